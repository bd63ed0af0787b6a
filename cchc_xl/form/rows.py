"""Make the parts of a form, each of a row of its table."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from cchc_xl.findings import Rule, Severity
from cchc_xl.form.model import Check, Indicator, Line, Option, Section, Unit
from cchc_xl.form.rules import Criterion
from cchc_xl.form.tables import Record

NOT_APPLICABLE_LIST = "khong_ap_dung"
"""The list of criteria that figures decide: it only lets staff say «not applicable»."""


def unit_options(units: Iterator[Unit]) -> tuple[Option, ...]:
    """List units by code and name."""
    return tuple(Option(unit.code, unit.name) for unit in units)


def choice_list(criterion: Criterion) -> str:
    """Name the list from which a criterion is chosen."""
    own = criterion.rule is not None and criterion.rule.options
    return "chon_" + criterion.code.replace(".", "_") if own else NOT_APPLICABLE_LIST


def text_line(record: Record) -> Line:
    """Make the line of a section whose text staff write."""
    required = "yes" if record["required"] == "yes" else ""
    title = " ".join(part for part in (record["number"], record["heading"]) if part)
    texts = {"ten": title, "huong_dan": record["help"]}
    return Line(record["key"], texts, "long_text", required=required)


def score_lines(criteria: Mapping[str, Criterion]) -> tuple[Line, ...]:
    """Make the lines of the score sheet, totals last."""
    lines = []
    for criterion in criteria.values():
        rule = criterion.rule
        texts: dict[str, str | Decimal] = {
            "ma": criterion.code,
            "ten": criterion.label,
            "diem_toi_da": criterion.maximum,
            "quy_tac": rule.sentence() if rule else "",
            "nguon": criterion.source,
        }
        level = criterion.code.count(".") + 1
        if rule is None:
            lines.append(Line(criterion.code, texts, heading=True, level=level))
        else:
            required = "yes" if rule.options else ""
            help_ = criterion.evidence and f"Tài liệu kiểm chứng: {criterion.evidence}"
            lines.append(
                Line(
                    criterion.code,
                    texts,
                    "choice",
                    choice_list(criterion),
                    required,
                    help=help_,
                    level=level,
                )
            )
    whole = sum((c.maximum for c in criteria.values() if not c.parent), Decimal(0))
    lines.append(Line("tong", {"ten": "TỔNG ĐIỂM", "diem_toi_da": whole}, heading=True, level=1))
    lines.append(Line("ty_le", {"ten": "TỶ LỆ SO VỚI ĐIỂM TỐI ĐA ĐƯỢC TÍNH (%)"}, heading=True, level=1))
    lines.append(Line("xep_loai", {"ten": "XẾP LOẠI"}, heading=True, level=1))
    return tuple(lines)


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
        record["source"],
        record["confidence"],
    )


def make_check(record: Record) -> Check:
    """Make a relation between figures of its row."""
    known = record.one_of("severity", list(Severity)) in list(Severity)
    severity = Severity(record["severity"]) if known else Severity.ERROR
    rule = Rule(record["code"], severity, record["message"], record["fix"], record["source"])
    return Check(rule, record["rule"], tuple(record["places"].split()))


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
