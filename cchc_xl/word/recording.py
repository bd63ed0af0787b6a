"""What stands in the controls of a document, to be kept as its record."""

from collections.abc import Mapping

from lxml import etree

from cchc_xl.word.controls import ROW, SECTION, TABLE, Control, controls
from cchc_xl.word.package import W, strict
from cchc_xl.word.record import Record, grouped, recorded
from cchc_xl.word.rows import table_text
from cchc_xl.word.styles import Styles
from cchc_xl.word.wording import Reader, note_tags, shown

_STYLES = "word/styles.xml"


def with_record(
    members: Mapping[str, bytes], trees: Mapping[str, etree._Element], origin: Mapping[str, str]
) -> dict[str, bytes]:
    """Return the members of a document just printed with a record of what was printed."""
    styles = etree.fromstring(members[_STYLES], strict()) if _STYLES in members else None
    reader = Reader(Styles.read(styles), note_tags(trees))
    main = next(name for name, tree in trees.items() if tree.tag == W + "document")
    return recorded(members, record_of(trees, reader, origin), main)


def record_of(trees: Mapping[str, etree._Element], reader: Reader, origin: Mapping[str, str]) -> Record:
    """Collect what stands in the controls, in their order."""
    found = [one for tree in trees.values() for one in controls(tree) if one.kind != ROW]
    return Record(dict(origin), grouped((one.tag, _text(one, reader)) for one in found))


def _text(control: Control, reader: Reader) -> str:
    if control.kind == SECTION:
        return reader.wording(control.content)
    return table_text(control, reader) if control.kind == TABLE else shown(control.content)
