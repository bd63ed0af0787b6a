"""What cells may hold, by the data validations of two sheets of unknown making."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from cchc_xl.excel.differences import Change
from cchc_xl.excel.foreign import MAX_CELLS, Tab, moved, too_large
from cchc_xl.form.layout import letters

_RULES = {"list": "danh sách", "custom": "công thức", "whole": "số nguyên", "decimal": "số"}
_RULES |= {"date": "ngày", "time": "giờ", "textLength": "độ dài chữ"}
_OPERATORS = {"between": " từ {} đến {}", "notBetween": " ngoài khoảng từ {} đến {}", "equal": " bằng {}"}
_OPERATORS |= {"notEqual": " khác {}", "lessThan": " nhỏ hơn {}", "greaterThan": " lớn hơn {}"}
_OPERATORS |= {"lessThanOrEqual": " không quá {}", "greaterThanOrEqual": " từ {} trở lên"}
_STYLES = {"warning": " (chỉ cảnh báo)", "information": " (chỉ thông báo)", "off": " (không chặn)"}

Segment = tuple[int, int, Any, str]
"""First and last row of a validation in a column, the validation, the cell its formulas are written for."""


def _segments(tab: Tab) -> Mapping[int, list[Segment]]:
    found: dict[int, list[Segment]] = defaultdict(list)
    rules = [rule for rule in tab.sheet.data_validations.dataValidation if rule.type in _RULES]
    areas = [(area, rule) for rule in rules for area in rule.sqref.ranges]
    if sum(area.size["columns"] for area, _ in areas) > MAX_CELLS:
        raise too_large(tab.title)
    for area, rule in areas:
        ranges = rule.sqref.ranges
        anchor = f"{letters(min(one.min_col for one in ranges) - 1)}{min(one.min_row for one in ranges)}"
        for column in range(area.min_col, area.max_col + 1):
            found[column].append((area.min_row, area.max_row, rule, anchor))
    return {column: sorted(segments, key=lambda one: one[:2]) for column, segments in found.items()}


def _rule(segments: Sequence[Segment], row: int, cell: str) -> str:
    """Tell in words what a cell may hold; "" when anything."""
    index = bisect_right(segments, row, key=lambda one: one[0]) - 1
    if index < 0 or segments[index][1] < row:
        return ""
    rule, anchor = segments[index][2:]
    formulas = [moved(f"={text or ''}", anchor, cell)[1:] for text in (rule.formula1, rule.formula2)]
    how = " {}" if rule.type in ("list", "custom") else _OPERATORS[rule.operator or "between"]
    style = rule.errorStyle or "stop" if rule.showErrorMessage else "off"
    return _RULES[rule.type] + how.format(*formulas) + _STYLES.get(style, "")


def compare_validations(one: Tab, other: Tab) -> Iterator[Change]:
    """Tell where two sheets let their cells hold different things, range by range."""
    sides = _segments(one), _segments(other)
    for column in sorted({*sides[0], *sides[1]}):
        a, b = (side.get(column, []) for side in sides)
        name = letters(column - 1)
        edges = sorted({edge for first, last, *_ in [*a, *b] for edge in (first, last + 1)})
        told = {row: (_rule(a, row, f"{name}{row}"), _rule(b, row, f"{name}{row}")) for row in edges}
        for rules, run in groupby(((told[row], row, end - 1) for row, end in pairwise(edges)), itemgetter(0)):
            spans = list(run)
            first, last = spans[0][1], spans[-1][2]
            if rules[0] != rules[1]:
                where = f"{name}{first}" + (f":{name}{last}" if last > first else "")
                yield Change("validations", one.title, what=where, a=rules[0], b=rules[1])
