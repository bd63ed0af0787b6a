"""What a template must not bring along: code, and content that loads by itself."""

import re
from collections.abc import Iterator

from lxml import etree

from cchc_xl.word.faults import Fault, Trap
from cchc_xl.word.lint.draft import Draft
from cchc_xl.word.lint.tags import Element, Scanned
from cchc_xl.word.package import W

_REMOVE = (
    "Xoá phần này trong Word (mẫu đính kèm: Developer > Document Template > Normal), lưu lại thành .docx; "
    "chỉ dùng mẫu từ nguồn tin cậy."
)
ACTIVE = Trap("MAU20", "mẫu có {what}, không được dùng", _REMOVE)
LOADS = Trap("MAU20", "mẫu tự tải «{target}» từ bên ngoài khi mở", "Bỏ liên kết (Break Link) rồi lưu lại.")
FIELD = Trap("MAU20", "mẫu có trường {field} lấy dữ liệu từ tệp khác", "Xoá trường này (Ctrl+Shift+F9).")

_TYPES = {
    "vbaProject": "macro", "macroEnabled": "macro", "vbaData": "macro", "attachedToolbars": "macro",
    "oleObject": "đối tượng nhúng (OLE)", "activeX": "điều khiển ActiveX", 
    "control+xml": "điều khiển ActiveX",
}  # fmt: skip
_LINKS = {
    "aFChunk": "tệp được chèn nguyên (altChunk)", "attachedTemplate": "mẫu đính kèm (Attached Template)",
    "oleObject": "đối tượng nhúng (OLE)", "control": "điều khiển ActiveX", "vbaProject": "macro",
}  # fmt: skip
_OBJECTS = {"OLEObject": _TYPES["oleObject"], "control": _TYPES["activeX"], "altChunk": _LINKS["aFChunk"]}
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_FIELDS = re.compile(r"\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE|MACROBUTTON)\b", re.I)


def members(draft: Draft) -> Iterator[Fault]:
    """Tell macros, embedded objects, controls, document type definitions."""
    for name in draft.members:
        told = [what for word, what in _TYPES.items() if word in draft.types.get(name, "")]
        told += ["macro"] if name.lower().endswith("vbaproject.bin") else []
        doctype = name in draft.trees and draft.trees[name].getroottree().docinfo.doctype
        told += ["khai báo DTD"] if doctype else []
        for what in dict.fromkeys(told):
            yield ACTIVE.at(f"Tệp {name}", what=what)


def links(draft: Draft) -> Iterator[Fault]:
    """Tell relationships to active content, and those that load from outside without a click."""
    for name, tree in draft.trees.items():
        for link in tree if name.endswith(".rels") else ():
            kind, target = link.get("Type", "").rpartition("/")[2], link.get("Target", "")
            if kind in _LINKS:
                yield ACTIVE.at(f"Tệp {name}", what=_LINKS[kind])
            elif link.get("TargetMode") == "External" and kind != "hyperlink":
                yield LOADS.at(f"Tệp {name}", target=target)


def fields(part: Scanned) -> Iterator[Fault]:
    """Tell fields that fetch from other files or programs."""
    for spot in part.spots:
        for code in _codes(spot.paragraph):
            if found := _FIELDS.match(code):
                yield FIELD.at(part.part, spot.where, field=found[1].upper())


def _codes(paragraph: Element) -> list[str]:
    """List the codes of the fields in a paragraph, the first that of one begun before it."""
    codes = [""]
    for node in paragraph.iter(W + "fldChar", W + "instrText", W + "fldSimple"):
        if node.tag == W + "instrText":
            codes[-1] += node.text or ""
        elif node.tag == W + "fldSimple" or node.get(W + "fldCharType") == "begin":
            codes.append(str(node.get(W + "instr", "")))
    return codes


def objects(part: Scanned) -> Iterator[Fault]:
    """Tell embedded objects and controls by their place."""
    for node in part.root.iter(_OFFICE + "OLEObject", W + "control", W + "altChunk"):
        around = next((spot.where for spot in part.spots if spot.paragraph in node.iterancestors()), "")
        yield ACTIVE.at(part.part, around, what=_OBJECTS[etree.QName(node).localname])
