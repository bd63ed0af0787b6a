"""Lists: a paragraph that begins with a dash or a plus gets the template's style for it."""

from collections.abc import Collection

from lxml import etree

from cchc_xl.text.tokens import POINT
from cchc_xl.word import tokens
from cchc_xl.word.package import W

KIND = "gach"
STYLE = "GachDauDong"
"""With the level behind it, the id of the style; a template without it keeps the style of the paragraph."""


def restyle(tree: etree._Element, styles: Collection[str]) -> None:
    """Set the style of each paragraph in which a list item begins."""
    for mark in tokens.marks(tree, POINT, KIND):
        style = STYLE + mark.get("key", "")
        paragraph = next(mark.iterancestors(W + "p"), None)
        if paragraph is not None and style in styles:
            _set_style(paragraph, style)


def _set_style(paragraph: etree._Element, style: str) -> None:
    properties = paragraph.find(W + "pPr")
    if properties is None:
        properties = etree.Element(W + "pPr")
        paragraph.insert(0, properties)
    named = properties.find(W + "pStyle")
    if named is None:
        named = etree.Element(W + "pStyle")
        properties.insert(0, named)
    named.set(W + "val", style)
