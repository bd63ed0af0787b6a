import pytest

from cchc_xl.actions.check import check_picture
from cchc_xl.entries.from_json import make_picture
from cchc_xl.entries.results import with_findings
from cchc_xl.findings import Verdict

KEPT = {"by": "Chánh Văn phòng", "on": "2021-12-15", "reason": "đã đối chiếu bản gốc"}
BOTH = [{"code": code, **KEPT} for code in ("VB01", "R14")]


def checked_with(form, entries, *acceptances):
    return check_picture(make_picture(form, "2021", {**entries, "acceptances": list(acceptances)}))


@pytest.fixture
def faulty(entries):
    """One warning, R14 on 4.2.2, and one error, VB01 on the third document."""
    changed = entries()
    changed["indicators"]["4.2.2"] = {"value": 70, "note": "chờ điều động"}
    changed["registers"]["van_ban"][3]["ngay"] = "2021-12-28"
    return changed


@pytest.mark.parametrize(
    ("accepted", "verdict", "open_"),
    [
        ([], Verdict.ERRORS, {"error": 1, "warning": 1, "info": 0}),
        ([{"code": "R14", **KEPT}], Verdict.ERRORS, {"error": 1, "warning": 0, "info": 0}),
        ([{"code": "VB01", **KEPT}], Verdict.WARNINGS, {"error": 0, "warning": 1, "info": 0}),
        (BOTH, Verdict.WARNINGS, {"error": 0, "warning": 0, "info": 0}),
    ],
)  # fmt: skip
def test_an_accepted_finding_weighs_one_step_less(form, faulty, accepted, verdict, open_):
    checked = checked_with(form, faulty, *accepted)
    assert checked.verdict is verdict
    assert checked.counts == open_


def test_an_accepted_finding_is_told_with_who_when_and_why(form, faulty):
    told = checked_with(form, faulty, {"code": "VB01", **KEPT}).to_json()["findings"]
    accepted = {finding["code"]: finding["accepted"] for finding in told}
    assert accepted == {"VB01": KEPT, "R14": None}


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        ({"sheet": "Văn bản", "cell": "E8"}, True),
        ({"sheet": "Văn bản", "cell": "E9"}, False),
        ({"sheet": "Văn bản", "row": "kh107"}, False),
        ({"found": "28/12/2021"}, True),
        ({"found": "27/12/2021"}, False),
    ],
)
def test_an_acceptance_holds_for_its_cell_and_for_what_was_found_there(form, faulty, where, holds):
    checked = checked_with(form, faulty, {"code": "VB01", **where, **KEPT})
    assert (checked.counts["error"] == 0) is holds


def test_a_value_changed_since_opens_the_finding_again(form, faulty):
    checked = checked_with(form, faulty, {"code": "VB01", "found": "27/12/2021", **KEPT})
    assert "CN02" in {finding.code for finding in checked.findings}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"by": None}, "CN01"),
        ({"on": None}, "CN01"),
        ({"reason": None}, "CN01"),
        ({"on": "2050-01-01"}, "CN03"),
    ],
)
def test_an_acceptance_without_reason_name_or_possible_day_has_no_effect(form, faulty, change, code):
    checked = checked_with(form, faulty, {"code": "VB01", **KEPT, **change})
    assert code in {finding.code for finding in checked.findings}
    assert checked.counts["error"] == 1


@pytest.fixture
def unreadable(faulty):
    """The same, with a figure that cannot be read: GT01 on 7.4."""
    faulty["indicators"]["7.4"] = "mười"
    return faulty


@pytest.mark.parametrize("code", ["GT01", None])
def test_what_must_be_put_right_cannot_be_accepted(form, unreadable, code):
    given = [{"code": "R14", **KEPT}, {"code": code, **KEPT}]
    checked = checked_with(form, unreadable, *given)
    told = {finding.code: finding for finding in checked.findings}
    assert checked.verdict is Verdict.ERRORS
    assert told["GT01"].accepted is None
    assert told["R14"].accepted is not None
    assert [str(place) for place in told["CN04"].places] == ["Lỗi và cảnh báo!K6"]
    assert told["CN04"].found == "GT01"


def test_a_row_that_tries_to_accept_many_is_told_once(form, unreadable):
    unreadable["indicators"]["7.3"] = "nhiều"
    checked = checked_with(form, unreadable, {"code": "GT01", **KEPT})
    assert [f.code for f in checked.findings].count("CN04") == 1
    assert checked.counts == {"error": 3, "warning": 2, "info": 0}


def test_a_refused_acceptance_leaves_other_findings_alone(form, faulty):
    checked = checked_with(form, faulty, {"code": "GT01", **KEPT}, {"code": "VB01", **KEPT})
    assert "CN04" not in {finding.code for finding in checked.findings}
    assert checked.counts["error"] == 0


def test_open_findings_stand_before_accepted_ones_of_the_same_weight(form, faulty):
    checked = checked_with(form, faulty, {"code": "VB01", **KEPT})
    assert [finding.code for finding in checked.findings] == ["R14", "VB01"]


def test_acceptances_travel_with_the_workbook_and_follow_their_row(form, faulty):
    checked = checked_with(form, faulty, {"code": "VB01", **KEPT})
    written = with_findings(checked.picture, checked.findings)
    documents = list(faulty["registers"]["van_ban"])
    moved = {**faulty, "registers": {**faulty["registers"], "van_ban": [*documents[3:], *documents[:3]]}}
    sorted_ = make_picture(form, "2021", moved)
    again = check_picture(
        type(sorted_)(form, sorted_.stamp, {**sorted_.rows, "loi": written.rows["loi"]}, sorted_.file)
    )
    assert again.counts["error"] == 0


def test_one_place_of_a_finding_may_be_accepted_alone(form, entries):
    changed = entries()
    changed["indicators"]["7.4"] = changed["indicators"]["7.7"] = None
    sheet = form.sheets["chi_tieu"]
    checked = checked_with(form, changed, {"code": "CT01", "row": "7.4", **KEPT})
    told = {f.accepted is not None: f.places for f in checked.findings if f.code == "CT01"}
    assert {len(places) for places in told.values()} == {1}
    assert all(place.sheet == sheet.title for places in told.values() for place in places)
