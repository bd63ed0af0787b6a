"""The register of one-stop dossiers: totals by procedure, and late dossiers by code."""

from collections.abc import Iterator
from decimal import Decimal

from cchc_xl.entries.checks.case import Case, is_blank
from cchc_xl.entries.checks.procedures import by_procedure, number
from cchc_xl.entries.picture import Row
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.text.numbers import show_number
from cchc_xl.text.vietnamese import fold

_R10, _R18 = "quan hệ số học giữa các chỉ tiêu (R10)", "quan hệ số học giữa các chỉ tiêu (R18)"
NOT_BALANCED = rule(
    "MC01",
    Severity.ERROR,
    "Hồ sơ phải giải quyết không bằng đã giải quyết cộng đang giải quyết",
    "Đối chiếu số liệu hệ thống một cửa tại ngày chốt; sửa cột sai của dòng",
    _R10,
    example="Nhận 20, kỳ trước 2, đã giải quyết 18, đang giải quyết 3; đúng: đang giải quyết 4",
)
INCOMPLETE = rule(
    "MC02",
    Severity.WARNING,
    "Dòng số tổng còn cột trống nên số cộng có thể thiếu",
    "Ghi đủ các cột tiếp nhận, đã giải quyết, đang giải quyết; không có thì ghi 0",
    example="Cột Giải quyết quá hạn để trống; đúng: 0",
)
PART_LARGER = rule(
    "MC03",
    Severity.ERROR,
    "Cột «{phan}» lớn hơn số mà nó là một phần",
    "Sửa số sai trên dòng này",
    _R18,
    example="Nhận trực tiếp, bưu chính 20, trong đó qua bưu chính 25; đúng: không quá 20",
)
TWICE = rule(
    "MC04",
    Severity.ERROR,
    "Thủ tục có nhiều dòng số tổng nên bị cộng nhiều lần",
    "Gộp thành một dòng",
    example="TTHC 1.001234 có hai dòng «Số tổng của TTHC»; đúng: một dòng",
)
OTHER_KIND = rule(
    "MC05",
    Severity.ERROR,
    "Cột không dùng cho dòng «{loai}»",
    "Xóa ô này; số tổng ghi ở dòng số tổng, ngày trễ và nguyên nhân ghi ở dòng của hồ sơ quá hạn",
    example="Dòng hồ sơ giải quyết quá hạn ghi 1 ở cột Giải quyết quá hạn; đúng: để trống",
)
NOT_LISTED = rule(
    "MC06",
    Severity.WARNING,
    "Số dòng «{loai}» khác số ghi ở dòng số tổng của thủ tục",
    "Ghi mỗi hồ sơ quá hạn một dòng, hoặc sửa số tổng",
    _R10,
    example="Giải quyết quá hạn 3 nhưng chỉ có 2 dòng hồ sơ của TTHC; đúng: 3 dòng",
)
LATE_LACKS = rule(
    "MC07",
    Severity.WARNING,
    "Hồ sơ quá hạn chưa ghi số ngày trễ, đơn vị giữ bước trễ hoặc nguyên nhân",
    "Xem tiến trình xử lý trên hệ thống một cửa, ghi đủ các ô này",
    example="Hồ sơ giải quyết quá hạn để trống cột Đơn vị giữ bước trễ; đúng: Chi cục Thuế",
)
DAYS_WRONG = rule(
    "MC08",
    Severity.ERROR,
    "Số ngày trễ phải lớn hơn 0 và không ít hơn phần ở bước của đơn vị",
    "Sửa số ngày trễ",
    "quan hệ số học",
    example="Số ngày trễ 2, trong đó ở bước của đơn vị 3; đúng: không quá 2",
)
CAUSE_DIFFERS = rule(
    "MC09",
    Severity.ERROR,
    "Nguyên nhân trễ không khớp với đơn vị giữ bước và số ngày trễ ở bước của đơn vị",
    "Sửa nguyên nhân, đơn vị giữ bước trễ, hoặc số ngày trễ ở bước của đơn vị",
    example="Nguyên nhân «Do cơ quan khác giữ bước» nhưng bước của đơn vị trễ 2 ngày; đúng: 0 ngày",
)
ONLINE_DIFFERS = rule(
    "MC10",
    Severity.ERROR,
    "Số hồ sơ trực tuyến khác trang Thủ tục hành chính",
    "Sửa số sai ở một trong hai trang; cả hai tính từ đầu năm",
    example="Nhận trực tuyến 40 nhưng trang Thủ tục hành chính ghi 38; đúng: 40",
)
NOT_OFFERED = rule(
    "MC11",
    Severity.WARNING,
    "Có hồ sơ nhưng trang Thủ tục hành chính ghi «Không» ở cột «{cot}»",
    "Sửa trang Thủ tục hành chính, hoặc sửa số hồ sơ",
    _R18,
    example="Thanh toán trực tuyến 5 hồ sơ nhưng TTHC ghi Thanh toán trực tuyến «Không»; đúng: Có",
)

RECEIVED = ("truc_tuyen", "truc_tiep", "ky_truoc")
"""The columns that add up to what had to be settled."""
RESOLVED, OPEN = ("truoc_han", "dung_han", "qua_han"), ("dang_trong_han", "dang_qua_han")
"""The columns that say what became of it."""
LATE = {"tre_han": "qua_han", "dang_tre": "dang_qua_han"}
"""The rows of late dossiers, and the column of the totals that counts them."""

_COUNTS, _PARTS = (*RECEIVED, *RESOLVED, *OPEN), ("buu_chinh", "thanh_toan", "tra_buu_chinh")
_CAUSE = ("ngay_tre", "don_vi_tre", "nguyen_nhan")


def faulty_totals(case: Case) -> Iterator[Finding]:
    """Find totals that do not balance, are not complete or have parts larger than the whole."""
    columns = case.form.sheets["ho_so"].column
    for row in _totals(case):
        values = [number(row[key]) or Decimal(0) for key in _COUNTS]
        if blank := [row[key].place for key in _COUNTS if is_blank(row[key])]:
            yield INCOMPLETE.at(*blank)
        elif all(number(row[key]) is not None for key in _COUNTS) and sum(values[:3]) != sum(values[3:]):
            found, expected = (show_number(Decimal(sum(some))) for some in (values[3:], values[:3]))
            yield NOT_BALANCED.at(*(row[key].place for key in _COUNTS), found=found, expected=expected)
        for part, whole in zip(_PARTS, (values[1], sum(values[:3]), sum(values[3:6])), strict=True):
            if (value := number(row[part]) or 0) > whole:
                expected = f"không quá {show_number(Decimal(whole))}"
                words = {"found": show_number(Decimal(value)), "expected": expected}
                yield PART_LARGER.at(row[part].place, phan=columns[part].title, **words)


def faulty_late_rows(case: Case) -> Iterator[Finding]:
    """Find late dossiers whose days, unit or cause are missing or contradict each other."""
    own = {fold(name) for name in (case.form.unit.name, *case.form.options("phong").values())}
    for row in _late(case):
        if blank := [row[key].place for key in _CAUSE if is_blank(row[key])]:
            yield LATE_LACKS.at(*blank)
        days, charged = number(row["ngay_tre"]), number(row["ngay_tre_don_vi"])
        if days is not None and (days <= 0 or days < (charged or 0)):
            yield DAYS_WRONG.at(row["ngay_tre"].place, row["ngay_tre_don_vi"].place, found=show_number(days))
        cause, is_own = row["nguyen_nhan"], fold(row["don_vi_tre"].text) in own
        others = cause.text == "co_quan_khac" and (charged or is_own)
        if others or (cause.text == "noi_bo" and charged == 0):
            places = (row[key].place for key in ("nguyen_nhan", "ngay_tre_don_vi", "don_vi_tre"))
            yield CAUSE_DIFFERS.at(*places, found=str(cause.raw))


def cells_of_another_kind(case: Case) -> Iterator[Finding]:
    """Find totals on the rows of single dossiers, and days late or causes on rows of totals."""
    labels = case.form.options("loai_dong_ho_so")
    for row in case.picture.filled("ho_so"):
        kind = row["loai"].text
        foreign = (*_COUNTS, *_PARTS) if kind in LATE else (*_CAUSE, "ngay_tre_don_vi")
        if kind and (filled := [row[key].place for key in foreign if key in row.entries]):
            yield OTHER_KIND.at(*filled, loai=labels[kind])


def late_rows_and_totals(case: Case) -> Iterator[Finding]:
    """Find procedures with two rows of totals, or whose late dossiers are not listed one by one."""
    labels = case.form.options("loai_dong_ho_so")
    totals = by_procedure(_totals(case))
    late = by_procedure(_late(case))
    for procedure in dict.fromkeys((*totals, *late)):
        rows = totals.get(procedure, [])
        if len(rows) > 1:
            yield TWICE.at(*(row["tthc"].place for row in rows), found=rows[0]["tthc"].text)
        for kind, column in LATE.items():
            counted = [value for row in rows if (value := number(row[column])) is not None]
            listed = [row["loai"].place for row in late.get(procedure, ()) if row["loai"].text == kind]
            if len(listed) != sum(counted) and (counted or not rows):
                places = (*(row[column].place for row in rows), *listed)
                expected = show_number(Decimal(sum(counted)))
                yield NOT_LISTED.at(*places, found=str(len(listed)), expected=expected, loai=labels[kind])


def against_procedures(case: Case) -> Iterator[Finding]:
    """Find totals that contradict the register of procedures."""
    columns = case.form.sheets["tthc"].column
    procedures = {fold(row.key): row for row in case.picture.filled("tthc")}
    for row in _totals(case):
        if not (procedure := procedures.get(fold(row["tthc"].text))):
            continue
        here, there = number(row["truc_tuyen"]), number(procedure["ho_so_truc_tuyen"])
        if here is not None and there is not None and here != there:
            places = (row["truc_tuyen"].place, procedure["ho_so_truc_tuyen"].place)
            yield ONLINE_DIFFERS.at(*places, found=show_number(here), expected=show_number(there))
        for key in ("buu_chinh", "thanh_toan"):
            if number(row[key]) and procedure[key].text == "khong":
                yield NOT_OFFERED.at(row[key].place, procedure[key].place, cot=columns[key].title)


def _totals(case: Case) -> Iterator[Row]:
    return (row for row in case.picture.filled("ho_so") if row["loai"].text == "tong_hop")


def _late(case: Case) -> Iterator[Row]:
    return (row for row in case.picture.filled("ho_so") if row["loai"].text in LATE)
