import pytest

from cchc_xl.actions.check import check_picture
from cchc_xl.entries.from_json import make_picture
from cchc_xl.errors import CchcError
from cchc_xl.findings import CATALOGUE, Verdict


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


def test_the_corrected_sample_passes(form, entries):
    checked = check_picture(make_picture(form, "2021", entries()))
    assert checked.findings == ()
    assert checked.verdict is Verdict.PASSED


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (lambda e: (e["registers"].pop("nhiem_vu"), set_figure("1.1.2", 35)(e)), "R1", "Phụ lục I!D7"),
        (set_figure("1.1.2", 30), "CT02", "Phụ lục I!D7"),
        (set_figure("1.2.5", 99), "R3A", "Phụ lục I!D13"),
        (set_figure("1.2.6", 99), "R3B", None),
        (set_figure("1.2.4", None), "R3C", None),
        (set_figure("1.2.2", None), "R3D", None),
        (set_figure("1.2.1", 99), "R3E", "Phụ lục I!D9"),
        (set_figure("1.3.1", 999), "R4", None),
        (set_figure("1.4.2", None), "R5A", "Phụ lục I!D21"),
        (set_figure("2.2.3", 999), "R7A", None),
        (set_figure("2.3.2", 999), "R7D", None),
        (set_figure("3.2.1", 999), "R9A", None),
        (set_figure("3.3.4", 1), "R10", None),
        (set_figure("3.4.2", 999), "R12", None),
        (set_figure("6.2.1", 99), "R13", None),
        (set_figure("4.2.2", 9999), "R14", None),
        (set_figure("6.1", 0.95), "R16", None),
        (set_figure("7.5.1.1", 58), "R17A", "Phụ lục I!D58"),
        (set_figure("7.5.2", 900), "R17C", None),
        (set_figure("7.6.2", 99999), "R18B", None),
        (set_figure("7.4", None), "CT01", "Phụ lục I!D56"),
        (set_figure("7.4", "abc"), "GT01", "Phụ lục I!D56"),
        (set_field("nguoi_ky", None), "TT01", "Thông tin chung!B21"),
        (set_field("so_van_ban", ""), "TT01", "Thông tin chung!B10"),
        (set_field("can_cu", "khong_co"), "TT02", None),
        (set_field("ngay_ky", 45), "TT03", "Thông tin chung!B13"),
        (set_field("thang_ky", 13), "TT03", "Thông tin chung!B14"),
        (set_figure("7.7", 1e30), "GT11", "Phụ lục I!D65"),
        (set_cell("nhiem_vu", 0, "trang_thai", " hoàn  thành "), "GT10", "Nhiệm vụ!F5"),
        (set_cell("van_ban", 3, "ngay", "2021-12-28"), "VB01", "Văn bản!E8"),
        (set_cell("van_ban", 3, "ngay", None), "SO01", "Văn bản!E8"),
        (set_cell("nhiem_vu", 1, "ma", "NV01"), "SO02", "Nhiệm vụ!A5"),
        (set_cell("nhiem_vu", 0, "trang_thai", "dang_thuc_hien"), "NV01", "Nhiệm vụ!F5"),
        (set_cell("kien_nghi", 0, "kho_khan", "KK99"), "KN01", "Kiến nghị!D5"),
        (lambda e: e["texts"].update(chi_dao="Có {1.1.99} việc"), "ND02", "Nội dung báo cáo!B5"),
        (lambda e: e["texts"].update(chi_dao="Theo [^kh0]"), "ND03", "Nội dung báo cáo!B5"),
        (lambda e: e["texts"].pop("kiem_tra"), "ND01", None),
        (lambda e: e["registers"].pop("nhiem_vu"), "CT03", "Phụ lục I!D6"),
    ],
)
def test_a_planted_fault_is_found_at_its_cell(form, entries, change, code, place):
    changed = entries()
    change(changed)
    found = codes(form, changed)
    assert code in found, found
    assert place is None or place in found[code], found


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
