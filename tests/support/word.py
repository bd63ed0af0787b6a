"""Reads Word documents and changes them as Word saves them, through their XML."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"
NOTES = "word/footnotes.xml"


def members(path: Path) -> dict[str, bytes]:
    """Return all parts of a document."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def tree(path: Path, name: str = BODY) -> etree._Element:
    """Return the tree of a part."""
    return etree.fromstring(members(path)[name])


def changed(path: Path, out: Path, *changes: Callable[[etree._Element], object], name: str = BODY) -> Path:
    """Write the document with a part changed to `out`; return `out`."""
    root = tree(path, name)
    for change in changes:
        change(root)
    return packed(out, members(path) | {name: etree.tostring(root)})


def packed(out: Path, parts: dict[str, bytes | str]) -> Path:
    """Write a package of these parts."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out


def control(root: etree._Element, tag: str, number: int = 0) -> etree._Element:
    """Return the content control with this tag, one of several by its number."""
    found = [one for one in root.iter(W + "sdt") if value(one, "sdtPr/tag") == f"cchc:{tag}"]
    return found[number]


def tags(root: etree._Element) -> list[str]:
    """Return the tags of all content controls."""
    return [value(one, "sdtPr/tag").removeprefix("cchc:") for one in root.iter(W + "sdt")]


def value(element: etree._Element, path: str) -> str:
    """Return w:val at a path."""
    found = element.find("/".join(W + name for name in path.split("/")))
    return "" if found is None else found.get(W + "val", "")


def text(element: etree._Element) -> str:
    """Return the text of an element."""
    return "".join(one.text or "" for one in element.iter(W + "t"))


def texts(path: Path, name: str = BODY) -> list[str]:
    """Return the texts of all paragraphs."""
    return [text(one) for one in tree(path, name).iter(W + "p")]


def paragraph(root: etree._Element, words: str) -> etree._Element:
    """Return the first paragraph in which these words stand."""
    return next(one for one in root.iter(W + "p") if words in text(one))


def xml(source: str) -> etree._Element:
    """Return an element written with the prefix w."""
    root = etree.fromstring(f'<w:x xmlns:w="{W[1:-1]}">{source}</w:x>')
    return root[0]
