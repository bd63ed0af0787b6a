"""Compare a ranking with the result of an earlier year, unit by unit, through mergers and new names."""

from collections.abc import Mapping, Set
from datetime import date

import pandas as pd

from cchc_xl.form.model import Unit

Units = Mapping[str, Unit]


def with_last_year(table: pd.DataFrame, last: pd.DataFrame, units: Units, year: int) -> pd.DataFrame:
    """Add `previous`, `previous_rank`, `difference` and `change` of rank (up is positive) to a ranking.

    `last` has unit, percent and rank as printed. A unit stands there itself or as the one it succeeded;
    one that was made of several has no difference, and its note says so.
    """
    standing = set(last["unit"])
    former = [_former(code, standing, units, year) for code in table["unit"]]
    last = last.rename(columns={"unit": "before", "percent": "previous", "rank": "previous_rank"})
    found = table.assign(before=[before for before, _ in former]).merge(
        last[["before", "previous", "previous_rank"]], on="before", how="left"
    )
    percents = zip(found["percent"], found["previous"], strict=True)
    found["difference"] = [None if pd.isna(now) or pd.isna(then) else now - then for now, then in percents]
    found["change"] = found["previous_rank"].astype("Int64") - found["rank"]
    notes = zip(found["note"], former, strict=True)
    found["note"] = ["; ".join(filter(None, (note, told))) for note, (_, told) in notes]
    return found.drop(columns="before")


def _former(code: str, standing: Set[str], units: Units, year: int) -> tuple[str, str]:
    """Say under which code a unit stood, "" for none, and what a reader should know of it."""
    before, merged = _predecessors(code, units, year)
    found = [one for one in (code, *before) if one in standing]
    if len(found) > 1 or (merged and found and found != [code]):
        names = "; ".join(units[one].name for one in (found if len(found) > 1 else before))
        return "", f"hợp nhất từ {names} nên không so sánh với kết quả trước"
    if not found:
        return "", "không có trong kết quả trước"
    return found[0], "" if found == [code] else f"so với {units[found[0]].name}"


def _predecessors(code: str, units: Units, year: int) -> tuple[list[str], bool]:
    """List all whose work a unit took over and who were gone by the end of the year; tell a merger."""
    found, merged = [code], False
    for one in found:
        before = units[one].predecessor.split() if one in units else []
        gone = [c for c in before if c in units and not units[c].in_force(date(year, 12, 31))]
        merged = merged or len(gone) > 1
        found += [c for c in gone if c not in found]
    return found[1:], merged
