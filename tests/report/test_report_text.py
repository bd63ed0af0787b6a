"""The text of the periodic report: figures, notes, bold words and lists that staff type."""

import re

import pytest
from support.templates import W, part, styled, text

from cchc_xl.actions.check import check_picture
from cchc_xl.actions.report import write_report
from cchc_xl.entries.from_json import make_picture

KH106 = "Kế hoạch số 106/KH-SLĐTBXH ngày 25/12/2020 về cải cách hành chính năm 2021."
KH285 = "Kế hoạch số 285/KH-UBND-HC ngày 04/12/2020 của Ủy ban nhân dân tỉnh Đồng Tháp về"


@pytest.fixture
def made(form, entries, tmp_path):
    """The draft of the corrected sample, with this text in a section that lists no documents."""

    def make(typed, section="danh_gia_chung", **registers):
        data = entries()
        data["texts"] = {section: typed}
        for register, rows in registers.items():
            data["registers"][register] = rows
        out = tmp_path / "ra.docx"
        write_report(check_picture(make_picture(form, "2021", data)), out, draft=True)
        return out

    return make


def said(path, words):
    """The paragraph with these words, each sign of a note as [n]."""
    for paragraph in part(path).iter(W + "p"):
        if words in text(paragraph):
            signs = paragraph.iter(W + "t", W + "footnoteReference")
            return "".join(node.text if node.tag == W + "t" else f"[{node.get(W + 'id')}]" for node in signs)
    return ""


def notes(path):
    return {note.get(W + "id"): text(note).strip() for note in part(path, "word/footnotes.xml")}


def noted(path, words):
    """The texts of the notes of the paragraph with these words."""
    return [notes(path)[number] for number in re.findall(r"\[(\d+)\]", said(path, words))]


# --- notes


def test_a_key_becomes_a_note_close_to_the_word_before_it(made):
    path = made("Theo kế hoạch của tỉnh [^kh285], Sở đã làm xong.")
    assert (
        re.sub(r"\d", "n", said(path, "Theo kế hoạch của tỉnh"))
        == "Theo kế hoạch của tỉnh[n], Sở đã làm xong."
    )
    assert noted(path, "Theo kế hoạch của tỉnh")[0].startswith(KH285)


def test_a_document_of_a_group_noted_before_is_noted_in_short(made):
    path = made("Sở làm theo kế hoạch[^kh106] một lần nữa[^KH106].")
    assert KH106.removesuffix(".") in noted(path, "các kế hoạch")[0]
    assert noted(path, "Sở làm theo kế hoạch") == ["Kế hoạch số 106/KH-SLĐTBXH."] * 2


def test_the_basis_cited_in_the_opening_is_noted_in_short(made):
    assert noted(made("Theo hướng dẫn[^cv364]."), "Theo hướng dẫn") == ["Công văn số 364/SNV-VP."]


def test_a_group_is_noted_with_all_its_documents(made):
    told = noted(made("Sở đã đôn đốc[^kiem_tra]."), "Sở đã đôn đốc")
    assert [line.count("; ") > 1 for line in told] == [True]


def test_a_group_listed_by_a_section_without_documents_is_not_told(made, entries):
    rows = [row for row in entries()["registers"]["van_ban"] if row["nhom"] != "tuyen_truyen"]
    path = made("Đạt.", van_ban=rows)
    assert said(path, "Công tác tuyên truyền CCHC được triển khai theo") == ""
    assert said(path, "Công tác kiểm tra CCHC được triển khai theo") != ""


# --- figures, bold words, lists


def test_figures_are_written_as_offices_do(made, form):
    path = made("Có {1.2.4} việc, {3.3.4} hồ sơ, tỷ lệ {1.1.3}, **đạt {1.2.5}**.")
    assert said(path, "Có 08 việc") == "Có 08 việc, 3.184 hồ sơ, tỷ lệ 97,06%, đạt 07."
    bold = [text(run) for run in part(path).iter(W + "r") if run.find(f"{W}rPr/{W}rStyle") is not None]
    assert {"đạt ", "07"} <= set(bold)


def test_lines_are_paragraphs_and_those_with_a_dash_or_a_plus_are_items(made):
    lines = ["Mở đầu:", "- Một là;", "+ trong đó;", "1. Số thường", "-không có dấu cách", "", "Kết."]
    told = styled(made("\n".join(lines)))
    assert [style for style, words in told if words in lines and words] == [
        "NoiDung",
        "GachDauDong1",
        "GachDauDong2",
        "NoiDung",
        "NoiDung",
        "NoiDung",
    ]


def test_a_difficulty_is_an_item_whether_or_not_its_dash_was_typed(made, entries):
    rows = entries()["registers"]["kho_khan"][:2]
    rows[0]["noi_dung"], rows[1]["noi_dung"] = "Thiếu máy.", "- Thiếu người."
    told = styled(made("Đạt.", kho_khan=rows))
    assert ("GachDauDong1", "- Thiếu máy.") in told
    assert ("GachDauDong1", "- Thiếu người.") in told


# --- what is not there


@pytest.mark.parametrize(("quote", "code"), [("[^kh0]", "ND03"), ("[^khac]", "ND03"), ("{1.1.99}", "ND02")])
@pytest.mark.parametrize("sheet", ["texts", "kho_khan", "kien_nghi"])
def test_an_unknown_key_or_code_is_a_finding_at_its_cell_and_stays_visible(
    form, entries, tmp_path, sheet, quote, code
):
    data = entries()
    if sheet == "texts":
        data["texts"]["danh_gia_chung"] = f"Theo {quote} đó"
    else:
        data["registers"][sheet][0]["noi_dung"] = f"Theo {quote} đó"
    for row in data["registers"]["van_ban"]:
        row["nhom"] = "ke_hoach" if row["nhom"] == "khac" else row["nhom"]
    checked = check_picture(make_picture(form, "2021", data))
    found = [finding for finding in checked.findings if finding.code == code]
    assert [(f.found, len(f.places)) for f in found] == [(quote, 1)]
    write_report(checked, tmp_path / "ra.docx", draft=True)
    assert f"Theo {quote} đó" in said(tmp_path / "ra.docx", "Theo ")


# --- what people type is never a mark


@pytest.mark.parametrize("typed", ["\ue000ct\ue001kh106\ue002", "\ue003sl\ue0011.1.1\ue00299\ue004"])
def test_private_characters_of_people_make_no_note_and_no_figure(made, entries, typed):
    rows = entries()["registers"]["van_ban"]
    rows[0]["trich_yeu"] = f"cải cách{typed}"
    path = made(f"Sở {typed} làm", van_ban=rows)
    assert "[" not in said(path, "Sở ct") + said(path, "Sở sl")
    assert not any("\ue000" <= letter <= "\uf8ff" for letter in text(part(path)))
