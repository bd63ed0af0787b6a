"""Let one process at a time change a shared record, and keep what it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from cchc_xl.errors import CchcError
from cchc_xl.excel.kept import place_to_keep

_SECONDS = 30


@contextmanager
def changing(record: Path) -> Iterator[None]:
    """Keep others out while the record is read, changed and written; what stood there goes to «Bản lưu».

    Raises CchcError DOT24 when somebody else does not finish.
    """
    record.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(record.with_name(f".{record.name}.lock"), timeout=_SECONDS):
            before = record.read_bytes() if record.exists() else None
            yield
            if before is not None and record.read_bytes() != before:
                place_to_keep(record).write_bytes(before)
    except Timeout as error:
        message = f"«{record.name}» đang được người khác cập nhật"
        raise CchcError("DOT24", message, "Đợi người ấy làm xong rồi chạy lại lệnh") from error
