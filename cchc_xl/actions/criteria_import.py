"""Make a form of the criteria that an officer typed; every mistake is told by its cell, all at once."""

import csv
import io
import json
import re
import tempfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from cchc_xl import resources
from cchc_xl.actions.criteria_book import (
    HEAD,
    LABELS,
    SHEETS,
    YES_NO,
    head_sheet,
    table_sheet,
    with_braces,
    without_braces,
)
from cchc_xl.errors import CchcError
from cchc_xl.excel.table_reader import TableCell, TableRow, Tables, Trouble, read_tables
from cchc_xl.form.form import Form
from cchc_xl.form.load import forms, load_form, read_form, shipped
from cchc_xl.form.tables import TABLES, Fault
from cchc_xl.text.numbers import plain, read_number, show_date
from cchc_xl.text.vietnamese import loose

_MADE = "# Lập bằng cchc form import-criteria; sửa trong tệp Excel rồi nhập lại với --overwrite."
_NUMBERS = frozenset({"year", "set_maximum"})
_SIGNS = str.maketrans({"≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "“": '"', "”": '"'})
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WORDS = {
    "kind": {loose(word): one.key for one in LABELS for word in one},
    "on": {loose(word): one.key for one in YES_NO for word in one},
}


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
    book = _Book(path)
    place = out or resources.own_forms()
    folder = place / (book.head["key"] or "_")
    _refuse(folder, overwrite=overwrite)
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place, prefix=".") as scratch:
        made = Path(scratch) / folder.name
        book.write(made)
        form, faults = read_form(made, unit) if book.head["base"] else (None, [])
        told = book.told(faults)
        if told or form is None:
            lines = "".join(f"\n  {one}" for one in told)
            message = f"tệp «{path.name}» có {len(told)} chỗ phải sửa:{lines}"
            raise CchcError("BM04", message, "Sửa các ô đã nêu, lưu tệp rồi nhập lại; chưa ghi gì ra đĩa")
        if folder.exists():
            folder.rename(Path(scratch) / "_")
        made.rename(folder)
    load_form.cache_clear()
    return Imported(form, folder)


def _refuse(folder: Path, *, overwrite: bool) -> None:
    """Leave a folder alone unless an import made it and it may be overwritten."""
    if not folder.exists():
        return
    head = folder / "form.toml"
    if not head.is_file() or not head.read_text("utf-8", "replace").startswith(_MADE):
        fix = "Đặt khóa khác ở trang Bộ tiêu chí"
        raise CchcError("BM05", f"«{folder}» không phải do lệnh này tạo nên không ghi đè", fix)
    if not overwrite:
        fix = "Đặt khóa khác ở trang Bộ tiêu chí, hoặc thêm --overwrite để ghi đè"
        raise CchcError("BM05", f"đã có biểu mẫu «{folder.name}» ở {folder.parent}", fix)


class _Book:
    """What was typed, as the texts of the form's files, and the cell that each text came from."""

    def __init__(self, path: Path) -> None:
        criteria = table_sheet("criteria")
        others = [table_sheet(name) for name in SHEETS if name != criteria.key]
        sheets = [head_sheet({}, criteria, Decimal(0)), criteria, *others]
        self.read: Tables = read_tables(path, sheets)
        self.titles = [sheet.title for sheet in sheets]
        self.troubles = list(self.read.troubles)
        found = {loose(str(row.cells["muc"].value)): row.cells["gia_tri"] for row in self.read.rows["head"]}
        nowhere = TableCell(self.titles[0], "A1", None)
        self.cells = {key: found.get(loose(label), nowhere) for key, (label, _) in HEAD.items()}
        self.head = {key: self._head(key, cell) for key, cell in self.cells.items()}
        self.tables = {name: [self._texts(row, name) for row in self.read.rows[name]] for name in SHEETS}
        self._find_lost_zeros()

    def _fault(self, cell: TableCell, code: str, message: str, fix: str) -> None:
        self.troubles.append(Trouble(code, cell, message, fix))

    def _head(self, key: str, cell: TableCell) -> str:
        """Give what form.toml says; "" for what is missing or cannot be."""
        text, (label, fix) = self._text(cell), HEAD[key]
        wrong = ""
        if not text and key in ("key", "base", "year"):
            wrong = f"chưa ghi «{label}»"
        elif key == "key" and not _KEY.fullmatch(text):
            wrong = f"khóa «{text}» sai dạng"
        elif key == "key" and text in shipped():
            wrong, fix = f"«{text}» là khóa của biểu mẫu có sẵn", "Đặt khóa khác"
        elif key == "base" and text not in forms():
            wrong, fix = f"không có biểu mẫu gốc «{text}»", f"Chọn một trong: {', '.join(forms())}"
        elif key in _NUMBERS and text and not text.isdecimal():
            wrong = f"«{text}» không phải số nguyên"
        if wrong:
            self._fault(cell, "BM06", wrong, fix)
        return "" if wrong else text

    def _texts(self, row: TableRow, table: str) -> dict[str, str]:
        """Give the texts of a row of a table."""
        texts = {column: self._column(column, row.cells[column]) for column in TABLES[table]}
        for column in texts.keys() & {"input", "params"}:
            signs = _SIGNS if texts["kind"] != "choice" else {}
            texts[column] = without_braces(texts[column].translate(signs))
        return texts

    def _column(self, column: str, cell: TableCell) -> str:
        text = self._text(cell)
        if column in ("max", "from"):
            return self._number(column, cell, text)
        if column in _WORDS:
            return _WORDS[column].get(loose(text), text)
        if column == "code" and isinstance(cell.value, date):
            fix = "Định dạng ô là Text rồi gõ lại, như 1.2"
            self._fault(cell, "TEP19", f"Excel đã đổi mã thành ngày {text}", fix)
        return text.rstrip(".") if column == "code" else text

    def _number(self, column: str, cell: TableCell, text: str) -> str:
        """Read points; a share of 90% is 90, points in percent are a mistake."""
        is_share = "%" in cell.number_format and isinstance(cell.value, Decimal)
        if column == "max" and (is_share or text.endswith("%")):
            self._fault(cell, "TEP19", "điểm tối đa ghi theo phần trăm", "Bỏ dấu %, ghi số điểm")
        try:
            number = cell.value if isinstance(cell.value, Decimal) else read_number(text)
        except ValueError:
            return text  # the form says what is wrong with it
        return plain(number * 100 if is_share else number).replace(".", ",")

    @staticmethod
    def _text(cell: TableCell) -> str:
        match cell.value:
            case None:
                return ""
            case Decimal():
                return plain(cell.value)
            case date():
                return show_date(cell.value)
        return str(cell.value)

    def _find_lost_zeros(self) -> None:
        """Tell of a number where a code was typed twice: Excel makes 1.1 of 1.10."""
        codes = [row["code"] for row in self.tables["criteria"]]
        for code, row in zip(codes, self.read.rows["criteria"], strict=True):
            if isinstance(row["code"], Decimal) and codes.count(code) > 1:
                fix = f"Nếu là {code}0: định dạng ô là Text rồi gõ lại"
                self._fault(row.cells["code"], "TEP19", f"mã {code} là số và trùng dòng khác", fix)

    def write(self, folder: Path) -> None:
        """Write the files of the form."""
        folder.mkdir()
        (folder / "form.toml").write_text(self._toml(), "utf-8")
        for name, rows in self.tables.items():
            file = io.StringIO(newline="")
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([TABLES[name], *([row[column] for column in TABLES[name]] for row in rows)])
            (folder / f"{name}.csv").write_text(file.getvalue(), "utf-8", newline="")

    def _toml(self) -> str:
        texts = {key: text for key in HEAD if (text := self.head[key])}
        lines = [
            f"{key} = {text if key in _NUMBERS else json.dumps(text, ensure_ascii=False)}"
            for key, text in texts.items()
        ]
        return "\n".join([_MADE, *lines, f"replaces = {json.dumps([*SHEETS])}", ""])

    def told(self, faults: list[Fault]) -> list[str]:
        """Tell the mistakes from the top of the workbook to its end; of a cell without a value only that."""
        lost = {trouble.cell.place for trouble in self.troubles}
        others = [one for one in map(self._trouble, faults) if one.cell.place not in lost]
        shown = (
            f"{one.cell.place}: [{one.code}] {one.message.rstrip('.')}. {one.fix.rstrip('.')}."
            for one in sorted([*self.troubles, *others], key=self._order)
        )
        return list(dict.fromkeys(shown))

    def _trouble(self, fault: Fault) -> Trouble:
        """Give a mistake of the form with the cell it comes from; one of another file keeps its line."""
        table = fault.file.removesuffix(".csv")
        message, fix = fault.message, fault.fix
        cell = TableCell(f"{fault.file}, dòng {fault.line}", fault.column, None)
        if fault.file == "form.toml":
            cell = self.cells.get(fault.column, cell)
        elif table in self.tables and fault.line < 2:
            cell = TableCell(SHEETS[table][0], "A1", None)
        elif table in self.tables:
            row, texts = self.read.rows[table][fault.line - 2], self.tables[table][fault.line - 2]
            cell = row.cells.get(fault.column) or next(iter(row.cells.values()))
            message = _moved(message, texts.get(fault.column, ""))
        if fault.column == "kind":
            message, fix = _in_words(message), _in_words(fix)
        return Trouble(fault.code, cell, with_braces(message), with_braces(fix))

    def _order(self, trouble: Trouble) -> tuple[int, int]:
        title, known = loose(trouble.cell.sheet), [loose(one) for one in self.titles]
        return (
            known.index(title) if title in known else len(known),
            int(re.sub(r"\D", "", trouble.cell.address) or 0),
        )


def _moved(message: str, text: str) -> str:
    """Count a position in an expression as it is typed, with braces."""

    def typed(match: re.Match[str]) -> str:
        return f"vị trí {len(with_braces(text[: int(match[1]) - 1])) + 1}"

    return re.sub(r"^vị trí (\d+)", typed, message)


def _in_words(text: str) -> str:
    """Name the kinds of rules as officers choose them."""
    labels = {one.key: one.label for one in LABELS}
    return re.sub("|".join(rf"\b{key}\b" for key in labels), lambda key: labels[key[0]], text)
