"""The kinds of scoring rules, and how each reads what officers type: «muc_tieu=100; san=80».

Adding a kind: an entry in KINDS and a test.
"""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from typing import NamedTuple

from cchc_xl.form.model import Option
from cchc_xl.form.rules import (
    NOT_APPLICABLE,
    SIGNS,
    Band,
    Choice,
    Growth,
    Linear,
    ScoringRule,
    Steps,
    Threshold,
)
from cchc_xl.text.numbers import plain, read_number, show_number
from cchc_xl.text.vietnamese import slug


class RuleError(ValueError):
    """Parameters that make no rule: the code of the fault and what is wrong, with the remedy."""

    def __init__(self, message: str, code: str = "BT07") -> None:
        super().__init__(message)
        self.code = code


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
        sign = next((sign for sign in SIGNS if condition.strip().startswith(sign)), "")
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
