"""Score many units by plain figures: the formulas of the score sheet alone, as one function."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from decimal import Decimal

from cchc_xl.form.compiled import Formula
from cchc_xl.form.expressions import Value
from cchc_xl.form.form import Form
from cchc_xl.form.missing import MISSING
from cchc_xl.form.model import CRITERIA
from cchc_xl.form.program import compile_program

TOTALS = ("tc_tong", "tc_tong_toi_da", "tc_ty_le", "tc_xep_loai")
"""Names of the results of a whole unit: total, what it is out of, percent, band."""


def scorer(
    form: Form, results: Collection[str] = TOTALS
) -> Callable[[Mapping[str, Value]], Mapping[str, Value]]:
    """Give the function from the figures, choices and numbers of a unit to the results named.

    It takes what the points depend on, by name: indicators (`ct_1_1_3`), choices (`tc_1_1_1_chon`, a key),
    typed numbers (`tc_1_4_1_nhap`), counts of registers as figure of their criterion (`tc_1_5_2_so_lieu`).
    What is left out is empty. Results are names of the score sheet: points (`tc_1_1_1`), what counts of
    their maximum (`tc_1_1_1_toi_da`), totals.
    """
    formulas = _needed(form, results)
    computed = {formula.name for formula in formulas}
    blank: dict[str, Value] = {}
    for formula in formulas:
        blank |= dict.fromkeys(formula.expression.names - computed, MISSING)
    program = compile_program(((formula.name, formula.expression) for formula in formulas), results)

    def score(values: Mapping[str, Value]) -> Mapping[str, Value]:
        whole = {**blank, **values}
        program(whole, {})
        return whole

    return score


def _needed(form: Form, results: Collection[str]) -> list[Formula]:
    """Pick the formulas that the results depend on, in their order; counts of registers are given instead."""
    wanted = set(results)
    found: list[Formula] = []
    for formula in reversed(form.formulas):
        if formula.name in wanted and formula.cell[0] == CRITERIA and not formula.expression.columns:
            found.append(formula)
            wanted |= formula.expression.names
    return found[::-1]


def score_many(
    form: Form, units: Iterable[Mapping[str, Value]]
) -> Iterator[tuple[Decimal | None, Decimal | None, str]]:
    """Give total, percent and band of each unit, in their order; None and "" where there is none."""
    score = scorer(form)
    for unit in units:
        points = score(unit)
        total, percent, band = points["tc_tong"], points["tc_ty_le"], points["tc_xep_loai"]
        yield (
            total if isinstance(total, Decimal) else None,
            percent if isinstance(percent, Decimal) else None,
            band if isinstance(band, str) else "",
        )
