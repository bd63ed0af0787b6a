"""Make the parts of a form, each of a row of its table."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeVar

from cchc_xl.findings import Rule, Severity
from cchc_xl.form.model import LAST_YEAR, Check, Column, Indicator, Option, Section, Unit
from cchc_xl.form.rules import Criterion, RuleError, make_rule
from cchc_xl.form.tables import Record

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


def make_criterion(record: Record) -> Criterion | None:
    """Make a criterion of its row; None, and a fault, when its rule makes no sense."""
    maximum = record.number("max")
    rule = None
    if record["kind"] != "sum":
        try:
            rule = make_rule(record["kind"], record["params"], maximum)
        except RuleError as error:
            record.fault("params" if record["kind"] else "kind", str(error), "Sửa theo mẫu đã nêu")
            return None
    return Criterion(
        record["code"],
        record["label"],
        maximum,
        record["kind"],
        record["input"],
        rule,
        record["evidence"],
        record["source"],
    )
