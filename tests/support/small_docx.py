"""Small Word files for tests: paragraphs, tables and parts given as texts or as XML."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOTS = {"document": "document", "header": "hdr", "footer": "ftr"}

Block = str | Sequence[Sequence[str | Sequence[str]]]
"""A paragraph, or XML, or a table: rows of cells, a cell one paragraph or several."""


def small_docx(path: Path, *blocks: Block, members: dict[str, str | bytes] = {}, **parts: Block) -> Path:  # noqa: B006
    """Write a template of these blocks; parts: header="...", footnotes="..." of one block each.

    `members` are further files by name; one of word/ that ends in .xml is declared after the name it has.
    """
    content = {"document": "".join(map(block, blocks)), **{name: block(text) for name, text in parts.items()}}
    written = {f"word/{name}.xml": _part(name, xml) for name, xml in content.items()}
    kinds = {f"word/{name}.xml": f"{name}{'.main' * (name == 'document')}+xml" for name in content}
    kinds |= {name: f"{Path(name).stem}+xml" for name in members if name.endswith(".xml")}
    kinds |= {name: "vbaProject" for name in members if name.endswith(".bin")}
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{WORD}{kind}"/>' for name, kind in kinds.items()
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types">{types}</Types>')
        for name, text in {**written, **members}.items():
            package.writestr(name, text)
    return path


def block(content: Block) -> str:
    """Give the XML of a paragraph or a table."""
    if isinstance(content, str):
        return content if content.startswith("<w:") else f"<w:p>{run(content)}</w:p>"
    rows = "".join(f"<w:tr>{''.join(map(_cell, row))}</w:tr>" for row in content)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>"


def run(text: str, bold: str = "") -> str:
    """Give the XML of a run."""
    return f'<w:r>{bold and "<w:rPr><w:b/></w:rPr>"}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def link(kind: str, target: str, *, external: bool = True) -> str:
    """Give the relationships of a part that has one."""
    mode = ' TargetMode="External"' if external else ""
    only = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{escape(target)}"{mode}/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{only}</Relationships>'


def _cell(content: str | Sequence[str]) -> str:
    paragraphs = [content] if isinstance(content, str) else content
    return f"<w:tc><w:tcPr/>{''.join(map(block, paragraphs))}</w:tc>"


def _part(name: str, content: str) -> str:
    root = ROOTS.get(name, name)
    inner = f"<w:body>{content}</w:body>" if name == "document" else content
    spaces = f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    return f"<w:{root} {spaces}>{inner}</w:{root}>"
