"""What staff do in a workbook with another program: type, paste, sort, save."""

from datetime import date
from decimal import Decimal
from itertools import groupby
from unicodedata import normalize

import pytest
from support import libreoffice
from support.needs import needs

from cchc_xl.actions.check import check_file
from cchc_xl.cli import main
from cchc_xl.entries.picture import State
from cchc_xl.excel.read import read_workbook
from cchc_xl.form import layout

MORE = 50


def made_up(form, column, number):
    """A fitting value for a column of a register."""
    labels = list(form.options(column.list).values())
    return {
        "key": f"Z{number:02d}",
        "choice": labels[number % len(labels)] if labels else None,
        "date": date(2021, 1 + number % 12, 1 + number % 28),
        "integer": number % 7,
        "year": 2021,
        "decimal": number / 4,
    }.get(column.type, f"Chữ của dòng {number % 9}")


def registers(form):
    return [s for s in form.sheets.values() if s.grows and s.key != "loi"]


@pytest.fixture(scope="module")
def typed(form, samples, tmp_path_factory):
    """The corrected sample with 50 more rows in every register, each then sorted by its third column."""
    before = read_workbook(samples["2021-minh-hoa"])
    edits, sorts = [], []
    for sheet in registers(form):
        first = layout.FIRST_ROW + len(before.rows[sheet.key])
        for number in range(MORE):
            edits += [
                (sheet.title, layout.address(sheet, column, first + number), made_up(form, column, number))
                for column in sheet.columns
                if column.key not in ("kho_khan", "ket_luan", "van_ban")
            ]
        last = layout.letters(len(sheet.columns) - 1)
        sorts.append((sheet.title, f"A{layout.FIRST_ROW}:{last}{first + MORE - 1}", 2))
    out = tmp_path_factory.mktemp("typed") / "x.xlsx"
    return before, libreoffice.edited(samples["2021-minh-hoa"], out, edits, sorts=sorts)


@needs("soffice")
def test_every_register_takes_fifty_more_rows_and_sorts_without_loss(form, typed):
    before, path = typed
    after = read_workbook(path)
    for sheet in registers(form):
        old, new = before.rows[sheet.key], after.rows[sheet.key]
        assert len(new) == len(old) + MORE, sheet.title
        contents = {row.key: [e.value for e in row.entries.values()] for row in new}
        assert all(contents[row.key] == [e.value for e in row.entries.values()] for row in old)
        assert {row.key for row in new} == {row.key for row in old} | {f"Z{n:02d}" for n in range(MORE)}
        third = [row[sheet.columns[2].key].value for row in new]
        assert len(list(groupby(third))) == len(set(third)), f"{sheet.title} is not sorted"
        assert not any(entry.problem for row in new for entry in row.entries.values()), sheet.title


@needs("soffice")
def test_counts_checks_and_report_follow(form, typed, tmp_path):
    before, path = typed
    checked = check_file(path)
    tasks = len(before.rows["nhiem_vu"]) + MORE
    cells = libreoffice.recalculated(path)
    indicators, overview = form.sheets["chi_tieu"], form.sheets["tong_quan"]
    counted = layout.address(indicators, indicators.column["theo_so"], layout.line_row(indicators, "1.1.1"))
    whole = layout.address(overview, overview.column["nhiem_vu"], layout.line_row(overview, "tong"))
    assert cells[indicators.title][counted] == checked.evaluation.number("ct_1_1_1") == tasks
    assert cells[overview.title][whole] == tasks
    codes = {finding.code for finding in checked.findings}
    assert not {code for code in codes if code.startswith(("CAU", "TEP", "GT", "SO01", "SO02"))}
    assert {"KT02", "CT02"} <= codes  # made-up rows contradict the rest, and that is found
    assert main(["report", str(path), "-o", str(tmp_path / "b.docx"), "--draft"]) == 0


@needs("soffice")
def test_every_formula_still_gives_what_python_gives(form, typed):
    _, path = typed
    checked, cells = check_file(path), libreoffice.recalculated(path)
    for formula in form.formulas:
        sheet = form.sheets[formula.cell[0]]
        address = layout.address(
            sheet, sheet.column[formula.cell[2]], layout.line_row(sheet, formula.cell[1])
        )
        wanted, found = checked.evaluation[formula.name], cells[sheet.title].get(address, "")
        if isinstance(wanted, Decimal):
            assert found == pytest.approx(float(wanted), abs=1e-9), formula.name


NFD = normalize("NFD", "Hoàn thành")
PASTED = [
    # sheet, line or row, column, what is pasted, value or None, code of the finding or ""
    ("chi_tieu", "1.3.1", "so_lieu", "46", 46, "GT09"),
    ("chi_tieu", "1.3.2", "so_lieu", " 41  ", 41, "GT09"),
    ("chi_tieu", "1.4.1", "so_lieu", "1.234", 1234, "GT09"),
    ("chi_tieu", "2.1", "so_lieu", "1.234,5", None, "GT03"),
    ("chi_tieu", "2.2.1", "so_lieu", "07/57", None, "GT01"),
    ("chi_tieu", "2.2.2", "so_lieu", "7 văn bản", None, "GT01"),
    ("chi_tieu", "2.2.3", "so_lieu", -1, None, "GT03"),
    ("chi_tieu", "2.3.1", "so_lieu", "24\u00a0", 24, "GT09"),
    ("chi_tieu", "2.3.2", "so_lieu", "  ", None, ""),
    ("chi_tieu", "2.3.3", "so_lieu", "kad ", State.NOT_APPLICABLE, ""),
    ("chi_tieu", "6.3.1", "so_lieu", "1.234,5", Decimal("1234.5"), "GT09"),
    ("chi_tieu", "6.3.2", "so_lieu", "1.234", None, "GT02"),
    ("chi_tieu", "6.1", "so_lieu", "88,5%", Decimal("88.5"), "GT09"),
    ("chi_tieu", "7.3", "so_lieu", "101", None, "GT04"),
    ("chi_tieu", "1.4.2", "so_lieu", "Kết hợp", 2, "GT09"),
    ("chi_tieu", "1.5", "so_lieu", "x", None, "GT06"),
    ("nhiem_vu", 0, "trang_thai", NFD, "hoan_thanh", "GT10"),
    ("nhiem_vu", 1, "trang_thai", " hoàn thành  ", "hoan_thanh", "GT10"),
    ("nhiem_vu", 2, "trang_thai", "Xong", None, "GT06"),
    ("nhiem_vu", 3, "noi_dung", normalize("NFD", "Rà soát văn bản "), "Rà soát văn bản", ""),
    ("nhiem_vu", 4, "han", "30/11/2021", date(2021, 11, 30), "GT09"),
    ("nhiem_vu", 5, "han", "30.11.2021", date(2021, 11, 30), "GT09"),
    ("nhiem_vu", 6, "han", "31/02/2021", None, "GT05"),
    ("nhiem_vu", 7, "han", "cuối quý 4", None, "GT05"),
    ("thong_tin", "ngay_ky", "gia_tri", "20", 20, "GT09"),
    ("thong_tin", "nguoi_ky", "gia_tri", "  (họ  tên) ", "(họ tên)", ""),
]


@pytest.fixture(scope="module")
def pasted(form, samples, tmp_path_factory):
    edits = []
    for key, line, column, value, _, _ in PASTED:
        sheet = form.sheets[key]
        row = layout.FIRST_ROW + line if isinstance(line, int) else layout.line_row(sheet, line)
        edits.append((sheet.title, layout.address(sheet, sheet.column[column], row), value))
    out = tmp_path_factory.mktemp("pasted") / "x.xlsx"
    return check_file(libreoffice.edited(samples["2021-minh-hoa"], out, edits)).picture


@needs("soffice")
@pytest.mark.parametrize(
    ("key", "line", "column", "value", "meant", "code"), PASTED, ids=lambda x: repr(x)[:24]
)
def test_what_is_pasted_ends_in_its_value_or_in_a_finding(pasted, key, line, column, value, meant, code):
    row = pasted.rows[key][line] if isinstance(line, int) else pasted.line(key, line)
    entry = row[column]
    assert (entry.problem.code if entry.problem else "") == code
    assert meant in (entry.value, entry.state)
    assert code or entry.value is not None or entry.state is not State.VALUE
