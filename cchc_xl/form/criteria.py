"""A criterion of the CCHC index: a row of the score sheet, and how it counts."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from cchc_xl.form.kinds import BONUS, GROWTH, KINDS, PENALTY, SURVEY
from cchc_xl.form.model import Option
from cchc_xl.form.rules import NOT_APPLICABLE, Growth, ScoringRule

FOLDER = "TLKC"
"""The folder beside the workbook in which the evidence lies, in a folder for each subcriterion."""

EXPLANATION = "giai_trinh"
"""The setting under which points after the explanation take the place of those of the first appraisal."""


class Setting(NamedTuple):
    """A switch of the set, such as a bonus that a unit proposed; rows may depend on it."""

    key: str
    label: str
    on: bool
    source: str


class Criterion(NamedTuple):
    """A row of the score sheet; `rule` is None for a row that adds up the rows below it.

    `input` is the expression of the figure, "" when it is typed in the row; `setting` names the switch under
    which the row counts («!key»: while it is off); `appraiser` is the unit that appraises it.
    """

    code: str
    label: str
    maximum: Decimal
    kind: str
    input: str
    rule: ScoringRule | None
    evidence: str
    source: str
    setting: str = ""
    appraiser: str = ""

    @property
    def name(self) -> str:
        """Give the name of the points in expressions and in Excel."""
        return "tc_" + self.code.replace(".", "_")

    @property
    def parent(self) -> str:
        """Give the code one level up, "" for an area."""
        return self.code.rpartition(".")[0]

    @property
    def area(self) -> str:
        """Give the code of the top row it belongs to."""
        return self.code.partition(".")[0]

    @property
    def options(self) -> tuple[Option, ...]:
        """Give what may be chosen in the row, «not applicable» included."""
        return (*self.rule.options, NOT_APPLICABLE) if self.rule and self.may_be_left_out else ()

    @property
    def may_be_left_out(self) -> bool:
        """Tell whether staff may say that the row does not apply; who is surveyed decides over a survey."""
        return self.rule is not None and self.kind != SURVEY

    @property
    def typed_number(self) -> str:
        """Give the type of the number typed in the row, "" when none is."""
        return "" if self.input else KINDS[self.kind].number

    @property
    def figure(self) -> str:
        """Give the expression of the figure that the points depend on, "" where a level is chosen."""
        if not KINDS[self.kind].number:
            return ""
        entry = self.input or f"dau_tien({self.name}_nhap)"
        if isinstance(self.rule, Growth):
            base = f"({self.rule.base})"
            return f"100 * (({entry}) - {base}) / {base} if {base} > 0 else None"
        return entry

    @property
    def is_percentage(self) -> bool:
        """Tell whether its figure is a percentage by its kind, its name or how it is worked out."""
        by_kind = self.kind in (SURVEY, GROWTH) or self.label.endswith("(%)")
        return by_kind or self.input.lstrip("(").startswith("100 *")

    def counts(self, settings: Mapping[str, bool]) -> bool:
        """Tell whether the row counts under these switches."""
        key = self.setting.removeprefix("!")
        return not key or settings.get(key) is not self.setting.startswith("!")


Criteria = Mapping[str, Criterion]


def children(criteria: Criteria, code: str) -> list[Criterion]:
    """Give the rows right below a row, the areas for ""."""
    return [criterion for criterion in criteria.values() if criterion.parent == code]


def leaves(criteria: Criteria) -> Iterator[Criterion]:
    """Give the subcriteria: the rows that have a rule."""
    return (criterion for criterion in criteria.values() if criterion.rule)


def is_extra(criteria: Criteria, criterion: Criterion) -> bool:
    """Tell whether a row stands outside the maximum of the set: a bonus or a penalty."""
    return criteria[criterion.area].kind in (BONUS, PENALTY)


def is_penalty(criteria: Criteria, criterion: Criterion) -> bool:
    """Tell whether the points of a row are taken off."""
    return criteria[criterion.area].kind == PENALTY


def limits(criteria: Criteria, criterion: Criterion) -> tuple[Decimal, Decimal]:
    """Give the least and the most points of a row; those of a penalty are negative."""
    if is_penalty(criteria, criterion):
        return -criterion.maximum, Decimal(0)
    return Decimal(0), criterion.maximum


def switched(settings: Iterable[Setting]) -> dict[str, bool]:
    """Give the switches as the set has them."""
    return {setting.key: setting.on for setting in settings}
