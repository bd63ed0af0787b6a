"""A template opened, checked and compiled, ready to be filled."""

import posixpath
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import jinja2
from lxml import etree

from cchc_xl.findings import Severity
from cchc_xl.word import lint
from cchc_xl.word.faults import Place, TemplateError
from cchc_xl.word.lint.draft import draft_of
from cchc_xl.word.notebook import Notebook, prepared
from cchc_xl.word.package import CORE, DOCUMENT, NO_PROPERTIES, W, parsed, strict
from cchc_xl.word.register import NotCited
from cchc_xl.word.sandbox import BUDGET, JINJA, Budget, Exhausted, NoMember, NotText, bounded
from cchc_xl.word.shape import shape_of_context
from cchc_xl.word.syntax import counted, refused
from cchc_xl.word.tidy import docxtpl, tidied, without_empty_runs


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


def opened(template: Path, data: Mapping[str, object], known: Collection[str] | None) -> Template:
    """Return the template in this file, free of errors for such data and these keys of footnotes, if any."""
    content = content_of(template)
    told = [*lint.faults(content, template.name, shape_of_context(data))]
    told += [] if known is None else lint.uncited(content, template.name, known)
    if errors := [fault for fault in told if fault.severity is Severity.ERROR]:
        raise TemplateError(template.name, errors)
    return _prepared(content, template.name)


def content_of(template: Path) -> bytes:
    """Return the bytes of a template."""
    try:
        return template.read_bytes()
    except OSError as error:
        why = "không có tệp này" if isinstance(error, FileNotFoundError) else "không đọc được tệp"
        raise Place(template.name, "").unopenable(why) from error


@lru_cache(maxsize=8)
def _prepared(content: bytes, file: str) -> Template:
    """Return the template compiled; remembered, since compiling costs more than filling."""
    draft = draft_of(content, file)
    places = {name: Place(file, part.part) for name, part in draft.parts.items()}
    document = next(name for name in draft.parts if draft.types[name] == DOCUMENT)
    tagged = {n: part for n, part in draft.parts.items() if n == document or part.tags}
    parts = {name: Part.read(part.root, places[name]) for name, part in tagged.items()}
    kept = {name: NO_PROPERTIES if draft.types.get(name) == CORE else m for name, m in draft.members.items()}
    return Template(kept, parts, document)


@dataclass(frozen=True)
class Part:
    """One part, compiled."""

    place: Place
    template: jinja2.Template

    @classmethod
    def read(cls, root: etree._Element, place: Place) -> "Part":
        """Compile a part; what the checks have not seen as a tag is refused all the same."""
        source: str = docxtpl().patch_xml(etree.tostring(root, encoding="unicode"))
        try:
            tree = JINJA.parse(source)
            for what in refused(tree):
                raise place.fault("MAU04", f"{what} không được phép dùng trong mẫu", _RETYPE)
            return cls(place, JINJA.from_string(counted(tree)))
        except jinja2.TemplateSyntaxError as error:
            raise place.fault("MAU02", "thẻ viết sai", _RETYPE) from error
        except (RecursionError, SyntaxError, MemoryError) as error:
            raise place.endless("thẻ lồng nhau quá sâu") from error

    def filled(self, data: Mapping[str, object]) -> etree._Element:
        """Return the tree of the part with the data in it, marks still among its characters."""
        try:
            text = without_empty_runs(bounded(self.template.generate({**data, BUDGET: Budget()})))
            tree = etree.fromstring(text.encode(), strict())
        except Exhausted as error:
            what = "báo cáo dài quá giới hạn" if error.long else "các vòng lặp chạy quá nhiều lượt"
            raise self.place.endless(what) from error
        except NotCited as error:
            raise self.place.uncited(error.key, error.known) from error
        except (NoMember, NotText, TypeError, ValueError, jinja2.UndefinedError) as error:
            raise self.place.fault("MAU05", "dữ liệu không hợp với thẻ", _RETYPE) from error
        except etree.XMLSyntaxError as error:
            raise self.place.fault("MAU02", "các thẻ mở và đóng đặt lệch nhau", _RETYPE) from error
        return tidied(tree)


_RETYPE = "Xoá các thẻ ở phần này và gõ lại, mỗi thẻ {%p %}, {%tr %} trong một đoạn, một hàng riêng."
