import json
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import date, datetime
from email.message import EmailMessage
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.needs import needs
from support.openxml import problems
from support.sent import sample, sent

from cchc_xl.actions.collect import collect as collect_files
from cchc_xl.cli import main
from cchc_xl.collect.ledger import Ledger
from cchc_xl.collect.merge import handed_out
from cchc_xl.collect.submissions import Issued
from cchc_xl.entries.from_json import make_picture
from cchc_xl.entries.to_json import entries_of
from cchc_xl.excel.build import build
from cchc_xl.excel.read import read_workbook
from cchc_xl.files import sha256_of
from cchc_xl.form.load import load_form
from cchc_xl.form.part import own_share

LABOUR, HOME, JUSTICE = "dt_sldtbxh", "dt_snv", "dt_stp"
OFFICE, INSPECTORATE = "dt_sldtbxh_vp", "dt_sldtbxh_ttr"
TASK = {"ma": "NV1", "linh_vuc": "the_che", "noi_dung": "Rà soát văn bản", "trang_thai": "dang_thuc_hien"}


@pytest.fixture
def collect(capsys):
    def run(*arguments):
        code = main(["collect", *map(str, arguments), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def figures(path):
    rows = openpyxl.load_workbook(path)["Số liệu"].iter_rows(min_row=5, values_only=True)
    return {row[0]: row[4] for row in rows}


def reasons(told):
    return {one["file"]: one["code"] for one in told["set_aside"]}


def three(folder):
    sent(folder / "ld.xlsx", LABOUR, 1, indicators={"2.1": 3, "1.5": 1, "1.1.1": 10, "1.1.2": 5})
    sent(folder / "nv.xlsx", HOME, 2, indicators={"2.1": 4, "1.5": 0, "1.1.1": 10, "1.1.2": 10})
    sent(folder / "tp.xlsx", JUSTICE, 9, indicators={"2.1": 5, "4.2.1": 60})
    return folder


def issue(folder, *units):
    with Ledger.open(folder) as ledger:
        ledger.issue(Issued(unit, "", unit, date(2021, 12, 5), None, "", "", "") for unit in units)


def test_figures_are_added_up_by_their_rule_and_rates_worked_out_again(collect, tmp_path):
    code, told = collect(three(tmp_path / "nhan"), "-o", tmp_path / "T.xlsx")
    assert (code, told["read"], told["taken"]) == (0, 3, ["ld.xlsx", "nv.xlsx", "tp.xlsx"])
    total = figures(tmp_path / "T.xlsx")
    assert (total["2.1"], total["1.5"], total["4.2.1"]) == (12, 1, 60)
    assert (total["1.1.1"], total["1.1.2"], total["1.1.3"]) == (20, 15, 75)


def test_who_is_missing_or_late_is_told_and_an_extension_counts_as_on_time(collect, tmp_path):
    issue(tmp_path, LABOUR, HOME, JUSTICE, "dt_stc")
    _, told = collect(three(tmp_path / "nhan"), "-o", tmp_path / "T.xlsx")
    assert (told["missing"], told["late"]) == (["dt_stc"], [JUSTICE])
    with Ledger.open(tmp_path) as ledger:
        ledger.extend(JUSTICE, "", date(2021, 12, 9), "Lan", "bão")
    _, told = collect(tmp_path / "nhan", "-o", tmp_path / "T.xlsx")
    assert (told["missing"], told["late"]) == (["dt_stc"], [])
    rows = [*openpyxl.load_workbook(tmp_path / "T.xlsx")["Tỷ lệ nộp"].iter_rows(min_row=5, values_only=True)]
    assert rows == [
        ("Phải nộp", 4, 100), ("Đã nộp", 3, 75), ("Đúng hạn", 3, 75), ("Nộp chậm", 0, 0), ("Chưa nộp", 1, 25),
    ]  # fmt: skip


def test_the_result_has_rows_with_their_origin_findings_by_code_and_charts(collect, tmp_path):
    rows = [{**TASK, "noi_dung": "=HYPERLINK(A1)"}, {**TASK, "ma": "NV2"}]
    sent(tmp_path / "nhan" / "ld.xlsx", LABOUR, 1, registers={"nhiem_vu": rows})
    sent(tmp_path / "nhan" / "nv.xlsx", HOME, 1, registers={"nhiem_vu": [TASK]})
    collect(tmp_path / "nhan", "-o", tmp_path / "T.xlsx")
    book = openpyxl.load_workbook(tmp_path / "T.xlsx")
    rows = [row[1:4] for row in book["Nhiệm vụ"].iter_rows(min_row=5, values_only=True)]
    assert rows == [("ld.xlsx", 5, "NV1"), ("ld.xlsx", 6, "NV2"), ("nv.xlsx", 5, "NV1")]
    cell = book["Nhiệm vụ"]["F5"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(A1)", "s")
    first = next(book["Lỗi theo mã"].iter_rows(min_row=5, values_only=True))
    assert first[3] == 2 and first[5] == "Sở Lao động – Thương binh và Xã hội, Sở Nội vụ"
    assert len(book["Tỷ lệ nộp"]._charts) == len(book["Lỗi theo mã"]._charts) == 1


@needs("ooxml-validator")
def test_office_accepts_the_result(collect, tmp_path):
    odd = {**TASK, "noi_dung": "<&>\n\x07 «ô»", "han": "2021-06-30", "phong": None}
    sent(tmp_path / "nhan" / "ld.xlsx", LABOUR, 1, registers={"nhiem_vu": [TASK, odd]})
    collect(tmp_path / "nhan", "-o", tmp_path / "T.xlsx")
    assert problems(tmp_path / "T.xlsx") == []
    row = [*openpyxl.load_workbook(tmp_path / "T.xlsx")["Nhiệm vụ"].iter_rows(values_only=True)][5]
    assert (row[5], row[7]) == ("<&>\n «ô»", datetime(2021, 6, 30))


def test_the_latest_valid_submission_counts_and_each_other_has_its_reason(collect, tmp_path):
    folder = three(tmp_path / "nhan")
    sent(folder / "ld-2.xlsx", LABOUR, 3, indicators={"2.1": 30})
    sent(folder / "ld-cu.xlsx", LABOUR, 4, period="2021-9T", indicators={"2.1": 999})
    shutil.copy2(folder / "nv.xlsx", folder / "nv-ban-sao.xlsx")
    (folder / "hong.xlsx").write_bytes(b"PK\x03\x04 broken")
    code, told = collect(folder, "-o", tmp_path / "T.xlsx")
    assert code == 1 and told["read"] == 7
    assert told["taken"] == ["ld-2.xlsx", "nv-ban-sao.xlsx", "tp.xlsx"]
    assert {**reasons(told), "hong.xlsx": ""} == {
        "ld.xlsx": "THOP10", "ld-cu.xlsx": "CONG08", "nv.xlsx": "THOP09", "hong.xlsx": "",
    }  # fmt: skip
    assert figures(tmp_path / "T.xlsx")["2.1"] == 39


def test_after_closing_a_later_one_waits_with_its_differences_until_it_is_accepted(collect, tmp_path):
    folder, out = three(tmp_path / "nhan"), tmp_path / "T.xlsx"
    code, told = collect(folder, "-o", out, "--close", "--by", "Lan")
    assert told["closed"]
    sent(tmp_path / "sau" / "ld-sau.xlsx", LABOUR, 12, indicators={"2.1": 50})
    code, told = collect(tmp_path / "sau", "-o", out)
    assert (code, reasons(told), figures(out)["2.1"]) == (1, {"ld-sau.xlsx": "THOP12"}, 12)
    history = [*openpyxl.load_workbook(out)["Tệp đã nhận"].iter_rows(min_row=5, values_only=True)]
    assert "3 → 50" in next(row for row in history if row[0] == "ld-sau.xlsx")[8]
    late = tmp_path / "sau" / "ld-sau.xlsx"
    assert main(["collect", "-o", str(out), "--accept", str(late), "--by", "Lan"]) == 2, "chưa có lý do"
    for _ in range(2):
        collect(tmp_path / "sau", "-o", out, "--accept", late, "--by", "Lan", "--reason", "đơn vị sửa số")
    assert figures(out)["2.1"] == 59
    decided = [*openpyxl.load_workbook(out)["Quyết định"].iter_rows(min_row=5, values_only=True)]
    assert [row[1:4] for row in decided] == [("Lan", "Chốt số liệu", ""), ("Lan", "Chấp nhận", LABOUR)]


def test_replacements_that_wait_are_told_apart_by_unit_without_opening_a_file_again(collect, tmp_path):
    ky, nhan, sau = tmp_path / "ky", tmp_path / "nhan", tmp_path / "sau"
    done = {**TASK, "trang_thai": "hoan_thanh", "han": "2021-06-30"}
    sent(nhan / "ttr.xlsx", LABOUR, 1, phong=INSPECTORATE, registers={"nhiem_vu": [TASK, {**TASK, "ma": ""}]})
    sent(nhan / "vp.xlsx", LABOUR, 1, phong=OFFICE, indicators={"1.3.1": 9}, texts={"chi_dao": "Lời"})
    sent(nhan / "nv.xlsx", HOME, 1, registers={"nhiem_vu": [TASK]}, fields={"nguoi_ky": "Lan"})
    collect(nhan, "-o", ky / "T.xlsx", "--close", "--by", "Lan")
    new = {**TASK, "ma": "NV2", "noi_dung": "Việc mới"}
    sent(sau / "a" / "bc.xlsx", LABOUR, 5, phong=INSPECTORATE, registers={"nhiem_vu": [new, done]})
    sent(sau / "b" / "bc.xlsx", LABOUR, 5, phong=OFFICE, indicators={"1.3.1": 10}, texts={"chi_dao": "Lời"})
    sent(sau / "c" / "bc.xlsx", HOME, 5, registers={"nhiem_vu": [done]}, fields={"nguoi_ky": "Mai"})
    same = sent(
        sau / "d" / "nv-luu-lai.xlsx", HOME, 6, registers={"nhiem_vu": [TASK]}, fields={"nguoi_ky": "Lan"}
    )
    saved_again(same, "docProps/core.xml", b"not a date")
    collect(sau, "-o", ky / "T.xlsx")
    shutil.rmtree(ky / "Bản nhận")
    code, told = collect("-o", ky / "T.xlsx")
    assert code == 0
    lines = {(one["file"], one["unit"]): one["lines"] for one in told["replacements"]}
    due = "Nhiệm vụ, dòng NV1, cột Hạn hoàn thành: (trống) → 30/6/2021"
    state = "Nhiệm vụ, dòng NV1, cột Tình trạng: Đang thực hiện → Hoàn thành"
    gone, came = "Nhiệm vụ: mất dòng «Rà soát văn bản»", "Nhiệm vụ: thêm dòng NV2 «Việc mới»"
    assert lines == {
        ("bc.xlsx", HOME): [
            "Thông tin chung, dòng Họ tên người ký, cột Giá trị: Lan → Mai",
            state,
            due,
            "Phụ lục I, dòng 1.1.2, cột Số dùng báo cáo: 0 → 1",
            "Phụ lục I, dòng 1.1.3, cột Số dùng báo cáo: 0 → 100",
        ],
        ("bc.xlsx", INSPECTORATE): [state, due, gone, came],
        ("bc.xlsx", OFFICE): ["Phụ lục I, dòng 1.3.1, cột Số liệu: 9 → 10"],
        ("nv-luu-lai.xlsx", HOME): [
            "các ô nhập không khác; có thể khác ở định dạng, công thức hoặc trang thêm"
        ],
    }
    history = openpyxl.load_workbook(ky / "T.xlsx")["Tệp đã nhận"].iter_rows(min_row=5, values_only=True)
    assert {(row[0], row[1]): row[8].splitlines() for row in history if row[8]} == lines


def test_a_name_that_two_units_used_needs_the_unit_and_what_was_signed_is_said(collect, tmp_path, capsys):
    nhan, out, sign = tmp_path / "nhan", tmp_path / "ky" / "T.xlsx", ("--by", "Lan", "--reason", "sai kỳ")
    for n, phong in enumerate((INSPECTORATE, OFFICE)):
        sent(nhan / str(n) / "bc.xlsx", LABOUR, 1 + n, phong=phong, registers={"nhiem_vu": [TASK]})
    collect(nhan, "-o", out)
    code, told = collect("-o", out, "--return", "bc.xlsx", *sign)
    assert (code, told["error"]["code"]) == (2, "THOP13")
    assert all(f"{phong}:bc.xlsx" in told["error"]["fix"] for phong in (INSPECTORATE, OFFICE))
    for phong, name in ((INSPECTORATE, "Thanh tra Sở"), (OFFICE, "Văn phòng Sở")):
        assert main(["collect", "-o", str(out), "--return", f"{phong}:bc.xlsx", *sign]) == 0
        assert f"Đã trả lại «bc.xlsx» của {name}: sai kỳ (Lan)." in capsys.readouterr().out
    assert "Nhiệm vụ" not in openpyxl.load_workbook(out).sheetnames, "không còn bản nào được tính"


def test_what_was_set_aside_is_told_again_with_its_reason_and_is_not_accepted(collect, tmp_path):
    nhan, out, sign = tmp_path / "nhan", tmp_path / "ky" / "T.xlsx", ("--by", "Lan", "--reason", "sai")
    three(nhan)
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    shutil.copy(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    _, first = collect(nhan, tmp_path / "a.xlsx", "-o", out)
    code, again = collect(tmp_path / "b.xlsx", "-o", out)
    (refused,), (same,) = first["set_aside"], again["set_aside"]
    assert (code, same["file"], same["code"]) == (1, "b.xlsx", refused["code"])
    assert same["reason"] == f"giống hệt tệp «a.xlsx»: {refused['reason']}"
    code, told = collect("-o", out, "--accept", "a.xlsx", *sign)
    assert (code, told["error"]["code"]) == (2, "THOP06")
    assert refused["code"] in told["error"]["message"] and "gửi lại" in told["error"]["fix"]


def test_what_we_sent_is_not_taken_for_received_and_what_holds_nothing_to_read_is_told(collect, tmp_path):
    ky, nothing = tmp_path / "ky", tmp_path / "rong"
    sent(ky / "Đã gửi" / "cchc-2021-so-lan-1.xlsx", LABOUR, 1)
    nothing.mkdir()
    (nothing / "mat.xlsx").symlink_to(tmp_path / "khong-co.xlsx")
    code, told = collect(ky, ky / "Đã gửi", nothing, "-o", ky / "T.xlsx")
    assert (code, told["read"], told["taken"]) == (1, 0, [])
    assert [(one["file"], one["code"]) for one in told["set_aside"]] == [
        (str(ky), "THOP14"),
        (str(ky / "Đã gửi"), "THOP14"),
        ("mat.xlsx", "THOP15"),
        (str(nothing), "THOP14"),
    ]
    assert "chính phần mềm" in told["set_aside"][1]["reason"]


def saved_again(path, part, content):
    """Write a workbook again with another content of a part."""
    with ZipFile(path) as archive:
        parts = {info: archive.read(info) for info in archive.infolist()}
    with ZipFile(path, "w") as archive:
        for info, data in parts.items():
            archive.writestr(info, content if info.filename == part else data)


def test_what_is_returned_leaves_the_figures_and_what_was_never_valid_cannot_be_accepted(collect, tmp_path):
    folder, out = three(tmp_path / "nhan"), tmp_path / "T.xlsx"
    sign = ("--by", "Lan", "--reason", "sai kỳ")
    _, told = collect(folder, "-o", out, "--return", folder / "tp.xlsx", *sign)
    assert reasons(told) == {"tp.xlsx": "THOP11"} and figures(out)["2.1"] == 7
    (folder / "hong.xlsx").write_bytes(b"no workbook")
    code, told = collect(folder, "-o", out, "--accept", folder / "hong.xlsx", *sign)
    assert (code, told["error"]["code"]) == (2, "THOP06")
    code, told = collect("-o", out, "--accept", "khong-co.xlsx", *sign)
    assert (code, told["error"]["code"]) == (2, "THOP05")


def letter(path, book, sender, day):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "snv@example.vn", "Báo cáo CCHC"
    message["Message-ID"], message["Date"] = f"<{path.stem}@example.vn>", f"{day} Dec 2021 09:00:00 +0700"
    message.set_content("Kính gửi")
    kind = {"maintype": "application", "subtype": "octet-stream"}
    message.add_attachment(book.read_bytes(), filename=book.name, **kind)
    path.write_bytes(message.as_bytes())


def test_a_spoofed_sender_and_another_units_token_leave_no_figure(collect, tmp_path):
    due, nhan = date(2021, 12, 20), tmp_path / "nhan"
    with Ledger.open(tmp_path / "ky") as ledger:
        ledger.issue([Issued(LABOUR, "", LABOUR, due, None, "ld@example.vn", "", "")])
        ledger.issue([Issued(HOME, "", "ma khac", due, None, "nv@example.vn", "", "")])
    nhan.mkdir()
    book = sent(tmp_path / "ld.xlsx", LABOUR, 1, indicators={"2.1": 3})
    letter(nhan / "that.eml", book, "LD@example.vn", 2)
    letter(nhan / "gia.eml", sent(tmp_path / "gia.xlsx", LABOUR, 1, indicators={"2.1": 77}), "x@y.vn", 3)
    sent(nhan / "nv.xlsx", HOME, 1, indicators={"2.1": 99})
    sent(nhan / "tp.xlsx", JUSTICE, 1, indicators={"2.1": 99})
    _, told = collect(nhan, "-o", tmp_path / "ky" / "T.xlsx")
    assert (told["taken"], told["missing"]) == (["ld.xlsx"], [HOME])
    assert reasons(told) == {"gia.xlsx": "CONG11", "nv.xlsx": "CONG10", "tp.xlsx": "CONG09"}
    assert figures(tmp_path / "ky" / "T.xlsx")["2.1"] == 3


def test_a_dry_run_tells_the_same_and_leaves_no_trace(collect, tmp_path):
    _, told = collect(three(tmp_path / "nhan"), "-o", tmp_path / "ky" / "T.xlsx", "--dry-run")
    assert not (tmp_path / "ky").exists()
    _, real = collect(tmp_path / "nhan", "-o", tmp_path / "ky" / "T.xlsx")
    assert told == {**real, "written": []}


def outcome(done, out):
    told = done.to_json()
    return {key: told[key] for key in ("missing", "late", "units")}, out.read_bytes()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(5)), cut=st.integers(0, 5), again=st.booleans())
def test_any_order_in_any_parts_gives_the_same_ledger_and_result(tmp_path_factory, order, cut, again):
    folder = tmp_path_factory.mktemp("ky")
    files = [three(folder / "nhan") / name for name in ("ld.xlsx", "nv.xlsx", "tp.xlsx")]
    files += [sent(folder / "nhan" / "ld-2.xlsx", LABOUR, 3, indicators={"2.1": 30})]
    files += [sent(folder / "nhan" / "nv-2.xlsx", HOME, 1, indicators={"2.1": 7})]
    whole, mixed = folder / "mot" / "T.xlsx", folder / "hai" / "T.xlsx"
    expected = outcome(collect_files(files, whole), whole)
    shuffled = [files[i] for i in order]
    for part in (shuffled[:cut], shuffled[cut:], shuffled if again else []):
        done = collect_files(part, mixed)
    assert outcome(done, mixed) == expected


def command(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "cchc_xl.cli", "collect", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_killed_at_any_moment_it_loses_nothing_and_repeats_nothing(tmp_path):
    folder, out, chance = three(tmp_path / "nhan"), tmp_path / "ky" / "T.xlsx", random.Random(9)
    for i in range(6):
        process = command(folder, "-o", out)
        time.sleep(0.3 + chance.random() * 0.25 * (i + 1))
        process.send_signal(signal.SIGKILL)
        process.wait(60)
    done = collect_files([folder], out)
    whole = tmp_path / "nguyen-ven" / "T.xlsx"
    assert outcome(done, out) == outcome(collect_files([folder], whole), whole)


def test_two_officers_at_once_lose_nothing(tmp_path):
    folder, out = three(tmp_path / "nhan"), tmp_path / "ky" / "T.xlsx"
    running = [command(folder / name, "-o", out) for name in ("ld.xlsx", "nv.xlsx", "tp.xlsx")]
    assert [process.wait(120) for process in running] == [0, 0, 0]
    assert figures(out)["2.1"] == 12


def whole_book(path, **entries):
    """The department's own workbook: what its own officer typed."""
    build(make_picture(load_form("so-2021", LABOUR), "2021", entries), path)
    return path


def test_divisions_come_into_the_workbook_and_what_its_officer_typed_stays(collect, tmp_path):
    book = whole_book(
        tmp_path / "X.xlsx",
        fields=sample()["fields"],
        indicators={"2.2.1": 8},
        registers={"nhiem_vu": [{**TASK, "ma": ma, "phong": INSPECTORATE} for ma in ("NV1", "NV9")]},
    )
    done = {**TASK, "trang_thai": "hoan_thanh", "phong": INSPECTORATE}
    new = {**TASK, "ma": "NV2", "noi_dung": "=1+1", "phong": INSPECTORATE}
    nhan, ky = tmp_path / "nhan", tmp_path / "ky"
    before = {"indicators": {"2.2.1": 5}, "registers": {"nhiem_vu": [{**TASK, "phong": INSPECTORATE}]}}
    sent(ky / "phat" / "TTr.xlsx", LABOUR, 1, phong=INSPECTORATE, **before)
    with Ledger.open(ky) as ledger:
        due = date(2021, 12, 20)
        blank = ky / "phat" / "TTr.xlsx"
        ledger.wrote(handed_out(read_workbook(blank)))
        known = [(INSPECTORATE, "phat/TTr.xlsx", sha256_of(blank)), (OFFICE, "phat/VP.xlsx", "")]
        ledger.issue(Issued(LABOUR, phong, phong, due, None, "", *file) for phong, *file in known)
    after = {"indicators": {"2.1": 4, "2.2.1": 7}, "registers": {"nhiem_vu": [done, new]}}
    sent(nhan / "ttr.xlsx", LABOUR, 2, phong=INSPECTORATE, **after)
    sent(nhan / "vp.xlsx", LABOUR, 2, phong=OFFICE, indicators={"1.3.1": 9})
    code, told = collect(nhan, "-o", ky / "T.xlsx", "--into", book)
    assert (code, told["missing"]) == (1, [])
    assert [(one["code"], one["what"]) for one in told["conflicts"]] == [
        ("THOP20", "Phụ lục I, chi_tieu/2.2.1/so_lieu"),
        ("THOP22", "Nhiệm vụ, dòng NV9"),
    ]
    merged = read_workbook(ky / "T.xlsx")
    assert [str(merged.figure(code).value) for code in ("2.1", "2.2.1", "1.3.1")] == ["4", "8", "9"]
    tasks = [(row.key, row["trang_thai"].value, row["noi_dung"].text) for row in merged.filled("nhiem_vu")]
    assert tasks == [
        ("NV1", "hoan_thanh", "Rà soát văn bản"),
        ("NV9", "dang_thuc_hien", "Rà soát văn bản"),
        ("NV2", "dang_thuc_hien", "=1+1"),
    ]
    with ZipFile(ky / "T.xlsx") as archive:
        assert not any(b"<f>1+1</f>" in archive.read(name) for name in archive.namelist())
    assert (ky / "T-tinh-hinh.xlsx").exists()


def test_rows_without_a_key_of_several_divisions_all_come_in_and_once(collect, tmp_path):
    office = [{**TASK, "ma": None, "noi_dung": "Việc của sở, chưa ghi mã"}]
    book = whole_book(tmp_path / "X.xlsx", fields=sample()["fields"], registers={"nhiem_vu": office})
    nhan, out, again = tmp_path / "nhan", tmp_path / "ky" / "T.xlsx", tmp_path / "ky" / "T2.xlsx"
    for phong in (INSPECTORATE, OFFICE):
        rows = [
            {**TASK, "ma": None},
            {**TASK, "phong": OFFICE},
            {**TASK, "phong": OFFICE, "noi_dung": "Khác"},
        ]
        sent(nhan / f"{phong}.xlsx", LABOUR, 2, phong=phong, registers={"nhiem_vu": rows})
    for source, result in ((book, out), (out, again), (book, out)):
        _, told = collect(nhan, "-o", result, "--into", source)
        assert told["conflicts"] == []
        rows = [(row.key, row["noi_dung"].text) for row in read_workbook(result).filled("nhiem_vu")]
        three = [("", "Rà soát văn bản"), ("NV1", "Rà soát văn bản"), ("NV1", "Khác")]
        assert rows == [("", "Việc của sở, chưa ghi mã"), *three, *three]


def test_a_workbook_of_another_period_than_the_folder_is_refused(collect, tmp_path):
    with Ledger.open(tmp_path) as ledger:
        ledger.describe(form="so-2021", period="2021-9T")
    book = whole_book(tmp_path / "X.xlsx")
    code, told = collect("-o", tmp_path / "T.xlsx", "--into", book)
    assert (code, told["error"]["code"]) == (2, "THOP08")


def test_a_later_sending_goes_over_what_the_first_brought_but_not_over_what_was_typed(collect, tmp_path):
    book, out = whole_book(tmp_path / "X.xlsx", fields=sample()["fields"]), tmp_path / "ky" / "T.xlsx"
    first = sent(tmp_path / "a.xlsx", LABOUR, 2, phong=OFFICE, indicators={"1.3.1": 9, "1.3.2": 2})
    second = sent(tmp_path / "b.xlsx", LABOUR, 3, phong=OFFICE, indicators={"1.3.1": 10, "1.3.2": 3})
    collect(first, "-o", out, "--into", book)
    for sources in ([second], [first, second]):
        _, told = collect(*sources, "-o", out, "--into", out)
        merged = read_workbook(out)
        assert [str(merged.figure(code).value) for code in ("1.3.1", "1.3.2")] == ["10", "3"]
        assert told["conflicts"] == []


def test_the_workbook_made_of_the_parts_is_the_one_typed_directly(collect, tmp_path, form):
    typed, phongs = {"indicators": {}, "texts": {}, "registers": {"nhiem_vu": []}}, []
    for option in form.lists["phong"]:
        share, phong = own_share(form, option.key), option.key
        part = {
            "indicators": {
                code: 1 for code in share.get("chi_tieu", ()) if not form.indicators[code].formula
            },
            "texts": dict.fromkeys(share.get("danh_gia", ()), f"Lời của {option.label}"),
            "registers": {"nhiem_vu": [{**TASK, "ma": f"NV{len(phongs)}", "phong": phong}]},
        }
        sent(tmp_path / "nhan" / f"{phong}.xlsx", LABOUR, 2, phong=phong, **part)
        phongs.append(phong)
        typed["indicators"] |= part["indicators"]
        typed["texts"] |= part["texts"]
        typed["registers"]["nhiem_vu"] += part["registers"]["nhiem_vu"]
    fields = sample()["fields"]
    direct = whole_book(tmp_path / "truc-tiep.xlsx", fields=fields, **typed)
    book = whole_book(tmp_path / "X.xlsx", fields=fields)
    _, told = collect(tmp_path / "nhan", "-o", tmp_path / "T.xlsx", "--into", book)
    assert (told["conflicts"], len(told["taken"])) == ([], len(phongs))
    merged, expected = (entries_of(read_workbook(path)) for path in (tmp_path / "T.xlsx", direct))
    merged["registers"]["nhiem_vu"].sort(key=lambda row: int(row["ma"][2:]))
    assert merged == expected and len(typed["indicators"]) > 20


def test_what_a_file_was_called_before_does_not_stick_to_it(collect, tmp_path):
    out, book = tmp_path / "ky" / "T.xlsx", sent(tmp_path / "dung.xlsx", LABOUR, 1, indicators={"2.1": 3})
    locked, nested = tmp_path / "~$khoa.xlsx", tmp_path / "nen.zip"
    shutil.copy(book, locked)
    data, inner = book.read_bytes(), "dung.xlsx"
    for depth in range(4):
        with ZipFile(nested, "w") as archive:
            archive.writestr(inner, data)
        data, inner = nested.read_bytes(), f"{depth}.zip"
    for first in (locked, nested):
        _, told = collect(first, "-o", out)
        assert told["taken"] == []
    code, told = collect(book, "-o", out)
    assert (code, told["taken"]) == (0, ["dung.xlsx"])
    _, told = collect(locked, "-o", out)
    assert reasons(told) == {"~$khoa.xlsx": "THOP09"}


def test_each_is_told_by_the_name_it_came_under(collect, tmp_path):
    wrong, foreign = sent(tmp_path / "b" / "hai.xlsx", HOME, 2, period="2021-9T"), openpyxl.Workbook()
    foreign.save(wrong.with_name("la.xlsx"))
    shutil.copy(wrong.with_name("la.xlsx"), wrong.with_name("lai.xlsx"))
    into = ["--into", whole_book(tmp_path / "X.xlsx")]
    for name, book in (("mot", "hai.xlsx"), ("nam", "la.xlsx"), ("sau", "lai.xlsx")):
        letter(wrong.with_name(f"{name}.eml"), wrong.with_name(book), "x@example.vn", 5)
    _, told = collect(wrong.parent, "-o", tmp_path / "ky" / "T.xlsx", *into)
    assert {"hai.xlsx", "la.xlsx"} <= reasons(told).keys()
    for one in told["set_aside"]:
        assert one["reason"].startswith("giống hệt") or f"«{one['file']}»" in one["reason"], one


def test_two_versions_in_one_letter_are_told_and_the_later_attached_counts(collect, tmp_path):
    one = sent(tmp_path / "v1.xlsx", LABOUR, 1, indicators={"2.1": 3})
    two = sent(tmp_path / "v2.xlsx", LABOUR, 1, indicators={"2.1": 4})
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.vn", "b@example.vn", "Báo cáo"
    message["Message-ID"], message["Date"] = "<hai@example.vn>", "Wed, 01 Dec 2021 09:00:00 +0700"
    message.set_content("Kính gửi")
    for book in (one, two):
        kind = {"maintype": "application", "subtype": "octet-stream"}
        message.add_attachment(book.read_bytes(), filename=book.name, **kind)
    (tmp_path / "thu.eml").write_bytes(message.as_bytes())
    code, told = collect(tmp_path / "thu.eml", "-o", tmp_path / "ky" / "T.xlsx")
    assert (code, told["taken"], reasons(told)) == (1, ["v2.xlsx"], {"v1.xlsx": "THOP17"})
