"""What goes on from the workbook of one period into that of the next."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.picture import Picture
from cchc_xl.entries.to_json import entries_of
from cchc_xl.form.criteria import leaves
from cchc_xl.form.expressions import compile_expression
from cchc_xl.form.form import Form
from cchc_xl.form.model import CRITERIA, FIELDS, FINDINGS, INDICATORS, TEXTS, Sheet
from cchc_xl.text.vietnamese import loose


@dataclass(frozen=True)
class Carried:
    """Entries for the new workbook, and what could not come along, in words."""

    entries: dict[str, Any]
    left_out: tuple[str, ...]


def carry(old: Picture, evaluation: Evaluation, form: Form, period: str) -> Carried:
    """Carry registers, signer, recipients, owners and, as «Kỳ trước», the figures; the figures are cleared.

    Within a year every row goes on; into another year those that the sheet's `carry` lets through.
    """
    typed = entries_of(old)
    left_out: list[str] = []
    registers = {}
    for sheet in form.sheets.values():
        if sheet.grows and sheet.key != FINDINGS and sheet.key in typed["registers"]:
            kept = [
                cells
                for number, cells in enumerate(typed["registers"][sheet.key])
                if old.stamp.period[:4] == period[:4] or _goes_on(old, evaluation, sheet, number, period)
            ]
            registers[sheet.key] = [_row(old.form, form, sheet, cells, left_out) for cells in kept]
    fields = {line.key for line in form.sheets[FIELDS].lines if line.carry}
    entries = {
        "fields": {key: value for key, value in typed["fields"].items() if key in fields},
        "registers": registers,
        "indicators": dict(_figures(old.form, form, evaluation, typed["indicators"])),
        "criteria": _criteria(old, evaluation, form, period, typed["criteria"]),
        "texts": _owners(old.form, form, TEXTS, typed["texts"]),
    }
    return Carried(entries, tuple(dict.fromkeys(left_out)))


def _goes_on(old: Picture, evaluation: Evaluation, sheet: Sheet, number: int, period: str) -> bool:
    condition = old.form.sheets[sheet.key].carry
    if condition in ("", "*"):
        return condition == "*"
    row = old.rows[sheet.key][number]
    if row not in old.filled(sheet.key):
        return False
    place = [r.number for r in old.filled(sheet.key)].index(row.number)
    expression = compile_expression(f"dem({sheet.key}, {condition})", old.form.scope)
    values = {**evaluation.values, "nam": Decimal(period[:4])}
    return bool(expression.value(values, {sheet.key: [evaluation.rows[sheet.key][place]]}) == 1)


def _row(
    old: Form, form: Form, sheet: Sheet, cells: dict[str, object], left_out: list[str]
) -> dict[str, object]:
    """Keep the cells whose column the new form has; a choice goes by its label, for units change keys."""
    kept = {}
    for key, value in cells.items():
        column = sheet.column.get(key)
        if column is None:
            left_out.append(f"trang {sheet.title}: biểu mẫu mới không còn cột «{key}»")
            continue
        kept[key] = value
        if column.type == "choice" and value not in form.options(column.list):
            label = old.options(old.sheets[sheet.key].column[key].list).get(str(value), value)
            kept[key] = label
            if label not in form.options(column.list).values():
                where = f"trang {sheet.title}, cột {column.title}"
                left_out.append(f"{where}: danh mục mới không còn «{label}», giữ nguyên chữ để chọn lại")
    return kept


def _figures(
    old: Form, form: Form, evaluation: Evaluation, typed: dict[str, Any]
) -> Iterator[tuple[str, dict[str, object]]]:
    owners = _owners(old, form, INDICATORS, typed)
    for code, indicator in form.indicators.items():
        value = evaluation.values.get(indicator.name)
        before = {"previous": float(value)} if isinstance(value, Decimal) and not indicator.formula else {}
        if before or code in owners:
            yield code, {**before, **owners.get(code, {})}


def _criteria(
    old: Picture, evaluation: Evaluation, form: Form, period: str, typed: dict[str, Any]
) -> dict[str, dict[str, object]]:
    """Keep the owners of the criteria and, where they are the same, the points of the year before."""
    owners = _owners(old.form, form, CRITERIA, typed)
    kept: dict[str, dict[str, object]] = {code: dict(owner) for code, owner in owners.items()}
    for criterion in leaves(form.criteria):
        before = old.form.criteria.get(criterion.code)
        if before is None or before.rule is None or loose(before.label) != loose(criterion.label):
            continue
        if old.stamp.period[:4] == period[:4]:
            points = typed.get(criterion.code, {}).get("diem_nam_truoc")
        else:
            ended = (evaluation.number(f"{before.name}{suffix}") for suffix in ("_cuoi", ""))
            points = next((float(value) for value in ended if value is not None), None)
        if points is not None:
            kept[criterion.code] = {**kept.get(criterion.code, {}), "diem_nam_truoc": points}
    return kept


def _owners(old: Form, form: Form, key: str, lines: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Keep which division each line was given to, where the new form has both."""
    sheet, before = form.sheets[key], old.options("phong")
    labels = set(form.options("phong").values())
    return {
        line: {"phong": before[cells["phong"]]}
        for line, cells in lines.items()
        if line in sheet.line and not sheet.line[line].heading and before.get(cells.get("phong")) in labels
    }
