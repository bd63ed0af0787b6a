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
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pandas

from cchc_xl import resources
from cchc_xl.actions.build import samples
from cchc_xl.actions.new import read_entries
from cchc_xl.entries.from_json import make_picture
from cchc_xl.excel.build import build
from cchc_xl.form.load import load_form
from cchc_xl.form.model import FINDINGS

KEY = "so-dong"
"""A form like so-2021 for as many units as are measured."""
TASKS, ALIKE = 34, 40


def many_units(forms: Path, count: int) -> None:
    """Make the form: the shipped one, with a table of units of its own."""
    (forms / KEY).mkdir(parents=True)
    text = f'base = "so-2021"\nkey = "{KEY}"\nversion = "1.0"\nyear = 2021\ntitle = "Đo tốc độ"\n'
    (forms / KEY / "form.toml").write_text(text, "utf-8")
    units = (resources.workbook() / "units.csv").read_text("utf-8").rstrip()
    more = [f"dv{i:04},Sở số {i},so,dt_ubnd,Đồng Tháp,S{i},,,,,,đo tốc độ" for i in range(count)]
    (forms / "units.csv").write_text("\n".join([units, *more, ""]), "utf-8")


def workbooks(folder: Path, count: int, mark: str) -> None:
    """Make a workbook for each unit: some are built, the others are copies with another stamp.

    It is the sample without what names its divisions, which these units do not have.
    """
    kept = ("fields", "registers", "texts", "indicators", "criteria")
    data = {
        key: value for key, value in without_divisions(read_entries(samples()[-1])).items() if key in kept
    }
    data["registers"].pop("kiem_tra", None)
    task = {"linh_vuc": "the_che", "trang_thai": "hoan_thanh"}
    tasks = [{**task, "ma": f"NV{i}", "noi_dung": f"Nhiệm vụ {i}"} for i in range(TASKS)]
    data["registers"] = {**data["registers"], "nhiem_vu": tasks}
    folder.mkdir(exist_ok=True)
    for start in range(min(count, ALIKE)):
        unit = f"dv{start:04}"
        data["indicators"] = {**data["indicators"], "2.1": start + len(mark)}
        path = folder / f"{unit}.xlsx"
        build(make_picture(load_form(KEY, unit), "2021", data), path)
        for i in range(start + ALIKE, count, ALIKE):
            restamp(path, folder / f"dv{i:04}.xlsx", unit, f"dv{i:04}")


def without_divisions(entries: Any) -> Any:
    """Leave out every division."""
    if isinstance(entries, dict):
        return {key: without_divisions(value) for key, value in entries.items() if key != "phong"}
    return [without_divisions(one) for one in entries] if isinstance(entries, list) else entries


def restamp(path: Path, out: Path, old: str, new: str) -> None:
    """Copy a workbook for another unit."""
    with ZipFile(path) as source, ZipFile(out, "w", ZIP_DEFLATED) as copy:
        for info in source.infolist():
            part = source.read(info)
            if info.filename.endswith(("custom.xml", "sharedStrings.xml")):
                part = part.replace(old.encode(), new.encode())
            copy.writestr(info.filename, part)


def by_pandas(folder: Path, out: Path) -> None:
    sheets = load_form(KEY).sheets.values()
    registers = [sheet.title for sheet in sheets if sheet.grows and sheet.key != FINDINGS]
    tables: dict[str, list[pandas.DataFrame]] = {title: [] for title in registers}
    figures = []
    for path in sorted(folder.glob("*.xlsx")):
        book = pandas.read_excel(path, sheet_name=None, header=3, engine="openpyxl")
        for title, kept in tables.items():
            if title in book and len(book[title]):
                kept.append(book[title].dropna(how="all").assign(tep=path.name))
        figures.append(book["Phụ lục I"].set_index("Mã")["Số liệu"])
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
        os.environ["CCHC_BIEU_MAU"] = str(place / "bieu-mau")
        many_units(place / "bieu-mau", max(count, many))
        workbooks(place / "nhan", count, "")
        start = time.perf_counter()
        by_pandas(place / "nhan", place / "pandas.xlsx")
        loop = time.perf_counter() - start
        full, _ = collected(place / "nhan", place / "ky" / "T.xlsx")
        print(f"{count} workbooks, against pandas and openpyxl {full / loop:6.2f}", flush=True)
        workbooks(place / "nhieu", many, "")
        whole, most = collected(place / "nhieu", place / "ky-2" / "T.xlsx")
        print(f"{many} workbooks: {most:.0f} MB at most", flush=True)
        workbooks(place / "moi", many // 100, "moi")
        for path in (place / "moi").iterdir():
            shutil.move(path, place / "nhieu" / path.name)
        few, _ = collected(place / "nhieu", place / "ky-2" / "T.xlsx")
        print(f"1 % changed, against the whole run           {few / whole:6.2f}")
    return 0


if __name__ == "__main__":
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    sys.exit(main(*(int(text) for text in (sys.argv[1:] + ["200", "3500"][len(sys.argv) - 1 :]))))
