"""Read the rows of a log, many at a time, so that the raw cells never lie in memory together."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

import numpy as np
import pandas as pd

from cchc_xl.dossiers import rules
from cchc_xl.dossiers.cells import UNKNOWN, Memo, code_in, key_reader, number_in, text_in
from cchc_xl.dossiers.dates import BLANK, UNREADABLE, read_dates
from cchc_xl.dossiers.faults import Marks, told_styles
from cchc_xl.dossiers.headers import Cells, Header
from cchc_xl.dossiers.history import STEP_COLUMNS, read_history
from cchc_xl.dossiers.step_units import Units
from cchc_xl.entries.picture import State
from cchc_xl.form.layout import index_of, split
from cchc_xl.text.vietnamese import loose

Frame = pd.DataFrame
_CHUNK = 20_000
_DAYS = ("tiep_nhan", "hen_tra", "hen_lai", "tra", "bat_dau", "ket_thuc")
_CODED = ("kenh", "kenh_tra", "thanh_toan", "nguyen_nhan")
_NUMBERS = ("tam_dung", "thoi_han")
_TEXTS = ("linh_vuc",)
_TOTAL = re.compile(r"(tổng cộng|tổng số|tổng|cộng)\b.{0,40}")
_COLUMN_NUMBER = re.compile(r"\(?\d+\)?")


UNNAMED = "Không rõ"
"""Stands for a procedure that is told by no code: what was typed instead may name people."""


def _code(text: str) -> str:
    return text if " " not in text else UNNAMED


@dataclass(frozen=True)
class Table:
    """A sheet, or a CSV file: its rows from row 1 on, the place of their first column, its faulty cells."""

    title: str
    rows: Iterable[Cells]
    left: int = 0
    states: Mapping[str, State] | None = None


class Reader:
    """Reads a table below its header; what is wrong with a cell is marked."""

    def __init__(self, table: Table, header: Header, procedures: Frame, units: Units) -> None:
        self.header, self.marks, self.units = header, Marks(), units
        self.by_step = "bat_dau" in header.columns
        self.titles = {loose(one.title) for one in header.headings}
        names = {loose(str(name)): str(code) for code, name in procedures["ten"].items()}
        readers: dict[str, Any] = {column: key_reader(column) for column in _CODED}
        readers |= dict.fromkeys(_NUMBERS, number_in) | dict.fromkeys(_TEXTS, text_in)
        readers["tthc"] = lambda raw: names.get(loose(code_in(raw)), _code(code_in(raw)))
        readers["don_vi"] = lambda raw: units.named(text_in(raw))
        self.memos = {column: Memo(read) for column, read in readers.items() if column in header.columns}
        self.faulty = self._faulty(table)
        self.histories: list[Frame] = []

    def _faulty(self, table: Table) -> dict[int, set[str]]:
        """Give the mapped columns of the cells without a value, by row."""
        at = {place + table.left: column for column, place in self.header.columns.items()}
        found: dict[int, set[str]] = {}
        for address in table.states or {}:
            name, row = split(address)
            if (column := at.get(index_of(name))) and row > self.header.last:
                found.setdefault(row, set()).add(column)
        return found

    def frame(self, body: Iterator[Cells]) -> Frame:
        """Give the rows that are dossiers, or steps of one."""
        parts, row = [], self.header.last + 1
        while chunk := list(islice(body, _CHUNK)):
            parts.append(self._part(chunk, row))
            row += len(chunk)
        frame = pd.concat(parts or [self._part([], row)], ignore_index=True)
        styles = [str(column) for column in frame if str(column).endswith("_kieu")]
        told_styles(frame, [column.removesuffix("_kieu") for column in styles], self.marks)
        return frame.drop(columns=styles)

    def _part(self, chunk: Sequence[Cells], first: int) -> Frame:
        columns = list(zip_longest(*chunk, fillvalue=""))
        blank = ("",) * len(chunk)
        at = {c: columns[p] if p < len(columns) else blank for c, p in self.header.columns.items()}
        read: dict[str, Any] = {"ma": list(map(code_in, at["ma"])), "dong": np.arange(len(chunk)) + first}
        read |= {column: list(map(memo.__getitem__, at[column])) for column, memo in self.memos.items()}
        for column in filter(at.__contains__, _DAYS):
            read[column], read[f"{column}_kieu"] = read_dates(at[column])
        whole = pd.DataFrame(read)
        part = pd.DataFrame(whole[self._data(chunk, whole, list(at.values()))])
        self._mark(part)
        if "tien_trinh" in at:
            texts = [at["tien_trinh"][row - first] for row in part["dong"]]
            history = read_history(list(part["ma"]), texts, self.units)
            self.histories.append(history.steps)
            self.marks.add(rules.HISTORY, "tien_trinh", part["dong"].to_numpy()[history.unread])
        for column in filter(part.__contains__, (*_CODED, *_NUMBERS)):
            part[column] = part[column].where(part[column] != UNKNOWN, None)
        return part

    def _data(self, chunk: Sequence[Cells], part: Frame, mapped: list[Cells]) -> Any:
        """Tell the rows that are data; look closely only at those without a code or a day of reception."""
        keep = np.ones(len(chunk), bool)
        styles = part["tiep_nhan_kieu"]
        for i in np.flatnonzero(styles.isin((BLANK, UNREADABLE)) | (part["ma"] == "")).tolist():
            row = int(part["dong"].iloc[i])
            dated = part["tiep_nhan_kieu"].iloc[i] not in (BLANK, UNREADABLE)  # then it is no total
            blank = not any(text_in(column[i]) for column in mapped)
            why: Any = True if dated else self._no_data(chunk[i], blank=blank)
            if row not in self.faulty and why is not True:
                keep[i] = False
                self.marks.add(why, "ma", [row] if why else [])
        return keep

    def _no_data(self, cells: Cells, *, blank: bool) -> Any:
        """Say why a row is no dossier, None for an empty row, True for one that is a dossier all the same."""
        filled = [text for cell in cells if (text := loose(text_in(cell)))]
        if not filled:
            return None
        numbers = len(filled) > 3 and all(map(_COLUMN_NUMBER.fullmatch, filled))
        titles = sum(any(title.endswith(text) for title in self.titles) for text in filled)
        if numbers or titles * 2 > len(filled):
            return rules.HEADER_AGAIN
        return rules.TOTAL if blank or any(map(_TOTAL.fullmatch, filled)) else True

    def _mark(self, part: Frame) -> None:
        """Mark the cells that are faulty, unreadable or blank where they must not be."""
        rows = part["dong"].to_numpy()
        known = set()
        for row in sorted(self.faulty.keys() & set(rows)) if self.faulty else ():
            known |= {(row, column) for column in self.faulty[row]}
            for column in self.faulty[row]:
                self.marks.add(rules.ERROR_CELL, column, [row])

        def mark(why: Any, column: str, mask: Any) -> None:
            self.marks.add(why, column, (row for row in rows[mask] if (row, column) not in known))

        for column in filter(part.__contains__, _DAYS):
            unread = part[f"{column}_kieu"] == UNREADABLE
            mark(rules.HISTORY if column in STEP_COLUMNS else rules.NOT_A_DAY, column, unread)
        mark(rules.NO_VALUE, "tiep_nhan", part["tiep_nhan_kieu"] == BLANK)
        for column in ("ma", "tthc"):
            mark(rules.NO_VALUE, column, part[column] == "")
        for column in filter(part.__contains__, (*_CODED, *_NUMBERS)):
            mark(rules.CHANNEL if column == "kenh" else rules.NOT_KNOWN, column, part[column] == UNKNOWN)
        if "kenh" in part:
            mark(rules.CHANNEL, "kenh", part["kenh"].isna())

    def steps(self, frame: Frame) -> Frame:
        """Give the steps of all dossiers, one a row, from either way in which they are exported."""
        if self.by_step:
            steps: Frame = frame[frame["bat_dau"].notna()].reindex(columns=["ma", *STEP_COLUMNS])
            return steps
        whole = [one for one in self.histories if len(one)]
        return pd.concat(whole) if whole else pd.DataFrame(columns=["ma", *STEP_COLUMNS])
