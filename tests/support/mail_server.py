"""Runs a mail server on the loopback: aiosmtpd with STARTTLS takes letters, Dovecot keeps and gives them.

Both run as an ordinary user in a directory of their own and end with the test.
"""

import contextlib
import grp
import imaplib
import os
import pwd
import shutil
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.needs import located

USER, PASSWORD = "cchc", "mat-khau-thu"
_SECONDS = 20


@dataclass
class MailServer:
    """A running server: certificate, SMTP port, IMAP port."""

    certificate: Path
    smtp: int
    imap: int
    taken: int = 0

    def letters(self, mailbox: str) -> list[bytes]:
        """Fetch all messages of a mailbox as its owner's mail program would, over TLS."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        with imaplib.IMAP4("localhost", self.imap) as client:
            client.starttls(context)
            client.login(mailbox, PASSWORD)
            client.select()
            _, (numbers,) = client.search(None, "ALL")
            return [client.fetch(n.decode(), "(RFC822)")[1][0][1] for n in numbers.split()]


@contextlib.contextmanager
def mail_server() -> Iterator[MailServer]:
    """Run the server: whoever logs in as USER may send; what is sent to NAME@... lies in mailbox NAME."""
    from aiosmtpd.controller import Controller

    with _home() as (home, user):
        certificate, key = _certificate(home)
        lmtp, imap = _free_port(), _free_port()
        process = _dovecot(home, user, certificate, key, lmtp, imap)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server = MailServer(certificate, _free_port(), imap)
        front = Controller(
            _Relay(server, lmtp),
            hostname="localhost",
            port=server.smtp,
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            authenticator=_known,
            data_size_limit=25 << 20,
        )
        front.start()
        try:
            yield server
        finally:
            front.stop()
            process.terminate()
            process.wait(_SECONDS)


class _Relay:
    """Hands every letter on to Dovecot."""

    def __init__(self, server: MailServer, port: int) -> None:
        self.server, self.port = server, port

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("khong-co@"):
            return "550 khong co nguoi nhan"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        with smtplib.LMTP("localhost", self.port) as client:
            for address in envelope.rcpt_tos:
                client.sendmail(envelope.mail_from, [address], envelope.content)
        self.server.taken += 1
        return "250 OK"


def _known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
    from aiosmtpd.smtp import AuthResult

    known = data.login == USER.encode() and data.password == PASSWORD.encode()
    return AuthResult(success=known, handled=False)


@contextlib.contextmanager
def _home() -> Iterator[tuple[Path, str]]:
    """Make a directory of an ordinary user: of this one, or of nobody where this is root."""
    home = Path(tempfile.mkdtemp(prefix="cchc-thu-", dir="/tmp"))
    user = pwd.getpwuid(os.getuid()).pw_name if os.getuid() else "nobody"
    try:
        if not os.getuid():
            shutil.chown(home, user)
        yield home, user
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _certificate(home: Path) -> tuple[Path, Path]:
    """Make a certificate for localhost that vouches for itself."""
    certificate, key = home / "chung-thu.pem", home / "khoa.pem"
    command = [located("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*command, "-out", certificate, "-keyout", key], check=True, capture_output=True)
    key.chmod(0o644)  # Dovecot reads it as another user; it lives as long as the test
    return certificate, key


def _dovecot(
    home: Path, user: str, certificate: Path, key: Path, lmtp: int, imap: int
) -> subprocess.Popen[bytes]:
    group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
    settings = home / "dovecot.conf"
    settings.write_text(_SETTINGS.format(**locals()), "utf-8")
    as_user = {} if os.getuid() else {"user": user, "group": group, "extra_groups": []}
    command = [located("dovecot"), "-F", "-c", settings]
    with (home / "dovecot.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, **as_user)
    deadline = time.monotonic() + _SECONDS
    for port in (lmtp, imap):
        while not _answers(port):
            assert process.poll() is None and time.monotonic() < deadline, (home / "dovecot.log").read_text()
            time.sleep(0.05)
    return process


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("localhost", port), 1) as connection:
            return bool(connection.recv(1))
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


_SETTINGS = """
base_dir = {home}/run
state_dir = {home}/state
log_path = /dev/stderr
protocols = lmtp imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{home}/mail/%n
mail_home = {home}/mail/%n
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
passdb {{
  driver = static
  args = password=mat-khau-thu
}}
userdb {{
  driver = static
  args = uid={user} gid={group} allow_all_users=yes
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service stats {{
  chroot =
}}
protocol lmtp {{
  ssl = no
}}
"""
