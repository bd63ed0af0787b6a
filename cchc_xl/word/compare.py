"""Compare two Word documents in words: paragraphs, cells, footnotes, headers and footers.

Formatting and white space are ignored, see `contents`. Texts are matched first where they are the same, then,
between these, where they are most alike; rows of tables also by their first cells.
"""

import re
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import count, product, zip_longest
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar

from cchc_xl.word.contents import Block, Contents, Row, Table, read_contents

T = TypeVar("T", bound=Hashable)
Words: TypeAlias = "list[tuple[str, str]]"  # each with the blanks before it
_AT_ONCE = 60  # texts whose likeness is looked at each against each
_ALIKE, _SAME_FIRST_CELL = 0.4, 0.5
_LONGEST_NAME = 40  # a first cell or a column's title that names its row or column
_MOST_WORDS = 3000  # a longer text is shown as a whole, before and after
_WORD = re.compile(r"(\s*)(\d+(?:[.,/]\d+)*%?|\w+|\S)")


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
        return [Figure(one.place, *pair) for one in changed for pair in _numbers(one.a, one.b)]


def compare(a: Path, b: Path) -> Comparison:
    """Compare two documents; raises CchcError SS01, SS02."""
    old, new = read_contents(a), read_contents(b)
    return Comparison(old.file, new.file, tuple(_changes(old, new)))


def _changes(old: Contents, new: Contents) -> Iterator[Change]:
    for place, a, b in _differing(old.body, new.body, _numbered(old.body), _numbered(new.body)):
        if isinstance(a, Table) and isinstance(b, Table):
            yield from _cells(a, b, place)
        else:
            part = "tables" if isinstance(a or b, Table) else "paragraphs"
            yield _change(part, place, _text(a), _text(b))
    notes = ([f"chú thích {number}" for number, _ in enumerate(one.notes, 1)] for one in (old, new))
    for place, one, other in _differing(old.notes, new.notes, *notes):
        yield _change("footnotes", place, _text(one), _text(other))
    for margin in dict.fromkeys((*old.margins, *new.margins)):
        texts = [contents.margins.get(margin, []) for contents in (old, new)]
        for _, one, other in _differing(*texts, *texts):
            yield _change("margins", margin, _text(one), _text(other))


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
    for place, a, b in _differing(old.rows, new.rows, *names):
        head = new.rows[0] if b is not new.rows[0] else ()
        if a is None or b is None:
            yield _change("tables", place, _text(a), _text(b))
            continue
        for column, (before, after) in enumerate(zip_longest(a, b, fillvalue="")):
            if before != after:
                yield _change("tables", f"{place}, cột {column + 1}{_called(head[column:])}", before, after)


def _called(row: Row) -> str:
    return f" «{row[0]}»" if row and 0 < len(row[0]) <= _LONGEST_NAME else ""


def _text(item: Any) -> str:
    """Give what is shown of a text, a row or a whole table."""
    if item is None or isinstance(item, str):
        return item or ""
    rows = item.rows if isinstance(item, Table) else (item,)
    return "; ".join(" | ".join(filter(None, row)) for row in rows)


# --- what belongs together


def _differing(
    old: Sequence[T], new: Sequence[T], old_places: Sequence[str], new_places: Sequence[str]
) -> Iterator[tuple[str, T | None, T | None]]:
    """Give what is not the same in both, in the order in which it is read, with its place."""
    for i, j in _differing_runs(old, new):
        for a, b in _likest(old[i], new[j]):
            if a is None and b is not None:
                yield new_places[j][b], None, new[j][b]
            elif a is not None and b is None:
                yield f"{old_places[i][a]} của bản cũ", old[i][a], None
            elif a is not None and b is not None and old[i][a] != new[j][b]:
                yield new_places[j][b], old[i][a], new[j][b]


def _differing_runs(old: Sequence[T], new: Sequence[T]) -> Iterator[tuple[slice, slice]]:
    """Give the runs between those that are the same, the long ones in parts."""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        for start in range(0, 0 if kind == "equal" else max(i2 - i1, j2 - j1), _AT_ONCE):
            end = start + _AT_ONCE
            yield slice(i1 + start, min(i1 + end, i2)), slice(j1 + start, min(j1 + end, j2))


def _likest(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[int | None, int | None]]:
    """Pair what is alike without changing the order, so that the likeness of all pairs together is most."""
    before, after = ([(one, _words(one)) for one in side] for side in (old, new))
    alike = [[_likeness(*one, *other) for other in after] for one in before]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, j in product(reversed(range(len(old))), reversed(range(len(new)))):
        best[i][j] = max(best[i + 1][j], best[i][j + 1], alike[i][j] + best[i + 1][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        both = i < len(old) and j < len(new)
        if both and alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif j == len(new) or (both and best[i][j] == best[i + 1][j]):
            yield i, None
            i += 1
        else:
            yield None, j
            j += 1


def _likeness(a: object, words: frozenset[str], b: object, others: frozenset[str]) -> float:
    """Tell how alike two texts, rows or tables are, 0 for not enough to be the same one changed."""
    if type(a) is not type(b):
        return 0.0
    key = isinstance(a, tuple) and isinstance(b, tuple) and a[:1] == b[:1] != ("",)
    alike = 2 * len(words & others) / (len(words) + len(others) or 1) + _SAME_FIRST_CELL * key
    return alike if alike >= _ALIKE else 0.0


def _words(item: Block | Row) -> frozenset[str]:
    return frozenset(word for _, word in _WORD.findall(_text(item)))


# --- how a text changed


def _steps(a: str, b: str) -> Iterator[tuple[Words, Words]]:
    """Cut two texts into words that are the same and words that are not, in turn with what is before each."""
    old, new = _WORD.findall(a), _WORD.findall(b)
    if len(old) + len(new) > _MOST_WORDS:
        yield old, new
        return
    matcher = SequenceMatcher(None, [word for _, word in old], [word for _, word in new])
    for _, i1, i2, j1, j2 in matcher.get_opcodes():
        yield old[i1:i2], new[j1:j2]


def marked(a: str, b: str, kept: int = _MOST_WORDS) -> str:
    """Show a text that changed: «có [-08-]{+09+} nhiệm vụ», with so many words `kept` beside each mark."""
    shown, steps = "", list(_steps(a, b))
    for number, (old, new) in enumerate(steps):
        if not _differ(old, new):
            before, after = number > 0, number < len(steps) - 1
            shown += _part(new, kept * before, kept * after)
            continue
        shown += (new or old)[0][0]
        shown += f"[-{_joined(old)}-]" if old else ""
        shown += f"{{+{_joined(new)}+}}" if new else ""
    return shown


def _part(words: Words, first: int, last: int) -> str:
    """Give words that are the same, in the middle of a long text only the first and last of them."""
    if len(words) <= first + last:
        return "".join(map("".join, words))
    end = "".join(map("".join, words[len(words) - last :]))
    return "".join(map("".join, words[:first])) + " …"[not first :] + end


def _differ(old: Words, new: Words) -> bool:
    return [word for _, word in old] != [word for _, word in new]


def _joined(words: Words) -> str:
    return "".join(map("".join, words)).strip()


def _numbers(a: str, b: str) -> Iterator[tuple[str, str]]:
    """Pair the numbers that are others now; where their count changed, all of the place together."""
    for old, new in _steps(a, b):
        before, after = ([word for _, word in side if word[0].isdecimal()] for side in (old, new))
        if before == after:
            continue
        if len(before) == len(after):
            yield from (pair for pair in zip(before, after, strict=True) if pair[0] != pair[1])
        else:
            yield "; ".join(before), "; ".join(after)
