"""Texts as cells hold them."""

import re
from xml.sax.saxutils import escape

from cchc_xl.entries.values import MAX_TEXT

_BANNED = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str | None:
    """Give what a cell can hold of a text; None when nothing is left."""
    text = _BANNED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.encode("utf-16-le")[: 2 * MAX_TEXT].decode("utf-16-le", "ignore") or None


def escaped(text: str) -> str:
    """Give a text as it stands in the XML of a cell; what looks like Excel's own escapes stays as typed."""
    return escape(re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text))
