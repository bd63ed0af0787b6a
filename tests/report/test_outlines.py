import re

import docx
import pytest
from support import libreoffice, openxml, pages
from support.needs import needs
from support.word import text

from cchc_xl.cli import main
from cchc_xl.entries.from_json import make_picture
from cchc_xl.excel.build import build
from cchc_xl.form.load import load_form
from cchc_xl.form.outlines import Numbering

TWO_PARTS = [
    "I. CHỈ ĐẠO, ĐIỀU HÀNH, KIỂM TRA VÀ TUYÊN TRUYỀN",
    *("1. Chỉ đạo, điều hành", "2. Kiểm tra công tác CCHC", "3. Thông tin, tuyên truyền"),
    "II. KẾT QUẢ THỰC HIỆN",
    *("1. Đánh giá chung", "2. Kết quả theo lĩnh vực"),
    *("a) Cải cách thể chế", "b) Cải cách thủ tục hành chính", "c) Cải cách tổ chức bộ máy"),
    *("d) Cải cách chế độ công vụ", "đ) Cải cách tài chính công", "e) Chính quyền điện tử, chính quyền số"),
    *("3. Khó khăn, vướng mắc", "4. Kiến nghị, đề xuất"),
    *("a) Đối với Bộ quản lý ngành", "b) Đối với Ủy ban nhân dân tỉnh"),
    "III. PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ TỚI",
]
SIX_AREAS = [
    "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH",
    *("1. Kế hoạch cải cách hành chính", "2. Chỉ đạo, điều hành", "3. Kiểm tra công tác CCHC"),
    *("4. Thông tin, tuyên truyền", "5. Thực hiện nhiệm vụ được giao", "6. Khảo sát sự hài lòng"),
    "7. Đối thoại với người dân, doanh nghiệp",
    "II. KẾT QUẢ THỰC HIỆN SÁU LĨNH VỰC CẢI CÁCH HÀNH CHÍNH",
    *("1. Cải cách thể chế", "2. Cải cách thủ tục hành chính", "3. Cải cách tổ chức bộ máy"),
    *("4. Cải cách chế độ công vụ", "5. Cải cách tài chính công", "6. Chính quyền điện tử, chính quyền số"),
    "III. ĐÁNH GIÁ CHUNG",
    *("1. Kết quả đạt được", "2. Hạn chế, khó khăn, vướng mắc", "3. Nguyên nhân của hạn chế"),
    "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ TỚI",
    "V. KIẾN NGHỊ, ĐỀ XUẤT",
    *("1. Đối với Bộ quản lý ngành", "2. Đối với Ủy ban nhân dân tỉnh"),
]
BLANKS = "\u00a0" * 8
ONLY_SIX = {"doi_thoai": "Sở đối thoại một lần.", "nguyen_nhan": "Do thiếu người."}


@pytest.fixture
def made(entries, tmp_path):
    """The report of the corrected sample as people get it: fields changed, texts and registers replaced."""

    def make(outline="", form="so-2021", unit="dt_sldtbxh", **changes):
        data = entries()
        data["fields"] |= changes.pop("fields", {}) | ({"de_cuong": outline} if outline else {})
        data["texts"] |= changes.pop("texts", ONLY_SIX)
        data["registers"] |= changes
        if form != "so-2021":
            data = {"fields": data["fields"] | {"don_vi": unit, "can_cu": None}}
        build(make_picture(load_form(form, unit), "2021", data), tmp_path / "x.xlsx")
        command = ["report", str(tmp_path / "x.xlsx"), "-o", str(tmp_path / "x.docx"), "--draft"]
        assert main([*command, "--overwrite"]) == 0
        return tmp_path / "x.docx"

    return make


def styled(path, *prefixes):
    """The paragraphs whose style begins so, those in tables too."""
    document = docx.Document(path)
    styles = {style.style_id: style.name for style in document.styles}
    for paragraph in document.element.body.iter("{*}p"):
        style = paragraph.find("{*}pPr/{*}pStyle")
        if style is not None and styles[style.values()[0]].startswith(prefixes):
            yield "".join(node.text or "" for node in paragraph.iter("{*}t"))


def text_of(path):
    return "\n".join(text(paragraph) for paragraph in docx.Document(path).element.body.iter("{*}p"))


def tables_of(path):
    """The rows of each table, cells as elements; content controls around them do not matter."""
    tables = docx.Document(path).element.body.iter("{*}tbl")
    return [[list(row.iter("{*}tc")) for row in table.iter("{*}tr")] for table in tables]


# --- outlines


@pytest.mark.parametrize(
    ("outline", "headings"), [("", TWO_PARTS), ("hai_phan", TWO_PARTS), ("sau_linh_vuc", SIX_AREAS)]
)
def test_a_report_has_the_headings_of_the_outline_chosen(made, outline, headings):
    assert list(styled(made(outline), "Muc")) == headings


def test_the_same_cells_make_both_reports(made, entries):
    typed = entries()["texts"]
    two, six = text_of(made("hai_phan")), text_of(made("sau_linh_vuc"))
    plain = [line for one in typed.values() for line in one.split("\n") if not re.search(r"[{\[*]", line)]
    assert len(plain) > 8
    for line in plain:
        assert line in two and line in six
    assert all(one in six and one not in two for one in ONLY_SIX.values())


def test_a_section_left_out_leaves_no_gap_in_the_numbers(made):
    headings = list(styled(made("sau_linh_vuc", texts={"phuong_huong": "", "doi_thoai": ""}), "Muc"))
    assert "7. Đối thoại với người dân, doanh nghiệp" not in headings
    assert [heading for heading in headings if heading[0] in "IV"][2:] == [
        "III. ĐÁNH GIÁ CHUNG",
        "IV. KIẾN NGHỊ, ĐỀ XUẤT",
    ]


def test_a_required_text_is_asked_for_only_where_the_outline_prints_it(made, capsys, tmp_path):
    for outline, asked in (("hai_phan", False), ("sau_linh_vuc", True)):
        made(outline, texts={})
        main(["check", str(tmp_path / "x.xlsx")])
        assert ("Nguyên nhân của hạn chế" in capsys.readouterr().out) is asked


def test_headings_are_numbered_by_level_and_begin_anew():
    levels = [1, 2, 3, 3, 3, 3, 3, 3, 2, 3, 1, 2, 1, 1, 1, 1, 1, 1, 1]
    numbering = Numbering()
    shown = " ".join(numbering.next(level) for level in levels)
    assert shown == "I. 1. a) b) c) d) đ) e) 2. a) II. 1. III. IV. V. VI. VII. VIII. IX."


# --- place and date, signature


@pytest.mark.parametrize(
    ("status", "number", "day"),
    [
        ("du_thao", BLANKS, "ngày …… tháng 12"),
        ("trinh_ky", BLANKS, "ngày …… tháng 12"),
        ("da_ban_hanh", "372", "ngày 20 tháng 12"),
    ],
)
def test_number_and_day_stand_only_on_an_issued_report(made, status, number, day):
    shown = list(styled(made(fields={"trang_thai": status}), "So ky hieu", "Dia danh"))
    assert shown == [f"Số: {number}/BC-SLĐTBXH", f"Đồng Tháp, {day} năm 2021"]


@pytest.mark.parametrize(
    ("form", "chosen", "office", "block"),
    [
        ("so-2021", "", "Giám đốc", ["GIÁM ĐỐC"]),
        ("so-2021", "q", "Giám đốc", ["Q. GIÁM ĐỐC"]),
        ("so-2021", "kt", "Phó Giám đốc", ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]),
        ("so-2021", "tl", "Chánh Văn phòng", ["TL. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"]),
        ("so-2021", "tuq", "Chánh Văn phòng", ["TUQ. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG"]),
        ("tinh-minh-hoa", "", "Chủ tịch", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
        ("tinh-minh-hoa", "tm", "Chủ tịch", ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]),
        ("tinh-minh-hoa", "kt", "Phó Chủ tịch", ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
        ("tinh-minh-hoa", "q", "Chủ tịch", ["TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH"]),
        ("tinh-minh-hoa", "tl", "Chánh Văn phòng", ["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"]),
    ],
)
def test_the_block_says_for_whom_the_signer_signs(made, form, chosen, office, block):
    unit = "dt_ubnd" if form == "tinh-minh-hoa" else "dt_sldtbxh"
    out = made(form=form, unit=unit, fields={"quyen_ky": chosen or None, "chuc_vu": office})
    assert list(styled(out, "Quyen ky", "Chuc vu", "Nguoi ky")) == [*block, "(họ tên)"]


# --- appendices


def test_registers_with_rows_are_appendices_numbered_only_when_they_are_several(made):
    heads = ("Phu luc", "Ten phu luc")
    assert [line.split(" CẢI")[0] for line in styled(made(), *heads)] == [
        *("Phụ lục I", "THỐNG KÊ KẾT QUẢ THỰC HIỆN"),
        *("Phụ lục II", "TÌNH HÌNH THỰC HIỆN NHIỆM VỤ"),
        *("Phụ lục III", "KẾT QUẢ KIỂM TRA CÔNG TÁC"),
    ]
    two = made(nhiem_vu=[])
    assert list(styled(two, *heads))[::2] == ["Phụ lục I", "Phụ lục II"]
    assert "(Kèm theo các Phụ lục I, II)" in text_of(two)
    one = made(nhiem_vu=[], kiem_tra=[])
    assert list(styled(one, *heads))[::2] == ["Phụ lục"]
    assert "(Kèm theo Phụ lục thống kê kết quả thực hiện CCHC)" in text_of(one)


def test_an_appendix_prints_the_rows_of_its_register(made, entries):
    task = {"ma": "NV1", "noi_dung": "Rà soát", "phong": "dt_sldtbxh_vp", "han": "2021-06-30"}
    task |= {"trang_thai": "hoan_thanh", "ngay_hoan_thanh": "2021-06-25", "san_pham": "Báo cáo"}
    visit = {"ma": "KT1", "don_vi": "dt_sldtbxh_vp", "hinh_thuc": "truc_tiep", "ngay": "2021-09-15"}
    visit |= {"van_de": 3, "da_xu_ly": 2, "noi_dung": "Sổ sách", "ket_luan": "kh106"}
    printed = tables_of(made(nhiem_vu=[task], kiem_tra=[visit]))[-2:]
    rows = [[text(cell) for cell in table[1]] for table in printed]
    done = "Hoàn thành ngày\u00a025/6/2021"
    assert rows[0] == ["1", "Rà soát", "Văn phòng Sở", "30/6/2021", done, "Báo cáo"]
    assert rows[1][:6] == ["1", "Văn phòng Sở", "Kiểm tra trực tiếp", "15/9/2021", "Sổ sách", "03"]
    assert rows[1][6:] == ["02", "106/KH-SLĐTBXH"]


def test_the_rows_of_the_figures_are_indented_by_level(made):
    figures = next(table for table in tables_of(made()) if len(table[0]) == 5)
    found = {text(row[0]): row[1].find(".//{*}pStyle").values()[0] for row in figures[1:]}
    styles = [found[code] for code in ("1", "1.5", "1.1.1", "1.2.1.1")]
    assert styles == ["BangNhomTrai", "BangTrai2", "BangTrai3", "BangTrai4"]


@needs("soffice", "poppler")
def test_each_appendix_counts_its_own_pages_and_repeats_its_header(made, tmp_path):
    shown = pages.page_texts(libreoffice.to_pdf(made(), tmp_path / "pdf"))
    starts = [i for i, page in enumerate(shown) if page.lstrip().startswith("Phụ lục")]
    assert len(starts) == 3
    for start, end in zip(starts, [*starts[1:], len(shown)], strict=True):
        assert end - start > 1
        assert [page.split(maxsplit=1)[0] for page in shown[start + 1 : end]] == [
            str(n) for n in range(2, end - start + 1)
        ]
        assert all("TT" in page.split() for page in shown[start:end])


@needs("ooxml-validator")
def test_the_open_xml_sdk_finds_nothing_in_any_outline_nor_without_annexes(made, tmp_path):
    made("sau_linh_vuc").rename(tmp_path / "6.docx")
    made(nhiem_vu=[], kiem_tra=[]).rename(tmp_path / "1.docx")
    assert openxml.problems(tmp_path / "6.docx", tmp_path / "1.docx") == []
