"""Turn the stretches that marks name in a filled part into content controls."""

from collections.abc import Iterator
from itertools import groupby

from lxml import etree

from cchc_xl.text.tokens import CLOSE, OPEN
from cchc_xl.word.controls import ALIASES, BLOCKS, SECTION, bookmark, wrap
from cchc_xl.word.package import W
from cchc_xl.word.tokens import MARK, marks


def make_controls(tree: etree._Element) -> None:
    """Put a control around each stretch; the marks themselves stay.

    A stretch lies within a paragraph. That of a section says that its paragraph belongs to the section: all
    such paragraphs in a row get one control. That of a table stands in one of its cells. The number of a
    footnote gets none, its text has one: LibreOffice (7.4) mixes up the paragraphs of a document with both.
    """
    if not any(marks(tree, OPEN, kind) for kind in ALIASES):
        return
    paragraphs = dict.fromkeys(next(mark.iterancestors(W + "p"), None) for mark in tree.iter(MARK))
    blocks = [
        (paragraph, kind, key)
        for paragraph in paragraphs
        if paragraph is not None
        for kind, key in _paragraph(paragraph)
    ]
    _sections([(paragraph, key) for paragraph, kind, key in blocks if kind == SECTION])
    for paragraph, kind, key in blocks:
        table = next(paragraph.iterancestors(W + "tbl"), None)
        if kind != SECTION and table is not None:
            bookmark(wrap(kind, key, [table]))


def _sections(blocks: list[tuple[etree._Element, str]]) -> None:
    """Wrap each row of paragraphs of one section."""
    row = 0
    numbered = []
    for index, (paragraph, key) in enumerate(blocks):
        before, key_before = blocks[index - 1] if index else (None, "")
        row += before is None or before.getnext() is not paragraph or key != key_before
        numbered.append((row, key, paragraph))
    for (_, key), rows in groupby(numbered, lambda one: one[:2]):
        bookmark(wrap(SECTION, key, [paragraph for _, _, paragraph in rows]))


def _paragraph(paragraph: etree._Element) -> Iterator[tuple[str, str]]:
    """Wrap the stretches inside a paragraph; give kind and key of those that mean more than a part of it."""
    opened: list[etree._Element] = []
    for mark in [mark for mark in paragraph.iter(MARK) if next(mark.iterancestors(W + "p")) is paragraph]:
        if mark.get("what") == OPEN:
            opened.append(mark)
        elif mark.get("what") == CLOSE and opened:
            start = opened.pop()
            kind, key = start.get("kind", ""), start.get("key", "")
            if kind in BLOCKS:
                yield kind, key
            elif kind in ALIASES and (within := _between(start, mark)) and not _has_note(within):
                wrap(kind, key, within)


def _has_note(elements: list[etree._Element]) -> bool:
    return any(next(one.iter(W + "footnoteReference"), None) is not None for one in elements)


def _between(start: etree._Element, end: etree._Element) -> list[etree._Element]:
    """Give what stands between two marks, [] if they are no neighbours in one parent."""
    within: list[etree._Element] = []
    for element in start.itersiblings():
        if element is end:
            return [one for one in within if one.tag != MARK]
        within.append(element)
    return []
