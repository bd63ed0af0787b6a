"""An Excel to be clicked in, for xlwings: an engine over cell stores, and what people answer to it.

It refuses what Excel refuses on a protected sheet: values, fills and notes in locked cells. It takes texts as
Excel does: «=A1» is a formula and «01» is 1, unless the cell is formatted as text. It does not recalculate
(LibreOffice behind a store does).
"""

import datetime
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from cchc_xl.excel.live_workbook import load_xlwings
from support.cell_store import ALLOWED, ERRORS, Protection, box_of, from_file, rows_of

xw = load_xlwings()
base = xw.base_classes
_ERROR_TEXTS = {code: text for text, code in ERRORS.items()}


class ComError(Exception):
    """What pywin32 raises; the number is that of VBA."""


def refused(why: str) -> ComError:
    return ComError(-2147352567, "Exception occurred.", (0, "Microsoft Excel", why, "", 0, -2146827284), 1004)


class Engine:
    """The engine itself; `apps` holds the one Excel that runs, or none."""

    name, type = "test", "desktop"

    def __init__(self) -> None:
        self.apps: list[App] = []

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        if type(value) is datetime.date:
            return datetime.datetime(value.year, value.month, value.day)
        return "" if value is None else value

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: Any, numbers: Any, err_to_str: bool
    ) -> Any:
        def clean(value: Any) -> Any:
            if value in ("", None):
                return empty_as
            if type(value) is int and value in _ERROR_TEXTS:
                return _ERROR_TEXTS[value] if err_to_str else None
            return value

        return [[clean(value) for value in row] for row in data]


class App(base.App):
    """Excel: `answers` are given in turn to what it asks; `told` and `said` (below) keep what it told."""

    hwnd, pid, version = 4711, 1, "16.0"
    api = engine = books = None
    screen_updating, enable_events = True, True

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.answers: list[Any] = []
        self.told: list[str] = []
        self.said: list[Any] = []
        self.books = Books(self)
        self.api = AppApi(self)
        self.calls = 0
        self._calculation = "automatic"

    @property
    def calculation(self) -> str:
        return self._calculation

    @calculation.setter
    def calculation(self, value: str) -> None:
        self._calculation = value
        for book in self.books.open_ones:
            book.store.calculate_alone(value == "automatic")

    @property
    def status_bar(self) -> Any:
        return self.said[-1] if self.said else False

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        self.said.append(value)

    @property
    def selection(self) -> Any:
        store = self.books.active.store
        title, address = store.where()
        return Range(Sheet(self.books.active, title), box_of(address)) if address else None

    def alert(self, prompt: Any, title: Any, buttons: Any, mode: Any, callback: Any) -> Any:
        self.told.append(prompt)
        return "ok" if buttons in (None, "ok") else self.answers.pop(0)

    def activate(self, steal_focus: bool = False) -> None:
        pass

    def calculate(self) -> None:
        self.books.active.store.recalculate()


class AppApi:
    """Excel's own Application object."""

    UserName = "Cán bộ thử"

    def __init__(self, app: App) -> None:
        self._app = app
        self.ActiveProtectedViewWindow: Any = None

    @property
    def ActiveWorkbook(self) -> Any:
        books = self._app.books.open_ones
        return books[-1].api if books and not self.ActiveProtectedViewWindow else None

    def InputBox(self, prompt: str, title: str = "", default: str = "") -> Any:
        if len(prompt) > 255:
            raise refused("InputBox: prompt too long")
        self._app.told.append(prompt)
        answer = self._app.answers.pop(0)
        return default if answer is True else answer

    def FileDialog(self, kind: int) -> Any:
        answer = self._app.answers.pop(0)
        filters = SimpleNamespace(Clear=lambda: None, Add=lambda title, patterns: None)
        chosen = SimpleNamespace(Filters=filters, Show=lambda: -1 if answer else 0)
        chosen.SelectedItems = lambda number: str(answer)
        return chosen


class Books(base.Books):
    """The open workbooks; the last one is in front."""

    app = api = None

    def __init__(self, app: App) -> None:
        self.app = app
        self.open_ones: list[Book] = []

    @property
    def active(self) -> "Book":
        return self.open_ones[-1]

    def __iter__(self) -> Any:
        return iter(self.open_ones)

    def __len__(self) -> int:
        return len(self.open_ones)

    def __call__(self, name: Any) -> "Book":
        for book in self.open_ones:
            if book.name == name:
                return book
        raise KeyError(name)

    def open(self, fullname: str, *others: Any) -> "Book":
        self.open_ones.append(Book(self.app, from_file(Path(fullname))))
        return self.open_ones[-1]


class Book(base.Book):
    """An open workbook."""

    name = fullname = sheets = names = app = api = None

    def __init__(self, app: App, store: Any) -> None:
        self.app, self.store = app, store
        self.name, self.fullname = store.path.name, str(store.path)
        self.sheets, self.names, self.api = Sheets(self), Names(self), BookApi(self)

    def activate(self) -> None:
        self.app.books.open_ones.remove(self)
        self.app.books.open_ones.append(self)

    def close(self) -> None:
        self.app.books.open_ones.remove(self)


class BookApi:
    """Excel's own Workbook object."""

    ReadOnly = False

    def __init__(self, book: Book) -> None:
        self._store = book.store
        self.FullName, self.Path = str(book.store.path), str(book.store.path.parent)
        self.Date1904, self.HasVBProject = book.store.counts_from_1904, book.store.has_macros
        self.Excel4MacroSheets = self.Connections = SimpleNamespace(Count=0)

    def CustomDocumentProperties(self, name: str) -> Any:
        if name not in self._store.properties:
            raise refused("no such property")
        return SimpleNamespace(Value=self._store.properties[name])

    def LinkSources(self, kind: int) -> Any:
        return None

    def Save(self) -> None:
        if getattr(self._store, "is_changed", True):
            self._store.save_copy(self._store.path)

    def SaveCopyAs(self, path: str) -> None:
        self._store.save_copy(Path(path))


class Sheets(base.Sheets):
    """The sheets of a workbook."""

    api = None

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def active(self) -> "Sheet":
        return Sheet(self.book, self.book.store.where()[0])

    def __call__(self, name: Any) -> "Sheet":
        titles = self.book.store.titles
        if isinstance(name, int):
            return Sheet(self.book, titles[name - 1])
        if name not in titles:
            raise refused("no such sheet")
        return Sheet(self.book, name)

    def __len__(self) -> int:
        return len(self.book.store.titles)

    def __iter__(self) -> Any:
        return (Sheet(self.book, title) for title in self.book.store.titles)


class Names(base.Names):
    """The defined names."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def __call__(self, name: str) -> Any:
        if name not in self.book.store.names:
            raise refused("no such name")
        return SimpleNamespace(name=name, refers_to=self.book.store.names[name])

    def __len__(self) -> int:
        return len(self.book.store.names)


class Sheet(base.Sheet):
    """A sheet."""

    name = book = api = None

    def __init__(self, book: Book, title: str) -> None:
        self.book, self.store, self.name = book, book.store, title
        self.api = SheetApi(self)

    @property
    def index(self) -> int:
        return self.store.titles.index(self.name) + 1

    @property
    def visible(self) -> int:
        return self.store.visible(self.name)

    @visible.setter
    def visible(self, value: Any) -> None:
        self.store.show(self.name)

    @property
    def used_range(self) -> "Range":
        return Range(self, (1, 1, *self.store.used(self.name)))

    def range(self, first: Any, last: Any = None) -> "Range":
        one, other = self._box(first), self._box(last if last is not None else first)
        rows, columns = other[0] + other[2] - one[0], other[1] + other[3] - one[1]
        return Range(self, (one[0], one[1], rows, columns))

    def _box(self, place: Any) -> Any:
        if isinstance(place, Range):
            return place.box
        return box_of(place) if isinstance(place, str) else (place[0], place[1], 1, 1)

    def activate(self) -> None:
        if self.visible != -1:
            raise refused("Activate method of Worksheet class failed")
        self.store.go(self.name, "A1")


class SheetApi:
    """Excel's own Worksheet object."""

    ProtectDrawingObjects = ProtectScenarios = False

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._store, self._title = sheet, sheet.store, sheet.name

    @property
    def Visible(self) -> int:
        return self._store.visible(self._title)

    @property
    def ProtectContents(self) -> bool:
        return self._store.protection(self._title) is not None

    @property
    def Protection(self) -> Any:
        allowed = self._store.protection(self._title).allowed
        return SimpleNamespace(**{f"Allow{what}": may for what, may in zip(ALLOWED, allowed, strict=True)})

    def Unprotect(self, password: str) -> None:
        protection = self._store.protection(self._title)
        if protection and protection.password != password:
            raise refused("The password you supplied is not correct.")
        self._store.protect(self._title, None)

    def Protect(self, password: str, *how: bool) -> None:
        self._store.protect(self._title, Protection(password, how[4:]))

    def OLEObjects(self) -> Any:
        return SimpleNamespace(Count=0)

    @property
    def ListObjects(self) -> Any:
        for name, (row, column, rows, columns) in self._store.tables(self._title).items():
            counts = {"Rows": SimpleNamespace(Count=rows), "Columns": SimpleNamespace(Count=columns)}
            cells = SimpleNamespace(Row=row, Column=column, **counts)
            yield SimpleNamespace(Range=cells, Resize=lambda to, name=name: self._resize(name, to))

    def _resize(self, name: str, to: Any) -> None:
        self._store.resize(self._title, name, to.box)


class Range(base.Range):
    """A rectangle of cells."""

    api = sheet = row = column = shape = options = None

    def __init__(self, sheet: Sheet, box: Any) -> None:
        self.sheet, self.store, self.box = sheet, sheet.store, box
        self.row, self.column, self.shape = box[0], box[1], (box[2], box[3])
        self.api = RangeApi(self)

    def __len__(self) -> int:
        return self.box[2] * self.box[3]

    def __call__(self, row: int, column: int = 1) -> "Range":
        return Range(self.sheet, (self.row + row - 1, self.column + column - 1, 1, 1))

    def count(self) -> None:
        self.sheet.book.app.calls += 1

    @property
    def raw_value(self) -> Any:
        self.count()
        return self.store.values(self.sheet.name, self.box)

    @raw_value.setter
    def raw_value(self, rows: Any) -> None:
        self.count()
        self.refuse_if_locked()
        is_text = self.number_format == "@"
        rows = rows if isinstance(rows, list) else [[rows] * self.shape[1]] * self.shape[0]
        puts = [
            ((self.row + r, self.column + c), *typed(value, is_text=is_text))
            for r, row in enumerate(rows)
            for c, value in enumerate(row)
        ]
        self.store.put(self.sheet.name, puts)

    def refuse_if_locked(self) -> None:
        if (
            self.store.protection(self.sheet.name)
            and self.store.look(self.sheet.name, self.box, 2) is not False
        ):
            raise refused("The cell or chart you're trying to change is on a protected sheet.")

    @property
    def formula(self) -> Any:
        self.count()
        return self.store.formulas(self.sheet.name, self.box)

    @property
    def number_format(self) -> Any:
        self.count()
        return self.store.look(self.sheet.name, self.box, 1)

    @property
    def merge_area(self) -> "Range":
        area = self.store.merge_area(self.sheet.name, (self.row, self.column))
        return Range(self.sheet, area or self.box)

    def get_address(self, row_absolute: bool, column_absolute: bool, external: bool) -> str:
        return re.sub(r"\$", "", self.address)

    @property
    def address(self) -> str:
        first = f"${xw.utils.col_name(self.column)}${self.row}"
        last = f"${xw.utils.col_name(self.column + self.box[3] - 1)}${self.row + self.box[2] - 1}"
        return first if len(self) == 1 else f"{first}:{last}"

    def select(self) -> None:
        if self.store.where()[0] != self.sheet.name:
            raise refused("Select method of Range class failed")
        self.store.go(self.sheet.name, self.get_address(False, False, False))

    @property
    def color(self) -> Any:
        return None

    @color.setter
    def color(self, value: Any) -> None:
        if self.store.protection(self.sheet.name):
            raise refused("The cell or chart you're trying to change is on a protected sheet.")
        raise AssertionError("no fill of the staff's may be touched")


class RangeApi:
    """Excel's own Range object."""

    def __init__(self, cells: Range) -> None:
        self._cells, self.box = cells, cells.box
        self.Hyperlinks = SimpleNamespace(Add=self._link)

    def _store(self) -> tuple[Any, str]:
        self._cells.count()
        return self._cells.store, self._cells.sheet.name

    @property
    def Font(self) -> Any:
        store, title = self._store()
        return SimpleNamespace(Name=store.look(title, self.box, 0))

    @property
    def Locked(self) -> Any:
        store, title = self._store()
        return store.look(title, self.box, 2)

    @property
    def MergeCells(self) -> Any:
        store, title = self._store()
        return store.merged(title, self.box)

    def ClearHyperlinks(self) -> None:
        store, title = self._store()
        self._cells.refuse_if_locked()
        store.link(title, [(cell, None) for row in rows_of(self.box) for cell in row])

    def _link(self, anchor: Any, address: str, target: str, tip: str, text: str) -> None:
        store, title = self._store()
        self._cells.refuse_if_locked()
        store.link(title, [(self.box[:2], target)])


def typed(value: Any, *, is_text: bool) -> tuple[str, Any]:
    """Take a value as Excel does when it is put into a cell."""
    if not isinstance(value, str):
        return "value", float(value) if type(value) is int else value
    if value == "" or is_text:
        return "value", value or None
    if value.startswith("'"):
        return "value", value[1:]
    if value.startswith(("=", "+", "-", "@")):
        return "formula", value
    number = re.fullmatch(r"\d+([.,]\d+)?%?", value)
    return "value", float(value.rstrip("%").replace(",", ".")) if number else value


ENGINE = Engine()


def start(*paths: Path, stores: Any = ()) -> App:
    """Start an Excel with these workbooks open, the last in front, and make it the one that xlwings finds."""
    if "test" not in xw.engines.engines_by_name:
        xw.engines.add(xw.Engine(impl=ENGINE))
    xw.engines["test"].activate()
    app = App(ENGINE)
    ENGINE.apps[:] = [app]
    for store in (*map(from_file, paths), *stores):
        app.books.open_ones.append(Book(app, store))
    return app


def stop() -> None:
    """Let no Excel run."""
    ENGINE.apps.clear()
