"""The Jinja environment of a template: data and loops, nothing else."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NoReturn

import jinja2
from jinja2 import pass_context
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_TURNS = 1_000_000  # of all loops: 200 units with 500 rows of 10 cells
MAX_LENGTH = 64_000_000  # of a part made, in characters
BUDGET, EACH = "#budget", "each"
"""A name no template can write, and a filter no template may use: every loop is made to go through it."""


class NoMember(Exception):
    """Asked for a member that the data does not have."""

    def __init__(self, name: str, known: Collection[str]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


class NotText(Exception):
    """Asked to print a list, a dict or a yes/no."""


class Exhausted(Exception):
    """Would take more turns, or make a longer text, than any report does."""

    def __init__(self, *, long: bool) -> None:
        super().__init__(long)
        self.long = long


class Budget:
    """Counts the turns of all loops of one rendering."""

    def __init__(self) -> None:
        self.turns = 0

    def spend(self) -> None:
        """Take one more turn."""
        self.turns += 1
        if self.turns > MAX_TURNS:
            raise Exhausted(long=False)


@pass_context
def _each(context: Context, value: object) -> Iterator[object]:
    """Go through a list, and nothing else, at the cost of the budget."""
    if not isinstance(value, list):
        raise TypeError("not a list")
    return _turns(value, context[BUDGET])


def _turns(items: list[object], budget: Budget) -> Iterator[object]:
    for item in items:
        budget.spend()
        yield item


def bounded(pieces: Iterable[str]) -> str:
    """Join what a template makes, as long as it is not too long."""
    kept, length = [], 0
    for piece in pieces:
        length += len(piece)
        if length > MAX_LENGTH:
            raise Exhausted(long=True)
        kept.append(piece)
    return "".join(kept)


class _DataOnly(ImmutableSandboxedEnvironment):
    """Reads the keys of dicts and the flags of loops, and no attribute of anything else."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the value under a key; never a method, whatever the key is called."""
        if isinstance(obj, LoopContext):
            return super().getattr(obj, attribute)
        if not isinstance(obj, dict):
            raise NoMember(attribute, ())
        return obj[attribute] if attribute in obj else _no_member(attribute, obj)


def _no_member(name: str, known: Mapping[str, object]) -> NoReturn:
    raise NoMember(name, known.keys())


def _printable(value: object) -> object:
    """Return the value if it is text or a whole number: anything else would be spelt as in Python."""
    if type(value) is str or type(value) is int:
        return value
    raise NotText


def _environment() -> _DataOnly:
    jinja = _DataOnly(autoescape=True, undefined=jinja2.StrictUndefined, finalize=_printable)
    jinja.globals.clear()
    jinja.filters = {EACH: _each}
    return jinja


JINJA = _environment()
