"""The figures and citations of a document in the order in which they are read, each with its place."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from cchc_xl.report.register import BLANK
from cchc_xl.word.controls import CITATION, FIGURE, GROUP, Control, controls, value
from cchc_xl.word.document import Document
from cchc_xl.word.package import W
from cchc_xl.word.register import Register
from cchc_xl.word.wording import GONE, is_gone, shown

_REFERENCE = W + "footnoteReference"
_TOLD = 90


class Quotes(NamedTuple):
    """What a workbook has to quote: its figures by their codes, its documents in the order of citing."""

    figures: Callable[[str], str | None]
    register: Register

    def text(self, control: Control, *, in_note: bool) -> str | None:
        """Give the text a control stands for, None for what the workbook does not have."""
        if control.kind == FIGURE:
            return self.figures(control.key)
        told = self.register.note(control.key) if in_note else self.register.text(control.key)
        return told or None


@dataclass(frozen=True)
class Printed:
    """A figure or a citation as it stands, what it should be now, and whether people changed it."""

    control: Control
    found: str
    expected: str | None
    part: str
    edited: bool

    @property
    def differs(self) -> bool:
        """Tell whether it should be something else, and not only where it is left to be written."""
        left = self.by_hand and (self.expected or "").strip() != BLANK
        return self.expected is not None and self.found != self.expected and not left

    @property
    def by_hand(self) -> bool:
        """Tell whether people wrote by hand what the workbook leaves blank: a number, a day, a name."""
        blank = re.split(rf"{BLANK}|^\s*$", self.expected or BLANK)
        return self.edited and re.fullmatch(".*".join(map(re.escape, blank)), self.found) is not None

    @property
    def place(self) -> str:
        """Say where it stands: the number of the paragraph, or table, row and cell, or the footnote."""
        return self.part if _in_note(self.control) else f"{self.part}, {_place(self.control.element)}"


def printed(document: Document, quotes: Quotes) -> Iterator[Printed]:
    """Give what is printed, a footnote where its number stands: in that order documents are cited.

    What a tracked change takes away is left out.
    """
    for control, part in _controls(document):
        found = "" if _is_empty(control) else shown(control.content)
        expected = quotes.text(control, in_note=_in_note(control))
        if expected and found.strip() and expected.strip():
            expected = found[: len(found) - len(found.lstrip())] + expected.strip()
        edited = found not in document.record.texts.get(control.tag, (found,))
        yield Printed(control, found, expected, part, edited)


def _controls(document: Document) -> Iterator[tuple[Control, str]]:
    notes, number = document.notes, 0
    for name, root in document.trees.items():
        if root.tag == W + "footnotes":
            continue
        kept = {one.element: one for one in controls(root, FIGURE, CITATION, GROUP)}
        for element in root.iter(W + "sdt", _REFERENCE):
            if any(up.tag in GONE for up in element.iterancestors()) or is_gone(element):
                continue
            if element in kept:
                yield kept[element], document.parts[name]
            if element.tag == _REFERENCE:
                number += 1
                note = notes.get(element.get(W + "id", ""))
                inside = () if note is None else controls(note)
                yield from ((one, f"Chú thích {number}") for one in inside)


def shortened(text: str) -> str:
    """Give the beginning of a text that is too long to be told."""
    text = text.strip()
    return text if len(text) <= _TOLD else f"{text[: _TOLD - 20].rstrip()} … {text[-18:].lstrip()}"


def _in_note(control: Control) -> bool:
    return next(control.element.iterancestors(W + "footnote"), None) is not None


def _is_empty(control: Control) -> bool:
    """Tell whether a control shows only the words by which Word asks for its content."""
    return control.element.find(f"{W}sdtPr/{W}showingPlcHdr") is not None


def set_text(control: Control, text: str) -> None:
    """Print a text into a control in the format of its first run; what a tracked change made of it goes.

    Comments and bookmarks in it stay.
    """
    content = control.content
    runs = [run for run in content.iter(W + "r") if any(child.tag == W + "t" for child in run)]
    first = runs[0] if runs else etree.SubElement(content, W + "r")
    for change in list(content.iter(*GONE, W + "ins", W + "moveTo")):
        for run in [] if change.tag in GONE else list(change):
            change.addprevious(run)
        if first in change.iter():
            change.addprevious(first)
        parent = change.getparent()
        if parent is not None:
            parent.remove(change)
    for run in list(content.iter(W + "r")):
        for child in list(run):
            if child.tag in (W + "t", W + "tab", W + "br", W + "cr", W + "noBreakHyphen", W + "delText"):
                run.remove(child)
        parent = run.getparent()
        if run is not first and parent is not None and all(child.tag == W + "rPr" for child in run):
            parent.remove(run)
    printed_text = etree.SubElement(first, W + "t")
    printed_text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    printed_text.text = text
    for one in control.element.findall(f"{W}sdtPr/{W}showingPlcHdr"):
        one.getparent().remove(one)  # type: ignore[union-attr]
        _drop_placeholder_look(first)


def _drop_placeholder_look(run: etree._Element) -> None:
    if "laceholder" in value(run, "rPr/rStyle"):
        for one in run.findall(W + "rPr"):
            run.remove(one)


def _place(element: etree._Element) -> str:
    cell = next(element.iterancestors(W + "tc"), None)
    paragraph = next(element.iterancestors(W + "p"), None)
    root = element.getroottree().getroot()
    if cell is None:
        outside = (one for one in root.iter(W + "p") if next(one.iterancestors(W + "tc"), None) is None)
        return f"đoạn {_index(outside, paragraph)}"
    row, table = (next(cell.iterancestors(W + name)) for name in ("tr", "tbl"))
    tables = (one for one in root.iter(W + "tbl"))
    rows = (one for one in table.iter(W + "tr") if next(one.iterancestors(W + "tbl")) is table)
    cells = (one for one in row.iter(W + "tc") if next(one.iterancestors(W + "tr")) is row)
    return f"bảng {_index(tables, table)}, hàng {_index(rows, row)}, ô {_index(cells, cell)}"


def _index(elements: Iterator[etree._Element], wanted: etree._Element | None) -> int:
    return next((number for number, one in enumerate(elements, 1) if one is wanted), 0)
