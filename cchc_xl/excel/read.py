"""Read a workbook file into the picture."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from cchc_xl.entries.picture import Entry, Picture, Row, Stamp, State, Typed
from cchc_xl.entries.values import quick_reader, read_entry, shown
from cchc_xl.errors import CchcError
from cchc_xl.excel.package import Cells
from cchc_xl.excel.source import Grid, Readable, Source
from cchc_xl.excel.structure import Found, find_columns, find_lines, sheet_title
from cchc_xl.findings import Finding, Place, Severity, rule
from cchc_xl.form import layout
from cchc_xl.form.form import Form
from cchc_xl.form.load import forms, load_form
from cchc_xl.form.model import OVERVIEW, START, SUMMARY, VARIANTS, CellType, Line, Sheet
from cchc_xl.form.part import part_of
from cchc_xl.text.vietnamese import fold

BEYOND = rule(
    "CAU02",
    Severity.ERROR,
    "Dòng nằm ngoài phạm vi của sổ ({so} dòng) nên không được tính",
    "Chuyển dòng này lên trong phạm vi của sổ",
    example="Trang Nhiệm vụ nhận 2.000 dòng, dòng thứ 2.001 không được tính",
)
OVERWRITTEN = rule(
    "CAU04",
    Severity.WARNING,
    "Công thức của biểu mẫu đã bị gõ đè; máy tính lại theo biểu mẫu",
    "Lấy lại công thức từ workbook gốc",
    example="Cột «Theo sổ» của dòng 1.1.1 bị gõ đè số 30; đúng: công thức của biểu mẫu",
)
TOTAL_ROW = rule(
    "CAU09",
    Severity.WARNING,
    "Dòng cộng trong sổ không được tính là một dòng số liệu",
    "Xóa dòng cộng; số tổng đã được đếm ở Phụ lục I và Tổng quan",
    example="Dòng cuối của trang Nhiệm vụ ghi «Tổng cộng»",
)
STRANGE_SHEET = rule(
    "CAU10",
    Severity.INFO,
    "Trang không thuộc biểu mẫu nên không được đọc",
    "Xóa trang này trước khi gửi",
    example="Thêm trang «Nháp» để tính riêng",
)
HIDDEN_SHEET = rule(
    "CAU11",
    Severity.WARNING,
    "Trang ẩn không thuộc biểu mẫu",
    "Cho hiện trang để xem; xóa trang này trước khi gửi",
    example="Tệp mang theo trang ẩn «Sheet1» chép từ tệp khác",
)
ACTIVE = rule(
    "CAU12",
    Severity.WARNING,
    "Tệp mang theo {gi}; máy không chạy và không đọc phần này",
    "Bỏ phần này, lưu lại dạng .xlsx",
    example="Tệp .xlsm có macro; đúng: lưu lại dạng .xlsx",
)
TWO_STAMPS = rule(
    "CAU13",
    Severity.ERROR,
    "Dấu nhận biết của workbook mâu thuẫn: {a} và {b}",
    "Chép số liệu sang tệp đã được phát, hoặc workbook mới lập; không chép trang giữa các workbook",
    example="Trang ẩn ghi kỳ 2021-Q1 nhưng thuộc tính của tệp ghi kỳ 2021",
)
OTHER_FORMAT = rule(
    "CAU14",
    Severity.INFO,
    "Tệp không phải .xlsx nên không xem được ô nào là công thức",
    "Lưu lại dạng .xlsx",
    example="Gửi tệp .xls hoặc .ods; nên gửi .xlsx",
)
OLDER = rule(
    "CAU15",
    Severity.INFO,
    "Workbook theo phiên bản {cu} của biểu mẫu, được đọc theo phiên bản {moi}",
    "Kỳ sau dùng workbook phiên bản mới",
    example="Workbook theo phiên bản 1.0, biểu mẫu nay là 1.1",
)
MOVED_FIGURE = rule(
    "CAU16",
    Severity.WARNING,
    "Số của «{cu}» ở phiên bản cũ nay thuộc «{moi}»",
    "Mở workbook phiên bản mới, xem lại và tách số nếu cần",
    example="Số ở dòng 3.1.3 của phiên bản 1.0 nay thuộc dòng 3.1.3.1 (cấp tỉnh)",
)
MERGED = rule(
    "CAU17",
    Severity.ERROR,
    "Ô gộp: chỉ ô đầu có giá trị, các ô khác của vùng gộp đọc là trống",
    "Bỏ gộp ô và ghi giá trị vào từng ô",
    example="Gộp ba ô D6:D8 của Phụ lục I: chỉ D6 có số; đúng: ghi số vào từng ô",
)
HEADER_AGAIN = rule(
    "CAU19",
    Severity.WARNING,
    "Dòng tên cột hoặc số thứ tự cột lặp lại nên không được tính",
    "Xóa dòng này",
    example="Dán lại dòng tên cột «Mã, Lĩnh vực, Nhiệm vụ» vào giữa trang Nhiệm vụ",
)
AS_PERCENT = rule(
    "GT16",
    Severity.WARNING,
    "Ô định dạng phần trăm nên Excel giữ số nhỏ đi 100 lần; được đọc như số nhìn thấy",
    "Bỏ định dạng phần trăm của ô, ghi 95,2 thay cho 95,2%",
    example="Ô hiện 95,2% nhưng Excel giữ 0,952; đúng: bỏ định dạng phần trăm, ghi 95,2",
)
_COMPUTED_SHEETS = frozenset({START, OVERVIEW, SUMMARY, VARIANTS})
_TOTAL = re.compile(r"(tổng cộng|tổng số|tổng|cộng)(\s*[:(].*)?|tổng số \w+")
_COLUMN_NUMBER = re.compile(r"\(?\d+\)?")


def read_workbook(path: Path) -> Picture:
    """Read what staff typed.

    Raises CchcError: TEP01-TEP05 for files that are no workbook, and what `picture_of` raises.
    """
    return picture_of(Source(path))


def picture_of(source: Readable) -> Picture:
    """Read what staff typed, of a file or of a workbook that is open in Excel.

    Raises CchcError: TEP06 for a workbook of another making, TEP07 for a version that cannot be read,
    TEP08 for a sheet or column that is gone.
    """
    reader = _reader(source)
    rows = {sheet.key: reader.rows(sheet) for sheet in reader.form.sheets.values()}
    remarks = (*_whole(source, reader.form, reader.titles), *reader.remarks)
    return Picture(reader.form, reader.stamp, rows, source.name, remarks)


def rows_of(source: Readable, key: str) -> tuple[Row, ...]:
    """Read one sheet alone; raises CchcError as `picture_of` does."""
    reader = _reader(source)
    return reader.rows(reader.form.sheets[key])


def _reader(source: Readable) -> "_Reader":
    """Find out what the workbook is and how it is to be read."""
    stamp = next(source.stamps(), None)
    if stamp is None:
        what = source.described()
        message = f"tệp «{source.name}» không phải workbook báo cáo CCHC{what and f' ({what})'}"
        raise CchcError("TEP06", message, f"Chọn workbook tạo từ biểu mẫu: {', '.join(forms())}")
    form = form_of(stamp)
    old = stamp.version != form.meta.version
    if old and stamp.version not in form.migrations:
        message = (
            f"workbook theo biểu mẫu {stamp.form} phiên bản {stamp.version}, ở đây là {form.meta.version}"
        )
        raise CchcError("TEP07", message, "Dùng workbook đúng phiên bản")
    return _Reader(source, form, stamp, old=old)


def form_of(stamp: Stamp) -> Form:
    """Give the form that a workbook follows, for a division its part; raises CchcError BM01."""
    form = load_form(stamp.form, stamp.unit)
    return part_of(form, stamp.phong, stamp.share) if stamp.phong else form


def _whole(source: Readable, form: Form, known: set[str]) -> Iterator[Finding]:
    """Tell what the file is besides the sheets of the form."""
    first = Place(form.sheets[START].title, "A1")
    stamps = list(source.stamps())
    a, b = stamps[0], stamps[-1]
    apart = [name for name in _STAMPED if getattr(a, name) != getattr(b, name)]
    if apart:
        told = [", ".join(f"{_STAMPED[n]} {getattr(one, n) or '(trống)'}" for n in apart) for one in (a, b)]
        yield TWO_STAMPS.at(first, a=told[0], b=told[1])
    if a.version != form.meta.version:
        yield OLDER.at(first, cu=a.version, moi=form.meta.version)
    if not source.has_formulas:
        yield OTHER_FORMAT.at(first)
    for what in source.active_parts():
        yield ACTIVE.at(first, gi=what)
    ours = {*known, layout.LISTS_SHEET, layout.STAMP_SHEET}
    ours |= {sheet.title for sheet in form.sheets.values()}
    for title in source.titles:
        if title not in ours:
            yield (HIDDEN_SHEET if title in source.hidden else STRANGE_SHEET).at(Place(title, "A1"))


_STAMPED = {
    "form": "biểu mẫu",
    "version": "phiên bản",
    "unit": "đơn vị",
    "period": "kỳ",
    "phong": "phòng",
    "token": "mã phát",
}


class _Reader:
    """Turns the sheets of a file into rows of entries."""

    def __init__(self, source: Readable, form: Form, stamp: Stamp, *, old: bool) -> None:
        self.source = source
        self.form = form
        self.stamp = stamp
        self.old = old
        self.titles: set[str] = set()
        self.plans: dict[tuple[str, ...], Any] = {}
        self.remarks: list[Finding] = []

    def rows(self, sheet: Sheet) -> tuple[Row, ...]:
        """Read one sheet."""
        title = (
            ""
            if sheet.absent or sheet.key in _COMPUTED_SHEETS
            else sheet_title(self.source, self.form, sheet, self.remarks)
        )
        if not title:
            optional = sheet.absent or sheet.hidden or sheet.key in _COMPUTED_SHEETS
            if not optional and not self.old:
                fix = "Lấy lại trang này từ workbook gốc"
                raise CchcError("TEP08", f"workbook thiếu trang «{sheet.title}»", fix)
            return tuple(
                Row(
                    layout.line_row(sheet, line.key),
                    line.key,
                    dict,
                    sheet.title,
                    _plan(self.form, sheet, line, {}).letters,
                )
                for line in sheet.lines
            )
        self.titles.add(title)
        cells, grid = self.source.cells(title), self.source.grid(title)
        found = find_columns(self.source, self.form, sheet, title, grid, old=self.old)
        read = self._growing if sheet.grows else self._prescribed
        rows = tuple(read(sheet, found, grid, cells))
        typed = set(found.columns.values())
        for address in cells.merged:
            letters, number = layout.split(address)
            if number > found.header and layout.index_of(letters) in typed:
                self.remarks.append(MERGED.at(Place(title, address)))
        self.remarks += found.remarks
        return rows

    def _growing(self, sheet: Sheet, found: Found, grid: Grid, cells: Cells) -> Iterator[Row]:
        last = layout.last_row(sheet) + found.header - layout.HEADER_ROW
        plan = self._plan(sheet, None, found)
        odd = {layout.split(address)[1] for address in (*cells.states, *cells.fonts)}
        for number, values in enumerate(grid[found.header :], found.header + 1):
            key = plan.plain_key(values) if number <= last and number not in odd else ""
            if not key and values.count("") == len(values) and number not in odd:
                continue
            if number > last:
                if _is_typed(values):
                    self.remarks.append(BEYOND.at(Place(found.title, f"A{number}"), so=str(sheet.capacity)))
                continue
            row = self._row(key, plan, found, values, number, cells)
            if key or self._counts(sheet, plan, row):
                yield row

    def _counts(self, sheet: Sheet, plan: "_Plan", row: Row) -> bool:
        """Tell whether the row of a register counts, and find its key; remark totals and repeated headers."""
        first = [row.entries[column] for column in plan.heads if column in row.entries]
        total = next((entry for entry in first if _is_total(entry.raw)), None)
        if total:
            self.remarks.append(TOTAL_ROW.at(total.place, found=str(total.raw)))
        elif first and _is_header(sheet, row):
            self.remarks.append(HEADER_AGAIN.at(first[0].place, found=str(first[0].raw)))
        elif row.entries:
            row.key = row.entries[plan.key].text if plan.key in row.entries else ""
            return True
        return False

    def _prescribed(self, sheet: Sheet, found: Found, grid: Grid, cells: Cells) -> Iterator[Row]:
        where = find_lines(self.source, self.form, sheet, found, grid, old=self.old)
        moved = dict(self._moved_figures(sheet, found, grid, where))
        for line in sheet.lines:
            number = where.get(line.key, 0)
            values = grid[number - 1] if number else ()
            number = number or layout.line_row(sheet, line.key)
            row = self._row(line.key, self._plan(sheet, line, found), found, values, number, cells)
            if line.key in moved and line.key not in where:
                entries = {**row.entries, **moved[line.key]}
                row = Row(number, line.key, partial(dict, entries), row.sheet, row.letters)
            yield row
        if self.source.has_formulas and not self.old:
            self._overwritten(sheet, found, grid, where, cells)

    def _moved_figures(
        self, sheet: Sheet, found: Found, grid: Grid, where: dict[str, int]
    ) -> Iterator[tuple[str, dict[str, Entry]]]:
        """Read figures of an older version that the form now asks for under another code."""
        for key, old_line, line in self.form.migrations.get(self.stamp.version, ()) if self.old else ():
            column = found.columns.get(sheet.main)
            if key != sheet.key or old_line not in where or column is None:
                continue
            raw = grid[where[old_line] - 1][column]
            if raw == "":
                continue
            place = Place(found.title, f"{layout.letters(column)}{where[old_line]}")
            told = line or "các dòng con"
            self.remarks.append(MOVED_FIGURE.at(place, found=shown(raw), cu=old_line, moi=told))
            if not line:
                continue
            cell = next(cell for c, cell in sheet.typed_cells(sheet.line[line]) if c.key == sheet.main)
            yield line, {sheet.main: read_entry(self.form, cell, raw, place)}

    def _overwritten(
        self, sheet: Sheet, found: Found, grid: Grid, where: dict[str, int], cells: Cells
    ) -> None:
        for line, column in self.form.computed_cells.get(sheet.key, ()):
            if line in where and column in found.columns:
                index, number = found.columns[column], where[line]
                address = f"{layout.letters(index)}{number}"
                if address not in cells.formulas:
                    stood = grid[number - 1][index] if index < len(grid[number - 1]) else ""
                    self.remarks.append(OVERWRITTEN.at(Place(found.title, address), found=shown(stood)))

    def _row(
        self, key: str, plan: "_Plan", found: Found, values: Sequence[Any], number: int, cells: Cells
    ) -> Row:
        """Make a row whose entries are read when they are asked for; percents are told at once."""
        for _, index, letter, cell, _ in plan.steps if cells.percents and values else ():
            if _is_percent(cell, values[index], f"{letter}{number}", cells):
                place, seen = Place(found.title, f"{letter}{number}"), shown(values[index] * 100) + "%"
                self.remarks.append(AS_PERCENT.at(place, found=seen))
        read = partial(_entries, self.form, plan, found.title, values, number, cells, self.source.days_late)
        return Row(number, key, read, found.title, plan.letters)

    def _plan(self, sheet: Sheet, line: Line | None, found: Found) -> "_Plan":
        """Give what to read in a row; worked out once for a form where the columns stand as it has them."""
        place = ("plan", sheet.key, line.key if line else "")
        plans = self.form.prepared if found.usual else self.plans
        if place not in plans:
            plans[place] = _plan(self.form, sheet, line, found.columns)
        plan: _Plan = plans[place]
        return plan


class _Plan(NamedTuple):
    """The typed cells of a row: column, place, letters, type and its quick reader.

    `key` is the column of the row's key and `title` its title, `heads` are the columns that name a row.
    """

    steps: tuple[tuple[str, int, str, CellType, Callable[[Any], Typed]], ...]
    letters: Mapping[str, str]
    key: str
    title: str
    heads: Mapping[str, int]

    def plain_key(self, values: Sequence[Any]) -> str:
        """Give the key of a row that is plainly data; "" for a row to look at closely."""
        if not self.steps or self.steps[0][0] != self.key:
            return ""
        _, index, _, _, quick = self.steps[0]
        raw = values[index]
        key = quick(raw)
        if type(key) is not str or raw[0] == "(" or raw.casefold() == self.title:
            return ""
        return "" if any(map(_is_total, [values[index] for index in self.heads.values()])) else key


def _plan(form: Form, sheet: Sheet, line: Line | None, columns: Mapping[str, int]) -> _Plan:
    typed = sheet.typed_cells(line)
    places = {**form.positions(sheet), **columns}
    letters = {column.key: layout.letters(places[column.key]) for column, _ in typed}
    steps = tuple(
        (column.key, columns[column.key], letters[column.key], cell, quick_reader(form, cell))
        for column, cell in typed
        if column.key in columns
    )
    first, named = sheet.columns[0], {sheet.main, *(column.key for column in sheet.columns[:3])}
    heads = {key: index for key, index, *_ in steps if key in named}
    return _Plan(steps, letters, first.key, first.title.casefold(), heads)


def _entries(
    form: Form, plan: _Plan, title: str, values: Sequence[Any], number: int, cells: Cells, days_late: int
) -> dict[str, Entry]:
    """Read the typed cells of a row in which something stands."""
    entries: dict[str, Entry] = {}
    states, fonts = cells.states, cells.fonts
    for column, index, letter, cell, quick in plan.steps:
        raw = values[index] if index < len(values) else ""
        if raw == "" and not states:
            continue
        address = f"{letter}{number}"
        if not fonts and address not in states and (value := quick(raw)) is not None:
            entries[column] = Entry(Place(title, address), State.VALUE, value, raw)
            continue
        state = states.get(address)
        if raw == "" and state is None:
            continue
        if cell.type == "date" and type(raw) is float:
            raw += days_late
        if isinstance(raw, float) and _is_percent(cell, raw, address, cells):
            raw = round(raw * 100, 10)
        entry = read_entry(form, cell, raw, Place(title, address), state, fonts.get(address, ""))
        if entry.state is not State.EMPTY:
            entries[column] = entry
    return entries


def _is_percent(cell: CellType, raw: object, address: str, cells: Cells) -> bool:
    """Tell whether Excel keeps the percentage that stands in a cell as a share of 1."""
    return cell.type == "percent" and isinstance(raw, float) and address in cells.percents


def _is_total(value: object) -> bool:
    short = isinstance(value, str) and len(value) < 30 and value.lstrip()[:2].casefold() in ("tổ", "cộ")
    return short and _TOTAL.fullmatch(fold(str(value))) is not None


def _is_header(sheet: Sheet, row: Row) -> bool:
    """Tell a header that was pasted again, or the numbers of its columns, from data."""
    column, entry = next(iter(row.entries.items()))
    start = str(entry.raw)
    title = sheet.column[column].title
    if not start.startswith("(") and start.strip().casefold() != title.casefold():
        return False
    shown = [(sheet.column[c].title, str(e.raw)) for c, e in row.entries.items()]
    titles = sum(fold(title) == fold(text) for title, text in shown)
    numbers = sum(_COLUMN_NUMBER.fullmatch(text) is not None for _, text in shown)
    return titles * 2 > len(shown) or (numbers == len(shown) > 3 and shown[0][1].startswith("("))


def _is_typed(values: Sequence[Any]) -> bool:
    return any(isinstance(value, bool | int | float) or str(value).strip() for value in values)
