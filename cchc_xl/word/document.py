"""A document that people edited: its parts and what the program once printed into it."""

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from lxml import etree

from cchc_xl.errors import CchcError
from cchc_xl.word.faults import Place, TemplateError
from cchc_xl.word.notebook import prepared
from cchc_xl.word.package import DOCUMENT, FILLED, W, content_types, strict, unzipped, written, zipped
from cchc_xl.word.record import Record, read_record
from cchc_xl.word.restored import restore
from cchc_xl.word.styles import Styles
from cchc_xl.word.wording import Reader, note_tags

_MAX_FILE, _MAX_MEMBERS = 64_000_000, 4000
_ACTIVE = re.compile(rb"macroEnabled|vbaProject|vbaData|activeX|digital-signature", re.IGNORECASE)
_DECLARED, _XML = re.compile(rb"<!(?:DOCTYPE|ENTITY)"), re.compile(r"\.(?:xml|rels)$")
_TYPES, _STYLES = "[Content_Types].xml", "word/styles.xml"


class Document:
    """An opened document; its trees may be changed, `data` gives it back with all else byte for byte."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self.members = _members(data, file)
        if _ACTIVE.search(self.members[_TYPES]):
            raise self.refused("tệp có macro, điều khiển ActiveX hoặc chữ ký số")
        if any(_DECLARED.search(data) for name, data in self.members.items() if _XML.search(name)):
            raise self.refused("bên trong có khai báo lạ")
        types = self._types()
        self.main = next((name for name in self.members if types.get(name) == DOCUMENT), "")
        if not self.main:
            raise self.refused("tệp không phải là văn bản Word .docx")
        filled = sorted(name for name in self.members if types.get(name) in FILLED and name != self.main)
        self.trees = {name: self._tree(name) for name in (self.main, *filled)}
        self.types = {name: FILLED[types[name]] for name in self.trees}
        self._before = {name: etree.tostring(tree) for name, tree in self.trees.items()}
        self.record = self._record()
        restore(self.trees, self.record)

    @classmethod
    def open(cls, path: Path) -> "Document":
        """Open a file; raises CchcError BC01 for one that cannot be used, TEP01 for none."""
        if not path.is_file():
            raise CchcError("TEP01", f"không có tệp «{path.name}»", "Kiểm tra lại tên tệp và thư mục")
        return cls(path.read_bytes() if path.stat().st_size <= _MAX_FILE else b"", path.name)

    def refused(self, why: str) -> CchcError:
        """Make the error about a document that cannot be used."""
        return _refused(self.file, why)

    @property
    def root(self) -> etree._Element:
        """Give the tree of the text itself."""
        return self.trees[self.main]

    @property
    def notes(self) -> dict[str, etree._Element]:
        """Give the footnotes by their ids."""
        parts = [tree for tree in self.trees.values() if tree.tag == W + "footnotes"]
        notes = (one for part in parts for one in part.iter(W + "footnote"))
        return {key: one for one in notes if (key := one.get(W + "id", "")).lstrip("-").isdecimal()}

    def begin_notes(self) -> None:
        """Make room for footnotes in a document that has none."""
        book = prepared(self.members, self.main, Place(self.file, ""))
        self.members = dict(book.members)
        self.__dict__.pop("styles", None)
        self.trees[book.part], self.types[book.part] = self._tree(book.part), "Chú thích"

    @cached_property
    def styles(self) -> Styles:
        """Give what matters of the styles."""
        return Styles.read(self._tree(_STYLES) if _STYLES in self.members else None)

    @property
    def reader(self) -> Reader:
        """Give what reads this document's words."""
        return Reader(self.styles, note_tags(self.trees))

    def changed(self) -> Iterator[tuple[str, bytes]]:
        """Give the parts that are no longer as they were."""
        for name, tree in self.trees.items():
            if etree.tostring(tree) != self._before.get(name):
                yield name, written(tree)

    def data(self) -> bytes:
        """Give the document with the changes."""
        return zipped(self.members | dict(self.changed()))

    def _tree(self, name: str) -> etree._Element:
        data = self.members[name]
        try:
            return etree.fromstring(data, strict())
        except etree.XMLSyntaxError as error:
            raise self.refused("tệp đã hỏng") from error

    def _types(self) -> dict[str, str]:
        try:
            return content_types(self.members, Place(self.file, ""))
        except TemplateError as error:
            raise self.refused("tệp đã hỏng") from error

    def _record(self) -> Record:
        try:
            return read_record(self.members) or Record()
        except etree.XMLSyntaxError as error:
            raise self.refused("tệp đã hỏng") from error


def _members(data: bytes, file: str) -> dict[str, bytes]:
    try:
        members = unzipped(data, Place(file, ""))
    except TemplateError as error:
        raise _refused(file, "tệp không phải là văn bản Word .docx, đã hỏng hoặc quá lớn") from error
    if len(members) > _MAX_MEMBERS or _TYPES not in members:
        raise _refused(file, "tệp không phải là văn bản Word .docx hoặc có quá nhiều phần")
    return members


def _refused(file: str, why: str) -> CchcError:
    fix = "Mở tệp trong Word, bỏ macro và chữ ký nếu có, lưu lại dạng .docx (không đặt mật khẩu)"
    return CchcError("BC01", f"Không dùng được tài liệu «{file}»: {why}", fix)
