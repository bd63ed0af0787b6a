"""The same actions for a terminal. Heavy modules are imported by the command that needs them."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from cchc_xl.errors import CchcError
from cchc_xl.findings import Severity, Verdict

if TYPE_CHECKING:
    from cchc_xl.actions.check import Checked
    from cchc_xl.findings import Acceptance, Finding
    from cchc_xl.index.score import ScoreSheet

Command = Callable[[argparse.Namespace], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


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
        _print_json({"file": str(file or ""), "verdict": Verdict.UNREADABLE.value, "error": told})
    print(
        f"{error.code}: {error.message.rstrip('.')}.\nCách xử lý: {error.fix.rstrip('.')}.", file=sys.stderr
    )
    return 2


def _print_json(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))


def _demo(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from cchc_xl.actions.build import samples
    from cchc_xl.actions.demo import STEPS_A_SAMPLE, SampleDone, demo

    shown = []
    with tqdm(total=STEPS_A_SAMPLE * len(samples()), unit="bước", leave=False) as bar:
        for step in demo(options.out):
            if isinstance(step, SampleDone):
                shown.append(step)
            else:
                bar.set_description(step)
                bar.update()
    for one in shown:
        kind = "Báo cáo (bản nháp)" if one.draft else "Báo cáo"
        print(f"{one.workbook.stem}: {_summary(one.checked)}")
        print(f"  Điểm tự chấm: {_points(one.score)}")
        print(f"  Workbook: {one.workbook}\n  {kind}: {one.report}")
    return 0


def _summary(checked: "Checked") -> str:
    counts = checked.counts
    kept = sum(finding.accepted is not None for finding in checked.findings)
    return (
        f"{checked.verdict.label} [{checked.verdict.value}] "
        f"({counts['error']} lỗi, {counts['warning']} cảnh báo, {counts['info']} thông tin"
        f"{f'; giữ nguyên {kept}' if kept else ''})"
    )


def _points(sheet: "ScoreSheet") -> str:
    from cchc_xl.text.numbers import show_number

    if sheet.total is None or sheet.percent is None:
        return "chưa có số liệu để tính"
    percent = show_number(sheet.percent)
    return f"{show_number(sheet.total)}/{show_number(sheet.maximum)} điểm, {percent}%, {sheet.band}"


def _new(options: argparse.Namespace) -> int:
    from cchc_xl.actions.new import new_workbook

    _writable(options.out, ".xlsx", new=not options.overwrite)
    olds = [Path(name.strip()) for name in options.old.split(",") if name.strip()]
    if not olds and not (options.form and options.unit):
        fix = "Ghi --form và --unit, hoặc --from WORKBOOK-KY-TRUOC.xlsx"
        raise CchcError("LENH04", "chưa nêu biểu mẫu và đơn vị", fix)
    told = new_workbook(options.form, options.unit, options.period, options.out, options.entries, olds)
    print(f"Đã tạo {options.out}")
    for line in told:
        print(f"Cần xem: {line}.")
    return 0


def _diff(options: argparse.Namespace) -> int:
    from cchc_xl.actions.diff import diff_files, in_words, to_json

    differences = diff_files(options.a, options.b)
    if options.json:
        _print_json(to_json(differences))
        return 0
    for line in in_words(differences):
        print(line)
    return 0


def _check(options: argparse.Namespace) -> int:
    from cchc_xl.actions.check import check_file

    if options.explain:
        from cchc_xl.actions.catalogue import explain

        print(explain(options.explain))
        return 0
    if options.file is None:
        raise CchcError("LENH01", "chưa nêu tệp cần soát", "Ghi: cchc check TEP.xlsx")
    checked = check_file(options.file, options.previous)
    if options.out:
        from cchc_xl.actions.mark import write_findings

        _writable(options.out, ".xlsx", new=True)
        write_findings(checked, options.file, options.out)
    if options.json:
        _print_json(checked.to_json())
    else:
        _tell(checked)
    return 1 if checked.counts["error"] else 0


def _tell(checked: "Checked") -> None:
    print(f"{checked.picture.file}: {_summary(checked)}")
    if checked.by_sheet:
        print(f"Theo trang: {'; '.join(_of_sheet(*one) for one in checked.by_sheet.items())}")
    notes = [finding for finding in checked.findings if finding.severity is Severity.INFO]
    for finding in checked.findings:
        if finding.severity is Severity.INFO:
            continue
        print(f"\n{finding.severity.label} {finding.code} tại {_places(finding)}\n  {finding.message}.")
        for word, text in (
            ("Giữ nguyên", _accepted(finding.accepted)),
            ("Tìm thấy", finding.found),
            ("Cần có", finding.expected),
            ("Cách sửa", finding.fix),
        ):
            if text:
                print(f"  {word}: {text}")
    if notes:
        print("\nThông tin (không cần sửa):")
    for finding in notes:
        kept = f"; giữ nguyên: {_accepted(finding.accepted)}" if finding.accepted else ""
        told = " → ".join(filter(None, (finding.found, finding.expected)))
        print(f"  {finding.code}: {finding.message}{told and f': {told}'} ({_places(finding)}){kept}")


def _of_sheet(title: str, counts: dict[str, int]) -> str:
    told = (f"{n} {Severity(key).label.lower()}" for key, n in counts.items() if n)
    return f"{title} {', '.join(told)}"


def _places(finding: "Finding") -> str:
    more = len(finding.places) - 6
    return ", ".join(map(str, finding.places[:6])) + (f" và {more} ô khác" if more > 0 else "")


def _accepted(acceptance: "Acceptance | None") -> str:
    from cchc_xl.text.numbers import show_date

    if acceptance is None:
        return ""
    return f"{acceptance.reason} ({acceptance.by}, ngày {show_date(acceptance.on)})"


def _score(options: argparse.Namespace) -> int:
    from cchc_xl.actions.check import check_file
    from cchc_xl.actions.score import score_sheet, to_json
    from cchc_xl.text.numbers import show_number

    checked = check_file(options.file)
    sheet = score_sheet(checked)
    if options.json:
        _print_json(to_json(sheet))
        return 0
    print(f"{_points(sheet)} ({checked.picture.form.meta.criteria_note})")
    for row in sheet.rows:
        points = "-" if row.score is None else show_number(row.score)
        indent, name = "  " * row.criterion.code.count("."), f"{row.criterion.code} {row.criterion.label}"
        print(f"{indent}{name}: {points}/{show_number(row.maximum)} ({row.reason})")
    return 0


def _report(options: argparse.Namespace) -> int:
    from cchc_xl.actions.check import check_file
    from cchc_xl.actions.report import write_report

    _writable(options.out, ".docx")
    checked = check_file(options.file)
    if write_report(checked, options.out, draft=options.draft, template=options.template):
        print(f"Đã xuất {options.out}")
        return 0
    print(
        f"{_summary(checked)}: chưa xuất báo cáo. Sửa lỗi, hoặc thêm --draft để xuất bản nháp.",
        file=sys.stderr,
    )
    return 1


def _writable(out: Path, suffix: str, *, new: bool = False) -> None:
    if new and out.exists():
        fix = "Chọn tên khác; lệnh new nhận --overwrite để ghi đè"
        raise CchcError("TEP10", f"đã có tệp «{out.name}»", fix)
    if out.suffix.lower() != suffix:
        raise CchcError(
            "LENH03", f"tệp kết quả «{out.name}» phải có đuôi {suffix}", f"Đặt tên dạng ten-tep{suffix}"
        )


def _form_list(options: argparse.Namespace) -> int:
    from cchc_xl.actions.form import list_forms

    for key, version, title in list_forms():
        print(f"{key} (phiên bản {version}): {title}")
    return 0


def _form_describe(options: argparse.Namespace) -> int:
    from cchc_xl.actions.form import describe, in_markdown
    from cchc_xl.form.load import load_form

    form = load_form(options.form)
    if options.json:
        _print_json(describe(form))
        return 0
    print(in_markdown(form), end="")
    return 0


def _form_check(options: argparse.Namespace) -> int:
    from cchc_xl import resources
    from cchc_xl.actions.form import check_form
    from cchc_xl.form.load import forms

    directories = [options.dir] if options.dir else [resources.workbook() / key for key in forms()]
    for directory in directories:
        if not directory.is_dir():
            raise CchcError("BM01", f"không có thư mục «{directory}»", "Ghi thư mục của một biểu mẫu")
    faults = [(directory, fault) for directory in directories for fault in check_form(directory)]
    for directory, fault in faults:
        print(f"{directory.name}/{fault}")
    print(f"{len(faults)} lỗi trong {len(directories)} biểu mẫu.")
    return 1 if faults else 0


def _build(options: argparse.Namespace) -> int:
    from cchc_xl import resources
    from cchc_xl.actions.build import build_all, write_catalogue, write_handbook

    out = options.out or resources.workbook()
    for path in build_all(out):
        print(f"Đã tạo {path}")
    docs = out.parent / "docs" if options.out is None else out
    if docs.is_dir():
        print(f"Đã tạo {write_handbook(docs / 'bieu-mau.md')}")
        print(f"Đã tạo {write_catalogue(docs / 'soat-loi.md')}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cchc", description="Soát lỗi, tính điểm và xuất báo cáo CCHC từ Excel."
    )
    commands = parser.add_subparsers(required=True, metavar="LỆNH")

    demo = _command(commands, "demo", "làm trọn việc chính trên hai mẫu năm 2021", _demo)
    demo.add_argument("--out", type=Path, default=Path("ket-qua"), help="thư mục kết quả (mặc định: ket-qua)")

    new = _command(commands, "new", "tạo workbook", _new)
    new.add_argument("--form", default="", help="khóa biểu mẫu, ví dụ so-2021")
    new.add_argument("--unit", default="", help="mã đơn vị, ví dụ dt_sldtbxh")
    new.add_argument("--period", required=True, help="2021, 2021-Q1, 2021-6T hoặc 2021-9T")
    new.add_argument("--entries", type=Path, help="tệp JSON số liệu nhập sẵn")
    new.add_argument(
        "--from",
        dest="old",
        default="",
        metavar="CŨ.xlsx[,…]",
        help="workbook kỳ trước: chuyển sổ, người ký, cột Kỳ trước; nhiều kỳ trong năm: tính cả số liệu",
    )
    new.add_argument("-o", dest="out", type=Path, required=True)
    new.add_argument("--overwrite", action="store_true", help="ghi đè tệp đã có")

    check = _command(commands, "check", "soát lỗi", _check)
    check.add_argument("file", type=Path, nargs="?")
    check.add_argument("--json", action="store_true")
    check.add_argument("-o", dest="out", type=Path, help="ghi kết quả soát vào trang Lỗi của một bản chép")
    check.add_argument(
        "--previous",
        type=Path,
        action="append",
        default=[],
        metavar="CŨ.xlsx",
        help="workbook kỳ trước để so sánh; nêu lại cho mỗi tệp",
    )
    check.add_argument("--explain", metavar="MÃ", help="giải thích một mã phát hiện")

    diff = _command(commands, "diff", "so sánh hai workbook", _diff)
    diff.add_argument("a", type=Path)
    diff.add_argument("b", type=Path)
    diff.add_argument("--json", action="store_true")

    _add_outputs(commands)
    _add_forms(commands)
    return parser


def _add_outputs(commands: Commands) -> None:
    score = _command(commands, "score", "tính điểm tự chấm", _score)
    score.add_argument("file", type=Path)
    score.add_argument("--json", action="store_true")

    report = _command(commands, "report", "xuất báo cáo Word", _report)
    report.add_argument("file", type=Path)
    report.add_argument("-o", dest="out", type=Path, required=True)
    report.add_argument("--draft", action="store_true", help="xuất bản nháp dù còn lỗi")
    report.add_argument("--template", type=Path, help="mẫu Word khác")

    _command(commands, "build", "dựng lại các workbook có sẵn", _build).add_argument("--out", type=Path)


def _add_forms(commands: Commands) -> None:
    form = commands.add_parser("form", help="xem và kiểm tra biểu mẫu")
    forms = form.add_subparsers(required=True, metavar="VIỆC")
    _command(forms, "list", "liệt kê biểu mẫu", _form_list)
    describe = _command(forms, "describe", "mô tả một biểu mẫu", _form_describe)
    describe.add_argument("form")
    describe.add_argument("--json", action="store_true")
    _command(forms, "check", "kiểm tra biểu mẫu", _form_check).add_argument("dir", type=Path, nargs="?")


def _command(commands: Commands, name: str, help_: str, run: Command) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_)
    parser.set_defaults(run=run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
