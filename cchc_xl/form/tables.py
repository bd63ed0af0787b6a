"""Read the CSV tables of a form and say where they are wrong, by line and column."""

import csv
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TypeVar
from unicodedata import normalize

from cchc_xl.text.numbers import read_number

T = TypeVar("T")


class Fault(NamedTuple):
    """A mistake in a form: the file, the line and column (both from 1), what and the remedy."""

    file: str
    line: int
    column: str
    message: str
    fix: str
    code: str = "BM02"

    def __str__(self) -> str:
        where = f"{self.file}, dòng {self.line}" + (f", cột {self.column}" if self.column else "")
        return f"{where}: {self.message}. {self.fix}"


class Faults:
    """Collects all mistakes, so that they are told at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, record: "Record", column: str, message: str, fix: str, code: str) -> None:
        """Note a mistake in a cell of a record."""
        self.found.append(Fault(record.file, record.line, column, message, fix, code))


class Record:
    """A row of a table with its place in the file."""

    def __init__(self, file: str, line: int, cells: Mapping[str, str], faults: Faults) -> None:
        self.file, self.line, self.cells, self.faults = file, line, cells, faults

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def fault(self, column: str, message: str, fix: str, code: str = "BM02") -> None:
        """Note a mistake in one of the cells."""
        self.faults.add(self, column, message, fix, code)

    def parsed(self, column: str, read: Callable[[str], T], default: T, fix: str) -> T:
        """Read a cell; note a mistake and give the default where it cannot be read."""
        text = self[column].strip()
        if not text:
            return default
        try:
            return read(text)
        except ValueError:
            self.fault(column, f"«{text}» không đọc được", fix)
            return default

    def number(self, column: str, default: Decimal = Decimal(0)) -> Decimal:
        """Read a number that must not be negative."""
        value = self.parsed(column, read_number, default, "Ghi một số, ví dụ 0,5")
        if not 0 <= value < 10**9:
            self.fault(column, f"số ngoài khoảng: {self[column]}", "Ghi số từ 0 đến dưới một tỷ")
            return default
        return value

    def day(self, column: str) -> date | None:
        """Read an ISO date; None when blank."""
        return self.parsed(column, date.fromisoformat, None, "Ghi ngày dạng 2021-12-31")

    def one_of(self, column: str, allowed: Collection[str]) -> str:
        """Read a cell that must be one of a few words."""
        if self[column] not in allowed:
            shown = ", ".join(word or "(trống)" for word in allowed)
            self.fault(column, f"«{self[column]}» không hợp lệ", f"Chọn một trong: {shown}")
        return self[column]


TABLES: dict[str, tuple[str, ...]] = {
    "sheets": (
        "key", "title", "kind", "owner", "main", "capacity", "hidden", "carry", "print_to", "intro",
    ),
    "columns": (
        "sheet", "key", "title", "type", "list", "fill", "required", "formula", "width", "example", "help",
    ),
    "lists": ("list", "key", "label"),
    "fields": ("key", "label", "type", "list", "required", "default", "carry", "example", "help"),
    "indicators": (
        "code", "label", "unit", "type", "list", "required", "in_register", "register", "formula",
        "over_divisions", "over_periods", "phong", "note", "valid_from", "valid_to", "confidence", "source",
    ),
    "checks": ("code", "severity", "rule", "places", "message", "fix", "source"),
    "criteria": (
        "code", "label", "max", "kind", "input", "params", "setting", "phong", "appraiser", "evidence",
        "source",
    ),
    "settings": ("key", "label", "on", "source"),
    "bands": ("from", "label", "source"),
    "groups": ("unit", "group", "ranked", "reason"),
    "outline": (
        "key", "level", "number", "heading", "typed", "required", "phong", "body", "documents", "register",
        "help",
    ),
    "outlines": ("outline", "section", "level", "heading"),
    "texts": ("key", "text"),
    "summary": ("key", "label", "type", "value", "of"),
    "units": (
        "code", "name", "kind", "parent", "place", "symbol", "suffix",
        "valid_from", "valid_to", "predecessor", "successor", "source",
    ),
    "phrases": ("kind", "text", "full", "also", "source"),
    "retired": ("table", "key", "text"),
    "migrations": ("from_version", "sheet", "old", "new"),
    "removed": ("table", "key", "reason"),
}  # fmt: skip
"""The tables of a form and their columns, in order."""

SHARED = ("units", "phrases")
"""Tables that all forms share; they lie beside the forms."""

OPTIONAL = ("settings", "outlines", "groups", "retired", "migrations", "removed")
"""Tables that a form may lack."""

_KEYS = {
    "columns": ("sheet", "key"),
    "lists": ("list", "key"),
    "indicators": ("code", "valid_from"),
    "phrases": ("kind", "text", "full", "also", "source"),
    "outlines": ("outline", "section"),
    "retired": ("table", "key", "text"),
    "migrations": ("from_version", "sheet", "old"),
}


def key_of(table: str, record: Record) -> str:
    """Name a row within its table, «tthc.thoi_han_huyen»; most tables are keyed by their first column."""
    return ".".join(record[column] for column in _KEYS.get(table, TABLES[table][:1]) if record[column])


def derived(
    base: Mapping[str, list[Record]], own: Mapping[str, list[Record]], replaces: Collection[str]
) -> dict[str, list[Record]]:
    """Put the rows of a form over those of its base; tables in `replaces` are the form's own alone.

    A row of the same key takes the place of the base's row, a new row stands after the row above it,
    and the rows named in `removed` go.
    """
    whole = {}
    for table, rows in base.items():
        if table in replaces:
            whole[table] = own[table]
            continue
        gone = {r["key"]: r for r in own["removed"] if r["table"] == table}
        merged = {key_of(table, r): r for r in rows}
        for key, record in gone.items():
            if merged.pop(key, None) is None:
                record.fault("key", f"biểu mẫu gốc không có «{key}» trong {table}", "Ghi đúng khóa của dòng")
        above = ""
        for record in own[table]:
            key = key_of(table, record)
            if key not in merged:
                place = list(merged).index(above) + 1 if above in merged else len(merged)
                items = list(merged.items())
                merged = dict([*items[:place], (key, record), *items[place:]])
            merged[key] = record
            above = key
        whole[table] = list(merged.values())
    return whole


def read_table(path: Path, faults: Faults, *, shown: str = "", optional: bool = False) -> list[Record]:
    """Read one table; a missing file, a wrong header or a short row is a fault, not an exception."""
    columns = TABLES[path.stem]
    name = shown + path.name
    top = Record(name, 1, {}, faults)
    if optional and not path.exists():
        return []
    try:
        text = normalize("NFC", path.read_text("utf-8-sig"))
    except FileNotFoundError:
        top.fault("", "thiếu tệp", f"Tạo tệp với dòng đầu: {','.join(columns)}")
        return []
    except OSError:
        top.fault("", "không mở được tệp", "Kiểm tra quyền đọc và tên tệp")
        return []
    except UnicodeDecodeError:
        top.fault("", "tệp không phải UTF-8", "Lưu lại bằng mã UTF-8")
        return []
    try:
        return _records(name, text, columns, faults)
    except csv.Error as error:
        top.fault("", f"tệp CSV hỏng ({error})", "Kiểm tra dấu nháy kép mở và đóng")
        return []


def _records(name: str, text: str, columns: tuple[str, ...], faults: Faults) -> list[Record]:
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    header = next(reader, [])
    if tuple(header) != columns:
        wrong = next((c for c, d in zip([*header, ""], [*columns, ""], strict=False) if c != d), "")
        fix = f"Dòng đầu phải là: {','.join(columns)}"
        Record(name, 1, {}, faults).fault(wrong, "tên cột sai, thiếu hoặc sai thứ tự", fix)
        return []
    return list(_rows(name, reader, columns, faults))


def _rows(
    name: str, reader: Iterator[list[str]], columns: tuple[str, ...], faults: Faults
) -> Iterator[Record]:
    last = 1
    for cells in reader:
        line, last = last + 1, reader.line_num  # type: ignore[attr-defined]
        if not "".join(cells).strip():
            continue
        record = Record(name, line, dict(zip(columns, cells, strict=False)), faults)
        if len(cells) == len(columns):
            yield record
        else:
            fix = "Kiểm tra dấu phẩy; chữ có dấu phẩy phải nằm trong nháy kép"
            record.fault("", f"có {len(cells)} ô, cần {len(columns)} ô", fix)
