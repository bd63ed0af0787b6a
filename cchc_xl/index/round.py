"""A round of scoring (đợt thẩm định): self-scores of many units, their appraisals, how far each unit is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from cchc_xl.form.criteria import EXPLANATION, Criterion
from cchc_xl.form.form import Form


class State(StrEnum):
    """How far a unit is, in this order; labels stand in the list `trang_thai_cham` of the form."""

    SELF = "tu_cham"
    LOCKED = "da_khoa"
    FIRST = "tham_dinh_1"
    EXPLAINING = "giai_trinh"
    SECOND = "tham_dinh_2"
    CLOSED = "da_chot"
    PUBLISHED = "cong_bo"


STAGES: Mapping[State, int] = {State.LOCKED: 1, State.FIRST: 1, State.EXPLAINING: 2, State.SECOND: 2}
"""The appraisal that a unit in this state waits for; in all other states its points are locked."""


class Appraisal(NamedTuple):
    """What a body gave: points, a note to the unit, and an inner one that the unit never sees."""

    points: Decimal | None = None
    note: str = ""
    inner: str = ""


NOTHING = Appraisal()
Key = tuple[str, str]
"""A unit and the code of a criterion."""


@dataclass(frozen=True)
class Row:
    """A criterion of a unit: the self-score as locked, and all that was said of it since.

    `body` is the unit that appraises it, "" for a row of the survey; `maximum` is what counted in the
    denominator. A row that does not apply gets no points.
    """

    unit: str
    code: str
    body: str
    applies: bool
    self_score: Decimal | None
    maximum: Decimal
    reason: str
    evidence: str
    explanation: str = ""
    first: Appraisal = NOTHING
    second: Appraisal = NOTHING
    survey: Decimal | None = None

    @property
    def key(self) -> Key:
        """Give the unit and the code."""
        return self.unit, self.code

    @property
    def cut(self) -> bool:
        """Tell whether the first appraisal is below the self-score: what a unit is asked to explain."""
        points = self.first.points
        return points is not None and self.self_score is not None and points < self.self_score

    def appraisal(self, stage: int) -> Appraisal:
        """Give the first or the second appraisal."""
        return self.first if stage == 1 else self.second

    def appraised(self, stage: int, appraisal: Appraisal) -> "Row":
        """Give the row with another first or second appraisal."""
        return replace(self, first=appraisal) if stage == 1 else replace(self, second=appraisal)

    def explained(self, text: str) -> "Row":
        """Give the row with another explanation."""
        return replace(self, explanation=text)

    def is_asked(self, stage: int) -> bool:
        """Tell whether its body sees it: all rows at first, then those that lost points."""
        return bool(self.body) and (stage == 1 or self.cut)

    def lacks(self, stage: int) -> bool:
        """Tell whether its body has to give points and has not."""
        return self.is_asked(stage) and self.applies and self.appraisal(stage).points is None


class Standing(NamedTuple):
    """How far a unit is, and who brought it there when; `self_total` is as locked."""

    unit: str
    state: State
    by: str
    on: date
    self_total: Decimal | None


class Event(NamedTuple):
    """A line of the log: of which unit or body, "" for all."""

    on: date
    by: str
    about: str
    what: str


class Act(NamedTuple):
    """Who does something to the round, and when."""

    by: str
    on: date


@dataclass(frozen=True)
class Round:
    """The whole round; `form` is that of any of its units: the criteria are the same for all."""

    form: Form
    period: str
    units: Mapping[str, Standing]
    rows: Mapping[Key, Row]
    log: tuple[Event, ...] = ()

    @property
    def explains(self) -> bool:
        """Tell whether units may explain themselves, and are appraised again then."""
        return bool(self.form.switches.get(EXPLANATION))

    def name(self, code: str) -> str:
        """Name a unit or a body."""
        return self.form.units[code].name

    def of(self, unit: str) -> Iterator[Row]:
        """Give the rows of a unit."""
        return (row for row in self.rows.values() if row.unit == unit)

    def stage(self, unit: str) -> int:
        """Give the appraisal that a unit waits for, 0 for none."""
        return STAGES.get(self.units[unit].state, 0)

    def asked(self, body: str, stage: int) -> list[Row]:
        """Give the rows that a body has to appraise now."""
        mine = (row for row in self.rows.values() if row.body == body)
        return [row for row in mine if self.stage(row.unit) == stage and row.is_asked(stage)]

    def lock(self, unit: str) -> Event:
        """Give the line of the log that locked the self-score of a unit: the first about it."""
        return next(event for event in self.log if event.about == unit)

    def lacking(self, unit: str) -> dict[str, int]:
        """Count, by body, the rows of a unit that still wait for points."""
        counts: dict[str, int] = {}
        for row in self.of(unit):
            if row.lacks(self.stage(unit)):
                counts[row.body] = counts.get(row.body, 0) + 1
        return counts

    def unexplained(self, unit: str) -> list[str]:
        """List the criteria of a unit that lost points and were not explained, while they may be."""
        if self.units[unit].state is not State.EXPLAINING:
            return []
        return [row.code for row in self.of(unit) if row.cut and not row.explanation]

    def criterion(self, row: Row) -> Criterion:
        """Give the criterion of a row."""
        return self.form.criteria[row.code]

    def with_rows(self, rows: Iterable[Row]) -> "Round":
        """Give the round with these rows in the place of those with their keys."""
        return replace(self, rows={**self.rows, **{row.key: row for row in rows}})

    def moved(self, unit: str, state: State, act: Act) -> "Round":
        """Give the round with a unit in another state; nothing changes where it is there already."""
        if self.units[unit].state is state:
            return self
        standing = self.units[unit]._replace(state=state, by=act.by, on=act.on)
        label = self.form.options("trang_thai_cham")[state]
        moved = replace(self, units={**self.units, unit: standing})
        return moved.noted(act, unit, f"Chuyển sang «{label}»")

    def noted(self, act: Act, about: str, what: str) -> "Round":
        """Give the round with one more line in its log."""
        return replace(self, log=(*self.log, Event(act.on, act.by, about, what)))
