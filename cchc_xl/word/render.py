"""Fill a Word template: the single door to docxtpl.

docxtpl gives the syntax of the template ({%p %}, {%tr %}, {%tc %}, {%r %}) and repairs table grids. Its own
`render` is not used: it would execute footnotes once per section and the core properties in an open Jinja
environment, turn `{_{` in the data into `{{`, and parse the result forgivingly. Here every part is rendered
exactly once, data goes in last and is never read as a template, and the result must be well-formed.
"""

from collections.abc import Mapping
from pathlib import Path

from cchc_xl.word import tokens
from cchc_xl.word.faults import TemplateError
from cchc_xl.word.package import write, written, zipped
from cchc_xl.word.template import opened
from cchc_xl.word.values import clean, plain

__all__ = ["TemplateError", "clean", "render"]


def render(template: Path, context: Mapping[str, object], out: Path) -> None:
    """Write the document that the template makes of the context to `out`, whole or not at all.

    The context holds only dict (with str keys), list, tuple, str, int and bool: whatever has a format is text
    already. Any other value is a mistake of the program: TypeError. Texts are cleaned, see `clean`.
    The same template and context give the same bytes.
    """
    data = plain(dict(context), "context")
    assert isinstance(data, dict)
    package = opened(template)
    trees = {name: part.filled(data) for name, part in package.parts.items()}
    for tree in trees.values():
        tokens.lift(tree)
        tokens.drop(tree)
    write(out, zipped(package.members | {name: written(tree) for name, tree in trees.items()}))
