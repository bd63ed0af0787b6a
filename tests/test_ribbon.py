"""The buttons of the ribbon, pressed in an Excel for tests: over cells in memory, and over LibreOffice."""

import datetime
import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from support import excel_engine, libreoffice
from support.cell_store import SheetCells, from_file
from support.needs import needs

from cchc_xl import resources, ribbon
from cchc_xl.actions.check import check_file, check_open
from cchc_xl.cli import main
from cchc_xl.entries.to_json import entries_of
from cchc_xl.excel import kept as kept_copies
from cchc_xl.excel.live_workbook import Excel

LOI = "Lỗi và cảnh báo"
SAMPLES = ("2021-nguyen-van", "2021-minh-hoa")
BACK_ENDS = ("openpyxl", pytest.param("libreoffice", marks=needs("soffice")))


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "own_folder", lambda: tmp_path / "rieng")
    yield
    excel_engine.stop()


@pytest.fixture
def opened(samples, tmp_path):
    """Open a copy of a sample in an Excel: call it with the name and, if need be, what else to do first."""

    def open_(name="2021-nguyen-van", back_end="openpyxl", folder="Sở Lao động", file=None, change=None):
        path = tmp_path / folder / f"{file or name}.xlsx"
        path.parent.mkdir(exist_ok=True)
        shutil.copyfile(samples[name], path)
        if change:
            book = openpyxl.load_workbook(path)
            change(book)
            book.save(path)
            book.close()
        if back_end == "libreoffice":
            return excel_engine.start(stores=[libreoffice.opened(path)])
        return excel_engine.start(path)

    return open_


@pytest.fixture
def filled(opened):
    """The sample with errors, checked; what was said so far is forgotten."""
    app = opened()
    ribbon.check()
    app.told.clear()
    return app


def store(app):
    return app.books.active.store


def path_of(app):
    return store(app).path


def cell(app, title, address):
    return store(app).values(title, excel_engine.box_of(address))[0][0]


def rows_told(app):
    rows = store(app).values(LOI, (5, 1, store(app).used(LOI)[0], 13))
    return [row for row in rows if row[2]]


# --- the same as the command line


@pytest.mark.parametrize("back_end", BACK_ENDS)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_click_finds_what_the_command_finds(opened, capsys, name, back_end):
    app = opened(name, back_end)
    main(["check", str(path_of(app)), "--json"])
    wanted = json.loads(capsys.readouterr().out)
    ribbon.check()
    places = [
        (finding["code"], place["sheet"], place["cell"], finding["message"], finding["found"] or None)
        for finding in wanted["findings"]
        for place in finding["places"]
    ]
    assert [(row[2], row[3], row[4], row[6], row[7]) for row in rows_told(app)] == places
    told = ", ".join(f"{wanted['counts'][s]} {n}" for s, n in NAMES.items())
    assert app.told == [
        f"{'Còn lỗi phải sửa' if wanted['counts']['error'] else 'Đủ điều kiện trình'} ({told})"
    ]
    assert check_open(Excel().workbook()).to_json() == wanted


NAMES = {"error": "lỗi", "warning": "cảnh báo", "info": "thông tin"}


@pytest.mark.parametrize("back_end", BACK_ENDS)
@pytest.mark.parametrize("name", SAMPLES)
def test_a_click_scores_what_the_command_scores(opened, capsys, name, back_end):
    app = opened(name, back_end)
    main(["score", str(path_of(app))])
    first, *lines = capsys.readouterr().out.split("\n")
    ribbon.score()
    told = app.told[0].split("\n")
    assert f"{told[0]} {told[2]}" == first
    lost = told[told.index(next(line for line in told if line.startswith("Điểm mất"))) :]
    if lost[-1].startswith("… "):  # the rest is in a file
        lost.pop()
    start = lines.index(lost[0])
    assert lost == lines[start : start + len(lost)]
    assert store(app).where()[0] == "Tổng quan"


@pytest.mark.parametrize("back_end", BACK_ENDS)
def test_a_click_writes_the_report_that_the_command_writes(opened, tmp_path, back_end):
    app = opened("2021-minh-hoa", back_end)
    main(["report", str(path_of(app)), "-o", str(tmp_path / "lenh.docx")])
    ribbon.report()
    out = path_of(app).with_suffix(".docx")
    assert app.told == [f"Đã xuất {out}"]
    assert out.read_bytes() == (tmp_path / "lenh.docx").read_bytes()


def test_errors_keep_the_report_back_but_not_the_draft(opened):
    app = opened()
    ribbon.report()
    assert "chưa xuất báo cáo" in app.told[0]
    assert not path_of(app).with_suffix(".docx").exists()
    ribbon.draft_report()
    assert path_of(app).with_name("2021-nguyen-van-ban-nhap.docx").exists()


# --- nothing else is touched


@pytest.mark.parametrize("back_end", BACK_ENDS)
@pytest.mark.parametrize("name", SAMPLES)
def test_checking_and_clearing_leave_all_other_sheets_as_they_were(opened, tmp_path, name, back_end):
    app = opened(name, back_end)
    store(app).save_copy(tmp_path / "truoc.xlsx")
    ribbon.check()
    ribbon.clear_marks()
    store(app).save_copy(tmp_path / "sau.xlsx")
    before, after = (from_file(tmp_path / file) for file in ("truoc.xlsx", "sau.xlsx"))
    for title, sheet in before.sheets.items():
        if title != LOI:
            assert _typed(sheet) == _typed(after.sheets[title]), title
    assert rows_told(app) == []
    pictures = [entries_of(check_file(tmp_path / file).picture) for file in ("truoc.xlsx", "sau.xlsx")]
    assert pictures[0] | {"acceptances": []} == pictures[1] | {"acceptances": []}


def _typed(sheet: SheetCells):
    """All of a sheet but the values of formulas, which openpyxl does not keep and the verdict changes."""
    values = {at: value for at, value in sheet.values.items() if at not in sheet.formulas}
    return values, sheet.formulas, sheet.looks, sheet.columns, sheet.merged, sheet.protection, sheet.visible


def test_excel_is_given_back_as_it_was(opened):
    app = opened()
    app.calculation, app.screen_updating = "semiautomatic", True
    store(app).go("Phụ lục I", "D7")
    excel = Excel()
    with excel.at_work("…"):
        assert (app.calculation, app.screen_updating, app.enable_events) == ("manual", False, False)
        excel.workbook().show(excel.workbook().here()._replace(cell="A1"))
    assert (app.calculation, app.screen_updating, app.enable_events) == ("semiautomatic", True, True)
    assert store(app).where() == ("Phụ lục I", "D7")
    assert app.status_bar is False


def test_a_copy_is_kept_before_anything_is_written(opened):
    app = opened()
    before = path_of(app).read_bytes()
    ribbon.check()
    (copy,) = (path_of(app).parent / "Bản lưu").iterdir()
    assert copy.read_bytes() == before


def test_only_the_newest_copies_are_kept(opened):
    app = opened()
    folder = path_of(app).parent / "Bản lưu"
    folder.mkdir()
    for number in range(30):
        (folder / f"2021-nguyen-van-20211231-0000{number:02}-000000.xlsx").touch()
    (folder / "2021-nguyen-van-ban-khac.xlsx").touch()
    ribbon.check()
    assert len(list(folder.iterdir())) == 21
    assert (folder / "2021-nguyen-van-ban-khac.xlsx").exists()


# --- as Excel is


def test_the_test_engine_refuses_what_excel_refuses(opened):
    app = opened()
    sheet = Excel().workbook().book.sheets["Phụ lục I"]
    with pytest.raises(excel_engine.ComError):
        sheet.range("A6").value = "khóa"
    with pytest.raises(excel_engine.ComError):
        sheet.range("D6").color = (255, 0, 0)
    sheet.range("D6").value = 7
    assert cell(app, "Phụ lục I", "D6") == 7.0


def test_a_protected_findings_sheet_is_opened_and_closed_again(opened):
    app = opened()
    allowed = tuple(number % 2 == 0 for number in range(11))
    store(app).protect(LOI, excel_engine.Protection("", allowed))
    ribbon.check()
    assert len(rows_told(app)) > 40
    assert store(app).protection(LOI) == excel_engine.Protection("", allowed)


def test_a_password_is_told_and_nothing_written(opened):
    app = opened()
    store(app).protect(LOI, excel_engine.Protection("mật khẩu", (True,) * 11))
    before = rows_told(app)
    ribbon.check()
    assert "TRG06" in app.told[0]
    assert rows_told(app) == before


def test_texts_that_look_like_formulas_or_numbers_stay_texts(opened):
    app = opened()
    texts = {"H2000": "=cmd", "H2001": "007", "H2002": "'x", "H2003": "-1", "H2004": "@a", "H2005": "thường"}
    Excel().workbook().write({LOI: texts, "Thông tin chung": {"B30": "=1+1"}})
    assert {address: cell(app, LOI, address) for address in texts} == texts
    assert cell(app, "Thông tin chung", "B30") == "=1+1"
    assert not store(app).sheets[LOI].formulas


def test_the_table_of_findings_grows_with_them(opened):
    app = opened("2021-minh-hoa")
    (table,) = store(app).tables(LOI).values()
    book = Excel().workbook()
    last = table[0] + table[2]
    book.write({LOI: {f"C{row}": "R1" for row in range(5, last + 30)}})
    (grown,) = store(app).tables(LOI).values()
    assert grown == (table[0], table[1], last + 30 - table[0], table[3])


def test_cells_of_the_findings_sheet_lead_to_their_places(filled):
    links = store(filled).sheets[LOI].links
    rows = {number: row for number, row in enumerate(rows_told(filled), 5) if row[4]}
    assert rows
    assert links[(5, 5)] == f"'{rows[5][3]}'!{rows[5][4]}"
    assert {at for at in links if at[1] == 5} == {(number, 5) for number in rows}
    ribbon.clear_marks()
    assert not [at for at in store(filled).sheets[LOI].links if at[1] == 5]


def test_reading_takes_few_calls(opened):
    app = opened("2021-minh-hoa")
    Excel().workbook().picture()
    assert app.calls <= 5 * len(store(app).titles) + 40  # and one for each percentage


# --- going round the findings


def test_the_buttons_go_from_finding_to_finding_and_round_again(filled):
    places = {(row[3], row[4]) for row in rows_told(filled) if row[4] and row[1] != "Thông tin"}
    store(filled).go("Bắt đầu", "A1")
    seen = []
    for _ in range(len(places)):
        ribbon.next_finding()
        seen.append(store(filled).where())
    assert set(seen) == places
    order = store(filled).titles
    assert [order.index(title) for title, _ in seen] == sorted(order.index(title) for title, _ in seen)
    assert "Cách sửa" in filled.status_bar
    ribbon.next_finding()
    assert store(filled).where() == seen[0]
    ribbon.previous_finding()
    assert store(filled).where() == seen[-1]


def test_a_row_of_the_findings_sheet_leads_to_its_cell(filled):
    number, row = next((n, row) for n, row in enumerate(rows_told(filled), 5) if row[4])
    store(filled).go(LOI, f"A{number}")
    ribbon.next_finding()
    assert store(filled).where() == (row[3], row[4])


def test_without_findings_there_is_nowhere_to_go(opened):
    app = opened("2021-minh-hoa")
    ribbon.check()
    ribbon.next_finding()
    assert "Không còn" in app.told[-1]


class Today(datetime.date):
    @classmethod
    def today(cls):
        return cls(2022, 1, 10)


def test_a_finding_is_accepted_with_reason_name_and_day(filled, monkeypatch):
    monkeypatch.setattr(datetime, "date", Today)
    number = next(n for n, row in enumerate(rows_told(filled), 5) if row[2] == "TT11")
    store(filled).go(LOI, f"A{number}")
    filled.answers = ["Chờ văn bản gốc", True]
    ribbon.accept_finding()
    assert store(filled).values(LOI, (number, 11, 1, 3))[0][:2] == ["Chờ văn bản gốc", "Cán bộ thử"]
    found = next(f for f in check_open(Excel().workbook()).findings if f.code == "TT11" and f.accepted)
    assert found.accepted.reason == "Chờ văn bản gốc"
    ribbon.clear_marks()
    assert [r[2] for r in rows_told(filled)] == ["TT11"]


def test_a_day_long_after_the_period_is_not_written(filled, monkeypatch):
    monkeypatch.setattr(datetime, "date", type("Later", (Today,), {"today": lambda: Today(2041, 1, 1)}))
    row = next(r for r in rows_told(filled) if r[2] == "TT11")
    store(filled).go(row[3], row[4])
    filled.answers = ["Lý do", "Người"]
    ribbon.accept_finding()
    assert "TRG10" in filled.told[-1]


@pytest.mark.parametrize(("answers", "told"), [(["", ""], "Chưa ghi gì"), (["x", False], "Chưa ghi gì")])
def test_reason_and_name_are_both_needed(filled, answers, told):
    store(filled).go(LOI, "A5")
    rows = [r for r in rows_told(filled) if r[2] == "TT11"]
    store(filled).go(rows[0][3], rows[0][4])
    filled.answers = answers
    ribbon.accept_finding()
    assert told in filled.told[-1]


def test_a_cell_without_a_finding_has_nothing_to_accept(filled):
    store(filled).go("Bắt đầu", "A1")
    ribbon.accept_finding()
    assert "TRG08" in filled.told[-1]


# --- texts


@pytest.fixture
def text_cell(opened):
    """The workbook with the first section's text selected: the app, the address."""
    app = opened("2021-minh-hoa")
    sheet = Excel().workbook().picture().rows["danh_gia"]
    row = next(row for row in sheet if row["noi_dung"].text)
    store(app).go(row["noi_dung"].place.sheet, row["noi_dung"].place.cell)
    return app, row["noi_dung"].place


@pytest.mark.parametrize(
    ("press", "answers", "quote"),
    [
        (ribbon.insert_figure, ["1.1.1"], "{1.1.1}"),
        (ribbon.insert_figure, ["kế hoạch", "1.1.1"], "{1.1.1}"),
        (ribbon.insert_figure, ["không có gì như thế", "1.1.2"], "{1.1.2}"),
        (ribbon.insert_citation, ["KH106"], "[^kh106]"),
    ],
)
def test_a_quote_is_put_behind_the_text(text_cell, press, answers, quote):
    app, place = text_cell
    before = cell(app, place.sheet, place.cell)
    app.answers = list(answers)
    press()
    assert cell(app, place.sheet, place.cell) == before + quote
    assert not app.answers


def test_a_quote_needs_a_text_of_the_report(opened):
    app = opened()
    store(app).go("Phụ lục I", "D7")
    ribbon.insert_figure()
    assert "TRG11" in app.told[0]


# --- documents and files


def test_the_edited_report_gets_the_new_figures(opened, tmp_path):
    app = opened("2021-minh-hoa")
    ribbon.report()
    edited = path_of(app).with_suffix(".docx")
    app.answers = [edited]
    ribbon.update_word()
    assert edited.with_stem("2021-minh-hoa-cap-nhat").exists()
    assert app.told[-1].startswith("Đã xuất")


def test_a_report_that_is_there_is_replaced_or_numbered(opened):
    app = opened("2021-minh-hoa")
    for answer in (None, "no", "yes"):
        app.answers = [answer]
        ribbon.report()
    names = sorted(path.name for path in path_of(app).parent.glob("*.docx"))
    assert names == ["2021-minh-hoa (2).docx", "2021-minh-hoa.docx"]


@needs("soffice")
def test_the_report_is_seen_as_pdf(opened):
    app = opened("2021-minh-hoa")
    ribbon.view_pdf()
    assert path_of(app).with_suffix(".pdf").read_bytes().startswith(b"%PDF")


def test_any_word_document_is_checked_for_its_format(opened, clean):
    app = opened()
    app.answers = [clean["letter"]]
    ribbon.check_format()
    assert app.told[0].startswith("cong-van.docx: ")
    app.answers = [None]
    ribbon.check_format()
    assert len(app.told) == 1


def test_the_next_period_opens_with_what_goes_on(tmp_path):
    quarter = tmp_path / "quy-1.xlsx"
    main(["new", "--form", "so-2021", "--unit", "dt_sldtbxh", "--period", "2021-Q1", "-o", str(quarter)])
    app = excel_engine.start(quarter)
    app.answers = [True]
    ribbon.new_period()
    assert path_of(app).name == "quy-1-2021-6T.xlsx"
    assert check_file(path_of(app)).picture.stamp.period == "2021-6T"


def test_a_year_without_a_form_is_told(opened):
    app = opened()
    app.answers = ["2030"]
    ribbon.new_period()
    assert "KY01" in app.told[-1]


def test_a_copy_takes_the_place_of_the_workbook_which_is_kept_itself(filled):
    path = path_of(filled)
    (copy,) = (path.parent / "Bản lưu").iterdir()
    filled.answers = [copy, "yes"]
    ribbon.restore()
    assert path_of(filled) == path
    assert path.read_bytes() == copy.read_bytes()
    assert len(list((path.parent / "Bản lưu").iterdir())) == 2


def test_the_oldest_of_many_copies_can_be_taken_back(filled):
    path = path_of(filled)
    (newest,) = (path.parent / "Bản lưu").iterdir()
    kept = newest.read_bytes()
    name = f"{path.stem}-20210101-000000-{{:06}}{path.suffix}"
    old = [newest.with_name(name.format(number)) for number in range(kept_copies.MOST)]
    for copy in old:
        copy.write_bytes(kept)
    filled.answers = [old[0], "yes"]
    ribbon.restore()
    assert filled.told[-1] == f"Đã lấy lại {old[0].name}"
    assert path.read_bytes() == kept


@pytest.mark.parametrize("what", ["another unit's workbook", "no workbook"])
def test_only_a_copy_of_this_workbook_takes_its_place(opened, tmp_path, what):
    app, other = opened(), tmp_path / "khac.xlsx"
    before = path_of(app).read_bytes()
    if what == "no workbook":
        other.write_bytes(b"chu")
    else:
        new = ["new", "--form", "so-2021", "--unit", "dt_snv", "--period", "2021", "-o", str(other)]
        assert main(new) == 0
    app.answers = [other, "yes"]
    ribbon.restore()
    assert "khac.xlsx" in app.told[-1] and "Cách xử lý" in app.told[-1]
    assert path_of(app).read_bytes() == before


def test_a_report_that_says_otherwise_than_the_workbook_is_told_when_it_is_seen(opened):
    app = opened("2021-minh-hoa")
    ribbon.report()
    place = check_open(Excel().workbook()).picture.figure("2.1").place
    row, column, *_ = excel_engine.box_of(place.cell)
    store(app).put(place.sheet, [((row, column), "value", 999)])
    ribbon.view_pdf()
    assert "số liệu khác workbook" in app.told[-1]


@pytest.mark.parametrize("typed", ["Q1/2022", "Quý I/2022", "năm 2022", "2022"])
def test_a_period_is_typed_as_people_say_it(opened, typed):
    app = opened()
    app.answers = [typed]
    ribbon.new_period()
    assert "KY0" in app.told[-1] and "không đúng" not in app.told[-1]


@pytest.mark.parametrize("typed", ["../x/2022", "Q2/2022", "quý sau"])
def test_what_is_no_period_is_told(opened, typed):
    app = opened()
    app.answers = [typed]
    ribbon.new_period()
    assert f"Kỳ báo cáo «{typed}» không đúng" in app.told[-1]


def test_criteria_that_were_typed_are_those_of_the_next_period(tmp_path, monkeypatch):
    monkeypatch.setenv("CCHC_BIEU_MAU", str(tmp_path / "bieu-mau"))
    assert main(["form", "export-criteria", "so-2021", "-o", str(tmp_path / "bo.xlsx")]) == 0
    assert main(["form", "import-criteria", str(tmp_path / "bo.xlsx"), "--unit", "dt_sldtbxh"]) == 0
    quarter = tmp_path / "quy-1.xlsx"
    main(["new", "--form", "so-2021", "--unit", "dt_sldtbxh", "--period", "2021-Q1", "-o", str(quarter)])
    app = excel_engine.start(quarter)
    app.answers = [True]
    ribbon.new_period()
    assert check_file(path_of(app)).picture.stamp.form == "so-2021-rieng"


def test_criteria_are_written_out_and_read_in(opened, tmp_path, monkeypatch):
    monkeypatch.setenv("CCHC_BIEU_MAU", str(tmp_path / "bieu-mau"))
    app = opened()
    workbook = path_of(app)
    app.answers = ["no"]
    ribbon.update_criteria()
    out = path_of(app)
    assert out.name == "bo-tieu-chi-so-2021.xlsx"
    app.books.active.close()
    app.answers = ["yes", out, "no"]
    ribbon.update_criteria()
    assert path_of(app) == workbook
    assert "lập biểu mẫu" in app.told[-1] or "BM0" in app.told[-1]


def test_appraised_points_are_compared_with_the_units_own(opened):
    def appraise(book):
        sheet = book["Chấm điểm"]
        titles = [one.value for one in sheet[4]]
        points, note = titles.index("Điểm thẩm định") + 1, titles.index("Ý kiến thẩm định") + 1
        row = next(row for row in range(5, 200) if sheet.cell(row, 1).value == "1.1.1")
        sheet.cell(row, points).value, sheet.cell(row, note).value = 0.25, "chưa đủ tài liệu"

    app = opened("2021-minh-hoa", change=appraise)
    ribbon.compare_appraisal()
    assert "1.1.1" in app.told[0]
    assert "thẩm định 0,25 (chưa đủ tài liệu)" in app.told[0]
    assert "Đã thẩm định 1 tiêu chí" in app.told[0]


def test_the_guide_is_the_first_sheet(opened):
    app = opened()
    store(app).go("Phụ lục I", "D7")
    ribbon.guide()
    assert store(app).where()[0] == "Bắt đầu"


# --- what cannot be done is told


def unsaved(app):
    app.books.active.api.Path = ""


def on_the_web(app):
    app.books.active.api.FullName = "https://sharepoint.example/so.xlsx"


def in_protected_view(app):
    app.api.ActiveProtectedViewWindow = object()


def read_only(app):
    app.books.active.api.ReadOnly = True


def without_stamp(app):
    book = app.books.active
    book.store.properties.clear()
    del book.store.sheets["_cchc"]


def without_workbook(app):
    app.books.open_ones.clear()


def without_room_for_a_copy(app):
    (path_of(app).parent / "Bản lưu").write_text("một tệp")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (without_workbook, "TRG01"),
        (in_protected_view, "TRG02"),
        (unsaved, "TRG03"),
        (on_the_web, "TRG03"),
        (read_only, "TRG04"),
        (without_room_for_a_copy, "TRG05"),
        (without_stamp, "TEP06"),
    ],
)
def test_a_workbook_that_cannot_be_worked_on_is_told_with_a_remedy(opened, spoil, code):
    app = opened()
    spoil(app)
    ribbon.check()
    assert len(app.told) == 1
    assert f"({code})" in app.told[0]
    assert "Cách xử lý: " in app.told[0]


def test_without_excel_the_process_ends_with_a_code():
    excel_engine.stop()
    with pytest.raises(SystemExit, match="TRG01"):
        ribbon.check()


@pytest.mark.parametrize("name", sorted(ribbon.BUTTONS))
def test_a_fault_is_told_once_with_its_log_and_leaves_the_workbook_usable(opened, monkeypatch, name):
    app = opened()
    store(app).go("Phụ lục I", "D7")
    monkeypatch.setattr(Excel, "workbook", lambda excel: 1 / 0)
    monkeypatch.setattr("cchc_xl.actions.install.examine", lambda folder: 1 / 0)
    ribbon.BUTTONS[name]()
    assert len(app.told) == 1
    (log,) = (resources.own_folder() / "nhat-ky").iterdir()
    assert str(log) in app.told[0]
    assert "ZeroDivisionError" in log.read_text("utf-8")
    assert store(app).where() == ("Phụ lục I", "D7")


def test_a_fault_in_the_midst_of_writing_closes_the_protection_again(opened, monkeypatch):
    app = opened()
    allowed = (True,) * 11
    store(app).protect(LOI, excel_engine.Protection("", allowed))
    monkeypatch.setattr(type(store(app)), "resize", lambda *arguments: 1 / 0)
    monkeypatch.setattr(type(store(app)), "link", lambda *arguments: 1 / 0)
    ribbon.check()
    assert "ngoài dự kiến" in app.told[0]
    assert store(app).protection(LOI) == excel_engine.Protection("", allowed)
    assert (app.calculation, app.screen_updating, app.status_bar) == ("automatic", True, False)


# --- surroundings that come by mail


@pytest.mark.parametrize("back_end", BACK_ENDS)
def test_hostile_surroundings_neither_redirect_nor_break_a_click(opened, monkeypatch, back_end):
    def plant(book):
        conf = book.create_sheet("cchc.conf")
        conf["A1"], conf["B1"] = "INTERPRETER_WIN", r"C:\x\python.exe"
        book.create_sheet("xlwings.conf")["A1"] = "ONEDRIVE_CONSUMER_WIN"
        book.create_sheet("x.py")["A1"] = "raise SystemExit"

    app = opened(back_end=back_end, folder="Sở Nội vụ – năm 2021", file="a=b & (1) 50%", change=plant)
    (path_of(app).parent / "xlwings.conf").write_text('"INTERPRETER","/bin/false"\n')
    for module in ("cchc_xl", "openpyxl", "xlwings"):
        (path_of(app).parent / f"{module}.py").write_text("raise SystemExit")
    monkeypatch.setattr("sys.argv", ["-c", "--wb=a=b & (1) 50%.xlsx", "--from_xl=1", "--hwnd=4711"])
    monkeypatch.chdir(path_of(app).parent)
    wanted = check_file(path_of(app)).to_json()
    ribbon.check()
    assert len(app.told) == 1
    assert "lỗi" in app.told[0]
    assert check_open(Excel().workbook()).to_json() == wanted
    strange = [place["sheet"] for f in wanted["findings"] if f["code"] == "CAU10" for place in f["places"]]
    assert strange == ["cchc.conf", "xlwings.conf", "x.py"]


# --- the process that RunPython starts


def test_a_click_loads_none_of_the_slow_packages(samples, tmp_path):
    path = tmp_path / "so.xlsx"
    shutil.copyfile(samples["2021-minh-hoa"], path)
    (tmp_path / "o.pickle").write_bytes(pickle.dumps(from_file(path)))
    given = {"CCHC_TEST_STORE": str(tmp_path / "o.pickle"), "CCHC_TEST_TOLD": str(tmp_path / "noi.json")}
    tests = Path(__file__).parent
    environment = {**os.environ, **given, "PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"}
    click = [sys.executable, "-m", "support.clicked", "from cchc_xl import ribbon; ribbon.check()"]
    subprocess.run(click, env=environment, check=True, timeout=120)
    told = json.loads((tmp_path / "noi.json").read_text("utf-8"))
    assert told["told"][0].startswith("Đủ điều kiện trình")
    assert told["loaded"] == []


# --- odd cells are read as from a file


def spoil_cells(book):
    figures = book["Phụ lục I"]
    figures["D6"], figures["D7"].value = "#REF!", "#N/A"
    figures["D6"].data_type = figures["D7"].data_type = "e"
    figures["D93"], figures["D93"].number_format = 0.952, "0.0%"
    figures["D12"], figures["D12"].number_format = datetime.datetime(2021, 5, 3), "dd/mm/yyyy"
    figures["D15"], figures["E6"] = "mười", 3
    figures.merge_cells("D16:D18")
    texts = book["Nội dung báo cáo"]
    texts["B6"], texts["B6"].font = "C¶i c¸ch hµnh chÝnh", openpyxl.styles.Font(name=".VnTime")
    documents = book["Văn bản"]
    documents["E5"], documents["E6"] = 44317, datetime.datetime(2021, 5, 3, 7, 30)


@pytest.mark.parametrize("back_end", BACK_ENDS)
def test_odd_cells_are_told_as_from_the_file(opened, back_end):
    app = opened("2021-minh-hoa", back_end, change=spoil_cells)
    wanted = check_file(path_of(app)).to_json()
    assert check_open(Excel().workbook()).to_json() == wanted
    assert {"CAU04", "CAU17", "GT16"} <= {finding["code"] for finding in wanted["findings"]}


def test_dates_that_count_from_1904_are_read(opened):
    app = opened("2021-minh-hoa", change=lambda book: setattr(book, "epoch", CALENDAR_MAC_1904))
    assert app.books.active.api.Date1904
    assert check_open(Excel().workbook()).to_json() == check_file(path_of(app)).to_json()
