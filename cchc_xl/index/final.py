"""The score of a unit after appraisal, worked out by the formulas of the form on the points of a round."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from cchc_xl.entries.evaluate import evaluate
from cchc_xl.entries.from_json import make_picture
from cchc_xl.form.criteria import children
from cchc_xl.form.rules import NOT_APPLICABLE
from cchc_xl.index.round import Round, Row


class FinalScore(NamedTuple):
    """What a unit has by now: points and maxima of the top rows by code, the total, percent and band.

    `first` is the total of the first appraisal, `missing` names the criteria without points; those are None.
    """

    unit: str
    areas: Mapping[str, Decimal | None]
    maxima: Mapping[str, Decimal]
    first: Decimal | None
    total: Decimal | None
    maximum: Decimal
    percent: Decimal | None
    band: str
    missing: tuple[str, ...]


def final_scores(known: Round) -> dict[str, FinalScore]:
    """Score all units of a round."""
    return {unit: final_score(known, unit) for unit in known.units}


def final_score(known: Round, unit: str) -> FinalScore:
    """Put the appraised points into the columns of the score sheet and let the form work them out."""
    form = known.form
    cells = {row.code: _cells(row) for row in known.of(unit)}
    evaluation = evaluate(make_picture(form, known.period, {"criteria": cells}))
    tops = children(form.criteria, "")
    band = evaluation["tc_xep_loai_cuoi"]
    return FinalScore(
        unit,
        {top.code: evaluation.number(f"{top.name}_cuoi") for top in tops},
        {top.code: evaluation.number(f"{top.name}_toi_da") or Decimal(0) for top in tops},
        evaluation.number("tc_tong_tham_dinh"),
        evaluation.number("tc_tong_cuoi"),
        evaluation.number("tc_tong_toi_da") or Decimal(0),
        evaluation.number("tc_ty_le_cuoi"),
        band if isinstance(band, str) else "",
        tuple(row.code for row in known.of(unit) if row.body and row.lacks(1)),
    )


def _cells(row: Row) -> dict[str, object]:
    if not row.body:
        return {"so_nhap": row.survey}
    return {
        "lua_chon": None if row.applies else NOT_APPLICABLE.key,
        "diem_tham_dinh": row.first.points,
        "diem_tham_dinh_2": row.second.points,
    }
