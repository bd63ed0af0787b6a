"""Commands by which workbooks go out: split, extend."""

import argparse
from pathlib import Path

from cchc_xl.cli.common import Commands, command, day
from cchc_xl.errors import CchcError


def _split(options: argparse.Namespace) -> int:
    from cchc_xl.actions.hand_out import Prefill, Task, hand_out_parts, hand_out_units, read_addresses

    addresses = read_addresses(options.addresses) if options.addresses else {}
    only = [name.strip() for name in options.only.split(",") if name.strip()]
    task = Task(options.due, options.reply_to, addresses, only, Prefill(options.prefill))
    if options.file:
        done = hand_out_parts(options.file, options.out, task, overwrite=options.overwrite)
    elif options.form and options.period:
        done = hand_out_units(options.form, options.period, options.out, task, overwrite=options.overwrite)
    else:
        fix = "Ghi: cchc split X.xlsx -o DIR, hoặc --form và --period để phát cho các đơn vị"
        raise CchcError("LENH04", "chưa nêu workbook hoặc biểu mẫu cần phát", fix)
    for item in done.items:
        print(f"Đã phát {options.out / item.file}{f' cho {item.address}' if item.address else ''}")
    for line in done.remarks:
        print(f"Cần xem: {line}.")
    return 0


def _extend(options: argparse.Namespace) -> int:
    from cchc_xl.actions.hand_out import extend

    print(extend(options.folder, options.whose, options.until, options.by, options.reason))
    return 0


def add(commands: Commands) -> None:
    """Declare the commands."""
    split = command(commands, "split", "phát biểu mẫu cho các phòng, hoặc cho các đơn vị", _split)
    split.add_argument("file", type=Path, nargs="?", help="workbook của đơn vị, phát cho từng phòng")
    split.add_argument("--form", default="", help="biểu mẫu phát cho từng đơn vị, khi không nêu workbook")
    split.add_argument("--period", default="", help="kỳ báo cáo, khi không nêu workbook")
    split.add_argument("--due", type=day, required=True, metavar="NGÀY", help="hạn nộp, như 05/12/2021")
    split.add_argument("-o", dest="out", type=Path, required=True, metavar="DIR", help="thư mục của kỳ")
    split.add_argument("--only", default="", help="chỉ phát cho các phòng, đơn vị này: VP,TTr")
    split.add_argument("--prefill", choices=("khong", "so", "tat-ca"), default="so", help="điền sẵn gì")
    split.add_argument("--addresses", type=Path, metavar="CSV", help="bảng địa chỉ: don_vi,dia_chi")
    split.add_argument("--reply-to", default="", metavar="THƯ", help="địa chỉ nhận lại, ghi ở trang Bắt đầu")
    split.add_argument("--overwrite", action="store_true", help="phát lại, thay bản phát trước")

    extend = command(commands, "extend", "gia hạn nộp cho một phòng, đơn vị", _extend)
    extend.add_argument("folder", type=Path, help="thư mục của kỳ")
    extend.add_argument("whose", help="ký hiệu hoặc mã của phòng, đơn vị")
    extend.add_argument("--until", type=day, required=True, metavar="NGÀY")
    extend.add_argument("--by", required=True, metavar="HỌ-TÊN", help="người cho gia hạn")
    extend.add_argument("--reason", required=True, metavar="LÝ-DO")
