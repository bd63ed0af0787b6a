"""The data of the Word template `bien-ban-giai-trinh.docx`: what a unit explains at the meeting."""

from cchc_xl.index.round import Round, Row
from cchc_xl.text.numbers import show_number

TO_FILL = "……"
"""What stands where somebody writes by hand."""


def minute_context(known: Round, unit: str) -> dict[str, object]:
    """Collect the minute of a unit: every criterion whose first appraisal differs from the self-score."""
    office = known.form.units[unit]
    superior = known.form.units[office.parent] if office.parent else office
    rows = [row for row in known.of(unit) if differs(row)]
    return {
        "co_quan_chu_quan": superior.name.replace("Ủy ban nhân dân", "UBND").upper(),
        "co_quan": TO_FILL * 3,
        "dia_danh": office.place or superior.place,
        "nam": known.period[:4],
        "don_vi": office.name,
        "ky_va_nam": known.form.named_period(known.period),
        "ghi_chu_bo": known.form.meta.criteria_note,
        "so_dong": f"{len(rows):02d}",
        "hang": [_line(known, row) for row in rows],
        "khong_co": not rows,
    }


def differs(row: Row) -> bool:
    """Tell whether the first appraisal gave other points than the unit gave itself."""
    return row.first.points is not None and row.first.points != row.self_score


def _line(known: Round, row: Row) -> dict[str, str]:
    criterion, second = known.criterion(row), row.second
    shown = "" if second.points is None else f"{show_number(second.points)} điểm"
    return {
        "ma": row.code,
        "ten": criterion.label,
        "toi_da": show_number(criterion.maximum),
        "tu_cham": "–" if row.self_score is None else show_number(row.self_score),
        "tham_dinh": "–" if row.first.points is None else show_number(row.first.points),
        "y_kien": row.first.note,
        "giai_trinh": row.explanation,
        "ket_luan": ". ".join(filter(None, (shown, second.note))),
    }
