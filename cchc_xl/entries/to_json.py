"""Turn a picture back into entries: keys for choices, ISO dates, numbers as numbers."""

from datetime import date
from decimal import Decimal
from typing import Any

from cchc_xl.entries.picture import Entry, Picture, Row, State
from cchc_xl.form.model import CRITERIA, FIELDS, FINDINGS, INDICATORS, TEXTS

_STAMPED = ("don_vi", "ky", "nam")


def entries_of(picture: Picture) -> dict[str, Any]:
    """Give what staff typed, in the shape that `make_picture` takes; the findings sheet is left out."""
    lines = {key: picture.rows[key] for key in (FIELDS, INDICATORS, CRITERIA, TEXTS)}
    return {
        "fields": {
            row.key: value
            for row in lines[FIELDS]
            if row.key not in _STAMPED and (value := plain_value(row["gia_tri"])) is not None
        },
        "registers": {
            sheet.key: [cells_of(row) for row in picture.rows[sheet.key]]
            for sheet in picture.form.sheets.values()
            if sheet.grows and sheet.key != FINDINGS
        },
        "indicators": {row.key: figure for row in lines[INDICATORS] if (figure := _figure(row))},
        "criteria": {row.key: cells for row in lines[CRITERIA] if (cells := cells_of(row))},
        "texts": {row.key: cells for row in lines[TEXTS] if (cells := cells_of(row))},
    }


def plain_value(entry: Entry) -> object:
    """Give a cell as JSON holds it; what could not be read stays as typed, a faulty cell is empty."""
    if entry.state in (State.ERROR, State.UNCALCULATED):
        return None
    if isinstance(entry.value, date):
        return entry.value.isoformat()
    if isinstance(entry.value, Decimal):
        return int(entry.value) if entry.value == entry.value.to_integral_value() else float(entry.value)
    return entry.value if entry.value is not None else entry.raw


def cells_of(row: Row) -> dict[str, object]:
    """Give the cells of a row in which something stands."""
    return {
        column: value for column, entry in row.entries.items() if (value := plain_value(entry)) is not None
    }


def _figure(row: Row) -> dict[str, object]:
    names = {"so_lieu": "value", "ghi_chu": "note", "ky_truoc": "previous", "phong": "phong"}
    figure = {names[column]: value for column, value in cells_of(row).items()}
    if (typed := row.get("so_lieu")) and typed.state is State.NOT_APPLICABLE:
        figure |= {"value": None, "state": "kad"}
    return figure
