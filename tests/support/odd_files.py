"""Makes odd and hostile files of a good workbook: `ODD` lists them, with what must come of each."""

import io
import random
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import msoffcrypto.format.ooxml

Make = Callable[[Path, Path], object]
FIRST_SHEET, STRINGS = "xl/worksheets/sheet3.xml", "xl/sharedStrings.xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes], out: Path | io.BytesIO) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def bytes_zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    zipped(parts, out)
    return out.getvalue()


def added(*parts: tuple[str, bytes | Callable[[bytes], bytes]]) -> Make:
    return lambda good, out: _with(good, out, dict(parts))


def _with(good: Path, out: Path, changes: dict[str, bytes | Callable[[bytes], bytes]]) -> None:
    parts = parts_of(good)
    for name, change in changes.items():
        if callable(change):
            before = parts[name]
            parts[name] = change(before)
            assert parts[name] != before, name
        else:
            parts[name] = change
    zipped(parts, out)


def swapped(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(old, new, 1)


def written(data: bytes) -> Make:
    return lambda good, out: out.write_bytes(data)


def encrypted(good: Path, out: Path) -> None:
    with good.open("rb") as source, out.open("wb") as target:
        msoffcrypto.format.ooxml.OOXMLFile(source).encrypt("mat-khau", target)


def strict(good: Path, out: Path) -> None:
    pairs = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        _RELATIONS.encode(): b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
    }
    parts = parts_of(good)
    for old, new in pairs.items():
        parts = {name: data.replace(old, new) for name, data in parts.items()}
    zipped(parts, out)


def lying(good: Path, out: Path) -> None:
    """Inflate to 9 MB where 1,000 bytes are declared, with the checksum of all."""
    rows = b"".join(b'<row r="%d"/>' % number for number in range(1, 500_000))
    parts = parts_of(good)
    zipped({**parts, "xl/worksheets/extra.xml": b"@" * 1000}, out)
    deflated = zlib.compress(rows, 1)[2:-4]
    data = bytearray(out.read_bytes())
    with zipfile.ZipFile(out) as archive:
        entry = archive.getinfo("xl/worksheets/extra.xml")
    assert entry is archive.infolist()[-1]
    head = entry.header_offset + 30 + len(entry.filename)
    directory = data.index(b"PK\x01\x02", head)
    struct.pack_into("<LL", data, entry.header_offset + 14, zlib.crc32(rows), len(deflated))
    struct.pack_into("<LL", data, data.rindex(b"PK\x01\x02") + 16, zlib.crc32(rows), len(deflated))
    end = data.rindex(b"PK\x05\x06")
    struct.pack_into("<L", data, end + 16, head + len(deflated))
    out.write_bytes(data[:head] + deflated + data[directory:])


def doubled(good: Path, out: Path) -> None:
    """A part that stands twice, the second time with another case of letters."""
    shutil.copy(good, out)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("XL/sharedStrings.xml", b"<sst/>")


def strings_many_times(good: Path, out: Path) -> None:
    """One long string that 60,000 cells point at: small on the disk, two thousand million letters in memory."""
    parts = parts_of(good)
    text = "".join(random.Random(1).choices("abcdefgh ", k=32_000)).encode()
    rows = b"".join(b'<row r="%d"><c r="C%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(5, 60_000))
    parts[STRINGS] = parts[STRINGS].replace(b"<si>", b"<si><t>" + text + b"</t></si><si>", 1)
    parts[FIRST_SHEET] = re.sub(
        rb"<sheetData>.*</sheetData>", b"<sheetData>" + rows + b"</sheetData>", parts[FIRST_SHEET], flags=re.S
    )
    zipped(parts, out)


def far_apart(good: Path, out: Path) -> None:
    """A cell at the far end of a sheet, in a row that does not say its number."""
    _with(
        good,
        out,
        {FIRST_SHEET: swapped(b"</sheetData>", b'<row><c r="XFD1048576"><v>1</v></c></row></sheetData>')},
    )


def cut(share: float) -> Make:
    def make(good: Path, out: Path) -> None:
        data = good.read_bytes()
        out.write_bytes(data[: int(len(data) * share)])

    return make


def fetching(call: str) -> Callable[[bytes], bytes]:
    """A formula that asks something outside."""
    cell = f'<row r="3000"><c r="A3000"><f>{call}("http://example.vn")</f><v>0</v></c></row></sheetData>'
    return swapped(b"</sheetData>", cell.encode())


def renamed_part(good: Path, out: Path) -> None:
    """A macro under another name, found only by its relation."""
    relation = '<Relationship Id="rIdX" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="anh.bin"/></Relationships>'
    _with(
        good,
        out,
        {"xl/anh.bin": b"x", "xl/_rels/workbook.xml.rels": swapped(b"</Relationships>", relation.encode())},
    )


def old_with_macro(good: Path, out: Path) -> None:
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    out.write_bytes(
        head
        + "Workbook".encode("utf-16-le")
        + bytes(100)
        + "_VBA_PROJECT_CUR".encode("utf-16-le")
        + bytes(900)
    )


def circular(good: Path, out: Path) -> None:
    """An .xls of two sectors whose table of sectors points at itself."""
    head = bytearray(512)
    head[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    head[24:34] = bytes.fromhex("3e000300feff09000600")
    head[44:48] = head[72:76] = (0xFFFFFF).to_bytes(4, "little")
    head[76:512] = bytes(436)
    out.write_bytes(bytes(head) + bytes(512))


DTD = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_LINK = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</externalLink>'
_BOOK = (
    _LINK
    % b'<externalBook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"/>'
)
_DDE = _LINK % b'<ddeLink ddeService="cmd" ddeTopic="/c calc"/>'
_NAME = b"<definedName name=\"_xlnm.Auto_Open\">cmd|'/c calc'!A0</definedName>"
CALLS = ("WEBSERVICE", "webservice", "_xlfn.IMAGE", "RTD", "CALL", "1+REGISTER.ID")
_RELATED = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" %s/></Relationships>'
)
_PICTURE = (_RELATED % ("image", 'Target="http://example.vn/a.png" TargetMode="External"')).encode()
_QUERY = (_RELATED % ("queryTable", 'Target="../queryTables/queryTable1.xml"')).encode()
_FORMULA = b"<f>cmd|'/c calc'!A1</f><v>0</v></c></row></sheetData>"
_WIDE = (b'<?xml version="1.0" encoding="UTF-16"?>' + DTD + b"<a/>").decode().encode("utf-16")
_SQUARE = b'<dimension ref="A1:XFD1048576"/>'

TAKEN, ISSUES = "nhan", "co_loi"
ODD: list[tuple[str, Make, str]] = [
    ("as it is", shutil.copy, TAKEN),
    ("strict Open XML", strict, TAKEN),
    ("a dimension claimed", added((FIRST_SHEET, lambda d: re.sub(rb"<dimension[^>]*/>", _SQUARE, d))), TAKEN),
    ("a DOCTYPE that is text", added((STRINGS, swapped(b"</sst>", b"<si><t>&lt;!DOCTYPE x [&lt;!ENTITY a 'b'>]></t></si></sst>"))), TAKEN),
    ("0 bytes", written(b""), "TEP02"),
    ("too large a file", written(b"PK\x03\x04" + bytes(26 << 20)), "TEP05"),
    ("encrypted", encrypted, "CONG02"),
    ("a part packed too tight", added(("xl/media/a.bin", bytes(60 << 20))), "TEP05"),
    ("too many parts", added(*((f"xl/media/{n}.bin", b"x") for n in range(2000))), "TEP05"),
    ("unpacked too large", added(*((f"xl/media/{n}.bin", bytes(900_000)) for n in range(240))), "TEP05"),
    ("a size that lies", lying, "TEP05"),
    ("a part twice", doubled, "TEP05"),
    ("zips in a zip", lambda good, out: zipped({f"{n}.zip": bytes_zipped({"a": bytes(9999)}) for n in range(9)}, out), "CONG04"),
    ("a DOCTYPE in strings", added((STRINGS, swapped(b"<sst", DTD + b"<sst"))), "TEP05"),
    ("a DOCTYPE in a part that nobody reads", added(("xl/theme/theme1.xml", swapped(b"<a:theme", DTD + b"<a:theme"))), "TEP05"),
    ("a DOCTYPE in UTF-16", added(("customXml/item1.xml", _WIDE)), "TEP05"),
    ("one string in many cells", strings_many_times, "CONG05"),
    ("cells far apart", added((FIRST_SHEET, swapped(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'))), "TEP05"),
    ("cells far apart, without row numbers", far_apart, "CONG05"),
    ("a macro", added(("xl/vbaProject.bin", b"x")), "CONG03"),
    ("a macro of another name", renamed_part, "CONG03"),
    ("a macro sheet", added(("xl/macrosheets/sheet1.xml", b"<a/>")), "CONG03"),
    ("a macro in an .xls", old_with_macro, "CONG03"),
    ("ActiveX", added(("xl/activeX/activeX1.xml", b"<a/>")), "CONG03"),
    ("an embedded object", added(("xl/embeddings/oleObject1.bin", b"x")), "CONG03"),
    ("a DDE link", added(("xl/externalLinks/externalLink1.xml", _DDE)), "CONG03"),
    ("a DDE formula", added((FIRST_SHEET, swapped(b"</sheetData>", b'<row r="3000"><c r="A3000">' + _FORMULA))), "CONG03"),
    ("a DDE name", added(("xl/workbook.xml", swapped(b"<definedNames>", b"<definedNames>" + _NAME))), "CONG03"),
    *((f"a formula that fetches by {call}", added((FIRST_SHEET, fetching(call))), "CONG03") for call in CALLS),
    ("a text that names such a formula", added((STRINGS, swapped(b"</sst>", b'<si><t>=WEBSERVICE("x")</t></si></sst>'))), TAKEN),
    ("a web extension", added(("xl/webextensions/webextension1.xml", b"<a/>")), "CONG03"),
    ("a ribbon of its own", added(("customUI/customUI.xml", b"<a/>")), "CONG03"),
    ("a picture from elsewhere", added(("xl/drawings/_rels/drawing9.xml.rels", _PICTURE)), ISSUES),
    ("a query", added(("xl/worksheets/_rels/sheet99.xml.rels", _QUERY)), ISSUES),
    ("a link to another file", added(("xl/externalLinks/externalLink1.xml", _BOOK)), ISSUES),
    ("a PDF", written(b"%PDF-1.7\n"), "CONG04"),
    ("a picture", written(b"\x89PNG\r\n\x1a\n"), "CONG04"),
    ("a web page", written(b"<html><table><tr><td>1</td></tr></table></html>"), "CONG04"),
    ("plain text", written("Mã;Nội dung\n1;Kế hoạch\n".encode()), "CONG04"),
    ("a Word document", lambda good, out: zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}, out), "CONG04"),
    ("an .xls that points at itself", circular, "CONG05"),
    ("bytes of chance", written(random.Random(3).randbytes(5000)), "TEP04"),
    *((f"cut at {share:.0%}", cut(share), "TEP04") for share in (0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.99, 0.9999)),
]  # fmt: skip
