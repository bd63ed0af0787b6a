"""Commands on forms and on what is built from them: form, build, demo."""

import argparse
from pathlib import Path

from cchc_xl.cli import criteria
from cchc_xl.cli.common import Commands, command, print_json
from cchc_xl.errors import CchcError


def _demo(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from cchc_xl.actions.build import samples
    from cchc_xl.actions.demo import STEPS_A_SAMPLE, SampleDone, demo
    from cchc_xl.actions.told import points_of, summary

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
        print(f"{one.workbook.stem}: {summary(one.checked)}")
        print(f"  Điểm tự chấm: {points_of(one.score)}")
        print(f"  Workbook: {one.workbook}\n  {kind}: {one.report}")
        print(f"  {kind.replace('cáo', 'cáo tự chấm điểm', 1)}: {one.self_score}")
    return 0


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
        print_json(describe(form))
        return 0
    print(in_markdown(form), end="")
    return 0


def _form_check(options: argparse.Namespace) -> int:
    from cchc_xl.actions.form import check_form
    from cchc_xl.form.load import folder_of, forms

    directories = [options.dir] if options.dir else [folder_of(key) for key in forms()]
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
    from cchc_xl.actions.build import build_all, write_catalogue, write_handbook, write_macros

    out = options.out or resources.workbook()
    for path in build_all(out):
        print(f"Đã tạo {path}")
    if options.out is None:
        for path in write_macros(resources.macros()):
            print(f"Đã tạo {path}")
    docs = out.parent / "docs" if options.out is None else out
    if docs.is_dir():
        print(f"Đã tạo {write_handbook(docs / 'bieu-mau.md')}")
        print(f"Đã tạo {write_catalogue(docs / 'soat-loi.md')}")
    return 0


def add(commands: Commands) -> None:
    """Declare the commands."""
    demo = command(commands, "demo", "làm trọn việc chính trên hai mẫu năm 2021", _demo)
    demo.add_argument("--out", type=Path, default=Path("ket-qua"), help="thư mục kết quả (mặc định: ket-qua)")
    command(commands, "build", "dựng lại các workbook có sẵn và tiện ích Excel", _build).add_argument(
        "--out", type=Path
    )

    form = commands.add_parser("form", help="xem và kiểm tra biểu mẫu")
    forms = form.add_subparsers(required=True, metavar="VIỆC")
    command(forms, "list", "liệt kê biểu mẫu", _form_list)
    describe = command(forms, "describe", "mô tả một biểu mẫu", _form_describe)
    describe.add_argument("form")
    describe.add_argument("--json", action="store_true")
    command(forms, "check", "kiểm tra biểu mẫu", _form_check).add_argument("dir", type=Path, nargs="?")
    criteria.add(forms)
