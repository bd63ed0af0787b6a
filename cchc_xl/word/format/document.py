"""A document as a reader sees it: paragraphs with their effective look, sections, headers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cchc_xl.findings import Passage
from cchc_xl.text.vietnamese import fold

BODY, NOTES, HEADER = "Nội dung", "Chú thích cuối trang", "Đầu trang"
_WORDS = 8


class Run(NamedTuple):
    """A stretch of text with one look; `font` is what is not Times New Roman, if any of it is not."""

    text: str
    font: str
    size: float
    bold: bool
    italic: bool
    caps: bool
    colour: str = ""
    underlined: bool = False
    raised: bool = False


class Cell(NamedTuple):
    """Where a paragraph stands in a table or a text box; `width` is what its text has, 0 if unknown."""

    table: int
    row: int
    column: int
    width: float


@dataclass(frozen=True)
class Paragraph:
    """One line of thought with its effective look; lengths in twips, spacing too.

    `start` is where its first line begins, `label` its automatic number, `ruled` the side of a border,
    `drawn` the lengths of the lines drawn in it. What stands before and after a line break is told apart.
    """

    part: str
    number: int
    runs: tuple[Run, ...]
    label: str
    align: str
    start: int
    left: int
    right: int
    before: int
    after: int
    line: int
    line_rule: str
    keep_next: bool
    contextual: bool
    style: str
    ruled: bool
    drawn: tuple[float, ...]
    cell: Cell | None
    section: int

    @cached_property
    def text(self) -> str:
        """Give the text as printed, with its automatic number."""
        return f"{self.label} {self.own_text}".strip() if self.label else self.own_text.strip()

    @cached_property
    def own_text(self) -> str:
        """Give the text as typed."""
        return "".join(run.text for run in self.runs)

    @cached_property
    def folded(self) -> str:
        """Give the text as texts are compared."""
        return fold(self.text).replace("hoà", "hòa").replace("uỷ", "ủy").replace("quí", "quý")

    @property
    def blank(self) -> bool:
        """Tell a paragraph without text."""
        return not self.text

    @cached_property
    def visible(self) -> tuple[Run, ...]:
        """Give the runs that print something."""
        return tuple(run for run in self.runs if run.text.strip())

    @property
    def size(self) -> float:
        """Give the size of most of the text in points."""
        sizes: dict[float, int] = {}
        for run in self.visible:
            sizes[run.size] = sizes.get(run.size, 0) + len(run.text)
        return max(sizes, key=lambda size: sizes[size], default=0)

    @property
    def bold(self) -> bool:
        """Tell whether all of it is bold."""
        return bool(self.visible) and all(run.bold for run in self.visible)

    @property
    def italic(self) -> bool:
        """Tell whether all of it is italic."""
        return bool(self.visible) and all(run.italic for run in self.visible)

    @property
    def capitals(self) -> bool:
        """Tell whether all letters print as capitals."""
        letters = [(c, run.caps) for run in self.runs for c in run.text if c.isalpha()]
        return bool(letters) and all(caps or c.isupper() for c, caps in letters)

    @property
    def place(self) -> Passage:
        """Give its place for people."""
        words = self.text.split()
        told = " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")
        return Passage(self.part, self.number, told)


@dataclass(frozen=True)
class Section:
    """The page of a section in twips; `headers` by kind (default, first, even) as they take effect."""

    width: int
    height: int
    margins: Mapping[str, int]
    headers: Mapping[str, str]
    footers: Mapping[str, str]
    first_differs: bool
    start: int | None
    number_format: str

    @property
    def landscape(self) -> bool:
        """Tell whether the page lies."""
        return self.width > self.height

    @property
    def room(self) -> float:
        """Give the width of the text."""
        return self.width - self.margins["left"] - self.margins["right"]


class PageNumber(NamedTuple):
    """A header or footer: its paragraphs, and which of them prints the number of the page."""

    paragraphs: tuple[Paragraph, ...]
    at: Paragraph | None


@dataclass(frozen=True)
class Document:
    """All of it; a `two_sided` one has headers of their own on even pages."""

    paragraphs: tuple[Paragraph, ...]
    notes: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    edges: Mapping[str, PageNumber]
    two_sided: bool

    def everything(self) -> Iterator[Paragraph]:
        """Give the paragraphs of all parts that are printed."""
        yield from self.paragraphs
        yield from self.notes
        for edge in self.edges.values():
            yield from edge.paragraphs


UNDERSCORES = re.compile(r"[_\u2014\u2500-]{3,}")
"""A rule typed as text."""
