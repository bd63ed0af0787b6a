"""Write the findings of a check into the findings sheet: marks and verdict of the workbook follow."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cchc_xl.actions.check import Checked
from cchc_xl.entries.picture import Picture, Row
from cchc_xl.entries.results import with_findings
from cchc_xl.errors import CchcError
from cchc_xl.excel.live_workbook import LiveWorkbook
from cchc_xl.excel.source import Readable, Source
from cchc_xl.excel.structure import find_columns, sheet_title
from cchc_xl.findings import Place
from cchc_xl.form import layout
from cchc_xl.form.model import FINDINGS

if TYPE_CHECKING:
    from cchc_xl.excel.sheet_edit import Value


def write_findings(checked: Checked, path: Path, out: Path) -> None:
    """Patch the findings sheet of the workbook at `path`, wherever it stands, into `out`.

    Raises CchcError TEP08 without a findings sheet, TEP12-TEP14 where the file cannot be changed here.
    """
    from cchc_xl.excel.patch import patch  # openpyxl is slow to import, and a click needs none of it

    source = Source(path)
    if not source.has_formulas:
        raise CchcError(
            "TEP14", f"«{path.name}» không phải tệp .xlsx nên không ghi thêm được", "Lưu lại dạng .xlsx"
        )
    sheet = findings_sheet(source, checked.picture, told_rows(checked))
    patch(path, out, {sheet.title: sheet.cells}, links={sheet.title: sheet.links})


def mark_open(book: LiveWorkbook, picture: Picture, rows: Iterable[Row]) -> Place:
    """Make the findings sheet of the open workbook hold these rows, with links; give its place."""
    sheet = findings_sheet(book.source(), picture, rows)
    book.write({sheet.title: sheet.cells})
    book.link(sheet.title, sheet.links)
    return Place(sheet.title, "A1")


def told_rows(checked: Checked) -> tuple[Row, ...]:
    """Give the rows of the findings sheet that tell this check."""
    return with_findings(checked.picture, checked.findings).rows[FINDINGS]


def accepted_rows(picture: Picture) -> list[Row]:
    """Give the rows of the findings sheet that somebody accepted; they mark no cell."""
    return [row for row in picture.rows[FINDINGS] if row["giu_nguyen"].text]


class FindingsSheet(NamedTuple):
    """What is to stand in the findings sheet: values by address, and where cells lead."""

    title: str
    cells: "dict[str, Value]"
    links: dict[str, Place | None]


def findings_sheet(source: Readable, picture: Picture, rows: Iterable[Row]) -> FindingsSheet:
    """Say what to write so that these rows, and no others, stand in the findings sheet.

    Raises CchcError TEP08 without a findings sheet.
    """
    sheet = picture.form.sheets[FINDINGS]
    title = sheet_title(source, picture.form, sheet, [])
    if not title:
        raise CchcError("TEP08", f"workbook thiếu trang «{sheet.title}»", "Lấy lại trang này từ workbook gốc")
    found = find_columns(source, picture.form, sheet, title, source.grid(title), old=False)
    letters = {key: layout.letters(index) for key, index in found.columns.items()}
    cells: dict[str, Value] = {}
    for old in picture.rows[FINDINGS]:
        cells |= {f"{letter}{old.number}": None for letter in old.letters.values()}
    labels = picture.form.options("muc_do")
    links: dict[str, Place | None] = {}
    for old in picture.rows[FINDINGS]:
        links[f"{letters['o']}{old.number}"] = None
    for number, row in enumerate(rows, found.header + 1):
        if row["o"].text:
            links[f"{letters['o']}{number}"] = Place(row["trang"].text, row["o"].text)
        for column, entry in row.entries.items():
            meant = labels.get(entry.text) if column == "muc_do" else entry.value
            value = entry.raw if meant is None else meant
            assert isinstance(value, str | int | float | Decimal | date)
            if column in letters:
                cells[f"{letters[column]}{number}"] = value
    return FindingsSheet(title, cells, links)
