"""Rows made ready as XML where they are read; those of many workbooks are put below each other at once.

What is known only when a row is placed stands in it as a control character, which no text of a cell keeps:
the row's number, the cells at its head, the number of a style.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cchc_xl.excel.texts import clean, escaped
from cchc_xl.form import layout
from cchc_xl.text.numbers import plain, serial

_NUMBER, _HEAD, _STYLE, _END = "\x00", "\x01", "\x02", "\x03"
_STYLED = re.compile(f"{_STYLE}(\\w+){_STYLE}")
_FIRST_DAY = 61  # what Excel counts for 1 March 1900; days before it are written as texts

Cell = tuple[str, object]
"""The type of a column and a value: text, number, date or None."""


@dataclass(frozen=True)
class ReadyRows(Sequence[Mapping[str, object]]):
    """So many rows, in chunks: the cells at the head of each row of the chunk, and its rows."""

    size: int
    chunks: Callable[[], Iterable[tuple[Sequence[Cell], str]]]

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: Any) -> Any:
        raise TypeError("rows that are ready are only placed")


def ready(rows: Iterable[Sequence[Cell]], before: int) -> str:
    """Make rows ready that have so many columns before their own."""
    return _END.join(f'<row r="{_NUMBER}">{_HEAD}{_cells(row, before)}</row>' for row in rows)


def place(rows: ReadyRows, worksheet: Any, style: Callable[[str], int], columns: int) -> None:
    """Put the rows under the header row of a sheet that is written row by row."""
    number = layout.FIRST_ROW
    worksheet._write_single_row(number - 1)  # what was written so far goes out before them
    for head, chunk in rows.chunks():
        text = chunk.replace(_HEAD, _cells(head, 0))
        text = _STYLED.sub(lambda match: str(style(match[1])), text)
        for row in text.split(_END):
            worksheet.row_data_fh.write(row.replace(_NUMBER, str(number)))
            number += 1
    worksheet._check_dimensions(max(number - 2, layout.HEADER_ROW), columns - 1)


def _cells(row: Sequence[Cell], before: int) -> str:
    return "".join(_cell(layout.letters(i), *cell) for i, cell in enumerate(row, before))


def _cell(column: str, type_: str, value: object) -> str:
    start = f'<c r="{column}{_NUMBER}" s="{_STYLE}{type_}{_STYLE}"'
    if isinstance(value, date):
        value = days if (days := serial(value)) >= _FIRST_DAY else f"{value:%d/%m/%Y}"
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        shown = plain(value) if isinstance(value, Decimal) else repr(value)
        return f"{start}><v>{shown}</v></c>"
    text = clean(str(value)) if value is not None else None
    if text is None:
        return f"{start}/>"
    return f'{start} t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'
