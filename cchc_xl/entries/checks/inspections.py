"""The register of inspections."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from cchc_xl.entries.checks.case import Case, is_blank
from cchc_xl.entries.picture import Row
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.form.model import TEXTS
from cchc_xl.text.numbers import show_date, show_number

TOO_MANY_SOLVED = rule(
    "KT01",
    Severity.ERROR,
    "Số vấn đề đã xử lý lớn hơn số vấn đề phát hiện",
    "Sửa số sai trên dòng này",
    "quan hệ số học",
    example="Phát hiện 1 vấn đề nhưng đã xử lý 2; đúng: đã xử lý không quá 1",
)
TWICE = rule(
    "KT02",
    Severity.WARNING,
    "Một phòng, đơn vị được kiểm tra nhiều lần nên bị đếm nhiều lần",
    "Lần sau ghi hình thức «Phúc tra»; hoặc gộp thành một dòng",
    example="Thanh tra Sở có hai dòng «Kiểm tra trực tiếp»; đúng: lần sau ghi «Phúc tra»",
)
NO_PROBLEMS = rule(
    "KT03",
    Severity.WARNING,
    "Đã có ngày kiểm tra nhưng chưa ghi số vấn đề",
    "Ghi số vấn đề phát hiện và đã xử lý; không có thì ghi 0",
    example="Kiểm tra ngày 15/9/2021 nhưng «Vấn đề phát hiện» để trống; đúng: 3, hoặc 0",
)
WRONG_KIND = rule(
    "KT04",
    Severity.ERROR,
    "Loại đơn vị không đúng với phòng, đơn vị được kiểm tra",
    "Chọn lại loại đơn vị",
    example="Thanh tra Sở ghi loại «Đơn vị trực thuộc»; đúng: Phòng chuyên môn và tương đương",
)
NOT_YET = rule(
    "KT05",
    Severity.WARNING,
    "Ngày kiểm tra sau ngày chốt số liệu nên chưa được tính là đã kiểm tra trong kỳ",
    "Xóa ngày nếu chưa kiểm tra; hoặc sửa ngày sai",
    example="Ngày chốt 14/12/2021 nhưng ngày kiểm tra ghi 20/12/2021",
)


EARLIER = rule(
    "KT07",
    Severity.WARNING,
    "Ngày kiểm tra trước kỳ báo cáo",
    "Sửa ngày, hoặc xóa dòng của năm trước",
    "NĐ 09/2019/NĐ-CP",
    example="Báo cáo năm 2021 có dòng kiểm tra ngày 11/5/2020",
)
NOT_LISTED = rule(
    "KT06",
    Severity.WARNING,
    "Số {loai} được kiểm tra nêu trong lời văn nhiều hơn trang Kiểm tra CCHC",
    "Ghi đủ từng {loai} vào trang Kiểm tra CCHC, hoặc sửa số trong lời văn",
    example="Lời văn ghi «05 phòng chuyên môn», trang Kiểm tra CCHC có 4 dòng loại đó",
)


def faulty_rows(case: Case) -> Iterator[Finding]:
    """Find inspections that contradict themselves, the cut-off or the list of units."""
    for row in case.picture.filled("kiem_tra"):
        found, solved, day = row["van_de"], row["da_xu_ly"], row["ngay"]
        if (
            isinstance(found.value, Decimal)
            and isinstance(solved.value, Decimal)
            and solved.value > found.value
        ):
            expected = f"không quá {show_number(found.value)}"
            yield TOO_MANY_SOLVED.at(
                solved.place, found.place, found=show_number(solved.value), expected=expected
            )
        if not is_blank(day) and (is_blank(found) or is_blank(solved)):
            yield NO_PROBLEMS.at(*(entry.place for entry in (found, solved) if is_blank(entry)))
        if isinstance(day.value, date) and case.cut_off and day.value > case.cut_off:
            yield NOT_YET.at(day.place, found=show_date(day.value), expected=f"đến {show_date(case.cut_off)}")
        opens = date(int(case.picture.stamp.period[:4]) - 1, 12, 15)
        if isinstance(day.value, date) and day.value < opens:
            yield EARLIER.at(day.place, found=show_date(day.value), expected=f"từ {show_date(opens)}")
        unit = case.form.units.get(row["don_vi"].text)
        kind = row["loai_don_vi"]
        if unit and kind.text and kind.text != unit.kind:
            yield WRONG_KIND.at(kind.place, row["don_vi"].place, found=str(kind.raw))


def inspected_twice(case: Case) -> Iterator[Finding]:
    """Find units with more than one inspection that is neither a self-check nor a re-check."""
    by_unit: dict[str, list[Row]] = {}
    for row in case.picture.filled("kiem_tra"):
        if row["hinh_thuc"].text in ("truc_tiep", "qua_ho_so"):
            by_unit.setdefault(row["don_vi"].text, []).append(row)
    for rows in by_unit.values():
        if len(rows) > 1:
            yield TWICE.at(*(row["don_vi"].place for row in rows), found=str(rows[0]["don_vi"].raw))


def counted_in_text(case: Case) -> Iterator[Finding]:
    """Find inspected units that the text counts by kind and the register does not list."""
    rows = [row for row in case.picture.filled("kiem_tra") if row["hinh_thuc"].text != "phuc_tra"]
    year = case.picture.stamp.period[:4]
    for text in case.documents.texts:
        if (text.sheet, text.row.key) != (TEXTS, "kiem_tra"):
            continue
        clauses = re.split(r"[.;\n]", text.text)
        told = [one for one in clauses if _INSPECTED.search(one) and not _NOT_DONE.search(one)]
        told = [one for one in told if set(re.findall(r"năm (20\d\d)", one)) <= {year}]
        for kind, label in case.form.options("loai_don_vi").items():
            noun = label.partition(" và ")[0].casefold()
            listed = sum(row["loai_don_vi"].text == kind for row in rows)
            for match in re.finditer(rf"(?i)(?<![\w/.,])(\d{{1,3}})\s+{noun}", ". ".join(told)):
                if int(match[1]) > listed:
                    expected = f"trang Kiểm tra CCHC ghi {listed}"
                    yield NOT_LISTED.at(text.place, found=match[0], expected=expected, loai=noun)


_INSPECTED = re.compile(r"(?i)kiểm tra|đối tượng|làm việc")
_NOT_DONE = re.compile(r"(?i)tự kiểm tra|yêu cầu|sẽ\b|tổng số có|đề nghị|khen")
