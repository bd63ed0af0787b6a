"""Numbers and dates as officers type them, and as offices print them.

A comma is the decimal sign and a dot groups thousands; both readings of «1.234» exist, so a text
that can be read in two ways is refused where the difference matters.
"""

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[. \u00a0]\d{3})+(?:,\d+)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+(?:,\d+)?", re.ASCII)
_DOT = re.compile(r"[+-]?\d+\.\d+", re.ASCII)
_ONE_GROUP = re.compile(r"[+-]?\d{1,3}\.\d{3}", re.ASCII)
_ONE_COMMA_GROUP = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)
_DATE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_EPOCH = date(1899, 12, 30)
_QUANTA = tuple(Decimal(1).scaleb(-digits) for digits in range(16))


class Ambiguous(ValueError):
    """A text that is two different numbers to two readers."""


def read_number(text: str, *, whole: bool = False) -> Decimal:
    """Read a number as typed in Vietnam; `whole` lets «1.234» mean 1234.

    Raises Ambiguous for one dot, or in a whole number one comma, before three digits; ValueError for
    anything that is no number.
    """
    text = text.strip().removesuffix("%").strip()
    if whole and _ONE_COMMA_GROUP.fullmatch(text):
        raise Ambiguous(text)
    if _ONE_GROUP.fullmatch(text) and not whole and not text.lstrip("+-").startswith("0"):
        raise Ambiguous(text)
    if _GROUPED.fullmatch(text) and (whole or not text.lstrip("+-").startswith("0")):
        return Decimal(re.sub(r"[. \u00a0]", "", text).replace(",", "."))
    if _COMMA.fullmatch(text):
        return Decimal(text.replace(",", "."))
    if _DOT.fullmatch(text):
        return Decimal(text)
    raise ValueError(text)


def read_date(text: str) -> date:
    """Read day/month/year, or ISO; raises ValueError for anything else."""
    text = text.strip()
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DATE.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    else:
        raise ValueError(text)
    return date(year, month, day)


def serial(day: date) -> int:
    """Count days as Excel does (system 1900, valid from 1 March 1900)."""
    return (day - _EPOCH).days


def from_serial(number: int) -> date:
    """Turn Excel's day number back into a date."""
    return _EPOCH + timedelta(days=number)


def rounded(value: Decimal, digits: int = 6) -> Decimal:
    """Round half away from zero, as Excel's ROUND does."""
    return value.quantize(_QUANTA[digits], ROUND_HALF_UP)


def plain(value: Decimal, digits: int = 6) -> str:
    """Write a number for machines: at most `digits` decimals, no trailing zeros, a dot."""
    text = f"{rounded(value, digits):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_number(value: Decimal, digits: int = 2) -> str:
    """Print as offices do: «1.234,5»."""
    whole, _, decimals = plain(value, digits).partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(whole):,}".replace(",", ".")
    return sign + grouped + (f",{decimals}" if decimals else "")


def show_count(value: Decimal) -> str:
    """Print a count in running text: a single digit gets a leading zero («07»)."""
    shown = show_number(value)
    return f"0{shown}" if len(shown) == 1 and shown != "0" else shown


def show_date(day: date) -> str:
    """Print «09/4/2021»: days below 10 and the months 1 and 2 are padded (NĐ 30/2020, Phụ lục I)."""
    return f"{day.day:02d}/{show_month(day.month)}/{day.year}"


def show_month(month: int) -> str:
    """Pad January and February only (NĐ 30/2020, Phụ lục I, mục II.4)."""
    return f"{month:02d}" if month < 3 else str(month)


_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LETTERS = "abcdđeghiklmnopqrstuvxy"


def show_roman(number: int) -> str:
    """Print a number from 1 on in Roman figures, as parts and appendices are numbered."""
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def show_letter(number: int) -> str:
    """Print a number from 1 on as the letter of a point, in the order of the Vietnamese alphabet."""
    return _LETTERS[(number - 1) % len(_LETTERS)]
