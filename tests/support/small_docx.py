"""Small templates of paragraphs, tables and further members, each given as text or as XML."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from support.templates import OFFICE, PACKAGE, WORD, docx, p, with_members

Block = str | Sequence[Sequence[str | Sequence[str]]]
"""A paragraph, or XML, or a table: rows of cells, a cell one paragraph or several."""


def small_docx(folder: Path, *blocks: Block, members: dict[str, str | bytes] = {}, **parts: str) -> Path:  # noqa: B006
    """Write mau.docx of these blocks; `members` are further files, each with the type of its name."""
    path = docx(folder, body="".join(map(block, blocks)), **parts)
    with zipfile.ZipFile(path) as package:
        types = package.read("[Content_Types].xml").decode()
    kinds = [(name, f"{Path(name).stem}+xml") for name in members if name.endswith(".xml")]
    more = "".join(f'<Override PartName="/{name}" ContentType="{WORD}{kind}"/>' for name, kind in kinds)
    typed = types.replace("</Types>", f"{more}</Types>")
    return with_members(path, {"[Content_Types].xml": typed, **members})


def block(content: Block) -> str:
    """Give the XML of a paragraph or a table."""
    if isinstance(content, str):
        return content if content.startswith("<w:") else p(content)
    rows = "".join(f"<w:tr>{''.join(map(_cell, row))}</w:tr>" for row in content)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>"


def run(text: str, *, bold: bool = False) -> str:
    """Give the XML of a run."""
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' * bold}<w:t>{escape(text)}</w:t></w:r>"


def link(kind: str, target: str, *, external: bool = True) -> str:
    """Give the relationships of a part that has one."""
    mode = ' TargetMode="External"' if external else ""
    only = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{escape(target)}"{mode}/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{only}</Relationships>'


def _cell(content: str | Sequence[str]) -> str:
    paragraphs = [content] if isinstance(content, str) else content
    return f"<w:tc><w:tcPr/>{''.join(map(block, paragraphs))}</w:tc>"
