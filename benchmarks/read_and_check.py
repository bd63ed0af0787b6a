"""Time a file to its findings against plain readers of the same file, in turn; prints ratios of medians."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from cchc_xl.actions.build import build_sample, samples
from cchc_xl.actions.check import check_file
from cchc_xl.excel.read import read_workbook

ROUNDS = 15


def by_calamine(path: Path) -> None:
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def by_openpyxl(path: Path) -> None:
    openpyxl.load_workbook(path, data_only=True).close()


def timed(work: Callable[[Path], object], path: Path) -> float:
    start = time.perf_counter()
    work(path)
    return time.perf_counter() - start


def main() -> int:
    jobs: dict[str, Callable[[Path], object]] = {
        "python-calamine, values only": by_calamine,
        "openpyxl, values only": by_openpyxl,
        "ours, file to picture": read_workbook,
        "ours, file to findings": check_file,
    }
    with tempfile.TemporaryDirectory() as directory:
        path = build_sample(samples()[-1], Path(directory))
        times: dict[str, list[float]] = {name: [] for name in jobs}
        for _ in range(ROUNDS):
            for name, work in jobs.items():
                times[name].append(timed(work, path))
    base = statistics.median(times["python-calamine, values only"])
    for name, taken in times.items():
        print(f"{name:32} {statistics.median(taken) / base:6.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
