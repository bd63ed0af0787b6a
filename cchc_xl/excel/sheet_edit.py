"""Change cells in the raw bytes of a sheet part; untouched bytes stay as they are."""

import math
import re
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import partial, reduce
from typing import TypeAlias
from xml.sax.saxutils import quoteattr

from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.cell_range import CellRange

from cchc_xl.errors import CchcError
from cchc_xl.excel.texts import clean, escaped
from cchc_xl.findings import Place

Value: TypeAlias = str | int | float | Decimal | date | None
Links: TypeAlias = Mapping[str, Place | None]
"""Cells and where they lead; those with None lead nowhere any more."""
_Match: TypeAlias = re.Match[bytes]
_Make: TypeAlias = Callable[[int, _Match | None], bytes | None]
_QUOTED = rb"(?:\"[^\"<]*\"|'[^'<]*')"
_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(%b)" % _QUOTED)
_NUMBER = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,3})(\d{0,7})[\"']")
_AFTER_LINKS = (b"printOptions", b"pageMargins", b"pageSetup", b"headerFooter", b"drawing", b"tableParts")
_HIDDEN = re.compile(rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_BY_HAND = "Mở tệp bằng Excel và sửa ô này tại đó"


class SheetEdit:
    """The bytes of a sheet; its elements are found without a tree, which would take ten times the size."""

    def __init__(self, title: str, data: bytes, cells: Mapping[str, Value], epoch: datetime) -> None:
        self.title, self.data, self.epoch = title, data, epoch
        self.seen = _HIDDEN.sub(lambda hidden: b" " * len(hidden[0]), data)
        root = re.search(rb"<([\w.-]+:)?worksheet\b", self.seen)
        self.prefix = ((root and root[1]) or b"").decode()
        body = next(self.all("sheetData"), None)
        if body is None:
            raise CchcError("TEP08", f"workbook không có trang tính «{title}»", "Kiểm tra lại tên trang")
        self.body = body
        self.values: dict[int, dict[int, Value]] = {}
        for address, value in cells.items():
            row, column = self._place(address)
            self.values.setdefault(row, {})[column] = clean(value) if isinstance(value, str) else value
        self.merged = ranges(self._within("mergeCells", "mergeCell"))
        formulas = [one for one in self._within("sheetData", "f") if "t" in one]
        self.shared = Counter(one.get("si") for one in formulas if one["t"] == "shared")
        arrays = ranges(one for one in formulas if one["t"] in ("array", "dataTable"))
        self.arrays = [area for area in arrays if area.size != {"rows": 1, "columns": 1}]
        self.columns = list(self._within("cols", "col"))
        self.styles: dict[int, dict[int, str]] = {}
        self.filled: dict[int, set[int]] = {}
        self.created: list[CellRange] = []
        self.lost: set[str] = set()

    def all(self, name: str, inside: _Match | None = None) -> Iterator[_Match]:
        """Find elements of a name: group 1 holds the attributes, group 2 what is inside."""
        tag = re.escape(self.prefix + name).encode()
        start, end = inside.span(2) if inside else (0, len(self.seen))
        head = rb"<%b(?=[\s/>])((?:[^<>\"'/]+|%b)*+)" % (tag, _QUOTED)
        pattern = re.compile(head + rb"(?:/>|>(.*?)(?:</%b\s*>|\Z))" % tag, re.DOTALL)
        return pattern.finditer(self.seen, max(start, 0), max(end, 0))

    def _within(self, outer: str, name: str) -> Iterator[dict[str, str]]:
        return (_attributes(one) for around in self.all(outer) for one in self.all(name, around))

    def _place(self, address: str) -> tuple[int, int]:
        found = re.fullmatch(r"([A-Za-z]{1,3})([1-9]\d{0,6})", address)
        row, column = (int(found[2]), column_index_from_string(found[1])) if found else (0, 0)
        if not found or row > 1 << 20 or column > 1 << 14:
            raise self._refused(address, "không phải địa chỉ của một ô", "Ghi địa chỉ dạng B5")
        return row, column

    def _refused(self, address: str, why: str, fix: str = _BY_HAND) -> CchcError:
        return CchcError("TEP12", f"trang «{self.title}», ô {address}: {why}", fix)

    def patched(self, headed: list[CellRange], links: Links) -> bytes:
        """Give the sheet with cells and links written; `headed` are the tables with column names."""
        for row, values in self.values.items():
            for column in values:
                self._check(area(column, row), headed)
        rows = {*self.values, *(row - 1 for row in self.values)} - {0}
        inner = self._renewed(self.body, "row", sorted(rows), self._row)
        edits = [(*self.body.span(2), inner)]
        if self.body[2] is None:
            edits = [(*self.body.span(), self._element("sheetData", self.body[1], inner))]
        for one in self.all("dimension"):
            old = ranges([_attributes(one)])
            if old and self.created:
                new = b' ref="%b"' % reduce(CellRange.union, self.created, old[0]).coord.encode()
                edits.append((*one.span(1), _without(one[1], b"ref") + new))
        edits += self._linked(links) if links else ()
        return _spliced(self.data, 0, len(self.data), edits)

    def _linked(self, links: Links) -> Iterator[tuple[int, int, bytes]]:
        """Replace the links of cells; new ones stand before the page set-up, as the schema orders."""
        old = next(self.all("hyperlinks"), None)
        inner = [
            self.data[slice(*one.span())]
            for one in (self.all("hyperlink", old) if old else ())
            if _attributes(one).get("ref") not in links
        ]
        for address, place in links.items():
            if place:
                attributes = f" ref={quoteattr(address)} location={quoteattr(place.reference)}"
                inner.append(self._element("hyperlink", attributes.encode("ascii", "xmlcharrefreplace"), b""))
        whole = self._element("hyperlinks", b"", b"".join(inner)) if inner else b""
        after = rb"<%b(?:%b)(?=[\s/>])" % (self.prefix.encode(), b"|".join(_AFTER_LINKS))
        following = re.compile(after).search(self.seen, self.body.end())
        if old:
            yield *old.span(), whole
        elif following:
            yield following.start(), following.start(), whole

    def _check(self, cell: CellRange, headed: list[CellRange]) -> None:
        for area in self.merged:
            if not area.isdisjoint(cell) and area.bounds[:2] != cell.bounds[:2]:
                fix = "Ghi vào ô đầu tiên của vùng gộp"
                raise self._refused(cell.coord, f"bị che trong vùng gộp {area.coord}", fix)
        if any(not area.isdisjoint(cell) for area in self.arrays):
            raise self._refused(cell.coord, "thuộc một công thức mảng")
        if any(not area.isdisjoint(cell) and area.min_row == cell.min_row for area in headed):
            raise self._refused(cell.coord, "là tên cột của một bảng")

    def _renewed(self, parent: _Match | None, name: str, wanted: list[int], make: _Make) -> bytes:
        """Give what is inside an element after the wanted rows or cells are made, each at its place."""
        found: dict[int, _Match] = {}
        ends: dict[int, int] = {}
        for number, one in self._numbered(parent, name):
            index = bisect(wanted, number)  # the first wanted one that comes later
            ends[index] = one.end()
            if index and wanted[index - 1] == number:
                found[number] = one
        start, end = parent.span(2) if parent and parent[2] is not None else (0, 0)
        edits, place = [], start
        for index, number in enumerate(wanted):
            place = ends.get(index, place)
            old = found.get(number)
            new = make(number, old)
            if new is not None:
                edits.append((*(old.span() if old else (place, place)), new))
        return _spliced(self.data, start, end, edits)

    def _numbered(self, parent: _Match | None, name: str) -> Iterator[tuple[int, _Match]]:
        """Give rows or cells with their number, counted on where none is written."""
        number = 0
        for one in self.all(name, parent) if parent else ():
            found = _NUMBER.search(one[1])
            letters, digits = found.groups() if found else (b"", b"")
            number = column_index_from_string(letters.decode()) if letters else int(digits or number + 1)
            yield number, one

    def _row(self, number: int, old: _Match | None) -> bytes | None:
        cells = dict(self._numbered(old, "c"))
        self.styles[number] = {column: _attributes(cell).get("s", "") for column, cell in cells.items()}
        self.filled[number] = {column for column, cell in cells.items() if (cell[2] or b"").strip()}
        values = self.values.get(number, {})
        new = [column for column in values if column not in cells and values[column] is not None]
        if not new and not values.keys() & cells.keys():
            return None
        self._dress(number, old, sorted(new))
        inner = self._renewed(old, "c", sorted(values), partial(self._cell, number))
        attributes = old[1] if old else b' r="%d"' % number
        return self._element("row", _without(attributes, b"spans") if new else attributes, inner)

    def _dress(self, number: int, row: _Match | None, columns: list[int]) -> None:
        """Choose styles of new cells: the row's, else the column's, else that of the cell above."""
        attributes = _attributes(row) if row else {}
        own = attributes.get("s", "") if attributes.get("customFormat") in ("1", "true") else ""
        above = self.styles.get(number - 1, {})
        for column in columns:
            spans = [
                one for one in self.columns if int(one.get("min", 0)) <= column <= int(one.get("max", 0))
            ]
            styles = (own, *(one.get("style", "") for one in spans), above.get(column, ""))
            self.styles[number][column] = next((style for style in styles if style.strip("0")), "")

    def _cell(self, row: int, column: int, old: _Match | None) -> bytes | None:
        address = area(column, row)
        kind, inner = self._content(self.values[row][column])
        if old is None:
            if not inner:
                return None
            style = self.styles[row][column]
            attributes = f' r="{address.coord}"' + (f' s="{style}"' if style else "")
            self.created.append(address)
            return self._element("c", attributes.encode() + kind, inner)
        for formula in map(_attributes, self.all("f", old)):
            if "ref" in formula and self.shared[formula.get("si")] > 1:
                raise self._refused(address.coord, "giữ công thức mà các ô khác dùng chung")
            self.lost.add(address.coord)
        return self._element("c", _without(old[1], b"t|cm|vm") + kind, inner)

    def _content(self, value: Value) -> tuple[bytes, bytes]:
        """Give the attribute that names the type of a cell, and what stands in it."""
        if isinstance(value, date):
            serial = float(to_excel(value, self.epoch))  # type: ignore[no-untyped-call]
            value = serial if serial >= 1 else f"{value:%d/%m/%Y}"  # before the first day that Excel counts
        if value is None:
            return b"", b""
        if isinstance(value, bool):
            return b' t="b"', self._element("v", b"", b"%d" % value)
        if not isinstance(value, str) and math.isfinite(number := float(Decimal(value))):
            return b"", self._element("v", b"", repr(number).removesuffix(".0").encode())
        text = escaped(str(value))
        inner = self._element("t", b' xml:space="preserve"', text.encode("ascii", "xmlcharrefreplace"))
        return b' t="inlineStr"', self._element("is", b"", inner)

    def _element(self, name: str, attributes: bytes, inner: bytes) -> bytes:
        tag = (self.prefix + name).encode()
        return b"<%b%b>%b</%b>" % (tag, attributes, inner, tag) if inner else b"<%b%b/>" % (tag, attributes)


def area(left: int, top: int, right: int = 0, bottom: int = 0) -> CellRange:
    """Make the range of one cell, or of a rectangle."""
    return CellRange(min_col=left, min_row=top, max_col=right or left, max_row=bottom or top)


def ranges(elements: Iterable[Mapping[str, str]]) -> list[CellRange]:
    """Read the ranges of elements, without those that are none."""
    found = []
    for one in elements:
        with suppress(ValueError, TypeError):
            found.append(CellRange(one.get("ref", "")))
    return found


def _attributes(element: _Match) -> dict[str, str]:
    return {name.decode(): value[1:-1].decode() for name, value in _ATTRIBUTE.findall(element[1])}


def _without(attributes: bytes, names: bytes) -> bytes:
    return re.sub(rb"\s+(?:%b)\s*=\s*%b" % (names, _QUOTED), b"", attributes)


def _spliced(data: bytes, start: int, end: int, edits: Iterable[tuple[int, int, bytes]]) -> bytes:
    pieces = []
    for first, last, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [data[start:first], new]
        start = last
    return b"".join((*pieces, data[start:end]))
