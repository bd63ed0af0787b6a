"""Small templates made in a test, and what a document says."""

import zipfile
from xml.sax.saxutils import escape

import pytest
from lxml import etree

from cchc_xl.word.render import TemplateError, render

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION = "application/vnd.openxmlformats-package.relationships+xml"


def docx(tmp_path, *paragraphs, body="", **parts):
    """A template with one paragraph a text; parts: header="...", footnotes="..." of one paragraph each."""
    parts = {"document": "", **parts}
    names = {name: WORD + ("document.main+xml" if name == "document" else f"{name}+xml") for name in parts}
    types = f'<Default Extension="rels" ContentType="{RELATION}"/>' + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/>' for name, kind in names.items()
    )
    path = tmp_path / "mau.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>')
        package.writestr("_rels/.rels", relations(("rId1", "officeDocument", "word/document.xml")))
        for name, text in parts.items():
            content = body or "".join(map(p, paragraphs)) if name == "document" else p(text)
            package.writestr(f"word/{name}.xml", xml(name, content))
    return path


def relations(*found, mode=""):
    """The relationships (id, type, target) of a part."""
    inner = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{escape(target)}"{mode}/>'
        for key, kind, target in found
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def with_members(path, members):
    """Put these members into a package, in place of those of the same name."""
    with zipfile.ZipFile(path) as package:
        kept = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in (kept | members).items():
            package.writestr(name, content)
    return path


def p(text):
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def xml(part, content):
    root = {"document": "document", "header": "hdr", "footer": "ftr"}.get(part, part)
    inner = f"<w:body>{content}</w:body>" if part == "document" else content
    return f'<w:{root} xmlns:w="{W[1:-1]}">{inner}</w:{root}>'


def rendered(tmp_path, template, **context):
    """The texts of the paragraphs that the template makes of the context."""
    out = tmp_path / "ra.docx"
    render(template, context, out)
    return texts(out)


def fault(tmp_path, template, **context):
    """The error about the template."""
    with pytest.raises(TemplateError) as caught:
        render(template, context, tmp_path / "ra.docx")
    assert not (tmp_path / "ra.docx").exists()
    return caught.value


def part(path, name="word/document.xml"):
    with zipfile.ZipFile(path) as package:
        return etree.fromstring(package.read(name))


def text(element):
    return "".join(node.text or "" for node in element.iter(W + "t"))


def texts(path, name="word/document.xml"):
    return [text(paragraph) for paragraph in part(path, name).iter(W + "p")]


def styled(path):
    return [(style_of(paragraph), text(paragraph)) for paragraph in part(path).iter(W + "p")]


def style_of(paragraph):
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "Normal" if style is None else style.get(W + "val")


def tables(path):
    return [
        [[text(cell) for cell in row.iter(W + "tc")] for row in table.iter(W + "tr")]
        for table in part(path).iter(W + "tbl")
    ]
