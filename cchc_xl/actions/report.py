"""«Xuất báo cáo»: the Word reports of a workbook."""

from pathlib import Path

from cchc_xl import resources
from cchc_xl.actions.check import Checked
from cchc_xl.actions.score import score_sheet
from cchc_xl.findings import Verdict
from cchc_xl.report.context import report_context
from cchc_xl.report.score_context import score_context
from cchc_xl.word.render import render

PERIODIC = Path("bao-cao-cchc")
SELF_SCORE = Path("bao-cao-tu-cham-diem")


def _periodic(checked: Checked, *, draft: bool) -> dict[str, object]:
    return report_context(checked.picture, checked.evaluation, draft=draft)


def _self_score(checked: Checked, *, draft: bool) -> dict[str, object]:
    sheet = score_sheet(checked)
    return score_context(checked.picture, checked.evaluation, sheet, checked.evidence, draft=draft)


CONTEXTS = {PERIODIC.name: _periodic, SELF_SCORE.name: _self_score}
"""What a template sees, by its name without suffix; one of another name sees the periodic report."""


def write_report(checked: Checked, out: Path, *, draft: bool = False, template: Path = PERIODIC) -> bool:
    """Write the report that the template makes: a shipped one by its name alone, or any file.

    False, and nothing written, when errors stand and it is no draft.
    """
    if checked.verdict is Verdict.ERRORS and not draft:
        return False
    context = CONTEXTS.get(template.stem, _periodic)(checked, draft=draft)
    shipped = resources.templates() / f"{template}.docx"
    out.parent.mkdir(parents=True, exist_ok=True)
    render(shipped if str(template) in CONTEXTS else template, context, out)
    return True
