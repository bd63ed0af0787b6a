"""Numbers and symbols of documents: «15/BC-STP», «120/STP-VP», «61/2018/NĐ-CP», «30-NQ/TW».

A named document has its type before the agency, an official letter the drafting unit after it; the
position decides, so that «TTr» after an agency is its Thanh tra and no Tờ trình (NĐ 30/2020/NĐ-CP,
Phụ lục I, mục II.3).
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from cchc_xl.text.numbers import read_date

LETTER = "CV"
"""The key of an official letter (công văn) in lists; its symbol has no type."""

_DASH = "[-\u2010-\u2015\u2212]"
_GROUP = r"[A-ZĐ][A-Za-zĐđ0-9]*(?:\s?&\s?[A-ZĐ][A-Za-zĐđ0-9]*|\.[A-ZĐ]{2}[A-Za-zĐđ0-9]*)*"
_FIRST = rf"(?=[A-ZĐ][A-Za-zĐđ]){_GROUP}"
_JOIN = rf"(?:{_DASH}|[ \u00a0]?{_DASH}\s?(?=[A-ZĐ]{{2}}))"
"""Spaces around the first dash are a slip before capitals; before a word, or as a bullet, a dash ends it."""
_BODY = rf"(?:(\d{{4}})/)?({_FIRST}(?:{_JOIN}{_GROUP}(?:{_DASH}{_GROUP}){{0,2}})?)"
_STATE = re.compile(rf"(\d{{0,5}}[a-zđ]?)/{_BODY}")
_PARTY = re.compile(rf"(\d{{1,5}})-({_GROUP})/({_FIRST}(?:-{_GROUP})?)")
_DASHES, _SPACES = re.compile(_DASH), re.compile(r"\s*([-/&])\s*")
_DAY = r"\d{1,2}(?:[/.-]\d{1,2}[/.-]|\s+tháng\s+\d{1,2}\s+năm\s+)\d{4}(?!\d)"
_MONTH = re.compile(r"\s+(?:tháng|năm)\s+")
_IN_TEXT = re.compile(
    r"(?:(?P<number>\b(?i:số)\s*:?\s*)|(?<![\w/=-])(?<!\d[.,]))"
    rf"(?P<symbol>\d{{1,5}}[a-zđ]?\s?(?:/\s?{_BODY}|-{_GROUP}/{_FIRST}(?:-{_GROUP})?))(?!\w)"
    rf"(?:\s+(?:(?:ký|ban hành)\s+)?ngày\s+(?P<day>{_DAY}))?"
)


class Symbol(NamedTuple):
    """The parts of a number and symbol; `type` is "" for an official letter, `number` while there is none.

    `suffix` is what an issuer adds by habit, «HC» in 12/KH-UBND-HC; `party` writes «30-NQ/TW».
    """

    number: str
    agency: str
    type: str = ""
    year: str = ""
    unit: str = ""
    suffix: str = ""
    party: bool = False

    def __str__(self) -> str:
        groups = "-".join(part for part in (self.type, self.agency, self.unit, self.suffix) if part)
        if self.party:
            return f"{self.number}-{self.type}/{groups.removeprefix(self.type + '-')}"
        return f"{self.number}/{self.year}/{groups}" if self.year else f"{self.number}/{groups}"

    @property
    def kind(self) -> str:
        """Give the key of the document's type in lists."""
        return self.type or LETTER


class Habits(NamedTuple):
    """What is known of issuers: type codes, symbols of agencies, the suffixes that an agency adds."""

    types: frozenset[str]
    agencies: frozenset[str]
    suffixes: Mapping[str, frozenset[str]]


class Mention(NamedTuple):
    """A document named in running text: the symbol as written, the words around it, its date if given."""

    written: str
    symbol: Symbol
    before: str
    has_number_word: bool
    day: date | None
    after: str = ""


def canonical(text: str) -> str:
    """Write composed letters, plain hyphens and no spaces around signs."""
    return _SPACES.sub(r"\1", _DASHES.sub("-", unicodedata.normalize("NFC", text))).strip()


def parse(text: str, habits: Habits) -> Symbol | None:
    """Take a number and symbol apart; None for anything else."""
    text = canonical(text)
    match = _PARTY.fullmatch(text)
    if match and match[2] in {LETTER, *habits.types}:
        agency, _, unit = match[3].partition("-")
        return Symbol(match[1], agency, match[2], unit=unit, party=True)
    match = _STATE.fullmatch(text)
    if match is None:
        return None
    kind, agency, tail = _roles(match[3].split("-"), habits)
    suffix = tail.pop() if tail and tail[-1] in habits.suffixes.get(agency, ()) else ""
    return Symbol(match[1], agency, kind, match[2] or "", "-".join(tail), suffix)


def _roles(groups: list[str], habits: Habits) -> tuple[str, str, list[str]]:
    """Tell type, agency and the rest by their position; an unknown first group is a type before an agency."""
    first, *rest = groups
    if first in habits.types or (
        rest and not nearest_agency(first, habits.agencies) and nearest_agency(rest[0], habits.agencies)
    ):
        return first, rest[0] if rest else "", rest[1:]
    return "", first, rest


def find(text: str, habits: Habits) -> Iterator[Mention]:
    """Find the documents that a text names; a fraction, a date or a code with a slash is none."""
    text = unicodedata.normalize("NFC", text)
    for match in _IN_TEXT.finditer(text):
        symbol = parse(match["symbol"], habits)
        before = text[max(0, match.start() - 40) : match.start()]
        told = match["number"] is not None
        if symbol and (told or _is_plain(symbol, habits)):
            after = text[match.end() : match.end() + 80]
            yield Mention(match["symbol"], symbol, before, told, _day(match["day"]), after)


def _is_plain(symbol: Symbol, habits: Habits) -> bool:
    """Tell a symbol that needs no «số» before it from «điểm 5/CT» and «tổ 1/UBND»."""
    if symbol.type in habits.types:
        return symbol.agency != ""
    return bool(symbol.type or symbol.unit) and nearest_agency(symbol.agency, habits.agencies) != ""


def _day(text: str | None) -> date | None:
    try:
        return read_date(_MONTH.sub("/", text)) if text else None
    except ValueError:
        return None


def right_spellings(written: str) -> tuple[str, ...]:
    """Give the symbols that one stands for as it is: itself, without & and ., a ministry's with its B."""
    return written, re.sub("[&.]", "", written), f"B{written}"


def nearest_agency(word: str, known: Collection[str]) -> str:
    """Give the agency that a symbol names, a slip away at most, or "".

    Another first letter is another agency (PNV and SNV), another letter in a short symbol too (BCĐ and BCA).
    """
    near = nearest(word, [one for one in known if one[:1] == word[:1]])
    slip = len(near) > 4 or set(near) == set(word) or near.replace("Đ", "D") == word
    return near if slip else ""


def nearest(word: str, known: Collection[str]) -> str:
    """Give the known word itself, or the nearest one a slip away (two in long words), or ""."""
    if word in known:
        return word
    near = ((distance(word, one), one) for one in known if abs(len(one) - len(word)) <= 2)
    return min((pair for pair in near if pair[0] <= reach(min(len(word), len(pair[1])))), default=(0, ""))[1]


def reach(length: int) -> int:
    """Count the slips that leave a word of this length recognisable."""
    return 0 if length < 3 else 1 if length < 7 else 2


def distance(a: str, b: str) -> int:
    """Count the slips between two words: letters inserted, lost, changed or swapped with the next one."""
    rows = [list(range(len(b) + 1))]
    for i, one in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (one != other)))
            if i > 1 and j > 1 and (one, a[i - 2]) == (b[j - 2], other):
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]
