import zipfile

import pytest
from lxml import etree

from cchc_xl.word.package import W, zipped
from cchc_xl.word.tidy import tidied, without_empty_runs


def table(columns, *rows, inside=""):
    """A table whose grid has columns of these widths; a row is how many columns each cell takes."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    span = '<w:tcPr><w:gridSpan w:val="{}"/></w:tcPr>'
    cells = [
        "".join(f"<w:tc>{span.format(n) if n != 1 else ''}{inside}<w:p/></w:tc>" for n in row) for row in rows
    ]
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def grids(xml):
    """The widths of the columns of each table, tidied."""
    tree = tidied(etree.fromstring(f'<w:body xmlns:w="{W[1:-1]}">{xml}</w:body>'))
    return [[int(column.get(W + "w")) for column in grid] for grid in tree.iter(W + "tblGrid")]


@pytest.mark.parametrize(
    ("columns", "rows", "expected"),
    [
        ([100, 200], [[1, 1], [2]], [100, 200]),
        ([100, 200], [[1, 1, 1], [1, 1]], [66, 133, 100]),
        ([100, 200, 300], [[1, 1]], [200, 400]),
        ([100, 200, 300], [[2, 1], [1, 1]], [100, 200, 300]),
        ([100, 200], [[999_999_999, 1]], [100, 200]),
        ([0, 0], [[1, 1, 1]], [0, 0]),
        ([100], [[]], [100]),
    ],
)
def test_a_grid_gets_the_columns_of_its_rows_and_keeps_its_width(columns, rows, expected):
    assert grids(table(columns, *rows)) == [expected]


def test_a_table_in_a_cell_and_its_table_are_fitted_apart():
    inner = table([10, 10, 10], [1, 1, 1, 1, 1])
    assert grids(table([100], [1], inside=inner)) == [[100], [6, 6, 6, 6, 6]]


def test_rows_and_cells_in_content_controls_count():
    def controlled(xml):
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{xml}</w:sdtContent></w:sdt>"

    cell = "<w:tc><w:p/></w:tc>"
    row = f"<w:tr>{cell}{controlled(cell)}{cell}</w:tr>"
    assert grids(table([30, 30, 30]).replace("</w:tbl>", controlled(row) + "</w:tbl>")) == [[30, 30, 30]]


def test_a_table_without_a_grid_stays_as_it_is():
    assert grids("<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>") == []


def test_runs_that_hold_nothing_go_and_others_stay():
    kept = '<w:r><w:t xml:space="preserve"> </w:t></w:r><w:r><w:br/></w:r><w:r/>'
    empty = '<w:r><w:t></w:t></w:r><w:r><w:t xml:space="preserve"></w:t></w:r>'
    styled = "<w:r><w:rPr><w:b/></w:rPr><w:t/></w:r>"
    assert without_empty_runs(empty + kept + empty) == kept
    tree = tidied(etree.fromstring(f'<w:p xmlns:w="{W[1:-1]}">{empty}{styled}{kept}</w:p>'))
    assert len(tree.findall(W + "r")) == 3


def test_a_package_is_a_zip_as_others_write_it(tmp_path):
    members = {"[Content_Types].xml": b"<a/>" * 900, "word/ảnh.bin": bytes(range(256)), "trống": b""}
    data = zipped(members)
    (tmp_path / "a.zip").write_bytes(data)
    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        assert package.testzip() is None
        assert {name: package.read(name) for name in package.namelist()} == members
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert zipped(members) == data and len(data) < 1200
