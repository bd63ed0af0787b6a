"""Make the Word report."""
