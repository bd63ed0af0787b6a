"""What the styles of a document say that matters to its words: which are bold, which make lists."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from cchc_xl.word.controls import value
from cchc_xl.word.package import W

_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True)
class Styles:
    """The styles of a document by their ids; LibreOffice writes other ids, but the same names."""

    names: Mapping[str, str]
    bold: frozenset[str]
    lists: frozenset[str]

    @classmethod
    def read(cls, root: etree._Element | None) -> "Styles":
        """Read the part of the styles, if there is one."""
        styles = {} if root is None else {one.get(W + "styleId", ""): one for one in root.iter(W + "style")}
        names = {key: value(one, "name") for key, one in styles.items()}
        chains = {key: _chain(key, styles) for key in styles}
        bold = {key for key, chain in chains.items() if any(_bold(one) for one in chain)}
        lists = {key for key, chain in chains.items() if any(_numbered(one) for one in chain)}
        return cls(names, frozenset(bold), frozenset(lists))

    def is_bold(self, run: etree._Element) -> bool:
        """Tell whether a run is set in bold, by itself or by its character style."""
        properties = run.find(W + "rPr")
        if properties is None:
            return False
        own = properties.find(W + "b")
        if own is not None:
            return own.get(W + "val", "1").lower() not in _OFF
        return value(properties, "rStyle") in self.bold

    def is_item(self, paragraph: etree._Element) -> bool:
        """Tell whether a paragraph is an item of a list, by itself or by its style."""
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return False
        own = properties.find(W + "numPr")
        if own is not None:
            return value(own, "numId") not in ("", "0")
        return value(properties, "pStyle") in self.lists

    def adopt(self, element: etree._Element, others: "Styles") -> None:
        """Give an element from another document the styles that are called so here."""
        ids = {name.casefold(): key for key, name in self.names.items()}
        for one in element.iter(W + "pStyle", W + "rStyle", W + "tblStyle"):
            key = one.get(W + "val", "")
            if key not in self.names:
                one.set(W + "val", ids.get(others.names.get(key, "").casefold(), key))


def _chain(key: str, styles: Mapping[str, etree._Element]) -> list[etree._Element]:
    """Give a style and those it is based on, nearest first."""
    chain: list[etree._Element] = []
    while key in styles and styles[key] not in chain:
        chain.append(styles[key])
        key = value(styles[key], "basedOn")
    return chain


def _bold(style: etree._Element) -> bool:
    own = style.find(f"{W}rPr/{W}b")
    return own is not None and own.get(W + "val", "1").lower() not in _OFF


def _numbered(style: etree._Element) -> bool:
    return value(style, "pPr/numPr/numId") not in ("", "0")
