"""What stands in a Word document, as its reader sees it: texts without their formatting.

Tracked changes count as accepted. Content controls, links and the like are transparent. Page numbers are
left out, since whoever last saved the document worked them out.
"""

import posixpath
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

from lxml import etree

from cchc_xl.errors import CchcError
from cchc_xl.word.faults import Place, TemplateError
from cchc_xl.word.package import DOCUMENT, FILLED, W, content_types, parsed, unzipped

MOST_TEXTS, MOST_LETTERS = 20_000, 5_000_000
"""The most paragraphs and rows, and the most letters, that a document may have: a report has some hundred."""

_MOST_BYTES = 64_000_000
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_EITHER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_GONE = {W + "del", W + "moveFrom", W + "pPr", W + "rPr", W + "tblPr", W + "sdtPr", W + "sdtEndPr"}
_SIGNS = {W + "tab": " ", W + "br": " ", W + "cr": " ", W + "noBreakHyphen": "-"}
_PAGES = ("PAGE", "NUMPAGES", "SECTIONPAGES")  # PAGEREF, too
_TYPES = {"first": ", trang đầu", "even": ", trang chẵn"}
_FIX = "Mở tệp trong Word và lưu lại dạng .docx (không đặt mật khẩu)"

Row: TypeAlias = tuple[str, ...]


class Table(NamedTuple):
    """A table: the cells of each row by its columns, a merged cell where it begins."""

    rows: tuple[Row, ...]


Block: TypeAlias = str | Table


@dataclass(frozen=True)
class Contents:
    """The texts of a document that are not empty, in the order in which they are read.

    `notes` has the footnotes and endnotes in the order of their numbers; `margins` the headers and footers by
    what a person calls them.
    """

    file: str
    body: list[Block]
    notes: list[str]
    margins: dict[str, list[str]]


def read_contents(path: Path) -> Contents:
    """Read a document; raises CchcError SS01 for a file that is none, SS02 for one that is too long."""
    try:
        return _contents(path)
    except TemplateError as error:
        message = f"không đọc được «{path.name}»: tệp không phải là văn bản Word .docx, đã hỏng hoặc quá lớn"
        raise CchcError("SS01", message, _FIX) from error
    except OSError as error:
        fix = "Kiểm tra lại tên tệp và thư mục; đóng tệp nếu đang mở"
        raise CchcError("SS01", f"không có hoặc không mở được tệp «{path.name}»", fix) from error


def _contents(path: Path) -> Contents:
    place = Place(path.name, "")
    if path.stat().st_size > _MOST_BYTES:
        raise place.unopenable("tệp quá lớn")
    members = unzipped(path.read_bytes(), place)
    types = content_types(members, place)
    trees = {name: parsed(members[name], place) for name in members if types.get(name) in FILLED}
    main = next((name for name in trees if types[name] == DOCUMENT), "")
    if not main or trees[main].find(W + "body") is None:
        raise place.unopenable("tệp không phải là văn bản Word .docx")
    reader = _Reader(path.name)
    body = list(reader.blocks(trees[main]))
    told = {
        key: list(reader.blocks(note))
        for tree in trees.values()
        for kind in ("footnote", "endnote")
        for note in tree.iter(W + kind)
        for key in [(kind, note.get(W + "id", ""))]
    }
    notes = [_joined(told[key]) for key in dict.fromkeys(reader.notes) if key in told]
    relations = f"{posixpath.dirname(main)}/_rels/{posixpath.basename(main)}.rels"
    named = _targets(parsed(members[relations], place), main) if relations in members else {}
    margins = {
        key: [text for block in reader.blocks(trees[part]) if (text := _joined([block]))]
        for key, part in _margins(trees[main], named)
        if part in trees
    }
    return Contents(path.name, body, notes, margins)


def _targets(relations: etree._Element, main: str) -> Mapping[str, str]:
    """Map ids to the names of parts."""
    return {
        one.get("Id", ""): posixpath.normpath(posixpath.join("/", posixpath.dirname(main), target)).lstrip(
            "/"
        )
        for one in relations.iter(_RELATIONS)
        for target in [one.get("Target", "")]
    }


def _margins(document: etree._Element, named: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give what a person calls each header and footer, and its part."""
    for number, section in enumerate(document.iter(W + "sectPr"), 1):
        for reference in section.iter(W + "headerReference", W + "footerReference"):
            edge = "đầu trang" if reference.tag == W + "headerReference" else "chân trang"
            kind = _TYPES.get(reference.get(W + "type", ""), "")
            yield f"{edge}{kind}, phần {number}", named.get(reference.get(_OFFICE + "id", ""), "")


def _joined(blocks: list[Block]) -> str:
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
class _Reader:
    """Reads the parts of one document; `notes` are those met so far, `fields` those open now."""

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

    def counted(self, text: str) -> Iterator[str]:
        """Give a text in its plain form, unless it is empty; not more of them than are bearable."""
        self.texts += 1
        self.letters += len(text)
        if self.texts > MOST_TEXTS or self.letters > MOST_LETTERS:
            message = f"«{self.file}» dài hơn {MOST_TEXTS} đoạn và hàng hoặc {MOST_LETTERS} chữ cái"
            raise CchcError("SS02", message, "Tách tài liệu thành các phần rồi so sánh từng phần")
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
        yield _joined(list(self.blocks(cell)))
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
