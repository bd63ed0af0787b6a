"""Time the collection of many workbooks against a loop of pandas and openpyxl; prints ratios and memory.

Both read every file, add the figures up, put the rows of all registers below each other with their origin
and write one workbook. Ours passes the gate, checks every workbook, keeps bytes and ledger as well. Then a
second run of which 1 % of the files changed, and the memory of a collection of thousands of units.
Usage: python benchmarks/collect.py [workbooks] [workbooks of the measure of memory]
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pandas

from cchc_xl.actions.build import samples
from cchc_xl.actions.new import read_entries
from cchc_xl.entries.from_json import make_picture
from cchc_xl.excel.build import build
from cchc_xl.form.load import load_form
from cchc_xl.form.model import FINDINGS

FORM = load_form("so-2021", "dt_sldtbxh")
REGISTERS = [sheet.title for sheet in FORM.sheets.values() if sheet.grows and sheet.key != FINDINGS]
TASKS = 34


def workbooks(folder: Path, count: int) -> list[Path]:
    """Build as many workbooks as there are units, each with figures of its own."""
    data = {k: v for k, v in read_entries(samples()[-1]).items() if k not in ("form", "unit", "period")}
    tasks = [
        {"ma": f"NV{i}", "linh_vuc": "the_che", "noi_dung": f"Nhiệm vụ {i}", "trang_thai": "hoan_thanh"}
        for i in range(TASKS)
    ]
    data["registers"] = {**data["registers"], "nhiem_vu": tasks}
    units = [unit.code for unit in FORM.units.values() if unit.kind == "so" and unit.existed(2021)]
    folder.mkdir()
    made = []
    for i, unit in enumerate(units[:count]):
        data["indicators"] = {**data["indicators"], "2.1": i + 1}
        made.append(folder / f"{unit}.xlsx")
        build(make_picture(load_form(FORM.meta.key, unit), "2021", data), made[-1])
    return made


def again(made: list[Path], folder: Path, count: int, mark: str) -> None:
    """Make more files of them, each with bytes of its own."""
    folder.mkdir(exist_ok=True)
    for i in range(count):
        path = folder / f"{i:04}.xlsx"
        shutil.copyfile(made[i % len(made)], path)
        with ZipFile(path, "a", ZIP_DEFLATED) as archive:
            archive.comment = f"{mark} {i}".encode()


def by_pandas(folder: Path, out: Path) -> None:
    tables: dict[str, list[pandas.DataFrame]] = {title: [] for title in REGISTERS}
    figures = []
    for path in sorted(folder.glob("*.xlsx")):
        sheets = pandas.read_excel(path, sheet_name=None, header=3, engine="openpyxl")
        for title, kept in tables.items():
            if title in sheets and len(sheets[title]):
                kept.append(sheets[title].dropna(how="all").assign(tep=path.name))
        figures.append(sheets["Phụ lục I"].set_index("Mã")["Số liệu"])
    total = pandas.concat(figures, axis=1).apply(pandas.to_numeric, errors="coerce").sum(axis=1)
    with pandas.ExcelWriter(out, engine="openpyxl") as writer:
        total.to_frame("Tổng").to_excel(writer, sheet_name="Số liệu")
        for title, kept in tables.items():
            if kept:
                pandas.concat(kept).to_excel(writer, sheet_name=title, index=False)


def collected(folder: Path, out: Path) -> tuple[float, float]:
    """Run the command; give the seconds and the megabytes at most in memory, those of a child included."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "cchc_xl.cli", "collect", str(folder), "-o", str(out), "--json"]
    done = subprocess.run(command, capture_output=True, check=False)
    took = time.perf_counter() - start
    told = json.loads(done.stdout)
    assert told["read"] == len(list(folder.iterdir())), done.stderr
    return took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main(count: int, many: int) -> int:
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        made = workbooks(place / "goc", count)
        again(made, place / "nhan", count, "a")
        start = time.perf_counter()
        by_pandas(place / "nhan", place / "pandas.xlsx")
        loop = time.perf_counter() - start
        full, _ = collected(place / "nhan", place / "ky" / "T.xlsx")
        again(made, place / "moi", max(count // 100, 1), "b")
        for path in (place / "moi").iterdir():
            shutil.move(path, place / "nhan" / path.name)
        few, _ = collected(place / "nhan", place / "ky" / "T.xlsx")
        print(f"{count} workbooks, against pandas and openpyxl {full / loop:6.2f}")
        print(f"1 % changed, against the whole run           {few / full:6.2f}")
        if many:
            again(made, place / "nhieu", many, "c")
            took, most = collected(place / "nhieu", place / "ky-2" / "T.xlsx")
            each = took / many / (full / count)
            print(f"{many} workbooks: {most:.0f} MB at most, {each:.2f} of the time each")
    return 0


if __name__ == "__main__":
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    sys.exit(main(*(int(text) for text in (sys.argv[1:] + ["200", "3500"][len(sys.argv) - 1 :]))))
