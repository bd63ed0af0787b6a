"""Measure printed text in Times New Roman, to compare a rule with the words above it."""

import unicodedata

_REGULAR = {
    180: "'", 200: "|", 250: " ,.", 278: "/:;\\ijlt", 333: "!()-[]`Ifr", 389: "Js", 408: '"',
    444: "?acez“”", 469: "^", 480: "{}", 500: "#$*0123456789_bdghknopquvxy–đ", 528: "ơ", 541: "~", 542: "ư",
    556: "FPS", 564: "+<=>", 611: "ELTZ", 667: "BCR", 722: "ADGHKNOQUVXYwĐƠ", 776: "Ư", 778: "&m",
    833: "%", 889: "M", 921: "@", 944: "W", 1000: "—…",
}  # fmt: skip
_BOLD = {
    220: "|", 250: " ,.", 278: "'/\\il", 333: "!()-:;[]`fjt", 389: "Is", 394: "{}", 444: "cerz",
    500: "#$*0123456789?J_agovxy–“”", 520: "~", 554: "ơ", 555: '"', 556: "Sbdhknpquđ", 570: "+<=>", 581: "^",
    600: "ư", 611: "FP", 667: "BELTZ", 722: "ACDNRUVXYwĐ", 778: "GHKOQƠ", 796: "Ư", 833: "&m", 930: "@",
    944: "M", 1000: "%W—…",
}  # fmt: skip
"""Widths of letters in thousandths of the size (the metrics of Tinos, which are those of Times New Roman)."""
_WIDTHS = tuple({c: width for width, line in table.items() for c in line} for table in (_REGULAR, _BOLD))
_USUAL = 500


def width(text: str, size: float, *, bold: bool) -> float:
    """Give the width of a line in twips; a tone mark takes no room."""
    widths = _WIDTHS[bold]
    return sum(widths.get(c, widths.get(_bare(c), _USUAL)) for c in text) * size / 50


def wrapped(text: str, size: float, room: float, *, bold: bool) -> list[float]:
    """Give the widths of the lines into which a text breaks; room 0 is room enough."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and room and width(longer, size, bold=bold) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return [width(line, size, bold=bold) for line in lines]


def _bare(letter: str) -> str:
    """Take the tone off, and the circumflex and breve, which widen nothing; the horn of ơ and ư stays."""
    parts = unicodedata.normalize("NFD", letter)
    return unicodedata.normalize("NFC", parts[0] + "\u031b") if "\u031b" in parts else parts[0]
