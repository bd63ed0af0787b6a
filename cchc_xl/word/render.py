"""Fill a Word template: the single door to docxtpl.

docxtpl gives the syntax of the template ({%p %}, {%tr %}, {%tc %}, {%r %}) and repairs table grids. Its own
`render` is not used: it would execute footnotes once per section and the core properties in an open Jinja
environment, turn `{_{` in the data into `{{`, and parse the result forgivingly. Here every part is rendered
exactly once, data goes in last and is never read as a template, and the result must be well-formed.
"""

from collections.abc import Mapping
from pathlib import Path

<<<<<<< HEAD
from lxml import etree

from cchc_xl.word.controls import number
from cchc_xl.word.document import Document
from cchc_xl.word.faults import TemplateError
from cchc_xl.word.package import write, zipped
from cchc_xl.word.record import recorded
from cchc_xl.word.spans import make_controls
=======
from cchc_xl.word import tokens
from cchc_xl.word.faults import TemplateError
from cchc_xl.word.package import write, written, zipped
>>>>>>> footnotes
from cchc_xl.word.template import opened
from cchc_xl.word.tokens import drop, lift
from cchc_xl.word.update import printed_record
from cchc_xl.word.values import clean, plain

__all__ = ["TemplateError", "clean", "render"]


def render(
    template: Path, context: Mapping[str, object], out: Path, origin: Mapping[str, str] | None = None
) -> None:
    """Write the document that the template makes of the context to `out`, whole or not at all.

    The context holds only dict (with str keys), list, tuple, str, int and bool: whatever has a format is text
    already. Any other value is a mistake of the program: TypeError. Texts are cleaned, see `clean`.
    The same template and context give the same bytes.
    """
    write(out, rendered(template, context, origin))


def rendered(template: Path, context: Mapping[str, object], origin: Mapping[str, str] | None = None) -> bytes:
    """Return the document; `origin` says in it what it was printed from."""
    data = plain(dict(context), "context")
    assert isinstance(data, dict)
    package = opened(template)
<<<<<<< HEAD
    filled = {}
    trees = {}
    for name, part in package.parts.items():
        tree = etree.fromstring(part.filled(data))
        lift(tree)
        make_controls(tree)
        drop(tree)
        trees[name] = tree
    number(trees.values())
    for name, tree in trees.items():
        filled[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    made = zipped(package.members | filled)
    document = Document(made, template.name)
    return zipped(recorded(document.members, printed_record(document, dict(origin or {})), document.main))
=======
    trees = {name: part.filled(data) for name, part in package.parts.items()}
    for tree in trees.values():
        tokens.lift(tree)
        tokens.drop(tree)
    write(out, zipped(package.members | {name: written(tree) for name, tree in trees.items()}))
>>>>>>> footnotes
