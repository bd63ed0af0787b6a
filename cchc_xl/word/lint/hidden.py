"""Tags where nobody sees them run, and tags where they do not run at all."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from cchc_xl.findings import Severity
from cchc_xl.word.faults import Fault, Trap
from cchc_xl.word.lint.draft import Draft
from cchc_xl.word.lint.tags import Element, Scanned, own
from cchc_xl.word.package import CORE, FILLED, W

DELETED = Trap(
    "MAU17", "nằm trong chữ đã xoá có theo dõi thay đổi nhưng vẫn chạy",
    "Chấp nhận hoặc từ chối thay đổi này (Review > Accept/Reject) rồi lưu lại.",
)  # fmt: skip
CUT = Trap(
    "MAU17", "bị cắt ngang bởi một thay đổi được theo dõi, liên kết hoặc ô nhập",
    "Chấp nhận mọi thay đổi, bỏ liên kết, rồi xoá thẻ và gõ lại liền một mạch.",
)  # fmt: skip
ELSEWHERE = Trap(
    "MAU18", "đứng ngoài chữ của đoạn văn ({what})", "Chuyển thẻ vào chữ của một đoạn, một ô hoặc khung chữ."
)
NOT_FILLED = Trap("MAU18", "không được điền dữ liệu ở chỗ này", "Xoá thẻ, hoặc chuyển thẻ vào nội dung.")
NO_TAGS = Trap(
    "MAU20", "không có thẻ nào nên báo cáo in ra không có số liệu, chữ nào của workbook",
    "Chọn đúng tệp mẫu (tệp này có thể là báo cáo đã xuất), hoặc gõ thẻ vào mẫu.", Severity.WARNING,
)  # fmt: skip
NOT_PRINTED = NOT_FILLED._replace(severity=Severity.WARNING)

_ANY = re.compile(r"\{[{%#].*?(?:[}%#]\}|$)", re.DOTALL)
_PRINTS = re.compile(r"\{\{[^{}]*\}\}")
_UNSEEN = {
    "comments": "Bình luận", "chart": "Biểu đồ", "diagram": "Sơ đồ", "relationships": "Đích của liên kết",
}  # fmt: skip
_PRINTED = ("Biểu đồ", "Sơ đồ", "Đích của liên kết")
_NAMES = {"instrText": "mã trường", "instr": "mã trường", "t": "công thức", "descr": "mô tả của hình"}


def deleted(part: Scanned) -> Iterator[Fault]:
    """Tell tags in text that a tracked change has deleted or moved away."""
    for spot in part.spots:
        text = "".join(node.text or "" for node in own(spot.paragraph, "delText"))
        if found := _ANY.search(text) or re.search("[{}]", text):
            yield DELETED.at(part.part, spot.where, found[0])
    for tag in part.tags:
        if next(tag.nodes[0].iterancestors(W + "moveFrom", W + "del"), None) is not None:
            yield DELETED.at(part.part, tag.spot.where, tag.shown)


def cut(part: Scanned) -> Iterator[Fault]:
    """Tell tags that begin and end in different tracked changes, links or controls."""
    for tag in part.tags:
        runs = [next(node.iterancestors(W + "r"), node) for node in tag.nodes]
        if len({run.getparent() for run in runs}) > 1:
            yield CUT.at(part.part, tag.spot.where, tag.shown)


def elsewhere(part: Scanned) -> Iterator[Fault]:
    """Tell tags in field codes, formulas, comments of the XML; in attributes all but those that print."""
    places = {spot.paragraph: spot.where for spot in part.spots}
    for node in part.root.iter():
        for what, value in _unseen(node):
            if found := _ANY.search(value):
                around = node if node in places else next(node.iterancestors(W + "p"), node)
                yield ELSEWHERE.at(part.part, places.get(around, ""), found[0], what=_NAMES.get(what, what))


def _unseen(node: Element) -> Iterator[tuple[str, str]]:
    """Give the texts in which a tag would run unseen."""
    name = etree.QName(node).localname if isinstance(node.tag, str) else "chú giải XML"
    if node.tag not in (W + "t", W + "delText"):
        yield name, node.text or ""
    yield name, node.tail or ""
    for attribute, value in node.attrib.items():
        code = attribute == W + "instr"
        yield etree.QName(attribute).localname, str(value) if code else _PRINTS.sub("", str(value))


def nothing_filled(draft: Draft) -> Iterator[Fault]:
    """Tell a document without any tag, such as a report that was printed already."""
    if not any(part.tags for part in draft.parts.values()):
        yield NO_TAGS.at("Nội dung")


def not_filled(draft: Draft) -> Iterator[Fault]:
    """Tell tags in comments, charts, link targets and other parts that stay as they are."""
    for name, tree in draft.trees.items():
        kind = draft.types.get(name, "relationships" if name.endswith(".rels") else "")
        if kind in FILLED or kind == CORE:
            continue
        part = next((shown for word, shown in _UNSEEN.items() if word in kind), f"Tệp {name}")
        trap = NOT_FILLED if part in _PRINTED else NOT_PRINTED
        yield from (trap.at(part, "", found[0]) for text in _texts(tree) for found in _ANY.finditer(text))


def _texts(tree: Element) -> Iterator[str]:
    """Give the text of each paragraph, its runs joined, other texts, and the attributes, links as typed."""
    paragraphs = "ancestor-or-self::*[local-name()='p']"
    for node in tree.iter(etree.Element):
        yield from (unquote(str(value)) for value in node.attrib.values())
        if etree.QName(node).localname == "p":
            yield "".join(node.itertext())
        elif node.text and not node.xpath(paragraphs):
            yield node.text
