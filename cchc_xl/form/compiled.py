"""The formulas of a form, compiled: apart from the form, as whoever only reads needs none of them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from cchc_xl.form import layout
from cchc_xl.form.drafts import Draft
from cchc_xl.form.expressions import Expression, ExpressionError, Register, Scope, Symbol, compile_expression
from cchc_xl.form.form import Cell, Form
from cchc_xl.form.formulas import drafts
from cchc_xl.form.model import FIELDS, INDICATORS, LAST_YEAR, NUMERIC, Kind, Sheet


class Formula(NamedTuple):
    """A computed cell."""

    name: str
    cell: Cell
    expression: Expression


def scope(form: Form) -> Scope:
    """Collect the names that expressions may use."""
    symbols = {name: _symbol(form, name, cell) for name, cell in form.named_cells.items()}
    for sheet in (sheet for sheet in form.sheets.values() if not sheet.absent):
        counted = Symbol(f"da_nhap_{sheet.key}", Kind.NUMBER, f"COUNTA({form.entry_range(sheet)})")
        symbols[counted.name] = counted
    return Scope(symbols, {s.key: _register(form, s) for s in form.sheets.values() if s.counted})


def check_scope(form: Form) -> Scope:
    """Add to the names the figures of the end of last year, `ct_3_1_3_nam_truoc`; no cell holds one."""
    names = [f"{indicator.name}{LAST_YEAR}" for indicator in form.indicators.values()]
    past = {name: Symbol(name, Kind.NUMBER, "NA()") for name in names}
    return replace(form.scope, symbols={**form.scope.symbols, **past})


def compiled(form: Form) -> tuple[tuple[Formula, ...], tuple[tuple[Draft, ExpressionError], ...]]:
    """Compile all computed cells; give those that fail with their errors."""
    formulas, failed = [], []
    for draft in drafts(form):
        try:
            expression = compile_expression(draft.text, form.scope)
            if expression.kind not in draft.kinds:
                wanted = " hoặc ".join(draft.kinds)
                raise ExpressionError(f"kết quả là {expression.kind}, cần {wanted}")
            formulas.append(Formula(draft.name, draft.cell, expression))
        except ExpressionError as error:
            failed.append((draft, error))
    return tuple(formulas), tuple(failed)


def _symbol(form: Form, name: str, cell: Cell) -> Symbol:
    sheet = form.sheets[cell[0]]
    line, column = sheet.line[cell[1]], sheet.column[cell[2]]
    typed = sheet.typed_cell(column, line)
    kind = kind_of(typed.type) if typed else kind_of(column.type)
    if cell[1] == "xep_loai":
        kind = Kind.TEXT
    direct = cell[0] == FIELDS or (cell[0] == INDICATORS and cell[2] == "so_dung")
    points = cell[2] == "diem_tu_cham"
    excel = name if direct or points else layout.cell_reference(sheet, cell[1], cell[2])
    return Symbol(name, kind, excel, form.options(typed.list) if typed else {}, typed=typed is not None)


def _register(form: Form, sheet: Sheet) -> Register:
    columns = {
        column.key: Symbol(
            column.key,
            kind_of(column.type),
            f"{sheet.key}_{column.key}",
            form.options(column.list),
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
