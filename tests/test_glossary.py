import csv
from pathlib import Path

from cchc_xl.actions.check import check_picture
from cchc_xl.actions.score import score_sheet
from cchc_xl.entries.from_json import make_picture
from cchc_xl.form.functions import FUNCTIONS
from cchc_xl.report.context import report_context
from cchc_xl.report.score_context import score_context

CHECKOUT = Path(__file__).parents[1]


def test_every_vietnamese_name_is_in_the_glossary(form, entries):
    with (CHECKOUT / "docs" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        terms = {row["name"]: row for row in csv.DictReader(file)}
    assert all(row["term"] and row["english"] for row in terms.values())
    names = {sheet.key for sheet in form.sheets.values()}
    names |= {column.key for sheet in form.sheets.values() for column in sheet.columns}
    names |= {line.key for line in form.sheets["thong_tin"].lines} | set(form.sections)
    names |= {key for key in form.lists if not key.startswith("chon_")} | set(FUNCTIONS)
    checked = check_picture(make_picture(form, "2021", entries()))
    names |= set(_keys(report_context(checked.picture, checked.evaluation)))
    names |= set(_keys(score_context(checked.picture, checked.evaluation, score_sheet(checked))))
    assert names - terms.keys() == set()


def _keys(value):
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _keys(item)
