"""Opens workbooks and documents in LibreOffice, as a second office program and another formula engine.

The first call starts one LibreOffice for the whole test process, with a profile of its own; all later calls
share it. Both are gone when the process ends.
"""

import atexit
import contextlib
import datetime
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias, cast

from support import Cells
from support.needs import located, without_python_settings
from support.uno_store import UnoStore

SECONDS = 120  # for one request, the start of LibreOffice included

Edit: TypeAlias = tuple[str, str, int | float | str | datetime.date | None]
"""Sheet title, address ("B5") and what is typed there; None empties the cell."""

Sort: TypeAlias = tuple[str, str, int]
"""Sheet title, range without its header ("A5:L90") and the column, from 0, by which its rows are sorted."""

Change: TypeAlias = tuple[str, str, int | str]
"""What ("insert_column", "insert_row", "rename"), the sheet's title, and the index or the new title."""

Write: TypeAlias = tuple[str, str, int | str]
"""What ("rewrite" a paragraph, "overtype", "comment", "track", "row_height" in 1/100 mm, "bold"), a text by
whose first place it is done, and the new text or the measure."""


Restyle: TypeAlias = tuple[str, str, int | float | str | bool | tuple[str, str]]
"""Words of a passage ("" for the first page), a property of Writer, its value (type, name of an enum)."""


class LibreOfficeError(Exception):
    """LibreOffice refused the request, did not answer in time, or died twice over it."""


def recalculated(path: Path) -> Cells:
    """Return the value of every non-empty cell after a hard recalculation.

    LibreOffice tells TRUE from 1 only by the format, so `--(1=1)` comes back as True; True == 1.0 in Python.
    """
    return cast(Cells, _ask("recalculated", path=str(path.resolve())))


def edited(
    path: Path,
    out: Path,
    edits: Iterable[Edit],
    *,
    unprotect: bool = False,
    sorts: Iterable[Sort] = (),
    changes: Iterable[Change] = (),
) -> Path:
    """Save the workbook with these cells typed and everything recalculated to `out`; return `out`.

    A text stays a text ("01", "=A1"); a date keeps the cell's format, in a cell without one it is dd/mm/yyyy.
    As Excel would, refuses a locked cell of a protected sheet, unless `unprotect` first takes the protection
    off, which the saved file then lacks. Structure is changed before the typing, ranges are sorted after it.
    The suffix of `out` chooses the format: .xlsx, .ods or .xls.
    """
    _ask(
        "edited",
        path=str(path.resolve()),
        out=str(out.resolve()),
        edits=[(sheet, cell, _serial(value)) for sheet, cell, value in edits],
        unprotect=unprotect,
        sorts=list(sorts),
        changes=list(changes),
    )
    return out


def written(path: Path, out: Path, changes: Iterable[Write]) -> Path:
    """Save the document, changed as a person would in Writer, to `out`; return `out`."""
    _ask("written", path=str(path.resolve()), out=str(out.resolve()), changes=list(changes))
    return out


def macros(path: Path, press: str = "") -> dict[str, Any]:
    """Return the "modules" of an .xlam, by name, and what its cell A1 has "told" after this macro."""
    return cast(dict[str, Any], _ask("macros", path=str(path.resolve()), press=press))


def to_pdf(path: Path, out_dir: Path) -> Path:
    """Print an .xlsx, recalculated, or a .docx to a PDF of the same name in `out_dir`; return its path."""
    out_dir.mkdir(parents=True, exist_ok=True)
    pdf = out_dir / f"{path.stem}.pdf"
    _ask("to_pdf", path=str(path.resolve()), out=str(pdf.resolve()))
    return pdf


def opened(path: Path) -> UnoStore:
    """Open a workbook and leave it open."""
    _ask("opened_to_stay", path=str(path))
    return UnoStore(path, _ask)


def pipe() -> str:
    """Name the pipe of this process's LibreOffice, for another process."""
    _office.start()
    return _office.profile.name


def restyled(path: Path, out: Path, changes: Iterable[Restyle] = ()) -> Path:
    """Save a .docx with these properties set by hand to `out`, as LibreOffice writes it; return `out`."""
    _ask("restyled", path=str(path.resolve()), out=str(out.resolve()), changes=list(changes))
    return out


def _serial(value: int | float | str | datetime.date | None) -> int | float | str | dict[str, int] | None:
    """Return a date as {"date": days since 1899-12-30}, all else as it is."""
    if isinstance(value, datetime.date):
        return {"date": value.toordinal() - datetime.date(1899, 12, 30).toordinal()}
    return value


def _ask(action: str, **arguments: object) -> Any:
    """Return LibreOffice's answer, after starting it again once if it died."""
    request = json.dumps({"action": action, "arguments": arguments}) + "\n"
    answer = _office.exchange(request) or _office.exchange(request)
    if not answer:
        raise LibreOfficeError(f"LibreOffice died twice over {request}")
    reply = json.loads(answer)
    if "error" in reply:
        raise LibreOfficeError(reply["error"])
    return reply["result"]


class _Office:
    """One worker process and the LibreOffice it runs, in a process group of their own."""

    def __init__(self) -> None:
        self.worker: subprocess.Popen[str] | None = None
        self.profile = Path()
        self.expired = False

    def start(self) -> subprocess.Popen[str]:
        """Return the worker, started unless it runs."""
        if self.worker is None:
            soffice, python = located("soffice"), located("python-uno")
            self.expired = False
            self.profile = Path(tempfile.mkdtemp(prefix="cchc-soffice-"))
            (self.profile / "user").mkdir()
            (self.profile / "tmp").mkdir()
            (self.profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
            script = Path(__file__).with_name("uno_worker.py")
            self.worker = subprocess.Popen(
                [python, str(script), soffice, str(self.profile)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                env=without_python_settings() | {"TMPDIR": str(self.profile / "tmp")},
                start_new_session=True,
            )
        return self.worker

    def exchange(self, request: str) -> str:
        """Return the worker's answer, "" if it died, which also clears away what is left of it."""
        worker = self.start()
        assert worker.stdin and worker.stdout
        late = threading.Timer(SECONDS, self.expire)
        late.start()
        try:
            worker.stdin.write(request)
            worker.stdin.flush()
            answer = worker.stdout.readline()
        except BrokenPipeError:
            answer = ""
        finally:
            late.cancel()
        if not answer or self.expired:
            self.stop()
        if self.expired:
            raise LibreOfficeError(f"LibreOffice gave no answer in {SECONDS} s to {request}")
        return answer

    def expire(self) -> None:
        """Give up waiting: without the worker the wait ends."""
        self.expired = True
        self.kill()

    def kill(self) -> None:
        """Kill the worker and its LibreOffice."""
        if self.worker:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.worker.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End the worker, which ends its LibreOffice, and remove the profile."""
        if self.worker is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired, BrokenPipeError):
            self.worker.communicate(timeout=10)
        self.kill()
        self.worker.communicate()
        self.worker = None
        shutil.rmtree(self.profile, ignore_errors=True)


_office = _Office()
atexit.register(_office.stop)

# Every formula is calculated on loading; numbers, dates and TRUE read as in an English Excel; no lock files.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>en-US</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="UseLocking" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""
