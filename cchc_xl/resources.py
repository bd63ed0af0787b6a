"""Find workbook/, macros/ and templates/: the checkout first, else the copy in the wheel."""

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
