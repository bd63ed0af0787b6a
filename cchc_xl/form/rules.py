"""Scoring rules: each kind turns its parameters into an expression and into two sentences.

The twelve kinds stand in KINDS. `chosen` and `figure` are the names of two cells of the row: what was chosen
there, and the number the points depend on. Parameters are what an officer types: «muc_tieu=100; san=80».
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple, Protocol

from cchc_xl.form.model import Option
from cchc_xl.text.numbers import plain, read_number, rounded, show_number
from cchc_xl.text.vietnamese import slug

NOT_APPLICABLE = Option("khong_ap_dung", "Không áp dụng")


class RuleError(ValueError):
    """Parameters that make no rule: the code of the fault and what is wrong, with the remedy."""

    def __init__(self, message: str, code: str = "BT07") -> None:
        super().__init__(message)
        self.code = code


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
        bands = [f"{_SIGNS[s]} {show_number(e)}: {show_number(p)} điểm" for s, e, p in self.bands]
        return "; ".join([*bands, "còn lại: 0 điểm"])

    def reason(self, entry: str | Decimal, unit: str) -> str:
        """Name the band that the figure fell into, and the next better one that it missed."""
        assert isinstance(entry, Decimal)
        place = next((i for i, band in enumerate(self.bands) if band.holds(entry)), len(self.bands))
        told = []
        if place < len(self.bands):
            band = self.bands[place]
            told.append(f"{_SIGNS[band.sign]} {show_number(band.edge)}{unit}")
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
        figure = f"(số liệu − {show_number(self.origin)})" if self.origin else "số liệu"
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
        less = f"− {origin}" if self.origin > 0 else f"+ {origin.removeprefix('-')}"
        return f"{show_number(self.maximum)} × ({shown} {less}) / {whole}"


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


_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "=": "="}
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


def _number(text: str) -> Decimal:
    try:
        return read_number(text)
    except ValueError:
        raise RuleError(f"«{text.strip()}» không phải là số; viết như 0,5") from None


def _within(points: Decimal, maximum: Decimal) -> Decimal:
    if not 0 <= points <= maximum:
        raise RuleError(f"mức {show_number(points)} điểm nằm ngoài khoảng 0 đến {show_number(maximum)}")
    return points


def _pairs(params: str, needed: Collection[str], optional: Collection[str] = ()) -> dict[str, str]:
    """Read «muc_tieu=100; san=80»."""
    pairs = {}
    for item in filter(str.strip, params.split(";")):
        name, sign, value = item.partition("=")
        if not needed:
            raise RuleError("loại quy tắc này không có tham số")
        if not sign or name.strip() not in (*needed, *optional) or name.strip() in pairs:
            raise RuleError(f"«{item.strip()}»: chỉ nhận {', '.join((*needed, *optional))}, mỗi tên một lần")
        pairs[name.strip()] = value.strip()
    for name in needed:
        if not pairs.get(name):
            raise RuleError(f"thiếu «{name}=…»")
    return pairs


def _yes_no(params: str, maximum: Decimal) -> ScoringRule:
    _pairs(params, ())
    return _graded({"Có": maximum, "Không": Decimal(0)})


def _choice(params: str, maximum: Decimal) -> ScoringRule:
    points: dict[str, Decimal] = {}
    for item in params.split(";"):
        label, colon, value = (part.strip() for part in item.rpartition(":"))
        if not colon or not label:
            raise RuleError(f"«{item.strip()}»: viết «Mức: điểm», các mức cách nhau bằng dấu ;")
        whole = maximum / 100 if value.endswith("%") else Decimal(1)
        points[label] = _within(_number(value) * whole, maximum)
    if max(points.values()) != maximum:
        raise RuleError("không mức nào đạt điểm tối đa")
    return _graded(points)


def _graded(points: Mapping[str, Decimal]) -> ScoringRule:
    options = tuple(Option(slug(label), label) for label in points)
    if len({option.key for option in (*options, NOT_APPLICABLE)}) <= len(options):
        raise RuleError("hai mức trùng tên, hoặc trùng với «Không áp dụng» luôn có sẵn")
    return Choice({o.key: points[o.label] for o in options}, options)


def _threshold(params: str, maximum: Decimal) -> ScoringRule:
    bands: list[Band] = []
    for item in params.split(";"):
        condition, colon, points = item.partition(":")
        sign = next((sign for sign in _SIGNS if condition.strip().startswith(sign)), "")
        if not colon or not sign:
            raise RuleError(f"«{item.strip()}»: viết «>= 30: 2»")
        edge = _number(condition.strip().removeprefix(sign))
        bands.append(Band(sign, edge, _within(_number(points), maximum)))
    for i, band in enumerate(bands):
        for before in bands[:i]:
            if before.covers(band) or {before.sign[0], band.sign[0]} == {"<", ">"}:
                pair = f"«{before.sign} {show_number(before.edge)}» và «{band.sign} {show_number(band.edge)}»"
                raise RuleError(
                    f"hai ngưỡng {pair} chồng nhau; xếp từ mức điểm cao xuống, cùng một chiều", "BT08"
                )
    if max(band.points for band in bands) != maximum:
        raise RuleError("không ngưỡng nào đạt điểm tối đa")
    return Threshold(tuple(bands))


def _linear(params: str, maximum: Decimal) -> ScoringRule:
    return _share(_pairs(params, ("muc_tieu",), ("san", "goc")), maximum)


def _share(pairs: Mapping[str, str], maximum: Decimal) -> Linear:
    goal, origin = _number(pairs["muc_tieu"]), _number(pairs.get("goc") or "0")
    floor = _number(pairs["san"]) if pairs.get("san") else None
    if goal == origin:
        raise RuleError("muc_tieu phải khác goc")
    if floor is not None and not min(goal, origin) <= floor <= max(goal, origin):
        raise RuleError("san phải nằm giữa goc và muc_tieu")
    return Linear(maximum, goal, origin, floor)


def _growth(params: str, maximum: Decimal) -> ScoringRule:
    pairs = _pairs(params, ("moc", "muc_tieu"), ("san", "goc"))
    try:
        base = plain(read_number(pairs["moc"]))
    except ValueError:
        base = pairs["moc"]
    return Growth(base, _share(pairs, maximum))


def _survey(params: str, maximum: Decimal) -> ScoringRule:
    _pairs(params, ())
    return Linear(maximum, Decimal(100))


def _step(params: str, name: str) -> Decimal:
    step = _number(_pairs(params, (name,))[name])
    if step <= 0:
        raise RuleError(f"{name} phải lớn hơn 0")
    return step


def _deduct(params: str, maximum: Decimal) -> ScoringRule:
    return Steps(maximum, _step(params, "buoc"), start=maximum)


def _award(params: str, maximum: Decimal) -> ScoringRule:
    return Steps(maximum, _step(params, "buoc"))


def _external(params: str, maximum: Decimal) -> ScoringRule:
    return Steps(maximum, _step(params, "he_so"))


class Kind(NamedTuple):
    """A kind of rule as people know it.

    `number` is the type of the figure when it is typed in the row, "" when a level is chosen instead; a kind
    without `make` is a row that adds up the rows below it.
    """

    label: str
    help: str
    params: str = ""
    number: str = ""
    make: Callable[[str, Decimal], ScoringRule] | None = None


SUM, BONUS, PENALTY, SURVEY, GROWTH = "sum", "bonus", "penalty", "survey", "growth"
KINDS: dict[str, Kind] = {
    "yes_no": Kind("Có/Không", "Có: điểm tối đa; Không: 0 điểm", make=_yes_no),
    "choice": Kind(
        "Chọn mức", "mỗi mức một số điểm, hoặc phần trăm của điểm tối đa",
        "Đúng hạn: 1; Chậm: 50%; Không: 0", make=_choice,
    ),
    "threshold": Kind(
        "Theo ngưỡng", "mức đầu tiên mà số liệu đạt; không đạt mức nào: 0 điểm",
        ">= 30: 2; >= 20: 1", "decimal", _threshold,
    ),
    "linear": Kind(
        "Tuyến tính",
        "điểm tối đa × (số liệu − goc) / (muc_tieu − goc); kém hơn san: 0 điểm; san, goc có thể bỏ",
        "muc_tieu=100; san=80; goc=0", "decimal", _linear,
    ),
    "deduct": Kind("Trừ dần", "điểm tối đa trừ buoc cho mỗi việc, ít nhất 0", "buoc=0,5", "integer", _deduct),
    "award": Kind("Cộng dần", "buoc cho mỗi việc, tối đa bằng điểm tối đa", "buoc=0,5", "integer", _award),
    GROWTH: Kind(
        "So với mốc", "mức tăng (%) của số liệu so với moc, rồi như tuyến tính",
        "moc=ct_1_1_1_truoc; muc_tieu=10; san=0; goc=0", "decimal", _growth,
    ),
    SURVEY: Kind(
        "Điều tra XHH", "điểm tối đa × tỷ lệ điều tra / 100; chưa có điều tra thì không tính vào mẫu số",
        number="percent", make=_survey,
    ),
    "external": Kind(
        "Số liệu ngoài", "he_so × số liệu được công bố (như SIPAS), nhiều nhất bằng điểm tối đa",
        "he_so=0,1", "decimal", _external,
    ),
    SUM: Kind("Tổng các mục con", "tổng điểm các dòng bên dưới"),
    BONUS: Kind("Điểm thưởng", "tổng các dòng bên dưới, cộng thêm ngoài 100, tối đa bằng điểm của dòng"),
    PENALTY: Kind("Điểm trừ", "tổng các dòng bên dưới, trừ sau khi cộng, tối đa bằng điểm của dòng"),
}  # fmt: skip
"""Every kind by its key in files, in the order in which officers read about them."""


def make_rule(kind: str, params: str, maximum: Decimal) -> ScoringRule | None:
    """Build the rule of a row, None for a row that adds up; raises RuleError, in Vietnamese."""
    if kind not in KINDS:
        raise RuleError(f"không có loại quy tắc «{kind}»; có: {', '.join(KINDS)}", "BT06")
    make = KINDS[kind].make
    if make is None:
        _pairs(params, ())
        return None
    return make(params, maximum)
