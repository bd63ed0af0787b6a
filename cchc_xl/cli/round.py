"""Commands of an appraisal round: open, split, collect, release, notices, minutes, close, publish …"""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_xl.cli.common import Command, Commands, command, day, print_json, writable
from cchc_xl.errors import CchcError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cchc_xl.index.round import Act


def _act(options: argparse.Namespace) -> "Act":
    from cchc_xl.index.round import Act

    if not options.by.strip():
        raise CchcError("LENH06", "chưa nêu người thực hiện", 'Thêm --by "Họ tên, chức vụ"')
    return Act(options.by.strip(), options.on)


def _open(options: argparse.Namespace) -> int:
    from cchc_xl.actions.round import open_round

    writable(options.out, ".xlsx")
    known, aside = open_round(options.files, options.out, options.default, _act(options))
    for one in aside:
        print(f"Không nhận {one.file}: {one.code}: {one.reason}", file=sys.stderr)
    print(f"Đợt có {len(known.units)} đơn vị, ghi vào {options.out}")
    for unit in known.units:
        unscored = [row.code for row in known.of(unit) if row.body and row.applies and row.self_score is None]
        if unscored:
            shown = ", ".join(unscored[:8]) + (" …" if len(unscored) > 8 else "")
            print(f"Cần xem: {known.name(unit)} có {len(unscored)} tiêu chí chưa tự chấm: {shown}")
    return 1 if aside else 0


def _split(options: argparse.Namespace) -> int:
    from cchc_xl.actions.round import split_round

    _tell_files(split_round(options.file, options.out), "không có tiêu chí nào đang chờ thẩm định")
    return 0


def _tell_files(written: "Iterable[Path]", nothing: str) -> None:
    names = list(written)
    for name in names:
        print(f"Đã ghi {name}")
    if not names:
        print(f"Không ghi tệp nào: {nothing}.")


def _collect(options: argparse.Namespace) -> int:
    from cchc_xl.actions.round_collect import collect_round

    done = collect_round(options.file, options.files, _act(options))
    if options.json:
        print_json(done.to_json())
    else:
        for name in done.taken:
            print(f"Đã nhận {name}")
        for one in done.set_aside:
            print(f"Để riêng {one.file}: {one.code}: {one.reason}")
        print(f"Còn chờ: {', '.join(done.missing) or 'không'}.")
    return 1 if done.set_aside else 0


def _release(options: argparse.Namespace) -> int:
    from cchc_xl.actions.round import release_round

    written = release_round(options.file, options.out, options.workbooks, options.unit, _act(options))
    _tell_files(written, "không có đơn vị nào đang thẩm định lần 1")
    return 0


def _minutes(options: argparse.Namespace) -> int:
    from cchc_xl.actions.round import write_minutes

    _tell_files(write_minutes(options.file, options.out), "không có đơn vị nào có chênh lệch đã gửi")
    return 0


def _notices(options: argparse.Namespace) -> int:
    from cchc_xl.actions.round import write_notices

    written = write_notices(options.file, options.out, options.until)
    _tell_files(written, "chưa gửi kết quả thẩm định cho đơn vị nào")
    return 0


def _close(options: argparse.Namespace) -> int:
    from cchc_xl.actions.round import close_round, without_survey

    if (options.out is None) != (options.workbooks is None):
        raise CchcError("LENH05", "-o và --workbooks phải đi cùng nhau", "Nêu cả hai, hoặc bỏ cả hai")
    for name in close_round(options.file, _act(options), options.out, options.workbooks):
        print(f"Đã ghi {name}")
    print(f"Đã chốt điểm trong {options.file}")
    for unit in without_survey(options.file):
        print(f"Cần xem: {unit} chốt không có kết quả điều tra XHH, tính trên phần thẩm định")
    return 0


def _publish(options: argparse.Namespace) -> int:
    from cchc_xl.actions.round import publish_round

    publish_round(options.file, _act(options))
    print(f"Đã ghi nhận công bố trong {options.file}")
    return 0


def _reopen(options: argparse.Namespace) -> int:
    from cchc_xl.actions.round import reopen_round

    if not options.reason.strip():
        raise CchcError("LENH06", "chưa nêu lý do mở lại", 'Thêm --reason "lý do"')
    reopen_round(options.file, options.unit, options.reason.strip(), _act(options))
    print(f"Đã mở lại trong {options.file}")
    return 0


def _status(options: argparse.Namespace) -> int:
    from cchc_xl.actions.round_status import in_words, status, to_json

    known, scores = status(options.file)
    if options.json:
        print_json(to_json(known, scores))
    else:
        for line in in_words(known, scores):
            print(line)
    return 0


def add(commands: Commands) -> None:
    """Declare the commands."""
    whole = commands.add_parser("round", help="đợt thẩm định: tự chấm, thẩm định, giải trình, chốt điểm")
    round_ = whole.add_subparsers(required=True, metavar="VIỆC")
    opened = command(round_, "open", "mở đợt: khóa điểm tự chấm trong workbook của các đơn vị", _open)
    opened.add_argument("files", type=Path, nargs="+", metavar="DON-VI.xlsx")
    opened.add_argument("-o", dest="out", type=Path, required=True, help="tệp đợt; đã có thì thêm đơn vị vào")
    opened.add_argument(
        "--default", default="", metavar="KÝ-HIỆU", help="cơ quan thẩm định các tiêu chí chưa nêu, như SNV"
    )
    _signed(opened)

    _of_record(round_, "split", "chia phần thẩm định thành tệp cho từng cơ quan", _split).add_argument(
        "-o", dest="out", type=Path, required=True, help="thư mục"
    )

    collect = _of_record(round_, "collect", "nhận tệp thẩm định và giải trình", _collect)
    collect.add_argument("files", type=Path, nargs="+", metavar="TỆP.xlsx")
    collect.add_argument("--json", action="store_true")
    _signed(collect)

    release = _of_record(round_, "release", "gửi kết quả thẩm định lần 1 cho đơn vị giải trình", _release)
    release.add_argument("-o", dest="out", type=Path, required=True, help="thư mục ghi bản chép workbook")
    release.add_argument("--workbooks", type=Path, required=True, help="thư mục workbook đơn vị đã gửi")
    release.add_argument("--unit", action="append", default=[], help="mã đơn vị; nêu lại cho mỗi đơn vị")
    _signed(release)

    minutes = _of_record(round_, "minutes", "lập biên bản họp giải trình của từng đơn vị", _minutes)
    minutes.add_argument("-o", dest="out", type=Path, required=True, help="thư mục")

    notices = _of_record(round_, "notices", "lập thông báo kết quả thẩm định của từng đơn vị", _notices)
    notices.add_argument("-o", dest="out", type=Path, required=True, help="thư mục")
    notices.add_argument("--until", type=day, metavar="NGÀY", help="hạn giải trình, dd/mm/yyyy")

    close = _of_record(round_, "close", "chốt điểm cuối cùng", _close)
    close.add_argument("-o", dest="out", type=Path, help="thư mục ghi bản chép workbook có điểm cuối cùng")
    close.add_argument("--workbooks", type=Path, help="thư mục workbook đơn vị đã gửi")
    _signed(close)

    _signed(_of_record(round_, "publish", "ghi nhận đã công bố kết quả", _publish))

    reopen = _of_record(round_, "reopen", "mở lại điểm đã chốt", _reopen)
    reopen.add_argument("--unit", action="append", default=[], help="mã đơn vị; không nêu thì mọi đơn vị")
    reopen.add_argument("--reason", required=True, metavar="LÝ-DO")
    _signed(reopen)

    status = _of_record(round_, "status", "xem còn thiếu gì, của ai", _status)
    status.add_argument("--json", action="store_true")


def _of_record(round_: Commands, name: str, help_: str, run: Command) -> argparse.ArgumentParser:
    parser = command(round_, name, help_, run)
    parser.add_argument("file", type=Path, metavar="DOT.xlsx")
    return parser


def _signed(parser: argparse.ArgumentParser) -> None:
    """Ask who does it and when: whatever changes a state is signed."""
    parser.add_argument("--by", required=True, metavar="HỌ-TÊN", help="người thực hiện")
    parser.add_argument(
        "--on", type=day, default=date.today(), metavar="NGÀY", help="dd/mm/yyyy; mặc định hôm nay"
    )
