"""Looks at an add-in as Excel would: for what the Open XML SDK does not see. Knows nothing of the builder."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import olefile
from oletools.olevba import decompress_stream

CUSTOM_UI = "{http://schemas.microsoft.com/office/2009/07/customui}customUI"
KNOWN_IMAGES = frozenset((Path(__file__).parents[1] / "data" / "image-mso.txt").read_text("ascii").split())
"""Some of the icons that Office has, as galleries show them (github.com/pyro-team/bkt-toolbox, devkit)."""

MAIN_TYPE = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
VBA_TYPE = "application/vnd.ms-office.vbaProject"
EXTENSIBILITY = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
VBA_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
BASES = {"ThisWorkbook": "00020819", "Sheet1": "00020820"}


def problems(path: Path) -> list[str]:
    """Tell what Excel would refuse or silently leave out; [] for an add-in that is well."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        return list(_project(parts)) or [*_package(parts), *_ribbon(parts)]
    except (zipfile.BadZipFile, EOFError, KeyError, ElementTree.ParseError) as error:
        return [f"unreadable: {type(error).__name__} {error}"]


def _package(parts: dict[str, bytes]) -> Iterator[str]:
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    overrides = {one.get("PartName"): one.get("ContentType") for one in types.iterfind("{*}Override")}
    defaults = {one.get("Extension"): one.get("ContentType") for one in types.iterfind("{*}Default")}
    if overrides.get("/xl/workbook.xml") != MAIN_TYPE:
        yield f"content type of an add-in: {overrides.get('/xl/workbook.xml')}"
    if overrides.get("/xl/vbaProject.bin", defaults.get("bin")) != VBA_TYPE:
        yield "content type of the VBA project"
    if any(name.endswith(".png") for name in parts) and defaults.get("png") != "image/png":
        yield "content type of icons"
    if next(iter(parts)) != "[Content_Types].xml":
        yield "the content types do not come first"
    for folder, source, wanted in (("", "_rels/.rels", EXTENSIBILITY), ("xl/", BOOK_RELATIONS, VBA_RELATION)):
        targets = [target for target, kind in _relations(parts[source]).values() if kind == wanted]
        if [f"{folder}{target}" in parts for target in targets] != [True]:
            yield f"relationship in {source}"
    view = ElementTree.fromstring(parts["xl/workbook.xml"]).find("{*}bookViews/{*}workbookView")
    if view is None or view.get("visibility") != "hidden":
        yield "the workbook is not hidden"


def _relations(part: bytes) -> dict[str, tuple[str, str]]:
    found = ElementTree.fromstring(part)
    return {one.get("Id", ""): (one.get("Target", ""), one.get("Type", "")) for one in found}


def _ribbon(parts: dict[str, bytes]) -> Iterator[str]:
    root = ElementTree.fromstring(parts["customUI/customUI14.xml"])
    if root.tag != CUSTOM_UI:
        yield f"namespace of the ribbon: {root.tag}"
    ids = Counter(one.get("id") for one in root.iter() if one.get("id"))
    yield from (f"ribbon id twice: {name}" for name, count in ids.items() if count > 1)
    relations = parts.get("customUI/_rels/customUI14.xml.rels")
    images = _relations(relations) if relations else {}
    code = "\n".join(sources(parts).values())
    macros = set(re.findall(r"^Sub (\w+)\(control As IRibbonControl\)", code, re.M))
    for one in root.iter():
        image, mso, action = one.get("image"), one.get("imageMso"), one.get("onAction")
        if image and mso:
            yield f"image and imageMso together: {one.get('id')}"
        if mso and mso not in KNOWN_IMAGES:
            yield f"unknown imageMso: {mso}"
        if image and f"customUI/{images.get(image, ('', ''))[0]}" not in parts:
            yield f"image without a relationship: {image}"
        if action and action not in macros:
            yield f"callback without a macro: {action}"


def _project(parts: dict[str, bytes]) -> Iterator[str]:
    try:
        modules = sources(parts)
    except (OSError, ValueError, KeyError) as error:
        yield f"VBA project: {error}"
        return
    for name, text in modules.items():
        if not text.isascii() or len(name) > 31:
            yield f"module {name}: not ASCII, or a long name"
        if re.search(r"(?<!\r)\n", text):
            yield f"module {name}: lines without CR"
        if not text.startswith(f'Attribute VB_Name = "{name}"'):
            yield f"module {name}: another VB_Name"
        if name in BASES and f'VB_Base = "0{{{BASES[name]}-' not in text:
            yield f"module {name}: VB_Base"
    documents = set(re.findall(r"^Document=(\w+)/", _stream(parts, "PROJECT").decode("ascii"), re.M))
    if wrong := documents ^ set(code_names(parts)):
        yield f"code names without a document module, or the reverse: {sorted(wrong)}"


def code_names(parts: dict[str, bytes]) -> list[str]:
    """List the code names of the workbook and its sheets."""
    book = ElementTree.fromstring(parts["xl/workbook.xml"]).find("{*}workbookPr")
    sheets = [data for name, data in parts.items() if name.startswith("xl/worksheets/sheet")]
    found = [book, *(ElementTree.fromstring(sheet).find("{*}sheetPr") for sheet in sheets)]
    return ["" if one is None else str(one.get("codeName")) for one in found]


def sources(parts: dict[str, bytes]) -> dict[str, str]:
    """Read the source of every module; raises OSError for a damaged compound file."""
    with _compound(parts) as file:
        names = {path[1] for path in file.listdir() if path[0] == "VBA"} - {"dir", "_VBA_PROJECT"}
        packed = {name: bytearray(file.openstream(f"VBA/{name}").read()) for name in names}
    return {name: decompress_stream(content).decode("latin-1") for name, content in packed.items()}


def _stream(parts: dict[str, bytes], name: str) -> bytes:
    with _compound(parts) as file:
        return bytes(file.openstream(name).read())


def _compound(parts: dict[str, bytes]) -> olefile.OleFileIO:
    return olefile.OleFileIO(io.BytesIO(parts["xl/vbaProject.bin"]), raise_defects=olefile.DEFECT_INCORRECT)
