"""The Jinja environment of a template: data and loops, nothing else."""

from collections.abc import Collection, Mapping
from typing import Any, NoReturn

import jinja2
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment


class NoMember(Exception):
    """Asked for a member that the data does not have."""

    def __init__(self, name: str, known: Collection[str]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


class NotText(Exception):
    """Asked to print a list, a dict or a yes/no."""


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
    return jinja


JINJA = _environment()
