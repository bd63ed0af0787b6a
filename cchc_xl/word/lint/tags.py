"""The tags of a part and the places where they stand, as the author sees them in Word."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from lxml import etree

from cchc_xl.word.package import W

Element = etree._Element

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
TAG = re.compile(
    r"\{\{(?:(?!\{[{%#]|\}\}).)*\}\}|\{%(?:(?!\{[{%#]|%\}).)*%\}|\{#.*?#\}",
    re.DOTALL,
)
_LOOSE = re.compile(r"(?:\{\s*)+[^{}\0]*(?:\}\s*)*|[%#]?(?:\}\s*)+")
_SCOPED = re.compile("(p|tr|tc|r) (.*)", re.DOTALL)
_NAMES = {
    W + "tbl": "bảng", W + "tr": "hàng", W + "tc": "ô", W + "p": "đoạn",
    W + "footnote": "chú thích", W + "endnote": "chú thích",
}  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """A paragraph and the words that lead to it: «bảng 1, hàng 3, ô 1»."""

    part: str
    where: str
    paragraph: Element

    @property
    def text(self) -> str:
        """Give the text that is printed, without that of text boxes."""
        return "".join(node.text or "" for node in own(self.paragraph, "t"))


@dataclass(frozen=True)
class Tag:
    """One tag as typed; `nodes` are the texts it is split over, `rest` follows it in the last of them."""

    text: str
    spot: Spot
    nodes: tuple[Element, ...] = field(repr=False)
    rest: str

    @property
    def shown(self) -> str:
        """Give the tag on one line."""
        return " ".join(self.text.split())

    @property
    def scope(self) -> str:
        """Give what goes with the tag: «p» the paragraph, «tr», «tc», «r», or nothing."""
        found = _SCOPED.match(self.text[2:-2])
        return found[1] if found else ""

    @property
    def inside(self) -> str:
        """Give what stands between the braces, quotes made straight, as docxtpl does."""
        return self.text[2:-2].removeprefix(self.scope).translate(STRAIGHT).strip()

    @property
    def keyword(self) -> str:
        """Give the statement: for, if, else ...; "" for what prints or is a comment."""
        found = re.match(r"[-+\s]*(\w+)", self.inside) if self.text.startswith("{%") else None
        return found[1] if found else "?" if self.text.startswith("{%") else ""

    @property
    def container(self) -> Element | None:
        """Give the element that goes with the tag, its run if none does; None outside a table."""
        return next(self.nodes[0].iterancestors(W + (self.scope or "r")), None)


CURLY = "“”‘’"
STRAIGHT = str.maketrans(CURLY, "\"\"''")


@dataclass(frozen=True)
class Scanned:
    """A part with its paragraphs, its tags in their order, and the braces that make no tag."""

    part: str
    root: Element
    spots: tuple[Spot, ...]
    tags: tuple[Tag, ...]
    loose: tuple[tuple[Spot, str], ...]


def scan(root: Element, part: str) -> Scanned:
    """Find the tags of a part."""
    spots = tuple(_spots(root, part, ""))
    tags = list(_in_attributes(root, part, {spot.paragraph: spot for spot in spots}))
    loose: list[tuple[Spot, str]] = []
    order = {node: place for place, node in enumerate(root.iter())}
    for spot in spots:
        text = spot.text
        if "{" in text or "}" in text:
            tags += _tags(spot, text)
            blanked = TAG.sub(lambda tag: "\0" * len(tag[0]), text)
            loose += [(spot, found[0].strip()) for found in _LOOSE.finditer(blanked)]
    return Scanned(part, root, spots, tuple(sorted(tags, key=lambda tag: order[tag.nodes[0]])), tuple(loose))


def own(paragraph: Element, name: str) -> list[Element]:
    """List the elements of a paragraph that do not belong to a text box in it."""
    return [
        node
        for node in paragraph.iter(W + name)
        if next(node.iterancestors(W + "p", _FALLBACK), None) is paragraph
    ]


def blocks(element: Element) -> Iterator[Element]:
    """Give what has a place of its own below an element, through content controls and tracked changes."""
    for child in element:
        if child.tag in _NAMES:
            yield child
        elif isinstance(child.tag, str):
            yield from blocks(child)


def _spots(container: Element, part: str, where: str) -> Iterator[Spot]:
    children = list(blocks(container))
    counted: Counter[str] = Counter()
    for child in children:
        kind = str(child.tag)
        counted[kind] += 1
        alone = kind == W + "p" and where and len(children) == 1
        name = "" if alone else f"{_NAMES[kind]} {counted[kind]}"
        here = ", ".join(filter(None, (where, name)))
        if kind != W + "p":
            yield from _spots(child, part, here)
            continue
        yield Spot(part, here, child)
        for number, box in enumerate(own(child, "txbxContent"), 1):
            yield from _spots(box, part, f"{here}, khung chữ {number}")


def _in_attributes(root: Element, part: str, spots: Mapping[Element, Spot]) -> Iterator[Tag]:
    """Find the tags in alternative texts and names."""
    for node in root.iter(etree.Element):
        for value in node.attrib.values():
            for found in TAG.finditer(str(value)) if "{" in str(value) else ():
                around = next(node.iterancestors(W + "p"), node)
                yield Tag(found[0], spots.get(around, Spot(part, "", around)), (node,), "")


def _tags(spot: Spot, text: str) -> Iterator[Tag]:
    nodes = own(spot.paragraph, "t")
    ends = list(accumulate(len(node.text or "") for node in nodes))
    for found in TAG.finditer(text):
        first, last = bisect_right(ends, found.start()), bisect_left(ends, found.end())
        yield Tag(found[0], spot, tuple(nodes[first : last + 1]), text[found.end() : ends[last]])
