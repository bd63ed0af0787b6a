"""What the report says of itself: its date, its unit, its period."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from cchc_xl.entries.checks.case import Case
from cchc_xl.findings import Finding, Severity, rule

NO_DAY = rule(
    "TT03",
    Severity.ERROR,
    "Ngày, tháng, năm ký không phải là một ngày có thật",
    "Sửa ngày, tháng hoặc năm ký",
)
OTHER_STAMP = rule(
    "TT04",
    Severity.ERROR,
    "Ô này khác với đơn vị, kỳ mà workbook được tạo cho",
    "Lấy lại giá trị cũ; muốn đổi đơn vị hay kỳ thì tạo workbook mới",
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
    """Find a unit, year or period typed over what the workbook was made for."""
    stamp = case.picture.stamp
    year, _, period = stamp.period.partition("-")
    for key, expected in (("don_vi", stamp.unit), ("nam", year), ("ky", period or "nam")):
        entry = case.picture.field(key)
        if entry.value is not None and str(entry.value) != expected:
            yield OTHER_STAMP.at(entry.place, found=str(entry.raw), expected=expected)
