"""Slips in running text: near misses of set phrases and names, counts that differ from their lists."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_DASH = r"[^\S\n]*[-\u2010-\u2015\u2212][^\S\n]*"
_ORDINALS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ORDINAL = re.compile(rf"(?i)(?:^|[.:;,\n])[\s*+•-]*(?:và\s+)?({'|'.join(_ORDINALS)}) là\b")
_LETTERS = r"[^\W\d_]+"
_NUMBER = rf"(?<![\w/.,-])(\d{{1,2}})\s+({_LETTERS}(?:[ ,]+{_LETTERS})"
_END = r"(?<!\b[Tt][PpXxTt])(?<!\b[PQHX])\.(?=\s|$)|\n|$"
_COUNTED = re.compile(rf"{_NUMBER}{{0,7}})\s*:\s*([^:\n]+?)(?:{_END})")
_BEFORE_ORDINALS = re.compile(rf"{_NUMBER}{{0,3}})\s*$")
_NAMED = re.compile(
    r"(?i)\b(?:số|điều|khoản|điểm|mục|phần|chương|độ|cấp|loại|nhóm|quý|năm|tháng|ngày|thứ|đợt|lần|bước|hạng|tổ"
    r"|khóa|lục|bảng|biểu|mẫu|đoạn|kỳ|tuần|phường|quận|khối|vòng|lớp|ấp|khu|trang|đến|từ|dưới|hơn|trên|gần)\s+$"
)
"""Before a number that counts nothing: «Điều 3», «mức độ 4», or only about: «hơn 10»."""
_MORE = re.compile(rf"\d\s+(?:{_LETTERS}\s+){{1,8}}?(?:và|với|cùng)\s+$")
_AMOUNT = re.compile(
    r"(?i)(?:giờ|phút|ngày|tuần|tháng|năm|triệu|tỷ|nghìn|đồng|điểm|bậc|lần|hạng|tuổi|phần|km|ha|m)\b"
)
_OTHER_LIST = re.compile(
    r"(?i)\b(?:trong đó|như(?! sau)|nhất là|tiêu biểu|điển hình|đặc biệt|ví dụ)\b"
    r"|\w\s(?:đề nghị|kiến nghị|đề xuất|yêu cầu|phản ánh|nêu|cho rằng)\b"
)
"""After it, when the list is of something else: examples, a part, what somebody asked for."""
_QUANTITY = re.compile(r"(?i)(?<![\w/.,-])(?<!số )(?<!ngày )(?<!tháng )(?<!năm )\d+(?![\w/-])")
_CAPITAL = f"[{''.join(c for c in map(chr, range(0x41, 0x1EFA)) if c.isupper())}]"
_NAME = rf"{_CAPITAL}[^\W\d_]*"
_PLACE = re.compile(
    r"(?i:\b(?P<kind>huyện|thành phố|thị xã|quận|phường|xã|thị trấn|tỉnh))[^\S\n]+"
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
        spaced = "|".join(longest_first).replace(r"\ ", r"[^\S\n]+")
        self._pattern = re.compile(rf"\b(?:{spaced})\b")

    def slips(self, text: str) -> Iterator[Slip]:
        """Find phrases that are written with other marks than they should be."""
        text = _composed(text)
        for match in self._pattern.finditer(text.translate(_BARE)):
            found, bare = text[match.start() : match.end()], " ".join(match[0].split())
            if _spelled(found) not in self._spelled[bare]:
                yield Slip(found, self._right[bare])


def _spelled(text: str) -> str:
    return " ".join(map(spelling, text.split()))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def count_slips(text: str) -> Iterator[Slip]:
    """Find numbers before a list that differ from it: «03 nội dung: a; b», «02 đề xuất: Một là … Ba là …»."""
    text = _composed(text).replace("**", "")
    if ":" not in text and " là" not in text:
        return
    for match in _COUNTED.finditer(text):
        items = _items(match[3])
        likely = 1 < len(items) != int(match[1]) > 1 and 2 * len(items) >= int(match[1])
        if likely and _announces(match) and not _ORDINAL.search(match[3]):
            yield Slip(f"{match[1]} {match[2]}", f"liệt kê {len(items)}, cách nhau bằng dấu chấm phẩy")
        parts = [int(part) for part in re.findall(rf"(?:^|;)\s*(\d+) {match[2].split()[0]}\b", match[3])]
        if len(parts) == match[3].count(";") + 1 > 1 and sum(parts) != int(match[1]):
            yield Slip(f"{match[1]} {match[2]}", f"các phần cộng lại {sum(parts)}")
    lists: list[list[re.Match[str]]] = []
    for ordinal in _ORDINAL.finditer(text):
        if ordinal[1].casefold() == _ORDINALS[0]:
            lists.append([])
        if lists:
            lists[-1].append(ordinal)
    for ordinals in lists:
        yield from _ordinal_slips(text, ordinals)


def _items(listed: str) -> list[str]:
    """Split a closed list; none when it stays open, goes on below, or gives the parts of a sum."""
    listed = re.sub(r"\([^()]*\)", "", listed).strip()
    if listed.endswith((";", ",", "…", "..")) or "v.v" in listed or _QUANTITY.search(listed):
        return []
    return [item for item in listed.split(";") if item.strip()]


def _announces(match: re.Match[str]) -> bool:
    """Tell a number that counts what follows from «mức độ 4 gồm», «05 năm qua», «04 phòng và 04 sở»."""
    before = match.string[: match.start()]
    return not (
        _NAMED.search(before)
        or _MORE.search(before)
        or _AMOUNT.match(match[2])
        or _OTHER_LIST.search(match[2])
    )


def _ordinal_slips(text: str, ordinals: list[re.Match[str]]) -> Iterator[Slip]:
    words = [match[1] for match in ordinals]
    told = _BEFORE_ORDINALS.search(text[: ordinals[0].start() + 1].rstrip(" :;.,\n"))
    if [word.casefold() for word in words] != list(_ORDINALS[: len(words)]):
        yield Slip(", ".join(words), "đếm liền nhau: Một là, Hai là, Ba là")
    elif told and len(words) > 1 and int(told[1]) != len(words) and _announces(told):
        yield Slip(f"{told[1]} {told[2]}", f"liệt kê {len(words)}")


class Place(NamedTuple):
    """A place named in a text: huyện, thành phố …, and the capitalised words after it."""

    kind: str
    name: str


def places(text: str) -> Iterator[Place]:
    """Find the administrative units that a text names."""
    for match in _PLACE.finditer(_composed(text)):
        yield Place(match["kind"].casefold(), match["name"])


def odd_dashes(text: str, names: Mapping[str, re.Pattern[str]]) -> Iterator[Slip]:
    """Find names written with another dash, or with spaces around a hyphen that joins."""
    for name, pattern in names.items():
        for match in pattern.finditer(_composed(text)):
            if match[0].casefold() != name.casefold():
                yield Slip(match[0], name)


def dashed(name: str) -> re.Pattern[str]:
    """Give the pattern of a name with any dash, and any spaces around it."""
    parts = [re.escape(part) for part in re.split(_DASH, name)]
    return re.compile(r"(?<!\w)" + _DASH.join(parts) + r"(?!\w)", re.IGNORECASE)
