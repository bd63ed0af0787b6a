"""The part of a form that one division fills: its sheets, its lines, its figures; nothing else is asked."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from cchc_xl.form.compiled import check_scope
from cchc_xl.form.expressions import ExpressionError, Scope, compile_expression
from cchc_xl.form.form import Form
from cchc_xl.form.model import FIELDS, FINDINGS, INDICATORS, START, TEXTS, Check, Indicator, Line, Sheet

Share = Mapping[str, tuple[str, ...]]
"""The sheets of a part and, where the form prescribes lines, those that are in it."""


def own_share(form: Form, phong: str) -> Share:
    """Give what a division answers for by the form: figures, texts, and registers offered to all."""
    lines = {
        key: tuple(line.key for line in form.sheets[key].lines if line.defaults.get("phong") == phong)
        for key in (INDICATORS, TEXTS)
    }
    return with_offered(form, without_counted(form, lines, ()))


def without_counted(form: Form, share: Share, used: Collection[str]) -> Share:
    """Leave out figures that the unit counts from its registers: those everybody sees and those in use."""
    counted = {
        indicator.code
        for indicator in form.indicators.values()
        if indicator.register
        and any(not form.sheets[sheet].hidden or sheet in used for sheet in _registers(form, indicator))
    }
    lines = {key: tuple(line for line in kept if line not in counted) for key, kept in share.items()}
    return {key: kept for key, kept in lines.items() if kept or form.sheets[key].grows}


def _registers(form: Form, indicator: Indicator) -> set[str]:
    return {sheet for sheet, _ in compile_expression(indicator.register, form.scope).columns}


def with_offered(form: Form, share: Share) -> Share:
    """Add the registers that the form hands out to every division; in the order of the form."""
    keys = {*share, *form.meta.offered}
    return {key: share.get(key, ()) for key in form.sheets if key in keys}


def write_share(share: Share) -> str:
    """Write a share as stamps hold it: `nhiem_vu;chi_tieu:2.1,2.2.1`."""
    return ";".join(":".join(filter(None, (key, ",".join(lines)))) for key, lines in share.items())


def read_share(text: str) -> Share:
    """Read a share as stamps hold it."""
    parts = (part.partition(":") for part in text.split(";"))
    return {key: tuple(filter(None, lines.split(","))) for key, _, lines in parts if key}


def part_of(form: Form, phong: str, share: str = "") -> Form:
    """Give the form of a division's workbook; without a share it holds what the form itself says.

    Sheets that are not there stay known as `absent`, without lines or rows: whoever asks for them finds
    nothing. Checks and computed figures that refer to what is not there are left out. No register is counted:
    what one division has is not what the unit has. Lines that the form no longer has are passed over.
    """
    place = ("part", phong, share)
    if place not in form.prepared:
        form.prepared[place] = _part(form, read_share(share) or own_share(form, phong))
    part: Form = form.prepared[place]
    return part


def _part(form: Form, share: Share) -> Form:
    share = {key: lines for key, lines in share.items() if key in form.sheets}
    figures = {c: i for c, i in form.indicators.items() if c in share.get(INDICATORS, ())}
    part = _without_formulas(form, share, figures)
    while lost := {code for code, i in figures.items() if i.formula and not _fits(i.formula, part.scope)}:
        figures = {code: indicator for code, indicator in figures.items() if code not in lost}
        part = _without_formulas(form, share, figures)
    return replace(
        part,
        sheets={key: _conditions(sheet, part.scope) for key, sheet in part.sheets.items()},
        indicators={code: _typed(indicator, part.scope) for code, indicator in figures.items()},
        checks=tuple(check for check in form.checks if _holds(check, part)),
    )


def _without_formulas(form: Form, share: Share, figures: Mapping[str, Indicator]) -> Form:
    """Give the form with these sheets, lines and figures, and nothing that refers to others."""
    kept = {**share, INDICATORS: tuple(figures)}
    kept = {key: lines for key, lines in kept.items() if lines or form.sheets[key].grows}
    sections = {key: one for key, one in form.sections.items() if one.text in share.get(TEXTS, ())}
    return replace(
        form,
        sheets={key: _sheet(sheet, kept) for key, sheet in form.sheets.items()},
        indicators=figures,
        checks=(),
        criteria={},
        settings={},
        summary={},
        sections=sections,
        outlines={
            key: tuple(one for one in outline if one.key in sections)
            for key, outline in form.outlines.items()
        },
    )


def _sheet(sheet: Sheet, share: Share) -> Sheet:
    if sheet.key == START:
        return replace(sheet, lines=tuple(x for x in sheet.lines if x.key in ("ket_luan", *share)))
    if sheet.key == FINDINGS:
        return replace(sheet, hidden=True)
    if sheet.key == FIELDS:
        return replace(sheet, absent=True, lines=tuple(x._replace(required="") for x in sheet.lines))
    if sheet.key not in share:
        return replace(sheet, absent=True, lines=())
    return replace(sheet, hidden=False, lines=tuple(_lines(sheet, share[sheet.key])))


def _lines(sheet: Sheet, kept: tuple[str, ...]) -> Iterator[Line]:
    """Give the lines kept, each with the heading it stands under."""
    for line in sheet.lines:
        if line.key in kept or (line.heading and any(key.startswith(f"{line.key}.") for key in kept)):
            yield line


def _conditions(sheet: Sheet, scope: Scope) -> Sheet:
    """Drop the conditions that ask for what is not there: such a cell may be left empty."""
    always = ("", "yes")
    lines = (
        line if line.required in always or _fits(line.required, scope) else line._replace(required="")
        for line in sheet.lines
    )
    return replace(sheet, lines=tuple(lines))


def _typed(indicator: Indicator, scope: Scope) -> Indicator:
    note = indicator.note if indicator.note and _fits(indicator.note, scope) else ""
    return replace(indicator, register="", in_register="", note=note)


def _holds(check: Check, part: Form) -> bool:
    there = all(code in part.indicators for code in check.places)
    return there and _fits(check.expression, check_scope(part))


def _fits(text: str, scope: Scope) -> bool:
    try:
        compile_expression(text, scope)
    except ExpressionError:
        return False
    return True
