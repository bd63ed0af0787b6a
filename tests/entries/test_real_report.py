"""The report as it went out: what a check of its workbook must say, and where."""

import json
import re
from pathlib import Path

import pytest

import cchc_xl
from cchc_xl import resources
from cchc_xl.actions.check import check_picture
from cchc_xl.entries.from_json import make_picture

SAMPLE = resources.workbook() / "samples" / "2021-nguyen-van.json"
FAULTS = """
report not numbered, day blank     | TT09 | Thông tin chung!B11 Thông tin chung!B14
plan dated after the report        | VB01 | Văn bản!E9 Nội dung báo cáo!B6
plan without a date, cited without | VB04 | Văn bản!E8 Nội dung báo cáo!B7
agency misspelt three times        | VB05 | Văn bản!D26 Nội dung báo cáo!B6 Nội dung báo cáo!B7
one plan spelled in two ways       | VB07 | Văn bản!D8 Nội dung báo cáo!B7
another plan spelled in two ways   | VB07 | Văn bản!D9 Nội dung báo cáo!B6
letter number with a lost digit    | VB14 | Văn bản!D24
letters not in the order of dates  | VB22 | Văn bản!E24
plans not in the order of dates    | VB22 | Văn bản!E13 Văn bản!E14
the word «số» left out             | ND10 | Nội dung báo cáo!B5
plan without a number              | VB03 | Văn bản!D25
plan without a number nor a date   | VB04 | Văn bản!E25
list of documents left open        | ND09 | Nội dung báo cáo!B5
name of a system misspelt          | ND05 | Văn bản!G24
set phrase misspelt                | ND05 | Nội dung báo cáo!B5
place name misspelt                | ND04 | Nội dung báo cáo!B6
space inside a hyphenated name     | ND06 | Khó khăn, vướng mắc!C6
hyphen for a dash                  | ND06 | Nội dung báo cáo!B6
comma among semicolons             | ND11 | Nội dung báo cáo!B5
tasks planned, none said done      | R2   | Phụ lục I!D7
inspected divisions not named      | KT06 | Nội dung báo cáo!B6
planned, direct, remote not apart  | R3H  | Phụ lục I!D16 Phụ lục I!D17
self-checks not counted            | CT01 | Phụ lục I!D18
problems found and solved missing  | R3C  | Phụ lục I!D14 Phụ lục I!D15
appendix cited but blank           | ND13 | Nội dung báo cáo!B9
year not closed, no cut-off        | TT11 | Thông tin chung!B8
ratio without its base             | ND12 | Khó khăn, vướng mắc!C8
figure for level 3, none for 4     | R17L | Phụ lục I!D112
no results by field, no outlook    | ND01 | Nội dung báo cáo!B11 Nội dung báo cáo!B17
nobody addressed                   | TT10 | Thông tin chung!B20
plans dated on Saturdays           | VB21 | Văn bản!E6 Văn bản!E15
drafting unit not in the list      | VB24 | Văn bản!D5
"""


def checked(form, **fields):
    entries = json.loads(SAMPLE.read_text("utf-8"))
    entries["fields"] |= fields
    return check_picture(make_picture(form, "2021", entries)).findings


@pytest.mark.parametrize(
    ("fault", "code", "places"),
    [tuple(part.strip() for part in line.split("|")) for line in FAULTS.strip().splitlines()],
)
def test_every_fault_of_the_report_is_found_at_its_cell(form, fault, code, places):
    wanted = set(re.findall(r"\S.*?!\w+", places))
    assert any(
        finding.code == code and wanted <= {str(place) for place in finding.places}
        for finding in checked(form)
    )


def test_a_lost_digit_is_told_with_the_number_that_is_likely_meant(form):
    told = next(finding for finding in checked(form) if finding.code == "VB14")
    assert told.expected.endswith("có lẽ là 1952")
    assert len(told.places) == 2, "its neighbours are not accused"


def test_a_plan_a_year_too_late_is_told_with_the_day_that_is_likely_meant(form):
    told = next(finding for finding in checked(form) if finding.code == "VB01")
    assert told.expected == "không sau 30/11/2021; có lẽ là 28/12/2020"


def test_once_issued_the_report_must_have_its_number_and_day(form):
    issued = checked(form, trang_thai="da_ban_hanh")
    blank = {str(place) for finding in issued if finding.code == "TT01" for place in finding.places}
    assert {"Thông tin chung!B11", "Thông tin chung!B14"} <= blank


@pytest.mark.parametrize("right", ["1991/SLĐTBXH-TTr", "285/KH-UBND-HC"])
def test_habits_of_issuers_are_no_faults(form, right):
    row = {"1991/SLĐTBXH-TTr": 23, "285/KH-UBND-HC": 6}[right]
    places = {str(p) for f in checked(form) if f.code not in ("VB21", "VB22") for p in f.places}
    assert not places & {f"Văn bản!{column}{row}" for column in "BCDEFG"}


def test_no_check_knows_the_report():
    entries = json.loads(SAMPLE.read_text("utf-8"))
    symbols = {row["so_ky_hieu"] for row in entries["registers"]["van_ban"] if "so_ky_hieu" in row}
    numbers = {symbol.partition("/")[0] for symbol in symbols if len(symbol.partition("/")[0]) > 2}
    words = {"SLĐTBXH", "SLĐTBOXH", "Lai Vung", "Lao Vung", "Đồng Tháp", "CCCQ", "Covid", *symbols}
    source = "\n".join(path.read_text("utf-8") for path in Path(cchc_xl.__file__).parent.rglob("*.py"))
    code = re.sub(r'""".*?"""|example="[^"]*"', "", source, flags=re.DOTALL)
    assert [word for word in words if word in code] == []
    assert [number for number in numbers if re.search(rf"(?<![\w.]){number}(?![\w.])", code)] == []
