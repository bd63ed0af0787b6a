"""Rows of divisions in the unit's own workbook: each once, however often it is collected, nothing lost."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_xl.collect.contents import Contribution
from cchc_xl.collect.merge import merge
from cchc_xl.collect.submissions import Reading, Sent, Standing, State
from cchc_xl.entries.from_json import make_picture
from cchc_xl.entries.to_json import cells_of
from cchc_xl.excel.read import TOTAL_ROW
from cchc_xl.findings import Place
from cchc_xl.form import layout
from cchc_xl.form.load import load_form

UNIT, OFFICE, INSPECTORATE = "dt_sldtbxh", "dt_sldtbxh_vp", "dt_sldtbxh_ttr"
FORM, REGISTER = load_form("so-2021", UNIT), "nhiem_vu"
SHEET = FORM.sheets[REGISTER]
COLUMNS = {layout.column_letters(SHEET, c.key): (c.key, cell) for c, cell in SHEET.typed_cells(None)}


def row(text, key=None, phong=None, **more):
    cells = {"ma": key, "noi_dung": text, "phong": phong, **more}
    return {column: value for column, value in cells.items() if value}


class Book:
    """The unit's workbook and the memory of the ledger."""

    def __init__(self, *rows):
        self.rows, self.written, self.conflicts = [*rows], frozenset(), []

    def picture(self):
        return make_picture(FORM, "2021", {"registers": {REGISTER: self.rows}})

    def collect(self, sent, *, remarks=()):
        contributions, parts = [], {}
        for phong, rows in sent.items():
            reading = Reading("", "nhan", unit=UNIT, phong=phong)
            standing = Standing(Sent("", "", f"{phong}.xlsx", "", ""), reading, State.RECEIVED, "", "", True)
            contributions.append(Contribution(standing, phong, {"lines": {}, "rows": {REGISTER: len(rows)}}))
            typed = make_picture(FORM, "2021", {"registers": {REGISTER: rows}}).rows[REGISTER]
            parts[phong] = [(one.number, one.key, cells_of(one)) for one in typed]
        target = replace(self.picture(), remarks=remarks)
        found = merge(target, contributions, {}, lambda one, _: parts[one.sender[1]], self.written)
        for address, value in found.cells.get(SHEET.title, {}).items():
            letters, number = layout.split(address)
            index, (column, _) = number - layout.FIRST_ROW, COLUMNS[letters]
            self.rows += [{} for _ in range(index + 1 - len(self.rows))]
            self.rows[index] = {**self.rows[index], column: value}
        self.rows = [cells_of(one) for one in self.picture().rows[REGISTER]]
        self.written |= frozenset(found.memory)
        self.conflicts = found.conflicts
        return self

    @property
    def held(self):
        return Counter(frozenset(one.items()) for one in self.rows)


def both(*rows):
    """Give the rows as they stand in the workbook in the end: with their division."""
    return Counter(frozenset({**one, "phong": phong}.items()) for phong, one in rows)


TEXTS, KEYS, PHONGS = ("Rà soát", "Tập huấn", "Kiểm tra"), (None, "NV1", "NV2"), (OFFICE, INSPECTORATE)
STATUSES = ("dang_thuc_hien", "hoan_thanh")
ROWS = st.lists(
    st.builds(
        lambda text, key, phong, status: row(text, key, phong, trang_thai=status),
        *map(st.sampled_from, (TEXTS, KEYS, (None, *PHONGS), STATUSES)),
    ),
    max_size=4,
)
TYPED = ROWS.filter(lambda rows: all(n == 1 for key, n in Counter(r.get("ma") for r in rows).items() if key))
SENT = st.fixed_dictionaries(dict.fromkeys(PHONGS, ROWS))


@settings(deadline=None)
@given(TYPED, SENT)
def test_collected_again_into_the_result_nothing_changes(typed, sent):
    book = Book(*typed).collect(sent)
    once = [*book.rows], [one.code for one in book.conflicts]
    book.collect(sent)
    assert ([*book.rows], [one.code for one in book.conflicts]) == once


@settings(deadline=None)
@given(SENT, st.permutations(PHONGS))
def test_each_row_stands_once_whoever_sent_first(sent, order):
    book, came = Book(), {}
    for phong in order:
        came[phong] = sent[phong]
        book.collect({phong: came[phong] for phong in sorted(came)})
    assert book.held == both(
        *((one.get("phong", phong), one) for phong, rows in sent.items() for one in rows)
    )
    assert book.conflicts == []


@settings(deadline=None)
@given(TYPED, st.lists(SENT, max_size=3))
def test_what_was_typed_in_the_workbook_of_the_unit_is_never_replaced(typed, sendings):
    book = Book(*typed)
    for sent in sendings:
        book.collect(sent)
        assert all(
            was.items() <= {**now, "phong": now.get("phong")}.items()
            for was, now in zip(typed, book.rows, strict=False)
        )
    assert len(book.rows) >= len(typed)


@pytest.mark.parametrize(
    ("sent", "again"),
    [
        (row("Rà soát"), row("Rà soát", trang_thai="hoan_thanh")),
        (row("Rà soát"), row("Rà soát", "NV7")),
        (row("Rà soát", trang_thai="dang_thuc_hien"), row("Rà soát", "NV7", trang_thai="hoan_thanh")),
        (row("Rà soát", "NV7"), row("Rà soát văn bản", "NV7")),
        (row("Rà soát", "NV7"), row("Rà soát", "NV7", OFFICE)),
        (row("Rà soát", "NV7", OFFICE), row("Rà soát sâu", "NV7", OFFICE)),
    ],
)
def test_a_row_that_its_division_changed_is_still_the_same(sent, again):
    book = Book(row("Việc của sở", "NV1"), row("Việc chưa có mã"))
    for one in (sent, again, again):
        book.collect({INSPECTORATE: [one]})
        assert book.conflicts == [] and len(book.rows) == 3
    assert book.rows[2] == {"phong": INSPECTORATE, **again}


def test_a_key_and_a_note_that_the_unit_gives_a_row_leave_it_the_same_and_stay():
    book = Book().collect({OFFICE: [row("Rà soát", trang_thai="dang_thuc_hien")]})
    book.rows[0] |= {"ma": "NV30", "ghi_chu": "đã trao đổi", "trang_thai": "hoan_thanh"}
    held = [*book.rows]
    book.collect({OFFICE: [row("Rà soát", trang_thai="dang_thuc_hien")]})
    assert book.rows == held
    assert [(one.code, one.what) for one in book.conflicts] == [
        ("THOP20", "Nhiệm vụ, dòng «Rà soát», cột Tình trạng")
    ]


def test_a_row_without_a_key_that_its_division_dropped_is_told_and_stays():
    book = Book().collect({OFFICE: [row("Rà soát"), row("Tập huấn")]}).collect({OFFICE: [row("Rà soát")]})
    assert [one["noi_dung"] for one in book.rows] == ["Rà soát", "Tập huấn"]
    assert [(one.code, one.what) for one in book.conflicts] == [("THOP22", "Nhiệm vụ, dòng «Tập huấn»")]


def test_rows_come_under_the_totals_that_staff_typed():
    place = Place(SHEET.title, f"A{layout.FIRST_ROW + 1}")
    book = Book(row("Rà soát", "NV1")).collect({OFFICE: [row("Tập huấn")]}, remarks=(TOTAL_ROW.at(place),))
    assert [one.get("noi_dung") for one in book.rows] == ["Rà soát", None, "Tập huấn"]
