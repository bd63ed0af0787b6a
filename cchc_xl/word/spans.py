"""Turn the spans that a rendered part carries as characters into content controls."""

import copy
import re
from collections.abc import Iterator
from itertools import groupby

from lxml import etree

from cchc_xl.word.controls import BLOCKS, SECTION, W, bookmark, remove, wrap

_MARK = re.compile("(\ue003[^\ue000-\ue004]*\ue001[^\ue000-\ue004]*\ue002|\ue004)")
_STRAY = re.compile("[\ue000-\ue004]")
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_OPENS, _CLOSES = "mo", "dong"


def with_controls(root: etree._Element) -> etree._Element:
    """Return the tree with a control for each span.

    A span stays within a paragraph. That of a section says that its paragraph belongs to the section: all
    such paragraphs in a row get one control. That of a table stands in one of its cells.
    """
    blocks = [
        (paragraph, kind, key)
        for paragraph in list(root.iter(W + "p"))
        if any("\ue003" in (text.text or "") or "\ue004" in (text.text or "") for text in paragraph.iter(W + "t"))
        for kind, key in _paragraph(paragraph)
    ]
    _sections([(paragraph, kind, key) for paragraph, kind, key in blocks if kind == SECTION])
    for paragraph, kind, key in blocks:
        table = next(paragraph.iterancestors(W + "tbl"), None)
        if kind != SECTION and table is not None:
            bookmark(wrap(kind, key, [table]))
    _without_strays(root)
    return root


def _sections(blocks: list[tuple[etree._Element, str, str]]) -> None:
    """Wrap each row of paragraphs of one section."""
    run = 0
    numbered = []
    for index, (paragraph, _, key) in enumerate(blocks):
        before, _, key_before = blocks[index - 1] if index else (None, "", "")
        run += before is None or before.getnext() is not paragraph or key != key_before
        numbered.append((run, key, paragraph))
    for (_, key), rows in groupby(numbered, lambda one: one[:2]):
        bookmark(wrap(SECTION, key, [paragraph for _, _, paragraph in rows]))


def _paragraph(paragraph: etree._Element) -> Iterator[tuple[str, str]]:
    """Wrap the spans inside a paragraph; give kind and key of those that mean more than a part of it."""
    opened: list[etree._Element] = []
    marks = [mark for run in _runs(paragraph) for mark in _split(run)]
    for mark in marks:
        if mark.tag == _OPENS:
            opened.append(mark)
        elif opened:
            start = opened.pop()
            kind, key = start.get("kind", ""), start.get("key", "")
            if kind in BLOCKS:
                yield kind, key
            elif within := _between(start, mark):
                wrap(kind, key, within)
    for mark in marks:
        remove(mark)


def _runs(paragraph: etree._Element) -> list[etree._Element]:
    """Give the runs of the paragraph itself, not those of a text box in it."""
    return [run for run in paragraph.iter(W + "r") if next(run.iterancestors(W + "p"), None) is paragraph]


def _split(run: etree._Element) -> list[etree._Element]:
    """Cut a run at its marks; return the marks, which stand between the pieces."""
    if not any(_MARK.search(text.text or "") for text in run.findall(W + "t")):
        return []
    pieces = [_like(run)]
    for child in [child for child in run if child.tag != W + "rPr"]:
        for piece in _pieces(child):
            if piece.tag in (_OPENS, _CLOSES):
                pieces += [piece, _like(run)]
            else:
                pieces[-1].append(piece)
    for piece in pieces:
        if piece.tag != W + "r" or any(child.tag != W + "rPr" for child in piece):
            run.addprevious(piece)
    remove(run)
    return [piece for piece in pieces if piece.tag != W + "r"]


def _pieces(child: etree._Element) -> Iterator[etree._Element]:
    """Cut what stands in a run into texts and marks; what is no text stays whole."""
    if child.tag != W + "t":
        yield child
        return
    for text in filter(None, _MARK.split(child.text or "")):
        if _MARK.fullmatch(text):
            yield _mark(text)
        else:
            part = etree.Element(W + "t")
            part.set(_XML_SPACE, "preserve")
            part.text = text
            yield part


def _like(run: etree._Element) -> etree._Element:
    """Make an empty run of the same formatting."""
    made = etree.Element(W + "r")
    made.extend(copy.deepcopy(one) for one in run.findall(W + "rPr"))
    return made


def _mark(text: str) -> etree._Element:
    if text == "\ue004":
        return etree.Element(_CLOSES)
    kind, key = text[1:-1].split("\ue001")
    return etree.Element(_OPENS, kind=kind, key=key)


def _between(start: etree._Element, end: etree._Element) -> list[etree._Element]:
    """Give what stands between two marks, [] if they are no neighbours in one parent."""
    if start.getparent() is not end.getparent():
        return []
    within = []
    for element in start.itersiblings():
        if element is end:
            return [one for one in within if one.tag not in (_OPENS, _CLOSES)]
        within.append(element)
    return []


def _without_strays(root: etree._Element) -> None:
    """Take away the characters of spans whose template printed only a part of them."""
    for element in root.iter(etree.Element):
        if element.text and _STRAY.search(element.text):
            element.text = _STRAY.sub("", _MARK.sub("", element.text))
        for name, text in element.items():
            if _STRAY.search(text):
                element.set(name, _STRAY.sub("", _MARK.sub("", text)))
