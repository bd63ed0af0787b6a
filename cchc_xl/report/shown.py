"""How values are printed: figures, fields, paragraphs with quotes."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from zlib import crc32

from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.picture import Picture, Row, State
from cchc_xl.form.model import FIELDS, Sheet
from cchc_xl.form.quotes import Piece, pieces
from cchc_xl.report.register import BLANK, Register
from cchc_xl.text.numbers import plain, show_count, show_date, show_number
from cchc_xl.text.tokens import CLOSING, POINT, Marked, joined, opening, point, span
from cchc_xl.text.vietnamese import fold

LEVELS = {"- ": "1", "+ ": "2"}
"""How staff begin an item of a list, and its level."""

POINTS, NO_POINTS = "tc_", "–"
"""How the names of points begin, and what is printed where there are none."""

_LONGEST_NAME = 40  # Word takes 64 letters for the tag of a control

Run = dict[str, object]
Paragraph = list[Run]


class Shown:
    """Prints what a report quotes."""

    def __init__(self, picture: Picture, evaluation: Evaluation) -> None:
        self.picture = picture
        self.form = picture.form
        self.evaluation = evaluation
        self.register = Register(picture)

    def figure(self, code: str) -> str:
        """Print an indicator: «07», «1.234», «95,2%»; a blank is visible."""
        indicator = self.form.indicators[code]
        value = self.evaluation.number(indicator.name)
        if value is None:
            return self._without_value(code)
        if indicator.unit == "%":
            return f"{show_number(value)}%"
        return show_count(value) if indicator.type == "integer" else show_number(value)

    def quoted_figure(self, code: str) -> Marked:
        """Print an indicator, a field or points, as a figure that can be found again in the report."""
        return span("sl", code, self.value(code) or "")

    def value(self, code: str) -> str | None:
        """Print an indicator, a field or the points of the score sheet; None for what is none of them."""
        if code.startswith(POINTS):
            return show_points(self.evaluation.number(code))
        if code in self.form.indicators:
            return self.figure(code)
        return self.field(code) if code in self.form.sheets[FIELDS].line else None

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

    def cell(self, sheet: Sheet, row: Row, column: str) -> str:
        """Print a cell of a register; the key of a document is its number and symbol."""
        value = row[column].value
        if isinstance(value, date):
            return show_date(value)
        if isinstance(value, Decimal):
            return show_count(value) if sheet.column[column].type == "integer" else show_number(value)
        known = self.register.documents.get(fold(value or "")) if column not in (sheet.main, "khoa") else None
        text = known["so_ky_hieu"].text if known else value or ""
        return self.form.options(sheet.column[column].list).get(text) or self.inline(text)

    def paragraphs(self, text: str, section: str = "") -> Iterator[Paragraph]:
        """Print a text of staff or of the form, a paragraph for each line that is not blank.

        The text of a section can be told from what stands around it.
        """
        start, end = _stretch("muc", section) if section else ([], [])
        for line in text.split("\n"):
            if line.strip():
                runs = [run for piece in pieces(line.strip()) for run in self._runs(piece, bold=False)]
                yield [*start, *_listed(_tight(runs)), *end]

    def inline(self, text: str) -> Marked:
        """Print a line of staff's text in plain type, with what it quotes and cites."""
        bare = [
            one for piece in pieces(text) for one in (pieces(piece.text) if piece.kind == "dam" else [piece])
        ]
        return joined(*map(self._quoted, bare))

    def _runs(self, piece: Piece, *, bold: bool) -> Iterator[Run]:
        if piece.kind == "dam":
            for inner in pieces(piece.text):
                yield from self._runs(inner, bold=True)
            return
        yield {"chu": self._quoted(piece), "dam": bold}

    def _quoted(self, piece: Piece) -> str:
        if piece.kind == "so_lieu":
            known = self.value(piece.text) is not None
            return self.quoted_figure(piece.text) if known else f"{{{piece.text}}}"
        if piece.kind == "van_ban":
            return self.register.footnote(piece.text) or f"[^{piece.text}]"
        return piece.text


def as_table(key: str, rows: list[dict[str, object]], column: str) -> list[dict[str, object]]:
    """Mark in the column printed first which row each is, and in the first what table of the report it is."""
    texts = [span("hang", _identity(row) or str(row[column]), str(row[column])) for row in rows]
    texts[:1] = [span("bang", key, text) for text in texts[:1]]
    return [{**row, column: text} for row, text in zip(rows, texts, strict=True)]


def _identity(row: dict[str, object]) -> str:
    """Name a row by what stays its own when others come and go, which its running number does not."""
    names = (" ".join(str(row.get(key, "")).split()) for key in ("ma", "ten", "noi_dung"))
    name = next(filter(None, names), "")
    return name if len(name) <= _LONGEST_NAME else f"{name[:24]}~{crc32(name.encode()):08x}"


def show_points(points: Decimal | None) -> str:
    """Print points, or a dash."""
    return NO_POINTS if points is None else show_number(points)


def plain_paragraph(text: str) -> Paragraph:
    """Make a paragraph of one plain run."""
    return [{"chu": text, "dam": False}]


def _stretch(kind: str, key: str) -> tuple[Paragraph, Paragraph]:
    return plain_paragraph(opening(kind, key)), plain_paragraph(CLOSING)


def _tight(runs: Paragraph) -> Paragraph:
    """Set the sign of a footnote close to the word before it."""
    for before, after in pairwise(runs):
        text = before["chu"]
        if isinstance(after["chu"], Marked) and POINT in after["chu"] and type(text) is str:
            before["chu"] = text.rstrip()
    return runs


def _listed(runs: Paragraph) -> Paragraph:
    """Mark a paragraph that begins with a dash or a plus as an item of a list."""
    first = str(runs[0]["chu"])
    if first[:2] in LEVELS:
        runs[0]["chu"] = joined(point("gach", LEVELS[first[:2]]), first)
    return runs
