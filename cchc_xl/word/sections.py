"""Renew the texts of sections that nobody changed in Word since they were printed."""

import copy
from collections.abc import Iterator
from difflib import SequenceMatcher

from lxml import etree

from cchc_xl.word.controls import SECTION, Control, controls, remove
from cchc_xl.word.document import Document
from cchc_xl.word.notes import bring_notes
from cchc_xl.word.package import W
from cchc_xl.word.wording import paragraphs

STARTS = (W + "bookmarkStart", W + "commentRangeStart")
RANGES = (*STARTS, W + "bookmarkEnd", W + "commentRangeEnd")


def renew_sections(document: Document, fresh: Document) -> Iterator[str]:
    """Print the sections as `fresh` has them; tell which were renewed, and which not and why."""
    new = _by_tag(fresh)
    own = _by_tag(document)
    for tag, control in own.items():
        printed, now = document.record.text(tag), document.reader.wording(control.content)
        wanted = fresh.reader.wording(new[tag].content) if tag in new else ""
        if now == wanted:
            continue
        if now != printed:
            yield f"Mục «{control.key}»: đã sửa trong Word, giữ nguyên"
        elif tag in new:
            _replace(document, control, fresh, new[tag])
            yield f"Mục «{control.key}»: thay bằng nội dung mới của sổ"
        else:
            remove(control.element)
            yield f"Mục «{control.key}»: sổ không còn nội dung, đã bỏ"
    for tag, control in new.items():
        if tag not in own and document.record.text(tag) is None:
            yield f"Mục «{control.key}»: mới có trong sổ, tài liệu chưa có chỗ; xuất báo cáo mới"


def _by_tag(document: Document) -> dict[str, Control]:
    found: dict[str, Control] = {}
    for control in controls(document.root, SECTION):
        found.setdefault(control.tag, control)
    return found


def _replace(document: Document, control: Control, fresh: Document, new: Control) -> None:
    """Put the paragraphs of the new text in the place of those that differ; the others stay as they are."""
    old = paragraphs(control.content)
    made = [_copied(one, fresh, document) for one in paragraphs(new.content)]
    lines = [document.reader.line(one).strip() for one in old]
    wanted = [fresh.reader.line(one).strip() for one in paragraphs(new.content)]
    bring_notes(document, control, fresh, made)
    matcher = SequenceMatcher(None, lines, wanted, autojunk=False)
    kept = made[0]
    for _, old_from, old_to, new_from, new_to in (one for one in matcher.get_opcodes() if one[0] != "equal"):
        gone, come = old[old_from:old_to], made[new_from:new_to]
        for before, after in zip(gone, come, strict=False):
            _format_like(after, before)
        for one in come:
            _insert(one, old, old_from, control)
        kept = come[-1] if come else next(one for one in old if one not in gone)
        for one in gone:
            keep_anchors(one, kept)
            remove(one)


def _insert(paragraph: etree._Element, old: list[etree._Element], index: int, control: Control) -> None:
    if index < len(old):
        old[index].addprevious(paragraph)
    else:
        control.content.append(paragraph)


def _copied(paragraph: etree._Element, fresh: Document, document: Document) -> etree._Element:
    """Copy a paragraph from another document, dressed in the styles of this one."""
    made = bare_copy(paragraph)
    document.styles.adopt(made, fresh.styles)
    return made


def _format_like(paragraph: etree._Element, other: etree._Element) -> None:
    """Keep the format that people gave the paragraph whose place this one takes."""
    properties = other.find(W + "pPr")
    for one in paragraph.findall(W + "pPr"):
        remove(one)
    if properties is not None:
        paragraph.insert(0, copy.deepcopy(properties))


def bare_copy(element: etree._Element) -> etree._Element:
    """Copy an element without the comments and bookmarks that hang on it."""
    made = copy.deepcopy(element)
    for one in list(made.iter(*RANGES, W + "commentReference")):
        remove(one)
    return made


def keep_anchors(gone: etree._Element, kept: etree._Element) -> None:
    """Move comments and bookmarks of a paragraph that goes to one that stays."""
    at = 0 if kept.find(W + "pPr") is None else 1
    for one in list(gone.iter(*RANGES)):
        if one.tag in STARTS:
            kept.insert(at, one)
            at += 1
        else:
            kept.append(one)
    for one in list(gone.iter(W + "commentReference")):
        run = one.getparent()
        if run is not None:
            kept.append(run)
