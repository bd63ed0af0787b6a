"""The data of the Word template `thong-bao-tham-dinh.docx`: what a unit is told of its appraisal."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from cchc_xl.index.round import Round, Row, State
from cchc_xl.report.office import Office
from cchc_xl.report.register import BLANK
from cchc_xl.text.numbers import show_count, show_date, show_number

SEEN = (State.EXPLAINING, State.SECOND, State.CLOSED, State.PUBLISHED)
"""The states in which a unit may know its appraisal."""


def notice_context(known: Round, unit: str, until: date | None) -> dict[str, object]:
    """Collect the notice of a unit; `until` is the day by which it may explain what it lost."""
    form = known.form
    office = Office(form, form.units[unit], known.period)
    symbol = f"{office.symbol}-{BLANK}"
    words = {**_words(known, unit, until), "ky_hieu": symbol}
    return {
        **office.head(symbol),
        "trich_yeu": office.text("tham_dinh_v_v", **words),
        "kinh_gui": [form.units[unit].name],
        "doan": office.paragraphs(*_sentences(known, unit), words=words),
        "ket": office.paragraphs("tham_dinh_ket", words=words),
        **office.foot(form.texts["nhu_tren"]),
        "phu_luc": {
            "ten": form.texts["phu_luc"],
            "tieu_de": office.text("tham_dinh_phu_luc", **words),
            "kem_theo": office.text("tham_dinh_kem_theo", **words),
            "hang": [_line(known, row) for row in known.of(unit) if row.body],
        },
    }


def _words(known: Round, unit: str, until: date | None) -> dict[str, str]:
    """Give the words of the sentences; sums are those of the columns of the table, without the survey."""
    name, rows = known.form.units[unit].name, [row for row in known.of(unit) if row.body]
    cut = [row.code for row in rows if _is_cut(row)]
    return {
        "don_vi": name,
        "DON_VI": name.upper(),
        "so_dong": show_count(Decimal(len(rows))),
        "tu_cham": _points(sum((row.self_score or Decimal(0) for row in rows), Decimal(0))),
        "tham_dinh": _points(sum((_given(row) or Decimal(0) for row in rows), Decimal(0))),
        "so_tieu_chi": show_count(Decimal(len(cut))),
        "tieu_chi": ", ".join(cut),
        "han": show_date(until) if until else BLANK,
    }


def _sentences(known: Round, unit: str) -> Iterator[str]:
    """Name the sentences of the letter: only who may still explain is asked to."""
    yield from ("tham_dinh_mo_dau", "tham_dinh_tong")
    cut = any(map(_is_cut, known.of(unit)))
    yield "tham_dinh_giam" if cut else "tham_dinh_khong_giam"
    if cut and known.units[unit].state is State.EXPLAINING:
        yield "tham_dinh_han"


def _given(row: Row) -> Decimal | None:
    return row.first.points if row.second.points is None else row.second.points


def _is_cut(row: Row) -> bool:
    given = _given(row)
    return given is not None and row.self_score is not None and given < row.self_score


def _line(known: Round, row: Row) -> dict[str, object]:
    criterion = known.criterion(row)
    return {
        "ma": row.code,
        "ten": criterion.label,
        "diem_toi_da": show_number(criterion.maximum),
        "diem_tu_cham": _points(row.self_score),
        "diem_tham_dinh": _points(_given(row)),
        "y_kien_tham_dinh": "; ".join(filter(None, (row.first.note, row.second.note))),
        "dam": _is_cut(row),
    }


def _points(points: Decimal | None) -> str:
    return "–" if points is None else show_number(points)
