"""Commands on Word templates; they stand under `template`."""

import argparse
from pathlib import Path

from cchc_xl.cli.common import Commands, command, print_json


def _check(options: argparse.Namespace) -> int:
    from cchc_xl.actions.template import check_template

    checked = check_template(options.file, options.kind)
    counts = checked.counts
    if options.json:
        print_json(checked.to_json())
        return 1 if counts["error"] else 0
    found = f"{counts['error']} lỗi, {counts['warning']} cảnh báo"
    print(f"{checked.file}: {found} (so với dữ liệu của {checked.kind})")
    for fault in checked.faults:
        print(f"\n{fault.severity.label} {fault.code}: {fault.message}.\n  Cách sửa: {fault.fix}")
    return 1 if counts["error"] else 0


def _names(options: argparse.Namespace) -> int:
    from cchc_xl.actions.template import names

    for name, kind in names(options.kind):
        print(f"{name}: {kind}")
    return 0


def add(commands: Commands) -> None:
    """Declare the commands."""
    template = commands.add_parser("template", help="kiểm tra mẫu Word")
    actions = template.add_subparsers(required=True, metavar="VIỆC")
    check = command(actions, "check", "kiểm tra một mẫu trước khi dùng", _check)
    check.add_argument("file", type=Path)
    check.add_argument(
        "--for",
        dest="kind",
        default="",
        metavar="MẪU",
        help="dùng dữ liệu của mẫu có sẵn nào, ví dụ bao-cao-tu-cham-diem (mặc định: theo tên tệp)",
    )
    check.add_argument("--json", action="store_true")
    command(actions, "names", "liệt kê tên dữ liệu của một mẫu có sẵn", _names).add_argument(
        "kind", help="ví dụ bao-cao-cchc"
    )
