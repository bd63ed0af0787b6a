"""«Xuất báo cáo»: the Word report of a workbook."""

from collections.abc import Mapping
from pathlib import Path

from cchc_xl import resources
from cchc_xl.actions.check import Checked
from cchc_xl.entries.picture import Picture
from cchc_xl.findings import Verdict
from cchc_xl.report.context import report_context
from cchc_xl.word.render import render, rendered

TEMPLATE = "bao-cao-cchc.docx"


def write_report(checked: Checked, out: Path, *, draft: bool = False, template: Path | None = None) -> bool:
    """Write the report; False, and nothing written, when errors stand and it is no draft."""
    if checked.verdict is Verdict.ERRORS and not draft:
        return False
    context = report_context(checked.picture, checked.evaluation, draft=draft)
    out.parent.mkdir(parents=True, exist_ok=True)
    chosen = template or resources.templates() / TEMPLATE
    render(chosen, context, out, origin(checked.picture, chosen.name))
    return True


def printed_report(checked: Checked, template: Path) -> bytes:
    """Print the report as it would be now, whatever stands in the way of its going out."""
    context = report_context(checked.picture, checked.evaluation)
    return rendered(template, context, origin(checked.picture, template.name))


def origin(picture: Picture, template: str) -> Mapping[str, str]:
    """Say what a report is printed from, for its record."""
    stamp = picture.stamp
    told = {"bieu_mau": stamp.form, "don_vi": stamp.unit, "ky": stamp.period, "mau": template}
    return {key: text for key, text in told.items() if text}
