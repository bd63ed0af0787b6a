"""Numbers and symbols of documents: «336/BC-SLĐTBXH», «860/SLĐTBXH-VP», «61/2018/NĐ-CP», «30-NQ/TW».

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

_GROUP = r"[A-ZĐ][A-Za-zĐđ0-9]*(?:[&.][A-Za-zĐđ0-9]+)*"
_BODY = rf"(?:(\d{{4}})/)?({_GROUP}(?:-{_GROUP}){{0,3}})"
_STATE = re.compile(rf"(\d{{0,5}})/{_BODY}")
_PARTY = re.compile(rf"(\d{{1,5}})-({_GROUP})/({_GROUP}(?:-{_GROUP})?)")
_DASHES, _SPACES = re.compile("[\u2010-\u2015\u2212]"), re.compile(r"\s*([-/&])\s*")
_IN_TEXT = re.compile(
    rf"(?P<number>số\s+)?(?<![\w/.,-])(?P<symbol>\d{{1,5}}\s?(?:/\s?{_BODY}|-{_GROUP}/{_GROUP}(?:-{_GROUP})?))"
    r"(?:\s+ngày\s+(?P<day>\d{1,2}[/.-]\d{1,2}[/.-]\d{4}))?"
)


class Symbol(NamedTuple):
    """The parts of a number and symbol; `type` is "" for an official letter, `number` while there is none.

    `suffix` is what an issuer adds by habit, «HC» in 285/KH-UBND-HC; `party` writes «30-NQ/TW».
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
        return "/".join(part for part in (self.number, self.year, groups) if part or part is self.number)

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
    """A document named in running text: the symbol as written, the words before it, its date if given."""

    written: str
    symbol: Symbol
    before: str
    has_number_word: bool
    day: date | None


def canonical(text: str) -> str:
    """Write composed letters, plain hyphens and no spaces around signs."""
    return _SPACES.sub(r"\1", _DASHES.sub("-", unicodedata.normalize("NFC", text))).strip()


def parse(text: str, habits: Habits) -> Symbol | None:
    """Take a number and symbol apart; None for anything else."""
    text = canonical(text)
    match = _PARTY.fullmatch(text)
    if match and match[2] in {LETTER, *habits.types} and match[3] not in habits.agencies:
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
        rest and first not in habits.agencies and _is_agency(rest[0], first, habits)
    ):
        return first, rest[0] if rest else "", rest[1:]
    return "", first, rest


def _is_agency(group: str, first: str, habits: Habits) -> bool:
    return group in habits.agencies or (
        not nearest(first, habits.agencies) and nearest(group, habits.agencies) != ""
    )


def find(text: str, habits: Habits) -> Iterator[Mention]:
    """Find the documents that a text names; a fraction, a date or a code with a slash is none."""
    for match in _IN_TEXT.finditer(text):
        symbol = parse(match["symbol"], habits)
        before = text[max(0, match.start() - 40) : match.start()]
        told = match["number"] is not None
        if symbol and (told or symbol.type in habits.types or nearest(symbol.agency, habits.agencies)):
            yield Mention(match["symbol"], symbol, before, told, _day(match["day"]))


def _day(text: str | None) -> date | None:
    try:
        return read_date(text) if text else None
    except ValueError:
        return None


def nearest(word: str, known: Collection[str]) -> str:
    """Give the known word itself, or the nearest one a slip away (two in long words), or ""."""
    if word in known or len(word) < 3:
        return word if word in known else ""
    reach = 1 if len(word) < 7 else 2
    found = [(distance(word, one), one) for one in known if abs(len(one) - len(word)) <= reach]
    return min((pair for pair in found if pair[0] <= reach and len(pair[1]) > 2), default=(0, ""))[1]


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
