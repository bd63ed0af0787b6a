"""Files that come whole or not at all, and are known by their bytes."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cchc_xl.errors import CchcError


@contextmanager
def in_place_of(out: Path) -> Iterator[Path]:
    """Give a path beside `out`, its folder made; what is written there takes the place of `out` in the end.

    Raises CchcError TEP09 when it cannot be written.
    """
    beside = out.with_name(f".{out.stem}.{os.getpid()}{out.suffix}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside.touch()
        yield beside
        beside.replace(out)
    except OSError as error:
        fix = "Đóng tệp nếu đang mở trong Excel, Word; kiểm tra thư mục có cho phép ghi và ổ đĩa còn chỗ"
        raise CchcError("TEP09", f"không ghi được «{out.name}»", fix) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def write(out: Path, data: bytes) -> None:
    """Write a file."""
    with in_place_of(out) as beside:
        beside.write_bytes(data)


def sha256_of(path: Path) -> str:
    """Give the hash of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
