"""Footnotes: the marks of citations become references in the text and notes at the foot of the page."""

import re

from lxml import etree

from cchc_xl.text.tokens import OPEN, POINT
from cchc_xl.word import tokens
from cchc_xl.word.controls import CITATION, GROUP, bookmark_note, free_bookmark, wrap
from cchc_xl.word.faults import Place
from cchc_xl.word.notebook import Notebook
from cchc_xl.word.package import W
from cchc_xl.word.register import Register

KIND = "ct"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def refuse(tree: etree._Element, strays: list[str], place: Place) -> None:
    """Raise if a footnote stands where Word allows none: outside the body, in a text box, in a field."""
    found = tokens.marks(tree, POINT, KIND)
    boxed = any(list(mark.iterancestors(W + "txbxContent")) for mark in found)
    if KIND in strays or boxed or (found and tree.tag != W + "document"):
        raise place.misplaced()


def cite(tree: etree._Element, register: Register) -> list[tuple[etree._Element, str]]:
    """Return the marks of footnotes with the text of each, and put later citations in their short form.

    A group without documents gets no footnote.
    """
    noted = []
    for mark in list(tree.iter(tokens.MARK)):
        key = mark.get("key", "")
        if (mark.get("what"), mark.get("kind")) == (OPEN, CITATION):
            _shorten(mark, register.again(key))
        elif (mark.get("what"), mark.get("kind")) == (POINT, KIND) and (text := register.note(key)):
            noted.append((mark, text))
    return noted


def put(noted: list[tuple[etree._Element, str]], notes: etree._Element, book: Notebook) -> None:
    """Replace the marks by references and add the notes to the part of the footnotes."""
    ids = (note.get(W + "id", "") for note in notes.iter(W + "footnote"))
    used = [int(key) for key in ids if re.fullmatch("[0-9]{1,9}", key)]
    free = free_bookmark(notes)
    for number, (mark, text) in enumerate(noted, max([0, *used]) + 1):
        reference = _run(book.sign_style, etree.Element(W + "footnoteReference", {W + "id": str(number)}))
        kind = GROUP if _is_group(mark) else CITATION
        mark.addprevious(reference)
        note = _note(number, text, book)
        words = list(note.iter(W + "r"))[-1:]
        bookmark_note(wrap(kind, mark.get("key", ""), words), str(number), free + number)
        notes.append(note)
        tokens.remove(mark)


def _shorten(opening: etree._Element, short: str) -> None:
    texts = [text for run in tokens.stretch(opening) for text in run.iter(W + "t")] if short else []
    for number, text in enumerate(texts):
        text.text = short if number == 0 else ""


def _is_group(mark: etree._Element) -> bool:
    before = mark.getprevious()
    return before is not None and (before.get("kind"), before.get("key")) == (GROUP, mark.get("key"))


def _note(number: int, text: str, book: Notebook) -> etree._Element:
    note = etree.Element(W + "footnote", {W + "id": str(number)})
    paragraph = etree.SubElement(note, W + "p")
    properties = etree.SubElement(paragraph, W + "pPr")
    etree.SubElement(properties, W + "pStyle", {W + "val": book.text_style})
    paragraph.append(_run(book.sign_style, etree.Element(W + "footnoteRef")))
    words = etree.Element(W + "t", {_SPACE: "preserve"})
    words.text = f" {text}"
    paragraph.append(_run("", words))
    return note


def _run(style: str, content: etree._Element) -> etree._Element:
    run = etree.Element(W + "r")
    if style:
        etree.SubElement(etree.SubElement(run, W + "rPr"), W + "rStyle", {W + "val": style})
    run.append(content)
    return run
