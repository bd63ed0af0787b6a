"""Tables and sections of an edited document, renewed from a small template of one table."""

import copy

import pytest
from lxml import etree
from support import openxml
from support.needs import needs
from support.word import BODY, W, control, members, packed, tags, text, value, xml
from support.word_reports import REPORT, TEMPLATE, muc

from cchc_xl.text.tokens import joined, opening, point, span
from cchc_xl.word.controls import bookmark_name, controls
from cchc_xl.word.document import Document
from cchc_xl.word.printed import Quotes, printed
from cchc_xl.word.record import read_record
from cchc_xl.word.register import Register
from cchc_xl.word.render import rendered
from cchc_xl.word.update import update

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CELL = "<w:tc><w:tcPr/><w:p><w:pPr><w:pStyle w:val='{0}'/></w:pPr><w:r><w:t>{1}</w:t></w:r></w:p></w:tc>"
TAG = "<w:tr><w:tc><w:p><w:r><w:t>{%tr %}</w:t></w:r></w:p></w:tc></w:tr>"


def row(*cells, style="Thuong"):
    return f"<w:tr>{''.join(CELL.format(style, cell) for cell in cells)}</w:tr>"


def tag(words):
    return TAG.replace("{%tr %}", f"{{%tr {words} %}}")


TABLE = (
    "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/><w:gridCol/></w:tblGrid>"
    + row("{{ ten }}", "Nội dung", "Số")
    + tag("for h in hang")
    + tag("if h.dam")
    + row("{{ h.tt }}", "{{ h.ten }}", "{{ h.so }}", style="Nhom")
    + tag("else")
    + row("{{ h.tt }}", "{{ h.ten }}", "{{ h.so }}")
    + tag("endif")
    + tag("endfor")
    + "</w:tbl>"
)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    body = f'<w:document xmlns:w="{W[1:-1]}"><w:body>{TABLE}<w:p/><w:sectPr/></w:body></w:document>'
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/{BODY}" ContentType="{WORD}"/></Types>'
    )
    out = tmp_path_factory.mktemp("mau") / "mau.docx"
    return packed(out, {"[Content_Types].xml": types, BODY: body})


def made(template, **figures):
    """The document of rows like a1="3" (a figure) or a=None (a heading)."""
    rows = [
        {
            "tt": code,
            "ten": f"Hàng {code}",
            "so": span("sl", code, number) if number else "",
            "dam": not number,
        }
        for code, number in figures.items()
    ]
    return rendered(template, {"ten": span("bang", "b", "TT"), "hang": rows})


def renewed(template, old, new, *changes):
    """The rows after people made the changes and the data became new, and what was told."""
    document = Document(made(template, **old), "cu.docx")
    for change in changes:
        change(document.root)
    edited = Document(document.data(), "sua.docx")
    told = update(edited, Document(made(template, **new), "moi.docx"), Quotes(new.get, Register([])))
    return Document(edited.data(), "ra.docx"), told


def rows_of(document):
    table = control(document.root, "bang:b")
    return ["|".join(map(text, one.iter(W + "tc"))) for one in table.iter(W + "tr")][1:]


def row_of(root, code):
    return next(one for one in root.iter(W + "tr") if text(next(one.iter(W + "tc"))) == code)


def high(code):
    return lambda root: row_of(root, code).insert(0, xml('<w:trPr><w:trHeight w:val="900"/></w:trPr>'))


def is_high(document, code):
    return row_of(document.root, code).find(f"{W}trPr/{W}trHeight") is not None


BEFORE = {"a": None, "a1": "1", "a2": "2", "b": None, "b1": "3"}


def test_a_new_row_stands_where_it_belongs_and_looks_like_its_neighbours(template):
    after, told = renewed(
        template,
        BEFORE,
        {"a": None, "a1": "1", "a2": "2", "a3": "9", "b": None, "c": None},
        high("a2"),
        high("b"),
    )
    assert rows_of(after) == [
        "a|Hàng a|",
        "a1|Hàng a1|1",
        "a2|Hàng a2|2",
        "a3|Hàng a3|9",
        "b|Hàng b|",
        "c|Hàng c|",
    ]
    assert [is_high(after, code) for code in ("a2", "a3", "b", "c")] == [True] * 4
    assert value(next(row_of(after.root, "c").iter(W + "p")), "pPr/pStyle") == "Nhom"
    assert (
        told
        == ["Bảng «b», hàng b1: sổ không còn hàng này, đã bỏ"]
        + [f"Bảng «b», hàng {code}: đã thêm" for code in ("a3", "c")]
        + ["sl:b1: đã bị bỏ khỏi tài liệu, không tạo lại"]
        or told
    )
    ids = [one.get(W + "val") for one in after.root.iter(W + "id")]
    assert len(ids) == len(set(ids))


def test_a_first_row_and_a_row_of_an_unknown_kind_are_inserted_too(template):
    after, _ = renewed(template, {"a1": "1"}, {"0": None, "a0": "7", "a1": "1"})
    assert rows_of(after) == ["0|Hàng 0|", "a0|Hàng a0|7", "a1|Hàng a1|1"]


def test_rows_people_removed_stay_away_and_rows_they_added_stay(template):
    def changed(root):
        gone = row_of(root, "a1")
        own = copy.deepcopy(row_of(root, "a2"))
        for one, words in zip(own.iter(W + "t"), ("x", "Của ta", "5"), strict=True):
            one.text = words
        for one in own.iter(W + "tag"):
            one.set(W + "val", "khac")
        gone.addprevious(own)
        gone.getparent().remove(gone)

    after, told = renewed(template, BEFORE, BEFORE | {"a2": "8"}, changed)
    assert rows_of(after) == ["a|Hàng a|", "x|Của ta|5", "a2|Hàng a2|8", "b|Hàng b|", "b1|Hàng b1|3"]
    assert "Bảng «b», hàng 3 «a1»: đã bị xóa trong Word, không thêm lại" in told


def test_a_cell_people_changed_stays_and_another_is_renewed(template):
    def changed(root):
        next(one for one in row_of(root, "a1").iter(W + "t") if one.text == "Hàng a1").text = "Hàng một"

    document = Document(made(template, **BEFORE), "cu.docx")
    changed(document.root)
    fresh = Document(made(template, **BEFORE), "moi.docx")
    for one in fresh.root.iter(W + "t"):
        one.text = (one.text or "").replace("Hàng", "Dòng")
    told = update(document, fresh, Quotes(BEFORE.get, Register([])))
    assert rows_of(document)[1:3] == ["a1|Hàng một|1", "a2|Dòng a2|2"]
    assert "Bảng «b», hàng 3 «a1»: ô 2 đã sửa trong Word, giữ nguyên" in told


def test_a_column_people_added_stays_and_the_figures_are_renewed(template):
    def changed(root):
        for one in root.iter(W + "tr"):
            one.append(xml(CELL.format("Thuong", "thêm")))

    after, _ = renewed(template, BEFORE, BEFORE | {"a2": "8"}, changed)
    assert rows_of(after)[2] == "a2|Hàng a2|8|thêm"


def test_the_record_follows_what_is_printed(template):
    after, _ = renewed(template, BEFORE, {"a": None, "a1": "6"})
    record = read_record(after.members)
    assert record.texts["cchc:sl:a1"] == ("6",)
    assert "a2" not in record.text("cchc:bang:b")


# --- footnotes of a section

KH = {"khoa": "kh", "van_ban": [{"khoa": "kh", "day_du": "Kế hoạch số 1", "ngan": "Kế hoạch 1"}]}


def of_section(*texts):
    """The report whose one section has these paragraphs; «^» stands for a footnote."""
    marked = [joined(*(point("ct", "kh") if one == "^" else one for one in words)) for words in texts]
    part = muc("2", "1. Mục", *([{"chu": span("muc", "m", words), "dam": False}] for words in marked))
    return rendered(TEMPLATE, REPORT | {"muc": [part], "chu_thich": [KH]})


@needs("ooxml-validator")
def test_a_new_text_brings_its_footnotes_even_into_a_document_that_had_none(tmp_path):
    document = Document(of_section("Một."), "sua.docx")
    assert not document.notes
    for words in ("Hai^.", "Ba^ rồi^.", "Bốn^."):
        fresh = Document(of_section("Một.", words), "moi.docx")
        update(document, fresh, Quotes({}.get, Register([KH])))
        document = Document(document.data(), "sua.docx")
        (section,) = controls(document.root, "muc")
        assert document.reader.wording(section.content) == f"Một.\n{words}".replace("^", "[^kh]")
        told = [one.found.strip() for one in printed(document, Quotes({}.get, Register([KH])))]
        assert told == ["Kế hoạch số 1.", "Kế hoạch 1."][: words.count("^")]
    out = tmp_path / "ra.docx"
    out.write_bytes(document.data())
    assert openxml.problems(out) == []


# --- spans a template prints only in part


def test_half_a_span_is_no_control_and_leaves_no_trace(tmp_path):
    body = "".join(f"<w:p><w:r><w:t>{{{{ {name} }}}}</w:t></w:r></w:p>" for name in ("mo", "x", "y"))
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/{BODY}" ContentType="{WORD}"/></Types>'
    )
    source = f'<w:document xmlns:w="{W[1:-1]}"><w:body>{body}</w:body></w:document>'
    template = packed(tmp_path / "mau.docx", {"[Content_Types].xml": types, BODY: source})
    nested = joined("a ", span("sl", "1", "b"), " c")
    context = {
        "mo": joined(opening("muc", "m"), "hở"),
        "x": span("muc", "m", nested),
        "y": span("muc", "m", "z"),
    }
    document = Document(rendered(template, context), "ra.docx")
    assert tags(document.root) == ["muc:m", "sl:1"]
    assert text(control(document.root, "muc:m")) == "a b cz"
    assert text(document.root) == "hởa b cz"
    assert b"urn:cchc:mark" not in etree.tostring(document.root)


def test_a_document_without_controls_has_no_record(tmp_path):
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/{BODY}" ContentType="{WORD}"/></Types>'
    )
    body = "<w:body><w:p><w:r><w:t>{{ x }}</w:t></w:r></w:p></w:body>"
    source = f'<w:document xmlns:w="{W[1:-1]}">{body}</w:document>'
    template = packed(tmp_path / "mau.docx", {"[Content_Types].xml": types, BODY: source})
    out = packed(tmp_path / "ra.docx", members_of(rendered(template, {"x": "1"})))
    assert list(members(out)) == ["[Content_Types].xml", BODY]


def members_of(data):
    return Document(data, "x").members


@pytest.mark.parametrize("key", ["chi_dao", "a.b", "x" * 60])
def test_the_name_of_a_bookmark_is_one_that_word_takes(key):
    name = bookmark_name("muc", key)
    assert (name.isidentifier(), name.isascii(), len(name) <= 40) == (True, True, True)
