"""What stands beside a tag and would disappear with it."""

import re
from collections.abc import Iterator

from cchc_xl.findings import Severity
from cchc_xl.word.faults import Fault, Trap
from cchc_xl.word.lint.tags import Element, Scanned, Tag, blocks
from cchc_xl.word.package import W

BESIDE = Trap(
    "MAU12", "đứng cùng {holder} với «{beside}», phần này sẽ mất",
    "Đặt thẻ {first} một mình trong {holder} riêng.",
)  # fmt: skip
SECOND = Trap(
    "MAU13", "là thẻ thứ hai trong cùng {holder} với «{first}», một trong hai thẻ sẽ bị bỏ qua",
    "Đặt mỗi thẻ một {holder} riêng.",
)  # fmt: skip
EMPTIED = Trap(
    "MAU14", "có thể làm {holder} mất đoạn cuối cùng, Word sẽ báo tệp hỏng",
    "Thêm một đoạn trống sau thẻ đóng, trong cùng {holder}.",
)  # fmt: skip
NO_ROWS = Trap(
    "MAU14", "có thể làm bảng không còn hàng nào",
    "Thêm một hàng tiêu đề nằm ngoài khối, hoặc đặt cả bảng trong {{%p if … %}}.", Severity.WARNING,
)  # fmt: skip
VALUE = Trap("MAU15", "không in được: giá trị nằm ngoài đoạn chữ và sẽ mất", "Sửa thành {right}.")
FORMAT = Trap(
    "MAU16", "làm mất định dạng của chữ đứng sau, «{rest}»",
    "Bỏ chữ r trong thẻ, hoặc gõ chữ đứng sau thành một đoạn định dạng riêng.", Severity.WARNING,
)  # fmt: skip

_RUN_TAG = re.compile(r"\{%r .*?%\}")
_PLAIN = (W + "lang", W + "noProof")
_HOLDERS = {"p": "đoạn", "tr": "hàng", "tc": "ô"}
_KEPT = {"hdr": "đầu trang", "ftr": "chân trang", "tc": "ô", "txbxContent": "khung chữ"}
_SHOWN = {
    "drawing": "hình vẽ", "pict": "hình vẽ", "object": "hình vẽ", "sectPr": "ngắt phần (section)",
    "footnoteReference": "số chú thích", "endnoteReference": "số chú thích",
}  # fmt: skip


def beside_a_tag(part: Scanned) -> Iterator[Fault]:
    """Tell text, pictures, section breaks and further tags that go away together with a tag."""
    held: dict[tuple[str, Element], list[Tag]] = {}
    for tag in part.tags:
        if tag.scope in _HOLDERS and tag.container is not None:
            held.setdefault((tag.scope, tag.container), []).append(tag)
    for (scope, element), (first, *others) in held.items():
        words = {"holder": _HOLDERS[scope], "first": first.shown, "beside": _rest(element, first)}
        for tag in others:
            yield SECOND.at(part.part, tag.spot.where, tag.shown, **words)
        if words["beside"] and not others:
            yield BESIDE.at(part.part, first.spot.where, first.shown, **words)


def _rest(holder: Element, tag: Tag) -> str:
    """Give what else a paragraph, row or cell shows."""
    text = "".join(node.text or "" for node in holder.iter(W + "t")).replace(tag.text, "", 1).strip()
    shown = (word for name, word in _SHOWN.items() if next(holder.iter(W + name), None) is not None)
    return text[:60] or next(shown, "")


def emptied(part: Scanned) -> Iterator[Fault]:
    """Tell cells, headers and text boxes that may lose their last paragraph, tables their last row."""
    commands = {tag.container: tag for tag in part.tags if tag.scope in ("p", "tr")}
    whole = {tag.container for tag in part.tags if tag.scope in ("tr", "tc")}
    whole |= {cell for row in whole if row is not None for cell in row.iter(W + "tc")}
    for name, holder in {**_KEPT, "tbl": ""}.items():
        for element in part.root.iter(W + name):
            children = list(blocks(element))
            first = next((commands[child] for child in children if child in commands), None)
            if (
                first
                and not first.keyword.startswith("e")
                and element not in whole
                and not _keeps(children, commands)
            ):
                trap = EMPTIED if holder else NO_ROWS
                yield trap.at(part.part, first.spot.where, first.shown, holder=holder)


def _keeps(children: list[Element], commands: dict[Element | None, Tag]) -> bool:
    """Tell whether at least one child stands whatever the conditions say."""
    opened: list[tuple[bool, list[bool], set[str]]] = []
    sure = False
    for child in children:
        keyword = commands[child].keyword if child in commands else None
        if keyword is None:
            sure = sure or child.tag in (W + "p", W + "tr")
        elif keyword in ("for", "if"):
            opened.append((sure, [], set()))
            sure = False
        elif keyword and opened:
            before, branches, seen = opened[-1]
            branches.append(sure)
            seen.add(keyword)
            sure = False
            if keyword.startswith("end"):
                sure = before or ("else" in seen and all(branches))
                opened.pop()
    return sure or bool(opened)


def printed_in_place(part: Scanned) -> Iterator[Fault]:
    """Tell {{p x }}, {{tr x }}, {{tc x }} and {{r x }}: what they print is no text of a run."""
    for tag in part.tags:
        if tag.scope and tag.text.startswith("{{"):
            yield VALUE.at(part.part, tag.spot.where, tag.shown, right=f"{{{{ {tag.inside} }}}}")


def formatting(part: Scanned) -> Iterator[Fault]:
    """Tell {%r %} after which formatted text follows in the same run."""
    for tag in part.tags:
        run, rest = tag.container, _RUN_TAG.sub("", tag.rest).strip()
        if tag.scope == "r" and rest and run is not None and _formatted(run):
            yield FORMAT.at(part.part, tag.spot.where, tag.shown, rest=rest[:40])


def _formatted(run: Element) -> bool:
    properties = run.find(W + "rPr")
    return properties is not None and any(child.tag not in _PLAIN for child in properties)
