"""«Xếp hạng»: read the workbooks of many units, rank them, write the result."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from cchc_xl.actions.check import Checked, check_file
from cchc_xl.collect.ranking import UnitScore
from cchc_xl.collect.ranking_book import read_result, write_result
from cchc_xl.collect.standings import Standings, records, stand
from cchc_xl.errors import CchcError
from cchc_xl.form.model import CRITERIA
from cchc_xl.text.numbers import plain

_COLUMNS = {"self": "diem_tu_cham", "appraised": "diem_cuoi"}
"""The column of the score sheet that holds each kind of score."""


class SetAside(NamedTuple):
    """A file that was not ranked, and why."""

    file: str
    code: str
    reason: str


@dataclass(frozen=True)
class Ranked:
    """The result, what was set aside, and units of groups.csv of which no workbook came."""

    result: Standings
    set_aside: tuple[SetAside, ...]

    @property
    def absent(self) -> list[str]:
        """Name the units that groups.csv expects and that sent no workbook."""
        form, there = self.result.form, set(self.result.table["unit"])
        return [form.units[code].name for code in form.groups if code not in there]


def rank_files(
    sources: Sequence[Path], out: Path, previous: Path | None = None, by: str = ""
) -> Ranked:
    """Rank the workbooks among the sources, files or folders of them, and write the result to `out`.

    A file that cannot be used is set aside. Raises CchcError XH01 where none is left, XH02 for two
    workbooks of one unit, XH03 for scores that the form does not have, XH04 for a wrong earlier result.
    """
    others = {path.resolve() for path in (out, previous) if path}
    read = list(_read(path for path in _files(sources) if path.resolve() not in others))
    kept, aside = _of_one_period([one for one in read if isinstance(one, Checked)])
    aside = [*(one for one in read if isinstance(one, SetAside)), *aside]
    if not kept:
        told = "; ".join(f"{one.file}: {one.code} {one.reason}" for one in aside) or "không có tệp nào"
        raise CchcError("XH01", f"không có workbook nào để xếp hạng ({told})", "Nêu các workbook của đơn vị")
    _refuse_doubles(kept)
    form, period = kept[0].picture.form, kept[0].picture.stamp.period
    if by:
        form = replace(form, meta=form.meta._replace(ranking=form.meta.ranking._replace(by=by)))
    scores = [unit_score(checked, form.meta.ranking.by) for checked in kept]
    last = read_result(previous, period).table if previous else None
    result = stand(scores, form, period, last)
    write_result(result, out)
    return Ranked(result, tuple(aside))
