"""Forms are data: so-2026 is so-2021 with a few rows replaced and removed."""

import shutil
from pathlib import Path

import pytest

from cchc_xl import resources
from cchc_xl.actions.form import in_markdown
from cchc_xl.form.load import forms, load_form, read_form

COLUMNS = "sheet,key,title,type,list,fill,required,formula,width,example,help"
CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def later():
    return load_form("so-2026")


def test_the_two_level_form_has_no_district(form, later):
    districts = {"thoi_han_huyen", "huyen"}
    assert districts & {*form.sheets["tthc"].column, *form.options("cap")} == districts
    assert not districts & {*later.sheets["tthc"].column, *later.options("cap")}
    assert "3.1.3.2" in form.indicators
    assert "3.1.3.2" not in later.indicators
    assert "ct_3_1_3_2" not in later.indicators["3.1.3"].formula


@pytest.mark.parametrize("code", ["7.5.1", "7.5.1.1", "7.5.2", "7.5.2.1", "7.5.3.1", "7.5.3.2"])
def test_service_levels_change_their_label_and_keep_their_code_and_formula(form, later, code):
    before, after = form.indicators[code], later.indicators[code]
    assert "ức độ" in before.label
    assert "ức độ" not in after.label
    assert before.register == after.register


def test_no_word_of_the_old_levels_or_districts_is_left(later):
    text = in_markdown(later)
    assert [line for line in text.splitlines() if "mức độ 3" in line or "cấp huyện" in line.lower()] == []


def test_units_are_those_of_the_year_with_their_predecessors(form, later):
    assert "Sở Lao động – Thương binh và Xã hội" in form.options("don_vi").values()
    assert "Sở Lao động – Thương binh và Xã hội" not in later.options("don_vi").values()
    office = later.units["dt25_snv"]
    assert {later.units[code].name for code in office.predecessor.split()} >= {"Sở Nội vụ"}
    assert later.units["dt25_ubnd"].predecessor.split() == ["dt_ubnd", "tg_ubnd"]
    for unit in later.units.values():
        for code in unit.predecessor.split():
            assert unit.code in later.units[code].successor.split()


def test_the_divisions_of_the_unit_own_its_indicators(form, later):
    for one in (form, later):
        owners = {line.defaults.get("phong") for line in one.sheets["chi_tieu"].lines if not line.heading}
        assert owners - {None} <= set(one.options("phong"))
        assert len(owners) > 1


@pytest.mark.parametrize(
    ("table", "text", "said"),
    [
        ("removed", "columns,tthc.thoi_han_nam,thử\n", "removed.csv, dòng 12, cột key: biểu mẫu gốc"),
        ("lists", "muc_do_dvc,cham,Một phần\n", "lists.csv, dòng 4, cột label"),
        ("columns", f"{COLUMNS}\ntthc,la,Lạ,chu,,typed,,,9,,\n", "columns.csv, dòng 2, cột type"),
        ("form.toml", 'base = "so-1999"\n', "form.toml, dòng 1"),
        ("form.toml", 'base = "so-2021"\nkey = so-2026\n', "form.toml, dòng 2: viết sai TOML"),
        ("form.toml", 'base = "so-2021"\nkey = "so-2026"\nyear = "hai nghìn"\n', "mục «year» sai kiểu"),
        ("form.toml", 'base = "so-2021"\nkey = "so-2026"\nyear = 2026\nthang = 3\n', "không có mục «thang»"),
        ("chekcs", "a,b\n", "chekcs.csv, dòng 1: biểu mẫu không có bảng này"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_difference_is_named_by_its_own_line(tmp_path, table, text, said):
    shutil.copytree(resources.workbook(), tmp_path / "workbook", ignore=shutil.ignore_patterns("*.xlsx"))
    folder = tmp_path / "workbook" / "so-2026"
    path = folder / (table if "." in table else f"{table}.csv")
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(text if table == "form.toml" else before + text, "utf-8")
    faults = [str(fault) for fault in read_form(folder)[1]]
    assert any(said in fault for fault in faults), faults


def test_a_mistake_of_the_base_is_named_with_its_folder(tmp_path):
    shutil.copytree(resources.workbook(), tmp_path / "workbook", ignore=shutil.ignore_patterns("*.xlsx"))
    base = tmp_path / "workbook" / "so-2021" / "bands.csv"
    base.write_text(base.read_text("utf-8").replace("90,", "chín,", 1), "utf-8")
    faults = [str(fault) for fault in read_form(tmp_path / "workbook" / "so-2026")[1]]
    assert any("../so-2021/bands.csv, dòng 2" in fault for fault in faults), faults


def test_a_new_row_stands_after_the_row_above_it(tmp_path):
    shutil.copytree(resources.workbook(), tmp_path / "workbook", ignore=shutil.ignore_patterns("*.xlsx"))
    path = tmp_path / "workbook" / "so-2026" / "lists.csv"
    path.write_text(
        "list,key,label\nmuc_do_dvc,mot_phan,Một phần\nmuc_do_dvc,thu,Thử nghiệm\n"
        "muc_do_dvc,toan_trinh,Toàn trình\n",
        "utf-8",
    )
    changed, faults = read_form(tmp_path / "workbook" / "so-2026")
    assert faults == []
    assert list(changed.options("muc_do_dvc")) == ["khong", "mot_phan", "thu", "toan_trinh"]


def test_the_handbook_is_what_the_forms_say():
    told = "\n".join(in_markdown(load_form(key)) for key in forms())
    written = (CHECKOUT / "docs" / "bieu-mau.md").read_text("utf-8")
    assert written == told, "docs/bieu-mau.md is stale: run cchc build"
