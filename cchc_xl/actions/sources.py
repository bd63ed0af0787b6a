"""The workbooks that a command on many is given."""

from collections.abc import Iterable, Iterator
from pathlib import Path

_NOT_SENT = ("~$", ".")
"""How the names of lock files and hidden files begin."""


def workbooks(sources: Iterable[Path]) -> Iterator[Path]:
    """Give the files among the sources as they are named, and the workbooks of folders by their names."""
    for source in sources:
        inside = (path for path in source.glob("*.xls*") if not path.name.startswith(_NOT_SENT))
        yield from sorted(inside) if source.is_dir() else [source]
