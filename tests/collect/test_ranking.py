"""Ranks, bands and means: as provinces publish them, and what must hold for any scores."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.published import decimals, published

from cchc_xl.collect.ranking import UnitScore, rank
from cchc_xl.collect.standings import ALL, stand
from cchc_xl.form.load import load_form
from cchc_xl.form.ranking import Group

FORM = load_form("so-2021")
BAND_COLUMNS = ["unit", "percent", "band"]


def scored(unit: str, points: str, maximum: str = "100", **more: object) -> UnitScore:
    one, whole = Decimal(points), Decimal(maximum)
    return UnitScore(unit, unit.upper(), {"1": one}, {"1": whole}, one, whole)._replace(**more)


def by(form=FORM, groups=None, **ranking):
    meta = form.meta._replace(ranking=form.meta.ranking._replace(**ranking))
    return replace(form, meta=meta, groups=groups or {})


def ranks(scores, form=FORM, column="rank") -> dict[str, int]:
    table = rank(scores, form)
    ranked = table[table["ranked"]]
    return dict(zip(ranked["unit"], ranked[column], strict=True))


@pytest.fixture(scope="module")
def binh_duong():
    """The published table, its units turned round so that the order is ours."""
    table = published("binh_duong_2017")
    maxima = {area: Decimal(top) for area, top in table["maxima"].items()}
    scores = []
    for unit, *parts, _ in reversed(table["units"]):
        areas = dict(zip(maxima, decimals(parts), strict=True))
        scores.append(UnitScore(unit, unit, areas, maxima, sum(areas.values()), Decimal(100)))
    return stand(scores, FORM, "2021")


def test_a_published_ranking_comes_out_in_its_order_with_its_totals_and_mean(binh_duong):
    found = binh_duong.table
    printed = [(unit, Decimal(total)) for unit, _, _, total in published("binh_duong_2017")["units"]]
    assert list(zip(found["unit"], found["percent"], strict=True)) == printed
    assert list(found["rank"]) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert found["note"].tolist() == [""] * 9
    assert binh_duong.groups.loc[ALL, "mean"] == Decimal(published("binh_duong_2017")["mean"])
    assert binh_duong.groups.loc[ALL, ["count", "highest", "lowest"]].tolist() == [
        9,
        *decimals(["84.58", "71.46"]),
    ]
    assert binh_duong.groups.loc[ALL, "median"] == Decimal("78.06")


def test_areas_are_percentages_of_their_maximum(binh_duong):
    assert binh_duong.percents.loc["tham_dinh", "highest"] == Decimal("79.62")  # 51.75 of 65
    assert binh_duong.points.loc["dtxhh", ["highest", "lowest"]].tolist() == decimals(["33.25", "30.03"])
    found = published("dong_thap_2019")["direction"]
    one = scored("dong_thap", found["points"], found["maximum"])
    assert stand([one], FORM, "2021").percents.loc["1", "mean"] == Decimal(found["percent"])


def test_what_does_not_apply_leaves_the_denominator():
    found = published("thanh_hoa_2023_ban_dan_toc")
    areas, maxima = (
        {"1": Decimal(found["points"]), "2": None},
        {"1": Decimal(found["maximum"]), "2": Decimal(0)},
    )
    one = UnitScore("ban", "Ban", areas, maxima, areas["1"], maxima["1"])
    table = rank([one, scored("so", "81.32")], FORM)
    assert table[BAND_COLUMNS].to_numpy().tolist()[0] == ["ban", Decimal(found["percent"]), "Tốt"]
    assert ranks([one, scored("so", "81.32")]) == {"ban": 1, "so": 2}
    assert "2" not in stand([one], FORM, "2021").percents.index


def test_areas_keep_the_order_of_the_set_where_the_best_unit_lacks_one():
    maxima = {"1": Decimal(0), "2": Decimal(10)}
    best = UnitScore("a", "A", {"1": None, "2": Decimal(10)}, maxima, Decimal(10), Decimal(10))
    areas = {"1": Decimal(5), "2": Decimal(5)}
    next_ = UnitScore("b", "B", areas, {"1": Decimal(10), "2": Decimal(10)}, Decimal(10), Decimal(20))
    found = stand([next_, best], FORM, "2021")
    assert found.table["unit"].tolist() == ["a", "b"]
    assert found.percents["mean"].to_dict() == {"1": 50, "2": 75}
    assert found.percents.index.tolist() == found.points.index.tolist() == ["1", "2"]


def test_a_bonus_goes_beyond_a_hundred():
    areas = {"1": Decimal(100), "cong": Decimal("2.5")}
    one = UnitScore("a", "A", areas, {"1": Decimal(100), "cong": Decimal(0)}, Decimal("102.5"), Decimal(100))
    table = rank([one, scored("b", "100")], FORM)
    assert table[BAND_COLUMNS].to_numpy().tolist() == [
        ["a", Decimal("102.50"), "Xuất sắc"],
        ["b", Decimal("100.00"), "Xuất sắc"],
    ]


TIED = [scored(unit, points) for unit, points in (("a", "90"), ("c", "88.5"), ("b", "88.5"), ("d", "70"))]


@pytest.mark.parametrize(
    ("ties", "expected"),
    [("shared", {"a": 1, "b": 2, "c": 2, "d": 4}), ("sequential", {"a": 1, "b": 2, "c": 3, "d": 4})],
)
def test_ties_are_shared_or_follow_each_other(ties, expected):
    assert ranks(TIED, by(ties=ties)) == expected


def test_of_units_with_one_percentage_the_one_with_fewer_points_lost_comes_first():
    few, many = scored("z", "45", "50"), scored("a", "90", "100")
    assert ranks([many, few], by(ties="sequential")) == {"z": 1, "a": 2}
    assert ranks([many, few], by(ties="shared")) == {"z": 1, "a": 1}


def test_then_the_name_decides_with_d_before_dj_and_marks_ignored():
    tied = [
        scored(unit, "80", name=name) for unit, name in (("1", "Sở Y tế"), ("2", "Sở Đất"), ("3", "Sở Dân"))
    ]
    assert list(ranks(tied, by(ties="sequential"))) == ["3", "2", "1"]


@pytest.mark.parametrize(
    ("digits", "points", "expected"),
    [
        (2, ("80.004", "80.001"), [1, 1]),
        (3, ("80.004", "80.001"), [1, 2]),
        (2, ("80.005", "80.004"), [1, 2]),  # half up: 80.01 and 80.00
        (3, ("80.0004", "79.9996"), [1, 1]),
    ],
)
def test_equal_is_what_prints_alike(digits, points, expected):
    table = rank([scored(f"u{i}", one) for i, one in enumerate(points)], by(decimals=digits))
    assert table["rank"].tolist() == expected
    assert all(-one.as_tuple().exponent == digits for one in table["percent"])


@pytest.mark.parametrize(("points", "band"), [("89.994", "Tốt"), ("89.995", "Xuất sắc"), ("90", "Xuất sắc")])
def test_the_band_is_that_of_the_printed_percentage(points, band):
    assert rank([scored("a", points)], FORM)["band"].item() == band


def test_below_the_lowest_band_there_is_none():
    form = replace(FORM, bands=tuple(band for band in FORM.bands if band.least >= 50))
    assert rank([scored("a", "49.99"), scored("b", "50")], form)["band"].tolist() == ["Trung bình", ""]


def test_a_unit_may_be_scored_and_not_ranked_with_the_reason_shown():
    groups = {"b": Group("Nhóm đặc thù", ranked=False, reason="không có TTHC")}
    table = rank([scored("a", "70"), scored("b", "95"), scored("c", "60")], by(groups=groups))
    assert ranks([scored("a", "70"), scored("b", "95"), scored("c", "60")], by(groups=groups)) == {
        "a": 1,
        "c": 2,
    }
    last = table.iloc[-1]
    assert (last["unit"], last["reason"], last["percent"]) == ("b", "không có TTHC", Decimal("95.00"))
    assert (
        stand([scored("a", "70"), scored("b", "95")], by(groups=groups), "2021").groups.loc[ALL, "mean"] == 70
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"missing": ("1.1", "1.2")}, "chưa đủ điểm: 2 tiêu chí (1.1, 1.2)"),
        ({"missing": tuple("1234567")}, "chưa đủ điểm: 7 tiêu chí (1, 2, 3, 4, 5, …)"),
        ({"total": None}, "chưa có điểm"),
        ({"maximum": Decimal(0)}, "chưa có điểm"),
    ],
)
def test_incomplete_scores_stand_apart_without_rank_percentage_or_band(change, reason):
    table = rank([scored("b", "99", **change), scored("a", "50")], FORM)
    assert table["unit"].tolist() == ["a", "b"]
    last = table.iloc[-1]
    assert (last["ranked"], last["reason"], last["percent"], last["band"]) == (False, reason, None, "")
    assert table["rank"].isna().tolist() == [False, True]


def test_a_total_that_is_not_the_sum_of_its_areas_is_told():
    areas, maxima = {"1": Decimal("40.333"), "2": Decimal("40.333")}, {"1": Decimal(50), "2": Decimal(50)}
    exact = UnitScore("a", "A", areas, maxima, Decimal("80.666"), Decimal(100), remark="workbook còn 1 lỗi")
    wrong = exact._replace(unit="b", total=Decimal("80.69"), remark="")
    notes = dict(zip(*(rank([exact, wrong], FORM)[c] for c in ("unit", "note")), strict=True))
    assert notes["a"] == "workbook còn 1 lỗi; chênh 0,01 do làm tròn"
    assert notes["b"] == "cộng các phần được 80,66, khác tổng 80,69: 0,03"


def test_means_are_exact_over_what_is_not_rounded():
    found = stand([scored("a", "80.004"), scored("b", "80.006")], FORM, "2021").groups
    assert found.loc[ALL, "mean"] == Decimal("80.01")  # 80.005, which binary numbers take for less
    assert found.loc[ALL, "median"] == Decimal("80.01")


def test_each_group_has_its_ranks_and_means():
    groups = {unit: Group("A" if unit in "ac" else "B") for unit in "abcd"}
    form = by(groups=groups)
    assert ranks(TIED, form, "rank_in_group") == {"a": 1, "b": 1, "c": 2, "d": 2}
    found = stand(TIED, form, "2021")
    assert dict(found.groups["mean"]) == {ALL: Decimal("84.25"), "A": Decimal("89.25"), "B": Decimal("79.25")}
    assert found.bands.loc["B", ["Tốt", "Khá"]].tolist() == [1, 1]


# What holds for any scores

points = st.decimals(0, 100, places=3)
rows = st.lists(
    st.tuples(points, st.sampled_from(("100", "84", "50")), st.sampled_from("AB"), st.booleans()),
    min_size=1,
    max_size=25,
)
form_of = st.tuples(st.sampled_from(("shared", "sequential")), st.sampled_from((2, 3)))


def made(drawn, chosen, unranked=True):
    """The scores, and the form that ranks all but those drawn as not ranked."""
    scores = [scored(f"u{i}", str(p * Decimal(top) / 100), top) for i, (p, top, _, _) in enumerate(drawn)]
    groups = {
        f"u{i}": Group(group, ranked=there or not unranked, reason="" if there else "đặc thù")
        for i, (_, _, group, there) in enumerate(drawn)
    }
    return scores, by(groups=groups, ties=chosen[0], decimals=chosen[1])


@settings(deadline=None)
@given(rows, form_of, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(drawn, chosen, rng: random.Random):
    scores, form = made(drawn, chosen)
    shuffled = rng.sample(scores, len(scores))
    assert rank(scores, form).astype(object).equals(rank(shuffled, form).astype(object))


@settings(deadline=None)
@given(rows, st.sampled_from((2, 3)))
def test_a_shared_rank_is_one_more_than_the_units_that_are_strictly_better(drawn, digits):
    scores, form = made(drawn, ("shared", digits))
    table = rank(scores, form)
    ranked = table[table["ranked"]]
    for place, percent in zip(ranked["rank"], ranked["percent"], strict=True):
        assert place == 1 + sum(other > percent for other in ranked["percent"])


@settings(deadline=None)
@given(rows, st.sampled_from((2, 3)))
def test_sequential_ranks_are_a_permutation_that_no_better_unit_follows(drawn, digits):
    scores, form = made(drawn, ("sequential", digits))
    table = rank(scores, form)
    ranked = table[table["ranked"]]
    assert ranked["rank"].tolist() == list(range(1, len(ranked) + 1))
    assert ranked["percent"].tolist() == sorted(ranked["percent"], reverse=True)


@settings(deadline=None)
@given(rows, form_of)
def test_ranks_within_a_group_keep_the_overall_order(drawn, chosen):
    scores, form = made(drawn, chosen)
    table = rank(scores, form)
    for _, group in table[table["ranked"]].groupby("group"):
        alone = rank([one for one in scores if one.unit in set(group["unit"])], form)
        assert group["rank_in_group"].tolist() == alone["rank"].tolist()
        assert group["rank"].is_monotonic_increasing and group["rank_in_group"].is_monotonic_increasing


@settings(deadline=None)
@given(rows, form_of)
def test_a_unit_that_is_not_ranked_changes_no_rank_and_no_mean(drawn, chosen):
    scores, form = made(drawn, chosen)
    without = [one for one in scores if form.groups[one.unit].ranked]
    assert ranks(scores, form) == (ranks(without, form) if without else {})
    if without:
        assert stand(scores, form, "2021").groups.equals(stand(without, form, "2021").groups)
