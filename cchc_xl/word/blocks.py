"""The blocks of a Word document as its reader sees them: paragraphs and tables, without their formatting.

Tracked changes count as accepted. Content controls, links and the like are transparent. Page numbers are
left out, since whoever last saved the document worked them out.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from lxml import etree

from cchc_xl.word.package import MOST_LETTERS, MOST_TEXTS, W, too_long

_EITHER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_GONE = {W + "del", W + "moveFrom", W + "pPr", W + "rPr", W + "tblPr", W + "sdtPr", W + "sdtEndPr"}
_SIGNS = {W + "tab": " ", W + "br": " ", W + "cr": " ", W + "noBreakHyphen": "-"}
_PAGES = ("PAGE", "NUMPAGES", "SECTIONPAGES")  # PAGEREF, too

Row: TypeAlias = tuple[str, ...]


class Table(NamedTuple):
    """A table: the cells of each row by its columns, a merged cell where it begins."""

    rows: tuple[Row, ...]


Block: TypeAlias = str | Table


def shown(item: Block | Row | None) -> str:
    """Give what is shown of a text, a row or a whole table."""
    if item is None or isinstance(item, str):
        return item or ""
    rows = item.rows if isinstance(item, Table) else (item,)
    return "; ".join(" | ".join(filter(None, row)) for row in rows)


def joined(blocks: Iterable[Block]) -> str:
    """Give the text of blocks in one line."""
    texts = (one if isinstance(one, str) else " ".join(" ".join(row) for row in one.rows) for one in blocks)
    return " ".join(" ".join(texts).split())


def inside(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Find the rows of a table or the cells of a row, also those in content controls."""
    for child in element:
        if child.tag == wanted:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml"):
            yield from inside(child, wanted)


@dataclass
class Reader:
    """Reads the parts of one document, up to a limit; `notes` met so far, `fields` open now."""

    file: str
    notes: list[tuple[str, str]] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    texts: int = 0
    letters: int = 0

    def blocks(self, element: etree._Element) -> Iterator[Block]:
        """Give the paragraphs that are not empty, each followed by its text boxes, and the tables."""
        joined = ""
        for child in _children(element):
            if child.tag == W + "tbl":
                yield Table(tuple(self.rows(child)))
            elif child.tag != W + "p":
                yield from self.blocks(child)
            else:
                boxes: list[Block] = []
                joined += "".join(self.pieces(child, boxes))
                if child.find(f"{W}pPr/{W}rPr/{W}del") is None:  # else it goes on in the next paragraph
                    yield from self.counted(joined)
                    joined = ""
                yield from boxes
        yield from self.counted(joined)

    def lines(self, element: etree._Element) -> list[str]:
        """Give the blocks each in one line."""
        return [text for block in self.blocks(element) if (text := joined([block]))]

    def counted(self, text: str) -> Iterator[str]:
        """Give a text in its plain form, unless it is empty; not more of them than are bearable."""
        self.texts += 1
        self.letters += len(text)
        if self.texts > MOST_TEXTS or self.letters > MOST_LETTERS:
            raise too_long(self.file)
        if plain := " ".join(unicodedata.normalize("NFC", text).split()):
            yield plain

    def rows(self, table: etree._Element) -> Iterator[Row]:
        """Give the rows that are still there."""
        for row in inside(table, W + "tr"):
            if row.find(f"{W}trPr/{W}del") is None:
                self.texts += 1
                yield tuple(text for cell in inside(row, W + "tc") for text in self.cell(cell))

    def cell(self, cell: etree._Element) -> Iterator[str]:
        """Give the text of a cell, and an empty one for each further column that it covers."""
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        covered = span.get(W + "val", "") if span is not None else "1"
        yield joined(self.blocks(cell))
        yield from [""] * (min(int(covered), 64) - 1 if covered.isdecimal() else 0)

    def pieces(self, element: etree._Element, boxes: list[Block]) -> Iterator[str]:
        """Give the text of a paragraph piece by piece; its text boxes are collected aside."""
        for child in _children(element):
            if child.tag == W + "t":
                yield "" if any(one.lstrip().startswith(_PAGES) for one in self.fields) else child.text or ""
            elif child.tag in (W + "footnoteReference", W + "endnoteReference"):
                self.notes.append((child.tag[len(W) : -len("Reference")], child.get(W + "id", "")))
                yield "[*]"
            elif child.tag == W + "txbxContent":
                boxes.extend(self.blocks(child))
            elif child.tag in (W + "fldChar", W + "instrText"):
                self.field(child)
            elif child.tag == W + "fldSimple":
                self.fields.append(child.get(W + "instr", ""))
                yield from self.pieces(child, boxes)
                self.fields.pop()
            else:
                yield _SIGNS.get(str(child.tag), "")
                yield from self.pieces(child, boxes)

    def field(self, sign: etree._Element) -> None:
        """Follow a field: its beginning, what it is to show, its end."""
        kind = sign.get(W + "fldCharType", "")
        if kind == "begin":
            self.fields.append("")
        elif kind == "end" and self.fields:
            self.fields.pop()
        elif sign.tag == W + "instrText" and self.fields:
            self.fields[-1] += sign.text or ""


def _children(element: etree._Element) -> Iterator[etree._Element]:
    """Give the elements below one that count; of two ways to draw a thing, the first."""
    for child in element.iterchildren(etree.Element):
        if child.tag not in _GONE:
            yield from [child] if child.tag != _EITHER else list(child.iterchildren(etree.Element))[:1]
