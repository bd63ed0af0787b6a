"""The evidence folder on a disk, and what leaves it: the printed list and the zip parts."""

import json
import os
import shutil
import unicodedata
import zipfile
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from support import libreoffice, openxml, pages
from support.needs import needs

from cchc_xl.actions import evidence_folder
from cchc_xl.actions.evidence_folder import DEEPEST, read_evidence
from cchc_xl.actions.evidence_parts import plan, room, write_part
from cchc_xl.cli import main
from cchc_xl.entries.evidence import EvidenceFile
from cchc_xl.errors import CchcError
from cchc_xl.form import layout

ODD = "1.1.1/100% a#b [1] «ký».docx"


@pytest.fixture
def book(samples, tmp_path):
    """The filled sample in a folder of its own."""
    return Path(shutil.copy(samples["2021-minh-hoa"], tmp_path / "2021.xlsx"))


@pytest.fixture
def lay(book):
    """Lay files of these sizes into the evidence folder; each holds bytes of its own."""

    def put(files):
        for number, (path, size) in enumerate(files.items()):
            target = book.parent / "TLKC" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(bytes([number % 256]) * size)

    return put


def found(book):
    evidence = read_evidence(book)
    return [file.path for file in evidence.files], dict(evidence.skipped)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def run(capsys, *arguments):
    status = main(["evidence", *map(str, arguments)])
    return status, capsys.readouterr()


def test_without_a_folder_nobody_looks(book):
    assert read_evidence(book) is None


def test_files_of_all_depths_are_listed_and_what_programs_leave_is_not(book, lay):
    kept = {"1.1.1/a.pdf": 3, "1.1.1/sâu/hơn/b.pdf": 0, "la.pdf": 1}
    left = ["1.1.1/~$a.docx", "Thumbs.db", "1.1.1/.DS_Store", "1.1.1/Desktop.ini", "1.1.1/.~lock.a.docx#"]
    lay(kept | dict.fromkeys(left, 1))
    evidence = read_evidence(book)
    assert {file.path: file.size for file in evidence.files} == kept
    assert evidence.skipped == ()


def test_links_are_not_followed_wherever_they_lead(book, lay, tmp_path):
    lay({"1.1.1/a.pdf": 1})
    outside = tmp_path / "ngoai"
    outside.mkdir()
    (outside / "mat.pdf").write_bytes(b"x")
    root = book.parent / "TLKC"
    targets = {"gay": "khong-co", "muc": outside, "tep.pdf": outside / "mat.pdf", "vong": root}
    for name, target in targets.items():
        (root / "1.1.1" / name).symlink_to(target)
    paths, skipped = found(book)
    assert paths == ["1.1.1/a.pdf"]
    assert skipped == {f"1.1.1/{name}": "là liên kết tới nơi khác" for name in targets}


def test_a_folder_that_is_a_link_itself_is_neither_read_nor_filled(book, tmp_path, capsys):
    outside = tmp_path / "ngoai"
    (outside / "1.1.1").mkdir(parents=True)
    (outside / "1.1.1" / "a.pdf").write_bytes(b"x")
    (book.parent / "TLKC").symlink_to(outside)
    assert found(book) == ([], {"TLKC": "là liên kết tới nơi khác"})
    status, said = run(capsys, book, "--make")
    assert status == 2 and said.err.startswith("TLKC01: ")
    assert [path.name for path in outside.iterdir()] == ["1.1.1"]


@pytest.mark.parametrize(
    "name",
    ["a:b.pdf", "x\\..\\..\\y.pdf", "a\nb.pdf", "fdp.\u202exyz", "CON", "nul.pdf", "a.pdf.", b"\xff\xfe.pdf"],
)
def test_names_that_are_no_names_elsewhere_are_left_out_and_told(book, lay, name, capsys):
    lay({"1.1.1/tot.pdf": 1})
    folder = os.fsencode(book.parent / "TLKC" / "1.1.1")
    with open(os.path.join(folder, os.fsencode(name)), "wb") as file:  # noqa: PTH118, PTH123
        file.write(b"x")
    paths, skipped = found(book)
    assert paths == ["1.1.1/tot.pdf"] and len(skipped) == 1
    status, said = run(capsys, book)
    assert status == 1 and "TC06" in said.out


def test_macos_spelling_of_letters_is_the_usual_one(book, lay):
    name = "Kế hoạch đợt ễ.pdf"
    lay({f"1.1.1/{unicodedata.normalize('NFD', name)}": 1})
    assert found(book) == ([f"1.1.1/{name}"], {})
    lay({f"1.1.1/{name}": 1, "1.1.1/KẾ HOẠCH ĐỢT Ễ.PDF": 1})
    paths, skipped = found(book)
    assert len(paths) == 1 and len(skipped) == 2
    assert all(why.startswith("trùng tên") for why in skipped.values())


def test_depth_and_number_are_bounded_and_told(book, lay, monkeypatch):
    deep = "/".join("abcdefgh"[:DEEPEST])
    lay({f"{deep}/x.pdf": 1, f"{deep}/qua/y.pdf": 1})
    assert found(book) == ([f"{deep}/x.pdf"], {f"{deep}/qua": f"thư mục lồng quá {DEEPEST} cấp"})
    shutil.rmtree(book.parent / "TLKC")
    monkeypatch.setattr(evidence_folder, "MOST", 20)
    lay({f"1.1.1/{number:03}.pdf": 1 for number in range(19)})
    assert len(found(book)[0]) == 19 and found(book)[1] == {}
    lay({f"1.1.1/{number:03}.pdf": 1 for number in range(50)})
    paths, skipped = found(book)
    assert len(paths) == 19 and skipped == {"1.1.1": "quá 20 tệp, phần còn lại không được xem"}


def test_a_folder_that_cannot_be_opened_is_told(book, lay, monkeypatch):
    lay({"1.1.1/a.pdf": 1, "1.1.2/b.pdf": 1})
    scan = os.scandir

    def refusing(folder):
        if folder.name == "1.1.1":
            raise PermissionError(13, "denied", str(folder))
        return scan(folder)

    monkeypatch.setattr(evidence_folder.os, "scandir", refusing)
    assert found(book) == (["1.1.2/b.pdf"], {"1.1.1": "không mở được thư mục"})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_no_file(book, lay):
    lay({"1.1.1/a.pdf": 1})
    os.mkfifo(book.parent / "TLKC" / "1.1.1" / "ong.pdf")
    assert found(book) == (["1.1.1/a.pdf"], {"1.1.1/ong.pdf": "không phải tệp"})


def test_check_looks_beside_the_file_and_keeps_its_contract(book, lay, form, capsys):
    assert main(["check", str(book), "--json"]) == 0
    before = json.loads(capsys.readouterr().out)
    assert not any(one["code"].startswith("TC") for one in before["findings"])
    lay({"1.1.1/a.pdf": 1, "1.1.2/trong.pdf": 0})
    assert main(["check", str(book), "--json"]) == 0
    after = json.loads(capsys.readouterr().out)
    assert before.keys() == after.keys()
    told = {one["code"]: one["places"] for one in after["findings"] if one["code"].startswith("TC")}
    assert set(told) == {"TC02", "TC05"}
    [empty] = told["TC05"]
    column, row = layout.split(empty["cell"])
    assert column == layout.column_letters(form.sheets["tieu_chi"], "tlkc")
    assert row == layout.line_row(form.sheets["tieu_chi"], "1.1.2")
    cells = [place["cell"] for place in told["TC02"]]
    assert f"{column}{row - 1}" not in cells and f"{column}{row + 1}" in cells


def test_make_makes_each_folder_once_and_deletes_nothing(book, lay, form, capsys):
    lay({"1.1.1/a.pdf": 1, "khac/b.pdf": 1})
    wanted = {one.code for one in form.criteria.values() if one.rule and one.evidence}
    _, said = run(capsys, book, "--make")
    assert f"Đã tạo {len(wanted) - 1} thư mục" in said.out
    assert {path.name for path in (book.parent / "TLKC").iterdir()} == wanted | {"khac"}
    assert (book.parent / "TLKC/1.1.1/a.pdf").is_file() and (book.parent / "TLKC/khac/b.pdf").is_file()
    assert "Đã tạo 0 thư mục" in run(capsys, book, "--make")[1].out


def test_what_is_claimed_and_absent_is_listed_and_turns_the_exit_status(book, lay, capsys):
    status, said = run(capsys, book, "--json")
    assert status == 1
    listed = json.loads(said.out)
    named = [one["code"] for one in listed["criteria"] if one["documents"]]
    assert [one["code"] for one in listed["criteria"] if one["missing"]] == named
    lay({f"{code}/tệp.pdf": 7 for code in named})
    status, said = run(capsys, book, "--json")
    assert status == 0
    [first, *_] = json.loads(said.out)["criteria"]
    assert first == {
        "code": "1.1.1",
        "name": "Ban hành kế hoạch CCHC",
        "asked": "Kế hoạch CCHC năm",
        "score": "1",
        "documents": "Kế hoạch số 106/KH-SLĐTBXH ngày 25/12/2020",
        "files": [{"path": "1.1.1/tệp.pdf", "size": 7, "part": "tlkc-1.zip"}],
        "missing": [],
    }
    assert names(book.parent) == ["2021.xlsx", "TLKC"]  # nothing is written unasked


def test_people_read_points_documents_files_and_what_is_missing(book, lay, capsys):
    lay({"1.1.1/a.pdf": 1_240_000, "3.1.1/lon.zip": 15_000_000, "1.1/x.pdf": 1})
    status, said = run(capsys, book)
    lines = said.out.splitlines()
    assert status == 1
    at = lines.index("1.1.1 Ban hành kế hoạch CCHC: 1/1 điểm")
    assert lines[at + 1 : at + 4] == [
        "  Cần có: Kế hoạch CCHC năm",
        "  Đã nêu: Kế hoạch số 106/KH-SLĐTBXH ngày 25/12/2020",
        "  Tệp: 1.1.1/a.pdf (1,2 MB; tlkc-1.zip)",
    ]
    assert "  Thiếu: Đã nêu tài liệu nhưng thư mục của tiêu chí chưa có tệp" in lines
    assert any(line.startswith("Tệp quá lớn cho một thư: 3.1.1/lon.zip (15 MB).") for line in lines)
    assert any(line.startswith("Thông tin TC04: ") and "1.1/x.pdf" in line for line in lines)
    count, absent = (sum(line.startswith(word) for line in lines) for word in ("  Cần có: ", "  Thiếu: "))
    assert lines[-1] == f"{count} tiêu chí, 2 tệp; {absent} tiêu chí còn thiếu."


@pytest.mark.parametrize("limit", ["0", "0,4", "-5", "1001", "hai", "1.234", "NaN"])
def test_a_limit_that_is_none_is_refused(book, capsys, limit):
    status, said = run(capsys, book, f"--limit={limit}", "--json")
    assert status == 2 and json.loads(said.out)["error"]["code"] == "TLKC02"


def test_the_result_is_never_written_among_the_evidence(book, lay, capsys):
    lay({"1.1.1/a.pdf": 1})
    status, said = run(capsys, book, "-o", book.parent / "TLKC" / "gui")
    assert status == 2 and said.err.startswith("TLKC04: ")
    assert not (book.parent / "TLKC" / "gui").exists()


def test_a_mail_with_a_part_keeps_its_limit():
    from email.message import EmailMessage

    letter = EmailMessage()
    letter["Subject"] = "Tài liệu kiểm chứng"
    letter.set_content("Kính gửi " * 500)
    part = b"\xff" * room(Decimal(1))
    letter.add_attachment(part, maintype="application", subtype="zip", filename="tlkc-1.zip")
    assert 750_000 < len(letter.as_bytes()) < 1_000_000


def overhead(path: str) -> int:
    """What a file takes in a zip besides itself."""
    return 30 + 46 + 2 * len(f"TLKC/{path}".encode())


@pytest.mark.parametrize(
    ("spare", "parts", "too_large"),
    [(0, [["a", "b"]], []), (-1, [["a"], ["b"]], []), (-101, [["a"]], ["b"])],
)
def test_parts_are_filled_to_the_last_byte(tmp_path, spare, parts, too_large):
    paths = {"1.1.1/ấ.pdf": ("a", 100), "1.1.1/b.pdf": ("b", 200)}
    files = [EvidenceFile(path, size, path) for path, (_, size) in paths.items()]
    whole = 22 + sum(overhead(path) + size for path, (_, size) in paths.items())
    most = whole + spare if spare > -101 else 22 + overhead("1.1.1/b.pdf") + 199
    planned, left = plan(files, most)
    assert [[paths[file.path][0] for file in part.files] for part in planned] == parts
    assert [paths[file.path][0] for file in left] == too_large
    for file in files:
        (tmp_path / file.source).parent.mkdir(exist_ok=True)
        (tmp_path / file.source).write_bytes(b"x" * file.size)
    for part in planned:
        write_part(tmp_path, part, tmp_path / part.name)
        assert (tmp_path / part.name).stat().st_size == part.size <= most


def test_a_file_that_changes_meanwhile_stops_the_work(tmp_path):
    [part], _ = plan([EvidenceFile("1.1.1/a.pdf", 5, "1.1.1/a.pdf")], 10_000)
    for content in (None, b"1234", b"123456"):
        if content:
            (tmp_path / "1.1.1").mkdir(exist_ok=True)
            (tmp_path / "1.1.1" / "a.pdf").write_bytes(content)
        with pytest.raises(CchcError, match="TLKC03"):
            write_part(tmp_path, part, tmp_path / "x.zip")


@pytest.fixture
def sent(book, lay, tmp_path, capsys):
    """A folder of evidence sent out under 1 MB a mail: its sizes make two parts and leave one file out."""
    macos = unicodedata.normalize("NFD", "Kế hoạch.pdf")
    lay({ODD: 300_000, f"1.1.1/{macos}": 200_000, "1.1.2/sâu/b.pdf": 250_000})
    lay({"1.2.1/lon.pdf": 900_000, "1.2.2/c.xlsx": 0, "2.1.1/quyết định.pdf": 40_000, "la/d.pdf": 5})
    out = tmp_path / "gửi"
    assert run(capsys, book, "-o", out, "--limit", "1")[0] == 1
    return out


def test_parts_hold_the_files_whole_in_the_order_of_the_criteria(sent, book):
    held = {}
    for part in ("tlkc-1.zip", "tlkc-2.zip"):
        assert (sent / part).stat().st_size <= room(Decimal(1))
        with zipfile.ZipFile(sent / part) as archive:
            assert archive.testzip() is None
            held[part] = {name: archive.read(name) for name in archive.namelist()}
    root = book.parent / "TLKC"
    assert list(held["tlkc-1.zip"]) == [f"TLKC/{ODD}", "TLKC/1.1.1/Kế hoạch.pdf"]
    assert list(held["tlkc-2.zip"]) == [
        "TLKC/1.1.2/sâu/b.pdf",
        "TLKC/1.2.2/c.xlsx",
        "TLKC/2.1.1/quyết định.pdf",
    ]
    on_disk = {unicodedata.normalize("NFC", str(p.relative_to(root.parent))): p for p in root.rglob("*")}
    for name, content in (held["tlkc-1.zip"] | held["tlkc-2.zip"]).items():
        assert content == on_disk[name].read_bytes()
    assert names(sent) == ["danh-muc-tlkc.xlsx", "tlkc-1.zip", "tlkc-2.zip"]


def test_the_same_files_give_the_same_bytes_whenever_they_were_saved(sent, book, tmp_path, capsys):
    for path in (book.parent / "TLKC").rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    again = tmp_path / "gửi lại"
    run(capsys, book, "-o", again, "--limit", "1")
    assert names(sent) == names(again)
    assert all((sent / name).read_bytes() == (again / name).read_bytes() for name in names(sent))


def test_parts_of_an_earlier_run_are_told_and_left_to_people(sent, book, capsys):
    said = run(capsys, book, "-o", sent)[1]
    assert "Đã ghi danh mục và 1 phần gửi" in said.out and "tlkc-2.zip là phần gửi của lần trước" in said.out
    assert (sent / "tlkc-2.zip").is_file()


def test_the_list_says_where_each_file_lies_and_its_links_lead_there(sent):
    book = openpyxl.load_workbook(sent / "danh-muc-tlkc.xlsx")
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    shown = ("1.1.1", "1.1.2", "1.1.3", "1.2.1", "1.2.2")
    assert [(row[0], *row[4:7]) for row in rows if row[0] in shown] == [
        ("1.1.1", ODD.removeprefix("1.1.1/"), "300 KB", "tlkc-1.zip"),
        ("1.1.1", "Kế hoạch.pdf", "200 KB", "tlkc-1.zip"),
        ("1.1.2", "sâu/b.pdf", "250 KB", "tlkc-2.zip"),
        ("1.1.3", None, None, None),
        ("1.2.1", "lon.pdf", "900 KB", "gửi riêng"),
        ("1.2.2", "c.xlsx", "0 byte", "tlkc-2.zip"),
    ]
    assert rows[0][1:4] == ["Ban hành kế hoạch CCHC", 1, "Kế hoạch số 106/KH-SLĐTBXH ngày 25/12/2020"]
    assert rows[3][7] == "Đã nêu tài liệu nhưng thư mục của tiêu chí chưa có tệp"
    assert "bộ minh họa" in sheet["A2"].value
    links = {cell.value: cell.hyperlink.target for row in sheet for cell in row if cell.hyperlink}
    book.close()
    assert len(links) == 6
    for shown, target in links.items():
        path = sent / unquote(target).replace("\\", "/")
        assert path.is_file() and unicodedata.normalize("NFC", path.name) == Path(shown).name


def test_beside_the_workbook_links_move_with_the_folder_and_the_parts(book, lay, tmp_path, capsys):
    lay({ODD: 3})
    run(capsys, book, "-o", book.parent)
    with zipfile.ZipFile(book.parent / "danh-muc-tlkc.xlsx") as archive:
        rels = archive.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    assert 'Target="TLKC\\1.1.1\\100%25%20a%23b%20%5b1%5d%20«ký».docx"' in rels
    with zipfile.ZipFile(book.parent / "tlkc-1.zip") as archive:
        assert archive.namelist() == [f"TLKC/{ODD}"]


@needs("ooxml-validator")
def test_the_open_xml_sdk_finds_nothing_in_the_list(sent):
    assert openxml.problems(sent / "danh-muc-tlkc.xlsx") == []


@needs("soffice", "poppler")
def test_the_list_prints_on_its_width(sent, tmp_path):
    first, *more = pages.page_texts(libreoffice.to_pdf(sent / "danh-muc-tlkc.xlsx", tmp_path))
    assert "Danh mục tài liệu kiểm chứng" in first and "gửi riêng" in first
    assert all("Phần gửi" in page and "Còn thiếu" in page for page in (first, *more))
