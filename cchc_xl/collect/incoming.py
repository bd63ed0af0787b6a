"""Files that came: what the gate says of those not read before, noted in the ledger."""

from collections.abc import Iterable
from concurrent.futures import Executor
from functools import partial
from itertools import islice

from cchc_xl import __version__
from cchc_xl.collect.ledger import Contents, Ledger
from cchc_xl.collect.submissions import NAME, Reading, Sent, moment
from cchc_xl.errors import CchcError
from cchc_xl.excel.intake import Gate, Outcome, refusal
from cchc_xl.mail.receive import Item

KEPT = "Bản nhận"
"""The folder beside the ledger that holds every file as it came, named by its hash."""

_BATCH = 32  # files noted in one transaction


def take_in(ledger: Ledger, came: Iterable[Item], gate: Gate, executor: Executor) -> list[Item]:
    """Note all files; only bytes that this version has not read are read, a batch a transaction.

    The next batch is being read while one is noted.
    """
    read, given, coming = set(ledger.read_by(__version__)), list[Item](), iter(came)
    before: list[Item] = []
    reading: Iterable[tuple[Reading, Contents]] = ()
    while batch := list(islice(coming, _BATCH)):
        known = [((one.sha256, ""), (one.sha256, one.name), one) for one in batch]
        fresh = {named: one for plain, named, one in known if plain not in read and named not in read}
        read |= fresh.keys()
        following = executor.map(partial(_read, gate), fresh.values())
        _note(ledger, before, reading)
        given, before, reading = given + batch, batch, following
    _note(ledger, before, reading)
    return given


def _note(ledger: Ledger, batch: Iterable[Item], reading: Iterable[tuple[Reading, Contents]]) -> None:
    sent = [Sent(i.sha256, i.message_id, i.name, i.sender, moment(i.sent)) for i in batch]
    ledger.receive(sent, reading, __version__)


def _read(gate: Gate, item: Item) -> tuple[Reading, Contents]:
    if isinstance(item.source, CchcError):
        told, reply = f"{item.source.message}. {item.source.fix}", refusal(item.name, item.source)
        return Reading(item.sha256, Outcome.SET_ASIDE, item.source.code, told, reply), {}
    seen = gate.look(item.source, item.name)
    told = seen.message if seen.outcome is not Outcome.SET_ASIDE else f"{seen.message}. {seen.fix}"
    told, reply = (text.replace(f"«{item.name}»", f"«{NAME}»") for text in (told, seen.reply))
    head = Reading(item.sha256, seen.outcome, seen.code, told, reply)
    if seen.stamp is None:
        return head, {}
    stamp = seen.stamp
    whose = {"unit": seen.unit, "phong": stamp.phong, "token": stamp.token}
    return head._replace(**whose, form=stamp.form, period=stamp.period), seen.kept
