"""«So sánh»: tell in words and in JSON what differs between two workbooks."""

from collections.abc import Iterator
from pathlib import Path

from cchc_xl.excel.compare import compare
from cchc_xl.excel.differences import Change, Differences
from cchc_xl.text.shortened import shortened

_FIELDS = {
    "structure": "kind sheet what a b",
    "formulas": "sheet kind key column cell_a cell_b a b",
    "validations": "sheet cells a b",
    "rows": "sheet kind key text cell",
    "values": "sheet key column cell_a cell_b a b computed",
}
_NOUNS = {"sheet": "trang", "order": "thứ tự các trang", "state": "hiện, ẩn", "protection": "bảo vệ trang"}
_NOUNS |= {"column": "cột", "name": "tên vùng", "table": "bảng", "merged": "ô gộp"}
_NOUNS |= {"conditional_format": "định dạng có điều kiện", "external_link": "liên kết ngoài"}
_NOUNS |= {"chart_sheet": "trang biểu đồ", "changed": "công thức khác", "added": "thêm", "removed": "mất"}
_NOUNS |= {"to_value": "công thức bị thay bằng giá trị", "to_formula": "giá trị được thay bằng công thức"}


def diff_files(a: Path, b: Path) -> Differences:
    """Compare two workbooks; raises CchcError TEP01-TEP05 and TEP11."""
    return compare(a, b)


def to_json(differences: Differences) -> dict[str, object]:
    """Give the object that `cchc diff --json` prints; formulas of `uncalculated` files had no results."""
    parts: dict[str, list[dict[str, object]]] = {part: [] for part in _FIELDS}
    for change in differences.changes:
        alias = {"key": change.what, "cells": change.what, "text": change.a or change.b}
        whole = vars(change) | alias | {"cell": change.cell_a or change.cell_b}
        parts[change.part].append({name: whole[name] for name in _FIELDS[change.part].split()})
    files = {"a": differences.a, "b": differences.b, "same": not differences.changes}
    return {**files, **parts, "uncalculated": list(differences.uncalculated)}


def in_words(differences: Differences) -> Iterator[str]:
    """Tell the differences a line each: the workbook's, then sheet by sheet."""
    sheets = dict.fromkeys(change.sheet for change in differences.changes)
    for sheet in sorted(sheets, key=bool):
        yield from (_told(change) for change in differences.changes if change.sheet == sheet)
    if not differences.changes:
        yield "Hai workbook giống nhau."
    for name in differences.uncalculated:
        yield f"Công thức trong tệp «{name}» chưa được tính nên không so được giá trị do công thức tính."


def _told(change: Change) -> str:
    a, b = shortened(change.a, change.b)
    sheet, line = change.sheet or "Workbook", f"dòng {change.what or 'chưa có mã'}"
    if change.part == "structure":
        noun = f"{_NOUNS[change.kind]} {change.what}".strip()
        detail = f": {a or b}" if (a or b) not in ("có", change.what) else ""
        return (
            f"{sheet}: {noun}: {a} → {b}" if a and b else f"{sheet}: {'thêm' if b else 'mất'} {noun}{detail}"
        )
    if change.part == "validations":
        return f"{sheet}, ô {change.what}, ràng buộc nhập liệu: {a or 'không có'} → {b or 'không có'}"
    if change.part == "rows":
        return f"{sheet}: {_NOUNS[change.kind]} {line} «{a or b}» ({change.cell_a or change.cell_b})"
    cell = change.cell_a if change.cell_a == change.cell_b else f"{change.cell_a}, nay là {change.cell_b}"
    where = f"{line}, cột {change.column} ({cell})" if change.column else f"ô {cell}"
    kind = f"{_NOUNS[change.kind]}, " if change.kind else ""
    end = " (do công thức tính)" if change.computed else ""
    return f"{sheet}, {where}: {kind}{a or '(trống)'} → {b or '(trống)'}{end}"
