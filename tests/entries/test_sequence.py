from datetime import date, timedelta
from time import perf_counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cchc_xl.entries.sequence import Point, likely_days, suspects


def points(table):
    """Read «529 09/4, 675 06/5» as a series of 2021."""
    found = []
    for at, row in enumerate(table.split(",")):
        number, day = row.split()
        found.append(Point(date(2021, *map(int, reversed(day.split("/")))), int(number), at))
    return found


def told(series):
    """Name the suspects by number and day, «?» before their rivals, «=» before what is meant."""
    named = {point.index: f"{point.number} {point.day.day:02d}/{point.day.month}" for point in series}
    lines = set()
    for one in suspects(series):
        meant = one.number or (one.day and f"{one.day.day:02d}/{one.day.month}")
        rivals = "".join(f" ? {named[i]}" for i in one.rivals)
        lines.add(named[one.index] + rivals + (f" = {meant}" if meant else ""))
    return lines


FAULTS = [
    # a lost digit; the number still rises
    ("529 09/4, 675 06/5, 761 18/5, 805 25/5, 860 01/6, 952 01/11, 1991 08/11", "952 01/11 = 1952"),
    # a digit too many, two digits interchanged
    ("10 05/1, 20 05/2, 300 05/3, 40 05/4, 50 05/5", "300 05/3 = 30"),
    ("110 05/1, 120 05/2, 310 05/3, 140 05/4, 150 05/5", "310 05/3 = 130"),
    # an inversion accuses neither neighbours nor the rest
    ("10 25/1, 20 25/2, 30 25/3, 15 25/4, 40 25/5, 50 25/6", "15 25/4"),
    ("10 25/1, 20 25/2, 30 25/3, 5 25/6", "5 25/6"),
    ("90 01/1, 10 25/1, 20 25/2, 30 25/3", "90 01/1"),
    # day and month interchanged
    ("10 05/1, 20 05/2, 38 09/2, 40 02/11, 45 15/2, 60 01/3", "40 02/11 = 11/2"),
    # two rows that contradict each other: either may be wrong
    ("10 05/1, 20 05/2, 33 13/3, 32 23/3, 40 05/4, 50 05/5", "32 23/3"),
    ("1 25/1, 2 14/1", "2 14/1 ? 1 25/1"),
    ("1 25/1, 2 14/1, 3 26/1", "2 14/1 ? 1 25/1"),
    ("10 05/1, 10 06/2", "10 05/1 ? 10 06/2"),
    ("10 05/1, 11 05/2, 11 15/3, 12 05/4, 13 06/5", "11 05/2 ? 11 15/3"),
]


@pytest.mark.parametrize(("table", "expected"), FAULTS)
def test_rows_out_of_sequence_are_named_with_what_is_meant(table, expected):
    assert told(points(table)) == {expected}


RIGHT = ["1 05/1", "1 05/1, 2 05/1", "1 05/1, 2 06/1, 3 07/1", "3 05/1, 40 06/1", "40 05/1, 3 05/1"]
RIGHT += ["4 06/1, 7 11/1, 6 11/1, 11 28/1, 20 20/2, 21 26/2, 32 22/3, 39 09/4", "7 11/1, 6 11/1, 5 11/1"]
RIGHT += ["10 05/1, 20 05/2, 33 13/3, 32 16/3, 40 05/4, 50 05/5", "1 15/1, 2 14/1"]  # entered a few days late
RIGHT += ["4 06/1, 6 11/1, 20 22/2, 21 26/2, 32 22/3, 39 06/9"]  # plans come early in the year


@pytest.mark.parametrize("table", RIGHT)
def test_series_in_order_are_left_alone_and_a_few_days_have_any_order(table):
    assert told(points(table)) == set()


def test_nothing_has_no_suspects():
    assert suspects([]) == []


def test_the_likely_numbers_stand_between_the_neighbours():
    (one,) = suspects(points("10 25/1, 20 25/2, 30 25/3, 15 25/4, 40 25/5, 50 25/6"))
    assert (one.low, one.high) == (31, 39)
    (last,) = suspects(points("10 25/1, 20 25/2, 30 25/3, 5 25/6"))
    assert (last.low, last.high) == (31, 0)


def test_a_missing_date_is_bounded_by_the_neighbours_in_number():
    series = points("106 25/1, 109 28/1, 112 05/2")
    assert likely_days(107, series) == (date(2021, 1, 25), date(2021, 1, 28))
    assert likely_days(1, series) == (None, date(2021, 1, 25))
    assert likely_days(200, series) == (date(2021, 2, 5), None)
    assert likely_days(5, []) == (None, None)


@st.composite
def rising(draw, at_least=0, longest_step=50):
    """Draw a series that rises strictly, at any pace."""
    steps = st.tuples(st.integers(1, longest_step), st.integers(1, 400))
    drawn, day, number = draw(st.lists(steps, min_size=at_least, max_size=40)), date(2021, 1, 1), 0
    series = []
    for days, numbers in drawn:
        day, number = day + timedelta(days=days), number + numbers
        series.append(Point(day, number, len(series)))
    return series


@given(rising())
def test_a_series_that_rises_is_not_out_of_order(series):
    """What is told at most is a digit lost far from the pace, with the number meant."""
    for one in suspects(series):
        assert one.number and not one.rivals and not one.day


@given(rising(longest_step=1))
def test_a_series_without_long_gaps_has_no_suspects(series):
    assert suspects(series) == []


ANY = st.lists(
    st.tuples(st.dates(date(2021, 1, 1), date(2021, 12, 31)), st.integers(1, 300)), max_size=25, unique=True
)


@given(ANY, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(rows, random):
    series = [Point(day, number, at) for at, (day, number) in enumerate(rows)]
    shuffled = random.sample(rows, len(rows))
    assert told(series) == told([Point(day, number, at) for at, (day, number) in enumerate(shuffled)])


@given(ANY)
def test_what_is_left_without_the_suspects_rises(rows):
    series = [Point(day, number, at) for at, (day, number) in enumerate(rows)]
    out = {one.index for one in suspects(series)}
    left = [point for point in series if point.index not in out]
    lag = timedelta(days=5)
    assert all((a.day + 2 * lag < b.day) <= (a.number < b.number) for a in left for b in left)


@given(st.integers(3, 40), st.data())
def test_a_planted_row_is_among_suspects_or_rivals(length, data):
    series = [Point(date(2021, 1, 4) + timedelta(days=7 * at), 5 + 5 * at, at) for at in range(length)]
    at, number = data.draw(st.integers(0, length - 1)), data.draw(st.integers(1, 5 * length + 20))
    before = [p for p in series[:at] if p.number >= number]
    after = [p for p in series[at + 1 :] if p.number <= number]
    assume(before or after)
    series[at] = Point(series[at].day, number, at)
    found = suspects(series)
    assert at in {index for one in found for index in (one.index, *one.rivals)}
    assert len(found) == 1


def test_two_thousand_rows_take_no_time():
    day = date(2021, 1, 1)
    series = [
        Point(day + timedelta(days=at // 6), 3 * at + 1 if at % 40 else at + 1, at) for at in range(2000)
    ]
    start = perf_counter()
    assert len(suspects(series)) >= 40
    assert perf_counter() - start < 5
