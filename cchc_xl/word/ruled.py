"""Rules under the agency and the subject, as long as the decree wants for the words above them.

NĐ 30/2020/NĐ-CP, Phụ lục I, II.2.b and II.5.b: from 1/3 to 1/2 of the line of text, in its middle.
"""

from lxml import etree

from cchc_xl.word.controls import value
from cchc_xl.word.measure import wrapped
from cchc_xl.word.package import W
from cchc_xl.word.tokens import without_marks

_UNDER = {"KeCoQuan": 13, "KeCoQuanNgan": 13, "KeTrichYeu": 14}
"""The styles of rules, and the size of the bold text above."""
SUBJECT = "trich_yeu"
"""The name of the text above whose rule is fitted anew when it changes."""
_SHARE = 0.42
_AFTER = {
    *("contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment"),
    *("textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange"),
}
"""What the schema puts behind `w:ind` in the properties of a paragraph."""


def fit_rules(tree: etree._Element) -> None:
    """Give the rules of a part, known by the styles of the shipped templates, the length that fits."""
    for rule in [p for p in tree.iter(W + "p") if value(p, "pPr/pStyle") in _UNDER]:
        properties, above = rule[0], rule.getprevious()
        text = "" if above is None else without_marks("".join(above.itertext(W + "t"))).strip()
        room = _room(rule)
        if text and room:
            size = _UNDER[value(properties, "pStyle")]
            blank = str(round((room - _SHARE * max(wrapped(text, size, room, bold=True))) / 2))
            for old in properties.findall(W + "ind"):
                properties.remove(old)
            behind = (i for i, one in enumerate(properties) if etree.QName(one).localname in _AFTER)
            indent = etree.Element(W + "ind", {W + "left": blank, W + "right": blank})
            properties.insert(next(behind, len(properties)), indent)


def _room(rule: etree._Element) -> int:
    """Give the width in which a paragraph is set, in twips: of its cell, without margins, or of its page."""
    cell = next(rule.iterancestors(W + "tc"), None)
    if cell is not None:
        return _twips(cell.find(f"{W}tcPr/{W}tcW"), "w")
    for section in rule.xpath("(following::w:sectPr)[1]", namespaces={"w": W[1:-1]}):
        margins = section.find(W + "pgMar")
        return _twips(section.find(W + "pgSz"), "w") - _twips(margins, "left") - _twips(margins, "right")
    return 0


def _twips(element: etree._Element | None, name: str) -> int:
    text = "" if element is None else element.get(W + name, "")
    return int(text) if text.isdecimal() and len(text) < 6 else 0
