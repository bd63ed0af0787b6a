"""Put the add-in where Excel starts it, take it away, and tell what an installation lacks.

Excel trusts and opens whatever lies in the user's XLSTART folder.
"""

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from cchc_xl import __version__, resources
from cchc_xl.errors import CchcError
from cchc_xl.excel.addin import FILE, addin, faults, modules, source_book
from cchc_xl.excel.xlwings_module import closed_module
from cchc_xl.files import write
from cchc_xl.word.pdf import printer

_AGAIN = "Đóng Excel rồi chạy lại lệnh cchc install như trong hướng dẫn cài đặt"
_FOLDERS = ("LOCALAPPDATA", "APPDATA", "USERPROFILE")


class Point(NamedTuple):
    """A point of an installation: what it is, what was found, what to do about it ("": nothing)."""

    what: str
    found: str
    fix: str = ""

    def in_words(self) -> Iterator[str]:
        """Tell the point in a line, and the remedy in another."""
        yield f"{'Cần xem' if self.fix else 'Đạt':8}{self.what}: {self.found}"
        if self.fix:
            yield f"{'':8}Cách xử lý: {self.fix}."


def startup_folder() -> Path:
    """Locate the folder from which the user's Excel starts add-ins.

    Raises CchcError CAI03 where there is no Windows.
    """
    if roaming := os.environ.get("APPDATA"):
        return Path(roaming, "Microsoft", "Excel", "XLSTART")
    fix = "Chạy lệnh trên máy Windows có Excel, hoặc thêm --folder THƯ-MỤC để chép tiện ích vào thư mục khác"
    raise CchcError("CAI03", "tiện ích Excel chỉ cài được trên Windows", fix)


def interpreter() -> str:
    """Tell the add-in where this Python is; the user's own folders are named by their variables."""
    path = sys.executable
    for name in _FOLDERS:
        folder = os.environ.get(name, "")
        if folder and path.lower().startswith(folder.lower() + os.sep):
            return f"%{name}%{path[len(folder) :]}"
    return path


def install(folder: Path) -> Path:
    """Put the add-in into the folder; raises CchcError CAI04 while Excel holds it open."""
    beside = folder.parent / f".{os.getpid()}.{FILE}"  # in the folder itself Excel would open half of a file
    write(beside, addin(interpreter()))
    try:
        folder.mkdir(exist_ok=True)
        beside.replace(folder / FILE)
    except PermissionError as error:
        raise _held(folder) from error
    finally:
        beside.unlink(missing_ok=True)
    return folder / FILE


def uninstall(folder: Path) -> bool:
    """Take the add-in away; tell whether it was there. Raises CchcError CAI04 while Excel holds it open."""
    try:
        (folder / FILE).unlink()
    except FileNotFoundError:
        return False
    except PermissionError as error:
        raise _held(folder) from error
    return True


def _held(folder: Path) -> CchcError:
    fix = f"Đóng mọi cửa sổ Excel rồi làm lại; nếu vẫn vậy, kiểm tra quyền ghi vào {folder}"
    return CchcError("CAI04", f"không thay được «{FILE}» vì Excel đang mở tệp này", fix)


def write_sources(folder: Path) -> list[Path]:
    """Write what people make the add-in of by hand in Excel: two modules and a workbook to put them in."""
    contents = {f"{one.name}.bas": one.stored() for one in modules() if one.kind == "module"}
    contents["cchc-nguon.xlsx"] = source_book(interpreter())
    for name, content in contents.items():
        write(folder / name, content)
    return [folder / name for name in contents]


def examine(folder: Path | None) -> Iterator[Point]:
    """Look at every point of the installation, the add-in in `folder` or where Excel starts it."""
    yield Point("Phiên bản", f"cchc_xl {__version__}, {platform.platform()}")
    yield _python()
    yield _xlwings()
    yield _data()
    try:
        place = folder or startup_folder()
    except CchcError as error:
        yield Point("Tiện ích Excel", error.message, error.fix)
    else:
        yield _addin(place / FILE)
        yield from _copies(place)
        yield _mark(place / FILE)
    program = printer()
    none = "Cài LibreOffice (libreoffice.org) nếu cần xuất PDF"
    yield Point("Chương trình xuất PDF", program or "không có LibreOffice và Word", "" if program else none)


def _python() -> Point:
    """Start Python as the add-in does: without the settings and packages of the user."""
    command = [sys.executable, "-I", "-c", "import cchc_xl.cli"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    fix = "Cài lại bộ cài CCHC bằng uv tool install, như tài liệu cài đặt" if done.returncode else ""
    return Point("Python", f"{platform.python_version()}, {sys.executable}", fix)


def _xlwings() -> Point:
    try:
        closed_module()
    except CchcError as error:
        return Point("xlwings", error.message, error.fix)
    return Point("xlwings", "đúng bản đi kèm")


def _data() -> Point:
    folders: tuple[Callable[[], Path], ...] = (resources.workbook, resources.templates, resources.macros)
    try:
        found = [folder() for folder in folders]
    except FileNotFoundError as error:
        return Point("Biểu mẫu, mẫu Word", str(error), "Cài lại bộ cài CCHC")
    return Point("Biểu mẫu, mẫu Word", str(found[0].parent))


def _addin(path: Path) -> Point:
    found = faults(path, interpreter())
    return Point("Tiện ích Excel", "; ".join(found) or f"{path}, đúng phiên bản", _AGAIN if found else "")


def _copies(folder: Path) -> Iterator[Point]:
    others = sorted(one.name for one in folder.glob("*cchc*.xl*") if one.name != FILE)
    if others:
        fix = f"Xóa các tệp này khỏi {folder}: Excel mở cả chúng, các nút hiện hai lần"
        yield Point("Bản sao của tiện ích", ", ".join(others), fix)


def _mark(path: Path) -> Point:
    """Tell whether Windows remembers that the file came from elsewhere: then Excel blocks its macros."""
    if Path(f"{path}:Zone.Identifier").exists():
        fix = "Bấm chuột phải vào tệp, chọn Properties, chọn Unblock; hoặc chạy lại: cchc install"
        return Point("Dấu tải từ mạng", f"Windows coi «{path.name}» là tệp tải về và chặn macro", fix)
    return Point("Dấu tải từ mạng", "không có")
