"""A computed cell of a form before it is compiled."""

from typing import NamedTuple

from cchc_xl.form.form import Cell
from cchc_xl.form.model import Kind


class Draft(NamedTuple):
    """A computed cell, with the table, key and column its text comes from."""

    name: str
    cell: Cell
    text: str
    kinds: tuple[Kind, ...]
    origin: tuple[str, str, str]


NUMBER = (Kind.NUMBER, Kind.EMPTY)
