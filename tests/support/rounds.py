"""A small form of all that a round has, and workbooks of units that scored themselves by it."""

from pathlib import Path

import openpyxl

from cchc_xl.entries.from_json import make_picture
from cchc_xl.excel.build import build
from cchc_xl.excel.patch import patch
from cchc_xl.excel.read import read_workbook
from cchc_xl.form.load import load_form

FORM, WITHOUT = "dot-2021", "dot-khong-2021"
"""The form with the explanation step, and the same set without it."""

_CRITERIA = """\
code,label,max,kind,input,params,setting,phong,appraiser,evidence,source
1,TỔ CHỨC THỰC HIỆN,6,sum,,,,,,,minh họa
1.1,Ban hành kế hoạch,2,choice,,"Đúng hạn: 2; Chậm: 1; Không: 0",,,STP,Kế hoạch,minh họa
1.2,Công khai kế hoạch,1,yes_no,,,,,STP,,minh họa
1.3,Tỷ lệ hoàn thành,3,threshold,,>= 90: 3; >= 80: 2,,,SNV,Báo cáo,minh họa
2,KẾT QUẢ,4,sum,,,,,,,minh họa
2.1,Hài lòng của người dân,2,survey,,,,,,,minh họa
2.2,Đối thoại,2,yes_no,,,,,,Biên bản,minh họa
3,ĐIỂM THƯỞNG,1,bonus,,,,,,,minh họa
3.1,Sáng kiến,1,award,,"buoc=0,5",,,SNV,,minh họa
4,ĐIỂM TRỪ,2,penalty,,,,,,,minh họa
4.1,Hồ sơ trễ không xin lỗi,2,award,,"buoc=0,5",,,STP,,minh họa
"""
_SETTINGS = "key,label,on,source\ngiai_trinh,Có bước giải trình,{on},minh họa\n"
_TOML = """\
base = "so-2021"
key = "{key}"
version = "1.0"
title = "Thử đợt thẩm định"
set_maximum = 10
replaces = ["criteria", "settings"]
"""


def write_forms(folder: Path) -> None:
    """Write both forms into a folder of the user's own forms."""
    for key, on in ((FORM, "yes"), (WITHOUT, "")):
        (folder / key).mkdir(parents=True)
        (folder / key / "form.toml").write_text(_TOML.format(key=key), "utf-8")
        (folder / key / "criteria.csv").write_text(_CRITERIA, "utf-8")
        (folder / key / "settings.csv").write_text(_SETTINGS.format(on=on), "utf-8")


ALL = {
    "1.1": {"lua_chon": "dung_han", "tlkc": "Kế hoạch số 04"},
    "1.2": {"lua_chon": "co"},
    "1.3": {"so_nhap": 95},
    "2.2": {"lua_chon": "co"},
    "3.1": {"so_nhap": 1},
    "4.1": {"so_nhap": 1},
}
"""A unit with 2 + 1 + 3 + 2 + 0.5 - 0.5 = 8 points."""


def workbook(path: Path, unit: str, form: str = FORM, period: str = "2021", **changes: object) -> Path:
    """Write the workbook of a unit; changes are rows of the score sheet: `r1_1={"lua_chon": "cham"}`."""
    rows = {**ALL, **{key[1:].replace("_", "."): row for key, row in changes.items()}}
    build(make_picture(load_form(form, unit), period, {"criteria": rows}), path)
    return path


STP, SNV = "dt_stp", "dt_snv"
Typed = tuple[object, str, str]
"""What a body types in a row: points, note to the unit, inner note."""


def answered(path: Path, out: Path, rows: dict[tuple[str, str], Typed] = {}, **cells: object) -> Path:  # noqa: B006
    """Save a body's file: each row has its self-score but for `rows`; `cells` are typed by address."""
    book = openpyxl.load_workbook(path)
    sheet = book["Thẩm định"]
    columns = {str(cell.value): cell.column for cell in sheet[4]}
    typed = [columns[title] for title in ("Điểm thẩm định", "Ý kiến gửi đơn vị", "Ghi chú nội bộ")]
    for row in range(5, sheet.max_row + 1):
        key = sheet.cell(row, columns["Mã đơn vị"]).value, sheet.cell(row, columns["Mã"]).value
        own = sheet.cell(row, columns["Điểm tự chấm"]).value
        for column, value in zip(typed, rows.get(key, (own, None, None)), strict=True):
            sheet.cell(row, column).value = value or (0 if value == 0 else None)
    for address, value in cells.items():
        sheet[address] = value
    book.save(out)
    book.close()
    return out


def explained(path: Path, out: Path, texts: dict[str, str], column: str = "giai_trinh") -> Path:
    """Save a unit's workbook with these texts typed into rows of its score sheet."""
    cells: dict[str, dict[str, object]] = {}
    picture = read_workbook(path)
    for code, text in texts.items():
        place = picture.line("tieu_chi", code)[column].place
        cells.setdefault(place.sheet, {})[place.cell] = text
    patch(path, out, cells)  # type: ignore[arg-type]
    return out
