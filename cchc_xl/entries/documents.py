"""The documents of a workbook: the rows of the register, and what running text names."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import takewhile

from cchc_xl.entries.picture import Entry, Picture, Row
from cchc_xl.findings import Place
from cchc_xl.form.form import Form
from cchc_xl.form.model import FINDINGS, Unit
from cchc_xl.text import symbols
from cchc_xl.text.symbols import LETTER, Habits, Mention, Symbol

_NOT_PROSE = {FINDINGS, "tthc", "quy_trinh", "ho_so"}
"""Sheets whose texts are lists of codes and names, not sentences of a report."""

Key = tuple[str, str, str]
"""What makes two citations one document: number, type, agency; the year besides."""

Book = tuple[str, str, bool]
"""What is numbered together: issuer or the agency written, type, normative («12/2021/QĐ-UBND») or not."""


@dataclass(frozen=True)
class Text:
    """A cell with running text."""

    sheet: str
    row: Row
    column: str
    text: str
    place: Place


@dataclass(frozen=True)
class Document:
    """A row of the register; `agency` is the symbol in its number as it should be spelled, "" if unknown."""

    row: Row
    written: Entry
    symbol: Symbol | None
    issuer: Unit | None
    day: date | None
    agency: str

    @property
    def kind(self) -> str:
        """Give the type's key: that of the number, else the chosen one."""
        return self.symbol.kind if self.symbol else self.row["loai"].text

    @property
    def number(self) -> int | None:
        """Give the running number, None when there is none."""
        return int(self.symbol.number) if self.symbol and self.symbol.number.isdigit() else None

    @property
    def book(self) -> Book:
        """Give the outgoing book it is numbered in: its issuer's, normative documents and types apart."""
        issuer = self.issuer.code if self.issuer and self.issuer.symbol == self.agency else self.agency
        return issuer, self.kind, bool(self.symbol and self.symbol.year)

    @property
    def date_place(self) -> Place:
        """Give the cell of its date."""
        return self.row["ngay"].place

    @property
    def key(self) -> Key | None:
        """Give what identifies it within a year."""
        number = _plain(self.symbol.number) if self.symbol else ""
        return (number, self.kind, self.agency) if number else None


@dataclass(frozen=True)
class Citation:
    """A document named in a text, with the register's row when there is one."""

    text: Text
    mention: Mention
    agency: str
    document: Document | None


class Documents:
    """The register and the citations of a picture."""

    def __init__(self, picture: Picture, on: date | None) -> None:
        self.form, self.picture = picture.form, picture
        self.day = on or date(int(picture.stamp.period[:4]), 12, 31)
        self._agencies: dict[tuple[str, date], str] = {}

    @cached_property
    def habits(self) -> Habits:
        """Collect what the form knows of types and issuers."""
        return habits(self.form)

    def agency(self, written: str, day: date | None) -> str:
        """Give the symbol of an agency in force that is written so, or nearly so; "" when there is none."""
        day = day or self.day
        key = (written, day)
        if key not in self._agencies:
            there = frozenset(u.symbol for u in self.form.units.values() if u.in_force(day) and is_issuer(u))
            same = (one for one in symbols.right_spellings(written) if one in self.habits.agencies)
            self._agencies[key] = next(same, "") or symbols.nearest_agency(written, there)
        return self._agencies[key]

    @cached_property
    def rows(self) -> tuple[Document, ...]:
        """Give the rows of the register that have a subject or a number."""
        rows = self.picture.rows["van_ban"]
        return tuple(self._document(r) for r in rows if {"trich_yeu", "so_ky_hieu"} & r.entries.keys())

    def _document(self, row: Row) -> Document:
        written, day = row["so_ky_hieu"], row["ngay"].value
        day = day if isinstance(day, date) else None
        symbol = symbols.parse(written.text, self.habits) if written.text else None
        issuer = self.form.units.get(row["co_quan"].text)
        agency = self._agency_of(symbol, issuer, day) if symbol else ""
        return Document(row, written, symbol, issuer, day, agency)

    def _agency_of(self, symbol: Symbol, issuer: Unit | None, day: date | None) -> str:
        """Take a slip for the issuer that was chosen before any other agency."""
        chosen = issuer.symbol if issuer and symbol.agency not in self.habits.agencies else ""
        if chosen and symbols.distance(symbol.agency, chosen) <= symbols.reach(len(chosen)):
            return chosen
        return self.agency(symbol.agency, day) or symbol.agency

    @cached_property
    def by_key(self) -> Mapping[Key, list[Document]]:
        """Group the rows that bear the same number, type and agency."""
        groups: dict[Key, list[Document]] = {}
        for one in self.rows:
            if one.key:
                groups.setdefault(one.key, []).append(one)
        return groups

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Give the cells of running text."""
        return tuple(_texts(self.picture))

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """Find the documents that the texts name."""
        return tuple(
            self._citation(text, mention)
            for text in self.texts
            if "/" in text.text
            for mention in symbols.find(text.text, self.habits)
        )

    @cached_property
    def _citing(self) -> Mapping[int, list[Citation]]:
        found: dict[int, list[Citation]] = {}
        for citation in self.citations:
            found.setdefault(id(citation.document), []).append(citation)
        return found

    def citing(self, document: Document) -> list[Citation]:
        """Give the citations of a row of the register."""
        return self._citing.get(id(document), [])

    def _citation(self, text: Text, mention: Mention) -> Citation:
        symbol = mention.symbol
        agency = self.agency(symbol.agency, mention.day) or symbol.agency
        found = self.by_key.get((_plain(symbol.number), symbol.kind, agency), ())
        same = [one for one in found if not _namesake(one, mention, self.day)]
        return Citation(text, mention, agency, max(same, key=lambda one: _alike(one, mention), default=None))


def _alike(document: Document, mention: Mention) -> tuple[bool, bool]:
    """Tell how sure it is that a document is the one meant: by its day, by its symbol."""
    return document.day is not None and document.day == mention.day, document.symbol == mention.symbol


def _namesake(document: Document, mention: Mention, today: date) -> bool:
    """Tell a document of another book, year or place: «12/KH-UBND» of a district and of its province.

    A row dated after the report has a wrong date and says nothing of its year.
    """
    if document.issuer and elsewhere(mention, document.issuer):
        return True
    if document.day is None or mention.day is None or document.day == mention.day:
        return False
    written = document.symbol or mention.symbol
    other_book = (written.year, written.suffix) != (mention.symbol.year, mention.symbol.suffix)
    same_date = (document.day.month, document.day.day) == (mention.day.month, mention.day.day)
    other_year = document.day.year != mention.day.year and not same_date and document.day <= today
    return other_book or other_year


_OF_PLACE = re.compile(
    r"\s*của\s[^,;.\n]*?(?:tỉnh|thành phố|huyện|thị xã|phường|xã)\s+((?:[^\W\d_]+ ?){1,4})"
)


def elsewhere(mention: Mention, unit: Unit) -> bool:
    """Tell whether the words after a document say that an agency of another place issued it."""
    named = _OF_PLACE.match(mention.after)
    name = " ".join(takewhile(lambda word: word[0].isupper(), named[1].split() if named else []))
    return bool(name) and name not in f"{unit.name} {unit.place}"


def _plain(number: str) -> str:
    return number.lstrip("0")


def habits(form: Form) -> Habits:
    """Collect the types of documents, the symbols of agencies and their suffixes that a form knows."""
    suffixes: dict[str, set[str]] = {}
    for unit in form.units.values():
        if unit.suffix:
            suffixes.setdefault(unit.symbol, set()).add(unit.suffix)
    return Habits(
        frozenset(option.key for option in form.lists["loai_van_ban"] if option.key != LETTER),
        frozenset(unit.symbol for unit in form.units.values() if is_issuer(unit)),
        {agency: frozenset(found) for agency, found in suffixes.items()},
    )


def is_issuer(unit: Unit) -> bool:
    """Tell an agency that numbers its own documents from a division, whose symbol follows the agency's."""
    return bool(unit.symbol) and unit.kind != "phong"


def _texts(picture: Picture) -> Iterator[Text]:
    for key, rows in picture.rows.items():
        sheet = picture.form.sheets[key]
        columns = [c.key for c in sheet.columns if c.type in ("text", "long_text", "by_line")]
        columns = [column for column in columns if column != "so_ky_hieu"]
        for row in rows if key not in _NOT_PROSE else ():
            for column in columns:
                entry = row.entries.get(column)
                if entry and entry.text:
                    yield Text(key, row, column, entry.text, entry.place)
