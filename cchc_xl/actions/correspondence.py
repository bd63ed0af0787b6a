"""Letters to all who were handed a workbook: the workbook itself, reminders, receipts for what they sent."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from pathlib import Path

from cchc_xl.actions import letters
from cchc_xl.actions.hand_out import chosen, opened
from cchc_xl.actions.post import Post, Via
from cchc_xl.collect.identified import standings_of
from cchc_xl.collect.ledger import Ledger
from cchc_xl.collect.submissions import Issued, Standing, State
from cchc_xl.files import write
from cchc_xl.form.form import Form
from cchc_xl.form.load import load_form
from cchc_xl.mail.folder import as_text
from cchc_xl.mail.letter import Letter

RECEIPTS = "Biên nhận"
"""The folder that keeps the receipts sent: each file that came is answered once."""


def send_parts(folder: Path, post: Post, only: Collection[str] = ()) -> Iterator[Letter]:
    """Send the workbooks handed out in a folder, to all or to some named by symbol or code.

    What the server took before goes again only to who is named. Raises CchcError PHAT01 for unknown names.
    """
    form, period, issued, _ = _open(folder)
    known = {_code(one): one for one in issued}
    with Ledger.open(folder) as ledger:
        gone = {(one.unit, one.sha256) for one in ledger.sendings() if not only}
        waiting = (known[code] for code in chosen(form.units, list(known), only))
        out = {
            letters.handing_out(form, period, one, folder / one.file): one
            for one in waiting
            if (_code(one), one.sha256) not in gone
        }
        for letter in post.deliver(out):
            if post.via is Via.SMTP and letter.to:
                one = next(one for given, one in out.items() if given.subject == letter.subject)
                to = ", ".join(letter.to)
                ledger.sending(_code(one), 0, datetime.now(), one.sha256, to, letter.subject)
            yield letter


def remind(folder: Path, post: Post, today: date) -> Iterator[Letter]:
    """Remind those of whom nothing counts."""
    form, period, issued, standing = _open(folder)
    there = {(one.reading.unit, one.reading.phong) for one in standing if one.counts}
    missing = [one for one in issued if (one.unit, one.phong) not in there]
    return post.deliver(letters.reminding(form, period, one, today) for one in missing)


def send_receipts(folder: Path, post: Post) -> Iterator[Letter]:
    """Answer every message that brought files not answered yet, or about which something was decided."""
    form, period, _, standing = _open(folder)
    waiting: dict[str, list[Standing]] = {}
    for one in standing:
        if "@" in one.sent.sender and not _kept(folder, one).exists():
            waiting.setdefault(one.sent.message_id, []).append(one)
    fresh = {letters.receipt(form, period, given): given for given in waiting.values()}
    for letter in post.deliver(fresh):
        for one in fresh[letter]:
            write(_kept(folder, one), as_text(letter).encode("utf-8-sig"))
        yield letter


def _open(folder: Path) -> tuple[Form, str, tuple[Issued, ...], list[Standing]]:
    """Read the ledger of a folder; raises CchcError THU13 where nothing was handed out or taken in."""
    with opened(folder) as ledger:
        about = ledger.about()
        return load_form(about["form"]), about["period"], ledger.issued(), standings_of(ledger)


def _code(issued: Issued) -> str:
    return issued.phong or issued.unit


def _kept(folder: Path, one: Standing) -> Path:
    message = letters.short_name(one.sent.message_id)
    decided = f"-{one.state.value}" if one.state in (State.ACCEPTED, State.RETURNED) else ""
    return folder / RECEIPTS / f"{one.sent.sha256[:16]}-{message}{decided}.txt"
