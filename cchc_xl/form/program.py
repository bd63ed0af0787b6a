"""Many expressions as one Python function: each works out a name that those after it may use."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, MutableMapping
from decimal import Decimal

from cchc_xl.form.expressions import NOTHING, RUNTIME, Expression, Rows, Value
from cchc_xl.form.missing import MISSING

Program = Callable[[MutableMapping[str, Value], Rows], None]
"""Adds the values of its names to the values given."""

_STEP = """\
 try:
  {step}
 except NOTHING:
  {target} = MISSING
"""
_EXACT = "{target} = {python}"
_ROUNDED = "x = {python}; {target} = x.quantize(SIX, HALF_UP) if type(x) is Decimal else x"


def compile_program(steps: Iterable[tuple[str, Expression]], keep: Collection[str] | None = None) -> Program:
    """Compile expressions, each after those it depends on, into one function.

    It adds the values of the names in `keep`, by default of all. Values worked out are local variables,
    constants are defaults of parameters: Python reaches both faster than anything else.
    """
    constants: list[Value] = []
    computed: dict[str, str] = {}
    source = []
    for name, expression in steps:
        python = _located(expression.python, computed, len(constants))
        constants += expression.constants
        computed[name] = target = f"v{len(computed)}"
        if keep is None or name in keep:
            target = f"{target} = v[{name!r}]"
        step = (_EXACT if expression.exact else _ROUNDED).format(target=target, python=python)
        source.append(_STEP.format(target=target, step=step))
    parameters = "".join(f", k{i}=K[{i}]" for i in range(len(constants)))
    text = f"def program(v, r{parameters}):\n" + ("".join(source) or " pass")
    space: dict[str, object] = {
        **RUNTIME, "K": tuple(constants), "Decimal": Decimal, "NOTHING": NOTHING, "MISSING": MISSING,
    }  # fmt: skip
    exec(compile(text, "<form>", "exec"), space)  # only code made by expressions.Compiler
    program: Program = space["program"]  # type: ignore[assignment]
    return program


def _located(python: str, computed: Mapping[str, str], first: int) -> str:
    """Say where values lie: those worked out before in variables, constants after those already there."""
    python = re.sub(r"\bk\[(\d+)\]", lambda match: f"k{first + int(match[1])}", python)
    return re.sub(r"\bv\['(\w+)'\]", lambda one: computed.get(one[1], one[0]), python)
