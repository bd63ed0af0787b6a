"""The score of a whole set: bounds, denominator, settings, reasons."""

import csv
import shutil
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_xl import resources
from cchc_xl.actions.check import check_picture
from cchc_xl.actions.score import score_sheet
from cchc_xl.entries.from_json import make_picture
from cchc_xl.form.criteria import children, is_extra, is_penalty, leaves
from cchc_xl.form.kinds import BONUS, PENALTY, SURVEY
from cchc_xl.form.load import load_form, read_form
from cchc_xl.form.missing import MISSING
from cchc_xl.form.rules import NOT_APPLICABLE

FORM = load_form("so-2021")
LEAVES = list(leaves(FORM.criteria))
LEFT_OUT = [criterion for criterion in LEAVES if criterion.may_be_left_out]
NUMBERS = st.decimals(-5, 130, places=3)


def entries() -> st.SearchStrategy[dict[str, object]]:
    """What staff may choose and type in the rows, and figures from elsewhere by the row that needs them."""
    parts = {}
    for criterion in LEAVES:
        chosen = st.sampled_from([MISSING, *(option.key for option in criterion.options)])
        parts[f"{criterion.name}_chon"] = chosen
        if criterion.figure:
            name = "nhap" if criterion.typed_number else "so_lieu"
            parts[f"{criterion.name}_{name}"] = st.one_of(st.just(MISSING), NUMBERS)
    return st.fixed_dictionaries(parts)


@pytest.fixture(scope="module")
def direct():
    """Scores from the figure of each row: what the row's input would give is given instead."""
    from cchc_xl.form.program import compile_program

    formulas = [f for f in FORM.formulas if f.cell[0] == "tieu_chi" and not f.expression.columns]
    figures = {f"{criterion.name}_so_lieu" for criterion in LEAVES if criterion.input}
    kept = [(f.name, f.expression) for f in formulas if f.name not in figures]
    names = {name for _, expression in kept for name in expression.names}
    program = compile_program(kept)

    def work_out(values):
        whole = {**dict.fromkeys(names, MISSING), **values}
        program(whole, {})
        return whole

    return work_out


def number(values, name: str) -> Decimal:
    return values[name] if values[name] is not MISSING else Decimal(0)


@settings(deadline=None, max_examples=60)
@given(values=entries())
def test_points_stay_within_their_bounds(direct, values):
    points = direct(values)
    for criterion in FORM.criteria.values():
        least, most = Decimal(0), criterion.maximum
        if is_penalty(FORM.criteria, criterion):
            least, most = -most, Decimal(0)
        assert least <= number(points, criterion.name) <= most, criterion.code
    assert 0 <= number(points, "tc_tong_goc") <= FORM.meta.set_maximum
    caps = {top.kind: top.maximum for top in children(FORM.criteria, "")}
    assert 0 <= number(points, "tc_tong") <= FORM.meta.set_maximum + caps[BONUS]
    extra = sum(
        number(points, top.name) for top in children(FORM.criteria, "") if is_extra(FORM.criteria, top)
    )
    assert -caps[PENALTY] <= extra <= caps[BONUS]


@settings(deadline=None, max_examples=60)
@given(values=entries(), index=st.integers(0, len(LEFT_OUT) - 1))
def test_what_does_not_apply_leaves_points_and_denominator(direct, values, index):
    """The percentage is then the rest's points over the rest's maximum."""
    dropped = LEFT_OUT[index]
    points = direct({**values, f"{dropped.name}_chon": NOT_APPLICABLE.key})
    assert points[dropped.name] is MISSING
    counted = [
        c for c in LEAVES if c is not dropped and c.counts(FORM.switches) and not is_extra(FORM.criteria, c)
    ]
    surveyed = any(points[f"{c.name}_dtxhh"] is not MISSING for c in counted if c.kind == SURVEY)
    left_out = {
        name for name, value in points.items() if isinstance(value, str) and value == NOT_APPLICABLE.key
    }
    applied = [c for c in counted if f"{c.name}_chon" not in left_out]
    rest = sum((c.maximum for c in applied if c.kind != SURVEY or surveyed), Decimal(0))
    assert number(points, "tc_tong_toi_da") == rest
    assert number(points, "tc_tong_goc") == sum((number(points, c.name) for c in counted), Decimal(0))
    if rest and points["tc_tong"] is not MISSING:
        assert abs(points["tc_ty_le"] - 100 * points["tc_tong"] / rest) < Decimal("0.000001")


@settings(deadline=None, max_examples=30)
@given(values=entries())
def test_without_any_survey_figure_the_appraised_part_is_the_whole(direct, values):
    surveys = [c for c in LEAVES if c.kind == SURVEY]
    without = {**values, **{f"{c.name}_nhap": MISSING for c in surveys}}
    points = direct(without)
    assert all(points[f"{c.name}_toi_da"] == 0 for c in surveys)
    one = surveys[0]
    told = direct({**without, f"{one.name}_nhap": Decimal(50)})
    assert told[f"{one.name}_toi_da"] == one.maximum


def test_the_order_of_the_rows_changes_no_total(tmp_path, entries):
    shutil.copytree(resources.workbook(), tmp_path / "workbook", ignore=shutil.ignore_patterns("*.xlsx"))
    path = tmp_path / "workbook" / "so-2021" / "criteria.csv"
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    rows.sort(key=lambda row: (row[0].count("."), row[0][::-1]))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
    shuffled, faults = read_form(path.parent, "dt_sldtbxh")
    assert faults == []
    assert [c.code for c in shuffled.criteria.values()] != [c.code for c in FORM.criteria.values()]
    sheets = [score_sheet(check_picture(make_picture(f, "2021", entries()))) for f in (FORM, shuffled)]
    assert sheets[0].total == sheets[1].total is not None
    assert sheets[0].percent == sheets[1].percent
    assert {r.criterion.code: r.score for r in sheets[0].rows} == {
        r.criterion.code: r.score for r in sheets[1].rows
    }


@pytest.fixture
def sheet(entries):
    return score_sheet(check_picture(make_picture(FORM, "2021", entries())))


def test_every_row_has_a_state_and_a_reason(sheet):
    assert {row.state.value for row in sheet.rows} >= {"da_cham", "khong_ap_dung", "khong_tinh"}
    assert all(row.reason for row in sheet.rows)


def test_points_lost_are_the_rest_of_the_maximum_and_what_a_penalty_took(sheet):
    rows = [row for row in sheet.rows if row.criterion.rule]
    lost = sum((row.lost for row in rows), Decimal(0))
    extra = {row.criterion.kind: row.score or Decimal(0) for row in sheet.areas}
    assert sheet.total == sheet.maximum - lost + extra[BONUS]
    assert lost > 0 > extra[PENALTY]


def test_a_row_whose_setting_is_off_counts_nowhere(sheet):
    off = [row for row in sheet.rows if row.state.value == "khong_tinh"]
    assert off and all(row.score is None and row.maximum == 0 and row.lost == 0 for row in off)


def test_the_score_with_and_without_each_setting_stands_on_its_sheet(tmp_path, entries):
    """What the sheet says of the other way is what a set that goes that way gives."""
    typed = entries()
    typed["indicators"] |= {"3.3.6": 700, "3.3.7": 100, "3.3.8": 200, "3.3.14": 190}
    checked = check_picture(make_picture(FORM, "2021", typed))
    for key in ("thuong_truc_tuyen", "tre_han_theo_buoc"):
        folder = tmp_path / key
        shutil.copytree(resources.workbook(), folder, ignore=shutil.ignore_patterns("*.xlsx"))
        path = folder / "so-2021" / "settings.csv"
        on = FORM.settings[key].on
        lines = path.read_text("utf-8").splitlines()
        label = FORM.settings[key].label
        flipped = [
            line.replace(",yes," if on else ",,", ",," if on else ",yes,") if line.startswith(key) else line
            for line in lines
        ]
        assert flipped != lines, label
        path.write_text("\n".join(flipped) + "\n", "utf-8")
        other, faults = read_form(folder / "so-2021", "dt_sldtbxh")
        assert faults == []
        turned = score_sheet(check_picture(make_picture(other, "2021", typed)))
        here, there = ("co", "khong") if on else ("khong", "co")
        value = checked.evaluation.number
        assert value(f"phuong_an_{key}_diem_{here}") == value("tc_tong")
        assert value(f"phuong_an_{key}_ty_le_{here}") == value("tc_ty_le")
        assert value(f"phuong_an_{key}_diem_{there}") == turned.total
        assert value(f"phuong_an_{key}_ty_le_{there}") == turned.percent
        assert turned.total != value("tc_tong"), label


def test_explained_points_take_the_place_of_the_first_appraisal(entries):
    typed = entries()
    appraised = {c.code: 0 for c in LEAVES if c.kind != SURVEY}
    for code in appraised:
        typed["criteria"].setdefault(code, {})["diem_tham_dinh"] = 0
    typed["criteria"]["1.1.1"] |= {"diem_tham_dinh": 0.5, "diem_tham_dinh_2": 1}
    value = check_picture(make_picture(FORM, "2021", typed)).evaluation.number
    assert value("tc_tong_cuoi") - value("tc_tong_tham_dinh") == Decimal("0.5")
    assert value("phuong_an_giai_trinh_diem_co") - value("phuong_an_giai_trinh_diem_khong") == Decimal("0.5")
    surveyed = [c.name for c in LEAVES if c.kind == SURVEY]
    assert [value(f"{name}_cuoi") for name in surveyed] == [value(name) for name in surveyed]
