"""Compare two workbooks: structure, formulas, validations, rows of a form's sheets, values."""

import io
import unicodedata
import warnings
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import chain, groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

from openpyxl import load_workbook
from openpyxl.formula.translate import Translator
from openpyxl.utils.datetime import to_excel

from cchc_xl.errors import CchcError
from cchc_xl.excel.package import Package, damaged
from cchc_xl.form.layout import STAMP_SHEET, letters
from cchc_xl.form.load import load_form
from cchc_xl.form.model import Sheet
from cchc_xl.text.numbers import show_number
from cchc_xl.text.vietnamese import fold

MAX_CELLS, _HEADER_WITHIN = 1_000_000, 15
_STATES = {"visible": "hiện", "hidden": "ẩn", "veryHidden": "ẩn hẳn"}
_RULES = {"list": "danh sách", "custom": "công thức", "whole": "số nguyên", "decimal": "số"}
_RULES |= {"date": "ngày", "time": "giờ", "textLength": "độ dài chữ"}
_OPERATORS = {"between": " từ {} đến {}", "notBetween": " ngoài khoảng từ {} đến {}", "equal": " bằng {}"}
_OPERATORS |= {"notEqual": " khác {}", "lessThan": " nhỏ hơn {}", "greaterThan": " lớn hơn {}"}
_OPERATORS |= {"lessThanOrEqual": " không quá {}", "greaterThanOrEqual": " từ {} trở lên"}
_STYLES = {"warning": " (chỉ cảnh báo)", "information": " (chỉ thông báo)", "off": " (không chặn)"}
T = TypeVar("T")
Pair = tuple[T | None, T | None]


@dataclass(frozen=True)
class Change:
    """One difference, told in words; a or b is "" on the side where there is nothing.

    `part` is structure, formulas, validations, rows or values. `kind` says which part of the structure;
    changed, to_value or to_formula; added or removed. `what` is the thing, the range or the key of the row;
    `sheet` is "" for the workbook, `column` for cells outside the lines of a form.
    """

    part: str
    sheet: str
    kind: str = ""
    what: str = ""
    column: str = ""
    cell_a: str = ""
    cell_b: str = ""
    a: str = ""
    b: str = ""
    computed: bool = False


@dataclass(frozen=True)
class Differences:
    """What differs between files a and b; formulas of uncalculated files have no results to compare."""

    a: str
    b: str
    changes: tuple[Change, ...]
    uncalculated: tuple[str, ...]


@dataclass(frozen=True)
class _Cell:
    row: int
    column: int
    value: Any = None
    formula: str = ""
    number_format: str = "General"

    @property
    def address(self) -> str:
        return f"{letters(self.column - 1)}{self.row}"

    @property
    def content(self) -> tuple[str, str]:
        """Give the kind and the text by which two cells are equal; a date is its number."""
        if self.value in (None, ""):
            return "trống", ""
        if isinstance(self.value, bool):
            return "đúng/sai", str(self.value).upper()
        if isinstance(self.value, str):
            return "chữ", unicodedata.normalize("NFC", self.value)
        value: Any = self.value
        if isinstance(value, date | time | timedelta):
            value = to_excel(value)  # type: ignore[no-untyped-call]
        return "số", f"{float(str(value)):.15g}"

    @property
    def mark(self) -> tuple[str, str]:
        """Give the content by which rows are matched: of a formula only that it is one."""
        return ("=", "=") if self.formula else self.content

    @property
    def shown(self) -> str:
        """Give the value as people read it."""
        kind, text = self.content
        if isinstance(self.value, date):
            return f"{self.value:%d/%m/%Y %H:%M:%S}".removesuffix(" 00:00:00")
        if kind != "số" or isinstance(self.value, time | timedelta):
            return str(self.value) if kind == "số" else text
        size = abs(float(text))
        if size and not 1e-6 <= size < 1e15:
            return text.replace(".", ",")
        grouped = "#,##" in self.number_format or (self.number_format == "General" and size >= 10_000)
        return show_number(Decimal(text), 12).replace(".", "." if grouped else "")


@dataclass(frozen=True)
class _Tab:
    position: int
    title: str
    sheet: Any
    rows: Mapping[int, Mapping[int, _Cell]]

    def at(self, row: int, column: int) -> _Cell:
        return self.rows.get(row, {}).get(column) or _Cell(row, column)

    @property
    def cells(self) -> Iterator[_Cell]:
        return chain.from_iterable(self.rows[row].values() for row in sorted(self.rows))

    @property
    def head(self) -> Hashable:
        """Give how the sheet begins, which a new name does not change; None for an empty sheet."""
        return tuple(cell.content for cell in self.cells if cell.row < min(self.rows) + 5) or None


Line = Sequence[_Cell]


def compare(a: Path, b: Path) -> Differences:
    """Compare two files; raises CchcError: TEP01-TEP05 for no workbook, TEP11 for a sheet too large."""
    books = _open(a), _open(b)
    tabs = [_tabs(*book) for book in books]
    pairs = _pairs(tabs, lambda tab: fold(tab.title), lambda tab: tab.head)
    changes = list(_structure(books[0][0], books[1][0], pairs))
    stamps = [_stamp(book[0], side) for book, side in zip(books, tabs, strict=True)]
    ours = _sheets(stamps[0]) if stamps[0] == stamps[1] else {}
    for one, other in pairs:
        if one and other:
            changes += _validations(one, other)
            changes += _contents(ours.get(fold(one.title)) or ours.get(fold(other.title)), one, other)
    raw = tuple(path.name for path, side in zip((a, b), tabs, strict=True) if _is_uncalculated(side))
    kept = [change for change in changes if not (change.computed and raw)]
    return Differences(a.name, b.name, tuple(sorted(kept, key=lambda change: change.computed)), raw)


def _open(path: Path) -> tuple[Any, Any]:
    """Load a file twice: the formulas, and their results."""
    package = Package(path)
    for part in ("xl/sharedStrings.xml", "xl/styles.xml", *package.sheet_parts().values()):
        package.part(part)
    data = path.read_bytes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data)), load_workbook(io.BytesIO(data), data_only=True)
    except Exception as error:  # any of ten kinds
        raise damaged(path) from error


def _too_large(title: str) -> CchcError:
    message = f"trang «{title}» có hơn {MAX_CELLS:,} ô".replace(",", ".") + ", quá lớn để so sánh"
    return CchcError("TEP11", message, "Xóa hẳn các dòng, cột thừa ở cuối trang, lưu lại rồi so sánh")


def _tabs(formulas: Any, results: Any) -> list[_Tab]:
    tabs = []
    for position, sheet in enumerate(formulas.worksheets):
        if sheet.max_row * sheet.max_column > MAX_CELLS:
            raise _too_large(sheet.title)
        rows: dict[int, dict[int, _Cell]] = {}
        for cell in chain.from_iterable(sheet.iter_rows()):
            value, formula = cell.value, ""
            if value in (None, ""):
                continue
            if cell.data_type == "f":
                formula = value if isinstance(value, str) else f"{{{getattr(value, 'text', '=TABLE()')}}}"
                value = results[sheet.title][cell.coordinate].value
            one = _Cell(cell.row, cell.column, value, formula, cell.number_format)
            rows.setdefault(cell.row, {})[cell.column] = one
        tabs.append(_Tab(position, sheet.title, sheet, rows))
    return tabs


def _is_uncalculated(tabs: Sequence[_Tab]) -> bool:
    results = [cell.value for tab in tabs for cell in tab.cells if cell.formula]
    return bool(results) and all(value is None for value in results)


def _stamp(book: Any, tabs: Sequence[_Tab]) -> str:
    pairs = {one.name: one.value for one in book.custom_doc_props.props}
    for tab in tabs:
        if tab.title == STAMP_SHEET:
            pairs |= {tab.at(row, 1).value: tab.at(row, 2).value for row in tab.rows}
    return str(pairs.get("cchc_bieu_mau"))


def _sheets(form: str) -> Mapping[str, Sheet]:
    try:
        return {fold(sheet.title): sheet for sheet in load_form(form).sheets.values()}
    except CchcError:
        return {}


def _pairs(sides: Sequence[Sequence[T]], *identities: Callable[[T], Hashable]) -> list[Pair[T]]:
    """Pair in order what has an equal identity, by the first identity, then the next; None stays alone."""
    a, b = sides
    found: list[Pair[T]] = []
    for identity in identities:
        waiting: dict[Hashable, deque[T]] = defaultdict(deque)
        for item in b:
            waiting[identity(item)].append(item)
        left = []
        for item in a:
            mark = identity(item)
            if mark is not None and waiting[mark]:
                found.append((item, waiting[mark].popleft()))
            else:
                left.append(item)
        a, b = left, list(chain.from_iterable(waiting.values()))
    return found + [(item, None) for item in a] + [(None, item) for item in b]


def _names(owner: Any) -> Mapping[str, str]:
    return {name: str(one.attr_text) for name, one in owner.defined_names.items()}


Parts = Mapping[str, Callable[[Any], Mapping[str, str]]]
_OF_BOOK: Parts = {
    "name": _names,
    "chart_sheet": lambda book: {one.title: _STATES[one.sheet_state] for one in book.chartsheets},
    "external_link": lambda book: {
        str(getattr(one.file_link, "Target", "")): "có" for one in book._external_links
    },
}
_OF_SHEET: Parts = {
    "state": lambda sheet: {"": _STATES[sheet.sheet_state]},
    "protection": lambda sheet: {"": "có khóa" if sheet.protection.sheet else "không khóa"},
    "name": _names,
    "table": lambda sheet: {t.name: ", ".join(c.name for c in t.tableColumns) for t in sheet.tables.values()},
    "merged": lambda sheet: {str(area): "có" for area in sheet.merged_cells.ranges},
    "conditional_format": lambda sheet: {
        str(one.sqref): f"{len(one.rules)} quy tắc" for one in sheet.conditional_formatting
    },
}


def _parts(kinds: Parts, sheet: str, a: Any, b: Any) -> Iterator[Change]:
    for kind, read in kinds.items():
        one, other = read(a), read(b)
        for what in dict.fromkeys([*one, *other]):
            if one.get(what) != other.get(what):
                sides = one.get(what, ""), other.get(what, "")
                yield Change("structure", sheet, kind, what, a=sides[0], b=sides[1])


def _structure(a: Any, b: Any, pairs: Sequence[Pair[_Tab]]) -> Iterator[Change]:
    yield from _parts(_OF_BOOK, "", a, b)
    both = sorted(((one, other) for one, other in pairs if one and other), key=lambda pair: pair[0].position)
    moved = sorted(both, key=lambda pair: pair[1].position)
    orders = [", ".join(one.title for one, _ in order) for order in (both, moved)]
    if orders[0] != orders[1]:
        yield Change("structure", "", "order", a=orders[0], b=orders[1])
    for one, other in pairs:
        a_title, b_title = one.title if one else "", other.title if other else ""
        if a_title != b_title:
            title = a_title or b_title
            yield Change("structure", title, "sheet", title, a=a_title, b=b_title)
        if one and other:
            yield from _parts(_OF_SHEET, one.title, one.sheet, other.sheet)


def _moved(formula: str, origin: str, to: str) -> str:
    """Give a formula as it reads after its cell has moved; unchanged where it cannot be."""
    try:
        return str(Translator(formula, origin).translate_formula(to)) if origin != to else formula
    except Exception:  # formulas of other programs, references beyond the sheet
        return formula


Segment = tuple[int, int, Any, str]
"""First and last row of a validation in a column, the validation, the cell its formulas are written for."""


def _segments(tab: _Tab) -> Mapping[int, list[Segment]]:
    found: dict[int, list[Segment]] = defaultdict(list)
    rules = [rule for rule in tab.sheet.data_validations.dataValidation if rule.type in _RULES]
    areas = [(area, rule) for rule in rules for area in rule.sqref.ranges]
    if sum(area.size["columns"] for area, _ in areas) > MAX_CELLS:
        raise _too_large(tab.title)
    for area, rule in areas:
        ranges = rule.sqref.ranges
        anchor = f"{letters(min(one.min_col for one in ranges) - 1)}{min(one.min_row for one in ranges)}"
        for column in range(area.min_col, area.max_col + 1):
            found[column].append((area.min_row, area.max_row, rule, anchor))
    return {column: sorted(segments, key=lambda one: one[:2]) for column, segments in found.items()}


def _rule(segments: Sequence[Segment], row: int, cell: str) -> str:
    """Tell in words what a cell may hold; "" when anything."""
    index = bisect_right(segments, row, key=lambda one: one[0]) - 1
    if index < 0 or segments[index][1] < row:
        return ""
    rule, anchor = segments[index][2:]
    formulas = [_moved(f"={text or ''}", anchor, cell)[1:] for text in (rule.formula1, rule.formula2)]
    how = " {}" if rule.type in ("list", "custom") else _OPERATORS[rule.operator or "between"]
    style = rule.errorStyle or "stop" if rule.showErrorMessage else "off"
    return _RULES[rule.type] + how.format(*formulas) + _STYLES.get(style, "")


def _validations(one: _Tab, other: _Tab) -> Iterator[Change]:
    sides = _segments(one), _segments(other)
    for column in sorted({*sides[0], *sides[1]}):
        a, b = (side.get(column, []) for side in sides)
        name = letters(column - 1)
        edges = sorted({edge for first, last, *_ in [*a, *b] for edge in (first, last + 1)})
        told = {row: (_rule(a, row, f"{name}{row}"), _rule(b, row, f"{name}{row}")) for row in edges}
        for rules, run in groupby(((told[row], row, end - 1) for row, end in pairwise(edges)), itemgetter(0)):
            spans = list(run)
            first, last = spans[0][1], spans[-1][2]
            if rules[0] != rules[1]:
                where = f"{name}{first}" + (f":{name}{last}" if last > first else "")
                yield Change("validations", one.title, what=where, a=rules[0], b=rules[1])


def _contents(sheet: Sheet | None, one: _Tab, other: _Tab) -> Iterator[Change]:
    heads = [_head(sheet, tab) if sheet else 0 for tab in (one, other)]
    for row, column in sorted({(cell.row, cell.column) for tab in (one, other) for cell in tab.cells}):
        if row < min(heads) or not all(heads):
            yield from _cells(one.title, "", "", one.at(row, column), other.at(row, column))
    if sheet and all(heads):
        yield from _lines(sheet, (one, other), heads)


def _head(sheet: Sheet, tab: _Tab) -> int:
    """Find the row with the titles of the columns; 0 when there is none."""
    titles = {fold(column.title) for column in sheet.columns}
    for row in range(1, _HEADER_WITHIN + 1):
        if len(titles & {fold(cell.shown) for cell in tab.rows.get(row, {}).values()}) * 2 > len(titles):
            return row
    return 0


def _lines(sheet: Sheet, tabs: Sequence[_Tab], heads: Sequence[int]) -> Iterator[Change]:
    """Compare the rows under the titles, matched by content, then by key, then by content without the key."""
    width = range(1, max(tab.sheet.max_column for tab in tabs) + 1)
    titles = [[tab.at(head, i) for i in width] for tab, head in zip(tabs, heads, strict=True)]
    pairs = _pairs(titles, lambda cell: fold(cell.shown) or None, lambda cell: cell.column)
    for one, other in pairs:
        a, b = one.shown if one else "", other.shown if other else ""
        if a != b:
            where = one if one and a else other
            yield Change("structure", tabs[0].title, "column", where.address if where else "", a=a, b=b)
    columns = sorted(((a, b) for a, b in pairs if a and b), key=lambda pair: pair[0].column)
    yield from _rows(sheet, tabs, heads, columns)


def _rows(
    sheet: Sheet, tabs: Sequence[_Tab], heads: Sequence[int], columns: Sequence[tuple[_Cell, _Cell]]
) -> Iterator[Change]:
    """Match rows by content, then by key, then by content without the key."""
    main = sheet.main if sheet.grows else sheet.columns[min(1, len(sheet.columns) - 1)].key
    names = [fold(title.shown) for title, _ in columns]
    wanted = [fold(column.title) for column in (sheet.columns[0], sheet.column.get(main, sheet.columns[0]))]
    key, text = (names.index(name) if name in names else 0 for name in wanted)
    matched = _pairs(
        [_filled(tabs[side], heads[side], [pair[side].column for pair in columns]) for side in (0, 1)],
        lambda line: tuple(cell.mark for cell in line),
        lambda line: fold(line[key].shown),
        lambda line: tuple(cell.mark for i, cell in enumerate(line) if i != key),
    )
    for one, other in sorted(matched, key=lambda pair: (pair[0] or pair[1] or [])[0].row):
        if one and other:
            for (title, _), a, b in zip(columns, one, other, strict=True):
                column = title.shown or letters(title.column - 1)
                yield from _cells(tabs[0].title, one[key].shown or other[key].shown, column, a, b)
        elif one:
            where = tabs[0].title, "removed", one[key].shown
            yield Change("rows", *where, cell_a=one[key].address, a=one[text].shown)
        elif other:
            where = tabs[0].title, "added", other[key].shown
            yield Change("rows", *where, cell_b=other[key].address, b=other[text].shown)


def _filled(tab: _Tab, head: int, columns: Sequence[int]) -> list[Line]:
    lines = [[tab.at(row, column) for column in columns] for row in sorted(tab.rows) if row > head]
    return [line for line in lines if any(cell.mark[1] for cell in line)]


def _cells(sheet: str, key: str, column: str, a: _Cell, b: _Cell) -> Iterator[Change]:
    where = key, column, a.address, b.address
    if (a.formula or b.formula) and _moved(b.formula, b.address, a.address) != a.formula:
        kind = "to_value" if not b.formula else "changed" if a.formula else "to_formula"
        yield Change("formulas", sheet, kind, *where, a.formula or a.shown, b.formula or b.shown)
    if a.content != b.content and bool(a.formula) == bool(b.formula):
        kinds = [f" ({cell.content[0]})" if a.shown == b.shown else "" for cell in (a, b)]
        yield Change(
            "values", sheet, "", *where, a.shown + kinds[0], b.shown + kinds[1], computed=bool(a.formula)
        )
