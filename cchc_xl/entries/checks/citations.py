"""How the report cites its documents: in texts, in fields, in the lists of its sections."""

from collections.abc import Iterator
from itertools import pairwise

from cchc_xl.entries.checks.case import Case
from cchc_xl.entries.checks.documents import FORM, collapsed, padded
from cchc_xl.entries.documents import elsewhere
from cchc_xl.findings import Finding, Place, Severity, rule
from cchc_xl.text.numbers import show_date
from cchc_xl.text.vietnamese import fold

NO_BASIS = rule(
    "TT02",
    Severity.ERROR,
    "Không có văn bản mang khóa «{khoa}»",
    "Ghi khóa của một dòng trong trang Văn bản",
    example="Căn cứ báo cáo ghi «cv365» nhưng trang Văn bản chỉ có khóa cv364; đúng: cv364",
    must=True,
)
TWO_SPELLINGS = rule(
    "VB07",
    Severity.ERROR,
    "Một văn bản được ghi số, ký hiệu theo nhiều cách",
    "Giữ một cách viết đúng như bản gốc, sửa các ô còn lại",
    FORM,
    example="Trang Văn bản ghi 120/STP-VP, lời văn ghi 120/STP-TTr",
)
NOT_REGISTERED = rule(
    "VB18",
    Severity.WARNING,
    "Lời văn dẫn văn bản chưa có trong trang Văn bản",
    "Thêm dòng vào trang Văn bản, hoặc sửa số, ký hiệu trong lời văn",
    example="Lời văn dẫn «Kế hoạch số 15/KH-STP» của chính đơn vị, trang Văn bản không có số này",
)
LAW_NOT_REGISTERED = rule(
    "VB19",
    Severity.INFO,
    "Lời văn dẫn văn bản của cơ quan khác chưa có trong trang Văn bản",
    "Cần trích dẫn ở chân trang thì thêm vào trang Văn bản",
    example="Lời văn dẫn «Nghị định số 61/2018/NĐ-CP», trang Văn bản không có số này",
)
OTHER_DATE = rule(
    "VB20",
    Severity.ERROR,
    "Ngày của văn bản trong lời văn khác ngày trong trang Văn bản",
    "Đối chiếu bản gốc; sửa ô sai",
    example="Trang Văn bản ghi ngày 12/4/2021, lời văn ghi «số 15/KH-STP ngày 04/12/2021»",
)
UNORDERED = rule(
    "VB22",
    Severity.INFO,
    "Văn bản trong nhóm «{nhom}» không xếp theo ngày nên trích dẫn lộn thứ tự",
    "Sắp xếp các dòng của nhóm theo ngày nếu muốn",
    example="Trong nhóm Kế hoạch, dòng ngày 11/01/2021 đứng dưới dòng ngày 09/4/2021",
)
NEVER_CITED = rule(
    "VB23",
    Severity.INFO,
    "Văn bản không được báo cáo dẫn ở đâu",
    "Dẫn bằng [^khóa], xếp vào nhóm được liệt kê, hoặc để nguyên",
    example="Dòng thuộc nhóm «Khác», không nơi nào dẫn",
)


def unknown_basis(case: Case) -> Iterator[Finding]:
    """Find a guiding document that the register does not have."""
    basis = case.picture.field("can_cu")
    known = {fold(row.key) for row in case.picture.filled("van_ban")}
    if basis.text and fold(basis.text) not in known:
        yield NO_BASIS.at(basis.place, khoa=basis.text)


def two_spellings(case: Case) -> Iterator[Finding]:
    """Find documents whose number and symbol are written in more than one way."""
    for one in case.documents.rows:
        told = {padded(one.symbol): [one.written.place]} if one.symbol else {}
        for citation in case.documents.citing(one):
            told.setdefault(padded(citation.mention.symbol), []).append(citation.text.place)
        if len(told) > 1:
            places = dict.fromkeys(place for some in told.values() for place in some)
            yield TWO_SPELLINGS.at(*places, found=" và ".join(told))


def not_registered(case: Case) -> Iterator[Finding]:
    """Find documents that texts name and the register has not; those of others are information."""
    told: dict[tuple[bool, str], list[Place]] = {}
    for citation in case.documents.citations:
        itself = case.report_symbol == citation.mention.symbol
        if citation.document is None and citation.text.sheet != "van_ban" and not itself:
            unit = case.form.unit
            own = citation.agency == unit.symbol and not elsewhere(citation.mention, unit)
            told.setdefault((own, citation.mention.written), []).append(citation.text.place)
    for (own, written), places in told.items():
        if own:
            yield NOT_REGISTERED.at(*dict.fromkeys(places), found=written)
    others = [(written, place) for (own, written), places in told.items() if not own for place in places]
    yield from collapsed(LAW_NOT_REGISTERED, others)


def dated_otherwise(case: Case) -> Iterator[Finding]:
    """Find texts that give a document another date than the register: one finding for a document."""
    for one in case.documents.rows:
        others = [c for c in case.documents.citing(one) if c.mention.day not in (None, one.day)]
        if one.day and others and not case.is_later(one):
            found = ", ".join(dict.fromkeys(show_date(c.mention.day) for c in others if c.mention.day))
            places = dict.fromkeys(citation.text.place for citation in others)
            yield OTHER_DATE.at(*places, one.date_place, found=found, expected=show_date(one.day))


def out_of_order(case: Case) -> Iterator[Finding]:
    """Find rows dated before the row above them in a group that a section lists."""
    for group, label in case.form.options("nhom_van_ban").items():
        rows = [d for d in case.documents.rows if d.row["nhom"].text == group and not case.is_later(d)]
        rows = [d for d in rows if d.day]
        pairs = pairwise(rows)
        places = [b.date_place for a, b in pairs if a.day and b.day and b.day < a.day]
        if group in _listed(case) and places:
            yield UNORDERED.at(*places, nhom=label)


def never_cited(case: Case) -> Iterator[Finding]:
    """Find documents that no section lists and no text, field or register names: one finding for all."""
    named = {id(citation.document) for citation in case.documents.citations}
    keys = case.keys_named
    odd = [
        (d.row.key, d.row["khoa"].place)
        for d in case.documents.rows
        if d.row["nhom"].text not in _listed(case)
        and id(d) not in named
        and not {fold(d.row.key), fold(d.row["nhom"].text)} & keys
    ]
    yield from collapsed(NEVER_CITED, odd)


def _listed(case: Case) -> set[str]:
    """Give the groups of documents that a section of the report lists."""
    return {group for section in case.picture.sections for group in section.documents}
