"""«Xuất báo cáo»: the Word reports of a workbook."""

from pathlib import Path

from cchc_xl import resources
from cchc_xl.actions.check import Checked
from cchc_xl.actions.score import score_sheet
from cchc_xl.entries.picture import Picture
from cchc_xl.errors import CchcError
from cchc_xl.files import write
from cchc_xl.findings import Verdict
from cchc_xl.report.context import report_context
from cchc_xl.report.score_context import score_context
from cchc_xl.word.render import rendered

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
    data = printed_report(checked, template, draft=draft)
    write(out, data)
    return True


def printed_report(checked: Checked, template: Path = PERIODIC, *, draft: bool = False) -> bytes:
    """Print the report, whatever stands in the way of its going out."""
    context = CONTEXTS.get(template.stem, _periodic)(checked, draft=draft)
    shipped = resources.templates() / f"{template}.docx"
    file = shipped if str(template) in CONTEXTS else template
    if not (template.suffix or template.exists() or file is shipped):
        raise CchcError("LENH06", f"không có mẫu «{template}»", f"Chọn một trong: {', '.join(CONTEXTS)}")
    return rendered(file, context, origin(checked.picture, template.stem))


def origin(picture: Picture, template: str) -> dict[str, str]:
    """Say what a report is printed from, for its record."""
    stamp = picture.stamp
    told = {"bieu_mau": stamp.form, "don_vi": stamp.unit, "ky": stamp.period, "mau": template}
    return {key: text for key, text in told.items() if text}
