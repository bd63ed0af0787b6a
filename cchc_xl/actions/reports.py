"""«Xuất nhiều báo cáo»: the Word reports of many workbooks."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from cchc_xl.actions.check import check_file
from cchc_xl.actions.report import PERIODIC, write_report
from cchc_xl.errors import CchcError
from cchc_xl.word.render import TemplateError


class Outcome(NamedTuple):
    """What became of one workbook: its report, or why it has none."""

    workbook: Path
    report: Path
    code: str = ""
    reason: str = ""


def write_reports(
    workbooks: Iterable[Path],
    directory: Path,
    *,
    draft: bool = False,
    template: Path = PERIODIC,
    kept: Sequence[str] = (".docx",),
) -> Iterator[Outcome]:
    """Write into the directory a report for each workbook, named after it; gives each outcome in turn.

    A workbook that cannot be read, that has errors and is to be no draft, or beside whose report is already a
    file with a suffix that is `kept`, is passed over. Raises TemplateError if the template cannot be used.
    """
    taken: set[str] = set()
    for workbook in workbooks:
        report = directory / f"{workbook.stem}.docx"
        try:
            _refuse(report, taken, kept)
            checked = check_file(workbook)
            if write_report(checked, report, draft=draft, template=template):
                taken.add(report.name.casefold())
                yield Outcome(workbook, report)
            else:
                told = f"{checked.verdict.label}, {checked.counts['error']} lỗi; sửa lỗi hoặc thêm --draft"
                yield Outcome(workbook, report, "LOI", told)
        except TemplateError:
            raise
        except CchcError as error:
            yield Outcome(workbook, report, error.code, error.message)
        except OSError:
            yield Outcome(workbook, report, "TEP09", "không ghi hoặc đọc được tệp")


def _refuse(report: Path, taken: set[str], kept: Sequence[str]) -> None:
    """Raise if another workbook of this call has made the report, or if files would be overwritten."""
    if report.name.casefold() in taken:
        raise CchcError("TEP10", f"hai workbook cho cùng một tên «{report.name}»", "Đổi tên một workbook")
    there = [one.name for one in map(report.with_suffix, kept) if one.exists()]
    if there:
        told = f"đã có tệp «{'», «'.join(there)}»; thêm --overwrite để ghi đè"
        raise CchcError("TEP10", told, "Thêm --overwrite")
