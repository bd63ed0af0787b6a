"""Count the automatic numbers of paragraphs («I.», «1.», «a)», «-») and know their indents."""

from collections.abc import Iterator

from lxml import etree

from cchc_xl.word.format.properties import Properties, is_on, paragraph_properties, twips, value
from cchc_xl.word.package import W

_MOST = 4000  # beyond it a number is no longer spelt in letters
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Numbering:
    """The lists of one document and where their counting stands."""

    def __init__(self, root: etree._Element | None) -> None:
        found = {value(one, "abstractNumId"): one for one in _all(root, "abstractNum")}
        self.lists = {
            value(one, "numId"): (value(one.find(W + "abstractNumId")), one) for one in _all(root, "num")
        }
        self.levels: dict[str, dict[int, etree._Element]] = {}
        for number, (abstract, num) in self.lists.items():
            levels = {twips(value(lvl, "ilvl")): lvl for lvl in _all(found.get(abstract), "lvl")}
            for override in _all(num, "lvlOverride"):
                lvl = override.find(W + "lvl")
                if lvl is not None:
                    levels[twips(value(override, "ilvl"))] = lvl
            self.levels[number] = levels
        self.counts: dict[str, dict[int, int]] = {}

    def known(self, number: str) -> str:
        """Give the number of a list that is there, else ""."""
        return number if self.levels.get(number) else ""

    def indents(self, number: str, level: int) -> Properties:
        """Give the indents that a level of a list prescribes."""
        lvl = self.levels.get(number, {}).get(level)
        found = paragraph_properties(lvl.find(W + "pPr")) if lvl is not None else {}
        return {key: found[key] for key in ("left", "right", "first") if key in found}

    def next(self, number: str, level: int) -> str:
        """Count one paragraph on and give the number printed before it."""
        levels = self.levels.get(number, {})
        if level not in levels:
            return ""
        counts = self.counts.setdefault(self.lists[number][0], {})
        counts[level] = counts.get(level, _start(levels[level]) - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        text = value(levels[level].find(W + "lvlText"))
        if value(levels[level].find(W + "numFmt")) == "bullet":
            return "-" if text in "-–—" else "•"
        for one, lvl in levels.items():
            text = text.replace(f"%{one + 1}", _shown(counts.get(one, _start(lvl)), lvl))
        return text


def _all(root: etree._Element | None, name: str) -> Iterator[etree._Element]:
    return root.iterchildren(W + name) if root is not None else iter(())


def _start(lvl: etree._Element) -> int:
    start = lvl.find(W + "start")
    return twips(value(start)) if start is not None else 1


def _shown(count: int, lvl: etree._Element) -> str:
    form = lvl.find(W + "numFmt")
    kind = value(form) if form is not None and is_on(form) and count < _MOST else "decimal"
    if kind.endswith("Letter"):
        text = _LETTERS[(count - 1) % 26] * ((count - 1) // 26 + 1)
    elif kind.endswith("Roman"):
        text, rest = "", count
        for size, sign in _ROMAN:
            text, rest = text + sign * (rest // size), rest % size
    else:
        text = f"{count:02d}" if kind == "decimalZero" else str(count)
    return text.upper() if kind.startswith("upper") else text
