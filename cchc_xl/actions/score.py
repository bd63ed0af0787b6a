"""«Tính điểm»: the self-score of a workbook, with the reason of each point."""

from cchc_xl.actions.check import Checked
from cchc_xl.index.score import CriterionScore, ScoreSheet, score
from cchc_xl.text.numbers import plain


def score_sheet(checked: Checked) -> ScoreSheet:
    """Score a checked workbook."""
    return score(checked.picture, checked.evaluation)


def to_json(sheet: ScoreSheet) -> dict[str, object]:
    """Give the object that `cchc score --json` prints; numbers are texts."""
    return {
        "total": None if sheet.total is None else plain(sheet.total),
        "max": plain(sheet.maximum),
        "percent": None if sheet.percent is None else plain(sheet.percent),
        "band": sheet.band,
        "areas": [
            {"code": row.criterion.code, "name": row.criterion.label, **_points(row)} for row in sheet.areas
        ],
        "criteria": [
            {
                "code": row.criterion.code,
                "name": row.criterion.label,
                "kind": row.criterion.kind,
                **_points(row),
                "state": row.state.value,
                "reason": row.reason,
                "lost": plain(row.lost),
                "division": row.division,
            }
            for row in sheet.rows
        ],
    }


def _points(row: CriterionScore) -> dict[str, str | None]:
    return {"score": None if row.score is None else plain(row.score), "max": plain(row.maximum)}
