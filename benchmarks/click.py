"""Time a click on «Soát lỗi», as the process RunPython starts, against one with all imports at the top.

The other process first imports xlwings as it comes (with pandas and numpy), openpyxl, docxtpl, and all
modules that the functions of the ribbon import; a third imports the packages alone. All press the button in
the Excel of the tests, over cells that are ready in memory. Prints ratios of the best of each, as load only
adds, and whether the first is at most 0.5.
"""

import os
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from support.cell_store import from_file  # noqa: E402

from cchc_xl.actions.build import build_sample, samples  # noqa: E402

ROUNDS, MOST = 9, 0.5
CLICK = "from cchc_xl import ribbon; ribbon.check()"
RIBBON = "\n".join(one.read_text("utf-8") for one in sorted((ROOT / "cchc_xl" / "ribbon").glob("*.py")))
LATER = dict.fromkeys(re.findall(r"^ +from (cchc_xl[\w.]+) import", RIBBON, re.MULTILINE))
PACKAGES = "import xlwings, pandas, numpy, openpyxl, docxtpl"
AT_THE_TOP = f"{PACKAGES}, {', '.join(LATER)}"
PRESS = "import sys; sys.argv[1:] = [{click!r}]; from support import clicked; clicked.main()"


def timed(code: str, environment: dict[str, str]) -> float:
    """Run a process; give its seconds."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], env=environment, check=True)
    return time.perf_counter() - start


def main() -> int:
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = build_sample(samples()[-1], folder)
        (folder / "o.pickle").write_bytes(pickle.dumps(from_file(path)))
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'tests'}{os.pathsep}{ROOT}"}
        environment["CCHC_TEST_STORE"] = str(folder / "o.pickle")
        press = PRESS.format(click=CLICK)
        jobs = {"ours": press, "all imports at the top": f"{AT_THE_TOP}; {press}"}
        jobs["the packages at the top"] = f"{PACKAGES}; {press}"
        taken: dict[str, list[float]] = {job: [] for job in jobs}
        for _ in range(ROUNDS):
            for job, code in jobs.items():
                shutil.rmtree(folder / "Bản lưu", ignore_errors=True)
                taken[job].append(timed(code, environment))
        ours, theirs, _ = (min(taken[job]) for job in jobs)
    for job, seconds in taken.items():
        print(f"{job:30} {min(seconds) / theirs:6.2f}")
    print(f"a click against all imports at the top: {ours / theirs:.2f} (at most {MOST})")
    return 0 if ours / theirs <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
