"""Sentences of the form: those that documents cannot do without, and the words each may be filled with."""

from string import Formatter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cchc_xl.form.form import Form
    from cchc_xl.form.load import Tables

_LETTER = "don_vi ky_va_nam KY_VA_NAM so_ky_hieu ngay_thang can_cu_phrase ngay_chot cac_phu_luc"
_OFFICE = "co_quan ky_va_nam KY_VA_NAM bo_tieu_chi"
_WORDS = {
    "cham_": f"{_LETTER} diem toi_da ty_le xep_loai bo_tieu_chi diem_mat so_tieu_chi khong_ap_dung chua_cham "
    "chenh",
    "tham_dinh_": f"{_OFFICE} don_vi DON_VI so_dong tu_cham tham_dinh so_tieu_chi tieu_chi han ky_hieu",
    "xep_hang_": "KY_VA_NAM so ngay_thang diem bo_tieu_chi binh_quan cao thap",
    "tong_hop_": f"{_OFFICE} so_don_vi",
    "ho_so_": "qua_han don_vi_khac dang_qua_han",
    "": f"{_LETTER} trich_dan noi",
}
"""The words of a sentence by the beginning of its key; the last is for all others."""

_FIELDS = "ky_hieu dia_danh nam ky_va_nam"
_NEEDED = """
ten_loai mo_dau can_cu ngay_chot kem_theo kem_theo_nhieu ket phu_luc phu_luc_tieu_de phu_luc_kem_theo
phu_luc_nhiem_vu_tieu_de phu_luc_kiem_tra_tieu_de phu_luc_ho_so_tieu_de phu_luc_tre_han_tieu_de ho_so_tre_han
khong_co doi_voi nhu_tren tap_the nguoi_dung_dau
cham_trich_yeu cham_mo_dau cham_tong cham_chua_tinh cham_bo_tieu_chi cham_linh_vuc cham_lam_tron
cham_diem_mat cham_mat cham_khong_mat cham_thuong_tru cham_chua_cham cham_con_lai cham_kem_theo cham_ket
cham_phu_luc cham_phu_luc_tlkc
tham_dinh_v_v tham_dinh_mo_dau tham_dinh_tong tham_dinh_giam tham_dinh_khong_giam tham_dinh_han
tham_dinh_ket tham_dinh_phu_luc tham_dinh_kem_theo tham_dinh_nguoi_ky
xep_hang_phu_luc xep_hang_kem_theo xep_hang_ghi_chu xep_hang_self xep_hang_appraised xep_hang_khong
xep_hang_thong_ke
tong_hop_trich_yeu tong_hop_mo_dau tong_hop_khong tong_hop_ket
"""


def check(form: "Form", tables: "Tables") -> None:
    """Find sentences that are missing, or that leave a blank for a word nobody gives."""
    for table, column in (("texts", "text"), ("fields", "default")):
        for record in tables.rows[table]:
            words = _FIELDS if table == "fields" else _words(record["key"])
            for name in sorted(_used(record[column]) - set(words.split())):
                fix = f"Chỉ dùng: {', '.join(sorted(words.split()))}"
                record.fault(column, f"không có từ «{{{name}}}»", fix)
    for key in _NEEDED.split():
        if key not in form.texts:
            tables.find("texts", "key", key).fault("key", f"thiếu câu «{key}»", "Thêm dòng này")


def _words(key: str) -> str:
    return next(words for beginning, words in _WORDS.items() if key.startswith(beginning))


def _used(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"{"}
