"""Cells that must be filled."""

from collections.abc import Iterator

from cchc_xl.entries.checks import documents
from cchc_xl.entries.checks.case import Case, is_blank
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.form.model import FIELDS, FINDINGS, INDICATORS, TEXTS

FIELD = rule(
    "TT01",
    Severity.ERROR,
    "Chưa ghi «{ten}»",
    "Điền ô này. {huong_dan}",
    "NĐ 30/2020/NĐ-CP (thành phần thể thức) và quy ước của workbook",
    example="Ô «Họ tên người ký» để trống; đúng: ghi họ tên người ký",
    must=True,
)
FIGURE = rule(
    "CT01",
    Severity.WARNING,
    "Chưa có số liệu của chỉ tiêu",
    "Ghi số liệu; không phát sinh thì ghi 0, không áp dụng thì ghi KAD",
    example="Chỉ tiêu 7.4 để trống; đúng: 95,2, hoặc 0, hoặc KAD",
)
SECTION = rule(
    "ND01",
    Severity.WARNING,
    "Mục của báo cáo chưa có nội dung: {ten}",
    "Viết nội dung của các mục này",
    example="Mục «Đánh giá chung» của trang Nội dung báo cáo để trống",
)
CELL = rule(
    "SO01",
    Severity.ERROR,
    "Dòng đã ghi nhưng thiếu «{cot}»",
    "Điền ô này hoặc xóa cả dòng",
    example="Dòng của trang Văn bản có số, trích yếu nhưng «Ngày ban hành» để trống; đúng: 25/12/2020",
)


def empty_fields(case: Case) -> Iterator[Finding]:
    """Find fields that are required, always or in this state of the report."""
    for line in case.form.sheets[FIELDS].lines:
        entry = case.picture.field(line.key)
        if is_blank(entry) and case.holds(line.required):
            yield FIELD.at(entry.place, ten=line.label, huong_dan=line.help)


def empty_figures(case: Case) -> Iterator[Finding]:
    """Find indicators without a figure, typed or counted, and without «KAD»: one finding for all."""
    places = []
    for line in case.form.sheets[INDICATORS].lines:
        if not line.type:
            continue
        entry = case.picture.figure(line.key)
        counted = case.evaluation.number(case.form.indicators[line.key].name)
        if is_blank(entry) and counted is None and case.holds(line.required):
            places.append(entry.place)
    if places:
        yield FIGURE.at(*places)


def empty_sections(case: Case) -> Iterator[Finding]:
    """Find sections of the report that must have text and have none: one finding for all."""
    empty = {
        line.label: entry.place
        for line in case.form.sheets[TEXTS].lines
        if is_blank(entry := case.picture.line(TEXTS, line.key)["noi_dung"]) and case.holds(line.required)
    }
    if empty:
        yield SECTION.at(*empty.values(), ten="; ".join(empty))


def incomplete_rows(case: Case) -> Iterator[Finding]:
    """Find rows of registers with a blank required cell; number and date of documents are told elsewhere."""
    for sheet in case.form.sheets.values():
        if not sheet.grows or sheet.key == FINDINGS:
            continue
        own = documents.OWN if sheet.key == "van_ban" else ()
        required = [column for column in sheet.columns if column.required and column.key not in own]
        for row in case.picture.rows[sheet.key]:
            if not row.entries:
                continue
            for column in required:
                if is_blank(row[column.key]):
                    yield CELL.at(row[column.key].place, cot=column.title)
