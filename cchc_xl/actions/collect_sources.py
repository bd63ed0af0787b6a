"""What of the sources of a collection is read: what came, never what the software itself keeps there."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from cchc_xl.actions.correspondence import RECEIPTS
from cchc_xl.actions.post import LETTERS, SENT
from cchc_xl.collect.incoming import KEPT
from cchc_xl.collect.ledger import FILE, Ledger
from cchc_xl.excel.kept import KEPT as EARLIER
from cchc_xl.files import sha256_of

_EMPTY = "THOP14", "thư mục không có tệp nào để đọc; kiểm tra lại đường dẫn"
_OURS = "THOP14", "thư mục này giữ tệp của chính phần mềm; để các tệp nhận được vào một thư mục khác"
_LINK = "THOP15", "liên kết hỏng hoặc không phải tệp; chép chính tệp ấy vào thư mục nhận"


class SetAside(NamedTuple):
    """A file given that is not in the figures, and why."""

    file: str
    code: str
    reason: str


def readable(sources: Iterable[Path], ours: Iterable[Path], unread: list[SetAside]) -> Iterator[Path]:
    """Give the files among the sources; of folders without what the collection itself keeps and writes.

    What cannot be read there, and folders that hold nothing to read, are noted.
    """
    mine = {path.resolve() for path in ours}
    for source in sources:
        if not source.is_dir():
            yield source
            continue
        found = 0
        for path in sorted(source.rglob("*")):
            if path.name.startswith((".", FILE)) or (path.is_dir() and not path.is_symlink()):
                continue
            if not path.is_file():
                unread.append(SetAside(str(path.relative_to(source)), *_LINK))
            elif not mine & {whole := path.resolve(), *whole.parents}:
                yield path
                found += 1
        if not found:
            within = mine & {whole := source.resolve(), *whole.parents}
            unread.append(SetAside(str(source), *(_OURS if within else _EMPTY)))


def own(ledger: Ledger, folder: Path) -> Iterator[Path]:
    """Give the software's own folders in that of a period, and the files that still are as handed out.

    One saved over came back.
    """
    yield from (folder / name for name in (KEPT, EARLIER, LETTERS, RECEIPTS, SENT))
    for one in ledger.issued():
        if (folder / one.file).is_file() and sha256_of(folder / one.file) == one.sha256:
            yield folder / one.file
