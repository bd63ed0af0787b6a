"""From entries to the plain texts that a Word template sees."""
