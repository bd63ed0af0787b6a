"""A workbook that is open in Excel, read a sheet at a time into what a file on disk would give."""

import re
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from cchc_xl.entries.picture import State
from cchc_xl.excel.package import LEGACY_FONT, Cells
from cchc_xl.excel.source import STAMP, Grid, Readable
from cchc_xl.form import layout

ERRORS = frozenset(["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"])
_VISIBLE, _EXCEL_LINKS = -1, 1  # xlSheetVisible, xlExcelLinks
_MOST_PIECES = 60
"""Into how many pieces a sheet of mixed fonts is cut at most while odd cells are looked for."""

_TARGET = re.compile(r"=(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d+)")


class Area(NamedTuple):
    """A rectangle of cells: its first row and column, from 1, and how many there are."""

    row: int
    column: int
    rows: int
    columns: int

    @property
    def address(self) -> str:
        """Write it as Excel does, «A1:C5»."""
        first = f"{layout.letters(self.column - 1)}{self.row}"
        return f"{first}:{layout.letters(self.column + self.columns - 2)}{self.row + self.rows - 1}"

    def halves(self) -> "tuple[Area, ...]":
        """Cut it across, or along where it has one row; nothing is left of one cell."""
        if self.rows > 1:
            half = self.rows // 2
            return self._replace(rows=half), self._replace(row=self.row + half, rows=self.rows - half)
        half = self.columns // 2
        rest = self._replace(column=self.column + half, columns=self.columns - half)
        return (self._replace(columns=half), rest) if half else ()

    def cells(self) -> Iterator[str]:
        """Name its cells."""
        for row in range(self.row, self.row + self.rows):
            for index in range(self.column - 1, self.column + self.columns - 1):
                yield f"{layout.letters(index)}{row}"


class LiveSource(Readable):
    """Reads through an xlwings book, a few calls a sheet; more only where a sheet's formats are mixed."""

    has_formulas = True

    def __init__(self, book: Any) -> None:
        self.book, self.name = book, book.name
        self.sheets = {sheet.name: sheet for sheet in book.sheets}
        self.titles = list(self.sheets)
        self.hidden = {title for title, one in self.sheets.items() if one.api.Visible not in (True, _VISIBLE)}
        self._areas: dict[str, Area] = {}
        self._grids: dict[str, tuple[Grid, dict[str, State]]] = {}

    def grid(self, title: str) -> Grid:
        """Read the values of a sheet; row and column 0 are row 1 and column A."""
        return self._read(title)[0]

    def _read(self, title: str) -> tuple[Grid, dict[str, State]]:
        """Read a sheet once: its values, and the cells that hold an error."""
        if title not in self._grids:
            whole = self.sheets[title].range(self._area(title).address)
            grid = [list(row) for row in whole.options(ndim=2, empty="", err_to_str=True).value]
            faulty: dict[str, State] = {}
            for number, row in enumerate(grid, 1):
                for index, value in enumerate(row):
                    row[index] = plain = _as_in_a_file(value)
                    if plain is None:
                        row[index], faulty[f"{layout.letters(index)}{number}"] = "", State.ERROR
            self._grids[title] = grid, faulty
        return self._grids[title]

    def _area(self, title: str) -> Area:
        if title not in self._areas:
            used = self.sheets[title].used_range
            last = used.row + used.rows.count - 1, used.column + used.columns.count - 1
            self._areas[title] = Area(1, 1, *last)
        return self._areas[title]

    def cells(self, title: str) -> Cells:
        """Look which cells are faulty, formulas, merged, percentages, or in a font of another age."""
        sheet, area = self.sheets[title], self._area(title)
        formulas = sheet.range(area.address).formula
        rows = formulas if isinstance(formulas, tuple | list) else ((formulas,),)
        addresses = zip(area.cells(), (text for row in rows for text in row), strict=True)
        entries = Area(layout.HEADER_ROW, 1, max(area.rows - layout.HEADER_ROW + 1, 1), area.columns)
        return Cells(
            self._read(title)[1],
            frozenset(address for address, text in addresses if str(text).startswith("=")),
            dict(self._legacy_fonts(sheet, entries)),
            tuple(dict.fromkeys(self._merged(sheet, entries))),
            _Percents(sheet),
        )

    def _legacy_fonts(self, sheet: Any, area: Area) -> Iterator[tuple[str, str]]:
        for piece, font in _uniform(area, lambda address: sheet.range(address).api.Font.Name):
            if LEGACY_FONT.match(str(font or "")):
                yield from ((address, str(font)) for address in piece.cells())

    def _merged(self, sheet: Any, area: Area) -> Iterator[str]:
        for piece, merged in _uniform(area, lambda address: sheet.range(address).api.MergeCells):
            for address in piece.cells() if merged else ():
                yield sheet.range(address).merge_area[0, 0].get_address(False, False)

    @cached_property
    def names(self) -> Mapping[str, tuple[str, str, int]]:
        """Map defined names to the sheet, the column's letters and the first row they point at."""
        return _Names(self.book.names)

    @cached_property
    def days_late(self) -> int:
        """Count the days by which serial numbers of the 1904 system are too small."""
        return 1462 if self.book.api.Date1904 else 0

    def properties(self) -> Mapping[str, str]:
        """Read the custom properties of the stamp."""
        found = {}
        for key in STAMP:
            with suppress(Exception):  # Excel's own error for a property that is not there
                for piece in ("", *(f"_{number}" for number in range(2, 99))):
                    name = f"cchc_{key}{piece}"
                    found[name] = str(self.book.api.CustomDocumentProperties(name).Value)
        return found

    def active_parts(self) -> list[str]:
        """Name in words what comes besides cells."""
        api = self.book.api
        there = {
            "macro": api.HasVBProject,
            "trang macro kiểu cũ": api.Excel4MacroSheets.Count,
            "đối tượng nhúng": any(one.api.OLEObjects().Count for one in self.sheets.values()),
            "liên kết đến tệp khác": api.LinkSources(_EXCEL_LINKS),
            "kết nối dữ liệu": api.Connections.Count,
        }
        return [word for word, found in there.items() if found]


class _Names(Mapping[str, tuple[str, str, int]]):
    """The defined names; a form has more than a thousand, so each is asked for when it is needed."""

    def __init__(self, names: Any) -> None:
        self._names = names

    def __getitem__(self, name: str) -> tuple[str, str, int]:
        try:
            target = _TARGET.match(self._names(name).refers_to)
        except Exception as error:  # Excel's own
            raise KeyError(name) from error
        if target is None:
            raise KeyError(name)
        return (target[1] or target[2]).replace("''", "'"), target[3], int(target[4])

    def __iter__(self) -> Iterator[str]:
        return (name.name for name in self._names)

    def __len__(self) -> int:
        return len(self._names)


class _Percents(Container[str]):
    """The cells shown as a percentage; each is asked for when it matters."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    def __contains__(self, address: object) -> bool:
        return "%" in str(self._sheet.range(address).number_format)


def _uniform(area: Area, ask: Any) -> Iterator[tuple[Area, Any]]:
    """Give pieces of an area that have one answer each; Excel answers None where it differs."""
    pieces, asked = [area], 0
    while pieces and asked < _MOST_PIECES:
        piece, asked = pieces.pop(), asked + 1
        answer = ask(piece.address)
        if answer is not None:
            yield piece, answer
        else:
            pieces += piece.halves()


def _as_in_a_file(value: Any) -> Any:
    """Give a value as the reader of files gives it; None for an error."""
    if isinstance(value, str):
        return None if value in ERRORS else value
    if isinstance(value, datetime):
        return value if value.time() != datetime.min.time() else value.date()
    if isinstance(value, int) and not isinstance(value, bool):
        return None  # the number of an error that xlwings has no name for: real numbers are floats
    return float(value) if isinstance(value, Decimal) else value
