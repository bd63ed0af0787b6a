"""A whole form: its tables, the names its expressions use and its compiled formulas."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from cchc_xl.errors import CchcError
from cchc_xl.form import layout
from cchc_xl.form.expressions import (
    Expression,
    ExpressionError,
    Kind,
    Register,
    Scope,
    Symbol,
    compile_expression,
)
from cchc_xl.form.model import (
    FIELDS,
    INDICATORS,
    LAST_YEAR,
    NUMERIC,
    Band,
    Check,
    Indicator,
    Meta,
    Option,
    Section,
    Sheet,
    Unit,
)
from cchc_xl.form.rules import Criterion
from cchc_xl.text.vietnamese import loose

T = TypeVar("T")
Cell = tuple[str, str, str]
"""A cell of a prescribed line: sheet, line, column (keys)."""


@dataclass(frozen=True)
class Draft:
    """A computed cell before compilation, with the table, key and column its text comes from."""

    name: str
    cell: Cell
    text: str
    kinds: tuple[Kind, ...]
    origin: tuple[str, str, str]


@dataclass(frozen=True)
class Formula:
    """A computed cell."""

    name: str
    cell: Cell
    expression: Expression


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
    bands: tuple[Band, ...]
    sections: Mapping[str, Section]
    texts: Mapping[str, str]
    summary: Mapping[str, tuple[str, str]]
    defaults: Mapping[str, str]
    retired: Mapping[str, tuple[str, ...]]
    migrations: Mapping[str, tuple[tuple[str, str, str], ...]]

    @cached_property
    def named_cells(self) -> Mapping[str, Cell]:
        """Map every name that stands for one cell to that cell."""
        from cchc_xl.form.formulas import named_cells

        return dict(named_cells(self))

    @cached_property
    def scope(self) -> Scope:
        """Collect the names that expressions may use."""
        symbols = {name: self._symbol(name, cell) for name, cell in self.named_cells.items()}
        for sheet in self.sheets.values():
            counted = Symbol(f"da_nhap_{sheet.key}", Kind.NUMBER, f"COUNTA({self.entry_range(sheet)})")
            symbols[counted.name] = counted
        return Scope(symbols, {s.key: self._register(s) for s in self.sheets.values() if s.counted})

    @cached_property
    def compiled(self) -> tuple[tuple[Formula, ...], tuple[tuple[Draft, ExpressionError], ...]]:
        """Compile all computed cells; give those that fail with their errors."""
        from cchc_xl.form.formulas import drafts

        formulas, failed = [], []
        for draft in drafts(self):
            try:
                expression = compile_expression(draft.text, self.scope)
                if expression.kind not in draft.kinds:
                    wanted = " hoặc ".join(draft.kinds)
                    raise ExpressionError(f"kết quả là {expression.kind}, cần {wanted}")
                formulas.append(Formula(draft.name, draft.cell, expression))
            except ExpressionError as error:
                failed.append((draft, error))
        return tuple(formulas), tuple(failed)

    @cached_property
    def formulas(self) -> tuple[Formula, ...]:
        """Give the computed cells, each after those it depends on; raises CchcError BM03 for a wrong one."""
        formulas, failed = self.compiled
        for draft, error in failed:
            message = f"biểu mẫu {self.meta.key}: «{draft.text}» sai ({error.message})"
            raise CchcError("BM03", message, "Chạy cchc form check để xem mọi lỗi của biểu mẫu")
        return tuple(in_order(formulas))

    @cached_property
    def computed(self) -> Mapping[Cell, str]:
        """Map the computed cells to the names of their formulas."""
        return {formula.cell: formula.name for formula in self.compiled[0]}

    @cached_property
    def check_expressions(self) -> tuple[tuple[Check, Expression], ...]:
        """Give the relations between figures, compiled."""
        return tuple((check, compile_expression(check.expression, self.check_scope)) for check in self.checks)

    @cached_property
    def check_scope(self) -> Scope:
        """Add to the names the figures of the end of last year, `ct_3_1_3_nam_truoc`; no cell holds one."""
        names = [f"{indicator.name}{LAST_YEAR}" for indicator in self.indicators.values()]
        past = {name: Symbol(name, Kind.NUMBER, "NA()") for name in names}
        return replace(self.scope, symbols={**self.scope.symbols, **past})

    @cached_property
    def lineage(self) -> tuple[str, ...]:
        """List the codes of the unit and of all whose work it took over."""
        codes = [self.unit.code]
        for code in codes:
            codes += [before for before in self.units[code].predecessor.split() if before not in codes]
        return tuple(codes)

    @cached_property
    def prepared(self) -> dict[tuple[str, ...], Any]:
        """Keep what is worked out once for a form: by what it is, and of which sheet."""
        return {}

    def positions(self, sheet: Sheet) -> Mapping[str, int]:
        """Map the columns of a sheet to their places, from 0."""
        return self._once("positions", sheet, lambda: {c.key: i for i, c in enumerate(sheet.columns)})

    def labels(self, sheet: Sheet) -> Mapping[str, str]:
        """Map the labels in the first column, as typed and folded, retired ones too, to the keys of lines."""
        return self._once("labels", sheet, lambda: dict(self._labels(sheet)))

    def computed_cells(self, sheet: Sheet) -> tuple[tuple[str, str], ...]:
        """Give the line and column of every computed cell of a sheet."""
        from cchc_xl.form.formulas import drafts

        cells = (draft.cell for draft in drafts(self))
        return self._once("computed", sheet, lambda: tuple(c[1:] for c in cells if c[0] == sheet.key))

    def keys_by_label(self, list_key: str) -> Mapping[str, str]:
        """Map the labels of a list to its keys."""
        place = ("list", list_key)
        if place not in self.prepared:
            self.prepared[place] = {label: key for key, label in self.options(list_key).items()}
        found: Mapping[str, str] = self.prepared[place]
        return found

    def _once(self, what: str, sheet: Sheet, work: Callable[[], T]) -> T:
        place = (what, sheet.key)
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

    def _symbol(self, name: str, cell: Cell) -> Symbol:
        sheet = self.sheets[cell[0]]
        line, column = sheet.line[cell[1]], sheet.column[cell[2]]
        typed = sheet.typed_cell(column, line)
        kind = kind_of(typed.type) if typed else kind_of(column.type)
        if cell[1] == "xep_loai":
            kind = Kind.TEXT
        direct = cell[0] == FIELDS or (cell[0] == INDICATORS and cell[2] == "so_dung")
        points = cell[2] == "diem_tu_cham"
        excel = name if direct or points else layout.cell_reference(sheet, cell[1], cell[2])
        return Symbol(name, kind, excel, self.options(typed.list) if typed else {}, typed=typed is not None)

    def _register(self, sheet: Sheet) -> Register:
        columns = {
            column.key: Symbol(
                column.key,
                kind_of(column.type),
                f"{sheet.key}_{column.key}",
                self.options(column.list),
                column.fill == "typed",
            )
            for column in sheet.columns
            if column.type != "by_line"
        }
        main = sheet.main if sheet.grows else sheet.columns[0].key
        return Register(sheet.key, columns[main].excel, columns)


def kind_of(cell_type: str) -> Kind:
    """Tell what kind of value a cell type holds in expressions."""
    if cell_type in NUMERIC:
        return Kind.NUMBER
    return {"date": Kind.DATE, "choice": Kind.CHOICE}.get(cell_type, Kind.TEXT)


def in_order(formulas: tuple[Formula, ...]) -> Iterator[Formula]:
    """Sort formulas so that each comes after its operands; raises ExpressionError on a circle."""
    by_name = {formula.name: formula for formula in formulas}
    by_column: dict[tuple[str, str], list[str]] = {}
    for formula in formulas:
        by_column.setdefault((formula.cell[0], formula.cell[2]), []).append(formula.name)
    done: dict[str, bool] = {}

    def visit(formula: Formula) -> Iterator[Formula]:
        if done.get(formula.name):
            return
        if formula.name in done:
            raise ExpressionError(f"tham chiếu vòng qua «{formula.name}»")
        done[formula.name] = False
        for name in sorted(formula.expression.names & by_name.keys()):
            yield from visit(by_name[name])
        for column in sorted(formula.expression.columns & by_column.keys()):
            for name in by_column[column]:
                yield from visit(by_name[name])
        done[formula.name] = True
        yield formula

    for formula in formulas:
        yield from visit(formula)
