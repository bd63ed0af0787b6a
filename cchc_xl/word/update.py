"""Renew what the program printed in a document that people edited, and nothing else."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from cchc_xl.word import charts
from cchc_xl.word.controls import BLOCKS, SECTION, TABLE, controls, number, read_tag, remove, tag_of, title
from cchc_xl.word.document import Document
from cchc_xl.word.package import W
from cchc_xl.word.printed import Quotes, printed, set_text, shortened
from cchc_xl.word.record import Record, recorded
from cchc_xl.word.recording import record_of
from cchc_xl.word.ruled import SUBJECT, fit_rules
from cchc_xl.word.sections import renew_sections
from cchc_xl.word.tables import renew_tables
from cchc_xl.word.wording import shown

_DRAFT = "DỰ THẢO"


def update(document: Document, fresh: Document, quotes: Quotes) -> list[str]:
    """Renew the document from `fresh`, the same report printed anew; tell what was done and what not.

    Sections and tables change where nobody edited them; then every figure and citation is that of `quotes`.
    """
    gone = _gone(document)
    told = [*_renew_mark(document, fresh), *renew_sections(document, fresh), *renew_tables(document, fresh)]
    by_hand = set()
    if charted := charts.renewed(document, fresh):
        document.members |= charted
        told.append("Biểu đồ: đã cập nhật số liệu")
    for one in list(printed(document, quotes)):  # the list: what is printed changes below
        name = f"{title(one.control.kind, one.control.key)} ({one.place})"
        if one.expected is None:
            told.append(f"{name}: sổ không có, giữ nguyên «{shortened(one.found)}»")
        elif one.by_hand and one.found != one.expected:
            told.append(f"{name}: sổ để trống, giữ nguyên «{shortened(one.found)}»")
            by_hand.add(one.control.tag)
        elif one.differs:
            told.append(f"{name}: «{shortened(one.found)}» thành «{shortened(one.expected)}»")
            set_text(one.control, one.expected)
            if one.control.key == SUBJECT:
                fit_rules(document.root)
    told += [f"{one}, không tạo lại" for one in _named(document, gone)]
    number(document.trees.values())
    document.members |= dict(document.changed())
    document.members = recorded(document.members, _new_record(document, fresh, gone, by_hand), document.main)
    return told


def is_draft(document: Document) -> bool:
    """Tell whether a report bears the mark of a draft."""
    return next(_marks(document), None) is not None


def lost(document: Document) -> list[str]:
    """Name, as people read it, what was printed once and is no longer there."""
    return list(_named(document, _gone(document)))


def _gone(document: Document) -> Counter[str]:
    """Count by tag the places that were printed and are no longer there."""
    printed = Counter({tag: len(texts) for tag, texts in document.record.texts.items()})
    return printed - Counter(one.tag for tree in document.trees.values() for one in controls(tree))


def _named(document: Document, gone: Counter[str]) -> Iterator[str]:
    named = [(read_tag(tag) or ("", ""), tag, count) for tag, count in gone.items()]
    for (kind, key), tag, count in sorted(named, key=lambda one: one[0][0] not in BLOCKS):  # these first
        places = len(document.record.texts[tag])
        if count == places:
            yield f"{title(kind, key)}: đã bị bỏ khỏi tài liệu"
        else:
            yield f"{count} trong {places} chỗ của {key} không còn là ô số liệu"


def _renew_mark(document: Document, fresh: Document) -> Iterator[str]:
    """Take the mark of a draft away from what is none any more; tell where it is missing."""
    now, wanted = list(_marks(document)), list(_marks(fresh))
    if wanted and not now:
        yield f"Dấu «{_DRAFT}»: tài liệu chưa có; gõ vào đầu trang hoặc xuất báo cáo mới"
    for mark in now if not wanted else ():
        alone = mark.getnext() is None and mark.getprevious() is None
        for one in mark.findall(W + "r") if alone else [mark]:
            remove(one)
        yield f"Dấu «{_DRAFT}»: đã bỏ"


def _marks(document: Document) -> Iterator[etree._Element]:
    headers = (tree for tree in document.trees.values() if tree.tag == W + "hdr")
    return (one for tree in headers for one in tree.iter(W + "p") if shown(one).strip() == _DRAFT)


def _new_record(document: Document, fresh: Document, gone: Counter[str], by_hand: set[str]) -> Record:
    """Keep what was printed of what people edited or took away; all else is as it is now."""
    made = dict(record_of(document.trees, document.reader, {}).texts)
    old, new = document.record.texts, fresh.record.texts
    made |= {tag: (*made.get(tag, ()), *old[tag][:count]) for tag, count in gone.items()}
    made |= {tag: new[tag] for tag in by_hand & new.keys()}
    for tag, texts in old.items():
        if tag.startswith(tag_of(SECTION, "")) and made.get(tag) != new.get(tag, ()):
            made[tag] = texts
    for one in controls(document.root, TABLE):
        made[tag_of(TABLE, one.key)] = new.get(one.tag, made[one.tag])
    return Record(fresh.record.origin, made)
