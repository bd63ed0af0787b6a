"""What staff accepted in the findings sheet."""

from collections.abc import Iterator

from cchc_xl.entries.checks.case import Case, is_blank
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.form.model import FINDINGS

INCOMPLETE = rule(
    "CN01",
    Severity.WARNING,
    "Giữ nguyên một phát hiện nhưng thiếu {thieu}",
    "Ghi đủ lý do, người quyết định và ngày",
)
_PARTS = {"giu_nguyen": "lý do", "nguoi": "người quyết định", "ngay": "ngày"}


def incomplete(case: Case) -> Iterator[Finding]:
    """Find findings kept as they are without a reason, a name or a date."""
    for row in case.picture.rows[FINDINGS]:
        missing = [column for column in _PARTS if is_blank(row[column])]
        if 0 < len(missing) < len(_PARTS):
            yield INCOMPLETE.at(
                *(row[column].place for column in missing), thieu=", ".join(_PARTS[c] for c in missing)
            )
