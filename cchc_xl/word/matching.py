"""Match the texts, rows and tables of two documents: first what is the same, then what is most alike."""

import re
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import product
from typing import Any, TypeVar

from cchc_xl.word.blocks import Block, Row, shown

T = TypeVar("T", bound=Hashable)

_AT_ONCE = 60  # texts whose likeness is looked at each against each
_ALIKE, _SAME_FIRST_CELL = 0.4, 0.25
_WORD = re.compile(r"\w+(?:[.,/]\w+)*")


def differing(
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
    return alike if key or alike >= _ALIKE else 0.0


def _words(item: Block | Row) -> frozenset[str]:
    return frozenset(_WORD.findall(shown(item)))
