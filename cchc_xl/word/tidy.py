"""A rendered part made as Word would have written it."""

import io

from docxtpl import DocxTemplate
from lxml import etree

from cchc_xl.word.package import W

ODD = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What docxtpl raises on a table without a grid of numbers."""


def docxtpl() -> DocxTemplate:
    """Return a docxtpl for its tools alone: it opens no file until its own `render`."""
    return DocxTemplate(io.BytesIO())


def tidied(xml: str) -> etree._Element:
    """Return the tree of a rendered part as Word would have written it: grids, ids, no leftovers of tags."""
    word = docxtpl()
    word.docx_ids_index = 1000  # docxtpl sets it only in its own render
    tree: etree._Element = word.fix_tables(xml)
    word.fix_docpr_ids(tree)
    _drop_empty_runs(tree)
    _drop_empty_last_section(tree)
    return tree


def _drop_empty_runs(tree: etree._Element) -> None:
    """Remove the runs that {%r %} tags leave behind: they hold an empty text and nothing else."""
    for run in list(tree.iter(W + "r")):
        content = {(child.tag, child.text or "") for child in run if child.tag != W + "rPr"}
        parent = run.getparent()
        if parent is not None and content == {(W + "t", "")}:
            parent.remove(run)


def _drop_empty_last_section(tree: etree._Element) -> None:
    """Remove a last section without any content, which Word would print as an empty page.

    The layout of the last section stands at the end of the body, where no tag can reach it.
    """
    body = tree.find(W + "body")
    if body is None or len(body) < 2:
        return
    before = body[-2].find(f"{W}pPr/{W}sectPr")
    if body[-1].tag == W + "sectPr" and before is not None:
        body.replace(body[-1], before)
