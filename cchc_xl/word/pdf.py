"""Print Word documents to PDF: by LibreOffice, or by Word where only that is there.

LibreOffice gets a profile of its own for each call, since two processes with one profile lose half of the
files, and copies of the documents under plain numbers, so that neither an odd name nor a document that is
open elsewhere stops it. It may fail without saying so: only the outputs count.
"""

import contextlib
import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cchc_xl.errors import CchcError
from cchc_xl.files import write

START_SECONDS, SECONDS_EACH = 120, 20  # an empty profile is slow to set up; a report takes half a second
_NAMES = ("soffice", "libreoffice", "soffice.com")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib*/libreoffice/program/soffice",
    "/opt/libreoffice*/program/soffice",
    "{ProgramFiles}/LibreOffice*/program/soffice.com",  # .exe may come back before its work is done
    "{ProgramFiles(x86)}/LibreOffice*/program/soffice.com",
)
_OF_THE_DAY = re.compile(
    rb"/(?:Creation|Mod)Date\(D:[^)]*\)|/ID \[ <\w+>\s+<\w+> \]\s*/DocChecksum /\w+", re.ASCII
)
"""What makes two prints of one document differ; blanked, since the places of all else must not move."""

_PDF, _NO_MACROS = 17, 3  # Word's wdExportFormatPDF, msoAutomationSecurityForceDisable


def to_pdf(documents: Sequence[Path]) -> list[Path]:
    """Write the PDF of each document beside it, all in one go; return their paths.

    Raises CchcError PDF01 where neither program is there, PDF02 naming the documents that came out without a
    PDF (the others have theirs), PDF03 where there is no room to work in, TEP09 for a PDF that is open.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="cchc-pdf-", ignore_cleanup_errors=True) as name:
            place = Path(name)
            copies = [place / f"{number}.docx" for number in range(len(documents))]
            for document, copy in zip(documents, copies, strict=True):
                shutil.copyfile(document, copy)
            said = _print(copies, place)
            made = [(_content(copy), document) for document, copy in zip(documents, copies, strict=True)]
    except OSError as error:
        fix = "Kiểm tra thư mục tạm có cho phép ghi, ổ đĩa còn chỗ, tài liệu còn đó, rồi làm lại"
        raise CchcError("PDF03", "không chuẩn bị được để chuyển sang PDF", fix) from error
    done = [_write(content, document.with_suffix(".pdf")) for content, document in made if content]
    if missing := [f"«{document.name}»" for content, document in made if not content]:
        fix = "Mở các tệp này bằng Word hoặc LibreOffice và chọn lưu dạng PDF; nếu được thì chạy lại lệnh"
        raise CchcError("PDF02", f"không có bản PDF của {', '.join(missing)}{said}", fix)
    return done


def _content(copy: Path) -> bytes:
    """Return the PDF of a copy, b"" if there is none or it breaks off."""
    pdf = copy.with_suffix(".pdf")
    content = pdf.read_bytes() if pdf.is_file() else b""
    whole = content.startswith(b"%PDF") and b"%%EOF" in content[-64:]
    return _OF_THE_DAY.sub(lambda found: b" " * len(found[0]), content) if whole else b""


def _write(content: bytes, pdf: Path) -> Path:
    write(pdf, content)
    return pdf


def _print(copies: Sequence[Path], place: Path) -> str:
    """Print the copies; return what is to be told if one is missing afterwards."""
    if program := next(_programs(), None):
        return _by_libreoffice(program, copies, place)
    if word := _word():
        return _by_word(word, copies)
    fix = "Cài LibreOffice (libreoffice.org), hoặc mở tài liệu bằng Word và chọn lưu dạng PDF"
    raise CchcError("PDF01", "máy này không có LibreOffice và Word để chuyển sang PDF", fix)


def printer() -> str:
    """Name the program that would print, "" where there is none."""
    if program := next(_programs(), None):
        return program
    if word := _word():
        word.Quit(SaveChanges=0)
        return "Word"
    return ""


# --- LibreOffice


def _programs() -> Iterator[str]:
    """Find LibreOffice on the path and where its installers put it."""
    yield from filter(None, map(shutil.which, _NAMES))
    for pattern in _PLACES:
        for variable in ("ProgramFiles", "ProgramFiles(x86)"):
            pattern = pattern.replace(f"{{{variable}}}", os.environ.get(variable, "/-"))
        place = Path(pattern)
        if place.anchor:
            found = Path(place.anchor).glob(str(place.relative_to(place.anchor)))
            yield from sorted(map(str, filter(Path.is_file, found)), reverse=True)


def _by_libreoffice(program: str, copies: Sequence[Path], place: Path) -> str:
    profile = (place / "ho-so").as_uri()
    settings = ["--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={profile}"]
    command = [program, *settings, "--convert-to", "pdf", "--outdir", str(place), *(c.name for c in copies)]
    seconds = START_SECONDS + SECONDS_EACH * len(copies)
    quiet: Any = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        office = subprocess.Popen(command, cwd=place, start_new_session=True, **quiet)
    except OSError:
        return f" (không chạy được {program})"
    with office:
        try:
            code = office.wait(seconds)
        except subprocess.TimeoutExpired:
            return f" (LibreOffice không xong trong {seconds} giây)"
        finally:
            _end(office)
    return f" (LibreOffice dừng với mã {code})" if code else " (LibreOffice không báo lý do)"


def _end(office: "subprocess.Popen[bytes]") -> None:
    """End a program that still runs, and all that it started: the launcher alone would leave the rest."""
    if office.poll() is not None:
        return
    if sys.platform == "win32":
        command = ["taskkill", "/F", "/T", "/PID", str(office.pid)]
        subprocess.run(command, capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(office.pid, signal.SIGKILL)


# --- Word


def _word() -> Any:
    """Start a Word of our own; None where there is none."""
    try:
        return importlib.import_module("win32com.client").DispatchEx("Word.Application")
    except Exception:  # no such module; or pywin32's com_error, which only pywin32 can name
        return None


def _by_word(word: Any, copies: Sequence[Path]) -> str:
    """Print with Word; what it refuses is missing afterwards and told then."""
    said = ""
    try:
        word.DisplayAlerts, word.AutomationSecurity = 0, _NO_MACROS
        for copy in copies:
            try:
                document = word.Documents.Open(str(copy), ReadOnly=True, AddToRecentFiles=False)
                document.ExportAsFixedFormat(str(copy.with_suffix(".pdf")), _PDF)
                document.Close(SaveChanges=0)
            except Exception as error:  # com_error again
                said = f" (Word: {error})"
    finally:
        word.Quit(SaveChanges=0)
    return said or " (Word không báo lý do)"
