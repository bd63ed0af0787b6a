import re
from decimal import Decimal

import pytest

from cchc_xl.actions.check import check_file
from cchc_xl.actions.score import score_sheet
from cchc_xl.actions.told import losses
from cchc_xl.text.numbers import read_number


@pytest.mark.parametrize("name", ["2021-minh-hoa", "2021-nguyen-van"])
def test_what_is_told_of_points_adds_up_to_the_total(samples, name):
    sheet = score_sheet(check_file(samples[name]))
    told = {}
    for line in losses(sheet):
        if found := re.match(r"(Điểm mất|Điểm thưởng|Chưa chấm)\D*([\d.,]+)", line):
            told[found[1]] = read_number(found[2])
    sums = sheet.maximum - told["Điểm mất"] + told.get("Điểm thưởng", 0) - told.get("Chưa chấm", 0)
    assert abs(sums - sheet.total) <= Decimal("0.02"), "as printed, two decimals each"
