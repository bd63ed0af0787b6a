"""The rows of a table that the program printed."""

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from cchc_xl.word.controls import FIGURE, Control, controls, value
from cchc_xl.word.package import W
from cchc_xl.word.wording import GONE, Reader, shown

_NOT_PLAIN = (*GONE, W + "sdt", W + "txbxContent")


class Row(NamedTuple):
    """A row of a table: its code, its cells, and what they say without the values of figures."""

    element: etree._Element
    code: str
    cells: list[etree._Element]
    texts: tuple[str, ...]

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
    """Give the rows of a table in their order, without those of tables in its cells."""
    table = next(control.content.iter(W + "tbl"), None)
    for element in [] if table is None else table.iter(W + "tr"):
        if next(element.iterancestors(W + "tbl")) is not table:
            continue
        cells = [one for one in element.iter(W + "tc") if next(one.iterancestors(W + "tr")) is element]
        texts = tuple(_text(cell, reader) for cell in cells)
        figure = next(controls(element, FIGURE), None)
        code = figure.key if figure else shown(cells[0]).strip() if cells else ""
        yield Row(element, " ".join(code.split()) or "-", cells, texts)


def _text(cell: etree._Element, reader: Reader) -> str:
    """Give the text of a cell on one line; most hold nothing but text, which is read faster."""
    if next(cell.iter(*_NOT_PLAIN), None) is not None:
        return " ".join(reader.wording(cell).split())
    return " ".join(" ".join("".join(one.itertext(W + "t")) for one in cell.iter(W + "p")).split())
