"""The workbook that is open in Excel, through xlwings: read it, write into it, leave Excel as it was.

The only importer of xlwings. Members of Excel's own objects (`.api`) are used where xlwings has none.
"""

import atexit
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from cchc_xl.entries.picture import Picture
from cchc_xl.errors import CchcError
from cchc_xl.excel.kept import drop_oldest, place_to_keep
from cchc_xl.excel.live_source import Area, LiveSource
from cchc_xl.excel.read import picture_of
from cchc_xl.excel.source import Source
from cchc_xl.files import write
from cchc_xl.findings import Place
from cchc_xl.form import layout

TITLE = "CCHC"
_MEANT_OTHERWISE = re.compile(r"[=+@'-]|\d")
_HEAVY = ("pandas", "numpy", "polars", "PIL", "xlwings.pro")
_PICKER, _CHOSEN = 3, -1  # msoFileDialogFilePicker, and what it answers when a file was chosen
_MAY = (
    *("FormattingCells", "FormattingColumns", "FormattingRows", "InsertingColumns", "InsertingRows"),
    *("InsertingHyperlinks", "DeletingColumns", "DeletingRows", "Sorting", "Filtering", "UsingPivotTables"),
)
"""What a protected sheet may allow, in the order of the arguments of Worksheet.Protect."""


def load_xlwings() -> Any:
    """Import xlwings without the packages it would load if it saw them, and its part that needs a licence.

    At the end of the process xlwings stops every Excel in which it sees no window; a workbook in protected
    view is one, so that is called off.
    """
    if "xlwings" not in sys.modules:
        seen = {name: sys.modules[name] for name in _HEAVY if name in sys.modules}
        sys.modules |= dict.fromkeys(_HEAVY)  # type: ignore[arg-type] # None: an import of it fails
        try:
            import xlwings
        finally:
            for name in _HEAVY:
                sys.modules.pop(name, None)
            sys.modules.update(seen)
        if cleanup := getattr(getattr(xlwings, "_xlwindows", None), "cleanup", None):
            atexit.unregister(cleanup)
    return sys.modules["xlwings"]


class Excel:
    """The Excel that was clicked in: its workbook, and what it asks and tells people."""

    def __init__(self) -> None:
        """Find it; raises CchcError TRG01 when none runs."""
        window = next((a.partition("=")[2].strip('" ') for a in sys.argv if a.startswith("--hwnd=")), "")
        apps = list(load_xlwings().apps) if load_xlwings().engines.active else []
        self.app: Any = next((app for app in apps if str(app.hwnd) == window), next(iter(apps), None))
        if self.app is None:
            raise CchcError("TRG01", "không thấy Excel đang chạy", "Mở workbook báo cáo trong Excel")

    @property
    def user(self) -> str:
        """Give the name that the user gave to Excel."""
        return str(self.app.api.UserName or "")

    def workbook(self) -> "LiveWorkbook":
        """Give the workbook in front; raises CchcError TRG01-TRG03 where there is none to work on."""
        return LiveWorkbook(self)

    def tell(self, text: str) -> None:
        """Show a message."""
        self.app.alert(text, TITLE)

    def confirm(self, question: str) -> bool:
        """Ask yes or no."""
        return bool(self.app.alert(question, TITLE, buttons="yes_no") == "yes")

    def ask(self, question: str, usual: str = "") -> str:
        """Ask for a text; "" when nothing was given."""
        answer = self.app.api.InputBox(question, TITLE, usual)
        return "" if answer is False or answer is None else str(answer).strip()

    def choose(self, title: str, folder: Path, *patterns: str) -> Path | None:
        """Ask for a file, beginning in a folder; None when none was chosen."""
        dialog = self.app.api.FileDialog(_PICKER)
        dialog.Title, dialog.InitialFileName, dialog.AllowMultiSelect = title, f"{folder / '_'}"[:-1], False
        dialog.Filters.Clear()
        dialog.Filters.Add(title, "; ".join(patterns))
        return Path(dialog.SelectedItems(1)) if dialog.Show() == _CHOSEN else None

    def say(self, text: str | None) -> None:
        """Write into the status bar, which holds 255 letters; None gives it back to Excel."""
        self.app.status_bar = False if text is None else f"{text[:250]}…" if len(text) > 255 else text

    def open(self, path: Path) -> None:
        """Open a workbook beside those that are open."""
        self.app.books.open(str(path))

    @contextmanager
    def at_work(self, told: str) -> Iterator[None]:
        """Say in the status bar what is done; give Excel back as it was, whatever happens."""
        app = self.app
        state = {key: getattr(app, key) for key in ("screen_updating", "calculation", "enable_events")}
        sheet, selected = app.books.active.sheets.active, app.selection
        try:
            app.screen_updating, app.enable_events, app.calculation = False, False, "manual"
            self.say(told)
            yield
        finally:
            for key, value in state.items():
                with suppress(Exception):  # one that Excel refuses must not keep the others
                    setattr(app, key, value)
            with suppress(Exception):
                sheet.activate()
                selected.select()
            self.say(None)


class LiveWorkbook:
    """The workbook in front."""

    def __init__(self, excel: Excel) -> None:
        self.excel, self.app = excel, excel.app
        if self.app.api.ActiveWorkbook is None:
            if self.app.api.ActiveProtectedViewWindow is not None:
                fix = "Bấm «Enable Editing» (Cho phép chỉnh sửa) trên dải vàng rồi làm lại"
                raise CchcError("TRG02", "workbook đang mở ở chế độ xem an toàn (Protected View)", fix)
            raise CchcError("TRG01", "chưa mở workbook nào", "Mở workbook báo cáo CCHC rồi làm lại")
        self.book = self.app.books.active
        self.path = self._path()
        self._is_kept = False

    def _path(self) -> Path:
        name = str(self.book.api.FullName)
        if not self.book.api.Path:
            raise CchcError("TRG03", f"workbook «{self.book.name}» chưa được lưu", "Lưu workbook rồi làm lại")
        if "://" in name:
            try:  # without the settings that a sheet of the workbook might hold
                name = str(load_xlwings().utils.fullname_url_to_local_path(name))
            except Exception as error:
                fix = "Lưu workbook vào một thư mục trên máy rồi làm lại"
                raise CchcError("TRG03", f"«{self.book.name}» nằm trên mạng", fix) from error
        return Path(name)

    def source(self) -> LiveSource:
        """Look at what stands in the workbook now."""
        return LiveSource(self.book)

    def picture(self) -> Picture:
        """Read what staff typed; raises CchcError TEP06-TEP08 as for a file."""
        return picture_of(self.source())

    def save(self) -> None:
        """Save the workbook where it is; raises CchcError TRG04 for one that is open for reading only."""
        self._may_change()
        self.book.api.Save()

    def copy_to(self, folder: Path) -> Path:
        """Save what stands in the workbook now, under its own name, into another folder."""
        self.book.api.SaveCopyAs(str(folder / self.path.name))
        return folder / self.path.name

    def keep(self) -> Path:
        """Put a copy into «Bản lưu»; raises CchcError TRG05 where that cannot be."""
        try:
            copy = place_to_keep(self.path)
            self.book.api.SaveCopyAs(str(copy))
            drop_oldest(self.path)
        except Exception as error:  # Excel's own among them
            fix = "Lưu workbook vào một thư mục được phép ghi rồi làm lại"
            raise CchcError("TRG05", "không ghi được bản lưu nên chưa thay đổi gì", fix) from error
        self._is_kept = True
        return copy

    def calculate(self) -> None:
        """Work the formulas out, also where the user has switched that off."""
        self.app.calculate()

    def write(self, cells: Mapping[str, Mapping[str, Any]]) -> None:
        """Write cells, {sheet: {"B5": value}}, once a copy is in «Bản lưu».

        Raises CchcError TRG04 for a workbook that is open for reading only, TRG06 for a sheet with a
        password.
        """
        self._may_change()
        if not self._is_kept:
            self.keep()
        for title, values in cells.items():
            sheet = self.book.sheets[title]
            with _unprotected(sheet):
                for area, column in _columns(values):
                    _put(sheet.range(area.address), column)
                    _grow_tables(sheet, area)
        self.calculate()

    def _may_change(self) -> None:
        if self.book.api.ReadOnly:
            fix = "Đóng workbook ở nơi khác đang mở, hoặc lưu thành tệp khác rồi làm lại"
            raise CchcError("TRG04", f"«{self.book.name}» đang mở ở chế độ chỉ đọc", fix)

    def link(self, title: str, targets: Mapping[str, Place | None]) -> None:
        """Make cells lead to their places; those with None lead nowhere any more."""
        sheet = self.book.sheets[title]
        with _unprotected(sheet):
            for area, _ in _columns(targets):
                sheet.range(area.address).api.ClearHyperlinks()
            for address, place in targets.items():
                if place:
                    cell = sheet.range(address).api
                    cell.Hyperlinks.Add(cell, "", place.reference, str(place), place.cell)

    def here(self) -> Place:
        """Give the cell that is selected; its address is "A1" where something else is."""
        selected = self.app.selection
        cell = selected[0, 0].get_address(False, False) if selected else "A1"
        return Place(self.book.sheets.active.name, cell)

    def show(self, place: Place) -> None:
        """Go to a cell; a hidden sheet is shown."""
        sheet = self.book.sheets[place.sheet]
        if not sheet.visible:
            sheet.visible = True
        sheet.activate()
        sheet.range(place.cell).select()

    def restore(self, copy: Path) -> None:
        """Put a copy in the place of the workbook, which goes to «Bản lưu» itself, and open it.

        Raises CchcError TRG07 for what is no copy of this workbook, TEP09 where it cannot be written.
        """
        ours, theirs = (next(one.stamps(), None) for one in (self.source(), Source(copy)))
        if not (ours and theirs and ours._replace(version="") == theirs._replace(version="")):
            fix = "Chọn một tệp trong thư mục «Bản lưu» cạnh workbook"
            raise CchcError("TRG07", f"«{copy.name}» không phải bản lưu của workbook này", fix)
        data = copy.read_bytes()  # before the oldest copy, which may be this one, makes room
        self.keep()
        self.book.close()
        try:
            write(self.path, data)
        finally:
            self.excel.open(self.path)


@contextmanager
def _unprotected(sheet: Any) -> Iterator[None]:
    """Open the protection of a sheet, and close it again as it was."""
    api = sheet.api
    if not api.ProtectContents:
        yield
        return
    objects, scenarios = api.ProtectDrawingObjects, api.ProtectScenarios
    allowed = [getattr(api.Protection, f"Allow{what}") for what in _MAY]
    try:
        api.Unprotect("")
    except Exception as error:
        fix = "Bỏ mật khẩu của trang (Review, Unprotect Sheet) rồi làm lại"
        raise CchcError("TRG06", f"trang «{sheet.name}» được bảo vệ bằng mật khẩu", fix) from error
    try:
        yield
    finally:
        api.Protect("", objects, True, scenarios, False, *allowed)


def _columns(values: Mapping[str, Any]) -> Iterator[tuple[Area, list[Any]]]:
    """Gather cells into stretches of columns, each to be written in one call."""
    stretch: list[Any] = []
    for letters, row in sorted(map(layout.split, values)):
        stretch.append(values[f"{letters}{row}"])
        if f"{letters}{row + 1}" not in values:
            yield Area(row - len(stretch) + 1, layout.index_of(letters) + 1, len(stretch), 1), stretch
            stretch = []


def _put(cells: Any, values: list[Any]) -> None:
    """Write a column; a text stays a text, where Excel would take it for a formula or a number too."""
    is_text = cells.number_format == "@"
    cells.value = [[_typed(value, is_text=is_text)] for value in values]


def _typed(value: Any, *, is_text: bool) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, str) and not is_text and _MEANT_OTHERWISE.match(value):
        return f"'{value}"
    return value


def _grow_tables(sheet: Any, area: Area) -> None:
    """Let a table that begins over an area reach down to its end."""
    for table in sheet.api.ListObjects:
        cells = table.Range
        top, left, rows, columns = cells.Row, cells.Column, cells.Rows.Count, cells.Columns.Count
        end = area.row + area.rows
        if top < area.row <= top + rows < end and left <= area.column < left + columns:
            table.Resize(sheet.range(Area(top, left, end - top, columns).address).api)
