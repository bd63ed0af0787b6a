"""Content controls: what the program printed in a document, each named by a tag such as «cchc:sl:1.1.1».

LibreOffice (7.4) drops tag, alias and id of a control inside a paragraph but keeps the name of its
placeholder, except in footnotes; around paragraphs it keeps a control of building blocks, if not its end, and
mixes up the first paragraph in any other. Hidden bookmarks it keeps. So a control says what it is a second
time, in its placeholder and, where that is not enough, in a bookmark (see restored.py).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import count
from typing import NamedTuple

from lxml import etree

from cchc_xl.word.package import W

FIGURE, CITATION, GROUP, SECTION, TABLE, ROW = "sl", "vb", "cn", "muc", "bang", "hang"
BLOCKS = (SECTION, TABLE)
ALIASES = {
    FIGURE: "Số liệu",
    CITATION: "Văn bản",
    GROUP: "Nhóm văn bản",
    SECTION: "Nội dung mục",
    TABLE: "Bảng",
    ROW: "Hàng",
}
_TAG = re.compile(rf"cchc:({'|'.join(ALIASES)}):(.+)")
_FIRST_ID = 1001


class Control(NamedTuple):
    """A content control of the program: what it holds (`kind`) and which (`key`)."""

    element: etree._Element
    kind: str
    key: str

    @property
    def tag(self) -> str:
        """Give the name that stands in the document."""
        return tag_of(self.kind, self.key)

    @property
    def content(self) -> etree._Element:
        """Give the element that holds what is printed."""
        content = self.element.find(W + "sdtContent")
        return content if content is not None else etree.SubElement(self.element, W + "sdtContent")


def tag_of(kind: str, key: str) -> str:
    """Name a control."""
    return f"cchc:{kind}:{key}"


def title(kind: str, key: str) -> str:
    """Name a control for people."""
    return f"{ALIASES[kind]} {key}"


def read_tag(tag: str) -> tuple[str, str] | None:
    """Tell kind and key from the name of a control; None for a control of somebody else."""
    found = _TAG.fullmatch(tag)
    return (found[1], found[2]) if found else None


def controls(root: etree._Element, *kinds: str) -> Iterator[Control]:
    """Give the program's controls, of these kinds or all, in their order."""
    for element in root.iter(W + "sdt"):
        named = read_tag(value(element, "sdtPr/tag"))
        if named and (not kinds or named[0] in kinds):
            yield Control(element, *named)


def value(element: etree._Element, path: str) -> str:
    """Give the w:val of the element at this path of Word's names, "" without one."""
    found = element.find(_path(path))
    return "" if found is None else found.get(W + "val", "")


@cache
def _path(names: str) -> str:
    return "/".join(W + name for name in names.split("/"))


def new_control(kind: str, key: str) -> Control:
    """Make an empty control without an id, see `number`."""
    element = etree.Element(W + "sdt")
    properties = etree.SubElement(element, W + "sdtPr")
    name_control(properties, kind, key)
    return Control(element, kind, key)


def name_control(properties: etree._Element, kind: str, key: str) -> None:
    """Write into the properties of a control what it is, for programs and for people."""
    own = ("alias", "tag", "placeholder")
    for element in [one for name in own for one in properties.findall(W + name)]:
        properties.remove(element)
    placeholder = etree.Element(W + "placeholder")
    _valued(placeholder, "docPart", tag_of(kind, key))
    id_ = properties.findall(W + "id")
    names = [_valued(None, "alias", title(kind, key)), _valued(None, "tag", tag_of(kind, key))]
    properties[:0] = [*names, *id_, placeholder]
    if kind in BLOCKS and properties.find(W + "docPartObj") is None:
        _valued(etree.SubElement(properties, W + "docPartObj"), "docPartGallery", "Quick Parts")


def _valued(parent: etree._Element | None, name: str, text: str) -> etree._Element:
    element = etree.Element(W + name) if parent is None else etree.SubElement(parent, W + name)
    element.set(W + "val", text)
    return element


def wrap(kind: str, key: str, elements: list[etree._Element]) -> Control:
    """Put neighbours into a control that takes their place."""
    control = new_control(kind, key)
    elements[0].addprevious(control.element)
    for element in elements:
        tail, element.tail = element.tail, None
        control.content.append(element)
        assert not (tail or "").strip()
    return control


def bookmark_name(kind: str, key: str) -> str:
    """Name the hidden bookmark that stands in for a control around paragraphs or a table, or in a note."""
    return re.sub(r"\W", "_", f"_cchc_{kind}_{key}", flags=re.ASCII)[:34]


def bookmark(control: Control) -> None:
    """Mark what a control around paragraphs holds, or the first cell of a table, unless it is marked."""
    paragraphs = list(control.content.iter(W + "p"))
    there = (one.get(W + "name") for one in control.content.iter(W + "bookmarkStart"))
    if not paragraphs or bookmark_name(control.kind, control.key) in there:
        return
    last = paragraphs[0] if control.kind == TABLE else paragraphs[-1]
    name, free = bookmark_name(control.kind, control.key), free_bookmark(control.element)
    start, end = _bookmark(name, free)
    properties = paragraphs[0].find(W + "pPr")
    paragraphs[0].insert(0 if properties is None else 1, start)
    last.append(end)


def bookmark_note(control: Control, note: str, free: int) -> None:
    """Mark what a control in a footnote holds; the same may stand in several footnotes."""
    start, end = _bookmark(f"{bookmark_name(control.kind, control.key)}_{note}", free)
    control.element.addprevious(start)
    control.element.addnext(end)


def free_bookmark(place: etree._Element) -> int:
    """Give the first id that no bookmark of the part has, nor any above it."""
    return 1 + max(map(_number, place.getroottree().iter(W + "bookmarkStart")), default=0)


def _bookmark(name: str, free: int) -> tuple[etree._Element, etree._Element]:
    start = etree.Element(W + "bookmarkStart", {W + "id": str(free), W + "name": name})
    return start, etree.Element(W + "bookmarkEnd", {W + "id": str(free)})


def number(roots: Iterable[etree._Element]) -> bool:
    """Give each control of the program an id that no other control has; tell whether there is any."""
    elements = [element for root in roots for element in root.iter(W + "sdt")]
    ours = [element for element in elements if read_tag(value(element, "sdtPr/tag"))]
    ids = Counter(value(element, "sdtPr/id") for element in elements)
    free = (str(one) for one in count(_FIRST_ID) if not ids[str(one)])
    for element in ours:
        properties, old = element.find(W + "sdtPr"), value(element, "sdtPr/id")
        if properties is not None and (not old or ids[old] > 1):
            ids[old] -= 1
            for one in properties.findall(W + "id"):
                properties.remove(one)
            properties.insert(2, _valued(None, "id", next(free)))
    return bool(ours)


def unwrap(element: etree._Element) -> None:
    """Take a control away and leave what it holds in its place."""
    content = element.find(W + "sdtContent")
    for child in list(content) if content is not None else []:
        element.addprevious(child)
    remove(element)


def remove(element: etree._Element) -> None:
    """Take an element out of its document."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _number(element: etree._Element) -> int:
    text = element.get(W + "id", "")
    return int(text) if text.isascii() and text.lstrip("-").isdigit() else 0
