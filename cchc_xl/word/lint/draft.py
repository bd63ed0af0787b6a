"""A template as its author gave it: members, content types, parts with their tags."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cchc_xl.word.faults import Place
from cchc_xl.word.lint.tags import Element, Scanned, scan
from cchc_xl.word.package import DOCUMENT, FILLED, content_types, parsed, unzipped
from cchc_xl.word.syntax import MAX_TAGS

MAX_MEMBERS = 1_000
MAX_XML_BYTES = 16_000_000  # a single XML member, unzipped
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Draft:
    """The package of a template, read and not yet judged."""

    file: str
    members: Mapping[str, bytes]
    types: Mapping[str, str]
    trees: Mapping[str, Element]
    parts: Mapping[str, Scanned]


@lru_cache(maxsize=8)
def draft_of(data: bytes, file: str) -> Draft:
    """Read the package of a template.

    Raises TemplateError when it is none.
    """
    place = Place(file, "")
    if data.startswith(_OLD_OR_LOCKED):
        raise place.unopenable("tệp có mật khẩu hoặc là định dạng .doc cũ")
    members = unzipped(data, place)
    types = content_types(members, place)
    if DOCUMENT not in map(types.get, members):
        macros = any("macroEnabled" in kind for kind in types.values())
        raise place.unsafe("macro") if macros else place.unopenable("tệp không phải là văn bản Word .docx")
    xml = {name: content for name, content in members.items() if _is_xml(name, types)}
    if len(members) > MAX_MEMBERS or max(map(len, xml.values())) > MAX_XML_BYTES:
        raise place.unopenable("tệp quá lớn")
    trees = {name: parsed(content, place) for name, content in xml.items()}
    shown = {name: _part_name(name, types) for name in trees if types.get(name) in FILLED}
    if any(_braces(trees[name]) > 2 * MAX_TAGS for name in shown):
        raise place.endless("có quá nhiều thẻ")
    parts = {name: scan(trees[name], part) for name, part in shown.items()}
    return Draft(file, members, types, trees, parts)


def _is_xml(name: str, types: Mapping[str, str]) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml")) or types.get(name, "").endswith("xml")


def _braces(root: Element) -> int:
    return sum(text.count("{") for node in root.iter() for text in (node.text or "", *node.attrib.values()))


def _part_name(name: str, types: Mapping[str, str]) -> str:
    """Return what a person calls the part; of several headers each keeps its file name."""
    kind = types[name]
    several = list(types.values()).count(kind) > 1
    return f"{FILLED[kind]} ({Path(name).stem})" if several else FILLED[kind]
