"""Expressions of the form, compiled at once to a Python function and to an Excel formula.

The language is a small part of Python's own grammar: names, numbers, texts, `None` (empty),
`+ - * /`, comparisons, `and or not`, `a if c else b` and the functions of `functions.py`.
Empty operands: see `missing.py`. An error value stands for «empty» inside an Excel formula and is
turned into "" at the top.
"""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cached_property
from types import CodeType
from typing import Any

from cchc_xl.form.missing import MISSING, Missing
from cchc_xl.form.model import Kind
from cchc_xl.text.numbers import rounded
from cchc_xl.text.vietnamese import fold

Value = Any  # Decimal | str | bool | MISSING
Values = Mapping[str, Value]
Rows = Mapping[str, Sequence[Values]]


class ExpressionError(Exception):
    """A fault in an expression: what is wrong, and at which column (from 1)."""

    def __init__(self, message: str, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


@dataclass(frozen=True)
class Symbol:
    """A name an expression may use: a cell, or a column of a register.

    `typed` cells are filled by people, so they may be blank or hold anything; computed cells hold
    a value of their kind or "".
    """

    name: str
    kind: Kind
    excel: str
    options: Mapping[str, str] = field(default_factory=dict)
    typed: bool = False


@dataclass(frozen=True)
class Register:
    """A sheet with rows to count; a row exists when its `main` column is filled."""

    key: str
    main: str
    columns: Mapping[str, Symbol]


@dataclass(frozen=True)
class Scope:
    """All names that expressions of one form may use."""

    symbols: Mapping[str, Symbol]
    registers: Mapping[str, Register]


@dataclass(frozen=True)
class Part:
    """A piece of an expression in both languages.

    `level` is the precedence in Excel (0 binds tightest); `bare` marks a reference to a computed
    cell that may hold "", which only arithmetic turns into an error. `exact` numbers have at most six
    decimals already; `sure` ones are numbers whenever Python comes that far.
    """

    kind: Kind
    python: str
    excel: str
    level: int = 0
    bare: bool = False
    divided: bool = False
    exact: bool = False
    sure: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    literal: str | None = None

    def within(self, level: int) -> str:
        """Give the Excel text, in brackets where it binds less tightly than `level`."""
        return f"({self.excel})" if self.level > level else self.excel

    def settled(self) -> "Part":
        """Make sure that an empty operand is an error and a quotient is rounded before it is compared."""
        if self.divided:
            python = f"{self.python}.quantize(SIX, HALF_UP)" if self.sure else f"rounded({self.python})"
            return Part(self.kind, python, f"ROUND({self.excel},6)", exact=True, sure=self.sure)
        if self.bare:
            return Part(self.kind, self.python, f"{self.within(3)}+0", 3, exact=self.exact)
        return self


@dataclass(frozen=True)
class Expression:
    """A compiled expression; `columns` are the (register, column) pairs it counts, column "" for any."""

    text: str
    kind: Kind
    excel: str
    names: frozenset[str]
    columns: frozenset[tuple[str, str]]
    python: str = field(repr=False)
    constants: tuple[Value, ...] = field(repr=False)
    exact: bool = False

    @property
    def formula(self) -> str:
        """Give the formula of the cell: rounded to six decimals, "" when empty."""
        inner = f"ROUND({self.excel},6)" if self.kind is Kind.NUMBER else self.excel
        return f'=IFERROR({inner},"")'

    def value(self, values: Values, rows: Rows) -> Value:
        """Work the expression out; MISSING when an operand is empty or a divisor is zero."""
        environment = {**RUNTIME, "v": values, "r": rows, "k": self.constants}
        try:
            result = eval(self._code, environment)  # only the code made by Compiler
        except NOTHING:
            return MISSING
        return rounded(result) if isinstance(result, Decimal) else result

    @cached_property
    def _code(self) -> CodeType:
        return compile(self.python, "<expression>", "eval")


NOTHING = (Missing, ZeroDivisionError, InvalidOperation)
"""What makes a result empty: an empty operand, a divisor of zero."""

RUNTIME: dict[str, Any] = {
    "SIX": Decimal("0.000001"),
    "HALF_UP": ROUND_HALF_UP,
    "fold": lambda v: v if v is MISSING else fold(v),
}
"""What compiled Python code may use; functions.py adds its own."""

_LONG, _LONGEST_FORMULA = 1000, 8000  # Excel takes 8,192 characters
_LITERAL = re.compile(r"""("[^"]*"|'[^']*')""")
COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("==", "="),
    ast.NotEq: ("!=", "<>"),
    ast.Lt: ("<", "<"),
    ast.LtE: ("<=", "<="),
    ast.Gt: (">", ">"),
    ast.GtE: (">=", ">="),
}
_ARITHMETIC: dict[type[ast.operator], tuple[str, int]] = {
    ast.Mult: ("*", 2),
    ast.Div: ("/", 2),
    ast.Add: ("+", 3),
    ast.Sub: ("-", 3),
}


def parse(text: str) -> ast.expr:
    """Parse an expression; raises ExpressionError with the column."""
    for match in re.finditer(r"<>|(?<![<>=!])=(?!=)", _LITERAL.sub(lambda m: " " * len(m[0]), text)):
        raise ExpressionError(f"có «{match[0]}»: viết == hoặc !=", match.start() + 1)
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (RecursionError, MemoryError):
        raise ExpressionError("biểu thức quá dài hoặc lồng quá sâu") from None
    except (SyntaxError, ValueError) as error:
        column = getattr(error, "offset", 1) or 1
        raise ExpressionError("biểu thức viết sai: thiếu ngoặc, dấu nháy hoặc toán tử", column) from None


def compile_expression(text: str, scope: Scope) -> Expression:
    """Compile `text`; raises ExpressionError for anything outside the language or of the wrong kind."""
    compiler = Compiler(scope)
    try:
        part = compiler.visit(parse(text))
        if len(part.python) > _LONG:  # shorter ones cannot be nested deeper than Python reads
            ast.parse(part.python, mode="eval")
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        raise ExpressionError("biểu thức quá dài hoặc lồng quá sâu") from None
    excel = part.settled().excel if part.kind is Kind.TRUTH else part.excel
    if len(excel) > _LONGEST_FORMULA:
        raise ExpressionError("biểu thức quá dài, Excel không nhận")
    return Expression(
        text,
        part.kind,
        excel,
        frozenset(compiler.names),
        frozenset(compiler.columns),
        part.python,
        tuple(compiler.constants),
        part.exact or part.kind is not Kind.NUMBER,
    )


def _is_exact(part: Part) -> bool:
    return part.exact or part.kind is Kind.EMPTY


def quoted(text: str) -> str:
    """Write a text as an Excel literal."""
    return '"' + text.replace('"', '""') + '"'


class Compiler:
    """Walk an expression and build both languages at once."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.names: set[str] = set()
        self.columns: set[tuple[str, str]] = set()
        self.constants: list[Value] = []
        self.locals = 0

    def visit(self, node: ast.expr) -> Part:
        """Translate one node."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise self.error(node, "phần này không thuộc ngôn ngữ biểu thức")
        part: Part = method(node)
        return part

    def error(self, node: ast.AST, message: str) -> ExpressionError:
        """Make the error that points at `node`."""
        return ExpressionError(message, getattr(node, "col_offset", 0) + 1)

    def number(self, node: ast.expr) -> Part:
        """Translate a node that must yield a number or a date."""
        part = self.visit(node)
        if part.kind not in (Kind.NUMBER, Kind.DATE):
            raise self.error(node, f"cần số, gặp {part.kind}")
        return part

    def truth(self, node: ast.expr) -> Part:
        """Translate a node that must yield true or false."""
        part = self.visit(node)
        if part.kind is not Kind.TRUTH:
            raise self.error(node, f"cần điều kiện đúng/sai, gặp {part.kind}")
        return part

    def symbol(self, node: ast.expr) -> Symbol:
        """Look a plain name up."""
        if not isinstance(node, ast.Name):
            raise self.error(node, "chỗ này chỉ nhận một tên")
        if node.id not in self.scope.symbols:
            raise self.error(node, f"không có tên «{node.id}»")
        self.names.add(node.id)
        return self.scope.symbols[node.id]

    def local(self) -> str:
        """Give a name for a value that the Python text uses twice."""
        self.locals += 1
        return f"x{self.locals}"

    def constant(self, value: Value) -> str:
        """Keep a constant and give its Python text."""
        self.constants.append(value)
        return f"k[{len(self.constants) - 1}]"

    def compared(self, node: ast.AST, left: Part, right: Part, op: type[ast.cmpop]) -> Part:
        """Translate one comparison of two parts."""
        if op not in COMPARISONS:
            raise self.error(node, "chỉ so sánh bằng == != < <= > >=")
        python, excel = COMPARISONS[op]
        left, right = self._matched(node, left, right)
        if left.kind in (Kind.TEXT, Kind.CHOICE) and excel not in ("=", "<>"):
            raise self.error(node, "chữ chỉ so sánh được bằng == hoặc !=")
        a, b = left.settled(), right.settled()
        return Part(Kind.TRUTH, f"({a.python} {python} {b.python})", f"{a.within(3)}{excel}{b.within(3)}", 4)

    def _matched(self, node: ast.AST, left: Part, right: Part) -> tuple[Part, Part]:
        if left.kind is Kind.CHOICE and right.literal is not None:
            return left, self._option(node, left, right.literal)
        if right.kind is Kind.CHOICE and left.literal is not None:
            return self._option(node, right, left.literal), right
        if left.kind is not right.kind or left.kind in (Kind.TRUTH, Kind.EMPTY):
            raise self.error(node, f"không so sánh được {left.kind} với {right.kind}")
        if left.kind is Kind.TEXT:
            return self._folded(left), self._folded(right)
        return left, right

    def _option(self, node: ast.AST, choice: Part, key: str) -> Part:
        if key not in choice.options:
            known = ", ".join(choice.options)
            raise self.error(node, f"danh mục không có khóa «{key}»; có: {known}")
        return Part(Kind.CHOICE, repr(key), quoted(choice.options[key]), literal=choice.options[key])

    @staticmethod
    def _folded(part: Part) -> Part:
        return Part(part.kind, f"fold({part.python})", part.excel, part.level, literal=part.literal)

    def _constant(self, node: ast.Constant) -> Part:
        if node.value is None:
            return Part(Kind.EMPTY, self.constant(MISSING), "NA()")
        if isinstance(node.value, bool) or not isinstance(node.value, int | float | str):
            raise self.error(node, "chỉ dùng số, chữ trong nháy hoặc None")
        if isinstance(node.value, str):
            if len(node.value) > 255:
                raise self.error(node, "chữ dài quá 255 ký tự, Excel không nhận")
            return Part(Kind.TEXT, self.constant(node.value), quoted(node.value), literal=node.value)
        value = Decimal(repr(node.value))
        exact = value == rounded(value)
        return Part(Kind.NUMBER, self.constant(value), f"{value:f}", exact=exact, sure=True)

    def _name(self, node: ast.Name) -> Part:
        symbol = self.symbol(node)
        python = f"v[{symbol.name!r}]"
        if symbol.kind in (Kind.TEXT, Kind.CHOICE):
            excel = f'IF({symbol.excel}="",NA(),{symbol.excel})'
            return Part(symbol.kind, python, excel, options=symbol.options)
        if symbol.typed:
            return Part(symbol.kind, python, f"IF(ISNUMBER({symbol.excel}),{symbol.excel},NA())")
        return Part(symbol.kind, python, symbol.excel, bare=True, exact=True)

    def _unaryop(self, node: ast.UnaryOp) -> Part:
        if isinstance(node.op, ast.Not):
            part = self.truth(node.operand)
            return Part(Kind.TRUTH, f"(not {part.python})", f"NOT({part.excel})")
        part = self.number(node.operand)
        if not isinstance(node.op, ast.USub):
            raise self.error(node, "toán tử này không dùng được")
        return Part(
            Kind.NUMBER, f"(-{part.python})", f"-{part.within(0)}", 1, divided=part.divided, exact=part.exact
        )

    def _binop(self, node: ast.BinOp) -> Part:
        if type(node.op) not in _ARITHMETIC:
            raise self.error(node, "chỉ dùng + - * /")
        sign, level = _ARITHMETIC[type(node.op)]
        left, right = self.number(node.left), self.number(node.right)
        excel = f"{left.within(level)}{sign}{right.within(level - 1)}"
        divided = sign == "/" or left.divided or right.divided
        kind = self._arithmetic_kind(node, left.kind, right.kind, sign)
        exact = sign in "+-" and left.exact and right.exact
        python = f"({left.python} {sign} {right.python})"
        return Part(kind, python, excel, level, divided=divided, exact=exact, sure=True)

    def _arithmetic_kind(self, node: ast.AST, left: Kind, right: Kind, sign: str) -> Kind:
        dates = (left is Kind.DATE) + (right is Kind.DATE)
        if dates == 0 or (dates == 2 and sign == "-"):
            return Kind.NUMBER
        if dates == 1 and (sign == "+" or (sign == "-" and left is Kind.DATE)):
            return Kind.DATE
        raise self.error(node, "ngày chỉ cộng trừ với số ngày")

    def _compare(self, node: ast.Compare) -> Part:
        operands = [self.visit(operand) for operand in (node.left, *node.comparators)]
        return self._all_of(
            [
                self.compared(node, left, right, type(op))
                for left, right, op in zip(operands, operands[1:], node.ops, strict=False)
            ]
        )

    def _boolop(self, node: ast.BoolOp) -> Part:
        parts = [self.truth(value) for value in node.values]
        return self._all_of(parts) if isinstance(node.op, ast.And) else self._any_of(parts)

    # AND and OR of some engines stop at the first decisive operand and never meet an empty one
    # behind it; products and sums meet them all.
    @staticmethod
    def _all_of(parts: list[Part]) -> Part:
        if len(parts) == 1:
            return parts[0]
        python = "(" + " & ".join(part.python for part in parts) + ")"
        return Part(Kind.TRUTH, python, "*".join(f"({part.excel})" for part in parts) + "=1", 4)

    @staticmethod
    def _any_of(parts: list[Part]) -> Part:
        python = "(" + " | ".join(part.python for part in parts) + ")"
        return Part(Kind.TRUTH, python, "+".join(f"({part.excel})" for part in parts) + ">0", 4)

    def _ifexp(self, node: ast.IfExp) -> Part:
        test, yes, no = self.truth(node.test), self.visit(node.body), self.visit(node.orelse)
        kinds = {yes.kind, no.kind} - {Kind.EMPTY}
        if len(kinds) > 1:
            raise self.error(node, "hai nhánh của if … else khác loại")
        return Part(
            kinds.pop() if kinds else Kind.EMPTY,
            f"({yes.python} if {test.python} else {no.python})",
            f"IF({test.excel},{yes.excel},{no.excel})",
            bare=yes.bare or no.bare,
            divided=yes.divided or no.divided,
            exact=_is_exact(yes) and _is_exact(no),
            sure=yes.sure and no.sure,
        )

    def _call(self, node: ast.Call) -> Part:
        from cchc_xl.form.functions import FUNCTIONS

        if not isinstance(node.func, ast.Name) or node.keywords:
            raise self.error(node, "chỉ gọi hàm theo tên, không có tham số có tên")
        if node.func.id not in FUNCTIONS:
            known = ", ".join(sorted(FUNCTIONS))
            raise self.error(node, f"không có hàm «{node.func.id}»; có: {known}")
        return FUNCTIONS[node.func.id](self, node)
