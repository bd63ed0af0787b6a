"""Native guards: data validation with Vietnamese messages, and marks that read the findings sheet."""

from typing import Any

from cchc_xl.findings import Severity
from cchc_xl.form import layout
from cchc_xl.form.model import FINDINGS, NOT_APPLICABLE, CellType, Column, Sheet

_WHAT = {
    "integer": "số nguyên từ 0 trở lên",
    "year": "một năm, ví dụ 2021",
    "percent": "tỷ lệ phần trăm từ 0 đến 100",
    "decimal": "một số",
    "number": "một số",
    "date": "ngày dạng dd/mm/yyyy, ví dụ 09/04/2021",
    "choice": "một giá trị trong danh sách",
    "code": "một mã trong danh sách",
}
_EXAMPLES = {"integer": "34", "percent": "95,2 nghĩa là 95,2%", "decimal": "1234,5", "date": "09/04/2021"}


def guard(worksheet: Any, cell: CellType, label: str, reference: str) -> None:
    """Guard the cells of `reference` (A1 or A1:A9) with Excel's own validation."""
    rule = _rule(cell, reference.split(":")[0])
    what = _WHAT.get(cell.type, "chữ")
    if cell.may_be_not_applicable:
        what += f"; không áp dụng thì ghi {NOT_APPLICABLE}"
    example = cell.example or _EXAMPLES.get(cell.type, "")
    help_ = cell.help or (f"Ghi {what}." if rule else "")
    message = " ".join(part for part in (help_, example and f"Ví dụ: {example}.") if part)
    if rule is None and not message:
        return
    worksheet.data_validation(
        reference,
        {
            **(rule or {"validate": "any"}),
            "ignore_blank": True,
            "input_title": _cut(label, 32) if message else None,
            "input_message": _cut(message, 255) or None,
            "error_title": "Giá trị chưa đúng",
            "error_message": _cut(f"Ô này cần {what}.", 255),
            "error_type": "warning" if cell.list == "co_quan" else "stop",
        },
    )


def guard_by_test(worksheet: Any, reference: str, test: str, label: str, told: str) -> None:
    """Guard cells by a formula that must hold; `told` says what it asks, before and after typing."""
    options = {
        "validate": "custom",
        "value": f"={test}",
        "ignore_blank": True,
        "input_title": _cut(label, 32),
        "input_message": _cut(told, 255),
        "error_title": "Giá trị chưa đúng",
        "error_message": _cut(told, 255),
    }
    worksheet.data_validation(reference, options)


def _rule(cell: CellType, first: str) -> dict[str, object] | None:
    or_not = f'{first}="{NOT_APPLICABLE}",' if cell.may_be_not_applicable else ""
    match cell.type:
        case "choice":
            return {"validate": "list", "source": f"=ds_{cell.list}"}
        case "code":
            return {"validate": "custom", "value": f"=OR({or_not}COUNTIF(ma_{cell.list},{first})>0)"}
        case "integer" | "year":
            test = f"AND(ISNUMBER({first}),N({first})>=0,N({first})=INT(N({first})))"
            return {"validate": "custom", "value": f"=OR({or_not}{test})"}
        case "percent":
            test = f"AND(ISNUMBER({first}),N({first})>=0,N({first})<=100)"
            return {"validate": "custom", "value": f"=OR({or_not}{test})"}
        case "decimal" | "number":
            return {"validate": "custom", "value": f"=OR({or_not}ISNUMBER({first}))"}
        case "date":
            return {"validate": "custom", "value": f"=AND(ISNUMBER({first}),{first}>=36526,{first}<73051)"}
    return None


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def mark(worksheet: Any, sheet: Sheet, column: Column, formats: dict[Severity, Any]) -> None:
    """Colour the cells named in the findings sheet; nothing of the staff's own formatting is touched."""
    letter = layout.column_letters(sheet, column.key)
    reference = f"{letter}{layout.FIRST_ROW}:{letter}{layout.last_row(sheet)}"
    title = sheet.title.replace('"', '""')
    for severity in (Severity.ERROR, Severity.WARNING):
        test = (
            f'COUNTIFS({FINDINGS}_trang,"{title}",{FINDINGS}_o,ADDRESS(ROW(),COLUMN(),4),'
            f'{FINDINGS}_muc_do,"{severity.label}",{FINDINGS}_giu_nguyen,"")>0'
        )
        options = {
            "type": "formula",
            "criteria": f"={test}",
            "format": formats[severity],
            "stop_if_true": True,
        }
        worksheet.conditional_format(reference, options)
