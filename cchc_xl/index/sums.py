"""Compare parts with the total that is printed beside them."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from cchc_xl.text.numbers import rounded, show_number


class Agreement(StrEnum):
    """How printed parts and their printed total agree."""

    EXACT = "khop"
    ROUNDING = "lam_tron"
    WRONG = "sai"


class Compared(NamedTuple):
    """A comparison at the printed decimals; `difference` is the total less the sum of the parts."""

    agreement: Agreement
    sum: Decimal
    total: Decimal

    @property
    def difference(self) -> Decimal:
        """Give by how much the total is more than its parts."""
        return self.total - self.sum

    def __str__(self) -> str:
        if self.agreement is Agreement.EXACT:
            return ""
        off = show_number(abs(self.difference), 6)
        if self.agreement is Agreement.ROUNDING:
            return f"chênh {off} do làm tròn"
        return f"cộng các phần được {show_number(self.sum, 6)}, khác tổng {show_number(self.total, 6)}: {off}"


def compare(parts: Iterable[Decimal], total: Decimal, digits: int = 2) -> Compared:
    """Compare as a reader does who adds up what is printed with `digits` decimals.

    One unit of the last decimal is rounding, and so is any difference that only printing makes: where
    parts and total are given with more decimals and agree in them.
    """
    whole = tuple(parts)
    printed = sum((rounded(part, digits) for part in whole), Decimal(0))
    shown = rounded(total, digits)
    if printed == shown:
        return Compared(Agreement.EXACT, printed, shown)
    only_printing = rounded(sum(whole, Decimal(0))) == rounded(total)
    near = abs(shown - printed) <= Decimal(1).scaleb(-digits)
    return Compared(Agreement.ROUNDING if near or only_printing else Agreement.WRONG, printed, shown)
