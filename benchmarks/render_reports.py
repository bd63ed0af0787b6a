"""Time 200 reports against plain docxtpl: same template, same data, same text; prints ratios of medians.

Each report has other figures. Both write files, in turn. The third line is our report as it goes out, with
what plain docxtpl cannot make: content controls, their record, footnotes.
"""

import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from lxml import etree

from cchc_xl import resources
from cchc_xl.actions.build import build_sample, samples
from cchc_xl.actions.check import check_file
from cchc_xl.actions.report import PERIODIC
from cchc_xl.report.context import report_context
from cchc_xl.word.render import render
from cchc_xl.word.tokens import without_marks

REPORTS, LIMIT = 200, 0.25
TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def plain(value: Any) -> Any:
    """Give the data without marks, as plain docxtpl can print it."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return without_marks(value) if isinstance(value, str) else value


def numbered(context: Any, number: int) -> Any:
    """Give the context with figures of its own."""
    rows = [row | {"ghi_chu": f"Báo cáo số {number}"} for row in context["phu_luc"]["hang"]]
    return context | {"so": str(number), "phu_luc": context["phu_luc"] | {"hang": rows}}


def by_docxtpl(template: Path, context: Any, out: Path) -> None:
    document = DocxTemplate(template)
    document.render(context, autoescape=True)
    document.save(out)


def texts(path: Path) -> dict[str, str]:
    """Read the text of every part."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist() if name.startswith("word/")}
    trees = {name: etree.fromstring(part) for name, part in parts.items() if name.endswith(".xml")}
    found = {name: "".join(node.text or "" for node in tree.iter(TEXT)) for name, tree in trees.items()}
    return {name: text for name, text in found.items() if text}


def main() -> int:
    template = resources.templates() / f"{PERIODIC}.docx"
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        checked = check_file(build_sample(samples()[-1], directory))
        whole = report_context(checked.picture, checked.evaluation)
        data = plain({key: value for key, value in whole.items() if key != "chu_thich"})
        jobs: dict[str, tuple[Callable[[Path, Any, Path], None], Any]] = {
            "plain docxtpl": (by_docxtpl, data),
            "ours, same data": (render, data),
            "ours, with controls and footnotes": (render, whole),
        }
        times: dict[str, list[float]] = {job: [] for job in jobs}
        for number in range(REPORTS):
            made = []
            for job, (work, context) in jobs.items():
                own, out = numbered(context, number), directory / f"{number}-{len(made)}.docx"
                start = time.perf_counter()
                work(template, own, out)
                times[job].append(time.perf_counter() - start)
                made.append(texts(out))
            if made[0] != made[1]:
                print(f"report {number}: the text differs")
                return 1
    medians = {job: statistics.median(taken) for job, taken in times.items()}
    base = medians["plain docxtpl"]
    for job, median in medians.items():
        print(f"{job:36} {median / base:6.2f}")
    return 0 if medians["ours, same data"] <= LIMIT * base else 1


if __name__ == "__main__":
    sys.exit(main())
