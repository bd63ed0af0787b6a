"""A workbook that is open in LibreOffice, as a store for excel_engine.py."""

import datetime
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from support.cell_store import ALLOWED, ERRORS, Box, Cell, Protection, Put, box_of
from support.needs import located, without_python_settings

_EPOCH = datetime.datetime(1899, 12, 30)
Ask = Callable[..., Any]


class UnoStore:
    """The same as CellStore, answered by LibreOffice; what that knows not of protection is kept here."""

    counts_from_1904 = has_macros = False

    def __init__(self, path: Path, ask: Ask) -> None:
        self.path = path
        self._ask = ask
        self.names, self.properties = self.do("names"), self.do("properties")
        self._allowed: dict[str, tuple[bool, ...]] = {}

    def do(self, call: str, *arguments: Any) -> Any:
        """Ask the document."""
        return self._ask("live", path=str(self.path), call=call, arguments=arguments)

    @property
    def titles(self) -> list[str]:
        titles: list[str] = self.do("titles")
        return titles

    def visible(self, title: str) -> int:
        return -1 if self.do("visible", title) else 0

    def show(self, title: str) -> None:
        self.do("show", title)

    def used(self, title: str) -> Any:
        return self.do("used", title)

    def values(self, title: str, box: Box) -> list[list[Any]]:
        return [[_value(value) for value in row] for row in self.do("values", title, box)]

    def formulas(self, title: str, box: Box) -> Any:
        return self.do("formulas", title, box)

    def look(self, title: str, box: Box, index: int) -> Any:
        return self.do("look", title, box, index)

    def merged(self, title: str, box: Box) -> Any:
        return self.do("merged", title, box)

    def merge_area(self, title: str, cell: Cell) -> Any:
        return tuple(self.do("merge_area", title, cell))

    def put(self, title: str, puts: list[Put]) -> None:
        self.do("put", title, [(cell, kind, _json(value)) for cell, kind, value in puts])

    def protection(self, title: str) -> Protection | None:
        allowed = self._allowed.get(title, (False,) * len(ALLOWED))
        return Protection("", allowed) if self.do("is_protected", title) else None

    def protect(self, title: str, protection: Protection | None) -> None:
        if protection:
            self._allowed[title] = protection.allowed
            self.do("protect", title, protection.password)
        else:
            self.do("unprotect", title, "")

    def tables(self, title: str) -> dict[str, Any]:
        return {name: tuple(box) for name, (where, box) in self.do("tables").items() if where == title}

    def resize(self, title: str, name: str, box: Box) -> None:
        self.do("resize", name, box)

    def link(self, title: str, links: list[tuple[Cell, str | None]]) -> None:
        self.do("link", title, [(cell, target and target.replace("!", ".")) for cell, target in links])

    def where(self) -> tuple[str, str]:
        from openpyxl.utils import get_column_letter

        title, (row, column) = self.do("where")
        return title, f"{get_column_letter(column)}{row}"

    def go(self, title: str, address: str) -> None:
        self.do("go", title, box_of(address)[:2])

    def calculate_alone(self, is_on: bool) -> None:
        self.do("calculate_alone", is_on)

    def recalculate(self) -> None:
        self.do("recalculate")

    def save_copy(self, path: Path) -> None:
        self.do("save_copy", str(path))


def _json(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return {"date": (value - _EPOCH) / datetime.timedelta(days=1)}
    return value


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return _EPOCH + datetime.timedelta(days=value["date"]) if "date" in value else ERRORS[value["error"]]
    return value


def attached(pipe: str) -> Ask:
    """Ask a LibreOffice that runs already, by a helper process of its own."""
    command = [located("python-uno"), str(Path(__file__).with_name("uno_cells.py")), pipe]
    helper = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=without_python_settings(),
    )

    def ask(action: str, **arguments: Any) -> Any:
        assert helper.stdin and helper.stdout
        helper.stdin.write(json.dumps({"arguments": arguments}) + "\n")
        helper.stdin.flush()
        reply = json.loads(helper.stdout.readline())
        if "error" in reply:
            raise RuntimeError(reply["error"])
        return reply["result"]

    return ask
