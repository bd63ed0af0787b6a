"""A whole round of three units and two bodies, through commands and files."""

import csv
import json
import shutil
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from support import libreoffice, openxml, rounds
from support.needs import needs
from support.rounds import SNV, STP, answered, explained, workbook

from cchc_xl.actions.check import check_file
from cchc_xl.cli import main
from cchc_xl.collect.round_reader import read_round
from cchc_xl.index.final import final_scores
from cchc_xl.report.minute import minute_context

UNITS = ("dt_sct", "dt_stc", "dt_syt")
SIGNED = ("--by", "Trưởng phòng CCHC", "--on", "15/01/2022")
INNER = "NOIBO7731 đã hỏi riêng văn thư"
NOTE = "DANHGIA5512: ký sau hạn hai ngày"
LATE = {("dt_syt", "1.1"): (1, NOTE, INNER)}


@pytest.fixture(scope="module", autouse=True)
def forms(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bieu-mau")
    rounds.write_forms(folder)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CCHC_BIEU_MAU", str(folder))
        yield


@pytest.fixture(scope="module")
def units(tmp_path_factory):
    """The workbooks of three units, of which one chose «Không áp dụng» for 1.2."""
    folder = tmp_path_factory.mktemp("don-vi")
    for unit in UNITS:
        left_out = {"r1_2": {"lua_chon": "khong_ap_dung"}} if unit == "dt_sct" else {}
        workbook(folder / f"{unit}.xlsx", unit, **left_out)
    return folder


@pytest.fixture(scope="module")
def started(units, tmp_path_factory):
    """A round that was opened and split."""
    folder = tmp_path_factory.mktemp("mo")
    run("open", *sorted(units.iterdir()), "-o", folder / "dot.xlsx", "--default", "SNV", *SIGNED)
    run("split", folder / "dot.xlsx", "-o", folder)
    return folder


@pytest.fixture
def a_round(started, tmp_path):
    """A copy of that round, for one test."""
    return shutil.copytree(started, tmp_path / "dot")


@pytest.fixture(scope="module")
def explaining(started, units, tmp_path_factory):
    """A round in which one unit lost a point and was told, beside the files that were collected."""
    folder = shutil.copytree(started, tmp_path_factory.mktemp("giai-trinh") / "dot")
    files = [answer(folder, "stp", LATE), answer(folder, "snv")]
    run("collect", folder / "dot.xlsx", *files, *SIGNED)
    run("release", folder / "dot.xlsx", "-o", folder / "tra", "--workbooks", units, *SIGNED)
    return folder


@pytest.fixture
def told(explaining, tmp_path):
    """A copy of that round, for one test."""
    return shutil.copytree(explaining, tmp_path / "dot")


def run(*arguments, status=0):
    assert main(["round", *map(str, arguments)]) == status


def answer(folder, body, rows={}, stage=1, name="", **cells):  # noqa: B006
    """The file of a body, filled in."""
    out = folder / (name or f"{body}-{stage}.xlsx")
    return answered(folder / f"tham-dinh-{stage}-dt_{body}.xlsx", out, rows, **cells)


def collected(capsys, folder, *files, status=0):
    capsys.readouterr()
    run("collect", folder / "dot.xlsx", *files, "--json", *SIGNED, status=status)
    return json.loads(capsys.readouterr().out)


def state(capsys, folder):
    capsys.readouterr()
    run("status", folder / "dot.xlsx", "--json")
    return json.loads(capsys.readouterr().out)


def log(folder):
    return [(event.about, event.what) for event in read_round(folder / "dot.xlsx").log]


def cell(path, code, column):
    """The address of a cell of the score sheet."""
    place = check_file(path).picture.line("tieu_chi", code)[column].place
    return place.sheet, place.cell


def says(path, text) -> bool:
    """Tell whether the first word of a text, in ASCII, stands in a file or in a member of it, unpacked."""
    with zipfile.ZipFile(path) as archive:
        whole = path.read_bytes() + b"".join(archive.read(name) for name in archive.namelist())
    return any(text.split()[0].strip(":").encode(encoding) in whole for encoding in ("ascii", "utf-16-le"))


# --- the whole way


@needs("soffice")
def test_a_whole_round(a_round, units, tmp_path, capsys):
    record = a_round / "dot.xlsx"
    addresses = {
        (row[0].value, row[2].value): row[0].row for row in rows_of(a_round / "tham-dinh-1-dt_stp.xlsx")
    }
    edits = [("Thẩm định", f"K{row}", 0 if code == "4.1" else 1) for (_, code), row in addresses.items()]
    late = addresses["dt_syt", "1.1"]
    edits += [("Thẩm định", f"K{addresses[unit, '1.1']}", 2) for unit in ("dt_sct", "dt_stc")]
    edits += [("Thẩm định", f"L{late}", NOTE), ("Thẩm định", f"M{late}", INNER)]
    edits += [("Thẩm định", f"K{addresses['dt_sct', '1.2']}", None)]
    stp = libreoffice.edited(a_round / "tham-dinh-1-dt_stp.xlsx", a_round / "stp.xlsx", edits)
    done = collected(capsys, a_round, stp, answer(a_round, "snv"))
    assert (done["taken"], done["set_aside"], done["missing"]) == (["snv-1.xlsx", "stp.xlsx"], [], [])

    run("release", record, "-o", a_round / "tra", "--workbooks", units, *SIGNED)
    mine = a_round / "tra" / "dt_syt.xlsx"
    checked = check_file(mine)
    assert [f.code for f in checked.findings if f.code.startswith("CD")] == ["CD03"]
    sheet, address = cell(mine, "1.1", "giai_trinh")
    reply = libreoffice.edited(mine, a_round / "gt.xlsx", [(sheet, address, "Công văn 364 cho lùi hạn")])
    assert collected(capsys, a_round, reply)["missing"] == [STP]

    run("split", record, "-o", a_round)
    second = answer(a_round, "stp", {("dt_syt", "1.1"): (1.5, "Chấp nhận một phần", INNER)}, 2)
    assert collected(capsys, a_round, second)["missing"] == []
    type_survey(record, {"dt_sct": 80, "dt_stc": 90, "dt_syt": 75})
    run("close", record, "-o", tmp_path / "cuoi", "--workbooks", a_round / "tra", *SIGNED)
    run("publish", record, *SIGNED)

    final = final_scores(read_round(record))
    assert {unit: score.total for unit, score in final.items()} == {
        "dt_sct": Decimal("9.1"),  # 5 without 1.2, 2 + 1.6 of the survey, 0.5 bonus, no penalty
        "dt_stc": Decimal("10.3"),
        "dt_syt": Decimal("9.5"),
    }
    for unit in UNITS:
        copy = tmp_path / "cuoi" / f"{unit}.xlsx"
        assert not says(copy, INNER)
        evaluation = check_file(copy).evaluation
        assert evaluation.number("tc_tong_cuoi") == final[unit].total
        assert evaluation.number("tc_ty_le_cuoi") == final[unit].percent
        assert libreoffice.recalculated(copy)["Chấm điểm"][cell_of_total(copy)] == pytest.approx(
            float(final[unit].total)
        )
    capsys.readouterr()
    out = ("-o", str(tmp_path / "xep-hang.xlsx"), "--by", "appraised", "--json")
    assert main(["rank", str(tmp_path / "cuoi"), *out]) == 0
    ranked = {one["unit"]: one["total"] for one in json.loads(capsys.readouterr().out)["units"]}
    assert ranked == {"dt_stc": "10.3", "dt_syt": "9.5", "dt_sct": "9.1"}
    units_now = {one["unit"]: one for one in state(capsys, a_round)["units"]}
    assert {one["state"] for one in units_now.values()} == {"cong_bo"}
    assert units_now["dt_syt"]["band"] == "Xuất sắc"
    assert ("dt_syt", "Chuyển sang «Giải trình»") in log(a_round)


def cell_of_total(path):
    """The address of the final total on the score sheet."""
    sheet = openpyxl.load_workbook(path)["Chấm điểm"]
    column = next(one.column_letter for one in sheet[4] if one.value == "Điểm cuối cùng")
    total = next(row for row in sheet.iter_rows() if str(row[1].value).startswith("TỔNG ĐIỂM (KỂ CẢ"))
    return f"{column}{total[0].row}"


def rows_of(path):
    return [*openpyxl.load_workbook(path)["Thẩm định"].iter_rows(min_row=5)]


def type_survey(record, percents):
    book = openpyxl.load_workbook(record)
    sheet = book["Điều tra XHH"]
    for row in sheet.iter_rows(min_row=5):
        row[4].value = percents[row[0].value]
    book.save(record)
    book.close()


# --- opening


def test_opening_locks_the_self_score_and_says_who_appraises_what(started, capsys):
    found = state(capsys, started)
    assert [(one["unit"], one["state"], one["by"], one["on"], one["self"]) for one in found["units"]] == [
        ("dt_sct", "da_khoa", "Trưởng phòng CCHC", "2022-01-15", "7"),
        ("dt_stc", "da_khoa", "Trưởng phòng CCHC", "2022-01-15", "8"),
        ("dt_syt", "da_khoa", "Trưởng phòng CCHC", "2022-01-15", "8"),
    ]
    assert [(one["body"], one["rows"], one["answered"]) for one in found["bodies"]] == [
        (STP, 8, 0),  # 1.2 does not apply to one unit
        (SNV, 9, 0),
    ]


def test_a_unit_that_locked_itself_keeps_who_and_when(units, tmp_path, capsys):
    locked = tmp_path / "khoa.xlsx"
    assert main(["score", str(units / "dt_syt.xlsx"), "--lock", "Giám đốc Sở", "-o", str(locked)]) == 0
    run("open", locked, "-o", tmp_path / "dot.xlsx", "--default", "SNV", *SIGNED)
    one = state(capsys, tmp_path)["units"][0]
    assert (one["by"], one["on"]) == ("Giám đốc Sở", date.today().isoformat())
    changed = explained(locked, tmp_path / "sua.xlsx", {"1.1": "Chậm"}, "lua_chon")
    run("open", changed, "-o", tmp_path / "hai.xlsx", "--default", "SNV", *SIGNED, status=2)
    assert "DOT19" in capsys.readouterr().err


def test_late_units_join_the_round_once(units, tmp_path, capsys):
    record = tmp_path / "dot.xlsx"
    run("open", units / "dt_syt.xlsx", "-o", record, "--default", "SNV", *SIGNED)
    run("open", units / "dt_stc.xlsx", "-o", record, "--default", "SNV", *SIGNED)
    assert [one["unit"] for one in state(capsys, tmp_path)["units"]] == ["dt_syt", "dt_stc"]
    before = record.read_bytes()
    run("open", units / "dt_stc.xlsx", "-o", record, "--default", "SNV", *SIGNED, status=2)
    assert "DOT03" in capsys.readouterr().err
    assert record.read_bytes() == before


def test_a_file_that_cannot_be_used_is_named_and_the_others_go_on(units, tmp_path, capsys):
    (tmp_path / "hong.xlsx").write_bytes(b"PK hong")
    files = [tmp_path / "hong.xlsx", units / "dt_syt.xlsx"]
    run("open", *files, "-o", tmp_path / "dot.xlsx", "--default", "SNV", *SIGNED, status=1)
    assert "Không nhận hong.xlsx: TEP04" in capsys.readouterr().err
    assert len(state(capsys, tmp_path)["units"]) == 1


def test_what_cannot_be_one_round_is_refused(units, tmp_path, capsys):
    copy = shutil.copy(units / "dt_syt.xlsx", tmp_path / "chep.xlsx")
    half = workbook(tmp_path / "6t.xlsx", "dt_stc", period="2021-6T")
    other = workbook(tmp_path / "khac.xlsx", "dt_stc", rounds.WITHOUT)
    for code, files in {
        "DOT02: các tệp không cùng": [units / "dt_syt.xlsx", half],
        "DOT02: ": [units / "dt_syt.xlsx", other],
        "DOT03: «chep.xlsx» và «dt_syt.xlsx»": [copy, units / "dt_syt.xlsx"],
    }.items():
        run("open", *files, "-o", tmp_path / "dot.xlsx", "--default", "SNV", *SIGNED, status=2)
        assert code in capsys.readouterr().err
    run("open", units / "dt_syt.xlsx", "-o", tmp_path / "dot.xlsx", *SIGNED, status=2)
    assert "DOT04: chưa có cơ quan thẩm định cho 2.2" in capsys.readouterr().err
    run("open", units / "dt_syt.xlsx", "-o", tmp_path / "dot.xlsx", "--default", "XYZ", *SIGNED, status=2)
    assert "DOT05" in capsys.readouterr().err
    assert not (tmp_path / "dot.xlsx").exists()


def test_a_step_that_is_not_signed_is_refused(a_round, capsys):
    with pytest.raises(SystemExit):
        main(["round", "close", str(a_round / "dot.xlsx")])
    run("close", a_round / "dot.xlsx", "--by", "  ", status=2)
    assert "LENH06" in capsys.readouterr().err


# --- the files of the bodies


def test_a_body_gets_its_rows_of_all_units_and_types_in_three_columns(started):
    sheet = openpyxl.load_workbook(started / "tham-dinh-1-dt_stp.xlsx")["Thẩm định"]
    keys = [(row[0].value, row[2].value) for row in sheet.iter_rows(min_row=5)]
    assert keys == [(unit, code) for unit in UNITS for code in ("1.1", "1.2", "4.1")]
    assert sheet.protection.sheet
    assert [one.value for one in sheet[4] if not sheet.cell(5, one.column).protection.locked] == [
        "Điểm thẩm định",
        "Ý kiến gửi đơn vị",
        "Ghi chú nội bộ",
    ]
    assert [one.value for one in sheet[7]][5:8] == [-2, 0, -0.5]
    guard = next(one for one in sheet.data_validations.dataValidation if str(one.sqref) == "K5:K13")
    assert guard.formula1 == "AND(ISNUMBER($K5),$K5>=$F5,$K5<=$G5)"


@needs("soffice")
def test_fixed_cells_are_locked_for_other_programs_too(started, tmp_path):
    with pytest.raises(libreoffice.LibreOfficeError):
        libreoffice.edited(started / "tham-dinh-1-dt_stp.xlsx", tmp_path / "x.xlsx", [("Thẩm định", "H5", 1)])


@needs("ooxml-validator")
def test_the_open_xml_sdk_finds_nothing(explaining, tmp_path):
    run("split", explaining / "dot.xlsx", "-o", tmp_path)
    run("minutes", explaining / "dot.xlsx", "-o", tmp_path)
    copies = [*(explaining / "tra").iterdir()]
    assert openxml.problems(explaining / "dot.xlsx", *tmp_path.iterdir(), *copies) == []


# --- collecting


def test_the_order_of_files_is_irrelevant_and_the_same_files_change_nothing(a_round, tmp_path, capsys):
    files = [answer(a_round, "stp", LATE), answer(a_round, "snv")]
    other = shutil.copytree(a_round, tmp_path / "khac")
    collected(capsys, a_round, *files)
    collected(capsys, other, *reversed(files))
    once = (a_round / "dot.xlsx").read_bytes()
    assert (other / "dot.xlsx").read_bytes() == once
    again = collected(capsys, a_round, *files)
    assert again["taken"] == ["snv-1.xlsx", "stp-1.xlsx"]
    assert (a_round / "dot.xlsx").read_bytes() == once


def test_a_later_file_replaces_an_earlier_one_and_this_is_logged(a_round, capsys):
    collected(capsys, a_round, answer(a_round, "stp", LATE))
    collected(capsys, a_round, answer(a_round, "stp", name="moi.xlsx"))
    assert log(a_round)[-2:] == [
        (STP, "Nhận thẩm định lần 1 từ tệp moi.xlsx: 1 dòng"),
        (
            STP,
            f"Thay 1.1 của Sở Y tế: 1 điểm, «{NOTE}» → 2 điểm; ghi chú nội bộ cũng đổi",
        ),
    ]


@pytest.mark.parametrize(
    ("code", "rows", "cells", "reason"),
    [
        ("DOT16", {("dt_syt", "1.1"): (20, "", "")}, {}, "1.1 của Sở Y tế: 20 nằm ngoài khoảng 0 đến 2"),
        ("DOT16", {("dt_syt", "4.1"): (0.5, "", "")}, {}, "0,5 nằm ngoài khoảng -2 đến 0"),
        ("DOT16", {("dt_syt", "1.1"): ("hai", "", "")}, {}, "Thẩm định!K11: «hai» không phải là số"),
        ("DOT16", {("dt_sct", "1.2"): (1, "", "")}, {}, "đơn vị chọn «Không áp dụng»"),
        ("DOT17", {("dt_syt", "1.1"): (1, "", INNER)}, {}, "1 thấp hơn điểm tự chấm 2 mà không có ý kiến"),
        ("DOT15", {}, {"H11": 1.5}, "Thẩm định!H11 «1.5», đã gửi «2»"),
        ("DOT15", {}, {"B11": "Sở Y tế tỉnh"}, "Thẩm định!B11"),
        ("DOT15", {}, {"A11": "dt_stc"}, "Thẩm định!B11 «Sở Y tế», đã gửi «Sở Tài chính»"),
        ("DOT14", {}, {"A11": "dt_sxd"}, "đợt không có dòng 1.1 của «dt_sxd»"),
        ("DOT14", {}, {"C11": "2.2"}, "2.2 của Sở Y tế: do Sở Nội vụ thẩm định"),
    ],
)
def test_a_file_that_cannot_be_taken_is_set_aside_with_its_reason(a_round, capsys, code, rows, cells, reason):
    before = (a_round / "dot.xlsx").read_bytes()
    rows = {("dt_sct", "1.2"): (None, "", ""), **rows}
    done = collected(capsys, a_round, answer(a_round, "stp", rows, **cells), status=1)
    assert (done["read"], done["taken"], done["missing"]) == (1, [], [STP, SNV])
    assert [(one["file"], one["code"]) for one in done["set_aside"]] == [("stp-1.xlsx", code)]
    assert reason in done["set_aside"][0]["reason"]
    assert (a_round / "dot.xlsx").read_bytes() == before


def test_files_of_another_period_form_or_kind_are_set_aside(a_round, tmp_path, capsys):
    for name, form, period in (("ky", rounds.FORM, "2021-6T"), ("mau", rounds.WITHOUT, "2021")):
        folder = tmp_path / name
        folder.mkdir()
        workbook(folder / "dt_syt.xlsx", "dt_syt", form, period)
        run("open", folder / "dt_syt.xlsx", "-o", folder / "dot.xlsx", "--default", "SNV", *SIGNED)
        run("split", folder / "dot.xlsx", "-o", folder)
        answer(folder, "stp", name=f"{name}.xlsx")
    (tmp_path / "hong.xlsx").write_text("không phải Excel", "utf-8")
    stranger = workbook(tmp_path / "dt_sxd.xlsx", "dt_sxd")
    files = [tmp_path / "ky" / "ky.xlsx", tmp_path / "ky" / "dt_syt.xlsx", tmp_path / "mau" / "mau.xlsx"]
    done = collected(capsys, a_round, *files, tmp_path / "hong.xlsx", stranger, status=1)
    assert [(one["file"], one["code"]) for one in done["set_aside"]] == [
        ("dt_sxd.xlsx", "DOT22"),
        ("dt_syt.xlsx", "DOT12"),
        ("hong.xlsx", "TEP04"),
        ("ky.xlsx", "DOT12"),
        ("mau.xlsx", "DOT11"),
    ]


def restamped(path, lost):
    """Take a part of the stamp away, as careless copying does."""
    book = openpyxl.load_workbook(path)
    del book.custom_doc_props[lost]
    del book["_cchc"]
    book.save(path)
    book.close()


def test_a_file_without_its_whole_stamp_is_set_aside(a_round, capsys):
    path = answer(a_round, "stp")
    restamped(path, "cchc_co_quan")
    assert [one["code"] for one in collected(capsys, a_round, path, status=1)["set_aside"]] == ["DOT22"]


def test_two_different_files_of_one_body_are_both_set_aside(a_round, capsys):
    one, two = answer(a_round, "stp", LATE), answer(a_round, "stp", name="khac.xlsx")
    same = shutil.copy(one, a_round / "chep.xlsx")
    done = collected(capsys, a_round, one, two, status=1)
    assert [(one["file"], one["code"]) for one in done["set_aside"]] == [
        ("khac.xlsx", "DOT20"),
        ("stp-1.xlsx", "DOT20"),
    ]
    assert collected(capsys, a_round, one, same)["set_aside"] == []


def test_a_body_may_answer_in_parts_in_any_order_of_rows(a_round, capsys):
    path = answer(a_round, "stp")
    book = openpyxl.load_workbook(path)
    sheet = book["Thẩm định"]
    sheet.delete_rows(6, 8)  # only the first row is left
    book.save(path)
    book.close()
    assert sorted(collected(capsys, a_round, path)["missing"]) == [SNV, STP]
    assert [one["answered"] for one in state(capsys, a_round)["bodies"]] == [1, 0]


# --- the unit's side


def test_inner_notes_stay_inside_and_notes_to_the_unit_go_out_after_release_only(explaining, tmp_path):
    run("minutes", explaining / "dot.xlsx", "-o", tmp_path)
    sent = [*(explaining / "tra").iterdir(), *tmp_path.iterdir()]
    assert len(sent) == 4
    for path in sent:
        assert not says(path, INNER), path
        assert says(path, NOTE) is ("syt" in path.name)
    assert says(explaining / "dot.xlsx", INNER) and says(explaining / "stp-1.xlsx", INNER)


def test_a_release_waits_for_all_bodies_and_writes_nothing_before(a_round, units, capsys):
    collected(capsys, a_round, answer(a_round, "stp", LATE))
    before = (a_round / "dot.xlsx").read_bytes()
    release = ("release", a_round / "dot.xlsx", "-o", a_round / "tra", "--workbooks")
    run(*release, units, *SIGNED, status=2)
    assert "DOT07: chưa đủ điểm thẩm định (Sở Công Thương: Sở Nội vụ (3 dòng))" in capsys.readouterr().err
    collected(capsys, a_round, answer(a_round, "snv"))
    before = (a_round / "dot.xlsx").read_bytes()
    run(*release, a_round, *SIGNED, status=2)
    assert (
        "DOT22: không có workbook dùng được của Sở Công Thương, Sở Tài chính, Sở Y tế"
        in capsys.readouterr().err
    )
    assert (a_round / "dot.xlsx").read_bytes() == before
    assert not (a_round / "tra").exists()
    run("release", a_round / "dot.xlsx", "-o", units, "--workbooks", units, *SIGNED, status=2)
    assert "DOT23" in capsys.readouterr().err
    run(*release, units, "--unit", "dt_stc", *SIGNED)
    assert [path.name for path in (a_round / "tra").iterdir()] == ["dt_stc.xlsx"]
    assert [one["state"] for one in state(capsys, a_round)["units"]] == [
        "tham_dinh_1",
        "giai_trinh",
        "tham_dinh_1",
    ]


def test_a_unit_that_changes_its_locked_score_is_set_aside(told, capsys):
    reply = explained(told / "tra" / "dt_syt.xlsx", told / "gt.xlsx", {"1.1": "Lý do"})
    changed = explained(reply, told / "sua.xlsx", {"1.2": "Không"}, "lua_chon")
    done = collected(capsys, told, changed, status=1)
    assert done["set_aside"][0]["code"] == "DOT19"
    assert "1.2: đã khóa 1, nay 0" in done["set_aside"][0]["reason"]
    assert state(capsys, told)["units"][2]["unexplained"] == ["1.1"]


def test_a_second_appraisal_answers_the_explanation_that_its_body_read(told, capsys):
    reply = explained(told / "tra" / "dt_syt.xlsx", told / "gt.xlsx", {"1.1": "Công văn 364 cho lùi hạn"})
    run("split", told / "dot.xlsx", "-o", told)
    early = answer(told, "stp", stage=2)
    done = collected(capsys, told, early, reply, status=1)  # whatever the order, the explanation comes first
    assert done["taken"] == ["gt.xlsx"]
    assert [one["code"] for one in done["set_aside"]] == ["DOT21"]
    run("split", told / "dot.xlsx", "-o", told)
    assert collected(capsys, told, answer(told, "stp", stage=2))["set_aside"] == []
    other = explained(reply, told / "khac.xlsx", {"1.1": "Lý do khác"})
    assert collected(capsys, told, other, status=1)["set_aside"][0]["code"] == "DOT18"


def test_the_minute_of_a_unit_names_each_difference(told, tmp_path, capsys):
    collected(capsys, told, explained(told / "tra" / "dt_syt.xlsx", told / "g.xlsx", {"1.1": "Có lùi hạn"}))
    run("minutes", told / "dot.xlsx", "-o", tmp_path / "bb")
    assert [path.name for path in (tmp_path / "bb").iterdir()] == ["bien-ban-giai-trinh-dt_syt.docx"]
    made = docx.Document(tmp_path / "bb" / "bien-ban-giai-trinh-dt_syt.docx")
    rows = [[one.text for one in row.cells] for row in made.tables[1].rows]
    assert rows[1:] == [
        ["1.1", "Ban hành kế hoạch", "2", "2", "1", f"Ý kiến: {NOTE}\nGiải trình: Có lùi hạn", ""]
    ]
    text = "\n".join(paragraph.text for paragraph in made.paragraphs)
    assert "của Sở Y tế" in text and "01 tiêu chí" in text and "- Sở Tư pháp:" in text


def test_the_names_in_the_minute_are_in_the_glossary(explaining):
    with (Path(__file__).parents[1] / "docs" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        terms = {row["name"] for row in csv.DictReader(file)}
    context = minute_context(read_round(explaining / "dot.xlsx"), "dt_syt")
    assert {*context, *context["hang"][0]} - terms == set()


def test_of_each_unit_one_sound_workbook_must_lie_in_the_folder(a_round, units, tmp_path, capsys):
    collected(capsys, a_round, answer(a_round, "stp", LATE), answer(a_round, "snv"))
    folder = shutil.copytree(units, tmp_path / "wb")
    release = ("release", a_round / "dot.xlsx", "-o", tmp_path / "tra", "--workbooks", folder, *SIGNED)
    shutil.copy(folder / "dt_syt.xlsx", folder / "ban-hai.xlsx")
    run(*release, status=2)
    assert "DOT03: «ban-hai.xlsx» và «dt_syt.xlsx» cùng là của Sở Y tế" in capsys.readouterr().err
    explained(folder / "ban-hai.xlsx", folder / "dt_syt.xlsx", {"1.1": "Chậm"}, "lua_chon")
    (folder / "ban-hai.xlsx").unlink()
    run(*release, status=2)
    assert (
        "(dt_syt.xlsx: DOT19 điểm tự chấm đã khóa bị thay đổi (1.1: đã khóa 2, nay 1)"
        in capsys.readouterr().err
    )


# --- closing


@pytest.fixture
def complete(told, capsys):
    """A round with all it needs to be closed."""
    run("split", told / "dot.xlsx", "-o", told)
    collected(capsys, told, answer(told, "stp", {("dt_syt", "1.1"): (1, "Giữ nguyên", INNER)}, 2))
    return told


def test_after_closing_nothing_changes_without_a_reason(complete, capsys):
    record = complete / "dot.xlsx"
    run("close", record, *SIGNED)
    other = answer(complete, "stp", {("dt_syt", "1.1"): (2, "", "")}, 2, "khac.xlsx")
    assert collected(capsys, complete, other, status=1)["set_aside"][0]["code"] == "DOT18"
    run("reopen", record, "--reason", " ", *SIGNED, status=2)
    run("reopen", record, "--unit", "dt_syt", "--reason", "Bổ sung hồ sơ", *SIGNED)
    assert collected(capsys, complete, other)["taken"] == ["khac.xlsx"]
    run("close", record, *SIGNED)
    assert final_scores(read_round(record))["dt_syt"].total == 8
    assert ("dt_syt", "Mở lại: Bổ sung hồ sơ") in log(complete)


def test_points_typed_into_a_closed_record_are_noticed(complete, capsys):
    run("close", complete / "dot.xlsx", *SIGNED)
    type_survey(complete / "dot.xlsx", dict.fromkeys(UNITS, 50))
    run("status", complete / "dot.xlsx", status=2)
    assert "DOT08: điểm của Sở Công Thương trong tệp đã bị sửa sau khi chốt" in capsys.readouterr().err


def test_a_round_is_closed_when_every_row_has_its_points(told, capsys):
    run("close", told / "dot.xlsx", *SIGNED, status=2)
    assert "DOT07: chưa đủ điểm thẩm định (Sở Y tế: Sở Tư pháp (1 dòng))" in capsys.readouterr().err


@pytest.mark.parametrize(("percent", "code"), [(120, "DOT09"), ("nhiều", "DOT09")])
def test_a_survey_that_cannot_be_is_named_by_its_cell(told, capsys, percent, code):
    type_survey(told / "dot.xlsx", dict.fromkeys(UNITS, percent))
    run("status", told / "dot.xlsx", status=2)
    assert f"{code}: Điều tra XHH!E5" in capsys.readouterr().err


def test_only_the_record_of_a_round_is_one(units, started, capsys):
    torn = shutil.copy(started / "dot.xlsx", started / "rach.xlsx")
    restamped(torn, "cchc_ky")
    for path in (units / "dt_syt.xlsx", started / "tham-dinh-1-dt_stp.xlsx", torn):
        run("status", path, status=2)
        assert "DOT01" in capsys.readouterr().err


def test_without_the_explanation_step_a_round_closes_after_the_first_appraisal(tmp_path, capsys):
    book = workbook(tmp_path / "dt_syt.xlsx", "dt_syt", rounds.WITHOUT)
    record = tmp_path / "dot.xlsx"
    run("open", book, "-o", record, "--default", "SNV", *SIGNED)
    run("split", record, "-o", tmp_path)
    collected(capsys, tmp_path, answer(tmp_path, "stp", LATE), answer(tmp_path, "snv"))
    run("release", record, "-o", tmp_path / "tra", "--workbooks", tmp_path, *SIGNED, status=2)
    assert "DOT06: bộ tiêu chí không có bước giải trình" in capsys.readouterr().err
    run("close", record, "-o", tmp_path / "cuoi", "--workbooks", tmp_path, *SIGNED)
    run("minutes", record, "-o", tmp_path / "bb")
    assert not (tmp_path / "bb").exists()
    evaluation = check_file(tmp_path / "cuoi" / "dt_syt.xlsx").evaluation
    assert evaluation.number("tc_tong_cuoi") == final_scores(read_round(record))["dt_syt"].total == 7


def test_a_write_that_fails_leaves_the_record_as_it_was(complete, monkeypatch, capsys):
    before = (complete / "dot.xlsx").read_bytes()

    def fail(*arguments, **named):
        raise OSError("đĩa đầy")

    monkeypatch.setattr("cchc_xl.collect.unit_books.patch", fail)
    run(
        "close",
        complete / "dot.xlsx",
        "-o",
        complete / "c",
        "--workbooks",
        complete / "tra",
        *SIGNED,
        status=2,
    )
    assert "TEP09" in capsys.readouterr().err
    assert (complete / "dot.xlsx").read_bytes() == before


def test_what_people_read_of_a_round(told, capsys):
    run("status", told / "dot.xlsx")
    said = capsys.readouterr().out
    assert "Sở Y tế: Giải trình (Trưởng phòng CCHC, ngày 15/01/2022); tự chấm 8, thẩm định 7/8" in said
    assert "  Còn chờ Sở Tư pháp: 1 tiêu chí\n  Chưa giải trình: 1.1" in said
    assert "Sở Tư pháp: thẩm định lần 2, đã chấm 0/1 tiêu chí" in said
