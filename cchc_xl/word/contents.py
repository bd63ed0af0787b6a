"""What stands in a Word document: its body, its notes, its headers and footers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from cchc_xl.word.blocks import Block, Reader, joined
from cchc_xl.word.package import FILLED, OFFICE, Package, W

_EDGES = {"header": "đầu trang", "footer": "chân trang"}
_TYPES = {"first": ", trang đầu", "even": ", trang chẵn"}


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
    """Read a document; raises CchcError WORD01 for a file that is none, SS02 for one that is too long."""
    package = Package.open(path)
    trees = {name: package.tree(name) for name in package.members if package.types.get(name) in FILLED}
    main, reader = trees[package.main], Reader(path.name)
    named = {key: part for kind in _EDGES for key, part in package.related(package.main, kind).items()}
    body = list(reader.blocks(main))
    notes = list(_notes(trees.values(), reader))
    margins = {key: reader.lines(trees[part]) for key, part in _margins(main, named) if part in trees}
    return Contents(path.name, body, notes, margins)


def _notes(trees: Iterable[etree._Element], reader: Reader) -> Iterator[str]:
    """Give the notes that the body refers to, in its order."""
    elements = (note for tree in trees for note in tree.iter(W + "footnote", W + "endnote"))
    there = {(str(note.tag)[len(W) :], note.get(W + "id", "")): note for note in elements}
    for key in list(dict.fromkeys(reader.notes)):
        if key in there:
            yield joined(reader.blocks(there[key]))


def _margins(document: etree._Element, named: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give what a person calls each header and footer, and its part."""
    for number, section in enumerate(document.iter(W + "sectPr"), 1):
        for reference in section.iter(W + "headerReference", W + "footerReference"):
            edge = _EDGES[str(reference.tag)[len(W) :].removesuffix("Reference")]
            kind = _TYPES.get(reference.get(W + "type", ""), "")
            yield f"{edge}{kind}, phần {number}", named.get(reference.get(OFFICE + "id", ""), "")
