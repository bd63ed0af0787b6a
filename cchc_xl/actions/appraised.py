"""«So với thẩm định»: what the appraising bodies gave, against the self-score of the same workbook."""

from collections.abc import Iterator
from decimal import Decimal

from cchc_xl.actions.check import Checked
from cchc_xl.entries.picture import Row
from cchc_xl.form.criteria import leaves
from cchc_xl.form.model import CRITERIA
from cchc_xl.text.numbers import show_number

_ROUNDS = (("diem_tham_dinh_2", "y_kien_tham_dinh_2"), ("diem_tham_dinh", "y_kien_tham_dinh"))
"""Points and note of an appraisal, the later one first."""


def compare_appraised(checked: Checked) -> Iterator[str]:
    """Tell each criterion whose appraised points differ from the unit's own, with the note; then the sum."""
    count, difference = 0, Decimal(0)
    for criterion in leaves(checked.picture.form.criteria):
        row, own = checked.picture.line(CRITERIA, criterion.code), checked.evaluation.number(criterion.name)
        points, note = _appraised(row)
        if points is None:
            continue
        count += 1
        if points != (own or 0):
            difference += points - (own or 0)
            shown = "chưa có" if own is None else show_number(own)
            told = f"{criterion.code} {criterion.label}: tự chấm {shown}, thẩm định {show_number(points)}"
            yield f"{told}{note and f' ({note})'}"
    yield f"Đã thẩm định {count} tiêu chí; chênh lệch {show_number(difference)} điểm so với tự chấm"


def _appraised(row: Row) -> tuple[Decimal | None, str]:
    for points, note in _ROUNDS:
        given = row.get(points)
        if given and isinstance(given.value, Decimal):
            return given.value, row[note].text
    return None, ""
