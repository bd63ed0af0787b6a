"""Commands that make Word documents: report."""

import argparse
import sys
from pathlib import Path

from cchc_xl.cli.common import Commands, command, writable
from cchc_xl.cli.workbooks import summary
from cchc_xl.errors import CchcError


def _report(options: argparse.Namespace) -> int:
    if len(options.files) > 1 or options.files[0].is_dir() or options.out.is_dir():
        return _reports(options)
    from cchc_xl.actions.check import check_file
    from cchc_xl.actions.report import write_report

    writable(options.out, ".docx")
    checked = check_file(options.files[0])
    if write_report(checked, options.out, draft=options.draft, template=options.template):
        print(f"Đã xuất {options.out}")
        if options.pdf:
            _print_pdf([options.out])
        return 0
    print(
        f"{summary(checked)}: chưa xuất báo cáo. Sửa lỗi, hoặc thêm --draft để xuất bản nháp.",
        file=sys.stderr,
    )
    return 1


def _reports(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from cchc_xl.actions.reports import write_reports
    from cchc_xl.actions.sources import workbooks

    if options.out.is_file() or options.out.suffix.lower() in (".docx", ".pdf"):
        fix = "Ghi -o THU-MUC; mỗi báo cáo mang tên workbook của nó"
        raise CchcError("LENH06", f"nhiều báo cáo không ghi được vào một tệp «{options.out.name}»", fix)
    found = list(workbooks(options.files))
    if not found:
        raise CchcError(
            "LENH07", "không có workbook nào để xuất báo cáo", "Nêu tệp .xlsx hoặc thư mục có chúng"
        )
    kinds = {"draft": options.draft, "template": options.template, "overwrite": options.overwrite}
    with tqdm(total=len(found), unit="báo cáo", leave=False) as bar:
        outcomes = [one for one in write_reports(found, options.out, **kinds) if bar.update() or True]
    reports = [one.report for one in outcomes if not one.code]
    for one in (one for one in outcomes if one.code):
        print(f"Chưa xuất {one.workbook.name}: {one.code}, {one.reason}.", file=sys.stderr)
    print(f"Đã xuất {len(reports)}/{len(found)} báo cáo vào {options.out}")
    if options.pdf and reports:
        _print_pdf(reports)
    return 0 if len(reports) == len(found) else 1


def _print_pdf(reports: list[Path]) -> None:
    from cchc_xl.word.pdf import to_pdf

    done = to_pdf(reports)
    print(f"Đã xuất {done[0]}" if len(done) == 1 else f"Đã xuất {len(done)} tệp PDF")


def add(commands: Commands) -> None:
    """Declare the commands."""
    report = command(commands, "report", "xuất báo cáo Word của một hoặc nhiều workbook", _report)
    report.add_argument("files", type=Path, nargs="+", metavar="TỆP", help="workbook, hoặc thư mục workbook")
    help_ = "tệp .docx; với nhiều workbook: thư mục kết quả"
    report.add_argument("-o", dest="out", type=Path, required=True, help=help_)
    report.add_argument("--draft", action="store_true", help="xuất bản nháp dù còn lỗi")
    report.add_argument("--template", type=Path, help="mẫu Word khác")
    report.add_argument("--pdf", action="store_true", help="xuất thêm bản PDF cạnh bản Word")
    report.add_argument("--overwrite", action="store_true", help="ghi đè các báo cáo đã có trong thư mục")
