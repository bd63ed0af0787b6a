from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cchc_xl.text.symbols import Habits, Symbol, canonical, distance, find, nearest, nearest_agency, parse

TYPES = ("BC", "CT", "CTr", "CĐ", "HD", "HĐ", "KH", "NQ", "NĐ", "QĐ", "TB", "TT", "TTr")
AGENCIES = ("BCA", "BNV", "BTC", "CP", "HĐND", "SGDĐT", "SLĐTBXH", "SNV", "STP", "TTT", "TTg", "UBDT", "UBND")
HABITS = Habits(frozenset(TYPES), frozenset((*AGENCIES, "VPCP")), {"UBND": frozenset({"HC"})})

SYMBOLS = [
    ("336/BC-SLĐTBXH", Symbol("336", "SLĐTBXH", "BC")),
    ("860/SLĐTBXH-VP", Symbol("860", "SLĐTBXH", unit="VP")),
    ("2231/SNV-CCHC&PC", Symbol("2231", "SNV", unit="CCHC&PC")),
    ("12/TB-VP.UBND", Symbol("12", "VP.UBND", "TB")),
    ("15/STP-VP-TH", Symbol("15", "STP", unit="VP-TH")),
    ("120/STP", Symbol("120", "STP")),
    # the position decides
    ("1991/SLĐTBXH-TTr", Symbol("1991", "SLĐTBXH", unit="TTr")),
    ("15/TTr-STP", Symbol("15", "STP", "TTr")),
    ("15/TTr-TTT", Symbol("15", "TTT", "TTr")),
    ("12/TTg-KSTT", Symbol("12", "TTg", unit="KSTT")),
    ("15/STP-SNV", Symbol("15", "STP", unit="SNV")),
    # a type that nobody knows stands before an agency that somebody knows
    ("18/BCTĐ-STP", Symbol("18", "STP", "BCTĐ")),
    ("18/BCTĐ-SLĐTBOXH", Symbol("18", "SLĐTBOXH", "BCTĐ")),
    ("18/BCTĐ-XYZ", Symbol("18", "BCTĐ", unit="XYZ")),
    ("35/SLĐTBOXH-BNV", Symbol("35", "SLĐTBOXH", unit="BNV")),
    ("22/CTPH-STP-SNV", Symbol("22", "STP", "CTPH", unit="SNV")),
    # a suffix is the habit of its issuer
    ("285/KH-UBND-HC", Symbol("285", "UBND", "KH", suffix="HC")),
    ("05/UBND-HC", Symbol("05", "UBND", suffix="HC")),
    ("285/KH-STP-HC", Symbol("285", "STP", "KH", unit="HC")),
    ("285/KH-UBND-VP-HC", Symbol("285", "UBND", "KH", unit="VP", suffix="HC")),
    # a year
    ("61/2018/NĐ-CP", Symbol("61", "CP", "NĐ", "2018")),
    ("72/2025/QH15", Symbol("72", "QH15", year="2025")),
    ("/2018/NĐ-CP", Symbol("", "CP", "NĐ", "2018")),
    # the party
    ("30-NQ/TW", Symbol("30", "TW", "NQ", party=True)),
    ("12-QĐ/TU-VP", Symbol("12", "TU", "QĐ", unit="VP", party=True)),
    # while there is no number, or no agency
    ("/BC-SLĐTBXH", Symbol("", "SLĐTBXH", "BC")),
    ("15/KH", Symbol("15", "", "KH")),
]

ODD = [
    ("15/KH–STP", "15/KH-STP"),
    ("15/KH\u2011STP", "15/KH-STP"),
    ("15/KH\u2212STP", "15/KH-STP"),
    (" 15 / KH — STP ", "15/KH-STP"),
    ("2231/SNV-CCHC & PC", "2231/SNV-CCHC&PC"),
    ("15/KH\u00a0-\u00a0STP", "15/KH-STP"),
    (normalize("NFD", "336/BC-SLĐTBXH"), "336/BC-SLĐTBXH"),
    (normalize("NFD", "61/2018/NĐ-CP"), "61/2018/NĐ-CP"),
]

NONE = [
    "",
    "/",
    "-",
    "07/57",
    "09/4/2021",
    "24/7",
    "km/h",
    "1/2 hồ sơ",
    "12/A",
    "3/4G",
    "5/Trần",
    "15/kh-STP",
]
NONE += ["15/KH-STP.", "15/KH-STP ngày", "số 15/KH-STP", "15/KH--STP", "15/-STP", "15/KH-", "15//KH-STP"]
NONE += ["1.004873.000.00.00.H20", "TCVN ISO 9001:2015", "QCVN 01:2019/BXD", "0277.3851.234", "336", "BC-STP"]
NONE += ["http://stp.gov.vn/15/KH-STP", "123456/KH-STP", "61/18/NĐ-CP", "15/KH-STP-VP-TH-NV", "NQ-30/TW"]


@pytest.mark.parametrize(("text", "symbol"), SYMBOLS)
def test_a_symbol_is_taken_apart_and_put_together_again(text, symbol):
    assert parse(text, HABITS) == symbol
    assert str(symbol) == text


@pytest.mark.parametrize(("text", "right"), ODD)
def test_odd_dashes_spaces_and_letters_are_written_plainly(text, right):
    assert canonical(text) == right
    assert str(parse(text, HABITS)) == right


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_symbol_is_refused(text):
    assert parse(text, HABITS) is None


def test_an_official_letter_has_a_kind_but_no_type():
    assert Symbol("860", "SLĐTBXH", unit="VP").kind == "CV"
    assert Symbol("336", "SLĐTBXH", "BC").kind == "BC"


FOUND = [
    ("Thực hiện Kế hoạch số 285/KH-UBND-HC ngày 05/12/2020 của UBND Tỉnh", "285/KH-UBND-HC 2020-12-05"),
    ("theo Kế hoạch 20/KH-STP của Sở Tư pháp", "20/KH-STP"),
    ("kế hoạch số 15/KH-STP của sở", "15/KH-STP"),
    ("Kế hoạch Số 15/KH-STP; Số: 16/KH-STP, số16/BC-STP", "15/KH-STP, 16/KH-STP, 16/BC-STP"),
    ("Nghị định số 61/2018/NĐ-CP; 30-NQ/TW; Luật số 72/2025/QH15.", "61/2018/NĐ-CP, 30-NQ/TW, 72/2025/QH15"),
    ("(Công văn số 860/SLĐTBXH-VP)", "860/SLĐTBXH-VP"),
    ("**15/KH-STP** “16/KH-STP” [17/KH-STP]", "15/KH-STP, 16/KH-STP, 17/KH-STP"),
    ("các số 15/KH-STP,16/KH-STP và 17/KH-STP.", "15/KH-STP, 16/KH-STP, 17/KH-STP"),
    ("các Công văn số 529, 675/SLĐTBXH-VP", "675/SLĐTBXH-VP"),
    ("Kế hoạch số\n15/KH-\nSTP ngày\n05/4/2021", "15/KH-STP 2021-04-05"),
    ("gồm:\n15/KH-STP\n- UBND tỉnh\n16/KH-STP - Sở Tư pháp", "15/KH-STP, 16/KH-STP"),
    ("số 15/KH - STP, 16/KH–STP, 17 / KH-STP, 18/ KH-STP", "15/KH-STP, 16/KH-STP, 17/KH-STP, 18/KH-STP"),
    ("số 2231/SNV-CCHC & PC của Sở Nội vụ", "2231/SNV-CCHC&PC"),
    ("số 15/KH-STP – SNV phối hợp thực hiện", "15/KH-STP"),
    ("số 120/STP – Ban hành kèm theo", "120/STP"),
    ("Kế hoạch số 15/KH-STP.Trong đó", "15/KH-STP"),
    ("Thông báo 12/TB-VP.UBND.", "12/TB-VP.UBND"),
    ("số 08/XYZ-ABC của đơn vị khác", "08/XYZ-ABC"),
    (normalize("NFD", "Quyết định số 35/QĐ-SLĐTBXH ngày 05/4/2021"), "35/QĐ-SLĐTBXH 2021-04-05"),
    # dates
    (
        "số 15/KH-STP ngày 06-01-2021 và số 16/KH-STP ngày 6.1.2021",
        "15/KH-STP 2021-01-06, 16/KH-STP 2021-01-06",
    ),
    ("số 15/KH-STP ngày 20 tháng 02 năm 2021", "15/KH-STP 2021-02-20"),
    ("số 15/KH-STP ký ngày 05/4/2021", "15/KH-STP 2021-04-05"),
    ("số 15/KH-STP ban hành ngày 05/4/2021", "15/KH-STP 2021-04-05"),
    ("Theo Kế hoạch số 15/KH-STP, ngày 20/5/2021 Sở đã tổ chức hội nghị", "15/KH-STP"),
    ("số 15/KH-STP ngày 31/02/2021, số 16/KH-STP ngày 05/4/20211", "15/KH-STP, 16/KH-STP"),
    ("số 15/KH-STP ngày    /11/2021", "15/KH-STP"),
    # nothing
    ("đạt 07/57 thủ tục, trực 24/7, tốc độ 40km/h, ngày 09/4/2021, tỷ lệ 1/2", ""),
    ("mã 1.004873.000.00.00.H20/UBND, điện thoại 0277.3851.234/STP, TCVN ISO 9001:2015", ""),
    ("https://stp.dongthap.gov.vn/15/KH-STP và ?so=15/KH-STP", ""),
    ("nhà số 12/A Nguyễn Huệ, số 5/Trần Hưng Đạo, số 12/Đường 30/4", ""),
    ("điểm 5/CT, tổ 1/UBND, nhóm 2/SNV-, khu 3-KV/ABC", ""),
    ("Báo cáo số     /BC-SLĐTBXH, số ..../BC-STP", ""),
    ("năm học 2020/2021 và 2020-2021/UBND", ""),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_documents_are_found_in_sentences(text, expected):
    found = [f"{mention.symbol} {mention.day or ''}".strip() for mention in find(text, HABITS)]
    assert ", ".join(found) == expected


def test_a_mention_tells_what_stands_before_it():
    first, second = find("Kế hoạch 15/KH - STP và Kế hoạch số 16/KH-STP", HABITS)
    assert (first.written, first.before, first.has_number_word) == ("15/KH - STP", "Kế hoạch ", False)
    assert second.before.endswith(" và Kế hoạch ") and second.has_number_word


@given(st.text() | st.lists(st.sampled_from([*"/-.&,\n 0123ĐKHđư–", "số ", "KH", "STP", " ngày ", "/2021"])))
def test_any_text_can_be_searched(parts):
    for mention in find("".join(parts), HABITS):
        assert parse(mention.written, HABITS) == mention.symbol


@st.composite
def symbols(draw):
    """Draw symbols of known issuers, and of unknown ones after a known type."""
    kind, year = draw(st.sampled_from(("", *TYPES))), draw(st.sampled_from(("", "2018", "2025")))
    agency = draw(st.sampled_from(AGENCIES) if not kind else st.from_regex(r"[A-ZĐ]{2,9}", fullmatch=True))
    unit = draw(st.from_regex(r"|[A-ZĐ][A-Zađ0-9]{0,4}(&[A-ZĐ]{1,3})?", fullmatch=True))
    number = draw(st.from_regex(r"[0-9]{1,5}", fullmatch=True))
    if kind and draw(st.booleans()):
        return Symbol(number, agency, kind, unit=unit, party=True)
    suffix = "HC" if agency == "UBND" and draw(st.booleans()) else ""
    assume(suffix or (agency, unit) != ("UBND", "HC"))
    return Symbol(number, agency, kind, year, unit, suffix)


@given(symbols())
def test_a_symbol_survives_writing_and_reading(symbol):
    assert parse(str(symbol), HABITS) == symbol
    assert canonical(str(symbol)) == str(symbol)


@pytest.mark.parametrize(
    ("a", "b", "slips"),
    [("", "", 0), ("STP", "STP", 0), ("STP", "", 3), ("STTP", "STP", 1), ("SLĐTBXH", "SLĐTBOXH", 1)]
    + [("STP", "SP", 1), ("Lao Vung", "Lai Vung", 1), ("SPT", "STP", 1), ("SNV", "BNV", 1), ("SVN", "BNV", 2)]
    + [("SGDĐT", "SGDDT", 1), ("Cái Pè", "Cái Bè", 1), ("STP", "UBND", 4)],
)
def test_slips_are_counted(a, b, slips):
    assert distance(a, b) == distance(b, a) == slips


NAMES = st.text("ABCĐ ab", min_size=1, max_size=9)


@given(NAMES, st.frozensets(NAMES, max_size=6))
def test_the_nearest_word_is_one_of_the_set(word, known):
    near = nearest(word, known)
    assert near in known or near == ""
    if near and near != word:
        assert distance(word, near) == min(
            distance(word, one) for one in known if abs(len(one) - len(word)) < 3
        )


@given(NAMES, NAMES)
def test_two_words_are_a_slip_apart_both_ways(a, b):
    assert (nearest(a, {b}) == b) == (nearest(b, {a}) == a)


@pytest.mark.parametrize(
    ("word", "near"),
    [("SLĐTBOXH", "SLĐTBXH"), ("SLĐTXBH", "SLĐTBXH"), ("SLĐTBVH", "SLĐTBXH"), ("SGDDT", "SGDĐT")]
    + [("STTP", "STP"), ("SPT", "STP"), ("HDND", "HĐND"), ("SNV", "SNV"), ("CP", "CP")],
)
def test_a_misspelt_agency_is_recognised(word, near):
    assert nearest_agency(word, HABITS.agencies) == near


@pytest.mark.parametrize(
    "word", ["BCĐ", "PNV", "BTG", "HND", "UBMT", "SNgV", "PLĐTBXH", "BDV", "CA", "BHXH", ""]
)
def test_another_agency_is_not_misspelt(word):
    assert nearest_agency(word, HABITS.agencies) == ""
