"""What people may type, and what a stranger may put into a template."""

import time
import tracemalloc
import zipfile
from unicodedata import normalize

import pytest
from lxml import etree
from support.templates import (
    PACKAGE,
    WORD,
    W,
    docx,
    fault,
    p,
    part,
    relations,
    rendered,
    texts,
    with_members,
    xml,
)

from cchc_xl.errors import CchcError
from cchc_xl.text.tokens import joined, point
from cchc_xl.word.render import render

SECONDS = 60
"""More than any payload may cost on a slow machine."""
NOTE = [{"khoa": "a", "van_ban": [{"khoa": "a", "day_du": "Kế hoạch số 1/KH-STP", "ngan": "Kế hoạch"}]}]


@pytest.fixture(autouse=True)
def in_time():
    started = time.monotonic()
    yield
    assert time.monotonic() - started < SECONDS


# --- data: printed as typed, or cleaned, wherever it stands

LITERAL = [
    "{{ 7*7 }}",
    "{{ x.__class__.__mro__ }}",
    "{{ chu_thich('a') }}",
    "{% for a in x %}{{ a }}{% endfor %}",
    "{%p if x %}",
    "{%tr endfor %}",
    "{%r include 'a' %}",
    "{# #}",
    "{{r x }}",
    "{_{ x }_}",
    "{{ '{{ 7*7 }}' }}",
    "</w:t></w:r><w:r><w:t>",
    "<w:altChunk r:id='rId1'/>",
    "<w:fldSimple w:instr='DDEAUTO c:\\\\x'/>",
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;",
    "&lt;&amp;&#x41;&#65;&nbsp;&xxe;",
    "]]><![CDATA[",
    "<!-- -->",
    'DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc"',
    "=cmd|'/c calc'!A1",
    'INCLUDETEXT "http://a.example/x"',
    "%s %(x)s {x} {0.__class__} ${x} #{x} <%= 7*7 %>",
    "`id` $(id) ; rm -rf / | nc",
    "../../../etc/passwd \\\\server\\share",
    "javascript:alert(1)",
    "[^a][^^a]{1.1.1}**",
    "\U0001f600 \U00010ffd 𝒳 עברית العربية ไทย",
    "a\u0301\u0302\u0303" * 50,
]
CLEANED = [
    ("a\x00b", "ab"),
    ("\x1b[31mđỏ\x07", "[31mđỏ"),
    ("a\ud800b\udc00", "ab"),
    ("a\ufffe\uffff\ufeffb", "ab"),
    ("\u202eđảo\u202c \u2066a\u2069\u200f", "đảo a"),
    ("\ue000ct\ue001a\ue002", "cta"),
    ("\ue003sl\ue0011.1.1\ue00299\ue004", "sl1.1.199"),
    ("\ue004\ue002\uf8ff\uf0b7", ""),
    ("a\r\n\r\nb\x0bc\x85d", "a  b c d"),
]


@pytest.mark.parametrize(("value", "printed"), [*((v, v) for v in LITERAL), *CLEANED])
def test_data_is_text_in_the_body_a_header_and_the_notes_of_two_sections(tmp_path, value, printed):
    section = f"<w:p><w:pPr><w:sectPr/></w:pPr></w:p>{p('{{ x }}')}<w:sectPr/>"
    body = p("{{ x }}{{ chu_thich('a') }}") + section
    template = docx(tmp_path, body=body, header="{{ x }}", footnotes="{{ x }}")
    cited = [{"khoa": "a", "van_ban": [{"khoa": "a", "day_du": value, "ngan": value}]}]
    made = rendered(tmp_path, template, x=value, chu_thich=cited)
    normal = normalize("NFC", printed)
    assert [line for line in made if line] == [normal] * 2 if normal else not any(made)
    assert texts(tmp_path / "ra.docx", "word/header.xml") == [normal]
    notes = [t.strip() for t in texts(tmp_path / "ra.docx", "word/footnotes.xml")]
    assert f"{normal}.".strip() in notes


def test_an_attribute_takes_data_as_text(tmp_path):
    body = "<w:p><w:bookmarkStart w:id='0' w:name=\"{{ x }}\"/></w:p>"
    rendered(tmp_path, docx(tmp_path, body=body), x="\"/><w:altChunk w:name='")
    root = part(tmp_path / "ra.docx")
    assert root.find(f".//{W}bookmarkStart").get(W + "name") == "\"/><w:altChunk w:name='"
    assert root.find(f".//{W}altChunk") is None


# --- data: a great deal of it


def test_a_text_of_a_megabyte_is_printed_whole(tmp_path):
    long = "Sở đã chỉ đạo {{ x }} <b> & " * 40_000
    assert rendered(tmp_path, docx(tmp_path, "{{ x }}"), x=long) == [long]


def test_a_text_beyond_the_limit_is_told(tmp_path):
    with pytest.raises(CchcError) as caught:
        render(docx(tmp_path, "{{ x }}"), {"x": "a" * 2_000_001}, tmp_path / "ra.docx")
    assert caught.value.code == "MAU09"


def test_data_nested_too_deeply_is_a_mistake_of_the_program(tmp_path):
    value = "a"
    for _ in range(5_000):
        value = [value]
    with pytest.raises(TypeError, match="nested too deeply"):
        render(docx(tmp_path, "{{ x }}"), {"x": value}, tmp_path / "ra.docx")


def test_five_thousand_notes_are_made(tmp_path):
    marked = [joined(f"Dòng {number}", point("ct", "a")) for number in range(5_000)]
    template = docx(tmp_path, "{%p for x in xs %}", "{{ x }}", "{%p endfor %}")
    rendered(tmp_path, template, xs=marked, chu_thich=NOTE)
    assert len(part(tmp_path / "ra.docx", "word/footnotes.xml")) == 5_002


def test_a_group_of_five_thousand_documents_is_one_note(tmp_path):
    documents = [{"khoa": str(n), "day_du": f"Kế hoạch số {n}/KH", "ngan": "Kế hoạch"} for n in range(5_000)]
    rendered(
        tmp_path, docx(tmp_path, "a{{ chu_thich('g') }}"), chu_thich=[{"khoa": "g", "van_ban": documents}]
    )
    assert "Kế hoạch số 4999/KH." in texts(tmp_path / "ra.docx", "word/footnotes.xml")[-1]


# --- templates: expressions

EXPRESSIONS = [
    "{{ x.__class__.__mro__[1].__subclasses__() }}",
    "{{ x['__class__'] }}",
    "{{ x|attr('__class__') }}",
    "{{ x.format(x) }}",
    "{{ '{0.__class__}'.format(x) }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ namespace.__init__ }}",
    "{{ chu_thich.__globals__ }}",
    "{{ chu_thich.__self__ }}",
    "{{ chu_thich('a').__class__ }}",
    "{{ x|e|safe }}",
    "{{ x|each }}",
    "{{ x|sum(attribute='__class__') }}",
    "{{ xs|map('upper')|list }}",
    "{{ x ** 9 ** 9 }}",
    "{{ 'a' * 999999999 }}",
    "{{ range(999999999) }}",
    "{{ x is callable }}",
    "{{ loop.__class__ }}",
    "{{ (x).upper() }}",
    "{% set x = 1 %}",
    "{% macro a() %}{% endmacro %}",
    "{% call a() %}{% endcall %}",
    "{% include 'x' %}",
    "{% import 'os' as os %}",
    "{% from 'os' import popen %}",
    "{% extends x %}",
    "{% block a %}{% endblock %}",
    "{% filter e %}{% endfilter %}",
    "{% autoescape false %}{{ x }}{% endautoescape %}",
    "{% raw %}{{ x }}{% endraw %}",
    "{% for a in xs recursive %}{{ loop(xs) }}{% endfor %}",
    "{% for a in range(9) %}{% endfor %}",
    "{% for a in xs if a.__class__ %}{% endfor %}",
    "{% do x %}",
    "{% debug %}",
    "{% trans %}{% endtrans %}",
    "{% with a = x %}{% endwith %}",
]


@pytest.mark.parametrize("tag", EXPRESSIONS)
@pytest.mark.parametrize("where", ["document", "header"])
def test_a_template_that_asks_for_more_than_data_is_refused(tmp_path, tag, where):
    template = docx(tmp_path, tag) if where == "document" else docx(tmp_path, header=tag)
    error = fault(tmp_path, template, x="a", xs=["a"], chu_thich=NOTE)
    assert error.code in ("MAU02", "MAU03", "MAU04")
    assert error.part
    assert error.fix


# --- templates: endless ones


@pytest.mark.parametrize(
    ("code", "paragraphs"),
    [
        ("MAU09", ["{% for a in xs %}" * 12 + "{% endfor %}" * 12]),
        ("MAU09", ["{% for a in xs %}{% for b in xs %}{{ long }}{% endfor %}{% endfor %}"]),
        ("MAU09", ["{% if x %}" * 200 + "{% endif %}" * 200]),
        ("MAU09", ["{{ x }}" * 5_001]),
        ("MAU02", ["{{ " + "(" * 400 + "x" + ")" * 400 + " }}"]),
        ("MAU02", ["{{ " + "(" * 240 + "x" + ")" * 240 + " }}"]),
        ("MAU02", ["{% if " + "not " * 5_000 + "x %}{% endif %}"]),
        ("MAU02", ["{{ " + "9" * 5_000 + " }}"]),
        ("MAU05", ["{% for c in x %}{% for d in x %}{% endfor %}{% endfor %}"]),
        ("MAU09", ["{" * 100_000]),
        ("MAU02", ["{% " * 3_000]),
        ("MAU02", ["{{ x " * 3_000]),
        ("MAU02", ["{{ x }} chữ " * 3_000, *["chữ " * 500] * 3_000, "{{ x }"]),
    ],
)
def test_a_template_without_end_is_refused(tmp_path, code, paragraphs):
    values = {"x": "a" * 3_000, "xs": ["a"] * 100, "long": "a" * 100_000}
    assert fault(tmp_path, docx(tmp_path, *paragraphs), **values).code == code


def test_a_template_with_many_paragraphs_costs_little_memory(tmp_path):
    template = docx(tmp_path, *["chữ " * 200] * 5_000, "{{ x }}")
    tracemalloc.start()
    rendered(tmp_path, template, x="a")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200_000_000


# --- templates: packages

BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
DTD = f'<!DOCTYPE w:document [<!ENTITY a0 "a">{BOMB}]>'
EXTERNAL = '<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE w:document SYSTEM "http://a.example/a.dtd">'


def field(code):
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    pieces = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in code)
    return f"<w:p>{begin}{pieces}{end}</w:p>"


def linked(kind, target, mode=""):
    return {"word/_rels/document.xml.rels": relations(("rId1", kind, target), mode=mode)}


CHART = "word/charts/_rels/c.xml.rels"
VML = '<v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://a.example/a"/>'
SIMPLE = '<w:p><w:fldSimple w:instr="dde a b"/></w:p>'
EXTERN = ' TargetMode="External"'
PACKAGES = {
    "billion laughs": {"word/document.xml": DTD + xml("document", p("&a11;"))},
    "entity of a file": {"word/document.xml": EXTERNAL + xml("document", p("&a;"))},
    "remote DTD": {"word/document.xml": REMOTE + xml("document", p(""))},
    "DTD in the styles": {"word/styles.xml": EXTERNAL + xml("styles", "")},
    "DTD in the types": {"[Content_Types].xml": f'{EXTERNAL}<Types xmlns="{PACKAGE}/content-types"/>'},
    "DTD in UTF-16": {"word/settings.xml": (EXTERNAL + xml("settings", "")).encode("utf-16")},
    "altChunk": linked("aFChunk", "chunk.html"),
    "remote template": linked("attachedTemplate", "http://a.example/t.dotm", EXTERN),
    "template on a share": linked("attachedTemplate", "\\\\a\\t.dotm", EXTERN),
    "oleObject": linked("oleObject", "embeddings/oleObject1.bin"),
    "linked oleObject": linked("oleObject", "file:///c:/a.xls", EXTERN),
    "embedded package": linked("package", "embeddings/a.xlsx"),
    "macro workbook of a chart": {CHART: relations(("r", "package", "../embeddings/a.xlsm"))},
    "macros": linked("vbaProject", "vbaProject.bin"),
    "ActiveX": linked("control", "activeX/activeX1.xml"),
    "subdocument": linked("subDocument", "file:///c:/a.docx", EXTERN),
    "frame": linked("frame", "http://a.example/", EXTERN),
    "mail merge": linked("mailMergeSource", "file:///c:/a.mdb", EXTERN),
    "linked picture": linked("image", "http://a.example/a.png", EXTERN),
    "link to a program": linked("hyperlink", "file:///c:/windows/system32/calc.exe", EXTERN),
    "link to a protocol": linked("hyperlink", "ms-msdt:/id PCWDiagnostic", EXTERN),
    "script link": linked("hyperlink", "javascript:alert(1)", EXTERN),
    "picture of old Word": {"word/header9.xml": xml("header", VML)},
    "DDE": {"word/document.xml": xml("document", field(["DDE excel a b"]))},
    "DDEAUTO in pieces": {"word/document.xml": xml("document", field([" D", "DEAU", "TO c:\\\\cmd"]))},
    "DDE written simply": {"word/document.xml": xml("document", SIMPLE)},
    "DDE out of QUOTE": {"word/document.xml": xml("document", field(["QUOTE 68 68 69"]))},
    "INCLUDEPICTURE": {"word/document.xml": xml("document", field(['INCLUDEPICTURE "http://a.example/a"']))},
    "INCLUDETEXT in a header": {"word/header9.xml": xml("header", field(["INCLUDETEXT c:/a"]))},
    "MACROBUTTON": {"word/document.xml": xml("document", field(["MACROBUTTON a b"]))},
    "field of data": {"word/document.xml": xml("document", field(["{{ x }}"]))},
    "link of data": {"word/document.xml": xml("document", field(['HYPERLINK "{{ x }}"']))},
    "a part by another name": {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/word/a" '
        f'ContentType="{WORD}document.main+xml"/></Types>',
        "word/a": xml("document", SIMPLE),
    },
    "a name outside": {"../../a.xml": "<a/>"},
    "a name of Windows": {"word\\document.xml": "<a/>"},
}  # fmt: skip


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_that_opens_runs_or_loads_is_refused(tmp_path, name):
    error = fault(tmp_path, with_members(docx(tmp_path, "{{ x }}"), PACKAGES[name]), x="a")
    assert error.code == "MAU08"
    assert "bỏ phần này" in error.fix


@pytest.mark.parametrize("kind", ["document.macroEnabled.main+xml", "template.macroEnabledTemplate.main+xml"])
def test_a_macro_document_called_docx_is_refused(tmp_path, kind):
    template = docx(tmp_path, "{{ x }}")
    with zipfile.ZipFile(template) as package:
        types = package.read("[Content_Types].xml").decode()
    types = types.replace(f"{WORD}document.main+xml", f"application/vnd.ms-word.{kind}")
    assert fault(tmp_path, with_members(template, {"[Content_Types].xml": types}), x="a").code == "MAU08"


@pytest.mark.parametrize(
    "members",
    [
        {"word/media/a.bin": b"\0" * 65_000_000},
        {"word/a.xml": b"<a>" + b" " * 17_000_000 + b"</a>"},
        {f"word/media/{n}.png": b"" for n in range(1_001)},
        {"word/document.xml": xml("document", "<w:p>" * 300 + "</w:p>" * 300)},
        {"word/document.xml": b"\0\0\0"},
    ],
    ids=["bomb", "long part", "many members", "deep", "binary"],
)
def test_a_package_too_big_to_open_is_refused(tmp_path, members):
    assert fault(tmp_path, with_members(docx(tmp_path, "a"), members)).code == "MAU01"


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path):
    template = tmp_path / "mau.docx"
    with zipfile.ZipFile(template, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/a.bin", b"\0" * 80_000_000)
        package.filelist[0].file_size = 10
    assert fault(tmp_path, template).code == "MAU01"


@pytest.mark.parametrize(
    "members",
    [
        linked("hyperlink", "https://dichvucong.gov.vn/", EXTERN),
        linked("hyperlink", "mailto:a@a.example", EXTERN),
        linked("image", "media/a.png"),
        {CHART: relations(("r", "package", "../embeddings/a.xlsx"))},
        {"word/document.xml": xml("document", field([" PAGE  \\* MERGEFORMAT "]) + p("{{ x }}"))},
    ],
    ids=["link", "mail", "picture", "workbook of a chart", "page number"],
)
def test_what_a_letterhead_needs_is_kept(tmp_path, members):
    assert rendered(tmp_path, with_members(docx(tmp_path, "{{ x }}"), members), x="a")[-1] == "a"


# --- templates: what no program writes


def test_comments_in_every_member_and_odd_numbers_of_notes_do_no_harm(tmp_path):
    rendered(tmp_path, docx(tmp_path, "{{ x }}{{ chu_thich('a') }}"), x="a", chu_thich=NOTE)
    with zipfile.ZipFile(tmp_path / "ra.docx") as package:
        members = {name: package.read(name) for name in package.namelist()}
    members = {name: commented(content) for name, content in members.items()}
    notes = members["word/footnotes.xml"]
    members["word/footnotes.xml"] = notes.replace(b'w:id="1"', b'w:id="abc"').replace(b'w:id="0"', b"")
    members["word/document.xml"] = xml("document", p("{{ x }}{{ chu_thich('a') }}")).encode()
    template = with_members(docx(tmp_path), members)
    assert rendered(tmp_path, template, x="a", chu_thich=NOTE) == ["a"]
    ids = [
        note.get(W + "id") for note in part(tmp_path / "ra.docx", "word/footnotes.xml").iter(W + "footnote")
    ]
    assert ids[-1] == "1"


def commented(content):
    """The member with a comment as the first thing in its root."""
    root = etree.fromstring(content)
    root.insert(0, etree.Comment("ghi chú"))
    return etree.tostring(root)


def test_a_table_without_grid_does_no_harm(tmp_path):
    body = f"<w:tbl><w:tr/></w:tbl>{p('{{ x }}')}"
    assert "a" in rendered(tmp_path, docx(tmp_path, body=body), x="a")
