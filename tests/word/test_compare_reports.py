import json
import time
import zipfile
from xml.sax.saxutils import escape

import pytest

from cchc_xl.cli import main
from cchc_xl.word import blocks

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KINDS = {"document": "document.main", "footnotes": "footnotes", "header1": "header", "footer1": "footer"}
HEADER, FOOTER = '<w:headerReference w:type="first" r:id="header1"/>', '<w:footerReference r:id="footer1"/>'
SECTION = f"<w:sectPr>{HEADER}{FOOTER}</w:sectPr>"


def run(text, properties=""):
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*runs):
    """A paragraph of texts or of XML."""
    return f"<w:p>{''.join(one if one.startswith('<') else run(one) for one in runs)}</w:p>"


def table(*rows):
    """A table; a row is its cells joined by «|»."""
    made = ("".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row.split("|")) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in made)}</w:tbl>"


def deleted(text):
    return f'<w:del w:id="1" w:author="a"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def inserted(text):
    return f'<w:ins w:id="2" w:author="a">{run(text)}</w:ins>'


def note(number):
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def field(code, shown):
    signs = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{signs[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{signs[1]}{run(shown)}{signs[2]}"


def control(content, tag="cchc:sl:1.1.1"):
    return f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'


def docx(path, *blocks, notes=(), header="", footer=""):
    """A document of paragraphs (plain texts too) and tables, its first section with header and footer."""
    body = "".join(one if one.startswith("<") else p(one) for one in blocks)
    told = "".join(f'<w:footnote w:id="{n}">{p(text)}</w:footnote>' for n, text in enumerate(notes, 1))
    parts = {
        "document": f"<w:document><w:body>{body}{SECTION}</w:body></w:document>",
        "footnotes": f"<w:footnotes>{told}</w:footnotes>",
        "header1": f"<w:hdr>{p(header)}</w:hdr>",
        "footer1": f"<w:ftr>{p(footer)}</w:ftr>",
    }
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{WORD}{kind}+xml"/>'
        for name, kind in KINDS.items()
    )
    related = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{name.rstrip("1")}" Target="{name}.xml"/>'
        for name in parts
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>')
        package.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
        )
        for name, xml in parts.items():
            package.writestr(
                f"word/{name}.xml", xml.replace(">", f' xmlns:w="{MAIN}" xmlns:r="{OFFICE}">', 1)
            )
    return path


@pytest.fixture
def told(tmp_path, capsys):
    """Compares two documents given as arguments of `docx`; gives the lines that the command prints."""

    def call(a, b, **parts):
        texts = [{key: both[side] for key, both in parts.items()} for side in (0, 1)]
        docx(tmp_path / "a.docx", *a, **texts[0])
        docx(tmp_path / "b.docx", *b, **texts[1])
        assert main(["diff", str(tmp_path / "a.docx"), str(tmp_path / "b.docx")]) == 0
        return capsys.readouterr().out.splitlines()

    return call


SAME = ["Hai tài liệu có nội dung giống nhau."]

# --- paragraphs


def test_words_that_changed_are_marked_and_numbers_come_first(told):
    lines = told(["Sở đã hoàn thành 08 nhiệm vụ."], ["Sở đã hoàn thành 09 nhiệm vụ lớn."])
    assert lines == [
        "Số liệu khác nhau:",
        "  đoạn 1: 08 → 09",
        "Đoạn văn:",
        "  đoạn 1, sửa: Sở đã hoàn thành [-08-]{+09+} nhiệm vụ {+lớn+}.",
    ]


def test_paragraphs_that_came_and_went_are_told_with_their_place(told):
    lines = told(["Một", "Hai ba bốn", "Năm"], ["Một", "Năm", "Sáu bảy tám"])
    assert lines == [
        "Đoạn văn:",
        "  đoạn 2 của bản cũ, bớt: [-Hai ba bốn-]",
        "  đoạn 3, thêm: {+Sáu bảy tám+}",
    ]


def test_a_changed_paragraph_is_found_among_new_ones(told):
    old = ["Kiểm tra 04 phòng trong quý", "Cuối"]
    new = ["Mở đầu hoàn toàn khác", "Kiểm tra 05 phòng trong quý", "Cuối"]
    assert told(old, new)[2:] == [
        "Đoạn văn:",
        "  đoạn 1, thêm: {+Mở đầu hoàn toàn khác+}",
        "  đoạn 2, sửa: Kiểm tra [-04-]{+05+} phòng trong quý",
    ]


def test_long_unchanged_stretches_are_left_out(told):
    text = " ".join(f"chữ{n}" for n in range(60))
    line = told([f"{text} cũ {text}"], [f"{text} mới {text}"])[-1]
    assert line.startswith("  đoạn 1, sửa: … chữ52") and line.endswith("chữ7 …")
    assert "[-cũ-]{+mới+}" in line


@pytest.mark.parametrize(
    "b",
    [
        [p(run("Hoàn thành "), run("08", "<w:rPr><w:b/></w:rPr>"), run(" nhiệm vụ"))],
        [p(run("Hoàn  thành\u00a008 nhiệm vụ "))],
        ["", "Hoàn thành 08 nhiệm vụ", ""],
        ["Hoa\u0300n tha\u0300nh 08 nhie\u0323\u0302m vu\u0323"],
        [p("Hoàn thành ", control(run("08")), " nhiệm vụ")],
        [control(p("Hoàn thành 08 nhiệm vụ"), "cchc:muc:x")],
        [p("Hoàn thành ", deleted("07"), inserted("08"), " nhiệm vụ")],
        [p(run("Hoàn thành ") + f'<w:hyperlink w:anchor="x">{run("08")}</w:hyperlink>', " nhiệm vụ")],
        [f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('Hoàn thành ')}</w:p>", "08 nhiệm vụ"],
        [p("Hoàn thành 08 nhiệm vụ", field("PAGE", "3"))],
        [p(run("Hoàn thành ") + field("REF moc", "08"), " nhiệm vụ")],
    ],
)
def test_what_is_no_other_text_is_no_difference(told, b):
    assert told(["Hoàn thành 08 nhiệm vụ"], b) == SAME


def test_what_a_tracked_change_took_away_is_gone(told):
    assert "  đoạn 1: 08 → (không có)" in told(["Làm xong 08 việc"], [p("Làm xong ", deleted("08"), "việc")])


def test_a_text_box_is_read_once_and_apart(told):
    box = "<w:txbxContent>" + p("DỰ THẢO") + "</w:txbxContent>"
    both = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert told(["Báo cáo"], [p("Báo cáo", both)]) == ["Đoạn văn:", "  đoạn 2, thêm: {+DỰ THẢO+}"]


# --- tables

OLD = ("TT|Chỉ tiêu|Số liệu", "1|Hồ sơ tiếp nhận|1.234", "2|Hồ sơ trễ hạn|7")


def test_a_cell_is_told_by_its_row_and_column(told):
    lines = told([table(*OLD)], [table(*OLD[:2], "2|Hồ sơ trễ hạn|9")])
    assert lines[1] == "  bảng 1, hàng 3 «2», cột 3 «Số liệu»: 7 → 9"
    assert lines[3] == "  bảng 1, hàng 3 «2», cột 3 «Số liệu», sửa: [-7-]{+9+}"


def test_a_row_is_known_by_its_first_cell_even_if_all_else_is_new(told):
    lines = told([table(*OLD)], [table(*OLD[:2], "2|Điều khác hẳn|90")])
    assert lines[-2:] == [
        "  bảng 1, hàng 3 «2», cột 2 «Chỉ tiêu», sửa: [-Hồ sơ trễ hạn-]{+Điều khác hẳn+}",
        "  bảng 1, hàng 3 «2», cột 3 «Số liệu», sửa: [-7-]{+90+}",
    ]


def test_a_new_row_does_not_disturb_those_whose_numbers_move(told):
    new = ("TT|Chỉ tiêu|Số liệu", "1|Thủ tục mới công bố|3", "2|Hồ sơ tiếp nhận|1.234", "3|Hồ sơ trễ hạn|7")
    lines = told([table(*OLD)], [table(*new)])
    assert "  bảng 1, hàng 2 «1», thêm: {+1 | Thủ tục mới công bố | 3+}" in lines
    assert "  bảng 1, hàng 3 «2», cột 1 «TT», sửa: [-1-]{+2+}" in lines
    assert not [line for line in lines if "Hồ sơ" in line and "[-" in line]


def test_a_table_that_is_new_is_told_whole(told):
    lines = told(["Một"], ["Một", table("a|b", "c|d")])
    assert lines == ["Bảng:", "  bảng 1, thêm: {+a | b; c | d+}"]


def test_a_merged_cell_keeps_the_columns_in_place(told):
    def group(text, number):
        wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p(text)}</w:tc><w:tc>{p(number)}</w:tc>'
        return table(*OLD).replace("</w:tbl>", f"<w:tr>{wide}</w:tr></w:tbl>")

    assert "cột 3 «Số liệu»: 5 → 6" in told([group("Nhóm", "5")], [group("Nhóm", "6")])[1]


def test_a_row_taken_away_by_a_tracked_change_is_gone(told):
    gone = "<w:tr><w:trPr><w:del/></w:trPr><w:tc>" + p("3") + "</w:tc></w:tr></w:tbl>"
    assert told([table(*OLD)], [table(*OLD).replace("</w:tbl>", gone)]) == SAME


# --- footnotes, headers, footers


def test_footnotes_are_compared_in_the_order_of_their_numbers(told):
    a, b = [p("Một", note(1)), p("Hai", note(2))], [p("Một", note(2)), p("Hai", note(1))]
    assert told(a, b, notes=[("Kế hoạch 20", "Quyết định 5"), ("Quyết định 6", "Kế hoạch 20")]) == [
        "Số liệu khác nhau:",
        "  chú thích 2: 5 → 6",
        "Chú thích:",
        "  chú thích 2, sửa: Quyết định [-5-]{+6+}",
    ]


def test_a_new_footnote_shows_where_it_stands_and_what_it_says(told):
    lines = told(
        [p("Theo kế hoạch của Sở")], [p("Theo kế hoạch", note(1), " của Sở")], notes=[(), ("Số 20",)]
    )
    assert lines == [
        "Đoạn văn:",
        "  đoạn 1, sửa: Theo kế hoạch{+[*]+} của Sở",
        "Chú thích:",
        "  chú thích 1, thêm: {+Số 20+}",
    ]


def test_headers_and_footers_are_named_as_people_do(told):
    lines = told(["Một"], ["Một"], header=("DỰ THẢO", "KHẨN"), footer=("", "Lưu hành nội bộ"))
    assert lines == [
        "Đầu trang, chân trang:",
        "  đầu trang, trang đầu, phần 1, bớt: [-DỰ THẢO-]",
        "  đầu trang, trang đầu, phần 1, thêm: {+KHẨN+}",
        "  chân trang, phần 1, thêm: {+Lưu hành nội bộ+}",
    ]


# --- the command


def test_json_has_the_same_for_machines(tmp_path, capsys):
    a = docx(tmp_path / "a.docx", "Có 08 việc", table("TT|Số", "1|5"))
    b = docx(tmp_path / "b.docx", "Có 09 việc", table("TT|Số", "1|5"))
    assert main(["diff", str(a), str(b), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["a"] == "a.docx" and told["same"] is False
    assert told["figures"] == [{"place": "đoạn 1", "a": "08", "b": "09"}]
    changed = {"kind": "changed", "place": "đoạn 1", "a": "Có 08 việc", "b": "Có 09 việc"}
    assert told["paragraphs"] == [{**changed, "marked": "Có [-08-]{+09+} việc"}]
    assert told["tables"] == told["footnotes"] == told["margins"] == []


def test_a_report_is_the_same_as_itself_and_tells_the_figure_that_changed(samples, tmp_path, capsys):
    out = tmp_path / "b.docx"
    assert main(["report", str(samples["2021-minh-hoa"]), "-o", str(out)]) == 0
    with zipfile.ZipFile(out) as package:
        members = {name: package.read(name) for name in package.namelist()}
    edited = tmp_path / "c.docx"
    with zipfile.ZipFile(edited, "w") as package:
        for name, content in members.items():
            package.writestr(name, content.replace(b">34</w:t>", b">35</w:t>"))
    capsys.readouterr()
    assert main(["diff", str(out), str(out)]) == 0
    assert capsys.readouterr().out.splitlines() == SAME
    assert main(["diff", str(out), str(edited), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert not told["same"]
    assert {(figure["a"], figure["b"]) for figure in told["figures"]} == {("34", "35")}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", "chữ".encode(), b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_a_file_that_is_no_document_is_told(tmp_path, capsys, content):
    a, b = docx(tmp_path / "a.docx", "Một"), tmp_path / "b.docx"
    b.write_bytes(content)
    assert main(["diff", str(a), str(b)]) == 2
    said = capsys.readouterr().err
    assert "WORD01" in said and "«b.docx»" in said and "Cách xử lý" in said


def test_a_workbook_is_no_document(samples, tmp_path, capsys):
    a = docx(tmp_path / "a.docx", "Một")
    assert main(["diff", str(a), str(samples["2021-minh-hoa"])]) == 2
    assert "WORD01" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(tmp_path, capsys):
    assert main(["diff", str(docx(tmp_path / "a.docx", "Một")), str(tmp_path / "không.docx")]) == 2
    assert "TEP01" in (said := capsys.readouterr().err) and "«không.docx»" in said


def test_broken_xml_and_entities_are_refused(tmp_path, capsys):
    a = docx(tmp_path / "a.docx", "Một")
    for number, inside in enumerate((b"<w:p>", b"<w:p><w:r><w:t>&e;</w:t></w:r></w:p>")):
        b = tmp_path / f"b{number}.docx"
        with zipfile.ZipFile(a) as package, zipfile.ZipFile(b, "w") as bad:
            for name in package.namelist():
                content = package.read(name)
                if name == "word/document.xml":
                    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY e "&a;&a;">]>' if number else b""
                    content = bomb + content.replace(b"<w:body>", b"<w:body>" + inside)
                bad.writestr(name, content)
        assert main(["diff", str(a), str(b)]) == 2
        said = capsys.readouterr()
        assert "WORD01" in said.err and "haha" not in said.out + said.err


def test_a_document_that_is_too_long_is_told_with_the_limit(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(blocks, "MOST_TEXTS", 50)
    a = docx(tmp_path / "a.docx", *[f"Đoạn {n}" for n in range(60)])
    assert main(["diff", str(a), str(a)]) == 2
    assert "SS02" in (said := capsys.readouterr().err) and "50" in said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (lambda n: f"Đoạn số {n} cũ", lambda n: f"Đoạn số {n} mới"),
        (lambda n: "một" if n % 2 else "hai", lambda n: "hai" if n % 2 else "một"),
        (lambda n: f"a{n}", lambda n: f"b{n}"),
    ],
)
def test_long_documents_take_seconds(tmp_path, capsys, old, new):
    a = docx(tmp_path / "a.docx", *map(old, range(6000)))
    b = docx(tmp_path / "b.docx", *map(new, range(6000)))
    start = time.perf_counter()
    assert main(["diff", str(a), str(b)]) == 0
    assert time.perf_counter() - start < 60
    assert capsys.readouterr().out
