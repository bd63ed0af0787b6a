"""Make the parts of a form, each of a row of its table."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from cchc_xl.findings import Rule, Severity
from cchc_xl.form.criteria import Criterion, Setting
from cchc_xl.form.kinds import KINDS, RuleError, make_rule
from cchc_xl.form.model import LAST_YEAR, Check, Column, Indicator, Option, Section, Unit
from cchc_xl.form.tables import Record
from cchc_xl.text.numbers import read_number

T = TypeVar("T")
AGGREGATIONS = ("sum", "last", "maximum", "recompute", "none")
"""How the figures of several divisions or periods become one."""


def in_force(record: Record, year: int) -> bool:
    """Tell whether a row with valid-from and valid-to holds at the end of a year."""
    first, last, end = record.day("valid_from"), record.day("valid_to"), date(year, 12, 31)
    return (first is None or first <= end) and (last is None or last >= end)


def grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    """Gather the second parts under the first."""
    found: dict[str, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def unit_options(units: Iterator[Unit]) -> tuple[Option, ...]:
    """List units by code and name."""
    return tuple(Option(unit.code, unit.name) for unit in units)


def make_unit(record: Record) -> Unit:
    """Make a unit of its row."""
    return Unit(
        record["code"],
        record["name"],
        record["kind"],
        record["parent"],
        record["place"],
        record["symbol"],
        record["suffix"],
        record.day("valid_from"),
        record.day("valid_to"),
        record["predecessor"],
        record["successor"],
        record["source"],
    )


def make_indicator(record: Record) -> Indicator:
    """Make an indicator of its row."""
    return Indicator(
        record["code"],
        record["label"],
        record["unit"],
        record["type"],
        record["list"],
        record["in_register"],
        record["register"],
        record["formula"],
        record.one_of("over_divisions", AGGREGATIONS),
        record.one_of("over_periods", AGGREGATIONS),
        record["note"],
        record["source"],
        record["confidence"],
    )


def make_check(record: Record) -> Check:
    """Make a relation between figures of its row."""
    known = record.one_of("severity", list(Severity)) in list(Severity)
    severity = Severity(record["severity"]) if known else Severity.ERROR
    texts = (record["message"], record["fix"], record["source"], _readable(record["rule"]))
    return Check(Rule(record["code"], severity, *texts), record["rule"], tuple(record["places"].split()))


_WORDS = {
    r"\bdem\((?:[^()]|\([^()]*\))*\)": "số đếm từ sổ",
    r"\bco\((\w+)\)": r"\1 có số",
    r"\btrong\((\w+)\)": r"\1 để trống",
    r'\bky == "nam"': "kỳ là cả năm",
    r'\bky != "nam"': "kỳ không phải cả năm",
    r" or ": " hoặc ",
    r" and ": " và ",
    r"==": "=",
    r"!=": "≠",
    r"<=": "≤",
    r">=": "≥",
}


def _readable(expression: str) -> str:
    """Write a relation with the codes and signs that people know: «1.1.2 ≤ 1.1.1»."""
    expression = re.sub(r"tong(\([^()]*\))", lambda sum_: sum_[1].replace(", ", " + "), expression)
    for pattern, words in _WORDS.items():
        expression = re.sub(pattern, words, expression)
    expression = re.sub(rf"(ct_[0-9_]+){LAST_YEAR}", r"\1 cuối năm trước", expression)
    return re.sub(r"ct_([0-9_]+)", lambda name: name[1].replace("_", "."), expression)


def make_section(record: Record) -> Section:
    """Make a section of the report of its row."""
    return Section(
        record["key"],
        int(record.number("level", Decimal(1))),
        record["number"],
        record["heading"],
        record["typed"] == "yes",
        record["key"] if record["typed"] == "yes" else record["typed"],
        record["required"] == "yes",
        record["body"],
        tuple(record["documents"].split()),
        record["register"],
        record["help"],
    )


def make_column(record: Record) -> Column:
    """Make a column of its row."""
    return Column(
        record["key"],
        record["title"],
        record["type"],
        record["list"],
        record.one_of("fill", ("fixed", "typed", "computed")),
        record.one_of("required", ("", "yes")) == "yes",
        record["formula"],
        float(record.number("width", Decimal(12))),
        record["example"],
        record["help"],
    )


def make_setting(record: Record) -> Setting:
    """Make a switch of the set of its row."""
    return Setting(
        record["key"], record["label"], record.one_of("on", ("", "yes")) == "yes", record["source"]
    )


def beside(units: Mapping[str, Unit], unit: Unit, symbol: str, year: int) -> Unit | None:
    """Find the office of a symbol under the unit's superior, or what an earlier one of it has become."""
    parents = [unit.parent, *(units[unit.parent].predecessor.split() if unit.parent else ())]
    for parent in parents:
        for found in units.values():
            if found.symbol == symbol and found.parent == parent:
                while not found.existed(year) and len(found.successor.split()) == 1:
                    found = units[found.successor]
                if found.existed(year):
                    return found
    return None


def make_criterion(record: Record, appraiser: str) -> Criterion | None:
    """Make a criterion of its row; None, and a fault, when its rule makes no sense."""
    maximum = record.parsed("max", read_number, Decimal(0), "Ghi một số, ví dụ 0,5")
    kind = record["kind"]
    if not re.fullmatch(r"\d+(\.\d+)*", record["code"]):
        fix = "Dùng các số cách nhau bằng dấu chấm, như 1.1.2"
        record.fault("code", f"mã «{record['code']}» trống hoặc sai dạng", fix, "BT01")
        return None
    if not 0 < maximum <= 10_000:
        record.fault("max", "điểm tối đa phải là một số lớn hơn 0", "Sửa điểm tối đa", "BT03")
        return None
    try:
        rule = make_rule(kind, record["params"], maximum)
    except RuleError as error:
        column = "kind" if error.code == "BT06" else "params"
        record.fault(column, str(error), "Sửa theo mẫu của loại quy tắc này", error.code)
        return None
    if record["input"] and not KINDS[kind].number:
        record.fault("input", f"loại {KINDS[kind].label} không có số liệu đầu vào", "Xóa ô này", "BT09")
    return Criterion(
        record["code"],
        record["label"],
        maximum,
        kind,
        record["input"],
        rule,
        record["evidence"],
        record["source"],
        record["setting"],
        appraiser,
    )
