"""The rows of a table that the program printed."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from cchc_xl.word.controls import FIGURE, ROW, Control, controls, value
from cchc_xl.word.package import W
from cchc_xl.word.wording import GONE, Reader, shown

_NOT_PLAIN = (*GONE, W + "sdt", W + "txbxContent")


class Row(NamedTuple):
    """A row of a table: its code, its cells, what they say without the values of figures, its number."""

    element: etree._Element
    code: str
    cells: list[etree._Element]
    texts: tuple[str, ...]
    number: int

    @property
    def look(self) -> list[str]:
        """Give the styles of its cells, by which rows are of one kind."""
        return [
            value(next(cell.iter(W + "p")), "pPr/pStyle")
            for cell in self.cells
            if cell.find(W + "p") is not None
        ]


def table_text(control: Control, reader: Reader) -> str:
    """Give what a table says, a line for each row, for the record."""
    return "\n".join("\t".join((row.code, *row.texts)) for row in rows_of(control, reader))


def rows_of(control: Control, reader: Reader) -> Iterator[Row]:
    """Give the rows of a table in their order, without those of tables in its cells.

    A row is named by its control, else by its first figure, else by its first cell; of several of one name
    the second is «name (2)».
    """
    table = next(control.content.iter(W + "tbl"), None)
    elements = [] if table is None else table.iter(W + "tr")
    own = (one for one in elements if next(one.iterancestors(W + "tbl")) is table)
    named: Counter[str] = Counter()
    for number, element in enumerate(own, 1):
        cells = [one for one in element.iter(W + "tc") if next(one.iterancestors(W + "tr")) is element]
        texts = tuple(_text(cell, reader) for cell in cells)
        marks = (*controls(element, ROW), *controls(element, FIGURE))
        code = " ".join((marks[0].key if marks else shown(cells[0]) if cells else "").split()) or "-"
        named[code] += 1
        yield Row(element, f"{code} ({named[code]})" if named[code] > 1 else code, cells, texts, number)


def _text(cell: etree._Element, reader: Reader) -> str:
    """Give the text of a cell on one line; most hold nothing but text, which is read faster."""
    if next(cell.iter(*_NOT_PLAIN), None) is not None:
        return " ".join(reader.wording(cell).split())
    return " ".join(" ".join("".join(one.itertext(W + "t")) for one in cell.iter(W + "p")).split())
