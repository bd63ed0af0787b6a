"""What was found or scored, in words: for a terminal and for messages in Excel."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from cchc_xl.findings import Acceptance, Finding, Severity, Verdict
from cchc_xl.index.score import CriterionScore, ScoreSheet
from cchc_xl.text.numbers import show_date, show_number


class Checked(Protocol):
    """What was checked: its findings, counted and summed up."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Give what was found."""

    @property
    def counts(self) -> Mapping[str, int]:
        """Count it by severity."""

    @property
    def verdict(self) -> Verdict:
        """Sum it up."""


def summary(checked: Checked) -> str:
    """Sum a check up in one line, with the word that scripts look for."""
    return f"{checked.verdict.label} [{checked.verdict.value}] ({_counts(checked)})"


def in_short(checked: Checked) -> str:
    """Sum a check up for people."""
    return f"{checked.verdict.label} ({_counts(checked)})"


def _counts(checked: Checked) -> str:
    counts = checked.counts
    kept = sum(finding.accepted is not None for finding in checked.findings)
    told = f"{counts['error']} lỗi, {counts['warning']} cảnh báo, {counts['info']} thông tin"
    return f"{told}; giữ nguyên {kept}" if kept else told


def in_words(findings: Sequence[Finding]) -> Iterator[str]:
    """Tell each finding with its places and remedy, information last in a line each."""
    notes = [finding for finding in findings if finding.severity is Severity.INFO]
    for finding in findings:
        if finding.severity is Severity.INFO:
            continue
        yield f"\n{finding.severity.label} {finding.code} tại {_places(finding)}\n  {finding.message}."
        for word, text in (
            ("Giữ nguyên", _accepted(finding.accepted)),
            ("Tìm thấy", finding.found),
            ("Cần có", finding.expected),
            ("Cách sửa", finding.fix),
        ):
            if text:
                yield f"  {word}: {text}"
    if notes:
        yield "\nThông tin (không cần sửa):"
    for finding in notes:
        kept = f"; giữ nguyên: {_accepted(finding.accepted)}" if finding.accepted else ""
        told = " → ".join(filter(None, (finding.found, finding.expected)))
        yield f"  {finding.code}: {finding.message}{told and f': {told}'} ({_places(finding)}){kept}"


def _places(finding: Finding) -> str:
    more = len(finding.places) - 6
    kind = "ô" if finding.cells else "đoạn"
    return ", ".join(map(str, finding.places[:6])) + (f" và {more} {kind} khác" if more > 0 else "")


def _accepted(acceptance: Acceptance | None) -> str:
    if acceptance is None:
        return ""
    return f"{acceptance.reason} ({acceptance.by}, ngày {show_date(acceptance.on)})"


def points_of(sheet: ScoreSheet) -> str:
    """Sum a score up in one line."""
    if sheet.total is None or sheet.percent is None:
        return "chưa có số liệu để tính"
    percent = show_number(sheet.percent)
    return f"{show_number(sheet.total)}/{show_number(sheet.maximum)} điểm, {percent}%, {sheet.band}"


def losses(sheet: ScoreSheet) -> Iterator[str]:
    """Tell the points lost, the most first, with who answers for them, and what else makes up the total."""
    leaves = [row for row in sheet.rows if row.criterion.rule]
    lost, won = [row for row in leaves if row.lost], sum(row.score or 0 for row in sheet.areas if _won(row))
    unknown = sum(row.maximum for row in leaves if row.score is None and not row.is_extra)
    yield f"Điểm mất: {show_number(sum((row.lost for row in lost), Decimal(0)))}"
    if won:
        yield f"Điểm thưởng: {show_number(Decimal(won))}"
    if unknown:
        yield f"Chưa chấm: các tiêu chí có tối đa {show_number(Decimal(unknown))} điểm"
    for row in sorted(lost, key=lambda row: -row.lost):
        name = f"{row.criterion.code} {row.criterion.label}"
        yield f"  {show_number(row.lost)}: {name} ({row.division or 'chưa giao phòng, đơn vị'})"


def _won(row: CriterionScore) -> bool:
    return row.is_extra and (row.score or 0) > 0
