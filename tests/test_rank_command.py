"""`cchc rank`: workbooks of many units in, one result out, read back next year."""

import json
import shutil
from decimal import Decimal

import openpyxl
import pytest
from support import openxml
from support.needs import needs

from cchc_xl import resources
from cchc_xl.cli import main
from cchc_xl.form.criteria import leaves
from cchc_xl.form.load import load_form

UNITS = ("dt_stp", "dt_syt", "dt_sct", "dt_ttt", "dt_snv")
GROUPS = """\
unit,group,ranked,reason
dt_stp,Khối tổng hợp,yes,
dt_snv,Khối tổng hợp,yes,
dt_syt,Khối ngành,yes,
dt_sct,Khối ngành,yes,
dt_ttt,Khối tổng hợp,,đặc thù
dt_stc,Khối tổng hợp,yes,
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """The data folder, with groups of units and a form of the year after; so that nothing else sees them."""
    folder = tmp_path_factory.mktemp("home") / "workbook"
    shutil.copytree(resources.workbook(), folder, ignore=shutil.ignore_patterns("*.xlsx"))
    (folder / "so-2021" / "groups.csv").write_text(GROUPS, "utf-8")
    (folder / "so-2022").mkdir()
    text = 'base = "so-2021"\nkey = "so-2022"\nversion = "1.0"\nyear = 2022\n'
    (folder / "so-2022" / "form.toml").write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(resources, "workbook", lambda: folder)
        load_form.cache_clear()
        yield folder
    load_form.cache_clear()


def build(folder, form, unit, period, typed):
    """Build the workbook of a unit; staff have typed these entries."""
    folder.mkdir(exist_ok=True)
    source, out = folder / "nhap.json", folder / f"{unit}.xlsx"
    source.write_text(json.dumps(typed), "utf-8")
    new = ["new", "--form", form, "--unit", unit, "--period", period, "--entries", str(source)]
    assert main([*new, "-o", str(out)]) == 0


def worse(typed, steps):
    """Change the choices of so many criteria to the option that earns least."""
    form = load_form("so-2021")
    choices = [c for c in form.criteria.values() if c.rule and c.rule.options and c.code in typed["criteria"]]
    for criterion in choices[:steps]:
        typed["criteria"][criterion.code]["lua_chon"] = criterion.rule.options[-1].key
    return typed


@pytest.fixture(scope="module")
def sent(home, tmp_path_factory, entries):
    """Workbooks of five units for two years, the more steps the worse; the last of 2021 is still blank."""
    folder = tmp_path_factory.mktemp("sent")
    for form, year, order in (("so-2021", "2021", UNITS), ("so-2022", "2022", (*UNITS[1:], UNITS[0]))):
        for steps, unit in enumerate(order):
            blank = (year, unit) == ("2021", "dt_snv")
            build(folder / year, form, unit, year, {} if blank else worse(entries(), 2 * steps))
    return folder


def rank(capsys, *arguments) -> tuple[int, dict, str]:
    """Run the command for JSON: exit status, the object, what else was said."""
    status = main(["rank", "--json", *map(str, arguments)])
    said = capsys.readouterr()
    return status, json.loads(said.out), said.err


def test_units_are_ranked_by_the_percentage_that_each_workbook_scores(sent, tmp_path, capsys):
    status, found, _ = rank(capsys, sent / "2021", "-o", tmp_path / "kq.xlsx")
    assert status == 0
    assert list(found)[:9] == [
        "form",
        "period",
        "by",
        "units",
        "count",
        "mean",
        "median",
        "highest",
        "lowest",
    ]
    assert (found["form"], found["period"], found["by"]) == ("so-2021", "2021", "self")
    units = {unit["unit"]: unit for unit in found["units"]}
    assert [u["rank"] for u in found["units"]] == [1, 2, 3, None, None]
    assert list(units)[:3] == ["dt_stp", "dt_syt", "dt_sct"]
    for unit, one in units.items():
        if one["percent"]:
            main(["score", "--json", str(sent / "2021" / f"{unit}.xlsx")])
            score = json.loads(capsys.readouterr().out)
            assert (one["total"], one["max"], one["band"]) == (score["total"], score["max"], score["band"])
            assert round(Decimal(score["percent"]), 2) == Decimal(one["percent"])
    assert len({unit["percent"] for unit in found["units"]}) == 5
    percents = [Decimal(one["percent"]) for one in found["units"][:3]]
    assert (found["highest"], found["median"], found["lowest"]) == tuple(str(p) for p in percents)
    assert abs(Decimal(found["mean"]) - sum(percents) / 3) <= Decimal("0.01")


def test_who_is_not_ranked_is_shown_with_the_reason(sent, tmp_path, capsys):
    _, found, _ = rank(capsys, sent / "2021", "-o", tmp_path / "kq.xlsx")
    special, incomplete = found["units"][3:]
    assert (special["unit"], special["ranked"], special["reason"]) == ("dt_ttt", False, "đặc thù")
    assert special["percent"] and special["band"]
    assert incomplete["unit"] == "dt_snv" and "chưa đủ điểm" in incomplete["reason"]
    assert (incomplete["percent"], incomplete["band"], incomplete["rank"]) == (None, "", None)
    assert found["missing"] == ["Sở Tài chính"]


def test_groups_have_their_ranks_and_means(sent, tmp_path, capsys):
    _, found, _ = rank(capsys, sent / "2021", "-o", tmp_path / "kq.xlsx")
    places = {u["unit"]: (u["group"], u["rank_in_group"]) for u in found["units"][:3]}
    assert places == {
        "dt_stp": ("Khối tổng hợp", 1),
        "dt_syt": ("Khối ngành", 1),
        "dt_sct": ("Khối ngành", 2),
    }
    assert {group["group"]: group["count"] for group in found["groups"]} == {
        "Khối tổng hợp": 1,
        "Khối ngành": 2,
    }


def test_next_year_is_compared_with_the_result_read_back(sent, tmp_path, capsys):
    last, out = tmp_path / "2021.xlsx", tmp_path / "2022.xlsx"
    _, before, _ = rank(capsys, sent / "2021", "-o", last)
    status, found, _ = rank(capsys, sent / "2022", "-o", out, "--previous", last)
    assert status == 0
    old = {unit["unit"]: unit for unit in before["units"]}
    assert [u["unit"] for u in found["units"]] == ["dt_syt", "dt_sct", "dt_snv", "dt_stp", "dt_ttt"]
    for unit in found["units"]:
        then = old[unit["unit"]]
        assert (unit["previous"], unit["previous_rank"]) == (then["percent"], then["rank"])
        if then["percent"]:
            assert Decimal(unit["difference"]) == Decimal(unit["percent"]) - Decimal(then["percent"])
    assert [u["difference"] is None for u in found["units"]] == [False, False, True, False, False]
    assert openpyxl.load_workbook(out)["Xếp hạng"]["A4"].value == "Hạng"


def test_appraised_points_may_turn_the_order_round(home, tmp_path, entries, capsys):
    form, appraised = load_form("so-2021"), {"dt_stp": Decimal(0), "dt_syt": Decimal(1), "dt_sct": None}
    for steps, (unit, share) in enumerate(appraised.items()):
        typed = worse(entries(), 2 * steps)
        for one in leaves(form.criteria) if share is not None else ():
            row = typed["criteria"].setdefault(one.code, {})
            if one.kind not in ("survey", "penalty"):
                row["diem_tham_dinh"] = float(one.maximum * share)
        build(tmp_path / "ho so", "so-2021", unit, "2021", typed)
    capsys.readouterr()
    _, self_scored, _ = rank(capsys, tmp_path / "ho so", "-o", tmp_path / "tu cham.xlsx")
    _, found, _ = rank(capsys, tmp_path / "ho so", "-o", tmp_path / "tham dinh.xlsx", "--by", "appraised")
    assert [unit["unit"] for unit in self_scored["units"]] == ["dt_stp", "dt_syt", "dt_sct"]
    assert [(unit["unit"], unit["rank"]) for unit in found["units"]] == [
        ("dt_syt", 1),
        ("dt_stp", 2),
        ("dt_sct", None),
    ]
    assert "chưa đủ điểm" in found["units"][2]["reason"]
    assert found["by"] == "appraised"
    assert "điểm thẩm định" in openpyxl.load_workbook(tmp_path / "tham dinh.xlsx")["Xếp hạng"]["A2"].value


@pytest.fixture(scope="module")
def results(sent, tmp_path_factory):
    """The result workbooks of both years."""
    folder = tmp_path_factory.mktemp("results")
    assert main(["rank", str(sent / "2021"), "-o", str(folder / "2021.xlsx")]) == 0
    second = ["rank", str(sent / "2022"), "-o", str(folder / "2022.xlsx")]
    assert main([*second, "--previous", str(folder / "2021.xlsx")]) == 0
    return folder


def test_the_result_shows_table_areas_groups_and_who_is_not_ranked(results):
    book = openpyxl.load_workbook(results / "2022.xlsx")
    shown = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert shown == ["Xếp hạng", "Theo lĩnh vực", "Bình quân lĩnh vực", "Theo nhóm", "Không xếp hạng"]
    heads = [cell.value for cell in book["Xếp hạng"][4]]
    assert heads == [
        "Hạng", "Đơn vị", "Nhóm", "Hạng trong nhóm", "Điểm", "Điểm tối đa", "Tỷ lệ (%)", "Xếp loại",
        "Tỷ lệ kỳ trước (%)", "Tăng, giảm (điểm phần trăm)", "Hạng kỳ trước", "Tăng, giảm hạng", "Ghi chú",
        "Mã đơn vị",
    ]  # fmt: skip
    names = [row[1].value for row in book["Theo lĩnh vực"].iter_rows(min_row=5)]
    assert names[-3:] == ["Bình quân", "Cao nhất", "Thấp nhất"]
    assert [len(book[title]._charts) for title in shown] == [1, 0, 1, 0, 0]


def test_without_an_earlier_result_or_groups_their_columns_are_not_there(sent, home, tmp_path):
    (home / "so-2021" / "groups.csv").rename(home / "groups.away")
    load_form.cache_clear()
    out = tmp_path / "kq.xlsx"
    try:
        assert main(["rank", str(sent / "2021"), "-o", str(out)]) == 0
    finally:
        (home / "groups.away").rename(home / "so-2021" / "groups.csv")
        load_form.cache_clear()
    heads = [cell.value for cell in openpyxl.load_workbook(out)["Xếp hạng"][4]]
    assert heads == ["Hạng", "Đơn vị", "Điểm", "Điểm tối đa", "Tỷ lệ (%)", "Xếp loại", "Ghi chú", "Mã đơn vị"]


def test_an_earlier_result_with_a_text_for_a_number_is_refused_at_its_cell(sent, results, tmp_path, capsys):
    book = openpyxl.load_workbook(results / "2021.xlsx")
    book["Xếp hạng"]["A6"] = "hai"
    book.save(tmp_path / "cu.xlsx")
    out = str(tmp_path / "kq.xlsx")
    assert main(["rank", str(sent / "2022"), "-o", out, "--previous", str(tmp_path / "cu.xlsx")]) == 2
    said = capsys.readouterr().err
    assert "XH04" in said and "Xếp hạng!A6" in said


def test_the_same_workbooks_give_the_same_bytes(sent, results, tmp_path):
    files = sorted((sent / "2021").glob("*.xlsx"), reverse=True)
    assert main(["rank", *map(str, files), "-o", str(tmp_path / "kq.xlsx")]) == 0
    assert (tmp_path / "kq.xlsx").read_bytes() == (results / "2021.xlsx").read_bytes()


@needs("ooxml-validator")
def test_the_open_xml_sdk_finds_nothing_in_the_results(results):
    assert openxml.problems(*results.glob("*.xlsx")) == []


def test_files_that_cannot_be_used_are_named_and_stop_nothing(sent, tmp_path, capsys):
    folder = tmp_path / "thu"
    shutil.copytree(sent / "2021", folder)
    (folder / "hong.xlsx").write_bytes(b"x")
    (folder / "~$dt_stp.xlsx").write_bytes(b"x")
    shutil.copy(sent / "2022" / "dt_stp.xlsx", folder / "nam sau.xlsx")
    shutil.copy(
        folder / "dt_stp.xlsx", folder / "kq.xlsx"
    )  # an earlier result in the same folder is no source
    status, found, said = rank(capsys, folder, tmp_path / "khong co.xlsx", "-o", folder / "kq.xlsx")
    assert status == 1
    assert {one["file"]: one["code"] for one in found["set_aside"]} == {
        "hong.xlsx": "TEP04",
        "khong co.xlsx": "TEP01",
        "nam sau.xlsx": "XH05",
    }
    assert all(one["file"] in said and one["code"] in said for one in found["set_aside"])
    assert [u["rank"] for u in found["units"]] == [1, 2, 3, None, None]


def test_two_workbooks_of_one_unit_are_told_and_nothing_is_written(sent, tmp_path, capsys):
    again, out = tmp_path / "ban sao.xlsx", tmp_path / "kq.xlsx"
    shutil.copy(sent / "2021" / "dt_stp.xlsx", again)
    assert main(["rank", str(sent / "2021"), str(again), "-o", str(out)]) == 2
    said = capsys.readouterr().err
    assert "XH02" in said and "Sở Tư pháp: dt_stp.xlsx, ban sao.xlsx" in said
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["{empty}"], "XH01"),
        (["{results}/2021.xlsx"], "XH01"),
        (["{sent}/2021", "--previous", "{results}/2022.xlsx"], "XH03"),
        (["{sent}/2021", "--previous", "{results}/2021.xlsx"], "XH03"),
        (["{sent}/2022", "--previous", "{sent}/2021/dt_stp.xlsx"], "XH03"),
        (["{sent}/2022", "--previous", "{empty}/x.xlsx"], "TEP01"),
    ],
)
def test_what_cannot_be_ranked_is_refused_with_a_remedy(sent, results, tmp_path, capsys, arguments, code):
    (tmp_path / "trong").mkdir()
    places = {"sent": sent, "results": results, "empty": tmp_path / "trong"}
    out = tmp_path / "kq.xlsx"
    assert main(["rank", *(one.format(**places) for one in arguments), "-o", str(out)]) == 2
    said = capsys.readouterr().err
    assert code in said and "Cách xử lý" in said
    assert not out.exists()


def test_people_read_the_order_and_what_is_missing(sent, tmp_path, capsys):
    assert main(["rank", str(sent / "2021"), "-o", str(tmp_path / "kq.xlsx")]) == 0
    said = capsys.readouterr().out
    assert said.startswith("1. Sở Tư pháp: ")
    assert "Không xếp hạng Thanh tra tỉnh: đặc thù" in said
    assert "3 đơn vị được xếp hạng; bình quân" in said
    assert "Chưa có workbook: Sở Tài chính." in said
