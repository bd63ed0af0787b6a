"""The whole result of a ranking: the table, the areas, the means, the comparison with an earlier year."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from cchc_xl.collect.last_year import with_last_year
from cchc_xl.collect.ranking import UnitScore, area_scores, rank, statistics
from cchc_xl.form.form import Form

ALL = "Tất cả"
"""The row in which all ranked units are one group."""


@dataclass(frozen=True)
class Standings:
    """A ranking and what is worked out of it; `compared` tells whether an earlier result was at hand."""

    form: Form
    period: str
    table: pd.DataFrame
    areas: pd.DataFrame
    compared: bool

    @property
    def digits(self) -> int:
        """Give the decimals with which percentages are printed and compared."""
        return self.form.meta.ranking.decimals

    @cached_property
    def groups(self) -> pd.DataFrame:
        """Give the statistics of all ranked units, then of each group where there are several."""
        whole = statistics(self.table.assign(all=ALL), "all", self.digits)
        each = statistics(self.table, "group", self.digits)
        return pd.concat([whole, each]) if len(each) > 1 else whole

    @cached_property
    def percents(self) -> pd.DataFrame:
        """Give the statistics of each area, in percent of its maximum."""
        return self._ordered(statistics(self.areas, "area", self.digits))

    @cached_property
    def points(self) -> pd.DataFrame:
        """Give the statistics of each area and of bonus and penalty, in points."""
        return self._ordered(statistics(self.areas, "area", self.digits, "earned"))

    def _ordered(self, areas: pd.DataFrame) -> pd.DataFrame:
        """Put areas in the order of the set; the best unit may lack one."""
        return areas.reindex([code for code in self.areas["area"].unique() if code in areas.index])

    @cached_property
    def bands(self) -> pd.DataFrame:
        """Count the ranked units of each band, a row a group as in `groups`."""
        ranked = self.table[self.table["ranked"]]
        whole = pd.crosstab(ranked["band"].map(lambda band: ALL), ranked["band"])
        return pd.concat([whole, pd.crosstab(ranked["group"], ranked["band"])])


def stand(
    scores: Sequence[UnitScore], form: Form, period: str, last: pd.DataFrame | None = None
) -> Standings:
    """Rank the units of a period by the settings of the form, and compare them with an earlier result."""
    table = rank(scores, form)
    areas = area_scores(scores, table)
    if last is not None:
        table = with_last_year(table, last, form.units, int(period[:4]))
    return Standings(form, period, table, areas, last is not None)


def records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give the rows of a frame, None where a value is missing."""
    for row in frame.astype(object).to_dict("records"):
        yield {str(key): None if pd.isna(value) else value for key, value in row.items()}
