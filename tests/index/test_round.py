"""Who may do what to a round, when, and what comes of the points."""

from datetime import date
from decimal import Decimal

import pytest
from support import rounds

from cchc_xl.errors import CchcError
from cchc_xl.form.load import load_form
from cchc_xl.index import transitions
from cchc_xl.index.appraisal import take_appraisals, take_explanations
from cchc_xl.index.final import final_score
from cchc_xl.index.round import Act, Appraisal, Round, Row, Standing, State

ACT = Act("Chánh Văn phòng", date(2022, 1, 15))
UNIT, OTHER = "dt_syt", "dt_stc"
SELF = {"1.1": 2, "1.2": 1, "1.3": 3, "2.2": 2, "3.1": 0.5, "4.1": -0.5}
BODIES = {"1.1": rounds.STP, "1.2": rounds.STP, "4.1": rounds.STP}


@pytest.fixture(scope="module", autouse=True)
def forms(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bieu-mau")
    rounds.write_forms(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CCHC_BIEU_MAU", str(folder))
        yield


def number(value):
    return None if value is None else Decimal(str(value))


def a_row(unit, code, body="", points=None, *, applies=True, survey=None):
    return Row(unit, code, body, applies, points, Decimal(1), "", "", survey=survey)


def a_round(form=rounds.FORM, units=(UNIT,), left_out=()) -> Round:
    """A round whose units scored 8 points; the rows left out do not apply."""
    known = Round(load_form(form), "2021", {}, {})
    for unit in units:
        rows = [
            Row(
                unit,
                code,
                BODIES.get(code, rounds.SNV),
                code not in left_out,
                number(points),
                Decimal(1),
                "",
                "",
            )
            for code, points in SELF.items()
        ]
        rows.append(a_row(unit, "2.1"))
        known = transitions.joined(known, [(Standing(unit, State.LOCKED, *ACT, Decimal(8)), rows)])
    return known


def gave(points, note="", inner=""):
    return Appraisal(number(points), note, inner)


def all_given(known, stage=1, **changes):
    """Both bodies give every row its self-score, but for the changes: `r1_1=gave(1, "chậm")`."""
    rows = {key[1:].replace("_", "."): given for key, given in changes.items()}
    for body in (rounds.STP, rounds.SNV):
        asked = known.asked(body, stage)
        answers = {row.key: rows.get(row.code, Appraisal(row.self_score)) for row in asked if row.applies}
        known = take_appraisals(known, body, stage, answers, ACT, "x.xlsx")
    return known


def explaining(**changes):
    return transitions.released(all_given(a_round(), **changes), UNIT, ACT)


CUT = gave(1, "ban hành chậm", "xem lại")


@pytest.mark.parametrize(
    ("code", "row", "given"),
    [
        ("DOT14", "2.2", gave(2)),
        ("DOT14", "2.1", gave(2)),
        ("DOT14", "9.9", gave(2)),
        ("DOT16", "1.1", gave("2.01")),
        ("DOT16", "1.1", gave("-0.01")),
        ("DOT16", "4.1", gave("0.5")),
        ("DOT16", "4.1", gave("-2.5", "quá")),
        ("DOT16", "1.2", gave(0, "không đồng ý")),
        ("DOT17", "1.1", gave("1.99")),
        ("DOT17", "4.1", gave(-1)),
        ("", "1.1", gave("1.99", "thiếu một mục")),
        ("", "1.1", gave(2)),
        ("", "1.1", gave(None, "chưa xem")),
        ("", "4.1", gave(0)),
        ("", "1.2", gave(None, "không đồng ý là không áp dụng")),
    ],
)
def test_what_a_body_may_give(code, row, given):
    known = a_round(left_out=("1.2",))
    answers = {(UNIT, row): given}
    if code:
        with pytest.raises(CchcError) as refused:
            take_appraisals(known, rounds.STP, 1, answers, ACT, "x.xlsx")
        assert refused.value.code == code
        assert row in refused.value.message
    else:
        assert take_appraisals(known, rounds.STP, 1, answers, ACT, "x.xlsx").rows[UNIT, row].first == given


@pytest.mark.parametrize(
    ("state", "stage", "code"),
    [
        (State.LOCKED, 1, ""),
        (State.FIRST, 1, ""),
        (State.EXPLAINING, 1, "DOT13"),
        (State.SECOND, 1, "DOT13"),
        (State.CLOSED, 1, "DOT18"),
        (State.PUBLISHED, 1, "DOT18"),
        (State.FIRST, 2, "DOT13"),
        (State.EXPLAINING, 2, ""),
        (State.SECOND, 2, ""),
        (State.CLOSED, 2, "DOT18"),
    ],
)
def test_a_lock_refuses_other_answers_and_lets_the_same_pass(state, stage, code):
    known = all_given(a_round(), r1_1=CUT)
    known = known.moved(UNIT, state, ACT)
    same = {(UNIT, "1.1"): known.rows[UNIT, "1.1"].appraisal(stage)}
    assert take_appraisals(known, rounds.STP, stage, same, ACT, "x.xlsx") is known
    other = {(UNIT, "1.1"): gave("1.5", "bổ sung")}
    if code:
        with pytest.raises(CchcError) as refused:
            take_appraisals(known, rounds.STP, stage, other, ACT, "x.xlsx")
        assert refused.value.code == code
    else:
        taken = take_appraisals(known, rounds.STP, stage, other, ACT, "x.xlsx")
        assert taken.rows[UNIT, "1.1"].appraisal(stage) == other[UNIT, "1.1"]
        assert taken.units[UNIT].state is (State.FIRST if stage == 1 else State.SECOND)


def test_what_is_replaced_is_logged_with_both_and_inner_notes_are_not_quoted():
    known = take_appraisals(a_round(), rounds.STP, 1, {(UNIT, "1.1"): CUT}, ACT, "a.xlsx")
    known = take_appraisals(known, rounds.STP, 1, {(UNIT, "1.1"): gave(2, "", "khác")}, ACT, "b.xlsx")
    told = [event.what for event in known.log]
    assert told[-1] == "Thay 1.1 của Sở Y tế: 1 điểm, «ban hành chậm» → 2 điểm; ghi chú nội bộ cũng đổi"
    assert told.count("Chuyển sang «Thẩm định lần 1»") == 1


def test_a_unit_is_released_when_all_bodies_have_answered():
    known = a_round(units=(UNIT, OTHER))
    stp = {row.key: Appraisal(row.self_score) for row in known.asked(rounds.STP, 1)}
    known = take_appraisals(known, rounds.STP, 1, stp, ACT, "x.xlsx")
    with pytest.raises(CchcError, match=r"DOT07: .*Sở Y tế: Sở Nội vụ \(3 dòng\)"):
        transitions.released(known, UNIT, ACT)
    known = transitions.released(all_given(known), UNIT, ACT)
    assert (known.units[UNIT].state, known.units[OTHER].state) == (State.EXPLAINING, State.FIRST)


def test_the_second_appraisal_asks_for_rows_that_lost_points_only():
    known = explaining(r1_1=CUT, r3_1=gave(1), r4_1=gave(-2, "bốn hồ sơ"))
    assert [row.code for row in known.asked(rounds.STP, 2)] == ["1.1", "4.1"]
    assert known.asked(rounds.SNV, 2) == []
    assert known.lacking(UNIT) == {rounds.STP: 2}
    assert known.unexplained(UNIT) == ["1.1", "4.1"]


def test_explanations_are_taken_between_release_and_second_appraisal():
    texts = {"1.1": "đúng hạn theo công văn gia hạn", "1.2": "không bị trừ nên không cần"}
    with pytest.raises(CchcError, match="DOT18"):
        take_explanations(all_given(a_round(), r1_1=CUT), UNIT, texts, ACT, "u.xlsx")
    known = take_explanations(explaining(r1_1=CUT), UNIT, texts, ACT, "u.xlsx")
    assert known.rows[UNIT, "1.1"].explanation == texts["1.1"]
    assert known.rows[UNIT, "1.2"].explanation == ""
    assert known.unexplained(UNIT) == []
    assert take_explanations(known, UNIT, texts, ACT, "u.xlsx") is known
    known = all_given(known, 2)
    with pytest.raises(CchcError, match="DOT18"):
        take_explanations(known, UNIT, {"1.1": "sửa lại"}, ACT, "u.xlsx")


def test_a_round_is_closed_when_complete_and_opened_again_only_with_a_reason_in_the_log():
    with pytest.raises(CchcError, match="DOT06"):
        transitions.closed(all_given(a_round()), ACT)
    with pytest.raises(CchcError, match="DOT07"):
        transitions.closed(explaining(r1_1=CUT), ACT)
    with pytest.raises(CchcError, match="DOT06"):
        transitions.published(explaining(), ACT)
    known = transitions.published(transitions.closed(all_given(explaining(r1_1=CUT), 2), ACT), ACT)
    assert known.units[UNIT].state is State.PUBLISHED
    known = transitions.reopened(known, [UNIT], "tính nhầm", ACT)
    assert known.units[UNIT].state is State.SECOND
    assert "Mở lại: tính nhầm" in [event.what for event in known.log]
    with pytest.raises(CchcError, match="DOT06"):
        transitions.reopened(known, [UNIT], "lần nữa", ACT)


def test_without_the_explanation_step_the_first_appraisal_is_final():
    known = all_given(a_round(rounds.WITHOUT), r1_1=CUT)
    with pytest.raises(CchcError, match="DOT06"):
        transitions.released(known, UNIT, ACT)
    assert final_score(transitions.closed(known, ACT), UNIT).total == 7


def surveyed(known, percent):
    row = known.rows[UNIT, "2.1"]
    return known.with_rows(
        [Row(row.unit, row.code, "", True, None, Decimal(0), "", "", survey=number(percent))]
    )


@pytest.mark.parametrize(
    ("left_out", "survey", "changes", "total", "maximum", "percent"),
    [
        ((), None, {}, 8, 8, 100),
        ((), None, {"r1_1": CUT}, 7, 8, 87.5),
        ((), 75, {"r1_1": CUT}, 8.5, 10, 85),
        (("1.2",), None, {"r1_1": CUT}, 6, 7, Decimal("85.714286")),
        ((), 0, {"r4_1": gave(-2, "bốn hồ sơ")}, 6.5, 10, 65),
        ((), None, {"r3_1": gave(1)}, 8.5, 8, 106.25),
    ],
)
def test_the_formulas_of_the_form_give_the_final_score(left_out, survey, changes, total, maximum, percent):
    known = all_given(surveyed(a_round(left_out=left_out), survey), **changes)
    found = final_score(known, UNIT)
    assert (found.total, found.maximum, found.percent) == (number(total), maximum, number(percent))
    assert found.missing == ()


def test_second_points_take_the_place_of_the_first():
    known = explaining(r1_1=CUT)
    assert final_score(known, UNIT).total == 7
    known = all_given(known, 2, r1_1=gave("1.5", "chấp nhận một phần"))
    found = final_score(known, UNIT)
    assert (found.first, found.total) == (7, Decimal("7.5"))
    assert found.areas == {"1": Decimal("5.5"), "2": 2, "3": Decimal("0.5"), "4": Decimal("-0.5")}
    assert found.maxima == {"1": 6, "2": 2, "3": 0, "4": 0}


def test_a_partly_surveyed_unit_cannot_be_closed():
    known = all_given(explaining(), 2)
    rows = [surveyed(known, 80).rows[UNIT, "2.1"], a_row(UNIT, "2.9")]
    with pytest.raises(CchcError, match="DOT07: Sở Y tế còn thiếu tỷ lệ điều tra"):
        transitions.closed(known.with_rows(rows), ACT)
