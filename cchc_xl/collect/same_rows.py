"""Find which row of the unit's own register each row is that divisions sent."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cchc_xl.collect.contents import Contribution
from cchc_xl.entries.picture import Row
from cchc_xl.entries.to_json import cells_of
from cchc_xl.form.model import Sheet

_SHOWN = 60  # letters of its text that name a row without a key


class Arrived(NamedTuple):
    """A row that a division sent: its number there, its key, its cells, its name for people.

    `known` are the names that the ledger may remember it by: that of its key, that of its text.
    """

    one: Contribution
    number: int
    key: str
    cells: Mapping[str, object]
    name: str
    known: tuple[str, str]


def arrived(
    sheet: Sheet,
    one: Contribution,
    sent: Iterable[tuple[int, str, Mapping[str, object]]],
    rows: Iterable[Row],
) -> Iterator[Arrived]:
    """Give the rows in which a division wrote something; those of no division are its own.

    A name that two rows share, there or in the unit's register, tells nothing of either.
    """
    own = {"phong": one.sender[1]} if "phong" in sheet.column else {}
    came = [(number, key, {**own, **cells}) for number, key, cells in sent if cells]
    phongs = {None, one.sender[1], *(cells.get("phong") for *_, cells in came)}
    stood = [(row.key, cells) for row in rows if (cells := cells_of(row)).get("phong") in phongs]
    twice = shared(sheet, (row[1:] for row in came)) | shared(sheet, stood)
    for number, key, cells in came:
        a, b = (name if name not in twice else "" for name in _names(sheet, key, cells))
        yield Arrived(one, number, key, cells, name_of(sheet, key, cells), (a, b))


class _Seen(NamedTuple):
    """What a row is known by: its key, its division, its main text, all that stands in it besides."""

    key: str
    phong: str
    text: object
    rest: frozenset[tuple[str, str]]


_LIKENESS: tuple[Callable[[_Seen], Hashable], ...] = (
    lambda row: row,
    lambda row: row.key and (row.key, row.phong),
    lambda row: row._replace(key=""),
    lambda row: row.text and (row.text, row.phong),
)
"""What two rows that are the same have in common, the closest first; nothing of it is no likeness."""


def same_rows(sheet: Sheet, came: Sequence[Arrived], rows: Sequence[Row]) -> dict[int, Row]:
    """Give of each row that came, by its index, the row that it is; a row is never that of two.

    What a division says of its own goes before what others say of it, and a row that it moved to another
    division, or that the unit gave to none, stays the same. Rows with two different keys are never the same.
    """
    known = {row.number: (row, _seen(sheet, row.key, cells_of(row))) for row in rows}
    asked = {i: (_seen(sheet, one.key, one.cells), one.one.sender[1]) for i, one in enumerate(came)}
    asked = dict(sorted(asked.items(), key=lambda item: item[1][0].phong != item[1][1]))
    pairs: dict[int, Row] = {}
    for likeness in _LIKENESS:
        for step in range(3):
            alike = defaultdict(list)
            for number, (_, seen) in known.items():
                alike[likeness(seen)].append(number)
            for i, (seen, sender) in [*asked.items()]:
                wanted = likeness(seen._replace(phong=(seen.phong, sender, "")[step]))
                found = (n for n in alike[wanted] if n in known and _agree(seen.key, known[n][1].key))
                if wanted and (number := next(found, 0)):
                    pairs[i], _ = known.pop(number)
                    del asked[i]
    return pairs


def _agree(a: str, b: str) -> bool:
    return a == b or not (a and b)


def _seen(sheet: Sheet, key: str, cells: Mapping[str, object]) -> _Seen:
    rest = frozenset(
        (column, json.dumps(value))
        for column, value in cells.items()
        if column not in (sheet.columns[0].key, "phong")
    )
    return _Seen(key, str(cells.get("phong", "")), cells.get(sheet.main), rest)


def name_of(sheet: Sheet, key: str, cells: Mapping[str, object]) -> str:
    """Give what a row is called: its key, else its text."""
    return next(filter(None, _names(sheet, key, cells)))


def shared(sheet: Sheet, rows: Iterable[tuple[str, Mapping[str, object]]]) -> frozenset[str]:
    """Give the names that more than one row goes by."""
    known = Counter(name for row in rows for name in _names(sheet, *row))
    return frozenset(name for name, count in known.items() if count > 1)


def _names(sheet: Sheet, key: str, cells: Mapping[str, object]) -> tuple[str, str]:
    return key, f"«{str(cells.get(sheet.main, ''))[:_SHOWN]}»"
