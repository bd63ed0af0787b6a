"""Fill a Word template: the single door to docxtpl.

docxtpl gives the syntax of the template ({%p %}, {%tr %}, {%tc %}, {%r %}). Its own
`render` is not used: it would execute footnotes once per section and the core properties in an open Jinja
environment, turn `{_{` in the data into `{{`, and parse the result forgivingly. Here every part is rendered
exactly once, data goes in last and is never read as a template, and the result must be well-formed.
"""

from collections.abc import Mapping
from pathlib import Path

from cchc_xl.word import tokens
from cchc_xl.word.controls import number
from cchc_xl.word.faults import TemplateError
from cchc_xl.word.package import write, written, zipped
from cchc_xl.word.recording import with_record
from cchc_xl.word.spans import make_controls
from cchc_xl.word.template import opened
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
    already. Any other value is a mistake of the program: TypeError. Texts are cleaned, see `clean`.
    The same template and context give the same bytes. What was printed into content controls is recorded in
    the document, with its origin.
    """
    data = plain(dict(context), "context")
    assert isinstance(data, dict)
    package = opened(template)
    trees = {name: part.filled(data) for name, part in package.parts.items()}
    for tree in trees.values():
        tokens.lift(tree)
        make_controls(tree)
        tokens.drop(tree)
    has_controls = number(trees.values())
    members = package.members | {name: written(tree) for name, tree in trees.items()}
    return zipped(with_record(members, trees, origin) if has_controls else members)
