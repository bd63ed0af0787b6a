"""Look at the forms: list, describe, check."""

from collections.abc import Iterator
from pathlib import Path

from cchc_xl.form import layout
from cchc_xl.form.form import Form
from cchc_xl.form.load import forms, load_form, read_form
from cchc_xl.form.model import Column, Line, Sheet
from cchc_xl.form.tables import Fault


def list_forms() -> Iterator[tuple[str, str, str]]:
    """Give key, version and title of every form."""
    for key in forms():
        meta = load_form(key).meta
        yield meta.key, meta.version, meta.title


def check_form(directory: Path) -> list[Fault]:
    """Name every mistake of the form in a folder."""
    return read_form(directory)[1]


def describe(form: Form) -> dict[str, object]:
    """Describe every sheet, line, column, key, type and cell address of a form."""
    return {
        "form": form.meta.key,
        "version": form.meta.version,
        "title": form.meta.title,
        "sheets": [_sheet(form, sheet) for sheet in form.sheets.values()],
        "lists": {key: form.options(key) for key in form.lists},
    }


def _sheet(form: Form, sheet: Sheet) -> dict[str, object]:
    return {
        "key": sheet.key,
        "title": sheet.title,
        "kind": sheet.kind,
        "columns": [_column(sheet, column) for column in sheet.columns],
        "cells": [cell for line in sheet.lines for cell in _cells(sheet, line)],
    }


def _column(sheet: Sheet, column: Column) -> dict[str, object]:
    return {
        "key": column.key,
        "title": column.title,
        "type": column.type,
        "list": column.list,
        "fill": column.fill,
        "required": column.required,
        "column": layout.column_letters(sheet, column.key),
        "first_row": layout.FIRST_ROW,
        "last_row": layout.last_row(sheet),
    }


def _cells(sheet: Sheet, line: Line) -> Iterator[dict[str, object]]:
    for column in sheet.columns:
        cell = sheet.typed_cell(column, line)
        if cell is not None:
            address = layout.address(sheet, column, layout.line_row(sheet, line.key))
            label = line.label
            yield {
                "line": line.key,
                "label": label,
                "column": column.key,
                "type": cell.type,
                "list": cell.list,
                "required": cell.required,
                "cell": address,
            }
