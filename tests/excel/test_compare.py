import zipfile
from datetime import datetime
from functools import partial
from pathlib import Path
from unicodedata import normalize

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from support import libreoffice
from support.needs import needs

from cchc_xl.actions.diff import diff_files, in_words, to_json
from cchc_xl.errors import CchcError
from cchc_xl.excel import foreign

TASKS, FIGURES = "Nhiệm vụ", "Phụ lục I"
HEAD = 4


def cell(book, sheet, key, title):
    """The cell of a form's sheet in the line with this key and the column with this title."""
    rows = book[sheet]
    column = next(one.column for one in rows[HEAD] if one.value == title)
    row = next(one.row for one in rows["A"] if one.row > HEAD and one.value == key)
    return rows.cell(row, column)


@pytest.fixture
def edited(samples, tmp_path):
    """Edits two copies of the sample, both saved by openpyxl, and compares them."""

    def saved(name, change):
        book = openpyxl.load_workbook(samples["2021-minh-hoa"])
        change(book)
        book.save(tmp_path / name)
        book.close()
        return tmp_path / name

    return lambda change, before=lambda book: None: diff_files(
        saved("a.xlsx", before), saved("b.xlsx", change)
    )


@pytest.fixture
def plain(tmp_path):
    """Compares two workbooks of another making: functions that fill the sheet «Trang»."""

    def made(name, fill):
        book = openpyxl.Workbook()
        book.active.title = "Trang"
        fill(book.active)
        book.save(tmp_path / name)
        book.close()
        return tmp_path / name

    return lambda a, b: diff_files(made("a.xlsx", a), made("b.xlsx", b))


def put(address, value):
    return lambda sheet: sheet.__setitem__(address, value)


def typed(sheet, key, title, value):
    return lambda book: setattr(cell(book, sheet, key, title), "value", value)


def told(differences):
    """The lines without the notes on files whose formulas are not calculated."""
    return [line for line in in_words(differences) if "chưa được tính" not in line]


def registers(book, order):
    """Put the rows of the register of tasks into another order."""
    sheet = book[TASKS]
    rows = [[one.value for one in row] for row in sheet.iter_rows(min_row=HEAD + 1) if row[0].value]
    for number, row in enumerate(order(rows), HEAD + 1):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    return rows


SAME = ["Hai workbook giống nhau."]


def test_a_file_is_the_same_as_itself(samples):
    path = samples["2021-minh-hoa"]
    assert list(in_words(diff_files(path, path))) == SAME
    assert to_json(diff_files(path, path)) == {
        "a": path.name, "b": path.name, "same": True,
        "structure": [], "formulas": [], "validations": [], "rows": [], "values": [], "uncalculated": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda book: registers(book, lambda rows: rows[::-1]),
        lambda book: registers(book, partial(sorted, key=lambda row: row[2])),
        lambda book: book[TASKS].insert_rows(HEAD + 1, 3),
        typed(TASKS, "NV07", "Nhiệm vụ", normalize("NFD", "Quy trình")),
        typed(FIGURES, "1.1.1", "Số liệu", 34.0),
        typed(FIGURES, "1.1.1", "Ghi chú", ""),
    ],
    ids=["reversed", "sorted", "blank rows", "decomposed letters", "1.0 is 1", "empty text"],
)
def test_these_are_no_differences(edited, change):
    def before(book):
        cell(book, TASKS, "NV07", "Nhiệm vụ").value = "Quy trình"
        cell(book, FIGURES, "1.1.1", "Số liệu").value = 34
        cell(book, FIGURES, "1.1.1", "Ghi chú").value = None

    def after(book):
        before(book)
        change(book)

    differences = edited(after, before)
    assert told(differences) == SAME


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (typed(TASKS, "NV07", "Tình trạng", "Đang thực hiện"),
         f"{TASKS}, dòng NV07, cột Tình trạng ({{}}): Hoàn thành → Đang thực hiện"),
        (typed(TASKS, "NV07", "Hạn hoàn thành", datetime(2021, 3, 9)),
         f"{TASKS}, dòng NV07, cột Hạn hoàn thành ({{}}): 30/04/2021 → 09/03/2021"),
        (typed(FIGURES, "1.1.1", "Số liệu", 1234.5),
         f"{FIGURES}, dòng 1.1.1, cột Số liệu ({{}}): 34 → 1.234,5"),
        (typed(FIGURES, "1.1.1", "Số liệu", "34"),
         f"{FIGURES}, dòng 1.1.1, cột Số liệu ({{}}): 34 (số) → 34 (chữ)"),
        (typed(FIGURES, "1.1.1", "Số liệu", None),
         f"{FIGURES}, dòng 1.1.1, cột Số liệu ({{}}): 34 → (trống)"),
        (typed(FIGURES, "1.1.1", "Theo sổ", 99),
         f"{FIGURES}, dòng 1.1.1, cột Theo sổ ({{}}): công thức bị thay bằng giá trị, =SUM(1) → 99"),
        (typed(FIGURES, "1.1.1", "Theo sổ", "=SUM(2)"),
         f"{FIGURES}, dòng 1.1.1, cột Theo sổ ({{}}): công thức khác, =SUM(1) → =SUM(2)"),
        (typed(FIGURES, "1.1.1", "Số liệu", "=30+4"),
         f"{FIGURES}, dòng 1.1.1, cột Số liệu ({{}}): giá trị được thay bằng công thức, 34 → =30+4"),
    ],
)  # fmt: skip
def test_a_changed_cell_is_told_with_its_line_its_column_and_its_address(edited, change, line):
    places = {}

    def before(book):
        cell(book, TASKS, "NV07", "Tình trạng").value = "Hoàn thành"
        cell(book, TASKS, "NV07", "Hạn hoàn thành").value = datetime(2021, 4, 30)
        cell(book, FIGURES, "1.1.1", "Số liệu").value = 34
        cell(book, FIGURES, "1.1.1", "Theo sổ").value = "=SUM(1)"
        sheet, key, title = line.split(", ")[0], line.split("dòng ")[1].split(",")[0], line.split("cột ")[1]
        places["cell"] = cell(book, sheet, key, title.split(" (")[0]).coordinate

    def after(book):
        before(book)
        change(book)

    assert told(edited(after, before)) == [line.format(places["cell"])]


def test_a_row_that_moved_is_told_with_both_addresses(edited):
    def change(book):
        cell(book, TASKS, "NV01", "Tình trạng").value = "Đang thực hiện"
        registers(book, lambda rows: rows[::-1])

    [value] = to_json(edited(change))["values"]
    assert (value["sheet"], value["key"], value["column"]) == (TASKS, "NV01", "Tình trạng")
    assert (value["a"], value["b"], value["computed"]) == ("Hoàn thành", "Đang thực hiện", False)
    assert value["cell_a"] != value["cell_b"]


@pytest.mark.parametrize(
    ("order", "rows"),
    [
        (lambda rows: [*rows, ["NV99", None, "Việc mới"]], [("added", "NV99", "Việc mới")]),
        (lambda rows: [["NV99", None, "Việc mới"], *rows], [("added", "NV99", "Việc mới")]),
        (lambda rows: [*rows, [None, None, "Việc mới"]], [("added", "", "Việc mới")]),
        (lambda rows: [*rows[:1], *rows[2:], [None] * 9], [("removed", "NV02", None)]),
        (lambda rows: [*rows, rows[0]], [("added", "NV01", None)]),
    ],
    ids=["at the end", "at the top", "without a key", "removed", "a repeated key"],
)
def test_added_and_removed_rows_are_told_wherever_they_stand(edited, order, rows):
    found = to_json(edited(lambda book: registers(book, order)))
    assert [(one["kind"], one["key"]) for one in found["rows"]] == [row[:2] for row in rows]
    assert all(
        wanted is None or wanted == one["text"] for one, (*_, wanted) in zip(found["rows"], rows, strict=True)
    )
    assert found["values"] == []


def test_a_row_without_a_key_is_matched_by_its_content_and_then_by_order(edited):
    def without_keys(book):
        registers(book, lambda rows: [[None, *row[1:]] for row in rows])

    def changed(book):
        rows = registers(book, lambda rows: [[None, *row[1:]] for row in rows[::-1]])
        book[TASKS].cell(HEAD + len(rows), 3).value = "Việc đổi tên"

    found = to_json(edited(changed, without_keys))
    assert found["rows"] == []
    assert [(one["column"], one["b"]) for one in found["values"]] == [("Nhiệm vụ", "Việc đổi tên")]


def test_a_new_key_of_the_same_row_is_a_changed_cell(edited):
    found = to_json(edited(typed(TASKS, "NV05", "Mã", "NV50")))
    assert [(one["key"], one["a"], one["b"]) for one in found["values"]] == [("NV05", "NV05", "NV50")]
    assert found["rows"] == []


def no_validations(book):
    book[TASKS].data_validations.dataValidation = []


def other_list(book):
    for rule in book[TASKS].data_validations.dataValidation:
        rule.formula1 = (rule.formula1 or "").replace("ds_trang_thai_nhiem_vu", '"Có,Không"')


def merged_by_another_program(book):
    """One range becomes two, as programs do on saving."""
    for rule in book[TASKS].data_validations.dataValidation:
        if rule.formula1 == "ds_trang_thai_nhiem_vu":
            [area] = rule.sqref.ranges
            column, last = openpyxl.utils.get_column_letter(area.min_col), area.max_row
            rule.sqref = type(rule.sqref)(f"{column}{HEAD + 1}:{column}50 {column}51:{column}{last}")


@pytest.mark.parametrize(
    ("change", "a", "b"),
    [
        (no_validations, "danh sách ds_trang_thai_nhiem_vu", ""),
        (other_list, "danh sách ds_trang_thai_nhiem_vu", 'danh sách "Có,Không"'),
    ],
)
def test_a_validation_that_is_gone_or_another_is_told_with_its_range(edited, change, a, b):
    found = to_json(edited(change))
    assert (a, b) in {(one["a"], one["b"]) for one in found["validations"]}
    assert {one["sheet"] for one in found["validations"]} == {TASKS}
    assert found["values"] == found["formulas"] == []


def test_the_same_validations_over_other_ranges_are_no_difference(edited):
    assert told(edited(merged_by_another_program)) == SAME


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"type": "whole", "formula1": "1", "formula2": "9"}, "số nguyên từ 1 đến 9"),
        ({"type": "decimal", "operator": "lessThanOrEqual", "formula1": "5"}, "số không quá 5"),
        ({"type": "list", "formula1": '"a,b"', "errorStyle": "warning"}, 'danh sách "a,b" (chỉ cảnh báo)'),
        ({"type": "custom", "formula1": "A1>0", "showErrorMessage": False}, "công thức A1>0 (không chặn)"),
    ],
)
def test_a_validation_is_told_in_words(plain, options, words):
    rule = DataValidation(sqref="A1:A9", **{"showErrorMessage": True, **options})
    differences = plain(lambda sheet: None, lambda sheet: sheet.add_data_validation(rule))
    assert told(differences) == [f"Trang, ô A1:A9, ràng buộc nhập liệu: không có → {words}"]


@pytest.mark.parametrize(
    ("change", "kind", "sheet", "a", "b"),
    [
        (lambda book: setattr(book[TASKS], "sheet_state", "hidden"), "state", TASKS, "hiện", "ẩn"),
        (lambda book: setattr(book["_cchc"], "sheet_state", "hidden"), "state", "_cchc", "ẩn hẳn", "ẩn"),
        (lambda book: setattr(book[FIGURES].protection, "sheet", False), "protection", FIGURES,
         "có khóa", "không khóa"),
        (lambda book: book.create_sheet("Nháp"), "sheet", "Nháp", "", "Nháp"),
        (lambda book: book.remove(book["Văn bản"]), "sheet", "Văn bản", "Văn bản", ""),
        (lambda book: setattr(book[TASKS], "title", "Việc"), "sheet", TASKS, TASKS, "Việc"),
        (lambda book: setattr(book[TASKS]["C4"], "value", "Công việc"), "column", TASKS,
         "Nhiệm vụ", "Công việc"),
        (lambda book: setattr(book[TASKS].cell(HEAD, 40), "value", "Cột thêm"), "column", TASKS,
         "", "Cột thêm"),
        (lambda book: book.defined_names.pop("ct_1_1_1"), "name", "", None, ""),
        (lambda book: setattr(book.defined_names["ct_1_1_1"], "attr_text", "Sheet1!$A$1"), "name", "",
         None, "Sheet1!$A$1"),
        (lambda book: book[TASKS].merge_cells("B100:C100"), "merged", TASKS, "", "có"),
        (lambda book: book[TASKS].tables.clear(), "table", TASKS, None, ""),
        (lambda book: setattr(book[TASKS], "conditional_formatting", type(
            book[TASKS].conditional_formatting)()), "conditional_format", TASKS, "2 quy tắc", ""),
    ],
)  # fmt: skip
def test_a_changed_structure_is_told(edited, change, kind, sheet, a, b):
    found = to_json(edited(change))
    first = found["structure"][0]
    assert (first["kind"], first["sheet"], first["b"]) == (kind, sheet, b)
    assert a is None or first["a"] == a
    assert found["rows"] == found["values"] == []


def test_sheets_in_another_order_are_told_once(edited):
    [change] = to_json(edited(lambda book: book.move_sheet(TASKS, 1)))["structure"]
    assert change["kind"] == "order"


def test_a_renamed_title_still_names_the_column_of_its_cells(edited):
    def change(book):
        cell(book, TASKS, "NV07", "Nhiệm vụ").value = "Việc khác"
        book[TASKS]["C4"] = "Công việc"

    [value] = to_json(edited(change))["values"]
    assert (value["key"], value["column"], value["b"]) == ("NV07", "Nhiệm vụ", "Việc khác")


@pytest.mark.parametrize(
    ("a", "b", "lines"),
    [
        (put("B2", 1), put("B2", 1.0), SAME),
        (put("B2", 1), put("B2", 2), ["Trang, ô B2: 1 → 2"]),
        (put("B2", 2021), put("B2", 2022), ["Trang, ô B2: 2021 → 2022"]),
        (put("B2", 1234567.5), put("B2", None), ["Trang, ô B2: 1.234.567,5 → (trống)"]),
        (put("B2", True), put("B2", 1), ["Trang, ô B2: TRUE → 1"]),
        (put("B2", "=A1"), put("B2", "=A2"), ["Trang, ô B2: công thức khác, =A1 → =A2"]),
        (put("B2", datetime(2021, 4, 9)), put("B2", datetime(2021, 4, 9, 8, 30)),
         ["Trang, ô B2: 09/04/2021 → 09/04/2021 08:30:00"]),
        (put("B2", "x\ny"), put("B2", "x\nz"), ["Trang, ô B2: x ⏎ y → x ⏎ z"]),
        (put("A1", "a"), lambda sheet: sheet.parent.create_sheet("Mới"),
         ["Trang, ô A1: a → (trống)", "Mới: thêm trang Mới"]),
    ],
)  # fmt: skip
def test_workbooks_of_another_making_are_compared_cell_by_cell(plain, a, b, lines):
    assert sorted(told(plain(a, b))) == sorted(lines)


def test_long_texts_are_cut_around_the_first_difference(plain):
    [line] = told(plain(put("A1", "x" * 500 + "một"), put("A1", "x" * 500 + "hai")))
    assert line == f"Trang, ô A1: …{'x' * 30}một → …{'x' * 30}hai"


def test_a_workbook_of_ours_and_a_foreign_one_can_be_compared(samples, tmp_path):
    book = openpyxl.Workbook()
    book.save(tmp_path / "x.xlsx")
    book.close()
    found = to_json(diff_files(samples["2021-minh-hoa"], tmp_path / "x.xlsx"))
    assert (TASKS, "") in {(one["a"], one["b"]) for one in found["structure"] if one["kind"] == "sheet"}


@needs("soffice")
def test_what_libreoffice_saves_again_has_the_same_values_rows_and_formulas(samples, tmp_path):
    again = libreoffice.edited(samples["2021-minh-hoa"], tmp_path / "b.xlsx", [])
    found = to_json(diff_files(samples["2021-minh-hoa"], again))
    assert found["rows"] == found["values"] == found["formulas"] == found["uncalculated"] == []


@needs("soffice")
def test_computed_values_come_after_typed_ones_and_are_marked(samples, tmp_path):
    edits = [(TASKS, "C5", None), (FIGURES, "G6", 77)]
    again = libreoffice.edited(samples["2021-minh-hoa"], tmp_path / "b.xlsx", edits)
    differences = diff_files(samples["2021-minh-hoa"], again)
    computed = [one["computed"] for one in to_json(differences)["values"]]
    assert computed == sorted(computed) and {*computed} == {False, True}
    assert any(line.endswith("(do công thức tính)") for line in in_words(differences))


def test_formulas_without_results_are_told_and_their_results_not_compared(samples, tmp_path):
    book = openpyxl.load_workbook(samples["2021-minh-hoa"])
    book.save(tmp_path / "b.xlsx")
    book.close()
    differences = diff_files(samples["2021-minh-hoa"], tmp_path / "b.xlsx")
    assert to_json(differences)["same"] is True
    assert to_json(differences)["uncalculated"] == ["b.xlsx"]
    assert "«b.xlsx» chưa được tính" in list(in_words(differences))[-1]


def test_json_has_its_shape(edited):
    def change(book):
        registers(book, lambda rows: [*rows[1:], ["NV99", None, "Việc mới"]])
        cell(book, TASKS, "NV07", "Tình trạng").value = "Đang thực hiện"
        cell(book, FIGURES, "1.1.1", "Theo sổ").value = 99
        book[TASKS].sheet_state = "hidden"
        no_validations(book)

    found = to_json(edited(change))
    assert [*found] == [
        "a", "b", "same", "structure", "formulas", "validations", "rows", "values", "uncalculated"
    ]  # fmt: skip
    assert (found["a"], found["b"], found["same"]) == ("a.xlsx", "b.xlsx", False)
    shapes = {part: [*found[part][0]] for part in [*found][3:8]}
    assert shapes == {
        "structure": ["kind", "sheet", "what", "a", "b"],
        "formulas": ["sheet", "kind", "key", "column", "cell_a", "cell_b", "a", "b"],
        "validations": ["sheet", "cells", "a", "b"],
        "rows": ["sheet", "kind", "key", "text", "cell"],
        "values": ["sheet", "key", "column", "cell_a", "cell_b", "a", "b", "computed"],
    }


def test_a_sheet_too_large_is_refused_with_a_remedy(plain, monkeypatch):
    monkeypatch.setattr(foreign, "MAX_CELLS", 100)
    with pytest.raises(CchcError, match="TEP11") as refused:
        plain(put("A1", 1), put("Z99", 1))
    assert refused.value.fix


@pytest.mark.parametrize("data", [b"", b"xin ch\xc3\xa0o", b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_what_is_no_workbook_is_refused(samples, tmp_path, data):
    (tmp_path / "x.xlsx").write_bytes(data)
    with pytest.raises(CchcError, match=r"TEP0[234]"):
        diff_files(samples["2021-minh-hoa"], tmp_path / "x.xlsx")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet3.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_a_damaged_part_is_told_and_never_a_traceback(samples, tmp_path, part):
    source: Path = samples["2021-minh-hoa"]
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "x.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[: len(data) // 2] if name == part else data)
    with pytest.raises(CchcError, match="TEP04"):
        diff_files(source, tmp_path / "x.xlsx")
