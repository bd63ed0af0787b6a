"""The points of the index as formulas: rows of «Chấm điểm», areas, totals, and what each switch changes."""

from collections.abc import Iterator, Mapping

from cchc_xl.form.criteria import (
    EXPLANATION,
    Criterion,
    children,
    is_extra,
    is_penalty,
    leaves,
)
from cchc_xl.form.drafts import NUMBER, Draft
from cchc_xl.form.form import Cell, Form
from cchc_xl.form.kinds import BONUS, PENALTY, SURVEY
from cchc_xl.form.lines import TOTALS
from cchc_xl.form.model import CRITERIA, OVERVIEW, VARIANTS, Kind
from cchc_xl.form.rules import NOT_APPLICABLE, Choice
from cchc_xl.text.numbers import plain

COLUMNS = {
    "": "diem_tu_cham",
    "_chon": "lua_chon",
    "_nhap": "so_nhap",
    "_so_lieu": "so_lieu",
    "_toi_da": "toi_da_tinh",
    "_mat": "diem_mat",
    "_truoc": "diem_nam_truoc",
    "_tham_dinh": "diem_tham_dinh",
    "_tham_dinh_2": "diem_tham_dinh_2",
    "_dtxhh": "diem_dtxhh",
    "_cuoi": "diem_cuoi",
}
"""What follows the name of a criterion, by the column it stands for."""

_SUMMED = ("", "_tham_dinh", "_cuoi", "_truoc")
"""Points that add up from the rows to the total."""


def named_cells(form: Form) -> Iterator[tuple[str, Cell]]:
    """Give the names of the cells that are typed or computed on the score sheet and among the switches."""
    for criterion in form.criteria.values():
        for suffix in _suffixes(form, criterion):
            yield f"{criterion.name}{suffix}", (CRITERIA, criterion.code, COLUMNS[suffix])
    for draft in (*_totals(form), *_variants(form)):
        yield draft.name, draft.cell


def _suffixes(form: Form, criterion: Criterion) -> Iterator[str]:
    yield from ("", "_toi_da", "_mat", "_truoc", "_tham_dinh", "_cuoi")
    if criterion.may_be_left_out:
        yield "_chon"
    if criterion.typed_number:
        yield "_nhap"
    if criterion.figure:
        yield "_so_lieu"
    if criterion.kind == SURVEY:
        yield "_dtxhh"
    elif criterion.rule and form.switches.get(EXPLANATION):
        yield "_tham_dinh_2"


def drafts(form: Form) -> Iterator[Draft]:
    """Give the computed cells of the score sheet and of the sheet that compares the switches."""
    for criterion in form.criteria.values():
        yield from _row(form, criterion) if criterion.rule else _group(form, criterion)
    yield from _totals(form)
    yield from _variants(form)


def _row(form: Form, criterion: Criterion) -> Iterator[Draft]:
    name, rule = criterion.name, criterion.rule
    assert rule is not None
    if criterion.figure:
        yield _cell(criterion, "_so_lieu", criterion.figure, "input")
    points = rule.expression(f"{name}_chon", f"{name}_so_lieu")
    if not rule.options and criterion.may_be_left_out:
        points = f"None if co({name}_chon) else ({points})"
    yield _cell(criterion, "", f"-({points})" if is_penalty(form.criteria, criterion) else points)
    yield _cell(criterion, "_toi_da", _maximum(form, criterion, form.switches), "max")
    yield _cell(criterion, "_mat", f"lon_nhat(0, {name}_toi_da - {name})")
    if criterion.kind == SURVEY:
        for suffix in ("_dtxhh", "_tham_dinh", "_cuoi"):
            yield _cell(criterion, suffix, f"dau_tien({name})")
    else:
        second = f"{name}_tham_dinh_2, " if form.switches.get(EXPLANATION) else ""
        yield _cell(criterion, "_cuoi", f"dau_tien({second}{name}_tham_dinh)")


def _cell(criterion: Criterion, suffix: str, text: str, origin: str = "params") -> Draft:
    cell = (CRITERIA, criterion.code, COLUMNS[suffix])
    return Draft(f"{criterion.name}{suffix}", cell, text, NUMBER, ("criteria", criterion.code, origin))


def _maximum(form: Form, criterion: Criterion, switches: Mapping[str, bool]) -> str:
    """Give what a row adds to the denominator: nothing where it does not apply or stands outside it."""
    if is_extra(form.criteria, criterion) or not criterion.counts(switches):
        return "0"
    whole, chosen = plain(criterion.maximum), f"{criterion.name}_chon"
    if not criterion.may_be_left_out:
        return f"{whole} if co(tc_tong_dtxhh) else 0"
    text = f"{whole} if trong({chosen}) else 0"
    if isinstance(criterion.rule, Choice):
        text = f'{whole} if trong({chosen}) else (0 if {chosen} == "{NOT_APPLICABLE.key}" else {whole})'
    return text


def _group(form: Form, criterion: Criterion) -> Iterator[Draft]:
    counted = [c.name for c in children(form.criteria, criterion.code) if c.counts(form.switches)]
    for suffix in _SUMMED:
        yield _cell(criterion, suffix, _complete(capped(criterion, added(counted, suffix)), counted, suffix))
    yield _cell(criterion, "_mat", added(counted, "_mat"))
    yield _cell(
        criterion, "_toi_da", "0" if is_extra(form.criteria, criterion) else added(counted, "_toi_da"), "max"
    )


def added(names: list[str], suffix: str) -> str:
    """Add up the points of rows; empty only when all are."""
    return f"tong({', '.join(name + suffix for name in names)})" if names else "None"


def _complete(text: str, names: list[str], suffix: str) -> str:
    """Leave an appraised sum empty until every row that has a self-score is appraised."""
    if suffix not in ("_tham_dinh", "_cuoi") or not names:
        return text
    done = " and ".join(f"(trong({name}) or co({name}{suffix}))" for name in names)
    return f"({text}) if {done} else None"


def capped(criterion: Criterion, text: str) -> str:
    """Keep the sum of a bonus or a penalty within its cap; points of a penalty are negative."""
    cap = plain(criterion.maximum)
    if text == "None":
        return text
    return {BONUS: f"nho_nhat({cap}, {text})", PENALTY: f"lon_nhat(-{cap}, {text})"}.get(criterion.kind, text)


def _totals(form: Form) -> Iterator[Draft]:
    tops = children(form.criteria, "")
    areas = [top.name for top in tops if not is_extra(form.criteria, top)]
    origin = ("bands", "", "from")

    def total(key: str, suffix: str, text: str, kinds: tuple[Kind, ...] = NUMBER) -> Draft:
        return Draft(f"tc_{key}{suffix}", (CRITERIA, key, COLUMNS[suffix]), text, kinds, origin)

    for suffix in _SUMMED:
        names = [top.name for top in tops]
        yield total("tong_goc", suffix, _complete(added(areas, suffix), areas, suffix))
        whole = f"lon_nhat(0, {added(names, suffix)})"
        yield total("tong", suffix, _complete(whole, names, suffix))
    yield total("tong", "_toi_da", added(areas, "_toi_da"))
    yield total("tong", "_mat", added([top.name for top in tops], "_mat"))
    surveyed = [c.name for c in leaves(form.criteria) if c.kind == SURVEY and c.counts(form.switches)]
    yield total("tong", "_dtxhh", added(surveyed, "_dtxhh"))
    for suffix in ("", "_cuoi"):
        band, printed = "None", f"tron(tc_ty_le{suffix}, {form.meta.ranking.decimals})"
        for grade in reversed(form.bands):
            band = f"{grade.label!r} if {printed} >= {plain(grade.least)} else ({band})"
        yield total("ty_le", suffix, f"100 * tc_tong{suffix} / tc_tong_toi_da")
        yield total("xep_loai", suffix, band, (Kind.TEXT,))


_IN_OVERVIEW = {"diem": "", "diem_toi_da": "_toi_da", "diem_mat": "_mat", "diem_nam_truoc": "_truoc"}
"""Columns of the overview and the suffix of the points they repeat for an area."""


def overview(form: Form) -> Iterator[Draft]:
    """Repeat the points of the areas and the totals in the overview, where the charts read them."""
    computed = {draft.name: draft.kinds for draft in drafts(form)}
    lines = [area.name for area in children(form.criteria, "")] + [f"tc_{key}" for key in TOTALS]
    for line in lines:
        for column, suffix in _IN_OVERVIEW.items():
            name = f"{line}{suffix}"
            if name in computed:
                cell = (OVERVIEW, line, column)
                yield Draft("_".join(cell), cell, name, computed[name], ("sheets", OVERVIEW, "key"))


def _variants(form: Form) -> Iterator[Draft]:
    """Work the score out with and without each switch of the set."""
    for key in form.settings:
        texts = dict(_with_and_without(form, key))
        texts["chenh_lech"] = f"{VARIANTS}_{key}_ty_le_co - {VARIANTS}_{key}_ty_le_khong"
        for column, text in texts.items():
            cell = (VARIANTS, key, column)
            yield Draft("_".join(cell), cell, text, NUMBER, ("settings", key, "key"))


def _with_and_without(form: Form, key: str) -> Iterator[tuple[str, str]]:
    for state, on in (("co", True), ("khong", False)):
        if key == EXPLANATION:
            total, maximum = "tc_tong_cuoi" if on else "tc_tong_tham_dinh", "tc_tong_toi_da"
        else:
            switches = {**form.switches, key: on}
            tops = children(form.criteria, "")
            points = " + ".join(_points_under(form, top, switches) for top in tops)
            total = f"lon_nhat(0, {points}) if co(tc_tong) else None"
            maximum = " + ".join(_maximum_under(form, top, switches) for top in tops)
        yield f"diem_{state}", total
        yield f"ty_le_{state}", f"100 * {VARIANTS}_{key}_diem_{state} / ({maximum})"


def _points_under(form: Form, criterion: Criterion, switches: Mapping[str, bool]) -> str:
    """Give the points of a row, had the set these switches; an empty row counts as 0."""
    kids = children(form.criteria, criterion.code)
    if not _is_switched(form, criterion):
        return f"({criterion.name} if co({criterion.name}) else 0)"
    counted = [_points_under(form, kid, switches) for kid in kids if kid.counts(switches)]
    return capped(criterion, f"({' + '.join(counted) or '0'})")


def _maximum_under(form: Form, criterion: Criterion, switches: Mapping[str, bool]) -> str:
    if criterion.rule:
        return f"({_maximum(form, criterion, switches)})"
    if is_extra(form.criteria, criterion) or not _is_switched(form, criterion):
        return f"{criterion.name}_toi_da"
    kids = children(form.criteria, criterion.code)
    return f"({' + '.join(_maximum_under(form, kid, switches) for kid in kids)})"


def _is_switched(form: Form, criterion: Criterion) -> bool:
    """Tell whether a switch changes what a group adds up."""
    below = (c for c in form.criteria.values() if c.code.startswith(f"{criterion.code}."))
    return any(c.setting for c in below)
