"""Commands on many units: rank, proposals."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_xl.cli.common import Commands, command, print_json, writable

if TYPE_CHECKING:
    from cchc_xl.actions.ranking import Ranked


def _rank(options: argparse.Namespace) -> int:
    from cchc_xl.actions.ranking import rank_files, to_json

    writable(options.out, ".xlsx")
    if options.annex:
        writable(options.annex, ".docx")
    ranked = rank_files(options.sources, options.out, options.previous, options.by, options.annex)
    if options.json:
        print_json(to_json(ranked))
    else:
        _tell(ranked, options.out)
    for one in ranked.set_aside:
        print(f"Để riêng {one.file}: {one.code}, {one.reason}.", file=sys.stderr)
    return 1 if ranked.set_aside else 0


def _tell(ranked: "Ranked", out: Path) -> None:
    from cchc_xl.collect.standings import records
    from cchc_xl.text.numbers import show_number

    result = ranked.result
    for row in records(result.table):
        if row["ranked"]:
            print(
                f"{row['rank']}. {row['name']}: {show_number(row['percent'], result.digits)}%, {row['band']}"
            )
        else:
            print(f"Không xếp hạng {row['name']}: {row['reason']}")
    for row in records(result.groups[:1]):
        mean, best, least = (show_number(row[k], result.digits) for k in ("mean", "highest", "lowest"))
        print(f"{row['count']} đơn vị được xếp hạng; bình quân {mean}%, từ {least}% đến {best}%.")
    if ranked.absent:
        print(f"Chưa có workbook: {'; '.join(ranked.absent)}.")
    print(f"Đã tạo {out}")


def _proposals(options: argparse.Namespace) -> int:
    from cchc_xl.actions.proposals import write_proposals

    writable(options.out, ".docx")
    aside = write_proposals(options.sources, options.out)
    for one in aside:
        print(f"Để riêng {one.file}: {one.code}, {one.reason}.", file=sys.stderr)
    print(f"Đã tạo {options.out}")
    return 1 if aside else 0


def add(commands: Commands) -> None:
    """Declare the commands."""
    rank = command(commands, "rank", "xếp hạng nhiều đơn vị", _rank)
    rank.add_argument("sources", type=Path, nargs="+", metavar="SRC", help="workbook hoặc thư mục workbook")
    rank.add_argument("-o", dest="out", type=Path, required=True, help="workbook kết quả")
    rank.add_argument("--previous", type=Path, metavar="CŨ.xlsx", help="kết quả xếp hạng của kỳ trước")
    rank.add_argument(
        "--by",
        choices=("self", "appraised"),
        default="",
        help="điểm tự chấm hoặc điểm thẩm định; mặc định theo biểu mẫu",
    )
    rank.add_argument("--annex", type=Path, metavar="PHỤ-LỤC.docx", help="ghi thêm phụ lục xếp hạng")
    rank.add_argument("--json", action="store_true")

    proposals = command(commands, "proposals", "tổng hợp kiến nghị của nhiều đơn vị", _proposals)
    proposals.add_argument(
        "sources", type=Path, nargs="+", metavar="SRC", help="workbook hoặc thư mục workbook"
    )
    proposals.add_argument("-o", dest="out", type=Path, required=True, help="báo cáo Word")
