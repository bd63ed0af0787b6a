"""`cchc import-dossiers` and `cchc dossiers`: from an export to the workbook and back to the dossier."""

import json
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from support import logs
from support.logs import row

from cchc_xl.cli import main
from cchc_xl.entries.evaluate import evaluate
from cchc_xl.excel.kept import KEPT
from cchc_xl.excel.patch import patch
from cchc_xl.excel.read import read_workbook

PERSONAL = ("Họ tên người nộp", "Số điện thoại", "Địa chỉ", "CCCD", "Ghi chú riêng", "Người xử lý")
SECRET = "BíMật"
ROWS = [
    row(1, kenh="Trực tuyến"),
    row(2, tra="2021-11-12"),
    row(3, tthc="1.000002", nhan="2020-12-01", hen="2020-12-20", tra="2020-12-18"),
    row(4, tthc="1.000002", tra=""),
    row(5, nhan="2021-12-15", hen="2021-12-30", tra=""),
]


@pytest.fixture
def book(tmp_path, entries):
    """A workbook with three procedures in a folder of its own."""
    given = entries()
    given["registers"]["tthc"] = [
        {"ma": code, "ten": one.ten, "linh_vuc": one.linh_vuc, "cap": one.cap, "muc_do": one.muc_do,
         "tinh_trang": "ap_dung", "thoi_han": one.thoi_han}
        for code, one in logs.PROCEDURES.iterrows()
    ]  # fmt: skip
    given["registers"]["ho_so"] = []
    given["indicators"] = {c: v for c, v in given["indicators"].items() if c[:3] not in ("3.3", "7.5", "7.6")}
    (tmp_path / "e.json").write_text(json.dumps(given), "utf-8")
    path = tmp_path / "2021.xlsx"
    call = ["new", "--form", "so-2021", "--unit", "dt_sldtbxh", "--period", "2021", "-o", str(path)]
    assert main([*call, "--entries", str(tmp_path / "e.json")]) == 0
    return path


@pytest.fixture
def run(capsys):
    def call(*arguments):
        capsys.readouterr()
        status = main([*map(str, arguments), "--json"])
        return status, json.loads(capsys.readouterr().out)

    return call


def figures(path):
    evaluation = evaluate(read_workbook(path))
    return {
        code: evaluation.number("ct_3_3_" + code) for code in ("10", "11", "5", "6", "8", "9", "12", "13")
    }


def register(path):
    return [
        {column: entry.raw for column, entry in one.entries.items()}
        for one in read_workbook(path).filled("ho_so")
    ]


def written(folder, *but):
    """All bytes of a folder, zip members unpacked, Parquet as text."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path not in but:
            yield path, path.read_bytes()
            if path.suffix == ".parquet":
                yield path, pd.read_parquet(path).to_csv().encode()
            elif zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    yield from ((path, archive.read(name)) for name in archive.namelist())


def test_a_dry_run_says_what_it_would_read_and_writes_nothing(book, run, tmp_path):
    before = {path: path.read_bytes() for path in tmp_path.rglob("*")}
    source = logs.save(tmp_path.parent / f"{tmp_path.name}.xlsx", ROWS)
    status, told = run("import-dossiers", source, book, "--dry-run")
    assert status == 0 and told["written"] is None
    assert {one["column"]: one["as"] or one["dropped"] for one in told["columns"]} == {
        "A": "không dùng", "B": "ma", "C": "tthc", "D": "cá nhân", "E": "kenh", "F": "tiep_nhan",
        "G": "hen_tra", "H": "tra",
    }  # fmt: skip
    assert told["rows"] == {"read": 5, "counted": 5, "set_aside": 0}
    assert {path: path.read_bytes() for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_totals_and_late_dossiers_enter_the_register_and_the_appendix(book, run, tmp_path, suffix):
    source = logs.save(tmp_path / f"so{suffix}", ROWS)
    status, told = run("import-dossiers", source, book)
    assert status == 0 and told["totals"]["tong_nhan"] == 4
    first, second, *late = register(book)
    assert first == {
        "ma": "1.000001", "loai": "Số tổng của TTHC", "tthc": "1.000001", "linh_vuc": "Việc làm",
        "truc_tuyen": 1,
        "truc_tiep": 1, "ky_truoc": 0, "truoc_han": 1, "dung_han": 0, "qua_han": 1, "dang_trong_han": 0,
        "dang_qua_han": 0,
    } | {key: 0 for key in ("buu_chinh", "thanh_toan") if key in first}  # fmt: skip
    assert (second["ma"], second["ky_truoc"], second["dang_qua_han"]) == ("1.000002", 1, 1)
    assert [(one["ma"], one["loai"]) for one in late] == [
        ("H20-00002", "Hồ sơ giải quyết quá hạn"), ("H20-00004", "Hồ sơ đang quá hạn"),
    ]  # fmt: skip
    assert (late[0]["tthc"], late[0]["ngay_tre"]) == ("1.000001", 2)
    assert figures(book) == {"10": 3, "11": 1, "5": 3, "6": 2, "8": 1, "9": 1, "12": 0, "13": 1}
    online = [one["ho_so_truc_tuyen"].value for one in read_workbook(book).filled("tthc")]
    assert online == [1, 0, 0]
    assert openpyxl.load_workbook(book)["Hồ sơ một cửa"].sheet_state == "visible"


def test_importing_again_changes_nothing_and_another_log_takes_the_place(book, run, tmp_path):
    source = logs.save(tmp_path / "so.xlsx", ROWS)
    run("import-dossiers", source, book)
    once = {path: path.read_bytes() for path in tmp_path.glob("*.*")}
    run("import-dossiers", source, book)
    assert {path: path.read_bytes() for path in tmp_path.glob("*.*")} == once
    assert len(list((tmp_path / KEPT).iterdir())) == 1
    _, told = run("import-dossiers", logs.save(tmp_path / "it.xlsx", ROWS[:1]), book)
    assert [one["ma"] for one in register(book)] == ["1.000001"]
    assert "1.000002" in told["dropped_rows"] and "H20-00002" in told["dropped_rows"]


def test_the_steps_of_a_late_dossier_say_whose_it_was(book, run, tmp_path):
    text = (
        "Tiếp nhận - Văn phòng Sở: 01/11/2021 - 02/11/2021 (hạn 1 ngày); "
        "Xác nhận thuế - Chi cục Thuế: 02/11/2021 - 12/11/2021 (hạn 6 ngày)"
    )
    rows = [[*one, text if one[0] == 2 else ""] for one in ROWS]
    source = logs.save(tmp_path / "so.xlsx", rows, [*logs.HEADER, "Tiến trình xử lý"])
    assert run("import-dossiers", source, book)[0] == 0
    late = {one["ma"]: one for one in register(book)}["H20-00002"]
    assert (late["don_vi_tre"], late["ngay_tre_don_vi"]) == ("Chi cục Thuế", 0)
    assert late["nguyen_nhan"] == "Do cơ quan khác giữ bước"
    _, told = run("dossiers", book, "--figure", "3.3.14")
    assert told["value"] == "1" and [one["ma"] for one in told["dossiers"]] == ["H20-00002"]
    assert run("dossiers", book)[1]["tables"]["own"]["causes"][0]["nguyen_nhan"] == ""


def test_what_staff_added_to_a_row_stays_with_its_dossier(book, run, tmp_path):
    source = logs.save(tmp_path / "so.xlsx", ROWS)
    run("import-dossiers", source, book)
    sheet = read_workbook(book)
    note = next(one for one in sheet.filled("ho_so") if one.key == "H20-00002")["ghi_chu"].place

    patch(book, book, {note.sheet: {note.cell: "đã xin lỗi người dân"}})
    run("import-dossiers", logs.save(tmp_path / "moi.xlsx", [*ROWS, row(6, tthc="1.000003")]), book)
    assert {one["ma"]: one.get("ghi_chu") for one in register(book)}["H20-00002"] == "đã xin lỗi người dân"


def test_no_personal_column_survives_the_import(book, run, tmp_path):
    folder = tmp_path / "so"
    folder.mkdir()
    header = [*logs.HEADER[:3], *PERSONAL, *logs.HEADER[4:]]
    rows = [[*one[:3], *(f"{SECRET} {title} {one[0]}" for title in PERSONAL), *one[4:]] for one in ROWS]
    rows.append([f"{SECRET}", "", "", *[SECRET] * len(PERSONAL), "", "", "", ""])
    source = logs.save(folder / "so.xlsx", rows, header)
    _, told = run("import-dossiers", source, book)
    main(["import-dossiers", str(source), str(book)])
    assert SECRET.encode() in b"".join(data for _, data in written(folder))
    found = [path.name for path, data in written(tmp_path, source) if SECRET.encode() in data]
    assert found == [] and SECRET not in json.dumps(told, ensure_ascii=False)
    assert any(path.suffix == ".parquet" for path, _ in written(tmp_path))


def test_each_figure_lists_its_dossiers(book, run, tmp_path):
    run("import-dossiers", logs.save(tmp_path / "so.xlsx", ROWS), book)
    for code, value in (("3.3.4", 4), ("3.3.8", 1), ("3.3.11", 1), ("3.3.9", 1), ("7.5.3.2", 1)):
        status, told = run("dossiers", book, "--figure", code)
        assert status == 0 and told["value"] == str(value) and len(told["dossiers"]) == value
    _, told = run("dossiers", book, "--figure", "3.3.8")
    assert told["dossiers"] == [
        {"ma": "H20-00002", "tthc": "1.000001", "kenh": "truc_tiep", "tiep_nhan": "2021-11-01",
         "hen_tra": "2021-11-10", "tra": "2021-11-12", "ngay_tre": 2.0,
         "nguyen_nhan": None, "don_vi_tre": None, "dong": 3}
    ]  # fmt: skip


def test_two_reports_with_two_cutoffs_are_explained_by_the_dossiers_between(book, run, tmp_path):
    run("import-dossiers", logs.save(tmp_path / "so.xlsx", ROWS), book, "--calendar", "duong_lich")
    _, told = run("dossiers", book, "--calendar", "duong_lich")
    assert told["periods"] == {
        "own": ["2021-01-01", "2021-12-31"], "procedures_report": ["2020-12-15", "2021-12-14"],
    }  # fmt: skip
    compared = {one["figure"]: one for one in told["compared"]}
    assert compared["3.3.10"] == {
        "figure": "3.3.10", "annex": "3.000000", "log": "3", "procedures_report": "3",
        "only_own_cutoff": ["H20-00005"], "only_procedures_report": [],
    } | {"annex": compared["3.3.10"]["annex"], "log": "4"}  # fmt: skip
    assert compared["3.3.11"]["only_procedures_report"] == ["H20-00003"]
    _, same = run("dossiers", book, "--calendar", "nd_09")
    assert all(one["log"] == one["procedures_report"] for one in same["compared"])


def test_the_tables_of_both_reports_are_written_as_a_workbook(book, run, tmp_path):
    run("import-dossiers", logs.save(tmp_path / "so.xlsx", ROWS), book)
    assert run("dossiers", book, "--calendar", "duong_lich", "-o", tmp_path / "bieu.xlsx")[0] == 0
    tables = openpyxl.load_workbook(tmp_path / "bieu.xlsx")
    shown = ["Biểu 06", "Biểu 06 (KSTTHC)", "Nguyên nhân trễ", "Tỷ lệ", "Đối chiếu"]
    assert [sheet.title for sheet in tables if sheet.sheet_state == "visible"] == shown
    total = next(row for row in tables["Biểu 06"].iter_rows(values_only=True) if row[0] == "Tổng cộng")
    assert total[2:6] == (4, 1, 3, 0)
    assert any("H20-00003" in str(row[-1]) for row in tables["Đối chiếu"].iter_rows(values_only=True))


def test_a_typed_figure_that_differs_from_the_log_is_told_at_its_cell(book, run, tmp_path):
    run("import-dossiers", logs.save(tmp_path / "so.xlsx", ROWS), book)
    assert run("dossiers", book)[1]["findings"] == []
    run(
        "import-dossiers",
        logs.save(tmp_path / "khac.xlsx", ROWS[:2]),
        book,
        "-o",
        tmp_path / "khac" / "2021.xlsx",
    )
    log = next((tmp_path / "khac").glob("*2021.parquet"))
    shutil.copy(log, tmp_path / log.name)
    told = run("dossiers", book)[1]["findings"]
    place = read_workbook(book).figure("3.3.11").place
    assert {"sheet": place.sheet, "cell": place.cell} in [one["places"][0] for one in told]
    assert {one["code"] for one in told} == {"HS29"}


def test_what_is_carried_over_is_compared_with_the_log_of_the_period_before(book, run, tmp_path):
    old = tmp_path / "cu"
    old.mkdir()
    shutil.copy(book, old / "2021.xlsx")
    run("import-dossiers", logs.save(tmp_path / "cu.xlsx", ROWS), old / "2021.xlsx")
    source = logs.save(tmp_path / "so.xlsx", [one for one in ROWS if one[0] != 3])
    _, told = run("import-dossiers", source, book, "--previous", old / "2021.xlsx")
    assert [one["found"] for one in told["findings"]] == ["0 hồ sơ; chỉ có ở kỳ trước: H20-00003"]


def test_errors_in_the_log_are_told_and_the_rest_is_written(book, run, tmp_path):
    status, told = run("import-dossiers", logs.save(tmp_path / "so.xlsx", [*ROWS, row(7, kenh="fax")]), book)
    assert status == 1 and told["rows"] == {"read": 6, "counted": 5, "set_aside": 1}
    assert [one["places"] for one in told["findings"]] == [[{"sheet": "Sổ", "cell": "E7"}]]
    assert figures(book)["10"] == 3


@pytest.mark.parametrize("rows", [[], [row(1, kenh="fax")]], ids=["none", "all set aside"])
def test_a_log_without_one_sound_dossier_takes_no_place_of_what_is_there(book, run, tmp_path, rows):
    run("import-dossiers", logs.save(tmp_path / "so.xlsx", ROWS), book)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    empty = logs.save(tmp_path.parent / f"{tmp_path.name}-trong.xlsx", rows)
    status, told = run("import-dossiers", empty, book)
    assert (status, told["written"], told["rows"]["counted"]) == (1, None, 0)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("so.xlsx", b"", "TEP02"),
        ("so.xlsx", b"PK nothing", "TEP04"),
        ("so.csv", "Mã hồ sơ;Mã TTHC;Ngày tiếp nhận".encode("utf-16")[:-1], "HS05"),
        ("so.csv", b"\xff\x00\xfe\x80" * 9, "HS05"),
        ("so.csv", "Tên;Tuổi\nA;3\n".encode(), "HS01"),
        ("so.csv", "Mã hồ sơ;Mã TTHC;Ngày tiếp nhận\n".encode(), "HS02"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_written(
    book, run, tmp_path, name, content, code
):
    (tmp_path / name).write_bytes(content)
    before = book.read_bytes()
    status, told = run("import-dossiers", tmp_path / name, book)
    assert (status, told["error"]["code"]) == (2, code)
    assert book.read_bytes() == before


def _without_pyarrow(*arguments, **options):
    raise ImportError("Missing optional dependency 'pyarrow'")


def test_without_a_log_or_pyarrow_the_command_says_what_to_do(book, run, tmp_path, monkeypatch):
    assert run("dossiers", book)[1]["error"]["code"] == "HS07"
    monkeypatch.setattr(pd.DataFrame, "to_parquet", _without_pyarrow)
    before = book.read_bytes()
    status, told = run("import-dossiers", logs.save(tmp_path / "so.xlsx", ROWS), book)
    assert (status, told["error"]["code"]) == (2, "HS06") and "cchc-xl[dossiers]" in told["error"]["fix"]
    assert book.read_bytes() == before and not list(Path(tmp_path).glob("*.parquet"))


def test_what_a_log_does_not_say_is_left_and_what_it_says_anew_takes_the_old_place(book, run, tmp_path):
    history = [*logs.HEADER, "Tiến trình"]
    late = row(1, nhan="2021-11-01", hen="2021-11-08", tra="2021-11-12")
    held = [*late, "Xử lý - Phòng Người có công: 01/11/2021 - 12/11/2021 (hạn 5 ngày)"]
    run("import-dossiers", logs.save(tmp_path / "mot.xlsx", [held], history), book)
    (own,) = [one for one in register(book) if "ngay_tre" in one]
    assert own["nguyen_nhan"] and own["don_vi_tre"] == "Phòng Người có công"
    sooner = row(1, nhan="2021-11-01", hen="2021-11-08", tra="2021-11-10")
    run("import-dossiers", logs.save(tmp_path / "hai.xlsx", [sooner]), book)
    (own,) = [one for one in register(book) if "ngay_tre" in one]
    assert not own.keys() & {"ngay_tre_don_vi", "don_vi_tre", "nguyen_nhan"}


@pytest.mark.parametrize("delimiter", ",;")
def test_a_csv_is_taken_apart_where_its_titles_are(book, run, tmp_path, delimiter):
    titles, other = ["Mã hồ sơ", "Mã TTHC", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả", "Ghi chú"], ";,"
    cells = ["H1", "1.000002", "01/11/2021", "08/11/2021", "08/11/2021", f'"{other * 30}"']
    (tmp_path / "so.csv").write_text("\n".join(map(delimiter.join, (titles, cells))), "utf-8")
    _, told = run("import-dossiers", tmp_path / "so.csv", book, "--dry-run")
    assert told["rows"] == {"read": 1, "counted": 1, "set_aside": 0}


def test_a_unit_in_no_list_is_told_where_the_steps_are_and_leaves_the_cause_open(book, run, tmp_path):
    late = row(1, nhan="2021-11-01", hen="2021-11-08", tra="2021-11-12")
    step = "Xử lý - Phòng LĐ-VL: 01/11/2021 - 12/11/2021 (hạn 2 ngày)"
    log = logs.save(tmp_path / "so.xlsx", [[*late, step]], [*logs.HEADER, "Tiến trình"])
    _, told = run("import-dossiers", log, book)
    (finding,) = [one for one in told["findings"] if one["code"] == "HS32"]
    assert finding["places"] == [{"sheet": "so.xlsx", "cell": "I1"}]
    (own,) = [one for one in register(book) if "ngay_tre" in one]
    assert own["don_vi_tre"] == "Phòng LĐ-VL" and "nguyen_nhan" not in own


def test_a_cause_that_staff_wrote_stays_while_the_dossier_gets_later(book, run, tmp_path):
    first = row(1, nhan="2021-11-01", hen="2021-11-08", tra="2021-11-10")
    run("import-dossiers", logs.save(tmp_path / "mot.xlsx", [first]), book)
    sheet = read_workbook(book).form.sheets["ho_so"]
    (own,) = [one for one in read_workbook(book).filled("ho_so") if one["ngay_tre"].value]
    cell = f"{own.letters['don_vi_tre']}{own.number}"
    patch(book, book, {sheet.title: {cell: "Sở Tài chính"}})
    later = row(1, nhan="2021-11-01", hen="2021-11-08", tra="2021-11-12")
    run("import-dossiers", logs.save(tmp_path / "hai.xlsx", [later]), book)
    (own,) = [one for one in register(book) if "ngay_tre" in one]
    assert own["don_vi_tre"] == "Sở Tài chính"
