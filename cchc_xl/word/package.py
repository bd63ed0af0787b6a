"""The zip of a Word document: its members in and out, strictly parsed."""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Self

from lxml import etree

from cchc_xl.errors import CchcError
from cchc_xl.word.faults import Place, TemplateError

MAX_TEMPLATE_BYTES = 64_000_000  # unzipped: above any letterhead with a logo, below what fills the memory
_MAX_MEMBERS = 4000
MOST_TEXTS, MOST_LETTERS, _MOST_ELEMENTS = 20_000, 5_000_000, 1_000_000
"""The most paragraphs and rows, letters and elements that a document may have: a report has some hundred."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
DOCUMENT = _WORD + "document.main+xml"
FILLED = {
    DOCUMENT: "Nội dung",
    _WORD + "header+xml": "Đầu trang",
    _WORD + "footer+xml": "Chân trang",
    _WORD + "footnotes+xml": "Chú thích cuối trang",
    _WORD + "endnotes+xml": "Chú thích cuối văn bản",
}
CONTENT_TYPES = "[Content_Types].xml"
CORE = "application/vnd.openxmlformats-package.core-properties+xml"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DAMAGED = "tệp không phải là văn bản Word .docx, đã hỏng hoặc quá lớn"
_DECLARED, _XML = re.compile(rb"<!(?:DOCTYPE|ENTITY)"), (".xml", ".rels")
NO_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)


def unzipped(data: bytes, place: Place) -> dict[str, bytes]:
    """Return the members of the zip in their order."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(info.file_size for info in package.infolist()) > MAX_TEMPLATE_BYTES:
                raise place.unopenable("tệp quá lớn")
            return {info.filename: package.read(info) for info in package.infolist() if not info.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise place.unopenable("tệp không phải là văn bản Word .docx hoặc đã hỏng") from error


def content_types(members: Mapping[str, bytes], place: Place) -> dict[str, str]:
    """Return {member: content type} of the members that have a type of their own."""
    root = parsed(members.get(CONTENT_TYPES, b""), place)
    overrides = root.iter("{http://schemas.openxmlformats.org/package/2006/content-types}Override")
    return {item.get("PartName", "").lstrip("/"): item.get("ContentType", "") for item in overrides}


def parsed(xml: bytes, place: Place) -> etree._Element:
    """Return the tree of a member, or the error about a file that is no document or too long a one."""
    if xml.count(b"</") + xml.count(b"/>") > _MOST_ELEMENTS:
        raise too_long(place.file)
    try:
        root = etree.fromstring(xml, strict())
    except etree.XMLSyntaxError as error:
        raise place.unopenable("tệp không phải là văn bản Word .docx hoặc đã hỏng") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise place.unsafe("khai báo DTD")
    if sum(1 for _ in root.iter(W + "p")) > MOST_TEXTS:
        raise too_long(place.file)
    return root


def too_long(file: str) -> CchcError:
    """Make the error about a document longer than a report can be."""
    message = f"«{file}» dài hơn {MOST_TEXTS} đoạn và hàng hoặc {MOST_LETTERS} chữ cái"
    return CchcError("SS02", message, "Tách tài liệu thành các phần rồi làm từng phần")


class Package:
    """A document from outside, opened within limits; its parts are parsed when they are asked for.

    Nothing in it is followed or executed. Raises CchcError WORD01 for what is no sound .docx.
    """

    def __init__(self, data: bytes, file: str) -> None:
        self.file, self.place = file, Place(file, "")
        try:
            self.members = unzipped(data, self.place)
            self.types = content_types(self.members, self.place)
        except TemplateError as error:
            raise self.refused(DAMAGED) from error
        if len(self.members) > _MAX_MEMBERS:
            raise self.refused("tệp có quá nhiều phần")
        if any(_DECLARED.search(data) for name, data in self.members.items() if name.endswith(_XML)):
            raise self.refused("bên trong có khai báo lạ")
        self.main = next((name for name in self.members if self.types.get(name) == DOCUMENT), "")
        if not self.main or self.tree(self.main).find(W + "body") is None:
            raise self.refused("tệp không phải là văn bản Word .docx")

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file; raises CchcError TEP01 when there is none."""
        try:
            return cls(path.read_bytes() if path.stat().st_size <= MAX_TEMPLATE_BYTES else b"", path.name)
        except OSError as error:
            fix = "Kiểm tra lại tên tệp và thư mục; đóng tệp nếu đang mở"
            raise CchcError("TEP01", f"không có hoặc không mở được tệp «{path.name}»", fix) from error

    def refused(self, why: str) -> CchcError:
        """Make the error about a document that cannot be used."""
        fix = "Mở tệp trong Word, bỏ macro và chữ ký số nếu có, lưu lại dạng .docx (không đặt mật khẩu)"
        return CchcError("WORD01", f"không dùng được tài liệu «{self.file}»: {why}", fix)

    def tree(self, name: str) -> etree._Element:
        """Parse a part anew."""
        try:
            return parsed(self.members[name], self.place)
        except TemplateError as error:
            raise self.refused(DAMAGED) from error

    def related(self, source: str, kind: str) -> dict[str, str]:
        """Map the relation ids of a part to the parts of this kind that it uses and that are there."""
        links = relations(self.members, source, self.place)
        return {key: part for key, (of, part) in links.items() if of == kind and part in self.members}

    def only(self, kind: str) -> etree._Element | None:
        """Give the one part of this kind that the document uses (styles, numbering …)."""
        return next((self.tree(name) for name in self.related(self.main, kind).values()), None)


def qualified(name: str, prefix: str = W) -> str:
    """Spell «w/name/name» as lxml finds it."""
    return "/".join(prefix + part for part in name.split("/"))


def relations_of(part: str) -> str:
    """Name the member that holds the relations of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(members: Mapping[str, bytes], source: str, place: Place) -> dict[str, tuple[str, str]]:
    """Map the ids of what a part uses within the package to its kind and its part."""
    root = parsed(members.get(relations_of(source), b"<none/>"), place)
    inner = [one for one in root.iter("{*}Relationship") if one.get("TargetMode") != "External"]
    return {
        one.get("Id", ""): (posixpath.basename(one.get("Type", "")), target(source, one)) for one in inner
    }


def target(source: str, relation: etree._Element) -> str:
    """Name the part to which a relation of `source` leads."""
    path = posixpath.join("/", posixpath.dirname(source), relation.get("Target", ""))
    return posixpath.normpath(path).lstrip("/")


def strict() -> etree.XMLParser:
    """Return a parser that repairs nothing, expands nothing and opens nothing."""
    return etree.XMLParser(recover=False, resolve_entities=False, no_network=True, load_dtd=False)


def written(tree: etree._Element) -> bytes:
    """Return the bytes of a member."""
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_1980, _UTF8 = 0x21, 0x800


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return the package with fixed dates and attributes, so that only its content decides the bytes.

    Written by hand, since zipfile cannot take a member that is compressed already: most of a report is the
    same in all reports.
    """
    packed, directory = io.BytesIO(), io.BytesIO()
    for name, content in members.items():
        crc, deflated = _deflated(content)
        stored, flags = name.encode(), 0 if name.isascii() else _UTF8
        sizes = (20, flags, zipfile.ZIP_DEFLATED, 0, _1980, crc, len(deflated), len(content), len(stored), 0)
        directory.write(_CENTRAL + struct.pack("<HHHHHHLLLHHHHHLL", 20, *sizes, 0, 0, 0, 0, packed.tell()))
        directory.write(stored)
        packed.write(_LOCAL + struct.pack("<HHHHHLLLHH", *sizes) + stored + deflated)
    start, size, count = packed.tell(), directory.tell(), len(members)
    packed.write(directory.getvalue())
    packed.write(_END + struct.pack("<HHHHLLH", 0, 0, count, count, size, start, 0))
    return packed.getvalue()


@lru_cache(maxsize=64)
def _deflated(content: bytes) -> tuple[int, bytes]:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return zlib.crc32(content), packer.compress(content) + packer.flush()
