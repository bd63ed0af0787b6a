"""Native charts of a template: drawn there in Word, found by their alt text, their numbers replaced.

A chart keeps its numbers three times: as caches that are printed, as references to cells, and in a workbook
that «Edit data» opens. All three are written anew, so that they cannot differ.
"""

import io
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import xlsxwriter
from lxml import etree
from xlsxwriter.utility import xl_range_abs

from cchc_xl.text.vietnamese import fold
from cchc_xl.word.faults import Place
from cchc_xl.word.package import parsed, written
from cchc_xl.word.template import Template

CHARTS = "bieu_do"
"""The key of the context that lists charts: alt text, categories, series of a name and numbers each."""

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DESCRIPTION = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_SHEET, _CREATED = "Sheet1", datetime(2021, 1, 1)
_AS_TYPED = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


class _Series(NamedTuple):
    """One column of a chart's table; a number that is not there is "" and leaves a gap."""

    name: str
    values: Sequence[str]


def redrawn(source: Template, tree: etree._Element, charts: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """Give the members of the charts that a filled part shows, with the numbers meant for each.

    Raises TemplateError MAU30 for a chart whose alt text names no data, or that has too many series.
    """
    members, place = source.members, source.parts[source.document].place
    data = {fold(chart["ten"]): chart for chart in charts}
    changed: dict[str, bytes] = {}
    for alt, key in _drawn(tree):
        chart = data.get(fold(alt))
        if chart is None:
            known = "; ".join(f"«{one['ten']}»" for one in charts)
            fix = f"Sửa văn bản thay thế của biểu đồ thành {known}." if known else "Xoá biểu đồ khỏi mẫu."
            raise place.fault("MAU30", f"không có số liệu cho biểu đồ có văn bản thay thế «{alt}»", fix)
        part = _target(source.document, key, members, place)
        names, series = chart["nhom"], [_Series(one["ten"], one["so"]) for one in chart["day"]]
        root = parsed(members[part], place)
        _fill(root, names, series, place, alt)
        changed[part] = written(root)
        book = root.find(_C + "externalData")
        if book is not None:
            changed[_target(part, book.get(_R + "id", ""), members, place)] = _workbook(names, series)
    return changed


def _drawn(tree: etree._Element) -> Iterator[tuple[str, str]]:
    """Give the alt text and the relation of every chart."""
    for chart in tree.iter(_C + "chart"):
        drawing = next(chart.iterancestors("{*}inline", "{*}anchor"), None)
        described = drawing.find(_DESCRIPTION) if drawing is not None else None
        yield described.get("descr", "") if described is not None else "", chart.get(_R + "id", "")


def _target(part: str, key: str, members: Mapping[str, bytes], place: Place) -> str:
    """Find the member to which a relation of a part leads."""
    folder, name = posixpath.split(part)
    relations = parsed(members.get(f"{folder}/_rels/{name}.rels", b"<none/>"), place)
    leads = {one.get("Id"): one.get("Target", "") for one in relations}
    target = posixpath.normpath(posixpath.join("/", folder, leads.get(key, ""))).lstrip("/")
    if target not in members:
        raise place.unopenable("biểu đồ trong tệp đã hỏng")
    return target


def _fill(
    root: etree._Element, names: Sequence[str], series: Sequence[_Series], place: Place, alt: str
) -> None:
    drawn = list(root.iter(_C + "ser"))
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


def _workbook(names: Sequence[str], series: Sequence[_Series]) -> bytes:
    """Write the table that «Edit data» opens."""
    packed = io.BytesIO()
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
