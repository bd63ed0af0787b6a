"""Time workbooks through the gate and out of letters against reading them plainly; prints ratios of medians.

Plain reading is our reader alone, in this process, one file after the other. The gate reads, checks and
identifies in a pool of two children, started anew each round; work is processor time, theirs included.
A letter holds one workbook, as a mail program attaches it.
"""

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email import policy
from email.message import EmailMessage
from pathlib import Path

from cchc_xl.actions.build import samples
from cchc_xl.actions.check import check_file
from cchc_xl.actions.new import read_entries
from cchc_xl.entries.from_json import make_picture
from cchc_xl.errors import CchcError
from cchc_xl.excel.build import build
from cchc_xl.excel.intake import Expected, Gate, Outcome, Party
from cchc_xl.excel.read import read_workbook
from cchc_xl.form.load import load_form
from cchc_xl.mail.receive import received

FILES = int(sys.argv[1]) if sys.argv[1:] else 200
UNITS, ROUNDS, CHILDREN = 10, 3, 2
TYPE = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def workbooks(folder: Path) -> tuple[list[Path], Expected]:
    """Write workbooks of several units, each many times."""
    sample = dict(read_entries(samples()[-1]))
    form, period = sample.pop("form"), sample.pop("period")
    kind = load_form(form, sample.pop("unit")).unit.kind
    units = [unit.code for unit in load_form(form).units.values() if unit.kind == kind][:UNITS]
    sample["fields"].pop("don_vi", None)
    made = []
    for unit in units:
        out = folder / f"{unit}.xlsx"
        build(make_picture(load_form(form, unit), period, sample, token=f"ma-{unit}"), out)
        made.append(out.read_bytes())
        out.unlink()
    paths = [folder / f"{number:03}.xlsx" for number in range(FILES)]
    for number, path in enumerate(paths):
        path.write_bytes(made[number % len(made)])
    parties = tuple(Party(unit, "", f"ma-{unit}", (f"{unit}@vi-du.vn",)) for unit in units)
    return paths, Expected(form, period, parties)


def letters(paths: list[Path], folder: Path) -> None:
    folder.mkdir()
    for number, path in enumerate(paths):
        letter = EmailMessage(policy=policy.SMTP)
        letter["From"], letter["To"] = "Văn phòng <a@vi-du.vn>", "cchc@vi-du.vn"
        letter["Date"], letter["Message-ID"] = "Mon, 06 Dec 2021 10:30:00 +0700", f"<{number}@vi-du.vn>"
        letter.set_content("Kính gửi Văn phòng Sở số liệu cải cách hành chính của đơn vị.")
        letter.add_attachment(path.read_bytes(), *TYPE, filename="Báo cáo năm 2021.xlsx")
        (folder / f"{number}.eml").write_bytes(bytes(letter))


def worked() -> float:
    """Give the processor time spent so far, that of ended children included."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def median(work: Callable[[], object]) -> tuple[float, float]:
    """Give the medians of time and of processor time, a file."""
    taken = []
    for _ in range(ROUNDS):
        began, own = time.perf_counter(), worked()
        work()
        taken.append((time.perf_counter() - began, worked() - own))
    return tuple(statistics.median(column) / FILES for column in zip(*taken, strict=True))  # type: ignore[return-value]


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bare").mkdir()
        paths, expected = workbooks(folder / "bare")
        letters(paths, folder / "letters")

        def through_the_gate() -> None:
            with Gate(CHILDREN) as gate, ThreadPoolExecutor(CHILDREN) as threads:
                outcomes = threads.map(lambda path: gate.take_in(path, expected).outcome, paths)
                assert Outcome.SET_ASIDE not in outcomes

        def out_of_letters() -> None:
            items = list(received([folder / "letters"], folder / "store"))
            assert len(items) == FILES
            assert not any(isinstance(item.source, CchcError) for item in items)

        def plainly() -> None:
            for path in paths:
                list(read_workbook(path).entries())

        def checked() -> None:
            for path in paths:
                check_file(path)

        jobs = {
            "plain reading": plainly,
            "reading and checking, in this process": checked,
            "the gate, two children": through_the_gate,
            "letters to stored workbooks": out_of_letters,
        }
        measured = [median(work) for work in jobs.values()]
        print(f"{'a file':40} {'time':>8} {'ratio':>6} {'work':>9} {'ratio':>6}")
        for job, both in zip(jobs, measured, strict=True):
            told = (f"{1000 * x:6.1f}ms {x / base:6.2f}" for x, base in zip(both, measured[0], strict=True))
            print(f"{job:40} {'  '.join(told)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
