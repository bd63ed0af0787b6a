"""What came in: workbooks in folders, zips and letters, each stored under a name made from its content."""

import hashlib
import io
import os
import re
from binascii import a2b_base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from cchc_xl.archive import BROKEN, MAX_FILE, MAX_UNPACKED, Archive, refused
from cchc_xl.errors import CchcError
from cchc_xl.files import sha256_of
from cchc_xl.text.file_names import clean_name

MAX_MESSAGE, MAX_DEPTH, MAX_ITEMS, MAX_MULTIPARTS, MAX_HEADER = 64 << 20, 3, 500, 200, 5000
UNKNOWN = "?"
"""The sender of a letter that names none, or several: nobody's address."""
_BOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_OFFICE = ("[Content_Types].xml", "mimetype")
_LETTER = re.compile(
    rb"\A(?:From |[A-Za-z][\w-]*:[ \t\r])(?s:.*?)^(?:Message-ID|Received|MIME-Version|Date):", re.M | re.I
)
_MULTIPART = re.compile(rb"boundary\s*=", re.I)
_OUTLOOK = b"\xd0\xcf\x11\xe0", "__substg1.0_".encode("utf-16-le")
_TNEF = b"\x78\x9f\x3e\x22"
_OTHER_ARCHIVES = {b"Rar!\x1a\x07": ".rar", b"7z\xbc\xaf\x27\x1c": ".7z", b"\x1f\x8b": ".gz"}
_MAILBOX = re.compile(rb"\r?\n(?=From [^\r\n]* \d\d:\d\d:\d\d [^\r\n]*\r?\n[A-Za-z][\w-]*:)")
_UUENCODED = re.compile(rb"^begin [0-7]{3,4} \S", re.M)
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/ms-tnef", "message/partial")
_OF_SYSTEMS = ("thumbs.db", "desktop.ini")
_SAVE_OUT = (
    "Gửi lại bằng thư thường, đính kèm workbook; hoặc lưu tệp đính kèm ra thư mục nhận rồi tổng hợp lại"
)
_ZIP_AGAIN = "Gửi lại workbook .xlsx đính kèm thẳng vào thư, không nén, không đặt mật khẩu"


@dataclass(frozen=True)
class Item:
    """One thing that came: where its bytes are stored, what it was called, by which letter of whom, when.

    `message_id` and `sender` are "" for what lay in the folder by itself. What could not be opened says why
    in the place of its bytes.
    """

    source: Path | CchcError
    name: str
    sha256: str
    sent: datetime
    message_id: str = ""
    sender: str = ""


class _Origin(NamedTuple):
    """How something came: the letter that was handed in, not those inside it, which anybody can write."""

    sent: datetime
    message_id: str = ""
    sender: str = ""
    depth: int = 0

    def inside(self, number: int) -> "_Origin":
        """Give the origin of a thing in this; of several with one time the last counts as the latest."""
        return self._replace(sent=self.sent + timedelta(microseconds=number), depth=self.depth + 1)


def received(sources: Iterable[Path], store: Path) -> Iterator[Item]:
    """Give all that lies in files and folders, zips and letters opened; nothing is left out in silence.

    Passed over are what systems leave about, bodies of letters, and pictures in them. Raises CchcError TEP01
    for a source that is not there.
    """
    kept = store.resolve()
    for source in sources:
        if not source.exists():
            raise CchcError("TEP01", f"không có «{source.name}»", "Kiểm tra lại tên tệp và thư mục")
        for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
            lies = path.is_file() or (path.is_symlink() and not path.exists())
            if lies and kept not in path.resolve().parents and not _of_a_system(path.name):
                yield from _Reception(store).file(path)


@dataclass
class _Reception:
    """Opens one file with all that is in it, and counts."""

    store: Path
    items: int = 0
    unpacked: int = 0

    def file(self, path: Path) -> Iterator[Item]:
        try:
            about = path.stat()
            data = path.read_bytes() if about.st_size <= MAX_MESSAGE else None
        except OSError as error:
            told = f"không đọc được tệp «{clean_name(path.name)}» ({error.strerror})"
            fault = CchcError("THU25", told, "Đóng tệp nếu đang mở, xem quyền đọc, rồi chạy lại")
            yield self._fault(bytes(path), path.name, _Origin(datetime.now().astimezone()), fault)
            return
        origin = _Origin(datetime.fromtimestamp(about.st_mtime).astimezone())
        if data is None:
            yield Item(_too_much("tệp quá lớn"), clean_name(path.name), sha256_of(path), origin.sent)
        else:
            yield from self.open(data, path.name, origin)

    def open(self, data: bytes, name: str, origin: _Origin) -> Iterator[Item]:
        """Give what something holds, or is."""
        self.items += 1
        self.unpacked += len(data)
        if self.items > MAX_ITEMS or self.unpacked > MAX_UNPACKED or origin.depth > MAX_DEPTH:
            yield self._fault(data, name, origin, _too_much("quá nhiều tệp, quá nhiều lớp hoặc quá lớn"))
        elif closed := _closed(data, name):
            yield self._fault(data, name, origin, closed)
        elif _is_letter(data, name):
            for letter in _MAILBOX.split(data):
                yield from self._letter(letter, name, origin)
        elif _is_archive(data, name):
            yield from self._archive(data, name, origin)
        else:
            yield self._stored(data, name, origin)

    def _stored(self, data: bytes, name: str, origin: _Origin) -> Item:
        if len(data) > MAX_FILE:
            return self._fault(data, name, origin, refused("tệp quá lớn"))
        sha256 = hashlib.sha256(data).hexdigest()
        suffix = PurePosixPath(name.lower()).suffix
        path = self.store / f"{sha256}{suffix if suffix in _BOOKS else '.bin'}"
        if not path.is_file():
            self.store.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(f".{os.getpid()}.tmp")
            beside.write_bytes(data)
            beside.replace(path)
        return Item(path, clean_name(name) or path.name, sha256, *origin[:3])

    def _fault(self, data: bytes, name: str, origin: _Origin, error: CchcError) -> Item:
        sha256 = hashlib.sha256(error.code.encode() + data).hexdigest()  # by itself it may open
        return Item(error, clean_name(name), sha256, *origin[:3])

    def _archive(self, data: bytes, name: str, origin: _Origin) -> Iterator[Item]:
        try:
            archive = Archive(io.BytesIO(data))
        except BROKEN:
            error = CchcError("THU23", f"tệp nén «{clean_name(name)}» bị hỏng", _ZIP_AGAIN)
            yield self._fault(data, name, origin, error)
            return
        except CchcError:
            yield self._fault(data, name, origin, _too_much("tệp nén quá lớn"))
            return
        if not archive.entries:
            yield self._fault(
                data, name, origin, CchcError("THU23", f"tệp nén «{clean_name(name)}» rỗng", _ZIP_AGAIN)
            )
        by_day = sorted(archive.entries, key=lambda entry: entry.date_time)
        for number, entry in enumerate(by_day):
            inner = _as_utf8(entry.filename)
            if _of_a_system(PurePosixPath(inner).name) or inner.startswith("__MACOSX/"):
                continue
            try:
                content = archive.read(entry)
            except (CchcError, *BROKEN) as error:
                yield self._fault(data + inner.encode(), inner, origin, _unopened(error, inner, name))
            else:
                yield from self.open(content, inner, origin.inside(number))

    def _letter(self, data: bytes, name: str, origin: _Origin) -> Iterator[Item]:
        try:
            if len(_MULTIPART.findall(data)) > MAX_MULTIPARTS:
                raise ValueError("a letter of too many parts")
            message = message_from_bytes(data, policy=policy.default)
            attached = list(_attached(message))
        except Exception:  # the parser of the standard library raises many kinds on odd letters
            error = CchcError("THU22", f"thư «{clean_name(name)}» hỏng, không mở được", _SAVE_OUT)
            yield self._fault(data, name, origin, error)
            return
        if not origin.message_id:
            saved = min(origin.sent, datetime.now().astimezone())  # a letter was sent before that
            sent = min(_sent(message) or saved, saved)
            origin = _Origin(sent, _message_id(message, data), _sender(message), origin.depth)
        for number, (content, title, sealed) in enumerate(attached):
            if sealed:
                error = CchcError(
                    "THU22", f"«{title}» là nội dung được mã hóa hoặc đóng gói riêng", _SAVE_OUT
                )
                yield self._fault(content, title, origin, error)
            else:
                yield from self.open(content, title, origin.inside(number))
        if not attached:
            what = "chép tệp vào lời thư (uuencode)" if _UUENCODED.search(data) else "không có tệp đính kèm"
            told = f"thư «{clean_name(name)}» {what}"
            yield self._fault(data, name, origin, CchcError("THU21", told, "Gửi lại, đính kèm workbook"))


def _closed(data: bytes, name: str) -> CchcError | None:
    """Give why something that holds files is not opened here; None for all else."""
    name = clean_name(name)
    if data.startswith(_OUTLOOK[0]) and _OUTLOOK[1] in data:
        return CchcError("THU22", f"thư Outlook «{name}» (.msg) không đọc được ở đây", _SAVE_OUT)
    if data.startswith(_TNEF):
        return CchcError("THU22", f"«{name}» là tệp mà Outlook gói riêng (winmail.dat)", _SAVE_OUT)
    for start, kind in _OTHER_ARCHIVES.items():
        if data.startswith(start):
            return CchcError("THU23", f"«{name}» là tệp nén {kind}, không mở được ở đây", _ZIP_AGAIN)
    return None


def _attached(message: Message) -> Iterator[tuple[bytes, str, bool]]:
    """Give the attachments of a letter and of letters in it: content, name, whether it is sealed."""
    for part in message.walk():
        kind, name = part.get_content_type(), part.get_filename() or ""
        place = part.get_content_disposition()
        if kind == "message/rfc822" and str(part["Content-Transfer-Encoding"]).casefold() == "base64":
            coded: Any = part.get_payload(0)  # which the parser takes for the letter itself
            yield a2b_base64(coded.as_bytes()), name or "thu.eml", False
        if part.is_multipart() or kind in _SIGNATURES or kind == "message/rfc822":
            continue
        shown = kind.startswith("image/") and place != "attachment" and part["Content-ID"]
        body = kind.startswith(("text/", "message/")) and not name and place != "attachment"
        if (shown and not name.lower().endswith(_BOOKS)) or (body and kind != "message/partial"):
            continue
        content = part.get_payload(decode=True)
        yield content if isinstance(content, bytes) else b"", name or "tep-khong-ten", kind in _SEALED


def _raw(message: Message, name: str) -> str:
    """Give a header that stands once and is not too long to be looked into; else ""."""
    found = [str(value) for key, value in message.raw_items() if key.casefold() == name.casefold()]
    return found[0] if len(found) == 1 and len(found[0]) <= MAX_HEADER else ""


def _sender(message: Message) -> str:
    """Give the one address that a letter says it is from."""
    try:
        header: Any = message["From"] if _raw(message, "From") else None
        (address,) = header.addresses
    except Exception:  # see above
        return UNKNOWN
    text = str(address.addr_spec).casefold()
    return text if text.isascii() and "@" in text else UNKNOWN  # broken bytes cannot be stored


def _message_id(message: Message, data: bytes) -> str:
    known = "".join(_raw(message, "Message-ID").split())
    return (
        known if 0 < len(known) <= 250 and known.isascii() else f"sha256:{hashlib.sha256(data).hexdigest()}"
    )


def _sent(message: Message) -> datetime | None:
    """Give when a letter arrived at the last server, which its writer cannot choose, else what it says."""
    arrived = next((str(value) for key, value in message.raw_items() if key.casefold() == "received"), "")
    for text in (arrived[:MAX_HEADER].rpartition(";")[2], _raw(message, "Date")):
        try:
            when = parsedate_to_datetime(text.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return when if when.tzinfo else when.replace(tzinfo=UTC)
    return None


def _is_letter(data: bytes, name: str) -> bool:
    named = name.lower().endswith(".eml") and not data.startswith((b"PK", _OUTLOOK[0]))
    return named or _LETTER.match(data[:MAX_HEADER]) is not None


def _is_archive(data: bytes, name: str) -> bool:
    """Tell a zip of files from a file that is itself a zip, as workbooks are."""
    if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return name.lower().endswith(".zip")
    try:
        names = {entry.filename for entry in Archive(io.BytesIO(data)).entries}
    except (CchcError, *BROKEN):
        return name.lower().endswith(".zip")
    return names.isdisjoint(_OFFICE) and not name.lower().endswith(_BOOKS)


def _as_utf8(name: str) -> str:
    """Read a name as the many programs meant it that write UTF-8 without saying so."""
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _of_a_system(name: str) -> bool:
    return name.startswith(".") or name.casefold() in _OF_SYSTEMS


def _too_much(why: str) -> CchcError:
    return CchcError("THU24", f"không mở vì an toàn: {why}", "Gửi từng workbook trong thư riêng")


def _unopened(error: Exception, inner: str, name: str) -> CchcError:
    told = error.message if isinstance(error, CchcError) else "hỏng hoặc có mật khẩu"
    return CchcError(
        "THU23", f"«{clean_name(inner)}» trong «{clean_name(name)}» không mở được: {told}", _ZIP_AGAIN
    )
