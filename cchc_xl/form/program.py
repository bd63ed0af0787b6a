"""Many expressions as one Python function: each works out a name that those after it may use."""

import re
from collections.abc import Callable, Iterable, MutableMapping
from decimal import Decimal

from cchc_xl.form.expressions import NOTHING, RUNTIME, Expression, Rows, Value
from cchc_xl.form.missing import MISSING
from cchc_xl.text.numbers import rounded

Program = Callable[[MutableMapping[str, Value], Rows], None]
"""Adds the values of all its names to the values given."""

_STEP = """\
 try:
  x = {python}
  v[{name!r}] = settle(x) if type(x) is Decimal else x
 except NOTHING:
  v[{name!r}] = MISSING
"""


def _renumbered(python: str, first: int) -> str:
    """Make room for the constants of the expressions before."""
    return re.sub(r"\bk\[(\d+)\]", lambda match: f"k[{first + int(match[1])}]", python)


def compile_program(steps: Iterable[tuple[str, Expression]]) -> Program:
    """Compile expressions, each after those it depends on, into one function."""
    constants: list[Value] = []
    source = ["def program(v, r):\n k = K\n"]
    for name, expression in steps:
        python = _renumbered(expression.python, len(constants))
        constants += expression.constants
        source.append(_STEP.format(name=name, python=python))
    space: dict[str, object] = {
        **RUNTIME, "K": tuple(constants), "Decimal": Decimal, "NOTHING": NOTHING, "MISSING": MISSING,
        "settle": rounded,
    }  # fmt: skip
    exec(compile("".join(source), "<form>", "exec"), space)  # only code made by expressions.Compiler
    program: Program = space["program"]  # type: ignore[assignment]
    return program
