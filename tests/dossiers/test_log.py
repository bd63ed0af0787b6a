"""What the door of the log lets in: headers, dates, channels, steps."""

from datetime import date, datetime

import pandas as pd
import pytest
from support import logs
from support.logs import PROCEDURES, read, row, told

from cchc_xl.dossiers.log import read_log
from cchc_xl.dossiers.reading import Table
from cchc_xl.errors import CchcError


def dossier(log, code="H20-00001"):
    return log.dossiers.set_index("ma").loc[code]


def mapped(log):
    return {heading.column: heading.kept for heading in log.header.headings}


def test_columns_are_found_by_what_people_call_them():
    header = (
        "TT",
        "Số hồ sơ",
        "Tên thủ tục hành chính",
        "Chủ hồ sơ",
        "Kênh tiếp nhận",
        "Ngày nhận",
        "Hạn xử lý",
        "Ngày có kết quả",
    )
    log = read([row(1, tthc="Xác nhận Người có công")], header, above=[["DANH SÁCH HỒ SƠ"], []])
    assert mapped(log) == {
        "A": None, "B": "ma", "C": "tthc", "D": None, "E": "kenh", "F": "tiep_nhan", "G": "hen_tra",
        "H": "tra",
    }  # fmt: skip
    assert dossier(log)["tthc"] == "1.000002"
    assert dossier(log)["dong"] == 4


def test_a_merged_header_of_two_rows_is_read_as_one_and_told():
    above = [["STT", "Mã hồ sơ", "Mã TTHC", "Người nộp", "Hình thức nộp", "Ngày", "", ""]]
    log = read([row(1)], ("", "", "", "Mã", "", "Tiếp nhận", "Hẹn trả", "Trả kết quả"), above=above)
    assert dossier(log)["tra"] == pd.Timestamp(2021, 11, 8)
    assert told(log) == {"HS23": {"B2"}}
    assert [heading.title for heading in log.header.headings if heading.personal] == ["Người nộp Mã"]


@pytest.mark.parametrize(
    "title",
    ["Họ và tên", "Số điện thoại", "Địa chỉ thường trú", "CCCD/CMND", "Email người nộp", "Mã số thuế"],
)
def test_personal_columns_are_dropped_at_the_door(title):
    log = read([row(1)], [*logs.HEADER[:3], title, *logs.HEADER[4:]])
    assert [heading.personal for heading in log.header.headings] == [False] * 3 + [True] + [False] * 4
    assert "Bí Mật" not in log.dossiers.to_csv() + log.steps.to_csv()


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        (date(2021, 11, 5), "2021-11-05"),
        (datetime(2021, 11, 5, 8, 30), "2021-11-05 08:30"),
        (44505.0, "2021-11-05"),
        (44505.5, "2021-11-05 12:00"),
        ("05/11/2021", "2021-11-05"),
        ("5/11/2021 08:30", "2021-11-05 08:30"),
        ("05-11-2021", "2021-11-05"),
        ("05.11.2021", "2021-11-05"),
        ("2021-11-05", "2021-11-05"),
        ("2021-11-05T08:30:00", "2021-11-05 08:30"),
        (" 05/11/2021 ", "2021-11-05"),
    ],
)
def test_days_are_read_in_any_style(typed, read_as):
    log = read([[*row(1)[:5], typed, *row(1)[6:]]])
    assert dossier(log)["tiep_nhan"] == pd.Timestamp(read_as)


@pytest.mark.parametrize(
    "typed", ["11/25/2021", "31/02/2021", "hôm qua", "05/11/21", "05/11/1921", 12.0, True, "#N/A"]
)
def test_what_is_no_day_is_told_and_never_guessed(typed):
    log = read([row(1), [*row(2)[:5], typed, *row(2)[6:]]])
    assert told(log) == {"HS13": {"F3"}}
    assert (log.read, log.aside, list(log.dossiers["ma"])) == (2, 1, ["H20-00001"])


def test_a_column_that_is_all_text_has_no_odd_style_but_the_one_that_differs():
    rows = [[*row(n)[:5], f"{n:02}/11/2021", "10/11/2021", "08/11/2021"] for n in range(1, 8)]
    rows[3][5] = "2021-11-04"
    assert told(read(rows)) == {"HS14": {"F5"}}


def test_no_due_day_is_worked_out_from_the_time_of_the_procedure():
    log = read([row(1, nhan="2021-11-01", hen=""), row(2, tthc="9.9", hen="")])
    assert dossier(log)["hen_tra"] == pd.Timestamp(2021, 11, 8)
    assert told(log) == {"HS11": {"G3"}, "HS19": {"C3"}}


def test_a_new_appointment_is_the_due_day_and_the_pause_is_in_it():
    header = [*logs.HEADER, "Ngày hẹn lại", "Số ngày tạm dừng"]
    log = read([[*row(1), date(2021, 11, 20), 3.0], [*row(2), "", "1,5"]], header)
    assert list(log.dossiers["hen_tra"]) == [pd.Timestamp(2021, 11, 20), pd.Timestamp(2021, 11, 10)]
    assert list(log.dossiers["tam_dung"]) == [0, 1.5]


def test_a_log_without_a_channel_counts_all_as_direct_and_says_so():
    log = read(
        [[one for i, one in enumerate(row(1)) if i != 4]], [c for c in logs.HEADER if c != "Hình thức nộp"]
    )
    assert dossier(log)["kenh"] == "truc_tiep" and told(log) == {"HS22": {"B1"}}


def test_years_without_known_holidays_are_told():
    log = read([row(1, nhan="2019-05-02", hen="2019-05-10", tra="2019-05-09")])
    assert told(log) == {"HS27": {"F2"}}


STEPS = [
    ("1", "Tiếp nhận", "Bộ phận Một cửa", "2021-11-01 08:00", "2021-11-02", None, 0),
    ("1", "Thẩm định", "Phòng Việc làm", "2021-11-02", "2021-11-08", 3, 2),
]


def test_steps_in_one_column_are_read_without_the_rest_of_the_text():
    text = (
        "Tiếp nhận - Bộ phận Một cửa: 01/11/2021 08:00 - 02/11/2021, người xử lý Bí Mật;\n"
        "Thẩm định | Phòng Việc làm | 02/11/2021 | 2021-11-08 (hạn 3 ngày, tạm dừng 2 ngày)"
    )
    log = read([[*row(1), text], [*row(2), "đã chuyển"]], [*logs.HEADER, "Tiến trình xử lý"])
    assert told(log) == {"HS26": {"I3"}}
    assert "Bí Mật" not in log.steps.to_csv()
    assert _steps(log) == [one[2:] for one in STEPS]


def test_steps_in_one_row_each_make_one_dossier():
    header = [*logs.HEADER, "Bước xử lý", "Đơn vị xử lý", "Bắt đầu", "Kết thúc", "Thời hạn bước", "Tạm dừng"]
    rows = [
        [*row(1), step, unit, datetime.fromisoformat(start), datetime.fromisoformat(end), limit or "", pause]
        for _, step, unit, start, end, limit, pause in STEPS
    ]
    log = read([*rows, [*row(2), *rows[0][8:]]], header)
    assert list(log.dossiers["ma"]) == ["H20-00001", "H20-00002"]
    assert list(log.dossiers["tam_dung"]) == [2, 0]
    assert (log.read, log.aside) == (3, 0)
    assert _steps(log) == [one[2:] for one in STEPS]


def _steps(log):
    own = log.steps[log.steps["ma"] == "H20-00001"]
    return [
        (one.don_vi, _shown(one.bat_dau), _shown(one.ket_thuc),
         None if pd.isna(one.thoi_han) else one.thoi_han, one.tam_dung)
        for one in own.itertuples()
    ]  # fmt: skip


def _shown(moment):
    return f"{moment:%Y-%m-%d %H:%M}".removesuffix(" 00:00")


def test_a_file_that_is_no_log_is_refused_with_what_is_missing():
    with pytest.raises(CchcError, match="HS01"):
        read_log([Table("Sheet1", [["Tên", "Tuổi"], ["A", 3]])], "x.xlsx", PROCEDURES)
    with pytest.raises(CchcError) as refused:
        read([row(1)[:6]], logs.HEADER[:6])
    assert refused.value.code == "HS02" and "«ngày hẹn trả», «ngày trả»" in refused.value.message


def test_an_empty_log_has_no_dossiers_and_no_faults():
    log = read([])
    assert (log.read, len(log.dossiers), log.findings) == (0, 0, ())


def test_a_row_without_a_code_is_no_total_because_of_a_word():
    header = [*logs.HEADER, "Lĩnh vực"]
    log = read([[*row(1), "Người có công"], [*row(2)[:1], "", *row(2)[2:], "Tổng hợp"]], header)
    assert told(log) == {"HS11": {"B3"}} and (log.read, log.aside) == (2, 1)


def test_titles_are_known_without_marks_and_with_what_stands_behind_them():
    titles = {"Mã hồ sơ": "Ma ho so (*)", "Ngày tiếp nhận": "Ngày tiếp nhận (dd/mm/yyyy):"}
    log = read([row(1)], [titles.get(title, title) for title in logs.HEADER])
    assert list(log.dossiers["ma"]) == ["H20-00001"]


def test_a_second_sheet_of_dossiers_is_told():
    tables = [Table(f"Tháng {n}", [list(logs.HEADER), *(row(n * 10 + i) for i in range(n))]) for n in (1, 2)]
    log = read_log(tables, "so.xlsx", logs.PROCEDURES)
    (finding,) = log.findings
    assert (finding.code, str(finding.places[0])) == ("HS31", "Tháng 2!A1") and "2 dòng" in finding.message


def test_what_is_typed_for_a_procedure_and_is_no_code_is_not_kept():
    log = read([row(1, tthc="Cấp phép cho ông Bí Mật 0912345678")])
    assert "Bí Mật" not in log.dossiers.to_csv() and len(log.dossiers) == 1


BY_STEP = [*logs.HEADER, "Đơn vị xử lý", "Bắt đầu", "Kết thúc"]


def step(number, unit, start, end, **told):
    return [*row(number, **told), unit, datetime.fromisoformat(start), datetime.fromisoformat(end)]


def test_a_fault_in_any_step_sets_its_dossier_aside():
    rows = [
        step(1, "Phòng A", "2021-11-01", "2021-11-03"),
        [
            *step(1, "Phòng B", "2021-11-03", "2021-11-09")[:7],
            "32/13/2021",
            *step(1, "", "2021-11-03", "2021-11-09")[8:],
        ],
        step(2, "Phòng A", "2021-11-01", "2021-11-03"),
    ]
    log = read(rows, BY_STEP)
    assert (list(log.dossiers["ma"]), log.read, log.aside) == (["H20-00002"], 3, 2)
    assert told(log) == {"HS13": {"H3"}}


def test_a_code_of_two_dossiers_is_told_and_their_steps_stay_apart():
    rows = [
        step(1, "Phòng A", "2021-11-01", "2021-11-03"),
        step(1, "Phòng B", "2021-11-03", "2021-11-09", tthc="1.000002"),
    ]
    log = read(rows, BY_STEP)
    assert (len(log.dossiers), log.read, log.aside) == (1, 2, 1)
    assert list(log.steps["don_vi"]) == ["Phòng A"] and told(log) == {"HS17": {"B3"}}


def test_a_step_that_ends_before_it_begins_is_told():
    assert told(read([step(1, "Phòng A", "2021-11-12", "2021-11-02")], BY_STEP)) == {"HS26": {"K2"}}
