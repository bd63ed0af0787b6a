"""Mistakes in a form that show only when its tables are read together."""

import re
from typing import TYPE_CHECKING

from cchc_xl.form import check_criteria as criteria
from cchc_xl.form import outlines, sentences
from cchc_xl.form.compiled import in_order
from cchc_xl.form.expressions import ExpressionError, Scope, compile_expression
from cchc_xl.form.form import Form
from cchc_xl.form.formulas import drafts
from cchc_xl.form.layout import LISTS_SHEET, STAMP_SHEET
from cchc_xl.form.model import FIELDS, INDICATORS, TEXTS, Kind
from cchc_xl.form.quotes import keys_cited, names_quoted

if TYPE_CHECKING:
    from cchc_xl.form.load import Tables
    from cchc_xl.form.tables import Record

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_CELL_LIKE = re.compile(r"[a-z]{1,3}[0-9]+|[rc]")


def cross_check(form: Form, tables: "Tables") -> None:
    """Note every mistake in the faults of the tables."""
    _names(form, tables)
    _expressions(form, tables)
    _checks(form, tables)
    _conditions(form, tables)
    _aggregations(form, tables)
    _carry(form, tables)
    _units(form, tables)
    criteria.check(form, tables)
    _quotes(form, tables)
    outlines.check(form, tables)
    _sheets(form, tables)
    sentences.check(form, tables)
    _bands(form, tables)


def _names(form: Form, tables: "Tables") -> None:
    for line in form.sheets[FIELDS].lines:
        if not _NAME.fullmatch(line.key) or _CELL_LIKE.fullmatch(line.key):
            record = tables.find("fields", "key", line.key)
            record.fault(
                "key",
                f"«{line.key}» không dùng làm tên trong Excel được",
                "Dùng chữ thường không dấu, như ngay_chot",
            )
    for code in form.indicators:
        if not re.fullmatch(r"\d+(\.\d+)*", code):
            record = tables.find("indicators", "code", code)
            record.fault("code", f"mã «{code}» sai dạng", "Dùng các số cách nhau bằng dấu chấm, như 1.1.2")


def _expressions(form: Form, tables: "Tables") -> None:
    formulas, failed = form.compiled
    for draft, error in failed:
        table, key, column = draft.origin
        if table != "checks":
            record = tables.row(table, key)
            code = "BT09" if table == "criteria" else "BM02"
            record.fault(column, f"vị trí {error.column}: {error.message}", "Sửa biểu thức", code)
    try:
        list(in_order(formulas))
    except ExpressionError as error:
        origin = next(
            (d.origin for d in drafts(form) if f"«{d.name}»" in error.message), ("indicators", "", "formula")
        )
        table, key, column = origin
        record, code = tables.row(table, key), "BM02"
        if table == "criteria":
            own = [one for one in tables.rows[table] if "tc_" in one["input"]]
            record, column, code = (own or [record])[0], "input" if own else column, "BT10"
        record.fault(column, error.message, "Bỏ một tham chiếu trong vòng", code)


def _checks(form: Form, tables: "Tables") -> None:
    for check in form.checks:
        record = tables.find("checks", "code", check.rule.code)
        _truth(form, record, "rule", check.expression, form.check_scope)
        for place in check.places:
            if place not in form.indicators:
                record.fault(
                    "places", f"không có chỉ tiêu «{place}»", "Ghi mã chỉ tiêu, cách nhau bằng dấu cách"
                )
        if not check.places:
            record.fault("places", "chưa có nơi để chỉ ra lỗi", "Ghi ít nhất một mã chỉ tiêu")
        if len(check.rule.message) > 240:
            record.fault("message", "dài quá 240 ký tự, Excel không nhận", "Viết ngắn lại")
        if not re.fullmatch(r"(R|LS)\d+[A-Z]*", check.rule.code) or not check.rule.message:
            record.fault("code", "mã phải dạng R12A hoặc LS03 và phải có thông báo", "Sửa mã, ghi thông báo")
        if not check.rule.fix:
            record.fault("fix", "chưa có cách sửa", "Ghi việc cần làm khi gặp lỗi này")


def _conditions(form: Form, tables: "Tables") -> None:
    for sheet, table, key in (
        (FIELDS, "fields", "key"),
        (INDICATORS, "indicators", "code"),
        (TEXTS, "outline", "key"),
    ):
        for line in form.sheets[sheet].lines:
            if line.required not in ("", "yes"):
                _truth(form, tables.find(table, key, line.key), "required", line.required)


def _aggregations(form: Form, tables: "Tables") -> None:
    for indicator in form.indicators.values():
        record = tables.row("indicators", indicator.code)
        for column in ("over_divisions", "over_periods"):
            if (record[column] == "recompute") != bool(indicator.formula):
                fix = "Chỉ tiêu có formula thì ghi recompute, chỉ tiêu nhập thì không"
                record.fault(column, f"«{record[column]}» không hợp với cách có số liệu", fix)
        if indicator.note:
            _truth(form, record, "note", indicator.note)


def _carry(form: Form, tables: "Tables") -> None:
    for sheet in form.sheets.values():
        if sheet.carry not in ("", "*"):
            text = f"dem({sheet.key}, {sheet.carry}) > 0"
            _truth(form, tables.row("sheets", sheet.key), "carry", text)


def _units(form: Form, tables: "Tables") -> None:
    for unit in form.units.values():
        for column, codes in (("predecessor", unit.predecessor), ("successor", unit.successor)):
            for code in codes.split():
                if code not in form.units:
                    fix = "Ghi mã của một dòng trong units.csv"
                    tables.row("units", unit.code).fault(column, f"không có đơn vị «{code}»", fix)
        if unit.valid_from and unit.valid_to and unit.valid_from > unit.valid_to:
            fix = "Sửa ngày bắt đầu hoặc ngày kết thúc"
            tables.row("units", unit.code).fault("valid_to", "ngày kết thúc trước ngày bắt đầu", fix)
    for code in form.groups.keys() - form.units.keys():
        record = tables.row("groups", code)
        record.fault("unit", f"không có đơn vị «{code}»", "Ghi mã của một dòng trong units.csv")


def _truth(form: Form, record: "Record", column: str, text: str, scope: Scope | None = None) -> None:
    try:
        expression = compile_expression(text, scope or form.scope)
    except ExpressionError as error:
        record.fault(column, f"vị trí {error.column}: {error.message}", "Sửa biểu thức")
        return
    if expression.kind is not Kind.TRUTH:
        record.fault(column, f"kết quả là {expression.kind}, cần đúng/sai", "Viết một phép so sánh")


def _quotes(form: Form, tables: "Tables") -> None:
    known = {*form.indicators, *form.sheets[FIELDS].line}
    for section in form.sections.values():
        record = tables.find("outline", "key", section.key)
        for name in sorted(names_quoted(section.body) - known):
            record.fault(
                "body", f"không có số liệu «{{{name}}}»", "Ghi mã chỉ tiêu hoặc tên trường thông tin"
            )
        for group in section.documents:
            if group not in form.options("nhom_van_ban") or group not in form.texts:
                record.fault(
                    "documents", f"không có nhóm văn bản «{group}»", "Khai trong lists.csv và texts.csv"
                )
            elif group not in keys_cited(form.texts[group]):
                tables.find("texts", "key", group).fault(
                    "text", f"câu không dẫn nhóm văn bản «{group}»", f"Thêm [^{group}] để có chú thích"
                )
        if section.register and section.register not in form.sheets:
            record.fault("register", f"không có sổ «{section.register}»", "Ghi khóa của một trang sổ")


def _sheets(form: Form, tables: "Tables") -> None:
    for sheet in form.sheets.values():
        record = tables.find("sheets", "key", sheet.key)
        others = [other.title.casefold() for other in form.sheets.values() if other is not sheet]
        taken = {*others, LISTS_SHEET, STAMP_SHEET, "", "history"}
        if len({column.title.casefold() for column in sheet.columns}) < len(sheet.columns):
            record.fault("key", "hai cột trùng tên", "Đặt tên cột riêng trong columns.csv")
        if sheet.title.casefold() in taken or sheet.title.strip("'") != sheet.title:
            record.fault("title", f"tên trang «{sheet.title}» trống, trùng hoặc có nháy đơn", "Đặt tên riêng")
        if len(sheet.title) > 31 or re.search(r"[\[\]:*?/\\]", sheet.title):
            record.fault(
                "title",
                f"tên trang «{sheet.title}» Excel không nhận",
                "Tối đa 31 ký tự, không có [ ] : * ? / \\",
            )
        if sheet.grows and not 50 <= sheet.capacity <= 100_000:
            record.fault("capacity", "số dòng tối đa của sổ chưa hợp lý", "Ghi số từ 50 đến 100000")
        if sheet.owner not in form.meta.colours:
            record.fault(
                "owner", f"chưa có màu cho «{sheet.owner}»", "Khai màu trong form.toml, mục [colours]"
            )
    if TEXTS not in form.sheets:
        tables.find("sheets", "key", "").fault("key", "thiếu trang nội dung báo cáo", f"Thêm trang {TEXTS}")


def _bands(form: Form, tables: "Tables") -> None:
    edges = [band.least for band in form.bands]
    if not edges or edges != sorted(edges, reverse=True) or edges[-1] != 0:
        record = tables.rows["bands"][-1] if edges else tables.find("bands", "from", "")
        record.fault("from", "bậc phải xếp từ cao xuống thấp, bậc cuối từ 0", "Sửa thứ tự các bậc")
