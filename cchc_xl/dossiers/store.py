"""The log beside the workbook of its period: Parquet files of dossiers and of their steps."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from cchc_xl.errors import CchcError
from cchc_xl.files import in_place_of

Frame = pd.DataFrame


class Stored(NamedTuple):
    """The dossiers of a log and their steps."""

    dossiers: Frame
    steps: Frame


def paths(workbook: Path, unit: str, period: str) -> tuple[Path, Path]:
    """Name the files of dossiers and steps beside a workbook."""
    stem = f"ho-so-{unit}-{period}"
    return workbook.with_name(f"{stem}.parquet"), workbook.with_name(f"{stem}-buoc.parquet")


@contextmanager
def saving(stored: Stored, workbook: Path, unit: str, period: str) -> Iterator[None]:
    """Write a log beside a workbook, in place of that of an earlier import once the rest is done, too.

    Raises CchcError HS06, TEP09.
    """
    dossiers, steps = paths(workbook, unit, period)
    with in_place_of(dossiers) as first, in_place_of(steps) as second:
        for frame, path in zip(stored, (first, second), strict=True):
            _with_pyarrow(frame.to_parquet, path, engine="pyarrow", index=False)
        yield


def load(workbook: Path, unit: str, period: str) -> Stored:
    """Read the log beside a workbook; raises CchcError HS06, HS07."""
    files = paths(workbook, unit, period)
    if not all(path.is_file() for path in files):
        fix = f"Chạy: cchc import-dossiers TEP-HE-THONG-MOT-CUA.xlsx {workbook.name}"
        raise CchcError("HS07", f"cạnh «{workbook.name}» chưa có sổ hồ sơ «{files[0].name}»", fix)
    return Stored(*(_with_pyarrow(pd.read_parquet, path, engine="pyarrow") for path in files))


def _with_pyarrow(call: Any, *arguments: Any, **options: Any) -> Any:
    try:
        return call(*arguments, **options)
    except ImportError as error:
        message = "máy chưa có pyarrow nên không đọc, ghi được sổ hồ sơ (.parquet)"
        raise CchcError("HS06", message, 'Cài thêm: pip install "cchc-xl[dossiers]"') from error
