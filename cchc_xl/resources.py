"""Find workbook/, macros/ and templates/: the checkout first, else the copy in the wheel."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def folder(name: str) -> Path:
    """Locate one of the data folders.

    Raises FileNotFoundError when the installation is incomplete.
    """
    for path in (_CHECKOUT / name, _PACKAGE / "_data" / name):
        if (_is_checkout() or path.parent != _CHECKOUT) and path.is_dir():
            return path
    raise FileNotFoundError(f"{name}/ is missing beside the package: install cchc-xl again")


def _is_checkout() -> bool:
    return (_CHECKOUT / "pyproject.toml").is_file()


def workbook() -> Path:
    """Locate the form definitions and the workbooks built from them."""
    return folder("workbook")


def templates() -> Path:
    """Locate the Word templates."""
    return folder("templates")


def macros() -> Path:
    """Locate the sources of the add-in."""
    return folder("macros")


def own_forms() -> Path:
    """Locate the user's own forms: CCHC_BIEU_MAU, else the user's data; the folder need not exist."""
    if chosen := os.environ.get("CCHC_BIEU_MAU"):
        return Path(chosen)
    return own_folder() / "bieu-mau"


def own_folder() -> Path:
    """Locate the user's own folder of this program; it need not exist."""
    data = os.environ.get("LOCALAPPDATA") if os.name == "nt" else None
    return (Path(data) if data else Path.home() / ".local" / "share") / "cchc_xl"
