"""Flatten w:rPr and w:pPr into plain dicts, so that one level of formatting can be laid over another."""

from collections.abc import Mapping
from typing import Any

from lxml import etree

from cchc_xl.word.package import W

Properties = dict[str, Any]
TOGGLES = ("b", "i", "caps", "vanish")
"""Properties of which two styles that both say yes say no (ISO 29500-1, 17.7.3)."""
_OFF = {"0", "false", "off", "none", "nil"}
_SIDES = {"start": "left", "end": "right"}


def value(element: etree._Element | None, name: str = "val") -> str:
    """Give an attribute of the w: namespace, "" when it is absent."""
    return element.get(W + name, "") if element is not None else ""


def is_on(element: etree._Element) -> bool:
    """Tell whether a yes/no element says yes; without a value it does."""
    return value(element) not in _OFF


def twips(text: str) -> int:
    """Read a length; a unit may stand behind it."""
    try:
        return round(float(text[:-2]) * 20 if text.endswith("pt") else float(text))
    except (ValueError, OverflowError):
        return 0


def run_properties(rpr: etree._Element | None, theme: Mapping[str, str]) -> Properties:
    """Read font (by slot), size in points, toggles, colour, underline, raising and style of w:rPr."""
    found: Properties = {}
    for child in rpr if rpr is not None else ():
        name = etree.QName(child).localname
        if name in TOGGLES:
            found[name] = is_on(child)
        elif name == "sz":
            found["size"] = twips(value(child)) / 2
        elif name == "rFonts":
            found |= _fonts(child, theme)
        elif name == "color":
            found["colour"] = _colour(child)
        elif name in ("u", "vertAlign", "rStyle"):
            found[name] = value(child)
    return found


def _fonts(element: etree._Element, theme: Mapping[str, str]) -> Properties:
    found = {}
    for slot in ("ascii", "hAnsi"):
        font = theme.get(value(element, f"{slot}Theme")) or value(element, slot)
        if font:
            found[slot] = font
    return found


def _colour(element: etree._Element) -> str:
    """Give RRGGBB, "" for black; what a theme says counts by the colour that Word wrote beside it."""
    colour = value(element).upper()
    return "" if colour in ("AUTO", "000000", "") else colour


def paragraph_properties(ppr: etree._Element | None) -> Properties:
    """Read alignment, indents, spacing, keeping, borders, numbering and style of w:pPr; lengths in twips."""
    found: Properties = {}
    for child in ppr if ppr is not None else ():
        name = etree.QName(child).localname
        if name == "jc":
            found["align"] = _SIDES.get(value(child), value(child))
        elif name == "ind":
            found |= _indents(child)
        elif name == "spacing":
            found |= _spacing(child)
        elif name in ("keepNext", "contextualSpacing"):
            found[name] = is_on(child)
        elif name == "pBdr":
            found |= {etree.QName(side).localname + "_border": is_on(side) for side in child}
        elif name == "numPr":
            found |= _numbering(child)
        elif name == "pStyle":
            found["style"] = value(child)
        elif name == "framePr" and value(child, "xAlign"):
            found["frame"] = value(child, "xAlign")
    return found


def _indents(element: etree._Element) -> Properties:
    found: Properties = {}
    for name, text in element.attrib.items():
        side = etree.QName(name).localname
        side = _SIDES.get(side, side)
        if side in ("left", "right"):
            found[side] = twips(str(text))
        elif side == "hanging":
            found["first"] = -twips(str(text))
        elif side == "firstLine":
            found.setdefault("first", twips(str(text)))
    return found


def _spacing(element: etree._Element) -> Properties:
    found: Properties = {}
    for side in ("before", "after"):
        if value(element, f"{side}Autospacing") not in ("", *_OFF):
            found[side] = 280
        elif value(element, side):
            found[side] = twips(value(element, side))
    if value(element, "line"):
        found |= {"line": twips(value(element, "line")), "line_rule": value(element, "lineRule") or "auto"}
    return found


def _numbering(element: etree._Element) -> Properties:
    number, level = element.find(W + "numId"), element.find(W + "ilvl")
    found = {"number": value(number)} if number is not None else {}
    return found | ({"level": twips(value(level))} if level is not None else {})
