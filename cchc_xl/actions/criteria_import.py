"""Make a form of the criteria that an officer typed; every mistake is told by its cell, all at once."""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cchc_xl import resources
from cchc_xl.actions.criteria_book import LABELS, SHEETS, with_braces
from cchc_xl.actions.criteria_typed import MADE, TypedSet
from cchc_xl.errors import CchcError
from cchc_xl.excel.table_reader import TableCell, Trouble
from cchc_xl.form.form import Form
from cchc_xl.form.load import load_form, read_form
from cchc_xl.form.tables import Fault
from cchc_xl.text.vietnamese import loose


@dataclass(frozen=True)
class Imported:
    """The form that was made and its folder."""

    form: Form
    folder: Path


def import_criteria(path: Path, unit: str, out: Path | None, *, overwrite: bool) -> Imported:
    """Make the form in `out`, by default among the user's own.

    Raises CchcError: TEP01-TEP05, TEP15, TEP16 for a file without the sheets; BM04 with every mistake and
    its cell; BM05 for a folder that is there already. Then nothing is written.
    """
    typed = TypedSet(path)
    place = out or resources.own_forms()
    folder = place / (typed.head["key"] or "_")
    _refuse(folder, overwrite=overwrite)
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / folder.name
        typed.write(made)
        form, faults = read_form(made, unit) if typed.is_whole else (None, [])
        told = _told(typed, faults)
        if told or form is None:
            lines = "".join(f"\n  {one}" for one in told)
            message = f"tệp «{path.name}» có {len(told)} chỗ phải sửa:{lines}"
            raise CchcError("BM04", message, "Sửa các ô đã nêu, lưu tệp rồi nhập lại; chưa ghi gì ra đĩa")
    _put(typed, folder)
    load_form.cache_clear()
    return Imported(form, folder)


def _put(typed: TypedSet, folder: Path) -> None:
    """Write the form beside its place and move it there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".") as scratch:
        typed.write(Path(scratch) / "new")
        if folder.exists():
            folder.rename(Path(scratch) / "old")
        (Path(scratch) / "new").rename(folder)


def _refuse(folder: Path, *, overwrite: bool) -> None:
    """Leave a folder alone unless an import made it and it may be overwritten."""
    if not folder.exists():
        return
    head = folder / "form.toml"
    if not head.is_file() or not head.read_text("utf-8", "replace").startswith(MADE):
        fix = "Đặt khóa khác ở trang Bộ tiêu chí"
        raise CchcError("BM05", f"«{folder}» không phải do lệnh này tạo nên không ghi đè", fix)
    if not overwrite:
        fix = "Đặt khóa khác ở trang Bộ tiêu chí, hoặc đồng ý thay bộ cũ (dòng lệnh: thêm --overwrite)"
        raise CchcError("BM05", f"đã có biểu mẫu «{folder.name}» ở {folder.parent}", fix)


def _told(typed: TypedSet, faults: list[Fault]) -> list[str]:
    """Tell the mistakes from the top of the workbook to its end; of a cell without a value only that."""
    lost = {trouble.cell.place for trouble in typed.troubles}
    others = [one for fault in faults if (one := _trouble(typed, fault)).cell.place not in lost]
    titles = [loose(title) for title in typed.titles]

    def order(trouble: Trouble) -> tuple[int, int]:
        title, row = loose(trouble.cell.sheet), re.sub(r"\D", "", trouble.cell.address)
        return titles.index(title) if title in titles else len(titles), int(row or 0)

    shown = (
        f"{one.cell.place}: [{one.code}] {one.message.rstrip('.')}. {one.fix.rstrip('.')}."
        for one in sorted([*typed.troubles, *others], key=order)
    )
    return list(dict.fromkeys(shown))


def _trouble(typed: TypedSet, fault: Fault) -> Trouble:
    """Give a mistake of the form with the cell it comes from; one of another file keeps its line."""
    table = fault.file.removesuffix(".csv")
    message, fix = fault.message, fault.fix
    cell = TableCell(f"{fault.file}, dòng {fault.line}, cột {fault.column}", "", None)
    if fault.file.startswith("../"):
        base = fault.file.split("/")[1]
        cell = typed.cells.get("base", cell)
        message = (
            f"biểu mẫu gốc {base} không dùng được cho năm này ({fault.file}, dòng {fault.line}: {message})"
        )
        fix = "Ghi năm áp dụng khác, hoặc xuất lại từ biểu mẫu của năm ấy (cchc form list)"
    elif fault.file == "form.toml":
        cell = typed.cells.get(fault.column, cell)
    elif table in typed.tables and fault.line < 2:
        cell = TableCell(SHEETS[table][0], "", None)
    elif table in typed.tables:
        row, texts = typed.read.rows[table][fault.line - 2], typed.tables[table][fault.line - 2]
        cell = row.cells.get(fault.column) or next(iter(row.cells.values()))
        message = _moved(message, texts.get(fault.column, ""))
    if fault.column == "kind":
        message, fix = _in_words(message), _in_words(fix)
    elif fault.column == "on":
        fix = "Chọn Có hoặc Không"
    return Trouble(fault.code, cell, with_braces(message), with_braces(fix))


def _moved(message: str, text: str) -> str:
    """Count a position in an expression as it is typed, with braces."""

    def as_typed(match: re.Match[str]) -> str:
        return f"vị trí {len(with_braces(text[: int(match[1]) - 1])) + 1}"

    return re.sub(r"^vị trí (\d+)", as_typed, message)


def _in_words(text: str) -> str:
    """Name the kinds of rules as officers choose them."""
    labels = {one.key: one.label for one in LABELS}
    return re.sub("|".join(rf"\b{key}\b" for key in labels), lambda key: labels[key[0]], text)
