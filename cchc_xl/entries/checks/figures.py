"""Figures against each other and against the registers."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from cchc_xl.entries.checks.case import Case, is_blank
from cchc_xl.entries.picture import Entry
from cchc_xl.findings import Finding, Place, Severity, rule
from cchc_xl.form.model import INDICATORS, LAST_YEAR, Check, Indicator
from cchc_xl.text.numbers import show_number

DIFFERS = rule(
    "CT02",
    Severity.ERROR,
    "Số liệu gõ tay khác số đếm từ sổ: «{ten}»",
    "Sửa số gõ tay, hoặc bổ sung dòng còn thiếu trong sổ; báo cáo dùng số theo sổ",
    example="Dòng 1.1.2 gõ 30 nhưng trang Nhiệm vụ có 33 dòng «Hoàn thành»; đúng: 33",
)
NO_REGISTER = rule(
    "CT03",
    Severity.WARNING,
    "Trang «{ten}» chưa có dòng nào nên báo cáo dùng số gõ tay",
    "Nhập trang này để số liệu được đếm; hoặc giữ nguyên, nêu lý do",
    example="Dòng 1.1.1 gõ 34 nhưng trang Nhiệm vụ chưa có dòng nào",
)
UNCHANGED = rule(
    "CT04",
    Severity.WARNING,
    "{so} trên {tong} số liệu bằng đúng kỳ trước: có thể chưa cập nhật",
    "Ghi số từ đầu năm đến ngày chốt của kỳ này",
    example="Mở kỳ 6 tháng từ quý I, 20 trên 30 số liệu vẫn bằng cột «Kỳ trước»",
)
NO_NOTE = rule(
    "CT05",
    Severity.WARNING,
    "Số liệu này cần nêu lý do ở cột Ghi chú: «{ten}»",
    "Ghi lý do ngắn gọn vào cột Ghi chú của dòng",
    example="Dòng 5.1.3 ghi 2 đơn vị vi phạm nhưng cột Ghi chú để trống; đúng: nêu đơn vị và lý do",
)


def broken_relations(case: Case) -> Iterator[Finding]:
    """Find relations between figures that do not hold; an empty operand accuses nobody."""
    for check, expression in case.form.check_expressions:
        if case.over_years.of(expression) is False:
            places = [case.figure_place(code) for code in check.places]
            yield check.rule.at(*places, found=_found(case, check.places), expected=_expected(case, check))


def _expected(case: Case, check: Check) -> str:
    """Write the relation with the figures of the year before; "" where the message says it better."""

    def told(match: re.Match[str]) -> str:
        name = case.form.indicators[match[1]].name + LAST_YEAR
        return f"{match[1]} cuối năm {case.year_before} ({_value(case, name)})"

    readable = "" if " or " in check.expression else check.rule.example
    return re.sub(r"([\d.]+) cuối năm trước", told, readable)


def _found(case: Case, codes: tuple[str, ...]) -> str:
    return "; ".join(f"{code}: {_value(case, case.form.indicators[code].name)}" for code in codes)


def _value(case: Case, name: str) -> str:
    value = case.over_years.number(name)
    return "trống" if value is None else show_number(value)


def typed_against_register(case: Case) -> Iterator[Finding]:
    """Find figures typed otherwise than the register counts them."""
    for indicator, typed, counted in _with_register(case):
        if counted is not None and isinstance(typed.value, Decimal) and typed.value != counted:
            found, expected = show_number(typed.value), f"{show_number(counted)} (theo sổ)"
            yield DIFFERS.at(
                typed.place, found=found, expected=expected, ten=f"{indicator.code} {indicator.label}"
            )


def register_is_empty(case: Case) -> Iterator[Finding]:
    """Find figures that a register should count but that are only typed; hidden registers are optional."""
    formulas = {formula.name: formula.expression for formula in case.form.formulas}
    by_register: dict[str, list[Place]] = {}
    for indicator, typed, counted in _with_register(case):
        if counted is None and isinstance(typed.value, Decimal):
            for register, _ in sorted(formulas[f"{indicator.name}_so"].columns)[:1]:
                by_register.setdefault(register, []).append(typed.place)
    for register, places in by_register.items():
        sheet = case.form.sheets[register]
        if not sheet.hidden and not case.picture.rows[register]:
            yield NO_REGISTER.at(*places, ten=sheet.title)


def _with_register(case: Case) -> Iterator[tuple[Indicator, Entry, Decimal | None]]:
    for indicator in case.form.indicators.values():
        if indicator.register:
            counted = case.evaluation.number(f"{indicator.name}_so")
            yield indicator, case.picture.figure(indicator.code), counted


def missing_notes(case: Case) -> Iterator[Finding]:
    """Find figures whose value calls for a reason in the note."""
    for indicator in case.form.indicators.values():
        note = case.picture.line(INDICATORS, indicator.code)["ghi_chu"]
        if indicator.note and is_blank(note) and case.holds(indicator.note):
            value = case.evaluation.number(indicator.name)
            found = "" if value is None else show_number(value)
            yield NO_NOTE.at(note.place, found=found, ten=f"{indicator.code} {indicator.label}")


def same_as_before(case: Case) -> Iterator[Finding]:
    """Find a sheet most of whose figures are exactly those of «Kỳ trước»: not brought up to date."""
    names = {code: f"{indicator.name}_truoc" for code, indicator in case.form.indicators.items()}
    same, compared = unchanged(case, {code: case.evaluation.number(name) for code, name in names.items()})
    if are_most(len(same), compared):
        yield UNCHANGED.at(*same, so=str(len(same)), tong=str(compared))


def unchanged(case: Case, before: Mapping[str, Decimal | None]) -> tuple[list[Place], int]:
    """Give the cells of cumulative figures that repeat those of before, and how many were compared.

    A zero of before says nothing: it is expected to stay.
    """
    compared, same = 0, []
    for code, indicator in case.form.indicators.items():
        cumulative = indicator.over_periods == "sum" and not indicator.formula
        typed = case.picture.figure(code) if cumulative else None
        if typed and before.get(code) and isinstance(typed.value, Decimal):
            compared += 1
            same += [typed.place] if typed.value == before[code] else []
    return same, compared


def are_most(part: int, whole: int) -> bool:
    """Tell whether some figures are too many to be chance: five at least, and three in four."""
    return part >= 5 and 4 * part >= 3 * whole
