"""How values are printed: figures, documents, paragraphs with quotes."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.picture import Picture, Row, State
from cchc_xl.form.model import FIELDS, OTHER_UNIT, Sheet
from cchc_xl.form.quotes import Piece, pieces
from cchc_xl.text.numbers import plain, show_count, show_date, show_number
from cchc_xl.text.vietnamese import fold

BLANK = "……"
"""What stands where nothing was entered, to be seen and filled."""

Run = dict[str, object]
Paragraph = list[Run]


class Shown:
    """Prints what a report quotes; a document is cited in full once, in short afterwards."""

    def __init__(self, picture: Picture, evaluation: Evaluation) -> None:
        self.picture = picture
        self.form = picture.form
        self.evaluation = evaluation
        self.documents = {fold(row.key): row for row in picture.filled("van_ban")}
        self.cited: set[str] = set()

    def figure(self, code: str) -> str:
        """Print an indicator: «07», «1.234», «95,2%»; a blank is visible."""
        indicator = self.form.indicators[code]
        value = self.evaluation.number(indicator.name)
        if value is None:
            return self._without_value(code)
        if indicator.type == "percent":
            return f"{show_number(value)}%"
        return show_count(value) if indicator.type == "integer" else show_number(value)

    def _without_value(self, code: str) -> str:
        indicator = self.form.indicators[code]
        if not indicator.formula:
            entry = self.picture.figure(code)
            return "không áp dụng" if entry.state is State.NOT_APPLICABLE else BLANK
        operands = next(f.expression.names for f in self.form.formulas if f.name == indicator.name)
        typed = {
            i.name: self.picture.figure(i.code).state for i in self.form.indicators.values() if not i.formula
        }
        if any(typed.get(name) is State.NOT_APPLICABLE for name in operands):
            return "không áp dụng"
        complete = all(self.evaluation.number(name) is not None for name in operands)
        return "không phát sinh" if complete else BLANK

    def field(self, key: str) -> str:
        """Print a field of «Thông tin chung»."""
        value = self.picture.field(key).value
        if value is None:
            return BLANK
        if isinstance(value, date):
            return show_date(value)
        if isinstance(value, Decimal):
            return plain(value)
        line = self.form.sheets[FIELDS].line[key]
        return self.form.options(line.list).get(value, value)

    def document(self, row: Row) -> str:
        """Cite a document: type, number, symbol, date, issuer, subject; the unit's own without issuer."""
        short = f"{self.label(row, 'loai')} số {row['so_ky_hieu'].text or BLANK}"
        if fold(row.key) in self.cited:
            return short
        self.cited.add(fold(row.key))
        day = row["ngay"].value
        dated = show_date(day) if isinstance(day, date) else BLANK
        nameless = row["co_quan"].text in (self.form.unit.code, OTHER_UNIT)
        issuer = "" if nameless else f" của {self.label(row, 'co_quan')}"
        subject = f" về {row['trich_yeu'].text}" if row["trich_yeu"].text else ""
        return f"{short} ngày {dated}{issuer}{subject}"

    def label(self, row: Row, column: str) -> str:
        """Print the label of a choice in the register of documents."""
        options = self.form.options(self.form.sheets["van_ban"].column[column].list)
        return options.get(row[column].text, BLANK)

    def cell(self, sheet: Sheet, row: Row, column: str) -> str:
        """Print a cell of a register; the key of a document is its number and symbol."""
        value = row[column].value
        if isinstance(value, date):
            return show_date(value)
        if isinstance(value, Decimal):
            return show_count(value) if sheet.column[column].type == "integer" else show_number(value)
        known = self.documents.get(fold(value or "")) if column not in (sheet.main, "khoa") else None
        text = known["so_ky_hieu"].text if known else value or ""
        return self.form.options(sheet.column[column].list).get(text, text)

    def paragraphs(self, text: str) -> Iterator[Paragraph]:
        """Print a text of staff or of the form, a paragraph for each line that is not blank."""
        for line in text.split("\n"):
            if line.strip():
                runs = [run for piece in pieces(line.strip()) for run in self._runs(piece, bold=False)]
                yield _spaced(runs)

    def _runs(self, piece: Piece, *, bold: bool) -> Iterator[Run]:
        if piece.kind == "dam":
            for inner in pieces(piece.text):
                yield from self._runs(inner, bold=True)
            return
        yield {"chu": self._quoted(piece), "dam": bold}

    def _quoted(self, piece: Piece) -> str:
        if piece.kind == "so_lieu":
            if piece.text in self.form.indicators:
                return self.figure(piece.text)
            known = piece.text in self.form.sheets[FIELDS].line
            return self.field(piece.text) if known else f"{{{piece.text}}}"
        if piece.kind == "van_ban":
            row = self.documents.get(fold(piece.text))
            return f"({self.document(row)})" if row else f"[^{piece.text}]"
        return piece.text


def plain_paragraph(text: str) -> Paragraph:
    """Make a paragraph of one plain run."""
    return [{"chu": text, "dam": False}]


def _spaced(runs: Paragraph) -> Paragraph:
    """Set a citation in brackets off from the word before it."""
    for before, after in pairwise(runs):
        if str(after["chu"]).startswith("(") and not str(before["chu"]).endswith((" ", "(")):
            after["chu"] = f" {after['chu']}"
    return runs
