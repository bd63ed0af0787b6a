"""Bring the footnotes of paragraphs from one document into another."""

import copy

from lxml import etree

from cchc_xl.word.controls import Control, bookmark_note, controls, free_bookmark, remove
from cchc_xl.word.document import Document
from cchc_xl.word.package import W

_REFERENCE = W + "footnoteReference"


def bring_notes(document: Document, place: Control, fresh: Document, made: list[etree._Element]) -> None:
    """Let the paragraphs made from those of `fresh` refer to footnotes of this document.

    A footnote of the text that goes from `place` is used again; one that is not there is copied.
    """
    references = [one for paragraph in made for one in paragraph.iter(_REFERENCE)]
    if references and not document.notes:
        document.begin_notes()
    inside = set(place.content.iter(_REFERENCE))
    elsewhere = {one.get(W + "id") for one in document.root.iter(_REFERENCE) if one not in inside}
    free = {tag: key for key, tag in document.reader.notes.items() if key not in elsewhere}
    told = fresh.reader.notes
    for reference in references:
        old = reference.get(W + "id", "")
        key = free.pop(told.get(old, ""), "") or _copied(document, fresh, fresh.notes[old])
        reference.set(W + "id", key)


def _copied(document: Document, fresh: Document, note: etree._Element) -> str:
    """Copy a footnote into the document; return its id there."""
    others = document.notes
    made = copy.deepcopy(note)
    document.styles.adopt(made, fresh.styles)
    key = str(1 + max(int(one) for one in others))
    made.set(W + "id", key)
    last = next(reversed(others.values()))
    for one in list(made.iter(W + "bookmarkStart", W + "bookmarkEnd")):
        remove(one)
    for control in controls(made):
        bookmark_note(control, key, free_bookmark(last))
    last.addnext(made)
    return key
