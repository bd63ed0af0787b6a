"""Criteria sets typed in Excel: out, changed, back in; every mistake told by its cell."""

import datetime
import json
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from support import ironcalc_engine, libreoffice, openxml
from support.needs import needs

from cchc_xl import resources
from cchc_xl.cli import main
from cchc_xl.form.load import load_form

COLUMNS = {
    "code": "A", "label": "B", "max": "C", "sum": "D", "kind": "E", "input": "F", "params": "G",
    "setting": "H", "phong": "I", "appraiser": "J",
}  # fmt: skip
HEAD = {"key": "B5", "base": "B6", "year": "B8", "set_maximum": "B10", "criteria_note": "B11"}


@pytest.fixture(autouse=True)
def own(tmp_path, monkeypatch) -> Path:
    """The folder of the user's own forms."""
    folder = tmp_path / "bieu-mau"
    monkeypatch.setenv("CCHC_BIEU_MAU", str(folder))
    yield folder
    load_form.cache_clear()


@pytest.fixture(scope="module")
def exported(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("exported") / "bo-tieu-chi.xlsx"
    assert main(["form", "export-criteria", "so-2021", "-o", str(path)]) == 0
    return path


@cache
def rows(path: Path) -> dict[str, int]:
    """The row of each criterion."""
    return {str(one.value): one.row for one in openpyxl.load_workbook(path)["Tiêu chí"]["A"]}


def cell(path: Path, code: str, column: str) -> str:
    """The address of a criterion's cell."""
    return f"{COLUMNS[column]}{rows(path)[code]}"


def damaged(exported: Path, out: Path, *edits) -> Path:
    """A copy in which somebody typed: (criterion, column, value), or (sheet, address, value)."""
    book = openpyxl.load_workbook(exported)
    for where, column, value in edits:
        if where in book.sheetnames:
            book[where][column].value = value
        else:
            book["Tiêu chí"][cell(exported, where, column)].value = value
    book.save(out)
    return out


def told(path: Path, capsys) -> list[str]:
    """The lines of what an import refuses; nothing may be written."""
    assert main(["form", "import-criteria", str(path)]) == 2
    assert not list(resources.own_forms().glob("*"))
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("BM04")
    assert lines[-1].startswith("Cách xử lý")
    return [line.strip() for line in lines[1:-1]]


@pytest.mark.parametrize("form", ["so-2021", "so-2026", "tinh-minh-hoa"])
def test_what_is_exported_and_imported_again_is_the_same_set(tmp_path, own, form):
    out = tmp_path / "a.xlsx"
    assert main(["form", "export-criteria", form, "-o", str(out)]) == 0
    assert main(["form", "import-criteria", str(out)]) == 0
    before, after = load_form(form), load_form(f"{form}-rieng")
    assert (after.criteria, after.bands, after.settings) == (before.criteria, before.bands, before.settings)
    assert after.meta.base == form
    assert (after.meta.year, after.meta.criteria_note) == (before.meta.year, before.meta.criteria_note)
    for name in ("criteria.csv", "bands.csv", "settings.csv"):
        source = resources.workbook() / form / name
        if source.exists() and not before.meta.base:
            assert (own / f"{form}-rieng" / name).read_bytes() == source.read_bytes()


def test_the_same_form_gives_the_same_bytes(tmp_path, exported):
    assert main(["form", "export-criteria", "so-2021", "-o", str(tmp_path / "a.xlsx")]) == 0
    assert (tmp_path / "a.xlsx").read_bytes() == exported.read_bytes()


@needs("ooxml-validator")
def test_the_open_xml_sdk_finds_nothing_in_the_workbook(exported):
    assert openxml.problems(exported) == []


@pytest.mark.parametrize("engine", [ironcalc_engine, pytest.param(libreoffice, marks=needs("soffice"))])
def test_excel_itself_adds_up_what_lies_below_a_row(exported, engine):
    cells = engine.recalculated(exported)
    form, shown = load_form("so-2021"), openpyxl.load_workbook(exported, data_only=True)
    for code, criterion in form.criteria.items():
        address = cell(exported, code, "sum")
        if criterion.kind in ("bonus", "penalty"):  # its maximum is a cap
            continue
        wanted = "" if criterion.rule else float(criterion.maximum)
        assert (cells["Tiêu chí"].get(address) or "") == wanted, code
        assert (shown["Tiêu chí"][address].value or "") == wanted, code
    assert cells["Bộ tiêu chí"]["C10"] == form.meta.set_maximum


MISTAKES = {
    "children that do not add up": (("1.1.3", "max", 3.05), "1.1", "max", "BT04", "các mục con cộng lại"),
    "overlapping bands": (("1.2.1", "params", ">= 20: 1; ≥ 30: 2"), "1.2.1", "params", "BT08", "chồng nhau"),
    "an unknown figure": (("1.1.3", "input", "1 + {1.1.1} / {9.9.9}"), "1.1.3", "input", "BT09", "vị trí 15"),
    "a figure by its code": (("1.1.3", "input", "{9.9.9}"), "1.1.3", "input", "BT09", "«{9.9.9}»"),
    "half an expression": (("1.1.3", "input", "{1.1.3} + + )"), "1.1.3", "input", "BT09", "viết sai"),
    "a negative maximum": (("1.1.2", "max", -1), "1.1.2", "max", "BT03", "lớn hơn 0"),
    "a code twice": (("1.1.3", "code", "1.1.2"), "1.1.3", "code", "BT01", "trùng"),
    "points of themselves": (("1.1.3", "input", "tc_1_1_3"), "1.1.3", "input", "BT10", ""),
    "an unknown kind": (("1.1.3", "kind", "Bốc thăm"), "1.1.3", "kind", "BT06", "Chọn mức"),
    "no parent": (("1.1.3", "code", "1.9.1"), "1.1.3", "code", "BT02", "«1.9»"),
    "a text for a number": (("1.1.3", "max", "ba"), "1.1.3", "max", "BM02", "«ba»"),
    "an unknown division": (("1.1.3", "phong", "XYZ"), "1.1.3", "phong", "BT13", "«XYZ»"),
    "an unknown appraiser": (("1.1.3", "appraiser", "XYZ"), "1.1.3", "appraiser", "BT12", "«XYZ»"),
    "an unknown setting": (("1.1.3", "setting", "la"), "1.1.3", "setting", "BT11", "«la»"),
    "parameters of another kind": (("1.1.3", "params", "buoc=1"), "1.1.3", "params", "BT07", "muc_tieu"),
    "parameters where none are": (("1.1.2", "params", "có"), "1.1.2", "params", "BT07", "không có tham số"),
    "points in percent": (("1.1.3", "max", "3%"), "1.1.3", "max", "TEP19", "phần trăm"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_by_its_cell_with_a_code_and_a_remedy(exported, tmp_path, capsys, mistake):
    edit, code, column, rule, words = MISTAKES[mistake]
    lines = told(damaged(exported, tmp_path / "a.xlsx", edit), capsys)
    there = [line for line in lines if line.startswith(f"Tiêu chí!{cell(exported, code, column)}: [{rule}]")]
    assert len(there) == 1, lines
    assert words in there[0]
    assert there[0].count(". ") >= 1  # the remedy stands behind the message


def test_points_typed_a_tenth_too_small_are_told_where_they_stand_and_where_the_set_adds_up(
    exported, tmp_path, capsys
):
    maximum = load_form("so-2021").criteria["1"].maximum
    lines = told(damaged(exported, tmp_path / "a.xlsx", ("1", "max", float(maximum) - 0.45)), capsys)
    assert [line.split("]")[0] for line in lines] == ["Tiêu chí!C5: [BT04", "Tiêu chí!C5: [BT05"]


def test_all_mistakes_are_told_at_once_from_top_to_bottom(exported, tmp_path, capsys):
    edits = [
        ("1.1.3", "max", -1),
        ("1.2.1", "kind", "Lạ"),
        ("Xếp loại", "A6", "tám chục"),
        ("Bộ tiêu chí", "B8", "nay"),
    ]
    lines = told(damaged(exported, tmp_path / "a.xlsx", *edits), capsys)
    assert [line.split(":")[0] for line in lines] == [
        "Bộ tiêu chí!B8",
        f"Tiêu chí!{cell(exported, '1.1.3', 'max')}",
        f"Tiêu chí!{cell(exported, '1.2.1', 'kind')}",
        "Xếp loại!A6",
    ]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("key", "so-2021", "là khóa của biểu mẫu có sẵn"),
        ("key", "Sở 2026", "khóa «Sở 2026» sai dạng"),
        ("key", None, "chưa ghi"),
        ("base", "so-1999", "không có biểu mẫu gốc «so-1999»"),
        ("year", "2.021", "không phải số nguyên"),
    ],
)
def test_a_mistake_in_the_head_is_told_by_its_cell(exported, tmp_path, capsys, key, value, words):
    lines = told(damaged(exported, tmp_path / "a.xlsx", ("Bộ tiêu chí", HEAD[key], value)), capsys)
    assert [line for line in lines if line.startswith(f"Bộ tiêu chí!{HEAD[key]}: [BM06] ") and words in line]


def test_codes_that_excel_changed_are_recognised_or_told(exported, tmp_path, capsys):
    edits = [("1.2", "code", 1.2), ("1.1.3", "code", datetime.date(2003, 1, 1)), ("2.1", "code", 1.2)]
    lines = told(damaged(exported, tmp_path / "a.xlsx", *edits), capsys)
    found = {line.split(":")[0]: line for line in lines if "[TEP19]" in line}
    assert "Excel đã đổi mã thành ngày 01/01/2003" in found[f"Tiêu chí!{cell(exported, '1.1.3', 'code')}"]
    assert "Nếu là 1.20" in found[f"Tiêu chí!{cell(exported, '2.1', 'code')}"]


def test_numbers_texts_and_marks_are_read_as_officers_type_them(exported, tmp_path):
    edits = [
        ("1", "code", 1),
        ("1.1", "code", 1.1),
        ("1.1.3", "code", " 1.1.3."),
        ("1.1.3", "max", " 3,0 "),
        ("1.1.3", "kind", "tuyến  tính"),
        ("1.1.3", "input", "{ 1.1.3 }\u00a0"),
        ("1.1.3", "label", "Mức đô\u0323 hoàn thành kế hoạch"),
        ("1.2.1", "params", "≥ 30: 2; ≥ 20: 1"),
        ("Xếp loại", "A5", 0.9),
    ]
    book = openpyxl.load_workbook(damaged(exported, tmp_path / "a.xlsx", *edits))
    book["Xếp loại"]["A5"].number_format = "0%"
    book.save(tmp_path / "a.xlsx")
    assert main(["form", "import-criteria", str(tmp_path / "a.xlsx")]) == 0
    wanted, found = load_form("so-2021"), load_form("so-2021-rieng")
    assert found.criteria == wanted.criteria | {
        "1.1.3": wanted.criteria["1.1.3"]._replace(label="Mức độ hoàn thành kế hoạch")
    }
    assert found.bands == wanted.bands


def test_lines_within_a_cell_do_not_move_the_mistakes_below(exported, tmp_path, own, capsys):
    edits = [("1.1.2", "label", "Kế hoạch\nnêu rõ\u2028kết quả"), ("1.1.3", "max", -1)]
    lines = told(damaged(exported, tmp_path / "a.xlsx", *edits), capsys)
    assert [line.split(":")[0] for line in lines] == [f"Tiêu chí!{cell(exported, '1.1.3', 'max')}"]
    assert main(["form", "import-criteria", str(damaged(exported, tmp_path / "b.xlsx", edits[0]))]) == 0
    assert load_form("so-2021-rieng").criteria["1.1.2"].label == "Kế hoạch nêu rõ kết quả"


@pytest.mark.parametrize("title", ["Tiêu chí", "Xếp loại"])
def test_a_sheet_without_rows_is_told_and_nothing_that_follows_from_it(exported, tmp_path, capsys, title):
    book = openpyxl.load_workbook(exported)
    book[title].delete_rows(5, 400)
    book.save(tmp_path / "a.xlsx")
    assert told(tmp_path / "a.xlsx", capsys) == [f"{title}: [BM06] chưa có dòng nào. Gõ ít nhất một dòng."]


@pytest.mark.parametrize("gone", ["Tiêu chí", "Thiết lập"])
def test_a_missing_sheet_is_told(exported, tmp_path, capsys, gone):
    book = openpyxl.load_workbook(exported)
    del book[gone]
    book.save(tmp_path / "a.xlsx")
    assert main(["form", "import-criteria", str(tmp_path / "a.xlsx")]) == 2
    assert f"TEP15: tệp «a.xlsx» không có trang «{gone}»" in capsys.readouterr().err


def test_an_error_cell_is_told(exported, tmp_path, capsys):
    path = damaged(exported, tmp_path / "a.xlsx", ("1.1.3", "label", "#REF!"), ("1.1.2", "max", "=0.5+0.5"))
    lines = told(path, capsys)
    assert lines[0].startswith(f"Tiêu chí!{cell(exported, '1.1.2', 'max')}: [TEP18]")
    assert lines[1].startswith(f"Tiêu chí!{cell(exported, '1.1.3', 'label')}: [TEP17]")


def test_a_form_is_overwritten_only_when_asked_and_only_if_an_import_made_it(exported, own, capsys):
    command = ["form", "import-criteria", str(exported)]
    assert main(command) == 0
    assert main(command) == 2
    assert "BM05: đã có biểu mẫu «so-2021-rieng»" in capsys.readouterr().err
    assert main([*command, "--overwrite"]) == 0
    head = own / "so-2021-rieng" / "form.toml"
    head.write_text('key = "so-2021-rieng"\n', "utf-8")
    assert main([*command, "--overwrite"]) == 2
    assert "không phải do lệnh này tạo" in capsys.readouterr().err
    assert head.read_text("utf-8") == 'key = "so-2021-rieng"\n'
    assert [path.name for path in own.iterdir()] == ["so-2021-rieng"]


def test_an_own_form_is_exported_to_be_changed_itself(exported, own, tmp_path):
    assert main(["form", "import-criteria", str(exported)]) == 0
    assert main(["form", "export-criteria", "so-2021-rieng", "-o", str(tmp_path / "a.xlsx")]) == 0
    changed = damaged(tmp_path / "a.xlsx", tmp_path / "b.xlsx", ("1.1.3", "label", "Mức hoàn thành"))
    assert main(["form", "import-criteria", str(changed), "--overwrite"]) == 0
    form = load_form("so-2021-rieng")
    assert (form.meta.base, form.criteria["1.1.3"].label) == ("so-2021", "Mức hoàn thành")


def test_a_wrong_form_of_the_user_is_told_and_does_not_stop_the_others(own, capsys, tmp_path):
    (own / "hong").mkdir(parents=True)
    (own / "hong" / "form.toml").write_text('base = "so-2021"\nkey = "hong"\nyear = "?"\n', "utf-8")
    assert main(["form", "list"]) == 0
    listed = capsys.readouterr().out
    assert "hong (phiên bản ?): không dùng được, có 1 lỗi" in listed
    assert "so-2021 (phiên bản" in listed
    assert main(["form", "check"]) == 1
    assert "hong/form.toml, dòng 1, cột year" in capsys.readouterr().out
    new = ["new", "--form", "so-2021", "--unit", "dt_sldtbxh", "-o", str(tmp_path / "a.xlsx"), "--period"]
    assert main([*new, "2021"]) == 0
    assert main([*new, "2031", "--overwrite"]) == 2
    assert "so-2021 (năm 2021)" in capsys.readouterr().err


def test_a_form_derived_from_an_own_form_finds_it_in_either_folder(exported, own):
    assert main(["form", "import-criteria", str(exported)]) == 0
    (own / "so-con").mkdir()
    (own / "so-con" / "form.toml").write_text('base = "so-2021-rieng"\nkey = "so-con"\n', "utf-8")
    assert load_form("so-con").meta.base == "so-2021-rieng"
    assert load_form("so-con").criteria == load_form("so-2021").criteria


@needs("soffice")
def test_a_criterion_typed_in_another_office_program_reaches_the_score(exported, own, tmp_path, capsys):
    row = cell(exported, "1.1.2", "code")[1:]
    edits = [
        ("Tiêu chí", f"B{row}", "Số cuộc họp chuyên đề về CCHC"),
        ("Tiêu chí", f"E{row}", "Cộng dần"),
        ("Tiêu chí", f"F{row}", "{1.1.1} * 0 + 3"),
        ("Tiêu chí", f"G{row}", "buoc=0,25"),
        ("Bộ tiêu chí", HEAD["key"], "so-2021-tinh"),
        ("Bộ tiêu chí", HEAD["criteria_note"], "theo Quyết định 01/QĐ-UBND"),
    ]
    typed = libreoffice.edited(exported, tmp_path / "typed.xlsx", edits)
    assert main(["form", "import-criteria", str(typed)]) == 0
    assert str(own / "so-2021-tinh") in capsys.readouterr().out
    entries = tmp_path / "e.json"
    entries.write_text('{"indicators": {"1.1.1": 20}}', "utf-8")
    made = tmp_path / "a.xlsx"
    new = ["new", "--form", "so-2021-tinh", "--unit", "dt_sldtbxh", "--period", "2021"]
    assert main([*new, "--entries", str(entries), "-o", str(made)]) == 0
    sheet = openpyxl.load_workbook(made, data_only=True)["Chấm điểm"]
    assert "Theo Quyết định 01/QĐ-UBND" in sheet["A2"].value
    capsys.readouterr()
    main(["score", str(made), "--json"])
    scored = {one["code"]: one for one in json.loads(capsys.readouterr().out)["criteria"]}
    assert scored["1.1.2"]["name"] == "Số cuộc họp chuyên đề về CCHC"
    assert scored["1.1.2"]["score"] == "0.75"
    assert "0,25 × 3" in scored["1.1.2"]["reason"]


def test_own_forms_lie_with_the_data_of_the_user_when_nothing_is_said(monkeypatch):
    monkeypatch.delenv("CCHC_BIEU_MAU")
    assert resources.own_forms().parts[-2:] == ("cchc_xl", "bieu-mau")
