"""Open the export of a one-stop system: a workbook, or a CSV file of any delimiter."""

import csv
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path

from cchc_xl.dossiers.headers import WITHIN, find_header
from cchc_xl.dossiers.reading import Table
from cchc_xl.errors import CchcError
from cchc_xl.excel.package import LARGER
from cchc_xl.excel.source import Source

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SAMPLE = 1 << 16


def log_tables(path: Path) -> Iterator[Table]:
    """Give the tables of a file, one after the other; their rows are read as they are asked for.

    Raises CchcError TEP01-TEP05 for a file that is no workbook, HS05 for a CSV file that cannot be read.
    """
    if path.suffix.lower() in (".csv", ".txt", ".tsv"):
        yield Table(path.name, _lines(path))
        return
    source = Source(path, LARGER)
    for title in source.titles:
        with ThreadPoolExecutor(1) as beside:  # both unpack the sheet, and neither holds the other up
            faulty = beside.submit(source.faulty_cells, title)
            rows, left = source.streamed(title)
        yield Table(title, rows, left, faulty.result())


def _columns(lines: list[str], delimiter: str) -> int:
    """Count the columns of a log that a delimiter finds; other texts may hold more of another."""
    header = find_header(list(islice(csv.reader(lines, delimiter=delimiter), WITHIN)), 0)
    return len(header.columns) if header else 0


def _lines(path: Path) -> Iterator[Sequence[str]]:
    if not path.is_file():
        raise CchcError("TEP01", f"không có tệp «{path.name}»", "Kiểm tra lại tên tệp và thư mục")
    with path.open("rb") as start:
        sample = start.read(_SAMPLE)
    encoding = next((name for mark, name in _MARKS.items() if sample.startswith(mark)), "utf-8")
    try:
        delimiter = max(",;\t|", key=partial(_columns, sample.decode(encoding, "ignore").splitlines()))
        with path.open(encoding=encoding, newline="") as file:
            yield from csv.reader(file, delimiter=delimiter)
    except (UnicodeError, csv.Error) as error:
        message = f"tệp «{path.name}» không phải CSV mã UTF-8, hoặc đã hỏng"
        raise CchcError("HS05", message, "Xuất lại dạng .xlsx, hoặc lưu CSV bằng mã UTF-8") from error
