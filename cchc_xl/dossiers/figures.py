"""The dossiers behind each figure of the statistical appendix."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from cchc_xl.dossiers.data import rows
from cchc_xl.dossiers.tables import says
from cchc_xl.errors import CchcError
from cchc_xl.text.numbers import rounded

Frame = pd.DataFrame


@dataclass(frozen=True)
class Figure:
    """An indicator that a log can count: the truths that must hold, of which others it is the percentage.

    `count` says what is counted, dossiers (`ho_so`) or procedures (`tthc`).
    """

    code: str
    where: str
    of: str
    count: str

    def behind(self, placed: Frame) -> Frame:
        """Give the placed dossiers that the figure counts."""
        return _holding(placed, self.where)

    def value(self, placed: Frame) -> Decimal | None:
        """Count the figure; None for a share of nothing and for what the log does not say."""
        if not all(says(placed, word) for word in self.where.split()):
            return None
        found = self.behind(placed)
        number = Decimal(found["tthc"].nunique() if self.count == "tthc" else len(found))
        if not self.of:
            return number
        base = len(_holding(placed, self.of))
        return rounded(100 * number / base) if base else None


def _holding(placed: Frame, where: str) -> Frame:
    """Give the rows in which every word holds; of words joined by «/» one is enough."""
    mask = pd.Series(data=True, index=placed.index)
    for words in where.split():
        mask &= placed[words.split("/")].any(axis=1)
    return placed[mask]


def figures() -> Iterator[Figure]:
    """Give every figure of workbook/dossier_figures.csv."""
    for row in rows("dossier_figures"):
        yield Figure(row["code"], row["where"], row["of"], row["count"])


def figure(code: str) -> Figure:
    """Give the figure of a code; raises CchcError HS04 for one that no log can count."""
    found = {one.code: one for one in figures()}
    if code not in found:
        known = ", ".join(found)
        raise CchcError("HS04", f"chỉ tiêu «{code}» không đếm từ sổ hồ sơ", f"Chọn một trong: {known}")
    return found[code]
