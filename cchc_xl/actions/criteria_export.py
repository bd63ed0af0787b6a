"""Write the criteria of a form into a workbook that an officer changes into those of the year."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from cchc_xl import resources
from cchc_xl.actions.criteria_book import (
    HEAD,
    LABELS,
    SHEETS,
    YES_NO,
    head_sheet,
    table_sheet,
    with_braces,
)
from cchc_xl.excel.table_book import TableSheet, write_tables
from cchc_xl.form.criteria import children, is_extra
from cchc_xl.form.form import Form
from cchc_xl.form.kinds import KINDS, make_rule
from cchc_xl.form.load import folder_of, load_form, tables_of
from cchc_xl.form.model import Column, Option, Sheet
from cchc_xl.form.tables import Record
from cchc_xl.text.numbers import read_number, show_number

_GUIDE = (
    "Tệp này để gõ bộ tiêu chí của một năm từ phụ lục của quyết định; không cần biết lập trình.",
    "1. Trang Bộ tiêu chí: đặt khóa cho biểu mẫu mới, năm áp dụng, thay ghi chú bằng số quyết định.",
    "2. Trang Tiêu chí: mỗi dòng một mục. Mã có dấu chấm cho biết mục cha: 1.2.3 nằm trong 1.2, 1.2 trong 1.",
    "3. Mục có mục con chọn loại «Tổng các mục con»; cột Tổng mục con đỏ lên khi chưa bằng điểm tối đa.",
    "4. Mục không có mục con chọn cách chấm ở cột Loại quy tắc; tham số viết theo mẫu ở trang Loại quy tắc.",
    "5. Số liệu lấy từ: chép mã từ trang Chỉ tiêu, như 100 * {1.3.2} / {1.3.1}; số đã có không gõ lại.",
    "6. Điểm thưởng, điểm trừ là dòng cuối, mã một số (như 9); các dòng thưởng, trừ nằm dưới nó (9.1, 9.2).",
    "7. Ô Mã và Tham số là kiểu chữ (Text): gõ 1.10 vẫn là 1.10. Khi dán, chọn «dán giá trị» để giữ kiểu.",
    "8. Thêm dòng ở đâu cũng được, kể cả chèn giữa; không đổi tên trang và tên cột.",
    "9. Lưu tệp rồi bấm «Cập nhật bộ tiêu chí…» (dòng lệnh: cchc form import-criteria). Lỗi được nêu kèm ô.",
)


_EXAMPLE_MAXIMUM = {"choice": Decimal(1)}
_NUMBERS = {"max", "from"}
_EXPRESSIONS = {"input", "params"}


def export_criteria(key: str, unit: str, out: Path) -> Form:
    """Write the set of a form, with what is needed to type another one; give the form."""
    form = load_form(key, unit)
    sums = {code: _below(form, code) for code in ("", *form.criteria)}
    tables = [
        table_sheet(name, [_row(record, sums) for record in tables_of(key).rows[name]]) for name in SHEETS
    ]
    areas = sum(
        (one.maximum for one in children(form.criteria, "") if not is_extra(form.criteria, one)), Decimal(0)
    )
    sheets = (_guide(), head_sheet(_head(form), tables[0], areas), *tables, _kinds(), _figures(form))
    symbols = {name: tuple(Option(one, one) for one in found) for name, found in _symbols(form).items()}
    lists = {"loai_quy_tac": LABELS, "co_khong": YES_NO, **symbols}
    write_tables(out, f"Bộ tiêu chí: {form.meta.title}", sheets, lists, {"bo_tieu_chi": form.meta.key})
    return form


def _below(form: Form, code: str) -> object:
    kids = [kid for kid in children(form.criteria, code) if not kid.setting.startswith("!")]
    return sum((kid.maximum for kid in kids), Decimal(0)) or ""


def _row(record: Record, sums: Mapping[str, object]) -> dict[str, object]:
    cells: dict[str, object] = {}
    for key, text in record.cells.items():
        shown = with_braces(text) if key in _EXPRESSIONS else text
        cells[key] = read_number(text) if key in _NUMBERS else shown or None
    return cells | {"tong_con": sums.get(record.cells.get("code", ""), "")}


def _head(form: Form) -> dict[str, str]:
    """Suggest the head of the new form; an own form that was derived is changed itself."""
    own = folder_of(form.meta.key).parent == resources.own_forms() and form.meta.base
    values = {key: str(getattr(form.meta, key)) for key in HEAD}
    return (
        values if own else values | {"key": f"{form.meta.key}-rieng", "base": form.meta.key, "version": "1.0"}
    )


def _symbols(form: Form) -> dict[str, list[str]]:
    """Give the symbols of the unit's divisions and of the offices beside it, those in use included."""
    units = [unit for unit in form.units.values() if unit.symbol and unit.existed(form.meta.year)]
    used = {one.appraiser for one in form.criteria.values()}
    return {
        "phong": sorted({unit.symbol for unit in units if unit.parent == form.unit.code}),
        "tham_dinh": sorted({u.symbol for u in units if u.parent == form.unit.parent or u.code in used}),
    }


def _guide() -> TableSheet:
    columns = (Column("viec", "Cách làm", "long_text", fill="fixed", width=110),)
    return TableSheet(
        "guide", "Hướng dẫn", _GUIDE[0], columns, [{"viec": one} for one in _GUIDE[1:]], protected=True
    )


def _kinds() -> TableSheet:
    columns = tuple(
        Column(key, title, "text", fill="fixed", width=width)
        for key, title, width in (
            ("loai", "Loại quy tắc", 18), ("tac_dung", "Cách chấm", 46), ("mau", "Mẫu tham số", 44),
            ("so_lieu", "Số liệu", 24), ("vi_du", "Ví dụ trong phiếu chấm", 60),
        )
    )  # fmt: skip
    intro = "Chọn tên loại ở cột Loại quy tắc của trang Tiêu chí, chép mẫu tham số rồi sửa số."
    return TableSheet("kinds", "Loại quy tắc", intro, columns, list(_kind_rows()), protected=True)


def _kind_rows() -> Iterator[dict[str, object]]:
    for key, kind in KINDS.items():
        maximum = _EXAMPLE_MAXIMUM.get(key, Decimal(2))
        rule = make_rule(key, kind.params, maximum)
        example = f"Tối đa {show_number(maximum)} điểm. {with_braces(rule.sentence())}" if rule else ""
        figure = "theo cột Số liệu lấy từ, để trống thì gõ số ở dòng" if kind.number else ""
        levels = "chọn trong danh sách ở dòng" if rule and rule.options else figure
        params = with_braces(kind.params)
        yield {"loai": kind.label, "tac_dung": kind.help, "mau": params, "so_lieu": levels, "vi_du": example}


def _figures(form: Form) -> TableSheet:
    columns = tuple(
        Column(key, title, "text", fill="fixed", width=width)
        for key, title, width in (
            ("chep", "Chép vào ô Số liệu lấy từ", 34), ("ten", "Ý nghĩa", 60), ("don_vi", "Đơn vị tính", 14),
            ("gia_tri", "Giá trị có thể", 60),
        )
    )  # fmt: skip
    intro = (
        "Các chỉ tiêu của Phụ lục I, rồi các sổ. dem(sổ) đếm số dòng; "
        'thêm điều kiện như dem(nhiem_vu, trang_thai == "hoan_thanh").'
    )
    sheets = [sheet for sheet in form.sheets.values() if sheet.kind == "register"]
    rows: list[dict[str, object]] = [
        {"chep": f"{{{one.code}}}", "ten": one.label, "don_vi": one.unit} for one in form.indicators.values()
    ]
    rows += [row for sheet in sheets for row in _register(form, sheet)]
    return TableSheet("figures", "Chỉ tiêu", intro, columns, rows, protected=True)


def _register(form: Form, sheet: Sheet) -> Iterator[dict[str, object]]:
    yield {"chep": f"dem({sheet.key})", "ten": f"số dòng của trang {sheet.title}"}
    for column in sheet.columns:
        options = form.options(column.list) if column.type == "choice" and column.list != "co_quan" else {}
        values = "; ".join(f'"{key}": {label}' for key, label in options.items())
        yield {"chep": column.key, "ten": f"cột {column.title} của dem({sheet.key}, …)", "gia_tri": values}
