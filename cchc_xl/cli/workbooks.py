"""Commands on one workbook: new, check, diff, score."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_xl.cli.common import Commands, command, print_json, writable
from cchc_xl.errors import CchcError
from cchc_xl.findings import Severity

if TYPE_CHECKING:
    from cchc_xl.actions.check import Checked


def _new(options: argparse.Namespace) -> int:
    from cchc_xl.actions.new import new_workbook

    writable(options.out, ".xlsx", new=not options.overwrite)
    olds = [Path(name.strip()) for name in options.old.split(",") if name.strip()]
    if not olds and not (options.form and options.unit):
        fix = "Ghi --form và --unit, hoặc --from WORKBOOK-KY-TRUOC.xlsx"
        raise CchcError("LENH04", "chưa nêu biểu mẫu và đơn vị", fix)
    told = new_workbook(options.form, options.unit, options.period, options.out, options.entries, olds)
    print(f"Đã tạo {options.out}")
    for line in told:
        print(f"Cần xem: {line}.")
    return 0


def _diff(options: argparse.Namespace) -> int:
    if options.b is None:
        from cchc_xl.actions.send import last_sent

        options.a, options.b = last_sent(options.a), options.a
    if ".docx" in (options.a.suffix.lower(), options.b.suffix.lower()):
        from cchc_xl.actions import diff_documents as documents

        compared = documents.diff_documents(options.a, options.b)
        told, lines = documents.to_json(compared), documents.in_words(compared)
    else:
        from cchc_xl.actions import diff as books

        differences = books.diff_files(options.a, options.b)
        told, lines = books.to_json(differences), books.in_words(differences)
    if options.json:
        print_json(told)
        return 0
    for line in lines:
        print(line)
    return 0


def _check(options: argparse.Namespace) -> int:
    from cchc_xl.actions.check import check_file

    if options.explain:
        from cchc_xl.actions.catalogue import explain

        print(explain(options.explain))
        return 0
    if options.file is None:
        raise CchcError("LENH01", "chưa nêu tệp cần soát", "Ghi: cchc check TEP.xlsx")
    checked = check_file(options.file, options.previous)
    if options.out:
        from cchc_xl.actions.mark import write_findings

        writable(options.out, ".xlsx", new=True)
        write_findings(checked, options.file, options.out)
    if options.json:
        print_json(checked.to_json())
    else:
        _tell(checked)
    return 1 if checked.counts["error"] else 0


def _tell(checked: "Checked") -> None:
    from cchc_xl.actions.told import in_words, summary

    print(f"{checked.picture.file}: {summary(checked)}")
    if checked.by_sheet:
        print(f"Theo trang: {'; '.join(_of_sheet(*one) for one in checked.by_sheet.items())}")
    for line in in_words(checked.findings):
        print(line)


def _of_sheet(title: str, counts: dict[str, int]) -> str:
    told = (f"{n} {Severity(key).label.lower()}" for key, n in counts.items() if n)
    return f"{title} {', '.join(told)}"


def _score(options: argparse.Namespace) -> int:
    from cchc_xl.actions.check import check_file
    from cchc_xl.actions.score import score_sheet, to_json
    from cchc_xl.actions.told import losses, points_of
    from cchc_xl.text.numbers import show_number

    checked = check_file(options.file)
    if options.lock is not None:
        from datetime import date

        from cchc_xl.actions.lock import lock

        if options.out is None:
            raise CchcError("LENH05", "chưa nêu tệp kết quả", "Thêm -o TEP-DA-KHOA.xlsx")
        writable(options.out, ".xlsx", new=True)
        lock(checked, options.file, options.out, options.lock, date.today())
        left = f"; còn {checked.counts['error']} lỗi chưa sửa" if checked.counts["error"] else ""
        print(f"Đã khóa điểm tự chấm vào {options.out}{left}", file=sys.stderr)
    sheet = score_sheet(checked)
    if options.json:
        print_json(to_json(sheet))
        return 0
    print(f"{points_of(sheet)} ({checked.picture.form.meta.criteria_note})")
    for row in sheet.rows:
        points = "-" if row.score is None else show_number(row.score)
        indent, name = "  " * row.criterion.code.count("."), f"{row.criterion.code} {row.criterion.label}"
        counted = show_number(row.criterion.maximum if row.is_extra else row.maximum)
        print(f"{indent}{name}: {points}/{counted} ({row.reason})")
    print("", *losses(sheet), sep="\n")
    return 0


def add(commands: Commands) -> None:
    """Declare the commands."""
    new = command(commands, "new", "tạo workbook", _new)
    new.add_argument("--form", default="", help="khóa biểu mẫu, ví dụ so-2021")
    new.add_argument("--unit", default="", help="mã đơn vị, ví dụ dt_sldtbxh")
    new.add_argument("--period", required=True, help="2021, 2021-Q1, 2021-6T hoặc 2021-9T")
    new.add_argument("--entries", type=Path, help="tệp JSON số liệu nhập sẵn")
    new.add_argument(
        "--from",
        dest="old",
        default="",
        metavar="CŨ.xlsx[,…]",
        help="workbook kỳ trước: chuyển sổ, người ký, cột Kỳ trước; nhiều kỳ trong năm: tính cả số liệu",
    )
    new.add_argument("-o", dest="out", type=Path, required=True)
    new.add_argument("--overwrite", action="store_true", help="ghi đè tệp đã có")

    check = command(commands, "check", "soát lỗi", _check)
    check.add_argument("file", type=Path, nargs="?")
    check.add_argument("--json", action="store_true")
    check.add_argument("-o", dest="out", type=Path, help="ghi kết quả soát vào trang Lỗi của một bản chép")
    check.add_argument(
        "--previous",
        type=Path,
        action="append",
        default=[],
        metavar="CŨ.xlsx",
        help="workbook kỳ trước để so sánh; nêu lại cho mỗi tệp",
    )
    check.add_argument("--explain", metavar="MÃ", help="giải thích một mã phát hiện")

    diff = command(commands, "diff", "so sánh hai workbook hoặc hai báo cáo Word", _diff)
    diff.add_argument("a", type=Path)
    diff.add_argument("b", type=Path, nargs="?", help="để trống: so với bản đã gửi gần nhất")
    diff.add_argument("--json", action="store_true")

    score = command(commands, "score", "tính điểm tự chấm", _score)
    score.add_argument("file", type=Path)
    score.add_argument("--json", action="store_true")
    score.add_argument("--lock", metavar="HỌ-TÊN", help="khóa điểm tự chấm vào bản chép -o")
    score.add_argument("-o", dest="out", type=Path)
