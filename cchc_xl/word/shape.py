"""The shape of the data a template may use: which names there are and what stands behind each."""

from collections.abc import Mapping
from functools import reduce
from typing import NamedTuple, Optional

from cchc_xl.word.syntax import NOTE

TEXT, NUMBER, FLAG, LIST, GROUP, CALL, ANY = "chữ", "số", "có/không", "danh sách", "nhóm", "hàm", ""


class Shape(NamedTuple):
    """A kind of value; a group has named members, a list one shape for all its items."""

    kind: str
    members: tuple[tuple[str, "Shape"], ...] = ()
    item: Optional["Shape"] = None

    @property
    def names(self) -> dict[str, "Shape"]:
        """Give the members of a group by name."""
        return dict(self.members)


_LEAVES = {str: Shape(TEXT), bool: Shape(FLAG), int: Shape(NUMBER)}  # a bool is an int, too
UNKNOWN = Shape(ANY)
"""What an empty list holds, or a list of several kinds: nothing can be said against its use."""


def shape_of_context(context: Mapping[str, object]) -> Shape:
    """Describe a context; what `chu_thich` may cite is no data of its own."""
    members = ((name, Shape(CALL) if name == NOTE else shape_of(value)) for name, value in context.items())
    return Shape(GROUP, tuple(members))


def shape_of(value: object) -> Shape:
    """Describe plain data; of the items of a list only what all have is a member."""
    if isinstance(value, dict):
        return Shape(GROUP, tuple([(name, shape_of(member)) for name, member in value.items()]))
    if isinstance(value, list | tuple):
        return Shape(LIST, item=reduce(merged, dict.fromkeys(map(shape_of, value)), UNKNOWN))
    return next((shape for kind, shape in _LEAVES.items() if isinstance(value, kind)), UNKNOWN)


def merged(one: Shape, other: Shape) -> Shape:
    """Give what holds for both; an empty list tells nothing about its items."""
    if one == other or other.kind == ANY:
        return one
    if one.kind == ANY:
        return other
    if one.kind != other.kind:
        return UNKNOWN
    if one.kind == LIST:
        return Shape(LIST, item=merged(one.item or UNKNOWN, other.item or UNKNOWN))
    others = other.names
    return Shape(GROUP, tuple((n, merged(s, others[n])) for n, s in one.members if n in others))


def listed(shape: Shape, name: str = "") -> list[tuple[str, str]]:
    """List the names of a group as templates write them, each with its kind: «muc[].tieu_de», «chữ»."""
    if shape.kind == LIST and shape.item:
        return [(name, LIST), *listed(shape.item, f"{name}[]")]
    if shape.kind != GROUP:
        return [(name, shape.kind)] if shape.kind else []
    inner = [pair for n, s in shape.members for pair in listed(s, f"{name}.{n}" if name else n)]
    return [(name, GROUP), *inner] if name and not name.endswith("]") else inner
