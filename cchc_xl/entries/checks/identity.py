"""What the report says of itself: its date, its unit, its period."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from cchc_xl.entries.checks.case import Case, is_blank
from cchc_xl.entries.values import shown
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.text.numbers import show_date

NO_DAY = rule(
    "TT03",
    Severity.ERROR,
    "Ngày, tháng, năm ký không phải là một ngày có thật",
    "Sửa ngày, tháng hoặc năm ký",
    example="Ngày ký 31, tháng ký 11, năm ký 2021; đúng: ngày 30 tháng 11",
    must=True,
)
OTHER_STAMP = rule(
    "TT04",
    Severity.ERROR,
    "Ô này khác với đơn vị mà workbook được tạo cho",
    "Lấy lại giá trị cũ; muốn đổi đơn vị thì tạo workbook mới",
    example="Workbook tạo cho Sở Nội vụ nhưng ô Đơn vị báo cáo chọn sở khác; đúng: Sở Nội vụ",
    must=True,
)

COPIED = rule(
    "TT05",
    Severity.ERROR,
    "Workbook này được chép («Save As») từ workbook của {cu} rồi sửa kỳ báo cáo",
    "Mở kỳ mới bằng «cchc new --from»: sổ và người ký được chuyển sang, số liệu kỳ cũ vào cột Kỳ trước",
    example="Workbook của quý I được lưu thành tệp mới rồi đổi ô Kỳ báo cáo thành «6 tháng»",
    must=True,
)
NOT_DRAFT = rule(
    "TT06",
    Severity.WARNING,
    "Đã ghi số hoặc ngày ký nhưng trạng thái là «{trang_thai}»",
    "Chuyển trạng thái sang «Đã ban hành», hoặc để trống số và ngày cho văn thư ghi",
    example="Trạng thái «Trình ký» nhưng ô Số báo cáo đã ghi 336; đúng: Đã ban hành",
)
OUTSIDE = rule(
    "TT07",
    Severity.WARNING,
    "Ngày chốt số liệu không thuộc kỳ báo cáo",
    "Ghi ngày cuối của kỳ tính số liệu; kỳ năm thường chốt ngày 14/12",
    "NĐ 09/2019/NĐ-CP",
    example="Báo cáo năm 2021 ghi ngày chốt 14/9/2021; đúng: 14/12/2021",
)
SIGNED_EARLY = rule(
    "TT08",
    Severity.WARNING,
    "Báo cáo ký trước ngày chốt số liệu",
    "Sửa ngày chốt số liệu hoặc ngày ký",
    example="Ngày chốt 14/12/2021 nhưng báo cáo ký ngày 10/12/2021; đúng: ký từ 14/12/2021",
)
_LAST_MONTH = {"Q1": 3, "6T": 6, "9T": 9, "nam": 12}


def impossible_date(case: Case) -> Iterator[Finding]:
    """Find a day, month and year of signature that make no date of this century."""
    entries = [case.picture.field(key) for key in ("ngay_ky", "thang_ky", "nam_ky")]
    day, month, year = (int(e.value) if isinstance(e.value, Decimal) else None for e in entries)
    try:
        dated = date(
            year if year is not None else 2021,
            month if month is not None else 1,
            day if day is not None else 1,
        )
    except (ValueError, OverflowError):
        dated = None
    if dated is None or not 2000 <= dated.year < 2100:
        yield NO_DAY.at(*(entry.place for entry in entries), found=f"{day}/{month}/{year}")


def differs_from_stamp(case: Case) -> Iterator[Finding]:
    """Find a unit typed over the one that the workbook was made for."""
    entry, expected = case.picture.field("don_vi"), case.picture.stamp.unit
    if entry.value is not None and entry.value != expected:
        yield OTHER_STAMP.at(entry.place, found=str(entry.raw), expected=case.form.unit.name)


def saved_as_copy(case: Case) -> Iterator[Finding]:
    """Find a period typed over: the workbook of another period, saved under a new name."""
    year, _, kind = case.picture.stamp.period.partition("-")
    entries = [(case.picture.field("ky"), kind or "nam"), (case.picture.field("nam"), year)]
    places = [entry.place for entry, made in entries if entry.value is not None and str(entry.value) != made]
    if places:
        typed = " ".join(shown(entry.raw) for entry, _ in entries)
        old = case.form.period_name(kind, year)
        yield COPIED.at(*places, found=typed, expected=old, cu=old)


def status(case: Case) -> Iterator[Finding]:
    """Find a number or a day of signature on a report that is not issued."""
    state = case.picture.field("trang_thai")
    written = [e for key in ("so_van_ban", "ngay_ky") if not is_blank(e := case.picture.field(key))]
    if state.text in ("du_thao", "trinh_ky") and written:
        label = case.form.options("trang_thai")[state.text]
        yield NOT_DRAFT.at(state.place, *(entry.place for entry in written), trang_thai=label)


def cut_off(case: Case) -> Iterator[Finding]:
    """Find a cut-off outside the period (its last month or the one before) or after the signature."""
    entry = case.picture.field("ngay_chot")
    year, _, kind = case.picture.stamp.period.partition("-")
    if not isinstance(entry.value, date):
        return
    behind = int(year) * 12 + _LAST_MONTH[kind or "nam"] - (entry.value.year * 12 + entry.value.month)
    if behind not in (0, 1):
        period = case.form.period_name(kind, year)
        yield OUTSIDE.at(entry.place, found=show_date(entry.value), expected=f"tháng cuối của {period}")
    signed = case.report_date()
    if signed and signed < entry.value and not is_blank(day := case.picture.field("ngay_ky")):
        yield SIGNED_EARLY.at(
            entry.place, day.place, found=show_date(signed), expected=f"từ {show_date(entry.value)}"
        )
