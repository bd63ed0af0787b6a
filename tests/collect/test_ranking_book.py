"""What the result workbook shows for odd rankings."""

import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from support import libreoffice, pages
from support.needs import needs

from cchc_xl.collect.ranking import UnitScore
from cchc_xl.collect.ranking_book import read_result, write_result
from cchc_xl.collect.standings import stand
from cchc_xl.form.load import load_form

FORM = load_form("so-2021")


def written(tmp_path, count=3, **settings):
    """Write the result of some units, 99.5 percent and down."""
    ranking = FORM.meta.ranking._replace(**settings)
    form = replace(FORM, meta=FORM.meta._replace(ranking=ranking))
    whole = Decimal(100)
    points = [Decimal("99.5") - Decimal(i) / 8 for i in range(count)]
    scores = [
        UnitScore(f"u{i}", f"Đơn vị số {i}", {"1": p}, {"1": whole}, p, whole) for i, p in enumerate(points)
    ]
    out = tmp_path / "kq.xlsx"
    write_result(stand(scores, form, "2021"), out)
    return out


@pytest.mark.parametrize(("digits", "shown"), [(2, "#,##0.00"), (3, "#,##0.000")])
def test_points_are_shown_with_the_decimals_of_the_set(tmp_path, digits, shown):
    sheet = openpyxl.load_workbook(written(tmp_path, decimals=digits))["Xếp hạng"]
    heads = {cell.value: cell.column for cell in sheet[4]}
    cell = sheet.cell(6, heads["Tỷ lệ (%)"])
    assert (cell.number_format, cell.value) == (shown, {2: 99.38, 3: 99.375}[digits])
    assert f"so ở {digits} số lẻ" in sheet["A2"].value


@pytest.mark.parametrize(("ties", "said"), [("shared", "cùng hạng"), ("sequential", "ít điểm mất hơn")])
def test_the_rule_of_ties_stands_above_the_table(tmp_path, ties, said):
    assert said in openpyxl.load_workbook(written(tmp_path, ties=ties))["Xếp hạng"]["A2"].value


@pytest.mark.parametrize(
    ("count", "categories", "title"), [(3, "$B$5:$B$7", "hạng, %"), (70, "$A$5:$A$64", "(60 đơn vị đầu)")]
)
def test_the_chart_names_few_units_and_numbers_many(tmp_path, count, categories, title):
    with zipfile.ZipFile(written(tmp_path, count)) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    assert categories in chart and title in chart
    assert '<c:min val="0"/>' in chart, "columns cut off at the bottom exaggerate differences"


def test_where_nobody_is_ranked_only_those_who_are_not_are_shown(tmp_path):
    one = UnitScore("u", "U", {"1": None}, {"1": Decimal(5)}, None, Decimal(5), missing=("1",))
    write_result(stand([one], FORM, "2021"), tmp_path / "kq.xlsx")
    book = openpyxl.load_workbook(tmp_path / "kq.xlsx")
    assert "Xếp hạng" not in book.sheetnames
    assert book["Không xếp hạng"]["B5"].value == "chưa đủ điểm: 1 tiêu chí (1)"
    assert read_result(tmp_path / "kq.xlsx", "2022").empty


@needs("soffice", "poppler")
def test_a_result_prints_on_few_pages_without_hashes(tmp_path):
    pdf = libreoffice.to_pdf(written(tmp_path), tmp_path)
    texts = pages.page_texts(pdf)
    assert len(texts) == 4
    assert all("###" not in text for text in texts)
    assert "Đơn vị số 2" in texts[0] and "Tỷ lệ điểm theo thứ hạng" in texts[0]
