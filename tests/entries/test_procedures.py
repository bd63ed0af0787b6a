"""Registers of procedures, their steps and one-stop dossiers: what is wrong is told at its cell."""

import pytest

from cchc_xl.actions.check import check_picture
from cchc_xl.entries.from_json import make_picture
from cchc_xl.form import layout
from cchc_xl.form.load import load_form

CODES = ("TTHC", "MC", "CT02", "SO03")
ONE_LEVEL = {
    "ma": "1.01",
    "ten": "Cấp giấy phép",
    "cap": "tinh",
    "muc_do": "mot_phan",
    "tinh_trang": "ap_dung",
}
ONE_LEVEL |= {"thoi_han": 10, "ho_so_truc_tuyen": 12, "thanh_toan": "co", "buu_chinh": "co"}
LINKED = {"ma": "1.02", "ten": "Trợ cấp", "cap": "tinh", "muc_do": "khong", "tinh_trang": "ap_dung"}
LINKED |= {
    "lien_thong": "giua_cac_cap",
    "thoi_han": 10,
    "thoi_han_tinh": 6,
    "thoi_han_huyen": 3,
    "thoi_han_xa": 1,
}
STEPS = [("1.02", "xa", 1, 1), ("1.02", "huyen", 2, 3), ("1.02", "tinh", 3, 6), ("1.01", "tinh", 1, 0.5)]
STEPS.append(("1.01", "tinh", 2, 9.5))
TIMES = ["quy_trinh 3 thoi_gian", "quy_trinh 4 thoi_gian"]
TOTAL = {"loai": "tong_hop", "truc_tuyen": 12, "truc_tiep": 8, "ky_truoc": 1, "truoc_han": 9, "dung_han": 7}
TOTAL |= {
    "qua_han": 2,
    "dang_trong_han": 2,
    "dang_qua_han": 1,
    "buu_chinh": 3,
    "thanh_toan": 4,
    "tra_buu_chinh": 5,
}
OWN = {"don_vi_tre": "Phòng Người có công", "nguyen_nhan": "noi_bo", "ngay_tre": 3, "ngay_tre_don_vi": 2}
OTHER = {"don_vi_tre": "Chi cục Thuế", "nguyen_nhan": "co_quan_khac", "ngay_tre": 1, "ngay_tre_don_vi": 0}
DOSSIERS = [{"ma": "1.01", "tthc": "1.01", **TOTAL}]
DOSSIERS += [{"ma": "H1", "tthc": "1.01", "loai": "tre_han", **OWN}]
DOSSIERS += [{"ma": "H2", "tthc": "1.01", "loai": "tre_han", **OTHER}]
DOSSIERS += [{"ma": "H3", "tthc": "1.01", "loai": "dang_tre", **OTHER}]


def step(procedure, level, number, time):
    row = {
        "ma": f"{procedure}-{number}",
        "tthc": procedure,
        "buoc": number,
        "noi_dung": "Xử lý",
        "cap": level,
    }
    return row | {"vi_tri": "Chuyên viên", "don_vi": "Phòng Người có công", "thoi_gian": time}


@pytest.fixture
def told(entries):
    """What a check says of the three registers, after cells («sheet row column») were changed."""

    def tell(*changes, form="so-2021", indicators=()):
        data = entries() if form == "so-2021" else {"fields": {}, "indicators": {}}
        rows = {"tthc": [dict(ONE_LEVEL), dict(LINKED)], "quy_trinh": [step(*one) for one in STEPS]}
        rows["ho_so"] = [dict(row) for row in DOSSIERS]
        for place, value in changes:
            sheet, row, column = place.split()
            rows[sheet][int(row)][column] = value
        filled = {key: [{c: v for c, v in row.items() if v is not None} for row in rows[key]] for key in rows}
        data["registers"] = data.get("registers", {}) | filled
        data["indicators"] = {c: data["indicators"].get(c) for c in data["indicators"] if c[0] not in "37"}
        data["indicators"] |= dict(indicators)
        unit = "dt_sldtbxh" if form == "so-2021" else "dt25_snv"
        picture = make_picture(load_form(form, unit), form[-4:], data)
        titles = {sheet.title: sheet for sheet in picture.form.sheets.values()}
        found = {}
        for finding in check_picture(picture).findings:
            if finding.code.startswith(CODES):
                found.setdefault(finding.code, []).extend(_place(titles, place) for place in finding.places)
        return found

    return tell


def _place(titles, place):
    """Write «Hồ sơ một cửa!F5» as «ho_so 0 truc_tuyen»."""
    sheet = titles[place.sheet]
    column, row = layout.split(place.cell)
    line = row - layout.FIRST_ROW if sheet.grows else sheet.lines[row - layout.FIRST_ROW].key
    return f"{sheet.key} {line} {sheet.columns[layout.index_of(column)].key}"


def test_registers_that_agree_are_not_accused(told):
    assert told() == {}


@pytest.mark.parametrize(
    ("changes", "code", "places"),
    [
        # procedures: no time, levels without a share, shares and steps that do not add up
        ([("tthc 0 thoi_han", None)], "TTHC01", ["tthc 0 thoi_han"]),
        ([("tthc 1 thoi_han_xa", None)], "TTHC02", ["tthc 1 thoi_han_xa"]),
        ([("tthc 1 thoi_han_xa", 2), ("quy_trinh 0 thoi_gian", 2)], "TTHC03", None),
        ([("quy_trinh 4 thoi_gian", 9)], "TTHC04", ["tthc 0 thoi_han", *TIMES]),
        ([("quy_trinh 1 thoi_gian", 2)], "TTHC04", ["tthc 1 thoi_han_huyen", "quy_trinh 1 thoi_gian"]),
        ([("quy_trinh 1 don_vi", None)], "TTHC05", ["quy_trinh 1 don_vi"]),
        ([("quy_trinh 1 vi_tri", None)], "TTHC05", ["quy_trinh 1 vi_tri"]),
        ([("quy_trinh 1 thoi_gian", None)], "TTHC05", ["quy_trinh 1 thoi_gian"]),
        ([("tthc 0 muc_do", "khong")], "TTHC06", ["tthc 0 muc_do", "tthc 0 ho_so_truc_tuyen"]),
        # dossiers: R10 and R18 by row
        ([("ho_so 0 dang_trong_han", 3)], "MC01", None),
        ([("ho_so 0 ky_truoc", None)], "MC02", ["ho_so 0 ky_truoc"]),
        ([("ho_so 0 buu_chinh", 9)], "MC03", ["ho_so 0 buu_chinh"]),
        ([("ho_so 0 thanh_toan", 22)], "MC03", ["ho_so 0 thanh_toan"]),
        ([("ho_so 0 tra_buu_chinh", 19)], "MC03", ["ho_so 0 tra_buu_chinh"]),
        ([("ho_so 1 truoc_han", 1)], "MC05", ["ho_so 1 truoc_han"]),
        ([("ho_so 0 nguyen_nhan", "khac")], "MC05", ["ho_so 0 nguyen_nhan"]),
        ([("ho_so 2 loai", "dang_tre")], "MC06", None),
        ([("ho_so 1 nguyen_nhan", None)], "MC07", ["ho_so 1 nguyen_nhan"]),
        ([("ho_so 1 ngay_tre", 1)], "MC08", ["ho_so 1 ngay_tre", "ho_so 1 ngay_tre_don_vi"]),
        ([("ho_so 2 ngay_tre", 0)], "MC08", ["ho_so 2 ngay_tre", "ho_so 2 ngay_tre_don_vi"]),
        ([("ho_so 2 ngay_tre_don_vi", 1)], "MC09", None),
        ([("ho_so 2 don_vi_tre", "Văn phòng Sở")], "MC09", None),
        ([("ho_so 1 ngay_tre_don_vi", 0)], "MC09", None),
        ([("tthc 0 ho_so_truc_tuyen", 11)], "MC10", ["ho_so 0 truc_tuyen", "tthc 0 ho_so_truc_tuyen"]),
        ([("tthc 0 thanh_toan", "khong")], "MC11", ["ho_so 0 thanh_toan", "tthc 0 thanh_toan"]),
        ([("ho_so 1 tthc", "1.99")], "SO03", ["ho_so 1 tthc"]),
        ([("quy_trinh 0 tthc", "1.99")], "SO03", ["quy_trinh 0 tthc"]),
    ],
)  # fmt: skip
def test_a_fault_in_these_registers_is_told_at_its_cell(told, changes, code, places):
    found = told(*changes)
    assert code in found
    assert places is None or found[code] == places


def test_two_rows_of_totals_of_one_procedure_are_told(told):
    found = told(*[(f"ho_so 3 {key}", TOTAL.get(key)) for key in (*TOTAL, *OTHER)])
    assert found["MC04"] == ["ho_so 0 tthc", "ho_so 3 tthc"]


@pytest.mark.parametrize(
    ("typed", "differs"),
    [
        ({"7.5.1": 1, "7.5.1.1": 1, "7.5.3.1": 12}, []),
        ({"7.5.1.1": 7}, ["7.5.1.1"]),
        ({"7.5.1": 57}, ["7.5.1"]),
        ({"3.3.8": 3}, ["3.3.8"]),
        ({"3.3.14": 1, "7.6.1.1": 1, "7.6.2": 3, "7.5.5.2": 1, "7.5.5.3": 4}, []),
        ({"3.3.14": 2}, ["3.3.14"]),
        ({"7.5.5.3": 5}, ["7.5.5.3"]),
        ({"7.6.2": 4, "7.6.3": 5}, ["7.6.2"]),
    ],
)
def test_what_the_rows_count_is_held_against_the_typed_figure(told, typed, differs):
    """«07/57» is no figure to type: procedures with online dossiers of all at that level are counted."""
    assert told(indicators=typed).get("CT02", []) == [f"chi_tieu {code} so_lieu" for code in differs]


def test_without_rows_the_typed_figure_stands(form, entries):
    picture = make_picture(form, "2021", entries())
    value = check_picture(picture).evaluation.number
    assert (value("ct_7_5_1_1"), value("ct_7_5_1"), value("ct_7_5_1_1_so")) == (7, 57, None)
    assert form.indicators["7.5.1.1"].source.startswith("báo cáo CCHC năm 2021 của một sở (dòng 55)")


def test_procedures_without_online_counts_do_not_make_the_typed_figure_wrong(told):
    rows = [("tthc 0 ho_so_truc_tuyen", None)]
    assert told(*rows, indicators={"7.5.1.1": 1}) == {}


def test_the_form_without_districts_knows_two_levels(told):
    levels = [("tthc 1 thoi_han_huyen", None), ("tthc 1 thoi_han_tinh", 9)]
    steps = [("quy_trinh 1 cap", "tinh")]
    picture = {"form": "so-2026"}
    assert "TTHC02" not in told(*levels, *steps, **picture)
    assert told(*levels, *steps, ("tthc 1 thoi_han_xa", None), **picture)["TTHC02"] == ["tthc 1 thoi_han_xa"]
