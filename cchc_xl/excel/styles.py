"""The one palette and the cell formats of all workbooks."""

from typing import Any

from cchc_xl.form.model import NUMERIC

PALETTE = {
    "title": "#1F4E79",
    "header": "#D9E2EC",
    "input": "#FFFBE6",
    "computed": "#EDEDED",
    "group": "#E8EEF4",
    "border": "#A6A6A6",
    "error": "#C00000",
    "warning": "#9C5700",
}
NUMBER_FORMATS = {
    "integer": "#,##0",
    "code": "0",
    "year": "0",
    "decimal": "#,##0.00",
    "percent": "0.00",
    "number": "0.00",
    "decimal3": "#,##0.000",
    "change": "+#,##0.00;-#,##0.00;0.00",
    "change3": "+#,##0.000;-#,##0.000;0.000",
    "steps": "+0;-0;0",
    "date": r"dd\/mm\/yyyy",  # a bare / becomes the date separator of the reader's Windows
    "text": "@",
    "key": "@",
}
_ONLY_SHOWN = frozenset({"decimal3", "change", "change3", "steps"})
"""Numbers that no form asks for: three decimals, differences with their sign."""


class Styles:
    """Makes each cell format once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def get(self, **properties: object) -> Any:
        """Give the format with these XlsxWriter properties on top of the common ones."""
        whole = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter", **properties}
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(dict(whole))
        return self._made[key]

    def title(self) -> Any:
        """Give the format of a sheet's title."""
        return self.get(bold=True, font_size=16, font_color=PALETTE["title"])

    def intro(self) -> Any:
        """Give the format of the line under the title."""
        return self.get(italic=True, text_wrap=True, valign="top")

    def link(self) -> Any:
        """Give the format of a link."""
        return self.get(font_color="#0563C1", underline=1)

    def boxed_link(self) -> Any:
        """Give the format of a link in a table."""
        border = {"border": 1, "border_color": PALETTE["border"]}
        return self.get(font_color="#0563C1", underline=1, indent=1, **border)

    def header(self) -> Any:
        """Give the format of the header row."""
        fill = PALETTE["header"]
        return self.get(bold=True, text_wrap=True, align="center", bg_color=fill, border=1)

    def cell(self, cell_type: str, fill: str, *, bold: bool = False, left: bool = False) -> Any:
        """Give the format of a cell by its type and by who fills it (fixed, typed, computed, group)."""
        properties: dict[str, object] = {"border": 1, "border_color": PALETTE["border"], "text_wrap": True}
        if cell_type in NUMBER_FORMATS:
            properties["num_format"] = NUMBER_FORMATS[cell_type]
        if left:
            properties |= {"align": "left", "indent": 1}
        elif cell_type in NUMERIC | _ONLY_SHOWN:
            properties["align"] = "right"
        elif cell_type != "date":
            properties["indent"] = 1
        if bold:
            properties["bold"] = True
        colour = {"typed": "input", "computed": "computed", "group": "group"}.get(fill)
        if colour:
            properties["bg_color"] = PALETTE[colour]
        properties["locked"] = fill != "typed"
        return self.get(**properties)
