import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from support import ironcalc_engine, libreoffice, openxml
from support.needs import needs

from cchc_xl import resources
from cchc_xl.actions.build import build_all
from cchc_xl.actions.check import check_file
from cchc_xl.entries.evaluate import evaluate
from cchc_xl.entries.from_json import make_picture
from cchc_xl.entries.picture import State
from cchc_xl.errors import CchcError
from cchc_xl.excel.read import read_workbook
from cchc_xl.form import layout
from cchc_xl.form.missing import MISSING


def at(form, code: str, column: str = "so_lieu") -> str:
    """The address of an indicator's cell."""
    sheet = form.sheets["chi_tieu"]
    return layout.address(sheet, sheet.column[column], layout.line_row(sheet, code))


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_shipped_workbooks_are_what_the_forms_build(tmp_path):
    for built in build_all(tmp_path):
        shipped = resources.workbook() / built.relative_to(tmp_path)
        there = members(shipped) if shipped.is_file() else {}
        assert members(built) == there, f"{shipped.name} is stale: run cchc build"


@needs("ooxml-validator")
def test_the_open_xml_sdk_finds_nothing_in_the_shipped_workbooks():
    assert openxml.problems(*sorted(resources.workbook().rglob("*.xlsx"))) == []


SHIPPED = sorted(resources.workbook().rglob("*.xlsx"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("engine", [ironcalc_engine, pytest.param(libreoffice, marks=needs("soffice"))])
def test_every_formula_gives_what_python_gives(path, engine):
    picture = read_workbook(path)
    evaluation, cells = evaluate(picture), engine.recalculated(path)
    wrong = []
    for formula in picture.form.formulas:
        sheet = picture.form.sheets[formula.cell[0]]
        address = f"{layout.column_letters(sheet, formula.cell[2])}{layout.line_row(sheet, formula.cell[1])}"
        found, wanted = cells[sheet.title].get(address, ""), evaluation[formula.name]
        same = found in ("", None) if wanted is MISSING else found == wanted
        if not same and not isinstance(wanted, str) and wanted is not MISSING:
            same = found == pytest.approx(float(wanted), abs=1e-9)
        if not same:
            wrong.append((formula.name, wanted, found))
    assert len(picture.form.formulas) > 600
    assert wrong == []


@pytest.mark.parametrize("sample", ["2021-nguyen-van", "2021-minh-hoa"])
def test_cached_values_are_pythons_own_so_that_a_preview_shows_them(samples, sample):
    picture = read_workbook(samples[sample])
    evaluation = evaluate(picture)
    book = openpyxl.load_workbook(samples[sample], data_only=True)
    for formula in picture.form.formulas:
        sheet = picture.form.sheets[formula.cell[0]]
        letter = layout.column_letters(sheet, formula.cell[2])
        found = book[sheet.title][f"{letter}{layout.line_row(sheet, formula.cell[1])}"].value
        wanted = evaluation[formula.name]
        assert (
            (found or "") == ""
            if wanted is MISSING
            else (found or 0) == (wanted or 0) or found == float(wanted)
        )
    book.close()


@pytest.mark.parametrize("sample", ["2021-nguyen-van", "2021-minh-hoa"])
def test_reading_gives_back_the_entries_it_was_built_from(samples, sample, form):
    text = (resources.workbook() / "samples" / f"{sample}.json").read_text("utf-8")
    typed, read = make_picture(form, "2021", json.loads(text)), read_workbook(samples[sample])
    assert read.stamp == typed.stamp
    for key in form.sheets:
        if key != "loi":
            assert _plain(read.rows[key]) == _plain(typed.rows[key])


def _plain(rows):
    return [(r.number, r.key, {c: (e.place, e.state, e.value) for c, e in r.entries.items()}) for r in rows]


def test_a_workbook_saved_by_another_program_tells_five_states_apart(form, samples, tmp_path):
    book = openpyxl.load_workbook(samples["2021-minh-hoa"])
    codes = ("1.3.1", "1.3.2", "1.4.1", "2.1", "2.2.1")
    for code, typed in zip(codes, (0, None, "KAD", "=1/0", "=1+1"), strict=True):
        book["Phụ lục I"][at(form, code)] = typed
    book.save(tmp_path / "x.xlsx")
    book.close()
    saved = read_workbook(tmp_path / "x.xlsx")
    states = [saved.figure(code).state for code in codes]
    uncalculated = State.UNCALCULATED
    assert states == [State.VALUE, State.EMPTY, State.NOT_APPLICABLE, uncalculated, uncalculated]


@needs("soffice")
def test_error_cells_and_formulas_of_staff_are_read_from_a_calculated_file(form, samples, tmp_path):
    book = openpyxl.load_workbook(samples["2021-minh-hoa"])
    book["Phụ lục I"][at(form, "2.1")], book["Phụ lục I"][at(form, "1.3.1")] = "=1/0", "=6+6"
    book.save(tmp_path / "x.xlsx")
    book.close()
    saved = read_workbook(libreoffice.edited(tmp_path / "x.xlsx", tmp_path / "y.xlsx", []))
    assert saved.figure("2.1").state is State.ERROR
    assert saved.figure("1.3.1").value == 12


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return path


def foreign(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Lương tháng 3"
    book.save(path)
    book.close()
    return path


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (foreign, "TEP06"),
        (lambda path: (path.write_bytes(b"") and None) or path, "TEP02"),
        (lambda path: path.write_text("xin chào") and path, "TEP04"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600)) and path, "TEP03"),
        (lambda path: zipped(path, mimetype=b"x"), "TEP04"),
        (lambda path: zipped(path, xl__workbook_xml=b"<a"), "TEP04"),
        (lambda path: path.with_name("khong-co.xlsx"), "TEP01"),
        (lambda path: path.mkdir() or path, "TEP01"),
    ],
)
def test_what_is_no_workbook_of_ours_is_refused_with_code_and_remedy(tmp_path, make, code):
    with pytest.raises(CchcError) as refused:
        read_workbook(make(tmp_path / "x.xlsx"))
    assert refused.value.code == code
    assert refused.value.fix


def test_a_foreign_workbook_is_named_by_its_sheets(tmp_path):
    with pytest.raises(CchcError, match="Lương tháng 3"):
        read_workbook(foreign(tmp_path / "x.xlsx"))


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda book: book.remove(book["Văn bản"]), "TEP08"),
        (lambda book: book["Văn bản"].delete_cols(5), "TEP08"),
        (lambda book: book["Văn bản"].delete_rows(4), "TEP08"),
    ],
)
def test_a_damaged_structure_is_refused_with_its_place(samples, tmp_path, damage, code):
    book = openpyxl.load_workbook(samples["2021-minh-hoa"])
    damage(book)
    book.save(tmp_path / "x.xlsx")
    book.close()
    with pytest.raises(CchcError, match=code):
        read_workbook(tmp_path / "x.xlsx")


def test_a_deleted_line_of_the_form_is_a_finding(samples, tmp_path):
    book = openpyxl.load_workbook(samples["2021-minh-hoa"])
    book["Phụ lục I"].delete_rows(107)
    book.save(tmp_path / "x.xlsx")
    book.close()
    assert "CAU01" in {finding.code for finding in check_file(tmp_path / "x.xlsx").findings}


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (lambda book: book["Nhiệm vụ"].__setitem__("C2010", "việc ở quá xa"), "CAU02", "Nhiệm vụ!A2010"),
        (lambda book: book["Phụ lục I"].append(["1.2.1", "", "", 77]), "CAU03", "Phụ lục I!A128"),
        (lambda book: book["Phụ lục I"].append(["9.9.9", "", "", 77]), "CAU03", "Phụ lục I!A128"),
        (lambda book: book["Phụ lục I"].__setitem__("F9", 99), "CAU04", "Phụ lục I!F9"),
        (lambda book: book["Thông tin chung"].__setitem__("B5", "Sở Nội vụ"), "TT04", "Thông tin chung!B5"),
        (lambda book: book["Thông tin chung"].__setitem__("B7", 2022), "TT05", "Thông tin chung!B7"),
    ],
)
def test_nothing_is_lost_or_changed_in_silence(samples, tmp_path, change, code, place):
    book = openpyxl.load_workbook(samples["2021-minh-hoa"])
    change(book)
    book.save(tmp_path / "x.xlsx")
    book.close()
    checked = check_file(tmp_path / "x.xlsx")
    assert (code, place) in {(f.code, str(p)) for f in checked.findings for p in f.places}
    assert checked.picture.figure("1.3.1").value == 46


@pytest.mark.parametrize("part", ["xl/worksheets/sheet3.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
@pytest.mark.parametrize("damage", [lambda data: None, lambda data: data[: len(data) // 2], lambda data: b""])
def test_a_damaged_part_is_told_and_never_a_traceback(samples, tmp_path, part, damage):
    kept = members(samples["2021-minh-hoa"])
    kept[part] = damage(kept[part])
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        for name, data in kept.items():
            if data is not None:
                archive.writestr(name, data)
    with pytest.raises(CchcError):
        read_workbook(tmp_path / "x.xlsx")


def test_the_stamp_is_found_in_either_place(samples, tmp_path):
    book = openpyxl.load_workbook(samples["2021-minh-hoa"])
    del book["_cchc"]
    book.save(tmp_path / "x.xlsx")
    book.close()
    assert read_workbook(tmp_path / "x.xlsx").stamp.unit == "dt_sldtbxh"
