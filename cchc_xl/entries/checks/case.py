"""What a check gets to look at."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from cchc_xl.entries.earlier import Earlier
from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.picture import Entry, Picture, State
from cchc_xl.findings import Place
from cchc_xl.form import layout
from cchc_xl.form.expressions import compile_expression
from cchc_xl.form.form import Form
from cchc_xl.form.missing import MISSING
from cchc_xl.form.model import INDICATORS, LAST_YEAR


@dataclass(frozen=True)
class Case:
    """A picture with its computed values, and what was given of earlier periods."""

    picture: Picture
    evaluation: Evaluation
    previous: tuple[Earlier, ...] = ()

    @property
    def form(self) -> Form:
        """Give the form."""
        return self.picture.form

    @cached_property
    def earlier(self) -> tuple[Earlier, ...]:
        """Give the earlier workbooks that can be compared, in the order of their periods."""
        return tuple(old for old in self.previous if not old.refused)

    @property
    def year_before(self) -> str:
        """Give the whole year before that of the period."""
        return str(int(self.picture.stamp.period[:4]) - 1)

    @cached_property
    def over_years(self) -> Evaluation:
        """Add the figures of the end of the year before; they are empty where its workbook is not given."""
        ends = (old.figures for old in self.earlier if old.period == self.year_before and old.same_unit)
        known = next(ends, {})
        past = {f"{i.name}{LAST_YEAR}": known.get(i.code, MISSING) for i in self.form.indicators.values()}
        return replace(self.evaluation, values={**self.evaluation.values, **past})

    def holds(self, condition: str) -> bool:
        """Tell whether «required» applies: "yes", or an expression that is true."""
        if condition in ("", "yes"):
            return condition == "yes"
        return self.evaluation.of(compile_expression(condition, self.form.scope)) is True

    def figure_place(self, code: str) -> Place:
        """Give the cell in which staff type an indicator, or the computed one."""
        sheet = self.form.sheets[INDICATORS]
        typed = sheet.typed_cell(sheet.column["so_lieu"], sheet.line[code])
        column = sheet.column["so_lieu" if typed else "so_dung"]
        return Place(sheet.title, layout.address(sheet, column, layout.line_row(sheet, code)))

    def report_date(self) -> date | None:
        """Give the date of the report; without a day the last of its month; None when not dated."""
        parts = [self.picture.field(key).value for key in ("nam_ky", "thang_ky", "ngay_ky")]
        year, month, day = (int(part) if isinstance(part, Decimal) else None for part in parts)
        if year is None or month is None:
            return None
        try:
            if day:
                return date(year, month, day)
            return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        except (ValueError, OverflowError):
            return None


def is_blank(entry: Entry) -> bool:
    """Tell an empty cell from a zero, «KAD», a faulty or an uncalculated one."""
    return entry.state is State.EMPTY
