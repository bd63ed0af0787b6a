"""Clean reports stay clean, and one fault planted into them is found at its cell and accuses nothing else."""

import json
from collections import defaultdict
from functools import cache
from random import Random

import pytest
from support.faults import FAULTS, Fault
from support.variants import Variant, variant

from cchc_xl.actions.check import check_file
from cchc_xl.cli import main
from cchc_xl.findings import Finding, Severity

CLEAN, CHUNKS, TIMES = 300, 10, 3


def told(findings: tuple[Finding, ...]) -> list[Finding]:
    """Leave out what is only information."""
    return [finding for finding in findings if finding.severity is not Severity.INFO]


def shown(finding: Finding) -> str:
    return f"{finding.code} {finding.found} ({', '.join(map(str, finding.places[:3]))})"


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_clean_report_is_not_accused(chunk):
    accused = {}
    for seed in range(chunk, CLEAN, CHUNKS):
        one = variant(seed, "so-2026" if seed % 6 == 5 else "so-2021")
        if found := told(one.findings()):
            accused[seed, one.form.unit.code] = [shown(finding) for finding in found]
    assert not accused


@cache
def bases(form: str) -> tuple[Variant, ...]:
    """Give clean variants with small registers, which are quick to check."""
    found = (variant(1000 + seed, form) for seed in range(30))
    return tuple(one for one in found if len(one.entries["registers"]["van_ban"]) < 70)


def mutants(fault: Fault):
    """Plant a fault into several variants."""
    rng, planted = Random(fault.name), 0
    for base in rng.sample(bases(fault.form), len(bases(fault.form))) * 2:
        changed = base.copy()
        if planted < TIMES and (place := fault.plant(changed, rng)):
            planted += 1
            yield changed, place


def expected(finding: Finding, fault: Fault, place: str) -> bool:
    """Tell the fault itself and its consequences from findings elsewhere."""
    return finding.code in fault.also or (finding.code in fault.codes and place in map(str, finding.places))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_a_planted_fault_is_found_and_accuses_nothing_else(chunk):
    missed, stray = defaultdict(list), defaultdict(list)
    for fault in FAULTS[chunk::CHUNKS]:
        for changed, place in mutants(fault):
            findings = told(changed.findings())
            if not any(f.code in fault.codes and place in map(str, f.places) for f in findings):
                missed[fault.name].append((changed.form.unit.code, place, sorted(fault.codes)))
            stray[fault.name] += [shown(f) for f in findings if not expected(f, fault, place)]
    assert not missed
    assert not any(stray.values()), {name: found for name, found in stray.items() if found}


def test_every_kind_of_fault_is_planted_several_times():
    planted = {fault.name: len(list(mutants(fault))) for fault in FAULTS}
    assert len(planted) == len(FAULTS)
    assert min(planted.values()) == TIMES, planted
    assert sum(planted.values()) >= 300


@pytest.fixture(scope="module")
def workbook(tmp_path_factory):
    """Write the entries of a variant into a workbook as `cchc new` does."""

    def make(one: Variant):
        folder = tmp_path_factory.mktemp("file")
        (folder / "e.json").write_text(json.dumps(one.entries, default=str), "utf-8")
        names = {"form": one.form.meta.key, "unit": one.form.unit.code, "period": one.office.period}
        options = [word for name, value in names.items() for word in (f"--{name}", value)]
        assert main(["new", *options, "--entries", str(folder / "e.json"), "-o", str(folder / "x.xlsx")]) == 0
        return folder / "x.xlsx"

    return make


@pytest.mark.parametrize(
    "name",
    [
        "",
        "agency_misspelt_in_the_register",
        "number_transposed",
        "dated_otherwise_in_a_text",
        "2.2.3_too_large",
        "more_solved_than_found",
    ],
)
def test_a_fault_is_found_in_a_file_too(workbook, name):
    fault = next((one for one in FAULTS if one.name == name), None)
    changed, place = next(mutants(fault)) if fault else (bases("so-2021")[0], "")
    findings = told(check_file(workbook(changed)).findings)
    assert not fault or any(f.code in fault.codes and place in map(str, f.places) for f in findings)
    assert not [shown(f) for f in findings if not fault or not expected(f, fault, place)]
