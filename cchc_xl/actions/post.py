"""How letters leave: Outlook, a server, drafts, or a folder for web mail."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from cchc_xl import resources
from cchc_xl.mail import folder as folders
from cchc_xl.mail import outlook, server
from cchc_xl.mail.letter import Letter

LETTERS, SENT = "Thư", "Đã gửi"
"""The folder in which letters are laid, and the one beside a workbook that keeps what was sent of it."""


class Via(StrEnum):
    """How letters leave."""

    FOLDER = "folder"
    EML = "eml"
    SMTP = "smtp"
    OUTLOOK = "outlook"


def usual() -> Via:
    """Give the way without a choice: Outlook where it is, else a folder for web mail."""
    return Via.OUTLOOK if outlook.is_there() else Via.FOLDER


class Post(NamedTuple):
    """How letters leave, and the folder in which drafts are laid."""

    via: Via
    folder: Path

    def deliver(self, given: Iterable[Letter]) -> Iterator[Letter]:
        """Let the letters out one by one and give each back once it is; raises what the way raises.

        Letters without an address are laid into files, for people to address; a server gets none of them.
        """
        out = list(given)
        if self.via is Via.SMTP:
            addressed = (letter for letter in out if letter.to)
            yield from server.send(addressed, server.settings(settings_file()), datetime.now().astimezone())
            yield from folders.write_drafts([letter for letter in out if not letter.to], self.folder)
        elif self.via is Via.OUTLOOK:
            yield from outlook.show(out)
        elif self.via is Via.EML:
            yield from folders.write_drafts(out, self.folder)
        else:
            yield from folders.lay_out(out, self.folder)
            if out:
                folders.to_clipboard(folders.as_text(out[0]))
                folders.open_folder(self.folder)

    def told(self) -> str:
        """Say in words where the letters are."""
        return {
            Via.SMTP: "Đã gửi qua máy chủ thư.",
            Via.OUTLOOK: "Thư đã mở trong Outlook: xem lại rồi bấm Gửi.",
            Via.EML: f"Thư soạn sẵn (.eml) trong {self.folder}: mở, xem lại rồi gửi.",
            Via.FOLDER: f"Tệp và nội dung thư trong {self.folder}; thư đầu đã chép vào bộ nhớ tạm nếu được.",
        }[self.via]


def settings_file() -> Path:
    """Locate the settings of the mail server."""
    return server.settings_file(resources.own_forms())
