"""What a check has to say: a finding with its code, its places and its remedy."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much a finding weighs; only errors keep a report from going out."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """Give the Vietnamese word for people."""
        return {"error": "Lỗi", "warning": "Cảnh báo", "info": "Thông tin"}[self.value]

    @property
    def rank(self) -> int:
        """Order severities, the gravest first."""
        return list(Severity).index(self)


class Verdict(StrEnum):
    """The one word that stands on top of a check."""

    PASSED = "dat"
    WARNINGS = "canh_bao"
    ERRORS = "loi"
    UNREADABLE = "khong_doc_duoc"

    @property
    def label(self) -> str:
        """Give the Vietnamese sentence for people."""
        return {
            "dat": "Đủ điều kiện trình",
            "canh_bao": "Cần xem lại",
            "loi": "Còn lỗi phải sửa",
            "khong_doc_duoc": "Không đọc được",
        }[self.value]


class Place(NamedTuple):
    """One cell: the sheet's title and the A1 address."""

    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"

    @property
    def reference(self) -> str:
        """Give the place as a formula or a link names it."""
        return "'{}'!{}".format(self.sheet.replace("'", "''"), self.cell)

    def to_json(self) -> dict[str, object]:
        """Give the place as `--json` prints it."""
        return {"sheet": self.sheet, "cell": self.cell}


class Passage(NamedTuple):
    """One paragraph of a Word document: the part, its number there from 1, the words it begins with."""

    part: str
    paragraph: int
    words: str = ""

    def __str__(self) -> str:
        return f"{self.part}, đoạn {self.paragraph}" + (f" «{self.words}»" if self.words else "")

    def to_json(self) -> dict[str, object]:
        """Give the place as `--json` prints it."""
        return {"part": self.part, "paragraph": self.paragraph, "words": self.words}


class Acceptance(NamedTuple):
    """Who decided, when and why, that a finding may stay as it is."""

    by: str
    on: date
    reason: str


class Finding(NamedTuple):
    """One fault with all its places; an accepted one stays told but weighs one step less."""

    code: str
    severity: Severity
    message: str
    fix: str
    places: tuple[Place | Passage, ...]
    found: str = ""
    expected: str = ""
    accepted: Acceptance | None = None

    @property
    def rank(self) -> int:
        """Give the weight: 0 an error, 1 a warning or an accepted error, 2 nothing."""
        return min(self.severity.rank + (self.accepted is not None), Severity.INFO.rank)

    def to_json(self) -> dict[str, object]:
        """Give the finding as `--json` prints it."""
        kept = self.accepted
        return {
            "code": self.code,
            "severity": self.severity.value,
            "message": self.message,
            "found": self.found,
            "expected": self.expected,
            "fix": self.fix,
            "places": [place.to_json() for place in self.places],
            "accepted": kept and {"by": kept.by, "on": kept.on.isoformat(), "reason": kept.reason},
        }

    @property
    def cells(self) -> tuple[Place, ...]:
        """Give the places that are cells of a workbook."""
        return tuple(place for place in self.places if isinstance(place, Place))


class Rule(NamedTuple):
    """What can be found: `message` and `fix` are templates when `at` gets words.

    `example` shows a faulty cell and what is right, for a relation what must hold. A finding of a rule
    that `must` be followed cannot be accepted.
    """

    code: str
    severity: Severity
    message: str
    fix: str
    source: str = ""
    example: str = ""
    must: bool = False

    def at(self, *places: Place | Passage, found: str = "", expected: str = "", **words: str) -> Finding:
        """Make the finding for these places; `words` fill the templates."""
        return Finding(
            self.code,
            self.severity,
            self.message.format(**words) if words else self.message,
            self.fix.format(**words) if words else self.fix,
            places,
            found,
            expected,
        )


CATALOGUE: dict[str, Rule] = {}
CONVENTION = "quy ước của workbook"
"""The source of a rule that no act prescribes."""


def rule(
    code: str,
    severity: Severity,
    message: str,
    fix: str,
    source: str = CONVENTION,
    *,
    example: str = "",
    must: bool = False,
) -> Rule:
    """Declare a rule once and enter it into the catalogue; a code used twice is a bug."""
    if code in CATALOGUE:
        raise ValueError(f"code {code} is declared twice")
    CATALOGUE[code] = Rule(code, severity, message, fix, source, example, must)
    return CATALOGUE[code]


def verdict(findings: Iterable[Finding]) -> Verdict:
    """Sum findings up: errors outweigh warnings, information weighs nothing."""
    worst = min((finding.rank for finding in findings), default=Severity.INFO.rank)
    return (Verdict.ERRORS, Verdict.WARNINGS, Verdict.PASSED)[worst]


def sorted_by_weight(findings: Iterable[Finding]) -> list[Finding]:
    """Put what weighs most first, what was accepted after it, and keep the order of the checks otherwise."""
    return sorted(findings, key=lambda finding: (finding.rank, finding.accepted is not None))
