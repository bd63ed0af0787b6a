from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.ironcalc_engine import recalculated

from cchc_xl.form.expressions import (
    ExpressionError,
    Kind,
    Register,
    Scope,
    Symbol,
    compile_expression,
)
from cchc_xl.form.missing import MISSING

STATES = {"xong": "Hoàn thành", "dang": "Đang làm?"}
FIGURES, TYPED = [f"ct_{i}" for i in range(5)], ["go_mot", "go_hai"]
ROWS = 30
SCOPE = Scope(
    {name: Symbol(name, Kind.NUMBER, name) for name in FIGURES}
    | {name: Symbol(name, Kind.NUMBER, name, typed=True) for name in TYPED}
    | {"tinh_trang": Symbol("tinh_trang", Kind.CHOICE, "tinh_trang", STATES, True)}
    | {"han": Symbol("han", Kind.DATE, "han", typed=True)}
    | {"loi_van": Symbol("loi_van", Kind.TEXT, "loi_van", typed=True)},
    {
        "so": Register(
            "so",
            "so_ten",
            {
                "ten": Symbol("ten", Kind.TEXT, "so_ten", typed=True),
                "diem": Symbol("diem", Kind.NUMBER, "so_diem", typed=True),
                "ngay": Symbol("ngay", Kind.DATE, "so_ngay", typed=True),
                "muc": Symbol("muc", Kind.CHOICE, "so_muc", STATES, True),
            },
        )
    },
)
VALUES = {"ct_0": 34, "ct_1": 33, "ct_2": MISSING, "ct_3": 0, "ct_4": 7}
VALUES = {name: value if value is MISSING else Decimal(value) for name, value in VALUES.items()}
VALUES |= {
    "go_mot": MISSING,
    "go_hai": Decimal(2),
    "tinh_trang": "xong",
    "han": Decimal(44545),
    "loi_van": "Ấp A",
}
REGISTER = {
    "so": [
        {"ten": "a", "diem": Decimal(3), "ngay": Decimal(44000), "muc": "xong"},
        {"ten": "b", "diem": MISSING, "ngay": MISSING, "muc": "dang"},
        {"ten": "B", "diem": Decimal(5), "ngay": Decimal(45000), "muc": MISSING},
    ]
}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("ct_0 + ct_1", 67),
        ("ct_0 + ct_2", None),
        ("ct_0 / ct_3", None),
        ("ct_3 / ct_3", None),
        ("100 * ct_1 / ct_0", "97.058824"),
        ("tong(ct_0, ct_2)", 34),
        ("tong(ct_2, go_mot)", None),
        ("ct_2 <= ct_0", None),
        ("ct_1 <= ct_0", True),
        ("ct_0 > 40 and ct_2 > 1", None),
        ("ct_0 > 4 or ct_2 > 1", None),
        ("co(ct_2)", False),
        ("trong(go_mot)", True),
        ("not co(ct_0)", False),
        ("1 if ct_0 > 3 else ct_2", 1),
        ("None if ct_0 > 3 else 1", None),
        ("0 <= ct_4 <= 100", True),
        ("-ct_4 - -2", -5),
        ("dau_tien(ct_2, go_hai, ct_0)", 2),
        ("lon_nhat(ct_0, 40)", 40),
        ("nho_nhat(ct_0, ct_2)", None),
        ("tron(10 / 3, 1)", "3.3"),
        ('tinh_trang == "xong"', True),
        ('loi_van == "ấp a"', True),
        ("nam(han) * 100 + thang(han)", 202112),
        ("dem(so)", 3),
        ('dem(so, muc == "xong")', 1),
        ('dem(so, muc != "xong")', 1),
        ('dem(so, ten == "b")', 2),
        ("dem(so, ngay < han)", 1),
        ("dem(so, diem >= ct_2)", None),
        ("dem(so, diem != 3)", 1),
        ("cong(so, diem)", 8),
        ("cong(so, diem, diem > 100)", None),
        ('noi("a" if ct_0 > 1 else "", "b" if ct_2 > 1 else "", "c")', "a c"),
    ],
)
def test_an_expression_is_worked_out(text, result):
    value = compile_expression(text, SCOPE).value(VALUES, REGISTER)
    if result is None:
        assert value is MISSING
    else:
        assert value == (
            Decimal(result)
            if isinstance(result, int | str) and result not in (True, False, "a c")
            else result
        )


@pytest.mark.parametrize(
    ("text", "column", "word"),
    [
        ("ct_0 = 3", 6, "viết == hoặc !="),
        ("ct_0 <> 3", 6, "viết == hoặc !="),
        ("ct_0 + ct_9", 8, "ct_9"),
        ("ct_0 +", 1, "viết sai"),
        ('tinh_trang == "sai"', 1, "xong, dang"),
        ("tinh_trang > ct_0", 1, "không so sánh được"),
        ('ct_0 + "a"', 8, "cần số"),
        ("__import__('os')", 1, "không có hàm"),
        ("ct_0.real", 1, "không thuộc"),
        ("[1, 2]", 1, "không thuộc"),
        ("dem(khong_co)", 5, "tên một sổ"),
        ("dem(so, diem > 1, 5)", 19, "điều kiện"),
        ("ct_0 ** 2", 1, "+ - * /"),
        ("(lambda: 1)()", 1, "theo tên"),
        ("1 if ct_0 else 2", 6, "đúng/sai"),
        ("'a' if ct_0 > 1 else 2", 1, "khác loại"),
        ("han + han", 1, "ngày"),
        ("True", 1, "chỉ dùng số"),
        ("+".join(["ct_0"] * 4000), 1, "quá"),
        ("not " * 400 + "ct_0 > 1", 1, "quá"),
        ("tron(ct_0, True)", 1, "chữ số"),
    ],
)
def test_what_is_outside_the_language_is_refused_with_its_column(text, column, word):
    with pytest.raises(ExpressionError) as refused:
        compile_expression(text, SCOPE)
    assert word in refused.value.message
    assert refused.value.column == column or column == 1


def test_a_decimal_in_a_condition_is_no_text_that_a_locale_could_misread():
    assert '">="&0.5' in compile_expression("dem(so, diem >= 0.5)", SCOPE).excel


numbers = st.one_of(st.none(), st.integers(0, 40), st.integers(-30, 90).map(lambda n: n / 4))
figures = st.sampled_from(FIGURES + TYPED)
constants = st.one_of(st.integers(0, 40).map(str), st.sampled_from(["0.5", "2.25", "100"]))
signs = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
conditions = st.one_of(
    st.tuples(signs, constants).map(lambda t: f"diem {t[0]} {t[1]}"),
    st.tuples(signs, figures).map(lambda t: f"diem {t[0]} {t[1]}"),
    signs.map(lambda s: f"ngay {s} han"),
    st.tuples(st.sampled_from(["==", "!="]), st.sampled_from(list(STATES))).map(
        lambda t: f'muc {t[0]} "{t[1]}"'
    ),
)
counts = st.tuples(st.sampled_from(["dem(so", "cong(so, diem"]), st.lists(conditions, max_size=2)).map(
    lambda t: ", ".join([t[0], *t[1]]) + ")"
)
leaves = st.one_of(figures, figures, constants, counts)
NAMES = st.lists(figures, min_size=1, max_size=3, unique=True).map(", ".join)


def _truths(inner):
    return st.one_of(
        st.tuples(inner, signs, inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        figures.map(lambda name: f"co({name})"),
        figures.map(lambda name: f"trong({name})"),
        st.tuples(st.sampled_from(["==", "!="]), st.sampled_from(list(STATES))).map(
            lambda t: f'tinh_trang {t[0]} "{t[1]}"'
        ),
    )


def _larger(inner):
    truth = _truths(inner)
    truth = st.one_of(
        truth,
        truth.map(lambda t: f"not ({t})"),
        st.tuples(truth, st.sampled_from(["and", "or"]), truth).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
    )
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        inner.map(lambda x: f"-({x})"),
        st.tuples(inner, truth, inner).map(lambda t: f"({t[0]}) if ({t[1]}) else ({t[2]})"),
        truth.map(lambda t: f"1 if ({t}) else 0"),
        st.tuples(inner, inner).map(lambda t: f"lon_nhat({t[0]}, {t[1]})"),
        st.tuples(inner, inner).map(lambda t: f"nho_nhat({t[0]}, {t[1]})"),
        NAMES.map(lambda names: f"tong({names})"),
        NAMES.map(lambda names: f"dau_tien({names})"),
        inner.map(lambda x: f"tron({x}, 2)"),
    )


expressions = st.recursive(leaves, _larger, max_leaves=5)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "ten": st.sampled_from(["a", "b", None]),
            "diem": numbers,
            "ngay": st.one_of(st.none(), st.integers(44000, 44010)),
            "muc": st.sampled_from([None, *STATES]),
        }
    ),
    max_size=6,
)
cases = st.fixed_dictionaries(
    {
        "figures": st.lists(numbers, min_size=len(FIGURES + TYPED), max_size=len(FIGURES + TYPED)),
        "tinh_trang": st.sampled_from([None, *STATES]),
        "han": st.one_of(st.none(), st.integers(44000, 44010)),
        "rows": rows,
        "texts": st.lists(expressions, min_size=12, max_size=12),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases)
def test_python_and_excel_agree_on_generated_expressions(tmp_path_factory, case):
    path = tmp_path_factory.mktemp("expressions") / "x.xlsx"
    compiled = [compile_expression(text, SCOPE) for text in case["texts"]]
    _write(path, case, compiled)
    values, register = _as_python(case)
    cells = recalculated(path)["Tính"]
    for index, expression in enumerate(compiled, 1):
        wanted = expression.value(values, register)
        found = cells[f"A{index}"]
        if wanted is MISSING:
            assert found == "", (expression.text, expression.formula, case)
        else:
            assert found == pytest.approx(float(wanted), rel=1e-9, abs=1.1e-6), (expression.text, case)


def _as_python(case):
    decimal = lambda x: MISSING if x is None else Decimal(str(x))  # noqa: E731
    values = dict(zip(FIGURES + TYPED, map(decimal, case["figures"]), strict=True))
    values |= {"tinh_trang": case["tinh_trang"] or MISSING, "han": decimal(case["han"])}
    register = [
        {
            "ten": row["ten"],
            "diem": decimal(row["diem"]),
            "ngay": decimal(row["ngay"]),
            "muc": row["muc"] or MISSING,
        }
        for row in case["rows"]
        if row["ten"]
    ]
    return values, {"so": register}


def _write(path, case, compiled):
    with xlsxwriter.Workbook(path) as book:
        sheet, register, results = (book.add_worksheet(name) for name in ("Số liệu, kỳ 1", "Sổ", "Tính"))
        singles = dict(zip(FIGURES + TYPED, case["figures"], strict=True))
        singles |= {"tinh_trang": STATES.get(case["tinh_trang"]), "han": case["han"]}
        for row, (name, value) in enumerate(singles.items()):
            if value is not None:
                sheet.write(row, 0, value)
            elif name in FIGURES:
                sheet.write_formula(row, 0, '=""', None, "")
            book.define_name(name, f"='Số liệu, kỳ 1'!$A${row + 1}")
        for column, key in enumerate(("ten", "diem", "ngay", "muc")):
            letter = "ABCD"[column]
            book.define_name(f"so_{key}", f"=Sổ!${letter}$1:${letter}${ROWS}")
            for row, cells in enumerate(case["rows"]):
                value = STATES.get(cells[key], cells[key]) if key == "muc" else cells[key]
                if value is not None:
                    register.write(row, column, value)
        for row, expression in enumerate(compiled):
            results.write_formula(row, 0, expression.formula)
