"""Every kind of rule: its points, its sentences, its faults, and the same result in three engines."""

import random
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from support import ironcalc_engine, libreoffice
from support.needs import needs

from cchc_xl.form.criteria import Criterion
from cchc_xl.form.expressions import Kind, Scope, Symbol, compile_expression
from cchc_xl.form.kinds import KINDS, RuleError, make_rule
from cchc_xl.form.missing import MISSING
from cchc_xl.form.points import added, capped
from cchc_xl.form.rules import NOT_APPLICABLE

RULES = {
    "yes_no": ("", 2),
    "choice": ("Đúng hạn: 1; Chậm: 50%; Muộn ~ * ?: 0,25; Không: 0", 1),
    "threshold": (">= 98: 1; >= 95: 0,5; > 90: 0,25; = 0: 0,1", 1),
    "linear": ("muc_tieu=100; san=80", 3),
    "deduct": ("buoc=0,25", 1),
    "award": ("buoc=0,3", 2),
    "growth": ("moc=muc_moc; muc_tieu=10; goc=-5; san=0", 2),
    "survey": ("", 4),
    "external": ("he_so=0,15", 10),
}
"""Kinds of a single row with parameters and the maximum; the kinds that add up rows are tested with a set."""

MORE = [
    ("threshold", "<= 5: 2; <= 10: 1", 2),
    ("threshold", ">= 10: 1; >= 0: 0,75; >= -10: 0,5", 1),
    ("linear", "muc_tieu=0; goc=10; san=5", 1),
    ("linear", "muc_tieu=100; goc=95", 2.5),
    ("linear", "muc_tieu=7", 3),
    ("external", "he_so=3", 10),
]
ALL = [*((kind, *rest) for kind, rest in RULES.items()), *MORE]
ENTRIES = 500


def rule_of(kind: str, params: str, maximum: float):
    rule = make_rule(kind, params, Decimal(str(maximum)))
    assert rule is not None
    return rule


def points(
    kind: str, params: str, maximum: float, entry: str | Decimal | object, **named: Decimal
) -> Decimal:
    """What an entry, chosen or typed, earns; the growth over a base stands in the cell of the figure."""
    rule = rule_of(kind, params, maximum)
    options = {option.key: option.label for option in (*rule.options, NOT_APPLICABLE)}
    scope = Scope(
        {
            "chon": Symbol("chon", Kind.CHOICE, "chon", options, typed=True),
            "so": Symbol("so", Kind.NUMBER, "so", typed=True),
        },
        {},
    )
    expression = compile_expression(rule.expression("chon", "so"), scope)
    values = {"chon": entry if rule.options else MISSING, "so": MISSING if rule.options else entry}
    return expression.value(values, {})


@pytest.mark.parametrize(
    ("kind", "params", "maximum", "entry", "earned", "reason"),
    [
        ("yes_no", "", 2, "co", 2, "chọn «Có»"),
        ("yes_no", "", 2, "khong", 0, "chọn «Không»"),
        ("choice", "Tốt: 1; Khá: 75%; Kém: 0", 1, "kha", "0.75", "chọn «Khá»"),
        ("threshold", ">= 98: 1; >= 95: 0,5", 1, "95.2", "0.5", "95,2% ≥ 95% và < 98%"),
        ("threshold", ">= 98: 1; >= 95: 0,5", 1, "98", 1, "98% ≥ 98%"),
        ("threshold", ">= 98: 1; >= 95: 0,5", 1, "97.9999", "0.5", "97,9999% ≥ 95% và < 98%"),
        ("threshold", ">= 98: 1; >= 95: 0,5", 1, "3", 0, "3% < 95%"),
        ("threshold", "> 90: 2; >= 70: 1", 2, "90", 1, "90% ≥ 70% và ≤ 90%"),  # Cà Mau, QĐ 1880/QĐ-UBND 2013
        ("threshold", "<= 5: 2; <= 10: 1", 2, "7", 1, "7% ≤ 10% và > 5%"),
        ("linear", "muc_tieu=100; san=80", 3, "90", "2.7", "3 × 90% / 100%"),
        ("linear", "muc_tieu=100; san=80", 3, "79.99", 0, "79,99% < 80%"),
        ("linear", "muc_tieu=100; san=80", 3, "80", "2.4", "3 × 80% / 100%"),
        ("linear", "muc_tieu=100; san=80", 3, "120", 3, "120% ≥ 100%"),
        ("linear", "muc_tieu=100; goc=95", 2, "97.5", 1, "2 × (97,5% − 95%) / 5%"),
        ("linear", "muc_tieu=100; goc=95", 2, "95", 0, "95% ≤ 95%"),
        ("linear", "muc_tieu=0; goc=10", 1, "2", "0.8", "1 × (2% − 10%) / -10%"),
        ("linear", "muc_tieu=0; goc=10; san=5", 1, "6", 0, "6% > 5%"),
        ("deduct", "buoc=0,25", 1, "3", "0.25", "1 − 0,25 × 3"),
        ("deduct", "buoc=0,25", 1, "9", 0, "1 − 0,25 × 9"),
        ("award", "buoc=0,5", 2, "3", "1.5", "0,5 × 3"),
        ("award", "buoc=0,5", 2, "30", 2, "0,5 × 30"),
        ("growth", "moc=120; muc_tieu=10", 2, "5", 1, "mức tăng: 2 × 5% / 10%"),
        ("growth", "moc=120; muc_tieu=10", 2, "-5", 0, "mức tăng: -5% ≤ 0%"),
        ("growth", "moc=120; muc_tieu=0; goc=-10", 2, "-2.5", "1.5", "mức tăng: 2 × (-2,5% + 10%) / 10%"),
        ("survey", "", 4, "87.5", "3.5", "4 × 87,5% / 100%"),
        ("external", "he_so=0,1", 10, "87.6", "8.76", "0,1 × 87,6"),  # SIPAS of Đồng Tháp 2019
    ],
)
def test_an_entry_earns_points_and_a_reason(kind, params, maximum, entry, earned, reason):
    entry = entry if kind in ("yes_no", "choice") else Decimal(entry)
    unit = "" if kind in ("yes_no", "choice", "deduct", "award", "external") else "%"
    assert points(kind, params, maximum, entry) == Decimal(earned)
    assert rule_of(kind, params, maximum).reason(entry, unit) == reason


@pytest.mark.parametrize(("kind", "params", "maximum"), ALL)
def test_every_kind_says_what_it_does(kind, params, maximum):
    said = rule_of(kind, params, maximum).sentence()
    assert "điểm" in said and KINDS[kind].help


@pytest.mark.parametrize(("kind", "params", "maximum"), ALL)
def test_an_empty_entry_earns_nothing_that_could_be_taken_for_zero(kind, params, maximum):
    assert points(kind, params, maximum, MISSING) is MISSING


@pytest.mark.parametrize(
    ("kind", "params", "said", "code"),
    [
        ("threshold", ">= 30: 2; >= 30: 1", "chồng nhau", "BT08"),
        ("threshold", ">= 20: 1; >= 30: 2", "chồng nhau", "BT08"),
        ("threshold", "> 30: 2; = 40: 1", "chồng nhau", "BT08"),
        ("threshold", ">= 90: 2; <= 95: 1", "chồng nhau", "BT08"),
        ("threshold", ">= 30: 1", "không ngưỡng nào đạt điểm tối đa", "BT07"),
        ("threshold", ">= 30: 3", "ngoài khoảng", "BT07"),
        ("threshold", "30: 2", "viết «>= 30: 2»", "BT07"),
        ("linear", "muc_tieu=100; san=180", "san phải nằm giữa", "BT07"),
        ("linear", "muc_tieu=0", "muc_tieu phải khác goc", "BT07"),
        ("linear", "san=80", "thiếu «muc_tieu=…»", "BT07"),
        ("linear", "muc_tieu=100; muc_tieu=90", "mỗi tên một lần", "BT07"),
        ("linear", "muc_tieu=một trăm", "không phải là số", "BT07"),
        ("deduct", "buoc=0", "lớn hơn 0", "BT07"),
        ("award", "", "thiếu «buoc=…»", "BT07"),
        ("growth", "muc_tieu=10", "thiếu «moc=…»", "BT07"),
        ("external", "he_so=-1", "lớn hơn 0", "BT07"),
        ("survey", "he_so=1", "không có tham số", "BT07"),
        ("sum", "buoc=1", "không có tham số", "BT07"),
        ("choice", "Có: 2; có: 0", "trùng tên", "BT07"),
        ("choice", "Không áp dụng: 2; Có: 0", "trùng", "BT07"),
        ("choice", "Có: 1; Không: 0", "không mức nào đạt", "BT07"),
        ("tuyen_tinh", "", "không có loại quy tắc", "BT06"),
    ],
)
def test_parameters_that_make_no_rule_are_refused_with_the_remedy(kind, params, said, code):
    with pytest.raises(RuleError, match=said) as told:
        make_rule(kind, params, Decimal(2))
    assert told.value.code == code


NUMBERS = st.decimals(-50, 250, places=4)


@given(st.sampled_from([rule for rule in ALL if rule[0] not in ("yes_no", "choice")]), NUMBERS)
def test_points_lie_between_0_and_the_maximum(rule, number):
    assert 0 <= points(*rule, number) <= Decimal(str(rule[2]))


RISING = [rule for rule in ALL if rule[0] in ("linear", "survey", "external", "award", "growth", "threshold")]


@given(st.sampled_from(RISING), NUMBERS, NUMBERS)
def test_a_better_figure_never_earns_less(rule, one, other):
    """Thresholds here have points that rise with their edges, «= 0» of the first table excepted."""
    kind, params, maximum = rule
    params = params.replace("; = 0: 0,1", "")
    worse, better = sorted((one, other), reverse="<=" in params or params.startswith("muc_tieu=0"))
    assert points(kind, params, maximum, worse) <= points(kind, params, maximum, better)


GROUPS = [("sum", 9), ("bonus", 3), ("penalty", 2)]


def _criterion(kind: str, params: str, maximum: float) -> Criterion:
    top = Decimal(str(maximum))
    return Criterion(
        "1", "Thử", top, kind, "so" if KINDS[kind].number else "", make_rule(kind, params, top), "", ""
    )


def _entries(kind: str, params: str, options: list[str]) -> list[object]:
    """500 entries of a kind, edges and what is no number included."""
    made = random.Random(f"{kind}{params}")
    if options:
        return [made.choice([*options, None, "lạ"]) for _ in range(ENTRIES)]
    edges = [0, -1, 1, 5, 10, 20, 79.999999, 80, 80.000001, 90, 95, 98, 100, 100.5, 126, 1e6, None, "KAD"]
    return edges + [round(made.uniform(-20, 130), made.randrange(7)) for _ in range(ENTRIES - len(edges))]


class _Page:
    """Writes a row for each entry and works out what Python makes of it."""

    def __init__(self, page):
        self.page, self.row, self.wanted = page, 0, {}

    def formula(self, column: str, text: str, symbols: list[Symbol], values: dict[str, object]) -> object:
        expression = compile_expression(text, Scope({symbol.name: symbol for symbol in symbols}, {}))
        self.page.write_formula(f"{column}{self.row}", expression.formula)
        self.wanted[f"{column}{self.row}"] = expression.value(values, {})
        return self.wanted[f"{column}{self.row}"]

    def typed(self, column: str, name: str, value: object, **more: object) -> Symbol:
        self.page.write(f"{column}{self.row}", value)
        return Symbol(name, Kind.NUMBER, f"${column}${self.row}", typed=True)

    def rule(self, criterion: Criterion, entry: object) -> None:
        rule, self.row = criterion.rule, self.row + 1
        labels = {option.key: option.label for option in criterion.options}
        chosen = Symbol("chon", Kind.CHOICE, f"$A${self.row}", labels, typed=True)
        if rule.options:
            self.page.write(f"A{self.row}", labels.get(str(entry), entry))
            values = {"chon": entry if entry in labels else MISSING, "so_lieu": MISSING}
            self.formula("D", rule.expression("chon", "so_lieu"), [chosen], values)
            return
        base = random.Random(self.row).choice([120, 120, 80.5, 0, -3])
        number = Decimal(str(entry)) if isinstance(entry, int | float) else MISSING
        typed = [self.typed("B", "so", entry), self.typed("C", "muc_moc", base)]
        figure = self.formula("E", criterion.figure, typed, {"so": number, "muc_moc": Decimal(str(base))})
        symbol = Symbol("so_lieu", Kind.NUMBER, f"$E${self.row}")
        self.formula("D", rule.expression("chon", "so_lieu"), [symbol], {"so_lieu": figure})

    def group(self, criterion: Criterion, parts: list[object]) -> None:
        self.row += 1
        symbols = [self.typed(c, f"phan_{c.lower()}", p) for c, p in zip("ABC", parts, strict=True)]
        values = {
            s.name: MISSING if p is None else Decimal(str(p)) for s, p in zip(symbols, parts, strict=True)
        }
        self.formula("D", capped(criterion, added([s.name for s in symbols], "")), symbols, values)


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    """A workbook with a row for each entry of each rule, and what Python makes of it."""
    path = Path(tmp_path_factory.mktemp("rules")) / "rules.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = _Page(book.add_worksheet("Quy tắc"))
        for kind, params, maximum in ALL:
            criterion = _criterion(kind, params, maximum)
            for entry in _entries(
                kind, params, [option.key for option in criterion.options if criterion.rule.options]
            ):
                page.rule(criterion, entry)
        for kind, maximum in GROUPS:
            made, sign = random.Random(kind), -1 if kind == "penalty" else 1
            for _ in range(ENTRIES):
                parts = [made.choice([None, 0, sign * round(made.uniform(0, 3), 3)]) for _ in range(3)]
                page.group(_criterion(kind, "", maximum), parts)
    return path, page


@pytest.mark.parametrize("engine", [ironcalc_engine, pytest.param(libreoffice, marks=needs("soffice"))])
def test_three_engines_agree_on_500_entries_of_each_kind(sheet, engine):
    path, page = sheet
    cells = engine.recalculated(path)["Quy tắc"]
    assert page.row == ENTRIES * (len(ALL) + len(GROUPS))
    assert {kind for kind, *_ in (*ALL, *GROUPS)} == {*KINDS}
    wrong = []
    for cell, value in page.wanted.items():
        found = cells.get(cell, "")
        same = found in ("", None) if value is MISSING else found == pytest.approx(float(value), abs=1e-9)
        if not same:
            wrong.append((cell, value, found))
    assert wrong == []
    results = [value for cell, value in page.wanted.items() if cell.startswith("D")]
    assert len({value for value in results if value is not MISSING}) > 500
    assert sum(value is MISSING for value in results) > 100
