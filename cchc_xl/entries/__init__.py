"""What staff typed, each value with its cell; and the checks."""
