"""The zip of a Word document: its members in and out, strictly parsed."""

import contextlib
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from lxml import etree

from cchc_xl.errors import CchcError
from cchc_xl.word.faults import Place

MAX_TEMPLATE_BYTES = 64_000_000  # unzipped: above any letterhead with a logo, below what fills the memory

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
CORE = "application/vnd.openxmlformats-package.core-properties+xml"
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
    root = parsed(members.get("[Content_Types].xml", b""), place)
    overrides = root.iter("{http://schemas.openxmlformats.org/package/2006/content-types}Override")
    return {item.get("PartName", "").lstrip("/"): item.get("ContentType", "") for item in overrides}


def parsed(xml: bytes, place: Place) -> etree._Element:
    """Return the tree of a member, or the error about a file that is no document."""
    try:
        root = etree.fromstring(xml, strict())
    except etree.XMLSyntaxError as error:
        raise place.unopenable("tệp không phải là văn bản Word .docx hoặc đã hỏng") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise place.unsafe("khai báo DTD")
    return root


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


def write(out: Path, data: bytes) -> None:
    """Write beside `out` and move into place."""
    beside = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(data)
        beside.replace(out)
    except OSError as error:
        fix = "Đóng tệp nếu đang mở trong Word; kiểm tra thư mục có tồn tại và cho phép ghi."
        raise CchcError("MAU06", f"Không ghi được tệp «{out.name}».", fix) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()
