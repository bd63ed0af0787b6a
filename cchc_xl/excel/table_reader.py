"""Read tables out of a workbook of unknown making: sheets and columns by what people call them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from cchc_xl.entries.picture import State
from cchc_xl.errors import CchcError
from cchc_xl.excel.foreign import Cell, Tab, opened, tabs_of
from cchc_xl.excel.package import Package
from cchc_xl.excel.table_book import TableSheet
from cchc_xl.form.model import Column
from cchc_xl.text.vietnamese import loose, tidy

_HEADER_WITHIN = 30
Value = str | Decimal | date | bool | None


class TableCell(NamedTuple):
    """A value and where it stands; texts are tidied, a day without a time of day is a date."""

    sheet: str
    address: str
    value: Value
    number_format: str = "General"

    @property
    def place(self) -> str:
        """Name the cell as people find it; without an address the sheet."""
        return f"{self.sheet}!{self.address}" if self.address else self.sheet


@dataclass(frozen=True)
class TableRow:
    """A row that holds something, its number and its cells by column."""

    number: int
    cells: Mapping[str, TableCell]

    def __getitem__(self, column: str) -> Value:
        return self.cells[column].value


class Trouble(NamedTuple):
    """A cell whose value cannot be had: the code, the place, what and the remedy."""

    code: str
    cell: TableCell
    message: str
    fix: str


class Tables(NamedTuple):
    """The rows of each table, by its key, and the cells without a value; those read as None."""

    rows: Mapping[str, tuple[TableRow, ...]]
    troubles: tuple[Trouble, ...]


def read_tables(path: Path, sheets: Sequence[TableSheet]) -> Tables:
    """Find the tables and read their rows; a computed column may be missing, all others must be there.

    Raises CchcError TEP01-TEP05 and TEP11 for a file that cannot be read, TEP15 for a missing sheet and
    TEP16 for missing columns.
    """
    tabs = tabs_of(*opened(path))
    package = Package(path)
    parts = package.sheet_parts()
    found, troubles = {}, []
    for sheet in sheets:
        tab = next((tab for tab in tabs if loose(tab.title) == loose(sheet.title)), None)
        if tab is None:
            there = ", ".join(f"«{one.title}»" for one in tabs) or "không trang nào đọc được"
            fix = f"Đặt lại tên trang (tệp có: {there}) hoặc lưu lại dạng Excel Workbook (.xlsx)"
            raise CchcError("TEP15", f"tệp «{path.name}» không có trang «{sheet.title}»", fix)
        header, columns = _header(path, tab, sheet)
        states = package.cells(parts.get(tab.title, "")).states
        rows = tuple(_rows(tab, header, columns, states))
        found[sheet.key] = tuple(row for _, row in rows)
        troubles += [trouble for told, _ in rows for trouble in told]
    return Tables(found, tuple(troubles))


def _header(path: Path, tab: Tab, sheet: TableSheet) -> tuple[int, dict[Column, int]]:
    """Find the row that has most of the headers, and where each stands; 0 for a column that is not there."""
    best: tuple[int, dict[Column, int]] = (0, {})
    for row in sorted(tab.rows)[:_HEADER_WITHIN]:
        texts = {loose(str(cell.value)): cell.column for cell in reversed([*tab.rows[row].values()])}
        there = {c: texts[loose(c.title)] for c in sheet.columns if loose(c.title) in texts}
        if len(there) > len(best[1]):
            best = row, there
    missing = [c.title for c in sheet.columns if c not in best[1] and c.fill != "computed"]
    if missing:
        where = f"trang «{tab.title}»" + (f", dòng {best[0]}" if best[0] else "")
        told = ", ".join(f"«{title}»" for title in missing)
        fix = "Ghi lại tên cột như trong tệp mẫu, tất cả trên một dòng"
        raise CchcError("TEP16", f"{where} của tệp «{path.name}» thiếu cột {told}", fix)
    return best[0], {column: best[1].get(column, 0) for column in sheet.columns}


def _rows(
    tab: Tab, header: int, columns: Mapping[Column, int], states: Mapping[str, State]
) -> Iterator[tuple[list[Trouble], TableRow]]:
    for number in sorted(row for row in tab.rows if row > header):
        found = {column: tab.at(number, at) for column, at in columns.items() if at}
        cells = {column.key: TableCell(tab.title, "", None) for column in columns}
        cells |= {column.key: _cell(tab, cell, states) for column, cell in found.items()}
        told = [
            trouble
            for column, cell in found.items()
            if column.fill != "computed" and (trouble := _trouble(cells[column.key], states))
        ]
        filled = (cells[column.key].value for column in columns if column.fill != "computed")
        if told or any(value not in (None, "") for value in filled):
            yield told, TableRow(number, cells)


def _cell(tab: Tab, cell: Cell, states: Mapping[str, State]) -> TableCell:
    value: Value
    if cell.address in states or cell.value is None:
        value = None
    elif isinstance(cell.value, str):
        value = tidy(cell.value) or None
    elif isinstance(cell.value, datetime):
        value = cell.value if cell.value.time() != time.min else cell.value.date()
    elif isinstance(cell.value, bool | date):
        value = cell.value
    elif isinstance(cell.value, int | float):
        value = Decimal(f"{cell.value:.15g}")
    else:
        value = str(cell.value)
    return TableCell(tab.title, cell.address, value, cell.number_format)


def _trouble(cell: TableCell, states: Mapping[str, State]) -> Trouble | None:
    match states.get(cell.address):
        case State.ERROR:
            return Trouble("TEP17", cell, "ô đang báo lỗi của Excel", "Sửa công thức hoặc ghi giá trị")
        case State.UNCALCULATED:
            fix = "Mở tệp bằng Excel, lưu lại, hoặc ghi giá trị"
            return Trouble("TEP18", cell, "công thức chưa được tính", fix)
    return None
