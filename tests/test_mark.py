import zipfile

import openpyxl
import pytest
from support import libreoffice, openxml
from support.needs import needs

from cchc_xl.actions.check import check_file
from cchc_xl.cli import main


@pytest.fixture
def faulty(samples, tmp_path):
    """The corrected sample with two figures that do not fit."""
    book = openpyxl.load_workbook(samples["2021-minh-hoa"])
    book["Phụ lục I"]["D41"], book["Phụ lục I"]["D92"] = "mười", 120
    book.save(tmp_path / "sai.xlsx")
    book.close()
    return tmp_path / "sai.xlsx"


def test_a_check_can_be_written_into_a_copy(faulty, tmp_path):
    before, out = faulty.read_bytes(), tmp_path / "dau.xlsx"
    assert main(["check", str(faulty), "-o", str(out)]) == 1
    assert faulty.read_bytes() == before
    marked = check_file(out)
    told = [(row["ma"].text, row["trang"].text, row["o"].text) for row in marked.picture.filled("loi")]
    wanted = [(f.code, p.sheet, p.cell) for f in check_file(faulty).findings for p in f.places]
    assert told == wanted
    assert [f.code for f in marked.findings] == [f.code for f in check_file(faulty).findings]


@pytest.mark.parametrize(("method", "where"), [("insert_rows", 1), ("insert_cols", 2)])
def test_findings_are_written_where_the_sheet_stands(faulty, tmp_path, method, where):
    book = openpyxl.load_workbook(faulty)
    getattr(book["Lỗi và cảnh báo"], method)(where, 2)
    book.save(tmp_path / "doi.xlsx")
    book.close()
    main(["check", str(tmp_path / "doi.xlsx"), "-o", str(tmp_path / "x.xlsx")])
    told = [f.code for f in check_file(tmp_path / "x.xlsx").findings]
    assert told == [f.code for f in check_file(tmp_path / "doi.xlsx").findings]
    assert next(check_file(tmp_path / "x.xlsx").picture.filled("loi"))["ma"].text == told[0]


@needs("soffice")
def test_only_an_xlsx_takes_findings(samples, tmp_path, capsys):
    ods = libreoffice.edited(samples["2021-minh-hoa"], tmp_path / "x.ods", [])
    assert main(["check", str(ods), "-o", str(tmp_path / "y.xlsx")]) == 2
    assert "TEP14" in capsys.readouterr().err


def test_a_check_never_changes_the_file_itself(faulty, capsys):
    before = faulty.read_bytes()
    assert main(["check", str(faulty), "-o", str(faulty)]) == 2
    assert "TEP10" in capsys.readouterr().err
    assert faulty.read_bytes() == before


def test_only_the_findings_sheet_changes(samples, tmp_path):
    main(["check", str(samples["2021-nguyen-van"]), "-o", str(tmp_path / "x.xlsx")])
    with zipfile.ZipFile(samples["2021-nguyen-van"]) as a, zipfile.ZipFile(tmp_path / "x.xlsx") as b:
        assert a.namelist() == b.namelist()
        changed = {name for name in a.namelist() if a.read(name) != b.read(name)}
    assert changed - {"xl/workbook.xml"} <= {"xl/worksheets/sheet15.xml", "xl/tables/table7.xml"}


@needs("soffice")
def test_the_verdict_of_the_start_page_follows(faulty, tmp_path):
    main(["check", str(faulty), "-o", str(tmp_path / "x.xlsx")])
    cells = libreoffice.recalculated(tmp_path / "x.xlsx")
    assert cells["Bắt đầu"]["B5"] == "Còn lỗi phải sửa"


@needs("ooxml-validator")
def test_the_open_xml_sdk_finds_nothing_in_the_copy(samples, tmp_path):
    main(["check", str(samples["2021-nguyen-van"]), "-o", str(tmp_path / "x.xlsx")])
    assert openxml.problems(tmp_path / "x.xlsx") == []


def links_of(path):
    sheet = openpyxl.load_workbook(path)["Lỗi và cảnh báo"]
    return {
        cell.coordinate: cell.hyperlink.location
        for row in sheet.iter_rows(min_row=5)
        for cell in row
        if cell.hyperlink
    }


def test_each_finding_leads_to_its_cell_and_no_link_of_a_check_before_stays(samples, faulty, tmp_path):
    one, two = tmp_path / "mot.xlsx", tmp_path / "hai.xlsx"
    for source, out in ((samples["2021-nguyen-van"], one), (faulty, two)):
        main(["check", str(source), "-o", str(out)])
        rows = check_file(out).picture.filled("loi")
        wanted = {row["o"].place.cell: f"'{row['trang'].text}'!{row['o'].text}" for row in rows}
        assert wanted and links_of(out) == wanted
    assert len(links_of(one)) != len(links_of(two))
    again = tmp_path / "lai.xlsx"
    main(["check", str(one), "-o", str(again)])
    assert links_of(again) == links_of(one)


@needs("soffice")
@needs("ooxml-validator")
def test_a_workbook_saved_elsewhere_gets_its_links(samples, tmp_path):
    saved = libreoffice.edited(samples["2021-nguyen-van"], tmp_path / "luu.xlsx", [])
    out = tmp_path / "ra" / saved.name
    main(["check", str(saved), "-o", str(out)])
    assert links_of(out)
    assert openxml.problems(out) == openxml.problems(saved)
