import pytest

from cchc_xl.actions.check import check_picture
from cchc_xl.entries.from_json import make_picture
from cchc_xl.errors import CchcError
from cchc_xl.findings import CATALOGUE, Verdict
from cchc_xl.form import layout


def codes(form, entries) -> dict[str, list[str]]:
    """Check entries and give the places of each code."""
    checked = check_picture(make_picture(form, "2021", entries))
    found: dict[str, list[str]] = {}
    for finding in checked.findings:
        found.setdefault(finding.code, []).extend(str(place) for place in finding.places)
    return found


def set_figure(code, value):
    def change(entries):
        entries["indicators"][code] = value

    return change


def set_field(key, value):
    def change(entries):
        entries["fields"][key] = value

    return change


def set_cell(sheet, row, column, value):
    def change(entries):
        entries["registers"][sheet][row][column] = value

    return change


def figures(values):
    """Replace figures, notes included."""
    return lambda entries: entries["indicators"].update(values)


def typed_inspections(values):
    """Type the figures that the register of inspections would count, some of them otherwise."""
    typed = {"1.2.1": 12, "1.2.1.1": 8, "1.2.1.2": 4, "1.2.2": 12, "1.2.4": 8, "1.2.5": 7}
    typed |= {"1.2.6": 4, "1.2.7": 8, "1.2.8": 0, "1.2.9": 0}

    def change(entries):
        entries["registers"].pop("kiem_tra")
        entries["indicators"].update({**typed, **values})

    return change


def typed_tasks(done):
    """Type the figures that the register of tasks would count."""

    def change(entries):
        entries["registers"].pop("nhiem_vu")
        entries["indicators"].update({"1.1.1": 34, "1.1.2": done})

    return change


def all_as_before(entries):
    for figure in entries["indicators"].values():
        figure["previous"] = figure["value"]


def cell(form, place: str) -> str:
    """Turn «chi_tieu 1.1.2 ghi_chu» into the cell; an address stays."""
    sheet, _, rest = place.partition(" ")
    if sheet not in form.sheets:
        return place
    line, _, column = rest.partition(" ")
    found = form.sheets[sheet]
    column = column or {"chi_tieu": "so_lieu", "thong_tin": "gia_tri"}[sheet]
    return f"{found.title}!{layout.address(found, found.column[column], layout.line_row(found, line))}"


def test_the_corrected_sample_passes(form, entries):
    checked = check_picture(make_picture(form, "2021", entries()))
    assert checked.findings == ()
    assert checked.verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (typed_tasks(35), "R1", "chi_tieu 1.1.2"),
        (set_figure("1.1.2", 30), "CT02", "chi_tieu 1.1.2"),
        (typed_inspections({"1.2.5": 99}), "R3A", "chi_tieu 1.2.5"),
        (typed_inspections({"1.2.6": 99}), "R3B", None),
        (typed_inspections({"1.2.4": None}), "R3C", None),
        (typed_inspections({"1.2.2": None}), "R3D", None),
        (typed_inspections({"1.2.1": 99}), "R3E", "chi_tieu 1.2.1"),
        (typed_inspections({"1.2.7": 7}), "R3F", "chi_tieu 1.2.7"),
        (typed_inspections({"1.2.1.2": 3}), "R3G", "chi_tieu 1.2.1.2"),
        (typed_inspections({}), "CT03", "chi_tieu 1.2.9"),
        (set_figure("1.3.1", 999), "R4", None),
        (set_figure("1.4.2", None), "R5A", "chi_tieu 1.4.2"),
        (set_figure("2.2.3", 999), "R7A", None),
        (set_figure("2.3.2", 999), "R7D", None),
        (set_figure("3.2.1", 999), "R9A", None),
        (set_figure("3.3.11", 1), "R10", "chi_tieu 3.3.4 so_dung"),
        (set_figure("3.4.2", 999), "R12", None),
        (set_figure("6.2.5", 99), "R13", "chi_tieu 4.1.5"),
        (set_figure("4.2.2", 9999), "R14", None),
        (set_figure("6.1", 0.95), "R16", None),
        (set_figure("7.5.1.1", 58), "R17A", "chi_tieu 7.5.1.1"),
        (set_figure("7.5.2", 900), "R17C", None),
        (set_figure("7.6.2", 99999), "R18B", None),
        (set_figure("7.4", None), "CT01", "chi_tieu 7.4"),
        (set_figure("7.4", "abc"), "GT01", "chi_tieu 7.4"),
        (set_field("nguoi_ky", None), "TT01", "thong_tin nguoi_ky"),
        (set_field("so_van_ban", ""), "TT01", "thong_tin so_van_ban"),
        (set_field("can_cu", "khong_co"), "TT02", None),
        (set_field("ngay_ky", 45), "TT03", "thong_tin ngay_ky"),
        (set_field("thang_ky", 13), "TT03", "thong_tin thang_ky"),
        (set_figure("7.7", 1e30), "GT11", "chi_tieu 7.7"),
        (set_cell("nhiem_vu", 0, "trang_thai", " hoàn  thành "), "GT10", "Nhiệm vụ!F5"),
        (set_cell("van_ban", 3, "ngay", "2021-12-28"), "VB01", "Văn bản!E8"),
        (set_cell("van_ban", 3, "ngay", None), "VB04", "Văn bản!E8"),
        (set_cell("nhiem_vu", 1, "ma", "NV01"), "SO02", "Nhiệm vụ!A5"),
        (set_cell("nhiem_vu", 0, "trang_thai", "dang_thuc_hien"), "NV01", "Nhiệm vụ!F5"),
        (set_cell("kien_nghi", 0, "kho_khan", "KK99"), "SO03", "Kiến nghị!D5"),
        (lambda e: e["texts"].update(chi_dao="Có {1.1.99} việc"), "ND02", "Nội dung báo cáo!B5"),
        (lambda e: e["texts"].update(chi_dao="Theo [^kh0]"), "ND03", "Nội dung báo cáo!B5"),
        (lambda e: e["texts"].pop("kiem_tra"), "ND01", None),
        (typed_tasks(33), "CT03", "chi_tieu 1.1.1"),
        (set_figure("3.2.3", 999), "R9C", "chi_tieu 3.2.3"),
        (figures({"3.3.6": 0, "3.3.7": 0, "3.3.12": 3184}), "R11", None),
        (set_figure("4.3.2", 999), "R14B", None),
        (set_figure("5.1.2", 5), "R14C", None),
        (set_figure("7.3", 0.95), "R16B", "chi_tieu 7.3"),
        (set_figure("7.4", 0.986), "R16C", "chi_tieu 7.4"),
        (set_figure("6.3.2", 999), "R16D", None),
        (set_figure("7.5.4", 119), "R17D", None),
        (set_figure("7.5.5.2", 13), "R17E", None),
        (set_figure("7.5.5.1", 119), "R17F", None),
        (set_figure("7.6.1.1", 97), "R17G", None),
        (set_figure("7.6.1", 119), "R17H", None),
        (set_figure("7.5.1.1", 0), "R17I", None),
        (set_figure("7.5.2.1", 0), "R17K", None),
        (set_figure("7.6.3", 9999), "R18C", None),
        (set_figure("7.5.5.3", 9999), "R18D", None),
        (figures({"5.1.3": 2}), "CT05", "chi_tieu 5.1.3 ghi_chu"),
        (figures({"4.1.5": 6, "4.1.5.1": 5}), "CT05", "chi_tieu 4.1.6 ghi_chu"),
        (set_cell("kiem_tra", 0, "da_xu_ly", 2), "KT01", "Kiểm tra CCHC!H5"),
        (set_cell("kiem_tra", 0, "don_vi", "dt_sldtbxh_ttr"), "KT02", "Kiểm tra CCHC!B6"),
        (set_cell("kiem_tra", 0, "van_de", None), "KT03", "Kiểm tra CCHC!G5"),
        (set_cell("kiem_tra", 0, "loai_don_vi", "truc_thuoc"), "KT04", "Kiểm tra CCHC!C5"),
        (set_cell("kiem_tra", 0, "ngay", "2021-12-20"), "KT05", "Kiểm tra CCHC!F5"),
        (set_cell("kiem_tra", 0, "ket_luan", "tb99"), "SO03", "Kiểm tra CCHC!J5"),
        (set_cell("tuyen_truyen", 0, "van_ban", "zzz"), "SO03", "Tuyên truyền!H5"),
        (set_cell("nhiem_vu", 0, "ngay_hoan_thanh", "2030-01-01"), "NV02", "Nhiệm vụ!G5"),
        (set_field("trang_thai", "trinh_ky"), "TT06", "thong_tin so_van_ban"),
        (set_field("ngay_chot", "2021-09-14"), "TT07", "thong_tin ngay_chot"),
        (set_field("ngay_ky", 10), "TT08", "thong_tin ngay_ky"),
        (all_as_before, "CT04", "chi_tieu 1.3.1"),
    ],
)
def test_a_planted_fault_is_found_at_its_cell(form, entries, change, code, place):
    changed = entries()
    change(changed)
    found = codes(form, changed)
    assert code in found, found
    assert place is None or cell(form, place) in found[code], found


def test_the_period_of_a_quarter_ends_in_its_last_month(form, entries):
    quarter = entries()
    quarter["fields"] |= {"ngay_chot": "2021-03-14", "thang_ky": 3, "nam_ky": 2021}
    checked = check_picture(make_picture(form, "2021-Q1", quarter))
    assert "TT07" not in {finding.code for finding in checked.findings}


def test_a_hidden_register_is_optional(form, entries):
    assert "CT03" not in codes(form, entries())


def test_number_and_day_may_be_blank_while_the_report_waits_for_signature(form, entries):
    waiting = entries()
    waiting["fields"] |= {"trang_thai": "trinh_ky", "so_van_ban": None, "ngay_ky": None}
    assert "TT01" not in codes(form, waiting)


def test_zero_is_not_empty(form, entries):
    changed = entries()
    changed["indicators"]["7.6.2"] = 0
    assert codes(form, changed) == {}


def test_every_rule_has_a_remedy(form):
    rules = [*CATALOGUE.values(), *(check.rule for check in form.checks)]
    assert all(rule.message and rule.fix for rule in rules)
    assert len({rule.code for rule in rules}) == len(rules)


@pytest.mark.parametrize(
    "entries",
    [
        {"indicators": {"9.9": 1}},
        {"indicator": {}},
        {"indicators": []},
        {"indicators": {"1.1.1": {"valu": 5}}},
        {"indicators": {"1.1.1": {"state": "zzz"}}},
        {"indicators": {"1.1.1": [1]}},
        {"registers": {"van_ban": 3}},
        {"registers": {"van_ban": [None]}},
        {"registers": {"van_ban": [{"sai": 1}]}},
        {"registers": {"van_ban": [{}] * 2001}},
        {"criteria": {"1.1.1": 3}},
        {"criteria": {"1.1.1": {"lua_chonn": "co"}}},
        {"criteria": {"1.1": {"lua_chon": "co"}}},
        {"texts": None},
    ],
)
def test_entries_that_do_not_fit_are_refused(form, entries):
    with pytest.raises(CchcError, match="JS01"):
        make_picture(form, "2021", entries)


def test_a_department_does_not_number_as_the_party_does(form, entries):
    found = codes(form, entries())
    assert "VB02" not in found
    changed = entries()
    row = next(row for row in changed["registers"]["van_ban"] if "/KH-SLĐTBXH" in row["so_ky_hieu"])
    row["so_ky_hieu"] = row["so_ky_hieu"].replace("/KH-", "-KH/")
    assert "VB02" in codes(form, changed)
