"""Running numbers against dates: which rows of a register stand where their number or date cannot be.

Numbers of one issuer, type and year rise with the dates. One wrong row must not accuse its neighbours, so the
longest rising chain is taken for right; what lies outside it is suspect. A number that has lost a digit may
still rise: it is found where date and number are months apart at the pace of all the others.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import inf
from statistics import median, quantiles

_DAYS_APART, _TIMES_APART, _PACES_APART, _OTHERS = 60, 6, 3, 5
_TOLERATED, _SWAP_MOVES = 5, 15  # days


@dataclass(frozen=True, order=True)
class Point:
    """A document in its series; `index` is the caller's."""

    day: date
    number: int
    index: int


@dataclass(frozen=True)
class Suspect:
    """A row out of sequence: the numbers likely on its day, the number meant, or the date meant.

    `rivals` are rows of which one or the other is wrong, as far as order tells.
    """

    index: int
    low: int
    high: int
    number: int | None
    day: date | None
    rivals: tuple[int, ...] = ()


def suspects(points: Sequence[Point]) -> list[Suspect]:
    """Find the rows out of sequence in the order of their dates, then those that rise but lost a digit."""
    ordered = sorted(points)
    chain = _longest_chain(ordered)
    inside = set(chain)
    found = []
    for point in (one for one in ordered if one not in inside and _days_late(one, chain) > _TOLERATED):
        rivals = [one for one in chain if not _fits(point, [one])]
        rest = [one for one in chain if one is not rivals[0]] if len(rivals) == 1 else chain
        if len(rivals) != 1 or _is_worse(point, rivals[0], rest):
            found.append(_suspect(point, chain))
        elif _is_worse(rivals[0], point, rest):
            chain = sorted([*rest, point])
            found.append(_suspect(rivals[0], chain))
        else:
            found.append(_suspect(point, rest, (rivals[0].index,)))
    while far := _far_from_pace(chain):
        chain = [one for one in chain if one is not far]
        found.append(_suspect(far, chain))
    return found


def _days_late(point: Point, chain: Sequence[Point]) -> float:
    """Count the days by which a document would have to move to stand in order; registers lag a little."""
    if any(one.number == point.number for one in chain):
        return inf
    after, before = likely_days(point.number, chain)
    return max((after - point.day).days if after else 0, (point.day - before).days if before else 0, 0)


def _is_worse(point: Point, rival: Point, rest: Sequence[Point]) -> bool:
    """Tell the wrong one of two that contradict each other: it lost a digit, or is much further off."""
    if bool(_lost_digit(point, rest)) != bool(_lost_digit(rival, rest)):
        return bool(_lost_digit(point, rest))
    return _days_off(point, rest) > 2 * _days_off(rival, rest) + 5


def likely_days(number: int, points: Sequence[Point]) -> tuple[date | None, date | None]:
    """Give the dates between the neighbours in number, None for an open end."""
    before = max((p.day for p in points if p.number < number), default=None)
    after = min((p.day for p in points if p.number > number), default=None)
    return before, after


def _longest_chain(ordered: Sequence[Point]) -> list[Point]:
    """Take the longest run of points whose numbers rise with the dates."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for i, point in enumerate(ordered):
        at = bisect_left(tails, point.number)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [point.number]
        ends[at : at + 1] = [i]
    chain, i = [], ends[-1] if ends else -1
    while i >= 0:
        chain.append(ordered[i])
        i = before[i]
    return chain[::-1]


def _fits(point: Point, others: Sequence[Point]) -> bool:
    """Tell whether a point rises with others; documents of one day may have any order."""
    return all(
        one.number != point.number
        and (one.day == point.day or (one.day < point.day) == (one.number < point.number))
        for one in others
    )


def _suspect(point: Point, chain: Sequence[Point], rivals: tuple[int, ...] = ()) -> Suspect:
    low, high = _plausible(point.day, chain)
    day = _swapped(point.day) if _days_late(point, chain) > _SWAP_MOVES else None
    fits = day is not None and len(chain) >= 3 and _fits(Point(day, point.number, -1), chain)
    number = None if fits else _lost_digit(point, chain)
    return Suspect(point.index, low, high, number, day if fits else None, rivals)


def _plausible(day: date, chain: Sequence[Point]) -> tuple[int, int]:
    """Give the numbers a document of that day may bear; 0 for an open end."""
    low = max((p.number for p in chain if p.day < day), default=0)
    high = min((p.number for p in chain if p.day > day), default=0)
    expected = _expected(day, chain)
    if expected is None:
        return low + 1, high - 1 if high else 0
    slack = max(_pace(chain) * 15, 1)
    return max(low + 1, round(expected - slack)), min(high - 1, round(expected + slack))


def _lost_digit(point: Point, chain: Sequence[Point]) -> int | None:
    """Give the number that a slip in one digit made this one, where only it fits the day."""
    low, high = _plausible(point.day, chain)
    if high <= 0 or low <= point.number <= high:
        return None
    meant = sorted(n for n in _slips(str(point.number)) if low <= n <= high)
    expected = _expected(point.day, chain)
    return min(meant, key=lambda n: abs(n - expected)) if meant and expected is not None else None


def _slips(digits: str) -> Iterator[int]:
    """Give the numbers with one digit more or less, or two neighbours changed."""
    for at in range(len(digits) + 1):
        yield from (int(digits[:at] + more + digits[at:]) for more in "0123456789")
        if at < len(digits):
            yield int(digits[:at] + digits[at + 1 :] or "0")
        if at < len(digits) - 1:
            yield int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])


def _swapped(day: date) -> date | None:
    """Read the day as the month and the month as the day."""
    if day.day > 12 or day.day == day.month:
        return None
    return date(day.year, day.day, day.month)


def _expected(day: date, chain: Sequence[Point]) -> float | None:
    """Work out the number of a day between its neighbours in a chain."""
    before = [p for p in chain if p.day <= day]
    after = [p for p in chain if p.day > day]
    if not before or not after:
        return None
    a, b = before[-1], after[0]
    return a.number + (b.number - a.number) * (day - a.day) / (b.day - a.day)


def _pace(chain: Sequence[Point]) -> float:
    """Count the numbers given a day."""
    days = (chain[-1].day - chain[0].day) / timedelta(days=1) if chain else 0
    return (chain[-1].number - chain[0].number) / days if days else 0.0


def _days_off(point: Point, chain: Sequence[Point]) -> float:
    """Count the days between a document's date and the day on which its number was due."""
    low, high = likely_days(point.number, chain)
    if low is None or high is None:
        outside = low if low and point.day < low else high if high and point.day > high else None
        return abs((point.day - outside).days) if outside else 0.0
    below = max(p.number for p in chain if p.number < point.number)
    above = min(p.number for p in chain if p.number > point.number)
    due = low + (high - low) * ((point.number - below) / (above - below))
    return abs((point.day - due) / timedelta(days=1))


def _far_from_pace(chain: Sequence[Point]) -> Point | None:
    """Find the inner point that lost a digit: months away from its date while all others keep pace."""
    if len(chain) <= _OTHERS:
        return None
    off = {i: _off_pace(chain, i) for i in range(1, len(chain) - 1)}
    for i in sorted(off, key=lambda i: -off[i])[:3]:
        rest = [*chain[:i], *chain[i + 1 :]]
        others = [_off_pace(rest, k) for k in range(1, len(rest) - 1)]
        usual = quantiles(others, n=10)[-1] if len(others) > 1 else inf
        far = off[i] >= _DAYS_APART and off[i] >= _TIMES_APART * usual
        shorter = (_lost_digit(chain[i], rest) or 0) > chain[i].number
        if far and shorter and _keeps_pace(chain[i - 1], chain[i + 1], rest):
            return chain[i]
    return None


def _keeps_pace(a: Point, b: Point, chain: Sequence[Point]) -> bool:
    """Tell whether the numbers between two points were given about as fast as all others."""
    ours, usual = _pace([a, b]), median(_pace(pair) for pair in pairwise(chain))
    return usual / _PACES_APART <= ours <= usual * _PACES_APART


def _off_pace(chain: Sequence[Point], i: int) -> float:
    """Count the days between a point's date and the day its number was due at the pace around it."""
    a, point, b = chain[i - 1], chain[i], chain[i + 1]
    due = a.day + (b.day - a.day) * ((point.number - a.number) / (b.number - a.number))
    return abs((point.day - due) / timedelta(days=1))
