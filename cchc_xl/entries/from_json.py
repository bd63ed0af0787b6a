"""Make the picture of a workbook from entries in JSON, or of one that is still blank."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from cchc_xl.entries.picture import Picture, Row, Stamp, State
from cchc_xl.entries.values import read_entry
from cchc_xl.errors import CchcError
from cchc_xl.findings import Place
from cchc_xl.form import layout
from cchc_xl.form.form import Form
from cchc_xl.form.model import (
    CRITERIA,
    FIELDS,
    FINDINGS,
    INDICATORS,
    NOT_APPLICABLE,
    TEXTS,
    CellType,
    Line,
    Sheet,
)

Entries = Mapping[str, Any]
_HEAD = ("form", "unit", "period")
_FIGURE_KEYS = ("value", "state", "note", "previous", "phong")
_ACCEPTED = {
    "code": "ma",
    "sheet": "trang",
    "cell": "o",
    "row": "dong",
    "found": "tim_thay",
    "reason": "giu_nguyen",
    "by": "nguoi",
    "on": "ngay",
}
"""Parts of an acceptance and the columns of the findings sheet in which they stand."""

Lookup = Callable[[str, str], object]  # line key, column key -> what was typed


def make_picture(form: Form, period: str, entries: Entries, *, token: str = "") -> Picture:
    """Place entries into the cells of a new workbook; defaults of the form fill the fields left out.

    Raises CchcError JS01 for sheets, rows or columns that the form does not have.
    """
    _refuse_unknown(form, entries)
    year = period[:4]
    lookups: dict[str, Lookup] = {
        FIELDS: _fields(form, period, year, entries.get("fields", {})),
        INDICATORS: _indicators(entries.get("indicators", {})),
        CRITERIA: lambda line, column: entries.get("criteria", {}).get(line, {}).get(column),
        TEXTS: _texts(entries.get("texts", {})),
    }
    registers = {FINDINGS: _accepted(entries.get("acceptances", [])), **entries.get("registers", {})}
    rows: dict[str, tuple[Row, ...]] = {}
    for sheet in form.sheets.values():
        if sheet.grows:
            typed = registers.get(sheet.key, [])
            rows[sheet.key] = tuple(register_row(form, sheet, i, cells) for i, cells in enumerate(typed))
        else:
            nothing: Lookup = lambda line, column: None  # noqa: E731
            lookup = nothing if sheet.absent else lookups.get(sheet.key, nothing)
            rows[sheet.key] = tuple(_line_row(form, sheet, line, lookup) for line in sheet.lines)
    return Picture(form, Stamp(form.meta.key, form.meta.version, form.unit.code, period, token), rows)


def _fields(form: Form, period: str, year: str, typed: Mapping[str, object]) -> Lookup:
    kind = period.partition("-")[2] or "nam"
    given = {"don_vi": form.unit.code, "ky": kind, "nam": int(year)}
    words = {
        "ky_hieu": form.unit.symbol,
        "dia_danh": form.unit.place,
        "nam": year,
        "ky_va_nam": form.period_name(kind, year),
    }

    def lookup(line: str, column: str) -> object:
        if column != "gia_tri":
            return None
        default = form.defaults.get(line, "")
        return given.get(line, typed.get(line, default.format(**words) if default else None))

    return lookup


def _indicators(typed: Mapping[str, Any]) -> Lookup:
    names = {"so_lieu": "value", "ghi_chu": "note", "ky_truoc": "previous", "phong": "phong"}

    def lookup(line: str, column: str) -> object:
        given = typed.get(line)
        if not isinstance(given, Mapping):
            given = {"value": given}
        if column == "so_lieu" and given.get("state") == "kad":
            return NOT_APPLICABLE
        return given.get(names[column])

    return lookup


def _texts(typed: Mapping[str, Any]) -> Lookup:
    def lookup(line: str, column: str) -> object:
        given = typed.get(line)
        if isinstance(given, Mapping):
            return given.get(column)
        return given if column == "noi_dung" else None

    return lookup


def _accepted(acceptances: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """Place acceptances into the findings sheet: the check that follows takes them up."""
    return [{_ACCEPTED[part]: value for part, value in one.items()} for one in acceptances]


def register_row(form: Form, sheet: Sheet, index: int, cells: Mapping[str, object]) -> Row:
    """Read the cells of a register row; `index` counts rows from 0."""
    return _row(form, sheet, None, layout.FIRST_ROW + index, cells.get)


def _line_row(form: Form, sheet: Sheet, line: Line, lookup: Lookup) -> Row:
    def typed(column: str) -> object:
        value = lookup(line.key, column)
        return line.defaults.get(column) if value is None else value

    return _row(form, sheet, line, layout.line_row(sheet, line.key), typed)


def _row(form: Form, sheet: Sheet, line: Line | None, number: int, typed: Callable[[str], object]) -> Row:
    entries, letters = {}, {}
    for column, cell in sheet.typed_cells(line):
        letters[column.key] = layout.column_letters(sheet, column.key)
        place = Place(sheet.title, f"{letters[column.key]}{number}")
        entry = read_entry(form, cell, typed_value(form, cell, typed(column.key)), place)
        if entry.state is not State.EMPTY:
            entries[column.key] = entry
    first = entries.get(sheet.columns[0].key)
    key = line.key if line else first.text if first else ""
    return Row(number, key, lambda: entries, sheet.title, letters)


def typed_value(form: Form, cell: CellType, value: object) -> object:
    """Turn an ISO date, or the key of a choice, into what would be typed into the cell."""
    if cell.type == "choice" and isinstance(value, str):
        return form.options(cell.list).get(value, value)
    if cell.type == "date" and isinstance(value, str):
        with suppress(ValueError):
            return date.fromisoformat(value)
    return value


def _refuse_unknown(form: Form, entries: Entries) -> None:
    faults = sorted(set(_misfits(form, entries)))
    if faults:
        shown = "; ".join(faults[:12])
        raise CchcError("JS01", f"biểu mẫu {form.meta.key} không nhận: {shown}", "Sửa tệp nhập liệu")


def _misfits(form: Form, entries: Entries) -> Iterator[str]:
    """Name every part of the entries that has no place in the form, or the wrong shape."""
    growing = {sheet.key for sheet in form.sheets.values() if sheet.grows}
    score_columns = {c.key for c in form.sheets[CRITERIA].columns if c.fill == "typed"}
    scored = {code for code, criterion in form.criteria.items() if criterion.rule}
    parts: dict[str, set[str]] = {
        "fields": set(form.sheets[FIELDS].line),
        "indicators": set(form.indicators),
        "criteria": scored,
        "texts": set(form.sheets[TEXTS].line),
        "registers": growing,
    }
    yield from (str(key) for key in entries if key not in (*parts, *_HEAD, "acceptances"))
    accepted = entries.get("acceptances", [])
    if not isinstance(accepted, list) or not all(
        isinstance(one, Mapping) and {"code", "by", "on", "reason"} <= set(one) <= set(_ACCEPTED)
        for one in accepted
    ):
        yield f"acceptances (mỗi mục cần code, by, on, reason; có thể thêm {', '.join(list(_ACCEPTED)[1:5])})"
    for part, known in parts.items():
        given = entries.get(part, {})
        if not isinstance(given, Mapping):
            yield f"{part} (phải là một đối tượng)"
            continue
        yield from (f"{part}.{key}" for key in given if key not in known)
        for key, value in given.items():
            yield from _misshapen(form, part, key, value, score_columns)


def _misshapen(form: Form, part: str, key: str, value: object, score_columns: set[str]) -> Iterator[str]:
    where = f"{part}.{key}"
    if part == "registers":
        sheet = form.sheets.get(key)
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            yield f"{where} (phải là một danh sách các dòng)"
        elif sheet:
            yield from (f"{where}.{name}" for row in value for name in row if name not in sheet.column)
            if len(value) > sheet.capacity:
                yield f"{where} (quá {sheet.capacity} dòng)"
    elif part == "criteria":
        if not isinstance(value, Mapping):
            yield f"{where} (phải là một đối tượng)"
        else:
            yield from (f"{where}.{name}" for name in value if name not in score_columns)
    elif isinstance(value, Mapping) and part == "indicators":
        yield from (f"{where}.{name}" for name in value if name not in _FIGURE_KEYS)
        if value.get("state") not in (None, "kad"):
            yield f"{where}.state"
    elif isinstance(value, Mapping) and part == "texts":
        yield from (f"{where}.{name}" for name in value if name not in ("noi_dung", "phong"))
    elif isinstance(value, Mapping | list):
        yield f"{where} (phải là một giá trị)"
