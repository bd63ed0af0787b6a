"""The register of documents against the report."""

from collections.abc import Iterator
from datetime import date

from cchc_xl.entries.checks.case import Case
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.text.numbers import show_date
from cchc_xl.text.vietnamese import fold

LATER = rule(
    "VB01",
    Severity.ERROR,
    "Văn bản ban hành sau báo cáo nên báo cáo không thể viện dẫn",
    "Đối chiếu bản gốc; sửa ngày ban hành hoặc bỏ văn bản khỏi báo cáo",
    example="Báo cáo ký ngày 20/12/2021 nhưng văn bản ghi ngày ban hành 28/12/2021; đúng: 28/12/2020",
)
NO_BASIS = rule(
    "TT02",
    Severity.ERROR,
    "Không có văn bản mang khóa «{khoa}»",
    "Ghi khóa của một dòng trong trang Văn bản",
    example="Căn cứ báo cáo ghi «cv365» nhưng trang Văn bản chỉ có khóa cv364; đúng: cv364",
    must=True,
)


def dated_after_report(case: Case) -> Iterator[Finding]:
    """Find documents dated after the report itself."""
    report = case.report_date()
    for row in case.picture.filled("van_ban") if report else ():
        entry = row["ngay"]
        if isinstance(entry.value, date) and report and entry.value > report:
            expected = f"không sau {show_date(report)}"
            yield LATER.at(entry.place, found=show_date(entry.value), expected=expected)


def unknown_basis(case: Case) -> Iterator[Finding]:
    """Find a guiding document that the register does not have."""
    basis = case.picture.field("can_cu")
    known = {fold(row.key) for row in case.picture.filled("van_ban")}
    if basis.text and fold(basis.text) not in known:
        yield NO_BASIS.at(basis.place, khoa=basis.text)
