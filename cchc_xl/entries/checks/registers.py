"""Rows of the registers against each other."""

from collections.abc import Iterator

from cchc_xl.entries.checks.case import Case, is_blank
from cchc_xl.entries.picture import Row
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.form.model import FINDINGS
from cchc_xl.text.vietnamese import fold

REPEATED = rule("SO02", Severity.ERROR, "Mã «{ma}» dùng cho nhiều dòng", "Đặt mã riêng cho mỗi dòng")
DONE_WITHOUT_STATE = rule(
    "NV01",
    Severity.WARNING,
    "Có ngày hoàn thành nhưng tình trạng chưa phải «Hoàn thành»",
    "Sửa tình trạng hoặc xóa ngày hoàn thành",
)
LOST_DIFFICULTY = rule(
    "KN01",
    Severity.WARNING,
    "Không có khó khăn mang mã «{ma}»",
    "Ghi đúng mã trong trang Khó khăn, vướng mắc",
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


def unknown_difficulty(case: Case) -> Iterator[Finding]:
    """Find proposals that answer a difficulty which is not there."""
    known = {fold(row.key) for row in case.picture.filled("kho_khan")}
    for row in case.picture.filled("kien_nghi"):
        answered = row["kho_khan"]
        if answered.text and fold(answered.text) not in known:
            yield LOST_DIFFICULTY.at(answered.place, ma=answered.text)
