"""Renew what the program printed in a document that people edited, and nothing else."""

from collections.abc import Iterator

from cchc_xl.word import charts
from cchc_xl.word.controls import SECTION, TABLE, controls, number, read_tag, tag_of, title
from cchc_xl.word.document import Document
from cchc_xl.word.printed import Quotes, printed, set_text, shortened
from cchc_xl.word.record import Record, recorded
from cchc_xl.word.recording import record_of
from cchc_xl.word.sections import renew_sections
from cchc_xl.word.tables import renew_tables


def update(document: Document, fresh: Document, quotes: Quotes) -> list[str]:
    """Renew the document from `fresh`, the same report printed anew; tell what was done and what not.

    Sections and tables change where nobody edited them; then every figure and citation is that of `quotes`.
    """
    there = {one.tag for tree in document.trees.values() for one in controls(tree)}
    told = [*renew_sections(document, fresh), *renew_tables(document, fresh)]
    if charted := charts.renewed(document, fresh):
        document.members |= charted
        told.append("Biểu đồ: đã cập nhật số liệu")
    for one in list(printed(document, quotes)):  # the list: what is printed changes below
        name = f"{title(one.control.kind, one.control.key)} ({one.place})"
        if one.expected is None:
            told.append(f"{name}: sổ không có, giữ nguyên «{shortened(one.found)}»")
        elif one.differs:
            told.append(f"{name}: «{shortened(one.found)}» thành «{shortened(one.expected)}»")
            set_text(one.control, one.expected)
    told += [f"{one}: đã bị bỏ khỏi tài liệu, không tạo lại" for one in lost(document, there)]
    number(document.trees.values())
    document.members |= dict(document.changed())
    document.members = recorded(document.members, _new_record(document, fresh), document.main)
    return told


def lost(document: Document, there: set[str] | None = None) -> Iterator[str]:
    """Name, as people read it, what was printed once and is no longer there."""
    left = there or {one.tag for tree in document.trees.values() for one in controls(tree)}
    named = (read_tag(tag) for tag in document.record.texts if tag not in left)
    yield from (title(*one) for one in named if one)


def _new_record(document: Document, fresh: Document) -> Record:
    """Keep what was printed of the sections that people edited; all else is as it is now."""
    made = dict(record_of(document.trees, document.reader, {}).texts)
    for tag, texts in document.record.texts.items():
        if tag.startswith(tag_of(SECTION, "")) and made.get(tag) != fresh.record.texts.get(tag, ()):
            made[tag] = texts
    for one in controls(document.root, TABLE):
        made[tag_of(TABLE, one.key)] = fresh.record.texts.get(one.tag, made[one.tag])
    lost_ones = {tag: texts for tag, texts in document.record.texts.items() if tag not in made}
    return Record(fresh.record.origin, made | lost_ones)
