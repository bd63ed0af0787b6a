"""Recalculates a workbook with ironcalc: fast and in this process."""

from pathlib import Path

import ironcalc

from support import Cells


def recalculated(path: Path) -> Cells:
    """Return the value of every non-empty cell after a full evaluation."""
    model = ironcalc.load_from_xlsx(str(path), "en", "UTC")
    model.evaluate()
    titles = [sheet["name"] for sheet in model.get_worksheets_properties()]
    cells: Cells = {title: {} for title in titles}
    for sheet, row, column in model.get_all_cells():
        if not model.is_empty_cell(sheet, row, column):
            address = f"{ironcalc.column_name_from_number(column)}{row}"
            cells[titles[sheet]][address] = model.get_cell_value(sheet, row, column)
    return cells
