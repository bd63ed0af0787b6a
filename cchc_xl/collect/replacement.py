"""How a replacement that waits differs from what counts, by what the ledger keeps of both."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from cchc_xl.collect.contents import HEAD, LINES, TYPED
from cchc_xl.collect.same_rows import name_of
from cchc_xl.collect.submissions import Key, Sender, Standing, State
from cchc_xl.entries.from_json import typed_value
from cchc_xl.form.form import Form
from cchc_xl.form.model import INDICATORS, Line, Sheet
from cchc_xl.text.numbers import plain, show_date
from cchc_xl.text.shortened import shortened

_SHOWN, _TYPED, _USED = 40, "so_lieu", "so_dung"
_NOTHING = "các ô nhập không khác; có thể khác ở định dạng, công thức hoặc trang thêm"

_Kept = Callable[[str], Any]
"""Gives a part of what was kept of a submission."""
_Cells = Mapping[str, object]


class Replacement(NamedTuple):
    """A submission that waits: its file, whose it is, the file that counts, and how they differ."""

    file: str
    unit: str
    name: str
    counted: str
    lines: tuple[str, ...]

    def told(self) -> str:
        """Say it in a sentence."""
        return (
            f"«{self.file}» của {self.name} so với bản được tính «{self.counted}»: {'; '.join(self.lines)}."
        )


def replacements(
    form: Form, names: Mapping[Sender, str], standings: Sequence[Standing], kept: Callable[[str, str], Any]
) -> Iterator[tuple[Key, Replacement]]:
    """Tell how replacements that wait differ from what counts; `kept` gives a part kept of a hash."""
    counting = {one.reading.whose: one for one in standings if one.counts}
    for one in standings:
        whose = one.reading.whose
        if one.state is State.WAITING and (counted := counting.get(whose)):
            about = one.sent.name, whose[1] or whose[0], names[whose], counted.sent.name
            a, b = (partial(kept, each.sent.sha256) for each in (counted, one))
            yield one.sent.key, Replacement(*about, _differences(form, a, b))


def _differences(form: Form, a: _Kept, b: _Kept) -> tuple[str, ...]:
    """Tell what differs, a line each, the first of many; also when nothing does."""
    rows = [dict(_rows(form, kept)) for kept in (a, b)]
    order = [*form.sheets]
    places = sorted(dict.fromkeys((*rows[0], *rows[1])), key=lambda place: order.index(place[0]))
    told = (
        line
        for sheet, name in places
        for line in _changes(form, form.sheets[sheet], name, *(one.get((sheet, name), {}) for one in rows))
    )
    lines = [*islice(told, _SHOWN)]
    more = sum(1 for _ in told)
    return (*lines, *([f"và {more} khác biệt nữa"] if more else [])) or (_NOTHING,)


def _rows(form: Form, kept: _Kept) -> Iterator[tuple[tuple[str, str], _Cells]]:
    """Give the cells of lines and rows by sheet and name; equal names are numbered."""
    head = kept(HEAD)
    lines: dict[str, dict[str, _Cells]] = head["lines"] or dict(kept(LINES))
    if not head["lines"]:
        typed = lines.get(INDICATORS, {})
        used = {code: {**typed.get(code, {}), _USED: Decimal(text)} for code, text in head["figures"].items()}
        lines[INDICATORS] = {**typed, **used}
    yield from (((sheet, key), cells) for sheet, known in lines.items() for key, cells in known.items())
    for key in head["rows"]:
        seen = Counter[str]()
        for _, row, cells in kept(key + TYPED):
            seen[name := name_of(form.sheets[key], row, cells)] += 1
            yield (key, f"{name} ({seen[name]})" if seen[name] > 1 else name), cells


def _changes(form: Form, sheet: Sheet, name: str, a: _Cells, b: _Cells) -> Iterator[str]:
    if sheet.grows and not (a and b):
        text = shortened(_shown(form, sheet, None, sheet.main, (a or b).get(sheet.main)), "")[0]
        called = name if name.startswith("«") else f"{name} «{text}»"
        yield f"{sheet.title}: {'thêm' if b else 'mất'} dòng {called}"
        return
    line = sheet.line.get(name)
    called = line.label if line and sheet.columns[0].key == "ten" else name
    for column in {**a, **b}:
        if a.get(column) == b.get(column) or (column == _USED and a.get(_TYPED) != b.get(_TYPED)):
            continue
        was, now = (_shown(form, sheet, line, column, one.get(column)) for one in (a, b))
        was, now = shortened(was, now)
        title = sheet.column[column].title
        yield f"{sheet.title}, dòng {called}, cột {title}: {was or '(trống)'} → {now or '(trống)'}"


def _shown(form: Form, sheet: Sheet, line: Line | None, column: str, value: object) -> str:
    cell = sheet.typed_cell(sheet.column[column], line)
    value = typed_value(form, cell, value) if cell else value
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, int | float | Decimal):
        return plain(Decimal(str(value))).replace(".", ",")
    return "" if value is None else str(value)
