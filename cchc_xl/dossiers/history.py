"""The steps of a dossier: from one text, or from one row a step."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from cchc_xl.dossiers import rules
from cchc_xl.dossiers.dates import read_dates
from cchc_xl.dossiers.step_units import Units

if TYPE_CHECKING:
    from cchc_xl.dossiers.faults import Marks

STEP_COLUMNS = ("don_vi", "bat_dau", "ket_thuc", "thoi_han", "tam_dung")
_DAY = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
_MOMENT = re.compile(rf"(?<!\d){_DAY}(?!\d)")
_LIMIT = re.compile(
    r"(?:hạn|quy định)\D{0,5}(\d+(?:[.,]\d+)?)\s*ngày|\|\s*(\d+(?:[.,]\d+)?)\s*(?:ngày)?\s*(?=\||$)"
)
_PAUSED = re.compile(r"(?:tạm dừng|chờ bổ sung)\D{0,5}(\d+(?:[.,]\d+)?)\s*ngày")


class History(NamedTuple):
    """The steps, one a row, and a mask of the texts that say something but no step."""

    steps: pd.DataFrame
    unread: Any


def read_history(codes: Sequence[str], texts: Sequence[Any], units: Units) -> History:
    """Read texts such as «Thẩm định - Phòng Việc làm: 01/11/2021 - 03/11/2021 (hạn 2 ngày); …».

    Of a step its unit, two moments, limit and pause are kept, and nothing else of the text.
    """
    found: list[tuple[Any, ...]] = []
    unread = np.zeros(len(texts), bool)
    for i, (code, text) in enumerate(zip(codes, texts, strict=True)):
        steps = [(code, *step) for step in _steps(text, units)] if isinstance(text, str) else []
        found += steps
        unread[i] = not steps and text not in ("", None)
    frame = pd.DataFrame(found, columns=["ma", *STEP_COLUMNS])
    for column in ("bat_dau", "ket_thuc"):
        frame[column] = read_dates(frame[column].tolist()).moments
    return History(frame, unread)


def _steps(text: str, units: Units) -> Iterator[tuple[Any, ...]]:
    for part in re.split(r"[;\n\r]+|=>|→(?=\s*\D)", text):
        moments = list(_MOMENT.finditer(part))
        if moments:
            days = [one[0].replace("T", " ") for one in moments[:2]]
            rest = part[moments[min(1, len(moments) - 1)].end() :]
            end = days[1] if len(days) > 1 else ""
            unit = units.named(part[: moments[0].start()].strip(" -:|("))
            yield unit, days[0], end, _days(_LIMIT, rest), _days(_PAUSED, rest) or 0.0


def _days(pattern: re.Pattern[str], text: str) -> float | None:
    found = pattern.search(text)
    return float(next(filter(None, found.groups())).replace(",", ".")) if found else None


def agreeing(frame: pd.DataFrame, marks: "Marks") -> pd.DataFrame:
    """Give the steps, one a row, that agree on what their dossier is; the others are marked and left out."""
    if "bat_dau" not in frame:
        return frame
    if "ket_thuc" in frame:
        marks.add(rules.HISTORY, "ket_thuc", frame.loc[frame["ket_thuc"] < frame["bat_dau"], "dong"])
    frame = frame.sort_values(["ma", "dong"], kind="stable")
    others = pd.Series(data=False, index=frame.index)
    for column in ("tthc", "tiep_nhan", "hen_tra"):
        one = frame.groupby("ma")[column].transform("first")
        others |= (frame[column] != one) & frame[column].notna()
    marks.add(rules.TWICE, "ma", frame.loc[others, "dong"], sorted(set(frame.loc[others, "ma"])))
    return frame[~others]


def folded(frame: pd.DataFrame, marks: "Marks") -> pd.DataFrame:
    """Make one row a dossier where the log has one row a step; a faulty step stands for its dossier."""
    if "bat_dau" not in frame:
        return frame
    own = [str(c) for c in frame if c not in STEP_COLUMNS and c != "dong"]
    frame = frame.sort_values([*own, "dong"], kind="stable")
    whole = frame.groupby("ma", as_index=False)[[c for c in own if c != "ma"]].first()
    aside = frame["dong"].isin(marks.aside())
    faulty = frame["ma"].isin(frame.loc[aside, "ma"])
    whole["dong"] = frame["dong"].where(aside | ~faulty).groupby(frame["ma"]).min().astype(int).to_numpy()
    if "tam_dung" in frame:
        whole["tam_dung"] = pd.to_numeric(frame["tam_dung"]).groupby(frame["ma"]).sum().to_numpy()
    return whole
