"""Find the block of recipients and signers at the end of a document and name what stands in it."""

import re
from collections.abc import Iterator, Sequence

from cchc_xl.word.format.document import Paragraph
from cchc_xl.word.format.kinds import ROLE, Kind, is_type, kind_in_head

_SHORT = 60  # letters: no longer is a line of a signature
_DASHES = ("-", "–", "+")


def signing_block(after: Sequence[Paragraph]) -> tuple[int, int]:
    """Give where the block begins and ends; what is attached to the document stands behind it."""
    recipients = [i for i, p in enumerate(after) if p.folded.startswith("nơi nhận")]
    until = recipients[0] if recipients else len(after)
    last = max((i for i, p in enumerate(after[:until]) if _is_prose(p)), default=-1)
    offices = [i for i, p in enumerate(after) if i > last and p.capitals and ROLE.match(p.folded)]
    start = min([*offices[:1], *recipients[:1]], default=len(after))
    if start < len(after) and (cell := after[start].cell):
        start = next(i for i, p in enumerate(after) if p.cell and p.cell.table == cell.table)
    end = next((i for i in range(start + 1, len(after)) if _is_attached(after[i], after[start])), len(after))
    return start, end


def named(tail: Sequence[Paragraph]) -> Iterator[tuple[Kind, Paragraph]]:
    """Name what stands in it: the recipients in one cell or list, a signer in each other column."""
    heading = next((p for p in tail if p.folded.startswith("nơi nhận")), None)
    columns: dict[object, list[Paragraph]] = {}
    below = False
    for p in tail:
        below = p is heading or below
        if p is heading:
            yield Kind.RECIPIENTS, p
        elif heading and p.cell == heading.cell and (p.cell or (below and p.text.startswith(_DASHES))):
            if not p.blank:
                yield Kind.RECIPIENT, p
        elif not p.blank:
            columns.setdefault(p.cell and p.cell.column, []).append(p)
    for lines in columns.values():
        for signer in _signers(lines):
            yield from _signer(signer)


def _is_prose(p: Paragraph) -> bool:
    return p.cell is None and len(p.text) > _SHORT and not p.text.startswith(_DASHES)


def _is_attached(p: Paragraph, start: Paragraph) -> bool:
    return p.section != start.section or _is_prose(p) or is_type(p) or kind_in_head(p) is Kind.NATION


def _signers(lines: Sequence[Paragraph]) -> Iterator[list[Paragraph]]:
    """Split a column after each line of dots, on which somebody is to sign."""
    signer: list[Paragraph] = []
    for p in lines:
        signer.append(p)
        if not any(map(str.isalpha, p.text)):
            yield signer
            signer = []
    yield signer


def _signer(lines: Sequence[Paragraph]) -> Iterator[tuple[Kind, Paragraph]]:
    """Tell the offices from the name, which is the last line unless it is still an office."""
    lines = [p for p in lines if not re.match(r"\((?:đã )?ký\b", p.folded)]
    is_named = len(lines) > 1 and not (lines[-1].capitals and ROLE.match(lines[-1].folded))
    for p in lines[:-1] if is_named else lines:
        yield Kind.ROLE, p
    if is_named:
        yield Kind.NAME, lines[-1]
