"""What buttons and commands do: read, think, write."""
