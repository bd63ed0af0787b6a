"""Single cells of a log: codes, texts, keys, numbers of days; each different value is read once."""

from collections.abc import Callable
from typing import Any

from cchc_xl.dossiers.headers import values_of
from cchc_xl.text.numbers import read_number
from cchc_xl.text.vietnamese import loose

UNKNOWN = "?"
"""What a cell means that is filled and not understood; a blank one means None."""


class Memo(dict[Any, Any]):
    """Gives what a cell means and keeps it for the next one that says the same."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        self.read = read

    def __missing__(self, raw: Any) -> Any:
        self[raw] = self.read(raw)
        return self[raw]


def key_reader(column: str) -> Callable[[Any], str | None]:
    """Give the reader of a coded column."""
    known = values_of(column)

    def read(raw: Any) -> str | None:
        text = loose(text_in(raw))
        return known.get(text, UNKNOWN) if text else None

    return read


def text_in(raw: Any) -> str:
    """Give a cell as one line of text; numbers without a decimal point."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return "" if raw is None else " ".join(str(raw).split())


def code_in(raw: Any) -> str:
    """Give a code as text; Excel keeps the code 1.001230 of a procedure as a number."""
    if type(raw) is str:
        return raw.strip()
    return f"{raw:.6f}" if isinstance(raw, float) and not raw.is_integer() else text_in(raw)


def number_in(raw: Any) -> float | str | None:
    """Give a number of days."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw) if 0 <= raw < 10_000 else UNKNOWN
    text = text_in(raw)
    try:
        return float(read_number(text.removesuffix("ngày"))) if text else None
    except ValueError:
        return UNKNOWN
