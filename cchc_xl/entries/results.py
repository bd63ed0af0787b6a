"""Put the findings of a check into the sheet «Lỗi và cảnh báo» of a picture."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from cchc_xl.entries.from_json import register_row
from cchc_xl.entries.picture import Picture
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.form.model import FINDINGS

NOTHING = rule("OK", Severity.INFO, "Không phát hiện lỗi hay cảnh báo", "Không cần làm gì")


def with_findings(picture: Picture, findings: Iterable[Finding]) -> Picture:
    """Give the picture whose findings sheet has one row for each place of each finding."""
    sheet = picture.form.sheets[FINDINGS]
    told = list(findings) or [NOTHING.at()]
    cells = [row for number, finding in enumerate(told, 1) for row in _rows(number, finding)]
    rows = tuple(register_row(picture.form, sheet, i, row) for i, row in enumerate(cells[: sheet.capacity]))
    return replace(picture, rows={**picture.rows, FINDINGS: rows})


def _rows(number: int, finding: Finding) -> Iterator[dict[str, object]]:
    common: dict[str, object] = {
        "stt": number,
        "muc_do": finding.severity.value,
        "ma": finding.code,
        "noi_dung": finding.message,
        "tim_thay": finding.found,
        "can_co": finding.expected,
        "cach_sua": finding.fix,
    }
    if not finding.places:
        yield common
    for place in finding.places:
        yield {**common, "trang": place.sheet, "o": place.cell}
