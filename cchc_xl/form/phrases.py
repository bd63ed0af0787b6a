"""Names of systems, set phrases and abbreviations of the field, from workbook/phrases.csv."""

from dataclasses import dataclass
from functools import cache

from cchc_xl import resources
from cchc_xl.errors import CchcError
from cchc_xl.form.tables import Faults, read_table

KINDS = ("he_thong", "cum_tu", "ten_rieng", "viet_tat")
"""Name of a system, set phrase, name with a hyphen, abbreviation."""


@dataclass(frozen=True)
class Phrase:
    """How something is written; `full` is what an abbreviation stands for.

    `also` are other words that differ from it in their marks only and are right too.
    """

    kind: str
    text: str
    full: str
    also: tuple[str, ...]


@cache
def phrases() -> tuple[Phrase, ...]:
    """Read the phrases; raises CchcError BM02 for a table with mistakes."""
    faults = Faults()
    records = read_table(resources.workbook() / "phrases.csv", faults)
    found = tuple(
        Phrase(r.one_of("kind", KINDS), r["text"], r["full"], tuple(filter(None, r["also"].split("|"))))
        for r in records
    )
    if faults.found:
        told = "\n".join(f"  {fault}" for fault in faults.found)
        raise CchcError("BM02", f"bảng cụm từ có {len(faults.found)} lỗi:\n{told}", "Sửa các dòng đã nêu")
    return found
