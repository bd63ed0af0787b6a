"""Cells that cannot be read, or not for sure."""

from collections.abc import Iterator

from cchc_xl.entries.checks.case import Case
from cchc_xl.findings import Finding


def unreadable_cells(case: Case) -> Iterator[Finding]:
    """Pass on what was noted while reading the cells."""
    for _, _, _, entry in case.picture.entries():
        if entry.problem:
            yield entry.problem
