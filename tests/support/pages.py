"""Reads and renders the pages of a PDF with poppler."""

import glob
import subprocess
from pathlib import Path

from support.needs import located


def page_texts(pdf: Path) -> list[str]:
    """Return the text of each page, columns kept apart by blanks as on the page."""
    text = _run("pdftotext", "-layout", "-enc", "UTF-8", str(pdf), "-")
    return text.split("\f")[:-1]


def page_pngs(pdf: Path, out_dir: Path, dpi: int = 70) -> list[Path]:
    """Render each page to a PNG in `out_dir`; return their paths in page order."""
    out_dir.mkdir(parents=True, exist_ok=True)
    pattern = f"{glob.escape(pdf.stem)}-*.png"
    for old in out_dir.glob(pattern):
        old.unlink()
    _run("pdftoppm", "-r", str(dpi), "-png", str(pdf), str(out_dir / pdf.stem))
    return sorted(out_dir.glob(pattern))


def _run(program: str, *arguments: str) -> str:
    command = [located(program), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8", timeout=120).stdout
