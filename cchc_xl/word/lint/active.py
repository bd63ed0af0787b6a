"""What a template may not carry: whatever opens, runs or loads something when the report is opened.

Only what is known to be harmless passes: kinds of relationships, links of the web, fields.
"""

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from cchc_xl.word.faults import UNSAFE, Fault
from cchc_xl.word.lint.draft import Draft
from cchc_xl.word.lint.tags import Element
from cchc_xl.word.package import W

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


def members(draft: Draft) -> Iterator[Fault]:
    """Tell macros, embedded objects, controls, and names that lead out of the package."""
    for name in draft.members:
        if name.startswith("/") or "\\" in name or ".." in name.split("/"):
            yield UNSAFE.at("", what=f"thành phần «{name}»")
        if found := _MACROS.search(f"{name} {draft.types.get(name, '')}"):
            yield UNSAFE.at(f"Tệp {name}", what=f"macro hoặc đối tượng nhúng ({found[0]})")


def links(draft: Draft) -> Iterator[Fault]:
    """Tell relationships to active content, and those that load from outside without a click."""
    for name, tree in draft.trees.items():
        for link in tree.iterchildren("*") if name.endswith(".rels") else ():
            kind, target = posixpath.basename(link.get("Type", "")), link.get("Target", "")
            of_chart = kind == _OF_CHART and "charts/" in name and target.endswith(".xlsx")
            external = link.get("TargetMode", "Internal") != "Internal"
            if kind not in _RELATIONS and not of_chart:
                yield UNSAFE.at(f"Tệp {name}", what=f"liên kết kiểu «{kind}» đến «{target}»")
            elif external and not (kind == "hyperlink" and _LINK.match(target)):
                yield UNSAFE.at(f"Tệp {name}", what=f"liên kết ra ngoài «{target}»")


def fields(draft: Draft) -> Iterator[Fault]:
    """Tell fields that fetch from other files or programs, or whose code comes from the data."""
    for name, tree in draft.trees.items():
        for node, code in _codes(tree):
            command = code.split()[0].upper() if code.split() else ""
            if "{{" in code or "{%" in code:
                yield UNSAFE.at(*_place(draft, name, node), what=f"thẻ trong mã trường «{code}»")
            elif command not in _FIELDS and not command.startswith("="):
                yield UNSAFE.at(*_place(draft, name, node), what=f"trường «{code or '(trống)'}»")


def pictures(draft: Draft) -> Iterator[Fault]:
    """Tell pictures of old Word that load from outside."""
    for name, tree in draft.trees.items():
        for node in tree.iter(f"{_VML}*"):
            for attribute, value in node.items():
                if etree.QName(attribute).localname in ("src", "href") and not str(value).startswith("#"):
                    yield UNSAFE.at(*_place(draft, name, node), what=f"liên kết ra ngoài «{value}»")


def _place(draft: Draft, name: str, node: Element) -> tuple[str, str]:
    """Give the part and the paragraph around a node."""
    part, around = draft.parts.get(name), [node, *node.iterancestors(W + "p")]
    if part is None:
        return f"Tệp {name}", ""
    return part.part, next((spot.where for spot in part.spots if spot.paragraph in around), "")


def _codes(root: Element) -> Iterator[tuple[Element, str]]:
    """Give the code of each field and where it ends; of one put together by fields inside it, the rest."""
    opened: list[list[str]] = []
    element = root
    for element in root.iter(W + "fldSimple", W + "fldChar", W + "instrText"):
        kind = element.get(W + "fldCharType")
        if element.tag == W + "fldSimple":
            yield element, str(element.get(W + "instr", "")).strip()
        elif element.tag == W + "instrText":
            opened = opened or [[]]
            opened[-1].append(element.text or "")
        elif kind == "begin":
            opened.append([])
        elif kind == "end" and opened:
            yield element, "".join(opened.pop()).strip()
    yield from ((element, "".join(code).strip()) for code in opened)
