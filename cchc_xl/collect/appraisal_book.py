"""The file in which one body appraises its criteria over all units: its columns, and how it is written."""

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from cchc_xl.excel.table_book import Limit, Mark, TableSheet, write_tables
from cchc_xl.form.criteria import limits
from cchc_xl.form.model import Column
from cchc_xl.index.round import Round, Row
from cchc_xl.text.numbers import plain
from cchc_xl.text.vietnamese import tidy

APPRAISAL, TITLE = "tham_dinh", "Thẩm định"
_T, _L, _N = "text", "long_text", "number"


def _fixed(key: str, title: str, type_: str = _T, width: float = 10) -> Column:
    return Column(key, title, type_, fill="fixed", width=width)


_HEAD = (
    _fixed("don_vi", "Mã đơn vị", width=13),
    _fixed("ten_don_vi", "Đơn vị", width=26),
    _fixed("ma", "Mã", width=8),
    _fixed("ten", "Tiêu chí", _L, 34),
    _fixed("quy_tac", "Quy tắc chấm", _L, 34),
    _fixed("tu", "Điểm thấp nhất", _N, 8),
    _fixed("den", "Điểm cao nhất", _N, 8),
    _fixed("tu_cham", "Điểm tự chấm", _N, 8),
    _fixed("ly_do", "Cách tính điểm tự chấm", _L, 30),
    _fixed("tlkc", "Tài liệu kiểm chứng", _L, 24),
)
_ANSWERED = (
    _fixed("diem_1", "Điểm thẩm định lần 1", _N, 9),
    _fixed("y_kien_1", "Ý kiến lần 1", _L, 28),
    _fixed("giai_trinh", "Giải trình của đơn vị", _L, 34),
)
_TYPED = (
    Column("diem", "Điểm thẩm định", _N, width=10),
    Column(
        "y_kien",
        "Ý kiến gửi đơn vị",
        _L,
        width=30,
        help="Bắt buộc khi điểm thấp hơn điểm tự chấm; đơn vị sẽ đọc.",
    ),
    Column("noi_bo", "Ghi chú nội bộ", _L, width=26, help="Chỉ cơ quan tổ chức đợt thẩm định đọc."),
)


def columns_of(stage: int) -> tuple[Column, ...]:
    """Give the columns of the first or the second appraisal."""
    return (*_HEAD, *(_ANSWERED if stage == 2 else ()), *_TYPED)


def _sheet(known: Round, body: str, stage: int, rows: Sequence[Row]) -> TableSheet:
    intro = (
        f"{known.name(body)}, thẩm định lần {stage}, {known.form.named_period(known.period)}. "
        "Chỉ gõ vào các ô vàng; dòng «Không áp dụng» không ghi điểm, không đồng ý thì ghi ý kiến. "
        "Lưu tệp và gửi lại cơ quan tổ chức đợt thẩm định."
    )
    told = "Ghi điểm từ «Điểm thấp nhất» đến «Điểm cao nhất» của dòng."
    unsaid = 'AND(ISNUMBER({diem}),ISNUMBER({tu_cham}),N({diem})<N({tu_cham}),{y_kien}="")'
    return TableSheet(
        APPRAISAL,
        TITLE,
        intro,
        columns_of(stage),
        [row_cells(known, row, stage) for row in rows],
        protected=True,
        marks=(Mark("y_kien", unsaid),),
        limits=(Limit("diem", "AND(ISNUMBER({diem}),{diem}>={tu},{diem}<={den})", told),),
    )


def row_cells(known: Round, row: Row, stage: int) -> dict[str, object]:
    """Give what a body reads in a row, and what it has answered so far."""
    criterion, given = known.criterion(row), row.appraisal(stage)
    least, most = limits(known.form.criteria, criterion) if row.applies else (None, None)
    return {
        "don_vi": row.unit,
        "ten_don_vi": known.name(row.unit),
        "ma": row.code,
        "ten": criterion.label,
        "quy_tac": criterion.rule.sentence() if criterion.rule else "",
        "tu": least,
        "den": most,
        "tu_cham": row.self_score,
        "ly_do": row.reason,
        "tlkc": row.evidence,
        "diem_1": row.first.points,
        "y_kien_1": row.first.note,
        "giai_trinh": row.explanation,
        "diem": given.points,
        "y_kien": given.note,
        "noi_bo": given.inner,
    }


def write_appraisal(known: Round, body: str, stage: int, rows: Sequence[Row], out: Path) -> None:
    """Write the file of a body for these rows; the same rows give the same bytes."""
    sheet = _sheet(known, body, stage, rows)
    stamp = {
        "ket_qua": APPRAISAL,
        "tu_bieu_mau": known.form.meta.key,
        "phien_ban": known.form.meta.version,
        "ky": known.period,
        "co_quan": body,
        "lan": str(stage),
        "ma_phat": token([fixed_cells(sheet, cells) for cells in sheet.rows]),
    }
    write_tables(out, f"Thẩm định lần {stage}: {known.name(body)}", [sheet], {}, stamp)


def fixed_cells(sheet: TableSheet, cells: Mapping[str, object]) -> tuple[str, ...]:
    """Give the texts of the cells of a row that nobody types."""
    return tuple(text_of(cells[column.key]) for column in sheet.columns if column.fill == "fixed")


def text_of(value: object) -> str:
    """Give the text by which a cell that was sent and one that came back are compared."""
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else tidy(str(value))


def token(rows: list[tuple[str, ...]]) -> str:
    """Sign the rows that were sent, in whatever order they stand."""
    return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()[:16]
