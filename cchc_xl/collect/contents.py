"""What is kept of a workbook that came: figures, rows with their places, and what its check found."""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from cchc_xl.collect.submissions import Sender, Standing
from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.from_json import typed_value
from cchc_xl.entries.picture import Picture
from cchc_xl.entries.to_json import cells_of
from cchc_xl.excel.ready_rows import ready
from cchc_xl.findings import Finding, verdict
from cchc_xl.form.form import Form
from cchc_xl.form.model import CRITERIA, FIELDS, FINDINGS, INDICATORS, TEXTS, Column
from cchc_xl.text.numbers import plain

HEAD, LINES, TYPED, ORIGIN = "dau", "dong", ".go", 2
"""The first part, the lines of a whole workbook, what follows a register's key for its rows as typed, and the
columns before ready rows."""


def contents(picture: Picture, evaluation: Evaluation, findings: Iterable[Finding]) -> dict[str, bytes]:
    """Give the parts, packed: the head, and of each register its rows, ready to be placed.

    A whole workbook brings the figures that its report uses; a division's part brings its lines as typed.
    """
    found = list(findings)
    registers = [sheet.key for sheet in picture.form.sheets.values() if sheet.grows and sheet.key != FINDINGS]
    rows = {
        key: [RegisterRow(row.number, row.key, cells_of(row)) for row in picture.rows[key]]
        for key in registers
    }
    whole = not picture.stamp.phong
    head = {
        "figures": dict(_figures(picture, evaluation if whole else None)),
        "lines": {} if whole else {key: dict(_lines(picture, key)) for key in (INDICATORS, TEXTS, CRITERIA)},
        "rows": {key: len(kept) for key, kept in rows.items() if kept},
        "findings": Counter(f"{one.code} {one.severity.value}" for one in found if not one.accepted),
        "messages": {one.code: one.message for one in found},
        "verdict": verdict(found).value,
    }
    parts = {HEAD: _pack(head)}
    if whole:
        lines = {key: dict(_lines(picture, key)) for key in (FIELDS, INDICATORS, TEXTS, CRITERIA)}
        parts[LINES] = _pack(lines)
    for key, kept in rows.items():
        if kept:
            parts[key] = _pack(_ready(picture.form, key, kept))
            parts[key + TYPED] = _pack(kept)
    return parts


def _ready(form: Form, key: str, rows: Iterable["RegisterRow"]) -> str:
    """Make the rows of a register ready, with their numbers in front, behind the columns of their origin."""
    typed = form.sheets[key].typed_cells(None)
    own = [(column.key, shown_as(column).type, cell) for column, cell in typed]
    cells = (
        [
            ("integer", row.number),
            *((type_, typed_value(form, cell, row.cells.get(c))) for c, type_, cell in own),
        ]
        for row in rows
    )
    return ready(cells, ORIGIN)


def shown_as(column: Column) -> Column:
    """Give the column that shows what staff typed in this one."""
    return column._replace(fill="fixed", type="text" if column.type == "choice" else column.type, list="")


def _figures(picture: Picture, evaluation: Evaluation | None) -> Iterator[tuple[str, str]]:
    for code, indicator in picture.form.indicators.items():
        typed = picture.line(INDICATORS, code).get("so_lieu")
        value = evaluation.number(indicator.name) if evaluation else typed and typed.value
        if isinstance(value, Decimal):
            yield code, plain(value)


def _lines(picture: Picture, sheet: str) -> Iterator[tuple[str, dict[str, object]]]:
    for row in picture.rows[sheet]:
        if cells := cells_of(row):
            yield row.key, cells


def _pack(value: object) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode(), 1)


def unpack(content: bytes) -> Any:
    """Give a part back; an empty list for one that is not there."""
    return json.loads(zlib.decompress(content)) if content else []


class RegisterRow(NamedTuple):
    """A row of a register: its number in the file, its key, its cells."""

    number: int
    key: str
    cells: Mapping[str, object]


@dataclass(frozen=True)
class Contribution:
    """What one counted submission brings besides its registers."""

    standing: Standing
    name: str
    head: Mapping[str, Any] = field(repr=False)

    @property
    def sender(self) -> Sender:
        """Give the unit and division."""
        return self.standing.reading.whose

    @property
    def file(self) -> str:
        """Give the name of the file as it came."""
        return self.standing.sent.name

    @property
    def figures(self) -> dict[str, Decimal]:
        """Give the figures by code."""
        return {code: Decimal(text) for code, text in self.head["figures"].items()}

    def count(self, severity: str) -> int:
        """Count what its check found of a severity."""
        return sum(n for key, n in self.head["findings"].items() if key.endswith(f" {severity}"))
