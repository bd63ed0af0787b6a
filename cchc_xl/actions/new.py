"""Make a workbook of a form for a unit and a period: blank, from entries, or from the periods before."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from cchc_xl.actions.check import check_picture
from cchc_xl.entries.carry import Carried, carry
from cchc_xl.entries.evaluate import evaluate
from cchc_xl.entries.from_json import Entries, make_picture
from cchc_xl.entries.picture import Picture
from cchc_xl.entries.results import with_findings
from cchc_xl.errors import CchcError
from cchc_xl.excel.build import build
from cchc_xl.excel.read import read_workbook
from cchc_xl.form.form import Form
from cchc_xl.form.load import load_form, shipped, usable
from cchc_xl.form.model import FINDINGS, PERIOD, when
from cchc_xl.text.numbers import show_number
from cchc_xl.text.vietnamese import slug


def new_workbook(
    form: str, unit: str, period: str, out: Path, entries: Path | None = None, olds: Sequence[Path] = ()
) -> tuple[str, ...]:
    """Build the workbook; with entries or old workbooks it is checked and carries the findings.

    One old workbook gives what goes on and «Kỳ trước»; several of the same year give the figures too.
    Returns, in words, what could not come along and where figures differ. Raises CchcError for an
    unknown form, unit or period, for entries that do not fit and for old workbooks of another unit.
    """
    _order(period)
    before = sorted((read_workbook(path).whole() for path in olds), key=lambda old: _order(old.stamp.period))
    loaded = _form(form, unit, period, before)
    if int(period[:4]) != loaded.meta.year:
        known = ", ".join(f"{one.meta.key} (năm {one.meta.year})" for one in usable())
        raise CchcError(
            "KY01",
            f"biểu mẫu {loaded.meta.key} dành cho năm {loaded.meta.year}",
            f"Chọn biểu mẫu của năm báo cáo; hiện có: {known}",
        )
    given = read_entries(entries) if entries else {}
    if not given and not before:
        build(make_picture(loaded, period, {}), out)
        return ()
    carried = _carried(before, loaded, period) if before else Carried({}, ())
    merged, overruled = _over(carried.entries, given)
    picture = make_picture(loaded, period, merged)
    build(with_findings(picture, check_picture(picture).findings), out)
    return (*_remarks(before, loaded), *carried.left_out, *overruled)


def _remarks(before: Sequence[Picture], form: Form) -> Iterator[str]:
    """Tell what an officer should know of the old workbooks themselves."""
    for old in before:
        errors = check_picture(old).counts["error"]
        if errors:
            yield f"«{old.file}» còn {errors} lỗi chưa sửa"
        if old.form.unit.name != form.unit.name:
            moved = f"đơn vị đổi từ {old.form.unit.name} sang {form.unit.name}"
            yield f"«{old.file}»: {moved}, xem lại nơi nhận, kính gửi, người ký"
    for old in before[:-1]:
        yield from _lost_rows(old, before[-1])


def _lost_rows(old: Picture, newest: Picture) -> Iterator[str]:
    """Name the rows of an earlier workbook of the year that the newest does not have."""
    for sheet in old.form.sheets.values():
        if sheet.grows and sheet.key != FINDINGS and old.stamp.period[:4] == newest.stamp.period[:4]:
            kept = {row.key for row in newest.rows.get(sheet.key, ())}
            lost = [row.key for row in old.rows[sheet.key] if row.key not in kept]
            if lost:
                shown = ", ".join(lost[:10]) + (f" và {len(lost) - 10} dòng khác" if len(lost) > 10 else "")
                periods = f"có ở kỳ {old.stamp.period}, không có ở kỳ {newest.stamp.period}"
                yield f"trang {sheet.title}: {shown} {periods} nên không được chuyển sang"


def typed_period(text: str) -> str:
    """Read a period as people type it: 2022-Q1, Quý I/2022, 6 tháng 2021; raises CchcError KY01."""
    words = slug(text).split("_")
    years = [word for word in words if re.fullmatch("20[0-9]{2}", word)]
    rest = "".join(word for word in words if word not in ("nam", *years))
    known = {"": "", **dict.fromkeys(("q1", "quyi", "quy1"), "-Q1")}
    known |= {f"{n}{end}": f"-{n}T" for n in (6, 9) for end in ("t", "thang", "thangdau")}
    if len(years) != 1 or rest not in known:
        raise _no_period(text)
    return years[0] + known[rest]


def _order(period: str) -> tuple[str, int]:
    if not PERIOD.fullmatch(period):
        raise _no_period(period)
    return when(period)


def _no_period(text: str) -> CchcError:
    return CchcError("KY01", f"kỳ báo cáo «{text}» không đúng", "Ghi như 2021, 2021-Q1, 2021-6T, 2021-9T")


def _form(form: str, unit: str, period: str, before: Sequence[Picture]) -> Form:
    """Load the form that was asked for, by default that of the old workbooks or the one of the year."""
    if not before:
        return load_form(form, unit)
    _refuse_periods(period, before)
    last = before[-1]
    if not form:
        form = next(_of_year(last.form, int(period[:4])), last.form.meta.key)
    loaded = load_form(form, unit or _successor(last.form, form))
    for old in before:
        if old.stamp.unit not in loaded.lineage:
            message = f"«{old.file}» là workbook của {old.form.unit.name}, không phải của {loaded.unit.name}"
            raise CchcError("KY02", message, "Chọn workbook cũ của chính đơn vị này")
    return loaded


def _refuse_periods(period: str, before: Sequence[Picture]) -> None:
    """Refuse old workbooks that are not of earlier periods, each of its own."""
    periods = [old.stamp.period for old in before]
    for old in before:
        if periods.count(old.stamp.period) > 1:
            message = f"kỳ {old.stamp.period} được nêu bằng nhiều tệp"
            raise CchcError("KY03", message, "Mỗi kỳ chỉ nêu một tệp")
        if _order(old.stamp.period) >= _order(period):
            message = f"«{old.file}» là workbook của kỳ {old.stamp.period}, không phải kỳ trước của {period}"
            raise CchcError("KY03", message, "Chọn các workbook của những kỳ trước")


def _of_year(last: Form, year: int) -> Iterator[str]:
    """Give the forms of a year: those whose criteria somebody typed for this one, the form itself, others."""
    known = [form.meta for form in (last, *usable()) if form.meta.year == year]
    yield from (meta.key for meta in known if meta.base == last.meta.key and meta.key not in shipped())
    yield from (meta.key for meta in known)


def _successor(old: Form, form: str) -> str:
    """Give the unit itself, or the one that took over from it by the year of the form."""
    year, unit = load_form(form).meta.year, old.unit
    while not unit.existed(year) and len(unit.successor.split()) == 1:
        unit = old.units[unit.successor]
    return unit.code


def _carried(before: Sequence[Picture], form: Form, period: str) -> Carried:
    last = before[-1]
    carried = carry(last, evaluate(last), form, period)
    before = [old for old in before if old.stamp.period[:4] == period[:4]]
    if len(before) < 2:
        return carried
    from cchc_xl.collect.roll_up import roll_up

    evaluations = {old.stamp.period: evaluate(old) for old in before}
    rolled = roll_up(
        form,
        {
            p: {c: value for c, i in form.indicators.items() if (value := e.number(i.name)) is not None}
            for p, e in evaluations.items()
        },
    )
    newest = evaluations[last.stamp.period]
    figures = dict(carried.entries["indicators"])
    for code, value in rolled.figures.items():
        indicator = form.indicators[code]
        if not indicator.register or newest.number(f"{indicator.name}_so") is None:
            figures[code] = {**figures.get(code, {}), "value": float(value)}
    return replace(
        carried,
        entries={**carried.entries, "indicators": figures},
        left_out=(*carried.left_out, *rolled.differences),
    )


def _over(carried: dict[str, Any], given: Entries) -> tuple[dict[str, Any], list[str]]:
    """Lay given entries over what was carried; a figure given otherwise than computed is told."""
    merged, told = dict(carried), []
    for part, value in given.items():
        both = isinstance(value, dict) and isinstance(merged.get(part), dict)
        merged[part] = {**merged[part], **value} if both else value
    for code, figure in given.get("indicators", {}).items():
        computed = carried.get("indicators", {}).get(code, {})
        value = figure.get("value") if isinstance(figure, dict) else figure
        merged["indicators"][code] = {
            **computed,
            **(figure if isinstance(figure, dict) else {"value": figure}),
        }
        if "value" in computed and value is not None and value != computed["value"]:
            shown = show_number(Decimal(str(computed["value"])))
            told.append(f"{code}: tính từ các kỳ trước là {shown}, tệp nhập liệu ghi {value}; giữ số đã ghi")
    return merged, told


def read_entries(path: Path) -> Entries:
    """Read an entries file; raises CchcError JS02 when it is no JSON object."""
    try:
        data = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise CchcError("JS02", f"không có tệp «{path.name}»", "Kiểm tra lại đường dẫn") from None
    except (ValueError, OSError, RecursionError) as error:
        raise CchcError("JS02", f"tệp «{path.name}» không phải JSON ({error})", "Sửa tệp nhập liệu") from None
    if not isinstance(data, dict):
        raise CchcError("JS02", f"tệp «{path.name}» phải chứa một đối tượng JSON", "Sửa tệp nhập liệu")
    return data
