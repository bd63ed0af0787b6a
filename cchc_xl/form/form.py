"""A whole form: its tables, and what is worked out of them when it is needed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from cchc_xl.errors import CchcError
from cchc_xl.form import layout
from cchc_xl.form.criteria import Criterion, Setting, switched
from cchc_xl.form.model import Band, Check, Indicator, Meta, Option, Section, Sheet, Unit
from cchc_xl.form.ranking import Group
from cchc_xl.form.rows import grouped
from cchc_xl.text.vietnamese import loose

if TYPE_CHECKING:
    from cchc_xl.form.compiled import Formula
    from cchc_xl.form.drafts import Draft
    from cchc_xl.form.expressions import Expression, ExpressionError, Scope
    from cchc_xl.form.program import Program

T = TypeVar("T")
_OF_ANY_UNIT = (
    "named_cells", "switches", "scope", "compiled", "formulas", "program", "computed", "computed_cells",
    "check_expressions", "check_scope", "prepared",
)  # fmt: skip
Cell = tuple[str, str, str]
"""A cell of a prescribed line: sheet, line, column (keys)."""


@dataclass(frozen=True)
class Form:
    """A form for one unit."""

    meta: Meta
    unit: Unit
    units: Mapping[str, Unit]
    lists: Mapping[str, tuple[Option, ...]]
    sheets: Mapping[str, Sheet]
    indicators: Mapping[str, Indicator]
    checks: tuple[Check, ...]
    criteria: Mapping[str, Criterion]
    settings: Mapping[str, Setting]
    bands: tuple[Band, ...]
    groups: Mapping[str, Group]
    sections: Mapping[str, Section]
    outlines: Mapping[str, tuple[Section, ...]]
    texts: Mapping[str, str]
    summary: Mapping[str, tuple[str, str]]
    defaults: Mapping[str, str]
    retired: Mapping[str, tuple[str, ...]]
    migrations: Mapping[str, tuple[tuple[str, str, str], ...]]

    def for_unit(self, unit: Unit) -> "Form":
        """Give the form for a unit for which nothing else differs: what was worked out is shared."""
        other, _ = replace(self, unit=unit), self.prepared
        other.__dict__.update({name: self.__dict__[name] for name in _OF_ANY_UNIT if name in self.__dict__})
        return other

    @cached_property
    def named_cells(self) -> Mapping[str, Cell]:
        """Map every name that stands for one cell to that cell."""
        from cchc_xl.form.formulas import named_cells

        return dict(named_cells(self))

    @cached_property
    def switches(self) -> Mapping[str, bool]:
        """Tell which settings of the set are on."""
        return switched(self.settings.values())

    @cached_property
    def scope(self) -> "Scope":
        """Collect the names that expressions may use."""
        from cchc_xl.form.compiled import scope

        return scope(self)

    @cached_property
    def compiled(self) -> "tuple[tuple[Formula, ...], tuple[tuple[Draft, ExpressionError], ...]]":
        """Compile all computed cells; give those that fail with their errors."""
        from cchc_xl.form.compiled import compiled

        return compiled(self)

    @cached_property
    def formulas(self) -> "tuple[Formula, ...]":
        """Give the computed cells, each after those it depends on; raises CchcError BM03 for a wrong one."""
        from cchc_xl.form.compiled import in_order

        formulas, failed = self.compiled
        for draft, error in failed:
            message = f"biểu mẫu {self.meta.key}: «{draft.text}» sai ({error.message})"
            raise CchcError("BM03", message, "Chạy cchc form check để xem mọi lỗi của biểu mẫu")
        return tuple(in_order(formulas))

    @cached_property
    def program(self) -> "Program":
        """Give one function that works out all computed cells."""
        from cchc_xl.form.program import compile_program

        return compile_program((formula.name, formula.expression) for formula in self.formulas)

    @cached_property
    def computed(self) -> Mapping[Cell, str]:
        """Map the computed cells to the names of their formulas."""
        return {formula.cell: formula.name for formula in self.compiled[0]}

    @cached_property
    def check_expressions(self) -> "tuple[tuple[Check, Expression], ...]":
        """Give the relations between figures, compiled."""
        from cchc_xl.form.expressions import compile_expression

        return tuple((check, compile_expression(check.expression, self.check_scope)) for check in self.checks)

    @cached_property
    def check_scope(self) -> "Scope":
        """Add to the names the figures of the end of last year, `ct_3_1_3_nam_truoc`; no cell holds one."""
        from cchc_xl.form.compiled import check_scope

        return check_scope(self)

    @cached_property
    def lineage(self) -> tuple[str, ...]:
        """List the codes of the unit and of all whose work it took over."""
        codes = [self.unit.code]
        for code in codes:
            codes += [before for before in self.units[code].predecessor.split() if before not in codes]
        return tuple(codes)

    @cached_property
    def prepared(self) -> dict[tuple[str, ...], Any]:
        """Keep what is worked out once for a form: by what it is, and of which sheet or list."""
        return {}

    def has(self, cell: Cell) -> bool:
        """Tell whether a cell of a prescribed line is in the workbook; a part has few of the form's."""
        sheet = self.sheets[cell[0]]
        return not sheet.absent and cell[1] in sheet.line

    def positions(self, sheet: Sheet) -> Mapping[str, int]:
        """Map the columns of a sheet to their places, from 0."""
        return self._once("positions", sheet.key, lambda: {c.key: i for i, c in enumerate(sheet.columns)})

    def labels(self, sheet: Sheet) -> Mapping[str, str]:
        """Map the labels in the first column, as typed and folded, retired ones too, to the keys of lines."""
        return self._once("labels", sheet.key, lambda: dict(self._labels(sheet)))

    @cached_property
    def computed_cells(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Give the line and column of every computed cell, by sheet."""
        from cchc_xl.form.formulas import drafts

        return grouped((draft.cell[0], draft.cell[1:]) for draft in drafts(self))

    def keys_by_label(self, list_key: str) -> Mapping[str, str]:
        """Map the labels of a list to its keys."""
        return self._once("list", list_key, lambda: {v: k for k, v in self.options(list_key).items()})

    def _once(self, what: str, key: str, work: Callable[[], T]) -> T:
        place = (what, key)
        if place not in self.prepared:
            self.prepared[place] = work()
        prepared: T = self.prepared[place]
        return prepared

    def _labels(self, sheet: Sheet) -> Iterator[tuple[str, str]]:
        for line in sheet.lines:
            label = str(line.texts.get(sheet.columns[0].key, ""))
            for text in (label, *self.retired.get(f"lines.{sheet.key}.{line.key}", ())):
                if text:
                    yield loose(text), line.key
                    yield text, line.key

    def outline(self, key: str) -> tuple[Section, ...]:
        """Give the sections of an outline in their order; of the first outline for an unknown key."""
        return self.outlines.get(key, next(iter(self.outlines.values())))

    def period_name(self, kind: str, year: str) -> str:
        """Name a period in running text: «năm 2021», «quý I năm 2021»."""
        label = self.options("ky_bao_cao").get(kind, "")
        return f"năm {year}" if kind in ("nam", "") else f"{label[:1].lower()}{label[1:]} năm {year}"

    def named_period(self, period: str) -> str:
        """Name a period as stamps write it, «2021-Q1», in running text."""
        year, _, kind = period.partition("-")
        return self.period_name(kind, year)

    def entry_range(self, sheet: Sheet) -> str:
        """Give the range in which entries of a sheet are counted."""
        return layout.range_reference(sheet, sheet.main or sheet.columns[0].key)

    def options(self, list_key: str) -> Mapping[str, str]:
        """Map the keys of a list to their labels."""
        return {option.key: option.label for option in self.lists.get(list_key, ())}
