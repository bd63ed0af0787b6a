"""Open a .docx from outside: within limits, strictly parsed, nothing followed or executed."""

import io
import posixpath
import zipfile
import zlib
from functools import cache
from pathlib import Path

from lxml import etree

from cchc_xl.errors import CchcError

MAX_FILE, MAX_UNPACKED, MAX_PART, MAX_PARTS = 50 << 20, 200 << 20, 40 << 20, 5000
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DAMAGED = "tệp không phải là văn bản Word .docx hoặc đã hỏng"


def qualified(name: str, prefix: str = W) -> str:
    """Spell «w/name/name» as lxml finds it."""
    return "/".join(prefix + part for part in name.split("/"))


class Package:
    """The parts of one document, parsed when they are asked for."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.zip = self._opened(self._read(path))
        self.names = set(self.zip.namelist())
        self.main = next(iter(self.related("", "officeDocument").values()), "")
        root = self.part(self.main)
        body = root.find(W + "body") if root is not None else None
        if root is None or body is None or root.tag != W + "document":
            raise self.fault(_DAMAGED)
        self.body = body
        self.part = cache(self.part)  # type: ignore[method-assign]

    def fault(self, why: str) -> CchcError:
        """Give the error to raise about this file."""
        fix = "Chọn tệp .docx lưu từ Word (Lưu thành, Word Document), không đặt mật khẩu"
        return CchcError("WORD01", f"không đọc được «{self.file}»: {why}", fix)

    def part(self, name: str) -> etree._Element | None:
        """Give a part's root; None when there is no such part."""
        if name not in self.names:
            return None
        if self.zip.getinfo(name).file_size > MAX_PART:
            raise self.fault("tệp quá lớn")
        try:
            parser = etree.XMLParser(recover=False, resolve_entities=False, no_network=True, load_dtd=False)
            root = etree.fromstring(self.zip.read(name), parser)
        except (etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise self.fault(_DAMAGED) from error
        if root.getroottree().docinfo.doctype:
            raise self.fault("tệp mang khai báo DTD, là thứ Word không bao giờ ghi")
        return root

    def related(self, source: str, kind: str) -> dict[str, str]:
        """Map the relation ids of a part to the names of the parts of this kind that it uses."""
        folder, base = posixpath.split(source)
        root = self.part(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = {}
        for item in root if root is not None else ():
            if item.get("Type", "").endswith(f"/{kind}") and item.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, item.get("Target", "")))
                found[item.get("Id", "")] = target.lstrip("/")
        return found

    def only(self, kind: str) -> etree._Element | None:
        """Give the one part of this kind that the document uses (styles, numbering …)."""
        return next((self.part(name) for name in self.related(self.main, kind).values()), None)

    def _read(self, path: Path) -> bytes:
        try:
            if path.stat().st_size > MAX_FILE:
                raise self.fault("tệp quá lớn")
            return path.read_bytes()
        except OSError as error:
            missing = isinstance(error, FileNotFoundError)
            raise self.fault("không có tệp này" if missing else "không đọc được tệp") from error

    def _opened(self, data: bytes) -> zipfile.ZipFile:
        try:
            opened = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError) as error:
            raise self.fault(_DAMAGED) from error
        infos = opened.infolist()
        if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
            raise self.fault("tệp quá lớn")
        return opened


def relation_id(element: etree._Element) -> str:
    """Give the relation that an element names."""
    return element.get(f"{{{_RELATIONS}}}id", "")
