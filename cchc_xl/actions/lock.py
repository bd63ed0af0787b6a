"""Lock the self-score: its points are written beside themselves, with who and when, into a copy."""

from datetime import date
from pathlib import Path

from cchc_xl.actions.check import Checked
from cchc_xl.entries.checks.scores import STATE, UNLOCKED, WHEN, WHO
from cchc_xl.errors import CchcError
from cchc_xl.excel.patch import patch
from cchc_xl.excel.sheet_edit import Value
from cchc_xl.form.criteria import leaves
from cchc_xl.form.model import CRITERIA, FIELDS


def lock(checked: Checked, path: Path, out: Path, who: str, day: date) -> None:
    """Write a locked copy of the workbook at `path` to `out`.

    Raises CchcError KHOA01 when it is locked already, KHOA03 without a name,
    TEP12-TEP14 where the file cannot be changed here.
    """
    if not who.strip():
        raise CchcError("KHOA03", "chưa nêu người khóa", "Ghi họ tên sau --lock")
    picture, form = checked.picture, checked.picture.form
    if picture.field(STATE).text not in UNLOCKED:
        message = f"«{path.name}» đã khóa điểm tự chấm ({picture.field(WHO).text or 'chưa ghi người khóa'})"
        raise CchcError("KHOA01", message, "Dùng tệp đã khóa; cần đổi thì đề nghị cơ quan thẩm định mở khóa")
    cells: dict[str, dict[str, Value]] = {}
    for criterion in leaves(form.criteria):
        points = checked.evaluation.number(criterion.name)
        place = picture.line(CRITERIA, criterion.code)["diem_khoa"].place
        cells.setdefault(place.sheet, {})[place.cell] = points
    for field, value in ((STATE, form.options(STATE)["da_khoa"]), (WHO, who), (WHEN, day)):
        place = picture.line(FIELDS, field)["gia_tri"].place
        cells.setdefault(place.sheet, {})[place.cell] = value
    patch(path, out, cells)
