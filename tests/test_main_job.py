import json
import os
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from support import libreoffice, openxml, pages
from support.needs import needs

from cchc_xl import resources
from cchc_xl.actions.check import check_file
from cchc_xl.cli import main
from cchc_xl.findings import Severity
from cchc_xl.report.dossiers import RESOLUTION
from cchc_xl.text.numbers import show_count, show_date, show_number

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def texts(path) -> str:
    """All text of a Word document, tables included."""
    body = docx.Document(path).element.body
    paragraphs = body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
    return "\n".join(
        "".join(node.text or "" for node in p.iter() if node.tag.endswith("}t")) for p in paragraphs
    )


def marks(path) -> str:
    """All text of the first pages' headers."""
    sections = docx.Document(path).sections
    return "".join(node.text or "" for s in sections for node in s.first_page_header._element.iter())


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    directory = tmp_path_factory.mktemp("demo")
    assert main(["demo", "--out", str(directory)]) == 0
    return directory


def test_demo_gives_each_sample_its_verdict_score_and_report(tmp_path, capsys):
    assert main(["demo", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "2021-nguyen-van: Còn lỗi phải sửa [loi]" in said
    assert "2021-minh-hoa: Đủ điều kiện trình [dat]" in said
    assert said.count("Điểm tự chấm:") == 2
    for report in ("2021-nguyen-van", "2021-minh-hoa"):
        for name in (f"{report}.docx", f"{report}-tu-cham-diem.docx"):
            assert (tmp_path / name).is_file()
            assert name in said


def test_the_first_report_is_a_draft_with_visible_blanks(shown):
    draft, final = shown / "2021-nguyen-van.docx", shown / "2021-minh-hoa.docx"
    assert "DỰ THẢO" in marks(draft)
    assert "……" in texts(draft)
    assert "DỰ THẢO" not in marks(final)
    assert "……" not in texts(final)


@needs("ooxml-validator")
def test_the_open_xml_sdk_finds_nothing_in_the_reports(shown):
    assert openxml.problems(*shown.glob("*.docx")) == []


@needs("soffice")
def test_cells_changed_in_another_program_change_check_and_report(shown, tmp_path):
    edits = [
        ("Phụ lục I", "D6", 35),
        ("Văn bản", "E9", date(2020, 12, 28)),
        ("Nội dung báo cáo", "B5", "Đã nhận {1.1.1} việc & giữ <nguyên>."),
    ]
    before = {finding.code for finding in check_file(shown / "2021-nguyen-van.xlsx").findings}
    edited = libreoffice.edited(shown / "2021-nguyen-van.xlsx", tmp_path / "x.xlsx", edits)
    after = {finding.code for finding in check_file(edited).findings}
    assert "VB01" in before and "VB01" not in after
    assert main(["report", str(edited), "-o", str(tmp_path / "x.docx"), "--draft"]) == 0
    text = texts(tmp_path / "x.docx")
    assert "Đã nhận 35 việc & giữ <nguyên>." in text
    assert "đề ra 35 nhiệm vụ" in text
    assert "34" not in NUMBER.findall(text)


@needs("soffice")
def test_a_workbook_saved_again_by_another_program_is_still_good(shown, tmp_path):
    saved = libreoffice.edited(
        shown / "2021-minh-hoa.xlsx", tmp_path / "x.xlsx", [("Phụ lục I", "H6", "đã xem")]
    )
    checked = check_file(saved)
    assert {finding.severity for finding in checked.findings} == {Severity.INFO}
    assert checked.picture.line("chi_tieu", "1.1.1")["ghi_chu"].value == "đã xem"


@pytest.mark.parametrize("sample", ["2021-nguyen-van", "2021-minh-hoa"])
def test_every_number_of_the_report_comes_from_a_cell_or_is_fixed(shown, sample):
    checked = check_file(shown / f"{sample}.xlsx")
    cells: set[str] = set()
    for _, _, _, entry in checked.picture.entries():
        cells |= set(NUMBER.findall(_spelt(entry.value)))
    for value in checked.evaluation.values.values():
        cells |= set(NUMBER.findall(_spelt(value))) if isinstance(value, Decimal) else set()
    cells |= {show_count(total) for total in dossier_sums(checked.picture)}
    printed = set(NUMBER.findall(texts(shown / f"{sample}.docx")))
    assert len(printed) > 30
    assert printed - cells - fixed_numbers(checked.picture.form) == set()
    assert "34" in printed and "34" not in fixed_numbers(checked.picture.form)


def dossier_sums(picture) -> Iterator[Decimal]:
    """What the appendix on dossiers adds up: by level and field, by level, and all."""
    rows = [row for row in picture.filled("ho_so") if row["loai"].text == "tong_hop"]
    levels = {row.key: row["cap"].text for row in picture.filled("tthc")}
    fields = {row.key: row["linh_vuc"].text for row in picture.filled("tthc")}
    groups: dict[object, list] = {}
    for row in rows:
        level = levels[row["tthc"].text]
        for group in ((), (level,), (level, row["linh_vuc"].text or fields[row["tthc"].text])):
            groups.setdefault(group, []).append(row)
    for group in groups.values():
        for columns in RESOLUTION.values():
            yield sum((row[column].value or Decimal(0) for row in group for column in columns), Decimal(0))


def _spelt(value: object) -> str:
    if isinstance(value, date):
        return f"{show_date(value)} {value.day:02d} {value.month:02d}"
    if isinstance(value, Decimal):
        return f"{show_count(value)} {show_number(value)} {value:02.0f}"
    return str(value or "")


def fixed_numbers(form) -> set[str]:
    """The numbers of the template, of the outline and of the indicators' own names."""
    words = [texts(resources.templates() / "bao-cao-cchc.docx"), *form.texts.values()]
    words += [f"{s.number} {s.heading} {re.sub('{.*?}', '', s.body)}" for s in form.sections.values()]
    words += [f"{line.key} {line.label}" for line in form.sheets["chi_tieu"].lines]
    return {number for text in words for number in NUMBER.findall(text)}


@needs("soffice", "poppler")
@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_nothing_is_shown_as_hashes(shown, tmp_path, suffix):
    pdf = libreoffice.to_pdf(shown / f"2021-minh-hoa{suffix}", tmp_path)
    text = "\n".join(pages.page_texts(pdf))
    assert "###" not in text
    assert "Bắt đầu" in text if suffix == ".xlsx" else "BÁO CÁO" in text


def test_a_report_with_errors_is_kept_back_and_draft_is_named(shown, tmp_path, capsys):
    out = tmp_path / "x.docx"
    assert main(["report", str(shown / "2021-nguyen-van.xlsx"), "-o", str(out)]) == 1
    assert "--draft" in capsys.readouterr().err
    assert not out.exists()


def test_check_prints_one_json_object_by_contract(shown, capsys):
    assert main(["check", "--json", str(shown / "2021-nguyen-van.xlsx")]) == 1
    data = json.loads(capsys.readouterr().out)
    head = ["file", "form", "form_version", "unit", "period", "verdict", "counts"]
    assert list(data) == [*head, "by_sheet", "findings"]
    assert data["verdict"] == "loi"
    assert data["counts"]["error"] >= 1
    assert all(f["places"] and f["fix"] and f["accepted"] is None for f in data["findings"])


def test_score_prints_numbers_as_texts_with_a_reason_each(shown, capsys):
    assert main(["score", "--json", str(shown / "2021-minh-hoa.xlsx")]) == 0
    data = json.loads(capsys.readouterr().out)
    assert set(data) == {"total", "max", "percent", "band", "areas", "criteria"}
    assert sum(Decimal(area["score"]) for area in data["areas"]) == Decimal(data["total"])
    assert all(row["reason"] for row in data["criteria"])


@pytest.mark.parametrize("command", ["check", "score"])
def test_a_file_that_cannot_be_used_gives_exit_2_a_code_and_a_remedy(tmp_path, capsys, command):
    (tmp_path / "x.xlsx").write_text("không phải Excel")
    assert main([command, str(tmp_path / "x.xlsx")]) == 2
    told = capsys.readouterr().err
    assert "TEP04" in told and "Cách xử lý" in told and "Traceback" not in told
    assert main([command, "--json", str(tmp_path / "x.xlsx")]) == 2
    assert json.loads(capsys.readouterr().out)["verdict"] == "khong_doc_duoc"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["new", "--form", "so-1999", "--unit", "dt_snv", "--period", "2021"], "BM01"),
        (["new", "--form", "so-2021", "--unit", "hn_snv", "--period", "2021"], "BM01"),
        (["new", "--form", "so-2021", "--unit", "dt_snv", "--period", "quý 1"], "KY01"),
        (
            [
                "new",
                "--form",
                "so-2021",
                "--unit",
                "dt_snv",
                "--period",
                "2021",
                "--entries",
                "khong-co.json",
            ],
            "JS02",
        ),
    ],
)
def test_a_call_that_cannot_be_used_names_what_can(tmp_path, capsys, arguments, code):
    assert main([*arguments, "-o", str(tmp_path / "x.xlsx")]) == 2
    assert code in capsys.readouterr().err
    assert not any(tmp_path.iterdir())


def test_nobodys_file_is_overwritten_unasked(shown, tmp_path, capsys):
    book = tmp_path / "x.xlsx"
    new = ["new", "--form", "so-2021", "--unit", "dt_snv", "--period", "2021", "-o", str(book)]
    assert main(new) == 0
    assert main(new) == 2
    assert "TEP10" in capsys.readouterr().err
    assert main(["report", str(book), "-o", str(book), "--draft"]) == 2
    assert "LENH03" in capsys.readouterr().err
    assert main(["report", str(book), "-o", str(book / "x.docx"), "--draft"]) == 2
    assert main([*new, "--overwrite"]) == 0


def test_a_blank_workbook_of_any_period_can_be_made_and_checked(tmp_path):
    for period in ("2021", "2021-Q1", "2021-6T", "2021-9T"):
        out = tmp_path / f"{period}.xlsx"
        assert main(["new", "--form", "so-2021", "--unit", "dt_snv", "--period", period, "-o", str(out)]) == 0
        assert main(["check", str(out)]) == 1


def test_forms_are_listed_described_and_checked(capsys):
    assert main(["form", "list"]) == 0
    assert "so-2021" in capsys.readouterr().out
    assert main(["form", "describe", "so-2021", "--json"]) == 0
    described = json.loads(capsys.readouterr().out)
    cells = {cell["line"]: cell["cell"] for sheet in described["sheets"] for cell in sheet["cells"]}
    assert cells["ngay_chot"] == "B8"
    assert main(["form", "check"]) == 0


def test_a_code_is_explained(capsys):
    assert main(["check", "--explain", "R1"]) == 0
    assert "Cách sửa" in capsys.readouterr().out
    assert main(["check", "--explain", "XX9"]) == 2


@needs("soffice", "poppler")
@pytest.mark.parametrize("name", ["2021-minh-hoa", "2021-minh-hoa-tu-cham-diem"])
def test_the_pages_of_the_corrected_sample_are_printed_as_they_were(shown, tmp_path, name):
    """After a wanted change: CCHC_GOLD=write pytest tests/test_main_job.py."""
    pdf = libreoffice.to_pdf(shown / f"{name}.docx", tmp_path)
    printed = "\n".join(
        f"== trang {number}\n"
        + "\n".join(" ".join(line.split()) for line in page.splitlines() if line.strip())
        for number, page in enumerate(pages.page_texts(pdf), 1)
    )
    gold = Path(__file__).parent / "gold" / f"trang-{name}.txt"
    if os.environ.get("CCHC_GOLD") == "write":
        gold.write_text(printed + "\n", "utf-8")
    assert printed + "\n" == gold.read_text("utf-8")
