"""Write a workbook of plain tables, one a sheet: what is no form but still typed, ranked or handed on."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from cchc_xl.excel.book import (
    FittingWorksheet,
    Heights,
    print_filled,
    set_paper,
    write_header,
    write_lists,
    write_stamp,
    write_top,
    write_value,
    writing,
)
from cchc_xl.excel.charts import WIDTH, place_charts
from cchc_xl.excel.charts import Chart as Chart
from cchc_xl.excel.guards import guard, guard_by_test
from cchc_xl.excel.ready_rows import ReadyRows, place
from cchc_xl.excel.styles import PALETTE, Styles
from cchc_xl.form import layout
from cchc_xl.form.model import CellType, Column, Option, Sheet

_PIXELS, _OTHER = 7, 9.14  # of a character; characters in a column of no table
_WITH_CHART = 8  # rows that leave room for a chart on the page
_MARKS: Mapping[str, Mapping[str, object]] = {
    "error": {"bg_color": "#FFC7CE", "font_color": PALETTE["error"], "bold": True},
    "warning": {"bg_color": "#FFEB9C", "font_color": PALETTE["warning"], "italic": True},
    "heading": {"bold": True},
}


class Link(NamedTuple):
    """A value that leads somewhere: a relative path, an address of the web, or "#'Trang'!A1"."""

    target: str
    text: str


class Mark(NamedTuple):
    """How a column's cells look ("error", "warning", "heading") in the rows for which `test` holds."""

    column: str
    test: str
    look: str = "error"


class Limit(NamedTuple):
    """What a typed column's cells must hold beyond their type: a test, and what to say where it fails."""

    column: str
    test: str
    told: str


@dataclass(frozen=True)
class TableSheet:
    """A table: its columns and rows by key; rows hold str, Decimal, int, date, Link or None.

    A choice is given by its key or its label. `spare` typed rows follow the last one. A protected sheet
    lets staff type into typed columns alone. A column's `formula` and the tests of marks and limits speak of
    cells by column, `{ma}` in the same row and `{ma_all}` in all rows; rows hold what a formula gives.
    """

    key: str
    title: str
    intro: str
    columns: tuple[Column, ...]
    rows: Sequence[Mapping[str, object]] = ()
    spare: int = 0
    protected: bool = False
    charts: tuple[Chart, ...] = ()
    marks: tuple[Mark, ...] = ()
    limits: tuple[Limit, ...] = ()

    @property
    def sheet(self) -> Sheet:
        """Give the same table as a sheet that grows, for references to its cells."""
        capacity = max(len(self.rows) + self.spare, 1)
        main = self.columns[0].key
        rest = (self.intro, False, "", "")
        return Sheet(self.key, self.title, "register", "", main, capacity, *rest, self.columns)

    def formula(self, text: str, row: int) -> str:
        """Put cell addresses in the place of the columns named in a formula."""
        sheet = self.sheet
        own = {c.key: "$" + layout.address(sheet, c, row) for c in self.columns}
        whole = {f"{c.key}_all": layout.range_reference(sheet, c.key) for c in self.columns}
        return re.sub(r"\{(\w+)\}", lambda name: {**own, **whole}[name[1]], text)


def write_tables(
    out: Path,
    title: str,
    sheets: Sequence[TableSheet],
    lists: Mapping[str, Sequence[Option]],
    stamp: Mapping[str, str],
    *,
    streamed: bool = False,
) -> None:
    """Write the tables, the lists of their choices and the stamp; the same tables give the same bytes.

    A `streamed` workbook, which has no lists, goes to the disk row by row however many rows there are; only
    it takes rows that are ready.
    """
    with writing(out, title, streamed=streamed) as book:
        styles = Styles(book)
        for table in sheets:
            _Table(book, styles, table, lists).write()
        write_lists(book, lists)
        write_stamp(book, stamp.items())


class _Table:
    """Writes one sheet."""

    def __init__(
        self, book: Any, styles: Styles, table: TableSheet, lists: Mapping[str, Sequence[Option]]
    ) -> None:
        self.book, self.styles, self.table, self.sheet = book, styles, table, table.sheet
        self.labels = {key: {one.key: one.label for one in options} for key, options in lists.items()}
        self.heights = Heights()
        self.worksheet = book.add_worksheet(table.title, worksheet_class=FittingWorksheet)

    def write(self) -> None:
        """Write the sheet from top to bottom."""
        columns, last = self.table.columns, layout.last_row(self.sheet)
        self.worksheet.hide_gridlines(2)
        for index, column in enumerate(columns):
            self.worksheet.set_column(index, index, column.width, self.styles.get())
        write_top(self.worksheet, self.styles, self.table.title, self.table.intro, columns)
        write_header(self.worksheet, self.styles, columns, self.heights)
        self.worksheet.freeze_panes(layout.HEADER_ROW, 1)
        self.worksheet.autofilter(layout.HEADER_ROW - 1, 0, last - 1, len(columns) - 1)
        self._rows()
        for column in columns:
            if column.fill == "typed":
                self._guard(column)
        for mark in self.table.marks:
            self._mark(mark)
        if self.table.protected:
            allowed = ("format_columns", "format_rows", "format_cells", "autofilter", "sort")
            self.worksheet.protect("", dict.fromkeys(allowed, True))
        wide = sum(column.width for column in columns)
        beside = max(0, math.ceil((WIDTH / _PIXELS - wide) / _OTHER)) if self.table.charts else 0
        set_paper(self.worksheet, wide + beside * _OTHER)
        if self.table.charts and len(self.table.rows) > _WITH_CHART:
            self.worksheet.set_h_pagebreaks([last])
        end = self._charts(last)
        if self.table.spare and not self.table.charts:
            print_filled(self.book, self.sheet, len(columns) - 1)
        else:
            self.worksheet.print_area(0, 0, end - 1, len(columns) - 1 + beside)

    def _rows(self) -> None:
        columns = [(column, self.styles.cell(column.type, column.fill)) for column in self.table.columns]
        if isinstance(self.table.rows, ReadyRows):
            self.heights.set(self.worksheet)
            place(self.table.rows, self.worksheet, self._style, len(columns))
            return
        blank: Sequence[Mapping[str, object]] = [{}] * (self.sheet.capacity - len(self.table.rows))
        self.heights.set(self.worksheet)
        for row, values in enumerate(chain(self.table.rows, blank), layout.FIRST_ROW - 1):
            heights = Heights()
            for column, _ in columns:
                value = values.get(column.key)
                heights.fit(row, column, value.text if isinstance(value, Link) else value)
            heights.set(self.worksheet)
            for index, (column, style) in enumerate(columns):
                self._cell(row, index, column, values.get(column.key), style)

    def _style(self, type_: str) -> int:
        style: int = self.styles.cell(type_, "fixed")._get_xf_index()
        return style

    def _guard(self, column: Column) -> None:
        reference = self._range(column.key)
        limit = next((limit for limit in self.table.limits if limit.column == column.key), None)
        if limit:
            test = self.table.formula(limit.test, layout.FIRST_ROW)
            guard_by_test(self.worksheet, reference, test, column.title, limit.told)
            return
        cell = CellType(column.type, column.list, example=column.example, help=column.help)
        guard(self.worksheet, cell, column.title, reference)

    def _cell(self, row: int, index: int, column: Column, value: object, style: Any) -> None:
        if column.list and isinstance(value, str):
            value = self.labels[column.list].get(value, value)
        if column.formula:
            text = self.table.formula(column.formula, row + 1)
            shown = "" if value is None else value if isinstance(value, str) else float(str(value))
            self.worksheet.write_formula(row, index, f"={text}", style, shown)
        elif isinstance(value, Link):
            self._link(row, index, value)
        else:
            write_value(self.worksheet, row, index, value, style)

    def _link(self, row: int, index: int, link: Link) -> None:
        target, style = link.target, self.styles.boxed_link()
        if target.startswith("#"):
            target = f"internal:{target[1:]}"
        elif not re.match(r"[a-z]{3,}:", target):
            target = f"external:{target}"
        if self.worksheet.write_url(row, index, target, style, link.text or link.target) < 0:
            self.worksheet.write_string(row, index, link.text or link.target, style)  # too long for a link

    def _mark(self, mark: Mark) -> None:
        look = self.book.add_format(dict(_MARKS[mark.look]))
        test = self.table.formula(mark.test, layout.FIRST_ROW)
        options = {"type": "formula", "criteria": f"={test}", "format": look}
        self.worksheet.conditional_format(self._range(mark.column), options)

    def _range(self, column: str) -> str:
        letter = layout.column_letters(self.sheet, column)
        return f"{letter}{layout.FIRST_ROW}:{letter}{layout.last_row(self.sheet)}"

    def _charts(self, last: int) -> int:
        """Put the charts below the table; give the last row that they reach."""
        keys, start = [column.key for column in self.table.columns], layout.FIRST_ROW - 1
        charts = []
        for chart in self.table.charts:
            end = len(self.table.rows) if chart.end is None else chart.end
            charts.append((chart, range(start + chart.first, start + end)))
        return place_charts(self.book, self.worksheet, self.table.title, keys, charts, last)
