"""The score sheet: points, what they are out of, and the reason of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.picture import Picture
from cchc_xl.form.model import CRITERIA
from cchc_xl.form.rules import NOT_APPLICABLE, Criterion
from cchc_xl.text.numbers import show_number


class Scored(StrEnum):
    """How a criterion stands."""

    SCORED = "da_cham"
    NO_DATA = "chua_du_so_lieu"
    NOT_APPLICABLE = "khong_ap_dung"


@dataclass(frozen=True)
class CriterionScore:
    """One row of the score sheet; `score` is None without data, `maximum` what counts."""

    criterion: Criterion
    score: Decimal | None
    maximum: Decimal
    state: Scored
    reason: str


@dataclass(frozen=True)
class ScoreSheet:
    """The whole self-score: points of at most `maximum`, percent of 0..100, band."""

    rows: tuple[CriterionScore, ...]
    total: Decimal | None
    maximum: Decimal
    percent: Decimal | None
    band: str

    @property
    def areas(self) -> Iterator[CriterionScore]:
        """Give the rows of the areas."""
        return (row for row in self.rows if not row.criterion.parent)


def score(picture: Picture, evaluation: Evaluation) -> ScoreSheet:
    """Collect the points that the formulas of the form gave, with their reasons."""
    band = evaluation["tc_xep_loai"]
    return ScoreSheet(
        tuple(_row(picture, evaluation, criterion) for criterion in picture.form.criteria.values()),
        evaluation.number("tc_tong"),
        evaluation.number("tc_tong_toi_da") or Decimal(0),
        evaluation.number("tc_ty_le"),
        band if isinstance(band, str) else "",
    )


def _row(picture: Picture, evaluation: Evaluation, criterion: Criterion) -> CriterionScore:
    points = evaluation.number(criterion.name)
    maximum = evaluation.number(f"{criterion.name}_toi_da") or Decimal(0)
    chosen = picture.line(CRITERIA, criterion.code).entries.get("lua_chon")
    if criterion.rule is None:
        state = Scored.NOT_APPLICABLE if maximum == 0 else Scored.NO_DATA if points is None else Scored.SCORED
        return CriterionScore(criterion, points, maximum, state, "tổng các mục con")
    if chosen and chosen.text == NOT_APPLICABLE.key:
        return CriterionScore(
            criterion, None, maximum, Scored.NOT_APPLICABLE, "không áp dụng, không tính vào mẫu số"
        )
    if points is None:
        missing = "chưa chọn mức" if criterion.rule.options else "chưa có số liệu đầu vào"
        return CriterionScore(criterion, None, maximum, Scored.NO_DATA, missing)
    basis = chosen.text if chosen and chosen.text else evaluation.number(f"{criterion.name}_so_lieu")
    assert basis is not None, "points come from a choice or from a figure"
    earned = f"{show_number(points)}/{show_number(criterion.maximum)} điểm"
    return CriterionScore(
        criterion, points, maximum, Scored.SCORED, f"{criterion.rule.reason(basis)} nên được {earned}"
    )
