"""How the documents of the register are cited: in full first, in short afterwards, alone or as a group."""

from collections.abc import Iterator
from datetime import date

from cchc_xl.entries.picture import Picture, Row
from cchc_xl.form.model import OTHER_UNIT
from cchc_xl.text.numbers import show_date
from cchc_xl.text.tokens import Marked, point, span
from cchc_xl.text.vietnamese import fold

BLANK = "……"
"""What stands where nothing was entered, to be seen and filled."""
GROUPS = "nhom_van_ban"


class Register:
    """Cites by the key of a document or of a group of documents.

    Which citation is the first is known only when the template is filled: a citation is a mark, and `notes`
    gives what it may become.
    """

    def __init__(self, picture: Picture) -> None:
        self.form = picture.form
        rows = list(picture.filled("van_ban"))
        self.documents = {fold(row.key): row for row in rows if row.key}
        self.groups = {
            option.key: [row for row in rows if row["nhom"].text == option.key]
            for option in self.form.lists[GROUPS]
        }

    def footnote(self, key: str) -> Marked | None:
        """Mark a footnote that cites a document, or all of a group; None where there is nothing to cite."""
        row = self.documents.get(fold(key))
        if row:
            return point("ct", row.key)
        group = next((group for group in self.groups if fold(group) == fold(key)), "")
        return span("cn", group, point("ct", group)) if self.groups.get(group) else None

    def citation(self, row: Row) -> Marked:
        """Cite a document in running text."""
        return span("vb", _identity(row), self.full(row))

    def full(self, row: Row) -> str:
        """Give the first citation, as NĐ 30/2020 has it; without issuer if it is the unit's own."""
        day = row["ngay"].value
        dated = show_date(day) if isinstance(day, date) else BLANK
        nameless = row["co_quan"].text in (self.form.unit.code, OTHER_UNIT)
        issuer = "" if nameless else f" của {self._label(row, 'co_quan')}"
        subject = row["trich_yeu"].text.strip().rstrip(".;")
        return f"{self.short(row)} ngày {dated}{issuer}" + (f" về {subject}" if subject else "")

    def short(self, row: Row) -> str:
        """Give any later citation: type, number, symbol."""
        return f"{self._label(row, 'loai')} số {row['so_ky_hieu'].text or BLANK}"

    def notes(self) -> list[dict[str, object]]:
        """Give what each key cites: groups first, so that a document comes before a group of the same key."""
        cited = self.groups | {row.key: [row] for row in self.documents.values()}
        return [{"khoa": key, "van_ban": list(self._cited(rows))} for key, rows in cited.items()]

    def _cited(self, rows: list[Row]) -> Iterator[dict[str, object]]:
        for row in rows:
            yield {"khoa": _identity(row), "day_du": self.full(row), "ngan": self.short(row)}

    def _label(self, row: Row, column: str) -> str:
        options = self.form.options(self.form.sheets["van_ban"].column[column].list)
        return options.get(row[column].text, BLANK)


def _identity(row: Row) -> str:
    """Give the key of a row, or its number while it has none."""
    return row.key or f"#{row.number}"
