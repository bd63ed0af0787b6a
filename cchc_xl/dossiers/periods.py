"""The dossiers of a period: received, carried over, resolved, open, and how they kept their time."""

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cchc_xl.dossiers.data import rows
from cchc_xl.dossiers.working_time import calendar
from cchc_xl.errors import CchcError
from cchc_xl.text.numbers import show_date

Frame = pd.DataFrame
STANDARD = "nd_09"
"""The cut-off calendar of NĐ 09/2019/NĐ-CP, by which the reports on procedures go."""


class Period(NamedTuple):
    """The days from the first to the last whose figures count."""

    start: date
    end: date

    def __str__(self) -> str:
        return f"{show_date(self.start)} - {show_date(self.end)}"


def calendars() -> dict[str, str]:
    """Give the cut-off calendars with what people call them."""
    return {row["calendar"]: row["label"] for row in rows("cutoffs")}


def period_of(period: str, key: str = STANDARD) -> Period:
    """Give the days of a period such as 2021-Q1; raises CchcError HS03 for an unknown calendar."""
    year, _, part = period.partition("-")
    for row in rows("cutoffs"):
        if (row["calendar"], row["period"]) == (key, part or "nam"):
            end = _day(row["to"], int(year))
            start = _day(row["from"], int(year))
            return Period(start if start < end else start.replace(year=start.year - 1), end)
    known = "; ".join(f"{one}: {label}" for one, label in calendars().items())
    raise CchcError("HS03", f"không có lịch chốt số liệu «{key}» cho kỳ {period}", f"Chọn một trong: {known}")


def period_to(period: str, cutoff: date | None, key: str = "") -> Period:
    """Give the days of a period to a workbook's cut-off, from the start in the calendar that has it."""
    if key or cutoff is None:
        return period_of(period, key or STANDARD)
    fitting = (one for name in calendars() if (one := period_of(period, name)).end == cutoff)
    return next(fitting, period_of(period)._replace(end=cutoff))


def _day(text: str, year: int) -> date:
    day, month = (int(part) for part in text.split("/"))
    return date(year, month, day)


def placed(dossiers: Frame, period: Period) -> Frame:
    """Give the dossiers of a period, each with its truths and its days late.

    `nhan_moi` or `ky_truoc`; `da_giai_quyet` (`truoc_han`, `dung_han` or `qua_han`) or `dang_giai_quyet`
    (`dang_trong_han` or `dang_qua_han`); an open dossier is overdue from the working day after the due one.
    """
    start, end = np.datetime64(period.start), np.datetime64(period.end)
    received = dossiers["tiep_nhan"].to_numpy().astype("datetime64[D]")
    done = dossiers["tra"].to_numpy().astype("datetime64[D]")
    inside = (received <= end) & ~(done < start)
    frame = dossiers[inside].reset_index(drop=True)
    received, done = received[inside], done[inside]
    resolved = done <= end
    due, suspended = frame["hen_tra"].to_numpy(), frame["tam_dung"].to_numpy(float)
    ended = np.where(resolved, frame["tra"].to_numpy(), end.astype("datetime64[s]"))
    late = np.round(calendar().late(due, ended, suspended), 6)
    early = calendar().position(ended) < calendar().position(due) + suspended
    truths = {
        "nhan_moi": received >= start,
        "ky_truoc": received < start,
        "da_giai_quyet": resolved,
        "truoc_han": resolved & early & (late <= 0),
        "dung_han": resolved & ~early & (late <= 0),
        "qua_han": resolved & (late > 0),
        "dang_giai_quyet": ~resolved,
        "dang_trong_han": ~resolved & (late <= 0),
        "dang_qua_han": ~resolved & (late > 0),
        "truc_tuyen": _says(frame["kenh"], "truc_tuyen"),
        "buu_chinh": _says(frame["kenh"], "buu_chinh"),
        "tra_buu_chinh": _says(frame["kenh_tra"], "buu_chinh"),
        "da_thanh_toan": frame["thanh_toan"].fillna(False).to_numpy(bool),
        "ngay_tre": np.maximum(late, 0),
    }
    return frame.assign(**truths)


def _says(column: Any, key: str) -> Any:
    return (column == key).to_numpy(bool)


class Difference(NamedTuple):
    """A figure in two periods and, by code, the dossiers that count in only one of them."""

    first: int
    second: int
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def difference(first: Frame, second: Frame) -> Difference:
    """Explain the difference of two sets of dossiers by the dossiers between."""
    both = first[["ma"]].merge(second[["ma"]], on="ma", how="outer", indicator=True)
    left, right = (tuple(both.loc[both["_merge"] == f"{side}_only", "ma"]) for side in ("left", "right"))
    return Difference(len(first), len(second), tuple(sorted(left)), tuple(sorted(right)))


def carried(earlier: Frame, later: Frame, period: Period) -> Difference:
    """Compare what an earlier log had open before the period with what a later log carries into it."""
    before = Period(date(2000, 1, 1), date.fromordinal(period.start.toordinal() - 1))
    then = placed(earlier, before)
    now = placed(later, period)
    return difference(then[then["dang_giai_quyet"]], now[now["ky_truoc"]])
