import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_xl.actions.check import check_picture
from cchc_xl.actions.new import new_workbook
from cchc_xl.cli import main
from cchc_xl.entries.checks.history import modified_z
from cchc_xl.entries.from_json import make_picture
from cchc_xl.form import layout
from cchc_xl.form.load import load_form

CODES = ("LS01", "LS02", "LS03", "LS03B", "LS04", "LS05", "LS06", "LS07")


def workbook(form, period, figures, file=""):
    """A workbook in which only some figures are filled."""
    return replace(make_picture(form, period, {"indicators": figures}), file=file or f"{period}.xlsx")


def told(now, *earlier):
    """The findings about earlier periods: code, its cells, what was expected."""
    findings = check_picture(now, earlier).findings
    return [(f.code, [str(p) for p in f.places], f.expected) for f in findings if f.code in CODES]


def codes(now, *earlier):
    return [code for code, _, _ in told(now, *earlier)]


def cell(form, code, column="so_lieu"):
    sheet = form.sheets["chi_tieu"]
    return f"{sheet.title}!{layout.address(sheet, sheet.column[column], layout.line_row(sheet, code))}"


def series(form, code, values, period="2021"):
    """The same figure in the years up to a period, the last value being of that period."""
    year, kind = int(period[:4]), period[4:]
    years = range(year - len(values) + 1, year + 1)
    *earlier, now = [workbook(form, f"{y}{kind}", {code: v}) for y, v in zip(years, values, strict=True)]
    return now, *earlier


# Within the year


@pytest.mark.parametrize(
    ("periods", "values", "found"),
    [
        ("2021-Q1 2021-6T", [10, 8], ["LS01"]),
        ("2021-Q1 2021-6T 2021-9T", [10, 8, 9], ["LS01"]),
        ("2021-Q1 2021-6T 2021-9T 2021", [1, 2, 2, 5], []),
        ("2020-9T 2021-6T", [10, 8], []),
        ("2021-Q1 2021-6T", [10, None], []),
        ("2021-Q1 2021-6T", [None, 8], []),
        ("2021-Q1 2021-6T", [10, 0], ["LS01"]),
    ],
)
def test_a_figure_counted_from_the_start_of_the_year_never_falls(form, periods, values, found):
    *earlier, now = [workbook(form, p, {"1.3.2": v}) for p, v in zip(periods.split(), values, strict=True)]
    assert codes(now, *earlier) == found


def test_the_fall_is_told_at_its_cell_with_period_and_value(form):
    now, before = workbook(form, "2021-6T", {"1.3.2": 8}), workbook(form, "2021-Q1", {"1.3.2": 10})
    assert told(now, before) == [("LS01", [cell(form, "1.3.2")], "từ 10 trở lên (quý I năm 2021)")]


def test_a_stock_and_a_figure_that_does_not_apply_may_fall(form):
    now = workbook(form, "2021-6T", {"1.3.4": 2, "1.3.2": {"state": "kad"}})
    assert codes(now, workbook(form, "2021-Q1", {"1.3.4": 9, "1.3.2": 10})) == []


# «Kỳ trước»


def test_what_the_column_says_otherwise_than_was_reported_is_found(form):
    now = workbook(form, "2021-6T", {"1.3.2": {"previous": 9}, "1.3.3": {"previous": 2}})
    before = workbook(form, "2021-Q1", {"1.3.2": 8, "1.3.3": 2})
    assert told(now, before) == [("LS02", [cell(form, "1.3.2", "ky_truoc")], "8 (quý I năm 2021)")]


@pytest.mark.parametrize("source", ["2020-6T", "2021-Q1"])
def test_the_column_may_be_of_the_period_before_or_of_the_same_period_of_last_year(form, source):
    reported = {"2020-6T": {"1.3.2": 20, "1.3.3": 4}, "2021-Q1": {"1.3.2": 8, "1.3.3": 2}}
    now = workbook(form, "2021-6T", {c: {"previous": v} for c, v in reported[source].items()})
    assert codes(now, *(workbook(form, p, f) for p, f in reported.items())) == []


def test_a_column_of_quite_another_period_is_one_finding(form, entries):
    figures = {c: f["value"] for c, f in entries()["indicators"].items() if f.get("value")}
    before = workbook(form, "2021-Q1", figures)
    now = workbook(form, "2021-6T", {c: {"previous": v + 1} for c, v in figures.items() if c != "1.4.2"})
    [(_, places, expected)] = [one for one in told(now, before) if one[0] == "LS02"]
    assert len(places) > 20
    assert expected == "số liệu của quý I năm 2021"


# Over years


PROCEDURES = {"3.1.3.1": 100, "3.1.3.2": 0, "3.1.3.3": 0}


@pytest.mark.parametrize(
    ("new", "gone", "last_year", "found"),
    [(5, 3, "2020", []), (5, 2, "2020", ["LS03"]), (5, 2, "2020-9T", []), (5, None, "2020", [])],
)
def test_procedures_are_those_of_last_year_and_the_new_without_the_abolished(
    form, new, gone, last_year, found
):
    now = workbook(form, "2021-6T", {**PROCEDURES, "3.1.3.1": 102, "3.1.1": new, "3.1.2": gone})
    middle = workbook(form, "2021-Q1", {**PROCEDURES, "3.1.3.1": 101})
    assert codes(now, workbook(form, last_year, PROCEDURES), middle) == found


def test_the_relation_over_years_names_the_value_of_last_year(form):
    now = workbook(form, "2021", {**PROCEDURES, "3.1.1": 5, "3.1.2": 3})
    [finding] = [
        f for f in check_picture(now, [workbook(form, "2020", PROCEDURES)]).findings if f.code == "LS03"
    ]
    assert finding.expected == "3.1.3 = 3.1.3 cuối năm 2020 (100) + 3.1.1 - 3.1.2"
    assert finding.found == "3.1.3: 100; 3.1.1: 5; 3.1.2: 3"
    assert str(finding.places[1]) == cell(form, "3.1.1")


def test_dossiers_brought_forward_are_those_that_were_open(form):
    last_year = workbook(form, "2020", {"3.3.12": 6, "3.3.13": 1})
    assert codes(workbook(form, "2021-Q1", {"3.3.11": 7}), last_year) == []
    assert codes(workbook(form, "2021-Q1", {"3.3.11": 8}), last_year) == ["LS03B"]


def test_relations_over_years_give_no_hint_in_excel_and_are_no_names_for_formulas(form):
    hints = [f.expression.text for f in form.formulas if f.name.endswith("_nhac")]
    assert not any("LS0" in text for text in hints)
    assert "ct_3_1_3_nam_truoc" not in form.scope.symbols


# Jumps


@pytest.mark.parametrize(
    ("code", "values", "found"),
    [
        ("1.4.1", [100, 110, 105, 95, 1000], ["LS04"]),
        ("1.4.1", [100, 110, 105, 95, 112], []),
        ("1.4.1", [100, 100, 100, 101, 104], []),  # mostly the same: only the ratio counts
        ("1.4.1", [100, 100, 100, 101, 1000], ["LS04"]),
        ("1.4.1", [100, 110, 105, 1000], ["LS05"]),  # three values are no series
        ("1.4.1", [100, 500], []),
        ("1.4.1", [100, 501], ["LS05"]),
        ("1.4.1", [100, 19], ["LS05"]),
        ("1.4.1", [100, 20], []),
        ("1.4.1", [1, 9], []),  # small
        ("1.4.1", [0, 90], []),  # nothing to compare with
        ("1.4.2", [2, 2, 2, 2, 0], []),  # a code is no quantity
        ("6.1", [15, 16, 14, 15.5, 95], ["LS04"]),
    ],
)
def test_a_jump_is_measured_against_the_same_period_of_other_years(form, code, values, found):
    now, *earlier = series(form, code, values, "2021-6T")
    assert codes(now, *earlier) == found
    if found:
        assert told(now, *earlier)[0][1] == [cell(form, code)]


def test_a_stock_is_compared_with_any_earlier_period_a_share_is_not(form):
    quarters = ["2020", "2021-Q1", "2021-6T"]
    stocks = [workbook(form, p, {"4.2.2": 50, "6.1": 90}) for p in quarters]
    assert codes(workbook(form, "2021-9T", {"4.2.2": 500, "6.1": 9}), *stocks) == ["LS05"]


def test_what_was_expected_names_median_and_last_value(form):
    now, *earlier = series(form, "1.4.1", [100, 110, 105, 95, 1000])
    [(_, _, expected)] = told(now, *earlier)
    assert expected == "quanh 102,5 (trung vị 4 kỳ; năm 2020: 95)"


numbers = st.integers(-1000, 1000).map(Decimal)


@given(numbers, st.lists(numbers, min_size=4), numbers, st.integers(1, 1000), st.randoms())
def test_the_score_of_a_jump_knows_no_origin_unit_or_order(value, earlier, shift, scale, random):
    score = modified_z(value, earlier)
    shuffled = random.sample(earlier, len(earlier))
    moved = modified_z(value * scale + shift, [one * scale + shift for one in shuffled])
    assert moved == (score if score is None else pytest.approx(score, rel=Decimal("1e-20")))


@given(st.lists(numbers, min_size=4))
def test_a_value_from_the_middle_of_the_series_is_no_jump(earlier):
    middle = sorted(earlier)[len(earlier) // 2]
    score = modified_z(middle, earlier)
    assert score is None or abs(score) <= Decimal("0.6745")


# Repeated figures


REPORTED = {"1.3.1": 46, "1.3.2": 40, "1.4.1": 7, "2.1": 3, "2.2.1": 5, "2.3.1": 0, "3.4.1": 2}


@pytest.mark.parametrize(
    ("changed", "found"),
    [({}, ["LS06"]), ({"1.3.1": 50}, ["LS06"]), ({"1.3.1": 50, "1.3.2": 41}, []), ({"2.3.1": 1}, ["LS06"])],
)
def test_a_sheet_that_repeats_an_earlier_one_may_not_be_up_to_date(form, changed, found):
    now, before = workbook(form, "2021-6T", REPORTED | changed), workbook(form, "2021-Q1", REPORTED)
    assert codes(now, before) == found


def test_the_latest_of_the_workbooks_repeated_is_named(form):
    now, *earlier = [workbook(form, period, REPORTED) for period in ("2021-6T", "2020", "2021-Q1")]
    [finding] = [f for f in check_picture(now, earlier).findings if f.code == "LS06"]
    assert finding.message == "6 trên 6 số liệu bằng đúng số của quý I năm 2021: có thể chưa cập nhật"


def test_repetition_is_told_once_where_the_column_shows_it(form):
    carried = {code: {"value": value, "previous": value} for code, value in REPORTED.items()}
    now, before = workbook(form, "2021-6T", carried), workbook(form, "2021-Q1", REPORTED)
    assert codes(now, before) == []
    assert "CT04" in {finding.code for finding in check_picture(now, [before]).findings}


# Workbooks that cannot be used


def test_a_workbook_of_another_unit_period_or_form_is_not_used_and_said_so(form):
    now = workbook(form, "2021-6T", {"1.3.2": 8})
    other_unit = workbook(load_form("so-2021", "dt_stp"), "2021-Q1", {"1.3.2": 10})
    other_form = replace(form, meta=form.meta._replace(key="khac", base=""))
    before = workbook(form, "2021-Q1", {"1.3.2": 8})
    for wrong in (
        other_unit,
        workbook(other_form, "2021-Q1", {"1.3.2": 10}),
        workbook(form, "2021-6T", {"1.3.2": 10}),
        workbook(form, "2021", {"1.3.2": 10}),
    ):
        assert told(now, wrong) == [("LS07", ["Thông tin chung!A1"], "")]
    assert codes(now, before, workbook(form, "2021-Q1", {"1.3.2": 10}, "lần 2.xlsx")) == ["LS07"]


def test_what_a_refused_workbook_is_stands_in_the_message(form):
    late = workbook(form, "2021-9T", {}, "cu.xlsx")
    [finding] = [f for f in check_picture(workbook(form, "2021-6T", {}), [late]).findings if f.code == "LS07"]
    assert finding.message == (
        "Không so sánh với «cu.xlsx»: đây là workbook của 9 tháng năm 2021, "
        "không phải của một kỳ trước 6 tháng năm 2021"
    )


def test_a_predecessor_that_was_merged_may_have_been_copied_but_not_grown_from(form):
    now = workbook(load_form("so-2026", "dt25_snv"), "2026", REPORTED | {"4.2.2": 500})
    before = workbook(form, "2025", REPORTED | {"4.2.2": 50})
    assert codes(now, before) == ["LS06"]


def test_a_unit_under_a_new_name_is_the_same_unit(form):
    old, new = form.unit, load_form("so-2026", "dt25_stp")
    renamed = new.unit._replace(predecessor=old.code)
    units = {**new.units, renamed.code: renamed, old.code: old._replace(successor=renamed.code)}
    now = workbook(replace(new, unit=renamed, units=units), "2026-6T", {"1.3.2": 8})
    assert codes(now, workbook(form, "2026-Q1", {"1.3.2": 10})) == ["LS01"]


def test_in_an_older_form_only_figures_of_the_same_name_are_compared(form):
    new = replace(load_form("so-2026", "dt25_stp"), unit=form.unit)
    figures = {"7.5.3.1": 10, "7.5.5.2": 10}  # «Mức độ 3» became «Một phần»
    now = workbook(new, "2026-6T", dict.fromkeys(figures, 1))
    assert told(now, workbook(form, "2026-Q1", figures)) == [
        ("LS01", [cell(new, "7.5.5.2")], "từ 10 trở lên (quý I năm 2026)")
    ]


# Files


@pytest.fixture
def quarter_and_half(tmp_path, entries):
    """Two workbooks of a year: the second carried from the first and filled with more."""
    typed = entries()
    quarter, half = tmp_path / "q1.xlsx", tmp_path / "6t.xlsx"
    (tmp_path / "e.json").write_text(json.dumps(typed), "utf-8")
    new_workbook("so-2021", "dt_sldtbxh", "2021-Q1", quarter, tmp_path / "e.json")
    more = {c: f["value"] + 1 for c, f in typed["indicators"].items() if c in ("1.3.1", "1.3.2", "3.4.1")}
    (tmp_path / "e.json").write_text(json.dumps({"indicators": {**more, "3.4.1": 0}}), "utf-8")
    new_workbook("", "", "2021-6T", half, tmp_path / "e.json", [quarter])
    return quarter, half


def test_the_command_takes_earlier_workbooks_and_tells_what_fell(quarter_and_half, form, capsys):
    quarter, half = quarter_and_half
    assert main(["check", "--json", str(half)]) == 1
    alone = json.loads(capsys.readouterr().out)
    assert main(["check", str(half), "--previous", str(quarter), "--previous", str(half), "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    found = {f["code"]: f for f in data["findings"] if f["code"] in CODES}
    assert list(data) == list(alone)
    assert set(found) == {"LS01", "LS07"}  # «Kỳ trước» was carried: no LS02
    [place] = found["LS01"]["places"]
    assert f"{place['sheet']}!{place['cell']}" == cell(form, "3.4.1")
    assert "«6t.xlsx»" in found["LS07"]["message"]


def test_an_earlier_file_that_cannot_be_read_gives_exit_2_and_a_code(quarter_and_half, tmp_path, capsys):
    (tmp_path / "x.xlsx").write_text("không phải Excel")
    assert main(["check", str(quarter_and_half[1]), "--previous", str(tmp_path / "x.xlsx")]) == 2
    told = capsys.readouterr().err
    assert "TEP04" in told and "«x.xlsx»" in told


def test_a_rule_over_years_is_explained(capsys):
    assert main(["check", "--explain", "LS03"]) == 0
    assert "TTHC" in capsys.readouterr().out
