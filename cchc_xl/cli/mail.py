"""Commands by which workbooks and letters go out: split, send, remind, receipts, extend."""

import argparse
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_xl.cli.common import Commands, command, day
from cchc_xl.errors import CchcError

if TYPE_CHECKING:
    from cchc_xl.actions.post import Post
    from cchc_xl.mail.letter import Letter


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


def _send(options: argparse.Namespace) -> int:
    if options.password:
        return _keep_password()
    if options.what is None:
        raise CchcError("LENH01", "chưa nêu gửi gì", "Ghi workbook cần gửi, hoặc thư mục đã phát biểu mẫu")
    if options.what.is_dir():
        from cchc_xl.actions.correspondence import send_parts

        only = [name.strip() for name in options.only.split(",") if name.strip()]
        post = _post(options, options.what)
        return _tell(post, send_parts(options.what, post, only))
    return _send_report(options)


def _send_report(options: argparse.Namespace) -> int:
    from cchc_xl.actions.check import check_file
    from cchc_xl.actions.send import send_report
    from cchc_xl.actions.told import summary
    from cchc_xl.mail.letter import addresses

    to, checked = addresses(options.to), check_file(options.what)
    print(f"{checked.picture.file}: {summary(checked)}")
    if checked.counts["error"] and not options.reason.strip():
        fix = "Chạy cchc check để xem; sửa rồi gửi, hoặc thêm --reason LÝ-DO"
        print(f"Chưa gửi vì còn {checked.counts['error']} lỗi. {fix}.", file=sys.stderr)
        return 1
    post = _post(options, options.what.parent)
    sent = send_report(checked, options.what, to, options.certify, post, reason=options.reason)
    print(f"Lần gửi {sent.number}, đến {', '.join(to)}. Bản đã gửi: {sent.file}")
    print(f"SHA-256: {sent.sha256}")
    print(post.told())
    if not sent.marked:
        print("Cần xem: workbook đang mở nên chưa ghi lần gửi vào đó; dùng tiếp bản đã gửi.")
    return 0


def _keep_password() -> int:
    from getpass import getpass

    from cchc_xl.actions.post import settings_file
    from cchc_xl.mail.server import keep_password, settings

    known = settings(settings_file())
    keep_password(known, getpass(f"Mật khẩu của {known.user} tại {known.host}: "))
    print("Đã cất mật khẩu vào kho mật khẩu của máy.")
    return 0


def _remind(options: argparse.Namespace) -> int:
    from cchc_xl.actions.correspondence import remind

    post = _post(options, options.folder)
    return _tell(post, remind(options.folder, post, options.on))


def _receipts(options: argparse.Namespace) -> int:
    from cchc_xl.actions.correspondence import send_receipts

    post = _post(options, options.folder)
    return _tell(post, send_receipts(options.folder, post))


def _post(options: argparse.Namespace, folder: Path) -> "Post":
    from cchc_xl.actions.post import LETTERS, Post, Via, usual

    return Post(Via(options.via) if options.via else usual(), options.out or folder / LETTERS)


def _tell(post: "Post", delivered: "Iterable[Letter]") -> int:
    unaddressed, count = [], 0
    for letter in delivered:
        count += 1
        print(f"{', '.join(letter.to) or '(chưa có địa chỉ)'}: {letter.subject}")
        unaddressed += [] if letter.to else [letter.subject]
    print(post.told() if count else "Không có thư nào cần gửi.")
    if unaddressed:
        print(f"Cần xem: {len(unaddressed)} thư chưa có địa chỉ; ghi địa chỉ khi phát (--addresses).")
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

    send = command(commands, "send", "gửi báo cáo, hoặc gửi biểu mẫu đã phát", _send)
    send.add_argument("what", type=Path, nargs="?", help="workbook cần gửi, hoặc thư mục đã phát biểu mẫu")
    send.add_argument("--to", default="", metavar="THƯ", help="nơi nhận; nhiều nơi cách nhau bằng dấu phẩy")
    send.add_argument("--certify", default="", metavar="HỌ-TÊN", help="người xác nhận báo cáo trước khi gửi")
    send.add_argument("--reason", default="", metavar="LÝ-DO", help="lý do gửi khi còn lỗi")
    send.add_argument("--only", default="", help="chỉ gửi biểu mẫu cho các phòng, đơn vị này: VP,TTr")
    send.add_argument("--password", action="store_true", help="cất mật khẩu máy chủ thư vào kho của máy")
    _ways(send)

    remind = command(commands, "remind", "nhắc những nơi chưa nộp", _remind)
    remind.add_argument("--on", type=day, default=date.today(), metavar="NGÀY", help="mặc định hôm nay")
    receipts = command(commands, "receipts", "gửi biên nhận cho những tệp đã nhận qua thư", _receipts)
    for letters in (remind, receipts):
        letters.add_argument("folder", type=Path, help="thư mục của kỳ")
        _ways(letters)

    extend = command(commands, "extend", "gia hạn nộp cho một phòng, đơn vị", _extend)
    extend.add_argument("folder", type=Path, help="thư mục của kỳ")
    extend.add_argument("whose", help="ký hiệu hoặc mã của phòng, đơn vị")
    extend.add_argument("--until", type=day, required=True, metavar="NGÀY")
    extend.add_argument("--by", required=True, metavar="HỌ-TÊN", help="người cho gia hạn")
    extend.add_argument("--reason", required=True, metavar="LÝ-DO")


def _ways(parser: argparse.ArgumentParser) -> None:
    ways = ("folder", "eml", "smtp", "outlook")
    told = "cách gửi; mặc định Outlook nếu có, nếu không thì thư mục cho thư trên trình duyệt"
    parser.add_argument("--via", choices=ways, help=told)
    parser.add_argument("-o", dest="out", type=Path, metavar="DIR", help="thư mục đặt thư soạn sẵn")
