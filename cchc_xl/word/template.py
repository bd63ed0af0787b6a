"""A template opened, checked and compiled, ready to be filled."""

import posixpath
import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import jinja2
from jinja2 import meta
from lxml import etree

from cchc_xl.word import safety
from cchc_xl.word.faults import Place
from cchc_xl.word.notebook import Notebook, prepared
from cchc_xl.word.package import (
    CORE,
    DOCUMENT,
    FILLED,
    NO_PROPERTIES,
    W,
    content_types,
    parsed,
    strict,
    unzipped,
)
from cchc_xl.word.register import NotCited, Register
from cchc_xl.word.sandbox import BUDGET, JINJA, Budget, Exhausted, NoMember, NotText, bounded
from cchc_xl.word.syntax import check_size, counted, notes, one_tag_a_line, syntax_tree, tag_at
from cchc_xl.word.tidy import ODD, docxtpl, tidied


@dataclass(frozen=True)
class Template:
    """A template ready to be filled: all members in their order, and those that hold tags."""

    members: dict[str, bytes]
    parts: dict[str, "Part"]
    document: str

    @cached_property
    def styles(self) -> frozenset[str]:
        """Return the ids of the styles."""
        xml = self.members.get(posixpath.join(posixpath.dirname(self.document), "styles.xml"))
        root = parsed(xml, self.parts[self.document].place) if xml else ()
        return frozenset(style.get(W + "styleId", "") for style in root)

    @cached_property
    def notebook(self) -> Notebook:
        """Return the package made ready for footnotes."""
        return prepared(self.members, self.document, self.parts[self.document].place)


def opened(template: Path) -> Template:
    """Return the template in this file, or the error about a file that is none."""
    try:
        data = template.read_bytes()
    except OSError as error:
        why = "không có tệp này" if isinstance(error, FileNotFoundError) else "không đọc được tệp"
        raise Place(template.name, "").unopenable(why) from error
    return _prepared(data, template.name)


@lru_cache(maxsize=8)
def _prepared(data: bytes, file: str) -> Template:
    """Return the template checked and compiled; remembered, since compiling costs more than filling."""
    place = Place(file, "")
    members = unzipped(data, place)
    types = content_types(members, place)
    safety.check(members, types, place)
    if DOCUMENT not in map(types.get, members):
        raise place.unopenable("tệp không phải là văn bản Word .docx")
    names = [name for name in members if types.get(name) in FILLED]
    parts = {name: Part.read(members[name], Place(file, _part_name(name, types))) for name in names}
    kept = {name: NO_PROPERTIES if types.get(name) == CORE else member for name, member in members.items()}
    return Template(kept, parts, next(name for name in names if types[name] == DOCUMENT))


def _part_name(name: str, types: Mapping[str, str]) -> str:
    """Return what a person calls the part; of several headers each keeps its file name."""
    kind = types[name]
    several = list(types.values()).count(kind) > 1
    return f"{FILLED[kind]} ({Path(name).stem})" if several else FILLED[kind]


@dataclass(frozen=True)
class Part:
    """One part: its source with every tag on a line of its own, so that a line number names the tag."""

    place: Place
    source: str
    names: frozenset[str]
    notes: tuple[tuple[str, str], ...]
    template: jinja2.Template

    @classmethod
    def read(cls, xml: bytes, place: Place) -> "Part":
        """Return the part checked and compiled."""
        root = parsed(xml, place)
        check_size(root, place)
        patched: str = docxtpl().patch_xml(etree.tostring(root, encoding="unicode"))
        source = one_tag_a_line(patched)
        tree = syntax_tree(source, place)
        names = frozenset(meta.find_undeclared_variables(tree))
        try:
            template = JINJA.from_string(counted(tree))
        except (RecursionError, SyntaxError, MemoryError) as error:
            raise place.endless("thẻ lồng nhau quá sâu") from error
        cited = tuple((key, tag_at(source, line)) for key, line in notes(tree))
        if cited and root.tag != W + "document":
            raise place.misplaced(cited[0][1])
        return cls(place, source, names, cited, template)

    def filled(self, data: Mapping[str, object], register: Register | None) -> etree._Element:
        """Return the tree of the part with the data in it, marks still among its characters."""
        self.check_names(data)
        self.check_notes(register)
        text = self.text(data)
        try:
            etree.fromstring(text.encode(), strict())
        except etree.XMLSyntaxError as error:
            fix = "Thẻ mở và thẻ đóng phải cùng loại: {%p %} với {%p %}, {%tr %} với {%tr %}."
            raise self.place.fault("MAU02", "các thẻ mở và đóng đặt lệch nhau", fix) from error
        try:
            return tidied(text)
        except ODD as error:
            fix = "Xoá bảng bị hỏng trong mẫu và kẻ lại bằng Word."
            raise self.place.fault("MAU02", "bảng không đúng cấu trúc", fix) from error

    def check_names(self, data: Mapping[str, object]) -> None:
        """Raise for the first name that the data does not have, even in a branch not to be printed."""
        for name in sorted(self.names - data.keys()):
            raise self.place.unknown(name, data.keys(), self.tag_with(name))

    def check_notes(self, register: Register | None) -> None:
        """Raise for the first footnote on a key that is not there, even in a branch not to be printed."""
        for key, tag in self.notes:
            if register and key and key not in register:
                raise self.place.uncited(key, register.names, tag)

    def text(self, data: Mapping[str, object]) -> str:
        """Return the rendered source, or the error with the tag at which rendering stopped."""
        try:
            return bounded(self.template.generate({**data, BUDGET: Budget()}))
        except Exhausted as error:
            what = "báo cáo dài quá giới hạn" if error.long else "các vòng lặp chạy quá nhiều lượt"
            raise self.place.endless(what, self.tag_of(error)) from error
        except NoMember as error:
            raise self.place.unknown(error.name, error.known, self.tag_of(error)) from error
        except NotCited as error:
            raise self.place.uncited(error.key, error.known, self.tag_of(error)) from error
        except NotText as error:
            fix = "Lặp qua danh sách bằng {%p for ... %} và in từng mục, hoặc chọn tên một mục chữ."
            raise self.place.fault("MAU05", "dữ liệu không phải là chữ", fix, self.tag_of(error)) from error
        except (TypeError, jinja2.UndefinedError) as error:
            fix = "Chỉ lặp qua danh sách, chỉ so sánh chữ với chữ; chữ để so sánh đặt trong ngoặc kép."
            raise self.place.fault("MAU02", "không tính được", fix, self.tag_of(error)) from error

    def tag_of(self, error: Exception) -> str:
        """Return the tag in which the error arose."""
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno or 0 for frame in frames if frame.filename == "<template>"]
        return tag_at(self.source, lines[-1]) if lines else ""

    def tag_with(self, name: str) -> str:
        """Return the first tag in which the name stands."""
        found = re.search(rf"\{{[{{%][^{{}}]*?(?<![.\w]){re.escape(name)}\b", self.source)
        return tag_at(self.source, self.source.count("\n", 0, found.start()) + 2) if found else ""
