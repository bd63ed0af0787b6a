"""The record of a round as a workbook that officers can read: written whole, read back whole."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from cchc_xl.errors import CchcError
from cchc_xl.excel.source import Source
from cchc_xl.excel.table_book import TableSheet, write_tables
from cchc_xl.excel.table_reader import TableRow, Value, read_tables
from cchc_xl.form.load import load_form
from cchc_xl.form.model import Column
from cchc_xl.index.final import FinalScore, final_scores
from cchc_xl.index.round import Appraisal, Event, Round, Row, Standing, State
from cchc_xl.text.numbers import show_date

RECORD = "dot"
_T, _L, _N = "text", "long_text", "number"
_WARNING = "TÀI LIỆU NỘI BỘ CỦA CƠ QUAN TỔ CHỨC ĐỢT THẨM ĐỊNH: có ghi chú nội bộ, không gửi ra ngoài. "


def _fixed(key: str, title: str, type_: str = _T, width: float = 10) -> Column:
    return Column(key, title, type_, fill="fixed", width=width)


def _shown(key: str, title: str, type_: str = _T, width: float = 10) -> Column:
    return Column(key, title, type_, fill="computed", width=width)


_UNITS = TableSheet(
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
_ROWS = TableSheet(
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
_SURVEY = TableSheet(
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
_LOG = TableSheet(
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
    from dataclasses import replace

    rows = {
        _UNITS: list(_unit_rows(known)),
        _ROWS: [_row(known, row) for row in known.rows.values() if row.body],
        _SURVEY: [_survey(known, row) for row in known.rows.values() if not row.body],
        _LOG: [{"ngay": e.on, "nguoi": e.by, "ve": e.about, "viec": e.what} for e in known.log],
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


def stamped(path: Path) -> Mapping[str, str]:
    """Give the stamp of a table book, from its properties or its hidden sheet."""
    return {
        key.removeprefix("cchc_"): value for pairs in Source(path).stamped() for key, value in pairs.items()
    }


def read_round(path: Path) -> Round:
    """Read the record.

    Raises CchcError DOT01 for a file that is no record or of another version, DOT08 for points of a closed
    unit that were changed in the file, DOT09 for a cell that cannot be read, and what reading tables raises.
    """
    stamp = stamped(path)
    if stamp.get("ket_qua") != RECORD:
        fix = "Chọn tệp do cchc round open tạo"
        raise CchcError("DOT01", f"«{path.name}» không phải tệp đợt thẩm định", fix)
    form = load_form(stamp["tu_bieu_mau"])
    if form.meta.version != stamp["phien_ban"]:
        told = f"phiên bản {stamp['phien_ban']} của {form.meta.key}, ở đây là {form.meta.version}"
        raise CchcError("DOT01", f"«{path.name}» theo {told}", "Dùng đúng phiên bản đã mở đợt")
    tables = read_tables(path, [_UNITS, _ROWS, _SURVEY, _LOG])
    for trouble in tables.troubles:
        raise CchcError("DOT09", f"{trouble.cell.place}: {trouble.message}", trouble.fix)
    states = {label: State(key) for key, label in form.options("trang_thai_cham").items()}
    units = {one.unit: one for one in (_standing(row, states) for row in tables.rows["don_vi"])}
    rows = [*map(_read_row, tables.rows["tham_dinh"]), *map(_read_survey, tables.rows["dieu_tra"])]
    log = tuple(
        Event(_day(row, "ngay"), _text(row, "nguoi"), _text(row, "ve"), _text(row, "viec"))
        for row in tables.rows["nhat_ky"]
    )
    known = Round(form, stamp["ky"], units, {row.key: row for row in rows}, log)
    _refuse_changed(known, {_text(row, "ma"): row["cuoi"] for row in tables.rows["don_vi"]})
    return known


def _refuse_changed(known: Round, recorded: Mapping[str, Value]) -> None:
    """Hold the final points of closed units against what their rows give."""
    closed = [unit for unit in known.units if known.units[unit].state in (State.CLOSED, State.PUBLISHED)]
    scores: dict[str, FinalScore] = final_scores(known) if closed else {}
    for unit in closed:
        if scores[unit].total != recorded[unit]:
            on = show_date(known.units[unit].on)
            message = f"điểm của {known.name(unit)} trong tệp đã bị sửa sau khi chốt ngày {on}"
            raise CchcError("DOT08", message, "Lấy lại bản đã chốt; muốn sửa thì cchc round reopen trước")


def _standing(row: TableRow, states: Mapping[str, State]) -> Standing:
    state = states.get(_text(row, "trang_thai"))
    if state is None:
        place = row.cells["trang_thai"].place
        raise CchcError("DOT09", f"{place}: trạng thái lạ", "Lấy lại bản đợt thẩm định trước đó")
    by, on = _text(row, "nguoi"), _day(row, "ngay")
    return Standing(_text(row, "ma"), state, by, on, _number(row, "tu_cham"))


def _read_row(row: TableRow) -> Row:
    first, second = (
        Appraisal(_number(row, f"diem_{n}"), _text(row, f"y_kien_{n}"), _text(row, f"noi_bo_{n}"))
        for n in (1, 2)
    )
    return Row(
        _text(row, "don_vi"),
        _text(row, "ma"),
        _text(row, "co_quan"),
        _text(row, "ap_dung") == "Có",
        _number(row, "tu_cham"),
        _number(row, "toi_da") or Decimal(0),
        _text(row, "ly_do"),
        _text(row, "tlkc"),
        _text(row, "giai_trinh"),
        first,
        second,
    )


def _read_survey(row: TableRow) -> Row:
    percent = _number(row, "ty_le")
    if percent is not None and not 0 <= percent <= 100:
        place = row.cells["ty_le"].place
        raise CchcError("DOT09", f"{place}: tỷ lệ nằm ngoài 0 đến 100", "Ghi theo phần trăm, ví dụ 85,5")
    return Row(_text(row, "don_vi"), _text(row, "ma"), "", True, None, Decimal(0), "", "", survey=percent)


def _text(row: TableRow, column: str) -> str:
    value = row[column]
    return value if isinstance(value, str) else "" if value is None else str(value)


def _number(row: TableRow, column: str) -> Decimal | None:
    value = row[column]
    if value is None or isinstance(value, Decimal):
        return value
    place = row.cells[column].place
    raise CchcError("DOT09", f"{place}: «{value}» không phải là số", "Gõ lại một số vào ô này")


def _day(row: TableRow, column: str) -> date:
    value = row[column]
    if isinstance(value, date):
        return value
    raise CchcError("DOT09", f"{row.cells[column].place}: không phải ngày", "Lấy lại bản đợt trước đó")
