"""Runs LibreOffice for libreoffice.py, under any Python that can import uno.

Called as `uno_worker.py SOFFICE PROFILE`. Each line on stdin is a request, {"action": name, "arguments": {}},
and gets one line on stdout, {"result": ...} or {"error": text}. Ends without an answer when LibreOffice died;
ends LibreOffice when stdin closes.
"""

import contextlib
import itertools
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import uno
import uno_cells
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException, Locale
from com.sun.star.table import TableSortField
from com.sun.star.uno import Exception as UnoException

START_SECONDS = 60
VALUE, DATETIME, STRING, FORMULA = 1, 2, 4, 16  # com.sun.star.sheet.CellFlags
CONTENT = VALUE | DATETIME | STRING | FORMULA
ERROR = 4  # com.sun.star.sheet.FormulaResult
LOGICAL = 1024  # com.sun.star.util.NumberFormat
GENERAL = 0  # the key of this number format
EXCEL_ERRORS = {"Err:502": "#VALUE!", "Err:504": "#VALUE!"}  # other Err: codes are unparsable or circular
XLSX = "Calc MS Excel 2007 XML"
ALWAYS = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
FORMATS = {".xlsx": XLSX, ".ods": "calc8", ".xls": "MS Excel 97"}
FILTERS = {".xlsx": XLSX, ".xlam": "Calc MS Excel 2007 VBA XML", ".docx": "MS Word 2007 XML"}
PDF_FILTERS = {".xlsx": "calc_pdf_Export", ".docx": "writer_pdf_Export"}


def main(soffice, profile):
    """Answer requests until stdin closes or LibreOffice dies."""
    process, desktop = start(soffice, Path(profile))
    try:
        for line in sys.stdin:
            request = json.loads(line)
            try:
                answer = {"result": ACTIONS[request["action"]](desktop, **request["arguments"])}
            except DisposedException:
                break  # LibreOffice is gone
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), flush=True)
    finally:
        end(process, desktop)
        shutil.rmtree(profile, ignore_errors=True)


class RefusedError(Exception):
    """The request cannot be met; the text says why."""


def start(soffice, profile):
    """Start LibreOffice with this profile; return its process and its desktop."""
    options = ["--headless", "--norestore", "--nologo", f"--accept=pipe,name={profile.name};urp;"]
    process = subprocess.Popen(
        [soffice, f"-env:UserInstallation={profile.as_uri()}", *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            remote = resolver.resolve(f"uno:pipe,name={profile.name};urp;StarOffice.ComponentContext")
            return process, remote.ServiceManager.createInstance("com.sun.star.frame.Desktop")
        except NoConnectException:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def end(process, desktop):
    """Ask LibreOffice to end, so that it removes its pipe."""
    with contextlib.suppress(UnoException):
        desktop.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)


def recalculated(desktop, path):
    """Return {sheet title: {"A1": value}} of every non-empty cell."""
    with opened(desktop, path) as document:
        return {sheet.Name: cells_of(sheet, document.NumberFormats) for sheet in sheets_of(document)}


def edited(desktop, path, out, edits, unprotect, sorts, changes):
    """Type values into cells, recalculate and save as .xlsx."""
    with opened(desktop, path) as document:
        if unprotect:
            for sheet in sheets_of(document):
                sheet.unprotect("")
        for what, title, argument in changes:
            change(document.Sheets.getByName(title), what, argument)
        for title, address, value in edits:
            type_into(document, title, address, value)
        for title, area, column in sorts:
            field = TableSortField(Field=column, IsAscending=True)
            fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
            document.Sheets.getByName(title).getCellRangeByName(area).sort(properties(SortFields=fields))
        document.calculateAll()
        save(document, out, FORMATS[Path(out).suffix])


def macros(desktop, path, press):
    """Return the Basic modules of an add-in, and its cell A1 once a macro of its ribbon has run."""
    options = properties(Hidden=True, MacroExecutionMode=ALWAYS, FilterName=FILTERS[".xlam"])
    document = desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, options)
    try:
        (library,) = (name for name in document.BasicLibraries.ElementNames if name != "Standard")
        modules = document.BasicLibraries.getByName(library)
        if press:
            url = f"vnd.sun.star.script:{library}.{press}?language=Basic&location=document"
            document.getScriptProvider().getScript(url).invoke((document,), (), ())
        told = document.Sheets.getByIndex(0).getCellByPosition(0, 0).String
        return {"modules": {name: modules.getByName(name) for name in modules.ElementNames}, "told": told}
    finally:
        document.close(True)


def change(sheet, what, argument):
    """Insert a column or a row before an index, or rename the sheet, as a person would."""
    if what == "rename":
        sheet.Name = argument
    elif what == "insert_column":
        sheet.Columns.insertByIndex(argument, 1)
    else:
        sheet.Rows.insertByIndex(argument, 1)


def to_pdf(desktop, path, out):
    """Save an .xlsx or .docx as PDF."""
    with opened(desktop, path) as document:
        save(document, out, PDF_FILTERS[Path(path).suffix])


def written(desktop, path, out, changes):
    """Change a document as a person would, each change at the first place of a text, and save it."""
    with opened(desktop, path) as document:
        for what, text, argument in changes:
            WRITES[what](document, text, argument)
        save(document, out, FILTERS[Path(out).suffix])


def rewrite(document, text, new):
    """Type over the whole paragraph that holds the text."""
    cursor = paragraph_of(document, text)
    cursor.setString(new)


def comment(document, text, words):
    """Comment on the text."""
    note = document.createInstance("com.sun.star.text.textfield.Annotation")
    note.Content, note.Author = words, "Người xem"
    place = found(document, text)
    place.getText().insertTextContent(place, note, True)


def overtype(document, text, new):
    """Type over the text alone."""
    found(document, text).setString(new)


def track(document, text, new):
    """Type over the text while changes are recorded."""
    document.RecordChanges = True
    found(document, text).setString(new)
    document.RecordChanges = False


def row_height(document, text, height):
    """Set the height, in 1/100 mm, of the row in whose table cell the text stands."""
    place = found(document, text)
    row = int("".join(letter for letter in place.Cell.CellName if letter.isdigit())) - 1
    row_of_table = place.TextTable.Rows.getByIndex(row)
    row_of_table.IsAutoHeight = False
    row_of_table.Height = height


def bold(document, text, weight):
    """Set the weight (100 plain, 150 bold) of the text."""
    found(document, text).CharWeight = weight


def rename_style(document, name, new):
    """Give a paragraph style another name."""
    document.StyleFamilies.getByName("ParagraphStyles").getByName(name).setName(new)


def new_section(document, text, style):
    """Begin a new page, with a page style of its own, at the paragraph that holds the text."""
    paragraph_of(document, text).PageDescName = style


def found(document, text):
    """Return the first place of a text, cells and footnotes included."""
    search = document.createSearchDescriptor()
    search.SearchString, search.SearchCaseSensitive = text, True
    place = document.findFirst(search)
    if place is None:
        raise RefusedError(f"there is no {text!r}")
    return place


def paragraph_of(document, text):
    """Return a cursor over the paragraph that holds the text."""
    place = found(document, text)
    cursor = place.getText().createTextCursorByRange(place)
    cursor.gotoStartOfParagraph(False)
    cursor.gotoEndOfParagraph(True)
    return cursor


WRITES = {
    "rewrite": rewrite,
    "comment": comment,
    "overtype": overtype,
    "track": track,
    "row_height": row_height,
    "bold": bold,
    "rename_style": rename_style,
    "new_section": new_section,
}


def restyled(desktop, path, out, changes):
    """Save a .docx with properties of passages, or of its first page (""), set by hand."""
    with opened(desktop, path) as document:
        for words, name, value in changes:
            passage(document, words).setPropertyValue(
                name, uno.Enum(*value) if isinstance(value, list) else value
            )
        save(document, out, FILTERS[".docx"])


def passage(document, words):
    """Return the first place where these words stand, the style of the first page for no words."""
    if not words:
        styles = document.StyleFamilies.getByName("PageStyles")
        cursor = document.CurrentController.ViewCursor
        cursor.gotoStart(False)
        return styles.getByName(cursor.PageStyleName)
    search = document.createSearchDescriptor()
    search.SearchString = words
    found = document.findFirst(search)
    if found is None:
        raise RefusedError(f"no words {words!r}")
    return found


KNOWN = {}


def live(desktop, path, call, arguments):
    """Do one call on a workbook that stays open."""
    return uno_cells.answer(desktop, KNOWN, path, call, arguments)


def opened_to_stay(desktop, path):
    """Open a workbook, formulas recalculated, and leave it open."""
    opened(desktop, path).__enter__()


ACTIONS = {
    "live": live,
    "opened_to_stay": opened_to_stay,
    "recalculated": recalculated,
    "edited": edited,
    "macros": macros,
    "to_pdf": to_pdf,
    "written": written,
    "restyled": restyled,
}


class opened:  # noqa: N801 - used like the built-in; contextlib's way cannot carry a UNO exception
    """Open a document, formulas recalculated, macros off, and close it at the end."""

    def __init__(self, desktop, path):
        how = properties(
            Hidden=True, MacroExecutionMode=0, UpdateDocMode=0, FilterName=FILTERS.get(Path(path).suffix, "")
        )
        self.document = desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, how)
        if self.document is None:
            raise RefusedError(f"LibreOffice cannot open {path}")

    def __enter__(self):
        if hasattr(self.document, "calculateAll"):
            self.document.calculateAll()
        return self.document

    def __exit__(self, *error):
        self.document.close(True)


def save(document, out, filter_name):
    """Write the document to a file with this export filter."""
    document.storeToURL(Path(out).as_uri(), properties(FilterName=filter_name, Overwrite=True))


def properties(**values):
    """Return the arguments as UNO property values."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def sheets_of(document):
    """Return the sheets of a workbook in their order."""
    return [document.Sheets.getByIndex(index) for index in range(document.Sheets.Count)]


def cells_of(sheet, formats):
    """Return {"A1": value} of every non-empty cell."""
    cells = {}
    for area in sheet.queryContentCells(CONTENT).RangeAddresses:
        values = sheet.getCellRangeByPosition(*corners(area)).getDataArray()
        cells.update(zip(names_of(area), itertools.chain.from_iterable(values), strict=True))
    for name in logical_cells(sheet, formats) & cells.keys():
        if cells[name] in (0.0, 1.0):
            cells[name] = bool(cells[name])
    for area in sheet.queryFormulaCells(ERROR).RangeAddresses:
        for name in names_of(area):
            text = sheet.getCellRangeByName(name).String
            cells[name] = EXCEL_ERRORS.get(text, text)
    return cells


def logical_cells(sheet, formats):
    """Return the names of the cells that show TRUE or FALSE: in LibreOffice only their format tells."""
    names = set()
    for ranges in sheet.getUniqueCellFormatRanges():
        if formats.getByKey(ranges.getByIndex(0).NumberFormat).Type & LOGICAL:
            names.update(name for area in ranges.RangeAddresses for name in names_of(area))
    return names


def corners(area):
    """Return the first column and row and the last column and row of a range address."""
    return area.StartColumn, area.StartRow, area.EndColumn, area.EndRow


def names_of(area):
    """Return the names of all cells of a range address, row by row."""
    left, top, right, bottom = corners(area)
    return [name_of(column, row) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def name_of(column, row):
    """Return "A1" for column 0, row 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def type_into(document, title, address, value):
    """Put a number, a text, a date as {"date": serial} or nothing into a cell, as typing would."""
    if not document.Sheets.hasByName(title):
        raise RefusedError(f"there is no sheet {title!r}")
    sheet = document.Sheets.getByName(title)
    cell = sheet.getCellRangeByName(address).getCellByPosition(0, 0)
    if sheet.isProtected() and cell.CellProtection.IsLocked:
        raise RefusedError(f"cell {address} of sheet {title!r} is locked and the sheet is protected")
    if value is None:
        cell.clearContents(CONTENT)
    elif isinstance(value, dict):
        cell.Value = value["date"]
        if cell.NumberFormat == GENERAL:
            cell.NumberFormat = date_format(document.NumberFormats)
    elif isinstance(value, str):
        cell.String = value
    else:
        cell.Value = value


def date_format(formats):
    """Return the key of dd/mm/yyyy."""
    code, locale = "dd/mm/yyyy", Locale()
    key = formats.queryKey(code, locale, False)
    return key if key >= 0 else formats.addNew(code, locale)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the tests; stdin closes right after
    main(*sys.argv[1:])
