from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_xl.text.numbers import (
    Ambiguous,
    from_serial,
    read_date,
    read_number,
    rounded,
    serial,
    show_count,
    show_date,
    show_number,
)
from cchc_xl.text.vietnamese import fold, slug, tidy


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("34", "34"), (" 34 ", "34"), ("07", "7"), ("95,2", "95.2"), ("95,2 %", "95.2"), ("1.234,5", "1234.5")]
    + [("1.234.567", "1234567"), ("0.95", "0.95"), ("12.5", "12.5"), ("-3", "-3"), ("1 234", "1234")],
)
def test_numbers_are_read_as_typed_in_vietnam(typed, meant):
    assert read_number(typed) == Decimal(meant)


def test_one_dot_before_three_digits_is_two_numbers():
    with pytest.raises(Ambiguous):
        read_number("1.234")
    assert read_number("1.234", whole=True) == 1234


@pytest.mark.parametrize("typed", ["", "abc", "7/57", "1,2,3", "1.2.3", "--1", "1e5", "٣"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError):
        read_number(typed)


@pytest.mark.parametrize(
    ("value", "shown"), [("7", "07"), ("0", "0"), ("34", "34"), ("1234", "1.234"), ("12.5", "12,5")]
)
def test_counts_are_printed_as_offices_do(value, shown):
    assert show_count(Decimal(value)) == shown


def test_months_from_march_on_are_not_padded():
    assert show_date(date(2021, 4, 9)) == "09/4/2021"
    assert show_date(date(2021, 1, 6)) == "06/01/2021"


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)))
def test_a_date_survives_printing_and_counting(day):
    assert read_date(show_date(day)) == day
    assert from_serial(serial(day)) == day


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_a_printed_number_reads_back(value):
    shown = show_number(value)
    assert read_number(shown, whole="," not in shown) == value


def test_halves_are_rounded_away_from_zero():
    assert rounded(Decimal("2.675"), 2) == Decimal("2.68")
    assert rounded(Decimal("-2.5"), 0) == -3


def test_text_is_compared_without_case_spaces_and_composition():
    assert fold("  Hoàn   THÀNH ") == fold("hoàn thành")
    assert fold("a\u0300") == fold("à")
    assert tidy(" a  b \r\n c ") == "a b\nc"
    assert slug("Đúng thời hạn") == "dung_thoi_han"
