"""The command on Word reports: print one, renew an edited one, compare it, bring its texts back."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_xl.cli.common import Commands, command, print_json, writable
from cchc_xl.cli.reports import is_many, print_many, print_pdf
from cchc_xl.errors import CchcError

if TYPE_CHECKING:
    from cchc_xl.actions.check import Checked
    from cchc_xl.word.printed import Printed


def _report(options: argparse.Namespace) -> int:
    from cchc_xl.actions.check import check_file

    if is_many(options):
        return print_many(options)
    options.file = options.files[0]
    if options.verify:
        return _verify(options)
    suffix = ".xlsx" if options.pull else ".docx"
    if options.out is None:
        raise CchcError("LENH05", "chưa nêu tệp kết quả", f"Thêm -o TEN-TEP{suffix}")
    for out in (options.out, options.out.with_suffix(".pdf")) if options.pdf else (options.out,):
        writable(out, suffix if out is options.out else ".pdf", new=not options.overwrite or options.pull)
    checked = check_file(options.file)
    if options.pull:
        return _pull(checked, options)
    code = _update(checked, options) if options.update else _print(checked, options)
    if options.pdf and not code:
        print_pdf([options.out])
    return code


def _print(checked: "Checked", options: argparse.Namespace) -> int:
    from cchc_xl.actions.report import PERIODIC, write_report

    if write_report(checked, options.out, draft=options.draft, template=options.template or PERIODIC):
        print(f"Đã xuất {options.out}")
        return 0
    return _not_yet(checked)


def _not_yet(checked: "Checked") -> int:
    from cchc_xl.actions.told import summary

    print(
        f"{summary(checked)}: chưa xuất báo cáo. Sửa lỗi, hoặc thêm --draft để xuất bản nháp.",
        file=sys.stderr,
    )
    return 1


def _update(checked: "Checked", options: argparse.Namespace) -> int:
    from cchc_xl.actions.report_edited import update_report

    told = update_report(checked, options.update, options.out, draft=options.draft, template=options.template)
    if told is None:
        return _not_yet(checked)
    for line in told:
        print(line)
    print(f"Đã xuất {options.out}")
    return 0


def _verify(options: argparse.Namespace) -> int:
    from cchc_xl.actions.check import check_file
    from cchc_xl.actions.report_edited import verify_report

    verified = verify_report(check_file(options.file), options.verify, options.template)
    wrong = (*verified.differences, *verified.unknown)
    if options.json:
        print_json(verified.to_json(options.verify, options.file))
        return 1 if wrong else 0
    for one in wrong:
        print(_difference(one))
    for name in verified.missing:
        print(f"{name}, không so sánh được", file=sys.stderr)
    for name in verified.texts:
        print(f"{name}: chữ trong tài liệu khác với sổ", file=sys.stderr)
    print(f"Đã so sánh {verified.count} số liệu, văn bản; {len(wrong)} chỗ khác sổ", file=sys.stderr)
    return 1 if wrong else 0


def _difference(one: "Printed") -> str:
    from cchc_xl.word.printed import shortened

    if one.expected is None:
        return f"{one.control.key} ({one.place}): in «{shortened(one.found)}», sổ không có"
    why = "đã sửa trong Word" if one.edited else "sổ đã đổi sau khi in"
    told = f"in «{shortened(one.found)}», trong sổ «{shortened(one.expected)}»"
    return f"{one.control.key} ({one.place}): {told}; {why}"


def _pull(checked: "Checked", options: argparse.Namespace) -> int:
    from cchc_xl.actions.report_pull import pull_texts

    pulled = pull_texts(
        checked, options.pull, options.file, options.out, force=options.force, template=options.template
    )
    for line in (*pulled.told, *pulled.conflicts):
        print(line)
    print(f"Đã ghi {options.out}" if pulled.cells else f"Không có gì để đưa về; đã chép sang {options.out}")
    return 1 if pulled.conflicts else 0


def add(commands: Commands) -> None:
    """Declare the command."""
    report = command(commands, "report", "xuất báo cáo Word; làm mới, so sánh, đưa về sổ", _report)
    report.add_argument("files", type=Path, nargs="+", metavar="TỆP", help="workbook, hoặc thư mục workbook")
    help_ = "tệp kết quả; với nhiều workbook: thư mục kết quả"
    report.add_argument("-o", dest="out", type=Path, help=help_)
    report.add_argument("--pdf", action="store_true", help="xuất thêm bản PDF cạnh bản Word")
    report.add_argument("--overwrite", action="store_true", help="ghi đè báo cáo đã có")
    report.add_argument("--draft", action="store_true", help="xuất bản nháp dù còn lỗi")
    report.add_argument(
        "--template", type=Path, help="bao-cao-cchc, bao-cao-tu-cham-diem, hoặc tệp mẫu Word khác"
    )
    way = report.add_mutually_exclusive_group()
    way.add_argument("--update", type=Path, metavar="ĐÃ-SỬA.docx", help="thay số liệu trong báo cáo đã sửa")
    way.add_argument("--verify", type=Path, metavar="BÁO-CÁO.docx", help="so số liệu đã in với workbook")
    way.add_argument("--pull", type=Path, metavar="ĐÃ-SỬA.docx", help="đưa chữ sửa trong Word về workbook -o")
    report.add_argument("--json", action="store_true", help="in kết quả --verify dạng JSON")
    report.add_argument(
        "--force", action="store_true", help="với --pull: lấy chữ của Word khi hai bên cùng sửa"
    )
