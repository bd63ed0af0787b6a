"""Find the header of a log and say what each column is: synonyms are data, personal columns are dropped."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from typing import Any, NamedTuple

from cchc_xl.dossiers.data import rows
from cchc_xl.errors import CchcError
from cchc_xl.form.layout import letters
from cchc_xl.text.vietnamese import loose, slug

REQUIRED = ("ma", "tthc", "tiep_nhan", "hen_tra", "tra")
WITHIN = 30
"""Rows in which a header may stand."""

Cells = Sequence[Any]
_DECORATED = re.compile(r"\([^()]*\)")
"""What stands behind a title: (*), (dd/mm/yyyy)."""


class Heading(NamedTuple):
    """A column of the file: its letters, its title, what it was mapped to; `kept` None for a dropped one."""

    column: str
    title: str
    kept: str | None
    personal: bool

    def to_json(self) -> dict[str, object]:
        """Give the heading as `--json` prints it; the title of what is unknown stays with the file."""
        why = "cá nhân" if self.personal else "không dùng"
        return {"column": self.column, "title": self.title, "as": self.kept, "dropped": not self.kept and why}


class Header(NamedTuple):
    """Where the header ends (rows from 1), how many rows it takes, where each column stands, all headings."""

    last: int
    height: int
    columns: Mapping[str, int]
    headings: tuple[Heading, ...]


@cache
def values_of(column: str) -> Mapping[str, str]:
    """Map what a coded column may say, in its loose form, to the key it means."""
    return {loose(r["text"]): r["key"] for r in rows("dossier_columns") if r["column"] == column and r["key"]}


@cache
def _titles() -> Mapping[str, tuple[str, int]]:
    known = [r for r in rows("dossier_columns") if r["kind"] == "header"]
    return {slug(r["text"]): (r["column"], place) for place, r in enumerate(known)}


@cache
def _personal() -> re.Pattern[str]:
    words = (re.escape(loose(r["text"])) for r in rows("dossier_columns") if r["kind"] == "personal")
    return re.compile(rf"\b({'|'.join(words)})\b")


def name_of(column: str) -> str:
    """Give what people call a column."""
    return next(row["text"] for row in rows("dossier_columns") if row["column"] == column)


def find_header(head: Sequence[Cells], left: int) -> Header | None:
    """Find the row, or the two rows, that name the most columns of a log; None when none names one.

    `left` is the place of the first column in the sheet.
    """
    ends = range(1, len(head) + 1)
    candidates = (_header(head[:last], height, left) for last in ends for height in (1, 2))
    return max(candidates, key=lambda one: len(one.columns), default=None)


def demand(header: Header, where: str) -> None:
    """Refuse a log that lacks a column without which nothing can be counted; raises CchcError HS02."""
    missing = [column for column in REQUIRED if column not in header.columns]
    if missing:
        told = ", ".join(f"«{name_of(column)}»" for column in missing)
        fix = "Xuất lại từ hệ thống một cửa đủ các cột này, hoặc sửa tên cột cho đúng"
        raise CchcError("HS02", f"{where}: không thấy cột {told}", fix)


def _header(head: Sequence[Cells], height: int, left: int) -> Header:
    bottom = [_text(cell) for cell in head[-1]]
    top = list(_spread(head[-2])) if height == 2 and len(head) > 1 else [""] * len(bottom)
    found: dict[str, tuple[int, int]] = {}
    headings = []
    for place, (over, title) in enumerate(zip_longest(top, bottom, fillvalue="")):
        whole = " ".join(filter(None, (over, title)))
        personal = _personal().search(loose(whole)) is not None
        names = (title or over, whole)
        bare = [slug(form) for name in names for form in (name, _DECORATED.sub(" ", name))]
        known = next((_titles()[name] for name in bare if name in _titles() and not personal), None)
        if known and (known[0] not in found or known[1] < found[known[0]][1]):
            found[known[0]] = (place, known[1])
        headings.append((place, whole, known[0] if known else "", personal))
    columns = {column: place for column, (place, _) in found.items()}
    told = tuple(
        Heading(letters(left + place), title, column if columns.get(column) == place else None, personal)
        for place, title, column, personal in headings
        if title
    )
    return Header(len(head), height, columns, told)


def _text(cell: Any) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _spread(cells: Cells) -> Iterator[str]:
    """Give the titles of an upper row, each over the blank cells to its right as merged cells show it."""
    title = ""
    for cell in cells:
        title = _text(cell) or title
        yield title
