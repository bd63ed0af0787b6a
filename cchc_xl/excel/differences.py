"""What differs between two workbooks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One difference, told in words; a or b is "" on the side where there is nothing.

    `part` is structure, formulas, validations, rows or values. `kind` says which part of the structure;
    changed, to_value or to_formula; added or removed. `what` is the thing, the range or the key of the row;
    `sheet` is "" for the workbook, `column` for cells outside the lines of a form.
    """

    part: str
    sheet: str
    kind: str = ""
    what: str = ""
    column: str = ""
    cell_a: str = ""
    cell_b: str = ""
    a: str = ""
    b: str = ""
    computed: bool = False


@dataclass(frozen=True)
class Differences:
    """What differs between files a and b; formulas of uncalculated files have no results to compare."""

    a: str
    b: str
    changes: tuple[Change, ...]
    uncalculated: tuple[str, ...]
