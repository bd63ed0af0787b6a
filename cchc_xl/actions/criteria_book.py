"""The workbook in which an officer types the criteria of a year: its sheets and what stands in them."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from cchc_xl.excel.table_book import Mark, TableSheet
from cchc_xl.form import layout
from cchc_xl.form.kinds import BONUS, KINDS, PENALTY, SUM
from cchc_xl.form.model import Column, Option
from cchc_xl.form.tables import TABLES

SHEETS = {
    "criteria": (
        "Tiêu chí",
        "Mỗi dòng một mục của phụ lục: lĩnh vực (1), tiêu chí (1.1), tiêu chí thành phần (1.1.1).",
        90,
    ),
    "bands": ("Xếp loại", "Từ tỷ lệ điểm nào thì xếp loại gì; xếp từ cao xuống thấp, dòng cuối từ 0.", 5),
    "settings": ("Thiết lập", "Những điều bật, tắt được; dòng tiêu chí ghi khóa thì chỉ tính khi bật.", 8),
}
"""The tables of a criteria set: the sheet's title, the line under it, spare rows."""

_T, _L, _N = "text", "long_text", "number"
_COLUMNS = {
    ("criteria", "code"): ("Mã", _T, 10, "Số cách nhau bằng dấu chấm, như 1.2.3; mục cha là 1.2."),
    ("criteria", "label"): ("Nội dung", _L, 48, "Ghi như trong phụ lục của quyết định."),
    ("criteria", "max"): ("Điểm tối đa", _N, 9, "Các mục con cộng lại phải bằng mục cha."),
    ("criteria", "kind"): ("Loại quy tắc", "choice", 18, "Xem trang Loại quy tắc."),
    ("criteria", "input"): (
        "Số liệu lấy từ",
        _T,
        34,
        "Chép mã từ trang Chỉ tiêu; để trống thì gõ số ở dòng.",
    ),
    ("criteria", "params"): ("Tham số", _T, 34, "Theo mẫu ở trang Loại quy tắc."),
    ("criteria", "setting"): (
        "Khi bật",
        _T,
        14,
        "Khóa ở trang Thiết lập; thêm ! phía trước: chỉ tính khi tắt.",
    ),
    ("criteria", "phong"): ("Phòng phụ trách", "choice", 11, "Ký hiệu phòng."),
    ("criteria", "appraiser"): ("Cơ quan thẩm định", "choice", 12, "Ký hiệu cơ quan."),
    ("criteria", "evidence"): ("Tài liệu kiểm chứng", _L, 28, "Ghi như trong phụ lục của quyết định."),
    ("criteria", "source"): ("Nguồn", _L, 22, "Mục, trang của quyết định."),
    ("bands", "from"): ("Từ (%)", _N, 10, "90 nghĩa là từ 90% trở lên."),
    ("bands", "label"): ("Xếp loại", _L, 24, "Tên bậc."),
    ("bands", "source"): ("Nguồn", _L, 40, "Mục, trang của quyết định."),
    ("settings", "key"): ("Khóa", _T, 18, "Chữ thường không dấu, nối bằng dấu _."),
    ("settings", "label"): ("Nội dung", _L, 50, "Điều mà người dùng bật hoặc tắt."),
    ("settings", "on"): ("Đang bật", "choice", 10, "Có hoặc Không."),
    ("settings", "source"): ("Nguồn", _L, 40, "Mục, trang của quyết định."),
}
_LISTS = {"kind": "loai_quy_tac", "phong": "phong", "appraiser": "tham_dinh", "on": "co_khong"}
LABELS = tuple(Option(key, kind.label) for key, kind in KINDS.items())
YES_NO = (Option("yes", "Có"), Option("", "Không"))
HEAD = {
    "key": ("Khóa của biểu mẫu mới", "Chữ thường không dấu, số và dấu -, như so-2026-tinh."),
    "base": ("Biểu mẫu gốc", "Mọi phần khác (sổ, phụ lục, báo cáo) lấy từ biểu mẫu này."),
    "title": ("Tên biểu mẫu", "In ở đầu workbook và khi liệt kê biểu mẫu."),
    "year": ("Năm áp dụng", "Một năm, như 2026."),
    "version": ("Phiên bản", "Tăng lên khi sửa bộ tiêu chí đã dùng, như 1.1."),
    "set_maximum": ("Tổng điểm của bộ", "Các lĩnh vực cộng lại phải bằng số này, thường là 100."),
    "criteria_note": ("Ghi chú về bộ tiêu chí", "Khi gõ từ phụ lục: thay bằng số, ngày của quyết định."),
}
"""What stands in form.toml: the label on the sheet, what to type."""


def table_sheet(table: str, rows: Sequence[Mapping[str, object]] = ()) -> TableSheet:
    """Give a sheet of the set; its columns are those of the table in the form."""
    title, intro, spare = SHEETS[table]
    columns: list[Column] = []
    for key in TABLES[table]:
        name, type_, width, help_ = _COLUMNS[table, key]
        columns.append(Column(key, name, type_, _LISTS.get(key, ""), width=width, help=help_))
    marks: tuple[Mark, ...] = ()
    if table == "criteria":
        columns.insert(3, _sum_column())
        marks = tuple(_marks(columns[:3]))
    return TableSheet(table, title, intro, tuple(columns), rows, spare, marks=marks)


def _sum_column() -> Column:
    """Let Excel add up what lies one level below the row's code; the other way of a switch is left out."""
    at = ',{{code_all}},{{code}}&".{}",{{setting_all}},"<>!*")'.format
    whole = f"SUMIFS({{max_all}}{at('*')}-SUMIFS({{max_all}}{at('*.*')}"
    formula = f'IF({{code}}="","",IF(ROUND({whole},6)=0,"",ROUND({whole},6)))'
    return Column("tong_con", "Tổng mục con", _N, fill="computed", formula=formula, width=9)


def _marks(columns: Sequence[Column]) -> list[Mark]:
    labels = ",".join(f'{{kind}}="{KINDS[key].label}"' for key in (SUM, BONUS, PENALTY))
    differs = f'AND({{kind}}="{KINDS[SUM].label}",ROUND(N({{tong_con}})-N({{max}}),6)<>0)'
    return [Mark("tong_con", differs), *(Mark(column.key, f"OR({labels})", "heading") for column in columns)]


def head_sheet(values: Mapping[str, object], criteria: TableSheet, areas: Decimal) -> TableSheet:
    """Give the sheet of what is no row; it shows what the areas of the set add up to."""
    code, kind, top = (layout.range_reference(criteria.sheet, key) for key in ("code", "kind", "max"))
    inside = "".join(f',{kind},"<>{KINDS[key].label}"' for key in (BONUS, PENALTY))
    label = HEAD["set_maximum"][0]
    whole = f'ROUND(SUMIFS({top}{inside})-SUMIFS({top},{code},"*.*"{inside}),6)'
    columns = (
        Column("muc", "Mục", _L, fill="fixed", width=28),
        Column("gia_tri", "Giá trị", _T, width=56),
        Column(
            "dang_co", "Đang có", _N, fill="computed", width=12, formula=f'IF({{muc}}="{label}",{whole},"")'
        ),
        Column("cach_ghi", "Cách ghi", _L, fill="computed", width=56),
    )
    rows = [
        {
            "muc": name,
            "gia_tri": values.get(key),
            "cach_ghi": help_,
            "dang_co": areas if name == label else "",
        }
        for key, (name, help_) in HEAD.items()
    ]
    marks = (Mark("dang_co", "AND(N({dang_co})>0,{dang_co}<>VALUE({gia_tri}))"),)
    intro = "Biểu mẫu mới gồm những gì gõ ở tệp này; mọi phần khác lấy từ biểu mẫu gốc."
    return TableSheet("head", "Bộ tiêu chí", intro, columns, rows, protected=True, marks=marks)


def with_braces(expression: str) -> str:
    """Write the figures of an expression as officers know them: ct_1_3_2 becomes {1.3.2}."""
    return re.sub(r"\bct_(\d+(?:_\d+)*)\b", lambda name: f"{{{name[1].replace('_', '.')}}}", expression)


def without_braces(text: str) -> str:
    """Turn {1.3.2} back into the name of the figure; {1.3.2_truoc} too."""
    names = r"\{\s*(\d+(?:\.\d+)*)(_\w+)?\s*\}"
    return re.sub(names, lambda code: f"ct_{code[1].replace('.', '_')}{code[2] or ''}", text)
