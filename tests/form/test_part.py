from dataclasses import replace

import pytest
from support.libreoffice import recalculated
from support.needs import needs

from cchc_xl.actions.check import check_picture
from cchc_xl.entries.evaluate import evaluate
from cchc_xl.entries.from_json import make_picture
from cchc_xl.excel.build import build
from cchc_xl.excel.read import read_workbook
from cchc_xl.form.layout import column_letters, line_row
from cchc_xl.form.load import load_form
from cchc_xl.form.part import own_share, part_of, read_share, write_share

OFFICE, INSPECTORATE, SCHOOL = "dt_sldtbxh_vp", "dt_sldtbxh_ttr", "dt_sldtbxh_tc_hong_ngu"


def titles(form):
    return [sheet.title for sheet in form.sheets.values() if not sheet.absent and not sheet.hidden]


def made(form, phong, path, **entries):
    """A division's workbook as it would be handed out, read back."""
    share = own_share(form, phong)
    picture = make_picture(part_of(form, phong), "2021", entries)
    stamp = picture.stamp._replace(phong=phong, token="x" * 8, due="2021-12-20", share=write_share(share))
    build(replace(picture, stamp=stamp), path)
    return read_workbook(path)


@pytest.mark.parametrize(
    ("phong", "expected"),
    [
        (OFFICE, ["Bắt đầu", "Nhiệm vụ", "Phụ lục I", "Nội dung báo cáo", "Khó khăn, vướng mắc"]),
        (INSPECTORATE, ["Bắt đầu", "Nhiệm vụ", "Phụ lục I", "Nội dung báo cáo", "Khó khăn, vướng mắc"]),
        (SCHOOL, ["Bắt đầu", "Nhiệm vụ", "Khó khăn, vướng mắc"]),
    ],
)
def test_a_part_has_the_few_sheets_of_its_division(form, phong, expected):
    assert titles(part_of(form, phong)) == expected


def test_a_part_has_its_lines_under_their_headings_and_no_figure_that_the_unit_counts_from_registers(form):
    part = part_of(form, INSPECTORATE)
    assert list(part.sheets["chi_tieu"].line) == ["2", *part.indicators]
    assert list(part.indicators) == ["2.1", "2.2.1", "2.2.2", "2.2.3", "2.3.1", "2.3.2", "2.3.3"]
    assert "1.1.1" not in part_of(form, OFFICE).indicators, "đếm từ trang Nhiệm vụ của mọi phòng"
    assert "1.1.3" not in part_of(form, OFFICE).indicators, "tính từ số đếm"
    assert "3.3.1" in part_of(form, OFFICE).indicators, "trang Hồ sơ một cửa ẩn khi chưa dùng"


def test_a_share_is_read_as_it_was_written(form):
    for option in form.lists["phong"]:
        share = own_share(form, option.key)
        assert read_share(write_share(share)) == share


def test_a_share_may_name_what_this_version_of_the_form_does_not_have(form):
    part = part_of(form, SCHOOL, "nhiem_vu;mat_dang;chi_tieu:2.1,99.9")
    assert titles(part) == ["Bắt đầu", "Nhiệm vụ", "Phụ lục I"]
    assert list(part.indicators) == ["2.1"]


@pytest.mark.parametrize("key", ["so-2021", "so-2026", "tinh-minh-hoa"])
def test_every_part_of_every_form_can_be_worked_out_and_checked(key):
    form = load_form(key)
    for option in form.lists["phong"]:
        part = part_of(form, option.key)
        assert len(part.formulas) < len(form.formulas)
        picture = make_picture(part, str(form.meta.year), {})
        codes = {finding.code for finding in check_picture(picture).findings}
        assert codes <= {"CT01", "ND01"}, "chỉ nhắc ô còn trống của phòng"


def test_a_part_is_read_back_with_what_was_typed(form, tmp_path):
    rows = [{"ma": "NV1", "linh_vuc": "the_che", "noi_dung": "Rà soát", "phong": INSPECTORATE}]
    read = made(
        form, INSPECTORATE, tmp_path / "ttr.xlsx", indicators={"2.1": 4}, registers={"nhiem_vu": rows}
    )
    assert (read.stamp.phong, read.stamp.due, read.stamp.token) == (INSPECTORATE, "2021-12-20", "x" * 8)
    assert read.figure("2.1").value == 4
    assert [row.key for row in read.filled("nhiem_vu")] == ["NV1"]
    assert read.remarks == ()


def test_a_long_share_comes_back_from_the_custom_properties_alone(form, tmp_path):
    from openpyxl import load_workbook

    made(form, OFFICE, tmp_path / "vp.xlsx")
    book = load_workbook(tmp_path / "vp.xlsx")
    del book["_cchc"]
    book.save(tmp_path / "mat-trang.xlsx")
    read = read_workbook(tmp_path / "mat-trang.xlsx")
    assert read_share(read.stamp.share) == own_share(form, OFFICE)


def test_what_a_part_holds_is_checked(form, tmp_path):
    read = made(form, INSPECTORATE, tmp_path / "ttr.xlsx", indicators={"2.3.2": 2, "2.3.3": 5})
    assert "error" in {finding.severity for finding in check_picture(read).findings}, "2.3.3 <= 2.3.2"


@needs("soffice")
def test_excel_works_a_part_out_as_python_does(form, tmp_path):
    read = made(form, OFFICE, tmp_path / "vp.xlsx", indicators={"1.3.1": 8, "1.3.2": 6, "3.3.1": 120})
    cells, values = recalculated(tmp_path / "vp.xlsx"), evaluate(read)
    figures = [formula for formula in read.form.formulas if values.number(formula.name) is not None]
    assert len(figures) > 10
    for formula in figures:
        key, line, column = formula.cell
        sheet = read.form.sheets[key]
        address = f"{column_letters(sheet, column)}{line_row(sheet, line)}"
        shown = cells[sheet.title].get(address)
        assert shown == pytest.approx(float(values.number(formula.name))), formula.name
