"""How a form says units are ranked: `[ranking]` and groups.csv."""

import shutil

import pytest

from cchc_xl import resources
from cchc_xl.form.load import read_form
from cchc_xl.form.ranking import EVERYONE, Group, Ranking

GROUPS = """\
unit,group,ranked,reason
dt_stp,Sở tổng hợp,yes,
dt_ttt,,,đặc thù
"""


def read(tmp_path, settings: str = "", groups: str = ""):
    """Read a form of 2021 with these settings of ranking and these groups."""
    shutil.copytree(resources.workbook(), tmp_path / "workbook", ignore=shutil.ignore_patterns("*.xlsx"))
    folder = tmp_path / "workbook" / "so-2099"
    folder.mkdir()
    text = f'base = "so-2021"\nkey = "so-2099"\nversion = "1.0"\nyear = 2021\n[ranking]\n{settings}'
    (folder / "form.toml").write_text(text, "utf-8")
    if groups:
        (folder / "groups.csv").write_text(groups, "utf-8")
    form, faults = read_form(folder)
    return form, [str(fault) for fault in faults]


def test_what_is_left_out_has_its_default(tmp_path):
    form, faults = read(tmp_path, 'ties = "sequential"')
    assert faults == []
    assert form.meta.ranking == Ranking(ties="sequential", decimals=2, by="self")
    assert form.groups == {}


def test_groups_say_who_is_ranked_with_whom(tmp_path):
    form, faults = read(tmp_path, groups=GROUPS)
    assert faults == []
    assert form.groups == {
        "dt_stp": Group("Sở tổng hợp"),
        "dt_ttt": Group(EVERYONE.name, ranked=False, reason="đặc thù"),
    }


@pytest.mark.parametrize(
    ("settings", "groups", "said"),
    [
        ('ties = "chung"', "", "form.toml, dòng 1, cột ranking.ties: «chung» không hợp lệ. Chọn"),
        ("decimals = 4", "", "cột ranking.decimals: «4» không hợp lệ"),
        ("decimals = true", "", "cột ranking.decimals"),
        ("by = []", "", "cột ranking.by"),
        ('tie = "shared"', "", "cột ranking.tie: không có mục này. Chọn một trong: ties, decimals, by"),
        ("", GROUPS.replace("đặc thù", ""), "groups.csv, dòng 3, cột reason: đơn vị không xếp hạng"),
        ("", GROUPS.replace("yes", "có"), "groups.csv, dòng 2, cột ranked: «có» không hợp lệ"),
        ("", GROUPS.replace("dt_stp", "dt_zz"), "groups.csv, dòng 2, cột unit: không có đơn vị «dt_zz»"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_remedy(tmp_path, settings, groups, said):
    _, faults = read(tmp_path, settings, groups)
    assert any(said in fault for fault in faults), faults
