"""The whitelist of what a tag may say."""

from collections.abc import Iterator

from jinja2 import nodes

from cchc_xl.word.sandbox import JINJA

KEYWORDS = ("for", "endfor", "if", "elif", "else", "endif")
_ALLOWED = {
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Name, nodes.Getattr,
    nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
}  # fmt: skip
_FORBIDDEN: dict[type[nodes.Node], str] = {
    nodes.Filter: "bộ lọc (dấu |)",
    nodes.Call: "lời gọi hàm",
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
    return JINJA.parse(_WHOLE[keyword].format(inside))


def refused(tree: nodes.Template) -> Iterator[str]:
    """Name all syntax outside the whitelist, private members and loop counters included."""
    for node in (tree, *tree.find_all(nodes.Node)):
        if type(node) not in _ALLOWED:
            yield _FORBIDDEN.get(type(node), "phép tính hoặc cú pháp khác")
        elif isinstance(node, nodes.Getattr) and not _readable(node):
            yield f"thuộc tính «{node.attr}»"
        elif isinstance(node, nodes.For) and (node.recursive or node.test):
            yield "for … if, for … recursive"


def _readable(node: nodes.Getattr) -> bool:
    of_loop = isinstance(node.node, nodes.Name) and node.node.name == "loop"
    return node.attr in ("first", "last") if of_loop else not node.attr.startswith("_")
