import os
import stat
import subprocess
import sys
import tempfile
import types
from pathlib import Path

import pytest
from support import openxml, pages
from support.needs import needs

from cchc_xl.cli import main
from cchc_xl.errors import CchcError
from cchc_xl.word import pdf

WHOLE = "printf '%%PDF-1.6 x %%%%EOF\\n' > "


@pytest.fixture
def report(samples, tmp_path):
    """Runs `report … --pdf`; gives the exit code, the report and its PDF."""

    def run(name="b.docx", *more):
        out = tmp_path / name
        code = main(["report", str(samples["2021-minh-hoa"]), "-o", str(out), "--pdf", *more])
        return code, out, out.with_suffix(".pdf")

    return run


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Puts a shell script in the place of LibreOffice; it is called with its own folder as the last place."""

    def put(script):
        folder = tmp_path / "bin"
        folder.mkdir()
        path = folder / "soffice"
        path.write_text(script, "utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
        monkeypatch.setattr(pdf, "_NAMES", ("soffice",))

    return put


@pytest.fixture
def no_office(monkeypatch):
    monkeypatch.setattr(pdf, "_NAMES", ())
    monkeypatch.setattr(pdf, "_PLACES", ())


# --- LibreOffice


@needs("soffice", "poppler", "ooxml-validator")
def test_the_pdf_stands_beside_the_report_and_says_the_same(report, capsys):
    code, out, printed = report()
    assert code == 0
    assert f"Đã xuất {printed}" in capsys.readouterr().out
    text = "\n".join(pages.page_texts(printed))
    assert "KẾT QUẢ THỰC HIỆN" in text.upper() and "1. Chỉ đạo, điều hành" in text
    assert openxml.problems(out) == []


@needs("soffice")
def test_the_same_report_gives_the_same_bytes(report):
    first, second = report("b.docx"), report("c.docx")
    assert first[2].read_bytes() == second[2].read_bytes()
    assert first[1].read_bytes() == second[1].read_bytes()


@needs("soffice")
def test_two_processes_at_once_do_not_disturb_each_other(report, samples, tmp_path):
    command = [sys.executable, "-m", "cchc_xl.cli", "report", str(samples["2021-minh-hoa"]), "--pdf", "-o"]
    environment = {**os.environ, "PYTHONPATH": str(Path(pdf.__file__).parents[2])}
    running = [
        subprocess.Popen([*command, str(tmp_path / name)], env=environment, stdout=subprocess.DEVNULL)
        for name in ("một.docx", "hai.docx")
    ]
    assert [one.wait(240) for one in running] == [0, 0]
    assert (tmp_path / "một.pdf").read_bytes() == (tmp_path / "hai.pdf").read_bytes()


@needs("soffice")
def test_documents_of_one_name_and_of_odd_names_each_get_their_pdf(report, tmp_path):
    source = report("-a b'c.docx")[1]
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "b.docx").write_bytes(source.read_bytes())
    made = pdf.to_pdf([tmp_path / "x" / "b.docx", tmp_path / "y" / "b.docx", source])
    assert made == [tmp_path / "x" / "b.pdf", tmp_path / "y" / "b.pdf", source.with_suffix(".pdf")]
    assert len({one.read_bytes() for one in made}) == 1


@needs("soffice")
def test_a_file_that_is_no_document_is_named_and_the_others_are_printed(report, tmp_path):
    good = report()[1]
    good.with_suffix(".pdf").unlink()
    bad = tmp_path / "hỏng.docx"
    bad.write_bytes(b"PK\x03\x04 not a document")
    with pytest.raises(CchcError) as caught:
        pdf.to_pdf([bad, good])
    assert caught.value.code == "PDF02"
    assert "«hỏng.docx»" in caught.value.message and "b.docx" not in caught.value.message
    assert good.with_suffix(".pdf").exists()


BROKEN = {
    "silent": "#!/bin/sh\nexit 0\n",
    "failing": "#!/bin/sh\nexit 77\n",
    "no program": "\x00\x01",
    "half a file": "#!/bin/sh\nprintf '%%PDF-1.6 x' > 0.pdf\n",
    "an empty file": "#!/bin/sh\n: > 0.pdf\n",
    "endless": "#!/bin/sh\nsleep 600 &\nsleep 600\n",
}


@pytest.mark.skipif(os.name == "nt", reason="shell scripts")
@pytest.mark.parametrize("script", BROKEN.values(), ids=BROKEN)
def test_a_broken_libreoffice_is_told_with_the_name_of_the_report(
    script, program, report, capsys, monkeypatch
):
    monkeypatch.setattr(pdf, "START_SECONDS", 1)
    monkeypatch.setattr(pdf, "SECONDS_EACH", 0)
    program(script)
    code, out, printed = report()
    assert code == 2
    said = capsys.readouterr()
    assert "PDF02" in said.err and "«b.docx»" in said.err and "Cách xử lý" in said.err
    assert out.exists() and not printed.exists()
    assert sorted(path.name for path in out.parent.iterdir()) == ["b.docx", "bin"]


@pytest.mark.skipif(os.name == "nt", reason="shell scripts")
def test_each_call_has_a_profile_of_its_own(program, report, tmp_path):
    program(f'#!/bin/sh\necho "$*" >> {tmp_path}/calls\n{WHOLE}0.pdf\n')
    assert report("b.docx")[0] == report("c.docx")[0] == 0
    profiles = [
        word
        for word in (tmp_path / "calls").read_text().split()
        if word.startswith("-env:UserInstallation=file")
    ]
    assert len(set(profiles)) == len(profiles) == 2
    assert not [one for one in profiles if Path(one.split("file://")[1]).exists()]


def test_no_room_to_work_in_is_told(report, monkeypatch, capsys):
    monkeypatch.setattr(tempfile, "tempdir", "/khong-co-thu-muc-nay")
    assert report()[0] == 2
    assert "PDF03" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="shell scripts")
def test_a_pdf_that_cannot_be_replaced_is_told(program, report, tmp_path, capsys):
    program(f"#!/bin/sh\n{WHOLE}0.pdf\n")
    (tmp_path / "b.pdf").mkdir()
    assert report("b.docx", "--overwrite")[0] == 2
    assert "TEP09" in (said := capsys.readouterr().err) and "«b.pdf»" in said


# --- Word, or nothing


def test_without_any_office_program_the_report_stays_and_the_remedy_is_told(no_office, report, capsys):
    code, out, printed = report()
    assert code == 2 and out.exists() and not printed.exists()
    said = capsys.readouterr()
    assert f"Đã xuất {out}" in said.out
    assert "PDF01" in said.err and "Cài LibreOffice" in said.err


class Word:
    """As much of Word as is used, with what was asked of it."""

    def __init__(self, refuses=()):
        self.Documents, self.refuses, self.did = self, refuses, []

    def Open(self, name, **how):
        assert how == {"ReadOnly": True, "AddToRecentFiles": False}
        assert (self.DisplayAlerts, self.AutomationSecurity) == (0, 3)
        if Path(name).name in self.refuses:
            raise RuntimeError("không mở được")
        return self

    def ExportAsFixedFormat(self, name, kind):
        assert kind == 17
        Path(name).write_bytes(b"%PDF-1.7 Word %%EOF\r\n")

    def Close(self, **how):
        self.did.append(f"close {how}")

    def Quit(self, **how):
        self.did.append(f"quit {how}")


@pytest.fixture
def word(no_office, monkeypatch):
    """Puts a Word in reach."""

    def put(word):
        client = types.ModuleType("win32com.client")
        client.DispatchEx = lambda name: word if name == "Word.Application" else None
        monkeypatch.setitem(sys.modules, "win32com", types.ModuleType("win32com"))
        monkeypatch.setitem(sys.modules, "win32com.client", client)
        return word

    return put


def test_word_prints_where_there_is_no_libreoffice_and_is_closed_again(word, report):
    used = word(Word())
    code, _, printed = report()
    assert code == 0 and printed.read_bytes().startswith(b"%PDF-1.7 Word")
    assert used.did == ["close {'SaveChanges': 0}", "quit {'SaveChanges': 0}"]


def test_what_word_refuses_is_named_and_word_is_closed_again(word, report, capsys):
    used = word(Word(refuses=["0.docx"]))
    assert report()[0] == 2
    assert "PDF02" in (said := capsys.readouterr().err) and "«b.docx»" in said and "không mở được" in said
    assert used.did == ["quit {'SaveChanges': 0}"]
