"""Footnotes that stand where Word allows none, or cite what is not there."""

from collections.abc import Collection, Iterator

import jinja2

from cchc_xl.text.vietnamese import fold
from cchc_xl.word.faults import MISPLACED, UNCITED, Fault, nearest_key
from cchc_xl.word.lint.tags import Scanned, Tag
from cchc_xl.word.package import W
from cchc_xl.word.syntax import NOTE, noted, refused, tree_of


def misplaced(part: Scanned) -> Iterator[Fault]:
    """Tell footnotes in headers, footers, notes and text boxes."""
    for tag, _ in _notes(part):
        boxed = next(tag.nodes[0].iterancestors(W + "txbxContent"), None) is not None
        if boxed or part.root.tag != W + "document":
            yield MISPLACED.at(part.part, tag.spot.where, tag.shown)


def uncited(part: Scanned, known: Collection[str]) -> Iterator[Fault]:
    """Tell footnotes whose key no document and no group has."""
    same = {fold(key) for key in known}
    for tag, key in _notes(part):
        if key and fold(key) not in same:
            yield UNCITED.at(part.part, tag.spot.where, tag.shown, key=key, fix=nearest_key(key, known))


def _notes(part: Scanned) -> Iterator[tuple[Tag, str]]:
    for tag in part.tags:
        if NOTE in tag.text and tag.text.startswith("{{"):
            try:
                tree = tree_of("", tag.inside)
            except jinja2.TemplateSyntaxError:
                continue
            if not any(refused(tree)):
                yield from ((tag, key) for key in noted(tree))
