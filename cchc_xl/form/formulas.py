"""The computed cells of a form: figures, hints, points, progress and the verdict."""

from collections.abc import Iterator

from cchc_xl.findings import Severity, Verdict
from cchc_xl.form import points
from cchc_xl.form.criteria import children, is_extra
from cchc_xl.form.drafts import NUMBER, Draft
from cchc_xl.form.form import Cell, Form
from cchc_xl.form.lines import AREAS, TOTAL, TOTALS, UNASSIGNED
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

VERDICT = f"{START}_ket_luan_noi_dung"
ENTERED, COUNTED, LACKING = "'Đã nhập'", "'Theo sổ'", "'Còn thiếu'"
"""What `tinh_trang` says of a cell to fill, quoted for expressions."""


def named_cells(form: Form) -> Iterator[tuple[str, Cell]]:
    """Give every name that stands for one cell."""
    return ((name, cell) for name, cell in _named_cells(form) if form.has(cell))


def _named_cells(form: Form) -> Iterator[tuple[str, Cell]]:
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
    yield from points.named_cells(form)
    for line in form.sheets[TEXTS].lines:
        yield f"nd_{line.key}", (TEXTS, line.key, "noi_dung")
    for counted in form.sheets[OVERVIEW].columns:
        if counted.formula:
            yield f"tq_{counted.key}", (OVERVIEW, TOTAL, counted.key)
    yield VERDICT, (START, "ket_luan", "noi_dung")


def drafts(form: Form) -> Iterator[Draft]:
    """Give all computed cells of the form."""
    return (draft for draft in _drafts(form) if form.has(draft.cell))


def _drafts(form: Form) -> Iterator[Draft]:
    for indicator in form.indicators.values():
        yield from _figure(indicator)
    yield from _hints(form)
    yield from points.drafts(form)
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
        criterion = form.criteria[line.key]
        if not criterion.counts(form.switches):
            return "'Không tính'"
        lacking = '""' if is_extra(form.criteria, criterion) else LACKING
        left_out = f" or co({criterion.name}_chon)" if criterion.may_be_left_out else ""
        return f"{ENTERED} if co({criterion.name}){left_out} else {lacking}"
    name = f"{form.indicators[line.key].name}_nhap" if sheet.key == INDICATORS else f"nd_{line.key}"
    lacking = LACKING if line.required == "yes" else '""'
    if line.required not in ("", "yes"):
        lacking = f'{LACKING} if ({line.required}) else ""'
    text = f"{ENTERED} if da_ghi({name}) else ({lacking})"
    if sheet.key == INDICATORS and form.indicators[line.key].register:
        text = f"{COUNTED} if co({form.indicators[line.key].name}_so) else ({text})"
    return text


def _overview(form: Form) -> Iterator[Draft]:
    """Count for each division, for what has no owner and the whole unit; repeat the points of the areas."""
    sheet = form.sheets[OVERVIEW]
    yield from points.overview(form)
    of_index = {AREAS, *(f"tc_{key}" for key in TOTALS), *(c.name for c in children(form.criteria, ""))}
    for column in sheet.columns:
        for line in sheet.lines if column.formula else ():
            if line.key in of_index:
                continue
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
    areas = {c.name: (c.name, f"{c.name}_toi_da") for c in children(form.criteria, "")}
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
