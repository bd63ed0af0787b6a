"""Each button pressed in LibreOffice: its VBA callback, a stub of RunPython, a process, the document."""

import json
import shutil
import sys
import time
from pathlib import Path

import pytest
from support import libreoffice, logs
from support.cell_store import box_of
from support.needs import needs
from support.sent import saved

from cchc_xl import ribbon
from cchc_xl.actions.check import check_file
from cchc_xl.cli import main
from cchc_xl.excel.addin import FILE, addin
from cchc_xl.findings import Place

LOI = "Lỗi và cảnh báo"
ROOT = Path(__file__).parent.parent
STUB = """Attribute VB_Name = "xlwings"
Function RunPython(PythonCommand As String)
    Shell "{script}", 0, Chr(34) & PythonCommand & Chr(34), False
    ThisWorkbook.Worksheets(1).Range("A1").Value = PythonCommand
End Function
"""
SCRIPT = """#!/bin/sh
export PYTHONPATH='{tests}:{root}' HOME='{home}' CCHC_TEST_PIPE='{pipe}' CCHC_TEST_BOOK='{book}'
export CCHC_TEST_TOLD='{told}' CCHC_TEST_ANSWERS='{answers}' CCHC_KHONG_MAN_HINH=1
unset PYTHONHOME
exec '{python}' -W ignore -m support.clicked "$1" 2> '{told}.err'
"""
SECONDS = 120

pytestmark = needs("soffice")


class Clicked:
    """A sample that is open in LibreOffice, and the add-in."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path, self.folder = path, folder
        self.store = libreoffice.opened(path)
        (folder / FILE).write_bytes(addin(replaced={"xlwings": STUB.format(script=folder / "chay.sh")}))

    def press(self, name: str, *answers: object) -> list[str]:
        """Press a button and wait for its end; give what was told."""
        told = self.folder / "da-noi.json"
        told.unlink(missing_ok=True)
        places = {"tests": ROOT / "tests", "root": ROOT, "home": self.folder, "book": self.path, "told": told}
        given = {"pipe": libreoffice.pipe(), "answers": json.dumps(answers), "python": sys.executable}
        script = self.folder / "chay.sh"
        script.write_text(SCRIPT.format(**places, **given), "utf-8")
        script.chmod(0o755)
        libreoffice.macros(self.folder / FILE, f"CchcButtons.Cchc_{name}")
        deadline = time.monotonic() + SECONDS
        while not told.exists():
            assert time.monotonic() < deadline, Path(f"{told}.err").read_text("utf-8")
            time.sleep(0.1)
        said: list[str] = json.loads(told.read_text("utf-8"))["told"]
        return said

    def rows_told(self) -> list[list[object]]:
        """Read the findings sheet of the open document."""
        rows = self.store.values(LOI, (5, 1, self.store.used(LOI)[0], 13))
        return [row for row in rows if row[2]]


@pytest.fixture(params=["2021-nguyen-van", "2021-minh-hoa"])
def clicked(request, samples, tmp_path):
    path = tmp_path / "Sở = Lao động" / f"{request.param}.xlsx"
    path.parent.mkdir()
    shutil.copyfile(samples[request.param], path)
    one = Clicked(path, tmp_path)
    yield one
    one.store.do("close")


def command(capsys, *arguments: object):
    capsys.readouterr()
    main([str(argument) for argument in arguments])
    return capsys.readouterr().out


def test_every_button_does_in_the_document_what_its_command_does(clicked, capsys):
    path = clicked.path
    wanted = json.loads(command(capsys, "check", path, "--json"))
    points = command(capsys, "score", path).partition(" (")[0]
    draft = clicked.folder / "lenh.docx"
    command(capsys, "report", path, "-o", draft, "--draft")

    assert len(clicked.press("check")) == 1
    told = [(row[2], row[3], row[4]) for row in clicked.rows_told()]
    assert told == [(f["code"], p["sheet"], p["cell"]) for f in wanted["findings"] for p in f["places"]]
    verdict = clicked.store.values("Bắt đầu", (5, 2, 1, 1))[0][0]
    assert verdict == {"loi": "Còn lỗi phải sửa", "dat": "Đủ điều kiện trình"}[wanted["verdict"]]

    marked = {(row[3], row[4]) for row in clicked.rows_told() if row[4] and row[1] != "Thông tin"}
    clicked.store.go("Bắt đầu", "A1")
    clicked.press("next_finding")
    assert not marked or clicked.store.where() in marked
    clicked.press("previous_finding")
    assert not marked or clicked.store.where() in marked

    (told_points,) = clicked.press("score")
    assert told_points.startswith(points)
    assert clicked.store.where()[0] == "Tổng quan"

    clicked.press("report")
    assert path.with_suffix(".docx").exists() == (wanted["verdict"] != "loi")
    clicked.press("draft_report")
    assert path.with_name(f"{path.stem}-ban-nhap.docx").read_bytes() == draft.read_bytes()

    clicked.press("clear_marks")
    assert clicked.rows_told() == []
    assert len(list((path.parent / "Bản lưu").iterdir())) == 2
    clicked.press("guide")
    assert clicked.store.where()[0] == "Bắt đầu"


def test_a_fault_in_the_process_is_told_in_the_document(clicked):
    clicked.store.protect(LOI, None)
    clicked.store.do("protect", LOI, "mật khẩu")
    (told,) = clicked.press("check")
    assert "TRG06" in told
    assert clicked.store.do("is_protected", LOI)


def at_text(clicked: Clicked) -> Place:
    """Select a text of the report."""
    row = next(row for row in check_file(clicked.path).picture.rows["danh_gia"] if row["noi_dung"].text)
    clicked.store.go(*row["noi_dung"].place)
    return row["noi_dung"].place


def text_at(clicked: Clicked, place: Place) -> str:
    text: str = clicked.store.values(place.sheet, box_of(place.cell))[0][0]
    return text


def test_the_other_buttons_do_theirs(clicked, clean):
    path, place = clicked.path, at_text(clicked)
    before = text_at(clicked, place)
    clicked.press("insert_figure", "1.1.1")
    clicked.press("insert_citation", "kh106")
    assert text_at(clicked, place) == before + "{1.1.1}[^kh106]"

    report = path.with_suffix(".docx")
    told = clicked.press("view_pdf")
    if report.exists():
        assert path.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    else:
        assert "chưa xuất báo cáo" in told[-1]
        clicked.press("draft_report")
        report = path.with_name(f"{path.stem}-ban-nhap.docx")
    clicked.press("update_word", str(report))
    assert report.with_stem(f"{report.stem}-cap-nhat").exists()
    assert clicked.press("check_format", str(clean["letter"]))[0].startswith("cong-van.docx: ")

    assert "Đã thẩm định 0 tiêu chí" in clicked.press("compare_appraisal")[0]
    clicked.press("update_criteria", "no")
    assert path.with_name("bo-tieu-chi-so-2021.xlsx").exists()
    assert "KY01" in clicked.press("new_period", "2030")[-1]
    clicked.store.go("Bắt đầu", "A1")
    assert "TRG08" in clicked.press("accept_finding")[-1]
    clicked.press("check")
    number = next((n for n, row in enumerate(clicked.rows_told(), 5) if row[2] == "ND10"), 0)
    if number:
        clicked.store.go(LOI, f"A{number}")
        clicked.press("accept_finding", "Chờ văn bản gốc", "Cán bộ thử")
        assert clicked.rows_told()[number - 5][10:12] == ["Chờ văn bản gốc", "Cán bộ thử"]
    assert "KY03" in clicked.press("new_period", "2021-9T")[-1]

    copy = next((path.parent / "Bản lưu").iterdir())
    assert clicked.press("restore", str(copy), "yes")[-1] == f"Đã lấy lại {copy.name}"
    assert path.read_bytes() == copy.read_bytes()


def test_the_buttons_that_go_out_and_come_back_do_theirs(clicked):
    path, folder = clicked.path, clicked.path.parent / "KY-2021"
    assert clicked.press("doctor")[0].startswith("Kiểm tra cài đặt")
    clicked.press("hand_out", "20/12/2021", None, "no")
    handed = sorted(folder.glob("cchc-*.xlsx"))
    assert len(handed) == 12
    (clicked.folder / "nhan").mkdir()
    came = saved(handed[0], clicked.folder / "nhan" / "phan.xlsx")
    assert "Đã đọc 1 tệp; tính 1 tệp." in clicked.press("collect", str(came))[-1]
    assert (folder / "tong-hop.xlsx").exists() and (folder / "tong-hop-tinh-hinh.xlsx").exists()
    assert "Phải nộp 12; đã nộp 1;" in clicked.press("collection_status")[0]

    log = logs.save(
        clicked.folder / "so.xlsx", [logs.row(1, tthc="MH.001"), logs.row(2, tthc="MH.001", tra="")]
    )
    clicked.press("import_dossiers", str(log), "yes")
    shown = [row[0] for row in clicked.store.values("Hồ sơ một cửa", (5, 1, 2, 1))]
    assert shown == ["MH.001", "H20-00002"]

    assert "THU12" in clicked.press("compare_sent")[-1]
    told = clicked.press("send", "yes", "a@snv.example", "nộp đúng hạn", "Người Xác Nhận")
    assert told[-1].startswith("Lần gửi 1,")
    (file,) = (path.parent / "Đã gửi").iterdir()
    assert path.read_bytes() == file.read_bytes()
    told = clicked.press("compare_sent")[0]
    assert told.startswith(f"So với {file.name}") and "giống nhau" in told


def test_no_button_is_left_unpressed():
    source = Path(__file__).read_text("utf-8")
    assert {name for name in ribbon.BUTTONS if f'press("{name}"' not in source} == set()
