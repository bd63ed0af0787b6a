"""Fill a Word template: the single door to docxtpl.

docxtpl gives the syntax of the template ({%p %}, {%tr %}, {%tc %}, {%r %}) and repairs table grids. Its own
`render` is not used: it would execute footnotes once per section and the core properties in an open Jinja
environment, turn `{_{` in the data into `{{`, and parse the result forgivingly. Here every part is rendered
exactly once, data goes in last and is never read as a template, and the result must be well-formed.
"""

import contextlib
import difflib
import io
import os
import re
import traceback
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

import jinja2
from docxtpl import DocxTemplate
from jinja2 import meta, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from cchc_xl.errors import CchcError

MAX_TEMPLATE_BYTES = 64_000_000  # unzipped: above any letterhead with a logo, below what fills the memory

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_DOCUMENT = _WORD + "document.main+xml"
_FILLED = {
    _DOCUMENT: "Nội dung",
    _WORD + "header+xml": "Đầu trang",
    _WORD + "footer+xml": "Chân trang",
    _WORD + "footnotes+xml": "Chú thích cuối trang",
    _WORD + "endnotes+xml": "Chú thích cuối văn bản",
}
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_NO_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)


def render(template: Path, context: Mapping[str, object], out: Path) -> None:
    """Write the document that the template makes of the context to `out`, whole or not at all.

    The context holds only dict (with str keys), list, tuple, str, int and bool: whatever has a format is text
    already. Any other value is a mistake of the program: TypeError. Texts are cleaned, see `clean`.
    The same template and context give the same bytes.
    """
    data = _plain(dict(context), "context")
    assert isinstance(data, dict)
    package = _package(template)
    filled = {name: part.filled(data) for name, part in package.parts.items()}
    _write(out, _zipped(package.members | filled))


# --- what goes in

_BREAK = re.compile("\r\n|[\t\n\v\f\r\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")


def clean(text: str) -> str:
    """Return the text as XML can hold it: composed (NFC), on one line, without what cannot be printed.

    A line break or a tab becomes a space: in a justified paragraph it would stretch the line across the page,
    and whoever wants two paragraphs passes two. A pair of surrogates becomes its character, a lone one goes.
    """
    text = _BREAK.sub(" ", text)
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", text))


def _plain(value: object, place: str) -> object:
    """Return a cleaned copy; exact types only, because a subclass of str (Markup) would not be escaped."""
    kind = type(value)
    if kind is bool or kind is int:
        return value
    if isinstance(value, str) and kind is str:
        return clean(value)
    if isinstance(value, list | tuple) and kind in (list, tuple):
        return [_plain(item, f"{place}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, dict) and kind is dict and all(type(key) is str for key in value):
        return {key: _plain(item, f"{place}.{key}") for key, item in value.items()}
    raise TypeError(f"{place}: {kind.__name__} cannot go into a Word template")


# --- what can be wrong with a template


class TemplateError(CchcError):
    """A template that cannot be used; `part` and `tag` say where, "" if the fault has no such place."""

    def __init__(self, code: str, message: str, fix: str, part: str = "", tag: str = "") -> None:
        super().__init__(code, message, fix)
        self.part = part
        self.tag = tag


@dataclass(frozen=True)
class _Place:
    """A part of a template, named as its author sees it."""

    file: str
    part: str

    def fault(self, code: str, why: str, fix: str, tag: str = "") -> TemplateError:
        """Return the error to raise about this part or one tag in it."""
        at_tag = f", thẻ «{tag}»" if tag else ""
        return TemplateError(code, f"Mẫu «{self.file}», {self.part}{at_tag}: {why}.", fix, self.part, tag)

    def unopenable(self, why: str) -> TemplateError:
        """Return the error about a file that is no Word document."""
        fix = "Chọn tệp .docx được lưu từ Word (không phải .doc, .dotx, .docm; không đặt mật khẩu)."
        return TemplateError("MAU01", f"Không mở được mẫu «{self.file}»: {why}.", fix, self.part)

    def unknown(self, name: str, known: Collection[str], tag: str) -> TemplateError:
        """Return the error about a name the data does not have."""
        near = difflib.get_close_matches(name, known, 1)
        choice = f"Các tên dùng được: {', '.join(known)}." if known else "Xoá thẻ hoặc sửa tên trong thẻ."
        fix = f"Sửa «{name}» thành «{near[0]}»." if near else choice
        return self.fault("MAU03", f"không có dữ liệu tên «{name}»", fix, tag)

    def forbidden(self, what: str, tag: str) -> TemplateError:
        """Return the error about syntax outside the whitelist."""
        fix = "Chỉ dùng tên dữ liệu, for, if, elif, else, so sánh, and, or, not, loop.first, loop.last."
        return self.fault("MAU04", f"{what} không được phép dùng trong mẫu", fix, tag)


# --- opening a template


@dataclass(frozen=True)
class _Package:
    """A template ready to be filled: all members in their order, and those that hold tags."""

    members: dict[str, bytes]
    parts: dict[str, "_Part"]


def _package(template: Path) -> _Package:
    try:
        data = template.read_bytes()
    except OSError as error:
        why = "không có tệp này" if isinstance(error, FileNotFoundError) else "không đọc được tệp"
        raise _Place(template.name, "").unopenable(why) from error
    return _prepared(data, template.name)


@lru_cache(maxsize=8)
def _prepared(data: bytes, file: str) -> _Package:
    """Return the template checked and compiled; remembered, since compiling costs more than filling."""
    place = _Place(file, "")
    members = _unzipped(data, place)
    types = _content_types(members, place)
    if _DOCUMENT not in map(types.get, members):
        raise place.unopenable("tệp không phải là văn bản Word .docx")
    names = [name for name in members if types.get(name) in _FILLED]
    parts = {name: _Part.read(members[name], _Place(file, _part_name(name, types))) for name in names}
    kept = {name: _NO_PROPERTIES if types.get(name) == _CORE else member for name, member in members.items()}
    return _Package(kept, parts)


def _unzipped(data: bytes, place: _Place) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(info.file_size for info in package.infolist()) > MAX_TEMPLATE_BYTES:
                raise place.unopenable("tệp quá lớn")
            return {info.filename: package.read(info) for info in package.infolist() if not info.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise place.unopenable("tệp không phải là văn bản Word .docx hoặc đã hỏng") from error


def _content_types(members: Mapping[str, bytes], place: _Place) -> dict[str, str]:
    """Return {member: content type} of the members that have a type of their own."""
    root = _parsed(members.get("[Content_Types].xml", b""), place)
    overrides = root.iter("{http://schemas.openxmlformats.org/package/2006/content-types}Override")
    return {item.get("PartName", "").lstrip("/"): item.get("ContentType", "") for item in overrides}


def _part_name(name: str, types: Mapping[str, str]) -> str:
    """Return what a person calls the part; of several headers each keeps its file name."""
    kind = types[name]
    several = list(types.values()).count(kind) > 1
    return f"{_FILLED[kind]} ({Path(name).stem})" if several else _FILLED[kind]


def _parsed(xml: bytes, place: _Place) -> etree._Element:
    try:
        return etree.fromstring(xml, _strict())
    except etree.XMLSyntaxError as error:
        raise place.unopenable("tệp không phải là văn bản Word .docx hoặc đã hỏng") from error


def _strict() -> etree.XMLParser:
    return etree.XMLParser(recover=False, resolve_entities=False, no_network=True, load_dtd=False)


# --- one part of a template


@dataclass(frozen=True)
class _Part:
    """One part: its source with every tag on a line of its own, so that a line number names the tag."""

    place: _Place
    source: str
    names: frozenset[str]
    template: jinja2.Template

    @classmethod
    def read(cls, xml: bytes, place: _Place) -> "_Part":
        """Return the part checked and compiled."""
        root = _parsed(xml, place)
        patched: str = _docxtpl().patch_xml(etree.tostring(root, encoding="unicode"))
        source = _one_tag_a_line(patched)
        tree = _syntax_tree(source, place)
        names = frozenset(meta.find_undeclared_variables(tree))
        return cls(place, source, names, _JINJA.from_string(tree))

    def filled(self, data: Mapping[str, object]) -> bytes:
        """Return the XML of the part with the data in it."""
        self.check_names(data)
        text = self.text(data)
        try:
            etree.fromstring(text.encode(), _strict())
        except etree.XMLSyntaxError as error:
            fix = "Thẻ mở và thẻ đóng phải cùng loại: {%p %} với {%p %}, {%tr %} với {%tr %}."
            raise self.place.fault("MAU02", "các thẻ mở và đóng đặt lệch nhau", fix) from error
        return etree.tostring(_tidied(text), xml_declaration=True, encoding="UTF-8", standalone=True)

    def check_names(self, data: Mapping[str, object]) -> None:
        """Raise for the first name that the data does not have, even in a branch not to be printed."""
        for name in sorted(self.names - data.keys()):
            raise self.place.unknown(name, data.keys(), self.tag_with(name))

    def text(self, data: Mapping[str, object]) -> str:
        """Return the rendered source, or the error with the tag at which rendering stopped."""
        try:
            return self.template.render(data)
        except _NoMember as error:
            raise self.place.unknown(error.name, error.known, self.tag_of(error)) from error
        except _NotText as error:
            fix = "Lặp qua danh sách bằng {%p for ... %} và in từng mục, hoặc chọn tên một mục chữ."
            raise self.place.fault("MAU05", "dữ liệu không phải là chữ", fix, self.tag_of(error)) from error
        except (TypeError, jinja2.UndefinedError) as error:
            fix = "Chỉ lặp qua danh sách, chỉ so sánh chữ với chữ; chữ để so sánh đặt trong ngoặc kép."
            raise self.place.fault("MAU02", "không tính được", fix, self.tag_of(error)) from error

    def tag_of(self, error: Exception) -> str:
        """Return the tag in which the error arose."""
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno or 0 for frame in frames if frame.filename == "<template>"]
        return _tag_at(self.source, lines[-1]) if lines else ""

    def tag_with(self, name: str) -> str:
        """Return the first tag in which the name stands."""
        found = re.search(rf"\{{[{{%][^{{}}]*?(?<![.\w]){re.escape(name)}\b", self.source)
        return _tag_at(self.source, self.source.count("\n", 0, found.start()) + 2) if found else ""


_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_OPENING = re.compile(r"\{\{[-+]?|\{%[-+]?")
_STATEMENT = re.compile(r"\{%[-+]?\n\s*(\w*).*?%\}", re.DOTALL)
_KEYWORDS = {"for", "endfor", "if", "elif", "else", "endif"}


def _one_tag_a_line(source: str) -> str:
    """Break the line inside the start of each tag, where white space means nothing."""
    return _OPENING.sub(lambda found: found.group() + "\n", _COMMENT.sub("", source))


def _tag_at(source: str, line: int) -> str:
    """Return the tag whose inside begins on this line (from 1), as its author wrote it."""
    opening, inside = ("", *source.split("\n"), "")[line - 1 : line + 1]
    start = re.search(r"\{[{%][-+]?$", opening)
    closed = re.match(r".*?[}%]\}", inside)
    text = closed.group() if closed else re.split("(?<=})|<", inside)[0]
    return " ".join(((start.group() if start else "") + text).split())


def _syntax_tree(source: str, place: _Place) -> nodes.Template:
    """Return the parsed source if it is balanced and within the whitelist."""
    _check_blocks(source, place)
    try:
        tree = _JINJA.parse(source)
    except jinja2.TemplateSyntaxError as error:
        fix = "Viết thẻ theo dạng {{ ten_du_lieu }} hoặc {%p if ten_du_lieu %}, đủ hai dấu ngoặc mỗi bên."
        raise place.fault("MAU02", "thẻ viết sai", fix, _tag_at(source, error.lineno)) from error
    for node in tree.find_all(nodes.Node):
        _check_node(node, source, place)
    return tree


def _check_blocks(source: str, place: _Place) -> None:
    """Raise unless each for and if is closed by its own end, and nothing else stands in {% %}."""
    opened: list[tuple[str, str]] = []
    for found in _STATEMENT.finditer(source):
        keyword, tag = found[1], " ".join(found[0].split())
        if keyword not in _KEYWORDS:
            raise place.forbidden(f"lệnh «{keyword}»", tag)
        if keyword in ("for", "if"):
            opened.append((keyword, tag))
        elif keyword.startswith("end"):
            _check_end(keyword, tag, opened.pop() if opened else ("", ""), place)
    if opened:
        keyword, tag = opened[-1]
        fix = f"Thêm thẻ end{keyword} cùng loại ở cuối khối."
        raise place.fault("MAU02", "thẻ mở chưa có thẻ đóng", fix, tag)


def _check_end(keyword: str, tag: str, opening: tuple[str, str], place: _Place) -> None:
    if keyword != "end" + opening[0]:
        why = f"không khớp thẻ mở «{opening[1]}»" if opening[0] else "không có thẻ mở"
        raise place.fault("MAU02", why, "Xoá thẻ đóng thừa hoặc sửa cho khớp với thẻ mở.", tag)


_ALLOWED = {
    nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Name, nodes.Getattr, nodes.Const,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
}  # fmt: skip
_FORBIDDEN: dict[type[nodes.Node], str] = {
    nodes.Filter: "bộ lọc (dấu |)",
    nodes.Call: "lời gọi hàm",
    nodes.Test: "phép thử (is)",
}


def _check_node(node: nodes.Node, source: str, place: _Place) -> None:
    """Raise if the node is outside the whitelist, reads a private member or a loop counter."""
    if type(node) not in _ALLOWED:
        raise place.forbidden(_FORBIDDEN.get(type(node), "cú pháp này"), _tag_at(source, node.lineno))
    if isinstance(node, nodes.Getattr) and not _readable(node):
        raise place.forbidden(f"thuộc tính «{node.attr}»", _tag_at(source, node.lineno))


def _readable(node: nodes.Getattr) -> bool:
    of_loop = isinstance(node.node, nodes.Name) and node.node.name == "loop"
    return node.attr in ("first", "last") if of_loop else not node.attr.startswith("_")


# --- the environment


class _NoMember(Exception):
    """Asked for a member that the data does not have."""

    def __init__(self, name: str, known: Collection[str]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


class _NotText(Exception):
    """Asked to print a list, a dict or a yes/no."""


class _DataOnly(ImmutableSandboxedEnvironment):
    """Reads the keys of dicts and the flags of loops, and no attribute of anything else."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the value under a key; never a method, whatever the key is called."""
        if isinstance(obj, LoopContext):
            return super().getattr(obj, attribute)
        if not isinstance(obj, dict):
            raise _NoMember(attribute, ())
        return obj[attribute] if attribute in obj else _no_member(attribute, obj)


def _no_member(name: str, known: Mapping[str, object]) -> NoReturn:
    raise _NoMember(name, known.keys())


def _printable(value: object) -> object:
    """Return the value if it is text or a whole number: anything else would be spelt as in Python."""
    if type(value) is str or type(value) is int:
        return value
    raise _NotText


def _environment() -> _DataOnly:
    jinja = _DataOnly(autoescape=True, undefined=jinja2.StrictUndefined, finalize=_printable)
    jinja.globals.clear()
    return jinja


_JINJA = _environment()


# --- what comes out


def _docxtpl() -> DocxTemplate:
    """Return a docxtpl for its tools alone: it opens no file until its own `render`."""
    return DocxTemplate(io.BytesIO())


def _tidied(xml: str) -> etree._Element:
    """Return the tree of a rendered part as Word would have written it: grids, ids, no leftovers of tags."""
    word = _docxtpl()
    word.docx_ids_index = 1000  # docxtpl sets it only in its own render
    tree: etree._Element = word.fix_tables(xml)
    word.fix_docpr_ids(tree)
    _drop_empty_runs(tree)
    _drop_empty_last_section(tree)
    return tree


def _drop_empty_runs(tree: etree._Element) -> None:
    """Remove the runs that {%r %} tags leave behind: they hold an empty text and nothing else."""
    for run in list(tree.iter(_W + "r")):
        content = {(child.tag, child.text or "") for child in run if child.tag != _W + "rPr"}
        parent = run.getparent()
        if parent is not None and content == {(_W + "t", "")}:
            parent.remove(run)


def _drop_empty_last_section(tree: etree._Element) -> None:
    """Remove a last section without any content, which Word would print as an empty page.

    The layout of the last section stands at the end of the body, where no tag can reach it.
    """
    body = tree.find(_W + "body")
    if body is None or len(body) < 2:
        return
    before = body[-2].find(f"{_W}pPr/{_W}sectPr")
    if body[-1].tag == _W + "sectPr" and before is not None:
        body.replace(body[-1], before)


def _zipped(members: Mapping[str, bytes]) -> bytes:
    """Return the package with fixed dates and attributes, so that only its content decides the bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 0
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)
    return packed.getvalue()


def _write(out: Path, data: bytes) -> None:
    """Write beside `out` and move into place."""
    beside = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(data)
        beside.replace(out)
    except OSError as error:
        fix = "Đóng tệp nếu đang mở trong Word; kiểm tra thư mục có tồn tại và cho phép ghi."
        raise CchcError("MAU06", f"Không ghi được tệp «{out.name}».", fix) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()
