"""A workbook of unknown making, seen whole through openpyxl: cells, formulas, what is built around."""

import io
import unicodedata
import warnings
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.formula.translate import Translator
from openpyxl.utils.datetime import to_excel

from cchc_xl.errors import CchcError
from cchc_xl.excel.package import Package, damaged
from cchc_xl.form.layout import letters
from cchc_xl.text.numbers import show_number

MAX_CELLS = 1_000_000


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


@dataclass(frozen=True)
class Cell:
    """A cell: its place, its value or the result of its formula, and how the value is shown."""

    row: int
    column: int
    value: Any = None
    formula: str = ""
    number_format: str = "General"

    @property
    def address(self) -> str:
        """Give the A1 address."""
        return f"{letters(self.column - 1)}{self.row}"

    @property
    def content(self) -> tuple[str, str]:
        """Give the kind and the text by which two cells are equal; a date is its number."""
        if self.value in (None, ""):
            return "trống", ""
        if isinstance(self.value, bool):
            return "đúng/sai", str(self.value).upper()
        if isinstance(self.value, str):
            return "chữ", unicodedata.normalize("NFC", self.value)
        value: Any = self.value
        if isinstance(value, date | time | timedelta):
            value = to_excel(value)  # type: ignore[no-untyped-call]
        return "số", f"{float(str(value)):.15g}"

    @property
    def mark(self) -> tuple[str, str]:
        """Give the content by which rows are matched: of a formula only that it is one."""
        return ("=", "=") if self.formula else self.content

    @property
    def shown(self) -> str:
        """Give the value as people read it."""
        kind, text = self.content
        if isinstance(self.value, date):
            return f"{self.value:%d/%m/%Y %H:%M:%S}".removesuffix(" 00:00:00")
        if kind != "số" or isinstance(self.value, time | timedelta):
            return str(self.value) if kind == "số" else text
        size = abs(float(text))
        if size and not 1e-6 <= size < 1e15:
            return text.replace(".", ",")
        grouped = "#,##" in self.number_format or (self.number_format == "General" and size >= 10_000)
        return show_number(Decimal(text), 12).replace(".", "." if grouped else "")


@dataclass(frozen=True)
class Tab:
    """A sheet: `sheet` is openpyxl's own, `rows` are its filled cells."""

    position: int
    title: str
    sheet: Any
    rows: Mapping[int, Mapping[int, Cell]]

    def at(self, row: int, column: int) -> Cell:
        """Give a cell, a blank one where nothing stands."""
        return self.rows.get(row, {}).get(column) or Cell(row, column)

    @property
    def cells(self) -> Iterator[Cell]:
        """Give the filled cells, row by row."""
        return chain.from_iterable(self.rows[row].values() for row in sorted(self.rows))

    @property
    def head(self) -> Hashable:
        """Give how the sheet begins, which a new name does not change; None for an empty sheet."""
        return tuple(cell.content for cell in self.cells if cell.row < min(self.rows) + 5) or None


def opened(path: Path) -> tuple[Any, Any]:
    """Load a file twice, its formulas and their results; raises CchcError TEP01-TEP05."""
    package = Package(path)
    for part in ("xl/sharedStrings.xml", "xl/styles.xml", *package.sheet_parts().values()):
        package.part(part)
    data = path.read_bytes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(data)), openpyxl.load_workbook(
                io.BytesIO(data), data_only=True
            )
    except Exception as error:  # any of ten kinds
        raise damaged(path) from error


def too_large(title: str) -> CchcError:
    """Make the error for a sheet beyond what can be compared."""
    message = f"trang «{title}» có hơn {MAX_CELLS:,} ô".replace(",", ".") + ", quá lớn để so sánh"
    return CchcError("TEP11", message, "Xóa hẳn các dòng, cột thừa ở cuối trang, lưu lại rồi so sánh")


def tabs_of(formulas: Any, results: Any) -> list[Tab]:
    """Take the sheets of a file loaded twice; raises CchcError TEP11 for one too large."""
    tabs = []
    for position, sheet in enumerate(formulas.worksheets):
        if sheet.max_row * sheet.max_column > MAX_CELLS:
            raise too_large(sheet.title)
        rows: dict[int, dict[int, Cell]] = {}
        for cell in chain.from_iterable(sheet.iter_rows()):
            value, formula = cell.value, ""
            if value in (None, ""):
                continue
            if cell.data_type == "f":
                formula = value if isinstance(value, str) else f"{{{getattr(value, 'text', '=TABLE()')}}}"
                value = results[sheet.title][cell.coordinate].value
            one = Cell(cell.row, cell.column, value, formula, cell.number_format)
            rows.setdefault(cell.row, {})[cell.column] = one
        tabs.append(Tab(position, sheet.title, sheet, rows))
    return tabs


def moved(formula: str, origin: str, to: str) -> str:
    """Give a formula as it reads after its cell has moved; unchanged where it cannot be."""
    try:
        return str(Translator(formula, origin).translate_formula(to)) if origin != to else formula
    except Exception:  # formulas of other programs, references beyond the sheet
        return formula
