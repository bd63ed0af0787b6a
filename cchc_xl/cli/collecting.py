"""Commands on what units send back: collect."""

import argparse
import sys
from pathlib import Path

from cchc_xl.cli.common import Commands, command, print_json, writable


def _collect(options: argparse.Namespace) -> int:
    from cchc_xl.actions.collect import collect
    from cchc_xl.actions.collect_decisions import Wish
    from cchc_xl.collect.submissions import Kind

    writable(options.out, ".xlsx")
    wishes = [Wish(Kind.RETURN, file, options.by, options.reason) for file in options.returned]
    wishes += [Wish(Kind.ACCEPT, file, options.by, options.reason) for file in options.accept]
    wishes += [Wish(Kind.CLOSE, None, options.by, options.reason)] if options.close else []
    done = collect(options.sources, options.out, options.into, wishes, dry_run=options.dry_run)
    if options.json:
        print_json(done.to_json())
    else:
        print(*done.in_words(), sep="\n")
        for out in done.outs:
            print(f"Đã tạo {out}", file=sys.stderr)
    return 1 if done.blamed else 0


def add(commands: Commands) -> None:
    """Declare the commands."""
    collect = command(commands, "collect", "tổng hợp tệp các đơn vị gửi về", _collect)
    collect.add_argument("sources", type=Path, nargs="*", metavar="SRC", help="tệp hoặc thư mục đã nhận")
    collect.add_argument("-o", dest="out", type=Path, required=True, help="kết quả, đặt trong thư mục của kỳ")
    collect.add_argument("--into", type=Path, metavar="X.xlsx", help="workbook của đơn vị; -o là bản đã ghép")
    collect.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không ghi gì")
    named = "một bản; tên mà nhiều đơn vị dùng thì ghi MÃ-ĐƠN-VỊ:TỆP"
    for name, to, verb in (("--accept", "accept", "chấp nhận"), ("--return", "returned", "trả lại")):
        help_ = f"{verb} {named}"
        collect.add_argument(name, dest=to, type=Path, nargs="+", default=[], metavar="TỆP", help=help_)
    collect.add_argument("--close", action="store_true", help="chốt số liệu")
    collect.add_argument("--by", default="", metavar="HỌ-TÊN", help="người quyết định")
    collect.add_argument("--reason", default="", help="lý do")
    collect.add_argument("--json", action="store_true")
