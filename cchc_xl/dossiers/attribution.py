"""Whose step was late: the days a dossier is late, shared among the steps that took longer than their time.

A step is charged in proportion to the days it took beyond its own time; what is left when the steps explain
fewer days than the dossier is late (no time set for a step, time lost between two) is charged to nobody,
the unit «». A dossier that is on time charges nobody, however late a step of it was.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, Protocol

import numpy as np
import pandas as pd

from cchc_xl.dossiers.step_units import APPLICANT, may_be_inside
from cchc_xl.text.vietnamese import fold

Frame = pd.DataFrame
Array = Any  # a numpy array; NaT and NaN for none
NOBODY = ""
"""The unit of days late that no step explains."""

_DIGITS = 6


class WorkingTime(Protocol):
    """Counts working time."""

    def late(self, due: Array, done: Array, suspended: Array) -> Array:
        """Give the working days from one moment to another, less those suspended; negative backwards."""
        ...


def days_late(dossiers: Frame, time: WorkingTime, until: date) -> Array:
    """Give the working days by which each dossier is late; those still open count to the end of a day."""
    done = dossiers["tra"].fillna(pd.Timestamp(until))
    return _over(time, dossiers["hen_tra"], done, dossiers["tam_dung"])


def charged(dossiers: Frame, steps: Frame, time: WorkingTime, until: date) -> Frame:
    """Give every step with `vuot`, the days beyond its own time, and `tinh`, the days late charged to it.

    What no step explains is a row more of the dossier, with unit NOBODY: `tinh` of a dossier adds up to the
    days it is late.
    """
    own = dossiers.set_index("ma")
    whole = pd.Series(days_late(dossiers, time, until), own.index)
    rows = steps[steps["ma"].isin(own.index)].reset_index(drop=True)
    ended = own["tra"].fillna(pd.Timestamp(until)).reindex(rows["ma"])
    done = rows["ket_thuc"].where(rows["ket_thuc"].notna(), ended.to_numpy())
    done = done.where(done <= ended.to_numpy(), ended.to_numpy())  # what comes later made nothing late
    rows["don_vi"] = rows["don_vi"].astype(object).fillna(NOBODY)
    rows["vuot"] = _over(time, rows["bat_dau"], done, rows["tam_dung"], rows["thoi_han"])
    beyond = rows["vuot"].groupby(rows["ma"]).sum().reindex(own.index, fill_value=0.0)
    share = (np.minimum(whole, beyond) / beyond).fillna(0.0)
    rows["tinh"] = rows["vuot"] * rows["ma"].map(share)
    rest = (whole - beyond).clip(lower=0)
    left = rest[rest > 0].rename("tinh").rename_axis("ma").reset_index().assign(don_vi=NOBODY, vuot=0.0)
    both = [rows, left.reindex(columns=rows.columns)] if len(left) else [rows]
    return pd.concat(both, ignore_index=True).sort_values(["ma", "bat_dau"], kind="stable", ignore_index=True)


def _over(time: WorkingTime, start: Any, end: Any, suspended: Any, allowed: Any = 0.0) -> Array:
    """Give the working days from start to end beyond those allowed, 0 where a moment or the limit is missing.

    Where a moment has no time of day, a part of a day is allowed as a whole one.
    """
    known = (start.notna() & end.notna()).to_numpy()
    first, last = (when.fillna(pd.Timestamp(0)).to_numpy().astype("datetime64[s]") for when in (start, end))
    timed = (first != first.astype("datetime64[D]")) & (last != last.astype("datetime64[D]"))
    limit = np.broadcast_to(np.asarray(allowed, float), len(first))
    over = time.late(first, last, suspended.fillna(0).to_numpy(float)) - np.where(
        timed, limit, np.ceil(limit)
    )
    return np.where(known & ~np.isnan(over), np.round(np.clip(over, 0, None), _DIGITS), 0.0)


def late_rows(dossiers: Frame, charges: Frame, own: Collection[str]) -> Frame:
    """Give the late dossiers as the register `ho_so` holds them; `own` names the unit and its divisions.

    The cause stays open where no step says whose it was.
    """
    days = charges.groupby("ma")["tinh"].sum().round(_DIGITS)
    late = dossiers[dossiers["ma"].map(days).fillna(0) > 0]
    named = charges[(charges["don_vi"] != NOBODY) & (charges["tinh"] > 0)]
    by_unit = named.groupby(["ma", "don_vi"])["tinh"].sum().round(_DIGITS).reset_index()
    is_own = by_unit["don_vi"].map(fold).isin({fold(name) for name in own})
    at_own = by_unit[is_own].groupby("ma")["tinh"].sum().round(_DIGITS)
    most = by_unit.sort_values("tinh", ascending=False, kind="stable").drop_duplicates("ma").set_index("ma")
    rows = late[["ma", "tthc"]].assign(
        loai=np.where(late["tra"].isna(), "dang_tre", "tre_han"),
        ngay_tre=late["ma"].map(days).astype(float),
        ngay_tre_don_vi=late["ma"].map(at_own).astype(float).fillna(0.0),
        don_vi_tre=late["ma"].map(most["don_vi"].to_dict()).astype(object).fillna(NOBODY),
    )
    unit = rows["don_vi_tre"]
    cause = np.where((unit == NOBODY) | unit.map(may_be_inside), "", "co_quan_khac")
    cause = np.where(unit == APPLICANT, "nguoi_nop", cause)
    cause = np.where(rows["ngay_tre_don_vi"] > 0, "noi_bo", cause)
    return rows.assign(nguyen_nhan=cause).reset_index(drop=True)


def both_ways(charges: Frame) -> Frame:
    """Count late dossiers and days by unit: as charged to the unit of the first step, and by step."""
    late = charges[charges["tinh"] > 0]
    first = charges.dropna(subset="bat_dau").drop_duplicates("ma").set_index("ma")["don_vi"]
    ways = {"tiep_nhan": late.assign(don_vi=late["ma"].map(first).fillna(NOBODY)), "buoc": late}
    counted = {
        f"{what}_{way}": getattr(rows.groupby("don_vi")[column], how)()
        for way, rows in ways.items()
        for what, column, how in (("ho_so", "ma", "nunique"), ("ngay", "tinh", "sum"))
    }
    return pd.DataFrame(counted).fillna(0).rename_axis("don_vi")
