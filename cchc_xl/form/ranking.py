"""How the units of a year are ranked: what `[ranking]` of form.toml and groups.csv say."""

from collections.abc import Mapping
from typing import NamedTuple

from cchc_xl.form.tables import Record

_ALLOWED: Mapping[str, tuple[object, ...]] = {
    "ties": ("shared", "sequential"),
    "decimals": (2, 3),
    "by": ("self", "appraised"),
}


class Ranking(NamedTuple):
    """How units are put in order.

    Percentages that print alike, at `decimals`, are a tie: units of a tie have one rank ("shared": 1, 2,
    2, 4) or follow each other ("sequential": 1, 2, 3, 4), fewer points lost first, then by name. `by` is
    the score that counts.
    """

    ties: str = "shared"
    decimals: int = 2
    by: str = "self"


class Group(NamedTuple):
    """The group in which a unit stands; a unit may be scored and not ranked, for a reason that is shown."""

    name: str
    ranked: bool = True
    reason: str = ""


EVERYONE = Group("Chung")
"""The group of units that groups.csv does not name."""


def make_ranking(data: Mapping[str, object], top: Record) -> Ranking:
    """Make the settings of their table in form.toml; what is left out has its default."""
    for key, value in data.items():
        allowed = _ALLOWED.get(key, ())
        if value not in allowed or isinstance(value, bool):
            fix = f"Chọn một trong: {', '.join(map(str, allowed or _ALLOWED))}"
            top.fault(f"ranking.{key}", f"«{value}» không hợp lệ" if allowed else "không có mục này", fix)
    return Ranking(**{key: value for key, value in data.items() if key in _ALLOWED})  # type: ignore[arg-type]


def make_group(record: Record) -> Group:
    """Make the group of a unit of its row."""
    ranked = record.one_of("ranked", ("", "yes")) == "yes"
    if not ranked and not record["reason"]:
        record.fault("reason", "đơn vị không xếp hạng phải có lý do", "Ghi lý do, hoặc ghi yes ở cột ranked")
    return Group(record["group"] or EVERYONE.name, ranked, record["reason"])
