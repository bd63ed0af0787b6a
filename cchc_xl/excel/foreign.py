"""Say in words what a workbook of unknown making is."""

from pathlib import Path

import openpyxl


def describe_foreign(path: Path) -> str:
    """Name the sheets and the first heading of a workbook; "" when openpyxl cannot open it."""
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception:  # any of ten kinds, on files that other readers open
        return ""
    try:
        shown = [f"«{name}»" for name in book.sheetnames[:4]]
        more = f" và {len(book.sheetnames) - 4} trang khác" if len(book.sheetnames) > 4 else ""
        return f"có các trang {', '.join(shown)}{more}" if shown else ""
    finally:
        book.close()
