"""Compare two workbooks: structure, formulas, validations, rows of a form's sheets, values."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from cchc_xl.errors import CchcError
from cchc_xl.excel.differences import Change, Differences
from cchc_xl.excel.foreign import Cell, Tab, moved, opened, tabs_of
from cchc_xl.excel.validations import compare_validations
from cchc_xl.form.layout import STAMP_SHEET, letters
from cchc_xl.form.load import load_form
from cchc_xl.form.model import Sheet
from cchc_xl.text.vietnamese import fold

_HEADER_WITHIN = 15
_STATES = {"visible": "hiện", "hidden": "ẩn", "veryHidden": "ẩn hẳn"}
T = TypeVar("T")
Pair = tuple[T | None, T | None]


Line = Sequence[Cell]


def compare(a: Path, b: Path) -> Differences:
    """Compare two files; raises CchcError: TEP01-TEP05 for no workbook, TEP11 for a sheet too large."""
    books = opened(a), opened(b)
    tabs = [tabs_of(*book) for book in books]
    pairs = _pairs(tabs, lambda tab: fold(tab.title), lambda tab: tab.head)
    changes = list(_structure(books[0][0], books[1][0], pairs))
    stamps = [_stamp(book[0], side) for book, side in zip(books, tabs, strict=True)]
    ours = _sheets(stamps[0]) if stamps[0] == stamps[1] else {}
    for one, other in pairs:
        if one and other:
            changes += compare_validations(one, other)
            changes += _contents(ours.get(fold(one.title)) or ours.get(fold(other.title)), one, other)
    raw = tuple(path.name for path, side in zip((a, b), tabs, strict=True) if _is_uncalculated(side))
    kept = [change for change in changes if not (change.computed and raw)]
    return Differences(a.name, b.name, tuple(sorted(kept, key=lambda change: change.computed)), raw)


def _is_uncalculated(tabs: Sequence[Tab]) -> bool:
    results = [cell.value for tab in tabs for cell in tab.cells if cell.formula]
    return bool(results) and all(value is None for value in results)


def _stamp(book: Any, tabs: Sequence[Tab]) -> str:
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


def _structure(a: Any, b: Any, pairs: Sequence[Pair[Tab]]) -> Iterator[Change]:
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


def _contents(sheet: Sheet | None, one: Tab, other: Tab) -> Iterator[Change]:
    heads = [_head(sheet, tab) if sheet else 0 for tab in (one, other)]
    for row, column in sorted({(cell.row, cell.column) for tab in (one, other) for cell in tab.cells}):
        if row < min(heads) or not all(heads):
            yield from _cells(one.title, "", "", one.at(row, column), other.at(row, column))
    if sheet and all(heads):
        yield from _lines(sheet, (one, other), heads)


def _head(sheet: Sheet, tab: Tab) -> int:
    """Find the row with the titles of the columns; 0 when there is none."""
    titles = {fold(column.title) for column in sheet.columns}
    for row in range(1, _HEADER_WITHIN + 1):
        if len(titles & {fold(cell.shown) for cell in tab.rows.get(row, {}).values()}) * 2 > len(titles):
            return row
    return 0


def _lines(sheet: Sheet, tabs: Sequence[Tab], heads: Sequence[int]) -> Iterator[Change]:
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
    sheet: Sheet, tabs: Sequence[Tab], heads: Sequence[int], columns: Sequence[tuple[Cell, Cell]]
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


def _filled(tab: Tab, head: int, columns: Sequence[int]) -> list[Line]:
    lines = [[tab.at(row, column) for column in columns] for row in sorted(tab.rows) if row > head]
    return [line for line in lines if any(cell.mark[1] for cell in line)]


def _cells(sheet: str, key: str, column: str, a: Cell, b: Cell) -> Iterator[Change]:
    where = key, column, a.address, b.address
    if (a.formula or b.formula) and moved(b.formula, b.address, a.address) != a.formula:
        kind = "to_value" if not b.formula else "changed" if a.formula else "to_formula"
        yield Change("formulas", sheet, kind, *where, a.formula or a.shown, b.formula or b.shown)
    if a.content != b.content and bool(a.formula) == bool(b.formula):
        kinds = [f" ({cell.content[0]})" if a.shown == b.shown else "" for cell in (a, b)]
        yield Change(
            "values", sheet, "", *where, a.shown + kinds[0], b.shown + kinds[1], computed=bool(a.formula)
        )
