"""Find what hangs on a paragraph: the lines drawn there, and text boxes."""

import re
from collections.abc import Iterator

from lxml import etree

from cchc_xl.word.format.properties import twips
from cchc_xl.word.package import W

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_EMU = 635  # in a twip
_LINES = ("line", "straightConnector1")
_WIDTH = re.compile(r"(?:^|;)\s*width:\s*(\d+(?:\.\d+)?)pt")
_POINT = re.compile(r"^\s*(-?\d+(?:\.\d+)?)(?:pt)?\s*,")


def has_any(paragraph: etree._Element) -> bool:
    """Tell whether anything is drawn in a paragraph; most have nothing to look for."""
    return next(paragraph.iter(W + "drawing", W + "pict"), None) is not None


def lines(paragraph: etree._Element) -> Iterator[float]:
    """Give the lengths of the lines drawn in a paragraph, in twips."""
    for drawing in _drawings(paragraph, _WP + "anchor", _WP + "inline"):
        shape, extent = drawing.find(f".//{_A}prstGeom"), drawing.find(_WP + "extent")
        if shape is not None and extent is not None and shape.get("prst") in _LINES:
            yield twips(extent.get("cx", "0")) / _EMU
    for line in _drawings(paragraph, _V + "line"):
        start, end = (_POINT.match(line.get(side, "")) for side in ("from", "to"))
        if start and end:
            yield abs(float(end[1]) - float(start[1])) * 20
    for shape in _drawings(paragraph, _V + "shape"):
        width = _WIDTH.search(shape.get("style", ""))
        if width and shape.get("type", "").endswith("_t32"):
            yield float(width[1]) * 20


def boxes(paragraph: etree._Element) -> Iterator[tuple[etree._Element, float]]:
    """Give the contents of the text boxes that hang on a paragraph, each with its width in twips."""
    for drawing in _drawings(paragraph, _WP + "anchor", _WP + "inline"):
        extent = drawing.find(_WP + "extent")
        width = twips(extent.get("cx", "0")) / _EMU if extent is not None else 0
        for content in drawing.iter(W + "txbxContent"):
            yield content, width
    for shape in _drawings(paragraph, _V + "shape", _V + "rect"):
        width_told = _WIDTH.search(shape.get("style", ""))
        for content in shape.iter(W + "txbxContent"):
            yield content, twips(width_told[1]) * 20 if width_told else 0


def _drawings(paragraph: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Find drawings in the paragraph, without those of its boxes and the fallbacks for old programs."""
    for element in paragraph.iter(*tags):
        parents = list(element.iterancestors())
        inside = {parent.tag for parent in parents[: parents.index(paragraph)]}
        if not inside & {_MC + "Fallback", W + "txbxContent", W + "del", W + "moveFrom"}:
            yield element
