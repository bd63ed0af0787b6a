"""Parts and their printed total, as published tables and our own results show them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.published import decimals, published

from cchc_xl.index.sums import Agreement, compare


def parts_and_total(table):
    found = published(table)
    if "lost" in found:
        pairs = zip(decimals(found["maxima"]), decimals(found["lost"]), strict=True)
        return [top - lost for top, lost in pairs], Decimal(found["total"])
    return decimals(found["parts"]), Decimal(found["total"])


@pytest.mark.parametrize(
    ("table", "agreement", "difference"),
    [
        ("dong_thap_2019", Agreement.EXACT, "0"),
        ("thanh_hoa_2021", Agreement.ROUNDING, "-0.01"),
        ("dak_lak_2017", Agreement.ROUNDING, "0.01"),
    ],
)
def test_published_tables_add_up_but_for_rounding(table, agreement, difference):
    parts, total = parts_and_total(table)
    found = compare(parts, total)
    assert (found.agreement, found.difference) == (agreement, Decimal(difference))
    assert ("do làm tròn" in str(found)) == (agreement is Agreement.ROUNDING)


@pytest.mark.parametrize("table", ["dong_thap_2019", "thanh_hoa_2021", "dak_lak_2017"])
@pytest.mark.parametrize("off", ["0.02", "-0.02", "1"])
def test_a_total_two_hundredths_off_is_wrong_in_any_table(table, off):
    parts, _ = parts_and_total(table)
    found = compare(parts, sum(parts) + Decimal(off))
    assert (found.agreement, found.difference) == (Agreement.WRONG, Decimal(off))
    assert "khác tổng" in str(found)


def test_every_row_of_a_published_ranking_adds_up():
    for unit, *parts, total in published("binh_duong_2017")["units"]:
        assert compare(decimals(parts), Decimal(total)).agreement is Agreement.EXACT, unit


def test_maxima_of_the_decision_add_up_to_a_hundred():
    assert compare(decimals(published("dak_lak_2017")["maxima"]), Decimal(100)).agreement is Agreement.EXACT


def test_a_difference_that_only_printing_makes_is_rounding_however_large():
    third = [Decimal("0.333333")] * 6
    found = compare(third, sum(third), digits=2)
    assert (found.sum, found.total, found.agreement) == (Decimal("1.98"), Decimal("2.00"), Agreement.ROUNDING)


def test_three_decimals_allow_a_thousandth():
    assert compare(decimals(["1.001", "2"]), Decimal("3.002"), 3).agreement is Agreement.ROUNDING
    assert compare(decimals(["1.001", "2"]), Decimal("3.003"), 3).agreement is Agreement.WRONG


points = st.decimals(0, 100, places=6)


@given(st.lists(points, max_size=12), st.sampled_from((2, 3)))
def test_unrounded_parts_of_their_own_sum_are_never_wrong(parts, digits):
    assert compare(parts, sum(parts, Decimal(0)), digits).agreement is not Agreement.WRONG


@given(st.lists(points, max_size=12), points, st.sampled_from((2, 3)))
def test_printed_parts_agree_by_their_difference_alone(parts, total, digits):
    printed = [round(part, digits) for part in parts]
    found = compare(printed, round(total, digits), digits)
    off = abs(round(total, digits) - sum(printed, Decimal(0)))
    unit = Decimal(1).scaleb(-digits)
    expected = Agreement.EXACT if not off else Agreement.ROUNDING if off <= unit else Agreement.WRONG
    assert found.agreement is expected
