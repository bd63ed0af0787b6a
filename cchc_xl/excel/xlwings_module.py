"""Take the VBA modules of the installed xlwings into the add-in, closed against what comes by mail.

As shipped, RunPython reads which interpreter to run from a sheet of the workbook in front, then from a file
beside it; runs code that a sheet named `*.py` holds; puts the workbook's folder on Python's path and its name
into a command line (`%CMDCMDLINE%` in a name ends the quotes); may take cmd.exe from the working folder;
and imports pandas and numpy before anything of ours runs. None of it is left: the module knows its own add-in
only, and Python finds the workbook by Excel's window. It also works where no sheet is in front, and where the
user's folder is `C:\\Users\\Nguyễn`: VBA's own file functions cannot name that, those of Windows Script can.
"""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from cchc_xl.errors import CchcError

PROJECT = "cchc"
CONFIGURATION = f"{PROJECT}.conf"
"""The sheet of the add-in that holds the settings: keys in capitals in column A, values in column B."""
NO_PYTHON, FAILED = "CCHC NO PYTHON", "CCHC FAILED"
"""The settings with what is told where Python is missing or cannot start: VBA source has no Vietnamese."""


class _Change(NamedTuple):
    pattern: str
    replacement: str
    places: int


_FILES = 'CreateObject("Scripting.FileSystemObject")'
_CHANGES = (
    _Change(r'(PROJECT_NAME As String = )"myaddin"', rf'\1"{PROJECT}"', 1),
    _Change(r"\bActiveWorkbook\b", "ThisWorkbook", 22),
    _Change(r'If source = "" Or source = "(directory|user)" Then', "If False Then", 2),
    _Change(r'If Right\$\(sht\.Name, 3\) = "\.py" Then', "If False Then", 2),
    _Change(r'In Range\(sht\.Range\("A1"\), lastCell\)', 'In sht.Range("A1", lastCell)', 1),
    _Change(
        r'CondaCmd & PythonInterpreter & " -B -c ""import xlwings\.utils;.*? & PythonCommand',
        r'PythonInterpreter & " -I -c """ & PythonCommand',
        1,
    ),
    _Change(r'WScript\.Run\("cmd\.exe /C "', 'WScript.Run(Environ("ComSpec") & " /C "', 1),
    _Change(
        r"   Dim Attr As Long\n(?:.*\n)*?   End If\n",
        f"   FileExistsOnWindows = {_FILES}.FileExists(FileSpec)\n",
        1,
    ),
    _Change(
        r"Open FileName For Input As #FileNum\n(?:.*\n)*?    Close #FileNum\n",
        f"With {_FILES}.OpenTextFile(FileName)\n"
        "        If Not .AtEndOfStream Then Content = .ReadAll\n        .Close\n    End With\n",
        1,
    ),
    _Change(r"(message has been shown\n.*\n +)Kill LOG_FILE", rf"\1{_FILES}.DeleteFile LOG_FILE", 1),
    _Change(
        r'MsgBox "Could not find Interpreter!", vbCritical',
        f'WScript.Popup GetConfig("{NO_PYTHON}"), 0, "CCHC", 16',
        1,
    ),
    _Change(
        r'Content = Content & "Press Ctrl\+C[^"]*"',
        f'Content = GetConfig("{FAILED}") & vbCrLf & vbCrLf & Content',
        1,
    ),
    _Change(r'AUTO_DISMISS, "Error"', 'AUTO_DISMISS, "CCHC"', 1),
)


def closed_module() -> str:
    """Give the module with RunPython, closed; raises CchcError CAI02 when it is not the one known here.

    Its class Dictionary is compiled on a Mac only and stays out.
    """
    found = find_spec("xlwings")
    if found is None or found.origin is None:
        raise _differs("chưa cài xlwings")
    try:
        text = Path(found.origin).with_name("xlwings_custom_addin.bas").read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise _differs("xlwings đã cài không có mô-đun cần dùng") from None
    for pattern, replacement, places in _CHANGES:
        text, found_places = re.subn(pattern, replacement, text)
        if found_places != places:
            raise _differs(f"mô-đun của xlwings khác bản đã kiểm tra ({pattern}: {found_places}/{places})")
    return text


def _differs(what: str) -> CchcError:
    return CchcError("CAI02", what, "Cài lại bộ cài CCHC để có đúng bản xlwings đi kèm, rồi làm lại")
