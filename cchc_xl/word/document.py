"""A document that people edited: its parts and what the program once printed into it."""

import re
from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from cchc_xl.word.notebook import prepared
from cchc_xl.word.package import CONTENT_TYPES, DAMAGED, FILLED, Package, W, written, zipped
from cchc_xl.word.record import Record, read_record
from cchc_xl.word.restored import restore
from cchc_xl.word.styles import Styles
from cchc_xl.word.wording import Reader, note_tags

_ACTIVE = re.compile(rb"macroEnabled|vbaProject|vbaData|activeX|digital-signature", re.IGNORECASE)
_STYLES = "word/styles.xml"


class Document(Package):
    """An opened document; its trees may be changed, `data` gives it back with all else byte for byte.

    `parts` are what a person calls them. Raises CchcError WORD01 for one that cannot be used, TEP01 for none.
    """

    def __init__(self, data: bytes, file: str) -> None:
        super().__init__(data, file)
        if _ACTIVE.search(self.members[CONTENT_TYPES]):
            raise self.refused("tệp có macro, điều khiển ActiveX hoặc chữ ký số")
        filled = sorted(name for name in self.members if self.types.get(name) in FILLED and name != self.main)
        self.trees = {name: self.tree(name) for name in (self.main, *filled)}
        self.parts = {name: FILLED[self.types[name]] for name in self.trees}
        self._before = {name: etree.tostring(tree) for name, tree in self.trees.items()}
        self.record = self._record()
        restore(self.trees, self.record)

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
        book = prepared(self.members, self.main, self.place)
        self.members = dict(book.members)
        self.__dict__.pop("styles", None)
        self.trees[book.part], self.parts[book.part] = self.tree(book.part), "Chú thích"

    @cached_property
    def styles(self) -> Styles:
        """Give what matters of the styles."""
        return Styles.read(self.tree(_STYLES) if _STYLES in self.members else None)

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

    def _record(self) -> Record:
        try:
            return read_record(self.members) or Record()
        except etree.XMLSyntaxError as error:
            raise self.refused(DAMAGED) from error
