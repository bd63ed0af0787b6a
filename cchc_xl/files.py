"""Files that come whole or not at all, and are known by their bytes."""

import glob
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cchc_xl.errors import CchcError

_LEFT = 24 * 3600  # seconds after which nobody still writes a file


@contextmanager
def in_place_of(out: Path) -> Iterator[Path]:
    """Give a path beside `out`, its folder made; what is written there takes the place of `out` in the end.

    Raises CchcError TEP09 when it cannot be written.
    """
    beside = out.with_name(f".{out.stem}.{os.getpid()}{out.suffix}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        _remove_left(out)
        beside.touch()
        yield beside
        beside.replace(out)
    except OSError as error:
        fix = "Đóng tệp nếu đang mở trong Excel, Word; kiểm tra thư mục có cho phép ghi và ổ đĩa còn chỗ"
        raise CchcError("TEP09", f"không ghi được «{out.name}»", fix) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _remove_left(out: Path) -> None:
    """Remove what processes killed long ago left beside a file.

    By its age: a number may by now be another process's, or one of another computer in a shared folder.
    """
    for path in out.parent.glob(f".{glob.escape(out.stem)}.*{glob.escape(out.suffix)}"):
        number = path.name.removeprefix(f".{out.stem}.").removesuffix(out.suffix)
        with suppress(OSError):
            if number.isdecimal() and time.time() - path.stat().st_mtime > _LEFT:
                path.unlink()


def write(out: Path, data: bytes) -> None:
    """Write a file."""
    with in_place_of(out) as beside:
        beside.write_bytes(data)


def sha256_of(path: Path) -> str:
    """Give the hash of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
