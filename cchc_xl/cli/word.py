"""Commands on Word documents: format check."""

import argparse
from pathlib import Path

from cchc_xl.cli.common import Commands, command, print_json


def _format_check(options: argparse.Namespace) -> int:
    from cchc_xl.actions.format_check import check_document
    from cchc_xl.actions.told import in_words, summary

    checked = check_document(options.file)
    if options.json:
        print_json(checked.to_json())
    else:
        print(f"{checked.file}: {summary(checked)}")
        for line in in_words(checked.findings):
            print(line)
    return 1 if checked.counts["error"] else 0


def add(commands: Commands) -> None:
    """Declare the commands."""
    group = commands.add_parser("format", help="soát thể thức của văn bản Word")
    formats = group.add_subparsers(required=True, metavar="VIỆC")
    check = command(formats, "check", "soát thể thức theo Nghị định 30/2020/NĐ-CP", _format_check)
    check.add_argument("file", type=Path, metavar="B.docx")
    check.add_argument("--json", action="store_true")
