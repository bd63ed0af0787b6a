"""The tables of the report on procedures (TT 01/2020/TT-VPCP, biểu 06, 07, 08): a row a group of dossiers."""

from collections.abc import Sequence

import pandas as pd

Frame = pd.DataFrame
RESOLUTION = {
    "tong_nhan": "Tiếp nhận: tổng số",
    "truc_tuyen": "Tiếp nhận: trực tuyến",
    "truc_tiep": "Tiếp nhận: trực tiếp, bưu chính",
    "ky_truoc": "Tiếp nhận: từ kỳ trước",
    "da_giai_quyet": "Đã giải quyết: tổng số",
    "truoc_han": "Đã giải quyết: trước hạn",
    "dung_han": "Đã giải quyết: đúng hạn",
    "qua_han": "Đã giải quyết: quá hạn",
    "dang_giai_quyet": "Đang giải quyết: tổng số",
    "dang_trong_han": "Đang giải quyết: trong hạn",
    "dang_qua_han": "Đang giải quyết: quá hạn",
}
"""The columns of the resolution table with their titles, in the order of the form."""

PARTS = {
    "tong_nhan": ("truc_tuyen", "truc_tiep", "ky_truoc"),
    "da_giai_quyet": ("truoc_han", "dung_han", "qua_han"),
    "dang_giai_quyet": ("dang_trong_han", "dang_qua_han"),
}
"""Each total with its parts; what was received is what was resolved and what is open."""


def with_procedures(dossiers: Frame, procedures: Frame) -> Frame:
    """Give each dossier the name, field, level and service of its procedure, if that is known."""
    known = procedures[["ten", "linh_vuc", "cap", "muc_do"]].rename(columns={"linh_vuc": "linh_vuc_tthc"})
    own = dossiers.astype({"tthc": object, "linh_vuc": object})
    merged = own.merge(known, left_on="tthc", right_index=True, how="left", indicator="biet")
    field = merged.pop("linh_vuc_tthc")
    merged["linh_vuc"] = field.where(field.fillna("") != "", merged["linh_vuc"]).fillna("")
    merged["cap"] = merged["cap"].fillna("")
    merged["biet"] = merged["biet"] == "both"
    for service in ("mot_phan", "toan_trinh"):
        merged[service] = merged["muc_do"] == service
    return merged.astype(dict.fromkeys(("tthc", "linh_vuc", "cap"), "category"))


def resolution(placed: Frame, by: Sequence[str]) -> Frame:
    """Count placed dossiers for each group, in the columns of RESOLUTION."""
    new = placed["nhan_moi"]
    counted = placed.assign(
        tong_nhan=True, truc_tuyen=placed["truc_tuyen"] & new, truc_tiep=~placed["truc_tuyen"] & new
    )
    return counted.groupby(list(by), observed=True)[list(RESOLUTION)].sum().astype(int)


def totals(placed: Frame) -> dict[str, int]:
    """Count all placed dossiers, in the columns of RESOLUTION."""
    table = resolution(placed.assign(tat_ca=1), ["tat_ca"])
    return {column: int(table[column].sum()) for column in RESOLUTION}


def causes(placed: Frame) -> Frame:
    """Count late dossiers, resolved and open, by cause and field; an unknown cause is «»."""
    late = placed[placed["qua_han"] | placed["dang_qua_han"]]
    named = late.assign(nguyen_nhan=late["nguyen_nhan"].astype(object).fillna(""), so_ho_so=1)
    return named.groupby(["nguyen_nhan", "linh_vuc"], observed=True)[["so_ho_so", "ngay_tre"]].sum()


_SOURCES = {"da_thanh_toan": "thanh_toan", "tra_buu_chinh": "kenh_tra", "do_don_vi_khac": "nguyen_nhan"}


def says(placed: Frame, truth: str) -> bool:
    """Tell whether the log says anything of a truth: a log without payments is not one without payment."""
    source = _SOURCES.get(truth)
    return source is None or bool(placed[source].notna().any())


def shares(placed: Frame) -> dict[str, tuple[int, int]]:
    """Give how many of how many came online, by post, were paid online, went back by post; if known."""
    new, done = placed[placed["nhan_moi"]], placed[placed["da_giai_quyet"]]
    of = {"truc_tuyen": new, "buu_chinh": new, "da_thanh_toan": placed, "tra_buu_chinh": done}
    return {key: (int(rows[key].sum()), len(rows)) for key, rows in of.items() if says(placed, key)}
