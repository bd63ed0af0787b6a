"""The computed cells of a form: figures, hints, points, progress and the verdict."""

from collections.abc import Iterator

from cchc_xl.findings import Severity, Verdict
from cchc_xl.form.expressions import Kind
from cchc_xl.form.form import Cell, Draft, Form
from cchc_xl.form.model import CRITERIA, FIELDS, FINDINGS, INDICATORS, START, Indicator, Sheet
from cchc_xl.form.rules import NOT_APPLICABLE, Choice, Criterion
from cchc_xl.text.numbers import plain

NUMBER = (Kind.NUMBER, Kind.EMPTY)


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


def drafts(form: Form) -> Iterator[Draft]:
    """Give all computed cells of the form."""
    for indicator in form.indicators.values():
        yield from _figure(indicator)
    yield from _hints(form)
    for criterion in form.criteria.values():
        yield from _points(form, criterion)
    yield from _totals(form)
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
        if check.places:
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


def _progress(form: Form) -> Iterator[Draft]:
    for sheet in form.sheets.values():
        if sheet.key in (START, FINDINGS):
            continue
        cells = [("da_nhap", f"dem({sheet.key})" if sheet.grows else f"da_nhap_{sheet.key}")]
        if not sheet.grows:
            cells.append(("so_o", str(_expected(sheet))))
        for column, severity in (("so_loi", Severity.ERROR), ("so_canh_bao", Severity.WARNING)):
            cells.append((column, f'dem({FINDINGS}, trang == {sheet.title!r}, muc_do == "{severity}")'))
        for column, text in cells:
            yield _on_start(sheet.key, column, text, NUMBER)
    yield _on_start("diem", "da_nhap", "tc_tong", NUMBER)
    yield _on_start("diem", "so_o", "tc_tong_toi_da", NUMBER)
    yield _on_start("ket_luan", "noi_dung", _verdict(), (Kind.TEXT,))


def _expected(sheet: Sheet) -> int:
    """Count the cells to fill; a criterion worked out from figures needs no choice."""
    cells = [sheet.typed_cell(sheet.column[sheet.main], line) for line in sheet.lines]
    return sum(cell is not None and (sheet.key != CRITERIA or bool(cell.required)) for cell in cells)


def _on_start(line: str, column: str, text: str, kinds: tuple[Kind, ...]) -> Draft:
    return Draft(f"{START}_{line}_{column}", (START, line, column), text, kinds, ("sheets", line, "kind"))


def _verdict() -> str:
    text = repr(Verdict.PASSED.label)
    for severity, result in ((Severity.WARNING, Verdict.WARNINGS), (Severity.ERROR, Verdict.ERRORS)):
        text = f'{result.label!r} if dem({FINDINGS}, muc_do == "{severity}") > 0 else ({text})'
    return f'"Chưa soát lỗi" if dem({FINDINGS}) == 0 else ({text})'
