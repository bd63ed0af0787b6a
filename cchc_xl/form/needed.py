"""What every form must have: the sheets, columns and fields by which checks and report know their data."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cchc_xl.form.model import (
    CRITERIA,
    FIELDS,
    FINDINGS,
    INDICATORS,
    OVERVIEW,
    START,
    SUMMARY,
    TEXTS,
    VARIANTS,
    Sheet,
)

if TYPE_CHECKING:
    from cchc_xl.form.load import Tables

KINDS: dict[str, str] = {
    "start": START,
    "fields": FIELDS,
    "register": "",
    "indicators": INDICATORS,
    "texts": TEXTS,
    "criteria": CRITERIA,
    "overview": OVERVIEW,
    "summary": SUMMARY,
    "variants": VARIANTS,
    "findings": FINDINGS,
}
"""Kinds of sheets, each with the key that its only sheet must have; registers have keys of their own."""

_COLUMNS = {
    START: "trang noi_dung nguoi_dien da_nhap so_o so_loi so_canh_bao",
    FIELDS: "ten gia_tri huong_dan",
    INDICATORS: "ma ten don_vi_tinh so_lieu theo_so so_dung ky_truoc ghi_chu tinh_trang nhac phong",
    TEXTS: "ten noi_dung tinh_trang phong",
    CRITERIA: "ma ten diem_toi_da quy_tac lua_chon so_nhap so_lieu diem_tu_cham toi_da_tinh diem_mat tlkc "
    "giai_trinh tinh_trang phong diem_nam_truoc diem_khoa don_vi_tham_dinh diem_tham_dinh y_kien_tham_dinh "
    "diem_tham_dinh_2 y_kien_tham_dinh_2 diem_dtxhh diem_cuoi",
    OVERVIEW: "phong diem diem_toi_da diem_mat diem_nam_truoc",
    VARIANTS: "ten ap_dung diem_co ty_le_co diem_khong ty_le_khong chenh_lech",
    SUMMARY: "noi_dung ket_qua tren_tong ty_le",
    FINDINGS: "stt muc_do ma trang o dong noi_dung tim_thay can_co cach_sua giu_nguyen nguoi ngay",
    "nhiem_vu": "ma noi_dung trang_thai ngay_hoan_thanh",
    "van_ban": "khoa nhom loai so_ky_hieu ngay co_quan trich_yeu",
    "kiem_tra": "ma don_vi loai_don_vi hinh_thuc ngay van_de da_xu_ly",
    "kho_khan": "ma noi_dung",
    "kien_nghi": "ma gui_den noi_dung kho_khan",
}
_FIELDS = (
    "don_vi ky nam ngay_chot trang_thai so_van_ban ky_hieu dia_danh ngay_ky thang_ky nam_ky trich_yeu can_cu "
    "de_cuong kinh_gui quyen_ky chuc_vu nguoi_ky noi_nhan luu trang_thai_cham khoa_nguoi khoa_ngay"
)


def find_missing(sheets: Mapping[str, Sheet], tables: "Tables") -> None:
    """Note the sheets, columns and fields that the package cannot do without."""
    for key, columns in _COLUMNS.items():
        record = tables.find("sheets", "key", key)
        if key not in sheets:
            record.fault("key", f"thiếu trang «{key}»", "Thêm trang này vào sheets.csv và columns.csv")
            continue
        for column in columns.split():
            if column not in sheets[key].column:
                record.fault("key", f"trang «{key}» thiếu cột «{column}»", "Thêm cột vào columns.csv")
    for sheet in sheets.values():
        record = tables.find("sheets", "key", sheet.key)
        for part, column in (("main", sheet.main), ("print_to", sheet.print_to)):
            if column not in sheet.column and (column or part == "main") and sheet.key != START:
                record.fault(part, f"trang không có cột «{column}»", "Ghi khóa của một cột")
    for key in _FIELDS.split():
        if FIELDS in sheets and key not in sheets[FIELDS].line:
            head = tables.find("fields", "key", key)
            head.fault("key", f"thiếu trường «{key}»", "Thêm dòng này vào fields.csv")
