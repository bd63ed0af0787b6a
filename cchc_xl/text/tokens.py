"""Marks inside a text that become Word structure after the template is filled.

A mark is made of private-use characters, so that it goes through the template as text:

    POINT kind NAMED key DONE            a place: «ct» (a footnote), «gach» (a list item begins, key = level)
    OPEN kind NAMED key DONE ... CLOSE   a stretch: «sl» (a figure), «vb» (a document cited), «cn» (footnotes
                                         of a group), «muc» (text of a section), «bang» (a table), «hang» (a
                                         row of one)

Only a `Marked` text can hold marks, and only the functions here make one: what people type, a plain str,
loses its private-use characters wherever it is joined to one and where it enters the template. Formatting a
marked text into an f-string loses its marks for the same reason; use `joined` or `filled`.
"""

import re

POINT, NAMED, DONE, OPEN, CLOSE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_PRIVATE = re.compile("[\ue000-\uf8ff]")


class Marked(str):
    """A text that may hold marks."""

    __slots__ = ()


def unmarked(text: str) -> str:
    """Return the text without any private-use character, marked or not."""
    return _PRIVATE.sub("", text)


def point(kind: str, key: str) -> Marked:
    """Mark a place where something stands, such as a footnote."""
    return Marked(f"{POINT}{_name(kind, key)}")


def opening(kind: str, key: str) -> Marked:
    """Begin a stretch; it ends with `CLOSING`, in another text if need be."""
    return Marked(f"{OPEN}{_name(kind, key)}")


CLOSING = Marked(CLOSE)
"""The end of the stretch begun last."""


def span(kind: str, key: str, text: str) -> Marked:
    """Mark a stretch of text."""
    return joined(opening(kind, key), text, CLOSING)


def joined(*texts: str) -> Marked:
    """Join texts; those that are not marked are cleaned."""
    return Marked("".join(map(_safe, texts)))


def filled(sentence: str, **words: str) -> Marked:
    """Fill the `{names}` of a sentence; words that are not marked are cleaned."""
    return Marked(unmarked(sentence).format_map({name: _safe(word) for name, word in words.items()}))


def _name(kind: str, key: str) -> str:
    return f"{kind}{NAMED}{unmarked(key)}{DONE}"


def _safe(text: str) -> str:
    return text if type(text) is Marked else unmarked(text)
