"""Work out all computed cells of a picture, as Excel does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cchc_xl.entries.picture import Entry, Picture
from cchc_xl.form.expressions import Expression, Value
from cchc_xl.form.missing import MISSING
from cchc_xl.text.numbers import serial


@dataclass(frozen=True)
class Evaluation:
    """The values of all names, and the rows of the registers, as expressions see them."""

    values: Mapping[str, Value]
    rows: Mapping[str, list[dict[str, Value]]]

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
    rows = {
        sheet.key: [
            {key: operand(entry) for key, entry in row.entries.items()} for row in picture.filled(sheet.key)
        ]
        for sheet in form.sheets.values()
        if sheet.grows
    }
    values: dict[str, Value] = {}
    for name, (key, line, column) in form.named_cells.items():
        entry = picture.line(key, line).entries.get(column)
        values[name] = operand(entry) if entry else MISSING
    for sheet in form.sheets.values():
        filled = sum(
            row.entries[sheet.main].raw is not None
            for row in picture.rows[sheet.key]
            if sheet.main in row.entries
        )
        values[f"da_nhap_{sheet.key}"] = Decimal(filled)
    for formula in form.formulas:
        values[formula.name] = formula.expression.value(values, rows)
    return Evaluation(values, rows)


def operand(entry: Entry) -> Value:
    """Give what a typed cell is worth in an expression; MISSING unless it has a readable value."""
    if entry.value is None:
        return MISSING
    return Decimal(serial(entry.value)) if isinstance(entry.value, date) else entry.value
