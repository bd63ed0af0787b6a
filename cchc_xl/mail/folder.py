"""Letters as files: .eml drafts, or folders for web mail with the text on the clipboard."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from cchc_xl.files import write
from cchc_xl.mail.letter import Letter, draft
from cchc_xl.text.vietnamese import slug

TEXT = "noi-dung-thu.txt"
_SECONDS = 5
_CLIPBOARDS = {"win32": ["clip"], "darwin": ["pbcopy"]}
_OPENERS = {"win32": ["explorer"], "darwin": ["open"]}


def write_drafts(letters: Iterable[Letter], folder: Path) -> Iterator[Letter]:
    """Write each letter as an .eml named after its subject; a draft written again takes its place."""
    for letter in letters:
        write(folder / f"{_name(letter)}.eml", draft(letter))
        yield letter


def lay_out(letters: Iterable[Letter], folder: Path) -> Iterator[Letter]:
    """Lay each letter's files into a folder of its own, with recipients, subject and text in a text file."""
    for letter in letters:
        own = folder / _name(letter)
        for file in letter.files:
            write(own / file.name, file.read_bytes())
        write(own / TEXT, as_text(letter).encode("utf-8-sig"))
        yield letter


def as_text(letter: Letter) -> str:
    """Give recipients, subject and text as they are pasted into web mail."""
    files = "".join(f"\nĐính kèm: {file.name}" for file in letter.files)
    return f"Người nhận: {', '.join(letter.to)}\nTiêu đề: {letter.subject}{files}\n\n{letter.text}\n"


def to_clipboard(text: str) -> bool:
    """Put a text on the clipboard with the system's own program; False where there is none."""
    linux = ["xclip", "-selection", "clipboard"] if shutil.which("xclip") else ["wl-copy"]
    command = _CLIPBOARDS.get(sys.platform, linux)
    encoded = text.encode("utf-16" if sys.platform == "win32" else "utf-8")  # clip tells UTF-16 by its mark
    return _run(command, encoded)


def open_folder(folder: Path) -> bool:
    """Open a folder on the screen; False where there is none."""
    return _run([*_OPENERS.get(sys.platform, ["xdg-open"]), str(folder)], b"")


def _run(command: list[str], given: bytes) -> bool:
    if not shutil.which(command[0]) or os.environ.get("CCHC_KHONG_MAN_HINH"):
        return False
    try:
        null = subprocess.DEVNULL
        subprocess.run(command, input=given, stdout=null, stderr=null, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return True


def _name(letter: Letter) -> str:
    return slug(letter.subject).replace("_", "-")[:100]
