"""Slips in running text: near misses of set phrases and names, counts that differ from their lists."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_WORD = re.compile(r"[^\W\d_]+")
_PHRASE_WORDS = re.compile(r"[\w]+")
_ORDINALS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ORDINAL = re.compile(rf"(?i)(?:^|[.:;\n]\s*)({'|'.join(_ORDINALS)}) là\b")
_COUNTED = re.compile(r"(?<![\w/.,])(\d{1,2})\s+((?:[^\W\d_]+[ ,]*){1,8}?):\s*([^:\n]+?)(?:[.\n]|$)")
_PART = re.compile(r"(?<![\w/.,])(\d{1,5})(?![\w/.,-])")
_NAMES_ONE = re.compile(r"(?i)\b(?:mức độ|số|tổ|điều|khoản|phụ lục|tháng|quý|ngày|đợt|cấp|loại|nhóm)\s*$")
_COUNTS_NOTHING = re.compile(r"(?i)^(?:gồm|như|là|trở|tháng|năm|quý|ngày|tuần|giờ|phút)\b|\btrong đó\s*$")
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


def bare(word: str) -> str:
    """Strip all marks: «Cổng» and «Công» are both «cong»."""
    marks = unicodedata.normalize("NFD", word.casefold().replace("đ", "d"))
    return "".join(c for c in marks if not unicodedata.combining(c))


class Phrasebook:
    """Set phrases, found again where only marks differ."""

    def __init__(self, phrases: Mapping[str, tuple[str, ...]]) -> None:
        self._by_first: dict[str, list[tuple[list[str], str, set[str]]]] = {}
        for phrase, also in phrases.items():
            words = [bare(word) for word in _PHRASE_WORDS.findall(phrase)]
            right = {_spelled(text) for text in (phrase, *also)}
            self._by_first.setdefault(words[0], []).append((words, phrase, right))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def slips(self, text: str) -> Iterator[Slip]:
        """Find phrases that are written with other marks than they should be."""
        words = list(_PHRASE_WORDS.finditer(text))
        plain = [bare(word[0]) for word in words]
        skip = 0
        for i, first in enumerate(plain):
            if i < skip:
                continue
            for phrase, right, spelled in self._by_first.get(first, ()):
                end = i + len(phrase)
                if plain[i:end] != phrase or "\n" in text[words[i].start() : words[end - 1].end()]:
                    continue
                found = text[words[i].start() : words[end - 1].end()]
                skip = end
                if _spelled(found) not in spelled and re.fullmatch(r"[\w\s]+", found):
                    yield Slip(found, right)
                break


def _spelled(text: str) -> str:
    return " ".join(spelling(word) for word in _PHRASE_WORDS.findall(text))


def count_slips(text: str) -> Iterator[Slip]:
    """Find numbers before a list that differ from it: «03 nội dung: a; b», «02 đề xuất: Một là … Ba là …»."""
    text = text.replace("**", "")
    for match in _COUNTED.finditer(text):
        items = [item for item in match[3].split(";") if item.strip()]
        if _NAMES_ONE.search(text[: match.start()]) or _COUNTS_NOTHING.search(match[2]):
            continue
        parts = [int(part[1]) for item in items if (part := _PART.search(item))]
        if len(parts) == len(items) and sum(parts) == int(match[1]):
            continue  # «12 cuộc họp: 04 trực tiếp; 08 trực tuyến»
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
