"""The tags of a template: where they stand, and the whitelist of what they may say."""

import re

import jinja2
from jinja2 import nodes
from lxml import etree

from cchc_xl.word.faults import Place
from cchc_xl.word.sandbox import EACH, JINJA

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_OPENING = re.compile(r"\{\{[-+]?|\{%[-+]?")
_STATEMENT = re.compile(r"\{%[-+]?\n\s*(\w*).*?%\}", re.DOTALL)
MAX_DEPTH, MAX_TAGS, MAX_TAG = 12, 5_000, 500
"""Blocks inside blocks, tags of a part, characters of a tag: several times what the longest template has."""
_FIX = "Viết thẻ theo dạng {{ ten_du_lieu }} hoặc {%p if ten_du_lieu %}, đủ hai dấu ngoặc mỗi bên."
_LONG = re.compile(rf"\{{[{{%](?:(?![%}}]\}}).){{{MAX_TAG},}}", re.DOTALL)
NOTE = "chu_thich"
"""The one function of a template: a footnote that cites a document or a group of the register."""
_KEYWORDS = {"for", "endfor", "if", "elif", "else", "endif"}


def one_tag_a_line(source: str) -> str:
    """Break the line inside the start of each tag, where white space means nothing."""
    return _OPENING.sub(lambda found: found.group() + "\n", _COMMENT.sub("", source))


def tag_at(source: str, line: int) -> str:
    """Return the tag whose inside begins on this line (from 1), as its author wrote it."""
    opening, inside = ("", *source.split("\n"), "")[line - 1 : line + 1]
    start = re.search(r"\{[{%][-+]?$", opening)
    closed = re.match(r".*?[}%]\}", inside)
    text = closed.group() if closed else re.split("(?<=})|<", inside)[0]
    return " ".join(((start.group() if start else "") + text).split())


def check_size(root: etree._Element, place: Place) -> None:
    """Raise if a part has too many tags or an endless one: docxtpl takes their square in time."""
    texts = ["".join(root.itertext()), *(v for e in root.iter() for v in e.values() if "{" in v)]
    if sum(text.count("{") for text in texts) > 2 * MAX_TAGS:
        raise place.endless("mẫu có quá nhiều thẻ")
    for text in texts:
        long = _LONG.search(_COMMENT.sub("", text))
        if long:
            tag = re.split("(?<=})", long[0][:60])[0].strip()
            raise place.fault("MAU02", f"thẻ chưa đóng hoặc dài quá {MAX_TAG} ký tự", _FIX, tag)


def syntax_tree(source: str, place: Place) -> nodes.Template:
    """Return the parsed source if it is balanced and within the whitelist."""
    _check_blocks(source, place)
    try:
        tree = JINJA.parse(source)
    except RecursionError as error:
        raise place.endless("thẻ lồng nhau quá sâu") from error
    except jinja2.TemplateSyntaxError as error:
        raise place.fault("MAU02", "thẻ viết sai", _FIX, tag_at(source, error.lineno)) from error
    for node in tree.find_all(nodes.Node):
        _check_node(node, source, place)
    return tree


def _check_blocks(source: str, place: Place) -> None:
    """Raise unless each for and if is closed by its own end, and nothing else stands in {% %}."""
    opened: list[tuple[str, str]] = []
    for found in _STATEMENT.finditer(source):
        keyword, tag = found[1], " ".join(found[0].split())
        if keyword not in _KEYWORDS:
            raise place.forbidden(f"lệnh «{keyword}»", tag)
        if keyword in ("for", "if"):
            opened.append((keyword, tag))
            if len(opened) > MAX_DEPTH:
                raise place.endless("quá nhiều tầng for, if lồng nhau", tag)
        elif keyword.startswith("end"):
            _check_end(keyword, tag, opened.pop() if opened else ("", ""), place)
    if opened:
        keyword, tag = opened[-1]
        fix = f"Thêm thẻ end{keyword} cùng loại ở cuối khối."
        raise place.fault("MAU02", "thẻ mở chưa có thẻ đóng", fix, tag)


def _check_end(keyword: str, tag: str, opening: tuple[str, str], place: Place) -> None:
    if keyword != "end" + opening[0]:
        why = f"không khớp thẻ mở «{opening[1]}»" if opening[0] else "không có thẻ mở"
        raise place.fault("MAU02", why, "Xoá thẻ đóng thừa hoặc sửa cho khớp với thẻ mở.", tag)


_ALLOWED = {
    nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Name, nodes.Getattr, nodes.Const,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Call,
}  # fmt: skip
_FORBIDDEN: dict[type[nodes.Node], str] = {
    nodes.Filter: "bộ lọc (dấu |)",
    nodes.Test: "phép thử (is)",
}


def _check_node(node: nodes.Node, source: str, place: Place) -> None:
    """Raise if the node is outside the whitelist, reads a private member or a loop counter."""
    if type(node) not in _ALLOWED:
        raise place.forbidden(_FORBIDDEN.get(type(node), "cú pháp này"), tag_at(source, node.lineno))
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Call) and not (isinstance(node, nodes.Output) and _is_note(child)):
            raise place.forbidden("lời gọi hàm", tag_at(source, child.lineno))
    if isinstance(node, nodes.Getattr) and not _readable(node):
        raise place.forbidden(f"thuộc tính «{node.attr}»", tag_at(source, node.lineno))


def counted(tree: nodes.Template) -> nodes.Template:
    """Let every loop go through the filter that counts its turns."""
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, EACH, [], [], None, None, lineno=loop.iter.lineno)
    tree.set_environment(JINJA)
    return tree


def _is_note(call: nodes.Call) -> bool:
    """Tell whether the call is chu_thich of one text or one name of the data, and nothing else."""
    if not isinstance(call.node, nodes.Name) or call.node.name != NOTE or len(call.args) != 1:
        return False
    bare = not (call.kwargs or call.dyn_args or call.dyn_kwargs)
    return bare and (isinstance(call.args[0], nodes.Name | nodes.Getattr) or bool(_constant(call)))


def _constant(call: nodes.Call) -> str:
    value = call.args[0].value if isinstance(call.args[0], nodes.Const) else ""
    return value if isinstance(value, str) else ""


def notes(tree: nodes.Template) -> list[tuple[str, int]]:
    """Return the footnotes of a template: the key ("" where it comes from the data) and the line."""
    return [(_constant(call), call.lineno) for call in tree.find_all(nodes.Call)]


def _readable(node: nodes.Getattr) -> bool:
    of_loop = isinstance(node.node, nodes.Name) and node.node.name == "loop"
    return node.attr in ("first", "last") if of_loop else not node.attr.startswith("_")
