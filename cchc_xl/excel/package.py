"""Open the zip of a workbook from outside, within limits, and look at its raw parts."""

import re
from collections.abc import Container, Iterator, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from cchc_xl.archive import BROKEN, MAX_FILE, Archive, refused
from cchc_xl.entries.picture import State
from cchc_xl.errors import CchcError
from cchc_xl.form.layout import index_of

if TYPE_CHECKING:
    from lxml import etree

LARGER = 6
"""How many times a log of dossiers may be larger than a workbook that staff fill in."""
_SAVE_AGAIN = "Mở tệp gốc bằng Excel, lưu lại dạng .xlsx rồi gửi lại"
_OLE = b"\xd0\xcf\x11\xe0"
_BIFF = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00")  # the beginning of an .xls
_FILEPASS, _FIRST_RECORDS = 0x2F, 4
_PLAIN_FORMULA = re.compile(  # as all office programs write it
    rb'<c() r="([A-Z]+[0-9]+)"([^<>]*)><f(?: [^<>]*)?(?:/>|>[^<]*</f>)(<v[^<>]*>[^<])?'
)
_FORMULA = re.compile(  # the attributes before and after r, the cell, its value if there is one
    rb"<(?:\w+:)?c\b([^<>]*?)\br=[\"']([A-Z]+[0-9]+)[\"']([^<>]*)>\s*"
    rb"<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v\b[^<>]*>[^<])?"
)
_TEXT_RESULT = re.compile(rb"\bt=[\"']str[\"']")
_ERROR = re.compile(b"t=[\"']e[\"']")
_FAULTY = re.compile(rb"<(?:\w+:)?c\b(?=[^<>]*\bt=[\"']e[\"'])([^<>]*)>")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^<>]*\bref=[\"']([A-Z]+[0-9]+):")
_FAR_ROW = re.compile(rb"row [^<>]*\br=[\"']([0-9]{5,})[\"']")
_COLUMNS = re.compile(rb"\br=[\"']([A-Z]+)[0-9]")
MAX_CELLS = 20_000_000
_STYLED = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_REF, _STYLE = re.compile(rb"\br=[\"']([A-Z]+[0-9]+)"), re.compile(rb"\bs=[\"'](\d+)")
_NAME = re.compile(
    r"<(?:\w+:)?definedName\b(?![^>]*\blocalSheetId)[^>]*\bname=\"([^\"]+)\"[^>]*>"
    r"(?:'((?:[^']|'')+)'|([^!'<]+))!\$?([A-Z]{1,3})\$?(\d+)"
)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_PROPERTY = re.compile(rb"<(?:\w+:)?property\b([^>]*)>\s*<[^<>]*>([^<]*)<")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_VALUE = re.compile(rb"""\b(?:\w+:)?(\w+)=(?=["'])["']((?<=")[^"]*|(?<=')[^']*)["']""")
_MARKUP = (".xml", ".rels", ".vml")
_HEAD = 20_000  # bytes in which a sheet shows how it writes its cells
LEGACY_FONT = re.compile(r"(?i)^(\.Vn|VNI-)")
_OUTSIDE = "ngoài tệp:"
RUNS = {
    "macro": ("xl/vbaProject", "/vbaProject"),
    "trang macro kiểu cũ": ("xl/macrosheets/", "/xlMacrosheet", "/xlIntlMacrosheet"),
    "đối tượng nhúng": ("xl/embeddings/", "/oleObject", "/package"),
    "điều khiển ActiveX": ("xl/activeX/", "/control"),
    "tiện ích web": ("xl/webextensions/", "/webextension", "/webextensiontaskpanes"),
    "dải lệnh riêng": ("customUI/", "/extensibility"),
}
"""What can run or open when people open the file: how its parts begin, how its relations end."""
LINKS = {
    "liên kết đến tệp khác": ("xl/externalLinks/external", "/externalLink", "/externalLinkPath"),
    "kết nối dữ liệu": ("xl/connections", "/connections", "/queryTable"),
    "ảnh lấy từ ngoài tệp": (f"{_OUTSIDE}/image", f"{_OUTSIDE}/image"),
}
_CALL = re.compile(  # another program called by DDE: a link of that kind, or =cmd|'/c calc'!A1
    rb"<(?:\w+:)?ddeLink\b|<(?:\w+:)?(?:f|definedName|formula\d?)\b[^<>]*>(?:[^<\"]*[=(,+*/-])?\s*[\w.]+\|[^<]*!"
)
_FETCHERS = (b"WEBSERVICE(", b"IMAGE(", b"RTD(", b"CALL(", b"REGISTER.ID(")
_FETCH = re.compile(
    rb"<(?:\w+:)?(?:F|DEFINEDNAME|FORMULA\d?)\b[^<>]*>[^<]*\b(?:_XLFN\.)?(?:%b)"
    % b"|".join(re.escape(name) for name in _FETCHERS)
)
_DOCTYPE = tuple("<!DOCTYPE".encode(coding) for coding in ("ascii", "utf-16-le", "utf-16-be"))


_SMALL = 1 << 20  # bytes of a part up to which it is not read again


class Cells(NamedTuple):
    """What the raw sheet says of its cells, by address."""

    states: Mapping[str, State]
    formulas: frozenset[str]
    fonts: Mapping[str, str]
    merged: tuple[str, ...]
    percents: Container[str]


NO_CELLS = Cells({}, frozenset(), {}, (), frozenset())


class Package:
    """The parts of a workbook, read on demand and never beyond the limits."""

    def __init__(self, path: Path, times: int = 1) -> None:
        self.path = path
        self._archive = _checked(path, times)
        self._parts = {entry.filename: entry for entry in self._archive.entries}
        self._read: dict[str, bytes] = {}

    @property
    def is_open_xml(self) -> bool:
        """Tell an .xlsx or .xlsm from other zipped workbooks."""
        return "xl/workbook.xml" in self._parts

    def part(self, name: str) -> bytes:
        """Read one part; b"" when there is none. Raises CchcError TEP05 beyond a limit or for a DOCTYPE."""
        if name not in self._parts:
            return b""
        if name in self._read:
            return self._read[name]
        try:
            data = self._archive.read(self._parts[name])
        except BROKEN:
            raise damaged(self.path) from None
        wide = b"\0" in data[:4]  # UTF-16
        if name.endswith(_MARKUP) and any(one in data for one in _DOCTYPE[wide : 1 + 2 * wide]):
            raise refused("có khai báo DOCTYPE")
        if len(data) < _SMALL:
            self._read[name] = data
        return data

    def verify(self) -> list[str]:
        """Read every part to its end, those too that only Excel would open, and name in words what runs.

        Raises CchcError TEP04 for damage, TEP05 beyond a limit, for a DOCTYPE or a part that stands twice.
        """
        names = {name.casefold() for name in self._parts}  # readers differ in which of two they take
        if len(names) < len(self._archive.entries):
            raise refused("hai phần bên trong trùng tên")
        found = {word for name in self._parts for word, runs in _IN_FORMULAS.items() if runs(self.part(name))}
        return [*self._brings(RUNS), *sorted(found)]

    @cached_property
    def _book(self) -> bytes:
        return self.part("xl/workbook.xml")

    def sheet_parts(self) -> dict[str, str]:
        """Map sheet titles to the names of their parts."""
        relations = map(_attributes, _RELATION.findall(self.part("xl/_rels/workbook.xml.rels")))
        targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
        found = {}
        for sheet in map(_attributes, _SHEET.findall(self._book)):
            target = targets.get(sheet.get("id", ""), "")
            part = str(PurePosixPath("xl", target)) if target[:1] != "/" else target[1:]
            found[sheet.get("name", "")] = part
        return found

    def faulty_cells(self, part: str) -> dict[str, State]:
        """Find the cells of a large sheet without a value, piece by piece."""
        states: dict[str, State] = {}
        rest = b""
        with self._archive.open(self._parts[part]) as file:
            while piece := file.read(1 << 22):
                data, found, rest = (rest + piece).rpartition(b"row>")
                _look_for_faults(data + found, states)
        _look_for_faults(rest, states)
        return states

    def cells(self, part: str) -> Cells:
        """Look at the cells of a sheet.

        Raises CchcError TEP05 when they lie so far apart that reading them would fill the memory.
        """
        data = self.part(part)
        end = data.rfind(b"</sheetData>")  # not as other programs than Excel may write it, then -1
        data, below = (data[:end], data[end:]) if end >= 0 else (data, data)
        _bounded(data)
        states: dict[str, State] = {}
        formulas = _look_for_faults(data, states)
        merged = tuple(one.decode() for one in _MERGED.findall(below)) if b"mergeCell" in below else ()
        fonts, percents = self._styled(data)
        return Cells(states, frozenset(formulas), fonts, merged, percents)

    def _styled(self, data: bytes) -> tuple[dict[str, str], frozenset[str]]:
        """Find the cells set in a font of TCVN3 or VNI, and those shown as a percentage."""
        fonts, percents = self._odd_styles
        found, shown = {}, set()
        for match in _STYLED.finditer(data) if fonts or percents else ():
            reference, style = _REF.search(match[1]), _STYLE.search(match[1])
            if reference and style:
                address, number = reference[1].decode(), int(style[1])
                if number in fonts:
                    found[address] = fonts[number]
                if number in percents:
                    shown.add(address)
        return found, frozenset(shown)

    @cached_property
    def _odd_styles(self) -> tuple[dict[int, str], set[int]]:
        data = self.part("xl/styles.xml")
        odd = b".Vn" in data or b"VNI" in data or b"%" in data or re.search(rb"numFmtId=.(9|10)\b", data)
        return _odd_styles(data) if odd else ({}, set())

    def defined_names(self) -> dict[str, tuple[str, str, int]]:
        """Map names to the sheet, the column's letters and the row of the first cell they point at."""
        text = self._book.decode("utf-8", "replace").replace("&apos;", "'")
        return {
            unescape(m[1]): (unescape(m[2] or m[3]).replace("''", "'"), m[4], int(m[5]))
            for m in _NAME.finditer(text)
        }

    def counts_from_1904(self) -> bool:
        """Tell whether dates are counted from 1904."""
        return re.search(rb'date1904="(1|true)"', self._book) is not None

    def custom_properties(self) -> dict[str, str]:
        """Read the custom document properties."""
        found = _PROPERTY.findall(self.part("docProps/custom.xml"))
        return {
            _attributes(one).get("name", ""): unescape(value.decode("utf-8", "replace"))
            for one, value in found
        }

    def active_parts(self) -> list[str]:
        """Name in words what the file brings besides cells."""
        return [*self._brings(RUNS), *self._brings(LINKS)]

    def _brings(self, kinds: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        for word, (part, *relations) in kinds.items():
            if any(name.startswith(part) for name in self._parts) or not self._relations.isdisjoint(
                relations
            ):
                yield word

    @cached_property
    def _relations(self) -> frozenset[str]:
        """Give the last words of all types of relations: Excel goes by these, not by names of parts"""
        found = (_RELATION.findall(self.part(name)) for name in self._parts if name.endswith(".rels"))
        relations = [_attributes(one) for some in found for one in some]
        kinds = [(one.get("Type", "").rpartition("/")[2], one.get("TargetMode")) for one in relations]
        outside = {f"{_OUTSIDE}/{kind}" for kind, mode in kinds if mode == "External"}
        return frozenset({f"/{kind}" for kind, _ in kinds} | outside)


def _calls(data: bytes) -> bool:
    return (b"|" in data or b"ddeLink" in data) and _CALL.search(data) is not None


def _fetches(data: bytes) -> bool:
    loud = data.upper()
    return any(name in loud for name in _FETCHERS) and _FETCH.search(loud) is not None


_IN_FORMULAS = {"lệnh gọi chương trình khác (DDE)": _calls, "công thức lấy dữ liệu từ ngoài": _fetches}


def _look_for_faults(data: bytes, states: dict[str, State]) -> set[str]:
    """Add the cells that are uncalculated or hold an error to `states`; give those with a formula."""
    formulas = set()
    for before, cell, after, value in _formulas(data):
        address = cell.decode()
        formulas.add(address)
        if not value and not _TEXT_RESULT.search(after) and not _TEXT_RESULT.search(before):
            states[address] = State.UNCALCULATED
    for match in _FAULTY.finditer(data) if _ERROR.search(data) else ():
        if reference := _REF.search(match[1]):
            states[reference[1].decode()] = State.ERROR
    return formulas


def _formulas(data: bytes) -> list[tuple[bytes, bytes, bytes, bytes]]:
    """Find the cells with a formula: attributes before r, address, attributes after it, if a value."""
    head = data[:_HEAD]
    if b'<c r="' in head and b":c " not in head and b">\n<" not in head[100:] and b">\r" not in head[100:]:
        return _PLAIN_FORMULA.findall(data) if b"<f" in data else []
    return _FORMULA.findall(data) if b"<f" in data or b":f" in data else []


def _attributes(element: bytes) -> dict[str, str]:
    """Read the attributes of a start tag, without their prefixes."""
    return {
        name.decode(): unescape(value.decode("utf-8", "replace")) for name, value in _VALUE.findall(element)
    }


def _bounded(data: bytes) -> None:
    """Refuse a sheet whose last row and widest column span more cells than memory holds."""
    rows = [int(number) for number in _FAR_ROW.findall(data)]
    if rows:
        width = 1 + max(index_of(name.decode()) for name in {b"A", *_COLUMNS.findall(data)})
        if max(rows) * width > MAX_CELLS:
            raise refused("các ô nằm quá xa nhau")


def _odd_styles(data: bytes) -> tuple[dict[int, str], set[int]]:
    """Find the cell styles with a font of another age, and those that show percentages."""
    root = _xml(data)
    if root is None:
        return {}, set()
    names = [font.find("{*}name") for font in root.iterfind("{*}fonts/{*}font")]
    fonts = {str(i): "" if name is None else str(name.get("val", "")) for i, name in enumerate(names)}
    formats = {"9", "10"}
    formats |= {str(f.get("numFmtId")) for f in root.iter("{*}numFmt") if "%" in str(f.get("formatCode"))}
    styles = list(enumerate(root.iterfind("{*}cellXfs/{*}xf")))
    odd = {i: font for i, xf in styles if LEGACY_FONT.match(font := fonts.get(str(xf.get("fontId")), ""))}
    return odd, {i for i, xf in styles if xf.get("numFmtId") in formats}


def unescape(text: str) -> str:
    """Undo the entities of XML."""
    if "&#" in text:
        from html import unescape as of_html

        return of_html(text)
    for entity, character in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("apos", "'"), ("amp", "&")):
        text = text.replace(f"&{entity};", character) if "&" in text else text
    return text


def is_ole(path: Path) -> bool:
    """Tell an .xls, or an encrypted file, by its first bytes."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == _OLE


def has_password(path: Path) -> bool:
    """Tell an encrypted file, new (a package in a stream) or old (a record after the first)."""
    if not is_ole(path):
        return False
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        return True
    for start in _BIFF.finditer(data):
        at = start.start()
        for _ in range(_FIRST_RECORDS):
            kind, size = int.from_bytes(data[at : at + 2], "little"), data[at + 2 : at + 4]
            if kind == _FILEPASS:
                return True
            at += 4 + int.from_bytes(size, "little")
    return False


def _xml(data: bytes) -> "etree._Element | None":
    from lxml import etree  # rarely needed here, and slow to import

    if not data:
        return None
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise CchcError("TEP04", "nội dung bên trong tệp bị hỏng", _SAVE_AGAIN) from None


def _checked(path: Path, times: int) -> Archive:
    check_size(path, times)
    try:
        return Archive(path, times)
    except BROKEN:
        raise damaged(path) from None


def check_size(path: Path, times: int = 1) -> None:
    """Raise CchcError TEP01, TEP02 or TEP05 for a file that is not there, blank or too large."""
    if not path.is_file():
        raise CchcError("TEP01", f"không có tệp «{path.name}»", "Kiểm tra lại tên tệp và thư mục")
    size = path.stat().st_size
    if size == 0:
        raise CchcError(
            "TEP02", f"tệp «{path.name}» rỗng (0 byte)", "Xin gửi lại tệp; có thể việc tải về bị dở dang"
        )
    if size > MAX_FILE * times:
        raise refused("tệp quá lớn")


def damaged(path: Path) -> CchcError:
    """Make the error for a file that is no workbook, or no longer."""
    return CchcError(
        "TEP04", f"tệp «{path.name}» không phải workbook Excel (.xlsx) hoặc đã hỏng", _SAVE_AGAIN
    )
