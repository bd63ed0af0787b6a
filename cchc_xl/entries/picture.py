"""The neutral picture of a workbook: what staff typed, each value with its cell.

A live workbook, a file on disk and entries from JSON all become the same picture.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from cchc_xl.errors import CchcError
from cchc_xl.findings import Finding, Place
from cchc_xl.form.form import Form
from cchc_xl.form.model import FIELDS, INDICATORS, OUTLINE, Section

Typed = Decimal | str | date | None


class State(StrEnum):
    """Five different things a cell can say; zero is a value."""

    VALUE = "gia_tri"
    EMPTY = "trong"
    NOT_APPLICABLE = "kad"
    ERROR = "o_loi"
    UNCALCULATED = "chua_tinh"


class Entry(NamedTuple):
    """One typed cell.

    `raw` is what stands in the cell; `value` is what it means (a key for choices), None unless the
    state is VALUE and the text could be read; `problem` says why it could not, or not for sure.
    """

    place: Place
    state: State = State.EMPTY
    value: Typed = None
    raw: object = None
    problem: Finding | None = None

    @property
    def text(self) -> str:
        """Give the value as text, "" when there is none."""
        return self.value if isinstance(self.value, str) else ""


class Row:
    """A row of a sheet: its number in Excel, its key (a line of the form, or the row's own).

    `read` gives the entries when they are first asked for; `letters` are the columns of all its typed cells.
    """

    def __init__(
        self,
        number: int,
        key: str,
        read: Callable[[], Mapping[str, Entry]],
        sheet: str,
        letters: Mapping[str, str],
    ) -> None:
        self.number, self.key, self._read, self.sheet, self.letters = number, key, read, sheet, letters

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Give the cells in which something stands."""
        return self._read()

    def __getitem__(self, column: str) -> Entry:
        entry = self.entries.get(column)
        return entry or Entry(Place(self.sheet, f"{self.letters[column]}{self.number}"))

    def get(self, column: str) -> Entry | None:
        """Give a typed cell, blank or not; None where staff type nothing."""
        return self[column] if column in self.letters else None


class Stamp(NamedTuple):
    """What a workbook says it is; token is "" until it is handed out.

    `phong` is the division whose part it is, "" for the whole; `due` the ISO date until which it is to come
    back; `share` the sheets and lines of the part as `form.part` writes them.
    """

    form: str
    version: str
    unit: str
    period: str
    token: str = ""
    phong: str = ""
    due: str = ""
    share: str = ""


@dataclass(frozen=True)
class Picture:
    """All that staff typed into a workbook of a form."""

    form: Form
    stamp: Stamp
    rows: Mapping[str, tuple[Row, ...]]
    file: str = ""
    remarks: tuple[Finding, ...] = ()

    def whole(self) -> "Picture":
        """Give itself; raises CchcError TEP20 for a division's part, which has no score and is no report."""
        if not self.stamp.phong:
            return self
        name = self.form.options("phong").get(self.stamp.phong, self.stamp.phong)
        message = f"«{self.file}» là phần của {name}, không phải workbook của cả đơn vị"
        raise CchcError(
            "TEP20",
            message,
            "Chọn workbook của đơn vị; phần của các phòng ghép bằng «Tổng hợp» (cchc collect --into)",
        )

    @cached_property
    def _lines(self) -> Mapping[str, Mapping[str, Row]]:
        return {
            key: {row.key: row for row in rows}
            for key, rows in self.rows.items()
            if not self.form.sheets[key].grows
        }

    def line(self, sheet: str, key: str) -> Row:
        """Give the row of a line that the form prescribes."""
        return self._lines[sheet][key]

    def field(self, key: str) -> Entry:
        """Give the entry of a field of «Thông tin chung»."""
        return self.line(FIELDS, key)["gia_tri"]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Give the sections of the report in the order of the outline chosen."""
        return self.form.outline(self.field(OUTLINE).text)

    def figure(self, code: str) -> Entry:
        """Give the typed cell of an indicator."""
        return self.line(INDICATORS, code)["so_lieu"]

    def filled(self, sheet: str) -> Iterator[Row]:
        """Give the rows of a register that exist: those whose main column is filled."""
        main = self.form.sheets[sheet].main
        return (row for row in self.rows[sheet] if main in row.entries)

    def entries(self) -> Iterator[tuple[str, Row, str, Entry]]:
        """Give every typed cell in which something stands: sheet, row, column, entry."""
        for sheet, rows in self.rows.items():
            for row in rows:
                for column, entry in row.entries.items():
                    yield sheet, row, column, entry
