"""Read what stands in a document back into the words of a workbook's cell.

Figures become `{1.1.1}`, cited documents `[^khoa]`, bold words `**x**`, items of lists `- x`, and each
paragraph is a line. Tracked changes count as accepted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from typing import NamedTuple

from lxml import etree

from cchc_xl.word.controls import CITATION, FIGURE, GROUP, controls, read_tag, value
from cchc_xl.word.package import W
from cchc_xl.word.styles import Styles

GONE = (W + "del", W + "moveFrom")
_NOT_TEXT = (*GONE, W + "drawing", W + "pict", W + "object", W + "txbxContent")
_SIGNS = {
    W + "tab": " ",
    W + "br": " ",
    W + "cr": " ",
    W + "noBreakHyphen": "\u2011",
    W + "softHyphen": "",
}
_QUOTES = {FIGURE: "{%s}", CITATION: "[^%s]", GROUP: "[^%s]"}


class Piece(NamedTuple):
    """A stretch of words."""

    text: str
    bold: bool


@dataclass(frozen=True)
class Reader:
    """Reads the text of a document: its styles, and the tag of what each footnote holds."""

    styles: Styles
    notes: Mapping[str, str]

    def wording(self, content: etree._Element) -> str:
        """Give the text of paragraphs as staff would type it into one cell."""
        lines = []
        joined = ""
        for paragraph in paragraphs(content):
            joined += self.line(paragraph)
            if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is None:  # else the paragraph goes on in the next
                lines.append(joined.strip())
                joined = ""
        return "\n".join(line for line in (*lines, joined.strip()) if line)

    def line(self, paragraph: etree._Element) -> str:
        """Give the text of one paragraph as staff would type it."""
        found = [one for one in self._pieces(paragraph) if one.text]
        told = groupby(found, lambda one: one.bold and bool(one.text.strip()))
        pieces = [Piece("".join(one.text for one in own), bold) for bold, own in told]
        text = "".join(f"**{one.text}**" if one.bold else one.text for one in pieces)
        return f"- {text.strip()}" if text.strip() and self.styles.is_item(paragraph) else text

    def _pieces(self, element: etree._Element) -> Iterator[Piece]:
        for child in element.iterchildren(etree.Element):
            named = read_tag(value(child, "sdtPr/tag")) if child.tag == W + "sdt" else None
            if named and named[0] in _QUOTES:
                if is_gone(child):
                    continue
                runs = (one for one in child.iter(W + "r") if one.find(W + "t") is not None)
                yield Piece(_QUOTES[named[0]] % named[1], any(map(self.styles.is_bold, islice(runs, 1))))
                yield Piece(self._cited(child), False)
            elif child.tag == W + "r":
                yield Piece(self._run(child), self.styles.is_bold(child))
            elif child.tag not in _NOT_TEXT:
                yield from self._pieces(child)

    def _run(self, run: etree._Element) -> str:
        return shown(run) + self._cited(run)

    def _cited(self, element: etree._Element) -> str:
        """Give what the footnotes whose numbers stand in an element cite."""
        ids = (one.get(W + "id", "") for one in element.iter(W + "footnoteReference"))
        named = (read_tag(self.notes.get(one, "")) for one in ids)
        return "".join(f"[^{one[1]}]" for one in named if one)


def note_tags(trees: Mapping[str, etree._Element]) -> dict[str, str]:
    """Map the ids of footnotes to the tags of what they hold."""
    notes = [one for tree in trees.values() if tree.tag == W + "footnotes" for one in tree]
    held = {one.get(W + "id", ""): next(controls(one), None) for one in notes}
    return {key: one.tag for key, one in held.items() if one}


def paragraphs(content: etree._Element) -> list[etree._Element]:
    """Give the paragraphs of a text, without those of tables and text boxes in it."""
    inside = (W + "tbl", W + "txbxContent")
    return [
        one for one in content.iter(W + "p") if not any(up.tag in inside for up in _between(one, content))
    ]


def _between(element: etree._Element, above: etree._Element) -> Iterator[etree._Element]:
    for up in element.iterancestors():
        if up is above:
            return
        yield up


def is_gone(control: etree._Element) -> bool:
    """Tell whether a tracked change takes away all that a control holds."""
    return next(control.iter(*GONE), None) is not None and not shown(control)


def shown(element: etree._Element) -> str:
    """Give the text of an element as read with all tracked changes accepted."""
    if element.tag == W + "t":
        return element.text or ""
    if element.tag in _SIGNS:
        return _SIGNS[element.tag]
    if element.tag in _NOT_TEXT:
        return ""
    return "".join(shown(child) for child in element.iterchildren(etree.Element))
