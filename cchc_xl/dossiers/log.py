"""Read the export of a one-stop system: what is mapped is kept, all else is left at the door."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

import pandas as pd

from cchc_xl.dossiers import rules
from cchc_xl.dossiers.faults import examined
from cchc_xl.dossiers.headers import REQUIRED, WITHIN, Cells, Header, demand, find_header
from cchc_xl.dossiers.history import agreeing, folded
from cchc_xl.dossiers.reading import Reader, Table
from cchc_xl.dossiers.step_units import NO_UNITS, Units
from cchc_xl.errors import CchcError
from cchc_xl.findings import Finding, Place

Frame = pd.DataFrame


class Log(NamedTuple):
    """A log that was read: dossiers that count, their steps, what is wrong, rows read and set aside."""

    dossiers: Frame
    steps: Frame
    header: Header
    findings: tuple[Finding, ...]
    read: int
    aside: int


def read_log(tables: Iterable[Table], file: str, procedures: Frame, units: Units = NO_UNITS) -> Log:
    """Read the table that has the header of a log; others that have one, too, are told.

    `procedures` has the columns ten, linh_vuc, cap, muc_do, thoi_han by code; empty when none are known.
    Raises CchcError HS01 where no table is a log, HS02 where a column is missing.
    """
    table, header, body, others = _found(tables, file)
    demand(header, f"tệp «{file}», trang «{table.title}»")
    reader = Reader(table, header, procedures, units)
    frame = reader.frame(body)
    if header.height == 2:
        reader.marks.add(rules.TWO_ROWS, next(iter(header.columns)), [header.last])
    if "kenh" not in header.columns:
        reader.marks.add(rules.NO_CHANNEL, "ma", [header.last])
    kept = agreeing(frame, reader.marks)
    dossiers = examined(folded(kept, reader.marks), procedures, reader.marks)
    dossiers["tep"] = pd.Categorical([file] * len(dossiers))
    counted = kept["ma"].isin(dossiers["ma"]).sum() if reader.by_step else len(dossiers)
    steps = reader.steps(kept)
    return Log(
        dossiers,
        steps[steps["ma"].isin(dossiers["ma"])].reset_index(drop=True),
        header,
        (
            *(rules.ANOTHER_SHEET.at(Place(title, "A1"), so=str(count)) for title, count in others.items()),
            *reader.marks.findings(table.title, header.columns, table.left),
        ),
        len(frame),
        len(frame) - int(counted),
    )


def _found(tables: Iterable[Table], file: str) -> tuple[Table, Header, Iterator[Cells], dict[str, int]]:
    """Choose the table whose header names the most columns, and give its rows below the header.

    The other tables that have all columns of a log are given with their rows.
    """
    found = []
    for table in tables:
        rows = iter(table.rows)
        head = list(islice(rows, WITHIN))
        if header := find_header(head, table.left):
            found.append((table, header, chain(head[header.last :], rows)))
    best = max(found, key=lambda one: len(one[1].columns), default=None)
    if best is None or len(best[1].columns) < 2:
        message = f"tệp «{file}» không có dòng tên cột của một sổ hồ sơ một cửa"
        raise CchcError("HS01", message, "Chọn tệp danh sách hồ sơ xuất từ hệ thống một cửa")
    logs = [one for one in found if one is not best and set(REQUIRED) <= one[1].columns.keys()]
    others = {table.title: sum(1 for row in body if any(row)) for table, _, body in logs}
    return *best, {title: count for title, count in others.items() if count}
