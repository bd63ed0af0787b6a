import json
import shutil

import pytest

from cchc_xl import resources
from cchc_xl.actions.check import check_file
from cchc_xl.actions.new import new_workbook
from cchc_xl.entries.from_json import make_picture
from cchc_xl.entries.to_json import entries_of
from cchc_xl.errors import CchcError
from cchc_xl.excel.read import read_workbook
from cchc_xl.form.load import load_form


@pytest.fixture
def last_year(tmp_path, entries):
    """The report of 2021, two of whose tasks are not done."""
    typed = entries()
    typed["registers"]["nhiem_vu"][5] |= {"trang_thai": "chua_thuc_hien", "ngay_hoan_thanh": None}
    typed["registers"]["tthc"] = [
        {"ma": "1.01", "ten": "Cấp thẻ", "cap": "huyen", "muc_do": "mot_phan", "tinh_trang": "ap_dung"}
    ]
    typed["registers"]["van_ban"][0]["nam_ap_dung"] = 2022
    (tmp_path / "e.json").write_text(json.dumps(typed), "utf-8")
    out = tmp_path / "2021.xlsx"
    new_workbook("so-2021", "dt_sldtbxh", "2021", out, tmp_path / "e.json")
    return out


@pytest.fixture
def next_year(tmp_path, monkeypatch):
    """A form of 2022 that differs from that of 2021 in nothing but the year."""
    shutil.copytree(resources.workbook(), tmp_path / "workbook", ignore=shutil.ignore_patterns("*.xlsx"))
    (tmp_path / "workbook" / "so-2022").mkdir()
    text = 'base = "so-2021"\nkey = "so-2022"\nversion = "1.0"\nyear = 2022\n'
    (tmp_path / "workbook" / "so-2022" / "form.toml").write_text(text, "utf-8")
    monkeypatch.setattr(resources, "workbook", lambda: tmp_path / "workbook")
    load_form.cache_clear()
    yield "so-2022"
    load_form.cache_clear()


def test_within_the_year_every_row_goes_on_and_the_figures_are_cleared(samples, tmp_path, entries):
    quarter, half = tmp_path / "q1.xlsx", tmp_path / "6t.xlsx"
    (tmp_path / "e.json").write_text(json.dumps(entries()), "utf-8")
    new_workbook("so-2021", "dt_sldtbxh", "2021-Q1", quarter, tmp_path / "e.json")
    assert new_workbook("", "", "2021-6T", half, olds=[quarter]) == ()
    old, new = read_workbook(quarter), read_workbook(half)
    assert new.stamp.period == "2021-6T"
    assert new.stamp.token == ""
    assert new.field("ky").value == "6T"
    assert entries_of(new)["registers"] == entries_of(old)["registers"]
    typed = [i.code for i in new.form.indicators.values() if not i.formula]
    assert {new.figure(code).raw for code in typed} == {None}
    assert new.line("chi_tieu", "1.3.1")["ky_truoc"].value == 46
    assert new.line("chi_tieu", "1.1.1")["ky_truoc"].value == 34  # as counted, not as typed
    kept = ("nguoi_ky", "chuc_vu", "noi_nhan", "luu", "kinh_gui")
    assert all(new.field(key).value == old.field(key).value for key in kept)
    assert new.field("so_van_ban").value is new.field("ngay_chot").value is None
    assert new.line("chi_tieu", "6.1")["phong"].value == "dt_sldtbxh_khtc"


def test_into_another_year_go_unfinished_tasks_documents_of_that_year_and_procedures(
    last_year, next_year, tmp_path
):
    new_workbook("", "", "2022-Q1", tmp_path / "q1.xlsx", olds=[last_year])
    new = read_workbook(tmp_path / "q1.xlsx")
    assert new.stamp.form == "so-2022"
    assert [row.key for row in new.rows["nhiem_vu"]] == ["NV06", "NV30"]
    assert [row["nam_ap_dung"].value for row in new.rows["van_ban"]] == [2022]
    assert [row.key for row in new.rows["tthc"]] == ["1.01"]
    assert new.rows["kiem_tra"] == new.rows["kien_nghi"] == ()


def test_into_a_form_without_districts_nothing_is_lost_in_silence(last_year, tmp_path):
    told = new_workbook("", "", "2026-Q1", tmp_path / "q1.xlsx", olds=[last_year])
    assert any("«Cấp huyện»" in line for line in told)
    checked = check_file(tmp_path / "q1.xlsx")
    assert checked.picture.form.unit.name == "Sở Nội vụ"
    assert checked.picture.rows["tthc"][0]["cap"].raw == "Cấp huyện"
    assert "GT06" in {finding.code for finding in checked.findings}


def test_a_service_level_goes_on_under_the_name_it_has_now(last_year, tmp_path):
    """«Mức độ 3» has been called «Một phần» since NĐ 42/2022/NĐ-CP."""
    old = read_workbook(last_year).rows["tthc"][0]["muc_do"]
    new_workbook("", "", "2026-Q1", tmp_path / "q1.xlsx", olds=[last_year])
    new = read_workbook(tmp_path / "q1.xlsx").rows["tthc"][0]["muc_do"]
    assert (old.raw, new.raw) == ("Mức độ 3", "Một phần")
    assert old.value == new.value == "mot_phan"


def test_a_workbook_of_another_unit_is_refused(last_year, tmp_path):
    with pytest.raises(CchcError, match="KY02"):
        new_workbook("so-2026", "dt25_stp", "2026", tmp_path / "x.xlsx", olds=[last_year])


@pytest.mark.parametrize("sample", ["2021-nguyen-van", "2021-minh-hoa"])
def test_entries_of_a_picture_make_the_same_picture(form, samples, sample):
    picture = read_workbook(samples[sample])
    again = make_picture(form, "2021", entries_of(picture), token=picture.stamp.token)
    for key in form.sheets:
        if key != "loi":
            plain = [
                [{c: (e.state, e.value) for c, e in row.entries.items()} for row in one.rows[key]]
                for one in (picture, again)
            ]
            assert plain[0] == plain[1]
