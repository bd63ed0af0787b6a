from datetime import date
from decimal import Decimal

import pytest

from cchc_xl.entries.picture import State
from cchc_xl.entries.values import read_entry
from cchc_xl.findings import Place
from cchc_xl.form.model import CellType

HERE = Place("Trang", "B5")


@pytest.mark.parametrize(
    ("kind", "list_", "typed", "value", "code"),
    [
        ("integer", "", 34.0, Decimal(34), None),
        ("integer", "", "34", Decimal(34), "GT09"),
        ("integer", "", "1.234", Decimal(1234), "GT09"),
        ("integer", "", "07/57", None, "GT01"),
        ("integer", "", 3.5, None, "GT03"),
        ("integer", "", -1, None, "GT03"),
        ("integer", "", True, None, "GT01"),
        ("integer", "", date(2021, 7, 5), None, "GT01"),
        ("percent", "", 95.2, Decimal("95.2"), None),
        ("percent", "", "95,2 %", Decimal("95.2"), "GT09"),
        ("percent", "", 9500, None, "GT04"),
        ("decimal", "", "1.234", None, "GT02"),
        ("code", "co_khong", 1, Decimal(1), None),
        ("code", "co_khong", "Có", Decimal(1), "GT09"),
        ("code", "co_khong", 5, None, "GT06"),
        ("code", "co_khong", "x", None, "GT06"),
        ("date", "", date(2021, 12, 14), date(2021, 12, 14), None),
        ("date", "", "09/4/2021", date(2021, 4, 9), "GT09"),
        ("date", "", "31/02/2021", None, "GT05"),
        ("choice", "trang_thai", "trình KÝ", "trinh_ky", None),
        ("choice", "trang_thai", "  Trình ký ", "trinh_ky", "GT10"),
        ("choice", "trang_thai", "trinh_ky", "trinh_ky", "GT10"),
        ("integer", "", 1e30, None, "GT11"),
        ("text", "", "x" * 32768, None, "GT12"),
        ("choice", "trang_thai", "Trình", None, "GT06"),
        ("text", "", "  336/BC-SLĐTBXH ", "336/BC-SLĐTBXH", None),
        ("text", "", 336.0, "336", None),
        ("integer", "", "#REF!", None, "GT07"),
    ],
)
def test_a_typed_cell_means_this(form, kind, list_, typed, value, code):
    entry = read_entry(form, CellType(kind, list_), typed, HERE)
    assert entry.value == value
    assert (entry.problem.code if entry.problem else None) == code
    assert entry.problem is None or entry.problem.places == (HERE,)


def test_five_things_a_cell_can_say_stay_five(form):
    cell = CellType("integer", may_be_not_applicable=True)
    states = [
        read_entry(form, cell, 0, HERE).state,
        read_entry(form, cell, "  ", HERE).state,
        read_entry(form, cell, "kad", HERE).state,
        read_entry(form, cell, None, HERE, State.ERROR).state,
        read_entry(form, cell, None, HERE, State.UNCALCULATED).state,
    ]
    assert states == [State.VALUE, State.EMPTY, State.NOT_APPLICABLE, State.ERROR, State.UNCALCULATED]
