"""The value of a cell that says nothing, and the arithmetic it refuses.

Excel lets an error run through a formula and IFERROR catch it at the top; here any operation on
MISSING raises Missing, caught at the top likewise. So both back ends of an expression agree on
«an empty operand makes a result empty» without a special case in any operator.
"""

from typing import NoReturn


class Missing(Exception):
    """An operation met an empty operand."""


class _Missing:
    """The only instance is MISSING."""

    def _refuse(self, *_: object) -> NoReturn:
        raise Missing

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __neg__ = __pos__ = __bool__ = _refuse
    __and__ = __rand__ = __or__ = __ror__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __eq__ = __ne__ = _refuse
    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return "MISSING"


MISSING = _Missing()
"""What an empty, not applicable, faulty or uncalculated cell is worth in an expression."""
