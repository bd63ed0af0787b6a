"""Texts of the encodings before Unicode, and characters that are not what they look like.

TCVN3 («ABC», fonts .VnTime, .VnArial ...) has one code a letter; the fonts ending in H draw the same
codes as capitals. VNI (fonts VNI-Times ...) writes a mark behind its vowel. Office shows the codes of
both as Windows-1252: «C¶i c¸ch» and «Caûi caùch» are both «Cải cách».

The tables were checked letter by letter: TCVN3 against TCVN5712-1 of the GNU C library (iconv) and
src/charsets.ts of duydev/vietnamese-conversion; VNI against that file, vni.h of lamdao/xvnkb and the
chart «Bảng đối chiếu encoding các bộ chữ hiện hành với Unicode» (scribd.com/document/23311958).
"""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

_TCVN3 = dict(zip(
    "¡¢£¤¥¦§" "¨©ª«¬\u00ad®" "µ¶·¸¹»¼½¾ÆÇÈÉÊË" "ÌÎÏÐÑÒÓÔÕÖ" "×ØÜÝÞ" "ßáâãäåæçèéêëìíî" "ïñòóôõö÷øù" "úûüýþ",
    "ĂÂÊÔƠƯĐ" "ăâêôơư"   "đ" "àảãáạằẳẵắặầẩẫấậ" "èẻẽéẹềểễếệ" "ìỉĩíị" "òỏõóọồổỗốộờởỡớợ" "ùủũúụừửữứự" "ỳỷỹýỵ",
    strict=True,
)) | {"\u2212": "ư", "\u2219": "ã"}  # how PDF readers give the soft hyphen and the middle dot  # fmt: skip
_VNI_MARKS = "ùøûõï" "âáàåãä" "êéèúüë"  # fmt: skip
_VNI_VOWELS = ["áàảãạâấầẩẫậăắằẳẵặ", "éèẻẽẹêếềểễệ", "óòỏõọôốồổỗộ", "ớờởỡợ", "úùủũụ", "ứừửữự", "ýỳỷỹ"]
_VNI = dict(zip("ôöñæóòîíì", "ơưđỉĩịỵíì", strict=True)) | {
    base + mark: letter
    for base, letters in zip("aeoôuöy", _VNI_VOWELS, strict=True)
    for mark, letter in zip(_VNI_MARKS, letters, strict=False)
}

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(  # without its tone
    r"(?:[bcdđghklmnprstvx]|[ckpt]h|g[hi]|n[gh]|ngh|qu?|tr)?"
    r"(?:a(?:[cimnoptuy]|ch|n[gh])?|[ăâ](?:[ckmnpt]|ng)|â[uy]|e(?:[cmnopt]|ng)?|ê(?:[cmnptu]|ch|n[gh])?"
    r"|i(?:[amnptu]|ch|nh)?|[iy]ê(?:[cmnptu]|ng)|y"
    r"|o(?:[cimnpt]|ng|oc|ong|a(?:[cimnopty]|ch|n[gh])?|ă(?:[cmnpt]|ng)|e[mnot]?)?|ô(?:[cimnpt]|ng)?|ơ[imnpt]?"
    r"|u(?:[acimnpt]|ng|â[nty]|âng|ê(?:ch|nh)?|ô(?:[cimnt]|ng)|ơ|y(?:[anptu]|ch|nh|ê[nt])?)?"
    r"|ư(?:[acimntu]|ng)?|ươ(?:[cimnptu]|ng))"
)
_STOPS = ("c", "k", "p", "t", "ch")
_SIGNS = {*"×÷·»¼½¾\u2212\u2219"}  # standing alone
_TCVN3_WORD = re.compile(f"[A-Za-zÀ-ÿ{''.join(_TCVN3)}]+")
_VNI_WORD = re.compile("[A-Za-zÀ-ÖØ-öø-ÿ]+")
_VNI_LETTER = re.compile(f"[aeouyôö][{_VNI_MARKS}]|.", re.IGNORECASE)
# what neither Vietnamese nor another language writes; two foreign letters in one syllable count as well
_TWO = r"[^\x00-\x7f].*[^\x00-\x7f]"
_TCVN3_SURE = re.compile(rf"{_TWO}|[¡-¶¸»-¾÷\u2212]|[¹×](?=[a-z])|[a-z][Æ-ÖØ-Þ]")
_VNI_SURE = re.compile(rf"{_TWO}|[aeuyôö][ùøûõ]|o[øûõ]|[aeo]â|aê", re.IGNORECASE)
_LOST_HORN = re.compile("(?<!ư)[ơờớởỡợ](?=ng|c|u)|(?<=ng)ờ(?=i)", re.IGNORECASE)


class _Trial(NamedTuple):
    text: str
    points: int
    good: int
    bad: int


def repaired(text: str, font: str = "") -> str | None:
    """Give the Unicode text of a TCVN3 or VNI text; None for ordinary text and when too little speaks for it.

    The font's name (.Vn..., VNI-...) only lowers the bar, as fonts stay behind when a text is converted.
    """
    text, font = unicodedata.normalize("NFC", text), font.casefold()
    if any(c > "ÿ" and c.isalpha() for c in text):
        parts = [repaired(line, font) for line in text.split("\n")] if "\n" in text else []
        lines = [part or line for part, line in zip(parts, text.split("\n"), strict=False)]
        return "\n".join(lines) if any(parts) else None
    trials = {
        ".vn": _trial(text, _TCVN3_WORD, _TCVN3_SURE, _from_tcvn3),
        "vni-": _trial(text, _VNI_WORD, _VNI_SURE, _from_vni),
    }
    named = [trial for name, trial in trials.items() if font.startswith(name) and 2 * trial.bad <= trial.good]
    proved = [trial for trial in trials.values() if trial.points >= 2 and 8 * trial.bad <= trial.good]
    best = max(named or proved, key=lambda trial: trial.points, default=None)
    if best is None or best.text == text:
        return None
    if best is trials[".vn"]:
        return best.text.upper() if font.startswith(".vn") and font.endswith("h") else _capitals(best.text)
    return best.text


def _trial(text: str, word: re.Pattern[str], sure: re.Pattern[str], convert: Callable[[str], str]) -> _Trial:
    found = word.findall(text)
    ascii_words = [old for old in found if old.isascii()]
    new = {old: convert(old) for old in found if not old.isascii()}
    if word is _TCVN3_WORD and not re.search("[\u00ad\u2212]", text):  # lost on the way: «Bé trëng»
        new = {old: _LOST_HORN.sub(r"ư\g<0>", letters) for old, letters in new.items()}
    words = [old for old in new if len(old) > 1 and not re.fullmatch("[A-ZĐ]+", new[old])]  # QĐ tells nothing
    good = [old for old in words if _is_syllable(new[old])]
    told = {old.casefold() for old in good if len(old) > 2 and sure.search(old)}
    odd = {old.casefold() for old in good if not _is_syllable(old)} - told
    if not told and any(len(old) > 1 and not old.isupper() and not _is_syllable(old) for old in ascii_words):
        odd = set()  # weak evidence beside a foreign word
    result = word.sub(lambda match: new.get(match[0]) or match[0], text)
    return _Trial(result, 2 * len(told) + len(odd), len(good), len(words) - len(good))


def _from_tcvn3(word: str) -> str:
    if word in _SIGNS or any(c > "\x7f" and c not in _TCVN3 for c in word):
        return ""
    return "".join(_TCVN3.get(c, c) for c in word)


def _from_vni(word: str) -> str:
    codes = _VNI_LETTER.findall(word)
    letters = [code if code.isascii() else _VNI.get(code.lower(), "") for code in codes]
    pairs = zip(codes, letters, strict=True)
    return "".join(new.upper() if code[0].isupper() else new for code, new in pairs) if all(letters) else ""


def _is_syllable(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in letters if c in _TONES]
    base = unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES))
    sharp = tones in (["\u0301"], ["\u0323"])  # a stop takes no other tone
    return len(tones) < 2 and bool(_SYLLABLE.fullmatch(base)) and (sharp or not base.endswith(_STOPS))


def _capitals(text: str) -> str:
    def shouted(part: str) -> bool:
        return not re.search("[a-z]", part) and len(re.findall("[A-Z]", part)) > 1

    words = re.sub(r"[^\W\d_]+", lambda word: word[0].upper() if shouted(word[0]) else word[0], text)
    return text.upper() if shouted(text) else words


_KEY = re.compile(r"[A-ZĐ/.,_%+\-\s\d]*\d[A-ZĐ/.,_%+\-\s\d]*")
_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухһԁԛԝ" "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο" "ÐðƉɖ",
    "ABESIJKMHOPCTYXaesijopcyxhdqw" "ABEZHIKMNOPTYXo" "ĐđĐđ",
)  # fmt: skip


def invisible(text: str) -> list[str]:
    """Name what nobody sees in a text; ask `repaired` first, as «ư» of TCVN3 is a soft hyphen."""
    names = []
    for name, (pattern, ordinary) in _ODD.items():
        before, text = text, re.sub(pattern, ordinary, text)
        names += [name] if before != text else []
    return names


def plain(text: str) -> str:
    """Give the text without what nobody sees and with Latin letters for those that only look so."""
    for pattern, ordinary in _ODD.values():
        text = re.sub(pattern, ordinary, text)
    return text


def _latin(word: re.Match[str]) -> str:
    if not re.search("[Ͱ-ԯ]", word[0]):
        return word[0]
    only_alike = not re.search("[Ͱ-ԯ]", word.string.translate(_LATIN))
    return word[0].translate(_LATIN) if only_alike or re.search("[a-zA-ZÀ-ɏḀ-ỿ]", word[0]) else word[0]


def _soft(space: re.Match[str]) -> str:
    near = space.string[max(space.start() - 1, 0) : space.end() + 1]
    return " " if re.fullmatch(r"\d\s\d", near) or _KEY.fullmatch(space.string) else space[0]


_ODD: dict[str, tuple[str, str | Callable[[re.Match[str]], str]]] = {
    "dấu không độ rộng": ("[\u200b-\u200d\u2060]", ""),
    "dấu gạch nối ẩn": ("\u00ad", ""),
    "dấu thứ tự byte (BOM)": ("\ufeff", ""),
    "dấu chiều viết": ("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", ""),
    "chữ toàn khổ": ("[\uff01-\uff5e\u3000]", lambda sign: unicodedata.normalize("NFKC", sign[0])),
    "chữ Đ của tiếng khác": ("[ÐðƉɖ]", lambda letter: letter[0].translate(_LATIN)),
    "chữ Kirin, Hy Lạp giống chữ Latinh": ("[a-zA-ZÀ-ԯḀ-ỿ]{2,}", _latin),
    "dấu cách cứng trong số, mã": ("[\u00a0\u2007\u202f]", _soft),
}
