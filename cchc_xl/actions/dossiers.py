"""The log of a workbook's period: what lies behind each figure, and why two reports differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_xl.dossiers import rules, store
from cchc_xl.dossiers.attribution import NOBODY, charged, late_rows
from cchc_xl.dossiers.figures import Figure, figure, figures
from cchc_xl.dossiers.periods import Difference, Period, difference, period_of, period_to, placed
from cchc_xl.dossiers.tables import causes, resolution, shares, with_procedures
from cchc_xl.dossiers.working_time import calendar
from cchc_xl.entries.evaluate import Evaluation, evaluate
from cchc_xl.entries.picture import Picture
from cchc_xl.excel.read import read_workbook
from cchc_xl.findings import Finding, Place
from cchc_xl.form import layout
from cchc_xl.form.model import INDICATORS
from cchc_xl.text.numbers import show_number

Frame = pd.DataFrame
_OF_PROCEDURES = ("ten", "linh_vuc", "cap", "muc_do", "thoi_han", "phong")
_CHARGED = ("nguyen_nhan", "don_vi_tre", "ngay_tre_don_vi")
_SHOWN = ("ma", "tthc", "kenh", "tiep_nhan", "hen_tra", "tra", "ngay_tre", *_CHARGED[:2], "dong")


def procedures_of(picture: Picture) -> Frame:
    """Give the register of procedures, by code."""
    rows = {row.key: [row[column].value for column in _OF_PROCEDURES] for row in picture.filled("tthc")}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(_OF_PROCEDURES), dtype=object)
    return frame.assign(thoi_han=pd.to_numeric(frame["thoi_han"]))


@dataclass(frozen=True)
class Compared:
    """A figure in the report on reform, in the log at its cut-off, and in the report on procedures."""

    figure: Figure
    annex: Decimal | None
    own: Decimal | None
    standard: Decimal | None
    between: Difference

    def to_json(self) -> dict[str, object]:
        """Give the comparison as `--json` prints it."""
        numbers = {"annex": self.annex, "log": self.own, "procedures_report": self.standard}
        told = {key: None if number is None else str(number) for key, number in numbers.items()}
        only = {
            "only_own_cutoff": list(self.between.only_first),
            "only_procedures_report": list(self.between.only_second),
        }
        return {"figure": self.figure.code, **told, **only}


@dataclass(frozen=True)
class Dossiers:
    """The dossiers of a workbook, placed in its own period and in that of the report on procedures."""

    picture: Picture
    stored: store.Stored
    period: Period

    @cached_property
    def evaluation(self) -> Evaluation:
        """Give the figures of the workbook."""
        return evaluate(self.picture)

    @cached_property
    def known(self) -> Frame:
        """Give all dossiers with their procedures."""
        return with_procedures(self.stored.dossiers, procedures_of(self.picture))

    @cached_property
    def placed(self) -> Frame:
        """Give the dossiers of the workbook's own period."""
        return self._placed(self.period)

    @cached_property
    def standard(self) -> Period:
        """Give the period of the report on procedures."""
        return period_of(self.picture.stamp.period)

    @cached_property
    def placed_by_standard(self) -> Frame:
        """Give the dossiers of that period."""
        return self.placed if self.standard == self.period else self._placed(self.standard)

    def _placed(self, period: Period) -> Frame:
        """Place the dossiers and tell of late ones whose step it was: by their steps, else by the log."""
        frame = placed(self.known, period)
        late = frame[frame["qua_han"] | frame["dang_qua_han"]]
        late = late.assign(tra=late["tra"].where(late["da_giai_quyet"]))
        own = (self.picture.form.unit.name, *self.picture.form.options("phong").values())
        rows = late_rows(late, charged(late, self.stored.steps, calendar(), period.end), own)
        rows = rows[rows["don_vi_tre"] != NOBODY].set_index("ma")
        cause, unit, days = (frame["ma"].map(rows[column].to_dict()) for column in _CHARGED)
        cause = cause.astype(object).where(cause.notna(), frame["nguyen_nhan"].astype(object))
        others = cause == "co_quan_khac"
        return frame.assign(nguyen_nhan=cause, don_vi_tre=unit, ngay_tre_don_vi=days, do_don_vi_khac=others)

    def compared(self) -> Iterator[Compared]:
        """Compare every figure of the form that the log can count."""
        for one in figures():
            if one.code in self.picture.form.indicators:
                name = self.picture.form.indicators[one.code].name
                own, standard = self.placed, self.placed_by_standard
                between = difference(one.behind(own), one.behind(standard))
                values = one.value(own), one.value(standard)
                yield Compared(one, self.evaluation.number(name), *values, between)

    def disagreements(self) -> Iterator[Finding]:
        """Find the figures of the appendix that are not what the log counts at the same cut-off."""
        for one in self.compared():
            if one.annex is not None and one.own is not None and one.annex != one.own:
                found, expected, code = show_number(one.annex), show_number(one.own), one.figure.code
                yield rules.DISAGREES.at(self._cell(code), found=found, expected=expected, ma=code)

    def _cell(self, code: str) -> Place:
        """Give the cell of a figure, be it typed or computed."""
        row, sheet = self.picture.line(INDICATORS, code), self.picture.form.sheets[INDICATORS]
        letter = row.letters.get(sheet.main) or layout.column_letters(sheet, sheet.main)
        return Place(row.sheet, f"{letter}{row.number}")

    def listed(self, code: str) -> list[dict[str, object]]:
        """List the dossiers behind a figure, by code; raises CchcError HS04."""
        return records(figure(code).behind(self.placed)[list(_SHOWN)])

    def to_json(self) -> dict[str, object]:
        """Give the tables of both reports and how they differ, as `--json` prints them."""
        periods = {"own": self.period, "procedures_report": self.standard}
        frames = {"own": self.placed, "procedures_report": self.placed_by_standard}
        return {
            "file": self.picture.file,
            "periods": {key: [day.isoformat() for day in one] for key, one in periods.items()},
            "tables": {key: _tables(frame) for key, frame in frames.items()},
            "compared": [one.to_json() for one in self.compared()],
            "findings": [finding.to_json() for finding in self.disagreements()],
        }


def _tables(frame: Frame) -> Mapping[str, object]:
    return {
        "by_field_and_level": records(resolution(frame, ["linh_vuc", "cap"]).reset_index()),
        "causes": records(causes(frame).reset_index()),
        "shares": {key: list(pair) for key, pair in shares(frame).items()},
    }


def records(frame: Frame) -> list[dict[str, object]]:
    """Give the rows of a frame as plain values; a day without a time of day is a date."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): _plain(value) for key, value in row.items()} for row in plain.to_dict("records")]


def _plain(value: Any) -> object:
    if isinstance(value, pd.Timestamp):
        return (value.date() if value == value.normalize() else value).isoformat()
    return value


def dossiers_of(picture: Picture, stored: store.Stored, cutoffs: str = "") -> Dossiers:
    """Place dossiers in the period of a workbook; raises CchcError HS03 for an unknown calendar."""
    cutoff = picture.field("ngay_chot").value
    day = cutoff if isinstance(cutoff, date) else None
    return Dossiers(picture, stored, period_to(picture.stamp.period, day, cutoffs))


def read_dossiers(workbook: Path, cutoffs: str = "") -> Dossiers:
    """Read a workbook and the log beside it; raises CchcError HS06, HS07."""
    picture = read_workbook(workbook)
    stored = store.load(workbook, picture.stamp.unit, picture.stamp.period)
    return dossiers_of(picture, stored, cutoffs)
