"""The format check, told by damages: each breaks one thing in a document that is right."""

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Cm, Mm, Pt
from support import documents
from support.damages import (
    LANDSCAPE,
    continued_pages,
    drop,
    first_number,
    footnote,
    long_rule,
    look,
    no_page_numbers,
    no_recipients,
    no_rule,
    number_in_footer,
    of_number,
    page,
    red,
    roman_pages,
    same_section,
    say,
    several,
    shape,
    sides_swapped,
    style_of,
    theme_font,
    toggled,
    without_drawn,
)

from cchc_xl.findings import CATALOGUE
from cchc_xl.word.format import RULES, check_format


def codes(path):
    return {finding.code for finding in check_format(path)}


DAMAGES = {
    "another paper": ("letter", page(page_width=Mm(216), page_height=Mm(279)), "TH02"),
    "a lying page of prose": ("letter", page(**LANDSCAPE), "TH03"),
    "a narrow left margin": ("report", page(left_margin=Mm(25)), "TH04"),
    "a wide right margin": ("letter", page(right_margin=Mm(25)), "TH04"),
    "a low top margin": ("decision", page(top_margin=Mm(15)), "TH04"),
    "a gutter": ("letter", page(gutter=Mm(10)), "TH04"),
    "another font in a word": ("report", look("Số liệu trong báo cáo", name="Arial"), "TH05"),
    "a font through a style": ("report", style_of("NoiNhan", name="Calibri"), "TH05"),
    "a font of the theme": ("letter", theme_font, "TH05"),
    "a font in the page number": ("report", of_number(name="Arial"), "TH05"),
    "red text": ("report", red, "TH06"),
    "no page numbers": ("letter", no_page_numbers, "TH07"),
    "even pages without numbers": (
        "letter", lambda d: setattr(d.settings, "odd_and_even_pages_header_footer", True), "TH07"),
    "page numbers below": ("letter", number_in_footer, "TH08"),
    "page numbers at the side": ("report", of_number(alignment=ALIGN.RIGHT), "TH08"),
    "small page numbers": ("report", of_number(size=Pt(11)), "TH08"),
    "Roman page numbers": ("letter", roman_pages, "TH08"),
    "pages counted from 3": ("letter", first_number(3), "TH08"),
    "a number on the first page": (
        "letter", page(different_first_page_header_footer=False), "TH09"),
    "a misspelt quốc hiệu": ("report", say("CỘNG HÒA", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAN"), "TH11"),
    "no quốc hiệu": ("letter", drop("CỘNG HÒA"), "TH11"),
    "a quốc hiệu at the wrong side": ("letter", sides_swapped, "TH11"),
    "a large quốc hiệu": ("report", look("CỘNG HÒA", size=Pt(14)), "TH12"),
    "a thin quốc hiệu": ("letter", look("CỘNG HÒA", bold=False), "TH12"),
    "a quốc hiệu at the left": ("letter", shape("CỘNG HÒA", alignment=ALIGN.LEFT), "TH12"),
    "a motto with long dashes": ("report", say("Độc lập", "Độc lập – Tự do – Hạnh phúc"), "TH13"),
    "a motto in capitals of its own": ("report", say("Độc lập", "Độc Lập - Tự Do - Hạnh Phúc"), "TH13"),
    "no motto": ("letter", drop("Độc lập"), "TH13"),
    "a slanting motto": ("report", look("Độc lập", italic=True), "TH14"),
    "no rule under the motto": ("report", no_rule("KeTieuNgu"), "TH15"),
    "a short rule under the motto": ("letter", long_rule("Độc lập", 90), "TH15"),
    "no issuer": ("letter", several(drop("SỞ NỘI VỤ"), drop("UBND TỈNH")), "TH16"),
    "a bold parent": ("report", look("UBND TỈNH", bold=True), "TH17"),
    "a thin issuer": ("report", look("SỞ LAO ĐỘNG", bold=False), "TH18"),
    "a large issuer": ("letter", look("SỞ NỘI VỤ", size=Pt(14)), "TH18"),
    "no rule under the issuer": ("report", no_rule("KeCoQuan"), "TH19"),
    "a long rule under the issuer": ("letter", long_rule("SỞ NỘI VỤ", 80), "TH19"),
    "no rule under an issuer with a long name": (
        "letter",
        several(say("SỞ NỘI VỤ", "SỞ KHOA HỌC, CÔNG NGHỆ VÀ MÔI TRƯỜNG"), without_drawn("SỞ KHOA HỌC")),
        "TH19"),
    "no number": ("letter", drop("Số: 125"), "TH20"),
    "a number with spaces": ("letter", say("Số: 125", "Số: 125 / SNV - VP"), "TH21"),
    "a number without colon": ("report", say("Số: 372", "Số 372/BC-SLĐTBXH"), "TH21"),
    "a symbol with a long dash": ("report", say("Số: 372", "Số: 372/BC–SLĐTBXH"), "TH21"),
    "an unpadded number": ("decision", say("Số: 07", "Số: 7/QĐ-SNV"), "TH22"),
    "a slanting number": ("report", look("Số: 372", italic=True), "TH23"),
    "a large number": ("letter", look("Số: 125", size=Pt(14)), "TH23"),
    "no date": ("letter", drop("Đồng Tháp, ngày"), "TH25"),
    "an unpadded day": ("letter", say("Đồng Tháp, ngày", "Đồng Tháp, ngày 5 tháng 3 năm 2021"), "TH26"),
    "a padded March": ("letter", say("Đồng Tháp, ngày", "Đồng Tháp, ngày 05 tháng 03 năm 2021"), "TH26"),
    "an unpadded January": ("letter", say("Đồng Tháp, ngày", "Đồng Tháp, ngày 05 tháng 1 năm 2021"), "TH26"),
    "a date in figures": ("letter", say("Đồng Tháp, ngày", "Đồng Tháp, 05/3/2021"), "TH26"),
    "a day that never was": ("letter", say("Đồng Tháp, ngày", "Đồng Tháp, ngày 31 tháng 4 năm 2021"), "TH26"),
    "a place in small letters": (
        "letter", say("Đồng Tháp, ngày", "Đồng tháp, ngày 05 tháng 3 năm 2021"), "TH26"),
    "a place without comma": ("letter", say("Đồng Tháp, ngày", "Đồng Tháp ngày 05 tháng 3 năm 2021"), "TH26"),
    "an upright date": ("report", look("Đồng Tháp, ngày", italic=False), "TH27"),
    "the symbol of another kind": ("report", say("Số: 372", "Số: 372/KH-SLĐTBXH"), "TH28"),
    "no kind": ("decision", several(drop("QUYẾT ĐỊNH"), drop("Ban hành Quy chế")), "TH29"),
    "a small kind": ("report", look("BÁO CÁO", size=Pt(12)), "TH30"),
    "a kind in small letters": (
        "report", several(say("BÁO CÁO", "Báo cáo"), style_of("TenLoai", all_caps=False)), "TH30"),
    "no subject": ("report", several(drop("Kết quả thực hiện công tác"), no_rule("KeTrichYeu")), "TH31"),
    "a thin subject": ("report", look("Kết quả thực hiện công tác", bold=False), "TH32"),
    "a subject at the left": ("decision", shape("Ban hành Quy chế", alignment=ALIGN.LEFT), "TH32"),
    "no rule under the subject": ("report", no_rule("KeTrichYeu"), "TH33"),
    "no rule between subject and content": (
        "report", several(no_rule("KeTrichYeu"), drop("Kính gửi"), drop("- Như trên")), "TH33"),
    "a large V/v": ("letter", look("V/v", size=Pt(14)), "TH34"),
    "a V/v too near": ("letter", shape("V/v", space_before=Pt(0)), "TH35"),
    "no addressee": (
        "letter",
        several(drop("Kính gửi"), drop("- Các sở"), drop("- Ủy ban"), say("- Như trên", "- Các sở;")),
        "TH37"),
    "as above, but nobody": ("report", drop("Kính gửi"), "TH37"),
    "a bold addressee": ("report", look("Kính gửi", bold=True), "TH38"),
    "an addressee without its sign": ("letter", say("- Các sở", "- Các sở, ban, ngành tỉnh"), "TH39"),
    "an addressee without colon": ("report", say("Kính gửi", "Kính gửi Sở Nội vụ"), "TH39"),
    "an upright basis": ("decision", look("Căn cứ Luật", italic=False), "TH40"),
    "a basis without its sign": (
        "decision", say("Căn cứ Luật", "Căn cứ Luật Tổ chức chính quyền địa phương,"), "TH41"),
    "small text": ("report", look("Số liệu trong báo cáo", size=Pt(12)), "TH42"),
    "slanting text": ("report", look("Số liệu trong báo cáo", italic=True), "TH43"),
    "bold text": ("report", look("Số liệu trong báo cáo", bold=True), "TH43"),
    "ragged text": ("report", shape("Số liệu trong báo cáo", alignment=ALIGN.LEFT), "TH44"),
    "text without indent": ("report", shape("Số liệu trong báo cáo", first_line_indent=Cm(0)), "TH45"),
    "a heading without indent": ("report", shape("1. Đánh giá chung", first_line_indent=Cm(2)), "TH45"),
    "no space between": (
        "letter",
        several(shape("1. Các", space_after=Pt(0)), shape("2. Sở", space_before=Pt(3))),
        "TH46"),
    "double lines": ("report", shape("Số liệu trong báo cáo", line_spacing=2.0), "TH47"),
    "lines of 12 points": ("letter", shape("1. Các đơn vị", line_spacing=Pt(12)), "TH47"),
    "an Arabic chapter": ("decision", say("Chương I", "Chương 1"), "TH48"),
    "a thin section": ("report", look("I. CHỈ ĐẠO", bold=False), "TH49"),
    "a section in small letters": (
        "report", several(style_of("Muc1", all_caps=False), say("III.", "III. Phương hướng")), "TH49"),
    "a thin clause": ("report", look("1. Chỉ đạo, điều hành", bold=False), "TH50"),
    "a small clause": ("report", look("2. Kiểm tra công tác", size=Pt(13)), "TH50"),
    "a thin article by two styles": ("decision", toggled, "TH50"),
    "a slanting point": ("report", look("a) Cải cách thể chế", italic=True), "TH51"),
    "a document without date": (
        "letter", say("1. Các đơn vị", "1. Thực hiện Kế hoạch số 31/KH-SNV của Sở Nội vụ."), "TH52"),
    "a large footnote": ("letter", footnote(14), "TH53"),
    "no signer": ("letter", several(drop("KT. GIÁM"), drop("PHÓ GIÁM"), drop("Nguyễn Văn A")), "TH54"),
    "an authority without dot": ("letter", say("KT. GIÁM", "KT GIÁM ĐỐC"), "TH55"),
    "an authority with a slash": ("letter", say("KT. GIÁM", "K/T GIÁM ĐỐC"), "TH55"),
    "an authority without office": ("letter", drop("PHÓ GIÁM"), "TH55"),
    "a thin office": ("report", look("GIÁM ĐỐC", bold=False), "TH56"),
    "an office in small letters": ("letter", say("PHÓ GIÁM", "Phó Giám đốc"), "TH56"),
    "a name in capitals": ("letter", say("Nguyễn Văn A", "NGUYỄN VĂN A"), "TH57"),
    "a slanting name": ("report", look("(họ tên)", italic=True), "TH57"),
    "a degree": ("letter", say("Nguyễn Văn A", "ThS. Nguyễn Văn A"), "TH58"),
    "a degree with dots": ("letter", say("Nguyễn Văn A", "PGS.TS. Nguyễn Văn A"), "TH58"),
    "a degree cut by a dot": ("letter", say("Nguyễn Văn A", "Th.S Nguyễn Văn A"), "TH58"),
    "a title": ("report", say("(họ tên)", "Tiến sĩ Nguyễn Văn A"), "TH58"),
    "a block that may stand alone": ("report", shape("Trên đây là", keep_with_next=False), "TH59"),
    "no name": ("letter", drop("Nguyễn Văn A"), "TH60"),
    "no recipients": ("report", no_recipients, "TH61"),
    "recipients at 14": ("report", look("Nơi nhận", size=Pt(14)), "TH62"),
    "an upright Nơi nhận": ("letter", look("Nơi nhận", italic=False), "TH62"),
    "a large recipient": ("report", look("- Lãnh đạo Sở", size=Pt(12)), "TH63"),
    "a recipient with a comma": ("report", say("- Lãnh đạo Sở", "- Lãnh đạo Sở,"), "TH64"),
    "a recipient without dash": ("report", say("- Lãnh đạo Sở", "Lãnh đạo Sở;"), "TH64"),
    "a list without its dot": ("report", say("- Lưu:", "- Lưu: VT, VP"), "TH64"),
    "not kept": ("report", say("- Lưu:", "- Văn phòng Sở."), "TH65"),
    "kept by nobody": ("letter", say("- Lưu:", "- Lưu: VT."), "TH65"),
    "kept without colon": ("letter", say("- Lưu:", "- Lưu VT, VP."), "TH65"),
    "not as above": ("report", drop("- Như trên"), "TH66"),
    "a small annex": ("report", look("Phụ lục", size=Pt(13)), "TH67"),
    "a thin annex title": ("report", look("THỐNG KÊ KẾT QUẢ", bold=False), "TH68"),
    "an annex of nothing": ("report", drop("(Kèm theo Báo cáo"), "TH69"),
    "an upright note of an annex": ("report", look("(Kèm theo Báo cáo", italic=False), "TH70"),
    "an annex of several without number": ("report", say("Phụ lục I", "Phụ lục"), "TH71"),
    "an annex with an Arabic number": ("decision", say("Phụ lục II", "Phụ lục 2"), "TH71"),
    "an annex with its title beside": ("report", say("Phụ lục", "Phụ lục: Thống kê"), "TH71"),
    "annexes out of order": ("decision", say("Phụ lục II", "Phụ lục III"), "TH71"),
    "an annex counted on": ("report", continued_pages, "TH72"),
    "an annex in the same section": ("decision", same_section, "TH72"),
    "an annex nobody points at": ("report", drop("(Kèm theo các Phụ lục"), "TH73"),
    "an annex in capitals": ("report", say("Phụ lục I", "PHỤ LỤC I"), "TH74"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["report", "letter", "decision"])
def test_a_document_as_the_decree_wants_it_has_no_finding(clean, kind):
    assert check_format(clean[kind]) == []


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_told_and_nothing_else(clean, tmp_path, name):
    kind, damage, code = DAMAGES[name]
    document = documents.opened(clean[kind])
    damage(document)
    assert codes(documents.saved(document, tmp_path / "hong.docx")) == {code}


def test_every_rule_is_damaged_once():
    rules = {code for code in CATALOGUE if code.startswith("TH")}
    assert {code for _, _, code in DAMAGES.values()} | {"TH01"} == rules
    assert len(set(RULES)) == len(RULES)
