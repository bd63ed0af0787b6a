"""Import the log of a one-stop system: it lies beside the workbook, its totals enter «Hồ sơ một cửa»."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from cchc_xl.actions.dossiers import Dossiers, dossiers_of, procedures_of
from cchc_xl.actions.one_at_a_time import changing
from cchc_xl.dossiers import rules, store
from cchc_xl.dossiers.log import Log, read_log
from cchc_xl.dossiers.periods import carried
from cchc_xl.dossiers.step_units import Units
from cchc_xl.dossiers.tables import resolution, says, totals
from cchc_xl.entries.picture import Picture, Row
from cchc_xl.excel.log_file import log_tables
from cchc_xl.excel.patch import patch
from cchc_xl.excel.read import read_workbook
from cchc_xl.excel.sheet_edit import Value
from cchc_xl.findings import Finding, Place, sorted_by_weight
from cchc_xl.form import layout
from cchc_xl.form.form import Form
from cchc_xl.text.numbers import plain

Frame = pd.DataFrame
SHEET = "ho_so"
_LATE = {"tre_han": "qua_han", "dang_tre": "dang_qua_han"}
_SUMS = {
    "buu_chinh": "nhan_moi buu_chinh",
    "thanh_toan": "da_thanh_toan",
    "tra_buu_chinh": "da_giai_quyet tra_buu_chinh",
}
_ATTRIBUTED = ("ngay_tre_don_vi", "don_vi_tre", "nguyen_nhan")
"""Columns of an earlier import that say nothing any more once they tell more days than there are."""


@dataclass(frozen=True)
class Imported:
    """A log that was read for a workbook, and what is wrong with it."""

    source: Path
    log: Log
    dossiers: Dossiers
    earlier: tuple[Finding, ...] = ()

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Give what was found, the gravest first."""
        picture = self.dossiers.picture
        room = [rules.ROOM.at(_head(picture), so=str(self._left_out))] if self._left_out else []
        units = units_of(picture.form).strange(self.log.steps["don_vi"])
        strange = [rules.STRANGE_UNIT.at(self._steps_at, found="; ".join(units[:20]))] if units else []
        return tuple(sorted_by_weight((*self.log.findings, *self.earlier, *room, *strange)))

    @property
    def _steps_at(self) -> Place:
        """Give the title of the column in which the file tells whose a step was."""
        header = self.log.header
        columns = (one.column for one in header.headings if one.kept in ("tien_trinh", "don_vi"))
        return Place(self.source.name, f"{next(columns, 'A')}{header.last}")

    @cached_property
    def rows(self) -> list[dict[str, Value]]:
        """Give the rows of «Hồ sơ một cửa»: totals by procedure, then late dossiers, the latest first."""
        form = self.dossiers.picture.form
        kinds, capacity = form.options("loai_dong_ho_so"), form.sheets[SHEET].capacity
        rows = [*self._totals(kinds["tong_hop"]), *self._late(kinds)]
        return rows[:capacity]

    @cached_property
    def _left_out(self) -> int:
        kinds = self.dossiers.picture.form.options("loai_dong_ho_so")
        late = sum(int(self.dossiers.placed[flag].sum()) for kind, flag in _LATE.items() if kind in kinds)
        return self.dossiers.placed["tthc"].nunique() + late - len(self.rows)

    def _totals(self, kind: str) -> Iterator[dict[str, Value]]:
        placed = self.dossiers.placed
        counted = resolution(placed, ["tthc"])
        for column, where in _SUMS.items():
            if not all(says(placed, word) for word in where.split()):
                continue
            counted[column] = placed[where.split()].all(axis=1).groupby(placed["tthc"], observed=True).sum()
        first = placed.drop_duplicates("tthc").set_index("tthc")
        for code, row in counted.iterrows():
            phong = self._divisions.get(str(code))
            yield {
                "ma": str(code), "loai": kind, "tthc": str(code), "phong": phong,
                "linh_vuc": str(first.at[code, "linh_vuc"]) or None,
                **{str(column): int(number) for column, number in row.items()},
            }  # fmt: skip

    @cached_property
    def _divisions(self) -> Mapping[str, str]:
        picture = self.dossiers.picture
        labels = picture.form.options("phong")
        return {
            row.key: labels[key] for row in picture.filled("tthc") if (key := row["phong"].text) in labels
        }

    def _late(self, kinds: Mapping[str, str]) -> Iterator[dict[str, Value]]:
        placed, causes = self.dossiers.placed, self.dossiers.picture.form.options("nguyen_nhan_tre")
        for kind, flag in _LATE.items():
            late = placed[placed[flag]].sort_values(["ngay_tre", "ma"], ascending=[False, True])
            for one in late.itertuples() if kind in kinds else ():
                yield {
                    "ma": str(one.ma), "loai": kinds[kind], "tthc": str(one.tthc),
                    "phong": self._divisions.get(str(one.tthc)), "linh_vuc": str(one.linh_vuc) or None,
                    "ngay_tre": _number(one.ngay_tre),
                    "ngay_tre_don_vi": _number(one.ngay_tre_don_vi), "don_vi_tre": _text(one.don_vi_tre),
                    "nguyen_nhan": causes.get(str(one.nguyen_nhan)),
                }  # fmt: skip

    def cells(self) -> dict[str, dict[str, Value]]:
        """Give the cells to write; what staff added to a row stays with its code."""
        picture = self.dossiers.picture
        sheet = picture.form.sheets[SHEET]
        old = {row.key: row for row in picture.rows[SHEET]}
        letters = next((row.letters for row in old.values()), None)
        letters = letters or {
            column.key: layout.column_letters(sheet, column.key) for column in sheet.columns
        }
        title = next((row.sheet for row in old.values()), sheet.title)
        numbers = {row.number for row in picture.rows[SHEET]}
        cells: dict[str, Value] = {f"{letter}{n}": None for n in numbers for letter in letters.values()}
        for number, row in enumerate(self.rows, layout.FIRST_ROW):
            whole = _kept(old.get(str(row["ma"])), row)
            cells |= {f"{letters[c]}{number}": value for c, value in whole.items() if c in letters}
        if "kenh" not in self.log.header.columns:
            return {title: cells}
        online = self.dossiers.placed.query("nhan_moi and truc_tuyen")["tthc"].astype(str).value_counts()
        places = {row.key: row["ho_so_truc_tuyen"].place for row in picture.filled("tthc")}
        found: dict[str, dict[str, Value]] = {title: cells}
        for code, place in places.items():
            found.setdefault(place.sheet, {})[place.cell] = int(online.get(code, 0))
        return found

    @property
    def counted(self) -> int:
        """Give how many dossiers count; with none there is nothing to write."""
        return self.log.read - self.log.aside

    def in_short(self) -> str:
        """Sum the import up in one line."""
        return f"Đọc {self.log.read} dòng, đếm {self.counted}, để riêng {self.log.aside}."

    def dropped_rows(self) -> list[str]:
        """Name the rows of an earlier import, or typed by staff, that this log does not have."""
        new = {str(row["ma"]) for row in self.rows}
        return [row.key for row in self.dossiers.picture.rows[SHEET] if row.key not in new]

    def to_json(self) -> dict[str, object]:
        """Give the object that `cchc import-dossiers --json` prints."""
        stamp, log = self.dossiers.picture.stamp, self.log
        return {
            "file": self.source.name,
            "workbook": self.dossiers.picture.file,
            "unit": stamp.unit,
            "period": stamp.period,
            "days": [day.isoformat() for day in self.dossiers.period],
            "columns": [heading.to_json() for heading in log.header.headings],
            "rows": {"read": log.read, "counted": self.counted, "set_aside": log.aside},
            "totals": totals(self.dossiers.placed),
            "dropped_rows": self.dropped_rows(),
            "findings": [finding.to_json() for finding in self.findings],
        }


def _head(picture: Picture) -> Place:
    return Place(picture.form.sheets[SHEET].title, "A1")


def _number(days: Any) -> Decimal | None:
    return None if pd.isna(days) else Decimal(plain(Decimal(str(days))))


def _text(unit: Any) -> str | None:
    return None if pd.isna(unit) else str(unit)


def _kept(old: Row | None, row: dict[str, Value]) -> dict[str, Any]:
    """Put what the log says over what staff typed into the row of the same code."""
    typed = {column: entry.raw for column, entry in old.entries.items()} if old else {}
    days, own = row.get("ngay_tre"), old["ngay_tre_don_vi"].value if old else None
    if isinstance(days, Decimal) and isinstance(own, Decimal | int) and own > days:
        typed = {column: value for column, value in typed.items() if column not in _ATTRIBUTED}
    return {**typed, **{column: value for column, value in row.items() if value is not None}}


def units_of(form: Form) -> Units:
    """Give the units that a log of this form's unit may name."""
    names = {unit.name: unit.name for unit in form.units.values()}
    names |= {name: name for name in form.options("phong").values()}
    short = form.unit.symbol
    return Units({**names, short: form.unit.name, f"Sở {short.removeprefix('S')}": form.unit.name})


def import_log(source: Path, workbook: Path, *, calendar: str = "", previous: Path | None = None) -> Imported:
    """Read a log for a workbook; nothing is written.

    `previous` is the workbook of the period before, whose log says what was open at its end.
    """
    picture = read_workbook(workbook)
    units = units_of(picture.form)
    log = read_log(log_tables(source), source.name, procedures_of(picture), units)
    stored = store.Stored(log.dossiers, log.steps)
    imported = Imported(source, log, dossiers_of(picture, stored, calendar))
    return replace(imported, earlier=tuple(_against(imported, previous))) if previous else imported


def _against(imported: Imported, previous: Path) -> Iterator[Finding]:
    """Compare what is carried over with what the log of an earlier workbook had open."""
    stamp = read_workbook(previous).stamp
    earlier = store.load(previous, stamp.unit, stamp.period).dossiers
    found = carried(earlier, imported.log.dossiers, imported.dossiers.period)
    if found.only_first or found.only_second:
        told = (("chỉ có ở kỳ trước", found.only_first), ("chỉ có ở kỳ này", found.only_second))
        said = "; ".join(f"{where}: {', '.join(codes[:20])}" for where, codes in told if codes)
        yield rules.CARRIED.at(
            _head(imported.dossiers.picture),
            found=f"{found.second} hồ sơ; {said}",
            expected=f"{found.first} hồ sơ",
        )


def write_log(imported: Imported, workbook: Path, out: Path) -> None:
    """Write the workbook with its totals and late dossiers to `out`, and the log beside it.

    A workbook that is written over goes to «Bản lưu». Raises CchcError HS06, TEP12-TEP14.
    """
    stamp = imported.dossiers.picture.stamp
    with changing(out), store.saving(imported.dossiers.stored, out, stamp.unit, stamp.period):
        patch(workbook, out, imported.cells())
