"""What an officer typed as criteria, as the texts of a form's files, with the cell behind each text."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from cchc_xl.actions.criteria_book import (
    HEAD,
    LABELS,
    SHEETS,
    YES_NO,
    head_sheet,
    table_sheet,
    without_braces,
)
from cchc_xl.excel.table_reader import TableCell, TableRow, Trouble, read_tables
from cchc_xl.form.load import forms, shipped
from cchc_xl.form.tables import TABLES
from cchc_xl.text.numbers import plain, read_number, show_date
from cchc_xl.text.vietnamese import loose

MADE = "# Lập bằng cchc form import-criteria; sửa trong tệp Excel rồi nhập lại với --overwrite."
"""The first line of every form.toml written here: such a folder may be overwritten."""

_NUMBERS = frozenset({"year", "set_maximum"})
_SIGNS = str.maketrans({"≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "“": '"', "”": '"'})
_WHOLE = re.compile(r"[1-9]\d{0,5}", re.ASCII)
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WORDS = {
    "kind": {loose(word): one.key for one in LABELS for word in one},
    "on": {loose(word): one.key for one in YES_NO for word in one},
}


class TypedSet:
    """What was typed, as the texts of the form's files, and the cell that each text came from."""

    def __init__(self, path: Path) -> None:
        criteria = table_sheet("criteria")
        others = [table_sheet(name) for name in SHEETS if name != criteria.key]
        sheets = [head_sheet({}, criteria, Decimal(0)), criteria, *others]
        self.read = read_tables(path, sheets)
        self.titles = [sheet.title for sheet in sheets]
        self.troubles = list(self.read.troubles)
        found = {loose(str(row.cells["muc"].value)): row.cells["gia_tri"] for row in self.read.rows["head"]}
        nowhere = TableCell(self.titles[0], "", None)
        self.cells = {key: found.get(loose(label), nowhere) for key, (label, _) in HEAD.items()}
        self.head = {key: self._head(key, cell) for key, cell in self.cells.items()}
        self.tables = {name: [self._texts(row, name) for row in self.read.rows[name]] for name in SHEETS}
        self._find_lost_zeros()
        for name in ("criteria", "bands"):
            if not self.tables[name]:
                nowhere = TableCell(SHEETS[name][0], "", None)
                self._fault(nowhere, "BM06", "chưa có dòng nào", "Gõ ít nhất một dòng")

    @property
    def is_whole(self) -> bool:
        """Tell whether there is enough to look at it as a form."""
        return all((self.head["base"], self.tables["criteria"], self.tables["bands"]))

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
        elif key in _NUMBERS and text and not _WHOLE.fullmatch(text):
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
        return " ".join(str(cell.value).split())  # one line a row: so lines of the files are rows here

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
        (folder / "form.toml").write_text(self._toml(), "utf-8", newline="")
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
        return "\n".join([MADE, *lines, f"replaces = {json.dumps([*SHEETS])}", ""])
