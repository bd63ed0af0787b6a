"""What the report says of itself: its date, its unit, its period."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from cchc_xl.entries.checks.case import LAST_MONTH, Case, is_blank
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.text.numbers import show_date
from cchc_xl.text.vietnamese import fold

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
    "Bấm «Mở kỳ báo cáo mới…» (cchc new --from): sổ, người ký được chuyển, số kỳ cũ vào cột Kỳ trước",
    example="Workbook của quý I được lưu thành tệp mới rồi đổi ô Kỳ báo cáo thành «6 tháng»",
    must=True,
)
NOT_DRAFT = rule(
    "TT06",
    Severity.WARNING,
    "Đã ghi số hoặc ngày ký nhưng trạng thái là «{trang_thai}»",
    "Chuyển trạng thái sang «Đã ban hành», hoặc để trống số và ngày cho văn thư ghi",
    example="Trạng thái «Trình ký» nhưng ô Số báo cáo đã ghi 215; đúng: Đã ban hành",
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
OTHER_YEAR = rule(
    "TT12",
    Severity.ERROR,
    "Năm ký không phải năm báo cáo hay năm liền sau",
    "Sửa năm ký",
    example="Báo cáo năm 2021 ghi năm ký 2012; đúng: 2021",
)
OTHER_AGENCY = rule(
    "TT13",
    Severity.ERROR,
    "Ký hiệu báo cáo là của cơ quan khác",
    "Ghi ký hiệu của đơn vị mình",
    "NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.3",
    example="Báo cáo của Sở Tư pháp ghi BC-SNV; đúng: BC-STP",
)
TO_BE_NUMBERED = rule(
    "TT09",
    Severity.INFO,
    "Số và ngày ký còn trống cho văn thư ghi khi ban hành",
    "Khi ban hành: ghi số, ngày rồi chuyển trạng thái sang «Đã ban hành»",
    "NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.3 và II.4",
    example="Báo cáo trình ký, ô Số báo cáo và Ngày ký để trống",
)
NO_ADDRESSEE = rule(
    "TT10",
    Severity.WARNING,
    "Báo cáo gửi cơ quan khác nhưng chưa có «Kính gửi»",
    "Ghi cơ quan nhận vào ô Kính gửi; ở Nơi nhận ghi «Như trên»",
    "NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.9",
    example="Nơi nhận có «Sở Nội vụ», ô Kính gửi để trống; đúng: Kính gửi «Sở Nội vụ»",
)
STILL_OPEN = rule(
    "TT11",
    Severity.WARNING,
    "Báo cáo ký khi kỳ báo cáo chưa kết thúc mà không ghi ngày chốt số liệu",
    "Ghi ngày chốt số liệu để biết số tính đến ngày nào",
    "NĐ 09/2019/NĐ-CP",
    example="Báo cáo năm 2021 ký tháng 10/2021, ô Ngày chốt số liệu để trống; đúng: 30/9/2021",
)


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
        typed = " ".join(str(entry.raw) for entry, _ in entries)
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
    if case.cut_off is None:
        period = case.form.period_name(kind, year)
        yield OUTSIDE.at(entry.place, found=show_date(entry.value), expected=f"tháng cuối của {period}")
    signed = case.report_date()
    if signed and signed < entry.value and not is_blank(day := case.picture.field("ngay_ky")):
        yield SIGNED_EARLY.at(
            entry.place, day.place, found=show_date(signed), expected=f"từ {show_date(entry.value)}"
        )


def signed_in_another_year(case: Case) -> Iterator[Finding]:
    """Find a year of signature that is neither the report's nor the next one."""
    entry, year = case.picture.field("nam_ky"), int(case.picture.stamp.period[:4])
    if isinstance(entry.value, Decimal) and int(entry.value) - year not in (0, 1):
        yield OTHER_YEAR.at(entry.place, found=str(entry.value), expected=f"{year} hoặc {year + 1}")


def symbol_of_another(case: Case) -> Iterator[Finding]:
    """Find a report that bears the symbol of another agency; a misspelt one is told elsewhere."""
    symbol, unit = case.report_symbol, case.form.unit
    if symbol and symbol.agency != unit.symbol and symbol.agency in case.documents.habits.agencies:
        yield OTHER_AGENCY.at(case.picture.field("ky_hieu").place, found=symbol.agency, expected=unit.symbol)


def to_be_numbered(case: Case) -> Iterator[Finding]:
    """Remind of the blanks of a report laid before the signer, and of the least number and day it can get."""
    number, day = case.picture.field("so_van_ban"), case.picture.field("ngay_ky")
    blank = [entry.place for entry in (number, day) if is_blank(entry)]
    report, symbol = case.report_date(), case.report_symbol
    if case.picture.field("trang_thai").text != "trinh_ky" or not blank:
        return
    least = []
    if report and symbol:
        highest = case.numbering.highest(symbol, report.year)
        least += [f"số lớn hơn {highest}"] if highest else []
        days = [d.day for d in case.documents.rows if d.day and d.day <= report]
        least += [f"ngày từ {show_date(max(days))}"] if days else []
    yield TO_BE_NUMBERED.at(*blank, expected="; ".join(least))


def addressee(case: Case) -> Iterator[Finding]:
    """Find a report whose recipients name another agency but that is addressed to nobody."""
    to, recipients = case.picture.field("kinh_gui"), case.picture.field("noi_nhan")
    offices = {
        fold(u.name): u.code for u in case.form.units.values() if u.kind not in ("phong", "truc_thuoc")
    }
    lines = [line.strip(" -;.") for line in recipients.text.split("\n")]
    others = [line for line in lines if fold(line) in offices and offices[fold(line)] != case.form.unit.code]
    if is_blank(to) and others:
        yield NO_ADDRESSEE.at(to.place, recipients.place, found=others[0])


def period_still_open(case: Case) -> Iterator[Finding]:
    """Find a report dated before its period closes, by its month, that does not say up to when it counts."""
    cut_off, dated = case.picture.field("ngay_chot"), case.report_date()
    year, _, kind = case.picture.stamp.period.partition("-")
    closes = date(int(year), LAST_MONTH[kind or "nam"], 14)
    if is_blank(cut_off) and dated and dated < closes:
        places = [cut_off.place, case.picture.field("thang_ky").place]
        yield STILL_OPEN.at(*places, found=show_date(dated), expected=f"kỳ kết thúc {show_date(closes)}")
