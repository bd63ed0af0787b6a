"""Compare two Word documents in words: paragraphs, cells, footnotes, headers and footers.

Formatting and white space are ignored, see `blocks`. Texts are matched first where they are the same, then,
between these, where they are most alike; rows of tables also by their first cells.
"""

from collections.abc import Iterator, Sequence
from itertools import count, zip_longest
from pathlib import Path
from typing import NamedTuple

from cchc_xl.word.blocks import Block, Row, Table, shown
from cchc_xl.word.contents import Contents, read_contents
from cchc_xl.word.marks import numbers
from cchc_xl.word.matching import differing

_LONGEST_NAME = 40  # a first cell or a column's title that names its row or column


class Change(NamedTuple):
    """One difference; `a` or `b` is "" where there is nothing.

    `part` is paragraphs, tables, footnotes or margins; `kind` is added, removed or changed.
    """

    part: str
    kind: str
    place: str
    a: str
    b: str


class Figure(NamedTuple):
    """Numbers of a changed text that are others now."""

    place: str
    a: str
    b: str


class Comparison(NamedTuple):
    """What differs between the files a and b."""

    a: str
    b: str
    changes: tuple[Change, ...]

    @property
    def figures(self) -> list[Figure]:
        """List the numbers that differ within texts that are in both."""
        changed = (change for change in self.changes if change.kind == "changed")
        return [Figure(one.place, *pair) for one in changed for pair in numbers(one.a, one.b)]


def compare(a: Path, b: Path) -> Comparison:
    """Compare two documents; raises CchcError WORD01, SS02."""
    old, new = read_contents(a), read_contents(b)
    return Comparison(old.file, new.file, tuple(_changes(old, new)))


def _changes(old: Contents, new: Contents) -> Iterator[Change]:
    for place, a, b in differing(old.body, new.body, _numbered(old.body), _numbered(new.body)):
        if isinstance(a, Table) and isinstance(b, Table):
            yield from _cells(a, b, place)
        else:
            part = "tables" if isinstance(a or b, Table) else "paragraphs"
            yield _change(part, place, shown(a), shown(b))
    notes = ([f"chú thích {number}" for number, _ in enumerate(one.notes, 1)] for one in (old, new))
    for place, one, other in differing(old.notes, new.notes, *notes):
        yield _change("footnotes", place, shown(one), shown(other))
    for margin in dict.fromkeys((*old.margins, *new.margins)):
        texts = [contents.margins.get(margin, []) for contents in (old, new)]
        for _, one, other in differing(*texts, *texts):
            yield _change("margins", margin, shown(one), shown(other))


def _change(part: str, place: str, a: str, b: str) -> Change:
    return Change(part, "changed" if a and b else "added" if b else "removed", place, a, b)


def _numbered(blocks: Sequence[Block]) -> list[str]:
    """Name the places of paragraphs and tables, each kind numbered on its own."""
    kinds = ["bảng" if isinstance(block, Table) else "đoạn" for block in blocks]
    counts = {kind: count(1) for kind in kinds}
    return [f"{kind} {next(counts[kind])}" for kind in kinds]


def _cells(old: Table, new: Table, table: str) -> Iterator[Change]:
    """Compare two tables: rows, and rows that are in both cell by cell."""
    names = ([f"{table}, hàng {n}{_called(row)}" for n, row in enumerate(one.rows, 1)] for one in (old, new))
    head = next(iter(new.rows), ())
    for place, a, b in differing(old.rows, new.rows, *names):
        if a is None or b is None:
            yield _change("tables", place, shown(a), shown(b))
            continue
        for column, (before, after) in enumerate(zip_longest(a, b, fillvalue="")):
            if before != after:
                title = _called(head[column:]) if b != head else ""
                yield _change("tables", f"{place}, cột {column + 1}{title}", before, after)


def _called(row: Row) -> str:
    return f" «{row[0]}»" if row and 0 < len(row[0]) <= _LONGEST_NAME else ""
