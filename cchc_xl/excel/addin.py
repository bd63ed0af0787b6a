"""Build the add-in cchc.xlam without Excel, and tell what is wrong with one that lies somewhere."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from xml.sax.saxutils import escape

from cchc_xl import __version__, resources
from cchc_xl.archive import BROKEN
from cchc_xl.excel.ribbon_xml import MODULE, buttons, buttons_module, ribbon_xml
from cchc_xl.excel.vba_project import Module, vba_project
from cchc_xl.excel.xlwings_module import CONFIGURATION, FAILED, NO_PYTHON, PROJECT, closed_module

FILE = f"{PROJECT}.xlam"
INTERPRETER = r"%LOCALAPPDATA%\cchc\cchc-xl\Scripts\python.exe"
"""Where the guide to installing puts Python; `cchc install` writes the place of the one it runs in."""

_NOTHING: Mapping[str, str] = MappingProxyType({})
_WORKBOOK, _SHEET = "ThisWorkbook", "Sheet1"
_DATE = (1980, 1, 1, 0, 0, 0)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MICROSOFT = "http://schemas.microsoft.com/office"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = "application/vnd.openxmlformats"
_SPREADSHEET = f"{_FORMATS}-officedocument.spreadsheetml"
_ADDIN = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
_TYPES = f"""{_XML}<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="{_FORMATS}-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>
<Override PartName="/xl/workbook.xml" ContentType="{_ADDIN}"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SPREADSHEET}.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_SPREADSHEET}.styles+xml"/>
<Override PartName="/docProps/core.xml" ContentType="{_FORMATS}-package.core-properties+xml"/>
</Types>"""
_BOOK = f"""{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships">\
<workbookPr codeName="{_WORKBOOK}"/><bookViews><workbookView visibility="hidden"/></bookViews>\
<sheets><sheet name="{CONFIGURATION}" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN}">\
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>"""
_CORE = f"""{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>CCHC</dc:title>\
<dc:description>Báo cáo cải cách hành chính {__version__}</dc:description></cp:coreProperties>"""
_ROOT_RELATIONS = {
    "xl/workbook.xml": f"{_OFFICE}/relationships/officeDocument",
    "customUI/customUI14.xml": f"{_MICROSOFT}/2007/relationships/ui/extensibility",
    "docProps/core.xml": f"{_PACKAGE}/relationships/metadata/core-properties",
}
_BOOK_RELATIONS = {
    "worksheets/sheet1.xml": f"{_OFFICE}/relationships/worksheet",
    "styles.xml": f"{_OFFICE}/relationships/styles",
    "vbaProject.bin": f"{_MICROSOFT}/2006/relationships/vbaProject",
}


def addin(interpreter: str = INTERPRETER, replaced: Mapping[str, str] = _NOTHING) -> bytes:
    """Build the add-in that runs this interpreter; `replaced` gives other sources for modules, by name.

    The same arguments give the same bytes. Raises CchcError CAI01 and CAI02 for sources that cannot be used.
    """
    given = [one._replace(source=replaced.get(one.name, one.source)) for one in modules()]
    return _packed(_parts(interpreter) | {"xl/vbaProject.bin": vba_project(PROJECT, given)})


def source_book(interpreter: str = INTERPRETER) -> bytes:
    """Build the workbook without macros of which people make the add-in in Excel where ours is refused."""
    parts = _parts(interpreter)
    relations = {name: kind for name, kind in _BOOK_RELATIONS.items() if name != "vbaProject.bin"}
    parts["xl/_rels/workbook.xml.rels"] = _relations(relations)
    parts["xl/workbook.xml"] = _BOOK.replace(' visibility="hidden"', "")
    parts["[Content_Types].xml"] = _TYPES.replace(_ADDIN, f"{_SPREADSHEET}.sheet.main+xml")
    return _packed(parts)


def _parts(interpreter: str) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations(_ROOT_RELATIONS),
        "docProps/core.xml": _CORE,
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _relations(_BOOK_RELATIONS),
        "xl/worksheets/sheet1.xml": _sheet(_settings(interpreter)),
        "xl/styles.xml": _STYLES,
        "customUI/customUI14.xml": ribbon_xml(buttons()),
    }


def _packed(parts: Mapping[str, str | bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:  # stored: compressed bytes differ from one zlib to another
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), content)
    return file.getvalue()


def modules() -> list[Module]:
    """List the modules of the add-in with their sources."""
    return [
        Module(_WORKBOOK, _own(_WORKBOOK), "workbook"),
        Module(_SHEET, _own(_SHEET), "sheet"),
        Module(MODULE, buttons_module(buttons())),
        Module("xlwings", closed_module()),
    ]


def _own(name: str) -> str:
    return (resources.macros() / f"{name}.cls").read_text("ascii")


def _settings(interpreter: str) -> dict[str, str]:
    return {
        "INTERPRETER_WIN": interpreter,
        "TEMP DIR": "%TEMP%",
        "USE UDF SERVER": "False",
        "SHOW CONSOLE": "False",
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
        NO_PYTHON: f"Không thấy Python của CCHC tại {interpreter}. Hãy cài lại theo tài liệu cài đặt.",
        FAILED: "Python không chạy được. Nhấn Ctrl+C để chép thông báo này và gửi người hỗ trợ.",
        "CCHC VERSION": __version__,
    }


def _relations(targets: Mapping[str, str]) -> str:
    lines = (
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _sheet(settings: Mapping[str, str]) -> str:
    rows = (
        f'<row r="{row}">{_cell(f"A{row}", key)}{_cell(f"B{row}", value)}</row>'
        for row, (key, value) in enumerate(settings.items(), 1)
    )
    head = f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="{_SHEET}"/>'
    return f"{_XML}{head}<sheetData>{''.join(rows)}</sheetData></worksheet>"


def _cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def faults(path: Path, interpreter: str = INTERPRETER) -> list[str]:
    """Tell in words what is wrong with the add-in in a file; nothing when this package builds the same."""
    if not path.is_file():
        return [f"không có tệp «{path.name}»"]
    found = [] if path.name == FILE else [f"tệp phải mang tên {FILE}, không phải «{path.name}»"]
    wanted = addin(interpreter)
    if path.read_bytes() == wanted:
        return found
    try:
        have = _members(path)
    except BROKEN:
        return [*found, "tệp bị hỏng hoặc tải về dở dang"]
    should = _members(BytesIO(wanted))
    found += [f"có phần lạ {name}" for name in have if name not in should]
    found += [f"phần {name} khác bản của gói" for name in should if have.get(name) != should[name]]
    return found or ["tệp đã bị chương trình khác nén lại"]


def _members(file: Path | BytesIO) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
