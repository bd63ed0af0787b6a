from datetime import date, datetime
from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_xl.entries.picture import State
from cchc_xl.entries.values import quick_reader, read_entry
from cchc_xl.findings import Place
from cchc_xl.form.load import load_form
from cchc_xl.form.model import CellType

HERE = Place("Trang", "B5")
FORM = load_form("so-2021", "dt_sldtbxh")
WORD = normalize("NFD", "Nguyễn Thị Hạnh")

SPELLINGS = [
    # type, list, what stands in the cell, what it means, code of the finding
    ("integer", "", 34.0, Decimal(34), None),
    ("integer", "", 0.0, Decimal(0), None),
    ("integer", "", "34", Decimal(34), "GT09"),
    ("integer", "", " 34 ", Decimal(34), "GT09"),
    ("integer", "", "\u00a034\u00a0", Decimal(34), "GT09"),
    ("integer", "", "034", Decimal(34), "GT09"),
    ("integer", "", "+34", Decimal(34), "GT09"),
    ("integer", "", "1.234", Decimal(1234), "GT09"),
    ("integer", "", "1 234", Decimal(1234), "GT09"),
    ("integer", "", "1\u00a0234", Decimal(1234), "GT09"),
    ("integer", "", "1.234.567", Decimal(1234567), "GT09"),
    ("integer", "", "1,234", None, "GT02"),
    ("integer", "", "12,000", None, "GT02"),
    ("integer", "", "12,0", Decimal(12), "GT09"),
    ("integer", "", "1.234,5", None, "GT03"),
    ("integer", "", "12.5", None, "GT03"),
    ("integer", "", "07/57", None, "GT01"),
    ("integer", "", "7 hồ sơ", None, "GT01"),
    ("integer", "", "không", None, "GT01"),
    ("integer", "", "-", None, "GT01"),
    ("integer", "", "1e3", None, "GT01"),
    ("integer", "", "12-", None, "GT01"),
    ("integer", "", "１２", None, "GT01"),
    ("integer", "", 3.5, None, "GT03"),
    ("integer", "", -1, None, "GT03"),
    ("integer", "", "-5", None, "GT03"),
    ("integer", "", True, None, "GT01"),
    ("integer", "", date(2021, 7, 5), None, "GT01"),
    ("integer", "", 1e30, None, "GT11"),
    ("integer", "", "9" * 20, None, "GT11"),
    ("integer", "", "#REF!", None, "GT07"),
    ("integer", "", " #n/a ", None, "GT07"),
    ("year", "", 2021.0, Decimal(2021), None),
    ("year", "", "2021", Decimal(2021), "GT09"),
    ("percent", "", 95.2, Decimal("95.2"), None),
    ("percent", "", "95,2", Decimal("95.2"), "GT09"),
    ("percent", "", "95,2 %", Decimal("95.2"), "GT09"),
    ("percent", "", "95.2%", Decimal("95.2"), "GT09"),
    ("percent", "", "100%", Decimal(100), "GT09"),
    ("percent", "", "0,95", Decimal("0.95"), "GT09"),
    ("percent", "", 9500, None, "GT04"),
    ("percent", "", "101", None, "GT04"),
    ("percent", "", "-1", None, "GT04"),
    ("percent", "", "gần 100", None, "GT01"),
    ("decimal", "", 1234.5, Decimal("1234.5"), None),
    ("decimal", "", "1.234,5", Decimal("1234.5"), "GT09"),
    ("decimal", "", "1 234,5", Decimal("1234.5"), "GT09"),
    ("decimal", "", "0,5", Decimal("0.5"), "GT09"),
    ("decimal", "", "0.125", Decimal("0.125"), "GT09"),
    ("decimal", "", "1234.5", Decimal("1234.5"), "GT09"),
    ("decimal", "", "1.234", None, "GT02"),
    ("decimal", "", "12.345", None, "GT02"),
    ("decimal", "", "1,234.5", None, "GT01"),
    ("decimal", "", -2.5, Decimal("-2.5"), None),
    ("code", "co_khong", 1, Decimal(1), None),
    ("code", "co_khong", "1", Decimal(1), "GT09"),
    ("code", "co_khong", "Có", Decimal(1), "GT09"),
    ("code", "co_khong", "KHÔNG", Decimal(0), "GT09"),
    ("code", "co_khong", 5, None, "GT06"),
    ("code", "co_khong", "x", None, "GT06"),
    ("date", "", date(2021, 12, 14), date(2021, 12, 14), None),
    ("date", "", datetime(2021, 12, 14, 8, 30), date(2021, 12, 14), None),
    ("date", "", 44544.0, date(2021, 12, 14), None),
    ("date", "", "14/12/2021", date(2021, 12, 14), "GT09"),
    ("date", "", "09/4/2021", date(2021, 4, 9), "GT09"),
    ("date", "", "9.4.2021", date(2021, 4, 9), "GT09"),
    ("date", "", "9-4-2021", date(2021, 4, 9), "GT09"),
    ("date", "", "2021-04-09", date(2021, 4, 9), "GT09"),
    ("date", "", "31/02/2021", None, "GT05"),
    ("date", "", "12/14/2021", None, "GT05"),
    ("date", "", "4/2021", None, "GT05"),
    ("date", "", "14/12/21", None, "GT05"),
    ("date", "", 2021.0, None, "GT05"),
    ("date", "", date(1905, 7, 13), None, "GT05"),
    ("date", "", "9/4/0021", None, "GT05"),
    ("text", "", date(2021, 4, 12), "12/04/2021", "GT17"),
    ("long_text", "", "Baùo caùo", "Báo cáo", "GT13"),
    ("choice", "trang_thai", "Trình ký", "trinh_ky", None),
    ("choice", "trang_thai", "trình KÝ", "trinh_ky", None),
    ("choice", "trang_thai", "  Trình ký ", "trinh_ky", "GT10"),
    ("choice", "trang_thai", normalize("NFD", "Trình ký"), "trinh_ky", "GT10"),
    ("choice", "trang_thai", "trinh_ky", "trinh_ky", "GT10"),
    ("choice", "trang_thai", "Trình", None, "GT06"),
    ("choice", "trang_thai_nhiem_vu", "Đã hoàn thành", "hoan_thanh", "GT15"),
    ("choice", "gui_den", "UBND tỉnh", "tinh", "GT15"),
    ("text", "", "x" * 32768, None, "GT12"),
    ("text", "", "  336/BC-SLĐTBXH ", "336/BC-SLĐTBXH", None),
    ("text", "", "336/BC-SLĐTBXH", "336/BC-SLĐTBXH", None),
    ("text", "", WORD, "Nguyễn Thị Hạnh", None),
    ("text", "", "Nguyễn\u200b Thị  Hạnh", "Nguyễn Thị Hạnh", "GT14"),
    ("text", "", "336/B\u0421-SLĐTBXH", "336/BC-SLĐTBXH", "GT14"),
    ("text", "", "336/BC-SLÐTBXH", "336/BC-SLĐTBXH", "GT14"),
    ("long_text", "", "C¶i c¸ch hµnh chÝnh", "Cải cách hành chính", "GT13"),
    ("long_text", "", "Caûi caùch haønh chính", "Cải cách hành chính", "GT13"),
    ("choice", "trang_thai_nhiem_vu", "Hoµn thµnh", "hoan_thanh", "GT13"),
    ("text", "", 336.0, "336", None),
    ("long_text", "", "Một\r\n\r\n Hai ", "Một\n\nHai", None),
]


@pytest.mark.parametrize(
    ("kind", "list_", "typed", "value", "code"), SPELLINGS, ids=lambda one: repr(one)[:30]
)
def test_a_typed_cell_means_this(kind, list_, typed, value, code):
    entry = read_entry(FORM, CellType(kind, list_), typed, HERE)
    assert entry.value == value
    assert (entry.problem.code if entry.problem else None) == code
    assert entry.problem is None or entry.problem.places == (HERE,)


@pytest.mark.parametrize(
    ("kind", "list_", "typed", "value", "code"), SPELLINGS, ids=lambda one: repr(one)[:30]
)
def test_the_quick_way_says_the_same_or_nothing(kind, list_, typed, value, code):
    quick = quick_reader(FORM, CellType(kind, list_))(typed)
    assert quick is None or (quick == value and code is None)


@given(
    st.text() | st.floats() | st.dates(), st.sampled_from(("text", "integer", "date", "choice", "percent"))
)
def test_both_ways_agree_on_anything(typed, kind):
    cell = CellType(kind, "trang_thai" if kind == "choice" else "")
    quick = quick_reader(FORM, cell)(typed)
    entry = read_entry(FORM, cell, typed, HERE)
    assert quick is None or (quick == entry.value and entry.problem is None)


def test_five_things_a_cell_can_say_stay_five():
    cell = CellType("integer", may_be_not_applicable=True)
    states = [
        read_entry(FORM, cell, 0, HERE).state,
        read_entry(FORM, cell, "  ", HERE).state,
        read_entry(FORM, cell, "kad", HERE).state,
        read_entry(FORM, cell, None, HERE, State.ERROR).state,
        read_entry(FORM, cell, None, HERE, State.UNCALCULATED).state,
    ]
    assert states == [State.VALUE, State.EMPTY, State.NOT_APPLICABLE, State.ERROR, State.UNCALCULATED]
