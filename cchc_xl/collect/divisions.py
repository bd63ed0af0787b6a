"""The figures of many divisions or units as one column, by the rule that each indicator carries."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from cchc_xl.entries.evaluate import evaluate
from cchc_xl.entries.from_json import make_picture
from cchc_xl.form.form import Form

Column = Any  # a pandas Series of Decimal by sender; the stubs know no Series of Decimal
_RULES: dict[str, Callable[[Column], Decimal]] = {
    "sum": lambda known: Decimal(known.sum()),
    "last": lambda known: known.iloc[-1],
    "maximum": lambda known: known.max(),
}
RULES = {
    "sum": "cộng",
    "last": "số mới nhất",
    "maximum": "số lớn nhất",
    "recompute": "tính lại",
    "none": "không cộng",
}
"""What an officer reads of `over_divisions`."""


def added_up(form: Form, period: str, figures: Mapping[Any, Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """Make one column of those of the senders, given in the order in which they sent.

    A figure that only one has is that one's. What several have that cannot be added is left out; rates are
    worked out again from the sums.
    """
    table = pd.DataFrame([*figures.values()], dtype=object)
    total: dict[str, Decimal] = {}
    for code, column in table.items():
        indicator, known = form.indicators.get(str(code)), column.dropna()
        if indicator is None or indicator.formula:
            continue
        if len(known) == 1:
            total[indicator.code] = known.iloc[0]
        elif indicator.over_divisions in _RULES:
            total[indicator.code] = _RULES[indicator.over_divisions](known)
    typed = {code: float(value) for code, value in total.items()}
    evaluation = evaluate(make_picture(form, period, {"indicators": typed}))
    for code, indicator in form.indicators.items():
        if indicator.formula and (value := evaluation.number(indicator.name)) is not None:
            total[code] = value
    return {code: total[code] for code in form.indicators if code in total}
