"""Take a State document apart: components are known by what they say and where they stand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cchc_xl.word.format import head, tail
from cchc_xl.word.format.document import UNDERSCORES, Document, Paragraph
from cchc_xl.word.format.halves import separated
from cchc_xl.word.format.kinds import TYPES, Kind, is_annex, is_basis, is_subject, is_type

_SUBJECT_AT_MOST = 5  # lines


@dataclass(frozen=True)
class Annex:
    """One annex from its word «Phụ lục» on."""

    heading: Paragraph
    paragraphs: tuple[Paragraph, ...]
    title: tuple[Paragraph, ...]
    note: Paragraph | None

    def named(self) -> Iterator[tuple[Kind, Paragraph]]:
        """Name what stands at its top."""
        yield Kind.ANNEX, self.heading
        yield from ((Kind.ANNEX_TITLE, p) for p in self.title)
        if self.note:
            yield Kind.ANNEX_NOTE, self.note


class Parts:
    """The components of one document; `of(kind)` gives the paragraphs of one, () when it is missing.

    `main` is the document without annexes, `head` its letterhead, `inner` its content with all tables and
    blanks, `tail` recipients and signers.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: dict[Kind, list[Paragraph]] = {}
        everything = separated(document.paragraphs)
        first = next((i for i, p in enumerate(everything) if is_annex(p)), len(everything))
        self.main, rest = everything[:first], everything[first:]
        self.head = head.letterhead(self.main)
        self._add(head.named(self.head))
        after = self.main[len(self.head) :]
        start, end = tail.signing_block(after)
        self.tail = after[start:end]
        self._add(tail.named(self.tail))
        top = list(_titled(after[:start]))
        self._add(top)
        tables = {p.cell.table for p in (*self.head, *self.tail) if p.cell}
        titles = {id(p) for _, p in top}
        self.inner = [
            p for p in after[:start] if id(p) not in titles and (not p.cell or p.cell.table not in tables)
        ]
        self._add(_addressed(self.inner))
        self._bases()
        self.annexes = tuple(_annexes(rest))
        self._add(named for annex in self.annexes for named in annex.named())

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

    def _add(self, named: Iterable[tuple[Kind, Paragraph]]) -> None:
        for kind, p in named:
            self.found.setdefault(kind, []).append(p)

    def _bases(self) -> None:
        """Tell legal bases, each a paragraph at the beginning, from the sentence that begins a report."""
        body = self.found.get(Kind.BODY, [])
        count = next((i for i, p in enumerate(body) if not is_basis(p)), len(body))
        if count and (count > 1 or self.type in ("quyết định", "nghị quyết")):
            self.found[Kind.BASIS], self.found[Kind.BODY] = body[:count], body[count:]


def _titled(after: Sequence[Paragraph]) -> Iterator[tuple[Kind, Paragraph]]:
    """Name the kind and the subject at the top."""
    top = next((i for i, p in enumerate(after) if not p.blank), 0)
    if not after or not is_type(after[top]):
        return
    yield Kind.TYPE, after[top]
    first = next((p for p in after[top + 1 :] if not p.blank), after[top])
    for p in after[top + 1 : top + 1 + _SUBJECT_AT_MOST]:
        if not is_subject(p, first):
            return
        if not p.blank:
            yield Kind.SUBJECT, p


def _addressed(inner: Sequence[Paragraph]) -> Iterator[tuple[Kind, Paragraph]]:
    """Tell addressees from content."""
    listing = False
    for p in inner:
        if p.blank or UNDERSCORES.fullmatch(p.text):
            continue
        listing = p.folded.startswith("kính gửi") or (listing and p.text.startswith(("-", "–")))
        if listing:
            yield Kind.ADDRESSEE, p
        elif not p.cell:
            yield Kind.BODY, p


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
