import pytest

from cchc_xl.actions.import_dossiers import units_of
from cchc_xl.dossiers.step_units import APPLICANT, may_be_inside
from cchc_xl.form.load import load_form

OWN = "Sở Lao động – Thương binh và Xã hội"


@pytest.fixture(scope="module")
def units():
    return units_of(load_form("so-2021", "dt_sldtbxh"))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Thẩm định - Sở Lao động – Thương binh và Xã hội", OWN),
        ("Thẩm định - Sở Lao động - Thương binh và Xã hội", OWN),
        ("Bộ phận Một cửa Sở LĐTBXH", OWN),
        ("Thẩm định - Phòng Lao động – Việc làm", "Phòng Lao động – Việc làm"),
        ("Bước 1: Tiếp nhận - Văn phòng Sở", "Văn phòng Sở"),
        ("Phối hợp | Cục Thuế tỉnh", "Cục Thuế tỉnh"),
        ("Phối hợp - UBND huyện Hồng Ngự", "UBND huyện Hồng Ngự"),
        ("Chờ bổ sung hồ sơ - Công dân", APPLICANT),
        ("Nguyễn Thị Bí Mật - Phòng Người có công", "Phòng Người có công"),
        ("Phòng Người có công - Nguyễn Văn Bí Mật", "Phòng Người có công"),
        ("Nguyễn Văn Bí Mật", ""),
        ("", ""),
    ],
)
def test_a_unit_is_known_by_its_name_and_nobody_else_is_kept(units, text, unit):
    assert units.named(text) == unit


@pytest.mark.parametrize(
    ("unit", "inside"),
    [
        ("Phòng LĐ-VL", True),
        ("Bộ phận Một cửa", True),
        ("Phòng LĐTBXH huyện Hồng Ngự", False),
        ("Văn phòng UBND tỉnh", False),
        ("Cục Thuế tỉnh", False),
    ],
)
def test_what_may_be_a_division_by_another_name_is_no_other_body(unit, inside):
    assert may_be_inside(unit) is inside


def test_units_in_no_list_are_told(units):
    assert units.strange([OWN, APPLICANT, "", "Phòng LĐ-VL", "Văn phòng Sở"]) == ["Phòng LĐ-VL"]
