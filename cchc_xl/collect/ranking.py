"""Put units in order by the percentage of their maximum: ranks, bands, means.

pandas counts points in millionths, whole numbers, so that it adds, compares and ranks them exactly; what
comes out is Decimal again.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

import pandas as pd

from cchc_xl.form.form import Form
from cchc_xl.form.model import Band
from cchc_xl.form.ranking import EVERYONE
from cchc_xl.index.sums import compare
from cchc_xl.text.numbers import rounded
from cchc_xl.text.vietnamese import slug

Series = Any  # a pandas Series of whole numbers, some missing; the stubs know no such Series
_ONE = 10**6
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


def rank(scores: Iterable[UnitScore], form: Form) -> pd.DataFrame:
    """Give one row a unit, best first, with rank, rank_in_group and band; equal is what prints alike.

    Units that are not ranked, because groups.csv says so or because criteria have no score yet, stand last
    in the same order: without ranks, with the `reason`; the latter without percentage or band either.
    `percent` is as printed, `exact` in millionths.
    """
    settings = form.meta.ranking
    table = pd.DataFrame.from_records([_row(score, form) for score in scores], columns=[*_COLUMNS])
    table["exact"] = share(table["points"], table["out_of"])
    step = _ONE // 10**settings.decimals
    printed = (table["exact"] + step // 2) // step
    table["percent"] = printed.map(partial(_decimal, digits=settings.decimals)).astype(object)
    table["band"] = _bands(printed, form.bands, settings.decimals)
    table["key"] = printed.where(table["ranked"]).astype("Float64")
    ascending = {"ranked": False, "printed": False, "lost": True, "order": True, "unit": True}
    table = table.assign(printed=printed).sort_values([*ascending], ascending=[*ascending.values()])
    best: Any = {"method": _METHODS[settings.ties], "ascending": False}
    table["rank"] = table["key"].rank(**best).astype("Int64")
    table["rank_in_group"] = table.groupby("group")["key"].rank(**best).astype("Int64")
    return table.drop(columns=["points", "out_of", "lost", "order", "printed", "key"]).reset_index(drop=True)


_COLUMNS = (
    "unit", "name", "group", "ranked", "reason", "total", "maximum", "note",
    "points", "out_of", "lost", "order",
)  # fmt: skip


def _row(score: UnitScore, form: Form) -> tuple[object, ...]:
    group = form.groups.get(score.unit, EVERYONE)
    incomplete = _incomplete(score)
    reason = "; ".join(filter(None, ("" if group.ranked else group.reason, incomplete)))
    counted = [code for code, maximum in score.maxima.items() if maximum]
    lost = sum((score.maxima[code] - (score.areas[code] or 0) for code in counted), Decimal(0))
    return (
        score.unit,
        score.name,
        group.name,
        group.ranked and not reason,
        reason,
        score.total,
        score.maximum,
        "; ".join(filter(None, (score.remark, _sum_note(score, form.meta.ranking.decimals)))),
        None if incomplete else _millionths(score.total),
        _millionths(score.maximum),
        _millionths(lost),
        slug(score.name),
    )


def _incomplete(score: UnitScore) -> str:
    if score.missing:
        codes = ", ".join(score.missing[:_SHOWN_CODES])
        more = ", …" if len(score.missing) > _SHOWN_CODES else ""
        return f"chưa đủ điểm: {len(score.missing)} tiêu chí ({codes}{more})"
    return "" if score.total is not None and score.maximum else "chưa có điểm"


def _sum_note(score: UnitScore, digits: int) -> str:
    if score.total is None:
        return ""
    return str(
        compare((points for points in score.areas.values() if points is not None), score.total, digits)
    )


def _millionths(value: Decimal | None) -> int | None:
    return None if value is None else int(rounded(value).scaleb(6))


def _decimal(value: Any, digits: int) -> Decimal | None:
    return None if pd.isna(value) else Decimal(int(value)).scaleb(-digits)


def share(points: Series, maxima: Series) -> Series:
    """Give 100 * points / maximum in millionths, rounded half up; missing where the maximum is 0."""
    points, maxima = points.astype("Int64"), maxima.astype("Int64")
    maxima = maxima.where(maxima > 0)
    return (200 * _ONE * points + maxima) // (2 * maxima)


def _bands(printed: Series, bands: Iterable[Band], digits: int) -> Series:
    ordered = sorted(bands)
    edges = [float(band.least.scaleb(digits)) for band in ordered]
    labels = [band.label for band in ordered]
    numbers = printed.astype("Float64").to_numpy(dtype=float, na_value=float("nan"))
    cut = pd.cut(numbers, [*edges, float("inf")], right=False, labels=labels, ordered=False)
    return pd.Series(cut, index=printed.index).astype(object).fillna("")


def area_scores(scores: Iterable[UnitScore], table: pd.DataFrame) -> pd.DataFrame:
    """Give one row a unit and area, in the order of the ranking: points and maximum.

    `earned` are the points in millionths, `exact` what they are of the maximum, in millionths of a percent.
    """
    records = [
        (score.unit, code, score.areas.get(code), maximum)
        for score in scores
        for code, maximum in score.maxima.items()
    ]
    areas = pd.DataFrame.from_records(records, columns=["unit", "area", "points", "maximum"])
    areas["earned"] = areas["points"].map(_millionths).astype("Int64")
    areas["exact"] = share(areas["earned"], areas["maximum"].map(_millionths))
    place = {unit: number for number, unit in enumerate(table["unit"])}
    areas = areas.assign(place=areas["unit"].map(place)).sort_values("place", kind="stable")
    return areas.merge(table[["unit", "group", "ranked"]], on="unit").drop(columns="place")


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
