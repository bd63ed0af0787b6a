import pytest

from cchc_xl.word.measure import width, wrapped


@pytest.mark.parametrize(("letter", "base"), [("ố", "o"), ("Ễ", "E"), ("ặ", "a"), ("ự", "ư"), ("Ợ", "Ơ")])
def test_a_tone_takes_no_room(letter, base):
    assert width(letter, 14, bold=True) == width(base, 14, bold=True)


def test_a_line_of_ten_figures_is_five_times_its_size():
    assert width("0123456789", 14, bold=False) == 5 * 14 * 20


def test_a_text_wraps_where_its_room_ends():
    whole = width("SỞ NỘI VỤ", 13, bold=True)
    assert wrapped("SỞ NỘI VỤ", 13, 0, bold=True) == [whole]
    assert len(wrapped("SỞ NỘI VỤ", 13, whole - 1, bold=True)) == 2
    assert len(wrapped("SỞ NỘI VỤ", 13, 1, bold=True)) == 3
