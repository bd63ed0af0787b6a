"""The score sheet checked: unscored rows, locks, appraisals; and last year's points in a new workbook."""

import shutil
from decimal import Decimal

import openpyxl
import pytest
from support import libreoffice
from support.needs import needs

from cchc_xl import resources
from cchc_xl.actions.check import check_file, check_picture
from cchc_xl.cli import main
from cchc_xl.entries.from_json import make_picture
from cchc_xl.excel.build import build
from cchc_xl.excel.read import read_workbook
from cchc_xl.findings import Severity
from cchc_xl.form.load import read_form

SCORES = ("CD01", "CD02", "CD03", "CD04", "CD05", "CD06", "CD07")


def told(form, entries) -> dict[str, list[tuple[str, str]]]:
    """Findings about the score sheet: what was found and the line and column of each cell."""
    checked = check_picture(make_picture(form, "2021", entries))
    sheet = form.sheets["tieu_chi"]
    lines = {row.number: row.key for row in checked.picture.rows["tieu_chi"]}
    letters = {letter: key for row in checked.picture.rows["tieu_chi"] for key, letter in row.letters.items()}
    found: dict[str, list[tuple[str, str]]] = {}
    for finding in checked.findings:
        for place in finding.places:
            if finding.code in SCORES and place.sheet == sheet.title:
                letter = place.cell.rstrip("0123456789")
                where = lines[int(place.cell[len(letter) :])], letters[letter]
                found.setdefault(finding.code, []).append(where)
    return found


def test_a_scored_sheet_is_not_accused(form, entries):
    assert told(form, entries()) == {}


@pytest.mark.parametrize(
    ("code", "typed", "expected"),
    [
        ("1.1.1", {"lua_chon": None}, {"CD01": [("1.1.1", "lua_chon")]}),
        ("1.4.1", {"so_nhap": None}, {"CD01": [("1.4.1", "so_nhap")]}),
        ("1.4.1", {"so_nhap": None, "lua_chon": "khong_ap_dung"}, {}),
        ("8.1.1", {"so_nhap": None}, {}),  # a survey comes later
        ("1.1.1", {"diem_tham_dinh": 1}, {}),
        ("1.1.1", {"diem_tham_dinh": 10}, {"CD02": [("1.1.1", "diem_tham_dinh")]}),
        ("1.1.1", {"diem_tham_dinh": -1, "giai_trinh": "x"}, {"CD02": [("1.1.1", "diem_tham_dinh")]}),
        ("10.1", {"diem_tham_dinh": 0.25}, {"CD02": [("10.1", "diem_tham_dinh")]}),
        ("10.1", {"diem_tham_dinh": -0.25, "giai_trinh": "đồng ý"}, {}),
        ("1.1.1", {"diem_tham_dinh": 0.5}, {"CD03": [("1.1.1", "giai_trinh")]}),
        ("1.1.1", {"diem_tham_dinh": 0.5, "giai_trinh": "Đồng ý với điểm thẩm định"}, {}),
        ("1.1.1", {"diem_nam_truoc": 7}, {"CD02": [("1.1.1", "diem_nam_truoc")]}),
        ("8.1.1", {"so_nhap": 0.85}, {"CD07": [("8.1.1", "so_nhap")]}),
        ("8.1.1", {"so_nhap": 1}, {}),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_row_is_told_at_its_cell(form, entries, code, typed, expected):
    changed = entries()
    changed["criteria"].setdefault(code, {}).update(typed)
    assert told(form, changed) == expected


def test_a_row_whose_figure_cannot_be_had_is_told_until_it_is_left_out(form, entries):
    changed = entries()
    changed["indicators"]["6.1"] = {"value": None, "state": "kad"}
    codes = [code for code, _ in told(form, changed)["CD06"]]
    assert codes and all(form.criteria[code].input for code in codes)
    for code in codes:
        changed["criteria"].setdefault(code, {})["lua_chon"] = "khong_ap_dung"
    assert told(form, changed) == {}
    changed["indicators"]["6.1"] = None  # a missing figure is told where it is typed
    assert "CD06" not in told(form, changed)


def test_a_survey_may_take_its_percentage_from_a_figure(tmp_path, entries):
    shutil.copytree(resources.workbook(), tmp_path / "workbook", ignore=shutil.ignore_patterns("*.xlsx"))
    path = tmp_path / "workbook" / "so-2021" / "criteria.csv"
    text = path.read_text("utf-8")
    assert ",survey,," in text
    path.write_text(text.replace(",survey,,", ",survey,ct_7_4,", 1), "utf-8")
    form, faults = read_form(path.parent, "dt_sldtbxh")
    assert faults == []
    typed = entries()
    (code,) = (one.code for one in form.criteria.values() if one.kind == "survey" and one.input)
    del typed["criteria"][code]["so_nhap"]
    typed["fields"] |= {"trang_thai_cham": "da_khoa", "khoa_nguoi": "A", "khoa_ngay": "2022-01-05"}
    typed["criteria"][code]["diem_khoa"] = 0
    assert ("CD04", [(code, "diem_khoa")]) in told(form, typed).items()
    typed["indicators"]["7.4"] = {"value": None, "state": "kad"}
    assert (code, "diem_khoa") in told(form, typed)["CD06"]


@pytest.mark.parametrize("key", ["so-2021", "so-2026", "tinh-minh-hoa"])
def test_a_blank_workbook_is_not_accused_of_figures_that_no_register_gives(key):
    assert "CD06" not in {
        finding.code for finding in check_file(resources.workbook() / f"{key}.xlsx").findings
    }


@pytest.mark.parametrize("cell", ["H154", "H155", "H156", "I154", "J9", "H9"])
def test_a_total_that_was_typed_over_is_told(samples, tmp_path, cell):
    book = openpyxl.load_workbook(samples["2021-minh-hoa"])
    book["Chấm điểm"][cell] = 99
    book.save(tmp_path / "x.xlsx")
    book.close()
    found = [f for f in check_file(tmp_path / "x.xlsx").findings if f.code == "CAU04"]
    assert [str(place) for f in found for place in f.places] == [f"Chấm điểm!{cell}"]


def test_appraised_totals_are_empty_until_every_scored_row_is_appraised(form, entries):
    typed = entries()
    value = check_picture(make_picture(form, "2021", typed)).evaluation.number
    assert value("tc_tong_cuoi") is None and value("tc_tong_tham_dinh") is None
    for criterion in form.criteria.values():
        if criterion.rule and criterion.kind != "survey":
            typed["criteria"].setdefault(criterion.code, {})["diem_tham_dinh"] = 0
    del typed["criteria"]["1.1.1"]["diem_tham_dinh"]
    value = check_picture(make_picture(form, "2021", typed)).evaluation.number
    assert value("tc_tong_cuoi") is None and value("tc_1_cuoi") is None and value("tc_2_cuoi") == 0


@pytest.fixture
def locked(samples, tmp_path):
    out = tmp_path / "da-khoa.xlsx"
    assert main(["score", str(samples["2021-minh-hoa"]), "--lock", "Người tổng hợp", "-o", str(out)]) == 0
    return out


def test_locking_writes_points_who_and_when_and_accuses_nobody(locked, capsys):
    checked = check_file(locked)
    assert {finding.severity for finding in checked.findings} == {Severity.INFO}
    assert checked.picture.field("trang_thai_cham").text == "da_khoa"
    assert checked.picture.field("khoa_nguoi").text == "Người tổng hợp"
    row = checked.picture.line("tieu_chi", "1.1.3")
    assert row["diem_khoa"].value == checked.evaluation.number("tc_1_1_3") > 2
    assert main(["score", str(locked), "--lock", "Người khác", "-o", str(locked.with_name("z.xlsx"))]) == 2
    assert "KHOA01" in capsys.readouterr().err


@needs("soffice")
def test_a_choice_changed_after_locking_is_told_with_both_points(locked, tmp_path):
    row = read_workbook(locked).line("tieu_chi", "1.1.1")
    edited = libreoffice.edited(
        locked, tmp_path / "x.xlsx", [("Chấm điểm", row["lua_chon"].place.cell, "Chậm thời hạn")]
    )
    finding = next(one for one in check_file(edited).findings if one.code == "CD04")
    assert (finding.found, finding.expected) == ("0,5", "1")
    assert finding.places == (row["lua_chon"].place,)
    assert "Người tổng hợp" in finding.message


def test_a_figure_changed_elsewhere_breaks_the_lock_of_the_rows_it_feeds(form, entries):
    changed = entries()
    changed["fields"] |= {"trang_thai_cham": "da_khoa", "khoa_nguoi": "A", "khoa_ngay": "2022-01-05"}
    points = check_picture(make_picture(form, "2021", entries())).evaluation
    for criterion in form.criteria.values():
        if criterion.rule and (value := points.number(criterion.name)) is not None:
            changed["criteria"].setdefault(criterion.code, {})["diem_khoa"] = float(value)
    assert told(form, changed) == {}
    changed["indicators"]["6.1"] = 70
    assert all(code.startswith("6.1") for code, _ in told(form, changed)["CD04"])


def test_a_state_that_says_locked_without_locked_points_is_told(form, entries):
    changed = entries()
    changed["fields"] |= {"trang_thai_cham": "da_khoa"}
    codes = {finding.code for finding in check_picture(make_picture(form, "2021", changed)).findings}
    assert {"CD05", "TT01"} <= codes


def test_the_points_of_a_year_stand_as_last_years_in_the_next(samples, tmp_path, form, entries):
    judged = entries()
    judged["criteria"]["1.1.1"]["diem_tham_dinh"] = 0.5
    old = tmp_path / "2021.xlsx"
    build(make_picture(form, "2021", judged), old)
    out = tmp_path / "2026.xlsx"
    assert main(["new", "--period", "2026-Q1", "--from", str(old), "-o", str(out)]) == 0
    new = read_workbook(out)
    assert new.line("tieu_chi", "1.1.1")["diem_nam_truoc"].value == Decimal("0.5")  # the final points
    assert new.line("tieu_chi", "1.1.3")["diem_nam_truoc"].value > 2  # the self-score where none are final
    again = tmp_path / "2026-6T.xlsx"
    assert main(["new", "--period", "2026-6T", "--from", str(out), "-o", str(again)]) == 0
    assert read_workbook(again).line("tieu_chi", "1.1.1")["diem_nam_truoc"].value == Decimal("0.5")
