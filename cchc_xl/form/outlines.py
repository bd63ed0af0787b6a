"""Outlines of the report: the order in which its sections stand, the level and the heading of each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from cchc_xl.form.model import FIELDS, OUTLINE, Section
from cchc_xl.form.rows import grouped
from cchc_xl.form.tables import Record
from cchc_xl.text.numbers import show_letter, show_roman

if TYPE_CHECKING:
    from cchc_xl.form.form import Form
    from cchc_xl.form.load import Tables

DEEPEST = 3
"""The level of the lowest heading: «I.», «1.», «a)»."""


def make_outlines(
    records: Iterable[Record], sections: Mapping[str, Section]
) -> dict[str, tuple[Section, ...]]:
    """Put the sections in the order of each outline; a level or heading left empty is the section's own.

    A form that names no outline has one: its sections as they stand.
    """
    placed = []
    for record in records:
        if section := sections.get(record["section"]):
            level = int(record.number("level", Decimal(section.level)))
            heading = record["heading"] or section.heading
            placed.append((record["outline"], replace(section, level=level, heading=heading)))
        else:
            record.fault(
                "section", f"không có mục «{record['section']}»", "Ghi khóa của một dòng outline.csv"
            )
    return grouped(placed) or {"": tuple(sections.values())}


class Numbering:
    """Numbers headings as they are printed, so that a section left out leaves no gap."""

    def __init__(self) -> None:
        self.counts = [0] * (DEEPEST + 1)

    def next(self, level: int) -> str:
        """Give the number of the next heading of a level; those below it begin anew."""
        self.counts[level:] = [self.counts[level] + 1] + [0] * (DEEPEST - level)
        count = self.counts[level]
        return (f"{show_roman(count)}.", f"{count}.", f"{show_letter(count)})")[level - 1]


def check(form: "Form", tables: "Tables") -> None:
    """Note what is wrong between outlines, sections and the field that chooses one of them."""
    _texts(form, tables)
    choices = set(form.options(form.sheets[FIELDS].line[OUTLINE].list)) if "" not in form.outlines else {""}
    for key in sorted(choices - form.outlines.keys()):
        record = tables.find("lists", "key", key)
        record.fault("key", f"đề cương «{key}» không có mục nào", "Thêm các dòng của nó vào outlines.csv")
    for key, sections in form.outlines.items():
        rows = [record for record in tables.rows["outlines"] if record["outline"] == key] or [
            tables.find("outline", "key", section.key) for section in sections
        ]
        if key not in choices:
            fix = f"Thêm vào danh mục của trường {OUTLINE} trong lists.csv"
            rows[0].fault("outline", f"đề cương «{key}» không chọn được", fix)
        for record, message in _levels(rows, sections):
            record.fault("level", message, f"Cấp từ 1 đến {DEEPEST}, mỗi lần xuống một cấp")


def _levels(rows: Iterable[Record], sections: Iterable[Section]) -> Iterator[tuple[Record, str]]:
    above = 0
    seen: set[str] = set()
    for record, section in zip(rows, sections, strict=True):
        deepest = DEEPEST - (section.register == "kien_nghi")  # its addressees stand one level below
        if not 1 <= section.level <= min(above + 1, deepest):
            yield record, f"cấp {section.level} đứng sau cấp {above} hoặc quá sâu"
        if (section.text or section.key) in seen:
            yield record, f"mục «{section.text or section.key}» in hai lần"
        seen.add(section.text or section.key)
        above = section.level


def _texts(form: "Form", tables: "Tables") -> None:
    """Find sections that share the text of one that has none, and texts that no outline prints."""
    for section in form.sections.values():
        record = tables.find("outline", "key", section.key)
        if section.text and not (section.text in form.sections and form.sections[section.text].typed):
            record.fault(
                "typed", f"không có mục nhập «{section.text}»", "Ghi yes, khóa của mục nhập, hoặc để trống"
            )
        if not any(section.key == one.key for sections in form.outlines.values() for one in sections):
            record.fault("key", "mục không có trong đề cương nào", "Thêm vào outlines.csv hoặc xóa dòng này")
