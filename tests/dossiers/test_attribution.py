"""Whose step was late: linked dossiers over three units, worked by hand, and what holds for any log."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_xl.dossiers.attribution import NOBODY, both_ways, charged, days_late, late_rows
from cchc_xl.dossiers.working_time import calendar

UNTIL = date(2021, 10, 29)
OWN = ("Sở",)
TIME = calendar()

# A step: unit, first and last day, days allowed, days suspended. A day of October 2021 unless the month is
# said; no last day: still open. 4 October is a Monday, so are 11, 18, 25; 9, 10, 16, 17, 23, 24 are weekends.
# 30 April 2021 is a holiday on a Friday, 3 May the Monday instead of 1 May.
# The last columns: days late; who is charged; days beyond its own time of each step; the cause told.
CASES = """
case                             | due | done | paused | steps                                      | late | charged        | beyond  | cause
every step in its time           | 18  | 18   | 0 | Sở 4-6/2, Thuế 6-13/5, Huyện 13-18/3            | 0    |                | 0 0 0   |
another unit is late             | 18  | 20   | 0 | Sở 4-6/2, Thuế 6-15/5, Huyện 15-20/3            | 2    | Thuế 2         | 0 2 0   | co_quan_khac
the receiving unit is late       | 18  | 20   | 0 | Sở 4-8/2, Thuế 8-15/5, Huyện 15-20/3            | 2    | Sở 2           | 2 0 0   | noi_bo
unit fast but dossier late       | 18  | 20   | 0 | Sở 4-5/2, Thuế 5-15/5, Huyện 15-20/3            | 2    | Thuế 2         | 0 3 0   | co_quan_khac
dossier on time but unit late    | 18  | 18   | 0 | Sở 4-6/2, Thuế 6-15/5, Huyện 15-18/3            | 0    |                | 0 2 0   |
two units late alike             | 18  | 20   | 0 | Sở 4-7/2, Thuế 7-15/5, Huyện 15-20/3            | 2    | Sở 1, Thuế 1   | 1 1 0   | noi_bo
late in proportion, one made up  | 18  | 20   | 0 | Sở 4-7/2, Thuế 7-19/5, Huyện 19-20/3            | 2    | Sở 0.5, Thuế 1.5 | 1 3 0 | noi_bo
done on a Saturday               | 15  | 16   | 0 | Sở 4-6/2, Thuế 6-12/4, Huyện 12-16/3            | 1    | Huyện 1        | 0 0 1   | co_quan_khac
received on a Sunday             | 15  | 15   | 0 | Sở 3-6/2, Thuế 6-12/4, Huyện 12-15/3            | 0    |                | 0 0 0   |
a holiday within a step          | 4/5 | 4/5  | 0 | Sở 27/4-28/4/1, Thuế 28/4-4/5/2                 | 0    |                | 0 0     |
late over a holiday              | 5/5 | 6/5  | 0 | Sở 26/4-27/4/1, Thuế 27/4-4/5/2, Huyện 4/5-6/5/2 | 1   | Thuế 1         | 0 1 0   | co_quan_khac
suspended, then in time          | 18  | 21   | 3 | Sở 4-6/2, Thuế 6-18/5~3, Huyện 18-21/3          | 0    |                | 0 0 0   |
suspended, and late all the same | 18  | 22   | 3 | Sở 4-6/2, Thuế 6-19/5~3, Huyện 19-22/3          | 1    | Thuế 1         | 0 1 0   | co_quan_khac
returned for supplement          | 18  | 25   | 3 | Sở 4-13/2~3, Thuế 13-20/5, Huyện 20-25/3        | 2    | Sở 2           | 2 0 0   | noi_bo
a step without a time of its own | 18  | 21   | 0 | Sở 4-6/2, Thuế 6-18/?, Huyện 18-21/3            | 3    | ? 3            | 0 0 0   |
days lost between two steps      | 18  | 20   | 0 | Sở 4-6/2, Thuế 8-15/5, Huyện 15-20/3            | 2    | ? 2            | 0 0 0   |
part lost, part late             | 18  | 21   | 0 | Sở 4-6/2, Thuế 8-18/5, Huyện 18-21/3            | 3    | Thuế 1, ? 2    | 0 1 0   | co_quan_khac
still open at the cut-off        | 18  |      | 0 | Sở 4-6/2, Thuế 6-13/5, Huyện 13-/3              | 9    | Huyện 9        | 0 0 9   | co_quan_khac
a unit with two steps            | 14  | 20   | 0 | Sở 4-8/2, Thuế 8-15/5, Sở 15-20/1               | 4    | Sở 4           | 2 0 2   | noi_bo
half a day counts as a whole one | 14  | 14   | 0 | Sở 4-5/0.5, Thuế 5-12/5, Huyện 12-14/2          | 0    |                | 0 0 0   |
no history at all                | 18  | 20   | 0 |                                                 | 2    | ? 2            |         |
"""  # noqa: E501


def day(text):
    number, _, month = text.partition("/")
    return pd.Timestamp(2021, int(month or 10), int(number)) if number else pd.NaT


def step(text):
    unit, _, rest = text.strip().partition(" ")
    days, _, allowed = rest.rpartition("/")
    first, _, last = days.partition("-")
    limit, _, paused = allowed.partition("~")
    limit = float("nan") if limit == "?" else float(limit)
    return {
        "don_vi": unit,
        "bat_dau": day(first),
        "ket_thuc": day(last),
        "thoi_han": limit,
        "tam_dung": float(paused or 0),
    }


def worked(line):
    name, due, done, paused, steps, late, who, beyond, cause = map(str.strip, line.split("|"))
    dossier = {"ma": "H1", "tthc": "1.01", "hen_tra": day(due), "tra": day(done), "tam_dung": float(paused)}
    dossiers = pd.DataFrame([dossier]).astype({"tra": "datetime64[ns]"})
    rows = pd.DataFrame(
        [{"ma": "H1", "buoc": str(i), **step(s)} for i, s in enumerate(filter(None, steps.split(",")))]
    )
    if rows.empty:
        rows = pd.DataFrame({c: pd.Series(dtype=t) for c, t in COLUMNS.items()})
    wanted = {
        n.replace("?", NOBODY): float(d) for n, d in (one.split() for one in filter(None, who.split(",")))
    }
    return pytest.param(dossiers, rows, float(late), wanted, [*map(float, beyond.split())], cause, id=name)


COLUMNS = {"ma": object, "buoc": object, "don_vi": object, "bat_dau": "M8[ns]", "ket_thuc": "M8[ns]"}
COLUMNS |= {"thoi_han": float, "tam_dung": float}
WORKED = [worked(line) for line in CASES.strip().splitlines()[1:]]


@pytest.mark.parametrize(("dossiers", "steps", "late", "who", "beyond", "cause"), WORKED)
def test_days_late_are_charged_as_worked_by_hand(dossiers, steps, late, who, beyond, cause):
    assert days_late(dossiers, TIME, UNTIL).tolist() == [late]
    charges = charged(dossiers, steps, TIME, UNTIL)
    assert charges[charges["tinh"] > 0].groupby("don_vi")["tinh"].sum().to_dict() == pytest.approx(who)
    assert charges["vuot"][: len(steps)].tolist() == beyond
    rows = late_rows(dossiers, charges, OWN)
    assert rows["ngay_tre"].tolist() == ([late] if late else [])
    assert rows["ngay_tre_don_vi"].tolist() == ([who.get("Sở", 0.0)] if late else [])
    assert rows["nguyen_nhan"].tolist() == ([cause] if late else [])


def log(cases):
    """One log of several cases, each a dossier of its own."""
    parts = [
        (one.values[0].assign(ma=f"H{i}"), one.values[1].assign(ma=f"H{i}")) for i, one in enumerate(cases)
    ]
    dossiers, steps = ([part[i] for part in parts if len(part[i])] for i in (0, 1))
    return pd.concat(dossiers, ignore_index=True), pd.concat(steps, ignore_index=True)


def test_both_ways_stand_side_by_side():
    dossiers, steps = log(
        [one for one in WORKED if one.id.startswith(("another", "the receiving", "two", "part"))]
    )
    shown = both_ways(charged(dossiers, steps, TIME, UNTIL)).round(2).to_dict("index")
    assert shown == {
        "Sở": {"ho_so_tiep_nhan": 4, "ngay_tiep_nhan": 9, "ho_so_buoc": 2, "ngay_buoc": 3},
        "Thuế": {"ho_so_tiep_nhan": 0, "ngay_tiep_nhan": 0, "ho_so_buoc": 3, "ngay_buoc": 4},
        NOBODY: {"ho_so_tiep_nhan": 0, "ngay_tiep_nhan": 0, "ho_so_buoc": 1, "ngay_buoc": 2},
    }


@st.composite
def logs(draw):
    """Dossiers with steps that follow, overlap, end before they start, or say nothing."""
    days = st.integers(0, 60).map(lambda n: pd.Timestamp(2021, 4, 20) + pd.Timedelta(days=n))
    number = st.sampled_from([0.0, 0.5, 1.0, 2.0, 5.0])
    dossiers, steps = [], []
    for i in range(draw(st.integers(1, 6))):
        dossiers.append({"ma": f"H{i}", "tthc": "1.01", "hen_tra": draw(days | st.just(pd.NaT))})
        dossiers[-1] |= {
            "tra": draw(days | st.just(pd.NaT)),
            "tam_dung": draw(number | st.just(float("nan"))),
        }
        for j in range(draw(st.integers(0, 4))):
            one = {
                "ma": f"H{i}",
                "buoc": str(j),
                "don_vi": draw(st.sampled_from(["Sở", "Thuế", "Huyện", None])),
            }
            one |= {"bat_dau": draw(days | st.just(pd.NaT)), "ket_thuc": draw(days | st.just(pd.NaT))}
            steps.append(one | {"thoi_han": draw(number | st.just(float("nan"))), "tam_dung": draw(number)})
    frame = pd.DataFrame(dossiers).astype({"hen_tra": "M8[ns]", "tra": "M8[ns]"})
    return frame, pd.DataFrame(steps, columns=list(COLUMNS)).astype(COLUMNS)


@settings(deadline=None)
@given(logs())
def test_what_is_charged_adds_up_to_the_days_a_dossier_is_late(both):
    dossiers, steps = both
    charges = charged(dossiers, steps, TIME, UNTIL)
    whole = dict(zip(dossiers["ma"], days_late(dossiers, TIME, UNTIL), strict=True))
    added = charges.groupby("ma")["tinh"].sum().to_dict()
    assert {ma: added.get(ma, 0.0) for ma in whole} == pytest.approx(whole)


@settings(deadline=None)
@given(logs())
def test_no_step_is_charged_more_than_it_took_beyond_its_time(both):
    charges = charged(*both, TIME, UNTIL)
    own = charges[charges["don_vi"] != NOBODY]
    assert (own["tinh"] <= own["vuot"] + 1e-9).all()
    assert (charges["tinh"] >= 0).all()


@settings(deadline=None)
@given(logs())
def test_the_unit_that_received_is_charged_only_for_its_own_steps(both):
    dossiers, steps = both
    rows = late_rows(dossiers, charged(dossiers, steps, TIME, UNTIL), OWN)
    others = set(rows["ma"]) - set(steps.loc[steps["don_vi"] == "Sở", "ma"])
    assert (rows.loc[rows["ma"].isin(others), "ngay_tre_don_vi"] == 0).all()
    assert (rows["ngay_tre_don_vi"] <= rows["ngay_tre"] + 1e-6).all()
    assert not ((rows["nguyen_nhan"] == "co_quan_khac") & (rows["ngay_tre_don_vi"] > 0)).any()


@settings(deadline=None)
@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_the_log_does_not_matter(both, rng):
    mixed = [frame.sample(frac=1, random_state=rng.randrange(999)) for frame in both]
    one, other = (
        charged(*frames, TIME, UNTIL).groupby(["ma", "don_vi"])["tinh"].sum() for frames in (both, mixed)
    )
    assert other.to_dict() == pytest.approx(one.to_dict())
    one, other = (late_rows(f[0], charged(*f, TIME, UNTIL), OWN).sort_values("ma") for f in (both, mixed))
    assert one.to_dict("list") == other.to_dict("list")
