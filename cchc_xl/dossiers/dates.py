"""Days as one-stop systems export them: real dates, serial numbers, texts of several styles."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

BLANK, REAL, SERIAL, UNREADABLE = 0, 1, 2, 255
"""Styles of a cell; a text's style is 3 plus its place in TEXT_STYLES."""

TEXT_STYLES = ("15/11/2021", "2021-11-15", "15-11-2021", "15.11.2021")
_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y")
_CLOCKS = ("", " %H:%M:%S", " %H:%M", "T%H:%M:%S", "T%H:%M")
_KINDS = {date: REAL, datetime: REAL, float: SERIAL, int: SERIAL, str: 3}
_FIRST, _END = np.datetime64("2000-01-01"), np.datetime64("2100-01-01")
_EPOCH = np.datetime64("1899-12-30", "s")


class Dates(NamedTuple):
    """Moments as datetime64[s], and the style of each cell."""

    moments: Any
    styles: Any


def read_dates(values: Sequence[Any]) -> Dates:
    """Read the cells of a column; what is no day between 2000 and 2099 is NaT and unreadable."""
    kinds = (BLANK if v == "" or v is None else _KINDS.get(type(v), UNREADABLE) for v in values)
    styles = np.fromiter(kinds, np.uint8, len(values))
    moments = np.full(len(values), np.datetime64("NaT"), "datetime64[s]")
    for style, read in ((REAL, _real), (SERIAL, _serial)):
        places = np.flatnonzero(styles == style)
        if len(places):
            moments[places] = read([values[int(i)] for i in places])
    places = np.flatnonzero(styles == 3)
    if len(places):
        moments[places], styles[places] = _texts([values[int(i)].strip() for i in places])
    wrong = (styles != BLANK) & ~((moments >= _FIRST) & (moments < _END))
    moments[wrong], styles[wrong] = np.datetime64("NaT"), UNREADABLE
    return Dates(moments, styles)


def _real(values: list[Any]) -> Any:
    return pd.to_datetime(pd.Series(values, dtype=object)).to_numpy("datetime64[s]")  # faster than numpy


def _serial(values: list[Any]) -> Any:
    seconds = np.round(np.clip(np.array(values, float), 0, 1e6) * 86400)
    return _EPOCH + np.nan_to_num(seconds).astype("timedelta64[s]")


def _texts(texts: list[str]) -> tuple[Any, Any]:
    """Try one style after the other on what is left."""
    left = pd.Series(texts, dtype=object)
    moments = np.full(len(texts), np.datetime64("NaT"), "datetime64[s]")
    styles = np.where(left == "", BLANK, UNREADABLE).astype(np.uint8)
    left = left[left != ""]
    for style, day in enumerate(_FORMATS, 3):
        for clock in _CLOCKS:
            if left.empty:
                return moments, styles
            read = pd.to_datetime(left, format=day + clock, errors="coerce").dropna()
            moments[read.index] = read.to_numpy("datetime64[s]")
            styles[read.index] = style
            left = left.drop(read.index)
    return moments, styles
