"""What a row claims, what its cell names, what lies in the folder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_xl.actions.check import check_picture
from cchc_xl.entries.evidence import Evidence, EvidenceFile, file_phrases
from cchc_xl.entries.from_json import make_picture
from cchc_xl.form import layout

EVERY_RULE = ("TC01", "TC02", "TC03", "TC04", "TC05", "TC06")


def cell(form, code: str = "") -> str:
    """The evidence cell of a criterion, or the head of its column."""
    sheet = form.sheets["tieu_chi"]
    row = layout.line_row(sheet, code) if code else layout.HEADER_ROW
    return f"{sheet.title}!{layout.address(sheet, sheet.column['tlkc'], row)}"


def lying(*paths: str, size: int = 10) -> Evidence:
    return Evidence(tuple(EvidenceFile(path, size, path) for path in paths))


def told(form, entries, evidence, *codes):
    """Check and give code, cell, found and expected of the findings about evidence."""
    findings = check_picture(make_picture(form, "2021", entries), (), evidence).findings
    return [
        (f.code, str(place), f.found, f.expected) for f in findings if f.code in codes for place in f.places
    ]


@pytest.fixture
def with_text(entries):
    """The entries of the sample with another text in the evidence cell of 1.1.1."""

    def change(text):
        changed = entries()
        changed["criteria"]["1.1.1"]["tlkc"] = text
        return changed

    return change


def test_where_nobody_looked_for_a_folder_the_sample_is_clean(form, entries):
    assert told(form, entries(), None, *EVERY_RULE) == []


@pytest.mark.parametrize(
    ("choice", "text", "evidence", "codes"),
    [
        ("dung_thoi_han", "", None, ["1.1.1"]),
        ("dung_thoi_han", "", lying(), ["1.1.1"]),
        ("dung_thoi_han", "", lying("1.1.1/a.pdf"), []),
        ("dung_thoi_han", "", lying("1.1.2/a.pdf"), ["1.1.1"]),
        ("dung_thoi_han", "Kế hoạch số 106", None, []),
        ("khong_ban_hanh", "", None, []),  # no points, nothing to prove
        ("khong_ap_dung", "", None, []),
    ],
)
def test_points_are_proved_by_the_cell_or_by_the_folder(form, with_text, choice, text, evidence, codes):
    changed = with_text(text)
    changed["criteria"]["1.1.1"]["lua_chon"] = choice
    places = [place for _, place, _, _ in told(form, changed, evidence, "TC01")]
    assert places == [cell(form, code) for code in codes]


def test_all_unproved_points_are_one_finding(form, entries):
    changed = entries()
    unproved = ("1.1.1", "1.1.2", "1.2.1")
    for code in unproved:
        del changed["criteria"][code]["tlkc"]
    findings = check_picture(make_picture(form, "2021", changed)).findings
    [found] = [f for f in findings if f.code == "TC01"]
    assert [str(place) for place in found.places] == [cell(form, code) for code in unproved]


@pytest.mark.parametrize(
    ("text", "evidence", "is_told"),
    [
        ("Kế hoạch số 106", None, False),
        ("Kế hoạch số 106", lying(), True),
        ("Kế hoạch số 106", lying("1.1.1/sâu/hơn/a.pdf"), False),
        ("https://so.vn/ke-hoach", lying(), False),
        ("1.1.2/a.pdf", lying("1.1.2/a.pdf"), False),
        ("a.pdf", lying(), False),  # TC03 says it
        ("", lying(), False),
    ],
)
def test_documents_that_are_named_want_a_file(form, with_text, text, evidence, is_told):
    places = [place for _, place, _, _ in told(form, with_text(text), evidence, "TC02")]
    assert (cell(form, "1.1.1") in places) is is_told


@pytest.mark.parametrize(
    "text",
    [
        "ke-hoach.pdf",
        "Xem tệp ke-hoach.pdf.",
        "Kế hoạch 106 (bản ký).pdf",
        "- Kế hoạch 106 (bản ký).PDF\n- ke-hoach.pdf",
        "ke-hoach.pdf; Kế hoạch 106 (bản ký).pdf, Biên bản.docx",
        "Ke\u0302\u0301 hoa\u0323ch 106 (bản ký).pdf",
        "TLKC/1.1.1/ke-hoach.pdf",
        r"TLKC\1.1.1\phụ lục\Biên bản.docx",
        "phụ lục/biên bản.docx",
        "1.2.1/chung.xlsx",
        "https://so.vn/tep/khac.pdf",
        "Kế hoạch 106/KH-SLĐTBXH (file PDF, dạng .pdf)",
    ],
)
def test_files_that_are_there_are_found_however_they_are_named(form, with_text, text):
    names = ("ke-hoach.pdf", "Kế hoạch 106 (bản ký).pdf", "phụ lục/Biên bản.docx")
    evidence = lying(*(f"1.1.1/{name}" for name in names), "1.2.1/chung.xlsx")
    assert told(form, with_text(text), evidence, "TC03") == []


@pytest.mark.parametrize(
    ("text", "found", "expected"),
    [
        ("ke-hoach-106.pdf", "ke-hoach-106.pdf", "Kế hoạch 160.pdf"),
        ("Kế hoạch 106.pdf", "Kế hoạch 106.pdf", "Kế hoạch 160.pdf"),
        ("• Ảnh chụp màn hình.JPG", "Ảnh chụp màn hình.JPG", "tệp này trong TLKC/1.1.1"),
        ("chung.xlsx", "chung.xlsx", "tệp này trong TLKC/1.1.1"),  # lies in another folder
        ("../../bi-mat.xlsx", "../../bi-mat.xlsx", "tệp này trong TLKC/1.1.1"),
        ("Kế hoạch 160.pdf; phụ lục.zip", "phụ lục.zip", "tệp này trong TLKC/1.1.1"),
    ],
)
def test_a_file_that_is_not_there_is_told_with_the_closest_name(form, with_text, text, found, expected):
    evidence = lying("1.1.1/Kế hoạch 160.pdf", "1.2.1/chung.xlsx")
    assert told(form, with_text(text), evidence, "TC03") == [("TC03", cell(form, "1.1.1"), found, expected)]


def test_a_file_named_twice_is_told_once(form, with_text):
    assert len(told(form, with_text("a.pdf\na.pdf"), lying(), "TC03")) == 1


def test_files_of_no_criterion_are_told_and_no_more(form, entries):
    evidence = lying("la.pdf", "1.1/tong.pdf", "9.9.9/x.pdf", "1.1.1/a.pdf", "tb.1/b.pdf", "tb.1/c.pdf", "z")
    [(_, place, found, _)] = told(form, entries(), evidence, "TC04")
    assert place == cell(form)
    assert found == "la.pdf, 1.1/tong.pdf, 9.9.9/x.pdf, tb.1/b.pdf, tb.1/c.pdf và 1 tệp khác"
    assert {code for code, *_ in told(form, entries(), evidence, *EVERY_RULE)} == {"TC02", "TC04"}


def test_empty_files_and_what_cannot_be_used_are_told(form, entries):
    evidence = Evidence(
        lying("1.1.1/a.pdf", "1.1.1/b.pdf", size=0).files,
        (("1.1.2/p.pdf", "là liên kết"), ("k", "là liên kết")),
    )
    assert told(form, entries(), evidence, "TC05", "TC06") == [
        ("TC05", cell(form, "1.1.1"), "1.1.1/a.pdf, 1.1.1/b.pdf", ""),
        ("TC06", cell(form), "1.1.2/p.pdf, k", ""),
    ]


NAMES = st.text("aă ễ1-().x", min_size=1, max_size=12).map(lambda text: f"{text.strip(' .-(')}k.pdf")


@given(st.lists(NAMES, min_size=1, max_size=4), st.sampled_from(["\n", "; ", ", ", " và "]))
def test_any_names_in_any_list_are_found_when_they_are_there(names, between):
    evidence = lying(*(f"1.1.1/{name}" for name in names))
    assert list(evidence.absent("1.1.1", between.join(names))) == []
    assert len(list(evidence.absent("1.1.2", between.join(names)))) == len(names)


def test_a_long_cell_is_read_at_once():
    assert len(list(lying().absent("1.1.1", "a " * 16_000 + "b.pdf"))) == 1
    assert len(list(file_phrases("a.pdf " * 5_000))) == 5_000
