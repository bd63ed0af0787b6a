"""Files that came: what the gate says of those not read before, noted in the ledger."""

from collections.abc import Iterable
from concurrent.futures import Executor
from itertools import islice
from pathlib import Path

from cchc_xl import __version__
from cchc_xl.collect.ledger import Contents, Ledger
from cchc_xl.collect.submissions import Reading, Sent, moment
from cchc_xl.excel.intake import Gate, Outcome
from cchc_xl.mail.receive import Item

KEPT = "Bản nhận"
"""The folder beside the ledger that holds every file as it came, named by its hash."""

_BATCH = 32  # files noted in one transaction


def take_in(ledger: Ledger, came: Iterable[Item], gate: Gate, executor: Executor) -> list[Item]:
    """Note all files; only bytes that this version has not read are read, a batch a transaction."""
    read, given, coming = set(ledger.read_by(__version__)), list[Item](), iter(came)
    while batch := list(islice(coming, _BATCH)):
        fresh = {item.sha256: item for item in batch if item.sha256 not in read}
        results = list(executor.map(lambda item: _read(gate, item), fresh.values()))
        sent = [Sent(i.sha256, i.message_id, i.name, i.sender, moment(i.sent)) for i in batch]
        ledger.receive(sent, results, __version__)
        read |= fresh.keys()
        given += batch
    return given


def _read(gate: Gate, item: Item) -> tuple[Reading, Contents]:
    if item.path is None or item.fault:
        code, told = (item.fault.code, f"{item.fault.message}. {item.fault.fix}") if item.fault else ("", "")
        return Reading(item.sha256, Outcome.SET_ASIDE, code, told, told), {}
    seen = gate.look(item.path, item.name)
    told = seen.message if seen.outcome is not Outcome.SET_ASIDE else f"{seen.message}. {seen.fix}"
    head = Reading(item.sha256, seen.outcome, seen.code, told, seen.reply)
    if seen.stamp is None:
        return head, {}
    stamp = seen.stamp
    whose = {"unit": seen.unit, "phong": stamp.phong, "token": stamp.token}
    return head._replace(**whose, form=stamp.form, period=stamp.period), seen.kept


def kept_file(folder: Path, sha256: str) -> Path | None:
    """Find where the bytes of a file are kept."""
    return next((folder / KEPT).glob(f"{sha256}.*"), None)
