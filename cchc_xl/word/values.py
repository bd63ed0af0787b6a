"""What goes into a template: plain values, their texts cleaned."""

import re
import unicodedata

_BREAK = re.compile("\r\n|[\t\n\v\f\r\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")


def clean(text: str) -> str:
    """Return the text as XML can hold it: composed (NFC), on one line, without what cannot be printed.

    A line break or a tab becomes a space: in a justified paragraph it would stretch the line across the page,
    and whoever wants two paragraphs passes two. A pair of surrogates becomes its character, a lone one goes.
    """
    text = _BREAK.sub(" ", text)
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", text))


def plain(value: object, place: str) -> object:
    """Return a cleaned copy; exact types only, because a subclass of str (Markup) would not be escaped."""
    kind = type(value)
    if kind is bool or kind is int:
        return value
    if isinstance(value, str) and kind is str:
        return clean(value)
    if isinstance(value, list | tuple) and kind in (list, tuple):
        return [plain(item, f"{place}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, dict) and kind is dict and all(type(key) is str for key in value):
        return {key: plain(item, f"{place}.{key}") for key, item in value.items()}
    raise TypeError(f"{place}: {kind.__name__} cannot go into a Word template")
