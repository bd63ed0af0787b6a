"""What the work on dossiers knows as data: tables beside the forms, the same for all of them."""

import csv
from functools import cache

from cchc_xl import resources


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """Read workbook/<table>.csv, a dictionary a row."""
    with (resources.workbook() / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
