"""A small context of the periodic report and the report made of it."""

import copy

from cchc_xl import resources
from cchc_xl.word.render import render

TEMPLATE = resources.templates() / "bao-cao-cchc.docx"


def doan(*runs):
    """A paragraph; a run between asterisks is bold."""
    return [{"chu": run.strip("*"), "dam": run.startswith("*")} for run in runs]


def muc(cap, tieu_de, *paragraphs, cot=(), hang=()):
    return {"cap": cap, "tieu_de": tieu_de, "doan": list(paragraphs), "bang": {"cot": cot, "hang": hang}}


def hang(tt, ten, so_lieu="", dam=False):
    told = {"tt": tt, "ten": ten, "don_vi_tinh": "hồ sơ", "so_lieu": so_lieu, "ghi_chu": ""}
    return {**told, "dam": dam, "cap": str(tt.count(".") + 1)}


REPORT = {
    "co_quan_chu_quan": "UBND TỈNH ĐỒNG THÁP",
    "co_quan": "SỞ LAO ĐỘNG – THƯƠNG BINH VÀ XÃ HỘI",
    "so": "",
    "ky_hieu": "BC-SLĐTBXH",
    "dia_danh": "Đồng Tháp",
    "ngay_thang": "ngày 20 tháng 12 năm 2021",
    "du_thao": False,
    "ten_loai": "BÁO CÁO",
    "trich_yeu": "Kết quả cải cách hành chính năm 2021",
    "kinh_gui": ["Sở Nội vụ"],
    "mo_dau": [doan("Sở báo cáo như sau:")],
    "muc": [
        muc("1", "I. CHỈ ĐẠO", doan("Hoàn thành ", "*08/34*", " nhiệm vụ.")),
        muc("2", "1. Kiểm tra", cot=["TT", "Nội dung"], hang=[{"o": ["1", "Quy trình"], "dam": False}]),
        muc("3", "a) Kết quả", doan("Đã kiểm tra 04 phòng.")),
    ],
    "ket": [doan("Trên đây là báo cáo của Sở./.")],
    "noi_nhan": ["Như trên", "Lưu: VT, VP (H)"],
    "quyen_ky": [],
    "chuc_vu": "GIÁM ĐỐC",
    "nguoi_ky": "Nguyễn Văn Mẫu",
    "phu_luc": {
        "ten": "Phụ lục",
        "tieu_de": "THỐNG KÊ KẾT QUẢ",
        "kem_theo": "(Kèm theo Báo cáo số     /BC-SLĐTBXH)",
        "hang": [hang("1", "Thủ tục hành chính", dam=True), hang("1.1", "Hồ sơ tiếp nhận", "1.234")],
    },
}
NO_APPENDIX = {**REPORT["phu_luc"], "hang": []}
REPORT |= {f"phu_luc_{key}": NO_APPENDIX for key in ("nhiem_vu", "kiem_tra", "ho_so")}
REPORT["phu_luc_tre_han"] = {**NO_APPENDIX, "nguyen_nhan": [], "cach_tinh": []}


def report(tmp_path, name="bao-cao.docx", **changes):
    """The report made of REPORT with these changes."""
    out = tmp_path / name
    render(TEMPLATE, {**copy.deepcopy(REPORT), **changes}, out)
    return out
