"""Take the letterhead off the top of a document and name what stands in it."""

from collections.abc import Iterator, Sequence

from cchc_xl.word.format.document import UNDERSCORES, Paragraph
from cchc_xl.word.format.kinds import AGENCY, Kind, kind_in_head

_AT_MOST = 60  # paragraphs
_RIGHT = (Kind.NATION, Kind.MOTTO, Kind.DATELINE)


def letterhead(main: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """Give the paragraphs of the letterhead: to the last of its components, and the rest of its tables."""
    known = _known(main)
    if not known:
        return ()
    last = max(known.values())
    tables = {p.cell.table for p in main[: last + 1] if p.cell}
    while last + 1 < len(main) and (cell := main[last + 1].cell) and cell.table in tables:
        last += 1
    return main[: last + 1]


def named(head: Sequence[Paragraph]) -> Iterator[tuple[Kind, Paragraph]]:
    """Name what stands in a letterhead."""
    known = _known(head)
    yield from ((kind, head[index]) for kind, index in known.items())
    about = list(_more_about(head, known.get(Kind.ABOUT, len(head))))
    yield from ((Kind.ABOUT, p) for p in about)
    right = [head[known[kind]].cell for kind in _RIGHT if kind in known and head[known[kind]].cell]
    taken = {*map(id, about), *(id(head[index]) for index in known.values())}
    yield from _offices([p for p in head if id(p) not in taken and p.cell not in right and _may_name(p)])


def _known(paragraphs: Sequence[Paragraph]) -> dict[Kind, int]:
    """Find the first of each component, down to the name of the kind or the addressee."""
    known: dict[Kind, int] = {}
    for index, p in enumerate(paragraphs[:_AT_MOST]):
        kind = kind_in_head(p)
        if kind is Kind.TYPE or p.folded.startswith("kính gửi"):
            break
        if kind:
            known.setdefault(kind, index)
    return known


def _more_about(head: Sequence[Paragraph], start: int) -> Iterator[Paragraph]:
    """Give the lines of V/v that follow its first."""
    for p in head[start + 1 :]:
        if p.blank or p.cell != head[start].cell or kind_in_head(p):
            return
        yield p


def _may_name(p: Paragraph) -> bool:
    return not (p.blank or UNDERSCORES.fullmatch(p.text) or "dự thảo" in p.folded or "(" in p.text)


def _offices(names: Sequence[Paragraph]) -> Iterator[tuple[Kind, Paragraph]]:
    """Tell the office that issues from the one above it: the last name that begins is the issuer's."""
    begins = [i for i, p in enumerate(names) if AGENCY.match(p.folded + " ")]
    start = begins[-1] if begins else len(names) - 1
    for index, p in enumerate(names):
        yield (Kind.ISSUER if index >= start else Kind.PARENT), p
