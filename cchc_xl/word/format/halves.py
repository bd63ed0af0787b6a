"""Take lines apart whose halves stand side by side, as in a letterhead without a table."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cchc_xl.word.format.document import Paragraph, Run
from cchc_xl.word.format.kinds import kind_in_head


def separated(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Give the paragraphs, those with a tab between two components as two."""
    found: list[Paragraph] = []
    signing = False
    for p in paragraphs:
        halves = list(_halves(p)) if "\t" in p.text and not p.cell and len(p.text) < 150 else [p]
        signing = signing or _begins_signing(halves[0])
        found += halves if len(halves) > 1 and (signing or any(map(kind_in_head, halves))) else [p]
    return found


def _halves(p: Paragraph) -> Iterator[Paragraph]:
    pieces: list[list[Run]] = [[]]
    for run in p.runs:
        first, *more = run.text.split("\t")
        pieces[-1].append(run._replace(text=first))
        pieces += [[run._replace(text=text)] for text in more]
    for runs in pieces:
        if "".join(run.text for run in runs).strip():
            yield replace(p, runs=tuple(runs), align="center")


def _begins_signing(p: Paragraph) -> bool:
    return p.folded.startswith("nơi nhận")
