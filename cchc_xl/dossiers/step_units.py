"""Whose step it was: units are known by name, other bodies by their first word; nobody else is kept."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from cchc_xl.dossiers.data import rows
from cchc_xl.text.vietnamese import loose

APPLICANT = "Người nộp hồ sơ"
"""Who held a step in which the applicant was waited for."""
_BETWEEN = re.compile(r"\s*[|:–—]\s*|\s+-\s+|\s*\(\s*")


class Units:
    """The units that a log may name: a name or a short one of each, and its full name."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = {loose(short): name for short, name in names.items() if short}
        self._told: dict[str, str] = {}

    def named(self, text: str) -> str:
        """Give the unit that a text names; "" for what is no body, as a person is not.

        «Thẩm định - Sở Lao động – Thương binh và Xã hội» names the unit, dash and all.
        """
        if text not in self._told:
            self._told[text] = self._named(text)
        return self._told[text]

    def _named(self, text: str) -> str:
        plain = loose(text)
        if known := self._known.search(plain):
            return self.names[known[0]]
        if _words("applicant").search(plain):
            return APPLICANT
        pieces = [piece.strip() for piece in _BETWEEN.split(text)]
        return next((piece for piece in reversed(pieces) if _words("body").match(loose(piece))), "")

    @cached_property
    def _known(self) -> re.Pattern[str]:
        longest_first = sorted(self.names, key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})\b")

    def strange(self, found: Iterable[str]) -> list[str]:
        """Give those of some units that are in no list: whether they are others or divisions is not sure."""
        return sorted(set(found) - {*self.names.values(), APPLICANT, ""})


def may_be_inside(unit: str) -> bool:
    """Tell whether a unit in no list may be a division by another name, and not another body."""
    plain = loose(unit)
    return _words("division").match(plain) is not None and _words("elsewhere").search(plain) is None


@cache
def _words(kind: str) -> re.Pattern[str]:
    found = (re.escape(loose(row["text"])) for row in rows("dossier_columns") if row["kind"] == kind)
    return re.compile(rf"\b(?:{'|'.join(found)})\b")


NO_UNITS = Units({})
"""For a log whose unit is not known: bodies are known by their words alone."""
