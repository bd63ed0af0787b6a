"""Commands on the add-in in the user's Excel: install, uninstall, doctor."""

import argparse
from pathlib import Path

from cchc_xl.cli.common import Commands, command


def _install(options: argparse.Namespace) -> int:
    from cchc_xl.actions.install import install, startup_folder, write_sources

    if options.sources:
        for path in write_sources(options.sources):
            print(f"Đã tạo {path}")
        return 0
    print(f"Đã cài {install(options.folder or startup_folder())}")
    print("Mở lại Excel: thẻ «CCHC» ở thanh trên cùng.")
    return 0


def _uninstall(options: argparse.Namespace) -> int:
    from cchc_xl.actions.install import startup_folder, uninstall

    folder = options.folder or startup_folder()
    print("Đã gỡ tiện ích" if uninstall(folder) else f"Không có tiện ích trong {folder}")
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from cchc_xl.actions.install import examine

    points = list(examine(options.folder))
    for point in points:
        print(*point.in_words(), sep="\n")
    return 1 if any(point.fix for point in points) else 0


def add(commands: Commands) -> None:
    """Declare the commands."""
    install = command(commands, "install", "cài tiện ích (các nút) vào Excel", _install)
    install.add_argument(
        "--sources",
        type=Path,
        metavar="THƯ-MỤC",
        help="chỉ ghi các mô-đun VBA và workbook nguồn để tự tạo tiện ích trong Excel",
    )
    uninstall = command(commands, "uninstall", "gỡ tiện ích khỏi Excel", _uninstall)
    doctor = command(commands, "doctor", "kiểm tra cài đặt, nêu cách sửa", _doctor)
    for parser in (install, uninstall, doctor):
        parser.add_argument("--folder", type=Path, metavar="THƯ-MỤC", help="thay cho XLSTART của người dùng")
