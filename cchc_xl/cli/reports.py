"""Many reports in one call, and the PDF of one or many: `report` with several workbooks or with --pdf."""

import argparse
import sys
from pathlib import Path

from cchc_xl.errors import CchcError


def is_many(options: argparse.Namespace) -> bool:
    """Tell whether the call means many workbooks: several, a folder, or a folder to write to."""
    first, *others = options.files
    return bool(others) or first.is_dir() or (options.out is not None and options.out.is_dir())


def print_many(options: argparse.Namespace) -> int:
    """Write a report for each workbook and name those that got none; 1 if there are such."""
    from tqdm import tqdm

    from cchc_xl.actions.report import PERIODIC
    from cchc_xl.actions.reports import write_reports
    from cchc_xl.actions.sources import workbooks

    _check(options)
    found = list(workbooks(options.files))
    if not found:
        fix = "Nêu tệp .xlsx hoặc thư mục có các tệp ấy"
        raise CchcError("LENH07", "không có workbook nào để xuất báo cáo", fix)
    suffixes = (".docx", ".pdf") if options.pdf else (".docx",)
    kept, template = () if options.overwrite else suffixes, options.template or PERIODIC
    outcomes = []
    with tqdm(total=len(found), unit="báo cáo", leave=False) as bar:
        for one in write_reports(found, options.out, draft=options.draft, template=template, kept=kept):
            outcomes.append(one)
            bar.update()
    for one in outcomes:
        if one.code:
            print(f"Chưa xuất {one.workbook.name}: {one.code}, {one.reason.rstrip('.')}.", file=sys.stderr)
    reports = [one.report for one in outcomes if not one.code]
    print(f"Đã xuất {len(reports)}/{len(found)} báo cáo vào {options.out}")
    if options.pdf and reports:
        print_pdf(reports)
    return 0 if len(reports) == len(found) else 1


def print_pdf(reports: list[Path]) -> None:
    """Write the PDFs beside the reports."""
    from cchc_xl.word.pdf import to_pdf

    done = to_pdf(reports)
    print(f"Đã xuất {done[0]}" if len(done) == 1 else f"Đã xuất {len(done)} tệp PDF")


def _check(options: argparse.Namespace) -> None:
    if options.update or options.verify or options.pull:
        fix = "Nêu một workbook và một báo cáo"
        raise CchcError("LENH06", "--update, --verify, --pull chỉ làm với từng báo cáo", fix)
    if options.out is None or options.out.suffix.lower() in (".docx", ".pdf") or options.out.is_file():
        fix = "Ghi -o THU-MUC; mỗi báo cáo mang tên workbook của nó"
        raise CchcError("LENH06", "nhiều báo cáo cần một thư mục để ghi vào", fix)
