"""Damages a Word document, one thing at a time: each function here gives a function of the document."""

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from support import documents


def at(document, start, nth=0):
    """The paragraph that begins so, wherever it stands."""
    found = [p for p in document.element.body.iter(qn("w:p")) if _text(p).startswith(start)]
    return Paragraph(found[nth], document._body)


def _text(element):
    return "".join(node.text or "" for node in element.iter(qn("w:t")))


def runs_of(paragraph):
    """The runs of a paragraph, those in content controls too."""
    return [Run(run, paragraph) for run in paragraph._p.iter(qn("w:r"))]


def look(start, nth=0, **font):
    """Damage: change the look of all runs of a paragraph."""

    def damage(document):
        for run in runs_of(at(document, start, nth)):
            for name, value in font.items():
                setattr(run.font, name, value)

    return damage


def shape(start, nth=0, **format_):
    """Damage: change the shape of a paragraph."""

    def damage(document):
        for name, value in format_.items():
            setattr(at(document, start, nth).paragraph_format, name, value)

    return damage


def say(start, text, nth=0):
    """Damage: write another text with the same look."""

    def damage(document):
        first, *others = runs_of(at(document, start, nth))
        first.text = text
        for run in (one for one in others if one.text):
            run._r.getparent().remove(run._r)

    return damage


def drop(start, nth=0):
    """Damage: take a paragraph away; of a cell that has no other, its text."""

    def damage(document):
        p = at(document, start, nth)
        if p._p.getparent().tag == qn("w:tc") and len(p._p.getparent().findall(qn("w:p"))) == 1:
            for run in runs_of(p):
                run._r.getparent().remove(run._r)
        else:
            p._p.getparent().remove(p._p)

    return damage


def page(index=0, **sides):
    """Damage: change a section."""

    def damage(document):
        for name, value in sides.items():
            setattr(document.sections[index], name, value)

    return damage


def no_rule(style):
    """Damage: take away the line under a component of the report."""

    def damage(document):
        for p in document.element.body.iter(qn("w:p")):
            found = p.find(qn("w:pPr") + "/" + qn("w:pStyle"))
            if found is not None and found.get(qn("w:val")).startswith(style):
                p.getparent().remove(p)

    return damage


def without_drawn(start):
    """Damage: take the line drawn at a paragraph away."""

    def damage(document):
        p = at(document, start)._p
        for run in p.findall(qn("w:r")):
            if run.find(qn("w:drawing")) is not None:
                p.remove(run)

    return damage


def long_rule(start, points):
    """Damage: stretch the drawn line of a document made by hand."""

    def damage(document):
        without_drawn(start)(document)
        documents.drawn(at(document, start), points)

    return damage


def no_page_numbers(document):
    for one in document.sections:
        for edge in (one.header, one.first_page_header):
            for field in list(edge._element.iter(qn("w:fldSimple"), qn("w:instrText"))):
                field.getparent().remove(field)


def number_in_footer(document):
    no_page_numbers(document)
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = ALIGN.CENTER
    documents.field(footer, "PAGE")


def of_number(alignment=None, **font):
    """Damage: change the page number."""

    def damage(document):
        p = document.sections[0].header.paragraphs[0]
        p.alignment = alignment
        for element in p._p.iter(qn("w:r")):
            for name, value in font.items():
                setattr(Run(element, p).font, name, value)

    return damage


def roman_pages(document):
    pages = document.element.body.find(".//" + qn("w:sectPr"))
    kind = OxmlElement("w:pgNumType")
    kind.set(qn("w:fmt"), "lowerRoman")
    pages.find(qn("w:pgMar")).addnext(kind)


def first_number(start):
    """Damage: count the pages from another number."""

    def damage(document):
        pages = OxmlElement("w:pgNumType")
        pages.set(qn("w:start"), str(start))
        document.sections[0]._sectPr.find(qn("w:pgMar")).addnext(pages)

    return damage


def style_of(style_id, /, **changes):
    """Damage: change a style, as one does who formats through styles."""

    def damage(document):
        style = next(one for one in document.styles if one.style_id == style_id)
        for attribute, value in changes.items():
            setattr(style.font, attribute, value)

    return damage


def theme_font(document):
    """Damage: a font that only the theme names."""
    for run in runs_of(at(document, "1. Các đơn vị")):
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        for slot in ("ascii", "hAnsi"):
            fonts.set(qn(f"w:{slot}Theme"), "minorHAnsi")


def toggled(document):
    """Damage: a bold character style on a bold paragraph style is not bold."""
    style = document.styles.add_style("Dam", WD_STYLE_TYPE.PARAGRAPH)
    style.font.bold, style.font.size, style.base_style = True, Pt(14), document.styles["Normal"]
    strong = document.styles.add_style("Nhan", WD_STYLE_TYPE.CHARACTER)
    strong.font.bold = True
    p = at(document, "Điều 1.")
    p.style = style
    for run in runs_of(p):
        run.bold = None
        run.style = strong


def continued_pages(document):
    """Damage: the annex is counted on."""
    for pages in list(document.element.body.iter(qn("w:pgNumType"))):
        pages.getparent().remove(pages)


def same_section(document):
    """Damage: all stands in the section of the text."""
    body = document.element.body
    found = [p.find(qn("w:pPr") + "/" + qn("w:sectPr")) for p in body.findall(qn("w:p"))]
    first, *others = [one for one in found if one is not None]
    for one in (first, *others):
        one.getparent().remove(one)
    body.replace(body[-1], first)


def footnote(size):
    """Damage: a footnote of this size; 10 to 12 points is right."""

    def damage(document):
        xml = (
            f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
            f'<w:footnote w:id="1"><w:p><w:r><w:rPr><w:sz w:val="{size * 2}"/></w:rPr>'
            "<w:t>Kế hoạch số 15/KH-SNV ngày 05/01/2021.</w:t></w:r></w:p></w:footnote></w:footnotes>"
        )
        part = Part(
            PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, xml.encode(), document.part.package
        )
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    return damage


def several(*damages):
    def damage(document):
        for one in damages:
            one(document)

    return damage


def sides_swapped(document):
    """Damage: what belongs to the right of the letterhead stands at the left."""
    for row in at(document, "CỘNG HÒA")._p.getparent().getparent().getparent().findall(qn("w:tr")):
        first, second = row.findall(qn("w:tc"))
        second.addnext(first)


def red(document):
    for run in runs_of(at(document, "Số liệu")):
        run.font.color.rgb = RGBColor(255, 0, 0)


def no_recipients(document):
    """Damage: the cell of the recipients is empty."""
    cell = at(document, "Nơi nhận")._p.getparent()
    for below in (*cell.findall(qn("w:p"))[1:], *cell.findall(qn("w:sdt"))):
        cell.remove(below)
    for run in cell.find(qn("w:p")).findall(qn("w:r")):
        run.getparent().remove(run)


LANDSCAPE = {"page_width": Mm(297), "page_height": Mm(210)}
