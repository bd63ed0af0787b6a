"""Look into the evidence folder beside a workbook, and make its empty folders."""

import os
import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from cchc_xl.entries.evidence import Evidence, EvidenceFile
from cchc_xl.errors import CchcError
from cchc_xl.form.criteria import FOLDER
from cchc_xl.form.form import Form
from cchc_xl.text.vietnamese import fold

MOST, DEEPEST = 5_000, 6
"""How many files and folders are looked at, and how many levels of folders."""

_LEFT_BY_PROGRAMS = ("~$", ".", "thumbs.db", "desktop.ini")
_JUNCTION = 0xA0000003  # how Windows marks a folder that is a link
_UNUSABLE = re.compile(  # what Windows cannot hold, what turns the direction of writing, what is no UTF-8
    r"[<>:\"|?*\\\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
    r"|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)",
    re.IGNORECASE,
)


def read_evidence(workbook: Path) -> Evidence | None:
    """List what lies in the evidence folder beside a workbook; None when there is no such folder."""
    root = workbook.parent / FOLDER
    if not root.is_dir():
        return None
    look = _Look()
    if root.is_symlink():
        look.skipped[FOLDER] = "là liên kết tới nơi khác"
    else:
        look.into(root)
    files = sorted(look.files.values(), key=lambda file: file.path)
    return Evidence(tuple(files), tuple(look.skipped.items()))


def make_folders(workbook: Path, form: Form) -> list[Path]:
    """Make the folders that are not there yet, for each subcriterion that asks for evidence."""
    root = workbook.parent / FOLDER
    if root.is_symlink():
        raise CchcError("TLKC01", f"«{FOLDER}» là liên kết tới nơi khác", "Thay bằng một thư mục thường")
    wanted = [root / one.code for one in form.criteria.values() if one.rule and one.evidence]
    made = [folder for folder in wanted if not folder.is_dir()]
    for folder in made:
        folder.mkdir(parents=True)
    return made


class _Look:
    """What was found so far; a path is known by its folded form, as two systems may spell it differently."""

    def __init__(self) -> None:
        self.files: dict[str, EvidenceFile] = {}
        self.skipped: dict[str, str] = {}
        self.seen = 0

    def into(self, folder: Path, above: tuple[str, ...] = (), source: str = "") -> None:
        """Look into a folder and those in it; no link is followed, so that nothing outside is reached."""
        shown = "/".join(above) or FOLDER
        try:
            with os.scandir(folder) as found:
                entries = sorted(islice(found, MOST - self.seen + 1), key=lambda entry: entry.name)
            for entry in entries:
                if fold(entry.name).startswith(_LEFT_BY_PROGRAMS):
                    continue
                if self.seen >= MOST:
                    self.skipped[shown] = f"quá {MOST} tệp, phần còn lại không được xem"
                    return
                self.seen += 1
                self._one(entry, (*above, unicodedata.normalize("NFC", entry.name)), source)
        except OSError:
            self.skipped[shown] = "không mở được thư mục"

    def _one(self, entry: os.DirEntry[str], parts: tuple[str, ...], source: str) -> None:
        path, spelt = "/".join(parts), f"{source}{entry.name}"
        if reason := next(self._reasons(entry, parts), None):
            self.skipped["/".join(_UNUSABLE.sub("?", part) for part in parts)] = reason
        elif entry.is_dir(follow_symlinks=False):
            self.into(Path(entry.path), parts, f"{spelt}/")
        else:
            self.files[fold(path)] = EvidenceFile(path, entry.stat(follow_symlinks=False).st_size, spelt)

    def _reasons(self, entry: os.DirEntry[str], parts: tuple[str, ...]) -> Iterator[str]:
        is_folder, is_file = entry.is_dir(follow_symlinks=False), entry.is_file(follow_symlinks=False)
        tag = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0)
        if entry.is_symlink() or tag == _JUNCTION:
            yield "là liên kết tới nơi khác"
        if _UNUSABLE.search(parts[-1]):
            yield "tên có ký tự hoặc dạng mà Windows không nhận"
        if is_folder and len(parts) > DEEPEST:
            yield f"thư mục lồng quá {DEEPEST} cấp"
        if not (is_folder or is_file):
            yield "không phải tệp"
        if is_file and fold("/".join(parts)) in self.files:
            yield "trùng tên với tệp khác, chỉ khác chữ hoa hoặc cách gõ dấu"
