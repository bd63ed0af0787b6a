"""Build the workbook of a form through XlsxWriter, with Python's own results as cached values."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cchc_xl.entries.evaluate import Evaluation, evaluate
from cchc_xl.entries.picture import Entry, Picture, Row
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
from cchc_xl.excel.charts import Chart, place_charts
from cchc_xl.excel.guards import guard, mark
from cchc_xl.excel.source import STAMP
from cchc_xl.excel.styles import PALETTE, Styles
from cchc_xl.findings import Severity
from cchc_xl.form import layout
from cchc_xl.form.criteria import children, is_extra
from cchc_xl.form.expressions import Expression, Value
from cchc_xl.form.form import Form
from cchc_xl.form.lines import UNASSIGNED
from cchc_xl.form.missing import MISSING
from cchc_xl.form.model import (
    CRITERIA,
    FIELDS,
    FINDINGS,
    INDICATORS,
    OVERVIEW,
    START,
    SUMMARY,
    CellType,
    Column,
    Line,
    Sheet,
)
from cchc_xl.text.numbers import show_date

_SPARE_ROWS = 12


def build(picture: Picture, out: Path) -> None:
    """Write the workbook beside `out` and move it into place."""
    with writing(out, picture.form.meta.title) as book:
        _Builder(book, picture, evaluate(picture)).build()


class _Builder:
    """Writes one workbook."""

    def __init__(self, book: Any, picture: Picture, evaluation: Evaluation) -> None:
        self.book = book
        self.picture = picture
        self.form: Form = picture.form
        self.evaluation = evaluation
        self.styles = Styles(book)
        self.formulas: dict[tuple[str, str, str], tuple[Expression, Value]] = {
            f.cell: (f.expression, evaluation[f.name]) for f in self.form.formulas
        }
        self.marks = {  # bold and italic tell them apart on grey paper
            Severity.ERROR: book.add_format(
                {"bg_color": "#FFC7CE", "font_color": PALETTE["error"], "bold": True, "underline": 1}
            ),
            Severity.WARNING: book.add_format(
                {"bg_color": "#FFEB9C", "font_color": PALETTE["warning"], "italic": True}
            ),
        }

    def build(self) -> None:
        """Write all sheets, names and the stamp."""
        for sheet in self.form.sheets.values():
            if not sheet.absent:
                self._sheet(sheet)
        write_lists(self.book, self.form.lists)
        self._names()
        self._stamp()

    def _sheet(self, sheet: Sheet) -> None:
        worksheet = self.book.add_worksheet(sheet.title, worksheet_class=FittingWorksheet)
        self.heights = Heights()
        worksheet.set_tab_color(self.form.meta.colours[sheet.owner])
        worksheet.hide_gridlines(2)
        self._columns(worksheet, sheet)
        self._top(worksheet, sheet)
        if sheet.grows:
            self._register(worksheet, sheet)
        else:
            self._lines(worksheet, sheet)
        for column in sheet.columns:
            if column.fill == "typed" and sheet.key != FINDINGS:
                mark(worksheet, sheet, column, self.marks)
        self.heights.set(worksheet)
        self._page(worksheet, sheet)
        if sheet.hidden and not self.picture.rows[sheet.key]:
            worksheet.hide()

    def _columns(self, worksheet: Any, sheet: Sheet) -> None:
        for index, column in enumerate(sheet.columns):
            style = self._register_style(sheet, column) if sheet.grows else self.styles.get()
            worksheet.set_column(index, index, column.width, style)

    def _register_style(self, sheet: Sheet, column: Column) -> Any:
        fill = (
            "fixed"
            if sheet.key == FINDINGS and column.key not in ("giu_nguyen", "nguoi", "ngay")
            else "typed"
        )
        return self.styles.cell(column.type, fill)

    def _top(self, worksheet: Any, sheet: Sheet) -> None:
        title = self.form.meta.title if sheet.key == START else sheet.title
        printed = sheet.columns[: self._printed(sheet) + 1]
        write_top(worksheet, self.styles, title, self._intro(sheet), printed)
        if sheet.key == START:
            worksheet.write_string(2, 0, self._whose(), self.styles.get(bold=True))
        else:
            start = self.form.sheets[START].title
            worksheet.write_url(2, 0, f"internal:'{start}'!A1", self.styles.link(), f"← {start}")
        write_header(worksheet, self.styles, sheet.columns, self.heights)
        worksheet.freeze_panes(layout.HEADER_ROW, 1 if sheet.grows else 0)

    def _whose(self) -> str:
        stamp = self.picture.stamp
        due = f"hạn nộp {show_date(date.fromisoformat(stamp.due))}" if stamp.due else ""
        whose = (self.form.options("phong").get(stamp.phong, ""), self.form.unit.name)
        return "; ".join(filter(None, (*whose, f"kỳ báo cáo {stamp.period}", due)))

    def _printed(self, sheet: Sheet) -> int:
        """Give the last column on paper, counted from 0; helpers to its right stay on the screen."""
        keys = [column.key for column in sheet.columns]
        return keys.index(sheet.print_to) if sheet.print_to else len(keys) - 1

    def _intro(self, sheet: Sheet) -> str:
        notes = {INDICATORS: self.form.meta.indicators_note, CRITERIA: self.form.meta.criteria_note}
        note = notes.get(sheet.key, "")
        return f"{sheet.intro} ({note[0].upper()}{note[1:]}.)" if note else sheet.intro

    def _register(self, worksheet: Any, sheet: Sheet) -> None:
        rows = self.picture.rows[sheet.key]
        last = layout.FIRST_ROW - 2 + max((row.number - layout.FIRST_ROW + 1 for row in rows), default=0)
        worksheet.add_table(
            layout.HEADER_ROW - 1,
            0,
            last + _SPARE_ROWS,
            len(sheet.columns) - 1,
            {
                "name": f"bang_{sheet.key}",
                "style": "Table Style Light 1",
                "columns": [
                    {"header": c.title, "header_format": self.styles.header()} for c in sheet.columns
                ],
            },
        )
        for row in rows:
            for index, column in enumerate(sheet.columns):
                style = self._register_style(sheet, column)
                cell = sheet.typed_cell(column, None)
                assert cell is not None
                shown = self._label(row[column.key], cell)
                write_value(worksheet, row.number - 1, index, shown, style)
                self.heights.fit(row.number - 1, column, shown)
            if sheet.key == FINDINGS and row["o"].text:
                self._jump(worksheet, sheet, row)
        for column in sheet.columns:
            cell = sheet.typed_cell(column, None)
            if cell is not None and sheet.key != FINDINGS:
                letter = layout.column_letters(sheet, column.key)
                reference = f"{letter}{layout.FIRST_ROW}:{letter}{layout.last_row(sheet)}"
                guard(worksheet, cell, column.title, reference)

    def _jump(self, worksheet: Any, sheet: Sheet, row: Row) -> None:
        index = [column.key for column in sheet.columns].index("o")
        target = f"internal:'{row['trang'].text}'!{row['o'].text}"
        worksheet.write_url(row.number - 1, index, target, self.styles.boxed_link(), row["o"].text)

    def _lines(self, worksheet: Any, sheet: Sheet) -> None:
        for line in sheet.lines:
            row = layout.line_row(sheet, line.key) - 1
            for index, column in enumerate(sheet.columns):
                self._line_cell(worksheet, sheet, line, column, row, index)
        worksheet.protect(
            "",
            {"format_columns": True, "format_rows": True, "format_cells": True, "autofilter": True},
        )

    def _line_cell(
        self, worksheet: Any, sheet: Sheet, line: Line, column: Column, row: int, index: int
    ) -> None:
        cell = sheet.typed_cell(column, line)
        computed = self.formulas.get((sheet.key, line.key, column.key))
        fill = "group" if line.heading else "typed" if cell else "computed" if computed else "fixed"
        kind = cell.type if cell else self._shown_type(sheet, line, column)
        style = self.styles.cell(kind, fill, bold=line.heading, left=sheet.key == FIELDS)
        shown = self._label(self.picture.line(sheet.key, line.key)[column.key], cell) if cell else None
        self.heights.fit(row, column, shown or line.texts.get(column.key, ""))
        if computed:
            expression, value = computed
            self.heights.fit(row, column, _cached(value))
            worksheet.write_formula(row, index, expression.formula, style, _cached(value))
        elif cell:
            write_value(worksheet, row, index, shown, style)
            reference = layout.address(sheet, column, row + 1)
            guard(worksheet, cell, line.label, reference)
        elif sheet.key == START and column.key == "trang" and line.key in self.form.sheets:
            target = f"internal:'{self.form.sheets[line.key].title}'!A{layout.FIRST_ROW}"
            worksheet.write_url(row, index, target, self.styles.boxed_link(), str(line.texts["trang"]))
        elif column.type == "link" and column.key in line.texts:
            folder = str(line.texts[column.key])
            worksheet.write_url(row, index, f"external:{folder}", self.styles.boxed_link(), folder)
        else:
            _fixed(worksheet, row, index, line.texts.get(column.key, ""), style)

    def _shown_type(self, sheet: Sheet, line: Line, column: Column) -> str:
        """Give the type by which a cell that nobody types is shown."""
        if column.key == "so_dung" and line.key in self.form.indicators:
            return self.form.indicators[line.key].type
        by_line = sheet.key in (START, SUMMARY) and column.fill == "computed" and column.type != "percent"
        return (line.type if by_line else "") or column.type

    def _label(self, entry: Entry, cell: CellType) -> object:
        """Give what stands in the cell: the label of a choice, the value, else what was typed."""
        if cell.type == "choice" and isinstance(entry.value, str):
            return self.form.options(cell.list)[entry.value]
        return entry.value if entry.value is not None else entry.raw

    def _page(self, worksheet: Any, sheet: Sheet) -> None:
        last = self._printed(sheet)
        width = sum(column.width for column in sheet.columns[: last + 1])
        set_paper(worksheet, width, pages_high=1 if sheet.key == SUMMARY else 0)
        if not sheet.grows:
            end = layout.last_row(sheet)
            if sheet.key == OVERVIEW:
                columns = [column.key for column in sheet.columns]
                charts = list(_overview_charts(self.form, sheet))
                worksheet.set_h_pagebreaks([end])
                end = place_charts(self.book, worksheet, sheet.title, columns, charts, end, across=2)
            worksheet.print_area(0, 0, end - 1, last)
        else:
            print_filled(self.book, sheet, last)

    def _names(self) -> None:
        for name, symbol in self.form.scope.symbols.items():
            if symbol.excel == name:
                sheet, line, column = self.form.named_cells[name]
                reference = layout.cell_reference(self.form.sheets[sheet], line, column)
                self.book.define_name(name, f"={reference}")
        for sheet_ in self.form.sheets.values():
            for column_ in sheet_.columns if sheet_.counted else ():
                reference = layout.range_reference(sheet_, column_.key)
                self.book.define_name(f"{sheet_.key}_{column_.key}", f"={reference}")

    def _stamp(self) -> None:
        stamp = self.picture.stamp
        needed = len(STAMP) if stamp.due else STAMP.index("phong")
        write_stamp(self.book, zip(STAMP[:needed], stamp, strict=False))


def _overview_charts(form: Form, sheet: Sheet) -> Iterator[tuple[Chart, range]]:
    """Give the charts of the overview: areas against their maximum and last year, points lost by division."""
    areas = [area for area in children(form.criteria, "") if not is_extra(form.criteria, area)]
    first = layout.line_row(sheet, areas[0].name) - 1
    counted = range(first, first + len(areas))
    divisions = range(layout.FIRST_ROW - 1, layout.line_row(sheet, UNASSIGNED))
    series = {"Điểm từng lĩnh vực so với điểm tối đa": ("diem", "diem_toi_da")}
    series["Điểm từng lĩnh vực so với năm trước"] = ("diem", "diem_nam_truoc")
    for title, columns in series.items():
        yield Chart("column", title, "phong", columns), counted
    yield Chart("bar", "Điểm mất theo phòng, đơn vị", "phong", ("diem_mat",)), divisions


def _cached(value: Value) -> float | str:
    if value is MISSING:
        return ""
    return float(value) if isinstance(value, Decimal) else str(value)


def _fixed(worksheet: Any, row: int, column: int, text: object, style: Any) -> None:
    if isinstance(text, Decimal):
        worksheet.write_number(row, column, float(text), style)
    elif text:
        worksheet.write_string(row, column, str(text), style)
    else:
        worksheet.write_blank(row, column, None, style)
