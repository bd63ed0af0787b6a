"""What goes into a template: plain values, their texts cleaned."""

import re
import unicodedata

from cchc_xl.errors import CchcError
from cchc_xl.text.tokens import Marked, unmarked

MAX_TEXT = 2_000_000  # characters; a cell of Excel holds 32,767
MAX_DEPTH = 20  # lists in dicts in lists: a report needs six

_BREAK = re.compile("\r\n|[\t\n\v\f\r\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Return the text as XML can hold it: composed (NFC), on one line, without what cannot be printed.

    A line break or a tab becomes a space: in a justified paragraph it would stretch the line across the page,
    and whoever wants two paragraphs passes two. A pair of surrogates becomes its character, a lone one goes.
    Characters that turn the direction of writing go, since they can show a figure backwards; private-use
    characters go, since marks are made of them.
    """
    is_clean = text.isprintable() and unicodedata.is_normalized("NFC", text)
    if is_clean and len(text) <= MAX_TEXT:  # nearly all texts
        return text
    return unmarked(_clean(text))


def _clean(text: str) -> str:
    """Return the text cleaned of all but private-use characters."""
    if len(text) > MAX_TEXT:
        fix = "Rút ngắn ô có văn bản quá dài trong sổ."
        raise CchcError("MAU09", f"Một đoạn chữ dài {len(text)} ký tự, quá giới hạn.", fix)
    text = _BREAK.sub(" ", text)
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return unicodedata.normalize("NFC", _TURNS.sub("", _UNPRINTABLE.sub("", text)))


def plain(value: object, place: str, depth: int = 0) -> object:
    """Return a cleaned copy; exact types only, because a subclass of str (Markup) would not be escaped."""
    kind = type(value)
    if kind is bool or kind is int:
        return value
    if isinstance(value, str) and kind in (str, Marked):
        return _clean(str(value)) if kind is Marked else clean(value)
    if depth == MAX_DEPTH:
        raise TypeError(f"{place}: nested too deeply for a Word template")
    if isinstance(value, list | tuple) and kind in (list, tuple):
        return [plain(item, f"{place}[{index}]", depth + 1) for index, item in enumerate(value)]
    if isinstance(value, dict) and kind is dict and all(type(key) is str for key in value):
        return {key: plain(item, f"{place}.{key}", depth + 1) for key, item in value.items()}
    raise TypeError(f"{place}: {kind.__name__} cannot go into a Word template")
