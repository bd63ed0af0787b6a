"""The record of a round as a workbook that officers can read: its sheets, and how they are filled."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cchc_xl.excel.table_book import TableSheet, write_tables
from cchc_xl.form.model import Column
from cchc_xl.index.final import final_scores
from cchc_xl.index.round import Round, Row

RECORD = "dot"
_T, _L, _N = "text", "long_text", "number"
_WARNING = "TÀI LIỆU NỘI BỘ CỦA CƠ QUAN TỔ CHỨC ĐỢT THẨM ĐỊNH: có ghi chú nội bộ, không gửi ra ngoài. "


def _fixed(key: str, title: str, type_: str = _T, width: float = 10) -> Column:
    return Column(key, title, type_, fill="fixed", width=width)


def _shown(key: str, title: str, type_: str = _T, width: float = 10) -> Column:
    return Column(key, title, type_, fill="computed", width=width)


UNITS = TableSheet(
    "don_vi",
    "Đơn vị",
    _WARNING + "Tệp do lệnh cchc round ghi; chỉ gõ vào ô vàng của trang Điều tra XHH.",
    (
        _fixed("ma", "Mã đơn vị", width=14),
        _shown("ten", "Đơn vị", width=36),
        _fixed("trang_thai", "Trạng thái", width=18),
        _fixed("nguoi", "Người thực hiện", width=22),
        _fixed("ngay", "Ngày", "date", 12),
        _fixed("tu_cham", "Điểm tự chấm", _N),
        _shown("lan_1", "Điểm thẩm định lần 1", _N),
        _shown("toi_da", "Điểm tối đa được tính", _N),
        _shown("cuoi", "Điểm cuối cùng", _N),
        _shown("ty_le", "Tỷ lệ (%)", _N),
        _shown("xep_loai", "Xếp loại", width=14),
    ),
    protected=True,
)
ROWS = TableSheet(
    "tham_dinh",
    "Thẩm định",
    _WARNING + "Mỗi dòng một tiêu chí của một đơn vị.",
    (
        _fixed("don_vi", "Mã đơn vị", width=14),
        _shown("ten_don_vi", "Đơn vị", width=30),
        _fixed("ma", "Mã", width=8),
        _shown("ten", "Tiêu chí", _L, 36),
        _fixed("co_quan", "Mã cơ quan thẩm định", width=12),
        _shown("ten_co_quan", "Cơ quan thẩm định", width=24),
        _fixed("ap_dung", "Áp dụng", width=8),
        _fixed("toi_da", "Điểm tối đa được tính", _N),
        _fixed("tu_cham", "Điểm tự chấm", _N),
        _fixed("ly_do", "Cách tính điểm tự chấm", _L, 34),
        _fixed("tlkc", "Tài liệu kiểm chứng", _L, 26),
        _fixed("diem_1", "Điểm thẩm định lần 1", _N),
        _fixed("y_kien_1", "Ý kiến lần 1", _L, 30),
        _fixed("noi_bo_1", "Ghi chú nội bộ lần 1", _L, 30),
        _fixed("giai_trinh", "Giải trình", _L, 34),
        _fixed("diem_2", "Điểm thẩm định lần 2", _N),
        _fixed("y_kien_2", "Ý kiến lần 2", _L, 30),
        _fixed("noi_bo_2", "Ghi chú nội bộ lần 2", _L, 30),
    ),
    protected=True,
)
SURVEY = TableSheet(
    "dieu_tra",
    "Điều tra XHH",
    _WARNING + "Ghi tỷ lệ điều tra xã hội học (0 đến 100) khi có kết quả; chưa có thì để trống cả đơn vị.",
    (
        _fixed("don_vi", "Mã đơn vị", width=14),
        _shown("ten_don_vi", "Đơn vị", width=36),
        _fixed("ma", "Mã", width=8),
        _shown("ten", "Tiêu chí", _L, 44),
        Column("ty_le", "Tỷ lệ điều tra (%)", "percent", width=12),
    ),
    protected=True,
)
LOG = TableSheet(
    "nhat_ky",
    "Nhật ký",
    _WARNING + "Ai làm gì, khi nào; dòng mới nhất ở cuối.",
    (
        _fixed("ngay", "Ngày", "date", 12),
        _fixed("nguoi", "Người thực hiện", width=22),
        _fixed("ve", "Mã đơn vị, cơ quan", width=14),
        _fixed("viec", "Nội dung", _L, 90),
    ),
    protected=True,
)


def write_round(known: Round, out: Path) -> None:
    """Write the record beside `out` and move it into place."""
    rows = {
        UNITS: list(_unit_rows(known)),
        ROWS: [_row(known, row) for row in known.rows.values() if row.body],
        SURVEY: [_survey(known, row) for row in known.rows.values() if not row.body],
        LOG: [{"ngay": e.on, "nguoi": e.by, "ve": e.about, "viec": e.what} for e in known.log],
    }
    sheets = [replace(sheet, rows=filled) for sheet, filled in rows.items()]
    stamp = {
        "ket_qua": RECORD,
        "tu_bieu_mau": known.form.meta.key,
        "phien_ban": known.form.meta.version,
        "ky": known.period,
    }
    write_tables(out, f"Đợt thẩm định Chỉ số CCHC {known.form.named_period(known.period)}", sheets, {}, stamp)


def _unit_rows(known: Round) -> Iterator[dict[str, object]]:
    labels = known.form.options("trang_thai_cham")
    for unit, score in final_scores(known).items():
        standing = known.units[unit]
        yield {
            "ma": unit,
            "ten": known.name(unit),
            "trang_thai": labels[standing.state],
            "nguoi": standing.by,
            "ngay": standing.on,
            "tu_cham": standing.self_total,
            "lan_1": score.first,
            "toi_da": score.maximum,
            "cuoi": score.total,
            "ty_le": score.percent,
            "xep_loai": score.band,
        }


def _row(known: Round, row: Row) -> dict[str, object]:
    told: dict[str, object] = {
        "don_vi": row.unit,
        "ten_don_vi": known.name(row.unit),
        "ma": row.code,
        "ten": known.criterion(row).label,
        "co_quan": row.body,
        "ten_co_quan": known.name(row.body),
        "ap_dung": "Có" if row.applies else "Không",
        "toi_da": row.maximum,
        "tu_cham": row.self_score,
        "ly_do": row.reason,
        "tlkc": row.evidence,
        "giai_trinh": row.explanation,
    }
    for stage in (1, 2):
        given = row.appraisal(stage)
        told |= {f"diem_{stage}": given.points, f"y_kien_{stage}": given.note, f"noi_bo_{stage}": given.inner}
    return told


def _survey(known: Round, row: Row) -> dict[str, object]:
    return {
        "don_vi": row.unit,
        "ten_don_vi": known.name(row.unit),
        "ma": row.code,
        "ten": known.criterion(row).label,
        "ty_le": row.survey,
    }
