"""Read a workbook file into the picture."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from python_calamine import CalamineWorkbook

from cchc_xl.entries.picture import Picture, Row, Stamp, State
from cchc_xl.entries.values import read_entry
from cchc_xl.errors import CchcError
from cchc_xl.excel.foreign import describe_foreign
from cchc_xl.excel.package import Package, damaged
from cchc_xl.findings import Finding, Place, Severity, rule
from cchc_xl.form import layout
from cchc_xl.form.form import Form
from cchc_xl.form.load import forms, load_form
from cchc_xl.form.model import OVERVIEW, START, SUMMARY, Column, Line, Sheet
from cchc_xl.text.vietnamese import fold

LOST_LINE = rule(
    "CAU01",
    Severity.ERROR,
    "Dòng «{ten}» của biểu mẫu không còn",
    "Lấy lại dòng này từ workbook gốc, không xóa dòng",
)
BEYOND = rule(
    "CAU02",
    Severity.ERROR,
    "Dòng nằm ngoài phạm vi của sổ ({so} dòng) nên không được tính",
    "Chuyển dòng này lên trong phạm vi của sổ",
)
STRAY = rule(
    "CAU03", Severity.ERROR, "Dòng không thuộc biểu mẫu hoặc lặp lại nên không được tính", "Xóa dòng này"
)
OVERWRITTEN = rule(
    "CAU04",
    Severity.WARNING,
    "Công thức của biểu mẫu đã bị gõ đè; máy tính lại theo biểu mẫu",
    "Lấy lại công thức từ workbook gốc",
)
_HEADER_WITHIN = 15
T = TypeVar("T")
Grid = Sequence[Sequence[Any]]


def read_workbook(path: Path) -> Picture:
    """Read what staff typed.

    Raises CchcError: TEP01-TEP05 for files that are no workbook, TEP06 for a workbook of another
    making, TEP07 for another version, TEP08 for a sheet or column that is gone.
    """
    package = Package(path)
    book = _guarded(path, lambda: CalamineWorkbook.from_path(str(path)))
    stamp = _stamp(package, book, path)
    form = load_form(stamp.form, stamp.unit)
    if stamp.version != form.meta.version:
        message = (
            f"workbook theo biểu mẫu {stamp.form} phiên bản {stamp.version}, ở đây là {form.meta.version}"
        )
        raise CchcError("TEP07", message, "Dùng workbook đúng phiên bản")
    parts = package.sheet_parts()
    titles = {fold(title): title for title in book.sheet_names}
    reader = _Reader(form)
    for sheet in form.sheets.values():
        if sheet.key in (START, OVERVIEW, SUMMARY):
            reader.untyped(sheet)
            continue
        title = titles.get(fold(sheet.title))
        if title is None:
            raise CchcError(
                "TEP08", f"workbook thiếu trang «{sheet.title}»", "Lấy lại trang này từ workbook gốc"
            )
        states, formulas = package.cell_states(parts.get(title, ""))
        reader.sheet(sheet, _grid(path, book, title), states, formulas)
    return Picture(form, stamp, reader.rows, path.name, tuple(reader.remarks))


def _guarded(path: Path, read: Callable[[], T]) -> T:
    """Run a call of calamine, whose panics are no Exception."""
    try:
        return read()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise damaged(path) from error


def _grid(path: Path, book: Any, title: str) -> Grid:
    grid: Grid = _guarded(path, lambda: book.get_sheet_by_name(title).to_python(skip_empty_area=False))
    return grid


def _stamp(package: Package, book: Any, path: Path) -> Stamp:
    pairs = package.custom_properties()
    if layout.STAMP_SHEET in book.sheet_names:
        grid = _grid(path, book, layout.STAMP_SHEET)
        pairs |= {str(row[0]): str(row[1]) for row in grid if len(row) > 1 and row[1] != ""}
    keys = ("bieu_mau", "phien_ban", "don_vi", "ky", "ma_phat")
    stamp = Stamp(*(pairs.get(f"cchc_{key}", "") for key in keys))
    if not stamp.form:
        what = describe_foreign(path)
        message = f"tệp «{path.name}» không phải workbook báo cáo CCHC{what and f' ({what})'}"
        raise CchcError("TEP06", message, f"Chọn workbook tạo từ biểu mẫu: {', '.join(forms())}")
    return stamp


class _Reader:
    """Turns grids of values into rows of entries."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.rows: dict[str, tuple[Row, ...]] = {}
        self.remarks: list[Finding] = []
        self.numbers: dict[tuple[str, str], int] = {}

    def untyped(self, sheet: Sheet) -> None:
        """Take a sheet in which nothing is typed."""
        self.rows[sheet.key] = tuple(
            Row(layout.line_row(sheet, line.key), line.key, {}) for line in sheet.lines
        )

    def sheet(self, sheet: Sheet, grid: Grid, states: Mapping[str, State], formulas: set[str]) -> None:
        """Take one sheet."""
        header = _header_row(sheet, grid)
        where = _columns(sheet, grid[header])
        rows = grid[header + 1 :]
        if sheet.grows:
            self.rows[sheet.key] = tuple(self._growing(sheet, rows, header + 2, where, states))
        else:
            self.rows[sheet.key] = tuple(self._prescribed(sheet, rows, header + 2, where, states))
            self._overwritten(sheet, where, formulas)

    def _growing(
        self, sheet: Sheet, rows: Grid, first: int, where: Mapping[str, int], states: Mapping[str, State]
    ) -> list[Row]:
        found = []
        last = layout.last_row(sheet)
        for number, cells in enumerate(rows, first):
            if not _is_typed(cells) and not any(
                f"{layout.letters(i)}{number}" in states for i in where.values()
            ):
                continue
            if number <= last:
                found.append(self._row(sheet, None, cells, number, where, states))
            else:
                self.remarks.append(BEYOND.at(Place(sheet.title, f"A{number}"), so=str(sheet.capacity)))
        return found

    def _prescribed(
        self, sheet: Sheet, rows: Grid, first: int, where: Mapping[str, int], states: Mapping[str, State]
    ) -> list[Row]:
        label = sheet.columns[0].key
        labels = {fold(str(line.texts.get(label, ""))) for line in sheet.lines}
        by_label: dict[str, int] = {}
        for index, cells in enumerate(rows):
            text = fold(_text(cells[where[label]])) if cells else ""
            if text and (text not in labels or text in by_label):
                self.remarks.append(STRAY.at(Place(sheet.title, f"A{first + index}"), found=text))
            elif text:
                by_label[text] = index
        found = []
        for line in sheet.lines:
            position = by_label.get(fold(str(line.texts.get(label, ""))))
            if position is None and not line.heading:
                place = Place(sheet.title, f"A{layout.line_row(sheet, line.key)}")
                self.remarks.append(LOST_LINE.at(place, ten=line.label))
            cells = rows[position] if position is not None else ()
            number = first + position if position is not None else layout.line_row(sheet, line.key)
            self.numbers[sheet.key, line.key] = number
            found.append(self._row(sheet, line, cells, number, where, states))
        return found

    def _overwritten(self, sheet: Sheet, where: Mapping[str, int], formulas: set[str]) -> None:
        for formula in self.form.formulas:
            key, line, column = formula.cell
            if key == sheet.key:
                address = f"{layout.letters(where[column])}{self.numbers[key, line]}"
                if address not in formulas:
                    self.remarks.append(OVERWRITTEN.at(Place(sheet.title, address)))

    def _row(
        self,
        sheet: Sheet,
        line: Line | None,
        cells: Sequence[Any],
        number: int,
        where: Mapping[str, int],
        states: Mapping[str, State],
    ) -> Row:
        entries = {}
        for column in sheet.columns:
            cell = sheet.typed_cell(column, line)
            if cell is not None:
                index = where[column.key]
                reference = f"{layout.letters(index)}{number}"
                raw = cells[index] if index < len(cells) and cells[index] != "" else None
                place = Place(sheet.title, reference)
                entries[column.key] = read_entry(self.form, cell, raw, place, states.get(reference))
        key = line.key if line else entries[sheet.columns[0].key].text
        return Row(number, key, entries)


def _is_typed(cells: Sequence[Any]) -> bool:
    return any(isinstance(cell, bool | int | float) or str(cell).strip() for cell in cells)


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _header_row(sheet: Sheet, grid: Grid) -> int:
    titles = {fold(column.title) for column in sheet.columns}
    for index, row in enumerate(grid[:_HEADER_WITHIN]):
        if len(titles & {fold(str(cell)) for cell in row}) * 2 > len(titles):
            return index
    raise CchcError(
        "TEP08", f"trang «{sheet.title}» không còn dòng tên cột", "Lấy lại dòng tên cột từ workbook gốc"
    )


def _columns(sheet: Sheet, header: Sequence[Any]) -> dict[str, int]:
    titles: dict[str, int] = {fold(str(cell)): i for i, cell in reversed(list(enumerate(header)))}

    def index(column: Column) -> int:
        if fold(column.title) not in titles:
            message = f"trang «{sheet.title}» thiếu cột «{column.title}»"
            raise CchcError("TEP08", message, "Lấy lại cột này từ workbook gốc")
        return titles[fold(column.title)]

    return {column.key: index(column) for column in sheet.columns}
