"""Legal bases, content and headings (NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, II.6)."""

from collections.abc import Iterator
from itertools import pairwise

from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.word.format.components import Parts
from cchc_xl.word.format.document import Paragraph
from cchc_xl.word.format.headings import HEADING_AT_MOST, is_heading, is_numbered, is_part
from cchc_xl.word.format.kinds import Kind
from cchc_xl.word.format.looks import SOURCE, sized
from cchc_xl.word.format.naming import listing

_INDENTS, _TOLERANCE = (567, 720), 12  # 1 cm and 1.27 cm in twips
_SINGLE = 1.15  # of the size: a single line of Times New Roman

BASES = rule(
    "TH41", Severity.ERROR, "Các căn cứ ban hành ghi sai dấu cuối dòng",
    "Mỗi căn cứ một dòng, cuối dòng có dấu chấm phẩy, dòng cuối cùng có dấu chấm", SOURCE + "II.6.a",
    example="Căn cứ Luật …, → Căn cứ Luật …;",
)  # fmt: skip
SIZE = rule(
    "TH42", Severity.ERROR, "Cỡ chữ của nội dung sai", "Đặt cỡ chữ 13 hoặc 14", SOURCE + "II.6.e",
    example="cỡ 12 → cỡ 13-14",
)  # fmt: skip
SLANTED = rule(
    "TH43", Severity.ERROR, "Cả đoạn nội dung in nghiêng, in đậm hoặc in hoa",
    "Đặt lại kiểu chữ đứng, in thường",
    SOURCE + "II.6.e", example="đoạn văn in nghiêng → kiểu chữ đứng",
)  # fmt: skip
RAGGED = rule(
    "TH44", Severity.ERROR, "Nội dung không canh đều cả hai lề", "Chọn Justify cho đoạn này",
    SOURCE + "II.6.e", example="canh trái → canh đều cả hai lề",
)  # fmt: skip
INDENT = rule(
    "TH45", Severity.ERROR, "Đầu dòng của đoạn lùi vào sai", "Đặt First line 1 cm hoặc 1,27 cm",
    SOURCE + "II.6.e", example="0 cm → 1 cm hoặc 1,27 cm",
)  # fmt: skip
GAP = rule(
    "TH46", Severity.ERROR, "Khoảng cách giữa các đoạn dưới 6 pt",
    "Đặt Spacing Before hoặc After ít nhất 6 pt, bỏ «Don't add space between paragraphs of the same style»",
    SOURCE + "II.6.e", example="0 pt → ít nhất 6 pt",
)  # fmt: skip
LINES = rule(
    "TH47", Severity.ERROR, "Khoảng cách giữa các dòng sai", "Đặt Line spacing từ Single đến 1.5 lines",
    SOURCE + "II.6.e", example="2 lines → dòng đơn đến 1,5 lines",
)  # fmt: skip


def bases(parts: Parts) -> Iterator[Finding]:
    """Find legal bases that end otherwise."""
    yield from listing(BASES, parts.of(Kind.BASIS), dash="")


def text(parts: Parts) -> list[Paragraph]:
    """Give the paragraphs of running text: no headings, nothing in the middle, no lines to be filled in."""
    return [
        p for p in parts.of(Kind.BODY)
        if p.align != "center" and "\t" not in p.own_text.lstrip() and not is_heading(p)
    ]  # fmt: skip


def size(parts: Parts) -> Iterator[Finding]:
    """Find text that is too small or too large."""
    for p in text(parts):
        wrong = dict.fromkeys(sized(r.size) for r in p.visible if not 13 <= r.size <= 14 and not r.raised)
        if wrong:
            yield SIZE.at(p.place, found=f"cỡ {', '.join(wrong)}", expected="cỡ 13-14")


def upright(parts: Parts) -> Iterator[Finding]:
    """Find whole paragraphs in italics, bold or capitals; a note in brackets may slant."""
    for p in text(parts):
        if p.italic and not p.text.startswith("(") and not p.folded.startswith("căn cứ "):
            yield SLANTED.at(p.place, found="in nghiêng", expected="kiểu chữ đứng")
        elif p.capitals and len(p.text) > HEADING_AT_MOST:
            yield SLANTED.at(p.place, found="in hoa", expected="in thường")
        elif p.bold and not (is_numbered(p) or p.text.endswith(":")):
            yield SLANTED.at(p.place, found="in đậm", expected="kiểu chữ đứng, không đậm")


def justified(parts: Parts) -> Iterator[Finding]:
    """Find text that is not set to both margins."""
    names = {"left": "canh trái", "right": "canh phải", "center": "canh giữa"}
    for p in text(parts):
        if p.align not in ("both", "distribute"):
            yield RAGGED.at(p.place, found=names.get(p.align, p.align), expected="canh đều cả hai lề")


def indented(parts: Parts) -> Iterator[Finding]:
    """Find paragraphs, numbered ones and headings among them, whose first line begins elsewhere."""
    for p in parts.of(Kind.BODY):
        aside = p.align in ("center", "right") or is_part(p) or p.own_text.startswith(("\t", "+ "))
        if not aside and all(abs(p.start - one) > _TOLERANCE for one in _INDENTS):
            found = f"{p.start / 567:.2f} cm".replace(".", ",")
            yield INDENT.at(p.place, found=found, expected="1 cm hoặc 1,27 cm")


def spaced(parts: Parts) -> Iterator[Finding]:
    """Find neighbouring paragraphs with less than 6 pt between them."""
    running = {id(p) for p in text(parts)}
    body = parts.inner
    for above, below in pairwise(body):
        if id(above) not in running or id(below) not in running or above.number == below.number:
            continue
        together = above.style == below.style
        after = 0 if above.contextual and together else above.after
        before = 0 if below.contextual and together else below.before
        if max(after, before) < 120:
            yield GAP.at(below.place, found=f"{max(after, before) / 20:g} pt", expected="ít nhất 6 pt")


def line_spacing(parts: Parts) -> Iterator[Finding]:
    """Find lines that stand too near or too far; a fixed distance is compared with that of the size."""
    for p in text(parts):
        single = 240 if p.line_rule == "auto" else p.size * 20 * _SINGLE
        lines = p.line / single
        if p.line_rule == "atLeast":
            lines = max(lines, 1)
        if not 0.97 <= lines <= 1.51:
            yield LINES.at(
                p.place, found=f"{lines:.2f} lines".replace(".", ","), expected="dòng đơn đến 1,5 lines"
            )
