"""What was printed into a document: a custom XML part beside its text, which Word and LibreOffice keep."""

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from cchc_xl.word.controls import read_tag
from cchc_xl.word.package import CONTENT_TYPES, relations_of, strict, written

_SPACE = "urn:cchc-xl:ban-in"
_ITEM_ID = "{6D7C4B1E-53C2-4C0B-9A6B-CC4C00000001}"  # of the part, not of the document: always the same
_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"


@dataclass(frozen=True)
class Record:
    """What a document was printed from, and the text of each control as printed: {tag: texts in order}."""

    origin: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, tag: str) -> str | None:
        """Give the text first printed under this tag; None if nothing was."""
        return next(iter(self.texts.get(tag, ())), None)


def recorded(members: Mapping[str, bytes], record: Record, main: str) -> dict[str, bytes]:
    """Return the members of a document, `main` its text, with this record in place of the one it had."""
    name = _name(members)
    folder, file = posixpath.split(name)
    number = file.removeprefix("item").removesuffix(".xml")
    made = {
        name: written(_tree(record)),
        f"{folder}/itemProps{number}.xml": written(_properties()),
        f"{folder}/_rels/{file}.rels": written(_relations("customXmlProps", f"itemProps{number}.xml")),
    }
    if name in members:
        return {**members, name: made[name]}
    types = etree.fromstring(members[CONTENT_TYPES], strict())
    space = f"{{{_PACKAGE}/content-types}}"
    if not any(one.get("Extension", "").lower() == "xml" for one in types.iter(f"{space}Default")):
        types.insert(0, types.makeelement(f"{space}Default", Extension="xml", ContentType="application/xml"))
    part = {"PartName": f"/{folder}/itemProps{number}.xml", "ContentType": _PROPERTIES_TYPE}
    etree.SubElement(types, f"{space}Override", part)
    of_main = relations_of(main)
    empty = f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode()
    relations = etree.fromstring(members.get(of_main, empty), strict())
    _relate(relations, "customXml", f"/{name}", "rIdCchc")
    return {**members, CONTENT_TYPES: written(types), of_main: written(relations), **made}


def read_record(members: Mapping[str, bytes]) -> Record | None:
    """Return what was printed into the document; None without a record."""
    name = _name(members)
    if name not in members:
        return None
    root = etree.fromstring(members[name], strict())
    texts = grouped((one.get("the", ""), one.text or "") for one in root.iterchildren(f"{{{_SPACE}}}o"))
    known = {tag: own for tag, own in texts.items() if read_tag(tag)}
    return Record({str(key): str(text) for key, text in root.items()}, known)


def _name(members: Mapping[str, bytes]) -> str:
    """Name the part that holds the record, or that may hold it."""
    items = [name for name in members if name.startswith("customXml/item") and "Props" not in name]
    own = next((name for name in items if _SPACE.encode() in members[name][:600]), "")
    numbers = (number for number in range(1, len(items) + 2))
    return own or next(n for n in (f"customXml/item{i}.xml" for i in numbers) if n not in members)


def _tree(record: Record) -> etree._Element:
    root = etree.Element(f"{{{_SPACE}}}ban_in", dict(sorted(record.origin.items())), nsmap={None: _SPACE})
    for tag, text in ((tag, text) for tag, texts in record.texts.items() for text in texts):
        etree.SubElement(root, f"{{{_SPACE}}}o", the=tag).text = text
    return root


def _properties() -> etree._Element:
    root = etree.Element(f"{{{_STORE}}}datastoreItem", nsmap={"ds": _STORE})
    root.set(f"{{{_STORE}}}itemID", _ITEM_ID)
    reference = etree.SubElement(etree.SubElement(root, f"{{{_STORE}}}schemaRefs"), f"{{{_STORE}}}schemaRef")
    reference.set(f"{{{_STORE}}}uri", _SPACE)
    return root


def _relations(kind: str, target: str) -> etree._Element:
    root = etree.Element(
        f"{{{_PACKAGE}/relationships}}Relationships", nsmap={None: f"{_PACKAGE}/relationships"}
    )
    return _relate(root, kind, target, "rId1")


def _relate(root: etree._Element, kind: str, target: str, id_: str) -> etree._Element:
    attributes = {"Id": id_, "Type": f"{_RELATION}/{kind}", "Target": target}
    etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship", attributes)
    return root


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Collect texts by their tags, both in their order."""
    texts: dict[str, list[str]] = {}
    for tag, text in pairs:
        texts.setdefault(tag, []).append(text)
    return {tag: tuple(own) for tag, own in texts.items()}
