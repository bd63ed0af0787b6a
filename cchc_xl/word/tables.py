"""Renew the tables of a document row by row, so that what people did to their looks stays."""

import copy
from collections.abc import Iterator
from itertools import zip_longest

from lxml import etree

from cchc_xl.word.controls import TABLE, Control, controls, remove
from cchc_xl.word.document import Document
from cchc_xl.word.package import W
from cchc_xl.word.rows import Row, rows_of

_BOOKMARKS = (W + "bookmarkStart", W + "bookmarkEnd")


def renew_tables(document: Document, fresh: Document) -> Iterator[str]:
    """Print the tables with the rows and texts that `fresh` has; tell what cannot be seen at once."""
    new = {one.tag: one for one in controls(fresh.root, TABLE)}
    for control in list(controls(document.root, TABLE)):
        if control.tag not in new:
            yield f"Bảng «{control.key}»: sổ không còn bảng này, giữ nguyên"
        else:
            yield from _Merge(document, control, fresh, new[control.tag]).told()


class _Merge:
    """Two states of a table, and what was printed before."""

    def __init__(self, document: Document, control: Control, fresh: Document, new: Control) -> None:
        self.document, self.fresh, self.control = document, fresh, control
        self.own = {row.code: row for row in rows_of(control, document.reader)}
        self.new = {row.code: row for row in rows_of(new, fresh.reader)}
        lines = (document.record.text(control.tag) or "").split("\n")
        self.printed = {code: texts for code, *texts in (line.split("\t") for line in lines)}

    def told(self) -> Iterator[str]:
        """Do it and tell what happened."""
        name = f"Bảng «{self.control.key}»"
        for code, row in list(self.own.items()):
            if code in self.new:
                yield from (f"{name}, hàng {code}: {told}" for told in self._cells(row, self.new[code]))
            elif code in self.printed:
                remove(row.element)
                del self.own[code]
                yield f"{name}, hàng {code}: sổ không còn hàng này, đã bỏ"
        for code, row in self.new.items():
            if code in self.own:
                continue
            if code in self.printed:
                yield f"{name}, hàng {code}: đã bị xóa trong Word, không thêm lại"
            else:
                self.own[code] = self._inserted(row)
                yield f"{name}, hàng {code}: đã thêm"

    def _cells(self, row: Row, new: Row) -> Iterator[str]:
        """Renew the texts that nobody changed."""
        if len(row.cells) != len(new.cells):
            if tuple(self.printed.get(row.code, ())) != new.texts:
                yield "số ô khác với sổ, chỉ thay số liệu"
            return
        printed = self.printed.get(row.code, [])
        for index, (now, wanted, before) in enumerate(zip_longest(row.texts, new.texts, printed), 1):
            if now == wanted or wanted == before:
                continue
            if now == before:
                _fill(row.cells[index - 1], new.cells[index - 1])
            else:
                yield f"ô {index} đã sửa trong Word, giữ nguyên"

    def _inserted(self, new: Row) -> Row:
        """Insert a row where it belongs, looking like a neighbour of its kind."""
        codes = list(self.new)
        at = codes.index(new.code)
        before = [code for code in reversed(codes[:at]) if code in self.own]
        after = [code for code in codes[at:] if code in self.own]
        alike = [
            code for code in (*before[:1], *after[:1], *before, *after) if self.new[code].look == new.look
        ]
        model = self.own[alike[0]] if alike else None
        if model and len(model.cells) == len(new.cells):
            element = copy.deepcopy(model.element)
            for cell, wanted in zip(element.iter(W + "tc"), new.cells, strict=True):
                _fill(cell, wanted)
        else:
            element = copy.deepcopy(new.element)
            self.document.styles.adopt(element, self.fresh.styles)
        if before:
            self.own[before[0]].element.addnext(element)
        elif after:
            self.own[after[0]].element.addprevious(element)
        else:
            next(self.control.content.iter(W + "tbl")).append(element)
        return Row(element, new.code, list(element.iter(W + "tc")), new.texts)


def _fill(cell: etree._Element, wanted: etree._Element) -> None:
    """Print into a cell what another says, in the format of its first paragraph and run."""
    first = next(cell.iter(W + "p"))
    look = next(first.iter(W + "r"), None)
    properties = None if look is None else look.find(W + "rPr")
    for one in [one for one in cell if one.tag not in (W + "tcPr",) and one is not first]:
        remove(one)
    for one in [one for one in first if one.tag != W + "pPr"]:
        remove(one)
    for child in next(wanted.iter(W + "p")):
        if child.tag != W + "pPr" and child.tag not in _BOOKMARKS:
            first.append(copy.deepcopy(child))
    for run in first.iter(W + "r"):
        for old in run.findall(W + "rPr"):
            remove(old)
        if properties is not None:
            run.insert(0, copy.deepcopy(properties))
