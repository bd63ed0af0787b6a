"""Open the zip of a workbook from outside, within limits, and look at its raw parts."""

import re
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from lxml import etree

from cchc_xl.entries.picture import State
from cchc_xl.errors import CchcError

MAX_FILE, MAX_UNPACKED, MAX_PART, MAX_PARTS = 25 << 20, 200 << 20, 100 << 20, 2000
_SAVE_AGAIN = "Mở tệp gốc bằng Excel, lưu lại dạng .xlsx rồi gửi lại"
_OLE = b"\xd0\xcf\x11\xe0"
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>[^<]")
_REF = re.compile(rb'\br="([A-Z]+[0-9]+)"')


class Package:
    """The parts of a workbook, read on demand and never beyond the limits."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read = 0
        self._parts = _checked(path)

    def part(self, name: str) -> bytes:
        """Read one part; b"" when there is none. Raises CchcError TEP05 beyond a limit or for a DOCTYPE."""
        if name not in self._parts:
            return b""
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(name) as file:
                data = file.read(MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            raise damaged(self.path) from None
        self._read += len(data)
        if len(data) > MAX_PART or self._read > MAX_UNPACKED or b"<!DOCTYPE" in data:
            raise _refused("phần bên trong quá lớn hoặc có khai báo lạ")
        return data

    def sheet_parts(self) -> dict[str, str]:
        """Map sheet titles to the names of their parts."""
        book = _xml(self.part("xl/workbook.xml"))
        relations = _xml(self.part("xl/_rels/workbook.xml.rels"))
        if book is None or relations is None:
            return {}
        targets = {r.get("Id"): r.get("Target", "") for r in relations}
        found = {}
        for sheet in book.iterfind(".//{*}sheet"):
            ids = [value for key, value in sheet.attrib.items() if str(key).endswith("}id")]
            target = targets.get(ids[0], "") if ids else ""
            found[str(sheet.get("name"))] = (
                str(PurePosixPath("xl", target)) if target[:1] != "/" else target[1:]
            )
        return found

    def cell_states(self, part: str) -> tuple[dict[str, State], set[str]]:
        """Find the error cells and the uncalculated ones of a sheet, and all cells with a formula."""
        states, formulas = {}, set()
        for match in _CELL.finditer(self.part(part)):
            attributes, body = match[1], match[2] or b""
            reference = _REF.search(attributes)
            if reference is None:
                continue
            is_formula = b"<f" in body or b":f" in body
            if is_formula:
                formulas.add(reference[1].decode())
            if b't="e"' in attributes:
                states[reference[1].decode()] = State.ERROR
            elif is_formula and not _VALUE.search(body) and b't="str"' not in attributes:
                states[reference[1].decode()] = State.UNCALCULATED
        return states, formulas

    def custom_properties(self) -> dict[str, str]:
        """Read the custom document properties."""
        root = _xml(self.part("docProps/custom.xml"))
        return {} if root is None else {p.get("name", ""): "".join(p.itertext()) for p in root}


def _xml(data: bytes) -> "etree._Element | None":
    if not data:
        return None
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise CchcError("TEP04", "nội dung bên trong tệp bị hỏng", _SAVE_AGAIN) from None


def _checked(path: Path) -> frozenset[str]:
    if not path.is_file():
        raise CchcError("TEP01", f"không có tệp «{path.name}»", "Kiểm tra lại tên tệp và thư mục")
    size = path.stat().st_size
    if size == 0:
        raise CchcError(
            "TEP02", f"tệp «{path.name}» rỗng (0 byte)", "Xin gửi lại tệp; có thể việc tải về bị dở dang"
        )
    with path.open("rb") as file:
        head = file.read(4)
    if head == _OLE:
        fix = "Mở bằng Excel, bỏ mật khẩu nếu có, lưu lại dạng .xlsx"
        raise CchcError("TEP03", f"tệp «{path.name}» là dạng .xls cũ hoặc có mật khẩu", fix)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise damaged(path) from None
    if size > MAX_FILE or len(entries) > MAX_PARTS or sum(e.file_size for e in entries) > MAX_UNPACKED:
        raise _refused("tệp quá lớn")
    return frozenset(entry.filename for entry in entries)


def damaged(path: Path) -> CchcError:
    """Make the error for a file that is no workbook, or no longer."""
    return CchcError(
        "TEP04", f"tệp «{path.name}» không phải workbook Excel (.xlsx) hoặc đã hỏng", _SAVE_AGAIN
    )


def _refused(why: str) -> CchcError:
    return CchcError(
        "TEP05", f"tệp bị từ chối vì an toàn: {why}", "Tạo workbook mới bằng cchc new rồi nhập lại"
    )
