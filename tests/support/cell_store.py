"""The cells of one open workbook, as Excel would hold them, for excel_engine.py.

Positions count from 1; a box is (row, column, rows, columns). Values are what Excel gives over COM: None,
float, str, bool, datetime, and an int for an error. This store is filled from a file by openpyxl;
uno_store.py offers the same over a document that is open in LibreOffice.
"""

import datetime
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cchc_xl.form import layout

ERRORS = {"#DIV/0!": -2146826281, "#N/A": -2146826246, "#NAME?": -2146826259, "#NULL!": -2146826288}
ERRORS |= {"#NUM!": -2146826252, "#REF!": -2146826265, "#VALUE!": -2146826273}
ALLOWED = {
    "FormattingCells": "formatCells",
    "FormattingColumns": "formatColumns",
    "FormattingRows": "formatRows",
    "InsertingColumns": "insertColumns",
    "InsertingRows": "insertRows",
    "InsertingHyperlinks": "insertHyperlinks",
    "DeletingColumns": "deleteColumns",
    "DeletingRows": "deleteRows",
    "Sorting": "sort",
    "Filtering": "autoFilter",
    "UsingPivotTables": "pivotTables",
}
"""What a protected sheet may allow, in Excel's words and openpyxl's, which tell what is forbidden."""

Box = tuple[int, int, int, int]
Cell = tuple[int, int]
Put = tuple[Cell, str, Any]
"""A cell, "value" or "formula", and what is put there."""


@dataclass
class Protection:
    """How a sheet is protected."""

    password: str = ""
    allowed: tuple[bool, ...] = ()


@dataclass
class SheetCells:
    """A sheet; cells that are not named in `looks` have the look of the default style."""

    values: dict[Cell, Any] = field(default_factory=dict)
    formulas: dict[Cell, str] = field(default_factory=dict)
    looks: dict[Cell, tuple[str, str, bool]] = field(default_factory=dict)  # font, number format, locked
    columns: dict[int, tuple[str, str, bool]] = field(default_factory=dict)
    merged: list[Box] = field(default_factory=list)
    tables: dict[str, Box] = field(default_factory=dict)
    links: dict[Cell, str] = field(default_factory=dict)
    visible: int = -1
    protection: Protection | None = None


@dataclass
class CellStore:
    """A workbook in memory."""

    path: Path
    sheets: dict[str, SheetCells]
    names: dict[str, str]
    properties: dict[str, str]
    counts_from_1904: bool = False
    has_macros: bool = False
    is_changed: bool = False
    place: tuple[str, str] = ("", "A1")

    @property
    def titles(self) -> list[str]:
        return list(self.sheets)

    def visible(self, title: str) -> int:
        return self.sheets[title].visible

    def show(self, title: str) -> None:
        self.sheets[title].visible = -1

    def used(self, title: str) -> tuple[int, int]:
        there = [*self.sheets[title].values, *self.sheets[title].looks] or [(1, 1)]
        return max(row for row, _ in there), max(column for _, column in there)

    def values(self, title: str, box: Box) -> list[list[Any]]:
        return [[self.sheets[title].values.get(cell) for cell in row] for row in rows_of(box)]

    def formulas(self, title: str, box: Box) -> list[list[str]]:
        sheet = self.sheets[title]
        return [[sheet.formulas.get(one) or _shown(sheet.values.get(one)) for one in r] for r in rows_of(box)]

    def look(self, title: str, box: Box, index: int) -> Any:
        """Give font (0), number format (1) or whether cells are locked (2); None where cells differ."""
        sheet = self.sheets[title]
        found = set()
        for row in rows_of(box):
            for cell in row:
                look = sheet.looks.get(cell) or sheet.columns.get(cell[1]) or ("Calibri", "General", True)
                found.add(look[index])
        return found.pop() if len(found) == 1 else None

    def merged(self, title: str, box: Box) -> bool | None:
        """Tell whether all cells of a box are merged ones; None where some are."""
        inside = [self.merge_area(title, cell) is not None for row in rows_of(box) for cell in row]
        return all(inside) if all(inside) or not any(inside) else None

    def merge_area(self, title: str, cell: Cell) -> Box | None:
        return next(
            (box for box in self.sheets[title].merged if any(cell in row for row in rows_of(box))), None
        )

    def put(self, title: str, puts: list[Put]) -> None:
        """Put values and formulas into cells."""
        sheet, self.is_changed = self.sheets[title], True
        for cell, kind, value in puts:
            sheet.formulas.pop(cell, None)
            sheet.values.pop(cell, None)
            if kind == "formula":
                sheet.formulas[cell], sheet.values[cell] = value, 0.0
            elif value is not None:
                sheet.values[cell] = value

    def protection(self, title: str) -> Protection | None:
        return self.sheets[title].protection

    def protect(self, title: str, protection: Protection | None) -> None:
        self.sheets[title].protection = protection

    def tables(self, title: str) -> dict[str, Box]:
        return self.sheets[title].tables

    def resize(self, title: str, name: str, box: Box) -> None:
        self.sheets[title].tables[name] = box

    def link(self, title: str, links: list[tuple[Cell, str | None]]) -> None:
        for cell, target in links:
            self.sheets[title].links.pop(cell, None)
            if target:
                self.sheets[title].links[cell] = target

    def where(self) -> tuple[str, str]:
        return self.place

    def go(self, title: str, address: str) -> None:
        self.place = (title, address)

    def calculate_alone(self, is_on: bool) -> None:
        """Formulas of this store never follow."""

    def recalculate(self) -> None:
        """Work nothing out: the values of formulas stay those of the file."""

    def save_copy(self, path: Path) -> None:
        """Write the workbook; openpyxl may lose what our files do not need for being read."""
        if not self.is_changed:
            shutil.copyfile(self.path, path)
            return
        import openpyxl

        book = openpyxl.load_workbook(self.path)
        for title, sheet in self.sheets.items():
            for row in book[title].iter_rows():
                for cell in row:
                    at = (cell.row, cell.column)
                    if cell.value is not None and at not in sheet.values and at not in sheet.formulas:
                        cell.value = None
            for at, value in {**sheet.values, **sheet.formulas}.items():
                if type(book[title].cell(*at)).__name__ == "Cell" and not isinstance(value, int):
                    book[title].cell(*at).value = value
        book.save(path)
        book.close()


def rows_of(box: Box) -> list[list[Cell]]:
    """List the cells of a box, row by row."""
    row, column, rows, columns = box
    return [[(r, c) for c in range(column, column + columns)] for r in range(row, row + rows)]


def from_file(path: Path) -> CellStore:
    """Load a workbook by openpyxl, with the values that its formulas had when it was saved."""
    import openpyxl

    book, cached = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    sheets = {one.title: _sheet(one, cached[one.title]) for one in book.worksheets}
    names = {name: f"={one.value}" for name, one in book.defined_names.items()}
    properties = {one.name: str(one.value) for one in book.custom_doc_props.props}
    is_1904 = book.epoch != openpyxl.utils.datetime.WINDOWS_EPOCH
    store = CellStore(path, sheets, names, properties, is_1904, place=(book.active.title, "A1"))
    book.close()
    cached.close()
    return store


def _sheet(sheet: Any, cached: Any) -> SheetCells:
    made = SheetCells(visible={"visible": -1, "hidden": 0, "veryHidden": 2}[sheet.sheet_state])
    for row in sheet.iter_rows():
        for cell in row:
            at = (cell.row, cell.column)
            if type(cell).__name__ != "Cell":
                continue
            made.looks[at] = (cell.font.name, cell.number_format, cell.protection.locked)
            if isinstance(cell.value, str) and cell.data_type == "f":
                made.formulas[at] = cell.value
            value = _as_excel_has_it(cached.cell(*at).value)
            if value is not None:
                made.values[at] = value
    for one in sheet.merged_cells.ranges:
        made.merged.append((one.min_row, one.min_col, one.size["rows"], one.size["columns"]))
    for name, reference in sheet.tables.items():
        made.tables[name] = box_of(reference)
    if sheet.protection.sheet:
        allowed = tuple(not getattr(sheet.protection, theirs) for theirs in ALLOWED.values())
        made.protection = Protection(sheet.protection.password or "", allowed)
    for link in sheet._hyperlinks:
        made.links[box_of(link.ref)[:2]] = link.location or link.target
    _columns(sheet, made)
    return made


def _columns(sheet: Any, made: SheetCells) -> None:
    for one in sheet.column_dimensions.values():
        for column in range(one.min, min(one.max, 100) + 1):
            made.columns[column] = (one.font.name, one.number_format, one.protection.locked)


def _as_excel_has_it(value: Any) -> Any:
    if isinstance(value, str):
        return ERRORS.get(value, value) or None
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return datetime.datetime(value.year, value.month, value.day)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _shown(value: Any) -> str:
    return "" if value is None else str(value)


def box_of(reference: str) -> Box:
    """Read «B2:D9» or «B2»."""
    first, _, last = reference.replace("$", "").partition(":")
    (left, top), (right, bottom) = (layout.split(one) for one in (first, last or first))
    columns = layout.index_of(right) - layout.index_of(left) + 1
    return top, layout.index_of(left) + 1, bottom - top + 1, columns
