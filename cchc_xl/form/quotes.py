"""Quotes inside text: figures `{1.1.1}`, documents `[^khoa]` and bold `**x**`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_QUOTE = re.compile(r"\{ *(?P<name>[A-Za-z0-9_.]+) *\}|\[\^ *(?P<key>[^\[\]\s]+) *\]|\*\*(?P<bold>[^*]+)\*\*")
_BROKEN = re.compile(r"\[\^[^\[\]]{0,40}\]?|\{ *[0-9][0-9. ]*\}?")


@dataclass(frozen=True)
class Piece:
    """A stretch of text: plain or bold words, a quoted figure or a cited document."""

    kind: str  # "chu", "dam", "so_lieu", "van_ban"
    text: str


def pieces(text: str) -> Iterator[Piece]:
    """Cut a text into its pieces, in order; what is no quote stays as typed."""
    end = 0
    for match in _QUOTE.finditer(text):
        if match.start() > end:
            yield Piece("chu", text[end : match.start()])
        kind = {"name": "so_lieu", "key": "van_ban", "bold": "dam"}[match.lastgroup or "bold"]
        yield Piece(kind, match[match.lastgroup or "bold"])
        end = match.end()
    if end < len(text):
        yield Piece("chu", text[end:])


def misspelt(text: str) -> list[str]:
    """Collect what looks like a quote, is none, and is printed as typed."""
    plain = (piece.text for piece in all_pieces(text) if piece.kind == "chu")
    return [match[0] for one in plain for match in _BROKEN.finditer(one)]


def names_quoted(text: str) -> set[str]:
    """Collect the codes of the figures a text quotes, in bold words too."""
    return {piece.text for piece in all_pieces(text) if piece.kind == "so_lieu"} if "{" in text else set()


def keys_cited(text: str) -> set[str]:
    """Collect the keys of the documents a text cites, in bold words too."""
    return {piece.text for piece in all_pieces(text) if piece.kind == "van_ban"} if "[^" in text else set()


def all_pieces(text: str) -> Iterator[Piece]:
    """Cut a text into pieces, looking inside bold words."""
    for piece in pieces(text):
        yield piece
        if piece.kind == "dam":
            yield from pieces(piece.text)
