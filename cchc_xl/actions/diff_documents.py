"""«So sánh»: tell in words and in JSON what differs between two Word reports."""

from collections.abc import Iterator
from pathlib import Path

from cchc_xl.word.compare import Change, Comparison, compare
from cchc_xl.word.marks import marked

_PARTS = {
    "paragraphs": "Đoạn văn",
    "tables": "Bảng",
    "footnotes": "Chú thích",
    "margins": "Đầu trang, chân trang",
}
_KINDS = {"added": "thêm", "removed": "bớt", "changed": "sửa"}
_BESIDE_A_MARK, _MOST = 8, 300


def diff_documents(a: Path, b: Path) -> Comparison:
    """Compare two reports; raises CchcError WORD01, SS02."""
    return compare(a, b)


def to_json(comparison: Comparison) -> dict[str, object]:
    """Give the object that `cchc diff --json` prints for two documents."""
    parts: dict[str, list[dict[str, str]]] = {part: [] for part in _PARTS}
    for change in comparison.changes:
        told = {name: getattr(change, name) for name in ("kind", "place", "a", "b")}
        parts[change.part].append({**told, "marked": marked(change.a, change.b)})
    files = {"a": comparison.a, "b": comparison.b, "same": not comparison.changes}
    return {**files, "figures": [figure._asdict() for figure in comparison.figures], **parts}


def in_words(comparison: Comparison) -> Iterator[str]:
    """Tell the differences a line each: first the figures, then part by part."""
    if not comparison.changes:
        yield "Hai tài liệu có nội dung giống nhau."
    if figures := comparison.figures:
        yield "Số liệu khác nhau:"
        yield from (f"  {one.place}: {one.a or '(không có)'} → {one.b or '(không có)'}" for one in figures)
    for part, title in _PARTS.items():
        changes = [change for change in comparison.changes if change.part == part]
        yield from [f"{title}:"] if changes else []
        yield from map(_told, changes)


def _told(change: Change) -> str:
    text = marked(change.a, change.b, _BESIDE_A_MARK)
    if change.kind != "changed":
        text = text if len(text) <= _MOST else f"{text[:_MOST].rstrip()}…{text[-2:]}"
    return f"  {change.place}, {_KINDS[change.kind]}: {text}"
