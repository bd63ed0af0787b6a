"""Work out all computed cells of a picture, as Excel does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cchc_xl.entries.picture import Entry, Picture, Row
from cchc_xl.form.expressions import Expression, Rows, Value
from cchc_xl.form.form import Form
from cchc_xl.form.missing import MISSING
from cchc_xl.form.model import Sheet
from cchc_xl.text.numbers import serial


@dataclass(frozen=True)
class Evaluation:
    """The values of all names, and the rows of the registers, as expressions see them."""

    values: Mapping[str, Value]
    rows: Rows

    def __getitem__(self, name: str) -> Value:
        return self.values[name]

    def of(self, expression: Expression) -> Value:
        """Work out one more expression."""
        return expression.value(self.values, self.rows)

    def number(self, name: str) -> Decimal | None:
        """Give a number, None when it is empty."""
        value = self.values[name]
        return value if isinstance(value, Decimal) else None


def evaluate(picture: Picture) -> Evaluation:
    """Work out every formula of the form on what staff typed."""
    form = picture.form
    values: dict[str, Value] = {}
    rows = {
        sheet.key: [_blank(sheet) | _operands(row) for row in picture.filled(sheet.key)]
        if sheet.grows
        else [_Line(form, sheet, row, values) for row in picture.rows[sheet.key]]
        for sheet in form.sheets.values()
        if sheet.counted
    }
    for name, (key, line, column) in form.named_cells.items():
        entry = picture.line(key, line).entries.get(column)
        values[name] = operand(entry) if entry else MISSING
        values[f"{name}?"] = entry is not None and entry.raw is not None
    for sheet in form.sheets.values():
        filled = sum(sheet.main in row.entries for row in picture.rows[sheet.key])
        values[f"da_nhap_{sheet.key}"] = Decimal(filled)
    form.program(values, rows)
    return Evaluation(values, rows)


class _Line(dict[str, Value]):
    """A prescribed line as expressions count it: what the form and staff wrote, what is computed so far."""

    def __init__(self, form: Form, sheet: Sheet, row: Row, values: Mapping[str, Value]) -> None:
        place = ("line", sheet.key, row.key)
        if place not in form.prepared:
            form.prepared[place] = _prescribed(form, sheet, row.key)
        fixed, self._computed = form.prepared[place]
        super().__init__(fixed)
        self.update(_operands(row))
        self._values = values

    def __missing__(self, column: str) -> Value:
        return self._values.get(self._computed[column], MISSING)


def _prescribed(form: Form, sheet: Sheet, line: str) -> tuple[dict[str, Value], dict[str, str]]:
    """Give what stands in a line before anybody types, and the names of its computed columns."""
    cells = {**_blank(sheet), **sheet.line[line].texts}
    computed = {c: name for c in cells if (name := form.computed.get((sheet.key, line, c)))}
    return {c: value for c, value in cells.items() if c not in computed}, computed


def _blank(sheet: Sheet) -> dict[str, Value]:
    return {column.key: MISSING for column in sheet.columns}


def _operands(row: Row) -> dict[str, Value]:
    return {column: operand(entry) for column, entry in row.entries.items()}


def operand(entry: Entry) -> Value:
    """Give what a typed cell is worth in an expression; MISSING unless it has a readable value."""
    if entry.value is None:
        return MISSING
    return Decimal(serial(entry.value)) if isinstance(entry.value, date) else entry.value
