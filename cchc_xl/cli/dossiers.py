"""The commands on the log of a one-stop system."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_xl.actions.told import in_words
from cchc_xl.cli.common import Commands, command, print_json, writable
from cchc_xl.findings import Severity

if TYPE_CHECKING:
    from decimal import Decimal

    from cchc_xl.actions.dossiers import Dossiers
    from cchc_xl.actions.import_dossiers import Imported


def _import(options: argparse.Namespace) -> int:
    from cchc_xl.actions.import_dossiers import import_log, write_log

    out = options.out or options.workbook
    writable(out, ".xlsx")
    imported = import_log(
        options.file, options.workbook, calendar=options.calendar, previous=options.previous
    )
    writes = not options.dry_run and imported.counted > 0
    if writes:
        write_log(imported, options.workbook, out)
    if options.json:
        print_json({**imported.to_json(), "written": str(out) if writes else None})
    else:
        _tell(imported)
        why = "Chạy thử" if options.dry_run else "Không có hồ sơ nào đếm được"
        print(f"Đã ghi {out} và sổ hồ sơ bên cạnh." if writes else f"{why}: chưa ghi gì.")
    faulty = any(finding.severity is Severity.ERROR for finding in imported.findings)
    return 1 if faulty or not imported.counted else 0


def _tell(imported: "Imported") -> None:
    from cchc_xl.dossiers.headers import name_of
    from cchc_xl.dossiers.tables import RESOLUTION, totals

    log, dossiers = imported.log, imported.dossiers
    print(f"{imported.source.name} → {dossiers.picture.file}, kỳ {dossiers.period}")
    for heading in log.header.headings:
        dropped = "bỏ, cột cá nhân" if heading.personal else "bỏ, không dùng"
        kept = heading.kept and f"đọc là «{name_of(heading.kept)}»"
        print(f"  cột {heading.column} «{heading.title}»: {kept or dropped}")
    print(imported.in_short())
    if outside := imported.counted - len(dossiers.placed):
        print(f"Ngoài kỳ này: {outside} hồ sơ, không tính vào các số dưới đây.")
    for column, count in totals(dossiers.placed).items():
        print(f"  {RESOLUTION[column]}: {count}")
    if replaced := imported.dropped_rows():
        print(f"Cần xem: {len(replaced)} dòng của trang Hồ sơ một cửa không có trong tệp nên bị thay:")
        print(f"  {', '.join(replaced)}")
    print(*in_words(imported.findings), sep="\n")


def _dossiers(options: argparse.Namespace) -> int:
    from cchc_xl.actions.dossiers import read_dossiers
    from cchc_xl.dossiers.figures import figure

    dossiers = read_dossiers(options.file, options.calendar)
    if options.out:
        from cchc_xl.actions.dossier_book import write_book

        writable(options.out, ".xlsx", new=True)
        write_book(dossiers, options.out)
        print(f"Đã ghi {options.out}", file=sys.stderr)
    if not options.figure:
        if options.json:
            print_json(dossiers.to_json())
        else:
            _tell_reports(dossiers)
        return 0
    value = figure(options.figure).value(dossiers.placed)
    listed = dossiers.listed(options.figure)
    if options.json:
        days = [day.isoformat() for day in dossiers.period]
        print_json(
            {
                "figure": options.figure,
                "value": None if value is None else str(value),
                "days": days,
                "dossiers": listed,
            }
        )
        return 0
    for one in listed:
        print("\t".join("" if cell is None else str(cell) for cell in one.values()))
    print(f"{options.figure}: {_shown(value)} ({len(listed)} hồ sơ, kỳ {dossiers.period})", file=sys.stderr)
    return 0


def _tell_reports(dossiers: "Dossiers") -> None:
    """Print both reports side by side, and which dossiers make them differ."""
    print(f"Báo cáo CCHC: {dossiers.period}; báo cáo kiểm soát TTHC: {dossiers.standard}")
    for one in dossiers.compared():
        label = dossiers.picture.form.indicators[one.figure.code].label.removeprefix("- ")
        annex, own, standard = map(_shown, (one.annex, one.own, one.standard))
        print(f"  {one.figure.code} {label}: Phụ lục I {annex}, sổ hồ sơ {own}, KSTTHC {standard}")
        for word, codes in (("CCHC", one.between.only_first), ("KSTTHC", one.between.only_second)):
            if codes:
                more = f" và {len(codes) - 10} hồ sơ khác" if len(codes) > 10 else ""
                print(f"    chỉ có ở {word}: {', '.join(codes[:10])}{more}")
    print(*in_words(list(dossiers.disagreements())), sep="\n")


def _shown(number: "Decimal | None") -> str:
    from cchc_xl.text.numbers import show_number

    return "-" if number is None else show_number(number)


def add(commands: Commands) -> None:
    """Declare the commands."""
    into = command(commands, "import-dossiers", "nhập danh sách hồ sơ của hệ thống một cửa", _import)
    into.add_argument("file", type=Path, help="tệp .xlsx hoặc .csv xuất từ hệ thống một cửa")
    into.add_argument("workbook", type=Path)
    into.add_argument("--dry-run", action="store_true", help="chỉ xem cột nào được đọc, lỗi gì; không ghi")
    into.add_argument("-o", dest="out", type=Path, help="ghi vào bản chép thay vì workbook đã nêu")
    into.add_argument("--previous", type=Path, metavar="CŨ.xlsx", help="kỳ trước: soát hồ sơ chuyển sang")
    listed = command(commands, "dossiers", "hồ sơ phía sau mỗi số liệu; hai ngày chốt số liệu", _dossiers)
    listed.add_argument("file", type=Path)
    listed.add_argument("--figure", metavar="MÃ", help="mã chỉ tiêu của Phụ lục I, ví dụ 3.3.8")
    listed.add_argument(
        "-o", dest="out", type=Path, help="ghi biểu 06, nguyên nhân, tỷ lệ, đối chiếu ra .xlsx"
    )
    for parser in (into, listed):
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--calendar", default="", metavar="LỊCH", help="lịch chốt số liệu, ví dụ nd_09")
