"""What the built workbooks look like, and that nothing in them is newer than Excel 2010."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from support import libreoffice, pages
from support.needs import needs

from cchc_xl import resources
from cchc_xl.entries.evaluate import evaluate
from cchc_xl.excel.read import read_workbook

SHIPPED = sorted(resources.workbook().rglob("*.xlsx"))
EXCEL_2010 = {
    *("ADDRESS", "AND", "COLUMN", "COUNT", "COUNTA", "COUNTIF", "COUNTIFS", "IF", "IFERROR", "INDEX", "INT"),
    *("ISERROR", "ISNUMBER", "LEN", "MAX", "MIN", "MONTH", "N", "NA", "NOT", "OR", "ROUND", "ROW", "SUM"),
    *("SUMIFS", "SUMPRODUCT", "TRIM", "YEAR"),
}
OBJECTS = {
    "[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml", "docProps/custom.xml",
    "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml",
    "xl/theme/theme1.xml",
    "xl/worksheets/sheet#.xml", "xl/worksheets/_rels/sheet#.xml.rels", "xl/tables/table#.xml",
    "xl/drawings/drawing#.xml", "xl/drawings/_rels/drawing#.xml.rels", "xl/charts/chart#.xml",
}  # fmt: skip


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture(params=SHIPPED, ids=lambda path: path.stem)
def book(request):
    loaded = openpyxl.load_workbook(request.param)
    yield loaded
    loaded.close()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_functions_and_objects_are_those_of_excel_2010(path):
    whole = parts(path)
    assert {re.sub(r"\d+\.xml", "#.xml", name) for name in whole} - {"xl/theme/theme#.xml"} <= OBJECTS
    for name, text in whole.items():
        formulas = re.findall(r"<(?:f|formula|formula1|definedName)\b[^>]*>([^<]*)<", text)
        unquoted = [re.sub(r'"[^"]*"|\'[^\']*\'', "", f.replace("&quot;", '"')) for f in formulas]
        used = {call for formula in unquoted for call in re.findall(r"([A-Za-z_.0-9]+)\(", formula)}
        assert used <= EXCEL_2010, (name, used - EXCEL_2010)
        assert not re.search(r"<extLst|x14:|x15:|xlfn|xr:uid|\bcm=", text), name


def test_one_typeface_and_no_merged_input(book):
    shown = [sheet for sheet in book if not sheet.title.startswith("_")]
    cells = [cell for sheet in shown for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.font.name for cell in cells} == {"Times New Roman"}
    for sheet in shown:
        assert all(area.max_row <= 2 for area in sheet.merged_cells.ranges), sheet.title


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_row_height_is_fixed(path):
    assert not any("customHeight" in text for name, text in parts(path).items() if "worksheets/" in name)


def test_headers_stay_in_sight(book):
    for sheet in book:
        if not sheet.title.startswith("_"):
            assert sheet.freeze_panes in ("A5", "B5"), sheet.title


def test_tabs_are_coloured_by_who_fills_them_and_the_start_page_says_it_in_words(book):
    colours = {
        sheet.title: sheet.sheet_properties.tabColor.rgb for sheet in book if not sheet.title.startswith("_")
    }
    start = book["Bắt đầu"]
    words = {row[0].value: row[2].value for row in start.iter_rows(min_row=5)}
    by_colour: dict[str, set[str]] = {}
    for title, colour in colours.items():
        if words.get(title):
            by_colour.setdefault(colour, set()).add(words[title])
    assert all(len(fillers) == 1 for fillers in by_colour.values())
    assert len(by_colour) == 2


def test_sheets_not_yet_used_are_hidden_and_the_first_is_shown(book):
    hidden = {sheet.title for sheet in book if sheet.sheet_state == "hidden"} - {"_danh_muc"}
    used = {"Thủ tục hành chính", "Quy trình nội bộ", "Hồ sơ một cửa"}
    assert hidden == {title for title in used if book[title]["A5"].value is None}
    assert book.active.title == "Bắt đầu"


def test_every_sheet_prints_on_a4_within_its_filled_rows(book):
    for sheet in book:
        if sheet.title.startswith("_"):
            continue
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == (None if sheet.title == "Tóm tắt cho lãnh đạo" else 0)
        assert sheet.print_title_rows == "$4:$4"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_print_area_of_a_register_ends_at_its_last_filled_row(path):
    areas = re.findall(r'<definedName name="_xlnm.Print_Area"[^>]*>([^<]*)<', parts(path)["xl/workbook.xml"])
    following = [area for area in areas if "INDEX(" in area]
    assert len(areas) == 18
    assert len(following) == 10
    assert all("SUMPRODUCT(MAX((" in area for area in following)


def test_dates_read_the_same_on_any_windows(book):
    formats = {
        cell.number_format for sheet in book for row in sheet.iter_rows() for cell in row
        if "yy" in str(cell.number_format)
    }  # fmt: skip
    assert formats == {r"dd\/mm\/yyyy"}


def test_typed_cells_open_and_computed_cells_locked(book):
    assert {sheet.title for sheet in book if sheet.protection.sheet and not sheet.protection.password} >= {
        "Phụ lục I", "Chấm điểm", "Tổng quan", "Tóm tắt cho lãnh đạo", "Thông tin chung"
    }  # fmt: skip
    assert not book["Phụ lục I"]["D20"].protection.locked
    assert book["Phụ lục I"]["F20"].protection.locked
    assert not book["Nhiệm vụ"].protection.sheet


def test_every_list_and_number_cell_is_guarded_in_vietnamese(book):
    messages = [rule.error for sheet in book for rule in sheet.data_validations.dataValidation if rule.type]
    assert len(messages) > 150
    assert all(message.startswith("Ô này cần ") for message in messages)


@needs("soffice")
@needs("poppler")
def test_the_leaders_page_is_one_page_and_registers_leave_no_blank_pages(samples, tmp_path):
    pdf = libreoffice.to_pdf(samples["2021-minh-hoa"], tmp_path)
    texts = pages.page_texts(pdf)
    assert sum("Tóm tắt cho lãnh đạo - trang" in text for text in texts) == 1
    assert all(text.strip() for text in texts)
    assert len(texts) < 34


def test_the_overview_counts_for_each_division_what_the_sheets_say(samples):
    picture = read_workbook(samples["2021-minh-hoa"])
    evaluation = evaluate(picture)
    columns = [column.key for column in picture.form.sheets["tong_quan"].columns if column.formula]
    lines = [*picture.form.options("phong"), "chua_giao"]
    for column in columns:
        parts_ = [evaluation.number(f"tong_quan_{line}_{column}") for line in lines]
        total = evaluation.number(f"tq_{column}")
        if column not in ("van_de", "da_xu_ly"):
            assert sum(part for part in parts_ if part is not None) == total, column
    assert evaluation.number("tong_quan_dt_sldtbxh_vp_nhiem_vu") > 0
    assert evaluation.number("tq_nhiem_vu") == 34
