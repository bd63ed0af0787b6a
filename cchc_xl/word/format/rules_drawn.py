"""Find the rule under a component, however it was made, and compare it with the words above."""

from collections.abc import Iterator, Sequence

from cchc_xl.findings import Finding, Rule
from cchc_xl.word.format.components import Parts
from cchc_xl.word.format.document import UNDERSCORES, Paragraph
from cchc_xl.word.format.kinds import Kind
from cchc_xl.word.measure import width, wrapped

_BELOW = 3  # paragraphs in which a rule still belongs to what stands above


def checked_rule(
    parts: Parts, kind: Kind, rule: Rule, share: tuple[float, float], wanted: str
) -> Iterator[Finding]:
    """Find a rule that is missing, or not between these shares of a line of the text."""
    lines = parts.of(kind)
    if not lines:
        return
    texts = {one for one in _line_widths(lines, _room(parts, lines[-1])) if one} or {1.0}
    near, far = _rules(parts, lines)
    low, high = share
    fits = [rule for rule in near + far if any(low <= rule / text <= high for text in texts)]
    if fits:
        return
    found = "không có" if not near else f"dài {near[0] / max(texts):.0%} dòng chữ"
    yield rule.at(lines[-1].place, found=found, expected=wanted)


def _line_widths(lines: Sequence[Paragraph], room: float) -> set[float]:
    """Give the widths of the longest and of the last line."""
    found = [
        one
        for p in lines
        for one in wrapped(
            p.text.upper() if p.capitals else p.text, p.size, room - p.left - p.right, bold=p.bold
        )
    ]
    return {max(found), found[-1]}


def _rules(parts: Parts, lines: Sequence[Paragraph]) -> tuple[list[float], list[float]]:
    """Give the lengths of the rules at a component, and of lines drawn elsewhere in the letterhead."""
    last = lines[-1]
    start = next(i for i, p in enumerate(parts.main) if p is last) + 1
    below = []
    for p in parts.main[start : start + _BELOW]:
        if p.cell != last.cell or not (p.blank or UNDERSCORES.fullmatch(p.text)):
            break
        below.append(p)
    near = [length for p in (*lines, *below) for length in p.drawn]
    near += [_room(parts, p) - p.left - p.right for p in (last, *below) if p.ruled]
    near += [width(p.text, p.size, bold=p.bold) for p in below if p.text]
    if all(run.underlined for run in last.visible):
        near.append(width(last.text, last.size, bold=last.bold))
    return near, list(_elsewhere(parts, lines))


def _elsewhere(parts: Parts, lines: Sequence[Paragraph]) -> Iterator[float]:
    """Give the lines drawn in a letterhead at other paragraphs, where Word may have anchored them.

    One at another component that wants a rule is that component's own.
    """
    kinds = (Kind.MOTTO, Kind.ISSUER)
    claimed = {id(p) for kind in kinds for p in parts.of(kind) if len(p.drawn) < 2}
    if lines[-1] in parts.head:
        yield from (length for p in parts.head if id(p) not in claimed for length in p.drawn)


def _room(parts: Parts, p: Paragraph) -> float:
    """Give the width in which a paragraph is set."""
    return p.cell.width if p.cell else parts.document.sections[p.section].room
