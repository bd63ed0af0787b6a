"""What a check gets to look at."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from cchc_xl.entries.documents import Document, Documents
from cchc_xl.entries.earlier import Earlier
from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.evidence import Evidence
from cchc_xl.entries.numbering import Numbering
from cchc_xl.entries.picture import Entry, Picture, State
from cchc_xl.findings import Place
from cchc_xl.form import layout
from cchc_xl.form.expressions import Expression, compile_expression
from cchc_xl.form.form import Form
from cchc_xl.form.missing import MISSING
from cchc_xl.form.model import FIELDS, INDICATORS, LAST_YEAR
from cchc_xl.form.quotes import keys_cited
from cchc_xl.text import symbols
from cchc_xl.text.symbols import Symbol
from cchc_xl.text.vietnamese import fold

REFERENCES = (
    ("kien_nghi", "kho_khan", "kho_khan"),
    ("kiem_tra", "ket_luan", "van_ban"),
    ("tuyen_truyen", "van_ban", "van_ban"),
    ("quy_trinh", "tthc", "tthc"),
    ("ho_so", "tthc", "tthc"),
)
"""Columns that name a row of another register: sheet, column, the register."""
LAST_MONTH = {"Q1": 3, "6T": 6, "9T": 9, "nam": 12}
"""The month in which a period ends."""


@dataclass(frozen=True)
class Case:
    """A picture with its computed values, what was given of earlier periods, the evidence if looked at."""

    picture: Picture
    evaluation: Evaluation
    previous: tuple[Earlier, ...] = ()
    evidence: Evidence | None = None

    @property
    def form(self) -> Form:
        """Give the form."""
        return self.picture.form

    @cached_property
    def earlier(self) -> tuple[Earlier, ...]:
        """Give the earlier workbooks that can be compared, in the order of their periods."""
        return tuple(old for old in self.previous if not old.refused)

    @property
    def year_before(self) -> str:
        """Give the whole year before that of the period."""
        return str(int(self.picture.stamp.period[:4]) - 1)

    @cached_property
    def over_years(self) -> Evaluation:
        """Add the figures of the end of the year before; they are empty where its workbook is not given."""
        ends = (old.figures for old in self.earlier if old.period == self.year_before and old.same_unit)
        known = next(ends, {})
        past = {f"{i.name}{LAST_YEAR}": known.get(i.code, MISSING) for i in self.form.indicators.values()}
        return replace(self.evaluation, values={**self.evaluation.values, **past})

    def holds(self, condition: str) -> bool:
        """Tell whether «required» applies: "yes", or an expression that is true."""
        if condition in ("", "yes"):
            return condition == "yes"
        return self.evaluation.of(compile_expression(condition, self.form.scope)) is True

    def figure_place(self, code: str) -> Place:
        """Give the cell in which staff type an indicator, or the computed one."""
        sheet = self.form.sheets[INDICATORS]
        typed = sheet.typed_cell(sheet.column["so_lieu"], sheet.line[code])
        column = sheet.column["so_lieu" if typed else "so_dung"]
        return Place(sheet.title, layout.address(sheet, column, layout.line_row(sheet, code)))

    def typed_behind(self, name: str) -> Iterator[Entry]:
        """Give the fields and typed figures from which a computed name is worked out, however far."""
        for one in sorted(self._behind(name)):
            sheet, line, column = self.form.named_cells.get(one, ("", "", ""))
            if sheet in (FIELDS, INDICATORS) and (entry := self.picture.line(sheet, line).get(column)):
                yield entry

    def counts_nothing(self, name: str) -> bool:
        """Tell whether a computed name counts a register that has no rows, however far behind it."""
        formulas = (self._formulas[one] for one in self._behind(name) if one in self._formulas)
        counted = {sheet for expression in formulas for sheet, _ in expression.columns}
        return any(self.form.sheets[sheet].grows and not self.picture.rows[sheet] for sheet in counted)

    def _behind(self, name: str) -> frozenset[str]:
        """Give a computed name and all it is worked out from."""
        names = self._formulas[name].names if name in self._formulas else frozenset()
        return frozenset({name}).union(*(self._behind(one) for one in names))

    @cached_property
    def _formulas(self) -> dict[str, Expression]:
        return {formula.name: formula.expression for formula in self.form.formulas}

    @cached_property
    def documents(self) -> Documents:
        """Give the register of documents and what the texts cite."""
        return Documents(self.picture, self.report_date())

    @cached_property
    def cut_off(self) -> date | None:
        """Give the day up to which figures count; None where it is not in the period's last two months."""
        day = self.picture.field("ngay_chot").value
        year, _, kind = self.picture.stamp.period.partition("-")
        if not isinstance(day, date):
            return None
        behind = int(year) * 12 + LAST_MONTH[kind or "nam"] - (day.year * 12 + day.month)
        return day if behind in (0, 1) else None

    def is_later(self, document: Document) -> bool:
        """Tell whether a document is dated after the report."""
        report = self.report_date()
        return bool(report and document.day and document.day > report)

    @cached_property
    def numbering(self) -> Numbering:
        """Give the running numbers of the register and of the report itself."""
        symbol, day = self.report_symbol, self.report_date()
        if (
            symbol is None
            or not symbol.number.isdigit()
            or day is None
            or is_blank(self.picture.field("ngay_ky"))
        ):
            return Numbering(self.documents, None)
        places = self.picture.field("so_van_ban").place, self.picture.field("ngay_ky").place
        return Numbering(self.documents, (symbol, day, *places))

    @cached_property
    def report_symbol(self) -> Symbol | None:
        """Give number and symbol of the report; the number may be blank."""
        number, rest = self.picture.field("so_van_ban").text, self.picture.field("ky_hieu").text
        return symbols.parse(f"{number}/{rest}", self.documents.habits)

    @cached_property
    def keys_named(self) -> frozenset[str]:
        """Collect the keys of documents that texts, fields and registers name."""
        named = {self.picture.field("can_cu").text}
        for text in self.documents.texts:
            named |= keys_cited(text.text)
        for sheet, column, register in REFERENCES:
            if register == "van_ban":
                named |= {row[column].text for row in self.picture.filled(sheet)}
        return frozenset(map(fold, named))

    def report_date(self) -> date | None:
        """Give the date of the report; without a day the last of its month; None without a likely one."""
        parts = [self.picture.field(key).value for key in ("nam_ky", "thang_ky", "ngay_ky")]
        year, month, day = (int(part) if isinstance(part, Decimal) else None for part in parts)
        if year is None or month is None or year - int(self.picture.stamp.period[:4]) not in (0, 1):
            return None
        try:
            if day:
                return date(year, month, day)
            return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        except (ValueError, OverflowError):
            return None


def is_blank(entry: Entry) -> bool:
    """Tell an empty cell from a zero, «KAD», a faulty or an uncalculated one."""
    return entry.state is State.EMPTY
