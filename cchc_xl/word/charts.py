"""Native charts of a template: drawn there in Word, found by their alt text, their numbers replaced.

A chart keeps its numbers three times: as caches that are printed, as references to cells, and in a workbook
that «Edit data» opens. All three are written anew, so that they cannot differ.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import xlsxwriter
from lxml import etree
from xlsxwriter.utility import xl_range_abs

from cchc_xl.text.vietnamese import fold
from cchc_xl.word.document import Document
from cchc_xl.word.faults import Place
from cchc_xl.word.package import OFFICE, parsed, relations, written
from cchc_xl.word.template import Template

CHARTS = "bieu_do"
"""The key of the context that lists charts: alt text, categories, series of a name and numbers each."""

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DESCRIPTION = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_SHEET, _CREATED, _POINTS_AT_MOST = "Sheet1", datetime(2021, 1, 1), 4000
_AS_TYPED = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class _Series(NamedTuple):
    """One column of a chart's table; a number that is not there is "" and leaves a gap."""

    name: str
    values: Sequence[str]


class _Chart(NamedTuple):
    """What a chart shows."""

    names: Sequence[str]
    series: Sequence[_Series]


def redrawn(source: Template, tree: etree._Element, charts: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """Give the members of the charts that a filled part shows, with the numbers meant for each.

    Raises TemplateError MAU30 for a chart whose alt text names no data, or that has too many series.
    """
    place = source.parts[source.document].place
    data = {fold(chart["ten"]): chart for chart in charts}
    changed: dict[str, bytes] = {}
    for alt, part in _drawn(tree, source.document, source.members, place):
        chart = data.get(fold(alt))
        if chart is None:
            known = "; ".join(f"«{one['ten']}»" for one in charts)
            fix = f"Sửa văn bản thay thế của biểu đồ thành {known}." if known else "Xoá biểu đồ khỏi mẫu."
            raise place.fault("MAU30", f"không có số liệu cho biểu đồ có văn bản thay thế «{alt}»", fix)
        shows = _Chart(chart["nhom"], [_Series(one["ten"], one["so"]) for one in chart["day"]])
        changed |= _filled(part, source.members, shows, place, alt)
    return changed


def renewed(document: Document, fresh: Document) -> dict[str, bytes]:
    """Give the members of a document's charts whose numbers are not those that `fresh` shows."""
    place, now = Place(document.file, document.parts[document.main]), {}
    for alt, part in _drawn(fresh.root, fresh.main, fresh.members, place):
        now[fold(alt)] = _shown(parsed(fresh.members[part], place))
    changed: dict[str, bytes] = {}
    for alt, part in _drawn(document.root, document.main, document.members, place):
        shows = now.get(fold(alt))
        if shows and shows != _shown(parsed(document.members[part], place)):
            changed |= _filled(part, document.members, shows, place, alt)
    return changed


def _drawn(
    tree: etree._Element, main: str, members: Mapping[str, bytes], place: Place
) -> Iterator[tuple[str, str]]:
    """Give the alt text and the part of every chart."""
    for chart in tree.iter(_C + "chart"):
        drawing = next(chart.iterancestors("{*}inline", "{*}anchor"), None)
        described = drawing.find(_DESCRIPTION) if drawing is not None else None
        part = _target(main, chart.get(OFFICE + "id", ""), members, place)
        yield described.get("descr", "") if described is not None else "", part


def _target(part: str, key: str, members: Mapping[str, bytes], place: Place) -> str:
    """Find the member to which a relation of a part leads."""
    _, found = relations(members, part, place).get(key, ("", ""))
    if found not in members:
        raise place.unopenable("biểu đồ trong tệp đã hỏng")
    return found


def _shown(root: etree._Element) -> _Chart:
    """Read what a chart shows from its caches."""
    drawn = list(root.iter(_C + "ser"))
    names = _cached(drawn[0], "cat") if drawn else []
    return _Chart(names, [_Series("".join(_cached(one, "tx")), _cached(one, "val")) for one in drawn])


def _cached(series: etree._Element, name: str) -> list[str]:
    count = series.find(f"{_C}{name}//{_C}ptCount")
    points = {one.get("idx"): one.findtext(_C + "v") or "" for one in series.iterfind(f"{_C}{name}//{_C}pt")}
    length = 0 if count is None else min(int(count.get("val", "0")), _POINTS_AT_MOST)
    return [points.get(str(index), "") for index in range(length)]


def _filled(
    part: str, members: Mapping[str, bytes], shows: _Chart, place: Place, alt: str
) -> dict[str, bytes]:
    """Give the member of a chart, and the workbook within it, with these numbers."""
    root = parsed(members[part], place)
    _fill(root, shows, place, alt)
    changed = {part: written(root)}
    book = root.find(_C + "externalData")
    if book is not None:
        changed[_target(part, book.get(OFFICE + "id", ""), members, place)] = _workbook(shows)
    return changed


def _fill(root: etree._Element, shows: _Chart, place: Place, alt: str) -> None:
    drawn, (names, series) = list(root.iter(_C + "ser")), shows
    if len(drawn) > len(series):
        why = f"biểu đồ «{alt}» có {len(drawn)} chuỗi số liệu, chỉ có {len(series)} để điền"
        raise place.fault("MAU30", why, "Xoá bớt chuỗi của biểu đồ trong mẫu.")
    for column, (element, one) in enumerate(zip(drawn, series, strict=False), 1):
        _put(element, "tx", "str", xl_range_abs(0, column, 0, column), [one.name])
        _put(element, "cat", "str", xl_range_abs(1, 0, len(names), 0), names)
        _put(element, "val", "num", xl_range_abs(1, column, len(names), column), one.values)


def _put(series: etree._Element, name: str, kind: str, reference: str, values: Sequence[str]) -> None:
    """Replace a reference of a series and its cache; one that the template does not have is left out."""
    holder = series.find(_C + name)
    if holder is None:
        return
    form = holder.findtext(f".//{_C}formatCode") or "General"
    holder[:] = []
    whole = etree.SubElement(holder, f"{_C}{kind}Ref")
    etree.SubElement(whole, _C + "f").text = f"{_SHEET}!{reference}"
    cache = etree.SubElement(whole, f"{_C}{kind}Cache")
    if kind == "num":
        etree.SubElement(cache, _C + "formatCode").text = form
    etree.SubElement(cache, _C + "ptCount", val=str(len(values)))
    for index, value in enumerate(values):
        if value:
            point = etree.SubElement(cache, _C + "pt", idx=str(index))
            etree.SubElement(point, _C + "v").text = value


def _workbook(shows: _Chart) -> bytes:
    """Write the table that «Edit data» opens."""
    packed, (names, series) = io.BytesIO(), shows
    with xlsxwriter.Workbook(packed, _AS_TYPED) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet(_SHEET)
        sheet.write_column(1, 0, names)
        for column, one in enumerate(series, 1):
            sheet.write_string(0, column, one.name)
            for row, value in enumerate(one.values, 1):
                if value:
                    sheet.write_number(row, column, float(value))
    return packed.getvalue()
