"""Slips in running text: near misses of set phrases and names, counts that differ from their lists."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ORDINALS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ORDINAL = re.compile(rf"(?i)(?:^|[.:;\n]\s*)({'|'.join(_ORDINALS)}) là\b")
_COUNTED = re.compile(r"(?<![\w/.,])(\d{1,2})\s+((?:[^\W\d_]+[ ,]*){1,8}?):\s*([^:\n]+?)(?:[.\n]|$)")
_BEFORE_ORDINALS = re.compile(r"(?<![\w/.,])(\d{1,2})\s+((?:[^\W\d_]+\s*){1,4}?)[:,.]?\s*$")
_NAME = r"[A-ZĐÀ-ỸƠƯ][^\W\d_]*"
_PLACE = re.compile(
    r"(?i:\b(?P<kind>huyện|thành phố|thị xã|quận|phường|xã|thị trấn|tỉnh))\s+"
    rf"(?P<name>{_NAME}(?: {_NAME}){{0,4}})"
)


class Slip(NamedTuple):
    """What stands in a text and what is likely meant."""

    found: str
    expected: str


def spelling(word: str) -> str:
    """Give what makes two spellings of a word one: its letters, and its tone wherever it is written."""
    marks = unicodedata.normalize("NFD", word.casefold())
    tone = "".join(c for c in marks if c in _TONES)
    return unicodedata.normalize("NFC", "".join(c for c in marks if c not in _TONES)) + tone


_BARE = {
    code: unicodedata.normalize("NFD", chr(code).casefold().replace("đ", "d"))[0]
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))
}


class Phrasebook:
    """Set phrases, found again where only marks differ: «Cổng» and «Công» are both «cong»."""

    def __init__(self, phrases: Mapping[str, tuple[str, ...]]) -> None:
        self._right: dict[str, str] = {}
        self._spelled: dict[str, set[str]] = {}
        for phrase, also in phrases.items():
            bare = phrase.translate(_BARE)
            self._right[bare] = phrase
            self._spelled[bare] = {_spelled(text) for text in (phrase, *also)}
        longest_first = sorted(map(re.escape, self._right), key=len, reverse=True)
        self._pattern = re.compile(rf"\b(?:{'|'.join(longest_first)})\b")

    def slips(self, text: str) -> Iterator[Slip]:
        """Find phrases that are written with other marks than they should be."""
        for match in self._pattern.finditer(text.translate(_BARE)):
            found = text[match.start() : match.end()]
            if _spelled(found) not in self._spelled[match[0]]:
                yield Slip(found, self._right[match[0]])


def _spelled(text: str) -> str:
    return " ".join(map(spelling, text.split()))


def count_slips(text: str) -> Iterator[Slip]:
    """Find numbers before a list that differ from it: «03 nội dung: a; b», «02 đề xuất: Một là … Ba là …»."""
    if ":" not in text and " là" not in text:
        return
    text = text.replace("**", "")
    for match in _COUNTED.finditer(text):
        items = [item for item in match[3].split(";") if item.strip()]
        if len(items) > 1 and len(items) != int(match[1]) and not _ORDINAL.search(match[3] + ";"):
            yield Slip(
                f"{match[1]} {match[2].strip()}", f"liệt kê {len(items)}, cách nhau bằng dấu chấm phẩy"
            )
    for paragraph in text.split("\n"):
        yield from _ordinal_slips(paragraph)


def _ordinal_slips(paragraph: str) -> Iterator[Slip]:
    found = list(_ORDINAL.finditer(paragraph))
    if not found or found[0][1].casefold() != _ORDINALS[0]:
        return
    listed = 0
    for match in found:
        if listed < len(_ORDINALS) and match[1].casefold() == _ORDINALS[listed]:
            listed += 1
    told = _BEFORE_ORDINALS.search(paragraph[: found[0].start() + 1].rstrip(" :;.,"))
    if told and listed > 1 and int(told[1]) != listed:
        yield Slip(f"{told[1]} {told[2].strip()}", f"liệt kê {listed}")
    elif len(found) != listed:
        yield Slip(", ".join(match[1] for match in found), "đếm liền nhau: Một là, Hai là, Ba là")


class Place(NamedTuple):
    """A place named in a text: huyện, thành phố …, and the capitalised words after it."""

    kind: str
    name: str


def places(text: str) -> Iterator[Place]:
    """Find the administrative units that a text names."""
    for match in _PLACE.finditer(text):
        yield Place(match["kind"].casefold(), match["name"])


def odd_dashes(text: str, names: Mapping[str, re.Pattern[str]]) -> Iterator[Slip]:
    """Find names written with another dash, or with spaces around a hyphen that joins."""
    for name, pattern in names.items():
        for match in pattern.finditer(text):
            if match[0].casefold() != name.casefold():
                yield Slip(match[0], name)


def dashed(name: str) -> re.Pattern[str]:
    """Give the pattern of a name with any dash, and any spaces around it."""
    parts = [re.escape(part) for part in re.split(r"\s*[-\u2010-\u2015]\s*", name)]
    return re.compile(r"(?<!\w)" + r"\s*[-\u2010-\u2015\u2212]\s*".join(parts) + r"(?!\w)", re.IGNORECASE)
