"""Print what a check found, be it of a workbook or of a Word document."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from cchc_xl.findings import Acceptance, Finding, Severity, Verdict


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
    """Sum a check up in one line."""
    counts = checked.counts
    kept = sum(finding.accepted is not None for finding in checked.findings)
    return (
        f"{checked.verdict.label} [{checked.verdict.value}] "
        f"({counts['error']} lỗi, {counts['warning']} cảnh báo, {counts['info']} thông tin"
        f"{f'; giữ nguyên {kept}' if kept else ''})"
    )


def print_findings(findings: Sequence[Finding]) -> None:
    """Print each finding with its places and remedy, information last in a line each."""
    notes = [finding for finding in findings if finding.severity is Severity.INFO]
    for finding in findings:
        if finding.severity is Severity.INFO:
            continue
        print(f"\n{finding.severity.label} {finding.code} tại {_places(finding)}\n  {finding.message}.")
        for word, text in (
            ("Giữ nguyên", _accepted(finding.accepted)),
            ("Tìm thấy", finding.found),
            ("Cần có", finding.expected),
            ("Cách sửa", finding.fix),
        ):
            if text:
                print(f"  {word}: {text}")
    if notes:
        print("\nThông tin (không cần sửa):")
    for finding in notes:
        kept = f"; giữ nguyên: {_accepted(finding.accepted)}" if finding.accepted else ""
        told = " → ".join(filter(None, (finding.found, finding.expected)))
        print(f"  {finding.code}: {finding.message}{told and f': {told}'} ({_places(finding)}){kept}")


def _places(finding: Finding) -> str:
    more = len(finding.places) - 6
    kind = "ô" if finding.cells else "đoạn"
    return ", ".join(map(str, finding.places[:6])) + (f" và {more} {kind} khác" if more > 0 else "")


def _accepted(acceptance: Acceptance | None) -> str:
    from cchc_xl.text.numbers import show_date

    if acceptance is None:
        return ""
    return f"{acceptance.reason} ({acceptance.by}, ngày {show_date(acceptance.on)})"
