"""Read the export of a one-stop system: what is mapped is kept, all else is left at the door."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

import pandas as pd

from cchc_xl.dossiers import rules
from cchc_xl.dossiers.faults import examined
from cchc_xl.dossiers.headers import WITHIN, Cells, Header, demand, find_header
from cchc_xl.dossiers.history import folded
from cchc_xl.dossiers.reading import Reader, Table
from cchc_xl.errors import CchcError
from cchc_xl.findings import Finding

Frame = pd.DataFrame


class Log(NamedTuple):
    """A log that was read: dossiers that count, their steps, what is wrong, rows read and set aside."""

    dossiers: Frame
    steps: Frame
    header: Header
    findings: tuple[Finding, ...]
    read: int
    aside: int


def read_log(tables: Iterable[Table], file: str, procedures: Frame) -> Log:
    """Read the table that has the header of a log.

    `procedures` has the columns ten, linh_vuc, cap, muc_do, thoi_han by code; empty when none are known.
    Raises CchcError HS01 where no table is a log, HS02 where a column is missing.
    """
    table, header, body = _found(tables, file)
    demand(header, f"tệp «{file}», trang «{table.title}»")
    reader = Reader(table, header, procedures)
    frame = reader.frame(body)
    if header.height == 2:
        reader.marks.add(rules.TWO_ROWS, next(iter(header.columns)), [header.last])
    if "kenh" not in header.columns:
        reader.marks.add(rules.NO_CHANNEL, "ma", [header.last])
    dossiers = examined(folded(frame, reader.marks), procedures, reader.marks)
    dossiers["tep"] = pd.Categorical([file] * len(dossiers))
    counted = frame["ma"].isin(dossiers["ma"]).sum() if reader.by_step else len(dossiers)
    steps = reader.steps(frame)
    return Log(
        dossiers,
        steps[steps["ma"].isin(dossiers["ma"])].reset_index(drop=True),
        header,
        tuple(reader.marks.findings(table.title, header.columns, table.left)),
        len(frame),
        len(frame) - int(counted),
    )


def _found(tables: Iterable[Table], file: str) -> tuple[Table, Header, Iterator[Cells]]:
    """Choose the table whose header names the most columns, and give its rows below the header."""
    best = None
    for table in tables:
        rows = iter(table.rows)
        head = list(islice(rows, WITHIN))
        header = find_header(head, table.left)
        if header and (best is None or len(header.columns) > len(best[1].columns)):
            best = table, header, chain(head[header.last :], rows)
    if best is None or len(best[1].columns) < 2:
        message = f"tệp «{file}» không có dòng tên cột của một sổ hồ sơ một cửa"
        raise CchcError("HS01", message, "Chọn tệp danh sách hồ sơ xuất từ hệ thống một cửa")
    return best
