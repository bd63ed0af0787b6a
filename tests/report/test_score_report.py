import re
import shutil
from dataclasses import replace
from decimal import Decimal

import docx
import openpyxl
import pytest
from support import libreoffice, openxml, pages
from support.needs import needs
from support.word import text

from cchc_xl import resources
from cchc_xl.actions.check import check_picture
from cchc_xl.actions.report import SELF_SCORE, write_report
from cchc_xl.actions.score import score_sheet
from cchc_xl.cli import main
from cchc_xl.entries.evidence import Evidence, EvidenceFile
from cchc_xl.entries.from_json import make_picture
from cchc_xl.form.load import load_form
from cchc_xl.index.score import Scored
from cchc_xl.report.score_context import score_context
from cchc_xl.text.numbers import rounded, show_number
from cchc_xl.word.render import render
from cchc_xl.word.tokens import without_marks

TEMPLATE = resources.templates() / f"{SELF_SCORE}.docx"
LABEL = "bộ minh họa: không phải bộ tiêu chí chính thức"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
SECTIONS = ("linh_vuc", "diem_mat", "thuong_tru", "chua_cham")


@pytest.fixture
def checked(form, entries):
    """The corrected sample, with these entries of criteria changed."""

    def check(**criteria):
        data = entries()
        for code, changes in criteria.items():
            data["criteria"].setdefault(code.replace("_", "."), {}).update(changes)
        return check_picture(make_picture(form, "2021", data))

    return check


def context(checked, **changes):
    """The context, all rows of the score sheet changed so."""
    sheet = score_sheet(checked)
    sheet = replace(sheet, rows=tuple(replace(row, **changes) for row in sheet.rows))
    return read(score_context(checked.picture, checked.evaluation, sheet))


def read(value):
    """The context as people read it, without the marks that become content controls."""
    if isinstance(value, dict):
        return {key: read(one) for key, one in value.items()}
    if isinstance(value, list):
        return [read(one) for one in value]
    return without_marks(value) if isinstance(value, str) else value


def line(made, code, part="phu_luc"):
    return next(row for row in made[part]["hang"] if row["ma"] == code)


def headings(made):
    return [made[part]["tieu_de"] for part in SECTIONS]


# --- what it says


def test_the_opening_gives_total_maximum_percent_band_and_the_note_of_the_set(checked):
    one = checked()
    sheet = score_sheet(one)
    told = " ".join(paragraph[0]["chu"] for paragraph in context(one)["mo_dau"])
    for said in (show_number(sheet.total), show_number(sheet.maximum), show_number(sheet.percent) + "%"):
        assert said in NUMBER.findall(told) or said in told
    assert f"xếp loại {sheet.band}" in told
    assert LABEL in told
    assert LABEL in context(one)["phu_luc"]["ghi_chu"]


def test_without_any_score_the_opening_says_so(form):
    empty = check_picture(make_picture(form, "2021", {}))
    made = context(empty)
    assert made["mo_dau"][1][0]["chu"] == "Chưa có số liệu để tính tổng điểm."
    assert made["diem_mat"]["doan"][0][0]["chu"] == "Không mất điểm tại các tiêu chí đã chấm."
    assert {row["diem"] for row in made["phu_luc"]["hang"]} == {"–"}


def test_every_subcriterion_that_lost_points_stands_in_part_two_the_most_first(checked):
    one = checked()
    rows = [r for r in score_sheet(one).rows if r.criterion.rule and r.maximum and rounded(r.lost, 2)]
    made = context(one)["diem_mat"]
    assert sorted(row["ma"] for row in made["hang"]) == sorted(r.criterion.code for r in rows)
    lost = [Decimal(row["mat"].replace(",", ".")) for row in made["hang"]]
    assert lost == sorted(lost, reverse=True)
    said = NUMBER.findall(made["doan"][0][0]["chu"])
    assert said == [show_number(sum(r.lost for r in rows)), str(len(rows))]


def test_a_row_tells_figure_rule_points_reason_explanation_division_and_evidence(checked):
    typed = {
        "tlkc": "Kế hoạch số 1;\nBáo cáo số 2.",
        "giai_trinh": "Chờ **{1.1.1}** ý kiến.",
        "lua_chon": "cham_thoi_han",
    }
    made = context(checked(**{"1_1_1": typed}))
    row = line(made, "1.1.1", "diem_mat")
    assert row == line(made, "1.1.1")
    assert (row["toi_da"], row["diem"], row["mat"]) == ("1", "0,5", "0,5")
    assert row["so_lieu"] == "Chậm thời hạn"
    assert row["quy_tac"].startswith("Đúng thời hạn: 1 điểm")
    assert row["ly_do"] == "Chọn «Chậm thời hạn» nên được 0,5/1 điểm"
    assert (row["giai_trinh"], row["tlkc"]) == ("Chờ 34 ý kiến", "Kế hoạch số 1; Báo cáo số 2")
    assert row["phong"] == "Văn phòng Sở"
    assert line(made, "1.1.3")["so_lieu"] == "97,06%"


def test_the_evidence_is_listed_by_criterion_with_the_documents_named_and_the_files_there(checked):
    typed = {"1_1_1": {"tlkc": "Kế hoạch số 1;\nBáo cáo số 2."}, "1_1_2": {"tlkc": ""}}
    one = checked(**typed)
    files = (EvidenceFile("1.1.2/quý 1/a.pdf", 1, ""), EvidenceFile("9.9.9/b.pdf", 1, ""))
    made = read(score_context(one.picture, one.evaluation, score_sheet(one), Evidence(files)))
    assert (made["phu_luc"]["ten"], made["phu_luc_tlkc"]["ten"]) == ("Phụ lục I", "Phụ lục II")
    assert line(made, "1.1.1", "phu_luc_tlkc")["tai_lieu"] == ["Kế hoạch số 1", "Báo cáo số 2"]
    assert line(made, "1.1.1", "phu_luc_tlkc")["tep"] == ["–"]
    told = line(made, "1.1.2", "phu_luc_tlkc")
    assert (told["tai_lieu"], told["tep"]) == (["–"], ["quý 1/a.pdf"])
    assert "(Kèm theo các Phụ lục I, II)" in str(made["ket"])


def test_without_points_and_evidence_there_is_one_appendix_without_a_number(form):
    made = context(check_picture(make_picture(form, "2021", {})))
    assert (made["phu_luc"]["ten"], made["phu_luc_tlkc"]["hang"]) == ("Phụ lục", [])
    assert "(Kèm theo Phụ lục bảng tự chấm điểm)" in str(made["ket"])


def test_files_in_the_folder_beside_the_workbook_are_listed(samples, tmp_path):
    book = shutil.copy(samples["2021-minh-hoa"], tmp_path / "x.xlsx")
    (tmp_path / "TLKC" / "1.1.1").mkdir(parents=True)
    (tmp_path / "TLKC" / "1.1.1" / "ke-hoach.pdf").write_bytes(b"x")
    out = tmp_path / "x.docx"
    assert main(["report", str(book), "--draft", "--template", str(SELF_SCORE), "-o", str(out)]) == 0
    table = [*docx.Document(out).element.body.iter("{*}tbl")][-1]
    rows = [[text(cell) for cell in row.iter("{*}tc")] for row in table.iter("{*}tr")]
    assert [row[-1] for row in rows if row[0] == "1.1.1"] == ["ke-hoach.pdf"]


def test_points_gained_and_taken_off_have_a_part_only_when_there_are_some(checked):
    made = context(checked())
    assert [row["ma"] for row in made["thuong_tru"]["hang"]] == ["9", "9.1", "9.2", "9.3", "10", "10.1"]
    assert line(made, "10.1", "thuong_tru")["diem"] == "-0,25"
    assert "10.1" not in [row["ma"] for row in made["diem_mat"]["hang"]]
    none = context(checked(), score=Decimal(0))
    assert none["thuong_tru"] == {"tieu_de": "", "doan": [], "hang": []}


def test_what_does_not_apply_or_is_not_scored_has_a_part_only_when_there_is_some(checked):
    made = context(checked(**{"1_1_1": {"lua_chon": ""}}))
    assert [row["ma"] for row in made["chua_cham"]["hang"]] == ["1.1.1", "3.1.2"]
    assert made["chua_cham"]["doan"][0][0]["chu"].endswith("không áp dụng: 01; chưa chấm: 01.")
    assert context(checked(), state=Scored.SCORED)["chua_cham"]["hang"] == []


def test_parts_are_numbered_without_a_gap(checked):
    names = ["Kết quả theo lĩnh vực", "Điểm mất và nguyên nhân", "Điểm thưởng, điểm trừ"]
    last = "Tiêu chí không áp dụng, chưa chấm"
    numbers = ("I. ", "II. ", "III. ", "IV. ")
    assert headings(context(checked())) == [n + name for n, name in zip(numbers, [*names, last], strict=True)]
    assert headings(context(checked(), score=Decimal(0)))[2:] == ["", f"III. {last}"]


def test_nothing_lost_is_said(checked):
    made = context(checked(), lost=Decimal(0))["diem_mat"]
    assert made["doan"][0][0]["chu"].startswith("Không mất điểm")
    assert made["hang"] == []


def test_the_areas_stand_with_last_years_points_and_add_up_or_the_rounding_is_told(checked):
    made = context(checked())["linh_vuc"]
    areas = [row for row in made["hang"] if row["ten"][0].isdigit()]
    base = next(row for row in made["hang"] if row["ten"] == "TỔNG ĐIỂM CÁC LĨNH VỰC")
    off = abs(sum(map(_number, (r["diem"] for r in areas))) - _number(base["diem"]))
    assert off == Decimal("0.01")
    assert f"chênh {show_number(off)} điểm" in made["doan"][0][0]["chu"]
    assert sum(_number(row["toi_da"]) for row in areas) == _number(base["toi_da"])
    assert sum(_number(row["nam_truoc"]) for row in areas) == _number(base["nam_truoc"])


def _number(text):
    return Decimal(text.replace(",", "."))


def test_number_and_day_are_left_to_be_written_for_they_are_not_those_of_the_other_report(checked):
    one = checked()
    made = context(one)
    assert one.picture.field("so_van_ban").text == "372"
    assert made["so"] == "\u00a0" * 8
    assert made["ngay_thang"] == "ngày …… tháng 12 năm 2021"
    assert made["phu_luc"]["kem_theo"].startswith("(Kèm theo Báo cáo số ……/BC-SLĐTBXH ngày …… ")


@pytest.mark.parametrize(("form", "unit"), [("so-2026", "dt25_snv"), ("tinh-minh-hoa", "dt_ubnd")])
def test_a_form_made_of_another_has_the_report_too(form, unit):
    known = load_form(form, unit)
    made = context(check_picture(make_picture(known, str(known.meta.year), {})))
    assert known.meta.criteria_note in made["phu_luc"]["ghi_chu"]
    assert made["co_quan_chu_quan"] == ("" if unit == "dt_ubnd" else "UBND TỈNH ĐỒNG THÁP")
    assert [row["ma"] for row in made["phu_luc"]["hang"]] == list(known.criteria)


# --- the way to it


def test_the_name_of_a_shipped_template_makes_its_report(samples, tmp_path, capsys):
    book, out = str(samples["2021-minh-hoa"]), tmp_path / "a.docx"
    assert main(["report", book, "-o", str(out), "--template", "bao-cao-tu-cham-diem"]) == 0
    assert "Kết quả tự chấm điểm Chỉ số" in _texts(out)
    own = tmp_path / "mau-rieng" / TEMPLATE.name
    own.parent.mkdir()
    own.write_bytes(TEMPLATE.read_bytes())
    assert main(["report", book, "-o", str(tmp_path / "b.docx"), "--template", str(own)]) == 0
    assert (tmp_path / "b.docx").read_bytes() == out.read_bytes()
    other = own.rename(tmp_path / "khac.docx")
    assert main(["report", book, "-o", str(tmp_path / "c.docx"), "--template", str(other)]) == 2
    assert "MAU03" in capsys.readouterr().err


def test_with_errors_it_is_kept_back_unless_a_draft(samples, tmp_path):
    book, out = str(samples["2021-nguyen-van"]), tmp_path / "a.docx"
    command = ["report", book, "-o", str(out), "--template", "bao-cao-tu-cham-diem"]
    assert main(command) == 1
    assert not out.exists()
    assert main([*command, "--draft"]) == 0
    assert "DỰ THẢO" in "".join(node.text or "" for node in _header(out).iter("{*}t"))


def test_a_criterion_that_an_officer_typed_in_excel_stands_in_the_report(tmp_path, monkeypatch):
    monkeypatch.setenv("CCHC_BIEU_MAU", str(tmp_path / "bieu-mau"))
    criteria, book = tmp_path / "bo-tieu-chi.xlsx", tmp_path / "so.xlsx"
    assert main(["form", "export-criteria", "so-2021", "-o", str(criteria)]) == 0
    typed = openpyxl.load_workbook(criteria)
    typed["Bộ tiêu chí"]["B5"].value = "so-rieng"
    row = next(cell for cell in typed["Tiêu chí"]["A"] if str(cell.value) == "1.1.2")
    typed["Tiêu chí"][f"B{row.row}"].value = "Kế hoạch CCHC gắn với <chỉ tiêu> & thời hạn"
    typed.save(criteria)
    assert main(["form", "import-criteria", str(criteria)]) == 0
    new = ["new", "--form", "so-rieng", "--unit", "dt_sldtbxh", "--period", "2021", "-o", str(book)]
    assert main(new) == 0
    report = ["report", str(book), "-o", str(tmp_path / "a.docx"), "--template", "bao-cao-tu-cham-diem"]
    assert main([*report, "--draft"]) == 0
    assert _texts(tmp_path / "a.docx").count("Kế hoạch CCHC gắn với <chỉ tiêu> & thời hạn") == 2
    load_form.cache_clear()


def _header(path):
    return docx.Document(path).sections[0].first_page_header._element


def _texts(path):
    """All text, a paragraph a line."""
    paragraphs = docx.Document(path).element.body.iter("{*}p")
    return "\n".join("".join(node.text or "" for node in p.iter("{*}t")) for p in paragraphs)


# --- on paper


@pytest.fixture
def written(tmp_path, checked):
    write_report(checked(), tmp_path / "a.docx", template=SELF_SCORE)
    return tmp_path / "a.docx"


def test_the_same_workbook_gives_the_same_bytes(written, checked, tmp_path):
    write_report(checked(), tmp_path / "b.docx", template=SELF_SCORE)
    assert (tmp_path / "b.docx").read_bytes() == written.read_bytes()


def test_every_number_comes_from_a_cell_a_result_or_the_form(written, checked):
    one = checked()
    sheet, texts = score_sheet(one), []
    texts += [str(entry.value) for *_, entry in one.picture.entries() if isinstance(entry.value, str)]
    texts += [str(text) for row in one.picture.form.sheets["tieu_chi"].lines for text in row.texts.values()]
    texts += [one.picture.form.unit.name, _texts(TEMPLATE)]
    typed = [entry.value for *_, entry in one.picture.entries() if isinstance(entry.value, Decimal)]
    values = [*typed, *(v for v in one.evaluation.values.values() if isinstance(v, Decimal))]
    values += [row.criterion.maximum for row in sheet.rows]
    values += [100 * row.score / row.maximum for row in sheet.areas if row.maximum and row.score]
    lost = [row.lost for row in sheet.rows if row.criterion.rule and row.maximum and row.lost]
    base = one.evaluation.number("tc_tong_goc")
    values += [sum(lost), Decimal(len(lost)), 100 * base / sheet.maximum]
    known = {number for text in texts for number in NUMBER.findall(text)}
    known |= {number for value in values for number in NUMBER.findall(f"{show_number(value)} {value:f}")}
    known |= {"14/12/2021", "14", "2021", "01", "0,01"}  # the day of the figures, one that does not apply
    printed = set(NUMBER.findall(_texts(written)))
    assert len(printed) > 100
    assert printed - known == set()


@needs("ooxml-validator")
def test_the_open_xml_sdk_finds_nothing_in_template_and_reports(written, checked, form, tmp_path):
    one = checked()
    nothing = context(one, score=Decimal(0), lost=Decimal(0), state=Scored.SCORED)
    empty = context(check_picture(make_picture(form, "2021", {})))
    render(TEMPLATE, nothing, tmp_path / "khong.docx")
    render(TEMPLATE, empty, tmp_path / "trong.docx")
    assert openxml.problems(TEMPLATE, written, tmp_path / "khong.docx", tmp_path / "trong.docx") == []


@needs("soffice", "poppler")
def test_header_rows_repeat_and_the_label_is_seen_in_report_and_annex(written, tmp_path):
    made = pages.page_texts(libreoffice.to_pdf(written, tmp_path / "pdf"))
    annex, evidence = (n for n, page in enumerate(made) if page.lstrip().startswith("Phụ lục"))
    assert annex > 3
    assert evidence - annex > 5
    assert all("Quy tắc chấm" in page and "Tài liệu kiểm chứng" in page for page in made[annex:evidence])
    assert all("Tệp trong thư mục TLKC" in page for page in made[evidence:])
    assert all("Nguyên nhân, giải" in page for page in made[1:5])
    assert "bộ minh họa" in made[0]
    assert "bộ minh họa" in made[annex]
    assert [page.split(maxsplit=1)[0] for page in made[1:annex]] == [str(n) for n in range(2, annex + 1)]
    assert "###" not in "".join(made)


@needs("soffice", "poppler")
@pytest.mark.parametrize("rows", range(4, 9))
def test_the_signature_never_stands_alone_on_a_page(checked, tmp_path, rows):
    one = checked()
    made = context(one)
    made["diem_mat"]["hang"] = made["diem_mat"]["hang"][:rows]
    made["phu_luc"]["hang"] = made["phu_luc"]["hang"][:3]
    out = tmp_path / "a.docx"
    render(TEMPLATE, made, out)
    shown = pages.page_texts(libreoffice.to_pdf(out, tmp_path / "pdf"))
    signed = next(page for page in shown if "Nơi nhận" in page)
    assert "Trên đây là báo cáo" in signed
    assert "(họ tên)" in signed
