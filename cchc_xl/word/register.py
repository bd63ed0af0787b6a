"""The documents a template can cite in footnotes, and which of them have been cited so far."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from cchc_xl.text.tokens import point, span
from cchc_xl.text.vietnamese import fold
from cchc_xl.word.sandbox import NotText


class NotCited(Exception):
    """Asked for a footnote on a key that neither a document nor a group has."""

    def __init__(self, key: str, known: Collection[str]) -> None:
        super().__init__(key)
        self.key, self.known = key, known


class _Document(NamedTuple):
    key: str
    full: str
    short: str


def _document(record: Mapping[str, str]) -> _Document:
    return _Document(record["khoa"], record["day_du"], record["ngan"])


class Register:
    """Cites documents in the order in which they are read: in full first, in short afterwards.

    It is made of the context's `chu_thich`: [{"khoa", "van_ban": [{"khoa", "day_du", "ngan"}]}], an entry for
    each key of a document and of a group of documents.
    """

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self.names = [str(entry["khoa"]) for entry in entries]
        cited = [[_document(record) for record in entry["van_ban"]] for entry in entries]
        self._named = dict(zip(map(fold, self.names), self.names, strict=True))
        self._cited = dict(zip(map(fold, self.names), cited, strict=True))
        self._documents = {one.key: one for documents in cited for one in documents}
        self._read: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return fold(key) in self._cited

    def mark(self, key: object) -> str:
        """Return the mark of a footnote; this is what `{{ chu_thich("khoa") }}` calls."""
        if not isinstance(key, str):
            raise NotText
        if key not in self:
            raise NotCited(key, self.names)
        name = self._named[fold(key)]
        alone = [one.key for one in self._cited[fold(key)]] == [name]
        return str(point("ct", name) if alone else span("cn", name, point("ct", name)))

    def note(self, key: str) -> str:
        """Return the text of the next footnote, "" when the group is empty."""
        cited = [self._next(one) for one in self._cited.get(fold(key), ())]
        return "; ".join(cited) + "." if cited else ""

    def again(self, key: str) -> str:
        """Return the short form of a document cited in running text, "" when it is the first time."""
        one = self._documents.get(key)
        return one.short if one and self._next(one) == one.short else ""

    def text(self, key: str) -> str:
        """Return the next citation of a document in running text, "" for one that is not there."""
        one = self._documents.get(key)
        return self._next(one) if one else ""

    def _next(self, one: _Document) -> str:
        if one.key in self._read:
            return one.short
        self._read.add(one.key)
        return one.full
