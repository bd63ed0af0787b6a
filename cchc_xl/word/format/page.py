"""Paper, margins, font, colour and page numbers (NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, mục I)."""

from collections.abc import Iterator, Mapping

from cchc_xl.findings import Finding, Passage, Severity, rule
from cchc_xl.word.format.components import Parts
from cchc_xl.word.format.document import BODY, Paragraph, Section
from cchc_xl.word.format.looks import SOURCE, sized

_A4 = 11906, 16838
_TOLERANCE, _OF_MARGIN = 20, 6  # twips
_MM = 56.69  # twips in a millimetre
_MARGINS = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}
_ROTATED = {"top": "left", "right": "top", "bottom": "right", "left": "bottom"}
_SIDES = {"top": "trên", "bottom": "dưới", "left": "trái", "right": "phải"}

PAPER = rule(
    "TH02", Severity.ERROR, "Khổ giấy không phải A4", "Layout, Size: chọn A4", SOURCE + "I.1",
    example="Letter (216 x 279 mm) → A4 (210 x 297 mm)",
)  # fmt: skip
ORIENTATION = rule(
    "TH03", Severity.ERROR, "Trang nằm ngang mà không có bảng, biểu", "Layout, Orientation: chọn Portrait",
    SOURCE + "I.2", example="văn bản chỉ có lời văn, trang nằm ngang → theo chiều dài của khổ A4",
)  # fmt: skip
MARGINS = rule(
    "TH04", Severity.ERROR, "Lề trang sai quy định", "Layout, Margins: đặt lại các lề của phần này",
    SOURCE + "I.3", example="lề trái 25 mm → 30-35 mm",
)  # fmt: skip
FONT = rule(
    "TH05", Severity.ERROR, "Phông chữ không phải Times New Roman",
    "Chọn đoạn này và đặt phông Times New Roman (chữ gõ bằng bảng mã cũ thì chuyển sang Unicode trước)",
    SOURCE + "I.4", example="Arial → Times New Roman",
)  # fmt: skip
COLOUR = rule(
    "TH06", Severity.ERROR, "Màu chữ không phải màu đen", "Chọn đoạn này và đặt màu chữ đen (Automatic)",
    SOURCE + "I.4", example="chữ màu FF0000 → màu đen",
)  # fmt: skip
UNNUMBERED = rule(
    "TH07", Severity.ERROR, "Trang không có số", "Insert, Page Number: Top of Page, canh giữa",
    SOURCE + "I.7", example="đầu trang không có trường PAGE → số trang ở giữa lề trên",
)  # fmt: skip
NUMBER = rule(
    "TH08", Severity.ERROR, "Số trang trình bày sai",
    "Đặt số trang ở giữa lề trên, đánh từ số 1, chữ số Ả Rập, cỡ 13-14, kiểu chữ đứng", SOURCE + "I.7",
    example="số trang ở chân trang → giữa lề trên",
)  # fmt: skip
ON_FIRST = rule(
    "TH09", Severity.ERROR, "Trang thứ nhất hiển thị số trang",
    "Mở đầu trang, chọn Different First Page và xóa số ở trang thứ nhất", SOURCE + "I.7",
    example="không chọn Different First Page → trang thứ nhất không có số",
)  # fmt: skip
_WANTED = "giữa lề trên, chữ số Ả Rập, cỡ 13-14, kiểu chữ đứng, không đậm"


def paper(parts: Parts) -> Iterator[Finding]:
    """Find sections on another paper."""
    for index, section in enumerate(parts.document.sections):
        sides = sorted((section.width, section.height))
        if any(abs(side - wanted) > _TOLERANCE for side, wanted in zip(sides, _A4, strict=True)):
            found = f"{section.width / _MM:.0f} x {section.height / _MM:.0f} mm"
            yield PAPER.at(_place(parts, index), found=found, expected="A4 (210 x 297 mm)")


def orientation(parts: Parts) -> Iterator[Finding]:
    """Find lying pages without a table."""
    for index, section in enumerate(parts.document.sections):
        layout = {p.cell.table for p in (*parts.head, *parts.tail) if p.cell}
        own = [p for p in parts.document.paragraphs if p.section == index]
        if section.landscape and not any(p.cell and p.cell.table not in layout for p in own):
            yield ORIENTATION.at(
                _place(parts, index), found="nằm ngang", expected="theo chiều dài của khổ A4"
            )


def margins(parts: Parts) -> Iterator[Finding]:
    """Find margins that are too narrow or too wide; a lying page may be the standing one turned."""
    for index, section in enumerate(parts.document.sections):
        wrong = _wrong(section.margins)
        turned = {side: section.margins[other] for side, other in _ROTATED.items()}
        opposite = {side: section.margins[_ROTATED[_ROTATED[_ROTATED[side]]]] for side in _ROTATED}
        if not wrong or (section.landscape and not all((_wrong(turned), _wrong(opposite)))):
            continue
        found = ", ".join(f"{_SIDES[side]} {section.margins[side] / _MM:.1f} mm" for side in wrong)
        wanted = ", ".join(f"{_SIDES[side]} {low}-{high} mm" for side, (low, high) in wrong.items())
        yield MARGINS.at(_place(parts, index), found=found.replace(".", ","), expected=wanted)


def _wrong(found: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    return {
        side: (low, high)
        for side, (low, high) in _MARGINS.items()
        if not low * _MM - _OF_MARGIN <= found[side] <= high * _MM + _OF_MARGIN
    }


def font(parts: Parts) -> Iterator[Finding]:
    """Find text in another font, wherever it stands."""
    for p in parts.document.everything():
        for name in dict.fromkeys(run.font for run in p.visible if run.font):
            yield FONT.at(p.place, found=name, expected="Times New Roman")


def colour(parts: Parts) -> Iterator[Finding]:
    """Find text that is not black."""
    for p in parts.document.everything():
        for one in dict.fromkeys(run.colour for run in p.visible if run.colour):
            yield COLOUR.at(p.place, found=f"màu {one}", expected="màu đen")


def numbered(parts: Parts) -> Iterator[Finding]:
    """Find sections without numbers, and numbers that stand or look otherwise."""
    for index, section in enumerate(parts.document.sections):
        at = _number(parts, section, "default")
        below = _number(parts, section, "default", foot=True)
        if at is None and below is None:
            if index == 0 and _is_first_page(parts):
                continue
            yield UNNUMBERED.at(_place(parts, index), expected=_WANTED)
        elif parts.document.two_sided and at and _number(parts, section, "even") is None:
            yield UNNUMBERED.at(_place(parts, index), found="trang chẵn không có số", expected=_WANTED)
        elif told := _told(at or below, section, in_footer=at is None):
            yield NUMBER.at((at or below).place, found=told, expected=_WANTED)  # type: ignore[union-attr]


def _is_first_page(parts: Parts) -> bool:
    """Tell a first page that is a section of its own, as LibreOffice writes it: the next one counts on."""
    following = parts.document.sections[1:2]
    return any(one.start is None and _number(parts, one, "default") for one in following)


def _told(p: Paragraph | None, section: Section, *, in_footer: bool) -> str:
    if p is None:
        return ""
    runs = p.visible
    sizes = dict.fromkeys(sized(run.size) for run in runs if not 13 <= run.size <= 14)
    faults = {
        "ở chân trang": in_footer,
        "không canh giữa": p.align != "center",
        f"cỡ {', '.join(sizes)}": bool(sizes),
        "có chữ khác": any(map(str.isalpha, p.text)),
        "nghiêng": any(run.italic for run in runs),
        "đậm": any(run.bold for run in runs),
        f"bắt đầu từ {section.start}": section.start not in (None, 1),
        "không phải chữ số Ả Rập": section.number_format not in ("decimal", "numberInDash"),
    }
    return ", ".join(fault for fault, is_so in faults.items() if is_so)


def first_page(parts: Parts) -> Iterator[Finding]:
    """Find a number printed on the first page."""
    section = parts.document.sections[0]
    kind = "first" if section.first_differs else "default"
    shown = _number(parts, section, kind) or _number(parts, section, kind, foot=True)
    if shown and section.start != 0:
        yield ON_FIRST.at(shown.place, found="có số", expected="không hiển thị số trang thứ nhất")


def _number(parts: Parts, section: Section, kind: str, *, foot: bool = False) -> Paragraph | None:
    edges = section.footers if foot else section.headers
    edge = parts.document.edges.get(edges.get(kind, ""))
    return edge.at if edge else None


def has_number(parts: Parts, section: Section) -> bool:
    """Tell whether the pages of a section carry numbers."""
    return any(_number(parts, section, "default", foot=foot) for foot in (False, True))


def _place(parts: Parts, index: int) -> Passage:
    """Give the first paragraph of a section that says something."""
    own = [p for p in parts.document.paragraphs if p.section == index]
    return next((p.place for p in own if not p.blank), own[0].place if own else Passage(BODY, 1))
