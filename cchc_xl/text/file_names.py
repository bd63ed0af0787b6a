"""Names of files as others wrote them, made fit to be shown and kept as text."""

import unicodedata
from pathlib import PurePosixPath

_LONGEST = 120
_RESERVED = frozenset('<>:"|?*')
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)


def clean_name(name: str) -> str:
    """Give the last part of a name: NFC, no control or bidi characters, nothing that Windows reserves.

    It is for people to read. Files are stored under names of our own.
    """
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rstrip("/").rpartition("/")[2])
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    plain = "".join("_" if c in _RESERVED else c for c in visible).strip(" .")
    if plain.partition(".")[0].strip().casefold() in _DEVICES:
        plain = f"_{plain}"
    suffix = PurePosixPath(plain).suffix[: _LONGEST // 4]
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - len(suffix)] + suffix
