"""What stands inside a tag: statements, expressions, characters."""

import difflib
from collections.abc import Iterator

import jinja2

from cchc_xl.findings import Severity
from cchc_xl.word.faults import Fault, Trap
from cchc_xl.word.lint.tags import CURLY, Scanned, Tag
from cchc_xl.word.syntax import KEYWORDS, MAX_TAG, refused, tree_of
from cchc_xl.word.tokens import holds_marks

MISSPELT = Trap(
    "MAU02", "viết sai",
    "Viết thẻ theo dạng {{{{ ten_du_lieu }}}} hoặc {{%p if ten_du_lieu %}}; chữ để so sánh đặt trong "
    "ngoặc kép thẳng (\").",
)  # fmt: skip
FORBIDDEN = Trap(
    "MAU04", "dùng {what}, không được phép trong mẫu",
    "Chỉ dùng tên dữ liệu, for, if, elif, else, so sánh, and, or, not, loop.first, loop.last, "
    "chu_thich('khoa').",
)  # fmt: skip
STATEMENT = Trap("MAU04", "dùng {what}, không được phép trong mẫu", "Sửa «{word}» thành «{near}».")
LONG = Trap("MAU02", f"dài quá {MAX_TAG} ký tự", "Viết điều kiện ngắn lại.")
SCOPE = Trap("MAU04", "có dấu cách sai chỗ", "Viết liền {{%{word} và một dấu cách thường sau đó.")
SIGN = Trap("MAU04", "có dấu - hoặc + sát dấu ngoặc, làm mất chữ xung quanh", "Xoá dấu này trong thẻ.")
INNER = Trap("MAU02", "có dấu % hoặc }} trong thẻ nên không nhận ra", "Bỏ dấu này khỏi chữ để so sánh.")
QUOTES = Trap(
    "MAU19", "dùng ngoặc kép cong; chỉ vì được sửa thành ngoặc thẳng nên thẻ mới chạy",
    'Gõ lại ngoặc thẳng (") hoặc tắt AutoCorrect > «Straight quotes with smart quotes».', Severity.WARNING,
)  # fmt: skip
AMPERSAND = Trap(
    "MAU19", "so sánh với chữ có dấu & nên không bao giờ đúng", "Bỏ dấu & trong thẻ.", Severity.WARNING
)


RESERVED = Trap(
    "MAU19",
    "có ký tự thuộc vùng dùng riêng của phông chữ",
    "Xoá ký tự này; chèn ký hiệu bằng Insert > Symbol với phông Unicode.",
)


def statements(part: Scanned) -> Iterator[Fault]:
    """Tell statements that do not exist here, tags that cannot be read, syntax outside the whitelist."""
    for tag in part.tags:
        if not tag.text.startswith("{#"):
            for trap, words in _said(tag):
                yield trap.at(part.part, tag.spot.where, tag.shown, **words)


def _said(tag: Tag) -> Iterator[tuple[Trap, dict[str, str]]]:
    word = tag.keyword
    if tag.text[2] in "-+" or tag.text[-3] in "-+":
        yield SIGN, {}
    elif len(tag.text) > MAX_TAG:
        yield LONG, {}
    elif tag.scope and any(sign in tag.text[2:-2] for sign in "%}"):
        yield INNER, {}
    elif word in ("p", "tr", "tc", "r"):
        yield SCOPE, {"word": word}
    elif word and word not in KEYWORDS:
        near = {"elseif": ["elif"]}.get(word) or difflib.get_close_matches(word.lower(), KEYWORDS, 1)
        yield (
            (STATEMENT if near else FORBIDDEN),
            {"what": f"lệnh «{word}»", "word": word, "near": "".join(near)},
        )
    else:
        yield from _refused(tag)


def _refused(tag: Tag) -> Iterator[tuple[Trap, dict[str, str]]]:
    try:
        for what in dict.fromkeys(refused(tree_of(tag.keyword, tag.inside))):
            yield FORBIDDEN, {"what": what}
    except jinja2.TemplateSyntaxError:
        yield MISSPELT, {}


def reserved(part: Scanned) -> Iterator[Fault]:
    """Tell characters that would be taken for marks of footnotes and content controls."""
    for spot in part.spots:
        if holds_marks(spot.text):
            yield RESERVED.at(part.part, spot.where)


def characters(part: Scanned) -> Iterator[Fault]:
    """Tell characters that Word puts into tags by itself, or that compare otherwise than they look."""
    for tag in part.tags:
        if any(quote in tag.text for quote in CURLY):
            yield QUOTES.at(part.part, tag.spot.where, tag.shown)
        if "&" in tag.text:
            yield AMPERSAND.at(part.part, tag.spot.where, tag.shown)
