"""«Xuất báo cáo»: the Word report of a workbook."""

from pathlib import Path

from cchc_xl import resources
from cchc_xl.actions.check import Checked
from cchc_xl.findings import Verdict
from cchc_xl.report.context import report_context
from cchc_xl.word.render import render

TEMPLATE = "bao-cao-cchc.docx"


def write_report(checked: Checked, out: Path, *, draft: bool = False, template: Path | None = None) -> bool:
    """Write the report; False, and nothing written, when errors stand and it is no draft."""
    if checked.verdict is Verdict.ERRORS and not draft:
        return False
    context = report_context(checked.picture, checked.evaluation, draft=draft)
    out.parent.mkdir(parents=True, exist_ok=True)
    render(template or resources.templates() / TEMPLATE, context, out)
    return True
