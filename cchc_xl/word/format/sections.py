"""Read w:sectPr: paper, margins, headers, page numbers."""

from lxml import etree

from cchc_xl.word.format.document import Section
from cchc_xl.word.format.properties import is_on, twips, value
from cchc_xl.word.package import OFFICE, Package, W

_LETTER = 12240, 15840
"""Word's paper when a section tells none."""


def read_section(package: Package, element: etree._Element) -> Section:
    """Read one section; headers are those that it names itself."""
    size, margins, pages = (element.find(W + name) for name in ("pgSz", "pgMar", "pgNumType"))
    differs = element.find(W + "titlePg")
    gutter = twips(value(margins, "gutter"))
    sides = {side: abs(twips(value(margins, side) or "1440")) for side in ("top", "bottom", "left", "right")}
    return Section(
        twips(value(size, "w")) or _LETTER[0],
        twips(value(size, "h")) or _LETTER[1],
        {**sides, "left": sides["left"] + gutter},
        _edges(package, element, "header"),
        _edges(package, element, "footer"),
        differs is not None and is_on(differs),
        twips(value(pages, "start")) if value(pages, "start") else None,
        value(pages, "fmt") or "decimal",
    )


def _edges(package: Package, element: etree._Element, kind: str) -> dict[str, str]:
    parts = package.related(package.main, kind)
    found = element.iterchildren(W + f"{kind}Reference")
    return {value(one, "type") or "default": parts.get(one.get(f"{OFFICE}id", ""), "") for one in found}
