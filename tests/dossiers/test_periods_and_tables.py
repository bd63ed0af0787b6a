"""Tables and periods of generated logs, and counts that provinces published."""

from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import logs
from support.logs import PROCEDURES, read, row

from cchc_xl.dossiers.figures import figure, figures
from cchc_xl.dossiers.periods import (
    Period,
    calendars,
    carried,
    difference,
    period_of,
    period_to,
    placed,
)
from cchc_xl.dossiers.tables import PARTS, causes, resolution, shares, totals, with_procedures
from cchc_xl.errors import CchcError
from cchc_xl.index.sums import Agreement, compare

CHANNELS = ("Trực tuyến", "Trực tiếp", "Bưu chính")
CODES = (*PROCEDURES.index, "9.9")


@st.composite
def generated(draw):
    """Rows of a log, each with a code of its own, some of them open."""
    rows = []
    for number in range(draw(st.integers(0, 30))):
        start = draw(st.dates(date(2020, 10, 1), date(2022, 1, 31)))
        due = start + timedelta(draw(st.integers(0, 40)))
        took = draw(st.none() | st.integers(0, 90))
        done = "" if took is None else start + timedelta(took)
        kind = {"tthc": draw(st.sampled_from(CODES)), "kenh": draw(st.sampled_from(CHANNELS))}
        rows.append(row(number, nhan=str(start), hen=str(due), tra=str(done), **kind))
    return rows


PERIODS = st.sampled_from([period_of(p, c) for p in ("2021-Q1", "2021-6T", "2021") for c in calendars()])


def frame_of(rows, period):
    return placed(with_procedures(read(rows).dossiers, PROCEDURES), period)


@settings(deadline=None, max_examples=30)
@given(generated(), PERIODS)
def test_received_is_resolved_and_open_in_every_group(rows, period):
    frame = frame_of(rows, period)
    for by in (["linh_vuc", "cap"], ["tthc"], ["kenh"]):
        table = resolution(frame, by)
        for total, parts in {**PARTS, "": ("da_giai_quyet", "dang_giai_quyet")}.items():
            assert (table[total or "tong_nhan"] == table[list(parts)].sum(axis=1)).all()
        assert table["tong_nhan"].sum() == totals(frame)["tong_nhan"] == len(frame)


@settings(deadline=None, max_examples=30)
@given(generated(), PERIODS, PERIODS)
def test_two_cutoffs_are_reconciled_to_the_dossier(rows, one, two):
    first, second = frame_of(rows, one), frame_of(rows, two)
    for fig in (f for f in figures() if f.count == "ho_so" and not f.of and "do_don_vi_khac" not in f.where):
        between = difference(fig.behind(first), fig.behind(second))
        one_way, other = len(fig.behind(first)), len(fig.behind(second))
        assert one_way - len(between.only_first) + len(between.only_second) == other
        assert fig.value(first) in (None, one_way)
        assert set(between.only_first) <= set(first["ma"]) and set(between.only_second) <= set(second["ma"])
        if one == two:
            assert between.only_first == between.only_second == ()


@settings(deadline=None, max_examples=30)
@given(generated(), PERIODS)
def test_what_is_carried_in_was_open_at_the_end_of_the_period_before(rows, period):
    before = Period(date(2020, 1, 1), period.start - timedelta(1))
    dossiers = read(rows).dossiers
    assert totals(frame_of(rows, period))["ky_truoc"] == totals(frame_of(rows, before))["dang_giai_quyet"]
    found = carried(dossiers, dossiers, period)
    assert found.only_first == found.only_second == () and found.first == found.second


@settings(deadline=None, max_examples=30)
@given(generated(), st.randoms(use_true_random=False), PERIODS)
def test_the_order_of_the_rows_does_not_matter(rows, chance, period):
    rows += [[*one[:5], *(cell and cell + timedelta(1) for cell in one[5:])] for one in rows[:3]]
    shuffled = list(rows)
    chance.shuffle(shuffled)
    one, other = (read(some).dossiers.drop(columns="dong") for some in (rows, shuffled))
    pd.testing.assert_frame_equal(one, other)
    assert {f.code for f in read(rows).findings} == {f.code for f in read(shuffled).findings}


def test_a_dossier_that_the_earlier_log_had_open_and_the_new_one_lacks_is_named():
    rows = [row(n, nhan="2020-12-01", hen="2020-12-20", tra="2020-12-18") for n in (1, 2)]
    found = carried(
        read(rows).dossiers, read(rows[1:] + [row(9, nhan="2020-12-02")]).dossiers, period_of("2021")
    )
    assert (found.only_first, found.only_second) == (("H20-00001",), ("H20-00009",))


@pytest.mark.parametrize(
    ("hen", "tra", "state"),
    [
        ("2021-11-10", "2021-11-09", "truoc_han"),
        ("2021-11-10", "2021-11-10", "dung_han"),
        ("2021-11-13", "2021-11-15", "dung_han"),
        ("2021-11-10", "2021-11-11", "qua_han"),
        ("2021-11-10T10:00", "2021-11-10T14:00", "qua_han"),
        ("2021-11-10T10:00", "2021-11-10T09:00", "dung_han"),
        ("2021-12-14", "2021-12-15", "dang_trong_han"),  # the due day is the day of the cut-off
        ("2021-12-13", "", "dang_qua_han"),
        ("2021-12-20", "", "dang_trong_han"),
    ],
)
def test_a_dossier_is_in_one_state_at_the_cutoff(hen, tra, state):
    frame = frame_of([row(1, hen=hen, tra=tra)], period_of("2021"))
    states = ("truoc_han", "dung_han", "qua_han", "dang_trong_han", "dang_qua_han")
    assert [one for one in states if frame[one].iloc[0]] == [state]


@pytest.mark.parametrize(
    ("period", "calendar", "start", "end"),
    [
        ("2021-Q1", "nd_09", date(2020, 12, 15), date(2021, 3, 14)),
        ("2021-6T", "nd_09", date(2020, 12, 15), date(2021, 6, 14)),
        ("2021", "nd_09", date(2020, 12, 15), date(2021, 12, 14)),
        ("2021", "duong_lich", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-9T", "rieng_25", date(2020, 11, 26), date(2021, 8, 25)),
    ],
)
def test_cutoffs_are_data(period, calendar, start, end):
    assert period_of(period, calendar) == (start, end)
    assert period_to(period, end) == (start, end)


def test_a_cutoff_of_no_calendar_goes_from_the_start_of_the_year_of_the_decree():
    assert period_to("2021", date(2021, 11, 20)) == (date(2020, 12, 15), date(2021, 11, 20))
    with pytest.raises(CchcError, match="HS03"):
        period_of("2021", "khong_co")


def test_causes_and_shares_are_counted():
    header = [*logs.HEADER, "Nguyên nhân trễ", "Thanh toán trực tuyến", "Hình thức trả"]
    rows = [
        [*row(1, kenh="Trực tuyến", tra="2021-11-12"), "Cơ quan phối hợp", "Có", "Bưu chính"],
        [*row(2, kenh="BCCI", tra="2021-11-11"), "", "Không", "Trực tiếp"],
        [*row(3, tthc="1.000002"), "", "", ""],
    ]
    frame = placed(with_procedures(read(rows, header).dossiers, PROCEDURES), period_of("2021"))
    assert causes(frame)["ngay_tre"].to_dict() == {("", "Việc làm"): 1, ("co_quan_khac", "Việc làm"): 2}
    assert shares(frame) == {
        "truc_tuyen": (1, 3), "buu_chinh": (1, 3), "da_thanh_toan": (1, 3), "tra_buu_chinh": (1, 3),
    }  # fmt: skip
    assert figure("3.3.1").value(frame) == Decimal("33.333333")
    assert figure("7.5.2.1").value(frame) == 1
    with pytest.raises(CchcError, match="HS04"):
        figure("1.1.1")


def test_the_table_of_a_province_comes_out_as_published():
    """O11, Vĩnh Phúc in September 2021: 4,131 received, 2,171 carried, 4,157 in time, 12 late."""
    kinds = [
        (2171, "2021-08-10", "2021-09-10"),
        (1986, "2021-08-20", "2021-09-10"),
        (12, "2021-08-20", "2021-09-14"),
    ]
    rows = [(nhan, tra) for count, nhan, tra in kinds for _ in range(count)] + [("2021-09-01", "")] * (
        4131 - 1998
    )
    log = [row(n, nhan=nhan, hen="2021-09-13", tra=tra) for n, (nhan, tra) in enumerate(rows)]
    frame = frame_of(log, Period(date(2021, 8, 15), date(2021, 9, 14)))
    counted = totals(frame)
    assert counted["ky_truoc"] + counted["truc_tuyen"] + counted["truc_tiep"] == counted["tong_nhan"] == 6302
    assert (counted["truoc_han"] + counted["dung_han"], counted["qua_han"]) == (4157, 12)
    assert counted["da_giai_quyet"] == 4169
    assert round(figure("3.3.1").value(frame), 2) == Decimal("99.71")


@pytest.mark.parametrize(
    ("parts", "total", "right"),
    [
        ((51072, 708), 51780, 51780),
        ((2672, 128), 2800, 2800),
        ((323911, 5685), 329596, 329596),
        ((2436, 969), 3405, 3405),
        ((635593, 7677), 643272, 643270),
        ((54575, -51780), 2800, 2795),
    ],
)
def test_wrong_totals_of_a_published_table_are_found(parts, total, right):
    """O12, Lâm Đồng in the first quarter of 2020: the last two rows are wrong as printed."""
    compared = compare(map(Decimal, parts), Decimal(total), 0)
    assert compared.sum == right
    assert (compared.agreement is Agreement.EXACT) is (total == right)
