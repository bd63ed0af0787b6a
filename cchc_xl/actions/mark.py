"""Write the findings of a check into a copy of the workbook: its marks and its verdict follow."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from cchc_xl.actions.check import Checked
from cchc_xl.entries.results import with_findings
from cchc_xl.excel.patch import patch
from cchc_xl.excel.sheet_edit import Value
from cchc_xl.form.model import FINDINGS


def write_findings(checked: Checked, path: Path, out: Path) -> None:
    """Patch the findings sheet of the workbook at `path` into `out`; no other sheet is touched.

    Raises CchcError TEP12 or TEP13 where the file cannot be changed without Excel.
    """
    picture = checked.picture
    rows = with_findings(picture, checked.findings).rows[FINDINGS]
    title = next((row.sheet for row in picture.rows[FINDINGS]), picture.form.sheets[FINDINGS].title)
    cells: dict[str, Value] = {}
    for old in picture.rows[FINDINGS]:
        cells |= {f"{letter}{old.number}": None for letter in old.letters.values()}
    labels = picture.form.options("muc_do")
    for row in rows:
        for column, entry in row.entries.items():
            value = labels[entry.text] if column == "muc_do" else entry.value
            assert isinstance(value, str | Decimal | date)
            cells[f"{row.letters[column]}{row.number}"] = value
    patch(path, out, {title: cells})
