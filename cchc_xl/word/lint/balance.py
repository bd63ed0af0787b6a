"""Tags that do not open, close or stand as they must."""

import re
from collections.abc import Iterator

from cchc_xl.findings import Severity
from cchc_xl.word.faults import ENDLESS, Fault, Trap
from cchc_xl.word.lint.tags import Scanned, Tag
from cchc_xl.word.syntax import MAX_DEPTH

_WRITE = "Viết thẻ theo dạng {{{{ ten_du_lieu }}}} hoặc {{%p if ten_du_lieu %}}, đủ hai dấu ngoặc mỗi bên."
HALF = Trap("MAU02", "thiếu dấu ngoặc nên in nguyên ra văn bản", _WRITE)
BRACE = Trap(
    "MAU10", "không phải là thẻ nên in nguyên ra văn bản",
    "Dùng {{{{ }}}} nếu muốn in dữ liệu; xoá dấu ngoặc nhọn nếu không.", Severity.WARNING,
)  # fmt: skip
NOT_OPENED = Trap("MAU02", "không có thẻ mở", "Xoá thẻ đóng thừa hoặc thêm thẻ mở phía trước.")
NOT_CLOSED = Trap("MAU02", "chưa có thẻ đóng", "Thêm thẻ {end} ở cuối khối.")
OTHER_BLOCK = Trap("MAU02", "không khớp thẻ mở «{open}»", "Xoá thẻ thừa hoặc sửa cho khớp với thẻ mở.")
MIXED = Trap("MAU02", "không khớp thẻ mở «{open}» vì khác loại", "Sửa thành {right}, cùng loại với thẻ mở.")
APART = Trap(
    "MAU02", "đặt lệch với thẻ mở «{open}» ({at_open})",
    "Đặt thẻ mở và thẻ đóng trong cùng một ô, cùng một bảng hoặc cùng ngoài bảng.",
)  # fmt: skip
ACROSS = Trap(
    "MAU11", "đóng khối mở ở đoạn khác («{open}», {at_open}), nên các đoạn bị nhập vào nhau",
    "Đặt thẻ mở và thẻ đóng mỗi thẻ trong một đoạn riêng và viết {{%p … %}}.", Severity.WARNING,
)  # fmt: skip
_SINGLE = re.compile(r"\{[^{}%#][^{}]*(?<![%#])\}|\{\}")
NO_TABLE = Trap("MAU02", "đứng ngoài bảng", "Dùng {{%p … %}} ở ngoài bảng.")


def half_braces(part: Scanned) -> Iterator[Fault]:
    """Tell braces that make no tag: «{ x }}», «{{ x }», «{ x }»."""
    for spot, text in part.loose:
        whole = _SINGLE.fullmatch("".join(text.split()))
        yield (BRACE if whole else HALF).at(part.part, spot.where, text)


def unbalanced(part: Scanned) -> Iterator[Fault]:
    """Tell blocks that are not closed by their own end, of the same kind and in the same container."""
    opened: list[Tag] = []
    for tag in part.tags:
        if tag.keyword in ("for", "if"):
            opened.append(tag)
        elif tag.keyword in ("elif", "else", "endif", "endfor"):
            yield from _against(tag, opened)
    for tag in opened:
        yield NOT_CLOSED.at(part.part, tag.spot.where, tag.shown, end=_like(tag, f"end{tag.keyword}"))


def too_deep(part: Scanned) -> Iterator[Fault]:
    """Tell the first block that stands in too many others."""
    depth = 0
    for tag in part.tags:
        depth += (tag.keyword in ("for", "if")) - (tag.keyword in ("endfor", "endif"))
        if depth > MAX_DEPTH:
            yield ENDLESS.at(part.part, tag.spot.where, tag.shown, what="nằm trong quá nhiều tầng for, if")
            return


def _against(tag: Tag, opened: list[Tag]) -> Iterator[Fault]:
    """Compare a tag with the block it belongs to, and close that block if it does."""
    if not opened:
        yield NOT_OPENED.at(tag.spot.part, tag.spot.where, tag.shown)
        return
    first = opened[-1]
    words = {"open": first.shown, "at_open": first.spot.where, "right": _like(first, tag.inside)}
    fits = first.keyword in {"elif": ("if",), "else": ("if", "for")}.get(tag.keyword, (tag.keyword[3:],))
    trap = OTHER_BLOCK if not fits else MIXED if tag.scope != first.scope else _apart(first, tag)
    if trap:
        yield trap.at(tag.spot.part, tag.spot.where, tag.shown, **words)
    if tag.keyword.startswith("end"):
        while not fits and len(opened) > 1 and opened[-1].keyword != tag.keyword[3:]:
            opened.pop()
        opened.pop()


def _apart(first: Tag, tag: Tag) -> Trap | None:
    """Tell whether rendering would cut through what holds the two."""
    one, other = first.container, tag.container
    if one is None or other is None or one.getparent() is other.getparent():
        return None
    inline = not first.scope.strip("r")
    near = first.spot.paragraph.getparent() is tag.spot.paragraph.getparent()
    plain = one.getparent() is first.spot.paragraph and other.getparent() is tag.spot.paragraph
    return ACROSS if inline and near and plain else APART


def outside_a_table(part: Scanned) -> Iterator[Fault]:
    """Tell {%tr %} and {%tc %} that have no row to stand for."""
    for tag in part.tags:
        if tag.scope in ("tr", "tc") and tag.container is None:
            yield NO_TABLE.at(part.part, tag.spot.where, tag.shown)


def _like(tag: Tag, inside: str) -> str:
    return f"{{%{tag.scope} {inside} %}}"
