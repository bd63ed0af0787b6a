"""Asks the Open XML SDK, Microsoft's own checker, whether Office would accept a file."""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from support.needs import located


def problems(*paths: Path) -> list[str]:
    """Return what is wrong with .xlsx, .xlam and .docx files, one line each; [] when all are valid.

    A file that is no Office file at all is a problem too. Several files in one call are checked side by side.
    """
    validator = located("ooxml-validator")
    with ThreadPoolExecutor() as pool:
        return [line for lines in pool.map(lambda path: _problems(validator, path), paths) for line in lines]


def _problems(validator: str, path: Path) -> list[str]:
    finished = subprocess.run(
        [validator, str(path)], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=120
    )
    if finished.returncode not in (0, 1):
        raise RuntimeError(f"{validator} did not run: {finished.stderr}")
    return [_line(path, error) for error in json.loads(finished.stdout)["errors"]]


def _line(path: Path, error: dict[str, str | None]) -> str:
    where = f"{path.name}{error['path'] or ''} {error['xPath'] or ''}".rstrip()
    return f"{where}: {error['description']}"
