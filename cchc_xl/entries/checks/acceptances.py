"""What staff accepted in the findings sheet."""

from collections.abc import Iterator
from datetime import date

from cchc_xl.entries.checks.case import Case, is_blank
from cchc_xl.entries.results import is_plausible
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.form.model import FINDINGS
from cchc_xl.text.numbers import show_date

INCOMPLETE = rule(
    "CN01",
    Severity.WARNING,
    "Ghi giữ nguyên một phát hiện nhưng thiếu {thieu} nên chưa có hiệu lực",
    "Ghi đủ lý do, người quyết định và ngày",
    example="Ghi lý do giữ nguyên nhưng để trống «Người quyết định»; đúng: ghi đủ ba ô",
)
WRONG_DAY = rule(
    "CN03",
    Severity.WARNING,
    "Ngày giữ nguyên không hợp lý nên việc giữ nguyên chưa có hiệu lực",
    "Ghi ngày quyết định giữ nguyên",
    example="Báo cáo năm 2021, ngày giữ nguyên ghi 01/01/2050; đúng: một ngày của năm 2021 hoặc 2022",
)
_PARTS = {"giu_nguyen": "lý do", "nguoi": "người quyết định", "ngay": "ngày"}


def incomplete(case: Case) -> Iterator[Finding]:
    """Find findings kept as they are without a reason, a name or a possible date."""
    for row in case.picture.rows[FINDINGS]:
        missing = [column for column in _PARTS if is_blank(row[column])]
        if 0 < len(missing) < len(_PARTS):
            yield INCOMPLETE.at(
                *(row[column].place for column in missing), thieu=", ".join(_PARTS[c] for c in missing)
            )
        day = row["ngay"]
        if isinstance(day.value, date) and not is_plausible(day.value, case.picture):
            yield WRONG_DAY.at(day.place, found=show_date(day.value))
