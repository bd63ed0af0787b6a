"""Time a file to its findings against plain readers of the same file, in turn; prints ratios of medians.

The workbook has 300 documents, 120 tasks and 300 procedures besides the figures of the sample. First in this
process against python-calamine's values alone, then as whole processes against pandas.read_excel.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from cchc_xl.actions.build import samples
from cchc_xl.actions.check import check_file
from cchc_xl.actions.new import new_workbook, read_entries
from cchc_xl.excel.read import read_workbook

ROUNDS, PROCESSES = 25, 7
OURS = "import sys, pathlib; from cchc_xl.excel.read import *; read_workbook(pathlib.Path(sys.argv[1]))"
PANDAS = "import sys, pandas; pandas.read_excel(sys.argv[1], sheet_name=None, engine='openpyxl', header=None)"


def workbook(directory: Path) -> Path:
    """Build the workbook to read."""
    entries = dict(read_entries(samples()[-1]))
    registers = entries["registers"]
    sizes = {"van_ban": ("khoa", 300), "nhiem_vu": ("ma", 120)}
    for sheet, (key, size) in sizes.items():
        rows = registers[sheet]
        registers[sheet] = [{**rows[i % len(rows)], key: f"{sheet}{i}"} for i in range(size)]
    procedure = {"cap": "tinh", "muc_do": "mot_phan", "tinh_trang": "ap_dung", "thoi_han": 10}
    registers["tthc"] = [{"ma": f"1.{i:06d}", "ten": f"Thủ tục số {i}", **procedure} for i in range(300)]
    registers |= {"quy_trinh": [], "ho_so": []}
    (directory / "e.json").write_text(json.dumps(entries), "utf-8")
    new_workbook(
        entries["form"], entries["unit"], entries["period"], directory / "x.xlsx", directory / "e.json"
    )
    return directory / "x.xlsx"


def by_calamine(path: Path) -> None:
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def by_openpyxl(path: Path) -> None:
    openpyxl.load_workbook(path, data_only=True).close()


def process(code: str) -> Callable[[Path], object]:
    return lambda path: subprocess.run([sys.executable, "-W", "ignore", "-c", code, str(path)], check=True)


def compare(jobs: dict[str, Callable[[Path], object]], path: Path, rounds: int) -> None:
    """Run all jobs in turn; print each median as a multiple of the first job's."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, work in jobs.items():
            start = time.perf_counter()
            work(path)
            times[name].append(time.perf_counter() - start)
    base = statistics.median(times[next(iter(jobs))])
    for name, taken in times.items():
        print(f"{name:44} {statistics.median(taken) / base:6.2f}")


def main() -> int:
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as directory:
        path = workbook(Path(directory))
        read_workbook(path)
        in_process: dict[str, Callable[[Path], object]] = {
            "python-calamine, values only": by_calamine,
            "openpyxl, values only": by_openpyxl,
            "ours, file to picture": read_workbook,
            "ours, file to findings": check_file,
        }
        compare(in_process, path, ROUNDS)
        whole = {
            "whole process: ours, file to picture": process(OURS),
            "whole process: pandas + openpyxl": process(PANDAS),
        }
        compare(whole, path, PROCESSES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
