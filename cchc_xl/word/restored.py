"""Give back to controls what LibreOffice took from them when it saved the document."""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from cchc_xl.word.controls import (
    BLOCKS,
    SECTION,
    bookmark_name,
    controls,
    name_control,
    number,
    read_tag,
    remove,
    unwrap,
    value,
    wrap,
)
from cchc_xl.word.package import W
from cchc_xl.word.record import Record

_COPY = re.compile(r"_\d+(?:_Copy_\d+)*$")


def restore(trees: Mapping[str, etree._Element], record: Record) -> None:
    """Name the controls that only their placeholder names; wrap anew what only a bookmark marks."""
    for tree in trees.values():
        for element in list(tree.iter(W + "sdt")):
            _named(element)
    for tag in record.texts:
        kind, key = read_tag(tag) or ("", "")
        for tree in trees.values() if kind in BLOCKS else ():
            if not any(one.tag == tag for one in controls(tree, kind)):
                _wrapped(tree, kind, key)
    names = {bookmark_name(*named): named for tag in record.texts if (named := read_tag(tag))}
    for tree in trees.values():
        if tree.tag == W + "footnotes":
            _name_notes(tree, names)
    number(trees.values())


def _named(element: etree._Element) -> None:
    """Name a control by its placeholder; one around paragraphs may hold too few, a bookmark knows better."""
    properties = element.find(W + "sdtPr")
    named = read_tag(value(element, "sdtPr/placeholder/docPart"))
    if properties is None or named is None or value(element, "sdtPr/tag"):
        return
    if named[0] in BLOCKS:
        unwrap(element)
    else:
        name_control(properties, *named)


def _name_notes(tree: etree._Element, names: Mapping[str, tuple[str, str]]) -> None:
    """Name what the bookmarks in footnotes mark; LibreOffice adds to their names and moves their starts."""
    for start in list(tree.iter(W + "bookmarkStart")):
        named = names.get(_COPY.sub("", start.get(W + "name", "")))
        within = list(_until_end(start))
        if named is None or not within:
            continue
        control = next((one for one in (*start.iterancestors(), *within) if one.tag == W + "sdt"), None)
        properties = None if control is None else control.find(W + "sdtPr")
        if properties is None:
            wrap(*named, within)
        elif not value(properties, "tag"):
            name_control(properties, *named)


def _until_end(start: etree._Element) -> Iterator[etree._Element]:
    """Give the neighbours up to the end of a bookmark."""
    for element in start.itersiblings():
        if element.tag == W + "bookmarkEnd" and element.get(W + "id") == start.get(W + "id"):
            return
        yield element


def _wrapped(tree: etree._Element, kind: str, key: str) -> None:
    """Put a control around the paragraphs from a bookmark's start to its end, or around its table.

    LibreOffice may begin a bookmark twice and end it once.
    """
    name = bookmark_name(kind, key)
    starts = [one for one in tree.iter(W + "bookmarkStart") if one.get(W + "name") == name]
    ids = {one.get(W + "id") for one in starts}
    ends = [one for one in tree.iter(W + "bookmarkEnd") if one.get(W + "id") in ids]
    around = W + ("p" if kind == SECTION else "tbl")
    marked = [next(one.iterancestors(around), None) for one in (*starts[:1], *ends[-1:])]
    if len(marked) == 2 and marked[0] is not None and marked[1] is not None:
        within = [marked[0], *_until(marked[0], marked[1])] if marked[0] is not marked[1] else marked[:1]
        if within[-1] is marked[1]:
            wrap(kind, key, [one for one in within if one is not None])
            for one in (*starts[1:], *ends[:-1]):
                remove(one)
            ends[-1].set(W + "id", starts[0].get(W + "id", ""))


def _until(first: etree._Element, last: etree._Element) -> list[etree._Element]:
    """Give the neighbours after an element up to another, none if that is no neighbour."""
    within = []
    for element in first.itersiblings():
        within.append(element)
        if element is last:
            return within
    return [first]
