"""The checks of a template, the one place that finds its faults.

Adding one: a small function, a line in PACKAGE or in PARTS, a row in the table of tests/word/test_lint.py.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

from cchc_xl.findings import Severity
from cchc_xl.word.faults import Fault
from cchc_xl.word.lint import active, balance, hidden, names, vanishing, wording
from cchc_xl.word.lint.draft import Draft, draft_of
from cchc_xl.word.lint.tags import Scanned
from cchc_xl.word.shape import Shape

PACKAGE: tuple[Callable[[Draft], Iterator[Fault]], ...] = (
    active.members,
    active.links,
    hidden.not_filled,
)
PARTS: tuple[Callable[[Scanned], Iterator[Fault]], ...] = (
    active.fields,
    balance.half_braces,
    balance.outside_a_table,
    wording.statements,
    balance.unbalanced,
    vanishing.beside_a_tag,
    vanishing.emptied,
    vanishing.printed_in_place,
    vanishing.formatting,
    hidden.deleted,
    hidden.cut,
    hidden.elsewhere,
    wording.characters,
    wording.reserved,
)


@lru_cache(maxsize=32)
def faults(data: bytes, file: str, shape: Shape) -> tuple[Fault, ...]:
    """Give all faults of a template for data of this shape, errors first, in the order of the parts.

    Raises TemplateError when it cannot be opened.
    """
    draft = draft_of(data, file)
    told = [*_structure(data, file)]
    told += [fault for part in draft.parts.values() for fault in names.against(part, shape)]
    return tuple(sorted(dict.fromkeys(told), key=lambda fault: fault.severity.rank))


@lru_cache(maxsize=8)
def _structure(data: bytes, file: str) -> tuple[Fault, ...]:
    """Give what can be told without the data; remembered, since data has more shapes than a template."""
    draft = draft_of(data, file)
    whole = [fault for check in PACKAGE for fault in check(draft)]
    return (*whole, *(fault for part in draft.parts.values() for check in PARTS for fault in check(part)))


def errors(data: bytes, file: str, shape: Shape) -> list[Fault]:
    """Give the faults with which a template cannot be used."""
    return [fault for fault in faults(data, file, shape) if fault.severity is Severity.ERROR]
