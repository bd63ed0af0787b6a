"""What a template may not carry: whatever opens, runs or loads something when the report is opened.

Only what is known to be harmless passes: kinds of relationships, links of the web, fields. The limits bound
what opening a template costs; a letterhead with a logo is far below them.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from cchc_xl.word.faults import Place
from cchc_xl.word.package import W, parsed

MAX_MEMBERS = 1_000
MAX_XML_BYTES = 16_000_000  # a single XML member, unzipped

_RELATIONS = {
    "officeDocument", "core-properties", "extended-properties", "custom-properties", "thumbnail",
    "styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "font", "theme",
    "themeOverride", "numbering", "footnotes", "endnotes", "header", "footer", "image", "hyperlink",
    "glossaryDocument", "customXml", "customXmlProps", "comments", "commentsExtended", "commentsIds",
    "commentsExtensible", "people", "chart", "chartUserShapes", "chartStyle", "chartColorStyle",
    "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing",
}  # fmt: skip
_OF_CHART = "package"
"""The workbook behind a chart; anywhere else a package is an embedded file."""
_FIELDS = {
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "REF", "NOTEREF", "STYLEREF", "SEQ",
    "TOC", "TC", "XE", "INDEX", "DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "HYPERLINK",
    "IF", "TITLE", "DOCPROPERTY", "SYMBOL", "EQ", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN",
}  # fmt: skip
_LINK = re.compile(r"(?i)(?:https?://|mailto:)")
_VML = "{urn:schemas-microsoft-com:vml}"
_MACROS = re.compile(r"(?i)macroEnabled|vbaProject|vbaData|activeX|oleObject|ms-word\.keyMap")


def check(members: Mapping[str, bytes], types: Mapping[str, str], place: Place) -> None:
    """Raise for the first thing in the package that a template may not carry."""
    if len(members) > MAX_MEMBERS:
        raise place.unopenable("tệp có quá nhiều thành phần")
    for name, content in members.items():
        if name.startswith("/") or "\\" in name or ".." in name.split("/"):
            raise place.unsafe(f"thành phần «{name}»")
        if name.lower().endswith((".xml", ".rels", ".vml")) or types.get(name, "").endswith("xml"):
            _check_xml(name, content, place)


def _check_xml(name: str, content: bytes, place: Place) -> None:
    if len(content) > MAX_XML_BYTES:
        raise place.unopenable("tệp quá lớn")
    root = parsed(content, place)
    if name == "[Content_Types].xml":
        found = _MACROS.search(content.decode("utf-8", "replace"))
        if found:
            raise place.unsafe(f"macro hoặc đối tượng nhúng ({found[0]})")
    elif name.endswith(".rels"):
        for relation in root.iter("{*}Relationship"):
            _check_relation(relation, posixpath.dirname(posixpath.dirname(name)), place)
    else:
        _check_content(root, place)


def _check_relation(relation: etree._Element, folder: str, place: Place) -> None:
    kind, target = posixpath.basename(relation.get("Type", "")), relation.get("Target", "")
    external = relation.get("TargetMode", "Internal") != "Internal"
    of_chart = kind == _OF_CHART and folder.endswith("charts") and target.endswith(".xlsx")
    if kind not in _RELATIONS and not of_chart:
        raise place.unsafe(f"liên kết kiểu «{kind}» đến «{target}»")
    if external and not (kind == "hyperlink" and _LINK.match(target)):
        raise place.unsafe(f"liên kết ra ngoài «{target}»")


def _check_content(root: etree._Element, place: Place) -> None:
    for code in field_codes(root):
        if "{{" in code or "{%" in code:
            raise place.unsafe(f"thẻ trong mã trường «{code}»")
        command = code.split()[0].upper() if code.split() else ""
        if command not in _FIELDS and not command.startswith("="):
            raise place.unsafe(f"trường «{code or '(trống)'}»")
    for element in root.iter(f"{_VML}*"):
        for name, value in element.items():
            if etree.QName(name).localname in ("src", "href") and not value.startswith("#"):
                raise place.unsafe(f"liên kết ra ngoài «{value}»")


def field_codes(root: etree._Element) -> Iterator[str]:
    """Give the code of each field; of one put together by fields inside it, the rest."""
    opened: list[list[str]] = []
    for element in root.iter(W + "fldSimple", W + "fldChar", W + "instrText"):
        kind = element.get(W + "fldCharType")
        if element.tag == W + "fldSimple":
            yield element.get(W + "instr", "").strip()
        elif element.tag == W + "instrText":
            opened = opened or [[]]
            opened[-1].append(element.text or "")
        elif kind == "begin":
            opened.append([])
        elif kind == "end" and opened:
            yield "".join(opened.pop()).strip()
    yield from ("".join(code).strip() for code in opened)
