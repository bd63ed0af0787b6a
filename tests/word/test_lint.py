import copy

import pytest
from support.small_docx import W, block, link, run, small_docx

from cchc_xl.word import lint
from cchc_xl.word.render import TemplateError, render
from cchc_xl.word.shape import shape_of

DATA = {
    "co_quan": "SỞ Y TẾ",
    "so": "12",
    "nam": 2021,
    "du_thao": False,
    "noi_nhan": ["Như trên"],
    "muc": [{"cap": "1", "tieu_de": "I. CHUNG", "doan": [[{"chu": "a", "dam": True}]]}],
    "phu_luc": {"ten": "PHỤ LỤC", "hang": [{"tt": "1", "ten": "Hồ sơ"}]},
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
        return lint.faults(path.read_bytes(), path.name, shape_of(data))
    except TemplateError as error:
        return error.faults


def in_words(fault):
    place = ", ".join(filter(None, (fault.part, fault.where)))
    return fault.severity.value, fault.code, place, fault.tag


E, Q = "error", "warning"

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
        [inline(run("{%r if so %}"), run("a"), run("{%r endif %} đậm", bold="b"))],
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
        [inline("<m:oMath><m:r><m:t>{{ so }}</m:t></m:r></m:oMath>")],
        *(E, "MAU18", "đoạn 1", "{{ so }}", "vào chữ của một đoạn"),
    ),
    ("a mark of the program", ["a\ue000b"], E, "MAU19", "đoạn 1", "", "Xoá ký tự"),
    ("a field that fetches", [field("DDEAUTO cmd")], E, "MAU20", "đoạn 1", "", "Ctrl+Shift+F9"),
]


@pytest.mark.parametrize(
    ("blocks", "severity", "code", "place", "tag", "remedy"),
    [m[1:] for m in MISTAKES],
    ids=[m[0] for m in MISTAKES],
)
def test_a_mistake_is_told_with_its_place_and_remedy(tmp_path, blocks, severity, code, place, tag, remedy):
    template = small_docx(tmp_path / "mau.docx", *blocks)
    faults = [
        fault for fault in told(template) if in_words(fault) == (severity, code, f"{BODY}, {place}", tag)
    ]
    assert [remedy in fault.fix for fault in faults] == [True], told(template)
    refused = any(fault.severity is lint.Severity.ERROR for fault in told(template))
    assert refused == (severity == E)
    if refused:
        with pytest.raises(TemplateError):
            render(template, copy.deepcopy(DATA), tmp_path / "ra.docx")
    else:
        render(template, copy.deepcopy(DATA), tmp_path / "ra.docx")


CHART = '<c:chart xmlns:c="c" xmlns:a="a"><a:p><a:r><a:t>{{ </a:t></a:r><a:r><a:t>so }}</a:t></a:r></a:p></c:chart>'
COMMENT = f'<w:comments xmlns:w="{W}"><w:comment>{block("{{ so }}")}</w:comment></w:comments>'
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
        "MAU20",
        f"Tệp {RELS}",
        "http://a.vn",
    ),
    (
        "a template from outside",
        {"word/_rels/settings.xml.rels": link("attachedTemplate", "http://a.vn/a.dotm")},
        *(E, "MAU20", "Tệp word/_rels/settings.xml.rels", "mẫu đính kèm"),
    ),
    (
        "a file taken in whole",
        {RELS: link("aFChunk", "a.html", external=False)},
        *(E, "MAU20", f"Tệp {RELS}", "altChunk"),
    ),
    ("an object", {RELS: link("oleObject", "a.bin", external=False)}, E, "MAU20", f"Tệp {RELS}", "OLE"),
    ("a macro", {"word/vbaProject.bin": b"x"}, E, "MAU20", "Tệp word/vbaProject.bin", "macro"),
    (
        "a document type",
        {"word/settings.xml": f'<!DOCTYPE a [<!ENTITY b "c">]><w:settings xmlns:w="{W}"/>'},
        *(E, "MAU20", "Tệp word/settings.xml", "DTD"),
    ),
]


@pytest.mark.parametrize(
    ("members", "severity", "code", "part", "words"), [m[1:] for m in PACKAGES], ids=[m[0] for m in PACKAGES]
)
def test_what_a_package_must_not_hold_is_told_with_its_part(tmp_path, members, severity, code, part, words):
    (fault,) = told(small_docx(tmp_path / "mau.docx", "a", members=members))
    assert (fault.severity.value, fault.code, fault.part) == (severity, code, part)
    assert words in fault.message
    assert fault.fix
