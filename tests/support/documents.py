"""Makes State documents as people make them by hand: direct formatting, drawn lines, no styles of ours."""

import io
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt

CENTER, LEFT, BOTH = ALIGN.CENTER, ALIGN.LEFT, ALIGN.JUSTIFY
NAMESPACES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def blank():
    """A4, margins of the decree, page numbers but on the first page, Times New Roman 14."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    fonts = style.element.rPr.rFonts
    fonts.set(qn("w:hAnsi"), "Times New Roman")
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTER
    field(number, "PAGE")
    return document


def field(paragraph, code):
    """Put a field into a paragraph."""
    simple = OxmlElement("w:fldSimple")
    simple.set(qn("w:instr"), f" {code} ")
    simple.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>2</w:t></w:r>"))
    paragraph._p.append(simple)


def line(place, text, size=14, look="", align=CENTER, before=0, after=0, indent=0):
    """Add a paragraph; `look` holds b and i."""
    paragraph = place.add_paragraph()
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), "b" in look or None, "i" in look or None
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.first_line_indent = Cm(indent) if indent else None
    return paragraph


def prose(document, text, look=""):
    """Add a paragraph of content."""
    return line(document, text, look=look, align=BOTH, after=6, indent=1.27)


def drawn(paragraph, points):
    """Hang a straight line on a paragraph, as Insert, Shapes does."""
    emu = int(points * 12700)
    xml = f"""<w:r {nsdecls("w")} {NAMESPACES}><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0"
 simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">
<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:align>center</wp:align></wp:positionH>
<wp:positionV relativeFrom="paragraph"><wp:posOffset>210000</wp:posOffset></wp:positionV>
<wp:extent cx="{emu}" cy="0"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>
<wp:docPr id="{emu % 9999}" name="line"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData
 uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvCnPr/><wps:spPr>
<a:xfrm><a:off x="0" y="0"/><a:ext cx="{emu}" cy="0"/></a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom>
<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp>
</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"""
    paragraph._p.append(parse_xml(xml))


def letterhead(document, symbol, about=""):
    """Add the table at the top, its rules drawn as lines."""
    table = document.add_table(2, 2)
    table.autofit = False
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Cm(6), Cm(10)
    left, right = table.rows[0].cells
    line(left, "UBND TỈNH ĐỒNG THÁP", 13)
    drawn(line(left, "SỞ NỘI VỤ", 13, "b"), 32)
    line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, "b")
    drawn(line(right, "Độc lập - Tự do - Hạnh phúc", 14, "b"), 170)
    left, right = table.rows[1].cells
    line(left, f"Số: {symbol}", 13)
    if about:
        line(left, about, 12, before=6)
    line(right, "Đồng Tháp, ngày 05 tháng 3 năm 2021", 14, "i")
    _without_empty_firsts(table)


def signatures(document, roles, name, recipients):
    """Add the table at the end."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    table = document.add_table(1, 2)
    left, right = table.rows[0].cells
    line(left, "Nơi nhận:", 12, "bi", LEFT)
    for one in recipients:
        line(left, one, 11, "", LEFT)
    for role in roles:
        line(right, role, 14, "b")
    line(right, name, 14, "b", before=60)
    _without_empty_firsts(table)


def _without_empty_firsts(table):
    for row in table.rows:
        for cell in row.cells:
            cell._tc.remove(cell.paragraphs[0]._p)


def letter():
    """An official letter: V/v, several addressees, signed for the head, a footnote-free body, no annex."""
    document = blank()
    letterhead(document, "125/SNV-VP", "V/v báo cáo kết quả cải cách hành chính")
    line(document, "Kính gửi:", before=6)
    for one in ("- Các sở, ban, ngành tỉnh;", "- Ủy ban nhân dân cấp huyện."):
        line(document, one, align=LEFT)
    prose(
        document,
        "Thực hiện Kế hoạch số 285/KH-UBND ngày 22/12/2020 của Ủy ban nhân dân tỉnh"
        " về cải cách hành chính, Sở Nội vụ đề nghị:",
    )
    prose(document, "1. Các đơn vị báo cáo kết quả trước ngày 15/3/2021.")
    prose(document, "2. Sở Nội vụ tổng hợp, báo cáo Ủy ban nhân dân tỉnh./.")
    recipients = ("- Như trên;", "- Lưu: VT, VP.")
    signatures(document, ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Nguyễn Văn A", recipients)
    return document


def decision():
    """A decision: legal bases, a chapter with an article, clauses and points, two annexes with own pages."""
    document = blank()
    letterhead(document, "07/QĐ-SNV")
    line(document, "QUYẾT ĐỊNH", 14, "b", before=12)
    drawn(line(document, "Ban hành Quy chế làm việc của Sở Nội vụ", 14, "b"), 110)
    for text in (
        "Căn cứ Luật Tổ chức chính quyền địa phương;",
        "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư;",
        "Theo đề nghị của Chánh Văn phòng Sở.",
    ):
        prose(document, text, "i")
    line(document, "QUYẾT ĐỊNH:", 14, "b", before=6, after=6)
    line(document, "Chương I", 14, "b", after=6)
    line(document, "QUY ĐỊNH CHUNG", 14, "b", after=6)
    prose(document, "Điều 1. Phạm vi điều chỉnh", "b")
    prose(document, "1. Quy chế này quy định chế độ làm việc tại Phụ lục I, Phụ lục II.")
    prose(document, "a) Trách nhiệm của Giám đốc;")
    prose(document, "b) Trách nhiệm của các phòng.")
    signatures(document, ("GIÁM ĐỐC",), "Trần Thị B", ("- Như Điều 1;", "- Lưu: VT, VP."))
    for number, title in (("I", "DANH SÁCH PHÒNG"), ("II", "LỊCH TRỰC")):
        annex(document, f"Phụ lục {number}", title)
    return document


def annex(document, word, title):
    """Add an annex on lying pages of its own, counted from 1."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    if section.orientation != WD_ORIENT.LANDSCAPE:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    pages = OxmlElement("w:pgNumType")
    pages.set(qn("w:start"), "1")
    for old in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(old)
    section._sectPr.find(qn("w:pgMar")).addnext(pages)
    line(document, word, 14, "b")
    line(document, title, 14, "b")
    line(document, "(Kèm theo Quyết định số 07/QĐ-SNV ngày 05 tháng 3 năm 2021 của Sở Nội vụ)", 14, "i")
    table = document.add_table(2, 3)
    for cell, text in zip(table.rows[0].cells, ("TT", "Nội dung", "Ghi chú"), strict=True):
        cell.paragraphs[0].add_run(text)


def saved(document, path: Path) -> Path:
    """Write a document; return its path."""
    document.save(path)
    return path


def opened(path: Path):
    """Open one again, apart from its file."""
    return Document(io.BytesIO(path.read_bytes()))
