"""Find the sheets, columns and lines of a form in a workbook that others have changed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cchc_xl.errors import CchcError
from cchc_xl.excel.source import Grid, Readable
from cchc_xl.findings import Finding, Place, Severity, rule
from cchc_xl.form import layout
from cchc_xl.form.form import Form
from cchc_xl.form.model import Column, Line, Sheet
from cchc_xl.text.vietnamese import loose

LOST_LINE = rule(
    "CAU01",
    Severity.ERROR,
    "Dòng «{ten}» của biểu mẫu không còn",
    "Lấy lại dòng này từ workbook gốc, không xóa dòng",
    example="Dòng 1.1.2 của Phụ lục I bị xóa; đúng: dòng 1.1.2 đứng sau dòng 1.1.1",
)
STRAY = rule(
    "CAU03",
    Severity.ERROR,
    "Dòng không thuộc biểu mẫu hoặc lặp lại nên không được tính",
    "Xóa dòng này",
    example="Thêm dòng «1.1.99 Việc khác» vào Phụ lục I; đúng: nêu ở cột Ghi chú",
)
MOVED = rule(
    "CAU05",
    Severity.INFO,
    "Cột «{cot}» nằm ở vị trí khác với biểu mẫu; vẫn đọc đúng",
    "Không cần làm gì; tránh chèn, chuyển cột",
    example="Cột Ghi chú của trang Nhiệm vụ bị chuyển lên trước cột Tình trạng",
)
RENAMED = rule(
    "CAU06",
    Severity.WARNING,
    "«{cu}» đã đổi tên thành «{moi}»; vẫn đọc được",
    "Lấy lại tên cũ để người khác nhận ra",
    example="Trang «Kiến nghị» bị đổi tên thành «KN 2021»; đúng: Kiến nghị",
)
LOST_COLUMN = rule(
    "CAU07",
    Severity.WARNING,
    "Không còn cột «{cot}» nên coi là để trống",
    "Lấy lại cột từ workbook gốc",
    example="Cột «Ghi chú» của trang Nhiệm vụ bị xóa",
)
STRANGE_COLUMN = rule(
    "CAU08",
    Severity.INFO,
    "Cột «{cot}» không thuộc biểu mẫu nên không được đọc",
    "Không cần làm gì",
    example="Thêm cột «Theo dõi riêng» vào sau cột cuối của trang Nhiệm vụ",
)
TWICE = rule(
    "CAU18",
    Severity.ERROR,
    "Hai cột cùng tên «{cot}»: chỉ đọc cột {o}",
    "Đổi tên hoặc xóa cột thừa",
    example="Trang Văn bản có hai cột «Ngày ban hành»; đúng: một cột",
)
_HEADER_WITHIN = 40


class Found(NamedTuple):
    """Where a sheet of the form lies in the workbook; columns are counted from 0, rows from 1.

    `usual` tells that the columns stand where the form has them.
    """

    title: str
    header: int
    columns: Mapping[str, int]
    usual: bool
    remarks: list[Finding]


def sheet_title(source: Readable, form: Form, sheet: Sheet, remarks: list[Finding]) -> str:
    """Find a sheet by its title, a retired one or the defined names that point at it; "" if it is gone."""
    if sheet.title in source.titles:
        return sheet.title
    known = {loose(sheet.title), *(loose(text) for text in form.retired.get(f"sheets.{sheet.key}", ()))}
    title = next((one for one in source.titles if loose(one) in known), "")
    if not title:
        names = [source.names.get(name, ("", "", 0))[0] for name in _names(form, sheet)]
        taken = {loose(other.title) for other in form.sheets.values()}
        title = next((one for one in names if one in source.titles and loose(one) not in taken), "")
        if title:
            remarks.append(RENAMED.at(Place(title, "A1"), cu=sheet.title, moi=title))
    return title


def _names(form: Form, sheet: Sheet) -> Iterator[str]:
    yield from (f"{sheet.key}_{column.key}" for column in sheet.columns)
    yield from (name for name, cell in form.named_cells.items() if cell[0] == sheet.key)


def find_columns(source: Readable, form: Form, sheet: Sheet, title: str, grid: Grid, *, old: bool) -> Found:
    """Find the header row and the columns: where the form has them, else by header, retired header or name.

    An `old` workbook, of a version with other columns, may lack some in silence. Raises CchcError TEP08
    when the header row, or a column that must be filled, is gone.
    """
    titles = [column.title for column in sheet.columns]
    row = layout.HEADER_ROW - 1
    if row < len(grid) and [str(cell) for cell in grid[row][: len(titles)]] == titles:
        found = Found(title, row + 1, form.positions(sheet), True, [])
        _strange(sheet, found, grid[row])
        return found
    header = _header_row(source, form, sheet, grid)
    columns: dict[str, int] = {}
    found = Found(title, header + 1, columns, False, [])
    for column in sheet.columns:
        index = _column(source, form, sheet, column, found, grid[header])
        if index is not None:
            columns[column.key] = index
        elif column.required or column.key == sheet.main:
            message = f"trang «{title}» thiếu cột «{column.title}»"
            raise CchcError("TEP08", message, "Lấy lại cột này từ workbook gốc")
        elif column.fill == "typed" and not old:
            place = Place(title, f"A{header + 1}")
            found.remarks.append(LOST_COLUMN.at(place, cot=column.title))
    if not old:
        _moved(sheet, found)
        _strange(sheet, found, grid[header])
    return found


def _column(
    source: Readable,
    form: Form,
    sheet: Sheet,
    column: Column,
    found: Found,
    header: Sequence[Any],
) -> int | None:
    title, letters, _ = source.names.get(f"{sheet.key}_{column.key}", ("", "", 0))
    index = layout.index_of(letters) if title == found.title else form.positions(sheet)[column.key]
    for text in (column.title, *form.retired.get(f"columns.{sheet.key}.{column.key}", ())):
        same = [i for i, cell in enumerate(header) if str(cell) and loose(str(cell)) == loose(text)]
        if same:
            chosen = index if index in same else same[0]
            for other in same:
                if other != chosen:
                    place = Place(found.title, f"{layout.letters(other)}{found.header}")
                    found.remarks.append(TWICE.at(place, cot=column.title, o=layout.letters(chosen)))
            return chosen
    known = {loose(other.title) for other in sheet.columns}
    if 0 <= index < len(header) and str(header[index]) and loose(str(header[index])) not in known:
        place = Place(found.title, f"{layout.letters(index)}{found.header}")
        found.remarks.append(RENAMED.at(place, cu=column.title, moi=str(header[index])))
        return index
    return None


def _header_row(source: Readable, form: Form, sheet: Sheet, grid: Grid) -> int:
    titles = {loose(column.title) for column in sheet.columns}
    matches = [len(titles & {loose(str(cell)) for cell in row}) for row in grid[:_HEADER_WITHIN]]
    named = {source.names.get(f"{sheet.key}_{column.key}", ("", "", 0))[2] - 2 for column in sheet.columns}
    for index, known in enumerate(matches):
        if known * 2 > len(titles) or (known > 1 and index in named):
            return index
    raise CchcError(
        "TEP08", f"trang «{sheet.title}» không còn dòng tên cột", "Lấy lại dòng tên cột từ workbook gốc"
    )


def _moved(sheet: Sheet, found: Found) -> None:
    """Tell the columns whose neighbour to the left is another than in the form."""
    order = sorted(found.columns, key=lambda key: found.columns[key])
    wanted = [column.key for column in sheet.columns if column.key in found.columns]
    before = dict(zip(wanted, ["", *wanted], strict=False))
    for left, key in zip(["", *order], order, strict=False):
        shifted = found.columns[key] - (found.columns[left] if left else -1) != 1
        if left != before[key] or (shifted and len(wanted) == len(sheet.columns)):
            place = Place(found.title, f"{layout.letters(found.columns[key])}{found.header}")
            found.remarks.append(MOVED.at(place, cot=sheet.column[key].title))


def _strange(sheet: Sheet, found: Found, header: Sequence[Any]) -> None:
    known = set(found.columns.values())
    for index, cell in enumerate(header):
        if str(cell).strip() and index not in known:
            place = Place(found.title, f"{layout.letters(index)}{found.header}")
            found.remarks.append(STRANGE_COLUMN.at(place, cot=str(cell).strip()))


def find_lines(
    source: Readable, form: Form, sheet: Sheet, found: Found, grid: Grid, *, old: bool
) -> dict[str, int]:
    """Find the rows, from 1, of the lines that the form prescribes: by their label, else by their name."""
    label = sheet.columns[0].key
    column = found.columns.get(label, 0)
    wanted = form.labels(sheet)
    rows: dict[str, int] = {}
    strays: list[tuple[int, str]] = []
    for number, cells in enumerate(grid[found.header :], found.header + 1):
        text = cells[column] if len(cells) > column else ""
        if text not in wanted:
            text = _text(text)
        key = wanted.get(text) or wanted.get(loose(text)) if text else None
        if key is not None and key not in rows:
            rows[key] = number
        elif text:
            strays.append((number, text))
    for line in sheet.lines:
        if not line.texts.get(label) and (number := _by_name(source, form, sheet, line, found.title)):
            rows[line.key] = number
    lost = [line for line in sheet.lines if line.key not in rows and line.texts.get(label)]
    for line in lost:
        number = _by_name(source, form, sheet, line, found.title)
        stray = next((one for one in strays if one[0] == number), None)
        if stray:
            strays.remove(stray)
            rows[line.key] = number
            place = Place(found.title, f"{layout.letters(column)}{number}")
            found.remarks.append(RENAMED.at(place, cu=line.label, moi=stray[1]))
        elif number and number not in rows.values() and not _at(grid, number, column):
            rows[line.key] = number
            place = Place(found.title, f"{layout.letters(column)}{number}")
            found.remarks.append(RENAMED.at(place, cu=line.label, moi="(trống)"))
        elif not line.heading and not old:
            place = Place(found.title, f"A{layout.line_row(sheet, line.key)}")
            found.remarks.append(LOST_LINE.at(place, ten=line.label))
    if not old:
        found.remarks.extend(
            STRAY.at(Place(found.title, f"{layout.letters(column)}{number}"), found=text)
            for number, text in strays
        )
    return rows


def _at(grid: Grid, row: int, column: int) -> str:
    cells = grid[row - 1] if row <= len(grid) else ()
    return str(cells[column]) if column < len(cells) else ""


def _by_name(source: Readable, form: Form, sheet: Sheet, line: Line, title: str) -> int:
    """Give the row at which a name of the line's cells points, 0 when none does."""
    for name, cell in form.named_cells.items():
        if cell[:2] == (sheet.key, line.key):
            where = source.names.get(name)
            if where and where[0] == title:
                return where[2]
    return 0


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return re.sub(r"\s+", " ", str(value)).strip()
