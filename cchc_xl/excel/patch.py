"""Change cells of a closed workbook by patching its parts; everything else stays byte for byte."""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH
from openpyxl.worksheet.cell_range import CellRange

from cchc_xl.errors import CchcError
from cchc_xl.excel.package import Package, damaged
from cchc_xl.excel.sheet_edit import Links, SheetEdit, Value, area, ranges
from cchc_xl.excel.texts import clean
from cchc_xl.files import in_place_of

_BOOK, _CHAIN, _CUSTOM = "xl/workbook.xml", "xl/calcChain.xml", "docProps/custom.xml"
_TYPES, _RELATIONS, _BOOK_RELATIONS = "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_ACTIVE = re.compile(rb"macroEnabled|vbaProject|macrosheet|digital-signature")


def patch(
    path: Path,
    out: Path,
    cells: Mapping[str, Mapping[str, Value]],
    *,
    properties: Mapping[str, str] = {},
    links: Mapping[str, Links] = {},
) -> None:
    """Write a copy in which only these cells, {sheet: {"B5": value}}, their links and properties are changed.

    Excel recalculates it on opening. A row typed right under a table joins the table. Raises CchcError
    TEP01-TEP05 for a file that is no sound workbook, TEP08 for an unknown sheet, TEP12 for a cell that
    cannot be changed by itself, TEP13 for a workbook with macros or a signature.
    """
    try:
        members = _members(path, cells, properties, links)
    except (ValueError, etree.XMLSyntaxError):
        raise damaged(path) from None
    with in_place_of(out) as beside, zipfile.ZipFile(beside, "w") as archive:
        for info, data in members:
            archive.writestr(info, data)


def _members(
    path: Path,
    cells: Mapping[str, Mapping[str, Value]],
    properties: Mapping[str, str],
    links: Mapping[str, Links],
) -> list[tuple[zipfile.ZipInfo, bytes]]:
    """Give the members of the copy: the old ones in their order, then new ones."""
    book = _Book(path)
    for title, values in cells.items():
        book.write(title, values, links.get(title, {}))
    if properties:
        book.describe(properties)
    changed = book.changed()
    with zipfile.ZipFile(path) as archive:
        old = {info.filename: info for info in archive.infolist() if info.filename not in book.dropped}
    members = []
    for name in dict.fromkeys((*old, *changed)):
        like = old.get(name) or zipfile.ZipInfo(name)
        info = zipfile.ZipInfo(name, like.date_time)
        info.compress_type = like.compress_type if name in old else zipfile.ZIP_DEFLATED
        info.external_attr = like.external_attr
        members.append((info, changed[name] if name in changed else book.package.part(name)))
    return members


@dataclass(frozen=True)
class _Table:
    """A table of a sheet."""

    part: str
    area: CellRange
    headed: bool
    totalled: bool


class _Book:
    """A package and those of its parts that change."""

    def __init__(self, path: Path) -> None:
        self.package = Package(path)
        self.sheets = self.package.sheet_parts()
        self.trees: dict[str, etree._Element] = {}
        self.written: dict[str, bytes] = {}
        self.dropped: set[str] = set()
        if _ACTIVE.search(self.package.part(_TYPES)):
            message = f"tệp «{path.name}» có macro hoặc chữ ký số nên không sửa được từ bên ngoài"
            raise CchcError("TEP13", message, "Mở tệp bằng Excel, bỏ macro và chữ ký, lưu lại dạng .xlsx")

    def tree(self, name: str, *, change: bool = False) -> "etree._Element":
        """Parse a small part; one taken for change is written anew."""
        if name in self.trees:
            return self.trees[name]
        safe = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(self.package.part(name), safe)
        if change:
            self.trees[name] = root
        return root

    def changed(self) -> dict[str, bytes]:
        """Give the changed parts."""
        trees = {name: root.getroottree() for name, root in self.trees.items() if name not in self.dropped}
        return self.written | {
            name: etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            for name, tree in trees.items()
        }

    def write(self, title: str, cells: Mapping[str, Value], links: Links) -> None:
        """Write cells and links of a sheet, and what hangs on them: tables, the order of calculation."""
        part = self.sheets.get(title, "")
        book = self.tree(_BOOK, change=True)
        for one in book.iterfind("{*}sheets/{*}sheet[@state='hidden']"):
            if one.get("name") == title:
                del one.attrib["state"]  # hidden until it has rows
        epoch = MAC_EPOCH if book.xpath("*[@date1904='1' or @date1904='true']") else WINDOWS_EPOCH
        tables = self._tables(part)
        sheet = SheetEdit(title, self.package.part(part), cells, epoch)
        self.written[part] = sheet.patched([table.area for table in tables if table.headed], links)
        for table in tables:
            self._grow(table, sheet, [other.area for other in tables if other is not table])
        if sheet.lost and self.package.part(_CHAIN):
            ids = {one.get("name"): one.get("sheetId") for one in book.iterfind("{*}sheets/{*}sheet")}
            self._unchain({(ids[title], address) for address in sheet.lost})
        if book.find("{*}calcPr") is None:
            before = ("definedNames", "externalReferences", "functionGroups", "sheets")
            last = next(one for name in before for one in book.iterfind(f"{{*}}{name}"))
            last.addnext(etree.Element(_beside(book, "calcPr")))
        for calculation in book.iterfind("{*}calcPr"):
            calculation.set("fullCalcOnLoad", "1")

    def _tables(self, part: str) -> list[_Table]:
        folder, name = posixpath.split(part)
        relations = f"{folder}/_rels/{name}.rels"
        tables = []
        for one in self.tree(relations) if self.package.part(relations) else ():
            if one.get("Type", "").endswith("/table"):
                target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
                root = self.tree(target)
                headed, totalled = root.get("headerRowCount") != "0", root.get("totalsRowCount", "0") != "0"
                tables += [_Table(target, area, headed, totalled) for area in ranges([dict(root.attrib)])]
        return tables

    def _grow(self, table: _Table, sheet: SheetEdit, others: list[CellRange]) -> None:
        """Let rows typed right under a table join it, unless something else stands there."""
        left, top, right, bottom = table.area.bounds
        columns = set(range(left, right + 1))
        for row, values in sorted(sheet.values.items()):
            typed = {column for column, value in values.items() if value is not None} & columns
            stray = (sheet.filled[row] - values.keys()) & columns
            below = area(left, row, right, row)
            taken = stray or any(not area.isdisjoint(below) for area in (*others, *sheet.merged))
            if row == bottom + 1 and typed and not taken and not table.totalled:
                bottom = row
        if bottom > table.area.max_row:
            root = self.tree(table.part, change=True)
            for one in (root, *root.iterfind("{*}autoFilter")):
                one.set("ref", area(left, top, right, bottom).coord)

    def _unchain(self, lost: set[tuple[str | None, str]]) -> None:
        """Take cells that lose their formula out of the order of calculation."""
        chain = self.tree(_CHAIN, change=True)
        sheet = told = None
        for one in chain.findall("{*}c"):
            sheet = one.get("i", sheet)  # left out where it is that of the cell before
            if (sheet, one.get("r", "")) in lost:
                chain.remove(one)
            elif told != sheet:
                one.set("i", sheet or "0")
                told = sheet
        if chain.find("{*}c") is None:
            self.dropped.add(_CHAIN)
            for name in (_TYPES, _BOOK_RELATIONS):
                root = self.tree(name, change=True)
                for one in root.xpath("*[contains(concat(@PartName, @Target), 'calcChain.xml')]"):
                    root.remove(one)

    def describe(self, properties: Mapping[str, str]) -> None:
        """Set custom document properties, all as texts."""
        if not self.package.part(_CUSTOM):
            self._begin_properties()
        root = self.tree(_CUSTOM, change=True)
        types = re.sub("/custom-?[pP]roperties$", "/docPropsVTypes", str(etree.QName(root).namespace))
        for name, text in properties.items():
            one = next((old for old in root if old.get("name") == name), None)
            if one is None:
                last = max((int(old.get("pid") or 1) for old in root), default=1)
                keys = {"fmtid": "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}", "pid": str(last + 1), "name": name}
                one = etree.SubElement(root, _beside(root, "property"), keys)
            for old in list(one):
                one.remove(old)
            etree.SubElement(one, f"{{{types}}}lpwstr").text = clean(text)

    def _begin_properties(self) -> None:
        office, word = "http://schemas.openxmlformats.org/officeDocument/2006", "custom-properties"
        if b"purl.oclc.org/ooxml" in self.package.part(_BOOK):
            office, word = "http://purl.oclc.org/ooxml/officeDocument", "customProperties"
        spaces = {None: f"{office}/{word}", "vt": f"{office}/docPropsVTypes"}
        self.trees[_CUSTOM] = etree.Element(f"{{{office}/{word}}}Properties", nsmap=spaces)
        types, relations = self.tree(_TYPES, change=True), self.tree(_RELATIONS, change=True)
        override = {"PartName": f"/{_CUSTOM}", "ContentType": _CUSTOM_TYPE}
        etree.SubElement(types, _beside(types, "Override"), override)
        relation = {"Id": "cchc1", "Type": f"{office}/relationships/{word}", "Target": _CUSTOM}
        etree.SubElement(relations, _beside(relations, "Relationship"), relation)


def _beside(element: "etree._Element", name: str) -> etree.QName:
    """Name an element in the namespace of another."""
    return etree.QName(etree.QName(element).namespace, name)
