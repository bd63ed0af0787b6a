"""The whitelist of what a tag may say."""

from collections.abc import Iterator

import jinja2
from jinja2 import nodes

from cchc_xl.word.sandbox import EACH, JINJA

MAX_DEPTH, MAX_TAGS, MAX_TAG = 12, 5_000, 500
"""Blocks inside blocks, tags of a part, characters of a tag: several times what the longest template has."""

NOTE = "chu_thich"
"""The one function of a template: a footnote that cites a document or a group of the register."""
KEYWORDS = ("for", "endfor", "if", "elif", "else", "endif")
_ALLOWED = {
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Name, nodes.Getattr,
    nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.Call,
}  # fmt: skip
_FORBIDDEN: dict[type[nodes.Node], str] = {
    nodes.Filter: "bộ lọc (dấu |)",
    nodes.Test: "phép thử (is)",
}
_WHOLE = {
    "for": "{{%{}%}}{{%endfor%}}", "if": "{{%{}%}}{{%endif%}}", "elif": "{{%if a%}}{{%{}%}}{{%endif%}}",
    "else": "{{%if a%}}{{%{}%}}{{%endif%}}", "endif": "{{%if a%}}{{%{}%}}",
    "endfor": "{{%for a in b%}}{{%{}%}}", "": "{{{{{}}}}}",
}  # fmt: skip


def tree_of(keyword: str, inside: str) -> nodes.Template:
    """Parse one tag, completed to a whole block.

    Raises jinja2.TemplateSyntaxError.
    """
    try:
        return JINJA.parse(_WHOLE[keyword].format(inside[: MAX_TAG + 1]))
    except RecursionError as error:
        raise jinja2.TemplateSyntaxError("nested too deeply", 1) from error


def counted(tree: nodes.Template) -> nodes.Template:
    """Let every loop go through the filter that counts its turns."""
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, EACH, [], [], None, None, lineno=loop.iter.lineno)
    tree.set_environment(JINJA)
    return tree


def refused(tree: nodes.Template) -> Iterator[str]:
    """Name all syntax outside the whitelist, private members and loop counters included."""
    for node in (tree, *tree.find_all(nodes.Node)):
        if type(node) not in _ALLOWED:
            yield _FORBIDDEN.get(type(node), "phép tính hoặc cú pháp khác")
        elif isinstance(node, nodes.Getattr) and not _readable(node):
            yield f"thuộc tính «{node.attr}»"
        elif any(
            isinstance(child, nodes.Call) and not _is_note(child, node) for child in node.iter_child_nodes()
        ):
            yield "lời gọi hàm"
        elif isinstance(node, nodes.For) and (node.recursive or node.test):
            yield "for … if, for … recursive"


def _is_note(call: nodes.Call, around: nodes.Node) -> bool:
    """Tell whether the call prints chu_thich of one text or one name of the data, and nothing else."""
    if not isinstance(call.node, nodes.Name) or call.node.name != NOTE or len(call.args) != 1:
        return False
    bare = not (call.kwargs or call.dyn_args or call.dyn_kwargs) and isinstance(around, nodes.Output)
    return bare and (isinstance(call.args[0], nodes.Name | nodes.Getattr) or bool(_constant(call)))


def noted(tree: nodes.Template) -> list[str]:
    """Return the keys of the footnotes in a tag, "" for one that comes from the data."""
    return [_constant(call) for call in tree.find_all(nodes.Call)]


def _constant(call: nodes.Call) -> str:
    value = call.args[0].value if isinstance(call.args[0], nodes.Const) else ""
    return value if isinstance(value, str) else ""


def _readable(node: nodes.Getattr) -> bool:
    of_loop = isinstance(node.node, nodes.Name) and node.node.name == "loop"
    return node.attr in ("first", "last") if of_loop else not node.attr.startswith("_")
