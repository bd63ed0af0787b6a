"""Marks in a filled part: from characters to elements between the runs, to be made structure.

`lift` turns the marks that texts brought along (see text/tokens.py) into `MARK` elements. Whoever makes
structure of a kind of mark (footnotes, content controls) replaces its elements; `drop` removes the others.
"""

import copy
import re
from collections.abc import Iterator

from lxml import etree

from cchc_xl.text.tokens import CLOSE, DONE, NAMED, OPEN, POINT
from cchc_xl.word.package import W

MARK = "{urn:cchc:mark}mark"
"""An element with `what` (POINT, OPEN or CLOSE) and, but for CLOSE, `kind` and `key`."""

_MARK = re.compile(f"([{POINT}{OPEN}])([^{NAMED}]*){NAMED}([^{DONE}]*){DONE}|({CLOSE})")
_CHARACTERS = re.compile(f"[{POINT}-{CLOSE}]")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def holds_marks(text: str | None) -> bool:
    """Tell whether a text has a mark, or a piece of one."""
    return bool(text) and _CHARACTERS.search(text or "") is not None


def without_marks(text: str) -> str:
    """Return the text without any mark: what people would read."""
    return _CHARACTERS.sub("", _MARK.sub("", text))


def lift(tree: etree._Element) -> list[str]:
    """Turn the marks in the texts of runs into elements between them; both sides keep their format.

    Marks elsewhere (in an attribute, in the code of a field) are removed; returns the kinds of such points.
    """
    xml = etree.tostring(tree, encoding="unicode")
    if not any(character in xml for character in (POINT, NAMED, DONE, OPEN, CLOSE)):  # most parts
        return []
    texts = [text for text in tree.iter(W + "t") if holds_marks(text.text)]
    runs = {text: run for text in texts if (run := text.getparent()) is not None and run.tag == W + "r"}
    elsewhere = _count(xml) - sum(_count(text.text or "") for text in runs)
    for run in dict.fromkeys(runs.values()):
        _split(run)
    return list(_purged(tree)) if elsewhere else []


def _count(text: str) -> int:
    return len(_CHARACTERS.findall(text))


def marks(tree: etree._Element, what: str, kind: str) -> list[etree._Element]:
    """Return the marks of a kind in reading order."""
    return [mark for mark in tree.iter(MARK) if mark.get("what") == what and mark.get("kind") == kind]


def stretch(opening: etree._Element) -> list[etree._Element]:
    """Return what stands between an OPEN mark and its end in the same paragraph."""
    found, depth = [], 1
    for element in opening.itersiblings():
        depth += {OPEN: 1, CLOSE: -1}.get(element.get("what", ""), 0) if element.tag == MARK else 0
        if depth == 0:
            break
        found.append(element)
    return found


def drop(tree: etree._Element) -> None:
    """Remove the marks that nobody made structure of; what they enclose stays."""
    for mark in list(tree.iter(MARK)):
        remove(mark)


def remove(element: etree._Element) -> None:
    """Take an element out of its parent."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _split(run: etree._Element) -> None:
    """Replace a run by the runs and marks it is made of."""
    pieces: list[etree._Element] = []
    properties = run.find(W + "rPr")
    for child in list(run):
        for piece in _cut(child) if child is not properties else ():
            if piece.tag == MARK:
                pieces.append(piece)
                continue
            if not pieces or pieces[-1].tag == MARK:
                pieces.append(etree.Element(W + "r", run.attrib))
                pieces[-1].extend([copy.deepcopy(properties)] if properties is not None else [])
            pieces[-1].append(piece)
    parent = run.getparent()
    assert parent is not None
    at = parent.index(run)
    parent[at : at + 1] = pieces


def _cut(child: etree._Element) -> Iterator[etree._Element]:
    """Cut a text at its marks; any other part of a run stays whole."""
    if child.tag != W + "t" or not holds_marks(child.text):
        yield child
        return
    text, end = child.text or "", 0
    for found in _MARK.finditer(text):
        yield from _text(text[end : found.start()])
        yield _mark(found)
        end = found.end()
    yield from _text(text[end:])


def _mark(found: re.Match[str]) -> etree._Element:
    mark = etree.Element(MARK, {"what": found[1] or found[4]})
    if found[1]:
        mark.set("kind", found[2])
        mark.set("key", found[3])
    return mark


def _text(text: str) -> Iterator[etree._Element]:
    if text:
        element = etree.Element(W + "t", {_SPACE: "preserve"})
        element.text = _CHARACTERS.sub("", text)
        yield element


def _purged(tree: etree._Element) -> Iterator[str]:
    """Remove marks that stand where no run can be split; yield the kinds of points among them."""
    for element in tree.iter(etree.Element):
        if holds_marks(element.text):
            yield from _points(element.text or "")
            element.text = without_marks(element.text or "")
        for name, value in element.items() if element.tag != MARK else ():
            if holds_marks(value):
                yield from _points(value)
                element.set(name, without_marks(value))


def _points(text: str) -> list[str]:
    return [found[2] for found in _MARK.finditer(text) if found[1] == POINT]
