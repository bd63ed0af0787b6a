"""Build the workbook, read what comes back."""
