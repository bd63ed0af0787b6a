"""The appendices on dossiers, and what the report says of late ones, as people get them."""

import docx
import pytest
from support import libreoffice, openxml, pages
from support.needs import needs
from support.word import text

from cchc_xl.actions.check import check_picture
from cchc_xl.actions.format_check import check_document
from cchc_xl.cli import main
from cchc_xl.entries.from_json import make_picture
from cchc_xl.excel.build import build
from cchc_xl.form.load import load_form
from cchc_xl.report.context import report_context

PROCEDURES = [("1.01", "Cấp giấy phép", "Việc làm", "tinh"), ("1.02", "Trợ cấp", "Bảo trợ xã hội", "xa")]
PROCEDURES += [("1.03", "Cấp lại", "Việc làm", "tinh"), ("1.04", "Đổi thẻ", "Người có công", "tinh")]
COUNTS = ["truc_tuyen", "truc_tiep", "ky_truoc", "truoc_han", "dung_han", "qua_han"]
COUNTS += ["dang_trong_han", "dang_qua_han"]
TOTALS = [
    ("1.01", 12, 8, 1, 9, 7, 2, 2, 1),
    ("1.02", 0, 5, 0, 4, 1, 0, 0, 0),
    ("1.03", 3, 1000, 0, 3, 1000, 0, 0, 0),
]
TOTALS += [("1.04", 1, 1, 0, 0, 1, 1, 0, 0)]
LATE = [
    ("H1", "1.01", "tre_han", 3, 2, "Phòng Người có công", "noi_bo"),
    ("H2", "1.01", "tre_han", 1.5, 0, "Chi cục Thuế", "co_quan_khac"),
    ("H3", "1.01", "dang_tre", 4, 0, "Chi cục Thuế", "co_quan_khac"),
    ("H4", "1.04", "tre_han", 2, 0, "UBND xã", "co_quan_khac"),
]


def registers(late=LATE, totals=TOTALS):
    service = {"muc_do": "mot_phan", "tinh_trang": "ap_dung", "thoi_han": 5}
    columns = ("ma", "ten", "linh_vuc", "cap")
    rows = {"tthc": [dict(zip(columns, one, strict=True)) | service for one in PROCEDURES]}
    totals = [dict(zip(("tthc", *COUNTS), one, strict=True)) for one in totals]
    rows["ho_so"] = [{"ma": f"T{i}", "loai": "tong_hop", **one} for i, one in enumerate(totals)]
    columns = ("ma", "tthc", "loai", "ngay_tre", "ngay_tre_don_vi", "don_vi_tre", "nguyen_nhan")
    rows["ho_so"] += [dict(zip(columns, one, strict=True)) for one in late]
    return rows


@pytest.fixture
def picture(entries):
    def make(form="so-2021", **changes):
        data = entries()
        data["registers"] |= registers(**changes)
        data["indicators"] = {k: v for k, v in data["indicators"].items() if k[0] not in "37"}
        data["indicators"] |= {"7.5.5.2": 0, "7.5.5.3": 0}
        if form != "so-2021":
            return make_picture(load_form(form, "dt_ubnd"), "2021", {"registers": registers(**changes)})
        return make_picture(load_form(form, "dt_sldtbxh"), "2021", data)

    return make


@pytest.fixture
def context(picture):
    def make(**changes):
        checked = check_picture(picture(**changes))
        return report_context(checked.picture, checked.evaluation)

    return make


@pytest.fixture
def document(picture, tmp_path):
    build(picture(), tmp_path / "x.xlsx")
    assert main(["report", str(tmp_path / "x.xlsx"), "-o", str(tmp_path / "x.docx"), "--draft"]) == 0
    return tmp_path / "x.docx"


def printed(rows, *columns):
    """The rows of a table as text, without the mark of the first."""
    found = []
    for row in rows:
        found.append(" | ".join("".join(c for c in str(row[key]) if c.isprintable()) for key in columns))
    return found


def test_the_resolution_table_has_levels_fields_and_a_total(document):
    table = next(t for t in docx.Document(document).element.body.iter("{*}tbl") if "Lĩnh vực" in text(t))
    rows = [[text(cell) for cell in row.iter("{*}tc")] for row in table.iter("{*}tr")]
    assert rows[0] == ["TT", "Lĩnh vực", "Tiếp nhận", "Đã giải quyết", "Đang giải quyết"]
    assert [" ".join(row) for row in rows[2:]] == [
        "I Cấp tỉnh 1.026 16 1.009 01 1.023 12 1.008 03 03 02 01",
        "1 Người có công 02 01 01 0 02 0 01 01 0 0 0",
        "2 Việc làm 1.024 15 1.008 01 1.021 12 1.007 02 03 02 01",
        "II Cấp xã 05 0 05 0 05 04 01 0 0 0 0",
        "3 Bảo trợ xã hội 05 0 05 0 05 04 01 0 0 0 0",
        " Tổng cộng 1.031 16 1.014 01 1.028 16 1.009 03 03 02 01",
    ]


def test_the_totals_of_the_appendix_are_the_figures_of_the_annex(picture, context):
    value = check_picture(picture()).evaluation.number
    total = context()["phu_luc_ho_so"]["hang"][-1]
    columns = {"tong_nhan": "3_3_4", "da_giai_quyet": "3_3_5", "qua_han": "3_3_8", "dang_giai_quyet": "3_3_9"}
    for column, code in columns.items():
        assert int(total[column].replace(".", "")) == value(f"ct_{code}"), column


def test_late_dossiers_are_listed_with_their_step_and_summed_by_cause(document):
    tables = list(docx.Document(document).element.body.iter("{*}tbl"))[-3:]
    late, causes, _ = ([[text(c) for c in row.iter("{*}tc")] for row in t.iter("{*}tr")] for t in tables)
    done = "Hồ sơ giải quyết quá hạn"
    assert late[1] == [
        "1",
        "H1",
        "Cấp giấy phép",
        done,
        "3",
        "2",
        "Phòng Người có công",
        "Do phòng, đơn vị của sở",
    ]
    assert late[3][3:] == ["Hồ sơ đang quá hạn", "4", "0", "Chi cục Thuế", "Do cơ quan khác giữ bước"]
    assert late[-1][1:] == ["Tổng cộng", "", "", "10,5", "2", "", ""]
    assert causes[1:] == [
        ["1", "Do phòng, đơn vị của sở", "01", "3", "2"],
        ["2", "Do cơ quan khác giữ bước", "03", "7,5", "0"],
    ]


def test_both_ways_of_counting_stand_side_by_side_with_what_they_do_to_the_points(context, picture):
    rows = context()["phu_luc_tre_han"]["cach_tinh"]
    columns = ("so_ho_so", "ngay_tre", "ty_le", "diem", "ap_dung")
    assert printed(rows, *columns) == ["03 | 6,5 | 99,71 | 5/5 | Đang áp dụng", "01 | 2 | 99,9 | 5/5 | "]
    assert [row["ten"] for row in rows] == [
        picture().form.criteria[code].label for code in ("3.1.1", "3.1.3")
    ]


def test_the_step_decides_about_points_where_the_rate_is_near_an_edge(context):
    """Of 25 settled one is late, at the step of another unit."""
    few = [("1.01", 12, 14, 0, 20, 4, 1, 1, 0)]
    rows = context(late=[LATE[1]], totals=few)["phu_luc_tre_han"]["cach_tinh"]
    columns = ("so_ho_so", "ty_le", "diem")
    assert printed(rows, *columns) == ["01 | 96 | 2/5", "0 | 100 | 5/5"]


def test_the_body_tells_of_late_dossiers_only_where_there_are_some(document, context):
    told = [text(p) for p in docx.Document(document).element.body.iter("{*}p") if "giữ bước xử lý" in text(p)]
    sentence = "Có 03 hồ sơ giải quyết quá hạn, trong đó 02 hồ sơ quá hạn do đơn vị khác giữ bước xử lý"
    assert told[0] == f"{sentence}; 01 hồ sơ đang giải quyết đã quá hạn."
    assert "giữ bước xử lý" not in str(context(late=[])["muc"])


def test_without_late_dossiers_there_is_no_appendix_of_them(context):
    made = context(late=[])
    assert made["phu_luc_ho_so"]["ten"] == "Phụ lục IV"
    assert made["phu_luc_tre_han"]["hang"] == []
    assert made["phu_luc_tre_han"]["cach_tinh"] == []


def test_a_set_without_that_setting_has_no_second_way(context):
    made = context(form="tinh-minh-hoa")
    assert len(made["phu_luc_tre_han"]["hang"]) == 5
    assert made["phu_luc_tre_han"]["cach_tinh"] == []


def test_the_appendices_keep_the_format_of_the_state(document):
    assert [finding for finding in check_document(document).findings if finding.severity == "error"] == []


@needs("ooxml-validator")
def test_the_open_xml_sdk_finds_nothing(document):
    assert openxml.problems(document) == []


@needs("soffice", "poppler")
def test_the_resolution_table_fits_its_page(document, tmp_path):
    shown = pages.page_texts(libreoffice.to_pdf(document, tmp_path / "pdf"))
    page = next(one for one in shown if "GIẢI QUYẾT HỒ SƠ" in one and "Lĩnh vực" in one)
    line = next(one for one in page.splitlines() if "Tổng cộng" in one)
    assert line.split()[2:] == ["1.031", "16", "1.014", "01", "1.028", "16", "1.009", "03", "03", "02", "01"]


def test_a_report_edited_in_word_takes_over_what_became_late_since(document, picture, tmp_path):
    more = [*LATE, ("H5", "1.01", "tre_han", 2, 2, "Phòng Người có công", "noi_bo")]
    totals = [("1.01", 12, 8, 1, 9, 6, 3, 2, 1), *TOTALS[1:]]
    build(picture(late=more, totals=totals), tmp_path / "y.xlsx")
    renewed, fresh = tmp_path / "y.docx", tmp_path / "z.docx"
    common = ["report", str(tmp_path / "y.xlsx"), "--draft"]
    assert main([*common, "-o", str(renewed), "--update", str(document)]) == 0
    assert main([*common, "-o", str(fresh)]) == 0
    assert text(docx.Document(renewed).element.body) == text(docx.Document(fresh).element.body)
