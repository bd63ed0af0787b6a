"""«Kiểm tra mẫu»: the faults of a Word template, and the names it may use."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import cast

from cchc_xl.actions.build import samples
from cchc_xl.actions.check import Checked, check_picture
from cchc_xl.actions.proposals import TEMPLATE as PROPOSALS
from cchc_xl.actions.ranking import ANNEX, unit_score
from cchc_xl.actions.report import CONTEXTS, PERIODIC
from cchc_xl.actions.round import MINUTE, NOTICE
from cchc_xl.collect.ranking_annex import annex_context
from cchc_xl.collect.standings import stand
from cchc_xl.entries.from_json import make_picture
from cchc_xl.errors import CchcError
from cchc_xl.findings import Severity, Verdict
from cchc_xl.form.load import load_form
from cchc_xl.index.round import Appraisal, Round, Row, Standing, State
from cchc_xl.report.minute import minute_context
from cchc_xl.report.notice import notice_context
from cchc_xl.report.proposals import proposals_context
from cchc_xl.word import lint
from cchc_xl.word.faults import Fault
from cchc_xl.word.shape import UNKNOWN, Shape, listed, merged, shape_of_context
from cchc_xl.word.syntax import NOTE
from cchc_xl.word.template import content_of


@dataclass(frozen=True)
class CheckedTemplate:
    """A template and its faults, judged by what the shipped template `kind` sees."""

    file: str
    kind: str
    faults: tuple[Fault, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Count the faults by severity."""
        counted = Counter(fault.severity for fault in self.faults)
        return {s.value: counted[s] for s in (Severity.ERROR, Severity.WARNING)}

    @property
    def verdict(self) -> Verdict:
        """Give the one word that stands on top."""
        worst = min((fault.severity.rank for fault in self.faults), default=Severity.INFO.rank)
        return (Verdict.ERRORS, Verdict.WARNINGS, Verdict.PASSED)[worst]

    def to_json(self) -> dict[str, object]:
        """Give the object that `cchc template check --json` prints."""
        faults = [{**fault._asdict(), "message": fault.message} for fault in self.faults]
        head = {"file": self.file, "kind": self.kind, "verdict": self.verdict.value}
        return {**head, "counts": self.counts, "faults": faults}


def check_template(path: Path, kind: str = "") -> CheckedTemplate:
    """Find all faults of a template; without a kind, its name decides as it does for a report.

    A footnote whose key no sample has is a warning: the workbook of the report may have it.
    Raises CchcError when it cannot be opened.
    """
    content = content_of(path)
    kind = kind or (path.stem if path.stem in KINDS else PERIODIC.name)
    seen, keys = _seen(kind)
    uncited = [fault._replace(severity=Severity.WARNING) for fault in lint.uncited(content, path.name, keys)]
    return CheckedTemplate(path.name, kind, (*lint.faults(content, path.name, seen), *uncited))


def names(kind: str) -> list[tuple[str, str]]:
    """List the names that a template of a kind may use, each with the kind of its data."""
    return listed(_seen(kind)[0])


def _seen(kind: str) -> tuple[Shape, list[str]]:
    """Give the data that a shipped template sees: what the samples have in common, and all keys of notes."""
    if kind not in KINDS:
        raise CchcError("LENH06", f"không có mẫu «{kind}»", f"Chọn một trong: {', '.join(KINDS)}")
    contexts = [KINDS[kind](_sample(sample), draft=True) for sample in samples()]
    entries = [entry for context in contexts for entry in cast(list[dict[str, str]], context.get(NOTE, []))]
    return reduce(merged, map(shape_of_context, contexts), UNKNOWN), [entry["khoa"] for entry in entries]


def _sample(entries: Path) -> Checked:
    data = json.loads(entries.read_text("utf-8"))
    return check_picture(make_picture(load_form(data["form"], data["unit"]), data["period"], data))


def _round(checked: Checked) -> tuple[Round, str]:
    """Make a round in which one row of the sample was appraised otherwise."""
    form = checked.picture.form
    unit, code = form.unit.code, next(iter(form.criteria))
    row = Row(unit, code, unit, True, Decimal(1), Decimal(1), "", "", first=Appraisal(Decimal(0)))
    standing = Standing(unit, State.EXPLAINING, "", date.min, None)
    return Round(form, checked.picture.stamp.period, {unit: standing}, {row.key: row}), unit


def _minute(checked: Checked, *, draft: bool) -> dict[str, object]:
    return minute_context(*_round(checked))


def _notice(checked: Checked, *, draft: bool) -> dict[str, object]:
    return notice_context(*_round(checked), None)


def _annex(checked: Checked, *, draft: bool) -> dict[str, object]:
    """Rank the sample, and beside it a unit that is not ranked."""
    score, picture = unit_score(checked, "self"), checked.picture
    ranked = score._replace(missing=())
    other = next(code for code in picture.form.units if code != score.unit)
    unranked = score._replace(unit=other, missing=("1",))
    return annex_context(stand([ranked, unranked], picture.form, picture.stamp.period))


def _proposals(checked: Checked, *, draft: bool) -> dict[str, object]:
    return proposals_context([checked.picture])


KINDS = {
    **CONTEXTS,
    Path(MINUTE).stem: _minute,
    Path(NOTICE).stem: _notice,
    Path(ANNEX).stem: _annex,
    Path(PROPOSALS).stem: _proposals,
}
"""The shipped templates by name, and what makes their data of a workbook."""
