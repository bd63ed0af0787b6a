import io
import json
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from lxml import etree
from support import libreoffice, openxml, pages
from support.needs import needs
from support.templates import with_members

from cchc_xl import resources
from cchc_xl.cli import main
from cchc_xl.excel.patch import patch
from cchc_xl.excel.read import read_workbook
from cchc_xl.form.model import CRITERIA
from cchc_xl.text.numbers import show_number
from cchc_xl.text.vietnamese import fold
from cchc_xl.word.render import TemplateError, render

TEMPLATE = resources.templates() / "bao-cao-tu-cham-diem.docx"
CHART, BOOK = "word/charts/chart1.xml", "word/embeddings/Microsoft_Excel_Sheet1.xlsx"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
ALT = "Điểm tự chấm theo lĩnh vực"
DATA = {
    "ten": ALT,
    "nhom": ["1. Thể chế & TTHC", "2. =Bộ máy", "http://x.vn"],
    "day": [{"ten": "Tối đa", "so": ["20", "7.5", "3"]}, {"ten": "Đạt", "so": ["18.25", "", "0"]}],
}


def member(path, name):
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def cached(path):
    """The chart as printed: its name, categories and numbers by series."""
    for series in etree.fromstring(member(path, CHART)).iter(C + "ser"):
        points = series.iterfind(f"{C}val/{C}numRef/{C}numCache/{C}pt")
        numbers = {int(point.get("idx")): point.findtext(C + "v") for point in points}
        names = [v.text for v in series.iterfind(f"{C}cat//{C}v")]
        yield series.findtext(f"{C}tx//{C}v"), {n: numbers[i] for i, n in enumerate(names) if i in numbers}


def edited(path):
    """The chart as «Edit data» opens it: what stands in the cells to which it refers."""
    book = openpyxl.load_workbook(io.BytesIO(member(path, BOOK)))
    for series in etree.fromstring(member(path, CHART)).iter(C + "ser"):
        places = [series.findtext(f"{C}{part}//{C}f") for part in ("tx", "cat", "val")]
        name, names, values = (_cells(book, place) for place in places)
        pairs = zip(names, values, strict=True)
        yield name[0], {n: f"{v:g}" for n, v in pairs if v is not None}
    book.close()


def _cells(book, reference):
    sheet, _, area = reference.partition("!")
    found = book[sheet][area.replace("$", "")]
    return [cell.value for row in found for cell in row] if isinstance(found, tuple) else [found.value]


@pytest.fixture(scope="module")
def made(samples, tmp_path_factory):
    out = tmp_path_factory.mktemp("bieu-do") / "x.docx"
    command = ["report", str(samples["2021-minh-hoa"]), "--template", "bao-cao-tu-cham-diem"]
    assert main([*command, "-o", str(out)]) == 0
    return out


@pytest.fixture
def drawn(made, tmp_path):
    """A chart filled with DATA, changed so; `chart` are replacements in its XML, `body` in the document's."""

    def draw(chart=(), body=(), **changes):
        text = member(TEMPLATE, CHART).decode()
        paragraph = etree.fromstring(member(TEMPLATE, "word/document.xml"))
        shown = next(p for p in paragraph.iter("{*}p") if p.find(".//{*}drawing") is not None)
        for element in list(paragraph[0]):
            if element is not shown and not element.tag.endswith("sectPr"):
                paragraph[0].remove(element)
        document = etree.tostring(paragraph, encoding="unicode")
        for old, new in chart:
            assert old in text
            text = text.replace(old, new)
        for old, new in body:
            assert old in document
            document = document.replace(old, new)
        template = tmp_path / "mau.docx"
        template.write_bytes(TEMPLATE.read_bytes())
        with_members(template, {CHART: text.encode(), "word/document.xml": document.encode()})
        render(template, {"bieu_do": [{**DATA, **changes}], "du_thao": False}, tmp_path / "ra.docx")
        return tmp_path / "ra.docx"

    return draw


def test_the_chart_shows_the_points_of_the_score_by_area_against_the_maximum(made, samples, capsys):
    assert main(["score", "--json", str(samples["2021-minh-hoa"])]) == 0
    areas = [area for area in json.loads(capsys.readouterr().out)["areas"] if area["code"] not in ("9", "10")]
    (maximum, maxima), (points, scores) = cached(made)
    assert (maximum, points) == ("Điểm tối đa được tính", "Điểm tự chấm")
    assert [name.split(".")[0] for name in scores] == [area["code"] for area in areas]
    for area, shown in zip(areas, scores.values(), strict=True):
        assert abs(float(area["score"]) - float(shown)) <= 0.005
    assert len(set(maxima.values())) > 4


def test_edit_data_opens_the_numbers_that_are_printed(made, drawn):
    assert list(edited(made)) == list(cached(made))
    assert list(edited(drawn())) == list(cached(drawn()))


def test_an_edited_report_gets_the_chart_of_the_new_points(made, samples, tmp_path):
    workbook, new, out = samples["2021-minh-hoa"], tmp_path / "so.xlsx", tmp_path / "moi.docx"
    chosen = read_workbook(workbook).line(CRITERIA, "1.1.1")["lua_chon"]
    assert chosen.raw != "Không"
    patch(workbook, new, {chosen.place.sheet: {chosen.place.cell: "Không"}})
    assert main(["report", str(new), "-o", str(out), "--draft", "--update", str(made)]) == 0
    fresh = tmp_path / "in-lai.docx"
    again = ["report", str(new), "--draft", "--template", "bao-cao-tu-cham-diem", "-o", str(fresh)]
    assert main(again) == 0
    assert list(cached(out)) == list(edited(out)) == list(cached(fresh)) != list(cached(made))


def test_a_number_that_is_not_there_leaves_a_gap_and_texts_stay_texts(drawn):
    names = DATA["nhom"]
    assert list(cached(drawn())) == [
        ("Tối đa", dict(zip(names, ["20", "7.5", "3"], strict=True))),
        ("Đạt", {names[0]: "18.25", names[2]: "0"}),
    ]


def test_the_chart_is_found_by_its_alt_text_however_it_is_spelt(drawn):
    told = drawn(body=[(ALT, f"  {fold(ALT).upper()} ")])
    assert next(cached(told))[0] == "Tối đa"


def test_the_same_numbers_make_the_same_bytes(drawn):
    first = drawn().read_bytes()
    assert drawn().read_bytes() == first


def test_a_chart_without_a_workbook_of_its_own_is_filled_too(drawn):
    link = '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>'
    assert next(cached(drawn(chart=[(link, "")])))[0] == "Tối đa"


def test_a_template_without_the_drawing_needs_no_chart(drawn):
    assert drawn(body=[("c:chart ", "c:other ")]).is_file()


@pytest.mark.parametrize(
    ("changes", "why", "remedy"),
    [
        ({"body": [(ALT, "Biểu đồ của tôi")]}, "thay thế «Biểu đồ của tôi»", f"thành «{ALT}»"),
        ({"body": [(f' descr="{ALT}"', "")]}, "thay thế «»", f"thành «{ALT}»"),
        ({"day": DATA["day"][:1]}, "có 2 chuỗi số liệu, chỉ có 1", "Xoá bớt chuỗi"),
    ],
)
def test_a_chart_that_would_show_the_numbers_of_the_template_is_refused(drawn, changes, why, remedy):
    with pytest.raises(TemplateError) as told:
        drawn(**changes)
    assert told.value.code == "MAU30"
    assert why in told.value.message and remedy in told.value.fix


def test_a_chart_that_leads_nowhere_is_a_broken_template(drawn):
    with pytest.raises(TemplateError) as told:
        drawn(body=[("rId20", "rId99")])
    assert told.value.code == "MAU01"


@needs("ooxml-validator")
def test_the_open_xml_sdk_finds_nothing(made, drawn):
    assert openxml.problems(made, drawn()) == []


@needs("soffice", "poppler")
def test_libreoffice_draws_the_new_numbers(made, tmp_path):
    shown = pages.page_texts(libreoffice.to_pdf(made, tmp_path))
    page = next(page for page in shown if "Điểm tự chấm so với điểm tối đa" in page)
    for _, numbers in cached(made):
        for value in numbers.values():
            assert show_number(Decimal(value)) in page
