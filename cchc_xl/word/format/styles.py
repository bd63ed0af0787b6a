"""Resolve formatting: direct over character style over paragraph style over table style over defaults."""

from collections.abc import Iterator
from functools import cache

from lxml import etree

from cchc_xl.word.format.numbering import Numbering
from cchc_xl.word.format.properties import (
    TOGGLES,
    Properties,
    paragraph_properties,
    run_properties,
    twips,
    value,
)
from cchc_xl.word.package import Package, W, qualified

_APPLICATION = {"ascii": "Times New Roman", "hAnsi": "Times New Roman", "size": 10.0}
"""What Word takes when the document says nothing."""
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CELL_MARGIN = 108


class Styles:
    """The styles of one document."""

    def __init__(self, package: Package) -> None:
        root = package.only("styles")
        found = root.findall(W + "style") if root is not None else []
        self.styles = {value(style, "styleId"): style for style in found}
        default = [style for style in found if value(style, "default") in ("1", "true", "on")]
        self.default = {value(style, "type"): value(style, "styleId") for style in default}
        self.theme = _theme(package.only("theme"))
        self.numbering = Numbering(package.only("numbering"))
        defaults = root.find(W + "docDefaults") if root is not None else None
        runs, paragraphs = (
            defaults.find(qualified(path)) if defaults is not None else None
            for path in ("rPrDefault/rPr", "pPrDefault/pPr")
        )
        self.run_defaults = _APPLICATION | run_properties(runs, self.theme)
        self.paragraph_defaults = paragraph_properties(paragraphs)
        self.style_run, self.style_paragraph = cache(self.style_run), cache(self.style_paragraph)  # type: ignore[method-assign]
        self.base_run = cache(self.base_run)  # type: ignore[method-assign]

    def chain(self, style: str, kind: str) -> Iterator[etree._Element]:
        """Give a style after all that it is based on; a paragraph without one has the default style."""
        if kind == "paragraph" and style not in self.styles:
            style = self.default.get(kind, "")
        found: list[str] = []
        while style in self.styles and style not in found:
            found.append(style)
            style = value(self.styles[style].find(W + "basedOn"))
        return (self.styles[one] for one in reversed(found))

    def style_run(self, style: str, kind: str) -> Properties:
        """Merge the run properties of a chain of styles."""
        found: Properties = {}
        for one in self.chain(style, kind):
            found |= run_properties(one.find(W + "rPr"), self.theme)
        return found

    def style_paragraph(self, style: str, kind: str = "paragraph") -> Properties:
        """Merge the paragraph properties of a chain of styles."""
        found: Properties = {}
        for one in self.chain(style, kind):
            found |= paragraph_properties(one.find(W + "pPr"))
        return found

    def base_run(self, table: str, paragraph: str, character: str) -> Properties:
        """Give what the styles make of a run."""
        levels = [
            self.style_run(table, "table"),
            self.style_run(paragraph, "paragraph"),
            self.style_run(character, "character") if character else {},
        ]
        found = dict(self.run_defaults)
        for level in levels:
            found |= level
        for toggle in TOGGLES:
            always = self.run_defaults.get(toggle, False)
            found[toggle] = always or sum(bool(level.get(toggle)) for level in levels) % 2 == 1
        return found

    def run(self, rpr: etree._Element | None, paragraph: str, table: str) -> Properties:
        """Give the effective properties of a run."""
        direct = run_properties(rpr, self.theme)
        return self.base_run(table, paragraph, direct.get("rStyle", "")) | direct

    def paragraph(self, ppr: etree._Element | None, table: str) -> Properties:
        """Give the effective properties of a paragraph; `number` is "" where it has no number."""
        direct = paragraph_properties(ppr)
        own = self.style_paragraph(direct.get("style", ""))
        numbered = own | direct
        number, level = str(numbered.get("number", "")), int(numbered.get("level", 0))
        indents = self.numbering.indents(number, level)
        none: Properties = {}
        under, over = (none, indents) if "number" in direct else (indents, {})
        found = self.paragraph_defaults | self.style_paragraph(table, "table") | under | own | over | direct
        return {**found, "number": self.numbering.known(number), "level": level}

    def cell_margins(self, table: etree._Element, style: str) -> int:
        """Give what a table's cells leave free on both sides together."""
        levels = [one.find(W + "tblPr") for one in self.chain(style, "table")] + [table.find(W + "tblPr")]
        room = {"left": _CELL_MARGIN, "right": _CELL_MARGIN}
        for level in levels:
            margins = level.find(W + "tblCellMar") if level is not None else None
            for side in margins if margins is not None else ():
                name = etree.QName(side).localname.replace("start", "left").replace("end", "right")
                room[name] = twips(value(side, "w"))
        return room["left"] + room["right"]


def _theme(root: etree._Element | None) -> dict[str, str]:
    """Map the names that w:rFonts uses to the Latin fonts of the theme."""
    found: dict[str, str] = {}
    for kind in ("major", "minor"):
        font = root.find(f".//{_A}{kind}Font/{_A}latin") if root is not None else None
        name = font.get("typeface", "") if font is not None else ""
        found |= dict.fromkeys((f"{kind}HAnsi", f"{kind}Ascii"), name)
    return found
