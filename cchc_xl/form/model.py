"""The parts of a form, as loaded from workbook/<form>/."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from cchc_xl.findings import Rule
from cchc_xl.form.ranking import Ranking

INDICATORS, FIELDS, TEXTS, CRITERIA = "chi_tieu", "thong_tin", "danh_gia", "tieu_chi"
START, FINDINGS, OVERVIEW, SUMMARY, VARIANTS = "huong_dan", "loi", "tong_quan", "tom_tat", "phuong_an"
"""Keys of the sheets that the package itself refers to."""

OUTLINE = "de_cuong"
"""The field that says which outline the report takes."""

NUMERIC = frozenset({"integer", "year", "decimal", "percent", "number", "code"})
PERIOD = re.compile(r"\d{4}(-(Q1|6T|9T))?")
"""A period as stamps and commands write it: 2021-Q1, 2021-6T, 2021-9T, 2021."""

LAST_YEAR = "_nam_truoc"
"""What follows a figure's name in a relation over years: its value at the end of the year before."""

OTHER_UNIT = "khac"
"""The unit «Cơ quan khác»: an issuer that units.csv does not have."""

NOT_APPLICABLE = "KAD"
"""What staff type in a figure's cell when it does not apply to the unit."""


def when(period: str) -> tuple[str, int]:
    """Give what sorts periods by time: the year and how far into it they count."""
    return period[:4], ("Q1", "6T", "9T", "").index(period[5:])


class Kind(StrEnum):
    """What an expression yields."""

    NUMBER = "số"
    DATE = "ngày"
    TEXT = "chữ"
    CHOICE = "lựa chọn"
    TRUTH = "đúng/sai"
    EMPTY = "trống"


class Option(NamedTuple):
    """An entry of a list: the key in code and files, the label in cells."""

    key: str
    label: str


class Column(NamedTuple):
    """A column of a sheet; `fill` says who writes it: fixed (the form), typed (staff), computed.

    `formula` computes the column of the overview; its `{phong}` and `{don_vi}` are the condition that a
    row belongs to the division of the line, `{da_nhap}`, `{theo_so}`, `{con_thieu}` the states of a cell.
    """

    key: str
    title: str
    type: str
    list: str = ""
    fill: str = "typed"
    required: bool = False
    formula: str = ""
    width: float = 12
    example: str = ""
    help: str = ""


class Line(NamedTuple):
    """A row that the form prescribes: a field, an indicator, a section, a criterion.

    `type`, `list`, `required`, `example` and `help` stand for the cell whose column is `by_line`;
    `required` is "yes", "" or the expression under which the cell must be filled. `defaults` are
    what stands in typed cells at first, by column; `carry` fields go on into the next period. `cells` are
    the columns in which this line differs from the sheet: what its cell may hold, None where nobody types.
    """

    key: str
    texts: Mapping[str, str | Decimal]
    type: str = ""
    list: str = ""
    required: str = ""
    example: str = ""
    help: str = ""
    heading: bool = False
    level: int = 0
    defaults: Mapping[str, str] = MappingProxyType({})
    carry: bool = False
    cells: "Mapping[str, CellType | None]" = MappingProxyType({})

    @property
    def label(self) -> str:
        """Give what people read at the head of the line."""
        heads = (self.texts.get(key) for key in ("ten", "trang", "phong", "noi_dung"))
        return str(next((text for text in heads if text), self.key))


class CellType(NamedTuple):
    """What one cell may hold."""

    type: str
    list: str = ""
    required: str = ""
    example: str = ""
    help: str = ""
    may_be_not_applicable: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet; registers grow, all others have the lines of the form.

    `hidden` sheets are shown once they have rows. `carry` is the condition under which a row goes on
    into another year ("*" always, "" never); `print_to` is the last column on paper. A division's workbook
    does not have the `absent` sheets of the form.
    """

    key: str
    title: str
    kind: str
    owner: str
    main: str
    capacity: int
    intro: str
    hidden: bool
    carry: str
    print_to: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...] = ()
    absent: bool = False

    @property
    def grows(self) -> bool:
        """Tell whether staff add rows."""
        return self.kind in ("register", "findings")

    @property
    def counted(self) -> bool:
        """Tell whether expressions may count its rows."""
        return not self.absent and (self.grows or self.key in (INDICATORS, TEXTS, CRITERIA))

    @cached_property
    def column(self) -> Mapping[str, Column]:
        """Columns by key."""
        return {column.key: column for column in self.columns}

    @cached_property
    def line(self) -> Mapping[str, Line]:
        """Lines by key."""
        return {line.key: line for line in self.lines}

    @cached_property
    def _typed_cells(self) -> Mapping[str, tuple[tuple[Column, CellType], ...]]:
        lines: dict[str, Line | None] = {"": None, **self.line} if not self.grows else {"": None}
        return {
            key: tuple((c, cell) for c in self.columns if (cell := self.typed_cell(c, line)) is not None)
            for key, line in lines.items()
        }

    def typed_cells(self, line: Line | None) -> tuple[tuple[Column, CellType], ...]:
        """Give the columns in which staff type, of a line or of a register's rows."""
        return self._typed_cells[line.key if line else ""]

    def typed_cell(self, column: Column, line: Line | None) -> CellType | None:
        """Say what may be typed into a cell; None where staff type nothing."""
        if column.fill != "typed" or (line and line.heading):
            return None
        if line and column.key in line.cells:
            return line.cells[column.key]
        if column.type != "by_line" or line is None:
            required = "yes" if column.required else ""
            return CellType(column.type, column.list, required, column.example, column.help)
        if not line.type:
            return None
        return CellType(
            line.type,
            line.list,
            line.required,
            line.example,
            line.help,
            may_be_not_applicable=self.kind == "indicators",
        )


class Unit(NamedTuple):
    """An office, with the time it existed; `symbol` stands in the numbers of its documents."""

    code: str
    name: str
    kind: str
    parent: str
    place: str
    symbol: str
    suffix: str
    valid_from: date | None
    valid_to: date | None
    predecessor: str
    successor: str
    source: str

    def in_force(self, day: date) -> bool:
        """Tell whether the unit was in force on a day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    def existed(self, year: int) -> bool:
        """Tell whether the unit was in force at some day of the year."""
        started = self.valid_from is None or self.valid_from.year <= year
        return started and (self.valid_to is None or self.valid_to.year >= year)


@dataclass(frozen=True)
class Indicator:
    """A figure of the statistical appendix; `formula` computes it, `register` counts it live.

    `over_divisions` and `over_periods` say how many figures become one: sum (of parts; over periods,
    which all count from the start of the year, of what each adds), last, maximum, recompute (from its
    formula) or none. A note is needed where the expression `note` holds.
    """

    code: str
    label: str
    unit: str
    type: str
    list: str
    in_register: str
    register: str
    formula: str
    over_divisions: str
    over_periods: str
    note: str
    source: str
    confidence: str

    @property
    def name(self) -> str:
        """Give the name in expressions, in Excel and in templates."""
        return "ct_" + self.code.replace(".", "_")


class Check(NamedTuple):
    """A relation between figures that must hold."""

    rule: Rule
    expression: str
    places: tuple[str, ...]

    @property
    def over_years(self) -> bool:
        """Tell whether it needs the workbook of the year before, which no formula can read."""
        return LAST_YEAR in self.expression


class Band(NamedTuple):
    """A grade from a percentage on."""

    least: Decimal
    label: str
    source: str


@dataclass(frozen=True)
class Section:
    """A section of the report; `body` quotes figures, `documents` lists groups of the register.

    `text` is the section whose cell of «Nội dung báo cáo» stands here, "" for none; it is `typed` where the
    cell is its own.
    """

    key: str
    level: int
    number: str
    heading: str
    typed: bool
    text: str
    required: bool
    body: str
    documents: tuple[str, ...]
    register: str
    help: str


class Meta(NamedTuple):
    """What form.toml says; a form with a `base` holds only what differs from it.

    `set_maximum` is what the areas of the index add up to; tables named in `replaces` take the place of
    the base's whole; registers `offered` are handed out to every division.
    """

    key: str
    version: str
    title: str
    year: int
    kind_of_unit: str
    periods: tuple[str, ...]
    criteria_note: str
    indicators_note: str
    set_maximum: int = 100
    base: str = ""
    replaces: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    colours: Mapping[str, str] = MappingProxyType({})
    fillers: Mapping[str, str] = MappingProxyType({})
    ranking: Ranking = Ranking()
