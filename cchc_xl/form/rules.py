"""Scoring rules: each kind turns its parameters into an expression and into sentences.

The rule text is what an officer types into the `params` column:

| kind | params | input |
|---|---|---|
| yes_no | - | chosen in the row: Có, Không |
| choice | `Đúng hạn: 1; Chậm: 0,5; Không: 0` | chosen in the row |
| threshold | `>= 30: 2; >= 20: 1`: the first band that fits, else 0 | an expression |
| linear | `full=100; floor=80`: max·x/full, 0 below the floor, at most the maximum | an expression |
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple, Protocol

from cchc_xl.form.model import Option
from cchc_xl.text.numbers import plain, read_number, show_number
from cchc_xl.text.vietnamese import slug

NOT_APPLICABLE = Option("khong_ap_dung", "Không áp dụng")


class RuleError(ValueError):
    """Parameters that make no rule."""


class ScoringRule(Protocol):
    """What every kind of rule offers."""

    @property
    def options(self) -> tuple[Option, ...]:
        """Give what may be chosen in the row; () when the points come from figures."""

    def expression(self, chosen: str, entry: str) -> str:
        """Give the points, from the name of the choice cell and of the input cell."""

    def sentence(self) -> str:
        """Explain the rule."""

    def reason(self, entry: str | Decimal) -> str:
        """Explain what this choice or this figure earns by the rule."""


class Choice(NamedTuple):
    """Graded options, each worth its points."""

    points: Mapping[str, Decimal]
    options: tuple[Option, ...]

    def expression(self, chosen: str, entry: str) -> str:
        """Nest one comparison for each option."""
        text = "None"
        for option in reversed(self.options):
            text = f'{plain(self.points[option.key])} if {chosen} == "{option.key}" else ({text})'
        return text

    def sentence(self) -> str:
        """List the options with their points."""
        return "; ".join(f"{o.label}: {show_number(self.points[o.key])} điểm" for o in self.options)

    def reason(self, entry: str | Decimal) -> str:
        """Name the chosen option."""
        return f"chọn «{next(o.label for o in self.options if o.key == entry)}»"


class Threshold(NamedTuple):
    """Bands of the input, tried in their order."""

    bands: tuple[tuple[str, Decimal, Decimal], ...]
    options: tuple[Option, ...] = ()

    def expression(self, chosen: str, entry: str) -> str:
        """Nest one comparison for each band."""
        text = "0"
        for sign, edge, points in reversed(self.bands):
            operator = "==" if sign == "=" else sign
            text = f"{plain(points)} if {entry} {operator} {plain(edge)} else ({text})"
        return text

    def sentence(self) -> str:
        """List the bands with their points."""
        bands = [f"{_SIGNS[s]} {show_number(e)}: {show_number(p)} điểm" for s, e, p in self.bands]
        return "; ".join([*bands, "còn lại: 0 điểm"])

    def reason(self, entry: str | Decimal) -> str:
        """Name the band that the figure fell into."""
        assert isinstance(entry, Decimal)
        for sign, edge, _ in self.bands:
            if _COMPARE[sign](entry, edge):
                return f"{show_number(entry, 6)} {_SIGNS[sign]} {show_number(edge)}"
        return f"{show_number(entry, 6)} không đạt mức nào"


class Linear(NamedTuple):
    """A share of the maximum in proportion to the input."""

    maximum: Decimal
    full: Decimal
    floor: Decimal
    options: tuple[Option, ...] = ()

    def expression(self, chosen: str, entry: str) -> str:
        """Cut at the floor and cap at the maximum."""
        top = plain(self.maximum)
        share = f"nho_nhat({top}, {top} * {entry} / {plain(self.full)})"
        return f"0 if {entry} < {plain(self.floor)} else {share}"

    def sentence(self) -> str:
        """Say the proportion and the floor."""
        full, floor, top = (show_number(x) for x in (self.full, self.floor, self.maximum))
        return f"{top} điểm × số liệu / {full}; dưới {floor}: 0 điểm; tối đa {top} điểm"

    def reason(self, entry: str | Decimal) -> str:
        """Say where the figure lies."""
        assert isinstance(entry, Decimal)
        x = show_number(entry, 6)
        if entry < self.floor:
            return f"{x} < {show_number(self.floor)}"
        if entry >= self.full:
            return f"{x} ≥ {show_number(self.full)}"
        return f"{show_number(self.maximum)} × {x} / {show_number(self.full)}"


_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "=": "="}
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": Decimal.__ge__,
    ">": Decimal.__gt__,
    "<=": Decimal.__le__,
    "<": Decimal.__lt__,
    "=": Decimal.__eq__,
}
_BAND = re.compile(r"(>=|<=|>|<|=)\s*([\d.,]+)\s*:\s*([\d.,]+)")


def _number(text: str) -> Decimal:
    try:
        return read_number(text)
    except ValueError:
        raise RuleError(f"«{text.strip()}» không phải là số; viết như 0,5") from None


def _within(points: Decimal, maximum: Decimal) -> Decimal:
    if not 0 <= points <= maximum:
        raise RuleError(f"mức {show_number(points)} điểm nằm ngoài khoảng 0 đến {show_number(maximum)}")
    return points


def _yes_no(params: str, maximum: Decimal) -> ScoringRule:
    if params.strip():
        raise RuleError("loại yes_no không có tham số")
    return _graded({"Có": maximum, "Không": Decimal(0)})


def _choice(params: str, maximum: Decimal) -> ScoringRule:
    points: dict[str, Decimal] = {}
    for item in params.split(";"):
        label, colon, value = item.rpartition(":")
        if not colon or not label.strip():
            raise RuleError(f"«{item.strip()}»: viết «Mức: điểm», các mức cách nhau bằng dấu ;")
        points[label.strip()] = _within(_number(value), maximum)
    if max(points.values()) != maximum:
        raise RuleError("không mức nào đạt điểm tối đa")
    return _graded(points)


def _graded(points: Mapping[str, Decimal]) -> ScoringRule:
    options = tuple(Option(slug(label), label) for label in points)
    if len({option.key for option in options}) < len(options):
        raise RuleError("hai mức trùng tên")
    return Choice({o.key: points[o.label] for o in options}, options)


def _threshold(params: str, maximum: Decimal) -> ScoringRule:
    bands = []
    for item in params.split(";"):
        match = _BAND.fullmatch(item.strip())
        if not match:
            raise RuleError(f"«{item.strip()}»: viết «>= 30: 2»")
        bands.append((match[1], _number(match[2]), _within(_number(match[3]), maximum)))
    if max(points for _, _, points in bands) != maximum:
        raise RuleError("không ngưỡng nào đạt điểm tối đa")
    return Threshold(tuple(bands))


def _linear(params: str, maximum: Decimal) -> ScoringRule:
    pairs = dict(item.split("=", 1) for item in params.replace(" ", "").split(";") if "=" in item)
    if set(pairs) != {"full", "floor"}:
        raise RuleError("viết «full=100; floor=80»")
    full, floor = _number(pairs["full"]), _number(pairs["floor"])
    if not 0 <= floor <= full or full == 0:
        raise RuleError("cần 0 <= floor <= full và full > 0")
    return Linear(maximum, full, floor)


KINDS: dict[str, Callable[[str, Decimal], ScoringRule]] = {
    "yes_no": _yes_no,
    "choice": _choice,
    "threshold": _threshold,
    "linear": _linear,
}


def make_rule(kind: str, params: str, maximum: Decimal) -> ScoringRule:
    """Build the rule of a subcriterion; raises RuleError with the remedy in Vietnamese."""
    if kind not in KINDS:
        raise RuleError(f"không có loại quy tắc «{kind}»; có: {', '.join(KINDS)}, sum")
    return KINDS[kind](params, maximum)


class Criterion(NamedTuple):
    """A row of the score sheet; `rule` is None for the sum of the rows below it."""

    code: str
    label: str
    maximum: Decimal
    kind: str
    input: str
    rule: ScoringRule | None
    evidence: str
    source: str

    @property
    def name(self) -> str:
        """Give the name of the points in expressions and in Excel."""
        return "tc_" + self.code.replace(".", "_")

    @property
    def parent(self) -> str:
        """Give the code one level up, "" for an area."""
        return self.code.rpartition(".")[0]

    @property
    def options(self) -> tuple[Option, ...]:
        """Give what may be chosen in the row, «not applicable» included."""
        return (*self.rule.options, NOT_APPLICABLE) if self.rule else ()
