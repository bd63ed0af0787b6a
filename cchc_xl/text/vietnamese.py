"""Compare and shorten Vietnamese text."""

import re
import unicodedata
from functools import lru_cache

_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")


def tidy(text: str) -> str:
    """Compose letters (NFC), fold runs of spaces to one and trim, line by line."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")  # no lone surrogates
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(_SPACES.sub(" ", line).strip() for line in lines).strip("\n")


@lru_cache(10_000)  # the labels of lists come again and again
def fold(text: str) -> str:
    """Give the form in which two texts are compared: tidy, one line, without case."""
    visible = unicodedata.normalize("NFC", text).replace("\u200b", " ").replace("\ufeff", " ")
    return " ".join(visible.split()).casefold()


def loose(text: str) -> str:
    """Give the form in which labels are recognised: folded, and any dash with or without spaces is one."""
    return _DASHES.sub("-", fold(text))


def slug(text: str) -> str:
    """Turn «Đúng thời hạn» into `dung_thoi_han`."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def capitalised(text: str) -> str:
    """Raise the first letter and leave the rest, names included, as typed."""
    return text[:1].upper() + text[1:]
