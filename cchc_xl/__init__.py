"""Check, score and report public administration reform (CCHC) from an Excel workbook."""

__version__ = "0.1.0"
