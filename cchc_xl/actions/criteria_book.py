"""The workbook in which an officer types the criteria of a year: its sheets, and how a form fills them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from cchc_xl.excel.table_book import Mark, TableSheet
from cchc_xl.form import layout
from cchc_xl.form.model import Column, Option
from cchc_xl.form.rules import BONUS, KINDS, PENALTY, SUM
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
    ("criteria", "input"): ("Số liệu lấy từ", _T, 34, "Chép mã từ trang Chỉ tiêu; để trống thì gõ số ở dòng."),
    ("criteria", "params"): ("Tham số", _T, 34, "Theo mẫu ở trang Loại quy tắc."),
    ("criteria", "setting"): ("Khi bật", _T, 14, "Khóa ở trang Thiết lập; thêm ! phía trước: chỉ tính khi tắt."),
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
LABELS = [Option(key, kind.label) for key, kind in KINDS.items()]
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

_GUIDE = (
    "Tệp này để gõ bộ tiêu chí của một năm từ phụ lục của quyết định; không cần biết lập trình.",
    "1. Trang Bộ tiêu chí: đặt khóa cho biểu mẫu mới, năm áp dụng, thay ghi chú bằng số quyết định.",
    "2. Trang Tiêu chí: mỗi dòng một mục. Mã có dấu chấm cho biết mục cha: 1.2.3 nằm trong 1.2, 1.2 trong 1.",
    "3. Mục có mục con chọn loại «Tổng các mục con»; cột Tổng mục con đỏ lên khi chưa bằng điểm tối đa.",
    "4. Mục không có mục con chọn cách chấm ở cột Loại quy tắc; tham số viết theo mẫu ở trang Loại quy tắc.",
    "5. Số liệu lấy từ: chép mã từ trang Chỉ tiêu, như 100 * {1.3.2} / {1.3.1}; số đã có trong sổ không gõ lại.",
    "6. Điểm thưởng và điểm trừ là dòng cuối, mã một số (như 9); các dòng thưởng, trừ nằm dưới nó (9.1, 9.2).",
    "7. Ô Mã và Tham số là kiểu chữ (Text): gõ 1.10 vẫn là 1.10. Khi dán, chọn «dán giá trị» để giữ kiểu này.",
    "8. Thêm dòng ở đâu cũng được, kể cả chèn giữa; không đổi tên trang và tên cột.",
    "9. Lưu tệp rồi chạy: cchc form import-criteria TỆP.xlsx. Mọi lỗi được nêu một lần, kèm ô và cách sửa.",
)


def table_sheet(table: str, rows: Sequence[Mapping[str, object]] = (), **more: object) -> TableSheet:
    """Give a sheet of the set; its columns are those of the table in the form."""
    title, intro, spare = SHEETS[table]
    columns = []
    for key in TABLES[table]:
        name, type_, width, help_ = _COLUMNS[table, key]
        columns.append(Column(key, name, type_, _LISTS.get(key, ""), width=width, help=help_))
    if table == "criteria":
        columns.insert(3, _children_column())
        total = Mark("tong_con", f'AND({{kind}}="{KINDS[SUM].label}",ROUND(N({{tong_con}})-N({{max}}),6)<>0)')
        parents = f'OR({{kind}}="{KINDS[SUM].label}",{{kind}}="{KINDS[BONUS].label}",{{kind}}="{KINDS[PENALTY].label}")'
        more = {"marks": (total, *(Mark(c.key, parents, "heading") for c in columns[:3])), **more}
    return TableSheet(table, title, intro, tuple(columns), rows, spare, **more)  # type: ignore[arg-type]


def _children_column() -> Column:
    """Add up the maxima one level below the row's code, by Excel itself."""
    below = 'LEFT({code_all},LEN({code})+1)={code}&"."'
    only = 'ISERROR(FIND(".",{code_all},LEN({code})+2))'
    whole = f'IF({{code}}="",0,SUMPRODUCT(({below})*({only}),{{max_all}}))'
    formula = f'IF({whole}=0,"",{whole})'
    return Column("tong_con", "Tổng mục con", "number", fill="computed", formula=formula, width=9)


def head_sheet(values: Mapping[str, object] = {}, areas: Decimal = Decimal(0)) -> TableSheet:
    """Give the sheet of what is no row: key, base, year, note."""
    criteria = table_sheet("criteria", [{}] * _used(values)).sheet
    code, kind, top = (layout.range_reference(criteria, key) for key in ("code", "kind", "max"))
    outside = "".join(f'*({kind}<>"{KINDS[key].label}")' for key in (BONUS, PENALTY))
    label = HEAD["set_maximum"][0]
    areas_ = f'SUMPRODUCT(({code}<>"")*ISERROR(FIND(".",{code})){outside},{top})'
    columns = (
        Column("muc", "Mục", _L, fill="fixed", width=28),
        Column("gia_tri", "Giá trị", _T, width=60),
        Column("cach_ghi", "Cách ghi", _L, fill="computed", width=60),
        Column("dang_co", "Đang có", _N, fill="computed", width=12, formula=f'IF({{muc}}="{label}",{areas_},"")'),
    )
    rows = [
        {"muc": name, "gia_tri": values.get(key), "cach_ghi": help_, "dang_co": areas if name == label else ""}
        for key, (name, help_) in HEAD.items()
    ]
    test = 'AND(N({dang_co})>0,{dang_co}&""<>SUBSTITUTE({gia_tri},",",".")&"")'
    intro = "Biểu mẫu mới gồm những gì gõ ở tệp này; mọi phần khác lấy từ biểu mẫu gốc."
    return TableSheet("head", "Bộ tiêu chí", intro, columns, rows, protected=True, marks=(Mark("dang_co", test),))


def _used(values: Mapping[str, object]) -> int:
    return int(str(values.get("_rows", 0)))
