"""Annexes (NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, III.1)."""

import re
from collections.abc import Iterator

from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.word.format.components import Parts
from cchc_xl.word.format.looks import SOURCE
from cchc_xl.word.format.page import has_number

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")

NO_TITLE = rule(
    "TH69", Severity.ERROR, "Phụ lục không có chỉ dẫn kèm theo văn bản",
    "Ghi «(Kèm theo … số …/… ngày … tháng … năm … của …)» dưới tên phụ lục", SOURCE + "III.1.c",
    example="dưới tên phụ lục là bảng → (Kèm theo Báo cáo số 15/BC-SNV ngày 05 tháng 01 năm 2021)",
)  # fmt: skip
NUMBERED = rule(
    "TH71", Severity.ERROR, "Số thứ tự của phụ lục sai",
    "Từ hai phụ lục trở lên thì đánh số La Mã liên tiếp; chỉ một phụ lục thì không đánh số",
    SOURCE + "III.1.a",
    example="Phụ lục 1 → Phụ lục I",
)  # fmt: skip
OWN_PAGES = rule(
    "TH72", Severity.ERROR, "Số trang của phụ lục không đánh riêng",
    "Đặt phụ lục trong một phần (Section) riêng, Format Page Numbers: Start at 1", SOURCE + "III.1.đ",
    example="số trang nối tiếp văn bản → bắt đầu từ 1",
)  # fmt: skip
NOT_POINTED_AT = rule(
    "TH73", Severity.WARNING, "Trong văn bản không có chỉ dẫn về phụ lục",
    "Nhắc đến phụ lục ở nội dung văn bản",
    SOURCE + "III.1.a", example="nội dung không nhắc phụ lục → (Kèm theo Phụ lục …)",
)  # fmt: skip
SPELT = rule(
    "TH74", Severity.ERROR, "Từ «Phụ lục» không viết bằng chữ in thường", "Ghi «Phụ lục», không in hoa cả từ",
    SOURCE + "III.1.b", example="PHỤ LỤC → Phụ lục",
)  # fmt: skip


def note(parts: Parts) -> Iterator[Finding]:
    """Find annexes that do not say to what they belong."""
    for annex in parts.annexes:
        if annex.note is None:
            yield NO_TITLE.at(annex.heading.place, found="không có", expected="(Kèm theo …)")


def spelt(parts: Parts) -> Iterator[Finding]:
    """Find the word «Phụ lục» in capitals."""
    for annex in parts.annexes:
        word = annex.heading.text.split(" ")[0]
        if word.isupper() or annex.heading.capitals:
            yield SPELT.at(annex.heading.place, found=annex.heading.text, expected="Phụ lục")


def numbered(parts: Parts) -> Iterator[Finding]:
    """Find annexes with a number that is not the Roman one of their order, or with one though alone."""
    several = len(parts.annexes) > 1
    for order, annex in enumerate(parts.annexes, 1):
        number = re.sub(r"(?i)^phụ\s+lục|[.:\s]", "", annex.heading.text)
        wanted = _ROMAN[order] if several and order < len(_ROMAN) else ""
        if number != wanted:
            yield NUMBERED.at(
                annex.heading.place, found=annex.heading.text, expected=f"Phụ lục {wanted}".strip()
            )


def own_pages(parts: Parts) -> Iterator[Finding]:
    """Find annexes whose pages are not counted from 1."""
    before = parts.main[-1].section if parts.main else -1
    for annex in parts.annexes:
        section = parts.document.sections[annex.heading.section]
        if has_number(parts, section) and (section.start != 1 or annex.heading.section == before):
            yield OWN_PAGES.at(annex.heading.place, found="đánh số nối tiếp", expected="bắt đầu từ 1")
        before = annex.paragraphs[-1].section


def pointed_at(parts: Parts) -> Iterator[Finding]:
    """Find annexes of which the text does not speak."""
    if parts.annexes and not any("phụ lục" in p.folded or "kèm theo" in p.folded for p in parts.inner):
        yield NOT_POINTED_AT.at(parts.annexes[0].heading.place, found="không có")
