import json
import os
from pathlib import Path

import pytest

from cchc_xl import resources
from cchc_xl.actions.build import build_sample
from cchc_xl.actions.check import check_file
from cchc_xl.actions.report import write_report
from cchc_xl.form.load import load_form

os.environ["CCHC_BIEU_MAU"] = str(Path(__file__).parent / "khong-co")  # no forms but those shipped

SAMPLES = ("2021-nguyen-van", "2021-minh-hoa")


@pytest.fixture(scope="session")
def form():
    return load_form("so-2021", "dt_sldtbxh")


@pytest.fixture(scope="session")
def entries():
    """The entries of the corrected sample, to be changed by tests: call it for a fresh copy.

    Two Saturdays and a drafting unit that is not in the list are put right, so that nothing at all is told.
    Figures of procedures and dossiers are only typed: the registers that count them are left out.
    """
    text = (resources.workbook() / "samples" / "2021-minh-hoa.json").read_text("utf-8")
    for found, right in (("2020-12-05", "2020-12-04"), ("2021-02-20", "2021-02-22"), ("CCCQ", "VP")):
        assert found in text
        text = text.replace(found, right)

    def fresh():
        data = json.loads(text)
        for register in ("tthc", "quy_trinh", "ho_so"):
            data["registers"].pop(register)
        return data

    return fresh


@pytest.fixture(scope="session")
def samples(tmp_path_factory) -> dict[str, Path]:
    """The workbooks of both samples, built afresh."""
    directory = tmp_path_factory.mktemp("samples")
    folder = resources.workbook() / "samples"
    return {name: build_sample(folder / f"{name}.json", directory) for name in SAMPLES}


@pytest.fixture(scope="session")
def clean(samples, tmp_path_factory):
    """Documents without a fault: the report of the sample, and two made by hand."""
    from support import documents

    directory = tmp_path_factory.mktemp("the-thuc")
    report = directory / "bao-cao.docx"
    write_report(check_file(samples["2021-minh-hoa"]), report)
    letter = documents.saved(documents.letter(), directory / "cong-van.docx")
    decision = documents.saved(documents.decision(), directory / "quyet-dinh.docx")
    return {"report": report, "letter": letter, "decision": decision}
