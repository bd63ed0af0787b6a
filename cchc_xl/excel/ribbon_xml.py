"""Make the ribbon and its macros from one table, macros/buttons.csv: a row is a button.

A row without a parent is a large button; rows that name it as their parent stand in the menu under it.
"""

import csv
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from cchc_xl import resources

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
MODULE = "CchcButtons"


class Button(NamedTuple):
    """A button; `name` is the function in cchc_xl.ribbon, `image` an icon of Office itself."""

    name: str
    label: str
    screentip: str
    supertip: str
    image: str
    parent: str

    @property
    def macro(self) -> str:
        """Name the macro that the ribbon calls."""
        return f"Cchc_{self.name}"


def buttons() -> tuple[Button, ...]:
    """Read the table."""
    with (resources.macros() / "buttons.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Button(**row) for row in csv.DictReader(file))


def ribbon_xml(table: Sequence[Button]) -> str:
    """Write the ribbon."""
    root = Element("customUI", xmlns=NAMESPACE)
    tabs = SubElement(SubElement(root, "ribbon"), "tabs")
    tab = SubElement(tabs, "tab", id="cchc_tab", label="CCHC")
    group = SubElement(tab, "group", id="cchc_group", label="Cải cách hành chính")
    for button in (one for one in table if not one.parent):
        below = [one for one in table if one.parent == button.name]
        if not below:
            _button(group, button, size="large")
            continue
        split = SubElement(group, "splitButton", id=f"cchc_{button.name}_split", size="large")
        _button(split, button)
        menu = SubElement(split, "menu", id=f"cchc_{button.name}_menu")
        for one in below:
            _button(menu, one)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, "unicode")}\n'


def _button(inside: Element, button: Button, **more: str) -> None:
    shown = {"label": button.label, "screentip": button.screentip, "supertip": button.supertip}
    does = {"id": f"cchc_{button.name}", "imageMso": button.image, "onAction": button.macro}
    SubElement(inside, "button", does | shown | more)


def buttons_module(table: Sequence[Button]) -> str:
    """Write the macros, as the editor of VBA imports them: each starts Python and hands over."""
    lines = [
        f'Attribute VB_Name = "{MODULE}"',
        "' Made from buttons.csv by cchc build.",
        "",
    ]
    for button in table:
        lines += [
            f"Sub {button.macro}(control As IRibbonControl)",
            f'    RunPython "from cchc_xl import ribbon; ribbon.{button.name}()"',
            "End Sub",
            "",
        ]
    return "\r\n".join(lines)
