"""Write the findings of a check into a copy of the workbook: its marks and its verdict follow."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from cchc_xl.actions.check import Checked
from cchc_xl.entries.results import with_findings
from cchc_xl.errors import CchcError
from cchc_xl.excel.patch import patch
from cchc_xl.excel.sheet_edit import Value
from cchc_xl.excel.source import Source
from cchc_xl.excel.structure import find_columns, sheet_title
from cchc_xl.form import layout
from cchc_xl.form.model import FINDINGS


def write_findings(checked: Checked, path: Path, out: Path) -> None:
    """Patch the findings sheet of the workbook at `path`, wherever it stands, into `out`.

    Raises CchcError TEP08 without a findings sheet, TEP12-TEP14 where the file cannot be changed here.
    """
    source, picture = Source(path), checked.picture
    if not source.has_formulas:
        raise CchcError(
            "TEP14", f"«{path.name}» không phải tệp .xlsx nên không ghi thêm được", "Lưu lại dạng .xlsx"
        )
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
    for number, row in enumerate(with_findings(picture, checked.findings).rows[FINDINGS], found.header + 1):
        for column, entry in row.entries.items():
            value = labels[entry.text] if column == "muc_do" else entry.value
            assert isinstance(value, str | Decimal | date)
            if column in letters:
                cells[f"{letters[column]}{number}"] = value
    patch(path, out, {title: cells})
