"""What every workbook written here shares: its file, lists, stamp, top of a sheet, paper."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cchc_xl.entries.values import MAX_TEXT
from cchc_xl.excel.styles import Styles
from cchc_xl.files import in_place_of
from cchc_xl.form import layout
from cchc_xl.form.model import Column, Option, Sheet

_CREATED = datetime(2021, 1, 1)  # fixed: the same entries give the same bytes
_PORTRAIT_WIDTH = 100  # characters that A4 upright takes at a readable size
_MAX_HEIGHT, _CROWDING = 409, 0.94
_PROPERTY = 250  # a custom property takes 255 characters
LINE_HEIGHT = 15
"""Points that a line of text takes."""


class FittingWorksheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose row heights are what fits now, not fixed: Excel goes on fitting them."""

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        kept = [a for a in attributes if tag != "row" or a[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, kept)


@contextmanager
def writing(out: Path, title: str, *, streamed: bool = False) -> Iterator[Any]:
    """Give a workbook to fill; it is written beside `out` and then moved into place.

    Of a `streamed` one every sheet is filled from top to bottom.
    """
    with in_place_of(out) as beside:
        options = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        options["constant_memory"] = streamed
        with xlsxwriter.Workbook(str(beside), options) as book:
            book.set_properties({"title": title, "created": _CREATED})
            book.set_size(24000, 14000)
            yield book


class Heights:
    """Row heights of a sheet, by the texts that wrap in its columns."""

    def __init__(self) -> None:
        self._lines: dict[int, int] = {}

    def fit(self, row: int, column: Column, text: object) -> None:
        """Note how many lines a wrapped text takes in its column."""
        if isinstance(text, str):
            lines = sum(max(1, math.ceil(len(line) * _CROWDING / column.width)) for line in text.split("\n"))
            self._lines[row] = max(self._lines.get(row, 1), lines)

    def set(self, worksheet: Any) -> None:
        """Set the heights noted."""
        for row, lines in self._lines.items():
            worksheet.set_row(row, min(LINE_HEIGHT * lines + 2, _MAX_HEIGHT))


def write_top(worksheet: Any, styles: Styles, title: str, intro: str, columns: Sequence[Column]) -> None:
    """Write the title and, over the columns, the line under it."""
    plain = styles.get()
    across = sum(column.width for column in columns)
    for row, height in enumerate((24, LINE_HEIGHT * math.ceil(len(intro) / across) + 4, None)):
        worksheet.set_row(row, height, plain)
    worksheet.write_string(0, 0, title, styles.title())
    if len(columns) > 1:
        worksheet.merge_range(1, 0, 1, len(columns) - 1, intro, styles.intro())
    else:
        worksheet.write_string(1, 0, intro, styles.intro())


def write_header(worksheet: Any, styles: Styles, columns: Sequence[Column], heights: Heights) -> None:
    """Write the header row; the cursor waits in the first cell that staff fill."""
    for index, column in enumerate(columns):
        worksheet.write_string(layout.HEADER_ROW - 1, index, column.title, styles.header())
        heights.fit(layout.HEADER_ROW - 1, column, column.title + "    ")
    first = next((i for i, column in enumerate(columns) if column.fill == "typed"), 0)
    worksheet.set_selection(layout.FIRST_ROW - 1, first, layout.FIRST_ROW - 1, first)


def write_value(worksheet: Any, row: int, column: int, value: object, style: Any) -> None:
    """Write a number, a date or a text, and a blank cell for None."""
    if value is None:
        worksheet.write_blank(row, column, None, style)
    elif isinstance(value, Decimal | int | float) and math.isfinite(value) and not isinstance(value, bool):
        worksheet.write_number(row, column, float(value), style)
    elif isinstance(value, date):
        worksheet.write_datetime(row, column, value, style)
    else:
        worksheet.write_string(row, column, str(value)[:MAX_TEXT], style)


def set_paper(worksheet: Any, width: float, *, pages_high: int = 0) -> None:
    """Fit the sheet to the width of A4, upright or across, its header row on every page."""
    if width > _PORTRAIT_WIDTH:
        worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
    worksheet.fit_to_pages(1, pages_high)
    worksheet.repeat_rows(layout.HEADER_ROW - 1)
    worksheet.set_footer('&C&"Times New Roman"&9&A - trang &P/&N')


def print_filled(book: Any, sheet: Sheet, last: int) -> None:
    """Print a sheet that grows as far as its main column is filled; `last` is the last column, from 0."""
    title, letter = layout.title_reference(sheet), layout.letters(last)
    main = layout.range_reference(sheet, sheet.main)
    filled = f'MAX({layout.FIRST_ROW},SUMPRODUCT(MAX(({main}<>"")*ROW({main}))))'
    area = f"={title}!$A$1:INDEX({title}!${letter}$1:${letter}${layout.last_row(sheet)},{filled})"
    book.define_name(f"{title}!_xlnm.Print_Area", area)


def write_lists(book: Any, lists: Mapping[str, Sequence[Option]]) -> None:
    """Write the lists into a hidden sheet, named ma_<list> (keys) and ds_<list> (labels)."""
    worksheet = book.add_worksheet(layout.LISTS_SHEET)
    for index, (key, options) in enumerate(lists.items()):
        for row, option in enumerate(options, 1):
            worksheet.write_string(row, 2 * index + 1, option.label)
            if option.key.isdigit():
                worksheet.write_number(row, 2 * index, int(option.key))
            else:
                worksheet.write_string(row, 2 * index, option.key)
        worksheet.write_string(0, 2 * index, key)
        for prefix, column in (("ma", 2 * index), ("ds", 2 * index + 1)):
            letter = layout.letters(column)
            last = max(len(options), 1) + 1
            book.define_name(f"{prefix}_{key}", f"={layout.LISTS_SHEET}!${letter}$2:${letter}${last}")
    worksheet.hide()


def write_stamp(book: Any, pairs: Iterable[tuple[str, str]]) -> None:
    """Write the stamp into a very hidden sheet and into custom properties: either suffices."""
    worksheet = book.add_worksheet(layout.STAMP_SHEET)
    for row, (key, value) in enumerate(pairs):
        worksheet.write_string(row, 0, f"cchc_{key}")
        if value:
            worksheet.write_string(row, 1, value)
            for start in range(0, len(value), _PROPERTY):
                piece = f"_{start // _PROPERTY + 1}" if start else ""
                book.set_custom_property(f"cchc_{key}{piece}", value[start : start + _PROPERTY], "text")
    worksheet.very_hidden()
