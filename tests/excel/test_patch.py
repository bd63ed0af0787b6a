import os
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineWorkbook, SheetTypeEnum
from support import libreoffice, openxml
from support.needs import needs

from cchc_xl.errors import CchcError
from cchc_xl.excel.package import Package
from cchc_xl.excel.patch import patch
from cchc_xl.excel.read import read_workbook
from cchc_xl.form import layout

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/calcChain.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>'
)


def relations(*pairs: tuple[str, str]) -> str:
    entries = (f'<Relationship Id="r{i}" Type="{OFFICE}/{kind}" Target="{target}"/>'
               for i, (kind, target) in enumerate(pairs, 1))  # fmt: skip
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(entries)}</Relationships>'


@pytest.fixture
def made(tmp_path):
    """Makes a workbook with the sheet «T», given its raw XML between the tags of the root."""

    def make(inside, *, prefix="", space=MAIN, book="", parts=None):
        x, declared = (f"{prefix}:", f":{prefix}") if prefix else ("", "")
        sheets = f'<sheets><sheet name="T" sheetId="7" r:id="r1" xmlns:r="{OFFICE}"/></sheets>'
        contents = {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": relations(("officeDocument", BOOK)),
            BOOK: f'<workbook xmlns="{space}">{book}{sheets}</workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                ("worksheet", "worksheets/sheet1.xml"), ("calcChain", "calcChain.xml")
            ),
            SHEET: f'<{x}worksheet xmlns{declared}="{space}">{inside}</{x}worksheet>',
        } | (parts or {})
        path = tmp_path / "made.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
        return path

    return make


@pytest.fixture
def plain(tmp_path):
    """A workbook of XlsxWriter with the sheets «T» and «Khác»."""
    path = tmp_path / "plain.xlsx"
    with xlsxwriter.Workbook(path) as book:
        days, bold = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"bold": True})
        sheet = book.add_worksheet("T")
        book.add_worksheet("Khác").write("A1", "giữ nguyên")
        for row, value in enumerate((1, 2, 3), 1):
            sheet.write(f"B{row}", value, bold)
        sheet.write_blank("C1", None, days)
        sheet.write_formula("B5", "=SUM(B1:B3)", None, 6)
    return path


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def differing(before: Path, after: Path) -> set[str]:
    old, new = members(before), members(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def values(path: Path) -> dict[tuple[str, str], object]:
    """All filled cells, as calamine reads them."""
    book = CalamineWorkbook.from_path(str(path))
    titles = [one.name for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
    return {
        (title, f"{get_column_letter(column)}{row}"): value
        for title in titles
        for row, cells in enumerate(book.get_sheet_by_name(title).to_python(skip_empty_area=False), 1)
        for column, value in enumerate(cells, 1)
        if value != ""
    }


def shared(one: bytes, other: bytes) -> int:
    """How many bytes two parts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def root_of(path: Path, name: str):
    return etree.fromstring(members(path)[name])


def refusal(path: Path, cells) -> str:
    out = path.with_name("refused.xlsx")
    with pytest.raises(CchcError) as caught:
        patch(path, out, cells)
    assert not out.exists() and not list(path.parent.glob("tmp*")), "a refused patch leaves files behind"
    return f"{caught.value.code} {caught.value.message}"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("Sở Nội vụ", "Sở Nội vụ"),
        ("  hai  chỗ trống ", "  hai  chỗ trống "),
        ("dòng 1\r\ndòng 2", "dòng 1\ndòng 2"),
        ("<a> & \"b\" 'c' ]]>", "<a> & \"b\" 'c' ]]>"),
        ("=1+1", "=1+1"),
        ("01", "01"),
        ("_x0041_", "_x0041_"),
        ("a\x00\x0b\ud800b\ufffe", "ab"),
        ("😀", "😀"),
        ("x" * 40000, "x" * 32767),
        (12, 12),
        (-0.1, -0.1),
        (10**16, 1e16),
        (Decimal("2.50"), 2.5),
        (Decimal("NaN"), "NaN"),
        (True, True),
        (date(2021, 4, 9), date(2021, 4, 9)),
        (datetime(2021, 4, 9, 18), datetime(2021, 4, 9, 18)),
        (date(1870, 4, 9), "09/04/1870"),
        (None, None),
        ("", None),
    ],
)
def test_a_value_is_read_back_as_it_was_given(plain, tmp_path, value, read):
    cell = "C1" if isinstance(value, date) else "A1"  # C1 shows dates
    patch(plain, tmp_path / "out.xlsx", {"T": {cell: value}})
    found = values(tmp_path / "out.xlsx")
    assert found.pop(("T", cell), None) == read
    assert found == values(plain)


def test_only_the_sheet_and_the_order_to_recalculate_change(plain, tmp_path):
    out = tmp_path / "new" / "out.xlsx"
    patch(plain, out, {"T": {"B2": 20, "D9": "mới"}})
    assert differing(plain, out) == {SHEET, BOOK}
    assert root_of(out, BOOK).find("{*}calcPr").attrib == {"calcId": "124519", "fullCalcOnLoad": "1"}
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(out) as after:
        about = [(one.filename, one.date_time, one.compress_type) for one in before.infolist()]
        assert about == [(one.filename, one.date_time, one.compress_type) for one in after.infolist()]


def test_the_sheet_differs_only_around_the_cell(samples, form, tmp_path):
    sheet = form.sheets["chi_tieu"]
    address = layout.address(sheet, sheet.column["so_lieu"], layout.last_row(sheet) - 3)
    path, out = samples["2021-minh-hoa"], tmp_path / "out.xlsx"
    patch(path, out, {sheet.title: {address: 123456}})
    part = Package(path).sheet_parts()[sheet.title]
    before, after = members(path)[part], members(out)[part]
    start = shared(before, after)
    end = shared(before[start:][::-1], after[start:][::-1])
    assert start and end and b"<c " not in before[start : len(before) - end]
    assert len(after) - start - end < 60


def test_our_reader_takes_a_patched_cell_for_a_typed_one(samples, form, tmp_path):
    sheet = form.sheets["chi_tieu"]
    line = next(one for one in sheet.lines if (cell := sheet.typed_cell(sheet.column["so_lieu"], one)) and
                cell.type == "integer")  # fmt: skip
    address = layout.address(sheet, sheet.column["so_lieu"], layout.line_row(sheet, line.key))
    before = read_workbook(samples["2021-minh-hoa"]).line(sheet.key, line.key)["so_lieu"].value
    patch(samples["2021-minh-hoa"], tmp_path / "out.xlsx", {sheet.title: {address: int(before or 0) + 1}})
    after = read_workbook(tmp_path / "out.xlsx").line(sheet.key, line.key)["so_lieu"].value
    assert after == int(before or 0) + 1


@needs("soffice")
def test_libreoffice_reads_and_recalculates(plain, tmp_path):
    cells = {"B2": 20, "C1": date(2021, 4, 9), "A1": "Sở\nNội vụ", "B3": None}
    patch(plain, tmp_path / "out.xlsx", {"T": cells, "Khác": {"C7": "mới"}})
    found = libreoffice.recalculated(tmp_path / "out.xlsx")
    assert found["T"] == {"A1": "Sở\nNội vụ", "B1": 1, "B2": 20, "B5": 21, "C1": 44295}
    assert found["Khác"] == {"A1": "giữ nguyên", "C7": "mới"}


@needs("ooxml-validator")
def test_the_open_xml_sdk_finds_nothing_in_a_patched_sample(samples, form, tmp_path):
    sheet, register = form.sheets["chi_tieu"], next(one for one in form.sheets.values() if one.grows)
    figure = layout.address(sheet, sheet.column["so_lieu"], layout.last_row(sheet))
    cells = {
        sheet.title: {figure: 5, "Z90": "ngoài"},
        register.title: {f"A{layout.FIRST_ROW + number}": "x <&>" for number in range(40)},
    }
    outs = [tmp_path / path.name for path in samples.values()]
    for path, out in zip(samples.values(), outs, strict=True):
        patch(path, out, cells, properties={"cchc_ky": "2021-Q2", "cchc_moi": "á"})
    assert openxml.problems(*outs) == []


ONE, COMMENTED = '<row r="1"><c r="A1" s="3" t="s"><v>1</v></c></row>', '<!--<row r="1"><c r="A1"/></row>-->'
STRANGE = '<c r="A1" t="str"><v><![CDATA[</c></row>]]></v></c>'
ROWS = [  # what stands in the rows, what is written, what then stands there
    (ONE, {"A1": 2}, '<row r="1"><c r="A1" s="3"><v>2</v></c></row>'),
    (ONE, {"A1": None}, '<row r="1"><c r="A1" s="3"/></row>'),
    (
        '<row r="1"><c r="A1" vm="1" t="e"><v>#VALUE!</v></c></row>',
        {"A1": 2},
        '<row r="1"><c r="A1"><v>2</v></c></row>',
    ),
    ("", {"B2": 1}, '<row r="2"><c r="B2"><v>1</v></c></row>'),
    ("", {"B2": None}, ""),
    (
        '<row r="1"/><row r="9"/>',
        {"B2": 1, "A3": 2, "C2": 3},
        '<row r="1"/><row r="2"><c r="B2"><v>1</v></c><c r="C2"><v>3</v></c></row>'
        '<row r="3"><c r="A3"><v>2</v></c></row><row r="9"/>',
    ),
    (
        '<row r="4" ht="9"/>',
        {"AA4": 1, "Z4": 2},
        '<row r="4" ht="9"><c r="Z4"><v>2</v></c><c r="AA4"><v>1</v></c></row>',
    ),
    (
        '<row r="1" spans="1:3"><c r="A1"/><c r="C1"/></row>',
        {"B1": 1, "D1": 2},
        '<row r="1"><c r="A1"/><c r="B1"><v>1</v></c><c r="C1"/><c r="D1"><v>2</v></c></row>',
    ),
    (
        "<row><c/><c><v>1</v></c></row>\n<row><c><v>5</v></c></row>",
        {"B1": 2, "A2": 6, "B2": 7},
        '<row><c/><c><v>2</v></c></row>\n<row><c><v>6</v></c><c r="B2"><v>7</v></c></row>',
    ),
    (
        "<row r='1' ><c a='>' r='A1' t='n' ><v>1</v></c ></row >",
        {"A1": 2},
        "<row r='1' ><c a='>' r='A1' ><v>2</v></c></row>",
    ),
    (
        f'{COMMENTED}<row r="1">{STRANGE}<c r="B1"/></row>',
        {"B1": 1},
        f'{COMMENTED}<row r="1">{STRANGE}<c r="B1"><v>1</v></c></row>',
    ),
    (
        '<row r="1"><c r="A1" s="4"/></row>',
        {"A2": 1, "A3": 2, "B2": 3},
        '<row r="1"><c r="A1" s="4"/></row>'
        '<row r="2"><c r="A2" s="4"><v>1</v></c><c r="B2"><v>3</v></c></row>'
        '<row r="3"><c r="A3" s="4"><v>2</v></c></row>',
    ),
    (
        '<row r="1"><c r="A1" s="4"/></row><row r="2" s="6" customFormat="1"/>',
        {"A2": 1},
        '<row r="1"><c r="A1" s="4"/></row>'
        '<row r="2" s="6" customFormat="1"><c r="A2" s="6"><v>1</v></c></row>',
    ),
]


@pytest.mark.parametrize(("before", "cells", "after"), ROWS)
@pytest.mark.parametrize("prefix", ["", "x"])
def test_rows_and_cells_stay_in_order_and_keep_their_looks(made, tmp_path, before, cells, after, prefix):
    def tags(rows):
        return re.sub(r"<(/?)(?=\w)", rf"<\1{prefix}:", rows) if prefix else rows

    extra = tags('<extLst><ext uri="{1}"><f t="array" ref="A1:Z99"/></ext></extLst>')
    path = made(tags("<sheetData>") + tags(before) + tags("</sheetData>") + extra, prefix=prefix)
    patch(path, tmp_path / "out.xlsx", {"T": cells})
    part = members(tmp_path / "out.xlsx")[SHEET].decode()
    head, _, rest = part.partition(tags("<sheetData>"))
    assert head == members(path)[SHEET].decode().partition(tags("<sheetData>"))[0]
    assert rest == tags(after) + tags("</sheetData>") + extra + tags("</worksheet>")
    etree.fromstring(part)


def test_an_empty_sheet_takes_cells_with_the_style_of_their_column(made, tmp_path):
    cols = '<cols><col min="1" max="1" style="0"/><col min="2" max="3" style="5"/></cols>'
    path = made(f'<dimension ref="A1"/>{cols}<sheetData/>')
    patch(path, tmp_path / "out.xlsx", {"T": {"A4": 1, "C4": 2}})
    row = '<row r="4"><c r="A4"><v>1</v></c><c r="C4" s="5"><v>2</v></c></row>'
    wanted = f'<dimension ref="A1:C4"/>{cols}<sheetData>{row}</sheetData>'
    assert members(tmp_path / "out.xlsx")[SHEET].decode() == f'<worksheet xmlns="{MAIN}">{wanted}</worksheet>'


@pytest.mark.parametrize(("book", "serial"), [("", "44295"), ('<workbookPr date1904="1"/>', "42833")])
@pytest.mark.parametrize("space", [MAIN, STRICT])
def test_dates_count_as_the_workbook_counts_in_strict_files_too(made, tmp_path, book, serial, space):
    path = made('<sheetData><row r="1"><c r="A1" t="d"><v>2020-01-01</v></c></row></sheetData>',
                book=book, space=space)  # fmt: skip
    patch(path, tmp_path / "out.xlsx", {"T": {"A1": date(2021, 4, 9)}}, properties={"k": "v"})
    assert f'<c r="A1"><v>{serial}</v></c>'.encode() in members(tmp_path / "out.xlsx")[SHEET]
    book_root = root_of(tmp_path / "out.xlsx", BOOK)
    assert [etree.QName(one).text for one in book_root][-2:] == [f"{{{space}}}sheets", f"{{{space}}}calcPr"]
    strict_relation = b"purl.oclc.org/ooxml/officeDocument/relationships/customProperties"
    assert (strict_relation in members(tmp_path / "out.xlsx")["_rels/.rels"]) == (space == STRICT)
    assert Package(tmp_path / "out.xlsx").custom_properties() == {"k": "v"}


MERGED = '<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
SHARED = (
    '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f><v>1</v></c>'
    '<c r="C1"><f t="shared" ref="C1" si="1">B1</f><v>1</v></c></row>'
    '<row r="2"><c r="A2"><f t="shared" si="0"/><v>1</v></c></row>'
)
ARRAY = (
    '<row r="1"><c r="A1"><f t="array" ref="A1:A2">B1:B2</f><v>1</v></c>'
    '<c r="C1" cm="1"><f t="array" ref="C1">B1</f><v>1</v></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c></row>'
)


@pytest.mark.parametrize(
    ("rows", "after", "address", "why"),
    [
        ("", MERGED, "B1", "TEP12 trang «T», ô B1: bị che trong vùng gộp A1:B2"),
        ("", MERGED, "A2", "TEP12 trang «T», ô A2: bị che trong vùng gộp A1:B2"),
        ("", MERGED, "A1", ""),
        (SHARED, "", "A1", "TEP12 trang «T», ô A1: giữ công thức mà các ô khác dùng chung"),
        (SHARED, "", "A2", ""),
        (SHARED, "", "C1", ""),
        (ARRAY, "", "A1", "TEP12 trang «T», ô A1: thuộc một công thức mảng"),
        (ARRAY, "", "A2", "TEP12 trang «T», ô A2: thuộc một công thức mảng"),
        (ARRAY, "", "C1", ""),
        ("", "", "A0", "TEP12 trang «T», ô A0: không phải địa chỉ của một ô"),
        ("", "", "XFE1", "TEP12 trang «T», ô XFE1: không phải địa chỉ của một ô"),
        ("", "", "A1:B2", "TEP12 trang «T», ô A1:B2: không phải địa chỉ của một ô"),
    ],
)
def test_a_cell_that_others_depend_on_is_refused(made, tmp_path, rows, after, address, why):
    path = made(f"<sheetData>{rows}</sheetData>{after}")
    if why:
        assert refusal(path, {"T": {address: 9}}) == why
    else:
        patch(path, tmp_path / "out.xlsx", {"T": {address: 9}})
        assert values(tmp_path / "out.xlsx")["T", address] == 9


def test_an_unknown_sheet_is_refused(plain):
    assert refusal(plain, {"t": {"A1": 1}}) == "TEP08 workbook không có trang tính «t»"


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.ms-office.vbaProject",
        "application/vnd.openxmlformats-package.digital-signature-origin",
    ],
)
def test_macros_and_signatures_are_refused(made, kind):
    types = TYPES.replace("<Default", f'<Default Extension="bin" ContentType="{kind}"/><Default', 1)
    path = made("<sheetData/>", parts={"[Content_Types].xml": types})
    assert refusal(path, {"T": {"A1": 1}}).startswith("TEP13")


def test_a_broken_file_is_refused(made, tmp_path):
    assert refusal(made("<sheetData/>", parts={BOOK: "<workbook"}), {"T": {"A1": 1}}).startswith("TEP04")
    (tmp_path / "no.xlsx").write_bytes(b"PK\x03\x04")
    assert refusal(tmp_path / "no.xlsx", {}).startswith("TEP04")


def test_a_file_can_be_patched_in_place(plain):
    patch(plain, plain, {"T": {"B2": 20}})
    assert values(plain)["T", "B2"] == 20


CHAINED = '<row r="1"><c r="A1"><f>1</f></c><c r="B1"><f>2</f></c><c r="C1"><f>3</f></c></row>'


@pytest.mark.parametrize(
    ("chain", "cells", "left"),
    [
        ('<c r="A1" i="7"/><c r="B1"/><c r="C1"/>', {"B1": 1}, [("A1", "7"), ("C1", None)]),
        ('<c r="A1" i="7"/><c r="B1"/><c r="C1"/>', {"A1": 1}, [("B1", "7"), ("C1", None)]),
        ('<c r="A1" i="6"/><c r="A1" i="7"/><c r="B1" i="6"/>', {"A1": 1}, [("A1", "6"), ("B1", "6")]),
        ('<c r="A1" i="7" a="1"/><c r="A1" i="7"/><c r="B1" i="7"/>', {"A1": 1}, [("B1", "7")]),
        ('<c r="A1" i="7"/><c r="B1"/>', {"D1": 1}, [("A1", "7"), ("B1", None)]),
        ('<c r="A1" i="7"/><c r="B1"/>', {"A1": None, "B1": "x"}, None),
    ],
)
def test_a_lost_formula_leaves_the_order_of_calculation(made, tmp_path, chain, cells, left):
    parts = {"xl/calcChain.xml": f'<calcChain xmlns="{MAIN}">{chain}</calcChain>'}
    path, out = made(f"<sheetData>{CHAINED}</sheetData>", parts=parts), tmp_path / "out.xlsx"
    patch(path, out, {"T": cells})
    if left is None:
        dropped = {"xl/calcChain.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"}
        assert differing(path, out) == {SHEET, BOOK} | dropped
        assert not [name for name, part in members(out).items() if b"calcChain" in part or "Chain" in name]
    else:
        found = [(one.get("r"), one.get("i")) for one in root_of(out, "xl/calcChain.xml")]
        assert found == left


def test_custom_properties_are_set_and_added(samples, tmp_path):
    path, out = samples["2021-minh-hoa"], tmp_path / "out.xlsx"
    patch(path, out, {}, properties={"cchc_ky": "2021-Q2 <&>", "mới": "á"})
    assert differing(path, out) == {"docProps/custom.xml"}
    before, after = Package(path).custom_properties(), Package(out).custom_properties()
    assert after == before | {"cchc_ky": "2021-Q2 <&>", "mới": "á"} != before
    ids = [one.get("pid") for one in root_of(out, "docProps/custom.xml")]
    assert ids == [str(number) for number in range(2, 2 + len(after))]


@needs("ooxml-validator")
def test_custom_properties_are_begun_where_there_are_none(plain, tmp_path):
    patch(plain, tmp_path / "out.xlsx", {}, properties={"k": "v"})
    changed = {"docProps/custom.xml", "[Content_Types].xml", "_rels/.rels"}
    assert differing(plain, tmp_path / "out.xlsx") == changed
    assert Package(tmp_path / "out.xlsx").custom_properties() == {"k": "v"}
    assert openxml.problems(tmp_path / "out.xlsx") == []


def tabled(path: Path, options: dict[str, object], *notes: str) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("T")
        sheet.add_table("B2:C4", {"data": [[1, 2], [3, 4]], **options})
        for address in notes:
            sheet.write(address, "ghi chú")
    return path


@pytest.mark.parametrize(
    ("options", "notes", "cells", "area"),
    [
        ({}, (), {"B5": 1}, "B2:C5"),
        ({}, (), {"C6": 1, "B5": "x"}, "B2:C6"),
        ({}, ("A5", "D5", "B7"), {"B5": 1, "C6": 2}, "B2:C6"),
        ({}, ("B5",), {"B5": 1}, "B2:C5"),
        ({}, ("B5",), {"C5": 1}, "B2:C4"),
        ({}, (), {"C6": 1}, "B2:C4"),
        ({}, (), {"A5": 1, "D5": 1}, "B2:C4"),
        ({}, (), {"B5": None}, "B2:C4"),
        ({}, (), {"B3": 9}, "B2:C4"),
        ({"total_row": True}, (), {"B5": 1}, "B2:C4"),
        ({"autofilter": False}, (), {"B5": 1}, "B2:C5"),
    ],
)
def test_a_row_typed_right_under_a_table_joins_it(tmp_path, options, notes, cells, area):
    path, out = tabled(tmp_path / "t.xlsx", options, *notes), tmp_path / "out.xlsx"
    patch(path, out, {"T": cells})
    table = root_of(out, "xl/tables/table1.xml")
    ranges = {one.get("ref") for one in (table, *table.iterfind("{*}autoFilter"))}
    assert ranges == {area} | ({"B2:C3"} & ranges if options.get("total_row") else set())
    grown = {"xl/tables/table1.xml"} if area != "B2:C4" else set()
    assert differing(path, out) - {SHEET} == {BOOK} | grown


@needs("ooxml-validator")
def test_a_grown_table_is_valid(tmp_path):
    path = tabled(tmp_path / "t.xlsx", {})
    patch(path, tmp_path / "out.xlsx", {"T": {"B5": 1, "C5": "x", "B6": date(2021, 4, 9)}})
    assert openxml.problems(tmp_path / "out.xlsx") == []


def test_the_column_names_of_a_table_are_refused(tmp_path):
    path = tabled(tmp_path / "t.xlsx", {})
    assert refusal(path, {"T": {"B2": "Tên"}}) == "TEP12 trang «T», ô B2: là tên cột của một bảng"


def test_two_tables_never_meet(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("T")
        sheet.add_table("B2:C4")
        sheet.add_table("C6:D8")
    patch(path, tmp_path / "out.xlsx", {"T": {"B5": 1, "B6": 2, "D9": 3}})
    areas = [root_of(tmp_path / "out.xlsx", f"xl/tables/table{n}.xml").get("ref") for n in (1, 2)]
    assert areas == ["B2:C5", "C6:D9"]


CORPUS = os.environ.get("CCHC_CORPUS", "")
TYPED = re.compile(rb'<(?:x:)?c r="([A-Z]+)(\d+)"(?![^>]*t="e")[^>/]*><(?:x:)?(v|is)>[^<]|r="([A-Z]+)(\d+)"')


def last_typed(data: bytes) -> tuple[str, int]:
    """The last cell with a value and without a formula, and how many cells the sheet spans."""
    row = column = 1
    found = ""
    for one in TYPED.finditer(data):
        address = ((one[1] or one[4]) + (one[2] or one[5])).decode()
        row, column = map(max, (row, column), coordinate_to_tuple(address))
        found = address if one[1] else found
    return found, row * column


@pytest.mark.skipif(not CORPUS, reason="CCHC_CORPUS names no folder of real workbooks (odd/, forms/)")
@pytest.mark.parametrize("folder", ["odd", "forms"])
def test_in_real_workbooks_one_cell_changes_and_nothing_else(tmp_path, folder):
    patched, wrong = [], {}
    for path in sorted(Path(CORPUS, folder).glob("*.xlsx")):
        try:
            package = Package(path)
            parts = package.sheet_parts()
            found = {title: last_typed(package.part(part)) for title, part in parts.items()}
        except CchcError:
            continue
        title = next((title for title, (address, _) in found.items() if address), "")
        if not title or max(size for _, size in found.values()) > 10**7:
            continue
        address, out = found[title][0], tmp_path / path.name
        try:
            before = values(path)
        except Exception:  # calamine does not read it before either
            continue
        new: float | str = 1234.5 if isinstance(before.get((title, address)), float) else "mới"
        patch(path, out, {title: {address: new}})
        patched.append(path.name)
        after = values(out)
        if differing(path, out) != {parts[title], BOOK} or after != before | {(title, address): new}:
            wrong[path.name] = (title, address, differing(path, out))
    assert wrong == {}
    assert len(patched) >= 10, patched
