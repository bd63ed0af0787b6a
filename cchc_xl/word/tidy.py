"""A rendered part made as Word would have written it."""

import io

from docxtpl import DocxTemplate
from lxml import etree

from cchc_xl.word.blocks import inside
from cchc_xl.word.package import W
from cchc_xl.word.ruled import fit_rules

_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_FIRST_ID = 1001


def docxtpl() -> DocxTemplate:
    """Return a docxtpl for its tools alone: it opens no file until its own `render`."""
    return DocxTemplate(io.BytesIO())


_EMPTY_RUNS = ("<w:r><w:t></w:t></w:r>", '<w:r><w:t xml:space="preserve"></w:t></w:r>')


def without_empty_runs(xml: str) -> str:
    """Return the XML without the plainest of the runs that tags leave behind, before they cost a thing."""
    for run in _EMPTY_RUNS:
        xml = xml.replace(run, "")
    return xml


def tidied(tree: etree._Element) -> etree._Element:
    """Return the tree of a rendered part as Word would have written it: grids, ids, no leftovers of tags."""
    for table in tree.iter(W + "tbl"):
        _fit_grid(table)
    for number, picture in enumerate(tree.iter(_PICTURE), _FIRST_ID):
        picture.set("id", str(number))
    _drop_empty_runs(tree)
    _drop_empty_last_section(tree)
    fit_rules(tree)
    return tree


def _fit_grid(table: etree._Element) -> None:
    """Give the grid of a table the columns that its rows have, its whole width kept.

    A {%tc for %} makes more or fewer cells than the template has columns.
    """
    grid = table.find(W + "tblGrid")
    wide = {next(span.iterancestors(W + "tc"), None): span for span in table.iter(W + "gridSpan")}
    spans = [[_columns(wide.get(cell)) for cell in inside(row, W + "tc")] for row in inside(table, W + "tr")]
    if grid is None or not any(spans):
        return
    columns, most, widest = len(grid), max(map(len, spans)), max(map(sum, spans))
    wanted = min(max(columns, most), widest)
    widths = [_whole(column.get(W + "w", "")) for column in grid]
    if wanted == columns or not sum(widths):
        return
    sizes = [*widths, *[sum(widths) / columns] * (wanted - columns)][:wanted]
    for column in [*grid][wanted:]:
        grid.remove(column)
    for _ in range(wanted - columns):
        etree.SubElement(grid, W + "gridCol")
    for column, size in zip(grid, sizes, strict=True):
        column.set(W + "w", str(int(size * sum(widths) / (sum(sizes) or 1))))


def _columns(span: etree._Element | None) -> int:
    """Return how many columns a cell takes."""
    return 1 if span is None else max(1, _whole(span.get(W + "val", "")))


def _whole(text: str) -> int:
    """Return the number, 0 for what is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _drop_empty_runs(tree: etree._Element) -> None:
    """Remove the runs that {%r %} tags leave behind: they hold an empty text and nothing else."""
    for run in {text.getparent() for text in tree.iter(W + "t") if not text.text}:
        parent = run.getparent() if run is not None else None
        if run is None or parent is None or run.tag != W + "r":
            continue
        if all(child.tag == W + "rPr" or (child.tag == W + "t" and not child.text) for child in run):
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
