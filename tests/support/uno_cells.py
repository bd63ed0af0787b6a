"""The cells of a workbook that is open in LibreOffice, for uno_store.py; runs under a Python that has uno.

Called as `uno_cells.py PIPE` it serves a LibreOffice that runs already, for a process that it started itself.
"""

import json
import sys
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue

DATE, PERCENT = 2, 16  # com.sun.star.util.NumberFormat
AMBIGUOUS = "AMBIGUOUS_VALUE"
VALUE, DATETIME, STRING, FORMULA = 1, 2, 4, 16  # com.sun.star.sheet.CellFlags
EXCEL_ERRORS = {"Err:502": "#VALUE!", "Err:504": "#VALUE!"}
LOOKS = ("CharFontName", "NumberFormat", "CellProtection")
SAVED = "Calc MS Excel 2007 XML"


class Cells:
    """An open document; positions count from 1, a box is [row, column, rows, columns]."""

    def __init__(self, document):
        self.document = document
        self.dates = {}

    def sheet(self, title):
        """Return a sheet by its title."""
        return self.document.Sheets.getByName(title)

    def range(self, title, box):
        """Return the cells of a box."""
        row, column, rows, columns = box
        return self.sheet(title).getCellRangeByPosition(
            column - 1, row - 1, column + columns - 2, row + rows - 2
        )

    def titles(self):
        """List the titles of all sheets."""
        return list(self.document.Sheets.ElementNames)

    def visible(self, title):
        """Tell whether a sheet is shown."""
        return bool(self.sheet(title).IsVisible)

    def show(self, title):
        """Show a sheet."""
        self.sheet(title).IsVisible = True

    def used(self, title):
        """Return the last row and column that hold something."""
        cursor = self.sheet(title).createCursor()
        cursor.gotoEndOfUsedArea(False)
        address = cursor.RangeAddress
        return [address.EndRow + 1, address.EndColumn + 1]

    def values(self, title, box):
        """Return values; a date as {"date": serial}, an error as {"error": text}."""
        cells = self.range(title, box)
        rows = [[None if value == "" else value for value in row] for row in cells.getDataArray()]
        for r, c in self._dates(title, box):
            if isinstance(rows[r][c], float):
                rows[r][c] = {"date": rows[r][c]}
        for area in cells.queryFormulaCells(4).RangeAddresses:  # FormulaResult.ERROR
            for row in range(area.StartRow, area.EndRow + 1):
                for column in range(area.StartColumn, area.EndColumn + 1):
                    text = self.sheet(title).getCellByPosition(column, row).String
                    rows[row - box[0] + 1][column - box[1] + 1] = {"error": EXCEL_ERRORS.get(text, text)}
        return rows

    def _dates(self, title, box):
        """Give the places in a box that are formatted as dates."""
        if title not in self.dates:
            formats, areas = self.document.NumberFormats, []
            for same in self.sheet(title).getUniqueCellFormatRanges():
                if formats.getByKey(same.getByIndex(0).NumberFormat).Type & DATE:
                    areas += same.RangeAddresses
            self.dates[title] = areas
        top, left, rows, columns = box[0] - 1, box[1] - 1, box[2], box[3]
        for area in self.dates[title]:
            for row in range(max(area.StartRow, top), min(area.EndRow, top + rows - 1) + 1):
                for column in range(max(area.StartColumn, left), min(area.EndColumn, left + columns - 1) + 1):
                    yield row - top, column - left

    def formulas(self, title, box):
        """Return what stands in the cells, formulas as they are."""
        return [list(row) for row in self.range(title, box).getFormulaArray()]

    def look(self, title, box, index):
        """Return font, number format or whether cells are locked; None where cells differ."""
        cells = self.range(title, box)
        if cells.getPropertyState(LOOKS[index]).value == AMBIGUOUS:
            return None
        value = cells.getPropertyValue(LOOKS[index])
        if index == 1:
            return self.document.NumberFormats.getByKey(value).FormatString
        return value.IsLocked if index == 2 else value

    def merged(self, title, box):
        """Tell whether the cells are merged ones; None where some may be."""
        there = self.range(title, box).getIsMerged()
        return there if box[2:] == [1, 1] or not there else None

    def merge_area(self, title, cell):
        """Return the box into which a cell is merged."""
        sheet = self.sheet(title)
        cursor = sheet.createCursorByRange(sheet.getCellByPosition(cell[1] - 1, cell[0] - 1))
        cursor.collapseToMergedArea()
        area = cursor.RangeAddress
        rows, columns = area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1
        return [area.StartRow + 1, area.StartColumn + 1, rows, columns]

    def put(self, title, puts):
        """Put values and formulas into cells: [[row, column], kind, value]; a date as {"date": serial}."""
        sheet = self.sheet(title)
        self.document.addActionLock()
        for (row, column), kind, value in puts:
            cell = sheet.getCellByPosition(column - 1, row - 1)
            if value is None:
                cell.clearContents(VALUE | DATETIME | STRING | FORMULA)
            elif kind == "formula":
                cell.Formula = value
            elif isinstance(value, dict):
                cell.Value = value["date"]
            elif isinstance(value, str):
                cell.String = value
            else:
                cell.Value = float(value)
        self.document.removeActionLock()

    def is_protected(self, title):
        """Tell whether a sheet is protected."""
        return self.sheet(title).isProtected()

    def unprotect(self, title, password):
        """Open the protection of a sheet; tell whether it is open."""
        self.sheet(title).unprotect(password)
        return not self.sheet(title).isProtected()

    def protect(self, title, password):
        """Protect a sheet."""
        self.sheet(title).protect(password)

    def tables(self):
        """Return the tables: {name: [sheet title, box]}."""
        found = {}
        for one in self.document.DatabaseRanges:
            area = one.DataArea
            size = [area.EndRow - area.StartRow + 1, area.EndColumn - area.StartColumn + 1]
            found[one.Name] = [
                self.document.Sheets.getByIndex(area.Sheet).Name,
                [area.StartRow + 1, area.StartColumn + 1, *size],
            ]
        return found

    def resize(self, name, box):
        """Let a table be the box."""
        table = self.document.DatabaseRanges.getByName(name)
        area = table.DataArea
        area.StartRow, area.StartColumn = box[0] - 1, box[1] - 1
        area.EndRow, area.EndColumn = box[0] + box[2] - 2, box[1] + box[3] - 2
        table.DataArea = area

    def link(self, title, links):
        """Let cells lead to a place: [[row, column], "'Trang'.D5" or None]."""
        self.document.addActionLock()
        for (row, column), target in links:
            cell = self.sheet(title).getCellByPosition(column - 1, row - 1)
            text = cell.String
            if cell.TextFields.Count:
                cell.String = text
            if target:
                field = self.document.createInstance("com.sun.star.text.TextField.URL")
                field.URL, field.Representation = f"#{target}", text
                cell.String = ""
                cell.insertTextContent(cell.createTextCursor(), field, False)
        self.document.removeActionLock()

    def names(self):
        """Return the defined names with what they refer to, as Excel writes it."""
        names = self.document.NamedRanges
        found = {}
        for name in names.ElementNames:
            content = names.getByName(name).Content
            sheet, _, place = content.partition(".")
            found[name] = f"={sheet.lstrip('$')}!{place.replace('.', '')}" if place[:1] == "$" else content
        return found

    def properties(self):
        """Return the custom properties."""
        bag = self.document.DocumentProperties.UserDefinedProperties
        return {one.Name: str(getattr(bag, one.Name)) for one in bag.getPropertySetInfo().getProperties()}

    def where(self):
        """Return the title of the sheet in front and the selected cell."""
        controller, selected = self.document.CurrentController, self.document.CurrentSelection
        area = getattr(selected, "RangeAddress", None)
        cell = [area.StartRow + 1, area.StartColumn + 1] if area else [1, 1]
        return [controller.ActiveSheet.Name, cell]

    def go(self, title, cell):
        """Bring a sheet to the front and select a cell."""
        controller = self.document.CurrentController
        controller.setActiveSheet(self.sheet(title))
        controller.select(self.sheet(title).getCellByPosition(cell[1] - 1, cell[0] - 1))

    def calculate_alone(self, is_on):
        """Let formulas follow by themselves, or not."""
        self.document.enableAutomaticCalculation(is_on)

    def recalculate(self):
        """Work all formulas out."""
        self.document.calculateAll()

    def save_copy(self, path):
        """Write the workbook to another file."""
        how = (PropertyValue(Name="FilterName", Value=SAVED), PropertyValue(Name="Overwrite", Value=True))
        self.document.storeToURL(Path(path).as_uri(), how)

    def close(self):
        """Close the document."""
        self.document.close(True)


def find(desktop, path):
    """Return the open document of a file."""
    url = Path(path).as_uri()
    for document in desktop.Components:
        if getattr(document, "URL", "") == url:
            return Cells(document)
    raise LookupError(f"{path} is not open")


def answer(desktop, known, path, call, arguments):
    """Do one call on the document of a file."""
    if path not in known:
        known[path] = find(desktop, path)
    return getattr(known[path], call)(*arguments)


def main(pipe):
    """Answer requests of one line each, on stdin, until it closes."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
    desktop = remote.ServiceManager.createInstance("com.sun.star.frame.Desktop")
    known = {}
    for line in sys.stdin:
        try:
            reply = {"result": answer(desktop, known, **json.loads(line)["arguments"])}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
