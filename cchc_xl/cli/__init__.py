"""The same actions for a terminal. Heavy modules are imported by the command that needs them."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from cchc_xl.cli import (
    collecting,
    dossiers,
    evidence,
    forms,
    install,
    mail,
    ranking,
    report,
    round,
    templates,
    word,
    workbooks,
)
from cchc_xl.cli.common import Command, print_json
from cchc_xl.errors import CchcError
from cchc_xl.findings import Verdict

COMMANDS = (
    forms, workbooks, report, evidence, dossiers, mail, collecting, round, ranking, templates, word, install
)  # fmt: skip
"""The modules of commands, in the order in which help lists them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 nothing wrong, 1 findings of severity error, 2 the file or the call cannot be used."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    try:
        run: Command = options.run
        return run(options)
    except CchcError as error:
        return _cannot(error, options)
    except BrokenPipeError:  # the reader of a pipe has gone
        sys.stderr.close()
        return 1
    except OSError as error:
        name = Path(str(getattr(options, "out", None) or error.filename or "")).name
        fault = CchcError(
            "TEP09", f"không ghi hoặc đọc được «{name}»", "Đóng tệp đang mở trong Excel hoặc Word rồi làm lại"
        )
        return _cannot(fault, options)


def _cannot(error: CchcError, options: argparse.Namespace) -> int:
    if getattr(options, "json", False):
        told = {"code": error.code, "message": error.message, "fix": error.fix}
        file = getattr(options, "file", None)
        print_json({"file": str(file or ""), "verdict": Verdict.UNREADABLE.value, "error": told})
    print(
        f"{error.code}: {error.message.rstrip('.')}.\nCách xử lý: {error.fix.rstrip('.')}.", file=sys.stderr
    )
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cchc", description="Soát lỗi, tính điểm và xuất báo cáo CCHC từ Excel."
    )
    commands = parser.add_subparsers(required=True, metavar="LỆNH")
    for module in COMMANDS:
        module.add(commands)
    return parser
