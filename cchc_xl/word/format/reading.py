"""Read a document's paragraphs as a reader sees them: insertions count, deletions and hidden text do not."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from lxml import etree

from cchc_xl.word.format.document import (
    BODY,
    HEADER,
    NOTES,
    Cell,
    Document,
    PageNumber,
    Paragraph,
    Run,
    Section,
)
from cchc_xl.word.format.drawings import boxes, has_any, lines
from cchc_xl.word.format.properties import is_on, twips, value
from cchc_xl.word.format.sections import read_section
from cchc_xl.word.format.styles import Styles
from cchc_xl.word.format.typeset import lines_of, made_paragraph, made_run, text_of
from cchc_xl.word.package import Package, W, qualified

_WITHIN = {W + name for name in ("ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir")}
_PAGE = re.compile(r"\bPAGE\b")


def read_document(path: Path) -> Document:
    """Read a .docx; raises CchcError WORD01 for a file that is none."""
    package = Package.open(path)
    return _Reader(package, Styles(package)).document()


class _Reader:
    """Walks through the parts once."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self.package, self.styles = package, styles
        self.body = next(package.tree(package.main).iterchildren(W + "body"))
        self.part, self.section = "", 0
        self.numbers, self.tables = count(1), count(1)
        self.sections = [read_section(package, one) for one in self.body.iter(W + "sectPr")]

    def document(self) -> Document:
        """Read everything."""
        body = tuple(self.read(BODY, self.body))
        notes = self.package.only("footnotes")
        own = [note for note in notes if value(note, "type") in ("", "normal")] if notes is not None else []
        self.part, self.numbers = NOTES, count(1)
        footnotes = tuple(p for note in own for p in self.walk(note, None, ""))
        sections = tuple(_inherited(self.sections)) or (read_section(self.package, etree.Element("none")),)
        settings = self.package.only("settings")
        even = settings.find(W + "evenAndOddHeaders") if settings is not None else None
        return Document(body, footnotes, sections, dict(self.edges()), even is not None and is_on(even))

    def edges(self) -> Iterator[tuple[str, PageNumber]]:
        """Read the headers and footers in use."""
        for kind, title in (("header", HEADER), ("footer", "Chân trang")):
            for name in dict.fromkeys(self.package.related(self.package.main, kind).values()):
                root = self.package.tree(name)
                found = tuple(self.read(f"{title} ({Path(name).stem})", root))
                numbered = next((p for p in root.iter(W + "p") if _counts_pages(p)), None)
                order = list(root.iter(W + "p")).index(numbered) + 1 if numbered is not None else 0
                yield name, PageNumber(found, next((p for p in found if p.number == order), None))

    def read(self, part: str, root: etree._Element) -> Iterator[Paragraph]:
        """Read one part from its start."""
        self.part, self.section, self.numbers = part, 0, count(1)
        return self.walk(root, None, "")

    def walk(self, root: etree._Element, cell: Cell | None, style: str) -> Iterator[Paragraph]:
        """Give the paragraphs below an element in reading order."""
        for child in root:
            if child.tag == W + "p":
                yield from self.paragraph(child, cell, style)
            elif child.tag == W + "tbl":
                yield from self.table(child)
            elif child.tag == W + "sdt":
                content = child.find(W + "sdtContent")
                yield from self.walk(content, cell, style) if content is not None else ()
            elif child.tag in _WITHIN:
                yield from self.walk(child, cell, style)

    def table(self, table: etree._Element) -> Iterator[Paragraph]:
        """Give the paragraphs of a table, cell by cell."""
        number, style = next(self.tables), value(table.find(qualified("tblPr/tblStyle")))
        margins = self.styles.cell_margins(table, style)
        grid = [twips(value(column, "w")) for column in table.iterfind(qualified("tblGrid/gridCol"))]
        for row, tr in enumerate(_below(table, "tr")):
            if tr.find(qualified("trPr/del")) is not None:
                continue
            column = 0
            for tc in _below(tr, "tc"):
                width = tc.find(qualified("tcPr/tcW"))
                span = twips(value(tc.find(qualified("tcPr/gridSpan")))) or 1
                told = twips(value(width, "w")) if value(width, "type") == "dxa" else 0
                room = (told or sum(grid[column : column + span])) - margins
                yield from self.walk(tc, Cell(number, row, column, max(room, 0)), style)
                column += span

    def paragraph(self, element: etree._Element, cell: Cell | None, table: str) -> Iterator[Paragraph]:
        """Give a paragraph, a line break at a time, and those of the text boxes that hang on it."""
        ppr, number = element.find(W + "pPr"), next(self.numbers)
        look = self.styles.paragraph(ppr, table)
        runs = tuple(self.runs(element, look.get("style", ""), table))
        marked = ppr.find(qualified("rPr/del")) if ppr is not None else None
        if marked is None or any(run.text.strip() for run in runs):
            label = self.styles.numbering.next(look["number"], look["level"]) if look["number"] else ""
            drawn = tuple(lines(element)) if has_any(element) else ()
            yield from lines_of(
                made_paragraph(look, runs, label, drawn, cell, self.part, number, self.section)
            )
        for content, width in boxes(element) if has_any(element) else ():
            yield from self.walk(content, Cell(-next(self.tables), 0, 0, width), "")
        if ppr is not None and ppr.find(W + "sectPr") is not None:
            self.section += 1

    def runs(self, element: etree._Element, style: str, table: str) -> Iterator[Run]:
        """Give the runs that are printed."""
        for child in element:
            if child.tag == W + "r":
                look = self.styles.run(child.find(W + "rPr"), style, table)
                text = "".join(map(text_of, child))
                if text and not look["vanish"]:
                    yield made_run(text, look)
            elif child.tag == W + "sdt":
                content = child.find(W + "sdtContent")
                yield from self.runs(content, style, table) if content is not None else ()
            elif child.tag in _WITHIN:
                yield from self.runs(child, style, table)


def _below(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """Give rows or cells, also those within content controls and tracked insertions."""
    for child in root:
        if child.tag == W + name:
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", *_WITHIN):
            yield from _below(child, name)


def _counts_pages(paragraph: etree._Element) -> bool:
    """Tell a paragraph with a field PAGE of its own."""
    texts = [node.text or "" for node in paragraph.iter(W + "instrText")]
    texts += [value(node, "instr") for node in paragraph.iter(W + "fldSimple")]
    return bool(_PAGE.search(" ".join(texts))) or paragraph.find(f".//{W}pgNum") is not None


def _inherited(sections: list[Section]) -> Iterator[Section]:
    """Give the sections with the headers that they take over from the one before."""
    headers: dict[str, str] = {}
    footers: dict[str, str] = {}
    for section in sections:
        headers, footers = {**headers, **section.headers}, {**footers, **section.footers}
        yield replace(section, headers=headers, footers=footers)
