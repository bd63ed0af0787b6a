"""What a file is that is no workbook, told by its content: names lie."""

import re
import zipfile
from pathlib import Path

from cchc_xl.archive import BROKEN

_BEGINS = {
    b"%PDF": "tệp PDF",
    b"\x89PNG": "tệp ảnh",
    b"\xff\xd8\xff": "tệp ảnh",
    b"GIF8": "tệp ảnh",
    b"BM": "tệp ảnh",
    b"Rar!": "tệp nén .rar",
    b"7z\xbc\xaf": "tệp nén .7z",
    b"\x1f\x8b": "tệp nén .gz",
    b"MZ": "chương trình chạy được",
    b"{\\rtf": "văn bản RTF",
    b"x\x9f\x3e\x22": "tệp đính kèm winmail.dat của Outlook",
}
_STREAMS = {"__substg1.0_": "thư Outlook (.msg)", "WordDocument": "văn bản Word (.doc)"}
_PARTS = {"word/": "văn bản Word (.docx)", "ppt/": "bản trình chiếu (.pptx)"}
_BOOK = ("xl/", "xl\\", "content.xml", "[Content_Types].xml")
_OLE_BOOKS = ("Workbook", "Book", "EncryptedPackage")
_WEB = re.compile(rb"(?i)^\s*<(?:!doctype html|html|table|meta|style|div)")
_HEAD = 4096


def other_kind(path: Path) -> str:
    """Name in words what a file is; "" for what may be a workbook, sound or damaged."""
    data = path.read_bytes()
    head = data[:_HEAD]
    if data[:4] == b"\xd0\xcf\x11\xe0":
        return _ole(data)
    if data[:2] == b"PK":
        return _zip(path)
    text = head.removeprefix(b"\xef\xbb\xbf")
    if _WEB.match(text):
        return "trang web (HTML)"
    known = next((what for start, what in _BEGINS.items() if head.startswith(start)), "")
    return known or ("tệp chữ thuần (CSV, TXT, XML)" if _is_text(text) else "")


def _ole(data: bytes) -> str:
    if any(stream.encode("utf-16-le") in data for stream in _OLE_BOOKS):
        return ""
    return next((what for name, what in _STREAMS.items() if name.encode("utf-16-le") in data), "")


def _zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except BROKEN:
        return ""
    for start, what in _PARTS.items():
        if any(name.startswith(start) for name in names):
            return what
    return "" if any(name.startswith(_BOOK) for name in names) else "tệp nén (.zip)"


def _is_text(head: bytes) -> bool:
    control = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head)
    return bool(head) and not control
