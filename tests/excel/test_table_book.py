"""Plain tables as workbooks: written, looked at by Microsoft's checker, edited elsewhere, read back."""

import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from support import ironcalc_engine, libreoffice, openxml
from support.needs import needs

from cchc_xl.errors import CchcError
from cchc_xl.excel.table_book import Chart, Link, Mark, TableSheet, write_tables
from cchc_xl.excel.table_reader import read_tables
from cchc_xl.form.model import Column, Option

LISTS = {"muc": (Option("tot", "Tốt"), Option("kha", "Khá"))}
COLUMNS = (
    Column("ma", "Mã", "text", fill="fixed"),
    Column("ten", "Tên đơn vị", "text", fill="fixed", width=40),
    Column("muc", "Mức", "choice", "muc"),
    Column("diem", "Điểm", "number", help="Điểm chấm."),
    Column("ngay", "Ngày", "date"),
    Column("gap_doi", "Gấp đôi", "number", fill="computed", formula='IF({diem}="","",2*{diem})'),
    Column("tep", "Tệp", "text", fill="fixed"),
)
ROWS = (
    {"ma": "01", "ten": "=A1 là chữ", "muc": "tot", "diem": Decimal("10.5"), "gap_doi": Decimal(21)},
    {"ma": "1.10", "ten": "Sở Nội vụ", "muc": "Khá", "diem": 3, "ngay": date(2021, 4, 9), "gap_doi": 6},
    {"ma": "3", "ten": "Chưa chấm", "gap_doi": "", "tep": Link("minh chứng/1.1.pdf", "1 tệp")},
)
TABLE = TableSheet(
    "ket_qua",
    "Kết quả",
    "Ghi điểm vào ô vàng.",
    COLUMNS,
    ROWS,
    spare=2,
    protected=True,
    charts=(Chart("bar", "Điểm", "ten", ("diem",), end=2),),
    marks=(Mark("diem", "{diem}>MAX({diem_all})-1"),),
)


def write(path: Path, table: TableSheet = TABLE) -> Path:
    write_tables(path, "Kết quả chấm", [table], LISTS, {"loai": "ket_qua", "nam": "2021"})
    return path


def values(path: Path, table: TableSheet = TABLE) -> list[dict[str, object]]:
    return [
        {key: cell.value for key, cell in row.cells.items()}
        for row in read_tables(path, [table]).rows["ket_qua"]
    ]


def raw(path: Path, cells: dict[str, object], title: str = "KẾT  QUẢ") -> Path:
    """A workbook that somebody else made, by address; a formula has the value 0."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(title)
        for address, value in cells.items():
            sheet.write(address, value)
    return path


NOTHING = dict.fromkeys(column.key for column in COLUMNS)
READ_BACK = [
    {"ma": "01", "ten": "=A1 là chữ", "muc": "Tốt", "diem": Decimal("10.5"), "gap_doi": Decimal(21)},
    {"ma": "1.10", "ten": "Sở Nội vụ", "muc": "Khá", "diem": Decimal(3), "gap_doi": Decimal(6)}
    | {"ngay": date(2021, 4, 9)},
    {"ma": "3", "ten": "Chưa chấm", "tep": "1 tệp"},
]


def test_what_was_written_is_read_back(tmp_path):
    assert values(write(tmp_path / "a.xlsx")) == [NOTHING | row for row in READ_BACK]


def test_the_same_tables_give_the_same_bytes(tmp_path):
    assert write(tmp_path / "a.xlsx").read_bytes() == write(tmp_path / "b.xlsx").read_bytes()


@needs("ooxml-validator")
@pytest.mark.parametrize("protected", [True, False])
def test_the_open_xml_sdk_finds_nothing(tmp_path, protected):
    one_column = replace(TABLE, key="k2", title="Một cột", columns=COLUMNS[:1], charts=(), marks=())
    columns = replace(
        TABLE, protected=protected, charts=(Chart("column", "Điểm", "ten", ("diem", "gap_doi")),)
    )
    write_tables(tmp_path / "a.xlsx", "Sổ", [columns, one_column], LISTS, {})
    assert openxml.problems(tmp_path / "a.xlsx") == []


def test_only_typed_cells_are_open_and_they_are_guarded(tmp_path):
    sheet = openpyxl.load_workbook(write(tmp_path / "a.xlsx"))["Kết quả"]
    assert sheet.protection.sheet and sheet.protection.password is None
    assert [cell.protection.locked for cell in sheet[9]] == [True, True, False, False, False, True, True]
    guards = {str(one.sqref): (one.type, one.formula1) for one in sheet.data_validations.dataValidation}
    assert guards["C5:C9"] == ("list", "ds_muc")
    assert guards["D5:D9"] == ("custom", "OR(ISNUMBER(D5))")


def test_the_stamp_stands_in_properties_and_in_a_very_hidden_sheet(tmp_path):
    book = openpyxl.load_workbook(write(tmp_path / "a.xlsx"))
    assert {p.name: p.value for p in book.custom_doc_props.props} == {
        "cchc_loai": "ket_qua",
        "cchc_nam": "2021",
    }
    assert (book["_cchc"].sheet_state, book["_danh_muc"].sheet_state) == ("veryHidden", "hidden")


def test_a_link_is_relative_to_the_workbook(tmp_path):
    with zipfile.ZipFile(write(tmp_path / "a.xlsx")) as archive:
        assert (
            'Target="minh%20chứng\\1.1.pdf"' in archive.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
        )
    inside = replace(TABLE, rows=[{"ma": "1", "tep": Link("#'Kết quả'!A5", "lên đầu")}])
    book = openpyxl.load_workbook(write(tmp_path / "b.xlsx", inside))
    assert book["Kết quả"]["G5"].hyperlink.location == "'Kết quả'!A5"


@pytest.mark.parametrize("engine", [ironcalc_engine, pytest.param(libreoffice, marks=needs("soffice"))])
def test_a_formula_speaks_of_columns_and_reaches_into_the_spare_rows(tmp_path, engine):
    cells = engine.recalculated(write(tmp_path / "a.xlsx"))["Kết quả"]
    assert (cells["F5"], cells["F6"], cells.get("F9", "")) == (21, 6, "")


@needs("soffice")
def test_a_file_saved_by_libreoffice_reads_the_same(tmp_path):
    edits = [("Kết quả", "D7", 4.25), ("Kết quả", "C8", "Tốt")]
    out = libreoffice.edited(write(tmp_path / "a.xlsx"), tmp_path / "b.xlsx", edits)
    third = READ_BACK[2] | {"diem": Decimal("4.25"), "gap_doi": Decimal("8.5")}
    assert values(out) == [NOTHING | row for row in (*READ_BACK[:2], third, {"muc": "Tốt"})]


FOREIGN = {"B1": "Bảng điểm", "C3": "Tên  đơn vị", "B3": " ĐIỂM", "E3": "mã", "E4": "01", "B4": 0.1 + 0.2}
WANTED = replace(TABLE, columns=COLUMNS[:2] + COLUMNS[3:4] + COLUMNS[5:6])


def test_sheets_and_columns_are_found_by_what_people_call_them_wherever_they_stand(tmp_path):
    path = raw(tmp_path / "a.xlsx", FOREIGN | {"E9": "02", "C9": "S\u00a0ở"})
    rows = read_tables(path, [WANTED]).rows["ket_qua"]
    assert [(row.number, row["ma"], row["ten"], row["diem"]) for row in rows] == [
        (4, "01", None, Decimal("0.3")),
        (9, "02", "S ở", None),
    ]
    assert [rows[0].cells[key].place for key in ("ma", "ten", "diem")] == [
        f"KẾT  QUẢ!{a}" for a in ("E4", "C4", "B4")
    ]


def test_a_missing_sheet_and_missing_columns_are_named(tmp_path):
    with pytest.raises(CchcError, match=r"TEP15: tệp «a\.xlsx» không có trang «Kết quả»") as error:
        read_tables(raw(tmp_path / "a.xlsx", FOREIGN, "Trang khác"), [WANTED])
    assert "«Trang khác»" in error.value.fix
    with pytest.raises(
        CchcError, match=r"TEP16: trang «KẾT  QUẢ», dòng 3 của tệp «b\.xlsx» thiếu cột «Mức», «Ngày»"
    ):
        read_tables(raw(tmp_path / "b.xlsx", FOREIGN), [replace(TABLE, columns=COLUMNS[:5])])
    with pytest.raises(CchcError, match="TEP16"):
        read_tables(raw(tmp_path / "c.xlsx", {}), [WANTED])


def test_error_cells_and_formulas_never_calculated_are_told_with_their_cell(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("Kết quả")
        for address, value in FOREIGN.items():
            sheet.write(address, value)
        sheet.write_formula("B5", "=1/0", None, "#DIV/0!")
        sheet.write_formula("B6", "=1+1", None, "")
        sheet.write_formula("B7", "=1+1", None, 2)
    uncalculated = tmp_path / "b.xlsx"
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book.save(uncalculated)  # openpyxl drops every result
    read = read_tables(tmp_path / "a.xlsx", [WANTED])
    assert [(t.code, t.cell.place) for t in read.troubles] == [
        ("TEP17", "Kết quả!B5"),
        ("TEP18", "Kết quả!B6"),
    ]
    assert [row["diem"] for row in read.rows["ket_qua"]] == [Decimal("0.3"), None, None, Decimal(2)]
    told = [(t.code, t.cell.address) for t in read_tables(uncalculated, [WANTED]).troubles]
    assert told == [("TEP18", "B5"), ("TEP18", "B6"), ("TEP18", "B7")]
