"""The buttons «4 Gửi» and «Tổng hợp», those under them, and the import of dossiers, in an Excel for tests."""

import shutil

import pytest
from support import excel_engine

from cchc_xl import resources, ribbon
from cchc_xl.actions.post import Via
from cchc_xl.cli import main
from cchc_xl.collect.ledger import Ledger
from cchc_xl.excel.live_workbook import Excel
from cchc_xl.excel.read import read_workbook

HEAD = "Mã hồ sơ;Mã TTHC;Kênh;Ngày tiếp nhận;Hẹn trả;Ngày trả;Họ tên\n"


@pytest.fixture
def app(samples, tmp_path, monkeypatch):
    """The corrected sample, open; letters are laid into a folder."""
    monkeypatch.setattr(resources, "own_folder", lambda: tmp_path / "rieng")
    monkeypatch.setattr("cchc_xl.actions.post.usual", lambda: Via.EML)
    path = tmp_path / "Sở Lao động" / "bao cao.xlsx"
    path.parent.mkdir()
    shutil.copyfile(samples["2021-minh-hoa"], path)
    yield excel_engine.start(path)
    excel_engine.stop()


@pytest.fixture
def folder(app):
    return app.books.active.store.path.parent


def press(app, button, *answers):
    app.answers, app.told[:] = list(answers), []
    getattr(ribbon, button)()
    assert app.answers == [], app.told
    return app.told


def test_a_report_is_certified_numbered_kept_and_put_into_a_letter(app, folder):
    told = press(app, "send", "snv@so.example", "Người ký thử")
    sent = next((folder / "Đã gửi").iterdir())
    assert told[-1].startswith(f"Lần gửi 1, đến snv@so.example.\nBản đã gửi: {sent}")
    assert (folder / "bao cao.xlsx").read_bytes() == sent.read_bytes()
    assert [path.suffix for path in (folder / "Thư").iterdir()] == [".eml"]
    assert press(app, "send", "snv@so.example", "Người ký thử")[-1].startswith("Lần gửi 2")


@pytest.mark.parametrize("answers", [[False], ["snv@so.example", ""]])
def test_without_an_address_or_a_name_nothing_is_sent(app, folder, answers):
    assert "Chưa gửi gì" in press(app, "send", *answers)[-1]
    assert not (folder / "Đã gửi").exists()


def test_what_is_no_address_is_told(app):
    assert "(THU01)" in press(app, "send", "snv", "Người ký thử")[-1]


def test_what_changed_since_it_was_sent_is_told(app):
    assert "(THU12)" in press(app, "compare_sent")[-1]
    press(app, "send", "snv@so.example", "Người ký thử")
    assert "giống nhau" in press(app, "compare_sent")[-1]
    book = Excel().workbook()
    place = book.picture().figure("7.7").place
    book.write({place.sheet: {place.cell: 5}})
    assert "7.7" in press(app, "compare_sent")[-1]


def test_divisions_are_handed_their_part_and_their_letters(app, folder):
    told = press(app, "hand_out", "05/12/2021", None, "yes")
    assert told[1].startswith(f"Đã phát vào {folder / 'KY-2021'}")
    with Ledger.open(folder / "KY-2021") as ledger:
        assert len(ledger.issued()) == len(list((folder / "KY-2021").glob("*.xlsx"))) == 12
    assert len(list((folder / "KY-2021" / "Thư").rglob("*.eml"))) == 12


def test_a_due_day_that_is_none_is_told(app):
    assert "(TRG10)" in press(app, "hand_out", "ngày mai")[-1]


def test_who_has_sent_is_told_and_what_came_back_is_put_together(app, folder):
    press(app, "hand_out", "05/12/2021", None, "no")
    assert "Chưa nộp: Văn phòng Sở, hạn 05/12/2021" in press(app, "collection_status")[-1]
    received = folder / "nhan"
    received.mkdir()
    part = folder / "KY-2021" / "cchc-2021-van-phong-so.xlsx"
    shutil.copyfile(part, received / "VP.xlsx")
    told = press(app, "collect", str(received / "VP.xlsx"))
    assert "Đã đọc 1 tệp; tính 1 tệp." in told[-1]
    assert "Chưa nộp: Văn phòng Sở" not in told[-1]
    assert [book.name for book in app.books.open_ones][-2:] == ["tong-hop.xlsx", "tong-hop-tinh-hinh.xlsx"]
    assert read_workbook(folder / "KY-2021" / "tong-hop.xlsx").stamp.unit == "dt_sldtbxh"


def test_dossiers_of_an_export_enter_the_open_workbook(app, folder, capsys):
    log, path = folder / "ho so.csv", app.books.active.store.path
    code = next(row.key for row in read_workbook(path).filled("tthc"))
    log.write_text(f"{HEAD}HS1;{code};Trực tuyến;01/3/2021;10/3/2021;09/3/2021;Người thử\n", "utf-8")
    told = press(app, "import_dossiers", str(log), "yes")
    assert "Đọc 1 dòng, đếm 1, để riêng 0." in told[0]
    shutil.copyfile(path, folder / "b.xlsx")
    assert main(["import-dossiers", str(log), str(folder / "b.xlsx")]) == 0
    app.books.active.store.save_copy(folder / "a.xlsx")
    rows = [
        [{c: e.value for c, e in row.entries.items()} for row in read_workbook(folder / name).filled("ho_so")]
        for name in ("a.xlsx", "b.xlsx")
    ]
    assert rows[0] == rows[1] != []


def test_the_installation_is_told_without_a_workbook(app):
    app.books.open_ones.clear()
    assert press(app, "doctor")[-1].startswith("Kiểm tra cài đặt")
