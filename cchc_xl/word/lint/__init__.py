"""The checks of a template, the one place that finds its faults.

Adding one: a small function, a line in PACKAGE or in PARTS, a row in the table of tests/word/test_lint.py.
"""

from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

from cchc_xl.word.faults import Fault
from cchc_xl.word.lint import active, balance, hidden, names, notes, vanishing, wording
from cchc_xl.word.lint.draft import Draft, draft_of
from cchc_xl.word.lint.tags import Scanned
from cchc_xl.word.shape import Shape

PACKAGE: tuple[Callable[[Draft], Iterator[Fault]], ...] = (
    active.members,
    active.links,
    active.fields,
    active.pictures,
    hidden.nothing_filled,
    hidden.not_filled,
)
PARTS: tuple[Callable[[Scanned], Iterator[Fault]], ...] = (
    balance.half_braces,
    balance.too_deep,
    balance.outside_a_table,
    wording.statements,
    balance.unbalanced,
    vanishing.beside_a_tag,
    vanishing.emptied,
    vanishing.printed_in_place,
    vanishing.formatting,
    notes.misplaced,
    hidden.deleted,
    hidden.cut,
    hidden.elsewhere,
    wording.characters,
    wording.reserved,
)


def faults(data: bytes, file: str, shape: Shape) -> tuple[Fault, ...]:
    """Give all faults of a template for data of this shape, errors first, in the order of the parts.

    Raises TemplateError when it cannot be opened.
    """
    told = dict.fromkeys((*_structure(data, file), *_names(data, file, shape)))
    return tuple(sorted(told, key=lambda fault: fault.severity.rank))


def uncited(data: bytes, file: str, known: Collection[str]) -> list[Fault]:
    """Give the faults of footnotes that cite none of the known keys."""
    return [fault for part in draft_of(data, file).parts.values() for fault in notes.uncited(part, known)]


@lru_cache(maxsize=32)
def _names(data: bytes, file: str, shape: Shape) -> tuple[Fault, ...]:
    return tuple(f for part in draft_of(data, file).parts.values() for f in names.against(part, shape))


@lru_cache(maxsize=8)
def _structure(data: bytes, file: str) -> tuple[Fault, ...]:
    """Give what can be told without the data; remembered, since data has more shapes than a template."""
    draft = draft_of(data, file)
    whole = [fault for check in PACKAGE for fault in check(draft)]
    return (*whole, *(fault for part in draft.parts.values() for check in PARTS for fault in check(part)))
