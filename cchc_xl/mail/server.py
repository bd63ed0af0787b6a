"""Send through a mail server, always over TLS; the password lies in the system's keyring."""

import os
import smtplib
import ssl
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

from cchc_xl.errors import CchcError
from cchc_xl.mail.letter import Letter, signed

_SECONDS, _SERVICE, _IMPLICIT = 30, "cchc_xl", 465


class Server(NamedTuple):
    """Where mail goes out: host and port (465 for implicit TLS, else STARTTLS), user, sender's address."""

    host: str
    user: str
    sender: str
    port: int = 587


def settings(path: Path) -> Server:
    """Read the server's settings; raises CchcError THU03 where the file is missing or wrong."""
    try:
        return Server(**tomllib.loads(path.read_text("utf-8-sig")))
    except (OSError, ValueError, TypeError) as error:
        told = "chưa có" if isinstance(error, FileNotFoundError) else "không đọc được"
        example = 'host = "thu.tinh.gov.vn", port = 587, user = "…", sender = "Sở … <cchc@tinh.gov.vn>"'
        fix = f"Ghi vào «{path}», mỗi mục một dòng: {example}; không ghi mật khẩu vào đó"
        raise CchcError("THU03", f"{told} thiết lập máy chủ thư ({type(error).__name__})", fix) from None


def keep_password(server: Server, password: str) -> None:
    """Put the password into the system's keyring; raises CchcError THU04 without one."""
    with _keyring() as keyring:
        keyring.set_password(_SERVICE, f"{server.user}@{server.host}", password)


def send(letters: Iterable[Letter], server: Server, when: datetime) -> Iterator[Letter]:
    """Send letters in one session and give each back, to those it went to, once the server has taken it.

    Raises CchcError THU04 without a keyring or password, THU05 where the server cannot be reached, THU06
    without TLS or for a certificate nobody vouches for, THU07 where it refuses the user or a letter, and
    after all letters for the addresses that it does not take.
    """
    with _keyring() as keyring:
        password = keyring.get_password(_SERVICE, f"{server.user}@{server.host}")
    if password is None:
        fix = "Chạy cchc send --password một lần để cất mật khẩu vào kho của máy"
        raise CchcError("THU04", f"chưa có mật khẩu của {server.user} trong kho mật khẩu", fix)
    refused: dict[str, str] = {}
    try:
        with _session(server) as session:
            session.login(server.user, password)
            for letter in letters:
                missed = _refused(session, signed(letter, server.sender, when), letter)
                refused |= missed
                if taken := tuple(one for one in letter.to if one not in missed):
                    yield replace(letter, to=taken)
    except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
        message = f"máy chủ thư {server.host} không nối được bằng TLS ({error})"
        raise CchcError(
            "THU06", message, "Hỏi quản trị máy chủ cổng và chứng thư; không gửi khi không có TLS"
        ) from None
    except smtplib.SMTPResponseException as error:
        message = f"máy chủ thư từ chối ({error.smtp_code}: {_text(error.smtp_error)})"
        raise CchcError("THU07", message, "Kiểm tra người dùng, mật khẩu, cỡ tệp") from None
    except (OSError, smtplib.SMTPException) as error:
        message = f"không nối được máy chủ thư {server.host}:{server.port} ({error})"
        raise CchcError("THU05", message, "Kiểm tra mạng và thiết lập máy chủ thư") from None
    if refused:
        told = ", ".join(f"{address} ({why})" for address, why in refused.items())
        message = f"máy chủ thư không nhận thư gửi {told}; các thư khác đã đi"
        raise CchcError("THU07", message, "Sửa địa chỉ rồi gửi lại cho những nơi này")


def _refused(session: smtplib.SMTP, message: EmailMessage, letter: Letter) -> dict[str, str]:
    """Send one letter; give the addresses that it did not go to, and why."""
    try:
        missed = session.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        missed = error.recipients
    except smtplib.SMTPDataError as error:
        return dict.fromkeys(letter.to, f"{error.smtp_code} {_text(error.smtp_error)}")
    except smtplib.SMTPNotSupportedError:
        return dict.fromkeys(letter.to, "địa chỉ có chữ ngoài bảng chữ cái Latinh")
    return {address: f"{code} {_text(answer)}" for address, (code, answer) in missed.items()}


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _session(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.port == _IMPLICIT:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=context)
    session = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
    try:
        session.starttls(context=context)
    except BaseException:
        session.close()
        raise
    return session


@contextmanager
def _keyring() -> Iterator[Any]:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        fix = 'Cài thêm bằng pip install "cchc-xl[mail]", hoặc gửi bằng --via folder'
        raise CchcError("THU04", "chưa có phần mềm kho mật khẩu (keyring)", fix) from None
    try:
        yield keyring
    except KeyringError as error:
        fix = "Mở khóa kho mật khẩu của máy, hoặc gửi bằng --via folder"
        raise CchcError("THU04", f"không dùng được kho mật khẩu ({error})", fix) from None


def settings_file(own: Path) -> Path:
    """Locate the settings: CCHC_THU, else beside the user's own forms."""
    return Path(os.environ.get("CCHC_THU") or own.parent / "thu.toml")
