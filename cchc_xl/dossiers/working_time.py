"""Working days and hours: weekdays less public holidays and substitute days, Saturdays worked in exchange."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any

import numpy as np

from cchc_xl.dossiers.data import rows

Moments = Any  # a numpy array of datetime64[s]; NaT for none
Numbers = Any  # a numpy array of numbers
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Calendar:
    """The working days in order, the hours of a day in seconds, the years whose holidays are known."""

    days: Moments
    hours: tuple[tuple[int, int], ...]
    years: frozenset[int]

    def position(self, when: Moments) -> Numbers:
        """Count the working days before; a day off counts as the next working day (BLDS 2015, Điều 148)."""
        return np.searchsorted(self.days, when.astype("datetime64[D]"))

    def after(self, start: Moments, count: Numbers) -> Moments:
        """Give the day some working days later; the day of reception itself does not count."""
        places = self.position(start) + np.ceil(count).astype(int)
        return self.days[np.minimum(places, len(self.days) - 1)].astype("datetime64[s]")

    def late(self, due: Moments, done: Moments, suspended: Numbers) -> Numbers:
        """Give the working days by which `done` comes after `due`, negative before it.

        Suspended days put the due day off. Hours count where both moments have a time of day.
        """
        days = self.position(done) - self.position(due) - suspended
        timed = _has_time(due) & _has_time(done)
        return days + np.where(timed, self._passed(done) - self._passed(due), 0)

    def _passed(self, when: Moments) -> Numbers:
        """Give the part of its working day that has passed at a moment, 0 on a day off."""
        day = when.astype("datetime64[D]")
        second = (when - day).astype("timedelta64[s]").astype(float)
        worked = sum(np.clip(second, start, end) - start for start, end in self.hours)
        working = self.days[np.minimum(self.position(when), len(self.days) - 1)] == day
        return np.where(working, worked / sum(end - start for start, end in self.hours), 0)


def _has_time(when: Moments) -> Any:
    return when != when.astype("datetime64[D]")


@cache
def calendar() -> Calendar:
    """Make the calendar of workbook/holidays.csv and working_hours.csv."""
    off, worked = [list(_days(kind)) for kind in ("nghi", "lam_bu")]
    every = np.arange(np.datetime64("2000-01-01"), np.datetime64("2100-01-01"))
    working = np.is_busday(every, holidays=np.array(off, "datetime64[D]"))
    days = np.union1d(every[working], np.array(worked, "datetime64[D]"))
    hours = tuple((_second(row["from"]), _second(row["to"])) for row in rows("working_hours"))
    return Calendar(days, hours, frozenset(day.year for day in off))


def _days(kind: str) -> Iterator[date]:
    for row in rows("holidays"):
        if row["kind"] == kind:
            yield from np.arange(np.datetime64(row["from"]), np.datetime64(row["to"]) + _DAY).tolist()


def _second(text: str) -> int:
    clock = time.fromisoformat(text)
    return clock.hour * 3600 + clock.minute * 60
