"""Fill a Word template: the single door to docxtpl.

docxtpl gives the syntax of the template ({%p %}, {%tr %}, {%tc %}, {%r %}). Its own
`render` is not used: it would execute footnotes once per section and the core properties in an open Jinja
environment, turn `{_{` in the data into `{{`, and parse the result forgivingly. Here every part is rendered
exactly once, data goes in last and is never read as a template, and the result must be well-formed.
"""

from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from cchc_xl.files import write
from cchc_xl.word import charts, footnotes, lists, tokens
from cchc_xl.word.controls import number
from cchc_xl.word.faults import TemplateError
from cchc_xl.word.package import parsed, written, zipped
from cchc_xl.word.recording import with_record
from cchc_xl.word.register import Register
from cchc_xl.word.spans import make_controls
from cchc_xl.word.syntax import NOTE
from cchc_xl.word.template import Template, opened
from cchc_xl.word.values import clean, plain

__all__ = ["TemplateError", "clean", "render", "rendered"]

_NOWHERE: Mapping[str, str] = {}


def render(
    template: Path, context: Mapping[str, object], out: Path, origin: Mapping[str, str] = _NOWHERE
) -> None:
    """Write the document that the template makes of the context to `out`, whole or not at all.

    See `rendered`.
    """
    write(out, rendered(template, context, origin))


def rendered(template: Path, context: Mapping[str, object], origin: Mapping[str, str] = _NOWHERE) -> bytes:
    """Return the document that the template makes of the context.

    The context holds only dict (with str keys), list, tuple, str, int and bool: whatever has a format is text
    already. Any other value is a mistake of the program: TypeError. Texts are cleaned, see `clean`. Its
    `chu_thich`, if there, is what footnotes may cite: see `Register`; its `bieu_do` what charts show.
    The same template and context give the same bytes. What stands in content controls is recorded in the
    document, with its origin.
    """
    data = plain(dict(context), "context")
    assert isinstance(data, dict)
    register = Register(data[NOTE]) if NOTE in data else None
    if register:
        data[NOTE] = register.mark
    source = opened(template, data, register.names if register else None)
    trees = {name: part.filled(data) for name, part in source.parts.items()}
    members = _structured(source, trees, register)
    members = members | charts.redrawn(source, trees[source.document], data.get(charts.CHARTS, []))
    has_controls = number(trees.values())
    members = members | {name: written(tree) for name, tree in trees.items()}
    return zipped(with_record(members, trees, origin) if has_controls else members)


def _structured(
    source: Template, trees: dict[str, etree._Element], register: Register | None
) -> dict[str, bytes]:
    """Make structure of the marks in the parts, in this order; return the members around the parts."""
    for name, tree in trees.items():
        footnotes.refuse(tree, tokens.lift(tree), source.parts[name].place)
        lists.restyle(tree, source.styles)
    noted = footnotes.cite(trees[source.document], register) if register else []
    book = source.notebook if noted else None
    if book:
        place = source.parts[source.document].place
        notes = trees.setdefault(book.part, parsed(book.members[book.part], place))
        footnotes.put(noted, notes, book)
    for tree in trees.values():
        make_controls(tree)
        tokens.drop(tree)
    return book.members if book else source.members
