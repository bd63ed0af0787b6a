from pathlib import Path

import openpyxl
import pytest

from cchc_xl.actions.catalogue import all_rules, explain, in_markdown
from cchc_xl.actions.check import check_picture
from cchc_xl.cli import main
from cchc_xl.entries.from_json import make_picture
from cchc_xl.excel.build import build
from cchc_xl.findings import CATALOGUE, Severity
from cchc_xl.form.load import forms, load_form

WRITTEN = (Path(__file__).parents[1] / "docs" / "soat-loi.md").read_text("utf-8")
KEPT = {"by": "Chánh Văn phòng", "on": "2021-12-15", "reason": "đã đối chiếu bản gốc"}


def row_of(code: str) -> list[str]:
    return [line for line in WRITTEN.splitlines() if line.startswith(f"| {code} |")]


def test_the_catalogue_is_what_the_rules_say():
    assert in_markdown() == WRITTEN, "docs/soat-loi.md is stale: run cchc build"


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_every_rule_has_an_example_a_remedy_and_its_row(rule):
    assert rule.example and rule.fix and rule.source
    rows = row_of(rule.code)
    assert any(rule.example in row for row in rows), rows
    assert all(("| Lỗi: phải sửa, không được giữ nguyên |" in row) is rule.must for row in rows)


@pytest.mark.parametrize("key", forms())
def test_every_relation_of_a_form_stands_in_the_catalogue(key):
    for check in load_form(key).checks:
        rows = [row for row in row_of(check.rule.code) if check.rule.message in row and key in row]
        assert len(rows) == 1 and check.rule.example in rows[0], check


@pytest.mark.parametrize("code", sorted({rule.code for rule in all_rules()}))
def test_every_code_is_explained(code, capsys):
    assert main(["check", "--explain", code.lower()]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{code} (")
    assert "Cách sửa: " in told and "Nguồn: " in told
    assert "Ví dụ: " in told or "Phải đúng: " in told


def test_only_errors_must_be_put_right_and_relations_may_be_accepted():
    assert all(rule.severity is Severity.ERROR for rule in all_rules() if rule.must)
    assert not any(rule.must for rule in all_rules() if rule.code not in CATALOGUE)


def test_words_that_a_finding_fills_in_are_shown_as_dots():
    assert "Không có số liệu mang mã {…}" in explain("ND02")
    assert "{ten}" not in WRITTEN and "{{" not in WRITTEN


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("R1", "1.1.2 ≤ 1.1.1"),
        ("R2", "1.1.1 = 0 hoặc 1.1.2 có số hoặc kỳ không phải cả năm"),
        ("R4", "1.3.1 = (1.3.2 + 1.3.3 + 1.3.4 + 1.3.5)"),
        ("R5B", "1.4.1 > 0 hoặc 1.4.2 để trống"),
    ],
)
def test_a_relation_is_told_in_the_codes_that_people_know(code, told):
    assert f"Phải đúng: {told}\n" in explain(code)


@pytest.fixture
def faulty(entries):
    """Errors in «Văn bản» and «Phụ lục I», two warnings in «Phụ lục I»."""
    changed = entries()
    changed["registers"]["van_ban"][3]["ngay"] = "2021-12-28"
    changed["indicators"] |= {"4.2.2": {"value": 70, "note": "chờ điều động"}, "7.4": "mười", "7.7": None}
    return changed


def test_findings_are_counted_by_sheet_in_the_order_of_the_sheets(form, faulty):
    counts = check_picture(make_picture(form, "2021", faulty)).to_json()["by_sheet"]
    assert list(counts.items()) == [
        ("Văn bản", {"error": 1, "warning": 0, "info": 0}),
        ("Phụ lục I", {"error": 1, "warning": 2, "info": 0}),
    ]


def test_accepted_findings_are_not_counted_by_sheet(form, faulty):
    faulty["acceptances"] = [{"code": "VB01", **KEPT}]
    assert "Văn bản" not in check_picture(make_picture(form, "2021", faulty)).by_sheet


def test_people_are_told_by_sheet_and_information_last_in_one_line(form, faulty, tmp_path, capsys):
    faulty["acceptances"] = [{"code": "VB01", **KEPT}]
    build(make_picture(form, "2021", faulty), tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    book.create_sheet("Nháp")
    book.save(tmp_path / "x.xlsx")
    book.close()
    assert main(["check", str(tmp_path / "x.xlsx")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("(1 lỗi, 2 cảnh báo, 1 thông tin; giữ nguyên 1)")
    assert lines[1] == "Theo trang: Phụ lục I 1 lỗi, 2 cảnh báo; Nháp 1 thông tin"
    heads = [line.split(" tại ")[0] for line in lines if " tại " in line]
    assert heads == ["Lỗi GT01", "Cảnh báo CT01", "Cảnh báo R14", "Lỗi VB01"]
    assert "  Giữ nguyên: đã đối chiếu bản gốc (Chánh Văn phòng, ngày 15/12/2021)" in lines
    assert lines[-2:] == [
        "Thông tin (không cần sửa):",
        "  CAU10: Trang không thuộc biểu mẫu nên không được đọc (Nháp!A1)",
    ]
