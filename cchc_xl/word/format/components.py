"""Take a State document apart: components are known by what they say and where they stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cchc_xl.word.format.document import UNDERSCORES, Document, Paragraph
from cchc_xl.word.format.halves import separated
from cchc_xl.word.format.kinds import (
    AGENCY,
    ROLE,
    TYPES,
    Kind,
    is_annex,
    is_basis,
    is_subject,
    is_type,
    kind_in_head,
)

_HEAD_AT_MOST = 60  # paragraphs
_SHORT = 60  # letters: no longer is a line of a signature


@dataclass(frozen=True)
class Annex:
    """One annex from its word «Phụ lục» on."""

    heading: Paragraph
    paragraphs: tuple[Paragraph, ...]
    title: tuple[Paragraph, ...]
    note: Paragraph | None


class Parts:
    """The components of one document; `of(kind)` gives the paragraphs of one, () when it is missing."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: dict[Kind, list[Paragraph]] = {}
        everything = separated(document.paragraphs)
        first = next((i for i, p in enumerate(everything) if i and is_annex(p)), len(everything))
        self.main, rest = everything[:first], everything[first:]
        self.head = self._head()
        after = self._named(self.main[len(self.head) :])
        self.tail = _tail(after)
        self._signing()
        tables = {p.cell.table for p in (*self.head, *self.tail) if p.cell}
        self.inner = [
            p for p in after[: len(after) - len(self.tail)] if not p.cell or p.cell.table not in tables
        ]
        self._addressed()
        self.annexes = tuple(_annexes(rest))
        for annex in self.annexes:
            self._add(Kind.ANNEX, annex.heading)
            self._add(Kind.ANNEX_TITLE, *annex.title)
            self._add(Kind.ANNEX_NOTE, *filter(None, [annex.note]))

    def of(self, kind: Kind) -> tuple[Paragraph, ...]:
        """Give the paragraphs of a component."""
        return tuple(self.found.get(kind, ()))

    def first(self, kind: Kind) -> Paragraph | None:
        """Give the first of them."""
        return next(iter(self.of(kind)), None)

    @property
    def is_state_document(self) -> bool:
        """Tell whether enough of it looks like a document of an office."""
        marks = (Kind.NATION, Kind.MOTTO, Kind.SYMBOL, Kind.DATELINE, Kind.RECIPIENTS, Kind.TYPE)
        return sum(kind in self.found for kind in marks) >= 2

    @property
    def type(self) -> str:
        """Give the name of its kind, folded; "" for an official letter."""
        kind = self.first(Kind.TYPE)
        return next((name for name in TYPES if kind and kind.folded.startswith(name)), "")

    @property
    def is_letter(self) -> bool:
        """Tell an official letter (công văn)."""
        return Kind.ABOUT in self.found and not self.type

    @property
    def content_size(self) -> float:
        """Give the size in which most of the content is printed."""
        sizes = [p.size for p in self.of(Kind.BODY)]
        return max(set(sizes), key=sizes.count, default=0)

    def _add(self, kind: Kind, *paragraphs: Paragraph) -> None:
        self.found.setdefault(kind, []).extend(paragraphs)

    def _head(self) -> list[Paragraph]:
        """Give the letterhead and name what stands in it."""
        kinds = [kind_in_head(p) for p in self.main[:_HEAD_AT_MOST]]
        known: dict[Kind, int] = {}
        for index, kind in enumerate(kinds):
            if kind is Kind.TYPE:
                break
            if kind:
                known.setdefault(kind, index)
        if not known:
            return []
        last = max(known.values())
        tables = {p.cell.table for p in self.main[: last + 1] if p.cell}
        while last + 1 < len(self.main) and (cell := self.main[last + 1].cell) and cell.table in tables:
            last += 1
        head = self.main[: last + 1]
        for kind, index in known.items():
            self._add(kind, head[index])
        self._letter_subject(head, known)
        self._issuer(head, set(known.values()))
        return head

    def _letter_subject(self, head: list[Paragraph], known: dict[Kind, int]) -> None:
        """Take the lines of V/v that follow its first."""
        start = known.get(Kind.ABOUT, len(head))
        for p in head[start + 1 :]:
            if p.blank or p.cell != head[start].cell or kind_in_head(p):
                break
            self._add(Kind.ABOUT, p)

    def _issuer(self, head: list[Paragraph], taken: set[int]) -> None:
        """Tell the office that issues from the one above it: the last name that begins is the issuer's."""
        right = [p.cell for kind in (Kind.NATION, Kind.MOTTO, Kind.DATELINE) for p in self.of(kind) if p.cell]
        about = set(map(id, self.of(Kind.ABOUT)))
        names = [
            p for i, p in enumerate(head)
            if i not in taken and id(p) not in about and not p.blank and p.cell not in right
            and not UNDERSCORES.fullmatch(p.text) and "dự thảo" not in p.folded and "(" not in p.text
        ]  # fmt: skip
        begins = [i for i, p in enumerate(names) if AGENCY.match(p.folded + " ")]
        start = begins[-1] if begins else max(len(names) - 1, 0)
        if names[:start]:
            self._add(Kind.PARENT, *names[:start])
        if names:
            self._add(Kind.ISSUER, *names[start:])

    def _named(self, after: list[Paragraph]) -> list[Paragraph]:
        """Take the name of the kind and the subject off the top; give what follows."""
        top = next((i for i, p in enumerate(after) if not p.blank), 0)
        if not after or not is_type(after[top]):
            return after
        self._add(Kind.TYPE, after[top])
        index = top + 1
        while index < len(after) and index - top <= 5 and is_subject(after[index], after[top + 1]):
            if not after[index].blank:
                self._add(Kind.SUBJECT, after[index])
            index += 1
        return after[index:]

    def _addressed(self) -> None:
        """Tell addressees, legal bases and content apart."""
        rest = iter(self.inner)
        open_list = False
        bases: list[Paragraph] = []
        for p in rest:
            if p.blank or UNDERSCORES.fullmatch(p.text):
                continue
            if p.folded.startswith("kính gửi") or (open_list and p.text.startswith(("-", "–"))):
                self._add(Kind.ADDRESSEE, p)
                open_list = True
            elif not p.cell:
                open_list = False
                if len(bases) == len(self.of(Kind.BODY)) and is_basis(p):
                    bases.append(p)
                self._add(Kind.BODY, p)
        if self.type in ("quyết định", "nghị quyết") or len(bases) > 1:
            self._add(Kind.BASIS, *bases)
            self.found[Kind.BODY] = self.found[Kind.BODY][len(bases) :]

    def _signing(self) -> None:
        """Tell recipients and signers apart."""
        start = next((p for p in self.tail if p.folded.startswith("nơi nhận")), None)
        if start:
            self._add(Kind.RECIPIENTS, start)
        signers: dict[object, list[list[Paragraph]]] = {}
        listing = False
        for p in self.tail:
            listing = p is start or (listing and p.cell == (start.cell if start else None))
            own = start is not None and start.cell is not None and p.cell == start.cell
            if p is start or p.blank:
                continue
            if own or (listing and p.text.startswith(("-", "–", "+"))):
                self._add(Kind.RECIPIENT, p)
            else:
                lines = signers.setdefault(p.cell and p.cell.column, [[]])
                lines[-1].append(p)
                if not any(map(str.isalpha, p.text)):  # dots to be signed on
                    lines.append([])
        for block in (block for column in signers.values() for block in column):
            self._signer(block)

    def _signer(self, lines: Sequence[Paragraph]) -> None:
        """The last line is the name, unless it is still an office or a note in brackets."""
        lines = [p for p in lines if not re.match(r"\((?:đã )?ký\b", p.folded)]
        named = len(lines) > 1 and (not lines[-1].capitals or not ROLE.match(lines[-1].folded))
        if lines:
            self._add(Kind.ROLE, *(lines[:-1] if named else lines))
        if named:
            self._add(Kind.NAME, lines[-1])


def _tail(after: list[Paragraph]) -> list[Paragraph]:
    """Give the block of recipients and signers at the end."""
    last = max((i for i, p in enumerate(after) if _is_prose(p)), default=-1)
    marks = [i for i, p in enumerate(after) if i > last and _is_mark(p)]
    recipients = [i for i, p in enumerate(after) if p.folded.startswith("nơi nhận")]
    start = min([*marks[:1], *recipients[:1]], default=len(after))
    if start < len(after) and (cell := after[start].cell):
        start = next(i for i, p in enumerate(after) if p.cell and p.cell.table == cell.table)
    return after[start:]


def _is_prose(p: Paragraph) -> bool:
    return p.cell is None and len(p.text) > _SHORT and not p.text.startswith(("-", "–"))


def _is_mark(p: Paragraph) -> bool:
    return p.folded.startswith("nơi nhận") or (p.capitals and bool(ROLE.match(p.folded)))


def _annexes(rest: list[Paragraph]) -> Iterator[Annex]:
    starts = [i for i, p in enumerate(rest) if is_annex(p)]
    for start, end in pairwise([*starts, len(rest)]):
        own = rest[start:end]
        lines = [p for p in own[1:8] if not p.blank]
        title = []
        for p in lines:
            if p.cell or p.text.startswith("(") or not (p.capitals or p.align == "center"):
                break
            title.append(p)
        note = next((p for p in lines if "kèm theo" in p.folded and p.text.startswith("(")), None)
        yield Annex(own[0], tuple(own), tuple(title), note)
