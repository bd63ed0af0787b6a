"""Scoring rules of a single row: each gives an expression of its points and two sentences.

`chosen` and `figure` are the names of two cells of the row: what was chosen there, and the number the points
depend on.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple, Protocol

from cchc_xl.form.model import Option
from cchc_xl.text.numbers import plain, rounded, show_number

NOT_APPLICABLE = Option("khong_ap_dung", "Không áp dụng")


class ScoringRule(Protocol):
    """What every kind of rule for a single row offers."""

    @property
    def options(self) -> tuple[Option, ...]:
        """Give what may be chosen in the row; () when the points come from a number."""

    def expression(self, chosen: str, figure: str) -> str:
        """Give the points, 0 to the maximum."""

    def sentence(self) -> str:
        """Explain the rule."""

    def reason(self, entry: str | Decimal, unit: str) -> str:
        """Explain what this choice, or this figure of a unit, earns by the rule."""


class Choice(NamedTuple):
    """Graded options, each worth its points."""

    points: Mapping[str, Decimal]
    options: tuple[Option, ...]

    def expression(self, chosen: str, figure: str) -> str:
        """Nest one comparison for each option."""
        text = "None"
        for option in reversed(self.options):
            text = f'{plain(self.points[option.key])} if {chosen} == "{option.key}" else ({text})'
        return text

    def sentence(self) -> str:
        """List the options with their points."""
        return "; ".join(f"{o.label}: {show_number(self.points[o.key])} điểm" for o in self.options)

    def reason(self, entry: str | Decimal, unit: str) -> str:
        """Name the chosen option."""
        return f"chọn «{next(o.label for o in self.options if o.key == entry)}»"


class Band(NamedTuple):
    """A side of an edge and the points it is worth."""

    sign: str
    edge: Decimal
    points: Decimal

    def holds(self, figure: Decimal) -> bool:
        """Tell whether a figure lies on this side."""
        return _COMPARE[self.sign](figure, self.edge)

    def covers(self, other: "Band") -> bool:
        """Tell whether every figure of another band lies in this one too."""
        if self.edge == other.edge:
            return self.sign == other.sign or ("=" in self.sign and other.sign[0] == self.sign[0])
        if self.sign == "=":
            return False
        return self.holds(other.edge) and (other.sign == "=" or other.sign[0] == self.sign[0])


class Threshold(NamedTuple):
    """Bands of the figure, tried in their order."""

    bands: tuple[Band, ...]
    options: tuple[Option, ...] = ()

    def expression(self, chosen: str, figure: str) -> str:
        """Nest one comparison for each band."""
        text = "0"
        for sign, edge, points in reversed(self.bands):
            operator = "==" if sign == "=" else sign
            text = f"{plain(points)} if {figure} {operator} {plain(edge)} else ({text})"
        return text

    def sentence(self) -> str:
        """List the bands with their points."""
        bands = [f"{SIGNS[s]} {show_number(e)}: {show_number(p)} điểm" for s, e, p in self.bands]
        return "; ".join([*bands, "còn lại: 0 điểm"])

    def reason(self, entry: str | Decimal, unit: str) -> str:
        """Name the band that the figure fell into, and the next better one that it missed."""
        assert isinstance(entry, Decimal)
        place = next((i for i, band in enumerate(self.bands) if band.holds(entry)), len(self.bands))
        told = []
        if place < len(self.bands):
            band = self.bands[place]
            told.append(f"{SIGNS[band.sign]} {show_number(band.edge)}{unit}")
        if place:
            band = self.bands[place - 1]
            told.append(f"{_MISSED[band.sign]} {show_number(band.edge)}{unit}")
        return f"{_shown(entry, [band.edge for band in self.bands])}{unit} {' và '.join(told)}"


class Linear(NamedTuple):
    """A share of the maximum in proportion: nothing at the origin or below the floor, all at the goal."""

    maximum: Decimal
    goal: Decimal
    origin: Decimal = Decimal(0)
    floor: Decimal | None = None
    options: tuple[Option, ...] = ()

    def expression(self, chosen: str, figure: str) -> str:
        """Cut at the floor and keep between 0 and the maximum."""
        top, way = plain(self.maximum), plain(self.goal - self.origin)
        figure_ = f"({figure} - {plain(self.origin)})" if self.origin else figure
        share = f"lon_nhat(0, nho_nhat({top}, {top} * {figure_} / {way}))"
        return (
            share if self.floor is None else f"0 if {figure} {self._worse} {plain(self.floor)} else {share}"
        )

    @property
    def _worse(self) -> str:
        return "<" if self.goal > self.origin else ">"

    def sentence(self) -> str:
        """Say the proportion, the floor and the cap."""
        top, way = show_number(self.maximum), show_number(self.goal - self.origin)
        figure = f"(số liệu {_less(self.origin, '')})" if self.origin else "số liệu"
        told = [f"{top} điểm × {figure} / {way}", f"tối đa {top} điểm"]
        if self.floor is not None:
            told.insert(1, f"{'dưới' if self._worse == '<' else 'trên'} {show_number(self.floor)}: 0 điểm")
        return "; ".join(told)

    def reason(self, entry: str | Decimal, unit: str) -> str:
        """Say where the figure lies."""
        assert isinstance(entry, Decimal)
        worse, edges = self._worse, (self.goal, self.origin, self.floor)
        shown = f"{_shown(entry, edges)}{unit}"
        goal, origin = f"{show_number(self.goal)}{unit}", f"{show_number(self.origin)}{unit}"
        if self.floor is not None and _COMPARE[worse](entry, self.floor):
            return f"{shown} {worse} {show_number(self.floor)}{unit}"
        if not _COMPARE[worse](entry, self.goal):
            return f"{shown} {'≥' if worse == '<' else '≤'} {goal}"
        if not _COMPARE[">" if worse == "<" else "<"](entry, self.origin):
            return f"{shown} {'≤' if worse == '<' else '≥'} {origin}"
        if not self.origin:
            return f"{show_number(self.maximum)} × {shown} / {goal}"
        whole = f"{show_number(self.goal - self.origin)}{unit}"
        return f"{show_number(self.maximum)} × ({shown} {_less(self.origin, unit)}) / {whole}"


def _less(origin: Decimal, unit: str) -> str:
    """Write what is taken off, a negative number as what is added."""
    return f"{'−' if origin > 0 else '+'} {show_number(abs(origin))}{unit}"


class Growth(NamedTuple):
    """The growth of the figure over a base, in percent, in proportion; a base of 0 or less gives nothing."""

    base: str
    share: Linear
    options: tuple[Option, ...] = ()

    def expression(self, chosen: str, figure: str) -> str:
        """Take the growth that stands in the cell of the figure."""
        return self.share.expression(chosen, figure)

    def sentence(self) -> str:
        """Say the base, the goal and the floor."""
        base = re.sub(r"ct_([0-9_]+?)(_truoc)?\b", _readable, self.base)
        return f"số liệu là mức tăng (%) so với {base}: {self.share.sentence()}"

    def reason(self, entry: str | Decimal, unit: str) -> str:
        """Say how much it grew."""
        return f"mức tăng: {self.share.reason(entry, unit)}"


def _readable(name: re.Match[str]) -> str:
    return name[1].replace("_", ".") + (" kỳ trước" if name[2] else "")


class Steps(NamedTuple):
    """A step of points for each item, added from 0 or taken off the maximum."""

    maximum: Decimal
    step: Decimal
    start: Decimal = Decimal(0)
    options: tuple[Option, ...] = ()

    def expression(self, chosen: str, figure: str) -> str:
        """Keep between 0 and the maximum."""
        points = f"{plain(self.start)} - " if self.start else ""
        points += f"{plain(self.step)} * {figure}"
        return f"lon_nhat(0, nho_nhat({plain(self.maximum)}, {points}))"

    def sentence(self) -> str:
        """Say the step and the limit."""
        step = f"{show_number(self.step, 6)} điểm × số liệu"
        if self.start:
            return f"{show_number(self.start)} điểm trừ {step}; thấp nhất 0 điểm"
        return f"{step}; tối đa {show_number(self.maximum)} điểm"

    def reason(self, entry: str | Decimal, unit: str) -> str:
        """Write the sum out."""
        assert isinstance(entry, Decimal)
        product = f"{show_number(self.step, 6)} × {show_number(entry, 6)}{unit}"
        return f"{show_number(self.start)} − {product}" if self.start else product


SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "=": "="}
_MISSED = {">=": "<", ">": "≤", "<=": ">", "<": "≥", "=": "≠"}
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": Decimal.__ge__,
    ">": Decimal.__gt__,
    "<=": Decimal.__le__,
    "<": Decimal.__lt__,
    "=": Decimal.__eq__,
}


def _shown(figure: Decimal, edges: Iterable[Decimal | None]) -> str:
    """Print a figure with two decimals, with all where these would put it on an edge."""
    return show_number(figure, 6 if rounded(figure, 2) in edges else 2)
