"""«Bản lưu»: what a workbook was before the program changed it."""

from datetime import datetime
from pathlib import Path

KEPT = "Bản lưu"
MOST = 20
"""How many copies of one workbook are kept; the oldest go."""


def place_to_keep(path: Path) -> Path:
    """Name the dated copy of a file in «Bản lưu» beside it; the folder is made."""
    folder = path.parent / KEPT
    folder.mkdir(exist_ok=True)
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    return folder / f"{path.stem}-{stamp}{path.suffix}"


def drop_oldest(path: Path) -> None:
    """Leave the newest copies of a file; they sort by their names."""
    stamp = "-" + "-".join("[0-9]" * digits for digits in (8, 6, 6))
    name = path.stem.translate({ord(letter): f"[{letter}]" for letter in "[*?"})
    for copy in sorted((path.parent / KEPT).glob(f"{name}{stamp}{path.suffix}"))[:-MOST]:
        copy.unlink()
