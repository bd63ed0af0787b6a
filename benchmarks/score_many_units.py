"""Time scoring many units: one compiled function, against dataclasses by hand and against simpleeval.

Run: python benchmarks/score_many_units.py [--units 3500] [--runs 3]     (pip install -e ".[bench]")

100 criteria in ten areas, of eight kinds in turn; each unit has a figure or a choice for each. All three give
total, percent and band, and must agree. Prints ratios of medians, cases in turn.
"""

import argparse
import csv
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from simpleeval import SimpleEval

from cchc_xl import resources
from cchc_xl.form.load import read_form
from cchc_xl.index.many import score_many

AREAS, IN_AREA = 10, 10
KINDS = (
    ("yes_no", ""),
    ("choice", "Tốt: 1; Khá: 0,75; Trung bình: 0,5; Kém: 0"),
    ("threshold", ">= 98: 1; >= 95: 0,5; >= 90: 0,25"),
    ("linear", "muc_tieu=100; san=80"),
    ("deduct", "buoc=0,25"),
    ("award", "buoc=0,5"),
    ("survey", ""),
    ("external", "he_so=0,01"),
)
SIX = Decimal("0.000001")
Answer = tuple[Decimal | None, Decimal | None, str]


def codes() -> list[tuple[str, str, str]]:
    """Code, kind and parameters of each criterion."""
    rows = []
    for number in range(AREAS * IN_AREA):
        area, place = divmod(number, IN_AREA)
        rows.append((f"{area + 1}.{place + 1}", *KINDS[number % len(KINDS)]))
    return rows


def form_of(directory: Path):
    """A form with these criteria, made of the shipped one."""
    base = resources.workbook()
    for name in ("units.csv", "phrases.csv"):
        shutil.copy(base / name, directory)
    shutil.copytree(base / "so-2021", directory / "so-2021")
    folder = directory / "tram"
    folder.mkdir()
    (folder / "form.toml").write_text(
        'base = "so-2021"\nkey = "tram"\nversion = "1.0"\nyear = 2021\nset_maximum = 100\n'
        'replaces = ["criteria", "settings"]\n',
        "utf-8",
    )
    head = [
        "code",
        "label",
        "max",
        "kind",
        "input",
        "params",
        "setting",
        "phong",
        "appraiser",
        "evidence",
        "source",
    ]
    with (folder / "criteria.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(head)
        for area in range(AREAS):
            out.writerow([area + 1, f"Lĩnh vực {area + 1}", IN_AREA, "sum", *[""] * 6, "minh họa"])
            for code, kind, params in codes():
                if code.partition(".")[0] == str(area + 1):
                    out.writerow([code, f"Tiêu chí {code}", 1, kind, "", params, *[""] * 4, "minh họa"])
    form, faults = read_form(folder)
    assert form is not None, faults
    return form


def units_of(count: int) -> list[dict[str, object]]:
    """Entries of units by code: a key, or a number."""
    made = random.Random(1)
    options = {"yes_no": ["co", "khong"], "choice": ["tot", "kha", "trung_binh", "kem"]}
    units = []
    for _ in range(count):
        unit: dict[str, object] = {}
        for code, kind, _ in codes():
            if made.random() < 0.02:
                continue
            if kind in options:
                unit[code] = made.choice(options[kind])
            else:
                whole = kind in ("deduct", "award")
                unit[code] = Decimal(made.randrange(6) if whole else made.randrange(700_000, 1_000_000)) / (
                    1 if whole else 10_000
                )
        units.append(unit)
    return units


# ---- by hand ----


def rounded(value: Decimal) -> Decimal:
    return value.quantize(SIX, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Graded:
    points: dict[str, Decimal]

    def score(self, entry):
        return self.points.get(entry)


@dataclass(frozen=True, slots=True)
class Bands:
    bands: tuple[tuple[Decimal, Decimal], ...]

    def score(self, entry):
        for edge, points in self.bands:
            if entry >= edge:
                return points
        return Decimal(0)


@dataclass(frozen=True, slots=True)
class Share:
    maximum: Decimal
    goal: Decimal
    floor: Decimal

    def score(self, entry):
        if entry < self.floor:
            return Decimal(0)
        return rounded(max(Decimal(0), min(self.maximum, rounded(self.maximum * entry / self.goal))))


@dataclass(frozen=True, slots=True)
class Stepped:
    maximum: Decimal
    start: Decimal
    step: Decimal

    def score(self, entry):
        return rounded(max(Decimal(0), min(self.maximum, self.start + self.step * entry)))


@dataclass(frozen=True, slots=True)
class Item:
    code: str
    area: int
    maximum: Decimal
    rule: Graded | Bands | Share | Stepped
    survey: bool


def by_hand(units: Sequence[dict[str, object]]) -> list[Answer]:
    one = Decimal(1)
    rules = {
        "yes_no": Graded({"co": one, "khong": Decimal(0)}),
        "choice": Graded(
            {"tot": one, "kha": Decimal("0.75"), "trung_binh": Decimal("0.5"), "kem": Decimal(0)}
        ),
        "threshold": Bands(
            ((Decimal(98), one), (Decimal(95), Decimal("0.5")), (Decimal(90), Decimal("0.25")))
        ),
        "linear": Share(one, Decimal(100), Decimal(80)),
        "deduct": Stepped(one, one, Decimal("-0.25")),
        "award": Stepped(one, Decimal(0), Decimal("0.5")),
        "survey": Share(one, Decimal(100), Decimal(0)),
        "external": Stepped(one, Decimal(0), Decimal("0.01")),
    }
    items = [Item(c, int(c.partition(".")[0]), one, rules[k], k == "survey") for c, k, _ in codes()]
    answers = []
    for unit in units:
        areas: dict[int, Decimal] = {}
        maximum, surveyed = Decimal(0), any(item.survey and item.code in unit for item in items)
        for item in items:
            if not item.survey or surveyed:
                maximum += item.maximum
            entry = unit.get(item.code)
            points = None if entry is None else item.rule.score(entry)
            if points is not None:
                areas[item.area] = areas.get(item.area, Decimal(0)) + points
        total = max(Decimal(0), sum(map(rounded, areas.values()), Decimal(0))) if areas else None
        percent = None if total is None or not maximum else rounded(100 * total / maximum)
        answers.append((total, percent, band(percent)))
    return answers


def band(percent) -> str:
    grades = ((90, "Xuất sắc"), (80, "Tốt"), (70, "Khá"), (50, "Trung bình"), (0, "Yếu"))
    return "" if percent is None else next(label for least, label in grades if percent >= least)


# ---- simpleeval ----

FORMULAS = {
    "yes_no": "1 if x == 'co' else 0",
    "choice": "1 if x == 'tot' else 0.75 if x == 'kha' else 0.5 if x == 'trung_binh' else 0",
    "threshold": "1 if x >= 98 else 0.5 if x >= 95 else 0.25 if x >= 90 else 0",
    "linear": "0 if x < 80 else max(0, min(1, x / 100))",
    "deduct": "max(0, min(1, 1 - 0.25 * x))",
    "award": "max(0, min(1, 0.5 * x))",
    "survey": "max(0, min(1, x / 100))",
    "external": "max(0, min(1, 0.01 * x))",
}


def by_simpleeval(units: Sequence[dict[str, object]], *, parsed_once: bool) -> list[Answer]:
    """The text evaluated as the package shows it, or parsed once; floats, which is faster than decimals."""
    evaluator = SimpleEval(functions={"max": max, "min": min})
    parsed = {kind: evaluator.parse(text) if parsed_once else None for kind, text in FORMULAS.items()}
    kinds = [(code, kind) for code, kind, _ in codes()]
    answers: list[Answer] = []
    for unit in units:
        total, surveyed = 0.0, any(kind == "survey" and code in unit for code, kind in kinds)
        maximum = sum(kind != "survey" or surveyed for _, kind in kinds)
        for code, kind in kinds:
            if code in unit:
                evaluator.names = {"x": unit[code]}
                total += evaluator.eval(FORMULAS[kind], previously_parsed=parsed[kind])
        percent = round(100 * total / maximum, 6)
        answers.append((Decimal(repr(total)), Decimal(repr(percent)), band(percent)))
    return answers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=3500)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        form = form_of(Path(directory))
    units = units_of(options.units)
    kinds = {code: kind for code, kind, _ in codes()}
    floats = [{c: e if isinstance(e, str) else float(e) for c, e in unit.items()} for unit in units]
    named = [
        {
            f"{form.criteria[code].name}_{'chon' if kinds[code] in ('yes_no', 'choice') else 'nhap'}": entry
            for code, entry in unit.items()
        }
        for unit in units
    ]
    cases: dict[str, Callable[[], list[Answer]]] = {
        "cchc_xl": lambda: list(score_many(form, named)),
        "dataclasses by hand": lambda: by_hand(units),
        "simpleeval": lambda: by_simpleeval(floats, parsed_once=False),
        "simpleeval, parsed once": lambda: by_simpleeval(floats, parsed_once=True),
    }
    times: dict[str, list[float]] = {name: [] for name in cases}
    answers = {}
    for _ in range(options.runs):
        for name, run in cases.items():
            start = time.perf_counter()
            answers[name] = run()
            times[name].append(time.perf_counter() - start)
    assert answers["cchc_xl"] == answers["dataclasses by hand"]
    for one, other in zip(answers["cchc_xl"], answers["simpleeval"], strict=True):
        assert abs(float(one[0] or 0) - float(other[0] or 0)) < 1e-4, (one, other)
    ours = statistics.median(times["cchc_xl"])
    for name, taken in times.items():
        print(f"{name:24} {statistics.median(taken) / ours:6.2f} times ours")


if __name__ == "__main__":
    main()
