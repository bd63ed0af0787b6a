"""Put units in order by the percentage of their maximum: ranks, bands, means.

pandas counts points in millionths, whole numbers, so that it adds, compares and ranks them exactly; what
comes out is Decimal again.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from cchc_xl.form.form import Form
from cchc_xl.form.model import Band
from cchc_xl.form.ranking import EVERYONE
from cchc_xl.index.sums import compare
from cchc_xl.text.numbers import rounded
from cchc_xl.text.vietnamese import slug

Series = Any  # a pandas Series of whole numbers, some missing; the stubs know no such Series
_METHODS = {"shared": "min", "sequential": "first"}
_SHOWN_CODES = 5


class UnitScore(NamedTuple):
    """What one unit scored, unrounded: points and maxima by code of the top-level rows, and their total.

    A row that does not apply has no points and a maximum of 0; bonus and penalty rows have points and a
    maximum of 0. `missing` names the criteria that have no score yet; `remark` is what a reader should know.
    """

    unit: str
    name: str
    areas: Mapping[str, Decimal | None]
    maxima: Mapping[str, Decimal]
    total: Decimal | None
    maximum: Decimal
    missing: tuple[str, ...] = ()
    remark: str = ""

    @property
    def incomplete(self) -> str:
        """Say what is missing, "" when all criteria have their score."""
        if self.missing:
            codes = ", ".join(self.missing[:_SHOWN_CODES])
            more = ", …" if len(self.missing) > _SHOWN_CODES else ""
            return f"chưa đủ điểm: {len(self.missing)} tiêu chí ({codes}{more})"
        return "" if self.total is not None and self.maximum else "chưa có điểm"

    @property
    def lost(self) -> Decimal:
        """Sum up the points lost in the areas."""
        counted = (code for code, maximum in self.maxima.items() if maximum)
        return sum((self.maxima[code] - (self.areas[code] or 0) for code in counted), Decimal(0))


def rank(scores: Iterable[UnitScore], form: Form) -> pd.DataFrame:
    """Give one row a unit, best first, with rank, rank_in_group and band; equal is what prints alike.

    Units that are not ranked, because groups.csv says so or because criteria have no score yet, stand last
    in the same order: without ranks, with the `reason`; the latter without percentage or band either.
    `percent` is as printed, `exact` in millionths.
    """
    table = pd.DataFrame([_row(score, form) for score in scores])
    table = table.astype({"exact": "Int64", "printed": "Int64"})
    table["band"] = _bands(table["printed"], form.bands)
    ascending = {"ranked": False, "printed": False, "lost": True, "order": True, "unit": True}
    table = table.sort_values([*ascending], ascending=[*ascending.values()], ignore_index=True)
    counted = table["printed"].where(table["ranked"]).astype("Float64")
    best: Any = {"method": _METHODS[form.meta.ranking.ties], "ascending": False}
    table["rank"] = counted.rank(**best).astype("Int64")
    table["rank_in_group"] = counted.groupby(table["group"]).rank(**best).astype("Int64")
    return table.drop(columns=["printed", "lost", "order"])


def _row(score: UnitScore, form: Form) -> dict[str, object]:
    group, digits = form.groups.get(score.unit, EVERYONE), form.meta.ranking.decimals
    percent = None if score.incomplete else _percent(score.total, score.maximum)
    printed = None if percent is None else rounded(percent, digits)
    reason = "; ".join(filter(None, ("" if group.ranked else group.reason, score.incomplete)))
    return {
        "unit": score.unit,
        "name": score.name,
        "group": group.name,
        "ranked": not reason,
        "reason": reason,
        "total": score.total,
        "maximum": score.maximum,
        "percent": printed,
        "note": "; ".join(filter(None, (score.remark, _sum_note(score, digits)))),
        "exact": _millionths(percent),
        "printed": _millionths(printed),
        "lost": _millionths(score.lost),
        "order": slug(score.name),
    }


def _percent(points: Decimal | None, maximum: Decimal) -> Decimal | None:
    return rounded(100 * points / maximum) if points is not None and maximum else None


def _sum_note(score: UnitScore, digits: int) -> str:
    if score.total is None:
        return ""
    known = [points for points in score.areas.values() if points is not None]
    return str(compare(known, score.total, digits))


def _millionths(value: Decimal | None) -> int | None:
    return None if value is None else int(rounded(value).scaleb(6))


def _bands(printed: Series, bands: Iterable[Band]) -> Series:
    ordered = sorted(bands)
    edges = [float(band.least.scaleb(6)) for band in ordered]
    labels = [band.label for band in ordered]
    numbers = printed.astype("Float64").to_numpy(dtype=float, na_value=float("nan"))
    cut = pd.cut(numbers, [*edges, float("inf")], right=False, labels=labels, ordered=False)
    return pd.Series(cut, index=printed.index).astype(object).fillna("")


def area_scores(scores: Iterable[UnitScore], table: pd.DataFrame) -> pd.DataFrame:
    """Give one row a unit and area, in the order of the ranking: points and `percent` of the maximum.

    `earned` and `exact` are the same two in millionths.
    """
    of_unit = {score.unit: score for score in scores}
    rows = [
        (unit, ranked, code, points, percent, _millionths(points), _millionths(percent))
        for unit, ranked in zip(table["unit"], table["ranked"], strict=True)
        for code, points in of_unit[unit].areas.items()
        for percent in [_percent(points, of_unit[unit].maxima[code])]
    ]
    columns = ["unit", "ranked", "area", "points", "percent", "earned", "exact"]
    return pd.DataFrame(rows, columns=columns).astype({"earned": "Int64", "exact": "Int64"})


def statistics(rows: pd.DataFrame, by: str, digits: int, of: str = "exact") -> pd.DataFrame:
    """Give count, mean, median, highest and lowest of the ranked rows, for each value of `by`.

    Worked out over what is not rounded; only the results are, to `digits`.
    """
    known = rows[rows["ranked"] & rows[of].notna()].astype({of: "int64"})
    found = known.groupby(by, sort=False)[of].agg(["count", "sum", "median", "max", "min"])
    sums = zip(found["sum"], found["count"], strict=True)
    columns = {
        "count": found["count"],
        "mean": [_printed(Decimal(total) / count, digits) for total, count in sums],
        "median": [_printed(Decimal(value), digits) for value in found["median"]],
        "highest": [_printed(Decimal(value), digits) for value in found["max"]],
        "lowest": [_printed(Decimal(value), digits) for value in found["min"]],
    }
    return pd.DataFrame(columns, index=found.index)


def _printed(millionths: Decimal, digits: int) -> Decimal:
    return rounded(millionths.scaleb(-6), digits)
