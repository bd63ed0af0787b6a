"""Parts, sections, clauses and points (NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, II.6.đ)."""

import re
from collections.abc import Iterator

from cchc_xl.findings import Finding, Rule, Severity, rule
from cchc_xl.word.format.components import Parts
from cchc_xl.word.format.document import Paragraph
from cchc_xl.word.format.kinds import Kind
from cchc_xl.word.format.looks import SOURCE, sized

HEADING_AT_MOST = 160  # letters
_PART = re.compile(r"(?i)(phần|chương|mục|tiểu mục)\s+([ivxlc]+|\d+|thứ \w+)\.?$")
_SECTION = re.compile(r"[IVXLC]+\s*[.)]\s*\S")
_CLAUSE = re.compile(r"(?:Điều )?\d+(?:\.\d+)*\.\s*\S")
_POINT = re.compile(r"[a-zđ](?:\.\d+)?\)\s*\S")

PART = rule(
    "TH48", Severity.ERROR, "«Phần», «Chương», «Mục» và số thứ tự trình bày sai",
    "Đặt trên một dòng riêng, canh giữa, in thường, đứng, đậm; phần, chương đánh số La Mã, mục số Ả Rập",
    SOURCE + "II.6.đ", example="Chương 1 → Chương I",
)  # fmt: skip
SECTION = rule(
    "TH49", Severity.ERROR, "Tiêu đề mục số La Mã trình bày sai", "Đặt in hoa, cỡ 13-14, đứng, đậm",
    SOURCE + "V", example="I. Chỉ đạo, điều hành (in thường) → I. CHỈ ĐẠO, ĐIỀU HÀNH",
)  # fmt: skip
CLAUSE = rule(
    "TH50", Severity.ERROR, "Tiêu đề khoản, điều trình bày sai",
    "Đặt in thường, đứng, đậm, cùng cỡ với lời văn, trên một dòng riêng", SOURCE + "II.6.đ",
    example="1. Chỉ đạo, điều hành (không đậm) → in đậm",
)  # fmt: skip
POINT = rule(
    "TH51", Severity.ERROR, "Điểm trình bày sai", "Đặt in thường, kiểu chữ đứng, cùng cỡ với lời văn",
    SOURCE + "II.6.đ", example="a) Cải cách thể chế (nghiêng) → kiểu chữ đứng",
)  # fmt: skip


def is_part(p: Paragraph) -> bool:
    """Tell «Phần I», «Chương II», «Mục 1» on a line of its own."""
    return bool(_PART.match(p.text))


def is_heading(p: Paragraph) -> bool:
    """Tell a title of any rank; a numbered sentence is none."""
    if is_part(p) or _SECTION.match(p.text):
        return True
    titled = len(p.text) <= HEADING_AT_MOST and not p.text.rstrip().endswith((".", ";", ":", ",", "…"))
    return titled and is_numbered(p)


def is_numbered(p: Paragraph) -> bool:
    """Tell an article, a clause or a point, be it a title or a sentence."""
    return bool(_CLAUSE.match(p.text) or _POINT.match(p.text))


def headings(parts: Parts) -> Iterator[Finding]:
    """Find headings that do not look like those of their rank."""
    for p in parts.of(Kind.BODY):
        if match := _PART.match(p.text):
            roman = not match[2].isdigit()
            fits = roman == (match[1].casefold() in ("phần", "chương"))
            told = {
                "không canh giữa": p.align != "center",
                f"số {match[2]}": not fits,
                **_style(p, bold=True),
            }
            yield from _told(PART, p, told, "canh giữa, in thường, đứng, đậm")
        elif _SECTION.match(p.text):
            told = {"không in hoa": not p.capitals, **_style(p, bold=True)}
            yield from _told(SECTION, p, told, "in hoa, cỡ 13-14, đứng, đậm")
        elif is_heading(p):
            point = bool(_POINT.match(p.text))
            told = {"in hoa": p.capitals, **_style(p, bold=None if point else True)}
            other = abs(p.size - parts.content_size) > 0.1
            told[f"cỡ {sized(p.size)}"] = other
            wanted = f"in thường, đứng{'' if point else ', đậm'}, cỡ {sized(parts.content_size)}"
            yield from _told(POINT if point else CLAUSE, p, told, wanted)


def _style(p: Paragraph, *, bold: bool | None) -> dict[str, bool]:
    sizes = ", ".join(dict.fromkeys(sized(run.size) for run in p.visible if not 13 <= run.size <= 14))
    slanted = any(run.italic for run in p.visible)
    return {f"cỡ {sizes}": bool(sizes), "nghiêng": slanted, "không đậm": bool(bold) and not p.bold}


def _told(rule_: Rule, p: Paragraph, faults: dict[str, bool], wanted: str) -> Iterator[Finding]:
    found = ", ".join(fault for fault, is_so in faults.items() if is_so)
    if found:
        yield rule_.at(p.place, found=found, expected=wanted)
