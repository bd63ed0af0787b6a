"""What all commands share: how they are declared, how they print, which files they may write."""

import argparse
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeAlias

from cchc_xl.errors import CchcError

Command = Callable[[argparse.Namespace], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command(commands: Commands, name: str, help_: str, run: Command) -> argparse.ArgumentParser:
    """Declare a command."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_)
    parser.set_defaults(run=run)
    return parser


def day(text: str) -> date:
    """Read a day typed after an option."""
    from cchc_xl.text.numbers import read_date

    try:
        return read_date(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» không phải ngày; ghi như 15/01/2022") from None


def print_json(data: object) -> None:
    """Print the one object that stands on stdout."""
    print(json.dumps(data, ensure_ascii=False, indent=1))


def writable(out: Path, suffix: str, *, new: bool = False) -> None:
    """Refuse an output with another suffix or, for a `new` file, one that is there already."""
    if out.suffix.lower() != suffix:
        raise CchcError(
            "LENH03", f"tệp kết quả «{out.name}» phải có đuôi {suffix}", f"Đặt tên dạng ten-tep{suffix}"
        )
    if new and out.exists():
        fix = "Chọn tên khác, hoặc thêm --overwrite với các lệnh new, report"
        raise CchcError("TEP10", f"đã có tệp «{out.name}»", fix)
