"""Rows of the registers against each other."""

from collections.abc import Iterator
from datetime import date

from cchc_xl.entries.checks.case import REFERENCES, Case, is_blank
from cchc_xl.entries.picture import Row
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.form.model import FINDINGS
from cchc_xl.text.numbers import show_date
from cchc_xl.text.vietnamese import fold

REPEATED = rule(
    "SO02",
    Severity.ERROR,
    "Mã «{ma}» dùng cho nhiều dòng",
    "Đặt mã riêng cho mỗi dòng",
    example="Hai dòng của trang Nhiệm vụ cùng ghi mã NV01; đúng: NV01 và NV02",
    must=True,
)
DONE_WITHOUT_STATE = rule(
    "NV01",
    Severity.WARNING,
    "Có ngày hoàn thành nhưng tình trạng chưa phải «Hoàn thành»",
    "Sửa tình trạng hoặc xóa ngày hoàn thành",
    example="Ngày hoàn thành 25/6/2021 nhưng tình trạng «Đang thực hiện»; đúng: Hoàn thành",
)
DONE_LATER = rule(
    "NV02",
    Severity.WARNING,
    "Ngày hoàn thành sau ngày chốt số liệu nên nhiệm vụ chưa hoàn thành trong kỳ",
    "Sửa ngày hoàn thành, hoặc đổi tình trạng",
    example="Ngày chốt 14/12/2021 nhưng ngày hoàn thành ghi 20/12/2021; đúng: Đang thực hiện, chưa ghi ngày",
)
NO_ROW = rule(
    "SO03",
    Severity.WARNING,
    "Trang {trang} không có dòng mang mã «{ma}»",
    "Ghi đúng mã của một dòng trong trang {trang}",
    example="Kiến nghị ghi «KK99» ở cột Từ khó khăn nhưng chỉ có khó khăn KK1 đến KK3; đúng: KK3",
)


def repeated_keys(case: Case) -> Iterator[Finding]:
    """Find row keys used more than once in a register."""
    for sheet in case.form.sheets.values():
        key = sheet.columns[0].key
        if not sheet.grows or sheet.key == FINDINGS:
            continue
        by_key: dict[str, list[Row]] = {}
        for row in case.picture.rows[sheet.key]:
            if row.key:
                by_key.setdefault(fold(row.key), []).append(row)
        for rows in by_key.values():
            if len(rows) > 1:
                yield REPEATED.at(*(row[key].place for row in rows), ma=rows[0].key)


def unfinished_contradictions(case: Case) -> Iterator[Finding]:
    """Find tasks with a day of completion that are not said to be done."""
    for row in case.picture.filled("nhiem_vu"):
        if not is_blank(row["ngay_hoan_thanh"]) and row["trang_thai"].text not in ("", "hoan_thanh"):
            yield DONE_WITHOUT_STATE.at(row["trang_thai"].place, row["ngay_hoan_thanh"].place)


def done_after_cut_off(case: Case) -> Iterator[Finding]:
    """Find tasks done after the day up to which figures count."""
    for row in case.picture.filled("nhiem_vu"):
        day = row["ngay_hoan_thanh"]
        if isinstance(day.value, date) and case.cut_off and day.value > case.cut_off:
            yield DONE_LATER.at(
                day.place, found=show_date(day.value), expected=f"đến {show_date(case.cut_off)}"
            )


def unknown_references(case: Case) -> Iterator[Finding]:
    """Find cells that name a row which its register does not have; hidden registers may be empty."""
    for sheet, column, register in REFERENCES:
        target = case.form.sheets[register]
        known = {fold(row.key) for row in case.picture.filled(register)}
        optional = target.hidden or target.absent
        for row in case.picture.filled(sheet) if known or not optional else ():
            entry = row[column]
            if entry.text and fold(entry.text) not in known:
                yield NO_ROW.at(entry.place, found=entry.text, ma=entry.text, trang=target.title)
