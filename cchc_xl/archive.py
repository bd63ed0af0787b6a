"""A zip from outside: each entry read whole and counted while it is inflated, since declared sizes lie."""

import zipfile
import zlib
from copy import copy
from pathlib import Path
from typing import IO, BinaryIO

from cchc_xl.errors import CchcError

MAX_FILE, MAX_UNPACKED, MAX_PART, MAX_PARTS = 25 << 20, 200 << 20, 100 << 20, 2000
_RATIO, _SMALL = 200, 1 << 20  # no honest entry larger than the second packs better than the first
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What `zipfile` raises on files that are no zip, or no longer."""


class Archive:
    """The entries of a zip within limits; raises BROKEN for damage, CchcError TEP05 for too much."""

    def __init__(self, file: Path | BinaryIO, times: int = 1) -> None:
        self._zip = zipfile.ZipFile(file)
        self._times = times
        self._sizes: dict[int, int] = {}
        entries = self._zip.infolist()
        if len(entries) > MAX_PARTS:
            raise refused("có quá nhiều phần bên trong")
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED * times:
            raise refused("nội dung bung ra quá lớn")
        self.entries = [entry for entry in entries if not entry.is_dir()]

    def open(self, entry: zipfile.ZipInfo) -> IO[bytes]:
        """Open an entry to be read piece by piece."""
        return self._zip.open(entry)

    def read(self, entry: zipfile.ZipInfo) -> bytes:
        """Read an entry to its real end."""
        unbounded = copy(entry)
        unbounded.file_size = MAX_PART + 1  # up to which zipfile then reads; the checksum holds for the whole
        with self._zip.open(unbounded) as file:
            data = file.read(MAX_PART + 1)
        self._sizes[entry.header_offset] = len(data)
        if len(data) > MAX_PART or sum(self._sizes.values()) > MAX_UNPACKED * self._times:
            raise refused("nội dung bung ra quá lớn")
        if len(data) > _SMALL and len(data) > _RATIO * entry.compress_size:
            raise refused("một phần bên trong nén quá chặt, như tệp phá hoại")
        if len(data) != entry.file_size:
            raise refused("kích thước khai báo của một phần bên trong không đúng")
        return data


def refused(why: str) -> CchcError:
    """Make the error for a file that is not read because it may do harm."""
    return CchcError(
        "TEP05",
        f"tệp bị từ chối vì an toàn: {why}",
        "Chép số liệu sang tệp đã được phát, hoặc workbook mới lập",
    )
