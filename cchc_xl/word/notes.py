"""Bring the footnotes of paragraphs from one document into another."""

import copy

from lxml import etree

from cchc_xl.word.controls import Control, remove
from cchc_xl.word.document import Document
from cchc_xl.word.package import W

_REFERENCE = W + "footnoteReference"


def bring_notes(document: Document, place: Control, fresh: Document, made: list[etree._Element]) -> None:
    """Let the paragraphs made from those of `fresh` refer to footnotes of this document.

    A footnote of the text that goes from `place` is used again; one that is not there is copied. In a
    document without any footnote there is no room for one: then the reference goes.
    """
    inside = {id(one) for one in place.content.iter(_REFERENCE)}
    elsewhere = {one.get(W + "id") for one in document.root.iter(_REFERENCE) if id(one) not in inside}
    free = {tag: key for key, tag in document.reader.notes.items() if key not in elsewhere}
    told = fresh.reader.notes
    for reference in [one for paragraph in made for one in paragraph.iter(_REFERENCE)]:
        old = reference.get(W + "id", "")
        key = free.pop(told.get(old, ""), "") or _copied(document, fresh.notes.get(old))
        if key:
            reference.set(W + "id", key)
        else:
            remove(reference)


def _copied(document: Document, note: etree._Element | None) -> str:
    """Copy a footnote into the document; return its id there, "" if it cannot be."""
    others = document.notes
    if note is None or not others:
        return ""
    made = copy.deepcopy(note)
    key = str(1 + max(int(one) for one in others if one.lstrip("-").isdigit()))
    made.set(W + "id", key)
    next(reversed(others.values())).addnext(made)
    others[key] = made
    return key
