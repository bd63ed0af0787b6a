"""The tables of the report on procedures as a workbook: both cut-offs, causes, shares, what differs."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from cchc_xl.actions.dossiers import Dossiers, records
from cchc_xl.dossiers.tables import RESOLUTION, causes, resolution, shares
from cchc_xl.excel.table_book import TableSheet, write_tables
from cchc_xl.form.model import Column

_SHARES = {
    "truc_tuyen": "Tiếp nhận trực tuyến",
    "buu_chinh": "Tiếp nhận qua bưu chính",
    "da_thanh_toan": "Thanh toán trực tuyến",
    "tra_buu_chinh": "Trả kết quả qua bưu chính",
}
_GROUP = {"linh_vuc": "Lĩnh vực", "cap": "Cấp"}
_COMPARED = {
    "ma": "Mã", "ten": "Chỉ tiêu", "phu_luc": "Phụ lục I", "so": "Sổ hồ sơ",
    "kstthc": "Báo cáo kiểm soát TTHC", "chi_so": "Hồ sơ chỉ có ở báo cáo CCHC",
    "chi_kstthc": "Hồ sơ chỉ có ở báo cáo kiểm soát TTHC",
}  # fmt: skip


def write_book(dossiers: Dossiers, out: Path) -> None:
    """Write the tables of a workbook's period and of the report on procedures."""
    periods = {"Biểu 06": (dossiers.placed, dossiers.period)}
    if dossiers.standard != dossiers.period:
        periods["Biểu 06 (KSTTHC)"] = dossiers.placed_by_standard, dossiers.standard
    sheets = [
        _sheet(f"bieu_{n}", title, str(period), {**_GROUP, **RESOLUTION}, _resolution(dossiers, frame))
        for n, (title, (frame, period)) in enumerate(periods.items())
    ]
    told = {
        "nguyen_nhan": "Nguyên nhân",
        "linh_vuc": "Lĩnh vực",
        "so_ho_so": "Số hồ sơ",
        "ngay_tre": "Số ngày trễ",
    }
    percent = {"ten": "Nội dung", "so": "Số hồ sơ", "tren": "Trên tổng số", "ty_le": "Tỷ lệ (%)"}
    days = str(dossiers.period)
    sheets += [
        _sheet("nguyen_nhan", "Nguyên nhân trễ", days, told, _causes(dossiers)),
        _sheet("ty_le", "Tỷ lệ", days, percent, _shares(dossiers)),
        _sheet(
            "doi_chieu",
            "Đối chiếu",
            f"CCHC: {days}; KSTTHC: {dossiers.standard}",
            _COMPARED,
            _compared(dossiers),
        ),
    ]
    write_tables(out, "Kết quả giải quyết hồ sơ", sheets, {}, {})


def _sheet(
    key: str, title: str, intro: str, columns: Mapping[str, str], rows: Iterator[Mapping[str, object]]
) -> TableSheet:
    whole: Sequence[Mapping[str, object]] = list(rows)
    kinds = {column: _kind([row[column] for row in whole]) for column in columns}
    widths = {"long_text": 20, "decimal": 14, "integer": 14}
    shape = (Column(c, label, kinds[c], fill="fixed", width=widths[kinds[c]]) for c, label in columns.items())
    return TableSheet(key, title, f"Kỳ {intro}.", tuple(shape), whole)


def _kind(values: Sequence[object]) -> str:
    numbers = [value for value in values if isinstance(value, Decimal)]
    if not numbers:
        return "long_text"
    return "integer" if all(number == number.to_integral_value() for number in numbers) else "decimal"


def _resolution(dossiers: Dossiers, frame: Any) -> Iterator[Mapping[str, object]]:
    levels = dossiers.picture.form.options("cap")
    table = resolution(frame, ["linh_vuc", "cap"])
    for row in records(table.reset_index()):
        yield {**_decimals(row), "cap": levels.get(str(row["cap"]), "")}
    yield {"linh_vuc": "Tổng cộng", "cap": "", **_decimals(table.sum().to_dict())}


def _causes(dossiers: Dossiers) -> Iterator[Mapping[str, object]]:
    labels = dossiers.picture.form.options("nguyen_nhan_tre")
    for row in records(causes(dossiers.placed).reset_index()):
        yield {**_decimals(row), "nguyen_nhan": labels.get(str(row["nguyen_nhan"]), "Chưa rõ")}


def _shares(dossiers: Dossiers) -> Iterator[Mapping[str, object]]:
    for key, (some, whole) in shares(dossiers.placed).items():
        percent = Decimal(100 * some) / whole if whole else None
        yield {"ten": _SHARES[key], "so": Decimal(some), "tren": Decimal(whole), "ty_le": percent}


def _compared(dossiers: Dossiers) -> Iterator[Mapping[str, object]]:
    for one in dossiers.compared():
        label = dossiers.picture.form.indicators[one.figure.code].label.removeprefix("- ")
        numbers = one.annex, one.own, one.standard
        codes = (", ".join(only[:200]) for only in (one.between.only_first, one.between.only_second))
        yield dict(zip(_COMPARED, (one.figure.code, label, *numbers, *codes), strict=True))


def _decimals(row: Mapping[Any, Any]) -> dict[str, object]:
    return {str(k): v if isinstance(v, str) or v is None else Decimal(str(v)) for k, v in row.items()}
