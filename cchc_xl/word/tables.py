"""Renew the tables of a document row by row, so that what people did to their looks stays."""

import copy
from collections.abc import Iterator
from itertools import zip_longest

from lxml import etree

from cchc_xl.word.controls import TABLE, Control, bookmark, controls, remove
from cchc_xl.word.document import Document
from cchc_xl.word.package import W
from cchc_xl.word.rows import Row, rows_of
from cchc_xl.word.sections import RANGES, STARTS, bare_copy, keep_anchors
from cchc_xl.word.wording import paragraphs


def renew_tables(document: Document, fresh: Document) -> Iterator[str]:
    """Print the tables with the rows and texts that `fresh` has; tell what cannot be seen at once."""
    new = {one.tag: one for one in controls(fresh.root, TABLE)}
    own = list(controls(document.root, TABLE))
    for control in own:
        if control.tag not in new:
            yield f"Bảng «{control.key}»: sổ không còn bảng này, giữ nguyên"
        else:
            yield from _Merge(document, control, fresh, new[control.tag]).told()
            bookmark(control)  # it may have gone with the first row
    there = {one.tag for one in own} | document.record.texts.keys()
    yield from (
        f"Bảng «{one.key}»: mới có trong sổ, tài liệu chưa có chỗ; xuất báo cáo mới"
        for tag, one in new.items()
        if tag not in there
    )


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
        both = [code for code in self.own if code in self.new]
        if both != [code for code in self.new if code in self.own]:
            yield f"Bảng «{self.control.key}»: thứ tự hàng khác với sổ, giữ như trong tài liệu"
        for code, row in list(self.own.items()):
            if code in self.new:
                yield from (self._told(row, told) for told in self._cells(row, self.new[code]))
            elif code in self.printed and tuple(self.printed[code]) != row.texts:
                yield self._told(row, "sổ không còn hàng này, đã sửa trong Word nên giữ nguyên")
            elif code in self.printed:
                remove(row.element)
                del self.own[code]
                yield self._told(row, "sổ không còn hàng này, đã bỏ")
        for code, row in self.new.items():
            if code not in self.own and code in self.printed:
                yield self._told(row, "đã bị xóa trong Word, không thêm lại")
            elif code not in self.own:
                self.own[code] = self._inserted(row)
                yield self._told(row, "đã thêm")
        for row in (self.own | self.new).values():
            if row.code.endswith(" (2)") and row.code != "- (2)":
                yield self._told(row, "có nhiều hàng cùng mã, ghép theo thứ tự; kiểm tra các hàng này")

    def _told(self, row: Row, what: str) -> str:
        return f"Bảng «{self.control.key}», hàng {row.number} «{row.code}»: {what}"

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
            element = bare_copy(model.element)
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
        return Row(element, new.code, list(element.iter(W + "tc")), new.texts, new.number)


def _fill(cell: etree._Element, wanted: etree._Element) -> None:
    """Print into a cell what another says, each paragraph in the format of that in its place or the last."""
    old, new = paragraphs(cell), paragraphs(wanted)
    for one in old[len(new) :]:
        keep_anchors(one, old[0])
        remove(one)
    for number, words in enumerate(new):
        if number >= len(old):
            old.append(bare_copy(old[-1]))
            old[-2].addnext(old[-1])
        _say(old[number], words)


def _say(paragraph: etree._Element, words: etree._Element) -> None:
    """Print into a paragraph what another says, in the format of its first run; comments stay."""
    look = next(paragraph.iter(W + "r"), None)
    properties = None if look is None else look.find(W + "rPr")
    before = [one for one in paragraph if one.tag in (W + "pPr", *STARTS)]
    made = [one for one in bare_copy(words) if one.tag != W + "pPr"]
    after = [one for one in paragraph if one.tag in RANGES or one.find(W + "commentReference") is not None]
    paragraph[:] = [*before, *made, *(one for one in after if one not in before)]
    for run in (run for one in made for run in one.iter(W + "r")):
        for old in run.findall(W + "rPr"):
            remove(old)
        if properties is not None:
            run.insert(0, copy.deepcopy(properties))
