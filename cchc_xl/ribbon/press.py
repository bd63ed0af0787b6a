"""What all buttons have in common: they are registered, tell what went wrong once, and show what they did."""

import errno
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_xl.errors import CchcError

if TYPE_CHECKING:
    from cchc_xl.entries.picture import Picture
    from cchc_xl.excel.live_workbook import Excel, LiveWorkbook

BUTTONS: dict[str, Callable[[], None]] = {}
"""The functions of the buttons by their names."""

_OPEN = ("tệp đang mở hoặc không có quyền", "Đóng tệp trong Excel, Word rồi làm lại.")
_OF_FILES = {
    errno.EACCES: _OPEN,
    errno.EPERM: _OPEN,
    errno.ENOENT: ("không có tệp hoặc thư mục này", "Xem tệp có bị chuyển đi, ổ mạng còn nối không."),
    errno.ENOSPC: ("ổ đĩa hết chỗ", "Xóa bớt tệp rồi làm lại."),
}
_MOST_LINES = 20
"""How many lines a message shows; what is longer goes to a file."""


def button(work: "Callable[[Excel], None]") -> Callable[[], None]:
    """Register the function of a button; whatever goes wrong in it is told once, in Vietnamese."""

    @wraps(work)
    def press() -> None:
        tell = _without_excel
        try:
            from cchc_xl.excel.live_workbook import Excel

            excel = Excel()
            tell = excel.tell
            work(excel)
        except Exception as error:
            tell(_told(error, work.__name__))

    BUTTONS[work.__name__] = press
    return press


def _without_excel(text: str) -> None:
    """Show a message where no Excel is found to show it, as when no workbook is open."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(0, text, "CCHC", 0x10030)  # a warning, in front
    else:
        sys.exit(text)


def _told(error: Exception, name: str) -> str:
    """Say what went wrong and what to do; what nobody foresaw goes into a log."""
    if isinstance(error, CchcError):
        return f"{_sentence(error.message)}\n\nCách xử lý: {_sentence(error.fix)}\n\n({error.code})"
    if isinstance(error, OSError) and error.errno in _OF_FILES and error.filename:
        told, fix = _OF_FILES[error.errno]
        told = f"Không ghi hoặc đọc được «{Path(str(error.filename)).name}»: {told}.\n\nCách xử lý: {fix}"
        return f"{told}\n\n(TEP09, nhật ký {_logged(name)})"
    told = "Có lỗi ngoài dự kiến khi bấm nút này; bản trước khi ghi, nếu đã ghi, nằm trong «Bản lưu»."
    fix = "Lưu workbook rồi bấm lại. Nếu vẫn lỗi, gửi tệp nhật ký này cho người phụ trách phần mềm:"
    return f"{told}\n\nCách xử lý: {fix}\n{_logged(name)}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _logged(name: str) -> str:
    """Write the fault that is being handled into a file of its own in the user's folder; return its path."""
    import secrets
    import traceback
    from datetime import datetime

    from cchc_xl import __version__, resources

    path = resources.own_folder() / "nhat-ky" / f"{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.log"
    told = f"cchc_xl {__version__}, Python {sys.version}, {sys.platform}\n{name}\n\n{traceback.format_exc()}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(told, "utf-8")
    except OSError:
        return f"{path.stem} (không ghi được)"
    return str(path)


def show(excel: "Excel", title: str, lines: Iterable[str]) -> None:
    """Tell some lines; many go into a text file, which is opened."""
    told = "\n".join(lines).strip().split("\n")
    if len(told) <= _MOST_LINES:
        excel.tell("\n".join((title, "", *told)).strip())
        return
    handle, name = tempfile.mkstemp(prefix="cchc-", suffix=".txt")
    os.close(handle)
    Path(name).write_text("\n".join((title, "", *told)), "utf-8-sig")
    open_file(Path(name))
    more = f"… và {len(told) - _MOST_LINES} dòng khác, xem đủ ở {name}"
    excel.tell("\n".join((title, "", *told[:_MOST_LINES], more)))


def open_file(path: Path) -> None:
    """Open a file with the program that people use for it."""
    if sys.platform == "win32":
        os.startfile(path)


def go_to(book: "LiveWorkbook", picture: "Picture", key: str) -> None:
    """Show a sheet of the form, if it is there under its own title."""
    from cchc_xl.findings import Place

    title = picture.form.sheets[key].title
    if title in book.source().titles:
        book.show(Place(title, "A1"))


def free_name(excel: "Excel", out: Path) -> Path:
    """Give a name to write to: the file itself where it may be replaced, else a numbered one."""
    if not out.exists() or excel.confirm(f"Đã có «{out.name}». Ghi đè?\n\nKhông: ghi thành tệp mới."):
        return out
    numbered = (out.with_stem(f"{out.stem} ({number})") for number in range(2, 1000))
    return next(path for path in numbered if not path.exists())
