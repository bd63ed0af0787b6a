"""The functions an expression may call. Each gives its Python and its Excel at once.

| call | meaning |
|---|---|
| `dem(so, dieu_kien, ...)` | count the rows of a register |
| `cong(so, cot, dieu_kien, ...)` | sum a column of a register; empty when no number stands there |
| `tong(a, b, ...)` | sum of cells; empty only when all are |
| `co(a)`, `trong(a)` | whether a cell has a value; in a condition, whether the row's cell has |
| `da_ghi(a)` | whether anything stands in a cell, «KAD» included |
| `dau_tien(a, b, ...)` | the first cell that has a number |
| `lon_nhat(x, y, ...)`, `nho_nhat(x, y, ...)` | the larger, the smaller |
| `tron(x, n)` | rounded half up to n decimals |
| `nam(ngay)`, `thang(ngay)` | year and month of a date |
| `noi(a, b, ...)` | the texts that are not empty, with a space between |
"""

import ast
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from cchc_xl.form.expressions import (
    COMPARISONS,
    RUNTIME,
    Compiler,
    Part,
    Register,
    Symbol,
    Value,
    Values,
    quoted,
)
from cchc_xl.form.missing import MISSING, Missing
from cchc_xl.form.model import Kind
from cchc_xl.text.numbers import from_serial, rounded

_ZERO = Decimal(0)
_SHORT = 8  # a longer list would make long formulas
_IS_NUMBER = '">=-1E+300"'


def _arguments(compiler: Compiler, node: ast.Call, least: int, most: int | None = None) -> list[ast.expr]:
    count = len(node.args)
    if count < least or (most is not None and count > most):
        raise compiler.error(node, "số tham số của hàm không đúng")
    return node.args


def _count(compiler: Compiler, node: ast.Call) -> Part:
    args = _arguments(compiler, node, 1)
    register = _register(compiler, args[0])
    tests = _Conditions(compiler, register, args[1:])
    python = f"count({tests.rows})"
    excel = tests.guarded(f'COUNTIFS({register.main},"<>"{tests.excel})')
    return Part(Kind.NUMBER, python, excel, exact=True)


def _add_up(compiler: Compiler, node: ast.Call) -> Part:
    args = _arguments(compiler, node, 2)
    register = _register(compiler, args[0])
    column = _column(compiler, register, args[1])
    if column.kind is not Kind.NUMBER:
        raise compiler.error(args[1], "chỉ cộng được cột số")
    tests = _Conditions(compiler, register, args[2:])
    where = f'{register.main},"<>"{tests.excel}'
    excel = f"IF(COUNTIFS({column.excel},{_IS_NUMBER},{where})=0,NA(),SUMIFS({column.excel},{where}))"
    return Part(Kind.NUMBER, f"add_up({tests.rows}, {column.name!r})", tests.guarded(excel))


def _register(compiler: Compiler, node: ast.expr) -> Register:
    if not isinstance(node, ast.Name) or node.id not in compiler.scope.registers:
        known = ", ".join(compiler.scope.registers)
        raise compiler.error(node, f"tham số đầu phải là tên một sổ: {known}")
    compiler.columns.add((node.id, ""))
    return compiler.scope.registers[node.id]


def _column(compiler: Compiler, register: Register, node: ast.expr) -> Symbol:
    if not isinstance(node, ast.Name) or node.id not in register.columns:
        known = ", ".join(register.columns)
        raise compiler.error(node, f"sổ {register.key} có các cột: {known}")
    compiler.columns.add((register.key, node.id))
    return register.columns[node.id]


class _Conditions:
    """The conditions of a count, as Python over a row and as criteria of COUNTIFS."""

    def __init__(self, compiler: Compiler, register: Register, nodes: Iterable[ast.expr]) -> None:
        self.excel = ""
        self.scalars: list[Part] = []
        tests = ["True"]
        for node in nodes:
            tests.append(self._test(compiler, register, node))
        needed = "".join(f"need({part.python}), " for part in self.scalars)
        self.rows = f"rows(r[{register.key!r}], lambda row, s: {' and '.join(tests)}, ({needed}))"

    def _test(self, compiler: Compiler, register: Register, node: ast.expr) -> str:
        if isinstance(node, ast.Call):
            return self._filled(compiler, register, node)
        if not isinstance(node, ast.Compare) or len(node.ops) != 1:
            raise compiler.error(node, "điều kiện phải là: cột so với một giá trị, co(cột) hoặc trong(cột)")
        column = _column(compiler, register, node.left)
        cell = Part(column.kind, f"row[{column.name!r}]", column.excel, options=column.options)
        other = compiler.visit(node.comparators[0])
        if other.literal is None:
            self.scalars.append(other.settled())
            other = Part(other.kind, f"s[{len(self.scalars) - 1}]", other.excel, other.level, other.bare)
        test = compiler.compared(node, cell, other, type(node.ops[0]))
        self._add_criterion(compiler, column, COMPARISONS[type(node.ops[0])][1], node.comparators[0], other)
        return test.python

    def _filled(self, compiler: Compiler, register: Register, node: ast.Call) -> str:
        name = getattr(node.func, "id", "")
        if name not in ("co", "trong"):
            raise compiler.error(node, "điều kiện chỉ nhận co(cột) hoặc trong(cột)")
        column = _column(compiler, register, _arguments(compiler, node, 1, 1)[0])
        is_text = column.kind in (Kind.TEXT, Kind.CHOICE)
        if is_text and not column.typed:
            raise compiler.error(node, "cột máy tính: so sánh với một giá trị")
        if name == "co":
            filled = '"<>"' if is_text else _IS_NUMBER
            self.excel += f",{column.excel},{filled}"
            return f"(row[{column.name!r}] is not k_missing)"
        self.excel += f',{column.excel},""'
        return f"(row[{column.name!r}] is k_missing)"

    def _add_criterion(
        self, compiler: Compiler, column: Symbol, sign: str, node: ast.expr, other: Part
    ) -> None:
        if other.literal is not None:
            label = column.options.get(other.literal, other.literal)
            escaped = label.replace("~", "~~").replace("*", "~*").replace("?", "~?")
            criterion = quoted(sign + escaped)
        else:
            criterion = f"{quoted(sign)}&{other.within(3)}"
        self.excel += f",{column.excel},{criterion}"
        if sign == "<>":
            filled = '"<>"' if column.kind in (Kind.TEXT, Kind.CHOICE) else _IS_NUMBER
            self.excel += f",{column.excel},{filled}"

    def guarded(self, excel: str) -> str:
        """Make the result empty when a value compared with is empty."""
        for part in self.scalars:
            check = (
                f"ISNUMBER({part.excel})"
                if part.kind in (Kind.NUMBER, Kind.DATE)
                else f"NOT(ISERROR({part.excel}))"
            )
            excel = f"IF({check},{excel},NA())"
        return excel


def _rows(
    rows: Sequence[Values], test: Callable[[Values, tuple[Value, ...]], bool], scalars: tuple[Value, ...]
) -> list[Values]:
    """Select the rows for which the test holds; an empty cell of a row makes it fail."""

    found: list[Values] = []
    remaining = iter(rows)
    while True:
        try:
            found += (row for row in remaining if test(row, scalars))
        except Missing:  # that row is passed over
            continue
        return found


def _need(value: Value) -> Value:
    if value is MISSING:
        raise Missing
    return value


def _sum_column(rows: Iterable[Values], column: str) -> Value:
    return _total(row[column] for row in rows)


def _total(values: Iterable[Value]) -> Value:
    present = [value for value in values if value is not MISSING]
    return sum(present, _ZERO) if present else MISSING


def _sum(compiler: Compiler, node: ast.Call) -> Part:
    symbols = _number_symbols(compiler, node)
    refs = [symbol.excel for symbol in symbols]
    python = ", ".join(f"v[{symbol.name!r}]" for symbol in symbols)
    excel = f"IF(COUNT({','.join(refs)})=0,NA(),SUM({','.join(f'N({ref})' for ref in refs)}))"
    return Part(Kind.NUMBER, f"total(({python},))", excel, exact=not any(s.typed for s in symbols))


def _first(compiler: Compiler, node: ast.Call) -> Part:
    symbols = _number_symbols(compiler, node, dates=True)
    excel = "NA()"
    for symbol in reversed(symbols):
        excel = f"IF(ISNUMBER({symbol.excel}),{symbol.excel},{excel})"
    *others, last = (f"v[{symbol.name!r}]" for symbol in symbols)
    python = "".join(f"{one} if {one} is not k_missing else " for one in others) + last
    return Part(symbols[0].kind, f"({python})", excel, exact=not any(s.typed for s in symbols))


def _number_symbols(compiler: Compiler, node: ast.Call, *, dates: bool = False) -> list[Symbol]:
    symbols = [compiler.symbol(arg) for arg in _arguments(compiler, node, 1)]
    wanted = symbols[0].kind if dates and symbols[0].kind is Kind.DATE else Kind.NUMBER
    for symbol, arg in zip(symbols, node.args, strict=True):
        if symbol.kind is not wanted:
            raise compiler.error(arg, f"cần số, gặp {symbol.kind}")
    return symbols


def _filled(compiler: Compiler, node: ast.Call) -> Part:
    symbol = compiler.symbol(_arguments(compiler, node, 1, 1)[0])
    is_text = symbol.kind in (Kind.TEXT, Kind.CHOICE)
    excel = f'{symbol.excel}<>""' if is_text else f"ISNUMBER({symbol.excel})"
    if symbol.kind is Kind.CHOICE and 0 < len(symbol.options) <= _SHORT:  # what is pasted over is no choice
        tests = [f"({symbol.excel}={quoted(label)})" for label in symbol.options.values()]
        excel = "+".join(["0", *tests]) + ">0"  # a sum is a number: FALSE>0 is true in Excel
    return Part(Kind.TRUTH, f"(v[{symbol.name!r}] is not k_missing)", excel, 4 if is_text else 0)


def _blank(compiler: Compiler, node: ast.Call) -> Part:
    filled = _filled(compiler, node)
    return Part(Kind.TRUTH, f"(not {filled.python})", f"NOT({filled.excel})")


def _written(compiler: Compiler, node: ast.Call) -> Part:
    symbol = compiler.symbol(_arguments(compiler, node, 1, 1)[0])
    if not symbol.typed:
        raise compiler.error(node, "chỉ hỏi da_ghi của ô nhập")
    return Part(Kind.TRUTH, f"v['{symbol.name}?']", f"IFERROR(LEN(TRIM({symbol.excel})),1)>0", 4)


def _extreme(better: str, excel: str) -> "Function":
    def extreme(compiler: Compiler, node: ast.Call) -> Part:
        parts = [compiler.number(arg).settled() for arg in _arguments(compiler, node, 2)]
        python = parts[0].python
        for part in parts[1:]:
            one, other = compiler.local(), compiler.local()
            python = f"({one} if ({one} := {python}) {better} ({other} := {part.python}) else {other})"
        inner = ",".join(part.excel for part in parts)
        exact = all(part.exact for part in parts)
        return Part(Kind.NUMBER, python, f"{excel}({inner})", exact=exact, sure=True)

    return extreme


def _round(compiler: Compiler, node: ast.Call) -> Part:
    value, digits = _arguments(compiler, node, 2, 2)
    if not isinstance(digits, ast.Constant) or type(digits.value) is not int or digits.value not in range(7):
        raise compiler.error(digits, "số chữ số thập phân là một số từ 0 đến 6")
    part = compiler.number(value)
    return Part(
        Kind.NUMBER,
        f"rounded({part.python}, {digits.value})",
        f"ROUND({part.excel},{digits.value})",
        exact=True,
    )


def _of_date(python: str, excel: str) -> "Function":
    def of_date(compiler: Compiler, node: ast.Call) -> Part:
        part = compiler.visit(_arguments(compiler, node, 1, 1)[0])
        if part.kind is not Kind.DATE:
            raise compiler.error(node, f"cần ngày, gặp {part.kind}")
        return Part(Kind.NUMBER, f"{python}({part.python})", f"{excel}({part.excel})")

    return of_date


def _join(compiler: Compiler, node: ast.Call) -> Part:
    parts = [compiler.visit(arg) for arg in _arguments(compiler, node, 1)]
    python = ", ".join(f"lambda: {part.python}" for part in parts)
    excel = '&" "&'.join(f'IFERROR({part.excel},"")' for part in parts)
    return Part(Kind.TEXT, f"join({python})", f"TRIM({excel})")


def _joined(*texts: Callable[[], Value]) -> str:
    found = []
    for text in texts:
        try:
            value = text()
        except (Missing, ZeroDivisionError):
            continue
        if value is not MISSING:
            found.append(value)
    return " ".join(text for text in found if text)


Function = Callable[[Compiler, ast.Call], Part]

FUNCTIONS: dict[str, Function] = {
    "dem": _count,
    "cong": _add_up,
    "tong": _sum,
    "co": _filled,
    "trong": _blank,
    "da_ghi": _written,
    "dau_tien": _first,
    "lon_nhat": _extreme(">=", "MAX"),
    "nho_nhat": _extreme("<=", "MIN"),
    "tron": _round,
    "nam": _of_date("year", "YEAR"),
    "thang": _of_date("month", "MONTH"),
    "noi": _join,
}

RUNTIME.update(
    {
        "rows": _rows,
        "need": _need,
        "count": lambda rows: Decimal(len(rows)),
        "add_up": _sum_column,
        "total": _total,
        "rounded": lambda value, digits=6: rounded(_need(value), digits),
        "year": lambda day: Decimal(from_serial(int(_need(day))).year),
        "month": lambda day: Decimal(from_serial(int(_need(day))).month),
        "join": _joined,
        "k_missing": MISSING,
    }
)
