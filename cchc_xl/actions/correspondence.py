"""Letters to all who were handed a workbook: the workbook itself, reminders, receipts for what they sent."""

import hashlib
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from cchc_xl.actions import letters
from cchc_xl.actions.post import Post
from cchc_xl.collect.identified import standings_of
from cchc_xl.collect.ledger import Ledger
from cchc_xl.collect.submissions import Issued, Standing
from cchc_xl.errors import CchcError
from cchc_xl.form.form import Form
from cchc_xl.form.load import load_form
from cchc_xl.mail.folder import as_text
from cchc_xl.mail.letter import Letter

RECEIPTS = "Biên nhận"
"""The folder that keeps the receipts sent: each file that came is answered once."""


def send_parts(folder: Path, post: Post, only: Collection[str] = ()) -> Iterator[Letter]:
    """Send the workbooks handed out in a folder, to all or to some named by symbol or code."""
    form, period, issued, _ = _open(folder)
    chosen = [one for one in issued if not only or {_code(one), form.units[_code(one)].symbol} & set(only)]
    return post.deliver(letters.handing_out(form, period, one, folder / one.file) for one in chosen)


def remind(folder: Path, post: Post, today: date) -> Iterator[Letter]:
    """Remind those of whom nothing counts."""
    form, period, issued, standing = _open(folder)
    there = {(one.reading.unit, one.reading.phong) for one in standing if one.counts}
    missing = [one for one in issued if (one.unit, one.phong) not in there]
    return post.deliver(letters.reminding(form, period, one, today) for one in missing)


def send_receipts(folder: Path, post: Post) -> Iterator[Letter]:
    """Answer every message that brought a file and that was not answered yet."""
    form, period, _, standing = _open(folder)
    waiting = {_kept(folder, one): one for one in standing if "@" in one.sent.sender}
    fresh = {kept: letters.receipt(form, period, one) for kept, one in waiting.items() if not kept.exists()}
    for kept, letter in zip(fresh, post.deliver(fresh.values()), strict=True):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(as_text(letter), "utf-8-sig")
        yield letter


def _open(folder: Path) -> tuple[Form, str, tuple[Issued, ...], list[Standing]]:
    """Read the ledger of a folder; raises CchcError THU13 where nothing was handed out or taken in."""
    with Ledger.open(folder) as ledger:
        about = ledger.about()
        if not about:
            message = f"«{folder.name}» chưa phát biểu mẫu nào"
            raise CchcError("THU13", message, "Phát bằng cchc split X.xlsx -o THƯ-MỤC, rồi nêu thư mục ấy")
        return load_form(about["form"]), about["period"], ledger.issued(), standings_of(ledger)


def _code(issued: Issued) -> str:
    return issued.phong or issued.unit


def _kept(folder: Path, one: Standing) -> Path:
    message = hashlib.sha256(one.sent.message_id.encode()).hexdigest()
    return folder / RECEIPTS / f"{one.sent.sha256[:16]}-{message[:8]}.txt"
