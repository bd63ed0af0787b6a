"""Names and members that the data has not, and data of another kind than the tag needs."""

import difflib
from collections.abc import Iterator, Mapping

import jinja2
from jinja2 import nodes

from cchc_xl.text.vietnamese import slug
from cchc_xl.word.faults import Fault, Trap
from cchc_xl.word.lint.tags import Scanned, Tag
from cchc_xl.word.shape import ANY, CALL, FLAG, GROUP, LIST, NUMBER, TEXT, UNKNOWN, Shape, merged, shape_of
from cchc_xl.word.syntax import refused, tree_of

NO_NAME = Trap("MAU03", "không có dữ liệu tên «{name}»", "Sửa «{name}» thành «{near}».")
NO_NAMES = Trap("MAU03", "không có dữ liệu tên «{name}»", "Các tên dùng được: {known}.")
OUTSIDE = Trap("MAU03", "dùng «{name}» ngoài vòng lặp «{loop}»", "Đặt thẻ vào trong vòng lặp này.")
NO_MEMBERS = Trap("MAU03", "hỏi «{name}» của dữ liệu loại {kind}, không có", "Chỉ viết {{{{ {base} }}}}.")
NOT_A_LIST = Trap(
    "MAU05", "lặp qua dữ liệu loại {kind}, không phải danh sách", "Chỉ lặp qua danh sách: {lists}."
)
NOT_TEXT = Trap("MAU05", "in dữ liệu loại {kind}, không phải chữ", "{how}.")
NOT_A_KEY = Trap("MAU05", "dùng dữ liệu loại {kind} làm khóa chú thích", "Ghi khóa là chữ trong ngoặc kép.")
UNLIKE = Trap("MAU05", "so sánh {one} với {other}", "So sánh chữ với chữ đặt trong ngoặc kép, số với số.")

_LOOP = Shape(GROUP, (("first", Shape(FLAG)), ("last", Shape(FLAG))))
_HOW = {
    LIST: "Lặp bằng {{%p for x in {0} %}} và in từng mục",
    GROUP: "Chọn một mục: {1}",
    CALL: "Viết {{{{ {0}('khoa') }}}}",
    FLAG: "Dùng {{% if {0} %}}…{{% endif %}}",
}


def against(part: Scanned, shape: Shape) -> Iterator[Fault]:
    """Compare the tags of a part with the shape of the data."""
    scopes = [shape.names]
    loops = {
        tag.inside.split()[1]: tag
        for tag in part.tags
        if tag.keyword == "for" and len(tag.inside.split()) > 1
    }
    for tag in part.tags:
        if tag.keyword in ("for", "if"):
            scopes.append({})
        if not tag.text.startswith("{#") and tag.keyword in ("", "for", "if", "elif"):
            reader = _Reader(scopes, loops)
            reader.read(tag)
            for trap, words in reader.told:
                yield trap.at(part.part, tag.spot.where, tag.shown, **words)
        if tag.keyword in ("endfor", "endif") and len(scopes) > 1:
            scopes.pop()


class _Reader:
    """Works out what kind of data one tag asks for, and notes what cannot be."""

    def __init__(self, scopes: list[dict[str, Shape]], loops: Mapping[str, Tag]) -> None:
        self.scopes = scopes
        self.loops = loops
        self.told: list[tuple[Trap, dict[str, str]]] = []

    @property
    def known(self) -> dict[str, Shape]:
        """Give the names that can be used here, loop variables included."""
        return {name: shape for scope in self.scopes for name, shape in scope.items()}

    def read(self, tag: Tag) -> None:
        """Read one tag; a loop enters its variable into the innermost scope."""
        try:
            tree = tree_of(tag.keyword, tag.inside)
        except jinja2.TemplateSyntaxError:
            return
        if any(refused(tree)):
            return
        node = tree.body[0]
        if isinstance(node, nodes.For):
            self.loop(node)
        elif isinstance(node, nodes.If):
            self.kind(node.elif_[0].test if tag.keyword == "elif" else node.test)
        elif isinstance(node, nodes.Output):
            self.printed(node.nodes[0])

    def loop(self, node: nodes.For) -> None:
        """Enter the variable of a loop."""
        shape = self.kind(node.iter)
        if shape.kind not in (LIST, ANY):
            lists = ", ".join(name for name, one in self.known.items() if one.kind == LIST)
            self.told.append((NOT_A_LIST, {"kind": shape.kind, "lists": lists or "không có danh sách nào"}))
        assert isinstance(node.target, nodes.Name)
        self.scopes[-1] |= {node.target.name: shape.item or UNKNOWN, "loop": _LOOP}

    def printed(self, node: nodes.Node) -> None:
        """Refuse what has no text of its own."""
        if isinstance(node, nodes.TemplateData):
            return
        shape = self.kind(node)
        if how := _HOW.get(shape.kind):
            told = how.format(_written(node), ", ".join(f"{_written(node)}.{name}" for name in shape.names))
            self.told.append((NOT_TEXT, {"kind": shape.kind, "how": told}))

    def kind(self, node: nodes.Node) -> Shape:
        """Give the shape of what an expression gives."""
        if isinstance(node, nodes.Name):
            return self.named(node.name)
        if isinstance(node, nodes.Getattr):
            return self.member(node)
        if isinstance(node, nodes.Compare):
            return self.compared(node)
        if isinstance(node, nodes.Const):
            return shape_of(node.value)
        if isinstance(node, nodes.Call):
            return self.noted(node)
        kinds = [self.kind(child) for child in node.iter_child_nodes()]
        return merged(*kinds) if isinstance(node, nodes.And | nodes.Or) else Shape(FLAG)

    def noted(self, node: nodes.Call) -> Shape:
        """Refuse a footnote whose key is no text."""
        self.kind(node.node)
        key = self.kind(node.args[0])
        if key.kind not in (TEXT, ANY):
            self.told.append((NOT_A_KEY, {"kind": key.kind}))
        return Shape(TEXT)

    def named(self, name: str) -> Shape:
        """Look a name up."""
        known = self.known
        if name in known:
            return known[name]
        holders = [n for n, shape in known.items() if name in shape.names and n != "loop"]
        if name in self.loops:
            self.told.append((OUTSIDE, {"name": name, "loop": self.loops[name].shown}))
        elif holders:
            self.told.append((NO_NAME, {"name": name, "near": f"{holders[-1]}.{name}"}))
        else:
            self.unknown(name, known)
        return UNKNOWN

    def member(self, node: nodes.Getattr) -> Shape:
        """Look a member up."""
        base = self.kind(node.node)
        if base.kind == ANY or node.attr in base.names:
            return base.names.get(node.attr, UNKNOWN)
        if base.kind == GROUP:
            self.unknown(node.attr, base.names)
        else:
            words = {"name": node.attr, "kind": base.kind, "base": _written(node.node)}
            self.told.append((NO_MEMBERS, words))
        return UNKNOWN

    def unknown(self, name: str, known: Mapping[str, Shape]) -> None:
        """Note a name that is not there, with the nearest that is."""
        near = difflib.get_close_matches(name, known, 1) or difflib.get_close_matches(slug(name), known, 1)
        words = {"name": name, "near": "".join(near), "known": ", ".join(known) or "không có tên nào"}
        self.told.append((NO_NAME if near else NO_NAMES, words))

    def compared(self, node: nodes.Compare) -> Shape:
        """Refuse comparisons that cannot be computed or never hold."""
        left = self.kind(node.expr)
        for operand in node.ops:
            right = self.kind(operand.expr)
            either = {left.kind, right.kind}
            if operand.op in ("in", "notin"):
                bad = right.kind not in (TEXT, LIST, GROUP, ANY) or (
                    right.kind == TEXT and left.kind not in (TEXT, ANY)
                )
            else:
                bad = len(either) > 1 and ANY not in either
                bad = bad or (operand.op not in ("eq", "ne") and not either <= {TEXT, NUMBER, ANY})
            if bad:
                self.told.append((UNLIKE, {"one": left.kind, "other": right.kind}))
            left = right
        return Shape(FLAG)


def _written(node: nodes.Node) -> str:
    """Write a name or member as its author did."""
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "tên"
