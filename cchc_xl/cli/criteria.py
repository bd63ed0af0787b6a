"""Commands for criteria sets that officers type in Excel; they stand under `form`."""

import argparse
from pathlib import Path

from cchc_xl.cli.common import Commands, command, writable


def _export(options: argparse.Namespace) -> int:
    from cchc_xl.actions.criteria_export import export_criteria

    writable(options.out, ".xlsx", new=not options.overwrite)
    form = export_criteria(options.form, options.unit, options.out)
    print(f"Đã ghi {len(form.criteria)} dòng tiêu chí của {form.meta.key} vào {options.out}")
    return 0


def _import(options: argparse.Namespace) -> int:
    from cchc_xl.actions.criteria_import import import_criteria

    made = import_criteria(options.file, options.unit, options.out, overwrite=options.overwrite)
    meta = made.form.meta
    print(f"Đã tạo biểu mẫu {meta.key} ({len(made.form.criteria)} dòng tiêu chí) ở {made.folder}")
    if options.out:
        print(f"Để dùng: đặt biến môi trường CCHC_BIEU_MAU là {options.out}")
    unit = made.form.unit.code
    print(f"Lập workbook: cchc new --form {meta.key} --unit {unit} --period {meta.year} -o {meta.key}.xlsx")
    return 0


def add(forms: Commands) -> None:
    """Declare the commands under `form`."""
    export = command(forms, "export-criteria", "ghi bộ tiêu chí ra Excel để sửa, gõ bộ mới", _export)
    export.add_argument("form", help="khóa biểu mẫu, ví dụ so-2026")
    export.add_argument("-o", dest="out", type=Path, required=True)
    into = command(forms, "import-criteria", "lập biểu mẫu từ bộ tiêu chí gõ trong Excel", _import)
    into.add_argument("file", type=Path)
    into.add_argument("-o", dest="out", type=Path, metavar="THƯ_MỤC", help="mặc định: nơi giữ biểu mẫu riêng")
    for one in (export, into):
        one.add_argument("--unit", default="", help="mã đơn vị, ví dụ dt_sldtbxh")
        one.add_argument("--overwrite", action="store_true", help="ghi đè kết quả lần trước")
