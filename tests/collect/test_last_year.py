"""This year against last year's result, through mergers and new names."""

from decimal import Decimal

import pandas as pd
import pytest

from cchc_xl.collect.last_year import with_last_year
from cchc_xl.collect.ranking import UnitScore, rank
from cchc_xl.form.load import load_form

FORM = load_form("so-2021")


def compared(units: str, last: dict[str, tuple[str, int | None]], year: int) -> pd.DataFrame:
    """Rank units, best first, and lay them beside a result: percent and rank by unit."""
    whole = Decimal(100)
    points = {code: 90 - Decimal(i) for i, code in enumerate(units.split())}
    scores = [UnitScore(c, c, {"1": p}, {"1": whole}, p, whole) for c, p in points.items()]
    rows = [(code, Decimal(percent), place) for code, (percent, place) in last.items()]
    result = pd.DataFrame(rows, columns=["unit", "percent", "rank"]).astype({"rank": "Int64"})
    table = with_last_year(rank(scores, FORM), result, FORM.units, year)
    return table.set_index("unit").astype(object).where(lambda frame: frame.notna(), None)


def test_points_and_ranks_are_compared_as_printed():
    found = compared("dt_stp dt_syt", {"dt_stp": ("88.66", 2), "dt_syt": ("91.5", 1)}, 2021)
    columns = ["previous", "difference", "previous_rank", "change", "note"]
    assert found.loc["dt_stp", columns].tolist() == [Decimal("88.66"), Decimal("1.34"), 2, 1, ""]
    assert found.loc["dt_syt", columns].tolist() == [Decimal("91.5"), Decimal("-2.5"), 1, -1, ""]


def test_a_unit_that_was_scored_and_not_ranked_has_a_difference_and_no_change_of_rank():
    found = compared("dt_stp", {"dt_stp": ("88", None)}, 2021).loc["dt_stp"]
    assert found[["difference", "previous_rank", "change"]].tolist() == [2, None, None]


@pytest.mark.parametrize(
    ("unit", "last", "year", "previous", "told"),
    [
        ("dt_stp", "dt_syt", 2021, None, "không có trong kết quả trước"),
        ("tg_tp_go_cong", "tg_tx_go_cong", 2024, "tg_tx_go_cong", "so với Ủy ban nhân dân thị xã Gò Công"),
        ("dt_snv", "dt_snv dt_sldtbxh", 2024, "dt_snv", ""),  # still two units at the end of 2024
        ("dt_snv", "dt_snv dt_sldtbxh", 2025, None, "hợp nhất từ Sở Nội vụ; Sở Lao động"),
        ("dt_snv", "dt_snv", 2026, "dt_snv", ""),
        ("dt25_stp", "dt_stp tg_stp", 2025, None, "hợp nhất từ Sở Tư pháp; Sở Tư pháp tỉnh Tiền Giang"),
        ("dt25_stp", "dt_stp", 2025, None, "hợp nhất từ Sở Tư pháp; Sở Tư pháp tỉnh Tiền Giang"),
        ("dt25_stp", "dt25_stp dt_stp", 2021, "dt25_stp", ""),
        ("dt25_stp", "dt25_stp", 2026, "dt25_stp", ""),
        ("la", "la", 2021, "la", ""),  # a unit that units.csv does not know
    ],
)
def test_a_unit_is_compared_with_itself_or_the_one_it_succeeded(unit, last, year, previous, told):
    result = {code: (f"{70 + i}", i + 1) for i, code in enumerate(last.split())}
    found = compared(unit, result, year).loc[unit]
    assert found["previous"] == (Decimal(result[previous][0]) if previous else None)
    assert (found["difference"] is None) == (previous is None)
    assert told in found["note"] and bool(told) == bool(found["note"])


def test_order_and_ranks_stay_as_they_were():
    found = compared("dt_stp dt_syt dt_sct", {"dt_sct": ("99", 1)}, 2021)
    assert found.index.tolist() == ["dt_stp", "dt_syt", "dt_sct"]
    assert found["rank"].tolist() == [1, 2, 3]
