import copy
import json
import re
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from support import libreoffice
from support.needs import needs
from support.small_docx import block, link, run, small_docx
from support.templates import W

from cchc_xl import resources
from cchc_xl.actions.check import check_picture
from cchc_xl.actions.template import KINDS, check_template
from cchc_xl.cli import main
from cchc_xl.entries.from_json import make_picture
from cchc_xl.findings import Severity
from cchc_xl.word import faults, lint
from cchc_xl.word.faults import Trap
from cchc_xl.word.lint import active, balance, hidden, names, notes, vanishing, wording
from cchc_xl.word.render import TemplateError, render
from cchc_xl.word.shape import UNKNOWN, listed, merged, shape_of, shape_of_context

DATA = {
    "co_quan": "SỞ Y TẾ",
    "so": "12",
    "nam": 2021,
    "du_thao": False,
    "noi_nhan": ["Như trên"],
    "muc": [{"cap": "1", "tieu_de": "I. CHUNG", "doan": [[{"chu": "a", "dam": True}]]}],
    "phu_luc": {"ten": "PHỤ LỤC", "hang": [{"tt": "1", "ten": "Hồ sơ"}]},
    "chu_thich": [{"khoa": "KH01", "van_ban": [{"khoa": "KH01", "day_du": "Kế hoạch số 1", "ngan": "KH"}]}],
}
FOR, END = "{%p for m in muc %}", "{%p endfor %}"
IF, ENDIF = "{%p if so %}", "{%p endif %}"
ROWS, ROWS_END = "{%tr for h in phu_luc.hang %}", "{%tr endfor %}"
BODY = "Nội dung"


def inline(*runs):
    return f"<w:p>{''.join(runs)}</w:p>"


def deleted(text):
    return f"<w:del><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def field(code):
    return inline(f"<w:r><w:instrText>{code}</w:instrText></w:r>")


def box(*paragraphs):
    inner = "".join(map(block, paragraphs))
    return inline(f"<w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>")


def told(path, data=DATA):
    """All faults of a template, refused as a whole or one by one."""
    try:
        content, keys = path.read_bytes(), [entry["khoa"] for entry in data.get("chu_thich", ())]
        uncited = lint.uncited(content, path.name, keys)
        return (*lint.faults(content, path.name, shape_of_context(data)), *uncited)
    except TemplateError as error:
        return error.faults


def in_words(fault):
    place = ", ".join(filter(None, (fault.part, fault.where)))
    return fault.severity.value, fault.code, place, fault.tag


E, Q = "error", "warning"
LONG = ("{{ " + "so or " * 99)[:160] + "…"

# what is wrong: the blocks; severity, code, place and tag; what its remedy says
MISTAKES = [
    ("an open loop", [FOR, "{{ m.cap }}"], E, "MAU02", "đoạn 1", FOR, "Thêm thẻ {%p endfor %}"),
    ("no beginning", ["a", END], E, "MAU02", "đoạn 2", END, "Xoá thẻ đóng thừa"),
    ("if closed as for", [IF, "a", END], E, "MAU02", "đoạn 3", END, "sửa cho khớp"),
    ("else without if", ["{% else %}"], E, "MAU02", "đoạn 1", "{% else %}", "thêm thẻ mở"),
    (
        "rows closed by a paragraph",
        [[["TT"], [ROWS], ["{{ h.tt }}"], ["{%p endfor %}"]]],
        *(E, "MAU02", "bảng 1, hàng 4, ô 1", END, "Sửa thành {%tr endfor %}"),
    ),
    ("text closed by a paragraph", ["{% if so %}a", ENDIF], E, "MAU02", "đoạn 2", ENDIF, "{% endif %}"),
    (
        "closed in another cell",
        [[["{% if so %}a", "b{% endif %}"]]],
        *(E, "MAU02", "bảng 1, hàng 1, ô 2", "{% endif %}", "trong cùng một ô"),
    ),
    (
        "begun outside the table",
        [IF, [["a"], [[ENDIF, "b"]]]],
        *(E, "MAU02", "bảng 1, hàng 2, ô 1, đoạn 1", ENDIF, "cùng ngoài bảng"),
    ),
    (
        "a block over two paragraphs",
        ["{% if so %}a", "b{% endif %}"],
        *(Q, "MAU11", "đoạn 2", "{% endif %}", "đoạn riêng"),
    ),
    (
        "a row without a table",
        ["{%tr if so %}{% endif %}", "a"],
        *(E, "MAU02", "đoạn 1", "{%tr if so %}", "Dùng {%p"),
    ),
    ("text beside a command", ["Kính gửi {%p if so %}", "a", ENDIF], E, "MAU12", "đoạn 1", IF, "một mình"),
    ("a value beside a command", [FOR, "a", END + "{{ so }}"], E, "MAU12", "đoạn 3", END, "một mình"),
    (
        "a section beside a command",
        [FOR, "a", f"<w:p><w:pPr><w:sectPr/></w:pPr>{run(END)}</w:p>"],
        *(E, "MAU12", "đoạn 3", END, "một mình trong đoạn"),
    ),
    (
        "text in the row of a command",
        [[["TT", ""], [ROWS, "Tên"], ["{{ h.tt }}", ""], [ROWS_END, ""]]],
        *(E, "MAU12", "bảng 1, hàng 2, ô 1", ROWS, "một mình trong hàng"),
    ),
    (
        "text in the cell of a command",
        [[["{%tc for m in muc %} a", "{{ m.cap }}", "{%tc endfor %}"]]],
        *(E, "MAU12", "bảng 1, hàng 1, ô 1", "{%tc for m in muc %}", "trong ô riêng"),
    ),
    (
        "two commands in a paragraph",
        [IF + "{%p if du_thao %}", "a", ENDIF, ENDIF],
        *(E, "MAU13", "đoạn 1", "{%p if du_thao %}", "mỗi thẻ một đoạn"),
    ),
    (
        "two commands in a row",
        [[["TT", "Tên"], [ROWS, ROWS_END]]],
        *(E, "MAU13", "bảng 1, hàng 2, ô 2", ROWS_END, "mỗi thẻ một hàng"),
    ),
    (
        "a cell that may be empty",
        [[["a", [IF, "{{ so }}", ENDIF]]]],
        *(E, "MAU14", "bảng 1, hàng 1, ô 2, đoạn 1", IF, "Thêm một đoạn trống"),
    ),
    (
        "a text box that may be empty",
        [box("{%p for n in noi_nhan %}", "{{ n }}", END)],
        *(E, "MAU14", "đoạn 1, khung chữ 1, đoạn 1", "{%p for n in noi_nhan %}", "trong cùng khung chữ"),
    ),
    (
        "a table that may be empty",
        [[[ROWS], ["{{ h.tt }}"], [ROWS_END]]],
        *(Q, "MAU14", "bảng 1, hàng 1, ô 1", ROWS, "hàng tiêu đề"),
    ),
    ("a value for a paragraph", ["{{p so }}"], E, "MAU15", "đoạn 1", "{{p so }}", "Sửa thành {{ so }}"),
    ("a value for a run", ["{{r so }} a"], E, "MAU15", "đoạn 1", "{{r so }}", "Sửa thành {{ so }}"),
    (
        "format lost after a run",
        [inline(run("{%r if so %}"), run("a"), run("{%r endif %} đậm", bold=True))],
        *(Q, "MAU16", "đoạn 1", "{%r endif %}", "Bỏ chữ r"),
    ),
    ("half a tag", ["Số { so }} a"], E, "MAU02", "đoạn 1", "{ so }}", "hai dấu ngoặc mỗi bên"),
    ("half a tag at the end", ["Số {{ so }, a"], E, "MAU02", "đoạn 1", "{{ so }", "hai dấu ngoặc mỗi bên"),
    ("braces apart", ["{ { so } }"], E, "MAU02", "đoạn 1", "{ { so } }", "hai dấu ngoặc mỗi bên"),
    ("single braces", ["Số {so}"], Q, "MAU10", "đoạn 1", "{so}", "xoá dấu ngoặc nhọn"),
    ("an unknown name", ["a", "{{ co_qan }}"], E, "MAU03", "đoạn 2", "{{ co_qan }}", "thành «co_quan»"),
    ("a name with marks", ["{{ cơ_quan }}"], E, "MAU03", "đoạn 1", "{{ cơ_quan }}", "thành «co_quan»"),
    ("nothing near", ["{{ xyz }}"], E, "MAU03", "đoạn 1", "{{ xyz }}", "dùng được: co_quan, so, nam"),
    (
        "an unknown member of an item",
        [FOR, "{{ m.tieu_d }}", END],
        *(E, "MAU03", "đoạn 2", "{{ m.tieu_d }}", "Sửa «tieu_d» thành «tieu_de»"),
    ),
    (
        "an unknown member three loops deep",
        [FOR, "{% for d in m.doan %}{% for c in d %}{{ c.chuu }}{% endfor %}{% endfor %}", END],
        *(E, "MAU03", "đoạn 2", "{{ c.chuu }}", "thành «chu»"),
    ),
    ("an item's member alone", [FOR, "{{ cap }}", END], E, "MAU03", "đoạn 2", "{{ cap }}", "thành «m.cap»"),
    (
        "a member outside its loop",
        [FOR, END, "{{ m.cap }}"],
        E,
        "MAU03",
        "đoạn 3",
        "{{ m.cap }}",
        "vào trong",
    ),
    ("a member of a text", ["{{ so.ten }}"], E, "MAU03", "đoạn 1", "{{ so.ten }}", "Chỉ viết {{ so }}"),
    ("a list printed", ["{{ muc }}"], E, "MAU05", "đoạn 1", "{{ muc }}", "{%p for x in muc %}"),
    ("a group printed", ["{{ phu_luc }}"], E, "MAU05", "đoạn 1", "{{ phu_luc }}", "phu_luc.ten"),
    ("a flag printed", ["{{ du_thao }}"], E, "MAU05", "đoạn 1", "{{ du_thao }}", "{% if du_thao %}"),
    (
        "a loop over a text",
        ["{%p for c in so %}", "{{ c }}", END],
        *(E, "MAU05", "đoạn 1", "{%p for c in so %}", "noi_nhan, muc"),
    ),
    (
        "unlike things compared",
        ['{% if nam == "2021" %}a{% endif %}'],
        *(E, "MAU05", "đoạn 1", '{% if nam == "2021" %}', "số với số"),
    ),
    ("a filter", ["{{ so|upper }}"], E, "MAU04", "đoạn 1", "{{ so|upper }}", "Chỉ dùng"),
    ("a call", ["{{ so.upper() }}"], E, "MAU04", "đoạn 1", "{{ so.upper() }}", "Chỉ dùng"),
    (
        "a test",
        ["{% if so is defined %}a{% endif %}"],
        *(E, "MAU04", "đoạn 1", "{% if so is defined %}", "Chỉ dùng"),
    ),
    ("an assignment", ["{% set a = so %}"], E, "MAU04", "đoạn 1", "{% set a = so %}", "Chỉ dùng"),
    ("a file included", ["{% include 'a' %}"], E, "MAU04", "đoạn 1", "{% include 'a' %}", "Chỉ dùng"),
    ("a macro", ["{% macro a() %}"], E, "MAU04", "đoạn 1", "{% macro a() %}", "Chỉ dùng"),
    ("a private member", ["{{ so.__class__ }}"], E, "MAU04", "đoạn 1", "{{ so.__class__ }}", "Chỉ dùng"),
    ("a sum", ["{{ nam + 1 }}"], E, "MAU04", "đoạn 1", "{{ nam + 1 }}", "Chỉ dùng"),
    (
        "a statement misspelt",
        ["{% if so %}a{% elseif nam %}b{% endif %}"],
        *(E, "MAU04", "đoạn 1", "{% elseif nam %}", "Sửa «elseif» thành «elif»"),
    ),
    ("a space too many", ["{% p if so %}"], E, "MAU04", "đoạn 1", "{% p if so %}", "Viết liền {%p"),
    (
        "a sign that eats text",
        ["a {%- if so %}b{% endif %}"],
        *(E, "MAU04", "đoạn 1", "{%- if so %}", "Xoá dấu này"),
    ),
    ("two words", ["{{ co quan }}"], E, "MAU02", "đoạn 1", "{{ co quan }}", "{{ ten_du_lieu }}"),
    (
        "a per cent sign in a command",
        ['{%p if so == "5%" %}', "a", ENDIF],
        *(E, "MAU02", "đoạn 1", '{%p if so == "5%" %}', "Bỏ dấu này"),
    ),
    (
        "smart quotes",
        ["{% if so == “12” %}a{% endif %}"],
        *(Q, "MAU19", "đoạn 1", "{% if so == “12” %}", "Gõ lại ngoặc thẳng"),
    ),
    (
        "other quotes",
        ["{% if so == «12» %}a{% endif %}"],
        *(E, "MAU02", "đoạn 1", "{% if so == «12» %}", "ngoặc kép thẳng"),
    ),
    (
        "an ampersand compared",
        ['{% if so == "A & B" %}a{% endif %}'],
        *(Q, "MAU19", "đoạn 1", '{% if so == "A & B" %}', "Bỏ dấu &"),
    ),
    ("a tag deleted", [inline(deleted("{{ so }}"))], E, "MAU17", "đoạn 1", "{{ so }}", "Accept"),
    (
        "a tag moved away",
        [inline(f"<w:moveFrom>{run('{{ so }}')}</w:moveFrom>")],
        *(E, "MAU17", "đoạn 1", "{{ so }}", "Accept"),
    ),
    (
        "a tag half inserted",
        [inline(run("{{ co_"), f"<w:ins>{run('quan }}')}</w:ins>")],
        *(E, "MAU17", "đoạn 1", "{{ co_quan }}", "gõ lại liền một mạch"),
    ),
    (
        "a tag in a field",
        [field('HYPERLINK "{{ so }}"')],
        *(E, "MAU18", "đoạn 1", "{{ so }}", "vào chữ của một đoạn"),
    ),
    (
        "a tag in a formula",
        [inline("<m:oMath xmlns:m='m'><m:r><m:t>{{ so }}</m:t></m:r></m:oMath>")],
        *(E, "MAU18", "đoạn 1", "{{ so }}", "vào chữ của một đoạn"),
    ),
    (
        "a footnote on nothing",
        ["a{{ chu_thich('KH02') }}"],
        *(E, "MAU07", "đoạn 1", "{{ chu_thich('KH02') }}", "Sửa «KH02» thành «KH01»"),
    ),
    (
        "a footnote in a text box",
        [box("{{ chu_thich('KH01') }}")],
        *(E, "MAU07", "đoạn 1, khung chữ 1", "{{ chu_thich('KH01') }}", "Chuyển chú thích xuống"),
    ),
    (
        "a footnote on a list",
        ["{{ chu_thich(muc) }}"],
        *(E, "MAU05", "đoạn 1", "{{ chu_thich(muc) }}", "chữ trong ngoặc kép"),
    ),
    (
        "a footnote without key",
        ["{{ chu_thich }}"],
        E,
        "MAU05",
        "đoạn 1",
        "{{ chu_thich }}",
        "chu_thich('khoa')",
    ),
    (
        "a footnote as a condition",
        ["{% if chu_thich('KH01') %}a{% endif %}"],
        *(E, "MAU04", "đoạn 1", "{% if chu_thich('KH01') %}", "Chỉ dùng"),
    ),
    (
        "an unknown name in a description",
        [inline("<w:r><w:drawing descr='{{ co_qan }}'/></w:r>")],
        *(E, "MAU03", "đoạn 1", "{{ co_qan }}", "thành «co_quan»"),
    ),
    (
        "a block in a description",
        [inline("<w:r><w:drawing descr='{% if so %}a{% endif %}'/></w:r>")],
        *(E, "MAU18", "đoạn 1", "{% if so %}", "vào chữ của một đoạn"),
    ),
    (
        "a tag in a simple field",
        [inline("<w:fldSimple w:instr='REF {{ so }}'/>")],
        *(E, "MAU18", "đoạn 1", "{{ so }}", "vào chữ của một đoạn"),
    ),
    ("a mark of the program", ["a\ue000b"], E, "MAU19", "đoạn 1", "", "Xoá ký tự"),
    (
        "blocks thirteen deep",
        ["{% if so %}" * 13 + "{% endif %}" * 13],
        *(E, "MAU09", "đoạn 1", "{% if so %}", "Bớt vòng lặp"),
    ),
    ("a tag without end", ["{{ " + "so or " * 99 + "so }}"], E, "MAU02", "đoạn 1", LONG, "ngắn lại"),
    ("a field that fetches", [field("DDEAUTO cmd")], E, "MAU08", "đoạn 1", "", "bỏ phần này"),
]


@pytest.mark.parametrize(
    ("blocks", "severity", "code", "place", "tag", "remedy"),
    [m[1:] for m in MISTAKES],
    ids=[m[0] for m in MISTAKES],
)
def test_a_mistake_is_told_with_its_place_and_remedy(tmp_path, blocks, severity, code, place, tag, remedy):
    template = small_docx(tmp_path, *blocks)
    faults = [
        fault for fault in told(template) if in_words(fault) == (severity, code, f"{BODY}, {place}", tag)
    ]
    assert [remedy in fault.fix for fault in faults] == [True], told(template)
    refused = any(fault.severity is Severity.ERROR for fault in told(template))
    assert refused == (severity == E)
    if refused:
        with pytest.raises(TemplateError):
            render(template, copy.deepcopy(DATA), tmp_path / "ra.docx")
    else:
        render(template, copy.deepcopy(DATA), tmp_path / "ra.docx")


CHART = (
    '<c:chart xmlns:c="c" xmlns:a="a">'
    "<a:p><a:r><a:t>{{ </a:t></a:r><a:r><a:t>so }}</a:t></a:r></a:p></c:chart>"
)
COMMENT = f'<w:comments xmlns:w="{W[1:-1]}"><w:comment>{block("{{ so }}")}</w:comment></w:comments>'
RELS = "word/_rels/document.xml.rels"

# what is wrong: the members; severity, code, part, and what the message says
PACKAGES = [
    ("a tag in a comment", {"word/comments.xml": COMMENT}, Q, "MAU18", "Bình luận", "{{ so }}"),
    ("a tag in a chart", {"word/chart.xml": CHART}, E, "MAU18", "Biểu đồ", "{{ so }}"),
    (
        "a tag in a link",
        {RELS: link("hyperlink", "http://a.vn/%7B%7B%20so%20%7D%7D")},
        *(E, "MAU18", "Đích của liên kết", "{{ so }}"),
    ),
    (
        "a picture from outside",
        {RELS: link("image", "http://a.vn/a")},
        E,
        "MAU08",
        f"Tệp {RELS}",
        "http://a.vn",
    ),
    (
        "a template from outside",
        {"word/_rels/settings.xml.rels": link("attachedTemplate", "http://a.vn/a.dotm")},
        *(E, "MAU08", "Tệp word/_rels/settings.xml.rels", "attachedTemplate"),
    ),
    (
        "a file taken in whole",
        {RELS: link("aFChunk", "a.html", external=False)},
        *(E, "MAU08", f"Tệp {RELS}", "aFChunk"),
    ),
    ("an object", {RELS: link("oleObject", "a.bin", external=False)}, E, "MAU08", f"Tệp {RELS}", "oleObject"),
    ("a macro", {"word/vbaProject.bin": b"x"}, E, "MAU08", "Tệp word/vbaProject.bin", "vbaProject"),
    (
        "a document type",
        {"word/settings.xml": f'<!DOCTYPE a [<!ENTITY b "c">]><w:settings xmlns:w="{W[1:-1]}"/>'},
        *(E, "MAU08", "", "DTD"),
    ),
]


@pytest.mark.parametrize(
    ("members", "severity", "code", "part", "words"), [m[1:] for m in PACKAGES], ids=[m[0] for m in PACKAGES]
)
def test_what_a_package_must_not_hold_is_told_with_its_part(tmp_path, members, severity, code, part, words):
    (fault,) = told(small_docx(tmp_path, "{{ so }}", members=members))
    assert (fault.severity.value, fault.code, fault.part) == (severity, code, part)
    assert words in fault.message
    assert fault.fix


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xd0\xcf\x11\xe0" * 200, "mật khẩu"),
        (b"khong phai docx", "không phải là văn bản Word"),
        (None, "quá lớn"),
    ],
)
def test_a_file_that_cannot_be_opened_is_one_fault(tmp_path, monkeypatch, content, why):
    template = small_docx(tmp_path, "a")
    if content is None:
        monkeypatch.setattr("cchc_xl.word.package.MAX_TEMPLATE_BYTES", 100)
    else:
        template.write_bytes(content)
    (fault,) = told(template)
    assert (fault.code, why in fault.message) == ("MAU01", True)
    assert "không đặt mật khẩu" in fault.fix


def test_a_report_printed_already_is_no_template(tmp_path):
    (fault,) = told(small_docx(tmp_path, "Báo cáo", header="Trang"))
    assert in_words(fault) == (Q, "MAU20", BODY, "")


# --- what is no mistake


@pytest.mark.parametrize(
    "blocks",
    [
        [FOR, "{{ m.cap }}", END],
        ["{% if so and not du_thao %}a{% elif nam > 2020 or so == '1' %}b{% else %}c{% endif %}"],
        [[["TT"], [ROWS], ["{{ h.tt }} {{ h.ten }}"], [ROWS_END]]],
        [[["a", [IF, "{{ so }}", "{%p else %}", "-", ENDIF]]]],
        [[["a", [IF, "{{ so }}", ENDIF, ""]]]],
        [[["{%tc for m in muc %}", "{{ m.cap }}", "{%tc endfor %}"]]],
        ["{%p for n in noi_nhan %}", "{{ n }}{% if loop.last %}.{% endif %}", END],
        ["{#p ghi chú #}", "{# ghi chú {{ #} a"],
        [inline(run("{{ co"), run("_qu", bold=True), run("an }}"))],
        [inline(f"<w:ins>{run('{{ so }}')}</w:ins>")],
        [inline(deleted("đã xoá"), run("{{ so }}"))],
        ["{{\u00a0so\u00a0}}"],
        [box("{{ so }}", IF, "a", ENDIF)],
        ["{% for m in muc %}", box("a"), "{% endfor %}"],
        ['{% if so in "11, 12" %}a{% endif %}'],
        ["a{{ chu_thich('kh01') }}"],
        [field('HYPERLINK "http://a.vn/link"'), field("PAGE"), "{{ so }}"],
        [FOR, inline("<w:r><w:drawing descr='{{ m.cap }}'/></w:r>"), END],
    ],
)
def test_what_renders_as_meant_is_not_told(tmp_path, blocks):
    template = small_docx(tmp_path, *blocks)
    assert [fault for fault in told(template) if fault.code != "MAU11"] == []
    render(template, copy.deepcopy(DATA), tmp_path / "ra.docx")


@pytest.mark.parametrize("kind", KINDS)
def test_shipped_templates_are_clean(kind):
    assert check_template(resources.templates() / f"{kind}.docx").faults == ()


def test_every_shipped_template_is_checked():
    assert {path.stem for path in resources.templates().glob("*.docx")} == set(KINDS)


def test_nothing_is_said_about_items_that_no_sample_has(tmp_path):
    template = small_docx(tmp_path, FOR, "{{ m.cap }}", END)
    assert told(template, {"muc": []}) == ()
    assert [fault.tag for fault in told(template, {"muc": [{}]})] == ["{{ m.cap }}"]


def test_only_what_all_items_have_may_be_used():
    shape = merged(UNKNOWN, shape_of({"ds": [{"a": "1", "b": True}, {"a": 2}]}))
    assert listed(shape) == [("ds", "danh sách")]
    assert listed(merged(shape_of({"a": [], "b": ""}), shape_of({"a": [{"c": ""}]}))) == [
        ("a", "danh sách"),
        ("a[].c", "chữ"),
    ]


# --- all at once, before every rendering


def test_all_faults_are_told_at_once_and_rendering_refuses_the_first(tmp_path):
    blocks = ["{{ co_qan }}", FOR, "Số {{ so }", "{{ so|e }}", [["{{ muc }}"]]]
    template = small_docx(tmp_path, *blocks, header="{{ x }}")
    faults = told(template)
    assert [(fault.code, fault.part) for fault in faults] == [
        *(("MAU02", BODY), ("MAU04", BODY), ("MAU02", BODY)),
        *(("MAU03", BODY), ("MAU05", BODY), ("MAU03", "Đầu trang")),
    ]
    with pytest.raises(TemplateError) as caught:
        render(template, DATA, tmp_path / "ra.docx")
    assert caught.value.faults == faults
    assert caught.value.fix == faults[0].fix
    assert faults[0].message in caught.value.message
    assert "Còn 5 lỗi nữa" in caught.value.message
    assert not (tmp_path / "ra.docx").exists()


def test_a_template_is_checked_once_for_many_reports(tmp_path, monkeypatch):
    template = small_docx(tmp_path, "{{ so }}", "một lần")
    render(template, DATA, tmp_path / "1.docx")
    monkeypatch.setattr(lint, "PARTS", None)
    for number in range(2, 5):
        render(template, {**DATA, "so": str(number), "muc": []}, tmp_path / f"{number}.docx")


PIECES = ["a", "{{ so }}", "{{ m.cap }}", "{{", "}}", "{% if so %}", "{% else %}", "{% endif %}", "{{ muc }}"]
PIECES += [IF, "{%p else %}", ENDIF, FOR, END, ROWS, "{{ h.tt }}", ROWS_END, "{%tc if so %}", "{%tc endif %}"]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=2).map("".join)
CELLS = st.lists(TEXTS, min_size=1, max_size=3)
BLOCKS = st.lists(
    TEXTS | st.lists(st.lists(CELLS, min_size=1, max_size=2), min_size=1, max_size=4), max_size=6
)


@given(BLOCKS)
@settings(max_examples=300, deadline=None)
def test_what_is_not_refused_renders_to_a_sound_document(tmp_path_factory, blocks):
    folder = tmp_path_factory.getbasetemp()
    template = small_docx(folder, *blocks)
    if any(fault.severity is Severity.ERROR for fault in told(template)):
        return
    for data in (DATA, {**DATA, "so": "", "muc": [], "phu_luc": {"ten": "", "hang": []}}):
        render(template, copy.deepcopy(data), folder / "ra.docx")
        with zipfile.ZipFile(folder / "ra.docx") as package:
            made = etree.fromstring(package.read("word/document.xml"))
        assert all(cell.find(f"{W}p") is not None for cell in made.iter(f"{W}tc"))


# --- by command


def test_the_command_tells_place_tag_and_remedy(tmp_path, capsys):
    template = small_docx(tmp_path, [["{{ co_qan }}"]], "{ngày}").rename(tmp_path / "bao-cao-cchc.docx")
    assert main(["template", "check", str(template)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "bao-cao-cchc.docx: 1 lỗi, 1 cảnh báo (so với dữ liệu của bao-cao-cchc)",
        "",
        "Lỗi MAU03: Nội dung, bảng 1, hàng 1, ô 1: thẻ «{{ co_qan }}» không có dữ liệu tên «co_qan».",
        "  Cách sửa: Sửa «co_qan» thành «co_quan».",
        "",
        "Cảnh báo MAU10: Nội dung, đoạn 1: thẻ «{ngày}» không phải là thẻ nên in nguyên ra văn bản.",
        "  Cách sửa: Dùng {{ }} nếu muốn in dữ liệu; xoá dấu ngoặc nhọn nếu không.",
    ]


def test_the_command_prints_one_object(tmp_path, capsys):
    template = small_docx(tmp_path, "{{ gioi_thieu }}", "{ngày}")
    assert main(["template", "check", str(template), "--for", "bien-ban-giai-trinh", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["file"], told["kind"], told["verdict"]) == ("mau.docx", "bien-ban-giai-trinh", "canh_bao")
    assert told["counts"] == {"error": 0, "warning": 1}
    (fault,) = told["faults"]
    assert (fault["code"], fault["severity"], fault["part"], fault["where"], fault["tag"]) == (
        *("MAU10", "warning", "Nội dung", "đoạn 2", "{ngày}"),
    )


def test_a_footnote_on_a_document_of_another_workbook_is_a_warning(tmp_path, capsys):
    template = small_docx(tmp_path, "{{ chu_thich('KH77') }}", footer="{{ chu_thich('KH77') }}")
    assert main(["template", "check", str(template), "--json"]) == 1
    told = [(fault["severity"], fault["part"]) for fault in json.loads(capsys.readouterr().out)["faults"]]
    assert told == [("error", "Chân trang"), ("warning", "Nội dung"), ("warning", "Chân trang")]


def test_what_cannot_be_checked_ends_with_2(tmp_path, capsys):
    (tmp_path / "mau.docx").write_text("x")
    for arguments in (["mau.docx"], ["khong-co.docx"], ["mau.docx", "--for", "khac"]):
        assert main(["template", "check", str(tmp_path / arguments[0]), *arguments[1:], "--json"]) == 2
        told = json.loads(capsys.readouterr().out)
        assert told["verdict"] == "khong_doc_duoc"
        assert told["error"]["fix"]


def test_the_names_of_a_template_are_listed(capsys):
    assert main(["template", "names", "bao-cao-cchc"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert {"co_quan: chữ", "muc: danh sách", "muc[].tieu_de: chữ", "phu_luc.hang[].dam: có/không"} <= {
        *listed
    }


# --- changed in another office program


@pytest.fixture(scope="module")
def sample(form):
    """The context of the report of a sample."""
    entries = json.loads((resources.workbook() / "samples" / "2021-minh-hoa.json").read_text("utf-8"))
    return KINDS["bao-cao-cchc"](check_picture(make_picture(form, "2021", entries)), draft=False)


def changed(tmp_path, *changes):
    """The shipped template after these changes in Writer, a person's file."""
    template = resources.templates() / "bao-cao-cchc.docx"
    return libreoffice.written(template, tmp_path / "bao-cao-cchc.docx", changes)


def printed(template, context, out):
    """The texts of a report, and how many sections it has."""
    render(template, context, out)
    made = docx.Document(out)
    texts = [node.text for node in made.element.body.iter(f"{W}p") if node.text]
    return texts, len(made.sections)


@needs("soffice")
@pytest.mark.parametrize(
    ("changes", "sections"),
    [
        ([("rename_style", "Noi dung", "Đoạn văn của Sở"), ("rename_style", "Muc 1", "Đề mục lớn")], 5),
        ([("bold", "co_quan }}", 150.0), ("bold", "or m in mu", 150.0), ("bold", "rich_yeu", 150.0)], 5),
        ([("new_section", "{{ trich_yeu }}", "Landscape")], 6),
    ],
    ids=["styles renamed", "tags split by their format", "a section added"],
)
def test_a_template_changed_in_writer_renders_the_same_text(tmp_path, sample, changes, sections):
    template = changed(tmp_path, *changes)
    assert [fault for fault in check_template(template).faults if fault.severity is Severity.ERROR] == []
    expected, _ = printed(resources.templates() / "bao-cao-cchc.docx", sample, tmp_path / "1.docx")
    assert printed(template, sample, tmp_path / "2.docx") == (expected, sections)
    assert libreoffice.to_pdf(tmp_path / "2.docx", tmp_path).stat().st_size > 10_000


@needs("soffice")
def test_a_section_that_would_vanish_with_a_command_is_refused(tmp_path, sample):
    template = changed(tmp_path, ("new_section", "{{ phu_luc.ten }}", "Landscape"))
    with pytest.raises(TemplateError) as caught:
        render(template, sample, tmp_path / "ra.docx")
    assert (caught.value.code, caught.value.tag) == ("MAU12", "{%p if phu_luc.hang %}")
    assert "đứng cùng đoạn với «ngắt phần (section)»" in caught.value.message
    assert caught.value.fix == "Đặt thẻ {%p if phu_luc.hang %} một mình trong đoạn riêng."


@needs("soffice")
def test_a_tag_overtyped_under_tracked_changes_is_refused(tmp_path, sample):
    template = changed(tmp_path, ("track", "{{ trich_yeu }}", "{{ ten_loai }}"))
    faults = check_template(template).faults
    assert [(fault.code, fault.tag) for fault in faults] == [("MAU17", "{{ trich_yeu }}")]


def test_every_kind_of_fault_is_in_a_table_above_and_on_the_page_for_officers():
    modules = [balance, active, hidden, names, notes, vanishing, wording, faults]
    traps = {value for module in modules for value in vars(module).values() if isinstance(value, Trap)}
    tried = {(mistake[2], mistake[3]) for mistake in (*MISTAKES, *PACKAGES)} | {(Q, "MAU20")}
    assert {(trap.severity.value, trap.code) for trap in traps} == tried
    page = (resources.templates().parent / "docs" / "mau-word.md").read_text("utf-8")
    assert {trap.code for trap in traps} <= set(re.findall(r"MAU\d\d", page))
