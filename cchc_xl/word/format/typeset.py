"""Make runs and paragraphs of text and effective properties."""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from cchc_xl.word.format.document import Cell, Paragraph, Run
from cchc_xl.word.format.properties import Properties, value
from cchc_xl.word.package import W

_TEXT = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
_TIMES = "times new roman"


def text_of(child: etree._Element) -> str:
    """Give what one child of a run prints."""
    if child.tag == W + "t":
        return child.text or ""
    return "" if value(child, "type") in ("page", "column") else _TEXT.get(str(child.tag), "")


def made_run(text: str, look: Properties) -> Run:
    """Make a run of its text and effective properties."""
    plain = any(ord(c) < 128 and not c.isspace() for c in text)
    other = any(ord(c) >= 128 and not c.isspace() for c in text)
    fonts = [look["ascii"]] * plain + [look["hAnsi"]] * other
    return Run(
        text,
        next((font for font in fonts if font.casefold() != _TIMES), ""),
        look["size"],
        look["b"],
        look["i"],
        look["caps"],
        look.get("colour", ""),
        look.get("u", "none") not in ("none", ""),
        look.get("vertAlign", "baseline") not in ("baseline", ""),
    )


def made_paragraph(
    look: Properties,
    runs: tuple[Run, ...],
    label: str,
    drawn: tuple[float, ...],
    cell: Cell | None,
    part: str,
    number: int,
    section: int,
) -> Paragraph:
    """Make a paragraph of its effective properties and what was found in it."""

    def length(name: str, usual: int = 0) -> int:
        return int(look.get(name, usual))

    align, left, line = look.get("frame") or look.get("align", "left"), length("left"), length("line", 240)
    return Paragraph(
        part, number, runs, label, align, left + length("first"), left, length("right"),
        length("before"), length("after"), line, look.get("line_rule", "auto"),
        look.get("keepNext", False), look.get("contextualSpacing", False), look.get("style", ""),
        look.get("top_border", False) or look.get("bottom_border", False), drawn, cell, section,
    )  # fmt: skip


def lines_of(whole: Paragraph) -> Iterator[Paragraph]:
    """Split a paragraph at its line breaks: what a reader takes for lines of their own."""
    if "\n" not in whole.own_text:
        yield whole
        return
    pieces: list[list[Run]] = [[]]
    for run in whole.runs:
        first, *more = run.text.split("\n")
        pieces[-1].append(run._replace(text=first))
        pieces += [[run._replace(text=text)] for text in more]
    last = len(pieces) - 1
    for index, runs in enumerate(pieces):
        yield replace(
            whole,
            runs=tuple(runs),
            label="" if index else whole.label,
            before=0 if index else whole.before,
            after=whole.after if index == last else 0,
            ruled=whole.ruled and index == last,
            drawn=() if index else whole.drawn,
        )
