"""The score sheet: points, what they are out of, and the reason of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.picture import Picture
from cchc_xl.form.criteria import Criterion, is_extra, is_penalty
from cchc_xl.form.form import Form
from cchc_xl.form.kinds import KINDS
from cchc_xl.form.model import CRITERIA
from cchc_xl.form.rules import NOT_APPLICABLE
from cchc_xl.text.numbers import show_number


class Scored(StrEnum):
    """How a criterion stands."""

    SCORED = "da_cham"
    NO_DATA = "chua_du_so_lieu"
    NOT_APPLICABLE = "khong_ap_dung"
    NOT_COUNTED = "khong_tinh"


@dataclass(frozen=True)
class CriterionScore:
    """One row of the score sheet.

    `score` is None without data, negative for a penalty; `maximum` is what counts in the denominator, `lost`
    what was missed of it or taken off; `basis` is the figure or the level chosen that decides, as printed;
    `division` is the name of who answers for the row; `is_extra` tells a bonus or a penalty.
    """

    criterion: Criterion
    score: Decimal | None
    maximum: Decimal
    state: Scored
    reason: str
    lost: Decimal = Decimal(0)
    basis: str = ""
    division: str = ""
    is_extra: bool = False


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
    """Collect the points that the formulas of the form gave, with their reasons; a part has none (TEP20)."""
    picture.whole()
    band = evaluation["tc_xep_loai"]
    return ScoreSheet(
        tuple(_row(picture, evaluation, criterion) for criterion in picture.form.criteria.values()),
        evaluation.number("tc_tong"),
        evaluation.number("tc_tong_toi_da") or Decimal(0),
        evaluation.number("tc_ty_le"),
        band if isinstance(band, str) else "",
    )


def _row(picture: Picture, evaluation: Evaluation, criterion: Criterion) -> CriterionScore:
    points = evaluation.number(criterion.name) if criterion.counts(picture.form.switches) else None
    maximum = evaluation.number(f"{criterion.name}_toi_da") or Decimal(0)
    row = picture.line(CRITERIA, criterion.code)
    chosen = row.entries["lua_chon"].text if "lua_chon" in row.entries else ""
    owner = row.entries["phong"].text if "phong" in row.entries else ""
    division = picture.form.options("phong").get(owner, owner)
    state, reason = _state(picture.form, evaluation, criterion, chosen)
    lost = evaluation.number(f"{criterion.name}_mat") if state is Scored.SCORED else None
    basis = _basis(picture.form, evaluation, criterion, chosen)
    extra = is_extra(picture.form.criteria, criterion)
    return CriterionScore(
        criterion, points, maximum, state, reason, lost or Decimal(0), basis, division, extra
    )


def _state(form: Form, evaluation: Evaluation, criterion: Criterion, chosen: str) -> tuple[Scored, str]:
    """Tell how a row stands, and why in words."""
    points = evaluation.number(criterion.name)
    if not criterion.counts(form.switches):
        return Scored.NOT_COUNTED, "không tính theo thiết lập của bộ tiêu chí"
    if criterion.rule is None:
        empty = Scored.NOT_APPLICABLE if _all_left_out(evaluation, criterion) else Scored.NO_DATA
        return (empty if points is None else Scored.SCORED), KINDS[criterion.kind].help
    if chosen == NOT_APPLICABLE.key:
        return Scored.NOT_APPLICABLE, "không áp dụng, không tính vào mẫu số"
    if points is None:
        return Scored.NO_DATA, "chưa chọn mức" if criterion.rule.options else "chưa có số liệu đầu vào"
    figure = evaluation.number(f"{criterion.name}_so_lieu") if criterion.figure else None
    basis = chosen if figure is None else figure
    earned = f"{show_number(points)}/{show_number(criterion.maximum)} điểm"
    told = criterion.rule.reason(basis, _unit(form, criterion))
    if is_penalty(form.criteria, criterion):
        taken = f"bị trừ {earned.removeprefix('-')}" if points else "không bị trừ"
        return Scored.SCORED, f"{told} nên {taken}"
    return Scored.SCORED, f"{told} nên được {earned}"


def _basis(form: Form, evaluation: Evaluation, criterion: Criterion, chosen: str) -> str:
    figure = evaluation.number(f"{criterion.name}_so_lieu") if criterion.figure else None
    if chosen or figure is None:
        return next((option.label for option in criterion.options if option.key == chosen), "")
    return show_number(figure) + _unit(form, criterion)


def _unit(form: Form, criterion: Criterion) -> str:
    return "%" if _is_percentage(form, criterion) else ""


def _all_left_out(evaluation: Evaluation, criterion: Criterion) -> bool:
    return evaluation.number(f"{criterion.name}_toi_da") == 0


def _is_percentage(form: Form, criterion: Criterion) -> bool:
    units = {indicator.name: indicator.unit for indicator in form.indicators.values()}
    return criterion.is_percentage or units.get(criterion.input) == "%"
