"""Read the record of a round back, and hold closed points against what its rows give."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from cchc_xl.collect.round_book import LOG, RECORD, ROWS, SURVEY, UNITS
from cchc_xl.errors import CchcError
from cchc_xl.excel.source import Source
from cchc_xl.excel.table_reader import TableRow, Value, read_tables
from cchc_xl.form.load import load_form
from cchc_xl.index.final import final_score
from cchc_xl.index.round import Appraisal, Event, Round, Row, Standing, State
from cchc_xl.text.numbers import show_date


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
    if stamp.get("ket_qua") != RECORD or not {"tu_bieu_mau", "phien_ban", "ky"} <= stamp.keys():
        fix = "Chọn tệp do cchc round open tạo"
        raise CchcError("DOT01", f"«{path.name}» không phải tệp đợt thẩm định", fix)
    form = load_form(stamp["tu_bieu_mau"])
    if form.meta.version != stamp["phien_ban"]:
        told = f"phiên bản {stamp['phien_ban']} của {form.meta.key}, ở đây là {form.meta.version}"
        raise CchcError("DOT01", f"«{path.name}» theo {told}", "Dùng đúng phiên bản đã mở đợt")
    tables = read_tables(path, [UNITS, ROWS, SURVEY, LOG])
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
    for unit in closed:
        if final_score(known, unit).total != recorded[unit]:
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
