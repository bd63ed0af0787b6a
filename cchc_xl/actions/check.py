"""«Soát lỗi»: read a workbook and find its faults."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cchc_xl.actions.evidence_folder import read_evidence
from cchc_xl.entries.checks import check
from cchc_xl.entries.evaluate import Evaluation, evaluate
from cchc_xl.entries.evidence import Evidence
from cchc_xl.entries.picture import Picture
from cchc_xl.entries.results import accept
from cchc_xl.excel.live_workbook import LiveWorkbook
from cchc_xl.excel.read import read_workbook
from cchc_xl.findings import Finding, Severity, Verdict, sorted_by_weight, verdict


@dataclass(frozen=True)
class Checked:
    """A workbook that was read, worked out and checked, and the evidence that lies beside it if looked at."""

    picture: Picture
    evaluation: Evaluation
    findings: tuple[Finding, ...]
    evidence: Evidence | None = None

    @property
    def verdict(self) -> Verdict:
        """Give the verdict that stands on top."""
        return verdict(self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Count the findings that nobody accepted, by severity."""
        return {s.value: sum(f.severity is s and not f.accepted for f in self.findings) for s in Severity}

    @property
    def by_sheet(self) -> dict[str, dict[str, int]]:
        """Count them for each sheet that has some, in the order of the sheets; once a finding and sheet."""
        counts: dict[str, dict[str, int]] = {}
        for finding in self.findings:
            for title in {place.sheet for place in finding.cells if not finding.accepted}:
                counts.setdefault(title, {s.value: 0 for s in Severity})[finding.severity] += 1
        rows = self.picture.rows
        order = {row.sheet: i for i, key in enumerate(self.picture.form.sheets) for row in rows[key][:1]}
        order |= {sheet.title: i for i, sheet in enumerate(self.picture.form.sheets.values())}
        return {title: counts[title] for title in sorted(counts, key=lambda t: (order.get(t, len(order)), t))}

    def to_json(self) -> dict[str, object]:
        """Give the object that `cchc check --json` prints."""
        stamp = self.picture.stamp
        return {
            "file": self.picture.file,
            "form": stamp.form,
            "form_version": stamp.version,
            "unit": stamp.unit,
            "period": stamp.period,
            "verdict": self.verdict.value,
            "counts": self.counts,
            "by_sheet": self.by_sheet,
            "findings": [finding.to_json() for finding in self.findings],
        }


def check_picture(
    picture: Picture, previous: Sequence[Picture] = (), evidence: Evidence | None = None
) -> Checked:
    """Work a picture out and check it; what staff accepted in its findings sheet is marked."""
    evaluation = evaluate(picture)
    findings = accept(picture, check(picture, evaluation, previous, evidence))
    return Checked(picture, evaluation, tuple(sorted_by_weight(findings)), evidence)


def check_file(path: Path, previous: Sequence[Path] = ()) -> Checked:
    """Read a workbook and check it, also against earlier ones and the evidence that lies beside it.

    Raises CchcError when a workbook cannot be read.
    """
    with _no_collection():
        earlier = [read_workbook(one) for one in previous]
        return check_picture(read_workbook(path), earlier, read_evidence(path))


def check_open(book: LiveWorkbook) -> Checked:
    """Check the workbook that is open in Excel, and the evidence that lies beside it."""
    with _no_collection():
        return check_picture(book.picture(), evidence=read_evidence(book.path))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause Python's collector: all that is made here stays, and it would look at it again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
