import shutil
from pathlib import Path

import pytest

from cchc_xl import resources
from cchc_xl.form.load import load_form, read_form


def damaged(tmp_path: Path, table: str, old: str, new: str) -> list[str]:
    """Copy the form with one text of one table replaced and give what the check says."""
    shutil.copytree(resources.workbook(), tmp_path / "workbook", ignore=shutil.ignore_patterns("*.xlsx"))
    path = tmp_path / "workbook" / ("units.csv" if table == "units" else f"so-2021/{table}.csv")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return [str(fault) for fault in read_form(tmp_path / "workbook" / "so-2021")[1]]


def test_the_shipped_form_has_no_mistake():
    assert read_form(resources.workbook() / "so-2021")[1] == []


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("indicators", "100 * ct_1_1_2 / ct_1_1_1", "100 * ct_1_1_2 / ct_1_1_9", "indicators.csv, dòng 5, cột formula: vị trí 18"),
        ("indicators", "100 * ct_1_1_2 / ct_1_1_1", "ct_1_1_3 + 1", "vòng"),
        ("indicators", "1.1.2,Nhiệm vụ", "1.1.1,Nhiệm vụ", "indicators.csv, dòng 4, cột code"),
        ("indicators", "nhiệm vụ,integer", "nhiệm vụ,so nguyen", "indicators.csv, dòng 3, cột type"),
        ("checks", "ct_1_1_2 <= ct_1_1_1,", "ct_1_1_2 = ct_1_1_1,", "checks.csv, dòng 2, cột rule: vị trí 10: có «=»: viết =="),
        ("checks", "R1,error", "R1,loi", "checks.csv, dòng 2, cột severity"),
        ("checks", "1.1.2 1.1.1", "1.1.2 9.9", "checks.csv, dòng 2, cột places"),
        ("checks", "ct_1_1_2 <= ct_1_1_1,", "ct_1_1_2 + ct_1_1_1,", "cần đúng/sai"),
        ("checks", "ct_3_1_3_nam_truoc", "ct_9_9_nam_truoc", "không có tên «ct_9_9_nam_truoc»"),
        ("indicators", "ct_3_3_10 + ct_3_3_11", "ct_3_3_10 + ct_3_3_11_nam_truoc", "không có tên «ct_3_3_11_nam_truoc»"),
        ("criteria", "1,\"CHỈ ĐẠO, ĐIỀU HÀNH CCHC\",18", "1,\"CHỈ ĐẠO, ĐIỀU HÀNH CCHC\",19", "criteria.csv, dòng 2, cột max: các mục con cộng lại 18"),
        ("criteria", "muc_tieu=100; san=80", "muc_tieu=100; san=180", "cột params: san phải nằm giữa"),
        ("criteria", ">= 30: 2; >= 20: 1", ">= 30: 3; >= 20: 1", "nằm ngoài khoảng"),
        ("criteria", "2.1.1,Công bố", "2.9.1,Công bố", "không có mục cha"),
        ("criteria", "yes_no", "co_khong", "không có loại quy tắc"),
        ("fields", "choice,ky_bao_cao", "choice,ky_khac", "fields.csv, dòng 3, cột list: không có danh mục «ky_khac»"),
        ("fields", "nguoi_lap,", "NguoiLap,", "fields.csv, dòng 23, cột key"),
        ("lists", "ky_bao_cao,6T,6 tháng", "ky_bao_cao,6T,Quý I", "lists.csv, dòng 3, cột label"),
        ("columns", "sheet,key,title", "sheet,khoa,title", "columns.csv, dòng 1, cột khoa"),
        ("columns", "thong_tin,ten,Thông tin,text,,fixed,,,34,,", "thong_tin,ten,Thông tin,text,,fixed,,,34", "columns.csv, dòng 9: có 9 ô, cần 11 ô"),
        ("sheets", "nhiem_vu,Nhiệm vụ,register,phong,noi_dung,2000", "nhiem_vu,Nhiệm vụ,register,phong,noi_dung,nhiều", "sheets.csv, dòng 4, cột capacity"),
        ("outline", "{1.1.1}", "{1.1.77}", "outline.csv, dòng 3, cột body: không có số liệu «{1.1.77}»"),
        ("outline", "lĩnh vực,,,,,,,\nthe_che,3,a),Cải cách thể chế,yes", "lĩnh vực,,,,,,,\nthe_che,3,a),Cải cách thể chế,tthc2", "cột typed: không có mục nhập «tthc2»"),
        ("outline", "phan_3,1", "phan_4,1", "outlines.csv, dòng 33, cột section: không có mục «phan_3»"),
        ("outlines", "sau_linh_vuc,the_che,2,", "sau_linh_vuc,the_che,0,", "outlines.csv, dòng 27, cột level: cấp 0 đứng sau cấp 1"),
        ("outlines", "sau_linh_vuc,the_che,2,", "sau_linh_vuc,the_che,3,", "cấp 3 đứng sau cấp 1"),
        ("outlines", "sau_linh_vuc,the_che,2,", "sau_linh_vuc,tthc,2,", "mục «tthc» in hai lần"),
        ("outlines", "sau_linh_vuc,doi_thoai,,\n", "", "outline.csv, dòng 10, cột key: mục không có trong đề cương nào"),
        ("outlines", "hai_phan,phuong_huong,,", "ba_phan,phuong_huong,,", "đề cương «ba_phan» không chọn được"),
        ("lists", "de_cuong,sau_linh_vuc,Sáu lĩnh vực", "de_cuong,bay_linh_vuc,Bảy lĩnh vực", "lists.csv, dòng 10, cột key: đề cương «bay_linh_vuc» không có mục nào"),
        ("texts", "[^ke_hoach].", ".", "texts.csv, dòng 6, cột text: câu không dẫn nhóm văn bản «ke_hoach»"),
        ("bands", "90,Xuất sắc", "chín mươi,Xuất sắc", "bands.csv, dòng 2, cột from"),
        ("bands", "90,Xuất sắc,minh họa\n80,Tốt,minh họa", "80,Tốt,minh họa\n90,Xuất sắc,minh họa", "từ cao xuống thấp"),
        ("texts", "{don_vi} báo cáo", "{don_vi.__class__} báo cáo", "texts.csv, dòng 3, cột text: không có từ"),
        ("texts", "xếp loại {xep_loai}", "xếp loại {noi}", "texts.csv, dòng 28, cột text: không có từ «{noi}»"),
        ("texts", "Không có.", "Không có {diem}.", "cột text: không có từ «{diem}»"),
        ("texts", "cham_ket,", "cham_het,", "thiếu câu «cham_ket»"),
        ("fields", "BC-{ky_hieu}", "BC-{zz}", "fields.csv, dòng 9, cột default: không có từ"),
        ("fields", "luu,Lưu", "luu_tru,Lưu", "thiếu trường «luu»"),
        ("sheets", "kien_nghi,Kiến nghị", "kien_nghi,Văn bản", "trùng"),
        ("sheets", "chi_tieu,Phụ lục I,indicators", "chi_tieu2,Phụ lục I,indicators", "sai khóa"),
        ("sheets", "phong,noi_dung,500", "phong,zzz,500", "cột main"),
        ("sheets", "phong,noi_dung,500", "phong,noi_dung,5", "cột capacity"),
        ("columns", "chi_tieu,nhac,", "chi_tieu,nhacc,", "thiếu cột «nhac»"),
        ("checks", "R1,error", "GT01,error", "mã phải dạng"),
        ("criteria", "1.1.1,Ban hành kế hoạch CCHC,1,", "1.1.1,Ban hành kế hoạch CCHC,99999999999999999999,", "cột max"),
        ("indicators", "recompute,recompute,VP,,2021-01-01,,H,", "sum,recompute,VP,,2021-01-01,,H,", "cột over_divisions: «sum» không hợp"),
        ("indicators", "sum,sum,VP,", "sum,cong,VP,", "cột over_periods: «cong» không hợp lệ"),
        ("indicators", "ct_4_2_2 > ct_4_2_1", "ct_4_2_2 > ct_9", "cột note: vị trí 12"),
        ("columns", "han < dau_tien", "han << dau_tien", "columns.csv, dòng"),
        ("sheets", "trang_thai != \"\"hoan_thanh\"\"", "trang_thai != \"\"xong\"\"", "sheets.csv, dòng 4, cột carry"),
        ("sheets", "500,,,giai_phap", "500,,,giai_phapp", "cột print_to"),
        ("sheets", "2000,yes,*,", "2000,co,*,", "cột hidden"),
        ("summary", "tc_tong,tc_tong_toi_da", "tc_tong,tc_toi_da", "summary.csv, dòng 8, cột value"),
        ("fields", "Họ tên người ký,text,,yes,,yes", "Họ tên người ký,text,,yes,,co", "cột carry"),
        ("units", "2025-02-28,,bnv", "28/02/2025,,bnv", "units.csv, dòng 2, cột valid_to"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_line_and_column_with_its_remedy(tmp_path, table, old, new, said):
    faults = damaged(tmp_path, table, old, new)
    assert any(said in fault for fault in faults), faults
    assert all(fault.rstrip().rpartition(". ")[2] for fault in faults), "every fault has a remedy"


def test_units_are_those_of_their_year(form):
    assert form.unit.name == "Sở Lao động – Thương binh và Xã hội"
    assert not form.unit.existed(2026)
    assert form.units["dt_h_lai_vung"].existed(2021)


def test_every_indicator_and_criterion_has_a_source(form):
    assert all(indicator.source and indicator.confidence for indicator in form.indicators.values())
    assert all(criterion.source for criterion in form.criteria.values())
    assert "minh họa" in form.meta.criteria_note


def test_another_department_gets_its_own_divisions():
    assert load_form("so-2021", "dt_snv").options("phong") != load_form("so-2021", "dt_sldtbxh").options(
        "phong"
    )
