"""Write a VBA project ([MS-OVBA]) into a compound file ([MS-CFB] version 3), as Excel keeps it in an add-in.

Source text only, no compiled code: so 2.3.4.1 asks of writers, and Excel compiles when it opens the file.
"""

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cchc_xl.errors import CchcError

_ID = "{C3C8C0DE-0C1C-4C1C-8C1C-CC4C00000001}"
_CODE_PAGE, _LANGUAGE, _WIN32 = 1252, 0x0409, 1
_REFERENCES = (  # those that Excel does not give by itself; Office holds IRibbonControl
    (
        "stdole",
        r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation",
    ),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
        r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL"
        r"#Microsoft Office 16.0 Object Library",
    ),
)
_MAX_NAME = 31
_BASE = {
    "workbook": "0{00020819-0000-0000-C000-000000000046}",
    "sheet": "0{00020820-0000-0000-C000-000000000046}",
}


class Module(NamedTuple):
    """A module: name, source as a .bas or .cls file, kind (workbook, sheet, module)."""

    name: str
    source: str
    kind: str = "module"

    def stored(self) -> bytes:
        """Give the source as the project keeps it: CRLF, ASCII, a document's with its base.

        Raises CchcError CAI01 for what Excel would refuse when it opens the file.
        """
        lines = self.source.splitlines()
        if lines[0] != f'Attribute VB_Name = "{self.name}"' or len(self.name) > _MAX_NAME:
            raise _refused(f"mô-đun «{self.name}» không mang đúng tên hoặc tên quá dài")
        if self.kind in _BASE:
            lines.insert(1, f'Attribute VB_Base = "{_BASE[self.kind]}"')
        text = "".join(f"{line}\r\n" for line in lines)
        if not text.isascii():
            raise _refused(f"mô-đun «{self.name}» có chữ ngoài ASCII")
        return text.encode("ascii")


def _refused(what: str) -> CchcError:
    return CchcError("CAI01", what, "Sửa trong thư mục macros rồi chạy lại cchc build")


def vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """Build vbaProject.bin with these modules; the same modules give the same bytes."""
    streams = {f"VBA/{module.name}": compress(module.stored()) for module in modules}
    streams["VBA/_VBA_PROJECT"] = bytes.fromhex("CC61FFFF000100")
    streams["VBA/dir"] = compress(b"".join(_directory(name, modules)))
    streams["PROJECT"] = _project(name, modules).encode("ascii")
    streams["PROJECTwm"] = b"".join(_both(module.name) for module in modules) + b"\0\0"
    return compound_file(streams)


def _both(name: str) -> bytes:
    return name.encode("ascii") + b"\0" + name.encode("utf-16-le") + b"\0\0"


# --- the streams of the project


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _text(number: int, wide: int, text: str) -> bytes:
    return _record(number, text.encode("ascii")) + _record(wide, text.encode("utf-16-le"))


def _directory(name: str, modules: Sequence[Module]) -> Iterator[bytes]:
    """List the records of the dir stream in their order (2.3.4.2)."""
    for number, value in ((0x01, _WIN32), (0x02, _LANGUAGE), (0x14, _LANGUAGE)):
        yield _record(number, struct.pack("<I", value))
    yield _record(0x03, struct.pack("<H", _CODE_PAGE)) + _record(0x04, name.encode("ascii"))
    yield _text(0x05, 0x40, "") + _record(0x06) + _record(0x3D)
    yield _record(0x07, bytes(4)) + _record(0x08, bytes(4))
    yield struct.pack("<HIIH", 0x09, 4, 1, 1)  # the version: its size field counts only the major number
    yield _text(0x0C, 0x3C, "")
    for reference, library in _REFERENCES:
        path = library.encode("ascii")
        yield _text(0x16, 0x3E, reference)
        yield _record(0x0D, struct.pack("<I", len(path)) + path + bytes(6))
    yield _record(0x0F, struct.pack("<H", len(modules))) + _record(0x13, b"\xff\xff")
    for module in modules:
        yield _text(0x19, 0x47, module.name) + _text(0x1A, 0x32, module.name) + _text(0x1C, 0x48, "")
        yield _record(0x31, bytes(4)) + _record(0x1E, bytes(4)) + _record(0x2C, b"\xff\xff")
        yield _record(0x22 if module.kind in _BASE else 0x21) + _record(0x2B)
    yield _record(0x10)


def _project(name: str, modules: Sequence[Module]) -> str:
    lines = [f'ID="{_ID}"']
    lines += [
        f"Document={module.name}/&H00000000" if module.kind in _BASE else f"Module={module.name}"
        for module in modules
    ]
    lines += [f'Name="{name}"', 'HelpContextID="0"', 'VersionCompatible32="393222000"']
    for key, data in (("CMG", bytes(4)), ("DPB", b"\0"), ("GC", b"\xff")):  # open, no password, visible
        lines.append(f'{key}="{_encrypted(data)}"')
    lines += ["", "[Host Extender Info]", "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"]
    lines += ["", "[Workspace]", *(f"{module.name}=0, 0, 0, 0, C" for module in modules)]
    return "".join(f"{line}\r\n" for line in lines)


def _encrypted(data: bytes) -> str:
    """Encrypt a protection field (2.4.3.2), with a fixed seed."""
    seed, key = 0x5C, sum(_ID.encode("ascii")) & 0xFF
    out = [seed, seed ^ 2, seed ^ key]
    plain = key
    for byte in bytes((seed & 6) // 2) + struct.pack("<I", len(data)) + data:
        out.append(byte ^ (out[-2] + plain) & 0xFF)
        plain = byte
    return bytes(out).hex().upper()


# --- compression (2.4.1)

_CHUNK = 4096


def compress(data: bytes) -> bytes:
    """Compress as VBA does, in chunks of 4096 bytes."""
    return b"\1" + b"".join(_chunk(data[at : at + _CHUNK]) for at in range(0, len(data), _CHUNK))


def _chunk(data: bytes) -> bytes:
    packed = b"".join(_token_groups(data))
    if len(packed) >= _CHUNK:  # a chunk as it stands is always full
        return struct.pack("<H", 0x3FFF) + data.ljust(_CHUNK, b"\0")
    return struct.pack("<H", 0xB000 | len(packed) - 1) + packed


def _token_groups(data: bytes) -> Iterator[bytes]:
    """Yield groups of eight tokens, each with its flags."""
    tokens = list(_tokens(data))
    for at in range(0, len(tokens), 8):
        group = tokens[at : at + 8]
        yield bytes([sum(1 << i for i, token in enumerate(group) if len(token) == 2)]) + b"".join(group)


def _tokens(data: bytes) -> Iterator[bytes]:
    """Yield literals (one byte) and copies (two): from the last place where the next three bytes stood."""
    seen: dict[bytes, int] = {}
    at = 0
    while at < len(data):
        bits = max(4, (at - 1).bit_length()) if at else 4
        source, length = seen.get(data[at : at + 3], -1), 0
        longest = min((0xFFFF >> bits) + 3, len(data) - at)
        while source >= 0 and length < longest and data[source + length] == data[at + length]:
            length += 1
        if length >= 3:
            yield struct.pack("<H", at - source - 1 << 16 - bits | length - 3)
        else:
            length = 1
            yield data[at : at + 1]
        for place in range(at, at + length):
            seen[data[place : place + 3]] = place
        at += length


# --- the compound file: sector 0 and on, 512 bytes each; small streams share the root's stream

_SECTOR, _SMALL, _CUTOFF, _PER_FAT = 512, 64, 4096, 128
_FATS_IN_HEADER = (_SECTOR - 76) // 4
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class _Entry(NamedTuple):
    name: str
    kind: int
    start: int
    size: int
    children: tuple[int, ...] = ()


def compound_file(streams: dict[str, bytes]) -> bytes:
    """Build a compound file of streams named "STREAM" or "STORAGE/STREAM"."""
    small = {name: data for name, data in streams.items() if len(data) < _CUTOFF}
    starts, small_chain, mini = _laid_out(small, _SMALL)
    large = {name: data for name, data in streams.items() if len(data) >= _CUTOFF}
    large["/mini"] = mini
    large["/minifat"] = _packed(small_chain)
    large["/directory"] = bytes(_SECTOR * -(-(len(streams) + 2) // 4))  # filled in when the starts are known
    at, chain, _ = _laid_out(large, _SECTOR)
    starts |= at
    large["/directory"] = _directory_stream(streams, starts, len(mini))
    fats = 1
    while fats * _PER_FAT < len(chain) + fats:
        fats += 1
    if fats > _FATS_IN_HEADER:
        raise _refused("dự án VBA quá lớn")
    first_fat = len(chain)
    body = b"".join(_padded(data, _SECTOR) for data in large.values())
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        bytes.fromhex("D0CF11E0A1B11AE1"), 0x3E, 3, 0xFFFE, 9, 6,
        0, fats, starts["/directory"], 0, _CUTOFF,
        starts["/minifat"], -(-len(large["/minifat"]) // _SECTOR), _END, 0,
    )  # fmt: skip
    places = [first_fat + i for i in range(fats)] + [_FREE] * (_FATS_IN_HEADER - fats)
    return header + struct.pack(f"<{_FATS_IN_HEADER}I", *places) + body + _packed(chain + [_FAT] * fats)


def _padded(data: bytes, size: int) -> bytes:
    return data + bytes(-len(data) % size)


def _packed(chain: list[int]) -> bytes:
    whole = chain + [_FREE] * (-len(chain) % _PER_FAT)
    return struct.pack(f"<{len(whole)}I", *whole)


def _laid_out(streams: dict[str, bytes], size: int) -> tuple[dict[str, int], list[int], bytes]:
    """Put streams one after the other: where each starts, the chain of sectors, all bytes."""
    starts: dict[str, int] = {}
    chain: list[int] = []
    for name, data in streams.items():
        count = -(-len(data) // size)
        starts[name] = len(chain) if count else _END
        chain += [len(chain) + i + 1 for i in range(count - 1)] + [_END] * bool(count)
    return starts, chain, b"".join(_padded(data, size) for data in streams.values())


def _directory_stream(streams: dict[str, bytes], starts: dict[str, int], mini: int) -> bytes:
    """Write the entries: root, storages, streams; the children of each as a balanced tree, all black."""
    storages = sorted({name.split("/")[0] for name in streams if "/" in name})
    names = [*storages, *streams]
    inside = {s: tuple(i for i, n in enumerate(names, 1) if n.startswith(f"{s}/")) for s in storages}
    top = tuple(i for i, n in enumerate(names, 1) if "/" not in n)
    entries = [_Entry("Root Entry", _ROOT, starts["/mini"], mini, top)]
    entries += [_Entry(s, _STORAGE, 0, 0, inside[s]) for s in storages]
    entries += [_Entry(n.split("/")[-1], _STREAM, starts[n], len(data)) for n, data in streams.items()]
    left, right = [_NONE] * len(entries), [_NONE] * len(entries)

    def root(children: Sequence[int]) -> int:
        if not children:
            return _NONE
        middle = len(children) // 2
        top = children[middle]
        left[top], right[top] = root(children[:middle]), root(children[middle + 1 :])
        return top

    def order(number: int) -> tuple[int, str]:  # [MS-CFB] 2.6.4: shorter names first
        return len(entries[number].name), entries[number].name.upper()

    roots = [root(sorted(entry.children, key=order)) for entry in entries]
    data = b"".join(map(_entry, entries, left, right, roots))
    unused = struct.pack("<64xHBBIII48x", 0, 0, 0, _NONE, _NONE, _NONE)
    return data + unused * (-len(entries) % 4)


def _entry(entry: _Entry, left: int, right: int, child: int) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    head = struct.pack("<64sHBBIII", name, len(name), entry.kind, 1, left, right, child)
    return head + bytes(36) + struct.pack("<IQ", entry.start, entry.size)
