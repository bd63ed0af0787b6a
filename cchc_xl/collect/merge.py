"""Lay what the divisions sent into the unit's own workbook, cell by cell; what staff typed there stays."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from cchc_xl.collect.contents import TYPED, Contribution
from cchc_xl.collect.same_rows import arrived, name_of, same_rows, shared
from cchc_xl.entries.from_json import typed_value
from cchc_xl.entries.picture import Entry, Picture, Row
from cchc_xl.entries.to_json import cells_of, plain_value
from cchc_xl.excel.read import HEADER_AGAIN, TOTAL_ROW
from cchc_xl.form import layout
from cchc_xl.form.form import Form
from cchc_xl.form.model import INDICATORS, Line, Sheet

if TYPE_CHECKING:
    from cchc_xl.excel.sheet_edit import Value

Parts = Callable[[Contribution, str], Any]
_FIGURE, _PASSED_OVER = "so_lieu", (TOTAL_ROW.code, HEADER_AGAIN.code)


class Conflict(NamedTuple):
    """Two sources that do not agree: where, what each says, and what was done."""

    code: str
    what: str
    a: str
    b: str
    done: str


class Wanted(NamedTuple):
    """A value for a cell and who brings it."""

    value: object
    source: str


@dataclass
class Merge:
    """The cells to write by sheet and address, what each held in the ledger's words, and the conflicts."""

    target: Picture
    written: frozenset[tuple[str, str]]
    cells: "dict[str, dict[str, Value]]" = field(default_factory=dict)
    memory: list[tuple[str, str]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def put(
        self,
        sheet: Sheet,
        line: Line | None,
        row: Row,
        column: str,
        wanted: Wanted,
        what: str,
        before: str,
        after: str,
    ) -> None:
        """Write a cell unless staff typed something else there.

        `before` is what the ledger calls the cell so far, `after` from now on.
        """
        entry = row.get(column)
        cell = next((cell for c, cell in sheet.typed_cells(line) if c.key == column), None)
        if entry is None or cell is None:
            return
        stood = plain_value(entry)
        if stood is None or (before, _told(stood)) in self.written:
            self.memory += [(after, _told(wanted.value))] if after else []
            if stood != wanted.value:
                self.set(entry, typed_value(self.target.form, cell, wanted.value))
        elif stood != wanted.value:
            a = f"{self.target.file}, {entry.place}: {_shown(stood)}"
            b = f"{wanted.source}: {_shown(wanted.value)}"
            done = "giữ số, chữ đã gõ trong workbook; xóa ô ấy rồi tổng hợp lại để nhận của phòng, đơn vị"
            self.conflicts.append(Conflict("THOP20", what, a, b, done))

    def set(self, entry: Entry, value: Any) -> None:
        """Note a cell to write."""
        self.cells.setdefault(entry.place.sheet, {})[entry.place.cell] = _excel(value)


def merge(
    target: Picture,
    contributions: Sequence[Contribution],
    totals: Mapping[str, Decimal],
    parts: Parts,
    written: frozenset[tuple[str, str]],
) -> Merge:
    """Work out what to write into the target: figures of all, and the lines and rows of divisions.

    Nothing is written twice: rows are known by what `same_rows` says. `written` are values that were written
    there before, which no one typed.
    """
    found = Merge(target, written)
    for (sheet, key, column), wanted in _lines(target.form, contributions, totals, found.conflicts).items():
        rows = target.rows.get(sheet, ())
        if row := next((row for row in rows if row.key == key), None):
            where, of = f"{sheet}/{key}/{column}", target.form.sheets[sheet]
            found.put(of, of.line[key], row, column, wanted, f"{of.title}, {where}", where, where)
    divisions = [one for one in contributions if one.sender[1]]
    for register in target.form.sheets.values():
        if register.grows and any(register.key in one.head["rows"] for one in divisions):
            _register(found, register, divisions, parts)
    return found


def _lines(
    form: Form,
    contributions: Sequence[Contribution],
    totals: Mapping[str, Decimal],
    conflicts: list[Conflict],
) -> dict[tuple[str, str, str], Wanted]:
    """Give what the cells of prescribed lines shall hold; those on which divisions disagree are told."""
    said: dict[tuple[str, str, str], list[Wanted]] = {}
    for one in contributions:
        for sheet, lines in one.head["lines"].items():
            for key, cells in lines.items():
                for column, value in cells.items():
                    said.setdefault((sheet, key, column), []).append(
                        Wanted(value, f"{one.name} ({one.file})")
                    )
    for code, value in totals.items():
        if not form.indicators[code].formula:
            place = (INDICATORS, code, _FIGURE)
            sources = "; ".join(wanted.source for wanted in said.get(place, ())) or "cộng các đơn vị"
            said[place] = [Wanted(_number(value), sources)]
    for place, (first, *others) in said.items():
        if other := next((other for other in others if other.value != first.value), None):
            a, b = (f"{one.source}: {_shown(one.value)}" for one in (first, other))
            done = "không ghi; các phòng, đơn vị thống nhất rồi gửi lại"
            conflicts.append(Conflict("THOP21", "/".join(place), a, b, done))
    return {place: all_[0] for place, all_ in said.items() if len({_told(one.value) for one in all_}) == 1}


def _register(found: Merge, sheet: Sheet, divisions: Sequence[Contribution], parts: Parts) -> None:
    target, rows = found.target, found.target.rows[sheet.key]
    came = [row for one in divisions for row in arrived(sheet, one, parts(one, sheet.key + TYPED), rows)]
    pairs, following = same_rows(sheet, came, rows), _following(target, sheet)
    for i, row_sent in enumerate(came):
        one, row = row_sent.one, pairs.get(i)
        if row is None:
            row, following = _blank(sheet, following, rows), following + 1
        (key, text), keyed = row_sent.known, row_sent.key
        before, after = (key if keyed and row.key else text), (key if keyed else text)
        for column, value in row_sent.cells.items():
            wanted = Wanted(value, f"{one.name} ({one.file}, dòng {row_sent.number})")
            what = f"{sheet.title}, dòng {row_sent.name}, cột {sheet.column[column].title}"
            where = (name and f"{sheet.key}/{one.sender[1]}/{name}/{column}" for name in (before, after))
            found.put(sheet, None, row, column, wanted, what, *where)
    senders, same = {one.one.sender[1]: one.one for one in came}, {row.number for row in pairs.values()}
    for row in rows if "phong" in sheet.column else ():
        if row.number not in same and (without := senders.get(row["phong"].text)):
            a, b = f"{target.file}, {row.sheet}!A{row.number}", f"{without.name} ({without.file}): không có"
            what = f"{sheet.title}, dòng {name_of(sheet, row.key, cells_of(row))}"
            found.conflicts.append(Conflict("THOP22", what, a, b, "giữ dòng; xóa nếu phòng đã bỏ"))


def _following(target: Picture, sheet: Sheet) -> int:
    """Give the row under all that stands in a register, totals typed there too."""
    rows = target.rows[sheet.key]
    told = (place for one in target.remarks if one.code in _PASSED_OVER for place in one.cells)
    title = rows[0].sheet if rows else sheet.title
    odd = [layout.split(place.cell)[1] for place in told if place.sheet == title]
    return max((layout.FIRST_ROW - 1, *odd, *(row.number for row in rows))) + 1


def _blank(sheet: Sheet, number: int, rows: Sequence[Row]) -> Row:
    letters = {column.key: layout.column_letters(sheet, column.key) for column, _ in sheet.typed_cells(None)}
    title = rows[0].sheet if rows else sheet.title
    return Row(number, "", dict, title, rows[0].letters if rows else letters)


def handed_out(picture: Picture) -> Iterator[tuple[str, str]]:
    """Give what stood in a division's workbook when it was handed out: it came from the unit's own."""
    for key, rows in picture.rows.items():
        sheet, phong = picture.form.sheets[key], picture.stamp.phong
        typed = [(row.key, cells_of(row)) for row in rows]
        twice = shared(sheet, typed) if sheet.grows else ()
        for line, cells in typed:
            name = name_of(sheet, line, cells) if sheet.grows else line
            place = f"{key}/{phong}/{name}" if sheet.grows else f"{key}/{name}"
            if name not in twice:
                yield from ((f"{place}/{column}", _told(value)) for column, value in cells.items())


def _number(value: Decimal) -> object:
    return int(value) if value == value.to_integral_value() else float(value)


def _told(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _shown(value: object) -> str:
    return f"«{str(value)[:80]}»"


def _excel(value: Any) -> "Value":
    return Decimal(str(value)) if isinstance(value, float) else value
