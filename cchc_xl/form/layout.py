"""Which cell holds what: titles on top, one header row, one row a line."""

from cchc_xl.form.model import Column, Sheet

TITLE_ROW, INTRO_ROW, HEADER_ROW, FIRST_ROW = 1, 2, 4, 5
"""Rows of every sheet, counted from 1."""

LISTS_SHEET, STAMP_SHEET = "_danh_muc", "_cchc"
"""Hidden sheets: the entries of the lists; form, version, unit, period and token."""


def letters(index: int) -> str:
    """Name a column: 0 gives A, 26 gives AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def index_of(name: str) -> int:
    """Count a column by its letters: A gives 0, AA gives 26; -1 for none."""
    index = 0
    for letter in name:
        index = 26 * index + ord(letter) - 64
    return index - 1


def split(address: str) -> tuple[str, int]:
    """Give the column's letters and the row of an A1 address; row 0 for a bare column or nothing."""
    name = address.rstrip("0123456789")
    return name, int(address[len(name) :] or 0)


def column_letters(sheet: Sheet, column: str) -> str:
    """Name the column of a sheet by its key."""
    return letters(next(i for i, c in enumerate(sheet.columns) if c.key == column))


def line_row(sheet: Sheet, line: str) -> int:
    """Give the row of a line that the form prescribes."""
    return FIRST_ROW + next(i for i, one in enumerate(sheet.lines) if one.key == line)


def last_row(sheet: Sheet) -> int:
    """Give the last row that staff may fill."""
    return FIRST_ROW + (sheet.capacity if sheet.grows else max(len(sheet.lines), 1)) - 1


def title_reference(sheet: Sheet) -> str:
    """Quote a sheet's title for a formula."""
    return "'" + sheet.title.replace("'", "''") + "'"


def cell_reference(sheet: Sheet, line: str, column: str) -> str:
    """Give the absolute reference of a cell in a prescribed line."""
    return f"{title_reference(sheet)}!${column_letters(sheet, column)}${line_row(sheet, line)}"


def range_reference(sheet: Sheet, column: str) -> str:
    """Give the absolute reference of a whole column of entries."""
    name = column_letters(sheet, column)
    return f"{title_reference(sheet)}!${name}${FIRST_ROW}:${name}${last_row(sheet)}"


def address(sheet: Sheet, column: Column, row: int) -> str:
    """Give the A1 address of a column in a row."""
    return f"{column_letters(sheet, column.key)}{row}"
