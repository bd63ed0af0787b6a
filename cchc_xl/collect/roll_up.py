"""The figures of several periods of a year as one column, by the rule that each indicator carries."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from cchc_xl.form.form import Form
from cchc_xl.form.model import Indicator
from cchc_xl.text.numbers import show_number

Column = Any  # a pandas Series of Decimal by period; the stubs know no Series of Decimal
Rule = Callable[[Column], Decimal]
Figures = Mapping[str, Mapping[str, Decimal]]
"""Figures by period, «2021-Q1», then by code of the indicator; what is empty is left out."""


@dataclass(frozen=True)
class RolledUp:
    """The new figures by code, and what an officer should look at, in words."""

    figures: Mapping[str, Decimal]
    differences: tuple[str, ...]


def roll_up(form: Form, figures: Figures) -> RolledUp:
    """Make one column of periods given in their order, each counted from the start of the year.

    `sum` adds what each period brought on top of the one before, so a total is never counted twice;
    `last` and `maximum` are what they say; `recompute` is left to the form's formula and `none` to staff.
    """
    table = pd.DataFrame({period: pd.Series(column, dtype=object) for period, column in figures.items()})
    rolled: dict[str, Decimal] = {}
    differences: list[str] = []
    for code, row in table.iterrows():
        indicator = form.indicators[str(code)]
        known = row.dropna()
        if known.empty or indicator.over_periods in ("recompute", "none"):
            continue
        rolled[indicator.code] = _RULES[indicator.over_periods](known)
        differences += _remarks(indicator, known, list(table.columns))
    return RolledUp(rolled, tuple(differences))


def _total(known: Column) -> Decimal:
    added = known.diff()
    added.iloc[0] = known.iloc[0]
    return Decimal(added.sum())


_RULES: dict[str, Rule] = {
    "sum": _total,
    "last": lambda known: known.iloc[-1],
    "maximum": lambda known: known.max(),
}


def _remarks(indicator: Indicator, known: Column, periods: list[str]) -> Iterator[str]:
    name = f"{indicator.code} {indicator.label}"
    told = "; ".join(f"{period}: {show_number(Decimal(str(value)))}" for period, value in known.items())
    if indicator.over_periods == "sum" and (known.diff().dropna() < 0).any():
        yield f"{name}: số tính từ đầu năm lại giảm ({told})"
    if known.index[-1] != periods[-1]:
        yield f"{name}: {periods[-1]} chưa có số, lấy đến {known.index[-1]} ({told})"
