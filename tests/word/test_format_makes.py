"""The format check reads what a document looks like, however it was made."""

import copy

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from support import documents, libreoffice
from support.damages import (
    at,
    footnote,
    page,
    say,
    several,
    shape,
)
from support.needs import needs

from cchc_xl import resources
from cchc_xl.actions.check import check_file
from cchc_xl.actions.report import PERIODIC, SELF_SCORE, write_report
from cchc_xl.word.format import check_format
from cchc_xl.word.render import render


def codes(path):
    return {finding.code for finding in check_format(path)}


# --- documents that office programs wrote

SLANT = ("com.sun.star.awt.FontSlant", "ITALIC")
BY_LIBREOFFICE = {
    "nothing": ((), set()),
    "a narrow left margin": ([("", "LeftMargin", 2000)], {"TH04"}),
    "a size": ([("Số liệu trong báo cáo tính đến", "CharHeight", 12.0)], {"TH42"}),
    "a font": ([("Số liệu trong báo cáo tính đến", "CharFontName", "Arial")], {"TH05"}),
    "a colour": ([("Số liệu trong báo cáo tính đến", "CharColor", 0xC00000)], {"TH06"}),
    "an alignment": ([("Số liệu trong báo cáo tính đến", "ParaAdjust", 0)], {"TH44"}),
    "an indent": ([("Số liệu trong báo cáo tính đến", "ParaFirstLineIndent", 0)], {"TH45"}),
    "a thin issuer": ([("UBND TỈNH ĐỒNG THÁP", "CharWeight", 150.0)], {"TH17"}),
    "a slanting number": ([("Số: ", "CharPosture", SLANT)], {"TH23"}),
    "a large recipient": ([("- Lãnh đạo Sở;", "CharHeight", 13.0)], {"TH63"}),
    "a small heading": ([("2. Kiểm tra công tác CCHC", "CharHeight", 13.0)], {"TH50"}),
}


@needs("soffice")
@pytest.mark.parametrize("name", BY_LIBREOFFICE)
def test_a_document_saved_by_libreoffice_is_read_alike(clean, tmp_path, name):
    changes, told = BY_LIBREOFFICE[name]
    assert codes(libreoffice.restyled(clean["report"], tmp_path / "lo.docx", changes)) == told


# --- other makes of the same


def within_controls(document):
    """Put tables and paragraphs into content controls."""
    for element in list(document.element.body)[:-1]:
        control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
        element.addprevious(control)
        control[1].append(element)


def inserted(document):
    """Let all of a paragraph be a tracked insertion, with a tracked deletion behind it."""
    p = at(document, "1. Các đơn vị")._p
    for run in list(p.findall(qn("w:r"))):
        change = parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="A"/>')
        run.addprevious(change)
        change.append(run)
    red = "<w:rPr><w:color w:val='FF0000'/></w:rPr>"
    xml = f"<w:r>{red}<w:delText>bỏ</w:delText><w:t>bỏ</w:t></w:r>"
    p.append(parse_xml(f'<w:del {nsdecls("w")} w:id="2" w:author="A">{xml}</w:del>'))


def deleted_paragraph(document):
    """Add a paragraph that a tracked change takes away."""
    p = copy.deepcopy(at(document, "1. Các đơn vị")._p)
    at(document, "1. Các đơn vị")._p.addnext(p)
    properties = p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:rPr {nsdecls("w")}><w:del w:id="3" w:author="A"/></w:rPr>'))
    for run in list(p.findall(qn("w:r"))):
        change = parse_xml(f'<w:del {nsdecls("w")} w:id="4" w:author="A"/>')
        run.addprevious(change)
        change.append(run)


def hidden(document):
    """Add hidden text in another font."""
    run = at(document, "1. Các đơn vị").add_run(" ẩn")
    run.font.hidden, run.font.name = True, "Arial"


def boxed(document):
    """Put the signer into a text box, as old templates do."""
    cell = at(document, "KT. GIÁM")._p.getparent()
    lines = cell.findall(qn("w:p"))
    box = (
        f'<w:p {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict>'
        '<v:shape style="width:200pt;height:90pt"><v:textbox><w:txbxContent/></v:textbox></v:shape>'
        "</w:pict></w:r></w:p>"
    )
    host = parse_xml(box)
    cell.append(host)
    for line in lines:
        host.find(".//" + qn("w:txbxContent")).append(line)


def broken_lines(document):
    """Write both lines at the top right into one paragraph."""
    first, second = at(document, "CỘNG HÒA"), at(document, "Độc lập")
    first.add_run().add_break()
    for run in list(second._p.findall(qn("w:r"))):
        first._p.append(run)
    second._p.getparent().remove(second._p)


def typed_rule(document):
    """Draw the rule under the subject with underscores."""
    subject = at(document, "Ban hành Quy chế")
    for run in list(subject._p.findall(qn("w:r")))[1:]:
        subject._p.remove(run)
    rule = copy.deepcopy(subject._p)
    subject._p.addnext(rule)
    Paragraph(rule, subject._parent).runs[0].text = "_" * 16


def automatic_numbers(document):
    """Number a heading automatically, its indent in the list."""
    numbering = document.part.numbering_part.element
    xml = (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="Điều %1."/><w:pPr>'
        '<w:ind w:left="1080" w:hanging="360"/>'
        "</w:pPr></w:lvl></w:abstractNum>"
    )
    numbering.insert(0, parse_xml(xml))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    p = at(document, "Điều 1.")
    p.runs[0].text = "Phạm vi điều chỉnh"
    p.paragraph_format.first_line_indent = None
    number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'
    p._p.get_or_add_pPr().append(parse_xml(number))


def tabbed(document):
    """Set the letterhead and the signature with tabs instead of tables."""
    for table in document.element.body.findall(qn("w:tbl")):
        for pair in _pairs(table):
            host = pair[0]
            table.addprevious(host)
            if len(pair) == 2:
                tab = parse_xml(f"<w:r {nsdecls('w')}><w:tab/></w:r>")
                host.append(tab)
                for run in list(pair[1].findall(qn("w:r"))):
                    host.append(run)
        table.getparent().remove(table)


def _pairs(table):
    for row in table.findall(qn("w:tr")):
        left, right = (cell.findall(qn("w:p")) for cell in row.findall(qn("w:tc")))
        for index in range(max(len(left), len(right))):
            yield [column[index] for column in (left, right) if index < len(column)]


def regulation(document):
    """Attach a regulation to the decision, as many decisions have."""
    table = document.element.body.findall(qn("w:tbl"))[1]
    heading = copy.deepcopy(at(document, "QUYẾT ĐỊNH")._p)
    text = copy.deepcopy(at(document, "1. Quy chế này")._p)
    table.addnext(heading)
    heading.addnext(text)
    Paragraph(heading, document._body).runs[0].text = "QUY CHẾ"


RIGHT_ALL_THE_SAME = {
    "an attached regulation": ("decision", regulation),
    "content controls": ("letter", within_controls),
    "a tracked insertion": ("letter", inserted),
    "a tracked deletion": ("letter", deleted_paragraph),
    "hidden text": ("letter", hidden),
    "a text box": ("letter", boxed),
    "a line break": ("letter", broken_lines),
    "a rule of underscores": ("decision", typed_rule),
    "automatic numbers": ("decision", automatic_numbers),
    "a letterhead with tabs": ("letter", tabbed),
    "exactly 18 points": ("letter", shape("1. Các đơn vị", line_spacing=Pt(18))),
    "a lying annex turned": (
        "decision",
        page(1, top_margin=Mm(30), right_margin=Mm(20), bottom_margin=Mm(20), left_margin=Mm(20))),
    "a footnote of 10 points": ("letter", footnote(10)),
    "a number not yet given": ("letter", say("Số: 125", "Số:        /SNV-VP")),
    "a city": (
        "letter", say("Đồng Tháp, ngày", "Thành phố Hồ Chí Minh, ngày 15 tháng 11 năm 2021")),
    "a day not yet given": ("letter", say("Đồng Tháp, ngày", "Đồng Tháp, ngày      tháng 3 năm 2021")),
    "a school's doctor": (
        "letter",
        several(say("SỞ NỘI VỤ", "TRƯỜNG X"), say("Nguyễn Văn A", "TS. Nguyễn Văn A"))),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT_ALL_THE_SAME)
def test_what_is_right_may_be_made_otherwise(clean, tmp_path, name):
    kind, change = RIGHT_ALL_THE_SAME[name]
    document = documents.opened(clean[kind])
    change(document)
    assert check_format(documents.saved(document, tmp_path / "khac.docx")) == []


@pytest.mark.parametrize("draft", [True, False])
@pytest.mark.parametrize("template", [PERIODIC, SELF_SCORE])
def test_every_report_of_the_sample_keeps_the_format(samples, tmp_path, template, draft):
    out = tmp_path / "bao-cao.docx"
    write_report(check_file(samples["2021-minh-hoa"]), out, draft=draft, template=template)
    assert check_format(out) == []


def test_a_minute_keeps_the_format(tmp_path):
    row = dict.fromkeys(("ma", "diem_toi_da", "diem_tu_cham", "diem_tham_dinh"), "1")
    row |= dict.fromkeys(("ten", "y_kien_tham_dinh", "giai_trinh", "ket_luan"), "chữ")
    context = {
        "co_quan_chu_quan": "UBND TỈNH ĐỒNG THÁP", "co_quan": "SỞ NỘI VỤ", "ky_hieu": "BB-SNV",
        "dia_danh": "Đồng Tháp", "don_vi": "Sở Tư pháp", "ky_va_nam": "năm 2021",
        "co_quan_tham_dinh": ["Sở Nội vụ", "Sở Tài chính"], "gioi_thieu": "Các bên xem xét 01 tiêu chí:",
        "hang": [row],
    }  # fmt: skip
    render(resources.templates() / "bien-ban-giai-trinh.docx", context, tmp_path / "bb.docx")
    assert check_format(tmp_path / "bb.docx") == []
