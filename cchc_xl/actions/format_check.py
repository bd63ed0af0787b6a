"""«Soát thể thức»: check any Word document against the format of State documents."""

from dataclasses import dataclass
from pathlib import Path

from cchc_xl.findings import Finding, Severity, Verdict, verdict
from cchc_xl.word.format import check_format


@dataclass(frozen=True)
class CheckedDocument:
    """A document and what is wrong with its format."""

    file: str
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """Give the verdict that stands on top."""
        return verdict(self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """Count the findings by severity."""
        return {s.value: sum(f.severity is s for f in self.findings) for s in Severity}

    def to_json(self) -> dict[str, object]:
        """Give the object that `cchc format check --json` prints."""
        return {
            "file": self.file,
            "verdict": self.verdict.value,
            "counts": self.counts,
            "findings": [finding.to_json() for finding in self.findings],
        }


def check_document(path: Path) -> CheckedDocument:
    """Check a .docx; raises CchcError WORD01 for a file that is none."""
    return CheckedDocument(path.name, tuple(check_format(path)))
