"""Find what is wrong with dossiers; those that cannot be counted are set aside and told."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cchc_xl.dossiers import rules
from cchc_xl.dossiers.dates import BLANK, REAL, SERIAL, TEXT_STYLES, UNREADABLE
from cchc_xl.dossiers.working_time import calendar
from cchc_xl.findings import Finding, Place, Rule, Severity
from cchc_xl.form.layout import letters

Frame = pd.DataFrame
COLUMNS = (
    "ma", "tthc", "linh_vuc", "kenh", "tiep_nhan", "hen_tra", "tra", "tam_dung", "thanh_toan", "kenh_tra",
    "nguyen_nhan", "dong",
)  # fmt: skip
"""What is kept of a dossier, besides the file it came from."""

_CODE = re.compile(r"(?=.*\d)[\w./-]{2,60}")
_SETTING_ASIDE = (
    rules.NO_VALUE, rules.ERROR_CELL, rules.NOT_A_DAY, rules.END_FIRST, rules.NOT_A_CODE, rules.CHANNEL,
)  # fmt: skip


class Marks:
    """Collects the cells of each fault, by rule and column; a finding tells all of them at once."""

    def __init__(self) -> None:
        self.rows: dict[tuple[Rule, str], list[int]] = {}
        self.found: dict[tuple[Rule, str], dict[str, None]] = {}
        self.words: dict[tuple[Rule, str], dict[str, str]] = {}

    def add(
        self, why: Rule, column: str, rows: Iterable[Any], found: Iterable[str] = (), **words: str
    ) -> None:
        """Note the rows of the source in which a column is faulty, and what stands there."""
        new = [int(row) for row in rows]
        if new:
            key = why, column
            self.rows.setdefault(key, []).extend(new)
            self.found.setdefault(key, {}).update(dict.fromkeys(found))
            self.words[key] = words

    def aside(self) -> set[int]:
        """Give the rows that cannot be counted."""
        return {row for (why, _), rows in self.rows.items() if why in _SETTING_ASIDE for row in rows}

    def findings(self, sheet: str, columns: Mapping[str, int], left: int) -> Iterator[Finding]:
        """Make the findings, errors first, each with all its cells in order."""
        for key in sorted(self.rows, key=lambda one: (one[0].severity.rank, one[0].code, one[1])):
            why, column = key
            letter = letters(left + columns.get(column, 0))
            places = (Place(sheet, f"{letter}{row}") for row in sorted(set(self.rows[key])))
            samples = list(self.found[key])
            more = f" và {len(samples) - 5} giá trị khác" if len(samples) > 5 else ""
            yield why.at(*places, found="; ".join(samples[:5]) + more, **self.words[key])


def told_styles(frame: Frame, columns: Iterable[str], marks: Marks) -> None:
    """Mark the days written in another style than most of their column."""
    names = {REAL: "ngày thật", SERIAL: "số thứ tự ngày", **dict(enumerate(TEXT_STYLES, 3))}
    for column in columns:
        styles = frame[f"{column}_kieu"].to_numpy()
        counts = np.bincount(styles, minlength=UNREADABLE + 1)
        counts[[BLANK, UNREADABLE]] = 0
        usual = int(counts.argmax())
        for style in np.flatnonzero(counts):
            if style != usual:
                rows = frame["dong"].to_numpy()[styles == style]
                marks.add(rules.OTHER_STYLE, column, rows, [f"kiểu {names[int(style)]}"])


def examined(frame: Frame, procedures: Frame, marks: Marks) -> Frame:
    """Give the dossiers that can be counted, in the columns of COLUMNS; the others are marked."""
    frame = frame.reindex(columns=[*frame.columns, *(c for c in (*COLUMNS, "hen_lai") if c not in frame)])
    for column in ("tiep_nhan", "hen_tra", "hen_lai", "tra"):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[s]")
    again = frame["hen_lai"].notna()
    frame["tam_dung"] = pd.to_numeric(frame["tam_dung"]).fillna(0.0).where(~again, 0.0)
    frame["hen_tra"] = frame["hen_lai"].where(again, frame["hen_tra"])
    frame["kenh"] = frame["kenh"] if frame["kenh"].notna().any() else "truc_tiep"
    _fill_due(frame, procedures)
    _faults(frame, procedures, marks)
    kept = frame[~frame["dong"].isin(marks.aside())]
    return _once(kept, marks).reindex(columns=list(COLUMNS)).pipe(_typed)


def _fill_due(frame: Frame, procedures: Frame) -> None:
    """Work out the due day of dossiers that have none from the time of their procedure."""
    limit = pd.to_numeric(frame["tthc"].map(procedures["thoi_han"]), errors="coerce")
    places = (frame["hen_tra"].isna() & frame["tiep_nhan"].notna() & limit.notna()).to_numpy()
    if places.any():
        start = frame.loc[places, "tiep_nhan"].to_numpy()
        frame.loc[places, "hen_tra"] = calendar().after(start, limit[places].to_numpy())


def _faults(frame: Frame, procedures: Frame, marks: Marks) -> None:
    rows = frame["dong"].to_numpy()
    told = marks.aside()

    def mark(why: Rule, column: str, mask: Any, found: Iterable[str] = ()) -> None:
        marks.add(why, column, (row for row in rows[mask] if row not in told), found)

    mark(rules.NO_VALUE, "hen_tra", frame["hen_tra"].isna().to_numpy())
    mark(rules.END_FIRST, "tra", (_day(frame["tra"]) < _day(frame["tiep_nhan"])).to_numpy())
    mark(rules.DUE_FIRST, "hen_tra", (_day(frame["hen_tra"]) < _day(frame["tiep_nhan"])).to_numpy())
    mark(
        rules.NOT_A_CODE,
        "ma",
        np.array([_CODE.fullmatch(code) is None for code in frame["ma"].tolist()], bool),
    )
    if len(procedures):
        unknown = ~frame["tthc"].isin(procedures.index) & (frame["tthc"] != "")
        mark(rules.UNKNOWN_PROCEDURE, "tthc", unknown.to_numpy(), sorted(set(frame["tthc"][unknown])))
    days = frame["tiep_nhan"].dt.year.dropna().astype(int)
    for year in sorted(set(days) - calendar().years):
        marks.add(rules.NO_HOLIDAYS, "tiep_nhan", rows[days.index[days == year][:1]], nam=str(year))


def _day(moments: Any) -> Any:
    return moments.dt.normalize()


def _once(frame: Frame, marks: Marks) -> Frame:
    """Keep one row of a code, the same in whatever order the rows stand."""
    twice = frame["ma"].duplicated(keep=False)
    if not twice.any():
        return frame
    some = frame[twice].sort_values([*COLUMNS], kind="stable")
    marks.add(rules.TWICE, "ma", some["dong"], sorted(set(some["ma"])))
    dropped = some["dong"][some["ma"].duplicated()]
    return frame[~frame["dong"].isin(dropped)]


def _typed(frame: Frame) -> Frame:
    """Give the columns their types; what comes again and again becomes a category."""
    for column in ("tthc", "linh_vuc", "kenh", "kenh_tra", "nguyen_nhan"):
        frame[column] = frame[column].astype("string").astype("category")
    frame["thanh_toan"] = frame["thanh_toan"].map({"co": True, "khong": False}).astype("boolean")
    return frame.sort_values(["ma"], kind="stable", ignore_index=True)


assert all(why.severity is Severity.ERROR for why in _SETTING_ASIDE)
