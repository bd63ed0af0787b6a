"""The buttons that send, hand out, collect and import, pressed over cells in memory and over LibreOffice."""

import hashlib
import json
import shutil
from datetime import date

import pytest
from support import excel_engine, libreoffice, logs
from support.cell_store import box_of
from support.needs import needs
from support.sent import saved

from cchc_xl import resources, ribbon
from cchc_xl.actions.hand_out import extend
from cchc_xl.cli import main
from cchc_xl.collect.ledger import Ledger
from cchc_xl.excel.live_workbook import Excel, LiveWorkbook
from cchc_xl.excel.patch import patch
from cchc_xl.excel.read import read_workbook
from cchc_xl.excel.source import Source

BACK_ENDS = ("openpyxl", pytest.param("libreoffice", marks=needs("soffice")))
DUE, TO, WHO = "20/12/2021", "baocao@snv.example", "Người Xác Nhận"
OFFICE, INSPECTORATE, FINANCE = "Văn phòng Sở", "Thanh tra Sở", "Phòng Kế hoạch – Tài chính"


@pytest.fixture(autouse=True)
def surroundings(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "own_folder", lambda: tmp_path / "rieng")
    monkeypatch.setenv("CCHC_KHONG_MAN_HINH", "1")
    monkeypatch.setenv("CCHC_THU", str(tmp_path / "thu.toml"))
    yield
    excel_engine.stop()


@pytest.fixture(params=BACK_ENDS)
def opened(request, samples, tmp_path):
    """Open a copy of a sample in an Excel."""

    def open_(name="2021-minh-hoa"):
        path = tmp_path / "Sở Lao động" / "bao-cao.xlsx"
        path.parent.mkdir()
        shutil.copyfile(samples[name], path)
        if request.param == "libreoffice":
            return excel_engine.start(stores=[libreoffice.opened(path)])
        return excel_engine.start(path)

    return open_


@pytest.fixture
def app(opened):
    return opened()


@pytest.fixture
def in_memory(samples, tmp_path):
    path = shutil.copy(samples["2021-minh-hoa"], tmp_path / "bao-cao.xlsx")
    return excel_engine.start(path)


def press(app, name, *answers):
    """Press a button; give what it told last."""
    app.answers = list(answers)
    getattr(ribbon, name)()
    assert app.answers == []
    return app.told[-1]


def path_of(app):
    return app.books.active.store.path


def period_folder(app):
    return path_of(app).parent / "KY-2021"


def kept(app):
    return sorted((path_of(app).parent / "Đã gửi").glob("*.xlsx"))


def type_into(app, place, value):
    box = box_of(place.cell)
    app.books.active.store.put(place.sheet, [(box[:2], "value", value)])


def came_back(app, tmp_path, *names):
    """Lay workbooks that were handed out into a folder of received files."""
    folder = tmp_path / "nhận về"
    folder.mkdir(exist_ok=True)
    return [saved(period_folder(app) / name, folder / name) for name in names]


# --- 4 Gửi


def test_the_button_sends_what_is_open_and_the_workbook_knows_it(app):
    place = read_workbook(path_of(app)).figure("2.1").place
    type_into(app, place, 77.0)
    told = press(app, "send", "yes", TO, WHO)
    (file,) = kept(app)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert f"Lần gửi 1, đến {TO}." in told and str(file) in told and digest in told
    assert "Đủ điều kiện trình" in app.told[1]
    assert read_workbook(file).figure("2.1").raw == 77
    marks = Source(file).package.custom_properties()
    assert (marks["cchc_lan_gui"], marks["cchc_xac_nhan"]) == ("1", WHO)
    assert path_of(app).read_bytes() == file.read_bytes()
    assert app.books.active.store.properties["cchc_lan_gui"] == "1"
    assert list((path_of(app).parent / "Bản lưu").iterdir())
    with Ledger.open(path_of(app).parent) as ledger:
        assert [(one.number, one.sha256, one.to) for one in ledger.sendings()] == [(1, digest, TO)]
    assert press(app, "send", "yes", TO, WHO).startswith("Lần gửi 2,")


def test_a_workbook_that_excel_holds_is_still_marked(in_memory, monkeypatch):
    monkeypatch.setattr("cchc_xl.actions.send._replaced", lambda path, kept: False)
    press(in_memory, "send", "yes", TO, WHO)
    assert Source(path_of(in_memory)).package.custom_properties()["cchc_lan_gui"] == "1"


def test_what_went_out_is_told_though_the_workbook_cannot_be_marked(in_memory, monkeypatch):
    monkeypatch.setattr(LiveWorkbook, "restore", lambda *arguments: 1 / 0)
    press(in_memory, "send", "yes", TO, WHO)
    assert in_memory.told[-2].startswith("Lần gửi 1,") and "ngoài dự kiến" in in_memory.told[-1]


def test_errors_are_sent_with_a_reason_only(opened):
    app = opened("2021-nguyen-van")
    assert "Chưa gửi gì" in press(app, "send", "yes", TO, "")
    assert kept(app) == []
    press(app, "send", "yes", TO, "nộp đúng hạn, sửa sau", True)
    marks = Source(kept(app)[0]).package.custom_properties()
    assert (marks["cchc_ly_do_gui"], marks["cchc_xac_nhan"]) == ("nộp đúng hạn, sửa sau", "Cán bộ thử")


@pytest.mark.parametrize(
    ("answers", "told"),
    [(["no"], "Lưu workbook"), (["yes", ""], "Chưa gửi gì"), (["yes", TO, ""], "Chưa gửi gì"),
     (["yes", "so noi vu", WHO], "THU01")],
)  # fmt: skip
def test_a_sending_called_off_leaves_nothing_behind(in_memory, answers, told):
    before = path_of(in_memory).read_bytes()
    assert told in press(in_memory, "send", *answers)
    assert kept(in_memory) == [] and path_of(in_memory).read_bytes() == before


def test_what_is_open_is_compared_with_what_was_sent(app, capsys):
    assert "THU12" in press(app, "compare_sent")
    press(app, "send", "yes", TO, WHO)
    assert "Hai workbook giống nhau." in press(app, "compare_sent")
    place = read_workbook(path_of(app)).figure("2.1").place
    type_into(app, place, 78.0)
    told = press(app, "compare_sent")
    changed = path_of(app).with_name("khac.xlsx")
    patch(path_of(app), changed, {place.sheet: {place.cell: 78}})
    capsys.readouterr()
    main(["diff", str(kept(app)[0]), str(changed)])
    typed = [line for line in capsys.readouterr().out.splitlines() if place.cell in line]
    assert typed and "→ 78" in typed[0] and typed[0] in told


# --- handing out and collecting


def test_the_button_hands_out_as_the_command_does(app, tmp_path, capsys):
    addresses = tmp_path / "dia-chi.csv"
    addresses.write_text("VP,vp@so.example\n", "utf-8")
    more = ["--due", DUE, "--addresses", str(addresses)]
    assert main(["split", str(path_of(app)), "-o", str(tmp_path / "lenh"), *more]) == 0
    assert "Thư" in press(app, "hand_out", DUE, addresses, "yes")
    names = {path.name for path in (tmp_path / "lenh").glob("*.xlsx")}
    assert {path.name for path in period_folder(app).glob("*.xlsx")} == names
    assert {file.name for file in period_folder(app).glob("Thư/*/*.xlsx")} == names
    with Ledger.open(period_folder(app)) as ours, Ledger.open(tmp_path / "lenh") as theirs:
        assert [(one.phong, one.due, one.address, one.file) for one in ours.issued()] == [
            (one.phong, one.due, one.address, one.file) for one in theirs.issued()
        ]
    listed = next(text for text in app.told if text.startswith("Đã phát vào"))
    assert "cchc-2021-van-phong-so.xlsx cho vp@so.example" in listed
    split = capsys.readouterr().out.splitlines()
    assert [line for line in split if line.startswith("Cần xem")] == [
        line for line in listed.splitlines() if line.startswith("Cần xem")
    ]


def tokens(app):
    with Ledger.open(period_folder(app)) as ledger:
        return {one.token for one in ledger.issued()}


def test_handing_out_again_is_asked_first_for_it_makes_the_first_workbooks_void(in_memory):
    press(in_memory, "hand_out", DUE, None, "no")
    before = tokens(in_memory)
    assert "Phát lại?" in press(in_memory, "hand_out", DUE, "no")
    assert tokens(in_memory) == before
    press(in_memory, "hand_out", DUE, "yes", None, "no")
    assert not tokens(in_memory) & before


def test_a_day_that_is_none_hands_out_nothing(in_memory):
    assert "TRG12" in press(in_memory, "hand_out", "31/02/2021")
    press(in_memory, "hand_out", "")
    assert not period_folder(in_memory).exists()


def test_before_anything_is_handed_out_there_is_no_standing(in_memory):
    assert "chưa phát biểu mẫu" in press(in_memory, "collection_status")
    assert not period_folder(in_memory).exists()


def test_what_came_back_is_collected_as_the_command_does_it(app, tmp_path, capsys):
    workbook, folder = path_of(app), period_folder(app)
    press(app, "hand_out", DUE, None, "no")
    first, *_ = came_back(app, tmp_path, "cchc-2021-van-phong-so.xlsx", "cchc-2021-thanh-tra-so.xlsx")
    (tmp_path / "nhận về" / "hong.xlsx").write_bytes(b"PK\x03\x04 hong")
    copy = shutil.copytree(folder, tmp_path / "lenh")
    before = workbook.read_bytes()
    told = press(app, "collect", first)
    assert [book.name for book in app.books.open_ones[1:]] == ["tong-hop.xlsx", "tong-hop-tinh-hinh.xlsx"]
    assert workbook.read_bytes() == before
    capsys.readouterr()
    arguments = [str(tmp_path / "nhận về"), "-o", str(copy / "tong-hop.xlsx"), "--into", str(workbook)]
    assert main(["collect", *arguments]) == 1
    assert told.splitlines()[2:] == capsys.readouterr().out.splitlines()
    assert "Đã đọc 3 tệp; tính 2 tệp." in told and "Không tính hong.xlsx" in told
    ours, theirs = (read_workbook(one / "tong-hop.xlsx") for one in (folder, copy))
    assert [entry[3].raw for entry in ours.entries()] == [entry[3].raw for entry in theirs.entries()]


def test_the_standing_names_who_sent_who_owes_who_has_more_time_and_what_was_returned(app, tmp_path):
    press(app, "hand_out", DUE, None, "no")
    names = ("cchc-2021-van-phong-so.xlsx", "cchc-2021-thanh-tra-so.xlsx")
    office, returned = came_back(app, tmp_path, *names)
    folder = period_folder(app)
    extend(folder, "KHTC", date(2199, 1, 1), "Lan", "mất điện")
    sent_back = ["--return", str(returned), "--by", "Lan", "--reason", "thiếu số liệu"]
    into = ["--into", str(path_of(app))]
    main(["collect", str(office.parent), "-o", str(folder / "tong-hop.xlsx"), *into, *sent_back])
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    lines = press(app, "collection_status").splitlines()
    assert "Phải nộp 12; đã nộp 1; đúng hạn 0; nộp chậm 1; chưa nộp 11." in lines
    owed = next(line for line in lines if INSPECTORATE in line)
    assert owed.startswith(f"Chưa nộp: {INSPECTORATE}, hạn {DUE}, quá hạn ")
    assert f"Chưa nộp: {FINANCE}, gia hạn đến 01/01/2199: mất điện (Lan)" in lines
    assert any(line.startswith(f"Nộp chậm: {OFFICE}, ngày ") for line in lines)
    assert f"Đã trả lại: {names[1]}: thiếu số liệu (Lan)." in lines
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after == before, "chỉ xem, không ghi gì"


@pytest.mark.parametrize("by", ["button", "command"])
def test_what_was_laid_out_for_the_letters_is_not_taken_for_received(in_memory, capsys, by):
    folder = period_folder(in_memory)
    press(in_memory, "hand_out", DUE, None, "yes")
    came = saved(folder / "cchc-2021-van-phong-so.xlsx", folder / "gui-lai.xlsx")
    if by == "button":
        assert "Đã đọc 1 tệp; tính 1 tệp." in press(in_memory, "collect", came)
    else:
        capsys.readouterr()
        main(["collect", str(folder), "-o", str(folder / "T.xlsx"), "--json"])
        assert json.loads(capsys.readouterr().out)["taken"] == ["gui-lai.xlsx"]


def test_files_that_lie_among_the_units_own_are_not_collected(in_memory):
    assert "TRG13" in press(in_memory, "collect", path_of(in_memory))
    press(in_memory, "collect", None)
    assert not period_folder(in_memory).exists()


# --- dossiers, the installation


def exported(folder, name="so.xlsx"):
    rows = [
        logs.row(1, tthc="MH.001", kenh="Trực tuyến"),
        logs.row(2, tthc="MH.001", tra="2021-11-12"),
        logs.row(3, tthc="MH.001", tra=""),
    ]
    return logs.save(folder / name, rows)


def dossiers(path):
    picture = read_workbook(path)
    typed = [{key: one.raw for key, one in row.entries.items()} for row in picture.filled("ho_so")]
    return typed, [row["ho_so_truc_tuyen"].raw for row in picture.filled("tthc")]


def test_dossiers_are_imported_as_the_command_does_it(app, tmp_path, capsys):
    workbook, log = path_of(app), exported(tmp_path)
    by_command = shutil.copy(workbook, tmp_path / "lenh.xlsx")
    main(["import-dossiers", str(log), str(by_command), "--json"])
    before = dossiers(workbook)
    told = press(app, "import_dossiers", log, "yes")
    assert told.startswith("Ghi số tổng hợp")
    assert app.told[-2].startswith("Đọc 3 dòng, đếm 3, để riêng 0.")
    assert app.books.active.store.where()[0] == "Hồ sơ một cửa"
    assert dossiers(Excel().workbook().copy_to(tmp_path)) == dossiers(by_command) != before
    assert list((workbook.parent / "Bản lưu").iterdir())
    names = {path.name for path in workbook.parent.glob("*.parquet")}
    assert names == {"ho-so-dt_sldtbxh-2021.parquet", "ho-so-dt_sldtbxh-2021-buoc.parquet"}


def test_dossiers_not_confirmed_are_not_written(in_memory, tmp_path):
    before = dossiers(path_of(in_memory))
    press(in_memory, "import_dossiers", exported(tmp_path), "no")
    press(in_memory, "import_dossiers", None)
    (tmp_path / "sau").mkdir()
    assert dossiers(Excel().workbook().copy_to(tmp_path / "sau")) == before
    assert not [*tmp_path.glob("*.parquet")]


def test_the_log_of_dossiers_stays_as_it_was_when_excel_refuses_the_workbook(in_memory, tmp_path):
    in_memory.books.active.store.protect("Hồ sơ một cửa", excel_engine.Protection("mật khẩu", (True,) * 11))
    assert "TRG06" in press(in_memory, "import_dossiers", exported(tmp_path), "yes")
    assert not [*tmp_path.glob("*.parquet")]


def test_the_installation_is_examined_also_without_a_workbook(in_memory):
    in_memory.books.open_ones.clear()
    told = press(in_memory, "doctor")
    assert told.startswith("Kiểm tra cài đặt") and "Python" in told and "Tiện ích Excel" in told
