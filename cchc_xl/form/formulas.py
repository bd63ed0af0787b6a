"""The computed cells of a form: figures, hints, points, progress and the verdict."""

from collections.abc import Iterator
from typing import NamedTuple

from cchc_xl.findings import Severity, Verdict
from cchc_xl.form.form import Cell, Form
from cchc_xl.form.lines import TOTAL, UNASSIGNED
from cchc_xl.form.model import (
    CRITERIA,
    FIELDS,
    FINDINGS,
    INDICATORS,
    OVERVIEW,
    START,
    SUMMARY,
    TEXTS,
    Column,
    Indicator,
    Kind,
    Line,
    Sheet,
)
from cchc_xl.form.rules import NOT_APPLICABLE, Choice, Criterion
from cchc_xl.text.numbers import plain


class Draft(NamedTuple):
    """A computed cell before compilation, with the table, key and column its text comes from."""

    name: str
    cell: Cell
    text: str
    kinds: tuple[Kind, ...]
    origin: tuple[str, str, str]


NUMBER = (Kind.NUMBER, Kind.EMPTY)
VERDICT = f"{START}_ket_luan_noi_dung"
ENTERED, COUNTED, LACKING = "'Đã nhập'", "'Theo sổ'", "'Còn thiếu'"
"""What `tinh_trang` says of a cell to fill, quoted for expressions."""


def named_cells(form: Form) -> Iterator[tuple[str, Cell]]:
    """Give every name that stands for one cell."""
    for line in form.sheets[FIELDS].lines:
        yield line.key, (FIELDS, line.key, "gia_tri")
    for indicator in form.indicators.values():
        for suffix, column in (
            ("", "so_dung"),
            ("_nhap", "so_lieu"),
            ("_so", "theo_so"),
            ("_truoc", "ky_truoc"),
        ):
            yield indicator.name + suffix, (INDICATORS, indicator.code, column)
    for criterion in form.criteria.values():
        yield criterion.name, (CRITERIA, criterion.code, "diem_tu_cham")
        yield f"{criterion.name}_chon", (CRITERIA, criterion.code, "lua_chon")
        yield f"{criterion.name}_so_lieu", (CRITERIA, criterion.code, "so_lieu")
        yield f"{criterion.name}_toi_da", (CRITERIA, criterion.code, "toi_da_tinh")
    for name in ("tong", "ty_le", "xep_loai"):
        yield f"tc_{name}", (CRITERIA, name, "diem_tu_cham")
    yield "tc_tong_toi_da", (CRITERIA, "tong", "toi_da_tinh")
    for line in form.sheets[TEXTS].lines:
        yield f"nd_{line.key}", (TEXTS, line.key, "noi_dung")
    for counted in form.sheets[OVERVIEW].columns:
        if counted.formula:
            yield f"tq_{counted.key}", (OVERVIEW, TOTAL, counted.key)
    yield VERDICT, (START, "ket_luan", "noi_dung")


def drafts(form: Form) -> Iterator[Draft]:
    """Give all computed cells of the form."""
    for indicator in form.indicators.values():
        yield from _figure(indicator)
    yield from _hints(form)
    for criterion in form.criteria.values():
        yield from _points(form, criterion)
    yield from _totals(form)
    yield from _states(form)
    yield from _overview(form)
    yield from _summary(form)
    yield from _progress(form)


def _figure(indicator: Indicator) -> Iterator[Draft]:
    origin = ("indicators", indicator.code)
    cell = (INDICATORS, indicator.code)
    name = indicator.name
    if indicator.register:
        text = f"({indicator.register}) if ({indicator.in_register}) > 0 else None"
        yield Draft(f"{name}_so", (*cell, "theo_so"), text, NUMBER, (*origin, "register"))
        figure = f"dau_tien({name}_so, {name}_nhap)"
    else:
        figure = indicator.formula or f"dau_tien({name}_nhap)"
    yield Draft(name, (*cell, "so_dung"), figure, NUMBER, (*origin, "formula"))


def _hints(form: Form) -> Iterator[Draft]:
    """Show at each figure the relations it takes part in first and that do not hold."""
    by_place: dict[str, list[str]] = {}
    for check in form.checks:
        if check.places and not check.over_years:
            hint = f"{check.rule.code}: {check.rule.message}."
            by_place.setdefault(check.places[0], []).append(f'"" if ({check.expression}) else {hint!r}')
    for code, texts in by_place.items():
        if code in form.indicators:
            name = f"{form.indicators[code].name}_nhac"
            text = f"noi({', '.join(texts)})"
            yield Draft(name, (INDICATORS, code, "nhac"), text, (Kind.TEXT,), ("checks", code, "rule"))


def _points(form: Form, criterion: Criterion) -> Iterator[Draft]:
    name, cell = criterion.name, (CRITERIA, criterion.code)
    origin = ("criteria", criterion.code)
    chosen, maximum = f"{name}_chon", plain(criterion.maximum)
    if criterion.rule is None:
        children = [c.name for c in form.criteria.values() if c.parent == criterion.code]
        points = f"tong({', '.join(children)})"
        counted = f"tong({', '.join(f'{child}_toi_da' for child in children)})"
    elif isinstance(criterion.rule, Choice):
        points = criterion.rule.expression(chosen, "")
        counted = (
            f'{maximum} if trong({chosen}) else (0 if {chosen} == "{NOT_APPLICABLE.key}" else {maximum})'
        )
    else:
        points = f"None if co({chosen}) else ({criterion.rule.expression(chosen, f'{name}_so_lieu')})"
        counted = f"{maximum} if trong({chosen}) else 0"
        yield Draft(f"{name}_so_lieu", (*cell, "so_lieu"), criterion.input, NUMBER, (*origin, "input"))
    yield Draft(name, (*cell, "diem_tu_cham"), points, NUMBER, (*origin, "params"))
    yield Draft(f"{name}_toi_da", (*cell, "toi_da_tinh"), counted, NUMBER, (*origin, "max"))


def _totals(form: Form) -> Iterator[Draft]:
    areas = [criterion.name for criterion in form.criteria.values() if not criterion.parent]
    band = "None"
    for grade in reversed(form.bands):
        band = f"{grade.label!r} if tc_ty_le >= {plain(grade.least)} else ({band})"
    share = "100 * tc_tong / tc_tong_toi_da"
    origin = ("bands", "", "from")
    yield Draft("tc_tong", (CRITERIA, "tong", "diem_tu_cham"), f"tong({', '.join(areas)})", NUMBER, origin)
    counted = ", ".join(f"{area}_toi_da" for area in areas)
    yield Draft("tc_tong_toi_da", (CRITERIA, "tong", "toi_da_tinh"), f"tong({counted})", NUMBER, origin)
    yield Draft("tc_ty_le", (CRITERIA, "ty_le", "diem_tu_cham"), share, NUMBER, origin)
    yield Draft("tc_xep_loai", (CRITERIA, "xep_loai", "diem_tu_cham"), band, (Kind.TEXT,), origin)


def _states(form: Form) -> Iterator[Draft]:
    """Say of each figure, text and criterion that must be filled whether it is."""
    for sheet in (form.sheets[INDICATORS], form.sheets[TEXTS], form.sheets[CRITERIA]):
        for line in sheet.lines:
            if line.type and not line.heading:
                text = _state(form, sheet, line)
                cell = (sheet.key, line.key, "tinh_trang")
                yield Draft("_".join(cell), cell, text, (Kind.TEXT,), ("sheets", sheet.key, "key"))


def _state(form: Form, sheet: Sheet, line: Line) -> str:
    if sheet.key == CRITERIA:
        name = form.criteria[line.key].name
        return f"{ENTERED} if co({name}) or co({name}_chon) else {LACKING}"
    name = f"{form.indicators[line.key].name}_nhap" if sheet.key == INDICATORS else f"nd_{line.key}"
    lacking = LACKING if line.required == "yes" else '""'
    if line.required not in ("", "yes"):
        lacking = f'{LACKING} if ({line.required}) else ""'
    text = f"{ENTERED} if da_ghi({name}) else ({lacking})"
    if sheet.key == INDICATORS and form.indicators[line.key].register:
        text = f"{COUNTED} if co({form.indicators[line.key].name}_so) else ({text})"
    return text


def _overview(form: Form) -> Iterator[Draft]:
    """Count for each division, for what has no owner and for the whole unit."""
    sheet = form.sheets[OVERVIEW]
    for column in sheet.columns:
        for line in sheet.lines if column.formula else ():
            total = line.key == TOTAL
            name = f"tq_{column.key}" if total else f"{OVERVIEW}_{line.key}_{column.key}"
            origin = ("columns", f"{OVERVIEW}.{column.key}", "formula")
            yield Draft(name, (OVERVIEW, line.key, column.key), _of_division(column, line), NUMBER, origin)


def _of_division(column: Column, line: Line) -> str:
    text = column.formula
    for word, state in (("{da_nhap}", ENTERED), ("{theo_so}", COUNTED), ("{con_thieu}", LACKING)):
        text = text.replace(word, state)
    for name in ("phong", "don_vi"):
        if line.key == TOTAL:
            text = text.replace(f", {{{name}}}", "")
        owned = f"trong({name})" if line.key == UNASSIGNED else f'{name} == "{line.key}"'
        text = text.replace(f"{{{name}}}", owned)
    return text


def _summary(form: Form) -> Iterator[Draft]:
    """Fill the leader's page: a value, what it is out of, and the rate."""
    sheet = form.sheets[SUMMARY]
    areas = {c.name: (c.name, f"{c.name}_toi_da") for c in form.criteria.values() if not c.parent}
    values = {**form.summary, **areas}
    for line in sheet.lines:
        value, of = values[line.key]
        if line.heading:
            continue
        origin = ("summary", line.key, "value")
        kinds = (Kind.TEXT,) if line.type == "text" else NUMBER
        cells = [("ket_qua", value, kinds)]
        if of:
            cells += [("tren_tong", of, NUMBER), ("ty_le", f"100 * ({value}) / ({of})", NUMBER)]
        for column, text, wanted in cells:
            yield Draft(f"{SUMMARY}_{line.key}_{column}", (SUMMARY, line.key, column), text, wanted, origin)


def _progress(form: Form) -> Iterator[Draft]:
    for sheet in form.sheets.values():
        if sheet.key not in form.sheets[START].line:
            continue
        cells = list(_filled(sheet))
        for column, severity in (("so_loi", Severity.ERROR), ("so_canh_bao", Severity.WARNING)):
            cells.append((column, _open(severity, f"trang == {sheet.title!r}")))
        for column, text in cells:
            yield _on_start(sheet.key, column, text, NUMBER)
    yield _on_start("diem", "da_nhap", "tc_tong", NUMBER)
    yield _on_start("diem", "so_o", "tc_tong_toi_da", NUMBER)
    yield _on_start("ket_luan", "noi_dung", _verdict(), (Kind.TEXT,))


def _filled(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Count what is entered and, where the form says so, how much that should be."""
    if sheet.grows:
        yield "da_nhap", f"dem({sheet.key})"
    elif "tinh_trang" in sheet.column:
        done = " + ".join(f"dem({sheet.key}, tinh_trang == {state})" for state in (ENTERED, COUNTED))
        yield "da_nhap", done
        yield "so_o", f"{done} + dem({sheet.key}, tinh_trang == {LACKING})"
    else:
        yield "da_nhap", f"da_nhap_{sheet.key}"
        yield "so_o", str(len(sheet.lines))


def _on_start(line: str, column: str, text: str, kinds: tuple[Kind, ...]) -> Draft:
    return Draft(f"{START}_{line}_{column}", (START, line, column), text, kinds, ("sheets", line, "kind"))


_ACCEPTED = "co(giu_nguyen), co(nguoi), co(ngay)"


def _open(severity: Severity, *more: str) -> str:
    """Count the findings that nobody has accepted with reason, name and day."""
    where = ", ".join((FINDINGS, f'muc_do == "{severity}"', *more))
    return f"(dem({where}) - dem({where}, {_ACCEPTED}))"


def _verdict() -> str:
    text = repr(Verdict.PASSED.label)
    accepted = f'dem({FINDINGS}, muc_do == "{Severity.ERROR}", {_ACCEPTED})'
    text = f"{Verdict.WARNINGS.label!r} if {accepted} > 0 else ({text})"
    for severity, result in ((Severity.WARNING, Verdict.WARNINGS), (Severity.ERROR, Verdict.ERRORS)):
        text = f"{result.label!r} if {_open(severity)} > 0 else ({text})"
    return f'"Chưa soát lỗi" if dem({FINDINGS}) == 0 else ({text})'
