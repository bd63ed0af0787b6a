"""«Xếp hạng»: read the workbooks of many units, rank them, write the result."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from cchc_xl import resources
from cchc_xl.actions.check import Checked, check_file
from cchc_xl.actions.sources import workbooks
from cchc_xl.collect.ranking import UnitScore
from cchc_xl.collect.ranking_annex import annex_context
from cchc_xl.collect.ranking_book import read_result, write_result
from cchc_xl.collect.standings import ALL, Standings, records, stand
from cchc_xl.errors import CchcError
from cchc_xl.form.criteria import children, leaves
from cchc_xl.form.form import Form
from cchc_xl.form.kinds import SURVEY
from cchc_xl.text.numbers import plain
from cchc_xl.word.render import render

ANNEX = "phu-luc-xep-hang.docx"
_SUFFIXES = {"self": "", "appraised": "_cuoi"}
"""What follows the name of a criterion for the score that counts."""


class SetAside(NamedTuple):
    """A file that was not ranked, and why."""

    file: str
    code: str
    reason: str


class Sent(Protocol):
    """A workbook among many, by its file, form and period."""

    @property
    def file(self) -> str: ...  # noqa: D102
    @property
    def form(self) -> Form: ...  # noqa: D102
    @property
    def period(self) -> str: ...  # noqa: D102


T = TypeVar("T", bound=Sent)


class _Unit(NamedTuple):
    """What one workbook brings."""

    file: str
    form: Form
    period: str
    score: UnitScore


@dataclass(frozen=True)
class Ranked:
    """The result, and the files that were set aside."""

    result: Standings
    set_aside: tuple[SetAside, ...]

    @property
    def absent(self) -> list[str]:
        """Name the units that groups.csv expects and that sent no workbook."""
        form, there = self.result.form, set(self.result.table["unit"])
        return [form.units[code].name for code in form.groups if code not in there]


def rank_files(
    sources: Sequence[Path],
    out: Path,
    previous: Path | None = None,
    by: str = "",
    annex: Path | None = None,
) -> Ranked:
    """Rank the workbooks among the sources, files or folders of them, and write the result to `out`.

    With `annex`, the ranking is also written as the annex of a decision, a Word document.

    A file that cannot be used is set aside. Raises CchcError XH01 where none is left, XH02 for two
    workbooks of one unit, XH03 for a wrong earlier result, XH04 for a cell of it that is no number.
    """
    others = {path.resolve() for path in (out, previous) if path}
    found = [_read(path, by) for path in workbooks(sources) if path.resolve() not in others]
    aside = [one for one in found if isinstance(one, SetAside)]
    units, strangers = of_one_period([one for one in found if isinstance(one, _Unit)])
    aside += strangers
    if not units:
        told = "; ".join(f"{one.file}: {one.code}, {one.reason}" for one in aside) or "không có tệp .xlsx"
        raise CchcError("XH01", f"không có workbook nào để xếp hạng ({told})", "Nêu workbook của các đơn vị")
    _refuse_doubles(units)
    form, period = units[0].form, units[0].period
    last = read_result(previous, period) if previous else None
    result = stand([unit.score for unit in units], form, period, last)
    write_result(result, out)
    if annex:
        annex.parent.mkdir(parents=True, exist_ok=True)
        render(resources.templates() / ANNEX, annex_context(result), annex)
    return Ranked(result, tuple(aside))


def _read(path: Path, by: str) -> _Unit | SetAside:
    try:
        checked = check_file(path)
        checked.picture.whole()
    except CchcError as error:
        return SetAside(path.name, error.code, error.message)
    form = checked.picture.form
    settings = form.meta.ranking._replace(by=by or form.meta.ranking.by)
    form = replace(form, meta=form.meta._replace(ranking=settings))
    return _Unit(path.name, form, checked.picture.stamp.period, unit_score(checked, settings.by))


def unit_score(checked: Checked, by: str) -> UnitScore:
    """Take the score of a unit, "self" or "appraised", from its workbook."""
    form, number, suffix = checked.picture.form, checked.evaluation.number, _SUFFIXES[by]
    maxima = {one.code: number(f"{one.name}_toi_da") or Decimal(0) for one in form.criteria.values()}
    areas = children(form.criteria, "")
    empty = (one.code for one in leaves(form.criteria) if number(f"{one.name}{suffix}") is None)
    errors = checked.counts["error"]
    return UnitScore(
        form.unit.code,
        form.unit.name,
        {area.code: number(f"{area.name}{suffix}") for area in areas},
        {area.code: maxima[area.code] for area in areas},
        number(f"tc_tong{suffix}"),
        number("tc_tong_toi_da") or Decimal(0),
        tuple(code for code in empty if maxima[code]),
        "; ".join(filter(None, (_not_surveyed(checked), f"workbook còn {errors} lỗi" if errors else ""))),
    )


def _not_surveyed(checked: Checked) -> str:
    form, survey = checked.picture.form, checked.evaluation.number("tc_tong_dtxhh")
    has = any(one.kind == SURVEY and one.counts(form.switches) for one in leaves(form.criteria))
    return "chưa có điều tra XHH, tính trên phần thẩm định" if has and survey is None else ""


def of_one_period(units: Sequence[T]) -> tuple[list[T], list[SetAside]]:
    """Keep the workbooks of the form and period that most are of."""
    kinds = Counter((unit.form.meta.key, unit.period) for unit in units)
    kept = max(kinds, key=lambda kind: (kinds[kind], kind), default=("", ""))
    told = f"không phải biểu mẫu {kept[0]} kỳ {kept[1]} như các tệp khác"
    here = [unit for unit in units if (unit.form.meta.key, unit.period) == kept]
    aside = [
        SetAside(unit.file, "XH05", f"workbook của biểu mẫu {unit.form.meta.key} kỳ {unit.period}, {told}")
        for unit in units
        if (unit.form.meta.key, unit.period) != kept
    ]
    return here, aside


def _refuse_doubles(units: Sequence[_Unit]) -> None:
    files: dict[str, list[str]] = {}
    for unit in units:
        files.setdefault(unit.score.name, []).append(unit.file)
    doubles = [f"{name}: {', '.join(names)}" for name, names in files.items() if len(names) > 1]
    if doubles:
        message = f"một đơn vị có nhiều workbook ({'; '.join(doubles)})"
        raise CchcError("XH02", message, "Mỗi đơn vị chỉ để lại một tệp")


_OF_A_UNIT = (
    "unit", "name", "group", "rank", "rank_in_group", "total", "maximum", "percent", "band",
    "previous", "previous_rank", "difference", "ranked", "reason", "note",
)  # fmt: skip


def to_json(ranked: Ranked) -> dict[str, object]:
    """Give the object that `cchc rank --json` prints; numbers are texts, ranks are not."""
    result = ranked.result
    groups, areas = (
        [{name: key, **_texts(row)} for key, row in zip(frame.index, records(frame), strict=True)]
        for name, frame in (("group", result.groups), ("area", result.percents))
    )
    whole = groups[0] if groups else {}
    return {
        "form": result.form.meta.key,
        "period": result.period,
        "by": result.form.meta.ranking.by,
        "units": [
            {key.removesuffix("imum"): _text(row.get(key)) for key in _OF_A_UNIT}
            for row in records(result.table)
        ],
        **{key: whole.get(key) for key in ("count", "mean", "median", "highest", "lowest")},
        "groups": [group for group in groups if group["group"] != ALL],
        "areas": areas,
        "set_aside": [one._asdict() for one in ranked.set_aside],
        "missing": ranked.absent,
    }


def _texts(row: dict[str, Any]) -> dict[str, object]:
    return {key: _text(value) for key, value in row.items()}


def _text(value: object) -> object:
    return plain(value) if isinstance(value, Decimal) else value
