"""Zip parts of the evidence, each small enough for one mail."""

import shutil
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cchc_xl.entries.evidence import EvidenceFile
from cchc_xl.errors import CchcError
from cchc_xl.form.criteria import FOLDER

_MEGABYTE = 1_000_000
_LETTER = 200_000  # bytes kept free for the letter, its headers and the printed list
_LEAST, _LARGEST = Decimal("0.5"), 1_000
_END, _ENTRY = 22, 30 + 46  # bytes of a zip's end, and of a file's two headers without its names


class Part(NamedTuple):
    """A zip part: its file name, what goes in, its size in bytes."""

    name: str
    files: tuple[EvidenceFile, ...]
    size: int


def room(limit: Decimal) -> int:
    """Give the bytes of the largest zip that a mail of `limit` MB carries; raises CchcError TLKC02.

    A mail writes 57 bytes of an attachment as a line of 78 (base64, RFC 2045): a third more.
    """
    if not _LEAST <= limit <= _LARGEST:
        raise CchcError("TLKC02", f"giới hạn {limit} MB không dùng được", "Ghi --limit từ 0,5 đến 1000 (MB)")
    return (int(limit * _MEGABYTE) - _LETTER) * 57 // 78


def plan(files: Iterable[EvidenceFile], most: int) -> tuple[list[Part], list[EvidenceFile]]:
    """Put files, whole and in their order, into parts of at most `most` bytes; the second list fits none.

    Parts are stored, not compressed: scans and Office files hardly shrink, and sizes are known beforehand.
    """
    groups: list[list[EvidenceFile]] = []
    too_large, size = [], most
    for file in files:
        taken = _ENTRY + 2 * len(_name(file).encode()) + file.size
        if _END + taken > most:
            too_large.append(file)
            continue
        if size + taken > most:
            groups.append([])
            size = _END
        groups[-1].append(file)
        size += taken
    parts = [Part(f"tlkc-{n}.zip", tuple(group), _size(group)) for n, group in enumerate(groups, 1)]
    return parts, too_large


def write_part(root: Path, part: Part, out: Path) -> None:
    """Write a part; raises CchcError TLKC03 for a file that is gone or has changed since it was listed."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for file in part.files:
            entry = zipfile.ZipInfo(_name(file))  # of 1980, so that the same files give the same bytes
            entry.file_size, entry.create_system, entry.external_attr = file.size, 3, 0o644 << 16
            with _opened(root, file) as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target)
            if entry.file_size != file.size:
                raise _changed(file)


def _name(file: EvidenceFile) -> str:
    return f"{FOLDER}/{file.path}"


def _size(files: Iterable[EvidenceFile]) -> int:
    return _END + sum(_ENTRY + 2 * len(_name(file).encode()) + file.size for file in files)


def _opened(root: Path, file: EvidenceFile) -> BinaryIO:
    try:
        return (root / file.source).open("rb")
    except OSError as error:
        raise _changed(file) from error


def _changed(file: EvidenceFile) -> CchcError:
    return CchcError(
        "TLKC03", f"tệp «{file.path}» không đọc được hoặc vừa bị thay đổi", "Đóng tệp ấy rồi làm lại"
    )
