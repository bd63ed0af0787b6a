"""A package made ready to hold footnotes: the part of the notes, its relationship, settings and styles."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from cchc_xl.word.faults import Place
from cchc_xl.word.package import CONTENT_TYPES, W, parsed, relations_of, target, written

_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_SEPARATORS = {"-1": "separator", "0": "continuationSeparator"}
_AFTER_NOTES = {
    *("endnotePr", "compat", "docVars", "rsids", "mathPr", "attachedSchema", "themeFontLang"),
    *(
        "clrSchemeMapping",
        "doNotIncludeSubdocsInStats",
        "doNotAutoCompressPictures",
        "forceUpgrade",
        "captions",
    ),
    *("readModeInkLockDown", "smartTagType", "schemaLibrary", "shapeDefaults", "doNotEmbedSmartTags"),
    *("decimalSymbol", "listSeparator"),
}
"""What the schema puts behind `w:footnotePr` in the settings."""
_TEXT_STYLE = f"""<w:style xmlns:w="{W[1:-1]}" w:type="paragraph" w:styleId="FootnoteText">
<w:name w:val="footnote text"/><w:basedOn w:val=""/><w:uiPriority w:val="99"/>
<w:pPr><w:jc w:val="both"/></w:pPr>
<w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr></w:style>"""
_SIGN_STYLE = f"""<w:style xmlns:w="{W[1:-1]}" w:type="character" w:styleId="FootnoteReference">
<w:name w:val="footnote reference"/><w:uiPriority w:val="99"/>
<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>"""


@dataclass(frozen=True)
class Notebook:
    """The members of a package that holds footnotes, the name of their part and the styles to use."""

    members: dict[str, bytes]
    part: str
    text_style: str
    sign_style: str


def prepared(members: Mapping[str, bytes], document: str, place: Place) -> Notebook:
    """Return a package that can hold footnotes; what the template has for them is kept."""
    package = _Package(dict(members), document, place)
    styles, settings, notes = (package.related(kind) for kind in ("styles", "settings", "footnotes"))
    tree = package.trees[styles]
    base = tree.find(f"{W}style[@{W}default='1'][@{W}type='paragraph']")
    own = base.get(W + "styleId", "") if base is not None else ""
    named = [_style(tree, style, own) for style in (_TEXT_STYLE, _SIGN_STYLE)]
    _set_separators(package.trees[settings])
    if len(package.trees[notes]) == 0:
        package.trees[notes].extend(_separator(number, kind) for number, kind in _SEPARATORS.items())
    return Notebook(package.members | {name: written(t) for name, t in package.trees.items()}, notes, *named)


class _Package:
    """Members, of which those parsed stand in `trees`."""

    def __init__(self, members: dict[str, bytes], document: str, place: Place) -> None:
        self.members, self.document, self.place = members, document, place
        self.folder, self.relations = posixpath.dirname(document), relations_of(document)
        empty = f'<Relationships xmlns="{_RELATIONS}"/>'.encode()
        self.trees = {
            CONTENT_TYPES: parsed(members[CONTENT_TYPES], place),
            self.relations: parsed(members.get(self.relations, empty), place),
        }

    def related(self, kind: str) -> str:
        """Return the name of the part of this kind, made empty if the document has none."""
        for relation in self.trees[self.relations].iter("{*}Relationship"):
            if relation.get("Type", "").endswith(f"/{kind}"):
                name = target(self.document, relation)
                self.trees[name] = parsed(self.members.get(name, b""), self.place)
                return name
        return self._new(kind)

    def _new(self, kind: str) -> str:
        name = posixpath.join(self.folder, f"{kind}.xml")
        number = len(self.trees[self.relations]) + 1
        taken = {relation.get("Id") for relation in self.trees[self.relations].iter("{*}Relationship")}
        free = next(f"rId{n}" for n in range(number, number + len(taken) + 1) if f"rId{n}" not in taken)
        found = {"Id": free, "Type": f"{_OFFICE}/{kind}", "Target": f"{kind}.xml"}
        etree.SubElement(self.trees[self.relations], f"{{{_RELATIONS}}}Relationship", found)
        if name not in self.members:
            typed = {"PartName": f"/{name}", "ContentType": f"{_WORD}{kind}+xml"}
            etree.SubElement(self.trees[CONTENT_TYPES], f"{_TYPES}Override", typed)
        empty = f'<w:{kind} xmlns:w="{W[1:-1]}"/>'.encode()
        self.trees[name] = parsed(self.members.get(name, empty), self.place)
        return name


def _style(styles: etree._Element, missing: str, base: str) -> str:
    """Return the id of the built-in style of this name; a missing one is added, based on `base`."""
    new = etree.fromstring(missing, etree.XMLParser(remove_blank_text=True))
    name, based = new.find(W + "name"), new.find(W + "basedOn")
    assert name is not None
    for style in styles.iter(W + "style"):
        own = style.find(W + "name")
        if own is not None and own.get(W + "val", "").lower() == name.get(W + "val"):
            return style.get(W + "styleId", "")
    if based is not None and base:
        based.set(W + "val", base)
    elif based is not None:
        new.remove(based)
    styles.append(new)
    return new.get(W + "styleId", "")


def _set_separators(settings: etree._Element) -> None:
    if settings.find(W + "footnotePr") is not None:
        return
    properties = etree.Element(W + "footnotePr")
    properties.extend(etree.Element(W + "footnote", {W + "id": number}) for number in _SEPARATORS)
    behind = [e for e in settings.iterchildren(etree.Element) if etree.QName(e).localname in _AFTER_NOTES]
    settings.insert(settings.index(behind[0]) if behind else len(settings), properties)


def _separator(number: str, kind: str) -> etree._Element:
    note = etree.Element(W + "footnote", {W + "type": kind, W + "id": number})
    run = etree.SubElement(etree.SubElement(note, W + "p"), W + "r")
    etree.SubElement(run, W + kind)
    return note
