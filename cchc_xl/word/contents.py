"""What stands in a Word document: its body, its notes, its headers and footers."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from cchc_xl.errors import CchcError
from cchc_xl.word.blocks import Block, Reader, joined
from cchc_xl.word.faults import Place, TemplateError
from cchc_xl.word.package import DOCUMENT, FILLED, W, content_types, parsed, unzipped

_MOST_BYTES = 64_000_000
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = {"first": ", trang đầu", "even": ", trang chẵn"}
_FIX = "Mở tệp trong Word và lưu lại dạng .docx (không đặt mật khẩu)"


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
    relations = f"{posixpath.dirname(main)}/_rels/{posixpath.basename(main)}.rels"
    named = _targets(parsed(members[relations], place), main) if relations in members else {}
    reader = Reader(path.name)
    body = list(reader.blocks(trees[main]))
    notes = list(_notes(trees.values(), reader))
    margins = {key: reader.lines(trees[part]) for key, part in _margins(trees[main], named) if part in trees}
    return Contents(path.name, body, notes, margins)


def _targets(relations: etree._Element, main: str) -> dict[str, str]:
    """Map ids to the names of parts."""
    folder = posixpath.join("/", posixpath.dirname(main))
    pairs = ((one.get("Id", ""), one.get("Target", "")) for one in relations.iter(_RELATION))
    return {key: posixpath.normpath(posixpath.join(folder, target)).lstrip("/") for key, target in pairs}


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
            edge = "đầu trang" if reference.tag == W + "headerReference" else "chân trang"
            kind = _TYPES.get(reference.get(W + "type", ""), "")
            yield f"{edge}{kind}, phần {number}", named.get(reference.get(_OFFICE + "id", ""), "")
