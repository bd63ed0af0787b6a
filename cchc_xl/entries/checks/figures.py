"""Figures against each other and against the registers."""

import re
from collections.abc import Iterator
from decimal import Decimal

from cchc_xl.entries.checks.case import Case
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.text.numbers import show_number

DIFFERS = rule(
    "CT02",
    Severity.ERROR,
    "Số liệu gõ tay khác số đếm từ sổ: «{ten}»",
    "Sửa số gõ tay, hoặc bổ sung dòng còn thiếu trong sổ; báo cáo dùng số theo sổ",
)
NO_REGISTER = rule(
    "CT03",
    Severity.WARNING,
    "Sổ chưa có dòng nào nên báo cáo dùng số gõ tay: «{ten}»",
    "Nhập sổ để số liệu được đếm; hoặc giữ nguyên, nêu lý do",
)


def broken_relations(case: Case) -> Iterator[Finding]:
    """Find relations between figures that do not hold; an empty operand accuses nobody."""
    for check, expression in case.form.check_expressions:
        if case.evaluation.of(expression) is False:
            places = [case.figure_place(code) for code in check.places]
            yield check.rule.at(
                *places, found=_found(case, check.places), expected=_readable(check.expression)
            )


def _readable(expression: str) -> str:
    """Write a relation with the codes that people know: «1.1.2 <= 1.1.1»."""
    return re.sub(r"ct_([0-9_]+)", lambda name: name[1].replace("_", "."), expression)


def _found(case: Case, codes: tuple[str, ...]) -> str:
    shown = []
    for code in codes:
        value = case.evaluation.number(case.form.indicators[code].name)
        shown.append(f"{code}: {'trống' if value is None else show_number(value)}")
    return "; ".join(shown)


def typed_against_register(case: Case) -> Iterator[Finding]:
    """Find figures typed otherwise than the register counts them."""
    for indicator in case.form.indicators.values():
        if not indicator.register:
            continue
        counted = case.evaluation.number(f"{indicator.name}_so")
        typed = case.picture.figure(indicator.code)
        if counted is not None and isinstance(typed.value, Decimal) and typed.value != counted:
            found, expected = show_number(typed.value), f"{show_number(counted)} (theo sổ)"
            yield DIFFERS.at(
                typed.place, found=found, expected=expected, ten=f"{indicator.code} {indicator.label}"
            )


def register_is_empty(case: Case) -> Iterator[Finding]:
    """Find figures that a register should count but that are only typed."""
    for indicator in case.form.indicators.values():
        if not indicator.register:
            continue
        counted = case.evaluation.number(f"{indicator.name}_so")
        typed = case.picture.figure(indicator.code)
        if counted is None and isinstance(typed.value, Decimal):
            ten = f"{indicator.code} {indicator.label}"
            yield NO_REGISTER.at(typed.place, found=show_number(typed.value), ten=ten)
