"""The data of the Word template `bien-ban-giai-trinh.docx`: what a unit explains at the meeting."""

from decimal import Decimal

from cchc_xl.index.round import Round, Row
from cchc_xl.report.office import Office
from cchc_xl.report.register import BLANK
from cchc_xl.text.numbers import show_count, show_number


def minute_context(known: Round, unit: str) -> dict[str, object]:
    """Collect the minute of a unit: every criterion whose first appraisal differs from the self-score."""
    form, told = known.form, known.form.units[unit]
    office = Office(form, told, known.period)
    rows = [row for row in known.of(unit) if differs(row)]
    count = show_count(Decimal(len(rows)))
    return {
        **office.head(f"BB-{office.symbol}"),
        "don_vi": told.name,
        "ky_va_nam": form.named_period(known.period),
        "co_quan_tham_dinh": [known.name(body) for body in dict.fromkeys(row.body for row in rows)],
        "gioi_thieu": f"Các bên xem xét {count} tiêu chí có điểm thẩm định lần 1 khác điểm tự chấm "
        f"của {told.name} ({form.meta.criteria_note}):",
        "hang": [_line(known, row) for row in rows],
    }


def differs(row: Row) -> bool:
    """Tell whether the first appraisal gave other points than the unit gave itself."""
    return row.first.points is not None and row.first.points != row.self_score


def _line(known: Round, row: Row) -> dict[str, object]:
    criterion, second = known.criterion(row), row.second
    concluded = "" if second.points is None else f"{show_number(second.points)} điểm"
    return {
        "ma": row.code,
        "ten": criterion.label,
        "diem_toi_da": show_number(criterion.maximum),
        "diem_tu_cham": "–" if row.self_score is None else show_number(row.self_score),
        "diem_tham_dinh": "–" if row.first.points is None else show_number(row.first.points),
        "y_kien_tham_dinh": row.first.note,
        "giai_trinh": row.explanation or BLANK,
        "ket_luan": "; ".join(filter(None, (concluded, second.note))),
    }
