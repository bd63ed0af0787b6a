"""Workbooks of earlier periods, each with what can be compared with the present one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cchc_xl.entries.evaluate import evaluate
from cchc_xl.entries.picture import Picture
from cchc_xl.form.form import Form
from cchc_xl.form.load import load_form
from cchc_xl.form.model import Unit, when
from cchc_xl.text.vietnamese import fold


@dataclass(frozen=True)
class Earlier:
    """An earlier workbook: its figures by code, those that mean the same in the present form.

    `refused` says why it is not used, "" when it is. The figures of a predecessor that was merged or
    divided are not those of the `same_unit`: they may have been copied, but not grown into today's.
    """

    file: str
    period: str
    refused: str
    same_unit: bool
    figures: Mapping[str, Decimal]


def look_back(picture: Picture, previous: Iterable[Picture]) -> tuple[Earlier, ...]:
    """Set earlier workbooks beside the present one, in the order of their periods."""
    seen: set[tuple[str, str]] = set()
    found = []
    for old in sorted(previous, key=lambda old: when(old.stamp.period)):
        unit, period = old.stamp.unit, old.stamp.period
        refused = _refusal(picture, old)
        if not refused and (unit, period) in seen:
            refused = f"thứ hai của {old.form.named_period(period)}"
        same_unit = not refused and _is_same(picture.form, unit)
        figures = {} if refused else dict(_figures(picture.form, old))
        found.append(Earlier(old.file, period, refused, same_unit, figures))
        seen.add((unit, period))
    return tuple(found)


def _refusal(picture: Picture, old: Picture) -> str:
    form = picture.form
    if old.form.meta.key != form.meta.key and _family(old.form) != _family(form):
        return f"theo biểu mẫu {old.form.meta.key}, không cùng loại với biểu mẫu {form.meta.key}"
    if old.stamp.unit not in form.lineage:
        names = [f"{unit.name} ({unit.code})" for unit in (old.form.unit, form.unit)]
        return f"của {names[0]}, không phải của {names[1]}"
    if when(old.stamp.period) >= when(picture.stamp.period):
        periods = [form.named_period(one.stamp.period) for one in (old, picture)]
        return f"của {periods[0]}, không phải của một kỳ trước {periods[1]}"
    return ""


def _family(form: Form) -> str:
    return _family(load_form(form.meta.base)) if form.meta.base else form.meta.key


def _is_same(form: Form, code: str) -> bool:
    """Tell whether a unit is the present one, or became it under a new name and nothing else."""
    unit: Unit = form.unit
    while unit.code != code:
        before = form.units.get(unit.predecessor)  # none for several, which were merged
        if before is None or unit.valid_from is None or before.successor.split() != [unit.code]:
            return False
        unit = before
    return True


def _figures(form: Form, old: Picture) -> Iterator[tuple[str, Decimal]]:
    evaluation = evaluate(old)
    for code, before in old.form.indicators.items():
        now = form.indicators.get(code)
        if now and (fold(now.label), now.unit) == (fold(before.label), before.unit):
            value = evaluation.number(before.name)
            if value is not None:
                yield code, value
