"""The judges in tests/support tell right from wrong on a small workbook."""

import datetime
import zipfile
from pathlib import Path

import docx
import pytest
import xlsxwriter
from docx.enum.text import WD_BREAK
from support import ironcalc_engine, libreoffice, openxml, pages
from support.needs import needs

TITLE = "Nhiệm vụ, kế hoạch"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Return a workbook whose formulas all have the cached value 0."""
    path = tmp_path / "sổ.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(TITLE)
        unlocked = book.add_format({"locked": False})
        due = book.add_format({"num_format": "dd/mm/yyyy", "locked": False})
        sheet.write_column("A1", [2, 3], unlocked)
        sheet.write_formula("A3", "=SUM(so)")
        sheet.write("B1", "Đúng hạn", unlocked)
        sheet.write_formula("B2", '=IF(A1>9,"x","")')
        sheet.write_formula("B3", "=1/0")
        sheet.write_formula("B4", "=A1=2")
        sheet.write_datetime("C1", datetime.datetime(2021, 6, 30), due)
        book.define_name("so", f"='{TITLE}'!$A$1:$A$2")
        sheet.set_column("A:C", 12)
        sheet.protect()
    return path


CALCULATED = {"A1": 2, "A2": 3, "A3": 5, "B1": "Đúng hạn", "B2": "", "B3": "#DIV/0!", "B4": True, "C1": 44377}


def test_it_recalculates_with_ironcalc(workbook: Path):
    assert ironcalc_engine.recalculated(workbook) == {TITLE: CALCULATED}


@needs("soffice")
class TestLibreOffice:
    def test_it_recalculates(self, workbook: Path):
        assert libreoffice.recalculated(workbook) == {TITLE: CALCULATED}

    def test_it_keeps_what_is_typed(self, workbook: Path, tmp_path: Path):
        typed = [(TITLE, "A1", 10), (TITLE, "B1", "01"), (TITLE, "C1", datetime.date(2021, 12, 31))]
        out = libreoffice.edited(workbook, tmp_path / "sửa.xlsx", typed)
        expected = CALCULATED | {"A1": 10, "A3": 13, "B1": "01", "B2": "x", "B4": False, "C1": 44561}
        assert libreoffice.recalculated(out) == {TITLE: expected}
        assert ironcalc_engine.recalculated(out) == {TITLE: expected}

    def test_it_empties_a_cell(self, workbook: Path, tmp_path: Path):
        out = libreoffice.edited(workbook, tmp_path / "out.xlsx", [(TITLE, "A1", None)])
        assert "A1" not in libreoffice.recalculated(out)[TITLE]

    def test_it_refuses_a_locked_cell_as_excel_does(self, workbook: Path, tmp_path: Path):
        edits: list[libreoffice.Edit] = [(TITLE, "A3", 99)]
        with pytest.raises(libreoffice.LibreOfficeError, match=r"cell A3 of sheet .* is locked"):
            libreoffice.edited(workbook, tmp_path / "out.xlsx", edits)
        out = libreoffice.edited(workbook, tmp_path / "out.xlsx", edits, unprotect=True)
        assert libreoffice.recalculated(out)[TITLE]["A3"] == 99

    def test_it_says_which_file_it_cannot_open(self, tmp_path: Path):
        with pytest.raises(libreoffice.LibreOfficeError, match="absent"):
            libreoffice.recalculated(tmp_path / "absent.xlsx")

    def test_it_starts_again_after_libreoffice_died(self, workbook: Path):
        libreoffice.recalculated(workbook)
        libreoffice._office.kill()
        assert libreoffice.recalculated(workbook) == {TITLE: CALCULATED}

    @needs("poppler")
    def test_it_prints_a_workbook(self, workbook: Path, tmp_path: Path):
        pdf = libreoffice.to_pdf(workbook, tmp_path / "pdf")
        (text,) = pages.page_texts(pdf)
        assert "Đúng hạn" in text
        assert "30/06/2021" in text

    @needs("poppler")
    def test_it_prints_a_document(self, tmp_path: Path):
        document = docx.Document()
        document.add_paragraph("Trang một").add_run().add_break(WD_BREAK.PAGE)
        document.add_paragraph("Trang hai")
        document.save(str(tmp_path / "báo cáo.docx"))
        pdf = libreoffice.to_pdf(tmp_path / "báo cáo.docx", tmp_path)
        assert [text.strip() for text in pages.page_texts(pdf)] == ["Trang một", "Trang hai"]
        images = pages.page_pngs(pdf, tmp_path / "ảnh", 50)
        assert [image.name for image in images] == ["báo cáo-1.png", "báo cáo-2.png"]


@needs("ooxml-validator")
class TestTheValidator:
    def test_it_finds_nothing_in_a_good_workbook(self, workbook: Path):
        assert openxml.problems(workbook) == []

    def test_it_finds_the_damage_in_a_bad_one(self, workbook: Path, tmp_path: Path):
        bad = tmp_path / "bad.xlsx"
        with zipfile.ZipFile(workbook) as good, zipfile.ZipFile(bad, "w") as out:
            for name in good.namelist():
                out.writestr(name, good.read(name).replace(b"<sheetData>", b"<sheetDatum/><sheetData>"))
        (problem,) = openxml.problems(workbook, bad)
        assert problem.startswith("bad.xlsx/xl/worksheets/sheet1.xml /x:worksheet[1]")
        assert "sheetDatum" in problem

    def test_it_finds_that_a_file_is_no_workbook(self, tmp_path: Path):
        text = tmp_path / "text.xlsx"
        text.write_text("no workbook")
        assert len(openxml.problems(text)) == 1
