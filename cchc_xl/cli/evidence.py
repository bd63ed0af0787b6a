"""The command on the evidence beside a workbook."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_xl.cli.common import Commands, command, print_json
from cchc_xl.errors import CchcError

if TYPE_CHECKING:
    from decimal import Decimal

    from cchc_xl.actions.evidence import EvidenceList
    from cchc_xl.entries.evidence import Claim


def _evidence(options: argparse.Namespace) -> int:
    from cchc_xl.actions.evidence import list_evidence, write_evidence
    from cchc_xl.actions.evidence_folder import make_folders

    listed = list_evidence(options.file, _limit(options.limit))
    said = []
    if options.make:
        made = make_folders(options.file, listed.checked.picture.form)
        said.append(f"Đã tạo {len(made)} thư mục trong {options.file.parent / 'TLKC'}")
    if options.out:
        old = write_evidence(listed, options.file, options.out)
        said.append(f"Đã ghi danh mục và {len(listed.parts)} phần gửi vào {options.out.resolve()}")
        said += [f"Cần xem: {path.name} là phần gửi của lần trước, không còn dùng; hãy xóa" for path in old]
    if options.json:
        print_json(listed.to_json())
    else:
        _tell(listed)
        for line in said:
            print(f"{line}.")
    return 1 if listed.missing else 0


def _limit(typed: str) -> "Decimal":
    from cchc_xl.text.numbers import read_number

    try:
        return read_number(typed)
    except ValueError:
        raise CchcError("TLKC02", f"giới hạn «{typed}» không phải là số", "Ghi như --limit 20 (MB)") from None


def _tell(listed: "EvidenceList") -> None:
    from cchc_xl.actions.evidence import show_size

    part_of = listed.part_of
    print(f"{listed.checked.picture.file} ({listed.checked.picture.form.meta.criteria_note})")
    for one in listed.claims:
        print(f"{one.criterion.code} {one.criterion.label}: {_points(one)}")
        if one.criterion.evidence:
            print(f"  Cần có: {one.criterion.evidence}")
        if one.text:
            print(f"  Đã nêu: {one.text.replace(chr(10), '; ')}")
        for file in one.files:
            print(f"  Tệp: {file.path} ({show_size(file.size)}; {part_of.get(file.path, 'gửi riêng')})")
        for missing in listed.missing.get(one.place, ()):
            print(f"  Thiếu: {missing}")
    for finding in listed.notes:
        print(f"{finding.severity.label} {finding.code}: {finding.message}: {finding.found}. {finding.fix}.")
    for file in listed.too_large:
        print(
            f"Tệp quá lớn cho một thư: {file.path} ({show_size(file.size)}). "
            "Nén, quét lại ở độ phân giải thấp hơn, chia nhỏ, hoặc nộp bằng đường khác."
        )
    count = sum(len(one.files) for one in listed.claims)
    print(f"{len(listed.claims)} tiêu chí, {count} tệp; {len(listed.missing)} tiêu chí còn thiếu.")


def _points(claim: "Claim") -> str:
    from cchc_xl.text.numbers import show_number

    shown = "-" if claim.points is None else show_number(claim.points)
    return f"{shown}/{show_number(claim.criterion.maximum)} điểm"


def add(commands: Commands) -> None:
    """Declare the command."""
    evidence = command(commands, "evidence", "danh mục tài liệu kiểm chứng, phần gửi theo thư", _evidence)
    evidence.add_argument("file", type=Path)
    evidence.add_argument("--json", action="store_true")
    evidence.add_argument("--make", action="store_true", help="tạo các thư mục TLKC/mã-tiêu-chí còn thiếu")
    evidence.add_argument(
        "-o",
        dest="out",
        type=Path,
        metavar="THƯ-MỤC",
        help="ghi danh mục và các phần .zip; chọn thư mục của workbook thì liên kết dùng được cả ở nơi nhận",
    )
    evidence.add_argument(
        "--limit", default="20", metavar="MB", help="cỡ lớn nhất của một thư, kể cả mã hóa thư (mặc định: 20)"
    )
