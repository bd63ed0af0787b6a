"""Files that came: read those not read before, keep their bytes in the period's folder, note them."""

import gc
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cchc_xl import __version__
from cchc_xl.collect.contents import contents
from cchc_xl.collect.ledger import Contents, Ledger
from cchc_xl.collect.submissions import Outcome, Reading, Sent, moment
from cchc_xl.entries.checks import check
from cchc_xl.entries.evaluate import evaluate
from cchc_xl.entries.results import accept
from cchc_xl.errors import CchcError
from cchc_xl.excel.read import read_workbook
from cchc_xl.findings import Severity

KEPT = "Bản nhận"
"""The folder beside the ledger that holds every file as it came, named by its hash."""

_BATCH = 32  # files noted in one transaction


class Item(NamedTuple):
    """A file that came: where its bytes are, its name as text, what message brought it, when."""

    path: Path
    name: str
    message_id: str
    sender: str
    sent: datetime
    sha256: str


def items(sources: Iterable[Path]) -> Iterator[Item]:
    """Give the files among the sources and in folders of them."""
    for source in sources:
        found = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
        for path in found:
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            sent = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
            yield Item(path, path.name, "", "", sent, sha256)


def read_file(path: Path) -> tuple[Reading, Contents]:
    """Read a file through the gate and check it; a file set aside has no contents."""
    gc.disable()  # all that is made here is let go at once, without cycles
    try:
        picture = read_workbook(path)
    except CchcError as error:
        told = f"{error.message}. {error.fix}"
        return Reading("", Outcome.SET_ASIDE, error.code, told, told), {}
    stamp, evaluation = picture.stamp, evaluate(picture)
    findings = accept(picture, check(picture, evaluation))
    errors = sum(one.severity is Severity.ERROR and not one.accepted for one in findings)
    outcome = Outcome.WITH_FINDINGS if errors else Outcome.TAKEN
    told = f"còn {errors} lỗi phải sửa" if errors else ""
    whose = (picture.form.unit.code, stamp.phong, stamp.form, stamp.period)
    return Reading("", outcome, "", told, told, *whose), contents(picture, evaluation, findings)


def take_in(ledger: Ledger, folder: Path, came: Iterable[Item], executor: Executor) -> list[Item]:
    """Note all files; only bytes that this version has not read are read, a batch a transaction."""
    judge = __version__
    read = set(ledger.read_by(judge))
    given: list[Item] = []
    batch: list[Item] = []
    for item in came:
        batch.append(item)
        if len(batch) == _BATCH:
            _note(ledger, folder, batch, read, executor, judge)
            given, batch = given + batch, []
    _note(ledger, folder, batch, read, executor, judge)
    return given + batch


def _note(
    ledger: Ledger, folder: Path, batch: Sequence[Item], read: set[str], executor: Executor, judge: str
) -> None:
    fresh = {item.sha256: item.path for item in batch if item.sha256 not in read}
    results = list(executor.map(read_file, fresh.values()))
    for sha256, path in fresh.items():
        _keep(folder, sha256, path)
    read |= fresh.keys()
    sent = [Sent(i.sha256, i.message_id, i.name, i.sender, moment(i.sent)) for i in batch]
    pairs = zip(fresh, results, strict=True)
    ledger.receive(sent, [(one._replace(sha256=sha), parts) for sha, (one, parts) in pairs], judge)


def _keep(folder: Path, sha256: str, path: Path) -> None:
    """Copy the bytes beside the ledger before it speaks of them; a half copy never has the name."""
    kept = kept_file(folder, sha256)
    kept.parent.mkdir(exist_ok=True)
    if not kept.exists():
        half = kept.with_suffix(".dang-chep")
        shutil.copyfile(path, half)
        half.replace(kept)


def kept_file(folder: Path, sha256: str) -> Path:
    """Give where the bytes of a file are kept."""
    return folder / KEPT / f"{sha256}.xlsx"
