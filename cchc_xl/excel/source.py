"""A workbook file from outside, whatever program saved it: values by calamine, the rest from raw parts."""

import io
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from cchc_xl.entries.picture import Stamp, State
from cchc_xl.errors import CchcError
from cchc_xl.excel.package import NO_CELLS, Cells, Package, check_size, damaged, has_password, is_ole
from cchc_xl.form import layout
from cchc_xl.form.model import PERIOD

T = TypeVar("T")
Grid = Sequence[Sequence[Any]]
_SECONDS = 15
in_a_child = False
"""Whether this process is itself one that may be stopped or die, so that it tries out nothing in another."""
_TRIAL = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
except ImportError:  # Windows
    pass
from python_calamine import CalamineWorkbook
with open(sys.argv[1], "rb") as file:
    book = CalamineWorkbook.from_filelike(file)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
"""
STAMP = ("bieu_mau", "phien_ban", "don_vi", "ky", "ma_phat", "phong", "han_nop", "phan")
"""What stands in the stamp, in the order of Stamp; each name begins with cchc_."""


class Readable(ABC):
    """A workbook to read: a file, or one that is open in Excel."""

    name: str
    titles: Sequence[str]
    hidden: Collection[str]
    has_formulas: bool
    """Tells whether it lets us see which cells hold formulas."""

    @property
    @abstractmethod
    def names(self) -> Mapping[str, tuple[str, str, int]]:
        """Map defined names to the sheet, the column's letters and the first row they point at."""

    @property
    @abstractmethod
    def days_late(self) -> int:
        """Count the days by which serial numbers of the 1904 system are too small."""

    @abstractmethod
    def grid(self, title: str) -> Grid:
        """Read the values of a sheet; row and column 0 are row 1 and column A."""

    @abstractmethod
    def cells(self, title: str) -> Cells:
        """Look which cells of a sheet are faulty, uncalculated, formulas, or set in a font of another age."""

    @abstractmethod
    def properties(self) -> Mapping[str, str]:
        """Read the custom properties."""

    @abstractmethod
    def active_parts(self) -> list[str]:
        """Name in words what comes besides cells: links, macros, embedded objects."""

    def described(self) -> str:
        """Say what a workbook without a stamp is, "" where nothing is known."""
        return ""

    def stamps(self) -> Iterator[Stamp]:
        """Give what the workbook says it is, in the custom properties and in the hidden sheet."""
        for pairs in self.stamped():
            yield from _stamp(pairs)

    def stamped(self) -> Iterator[Mapping[str, str]]:
        """Give the pairs of the stamp, `cchc_ky` and the like, from either place that has some."""
        yield self.properties()
        if layout.STAMP_SHEET in self.titles:
            grid = self.grid(layout.STAMP_SHEET)
            yield {str(row[0]): _text(row[1]) for row in grid if len(row) > 1}


class Source(Readable):
    """An open file. Raises CchcError TEP01-TEP05 for files that are no workbook or not a safe one.

    Of .xlsx and .xlsm the raw parts are at hand; of .xls, .xlsb and .ods only values are. The `package`
    is given by those who have opened it already.
    """

    def __init__(self, path: Path, times: int = 1, package: Package | None = None) -> None:
        self.path, self.name = path, path.name
        check_size(path, times)
        if has_password(path):
            fix = "Mở bằng Excel, bỏ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm việc), lưu lại dạng .xlsx"
            raise CchcError("CONG02", f"tệp «{path.name}» có mật khẩu nên không mở được", fix)
        self.package = None if is_ole(path) else package or Package(path, times)
        self.has_formulas = self.package is not None and self.package.is_open_xml
        self._book = self._guarded(self._opened)
        sheets = [one for one in self._book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
        self.titles = [one.name for one in sheets]
        self.hidden = {one.name for one in sheets if one.visible is not SheetVisibleEnum.Visible}

    def _opened(self) -> Any:
        if not (in_a_child or self.has_formulas):
            self._try_in_a_child()
        return CalamineWorkbook.from_filelike(io.BytesIO(self.path.read_bytes()))  # names lie, bytes do not

    def _try_in_a_child(self) -> None:
        """Read a file of a format whose parts nobody has bounded in a process that may be stopped or die."""
        import subprocess  # rarely needed, and slow to import

        try:
            command = [sys.executable, "-I", "-c", _TRIAL, str(self.path)]
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise ValueError("too slow") from None
        if done.returncode:
            raise ValueError("cannot be read")

    def _guarded(self, read: Callable[[], T]) -> T:
        """Run a call of calamine, whose panics are no Exception."""
        try:
            return read()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            if self.package is None:
                message = f"tệp «{self.path.name}» là dạng .xls hỏng hoặc có mật khẩu"
                fix = "Mở bằng Excel, bỏ mật khẩu nếu có, lưu lại dạng .xlsx"
                raise CchcError("TEP03", message, fix) from error
            raise damaged(self.path) from error

    def grid(self, title: str) -> Grid:
        """Read the values of a sheet; row and column 0 are row 1 and column A."""
        grid: Grid = self._guarded(
            lambda: self._book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        )
        return grid

    def streamed(self, title: str) -> tuple[Iterator[Sequence[Any]], int]:
        """Give the rows of a large sheet from row 1 on, one by one, and the place of their first column."""
        sheet = self._guarded(lambda: self._book.get_sheet_by_name(title))
        return sheet.iter_rows(), sheet.start[1] if sheet.start else 0

    def faulty_cells(self, title: str) -> Mapping[str, State]:
        """Look which cells of a large sheet have no value."""
        if not self.has_formulas or self.package is None or title not in self._parts:
            return {}
        return self.package.faulty_cells(self._parts[title])

    def cells(self, title: str) -> Cells:
        """Look which cells of a sheet are faulty, uncalculated, formulas, or set in a font of another age."""
        if not self.has_formulas or self.package is None:
            return NO_CELLS
        return self.package.cells(self._parts.get(title, ""))

    @cached_property
    def _parts(self) -> Mapping[str, str]:
        return self.package.sheet_parts() if self.package else {}

    @cached_property
    def names(self) -> Mapping[str, tuple[str, str, int]]:
        """Map defined names to the sheet, the column's letters and the first row they point at."""
        return self.package.defined_names() if self.package else {}

    @cached_property
    def days_late(self) -> int:
        """Count the days by which serial numbers of the 1904 system are too small."""
        return 1462 if self.package and self.package.counts_from_1904() else 0

    def properties(self) -> Mapping[str, str]:
        """Read the custom properties."""
        return self.package.custom_properties() if self.package else {}

    def described(self) -> str:
        """Say what a workbook without a stamp is."""
        from cchc_xl.excel.foreign import describe_foreign  # openpyxl is slow to import

        return describe_foreign(self.path)

    def active_parts(self) -> list[str]:
        """Name in words what the file brings besides cells: links, macros, embedded objects."""
        return self.package.active_parts() if self.package else []


def _stamp(pairs: Mapping[str, str]) -> Iterator[Stamp]:
    stamp = Stamp(*(_pieces(pairs, f"cchc_{key}") for key in STAMP))
    if stamp.form and PERIOD.fullmatch(stamp.period):
        yield stamp


def _pieces(pairs: Mapping[str, str], name: str) -> str:
    """Put a value together that a custom property is too short for: cchc_phan, cchc_phan_2 ..."""
    text, number = pairs.get(name, ""), 2
    while piece := pairs.get(f"{name}_{number}", ""):
        text, number = text + piece, number + 1
    return text


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
