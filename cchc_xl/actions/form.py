"""Look at the forms: list, describe, check."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from cchc_xl.form import layout
from cchc_xl.form.form import Form
from cchc_xl.form.load import FormError, forms, load_form, read_form
from cchc_xl.form.model import INDICATORS, Column, Line, Sheet
from cchc_xl.form.tables import Fault
from cchc_xl.text.numbers import plain


def list_forms() -> Iterator[tuple[str, str, str]]:
    """Give key, version and title of every form; of a wrong one, how many mistakes it has."""
    for key in forms():
        try:
            meta = load_form(key).meta
        except FormError as error:
            yield key, "?", f"không dùng được, có {len(error.faults)} lỗi: xem cchc form check"
        else:
            yield meta.key, meta.version, meta.title


def check_form(directory: Path) -> list[Fault]:
    """Name every mistake of the form in a folder."""
    return read_form(directory)[1]


def describe(form: Form) -> dict[str, object]:
    """Describe a form whole: sheets, columns, cells, names, formulas, lists, figures, checks, criteria."""
    return {
        "form": form.meta.key,
        "version": form.meta.version,
        "title": form.meta.title,
        "year": form.meta.year,
        "periods": form.meta.periods,
        "unit": form.unit.code,
        "sheets": [_sheet(form, sheet) for sheet in form.sheets.values()],
        "lists": {key: form.options(key) for key in form.lists},
        "indicators": [asdict(indicator) for indicator in form.indicators.values()],
        "checks": [
            {"code": c.rule.code, "severity": c.rule.severity, "expression": c.expression, "places": c.places}
            | {"message": c.rule.message, "fix": c.rule.fix, "source": c.rule.source}
            for c in form.checks
        ],
        "criteria": [
            {"code": c.code, "label": c.label, "max": plain(c.maximum), "kind": c.kind, "input": c.input}
            | {"rule": c.rule.sentence() if c.rule else "", "evidence": c.evidence, "source": c.source}
            for c in form.criteria.values()
        ],
        "sections": [asdict(section) for section in form.sections.values()],
        "outlines": {key: [one.key for one in sections] for key, sections in form.outlines.items()},
    }


def _sheet(form: Form, sheet: Sheet) -> dict[str, object]:
    return {
        "key": sheet.key,
        "title": sheet.title,
        "kind": sheet.kind,
        "owner": sheet.owner,
        "hidden": sheet.hidden,
        "columns": [_column(sheet, column) for column in sheet.columns],
        "cells": [cell for line in sheet.lines for cell in _cells(form, sheet, line)],
    }


def _column(sheet: Sheet, column: Column) -> dict[str, object]:
    return {
        "key": column.key,
        "title": column.title,
        "type": column.type,
        "list": column.list,
        "fill": column.fill,
        "required": column.required,
        "help": column.help,
        "column": layout.column_letters(sheet, column.key),
        "first_row": layout.FIRST_ROW,
        "last_row": layout.last_row(sheet),
    }


def _cells(form: Form, sheet: Sheet, line: Line) -> Iterator[dict[str, object]]:
    names = {cell: name for name, cell in form.named_cells.items()}
    formulas = {formula.cell: formula.expression for formula in form.formulas}
    for column in sheet.columns:
        typed = sheet.typed_cell(column, line)
        where = (sheet.key, line.key, column.key)
        if typed is None and where not in formulas:
            continue
        yield {
            "line": line.key,
            "label": line.label,
            "column": column.key,
            "cell": layout.address(sheet, column, layout.line_row(sheet, line.key)),
            "name": names.get(where, ""),
            "fill": "typed" if typed else "computed",
            "type": typed.type if typed else column.type,
            "list": typed.list if typed else "",
            "required": typed.required if typed else "",
            "expression": formulas[where].text if where in formulas else "",
        }


_FILLS = {"fixed": "in sẵn", "typed": "nhập", "computed": "máy tính"}
_AGGREGATIONS = {
    "sum": "cộng",
    "last": "số cuối",
    "maximum": "số lớn nhất",
    "recompute": "tính lại",
    "none": "không gộp",
}


def in_markdown(form: Form) -> str:
    """Write the handbook of a form: each sheet with its columns, lines and cells; relations; lists."""
    meta = form.meta
    lines = [f"# {meta.title} ({meta.key}, phiên bản {meta.version})", ""]
    lines += [f"Năm {meta.year}. Chỉ tiêu: {meta.indicators_note}. Tiêu chí: {meta.criteria_note}.", ""]
    for sheet in form.sheets.values():
        hidden = ", ẩn cho đến khi dùng" if sheet.hidden else ""
        lines += [f"## {sheet.title} (`{sheet.key}`{hidden})", "", sheet.intro, ""]
        lines += table(
            ("Cột", "Khóa", "Tên cột", "Ai điền", "Loại", "Danh mục", "Hướng dẫn"), _of_columns(sheet)
        )
        if sheet.grows:
            lines += [f"Dòng {layout.FIRST_ROW} đến {layout.last_row(sheet)}.", ""]
        elif sheet.key == INDICATORS:
            head = (
                "Ô",
                "Mã",
                "Chỉ tiêu",
                "Đơn vị tính",
                "Loại",
                "Từ sổ, công thức",
                "Gộp phòng",
                "Gộp kỳ",
                "Tin cậy",
            )
            lines += table(head, _of_indicators(form, sheet))
        elif sheet.lines:
            lines += table(("Ô nhập", "Khóa", "Dòng", "Loại", "Danh mục", "Bắt buộc"), _of_lines(sheet))
    lines += ["## Quan hệ giữa các số liệu", ""]
    lines += table(
        ("Mã", "Mức độ", "Phải đúng", "Khi sai", "Cách sửa"),
        (
            (c.rule.code, c.rule.severity.label, f"`{c.expression}`", c.rule.message, c.rule.fix)
            for c in form.checks
        ),
    )
    lines += ["## Danh mục", ""]
    lines += table(
        ("Danh mục", "Giá trị"),
        (
            (f"`{key}`", "; ".join(f"{o.label} (`{o.key}`)" for o in options))
            for key, options in form.lists.items()
            if key not in ("don_vi", "co_quan", "phong")
        ),
    )
    return "\n".join(lines).rstrip() + "\n"


def _of_columns(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    for column in sheet.columns:
        letter = layout.column_letters(sheet, column.key)
        kind = "theo dòng" if column.type == "by_line" else column.type
        required = "nhập, bắt buộc" if column.required else _FILLS[column.fill]
        yield letter, f"`{column.key}`", column.title, required, kind, column.list, column.help


def _of_indicators(form: Form, sheet: Sheet) -> Iterator[tuple[str, ...]]:
    for line in sheet.lines:
        if line.heading:
            yield "", line.key, f"**{line.label}**", "", "", "", "", "", ""
            continue
        indicator = form.indicators[line.key]
        column = sheet.column["so_dung" if indicator.formula else "so_lieu"]
        source = indicator.formula or indicator.register
        yield (
            layout.address(sheet, column, layout.line_row(sheet, line.key)),
            line.key,
            line.label,
            indicator.unit,
            indicator.type,
            f"`{source}`" if source else "",
            _AGGREGATIONS[indicator.over_divisions],
            _AGGREGATIONS[indicator.over_periods],
            indicator.confidence,
        )


def _of_lines(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    for line in sheet.lines:
        column = sheet.column.get(sheet.main)
        cell = sheet.typed_cell(column, line) if column else None
        where = layout.address(sheet, column, layout.line_row(sheet, line.key)) if column and cell else ""
        required = {"": "", "yes": "có"}.get(line.required, f"khi `{line.required}`")
        yield where, f"`{line.key}`", line.label, line.type, line.list, required if cell else ""


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Write a table of Markdown, with an empty line behind it."""
    body = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return ["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *body, ""]
