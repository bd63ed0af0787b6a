import copy
import os
import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from support import libreoffice, openxml, pages
from support.needs import needs
from support.templates import (
    PACKAGE,
    W,
    docx,
    fault,
    p,
    part,
    rendered,
    style_of,
    styled,
    tables,
    text,
    texts,
)
from support.word_reports import NO_APPENDIX, REPORT, TEMPLATE, doan, hang, muc, report

from cchc_xl import resources
from cchc_xl.errors import CchcError
from cchc_xl.word.render import TemplateError, clean, render

TEMPLATES = sorted(resources.templates().glob("*.docx"))
GOLD = Path(__file__).parents[1] / "gold"
each_template = pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)

# --- data is text and nothing else


@pytest.mark.parametrize(
    "value",
    [
        "A & B",
        "<100%",
        "</w:t></w:r></w:p>",
        "]]>",
        "&amp; &#38;",
        "{{ 7*7 }}",
        "{% for x in muc %}x{% endfor %}",
        "{%p if du_thao %}",
        "{# ghi chú #}",
        "{_{ 7*7 }_}",
        "{_% if %_}",
        "\"nháy\" và 'nháy'",
        "  hai dấu cách  ",
        "{{ co_quan.__class__ }}",
    ],
)
def test_a_value_prints_as_typed_wherever_it_stands(tmp_path, value):
    changes = {"trich_yeu": value, "mo_dau": [doan(value)], "noi_nhan": [value]}
    made = texts(report(tmp_path, **changes, phu_luc={**REPORT["phu_luc"], "hang": [hang("1", value)]}))
    assert made.count(value) == 3
    assert f"- {value}." in made


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("a\x00b\x1fc\x7fd\x9f", "abcd"),
        ("a\ud800b\udfffc", "abc"),
        ("\ud83d\ude00", "\U0001f600"),
        ("a\ufffe\uffffb", "ab"),
        ("một\r\nhai\nba\rbốn\tnăm\u2028sáu", "một hai ba bốn năm sáu"),
        ("Ho\u0302\u0300 s\u01a1", "Hồ sơ"),
        ("Thương\u00a0binh", "Thương\u00a0binh"),
    ],
)
def test_a_text_is_cleaned_to_one_printable_line(tmp_path, value, printed):
    assert clean(value) == printed
    assert rendered(tmp_path, docx(tmp_path, "{{ x }}"), x=value) == [printed]


def test_a_value_is_not_executed_in_a_header_nor_in_the_footnotes_of_two_sections(tmp_path):
    section = f"<w:p><w:pPr><w:sectPr/></w:pPr></w:p>{p('hai')}<w:sectPr/>"
    template = docx(tmp_path, body=p("{{ x }}") + section, header="{{ x }}", footnotes="{{ x }}")
    assert rendered(tmp_path, template, x="{{ x }}")[0] == "{{ x }}"
    assert texts(tmp_path / "ra.docx", "word/header.xml") == ["{{ x }}"]
    assert texts(tmp_path / "ra.docx", "word/footnotes.xml") == ["{{ x }}"]


def test_core_properties_are_never_executed_and_name_nobody(tmp_path):
    template = tmp_path / "mau.docx"
    with zipfile.ZipFile(TEMPLATE) as source, zipfile.ZipFile(template, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = content.replace("Mẫu báo cáo".encode(), b"{{ 7*7 }} Tran Thi B")
            target.writestr(name, content)
    render(template, REPORT, tmp_path / "ra.docx")
    assert len(part(tmp_path / "ra.docx", "docProps/core.xml")) == 0


class Markup(str):
    def __html__(self):
        return self


@pytest.mark.parametrize("value", [None, 1.5, {1: "a"}, {"a"}, b"a", Markup("<b>"), object()])
def test_a_value_that_is_not_plain_is_a_mistake_of_the_program(tmp_path, value):
    with pytest.raises(TypeError, match=r"context\.x\[0\]"):
        rendered(tmp_path, docx(tmp_path, "{{ x }}"), x=[value])


# --- faults of a template


def test_an_unknown_name_is_told_with_the_nearest_known_one(tmp_path):
    error = fault(tmp_path, docx(tmp_path, "Cơ quan: {{ co_qan }}, {{ so }}"), co_quan="Sở", so="1")
    assert (error.code, error.part, error.tag) == ("MAU03", "Nội dung", "{{ co_qan }}")
    assert "«co_qan»" in error.message
    assert error.fix == "Sửa «co_qan» thành «co_quan»."


def test_an_unknown_name_is_told_even_where_nothing_would_be_printed(tmp_path):
    assert fault(tmp_path, docx(tmp_path, "{% if x %}{{ y }}{% endif %}"), x=False).tag == "{{ y }}"


def test_an_unknown_member_of_a_loop_item_is_told_with_its_tag(tmp_path):
    template = docx(tmp_path, "{%p for m in muc %}", "{{ m.cap }}", "{{ m.tieu_d }}", "{%p endfor %}")
    error = fault(tmp_path, template, muc=[{"cap": "1", "tieu_de": "I"}])
    assert (error.code, error.tag, error.fix) == ("MAU03", "{{ m.tieu_d }}", "Sửa «tieu_d» thành «tieu_de».")


@pytest.mark.parametrize("name", ["upper", "items", "format", "real"])
def test_a_method_of_a_value_does_not_exist(tmp_path, name):
    for value in ("a", {"b": "c"}, ["d"], 1):
        assert fault(tmp_path, docx(tmp_path, f"{{{{ x.{name} }}}}"), x=value).code == "MAU03"


def test_a_key_called_like_a_method_is_a_key(tmp_path):
    assert rendered(tmp_path, docx(tmp_path, "{{ x.items }}"), x={"items": "mục"}) == ["mục"]


@pytest.mark.parametrize("name", ["range", "lipsum", "cycler", "namespace", "loop"])
def test_a_name_of_jinja_itself_is_unknown(tmp_path, name):
    assert fault(tmp_path, docx(tmp_path, f"{{{{ {name} }}}}")).code == "MAU03"


@pytest.mark.parametrize(
    "tag",
    [
        "{{ x|upper }}",
        "{{ x | map(attribute='a') }}",
        "{{ x() }}",
        "{{ x.__class__ }}",
        "{{ ''.__class__ }}",
        "{{ x['a'] }}",
        "{{ x[0] }}",
        "{{ 7*7 }}",
        "{{ 9**9**9 }}",
        "{{ x ~ x }}",
        "{{ x is defined }}",
        "{{ x if x else x }}",
        "{{ [x] }}",
        "{{ {'a': x} }}",
        "{{ (x, x) }}",
        "{% set y = x %}",
        "{% include 'a' %}",
        "{% import 'a' as a %}",
        "{% extends 'a' %}",
        "{% macro a() %}",
        "{% raw %}",
        "{% block a %}",
        "{% with %}",
        "{% filter upper %}",
        "{% autoescape false %}",
        "{%+ do x %}",
    ],
)
def test_syntax_outside_the_whitelist_is_refused_with_part_and_tag(tmp_path, tag):
    error = fault(tmp_path, docx(tmp_path, "trước {{ x }}", f"đầu {tag} cuối", "{{ x }} sau"), x="a")
    assert (error.code, error.part, error.tag) == ("MAU04", "Nội dung", tag)
    assert tag in error.message


@pytest.mark.parametrize(
    "tag",
    ["{% for a in x|sort %}", "{% for a in x.b() %}", "{% for a, b in x %}", "{% for a in x recursive %}"],
)
def test_a_loop_over_anything_but_a_name_is_refused(tmp_path, tag):
    if "recursive" in tag:
        tag = "{% for a in x %}{{ loop(x) }}"
    assert fault(tmp_path, docx(tmp_path, tag + "{% endfor %}"), x=[]).code == "MAU04"


@pytest.mark.parametrize("name", ["index", "length", "cycle", "previtem", "__init__"])
def test_a_loop_tells_only_its_first_and_last(tmp_path, name):
    error = fault(tmp_path, docx(tmp_path, f"{{% for a in x %}}{{{{ loop.{name} }}}}{{% endfor %}}"), x=["a"])
    assert (error.code, error.tag) == ("MAU04", f"{{{{ loop.{name} }}}}")


def test_a_header_with_a_fault_is_named(tmp_path):
    assert fault(tmp_path, docx(tmp_path, header="{{ x|e }}")).part == "Đầu trang"


@pytest.mark.parametrize(
    ("paragraphs", "tag"),
    [
        (["{%p for a in x %}", "{{ a }}"], "{%p for a in x %}"),
        (["{%p for a in x %}", "{%p endif %}"], "{%p endif %}"),
        (["{%p endfor %}"], "{%p endfor %}"),
        (["{% if x %}{% for a in x %}{% endif %}{% endfor %}"], "{% endif %}"),
        (["{{ x }"], "{{ x }"),
        (["{{ x y }}"], "{{ x y }}"),
        (["{{ }}"], "{{ }}"),
        (["{% if %}{% endif %}"], "{% if %}"),
        (["{% for a x %}{% endfor %}"], "{% for a x %}"),
    ],
)
def test_a_tag_that_is_unbalanced_or_misspelt_is_told(tmp_path, paragraphs, tag):
    error = fault(tmp_path, docx(tmp_path, "trước", *paragraphs, "sau {{ x }}"), x=["a"])
    assert (error.code, error.tag) == ("MAU02", tag)


def test_tags_that_overlap_the_structure_are_told(tmp_path):
    template = docx(tmp_path, "{% if x %}một", "{%p endif %}")
    assert "không khớp thẻ mở «{% if x %}»" in fault(tmp_path, template, x=False).message


def test_what_cannot_be_computed_is_told_with_its_tag(tmp_path):
    for tag in ("{% for a in x %}", "{% if x < 'b' %}"):
        error = fault(tmp_path, docx(tmp_path, f"{tag}a{{% end{tag[3:6].strip()} %}}"), x=1)
        assert (error.code, error.tag) == ("MAU05", tag)


@pytest.mark.parametrize("value", [["a"], {"a": "b"}, True])
def test_a_list_a_dict_or_a_yes_is_not_printed(tmp_path, value):
    error = fault(tmp_path, docx(tmp_path, "{{ x }}"), x=value)
    assert (error.code, error.tag) == ("MAU05", "{{ x }}")


@pytest.mark.parametrize("content", [b"", b"khong phai docx", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200])
def test_a_file_that_is_no_docx_is_told(tmp_path, content):
    template = tmp_path / "mau.docx"
    template.write_bytes(content)
    assert fault(tmp_path, template).code == "MAU01"


def test_a_workbook_a_broken_docx_and_a_missing_file_are_told(tmp_path):
    workbook, broken = tmp_path / "so.docx", tmp_path / "hong.docx"
    with zipfile.ZipFile(workbook, "w") as package:
        package.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
    data = TEMPLATE.read_bytes()
    broken.write_bytes(data[:2000] + b"\0" * 200 + data[2200:])
    for template in (workbook, broken, tmp_path / "khong-co.docx"):
        error = fault(tmp_path, template)
        assert error.code == "MAU01"
        assert template.name in error.message


# --- what is written


def test_the_same_input_gives_the_same_bytes(tmp_path):
    assert report(tmp_path, "mot.docx").read_bytes() == report(tmp_path, "hai.docx").read_bytes()


def test_rendering_leaves_the_context_as_it_was(tmp_path):
    before = copy.deepcopy(REPORT)
    report(tmp_path)
    assert before == REPORT


def test_a_report_replaces_the_one_before_and_leaves_nothing_else(tmp_path):
    report(tmp_path, trich_yeu="Lần một")
    assert "Lần hai" in texts(report(tmp_path, trich_yeu="Lần hai"))
    assert [path.name for path in tmp_path.iterdir()] == ["bao-cao.docx"]


def test_a_failure_keeps_the_report_before_and_leaves_nothing_else(tmp_path):
    kept = report(tmp_path).read_bytes()
    with pytest.raises(TemplateError):
        render(TEMPLATE, {"so": "1"}, tmp_path / "bao-cao.docx")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [kept]


@pytest.mark.parametrize("fails", ["write_bytes", "replace"])
def test_a_report_that_cannot_be_written_leaves_nothing_behind(tmp_path, monkeypatch, fails):
    def refuse(self, _):
        if self.name.startswith("."):
            self.touch()
        raise PermissionError(13, "denied")

    monkeypatch.setattr(Path, fails, refuse)
    with pytest.raises(CchcError) as caught:
        render(TEMPLATE, REPORT, tmp_path / "bao-cao.docx")
    assert caught.value.code == "TEP09"
    assert list(tmp_path.iterdir()) == []


# --- the report


def test_the_report_has_its_parts_in_their_styles(tmp_path):
    made = styled(report(tmp_path))
    for line in [
        ("CoQuanChuQuan", "UBND TỈNH ĐỒNG THÁP"),
        ("CoQuan", "SỞ LAO ĐỘNG – THƯƠNG BINH VÀ XÃ HỘI"),
        ("QuocHieu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("TieuNgu", "Độc lập - Tự do - Hạnh phúc"),
        ("DiaDanhNgayThang", "Đồng Tháp, ngày 20 tháng 12 năm 2021"),
        ("TenLoai", "BÁO CÁO"),
        ("KinhGui", "Kính gửi: Sở Nội vụ"),
        ("Muc1", "I. CHỈ ĐẠO"),
        ("NoiDung", "Hoàn thành 08/34 nhiệm vụ."),
        ("Muc2", "1. Kiểm tra"),
        ("Muc3", "a) Kết quả"),
        ("Ket", "Trên đây là báo cáo của Sở./."),
        ("NoiNhan", "- Lưu: VT, VP (H)."),
        ("NguoiKy", "Nguyễn Văn Mẫu"),
        ("BangNhomTrai", "Thủ tục hành chính"),
        ("BangPhai", "1.234"),
    ]:
        assert line in made
    assert "TheLenh" not in dict(made)


def test_only_the_bold_run_of_a_paragraph_is_bold(tmp_path):
    paragraph = next(p for p in part(report(tmp_path)).iter(W + "p") if text(p).startswith("Hoàn thành"))
    runs = [(text(run), run.find(f"{W}rPr/{W}rStyle") is not None) for run in paragraph.iter(W + "r")]
    assert runs == [("Hoàn thành ", False), ("08/34", True), (" nhiệm vụ.", False)]


@pytest.mark.parametrize(("name", "rule"), [("SỞ Y TẾ", "KeCoQuanNgan"), ("SỞ CÔNG THƯƠNG", "KeCoQuan")])
def test_the_rule_under_a_short_name_is_short(tmp_path, name, rule):
    made = styled(report(tmp_path, co_quan=name))
    assert made[made.index(("CoQuan", name)) + 1] == (rule, "")


def test_a_number_not_yet_given_leaves_room_for_the_clerk(tmp_path):
    assert "Số: " + "\u00a0" * 8 + "/BC-SLĐTBXH" in texts(report(tmp_path))
    assert "Số: 336/BC-SLĐTBXH" in texts(report(tmp_path, so="336"))


def test_several_recipients_stand_on_a_line_each(tmp_path):
    made = texts(report(tmp_path, kinh_gui=["Bộ Nội vụ", "Sở Nội vụ"]))
    assert made[made.index("Kính gửi:") :][:3] == ["Kính gửi:", "- Bộ Nội vụ;", "- Sở Nội vụ."]
    assert not any(line.startswith("Kính gửi") for line in texts(report(tmp_path, kinh_gui=[])))


def test_the_authority_to_sign_is_printed_only_when_given(tmp_path):
    assert "QuyenKy" not in dict(styled(report(tmp_path)))
    assert ("QuyenKy", "KT. GIÁM ĐỐC") in styled(report(tmp_path, quyen_ky=["KT. GIÁM ĐỐC"]))


def test_only_a_draft_carries_the_mark(tmp_path):
    headers = [f"word/header{number}.xml" for number in (1, 2, 3)]
    draft, final = report(tmp_path, "a.docx", du_thao=True), report(tmp_path, "b.docx")
    assert [name for name in headers if "DỰ THẢO" in texts(draft, name)] == ["word/header2.xml"]
    assert [name for name in headers if "DỰ THẢO" in texts(final, name)] == []


def test_a_section_has_a_table_only_when_it_has_columns(tmp_path):
    assert tables(report(tmp_path))[1] == [["TT", "Nội dung"], ["1", "Quy trình"]]
    assert len(tables(report(tmp_path, muc=[muc("1", "I. KẾT QUẢ", doan("Đạt."))]))) == 3


@pytest.mark.parametrize("columns", [1, 2, 3, 5, 8])
def test_a_table_of_a_section_has_a_grid_of_its_own_columns(tmp_path, columns):
    cells = [str(number) for number in range(columns)]
    rows = [{"o": cells, "dam": bold} for bold in (False, True)]
    made = report(tmp_path, muc=[muc("1", "I. KẾT QUẢ", cot=cells, hang=rows)])
    table = list(part(made).iter(W + "tbl"))[1]
    assert tables(made)[1] == [cells] * 3
    assert len(table.find(W + "tblGrid")) == columns
    assert table[2].find(f"{W}trPr/{W}tblHeader") is not None


def test_without_figures_the_report_ends_with_its_only_section(tmp_path):
    made = report(tmp_path, phu_luc=NO_APPENDIX)
    sections = list(part(made).iter(W + "sectPr"))
    assert len(tables(made)) == 3
    assert "Phụ lục" not in texts(made)
    assert [section.getparent().tag for section in sections] == [W + "body"]
    assert sections[0].find(W + "pgSz").get(W + "orient") is None
    assert len(sections[0].findall(W + "headerReference")) == 2


def test_a_long_text_is_printed_whole(tmp_path):
    long = "Sở đã chỉ đạo các phòng thực hiện nhiệm vụ được giao. " * 600
    assert long in texts(report(tmp_path, mo_dau=[doan(long)]))


@needs("ooxml-validator")
def test_the_template_and_its_reports_are_valid(tmp_path):
    draft = report(tmp_path, "du-thao.docx", du_thao=True, quyen_ky=["KT. GIÁM ĐỐC"], kinh_gui=["a", "b"])
    empty = report(tmp_path, "rong.docx", muc=[], mo_dau=[], noi_nhan=[], kinh_gui=[], phu_luc=NO_APPENDIX)
    assert openxml.problems(TEMPLATE, report(tmp_path), draft, empty) == []


# --- the report on paper


def printed(tmp_path, **changes):
    return pages.page_texts(libreoffice.to_pdf(report(tmp_path, **changes), tmp_path / "pdf"))


def page_number(page):
    return page.splitlines()[0].strip() if page.splitlines() else ""


@needs("soffice", "poppler")
def test_pages_are_numbered_from_the_second_and_the_appendix_by_itself(tmp_path):
    rows = [hang(f"1.{number}", "Hồ sơ đã giải quyết", str(number)) for number in range(80)]
    body = [doan("Sở đã chỉ đạo các phòng thực hiện nhiệm vụ được giao. " * 12)] * 8
    made = printed(tmp_path, mo_dau=body, phu_luc={**REPORT["phu_luc"], "hang": rows})
    appendix = next(number for number, page in enumerate(made) if "Phụ lục" in page)
    numbers = [page_number(page) for page in made]
    assert numbers[1:appendix] == [str(number) for number in range(2, appendix + 1)]
    assert numbers[appendix + 1 :] == [str(number) for number in range(2, len(made) - appendix + 1)]
    assert numbers[0] != "1"
    assert numbers[appendix].strip() == "Phụ lục"
    assert all("Chỉ tiêu thống kê" in page for page in made[appendix:])


@needs("soffice", "poppler")
def test_the_signature_never_stands_alone_on_a_page(tmp_path):
    for lines in range(16, 32, 2):
        body = [doan("Một dòng nội dung.")] * lines
        made = printed(tmp_path, mo_dau=body, muc=[], phu_luc=NO_APPENDIX)
        signed = next(page for page in made if "Nguyễn Văn Mẫu" in page)
        assert "Trên đây là báo cáo" in signed
        assert "GIÁM ĐỐC" in signed
        assert signed is made[-1]


@needs("soffice", "poppler")
def test_the_motto_and_its_neighbours_stay_on_one_line(tmp_path):
    first = printed(tmp_path)[0]
    for line in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"):
        assert line in first
    assert "Đồng Tháp, ngày 20 tháng 12 năm 2021" in first


# --- the template


@each_template
def test_the_dump_of_a_template_is_current(template):
    """After a wanted change: CCHC_GOLD=write pytest tests/word/test_render.py."""
    dump = "\n".join(template_dump(template)) + "\n"
    gold = GOLD / f"{template.stem}.txt"
    if os.environ.get("CCHC_GOLD") == "write":
        gold.write_text(dump, encoding="utf-8")
    assert dump == gold.read_text(encoding="utf-8")


@each_template
def test_a_template_keeps_the_format_of_the_state(template):
    """NĐ 30/2020/NĐ-CP, Phụ lục I: paper, margins, page numbers, font."""
    for section in part(template).iter(W + "sectPr"):
        size = [int(section.find(W + "pgSz").get(W + side)) for side in ("w", "h")]
        margins = [millimetres(section, side) for side in ("top", "bottom", "left", "right")]
        assert sorted(size) == [11906, 16838]
        assert margins == [20, 20, 30, 20]
        assert section.find(W + "titlePg") is not None
    fonts = {
        value for node in part(template, "word/styles.xml").iter(W + "rFonts") for value in node.values()
    }
    assert fonts == {"Times New Roman"}


@each_template
def test_format_lives_in_styles_and_not_in_runs(template):
    for name in printed_parts(template):
        for properties in part(template, name).iter(W + "rPr"):
            assert {child.tag for child in properties} <= {W + "rStyle", W + "noProof"}


def millimetres(section, side):
    return round(int(section.find(W + "pgMar").get(W + side)) * 25.4 / 1440)


def printed_parts(template):
    with zipfile.ZipFile(template) as package:
        return sorted(name for name in package.namelist() if re.match(r"word/(document|header\d)\.", name))


def template_dump(template):
    """The template line by line: styles and texts, tables, sections, the format of each style."""
    for name in printed_parts(template):
        yield f"== {Path(name).stem}"
        yield from block_dump(part(template, name))
    yield "== styles"
    for style in part(template, "word/styles.xml"):
        yield f"{style.get(W + 'styleId', 'docDefaults')}: {properties(style)}"


def block_dump(element, depth=0):
    for child in element:
        kind = etree.QName(child).localname
        if kind == "p":
            yield "  " * depth + f"[{style_of(child)}] {text(child)}{field(child)}".rstrip()
            yield from (f"-- {properties(section)}" for section in child.iter(W + "sectPr"))
        elif kind == "sectPr":
            yield f"-- {properties(child)}"
        else:
            named = kind in ("tbl", "tr", "tc")
            yield from ["  " * depth + f"{kind}: {properties(child, 'Pr')}".rstrip(": ")] if named else []
            yield from block_dump(child, depth + named) if not kind.endswith("Pr") else []


def field(paragraph):
    return "".join(f"<{node.text.strip()}>" for node in paragraph.iter(W + "instrText"))


def properties(element, only=""):
    """The properties below an element, one word each: spacing(after=120)."""
    chosen = [child for child in element if etree.QName(child).localname.endswith(only)]
    leaves = [leaf for child in chosen for leaf in child.iter() if not len(leaf)]
    return " ".join(etree.QName(leaf).localname + values(leaf) for leaf in leaves)


def values(leaf):
    pairs = [(etree.QName(name).localname, value) for name, value in leaf.items()]
    shown = ",".join(value if name == "val" else f"{name}={value}" for name, value in pairs)
    return f"({shown})" if shown else ""
