import json
from dataclasses import replace
from decimal import Decimal

import pytest

from cchc_xl.actions.check import check_file
from cchc_xl.cli import main
from cchc_xl.collect.roll_up import roll_up

PERIODS = ("2021-Q1", "2021-6T", "2021-9T")


def decimals(values):
    return [None if value is None else Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("rule", "quarters", "year", "told"),
    [
        ("sum", (3, 5, 9), 9, ""),  # each period counts from the start of the year: 3 + 2 + 4
        ("sum", (3, None, 9), 9, ""),
        ("sum", (3, 5, None), 5, "2021-9T chưa có số"),
        ("sum", (3, 9, 5), 5, "lại giảm"),
        ("last", (10, 12, 11), 11, ""),
        ("last", (10, 12, None), 12, "2021-9T chưa có số"),
        ("maximum", (0, 1, 0), 1, ""),
        ("none", (7, 8, 9), None, ""),
        ("recompute", (50, 60, 70), None, ""),
        ("last", (None, None, None), None, ""),
        ("sum", (0, 0, 0), 0, ""),
    ],
)
def test_each_rule_makes_one_figure_of_three_quarters(form, rule, quarters, year, told):
    indicator = replace(form.indicators["1.6"], over_periods=rule)
    changed = replace(form, indicators={**form.indicators, "1.6": indicator})
    columns = {
        period: {} if value is None else {"1.6": value}
        for period, value in zip(PERIODS, decimals(quarters), strict=True)
    }
    rolled = roll_up(changed, columns)
    assert rolled.figures.get("1.6") == year
    assert bool(rolled.differences) == bool(told)
    assert all(told in line for line in rolled.differences)


QUARTERS = {  # code: Q1, 6T, 9T and the figure of the year
    "1.3.1": (10, 25, 40, 40),  # sum
    "1.3.5": (4, 6, 2, 2),  # last
    "1.5": (0, 1, 0, 1),  # maximum
    "6.1": (12.5, 40, 71.25, 71.25),  # last, a rate that is typed
    "3.4.1": (4, 8, 10, 10),
    "3.4.2": (1, 6, 9, 9),
    "1.6": (None, 1, None, 1),
}


@pytest.fixture(scope="module")
def quarters(tmp_path_factory, entries):
    directory = tmp_path_factory.mktemp("quarters")
    paths = []
    for number, period in enumerate(PERIODS):
        typed = entries()
        typed["fields"] |= {"ngay_chot": None, "so_van_ban": None, "ngay_ky": None, "trang_thai": "du_thao"}
        typed["registers"]["nhiem_vu"] = typed["registers"]["nhiem_vu"][: 10 * (number + 1)]
        typed["indicators"] = {
            code: {"value": values[number], "phong": "dt_sldtbxh_khtc"} for code, values in QUARTERS.items()
        }
        source = directory / f"{period}.json"
        source.write_text(json.dumps(typed), "utf-8")
        paths.append(directory / f"{period}.xlsx")
        new = ["new", "--form", "so-2021", "--unit", "dt_sldtbxh", "--period", period]
        assert main([*new, "--entries", str(source), "-o", str(paths[-1])]) == 0
    return paths


def test_the_year_is_computed_from_the_workbooks_of_the_quarters(quarters, tmp_path, capsys):
    out = tmp_path / "nam.xlsx"
    shuffled = ",".join(str(path) for path in (quarters[2], quarters[0], quarters[1]))
    assert main(["new", "--period", "2021", "--from", shuffled, "-o", str(out)]) == 0
    assert "1.6 Sáng kiến CCHC được công nhận: 2021-9T chưa có số" in capsys.readouterr().out
    checked = check_file(out)
    found = {code: checked.picture.figure(code).value for code in QUARTERS}
    assert found == {code: Decimal(str(values[3])) for code, values in QUARTERS.items()}
    assert checked.evaluation.number("ct_3_4_3") == 90  # recompute: 9 of 10
    assert checked.evaluation.number("ct_1_1_1") == 30  # counted from the register of 9T, not typed
    assert checked.picture.figure("1.1.1").value is None
    assert checked.evaluation.number("ct_1_3_1_truoc") == 40


def test_rows_that_only_an_earlier_period_has_are_named(quarters, tmp_path, capsys):
    again = tmp_path / "lui.json"
    again.write_text(json.dumps({"registers": {"nhiem_vu": []}}), "utf-8")
    half = tmp_path / "6t.xlsx"
    main(["new", "--period", "2021-6T", "--from", str(quarters[0]), "--entries", str(again), "-o", str(half)])
    capsys.readouterr()
    both = f"{quarters[0]},{half}"
    assert main(["new", "--period", "2021", "--from", both, "-o", str(tmp_path / "x.xlsx")]) == 0
    said = capsys.readouterr().out
    assert "trang Nhiệm vụ: NV01, NV02" in said
    assert "có ở kỳ 2021-Q1, không có ở kỳ 2021-6T" in said


def test_a_figure_given_otherwise_is_told_and_stays(quarters, tmp_path, capsys):
    given, out = tmp_path / "e.json", tmp_path / "nam.xlsx"
    given.write_text(json.dumps({"indicators": {"1.3.1": 46}}), "utf-8")
    new = ["new", "--period", "2021", "--from", ",".join(map(str, quarters)), "--entries", str(given)]
    assert main([*new, "-o", str(out)]) == 0
    assert "1.3.1: tính từ các kỳ trước là 40, tệp nhập liệu ghi 46; giữ số đã ghi" in capsys.readouterr().out
    assert check_file(out).picture.figure("1.3.1").value == 46


@pytest.mark.parametrize(
    ("period", "chosen", "code"),
    [
        ("2021-6T", (0, 1), "KY03"),
        ("2021", (0, 0), "KY03"),
        ("2021-X", (0,), "KY01"),
        ("2022", (0,), "KY01"),
        ("2020", (0,), "KY03"),
    ],
)
def test_periods_that_do_not_come_before_are_refused(quarters, tmp_path, capsys, period, chosen, code):
    old = ",".join(str(quarters[number]) for number in chosen)
    assert main(["new", "--period", period, "--from", old, "-o", str(tmp_path / "x.xlsx")]) == 2
    assert code in capsys.readouterr().err
    assert not (tmp_path / "x.xlsx").exists()
