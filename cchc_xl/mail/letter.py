"""A letter with files, and the message of it as mail programs read it."""

import mimetypes
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path

from cchc_xl.errors import CchcError

_ADDRESS = r"[^\s@<>\"(),:;]+@[^\s@<>\"(),:;]+"
_ONE = re.compile(rf"[^<>@:]*<({_ADDRESS})>|({_ADDRESS})")
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Letter:
    """What goes to whom; `answers` is the Message-ID of the message it replies to, "" for none."""

    to: tuple[str, ...]
    subject: str
    text: str
    files: tuple[Path, ...] = ()
    answers: str = ""


def addresses(text: str) -> tuple[str, ...]:
    """Take addresses apart: `Tên <a@b>, c@d`. Raises CchcError THU01 for what is none."""
    found = []
    for one in re.split("[,;\n]", text):
        if not (match := _ONE.fullmatch(one.strip())):
            fix = "Ghi như ten@so.gov.vn; nhiều nơi thì cách nhau bằng dấu phẩy"
            raise CchcError("THU01", f"«{one.strip()}» không phải địa chỉ thư", fix)
        found.append(match[1] or match[2])
    return tuple(found)


def draft(letter: Letter) -> bytes:
    """Give the letter as an .eml that mail programs open to be looked at and sent.

    Raises CchcError THU02 where a line break in a header would smuggle in another header.
    """
    message = _message(letter)
    message["X-Unsent"] = "1"
    return message.as_bytes()


def signed(letter: Letter, sender: str, when: datetime) -> EmailMessage:
    """Give the letter as a server takes it, with sender, date and Message-ID; raises as `draft` does."""
    message = _message(letter)
    _set(message, "From", sender)
    message["Date"] = format_datetime(when)
    message["Message-ID"] = make_msgid(domain=addresses(sender)[0].rpartition("@")[2])
    return message


def _message(letter: Letter) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    _set(message, "To", ", ".join(letter.to))
    _set(message, "Subject", letter.subject)
    for header in ("In-Reply-To", "References") if letter.answers else ():
        _set(message, header, letter.answers)
    message.set_content(letter.text, cte="base64")
    for file in letter.files:
        kind = _SHEET if file.suffix == ".xlsx" else mimetypes.guess_type(file.name)[0]
        main, _, sub = (kind or "application/octet-stream").partition("/")
        message.add_attachment(file.read_bytes(), maintype=main, subtype=sub, filename=file.name)
    return message


def _set(message: EmailMessage, header: str, value: str) -> None:
    try:
        message[header] = value
    except ValueError:
        told = f"«{value[:60]}» có dấu xuống dòng nên không làm tiêu đề thư được"
        raise CchcError("THU02", told, "Ghi trên một dòng") from None
