import shutil
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from support import libreoffice, openxml, pages
from support.needs import needs
from support.templates import W, docx, fault, p, part, rendered, style_of, text, texts, with_members
from support.word_reports import REPORT, hang, muc, report

from cchc_xl.text.tokens import joined, point, span
from cchc_xl.word.render import render

NOTES = "word/footnotes.xml"


def doc(key, subject="cải cách"):
    short = f"Kế hoạch số {key}/KH-STP"
    return {"khoa": key, "day_du": f"{short} ngày 09/4/2021 về {subject}", "ngan": short}


def register(*keys, **groups):
    """What can be cited: documents by their keys, groups by the keys of their documents."""
    alone = [{"khoa": key, "van_ban": [doc(key)]} for key in keys]
    return [{"khoa": g, "van_ban": [doc(key) for key in members]} for g, members in groups.items()] + alone


ALL = register("kh1", "kh2", "kh3", ke_hoach=["kh1", "kh2"], chi_dao=["kh3"], kiem_tra=[])


def made(tmp_path, *paragraphs, body="", chu_thich=ALL, **context):
    """The document that a small template makes."""
    rendered(tmp_path, docx(tmp_path, *paragraphs, body=body), chu_thich=chu_thich, **context)
    return tmp_path / "ra.docx"


def notes(path):
    """The texts of the notes, by the order of their references in the body."""
    told = {note.get(W + "id"): text(note).strip() for note in part(path, NOTES) if not note.get(W + "type")}
    ids = [reference.get(W + "id") for reference in part(path).iter(W + "footnoteReference")]
    assert sorted(ids) == sorted(told)
    return [told[key] for key in ids]


def full(*keys):
    return "; ".join(doc(key)["day_du"] for key in keys) + "."


def short(*keys):
    return "; ".join(doc(key)["ngan"] for key in keys) + "."


# --- what a note says


def test_a_document_is_noted_in_full_and_a_group_with_all_its_documents(tmp_path):
    assert notes(made(tmp_path, "a{{ chu_thich('kh3') }}")) == [full("kh3")]
    assert notes(made(tmp_path, "a{{ chu_thich('ke_hoach') }}")) == [full("kh1", "kh2")]


def test_a_document_cited_again_is_noted_in_short_whatever_cited_it_first(tmp_path):
    tags = ["{{ chu_thich('kh2') }}", "{{ chu_thich('ke_hoach') }}", "{{ chu_thich('kh1') }}"]
    path = made(tmp_path, *tags, tags[0])
    assert notes(path) == [full("kh2"), f"{doc('kh1')['day_du']}; {short('kh2')}", short("kh1"), short("kh2")]


def test_the_order_is_that_of_reading_and_not_that_of_the_data(tmp_path):
    context = {"a": span("vb", "kh1", doc("kh1")["day_du"]), "b": joined("x", point("ct", "kh1"))}
    path = made(tmp_path, "{{ b }}", "{{ a }}.", **context)
    assert notes(path) == [full("kh1")]
    assert texts(path)[1] == short("kh1")


def test_a_document_cited_in_the_text_is_noted_in_short_afterwards(tmp_path):
    cited = span("vb", "kh1", doc("kh1")["day_du"])
    path = made(tmp_path, "Căn cứ {{ a }}, Sở{{ chu_thich('ke_hoach') }}", a=cited)
    assert texts(path) == [f"Căn cứ {doc('kh1')['day_du']}, Sở"]
    assert notes(path) == [f"{doc('kh1')['ngan']}; {full('kh2')}"]


def test_a_group_without_documents_has_no_note_and_makes_no_part(tmp_path):
    path = made(tmp_path, "a{{ chu_thich('kiem_tra') }}b")
    assert texts(path) == ["ab"]
    assert NOTES not in zipfile.ZipFile(path).namelist()


def test_a_key_is_found_whatever_its_case_and_may_come_from_the_data(tmp_path):
    loop = ["{%p for k in ks %}", "x{{ chu_thich(k.khoa) }}", "{%p endfor %}"]
    path = made(tmp_path, *loop, "{{ chu_thich('KH3') }}", ks=[{"khoa": "kh1"}, {"khoa": "kh1"}])
    assert notes(path) == [full("kh1"), short("kh1"), full("kh3")]


def test_the_same_note_twice_makes_two_notes(tmp_path):
    path = made(tmp_path, "a{{ chu_thich('kh1') }}b{{ chu_thich('kh1') }}c")
    assert notes(path) == [full("kh1"), short("kh1")]
    assert [node.tag.removeprefix(W) for node in part(path).find(f"{W}body/{W}p")] == ["r"] * 5


def test_a_subject_is_text_and_nothing_else(tmp_path):
    hostile = "</w:t> & {{ chu_thich('kh1') }} {% if x %} \ue000ct\ue001kh1\ue002"
    entry = [{"khoa": "kh1", "van_ban": [doc("kh1", hostile)]}]
    section = f"<w:p><w:pPr><w:sectPr/></w:pPr></w:p>{p('b{{ chu_thich(x) }}')}<w:sectPr/>"
    path = made(tmp_path, body=p("a{{ chu_thich('kh1') }}") + section, chu_thich=entry, x="kh1")
    assert notes(path) == [
        doc("kh1", "</w:t> & {{ chu_thich('kh1') }} {% if x %} ctkh1")["day_du"] + ".",
        short("kh1"),
    ]


# --- where a note stands


def run(words, properties=""):
    return f"<w:r>{properties}<w:t>{words}</w:t></w:r>"


def test_both_sides_of_a_note_keep_their_format_and_the_sign_has_its_own(tmp_path):
    bold = "<w:rPr><w:b/></w:rPr>"
    body = f"<w:p>{run('trước{{ chu_thich(k) }}sau', bold)}{run('thường')}</w:p>"
    path = made(tmp_path, body=body, k="kh1")
    runs = [
        (text(r), [child.tag.removeprefix(W) for child in r.find(W + "rPr")] if len(r) > 1 else [])
        for r in part(path).iter(W + "r")
    ]
    assert runs == [("trước", ["b"]), ("", ["rStyle"]), ("sau", ["b"]), ("thường", [])]


def test_a_run_keeps_its_breaks_and_tabs_around_a_note(tmp_path):
    body = "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b{{ chu_thich('kh1') }}c</w:t><w:tab/><w:t>d</w:t></w:r></w:p>"
    path = made(tmp_path, body=body)
    kinds = [child.tag.removeprefix(W) for r in part(path).iter(W + "r") for child in r]
    assert kinds == ["t", "br", "t", "rPr", "footnoteReference", "t", "tab", "t"]


def test_two_notes_stand_in_a_cell_one_in_a_loop_of_rows(tmp_path):
    def row(content):
        return f"<w:tr><w:tc><w:tcPr/>{content}</w:tc></w:tr>"

    rows = row(p("a{{ chu_thich('kh1') }}b{{ chu_thich('kh2') }}"))
    rows += row(p("{%tr for k in ks %}")) + row(p("{{ k }}{{ chu_thich(k) }}")) + row(p("{%tr endfor %}"))
    body = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w='2000'/></w:tblGrid>{rows}</w:tbl>{p('')}"
    path = made(tmp_path, body=body, ks=["kh3", "kh1"])
    assert notes(path) == [full("kh1"), full("kh2"), full("kh3"), short("kh1")]
    assert [len(list(cell.iter(W + "footnoteReference"))) for cell in part(path).iter(W + "tc")] == [2, 1, 1]


@pytest.mark.parametrize("name", ["header", "footer", "footnotes", "endnotes"])
def test_a_note_outside_the_body_is_refused_with_its_place(tmp_path, name):
    error = fault(tmp_path, docx(tmp_path, **{name: "{{ chu_thich('kh1') }}"}), chu_thich=ALL)
    assert (error.code, error.tag) == ("MAU07", "{{ chu_thich('kh1') }}")
    assert "nội dung" in error.fix
    template = docx(tmp_path, **{name: "{{ x }}"})
    error = fault(tmp_path, template, chu_thich=ALL, x=point("ct", "kh1"))
    assert (error.code, error.part) == ("MAU07", fault(tmp_path, docx(tmp_path, **{name: "{{ y }}"})).part)


@pytest.mark.parametrize(
    "body",
    [
        f"<w:p><w:r><w:pict><w:txbxContent>{p('{{ x }}')}</w:txbxContent></w:pict></w:r></w:p>",
        "<w:p><w:bookmarkStart w:id='0' w:name='{{ x }}'/></w:p>",
    ],
)
def test_a_note_in_a_text_box_or_in_no_text_at_all_is_refused(tmp_path, body):
    error = fault(tmp_path, docx(tmp_path, body=body), chu_thich=ALL, x=point("ct", "kh1"))
    assert (error.code, error.part) == ("MAU07", "Nội dung")


def test_a_figure_in_an_attribute_is_its_text(tmp_path):
    body = "<w:p><w:bookmarkStart w:id='0' w:name='{{ x }}'/></w:p>"
    path = made(tmp_path, body=body, x=span("sl", "1.1.1", "07"))
    assert part(path).find(f".//{W}bookmarkStart").get(W + "name") == "07"


# --- a key that is not there


@pytest.mark.parametrize("tag", ["{{ chu_thich('kh11') }}", "{{ chu_thich(x) }}"])
def test_a_missing_key_is_told_with_its_tag_and_the_nearest_key(tmp_path, tag):
    error = fault(tmp_path, docx(tmp_path, "a", f"b {tag}"), chu_thich=ALL, x="kh11")
    assert (error.code, error.part, error.tag) == ("MAU07", "Nội dung", tag if "'" in tag else "")
    assert "«kh11»" in error.message
    assert error.fix == "Sửa «kh11» thành «kh1»."


def test_a_missing_key_is_told_even_where_nothing_would_be_printed(tmp_path):
    template = docx(tmp_path, "{% if x %}{{ chu_thich('la') }}{% endif %}")
    assert fault(tmp_path, template, chu_thich=ALL, x=False).code == "MAU07"


def test_a_list_is_no_key_and_a_document_without_register_has_no_notes(tmp_path):
    assert fault(tmp_path, docx(tmp_path, "{{ chu_thich(x) }}"), chu_thich=ALL, x=["kh1"]).code == "MAU05"
    assert fault(tmp_path, docx(tmp_path, "{{ chu_thich('kh1') }}")).code == "MAU03"
    assert fault(tmp_path, docx(tmp_path, "{{ chu_thich }}"), chu_thich=ALL).code == "MAU05"


@pytest.mark.parametrize(
    "tag",
    [
        "{{ chu_thich() }}",
        "{{ chu_thich('kh1', 'kh2') }}",
        "{{ chu_thich(khoa='kh1') }}",
        "{{ chu_thich(*x) }}",
        "{{ chu_thich(**x) }}",
        "{{ chu_thich('kh1').upper }}",
        "{{ chu_thich(1) }}",
        "{{ chu_thich('') }}",
        "{{ chu_thich(chu_thich('kh1')) }}",
        "{{ chu_thich('k' ~ 'h1') }}",
        "{{ chu_thich.mark('kh1') }}",
        "{{ x.chu_thich('kh1') }}",
        "{{ chu_thich('kh1') == x }}",
        "{% if chu_thich('kh1') %}",
        "{{ chu_thich(x.__class__) }}",
        "{{ khac('kh1') }}",
    ],
)
def test_any_other_call_is_refused(tmp_path, tag):
    error = fault(
        tmp_path, docx(tmp_path, tag + ("{% endif %}" if "{%" in tag else "")), chu_thich=ALL, x="a"
    )
    assert (error.code, error.tag) == ("MAU04", tag)


# --- what the package gets


def test_a_template_without_notes_gets_their_part_settings_and_styles(tmp_path):
    path = made(tmp_path, "a{{ chu_thich('kh1') }}")
    separators = [note.get(W + "type") for note in part(path, NOTES)]
    assert separators == ["separator", "continuationSeparator", None]
    assert [note.get(W + "id") for note in part(path, "word/settings.xml").iter(W + "footnote")] == [
        "-1",
        "0",
    ]
    names = {style.get(W + "styleId") for style in part(path, "word/styles.xml")}
    assert names >= {"FootnoteText", "FootnoteReference"}
    note = part(path, NOTES)[2].find(W + "p")
    assert style_of(note) == "FootnoteText"


def test_a_template_with_notes_keeps_them_and_the_styles_it_calls_otherwise(tmp_path):
    template = with_notes(tmp_path)
    path = tmp_path / "giu.docx"
    render(template, {"chu_thich": ALL, "x": "A & B"}, path)
    assert notes(path) == [full("kh1"), "Ghi chú của mẫu A & B"]
    assert style_of(part(path, NOTES)[-1].find(W + "p")) == "ChuThich"
    assert zipfile.ZipFile(path).namelist().count(NOTES) == 1


def with_notes(tmp_path):
    """A template with a note of its own and a style for notes under another id."""
    path = made(tmp_path, "a{{ chu_thich('kh1') }}")
    changes = {
        "word/document.xml": (">a<", ">{{ chu_thich('kh1') }}<"),
        NOTES: (full("kh1"), "Ghi chú của mẫu {{ x }}"),
        "word/styles.xml": ('"FootnoteText"><w:name w:val="footnote', '"ChuThich"><w:name w:val="Footnote'),
    }
    with zipfile.ZipFile(path) as package:
        old = {name: package.read(name).decode() for name in changes}
    assert all(before in old[name] for name, (before, _) in changes.items())
    members = {name: old[name].replace(*pair).encode() for name, pair in changes.items()}
    return Path(shutil.copy(with_members(path, members), tmp_path / "mau.docx"))


# --- the report


def long_report(tmp_path):
    """The report with 46 notes: in paragraphs, one in bold, two in a cell, one in a row of the appendix."""
    words = "Sở đã chỉ đạo các phòng, đơn vị thực hiện nhiệm vụ được giao theo kế hoạch đã ban hành. " * 3
    keys = [f"kh{number}" for number in range(1, 42)]
    cited = [joined(words, point("ct", key), " xong.") for key in keys]
    body = [[{"chu": text, "dam": False}] for text in [*cited[:40], cited[0]]]
    body.append([{"chu": "Đậm", "dam": True}, {"chu": point("ct", "kh2"), "dam": True}])
    cell = joined("Ô", point("ct", "kh41"), " và", point("ct", "kh3"))
    section = muc("1", "I. BẢNG", cot=["TT", "Nội dung"], hang=[{"o": ["1", cell], "dam": False}])
    rows = [hang("1", joined("Hồ sơ", point("ct", key))) for key in ("kh4", "ca_nhom")]
    context = {"mo_dau": body, "muc": [section], "phu_luc": {**REPORT["phu_luc"], "hang": rows}}
    return report(tmp_path, **context, chu_thich=register(*keys, ca_nhom=["kh5", "kh6"]))


def test_forty_six_notes_are_right_in_the_package(tmp_path):
    told = notes(long_report(tmp_path))
    firsts = [full(f"kh{number}") for number in range(1, 41)]
    again = [short("kh1"), short("kh2"), full("kh41"), short("kh3"), short("kh4"), short("kh5", "kh6")]
    assert told == firsts + again


def test_the_sign_of_a_note_in_bold_words_is_not_bold(tmp_path):
    styles = {
        reference.getparent().find(f"{W}rPr/{W}rStyle").get(W + "val")
        for reference in part(long_report(tmp_path)).iter(W + "footnoteReference")
    }
    assert styles == {"FootnoteReference"}


@needs("ooxml-validator")
def test_documents_with_notes_are_valid(tmp_path):
    small = shutil.copy(made(tmp_path, "a{{ chu_thich('kh1') }}b"), tmp_path / "nho.docx")
    kept = tmp_path / "giu.docx"
    render(with_notes(tmp_path), {"chu_thich": ALL, "x": "y"}, kept)
    assert openxml.problems(long_report(tmp_path), Path(small), kept) == []


@needs("soffice", "poppler")
def test_notes_stand_at_the_foot_of_the_pages_of_their_signs(tmp_path):
    printed = pages.page_texts(libreoffice.to_pdf(long_report(tmp_path), tmp_path / "pdf"))
    feet = [foot(page) for page in printed]
    assert [number for numbers in feet for number in numbers] == list(range(1, 47))
    assert len([numbers for numbers in feet if numbers]) > 5
    whole = "\n".join(printed)
    assert " ".join(whole.split()).count("Kế hoạch số kh17/KH-STP ngày 09/4/2021 về cải cách.") == 1


def foot(page):
    """The numbers of the notes of a page: each alone on a line, the note on the next."""
    lines = [line.strip() for line in page.splitlines() if line.strip()]
    return [int(a) for a, b in pairwise(lines) if a.isdigit() and b.startswith("Kế hoạch số kh")]
