"""One row in a hundred is faulty: each fault is found at its row and no dossier is lost silently."""

import random
from datetime import date, timedelta

import pytest
from support import logs

from cchc_xl.dossiers.log import read_log
from cchc_xl.excel.log_file import log_tables

COUNT = 3000
STYLES = ("%d-%m-%Y", "%Y-%m-%d", "%d.%m.%Y")
NEVER_COUNTED = {"end_first", "channel", "no_channel", "error", "no_day", "no_code", "name_as_code"}


def planted(seed):
    """Rows, the faulty cells by code, the codes of dossiers that cannot be counted, the error cells."""
    chance = random.Random(seed)
    rows, cells, lost, errors = [], {}, set(), []
    for n in range(COUNT):
        start = date(2021, 1, 4) + timedelta(chance.randrange(300))
        due = start + timedelta(chance.randrange(5, 20))
        done = max(start, due + timedelta(chance.randrange(-6, 3)))
        one = logs.row(
            n, tthc=chance.choice(logs.PROCEDURES.index), nhan=str(start), hen=str(due), tra=str(done)
        )
        rows.append(one)
    for n in chance.sample(range(1, COUNT), COUNT // 100):
        kind = chance.choice((*NEVER_COUNTED, "unknown", "twice", "style"))
        one, excel = rows[n], n + 2
        if kind == "end_first":
            one[7] = one[5] - timedelta(3)
            plant(cells, "HS15", f"H{excel}")
        elif kind in ("channel", "no_channel"):
            one[4] = "fax" if kind == "channel" else ""
            plant(cells, "HS20", f"E{excel}")
        elif kind == "error":
            errors.append(f"F{excel}")
            plant(cells, "HS12", f"F{excel}")
        elif kind == "no_day":
            one[6] = "30/02/2021"
            plant(cells, "HS13", f"G{excel}")
        elif kind == "no_code":
            one[1] = ""
            plant(cells, "HS11", f"B{excel}")
        elif kind == "name_as_code":
            one[1] = "hồ sơ của ông Bí Mật"
            plant(cells, "HS18", f"B{excel}")
        elif kind == "unknown":
            one[2] = "9.999999"
            plant(cells, "HS19", f"C{excel}")
        elif kind == "twice":
            one[1] = rows[0][1]
            plant(cells, "HS17", f"B{excel}", "B2")
        else:
            one[5] = f"{one[5]:{chance.choice(STYLES)}}"
            plant(cells, "HS14", f"F{excel}")
        if kind in NEVER_COUNTED or kind == "twice":
            lost.add(n)
    return rows, cells, lost, errors


def plant(cells, code, *at):
    cells.setdefault(code, set()).update(at)


@pytest.mark.parametrize("seed", range(4))
def test_every_planted_fault_is_found_at_its_row(tmp_path, seed):
    rows, cells, lost, errors = planted(seed)
    rows += [list(logs.HEADER), [f"({i})" for i in range(1, 9)], [], ["Tổng cộng", "", f"{COUNT} hồ sơ"]]
    cells |= {"HS25": {f"B{COUNT + 2}", f"B{COUNT + 3}"}, "HS24": {f"B{COUNT + 5}"}}
    path = logs.save(tmp_path / "so.xlsx", rows, errors=errors)
    log = read_log(log_tables(path), path.name, logs.PROCEDURES)
    assert logs.told(log) == cells
    assert all(finding.fix and finding.message for finding in log.findings)
    assert (log.read, log.aside) == (COUNT, len(lost))
    assert set(log.dossiers["ma"]) == {f"H20-{n:05}" for n in set(range(COUNT)) - lost}


def test_the_same_log_as_csv_says_the_same(tmp_path):
    rows, cells, _, _ = planted(0)
    path = logs.save(tmp_path / "so.csv", rows)
    log = read_log(log_tables(path), path.name, logs.PROCEDURES)
    found = logs.told(log)
    assert {code: found.get(code) for code in cells if code != "HS12"} == {
        c: v for c, v in cells.items() if c != "HS12"
    }
    assert {finding.places[0].sheet for finding in log.findings} == {"so.csv"}
    assert log.read == COUNT


def test_a_merged_header_in_a_file_is_told_and_read(tmp_path):
    header = ("", "", "", "", "", "Tiếp nhận", "Hẹn trả", "Trả kết quả")
    merged = [(f"{c}1:{c}2", t) for c, t in zip("ABCDE", logs.HEADER[:5], strict=True)] + [("F1:H1", "Ngày")]
    path = logs.save(tmp_path / "so.xlsx", [logs.row(1)], header, merged=merged)
    log = read_log(log_tables(path), path.name, logs.PROCEDURES)
    assert logs.told(log) == {"HS23": {"B2"}} and list(log.dossiers["ma"]) == ["H20-00001"]


def test_a_formula_that_was_never_calculated_is_no_open_dossier(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(list(logs.HEADER))
    book.active.append([*logs.row(1)[:7], "=TODAY()"])
    book.save(tmp_path / "so.xlsx")
    log = read_log(log_tables(tmp_path / "so.xlsx"), "so.xlsx", logs.PROCEDURES)
    assert logs.told(log) == {"HS12": {"H2"}} and log.aside == 1
