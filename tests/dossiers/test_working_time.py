"""Working days, substitute days, Saturdays worked in exchange, hours."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_xl.dossiers.data import rows
from cchc_xl.dossiers.working_time import calendar

DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


def moments(*texts):
    return np.array(texts, "datetime64[s]")


def late(due, done, suspended=0.0):
    return float(calendar().late(moments(due), moments(done), np.array([suspended]))[0])


@pytest.mark.parametrize(
    ("due", "done", "days"),
    [
        ("2021-11-10", "2021-11-10", 0),
        ("2021-11-10", "2021-11-12", 2),
        ("2021-11-12", "2021-11-15", 1),  # over a weekend
        ("2021-11-12", "2021-11-08", -4),
        ("2021-11-13", "2021-11-15", 0),  # due on a Saturday: Monday is in time
        ("2021-11-12", "2021-11-13", 1),  # returned on the Saturday after
        ("2021-02-09", "2021-02-17", 1),  # Tết lies between
        ("2021-04-29", "2021-05-04", 1),  # 30/4, 01/5 and the substitute day 03/5
        ("2021-04-20", "2021-04-22", 1),  # Giỗ Tổ
        ("2024-05-03", "2024-05-04", 1),  # the Saturday worked for 29/4
        ("2024-05-03", "2024-05-06", 2),
    ],
)
def test_days_late_are_working_days(due, done, days):
    assert late(due, done) == days


@pytest.mark.parametrize(
    ("due", "done", "days"),
    [
        ("2021-11-10T17:00", "2021-11-10T16:59", -1 / 480),
        ("2021-11-10T11:00", "2021-11-10T15:00", 2 / 8),  # half an hour, the break, an hour and a half
        ("2021-11-10T11:00", "2021-11-11T11:00", 1),
        ("2021-11-10", "2021-11-10T23:00", 0),  # without an hour the whole day is in time
        ("2021-11-12T17:00", "2021-11-13T09:00", 0),  # Saturday has no working hours yet
    ],
)
def test_hours_count_where_both_moments_have_one(due, done, days):
    assert late(due, done) == pytest.approx(days)


def test_suspended_days_put_the_due_day_off():
    assert late("2021-11-10", "2021-11-12", 2) == 0
    assert late("2021-11-10", "2021-11-12", 0.5) == 1.5


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_working_days_add_up_over_any_day_between(first, one, two):
    middle, last = first + timedelta(one), first + timedelta(one + two)
    assert late(first, middle) + late(middle, last) == late(first, last)


@given(DAYS, st.integers(1, 40))
def test_a_due_day_lies_as_many_working_days_ahead_as_the_limit_says(start, limit):
    due = calendar().after(moments(start), np.array([limit]))
    assert calendar().late(moments(start), due, np.zeros(1))[0] == limit


def test_every_range_of_days_off_has_a_source_and_no_gap_in_the_years():
    assert all(row["source"] and row["name"] and row["from"] <= row["to"] for row in rows("holidays"))
    assert calendar().years == set(range(2020, 2027))
