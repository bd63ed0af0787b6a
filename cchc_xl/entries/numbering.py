"""The running numbers of a register: series by issuer, type and year, and the rows that break them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cchc_xl.entries.documents import Book, Document, Documents
from cchc_xl.entries.sequence import Point, Suspect, likely_days, suspects
from cchc_xl.findings import Place
from cchc_xl.text.symbols import Symbol

Series = tuple[Book, int]


@dataclass(frozen=True)
class Numbered:
    """Something with a number and a day: a row of the register, or the report itself (no document)."""

    number: int
    day: date
    number_place: Place
    day_place: Place
    document: Document | None = None


class Numbering:
    """All series of a register; the report itself, once numbered, is the last of its own."""

    def __init__(self, documents: Documents, report: tuple[Symbol, date, Place, Place] | None) -> None:
        self._documents = documents
        self._report = report

    @cached_property
    def series(self) -> Mapping[Series, list[Numbered]]:
        """Group what is numbered and dated; a number used twice is told elsewhere and left out."""
        found: dict[Series, dict[int, Numbered]] = {}
        often = Counter((one.book, one.number, one.day and one.day.year) for one in self._documents.rows)
        for one in self._documents.rows:
            if one.number and one.day and often[one.book, one.number, one.day.year] == 1:
                row = Numbered(one.number, one.day, one.written.place, one.date_place, one)
                found.setdefault((one.book, one.day.year), {})[row.number] = row
        if self._report:
            symbol, day, number_place, day_place = self._report
            own = found.setdefault((self._book(symbol), day.year), {})
            row = Numbered(int(symbol.number), day, number_place, day_place)
            own.setdefault(row.number, row)
        return {key: list(rows.values()) for key, rows in found.items()}

    @cached_property
    def suspects(self) -> list[tuple[Numbered, Suspect, list[Numbered]]]:
        """Find what is out of sequence, with what is meant and its rivals."""
        found = []
        for rows in self.series.values():
            for one in suspects(_points(rows)):
                found.append((rows[one.index], one, [rows[i] for i in one.rivals]))
        return found

    def swapped(self, document: Document) -> bool:
        """Tell whether a row is out of sequence only because day and month are interchanged."""
        return any(row.document is document and one.day for row, one, _ in self.suspects)

    def likely_days(self, document: Document) -> tuple[date | None, date | None]:
        """Bound the date of an undated document by its neighbours in number, in the nearest one's year."""
        number, nearest = document.number or 0, []
        for (book, year), rows in self.series.items():
            points = [p for p in _points(rows) if p.day <= self._documents.day]
            if book == document.book and points:
                nearest.append((min(abs(p.number - number) for p in points), year, points))
        return likely_days(number, min(nearest)[2]) if nearest else (None, None)

    def a_year_early(self, document: Document) -> date | None:
        """Give the same day of the year before, where the number fits there; for plans of the day's year."""
        day, year = document.day, document.row["nam_ap_dung"].value
        if (
            day is None
            or document.number is None
            or str(year) != str(day.year)
            or (day.month, day.day) == (2, 29)
        ):
            return None
        earlier = day.replace(year=day.year - 1)
        rows = self.series.get((document.book, earlier.year), [])
        after, before = likely_days(document.number, _points(rows))
        fits = (after is None or after <= earlier) and (before is None or before >= earlier)
        return earlier if rows and fits else None

    def highest(self, symbol: Symbol, year: int) -> int | None:
        """Give the highest number of a series, None when it is empty."""
        rows = self.series.get((self._book(symbol), year), [])
        return max((row.number for row in rows), default=None)

    def _book(self, symbol: Symbol) -> Book:
        """Give the book in which the report itself is numbered."""
        unit = self._documents.form.unit
        return unit.code if unit.symbol == symbol.agency else symbol.agency, symbol.kind, False


def _points(rows: list[Numbered]) -> list[Point]:
    return [Point(row.day, row.number, i) for i, row in enumerate(rows)]
