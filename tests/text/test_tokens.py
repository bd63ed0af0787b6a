import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_xl.text.tokens import CLOSE, CLOSING, DONE, NAMED, OPEN, POINT, Marked, filled, joined, point, span

FAKE = f"{POINT}ct{NAMED}a{DONE}"


def test_a_point_and_a_span_are_written_as_agreed():
    assert point("ct", "kh106") == "\ue000ct\ue001kh106\ue002"
    assert span("sl", "1.1.1", "07") == "\ue003sl\ue0011.1.1\ue00207\ue004"


def test_spans_nest():
    inner = span("sl", "1.1.1", "07")
    assert span("muc", "chi_dao", joined("Có ", inner)).count(CLOSE) == 2


@pytest.mark.parametrize(
    "made",
    [
        span("sl", FAKE, FAKE),
        joined(FAKE, point("ct", "b")),
        filled("{a} và {b}", a=FAKE, b=point("ct", "b")),
        joined("", FAKE + span("vb", "a", "b")),
    ],
)
def test_the_text_of_a_person_never_makes_a_mark(made):
    assert made.count(POINT) + made.count(OPEN) <= 1
    assert made.count(POINT) + made.count(OPEN) == made.count(DONE)


def test_a_sentence_is_filled_and_keeps_the_marks_of_its_words():
    made = filled("Theo {x}, {y}", x=span("vb", "a", "Kế hoạch"), y="Sở")
    assert made == joined("Theo ", span("vb", "a", "Kế hoạch"), ", Sở")
    assert type(made) is Marked


@given(st.text())
def test_joining_cleans_whatever_is_not_marked(text):
    made = joined(text, CLOSING)
    assert not any("\ue000" <= letter <= "\uf8ff" for letter in made[:-1])
