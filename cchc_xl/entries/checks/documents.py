"""The register of documents: each row in itself, against the others, against the report and its texts."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from cchc_xl.entries.checks.case import Case, is_blank
from cchc_xl.entries.documents import Book, Document, elsewhere, is_issuer
from cchc_xl.findings import Finding, Place, Rule, Severity, rule
from cchc_xl.text import symbols
from cchc_xl.text.numbers import show_date
from cchc_xl.text.symbols import LETTER, Symbol
from cchc_xl.text.vietnamese import fold

_FORM = "NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.3"
_CITING = "NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.6"

LATER = rule(
    "VB01",
    Severity.ERROR,
    "Văn bản ban hành sau báo cáo nên báo cáo không thể viện dẫn",
    "Đối chiếu bản gốc; sửa ngày ban hành hoặc bỏ văn bản khỏi báo cáo",
    example="Báo cáo ký ngày 20/12/2021 nhưng văn bản ghi ngày ban hành 28/12/2021; đúng: 28/12/2020",
)
NO_BASIS = rule(
    "TT02",
    Severity.ERROR,
    "Không có văn bản mang khóa «{khoa}»",
    "Ghi khóa của một dòng trong trang Văn bản",
    example="Căn cứ báo cáo ghi «cv365» nhưng trang Văn bản chỉ có khóa cv364; đúng: cv364",
    must=True,
)
NOT_A_SYMBOL = rule(
    "VB02",
    Severity.ERROR,
    "Số, ký hiệu viết không đúng mẫu",
    "Ghi số/LOẠI-CƠQUAN, ví dụ 15/KH-STP; công văn ghi số/CƠQUAN-ĐƠNVỊ, ví dụ 120/STP-VP",
    _FORM,
    example="«15-KH/STP»; đúng: 15/KH-STP",
)
NO_SYMBOL = rule(
    "VB03",
    Severity.ERROR,
    "Văn bản chưa có số, ký hiệu",
    "Tìm bản gốc, ghi số và ký hiệu; văn bản không có thật thì xóa dòng",
    _CITING,
    example="Dòng có trích yếu nhưng ô Số, ký hiệu để trống",
)
NO_DATE = rule(
    "VB04",
    Severity.ERROR,
    "Văn bản chưa có ngày ban hành",
    "Tìm bản gốc, ghi ngày ban hành",
    _CITING,
    example="Số 12 không ghi ngày; số 11 ngày 01/3/2021, số 15 ngày 09/3/2021 nên ngày ở giữa",
)
MISSPELT = rule(
    "VB05",
    Severity.ERROR,
    "Ký hiệu cơ quan «{sai}» không có; có lẽ là «{dung}»",
    "Sửa ký hiệu ở mọi ô đã nêu",
    _FORM,
    example="«15/KH-STTP»; đúng: 15/KH-STP",
)
UNKNOWN_AGENCY = rule(
    "VB06",
    Severity.INFO,
    "Ký hiệu cơ quan chưa có trong danh mục đơn vị",
    "Đối chiếu bản gốc; đúng thì để nguyên",
    example="«15/KH-BQLDA» khi danh mục đơn vị chưa có BQLDA",
)
TWO_SPELLINGS = rule(
    "VB07",
    Severity.ERROR,
    "Một văn bản được ghi số, ký hiệu theo nhiều cách",
    "Giữ một cách viết đúng như bản gốc, sửa các ô còn lại",
    _FORM,
    example="Trang Văn bản ghi 120/STP-VP, lời văn ghi 120/STP-TTr",
)
REGISTERED_TWICE = rule(
    "VB08",
    Severity.ERROR,
    "Một số văn bản được ghi ở nhiều dòng",
    "Trùng thì xóa bớt dòng; hai văn bản khác nhau thì sửa số hoặc ngày sai",
    example="Hai dòng cùng số 15/KH-STP trong một năm",
)
OTHER_AGENCY = rule(
    "VB10",
    Severity.ERROR,
    "Ký hiệu cơ quan khác với cơ quan ban hành đã chọn",
    "Đối chiếu bản gốc; sửa số, ký hiệu hoặc chọn lại cơ quan",
    _FORM,
    example="«15/KH-STP» nhưng cơ quan ban hành chọn Sở Nội vụ; đúng: Sở Tư pháp",
)
OTHER_TYPE = rule(
    "VB11",
    Severity.ERROR,
    "Loại văn bản trong ký hiệu khác với loại đã chọn",
    "Đối chiếu bản gốc; sửa ký hiệu hoặc chọn lại loại",
    _FORM,
    example="«15/KH-STP» nhưng loại chọn Quyết định; đúng: Kế hoạch",
)
UNKNOWN_TYPE = rule(
    "VB12",
    Severity.INFO,
    "Chữ viết tắt loại văn bản không có trong danh mục của NĐ 30/2020/NĐ-CP",
    "Đối chiếu bản gốc; đúng như bản gốc thì để nguyên",
    "NĐ 30/2020/NĐ-CP, Phụ lục III",
    example="«18/BCTĐ-STP»: BCTĐ không có trong danh mục",
)
OTHER_YEAR = rule(
    "VB13",
    Severity.WARNING,
    "Ngày ban hành không hợp với năm mà văn bản áp dụng",
    "Sửa ngày ban hành hoặc cột Cho năm",
    example="Kế hoạch cho năm 2021 đề ngày 15/01/2019; đúng: 15/01/2021",
)
YEAR_IN_SYMBOL = rule(
    "VB25",
    Severity.ERROR,
    "Năm trong số, ký hiệu khác với năm của ngày ban hành",
    "Đối chiếu bản gốc; sửa ký hiệu hoặc ngày",
    _FORM,
    example="«12/2020/QĐ-UBND» đề ngày 15/3/2021",
)
NOT_PADDED = rule(
    "VB16",
    Severity.WARNING,
    "Số văn bản dưới 10 phải có số 0 phía trước",
    "Ghi thêm số 0, ví dụ 04/KH-STP",
    _FORM,
    example="«4/KH-STP»; đúng: 04/KH-STP",
)
NOT_IN_FORCE = rule(
    "VB17",
    Severity.ERROR,
    "Cơ quan ban hành chưa thành lập hoặc đã giải thể vào ngày ghi trên văn bản",
    "Chọn cơ quan có tại thời điểm đó, hoặc sửa ngày",
    example="Văn bản ngày 15/3/2025 của một sở thành lập ngày 01/7/2025",
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
WEEKEND = rule(
    "VB21",
    Severity.INFO,
    "Văn bản đề ngày thứ bảy hoặc chủ nhật",
    "Đối chiếu ngày trên bản gốc",
    example="Văn bản ngày 06/3/2021 là thứ bảy",
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
UNKNOWN_DIVISION = rule(
    "VB24",
    Severity.INFO,
    "Chữ viết tắt đơn vị soạn thảo không có trong danh mục đơn vị",
    "Đối chiếu bản gốc; đúng thì để nguyên",
    example="«120/SNV-ABC» khi Sở Nội vụ không có phòng ABC trong danh mục",
)
_YEARS = re.compile(r"20\d\d\s*[-–]\s*20\d\d|giai đoạn|đến năm")
OWN = frozenset({"so_ky_hieu", "ngay"})
"""Columns of the register whose blanks are told here."""


def dated_after_report(case: Case) -> Iterator[Finding]:
    """Find documents dated after the report itself, in the register and where a text repeats the date."""
    report = case.report_date()
    for one in case.documents.rows if report else ():
        if report and one.day and case.is_later(one) and not case.numbering.swapped(one):
            told = [c.mention.day for c in case.documents.citing(one) if c.mention.day]
            meant = next((day for day in told if day <= report), None) or case.numbering.a_year_early(one)
            expected = f"không sau {show_date(report)}" + (f"; có lẽ là {show_date(meant)}" if meant else "")
            places = _repeated(case, one, one.day)
            yield LATER.at(one.date_place, *places, found=show_date(one.day), expected=expected)
    others: dict[date, dict[Place, None]] = {}
    for citation in case.documents.citations:
        if citation.document is None and citation.mention.day:
            others.setdefault(citation.mention.day, {})[citation.text.place] = None
    for day, where in others.items():
        if report and day > report:
            yield LATER.at(*where, found=show_date(day), expected=f"không sau {show_date(report)}")


def _repeated(case: Case, document: Document, day: date) -> list[Place]:
    """Find the texts that name a document and repeat its date."""
    texts = [citation.text for citation in case.documents.citing(document)]
    return list(dict.fromkeys(text.place for text in texts if show_date(day) in text.text))


def unknown_basis(case: Case) -> Iterator[Finding]:
    """Find a guiding document that the register does not have."""
    basis = case.picture.field("can_cu")
    known = {fold(row.key) for row in case.picture.filled("van_ban")}
    if basis.text and fold(basis.text) not in known:
        yield NO_BASIS.at(basis.place, khoa=basis.text)


def not_a_symbol(case: Case) -> Iterator[Finding]:
    """Find numbers and symbols that have not the shape of one, or odd dashes and spaces."""
    for one in case.documents.rows:
        text, symbol = one.written.text, one.symbol
        if text and (symbol is None or not symbol.agency):
            yield NOT_A_SYMBOL.at(one.written.place, found=text)
        elif symbol:
            state = symbol.party and one.agency in case.documents.habits.agencies
            right = str(symbol._replace(party=False)) if state else symbols.canonical(text)
            if right != text:
                yield NOT_A_SYMBOL.at(one.written.place, found=text, expected=right)


def missing_number_or_date(case: Case) -> Iterator[Finding]:
    """Find documents without a number or a date; the dates of its neighbours in number bound the date."""
    for one in case.documents.rows:
        places = dict.fromkeys(citation.text.place for citation in case.documents.citing(one))
        if is_blank(one.written) or (one.symbol and not one.symbol.number):
            yield NO_SYMBOL.at(one.written.place)
        if is_blank(one.row["ngay"]):
            after, before = case.numbering.likely_days(one)
            bounds = [f"từ {show_date(after)}" if after else "", f"đến {show_date(before)}" if before else ""]
            yield NO_DATE.at(one.date_place, *places, expected=" ".join(filter(None, bounds)))


def misspelt_agencies(case: Case) -> Iterator[Finding]:
    """Find symbols a slip away from that of an agency: one finding for a spelling, wherever it stands."""
    wrong: dict[tuple[str, str], list[Place]] = {}
    for written, right, place in _agencies(case):
        alike = (written, re.sub("[&.]", "", written), f"B{written}")
        if right not in alike and right in case.documents.habits.agencies:
            wrong.setdefault((written, right), []).append(place)
    for (written, right), places in wrong.items():
        yield MISSPELT.at(*dict.fromkeys(places), found=written, expected=right, sai=written, dung=right)


def unknown_agencies(case: Case) -> Iterator[Finding]:
    """Find symbols of agencies that nobody has entered: one finding for all."""
    odd = {
        (one.symbol.agency, one.written.place)
        for one in case.documents.rows
        if one.symbol and one.symbol.agency and one.agency not in case.documents.habits.agencies
    }
    yield from _collapsed(UNKNOWN_AGENCY, sorted(odd, key=lambda pair: pair[1]))


def _agencies(case: Case) -> Iterator[tuple[str, str, Place]]:
    for one in case.documents.rows:
        if one.symbol:
            yield one.symbol.agency, one.agency, one.written.place
    for citation in case.documents.citations:
        yield citation.mention.symbol.agency, citation.agency, citation.text.place
    typed = case.picture.field("ky_hieu")
    if case.report_symbol:
        own = case.report_symbol.agency
        yield own, case.documents.agency(own, case.report_date()) or own, typed.place


def _collapsed(one: Rule, odd: Sequence[tuple[str, Place]]) -> Iterator[Finding]:
    if odd:
        yield one.at(*(place for _, place in odd), found=", ".join(dict.fromkeys(word for word, _ in odd)))


def two_spellings(case: Case) -> Iterator[Finding]:
    """Find documents whose number and symbol are written in more than one way."""
    for one in case.documents.rows:
        told = {_padded(one.symbol): [one.written.place]} if one.symbol else {}
        for citation in case.documents.citing(one):
            told.setdefault(_padded(citation.mention.symbol), []).append(citation.text.place)
        if len(told) > 1:
            places = dict.fromkeys(place for some in told.values() for place in some)
            yield TWO_SPELLINGS.at(*places, found=" và ".join(told))


def registered_twice(case: Case) -> Iterator[Finding]:
    """Find one number in several rows of one book and year."""
    same_number: dict[tuple[Book, int | None], list[Document]] = {}
    for one in case.documents.rows:
        if one.number is not None:
            same_number.setdefault((one.book, one.number), []).append(one)
    for rows in same_number.values():
        by_year: dict[object, list[Document]] = {}
        for one in rows:
            by_year.setdefault(one.day.year if one.day else None, []).append(one)
        if len(by_year) == 2 and None in by_year:  # a row without a date may be either
            by_year = {None: rows}
        for same in by_year.values():
            if len(same) > 1:
                yield REGISTERED_TWICE.at(*(one.written.place for one in same), found=same[0].written.text)


def contradicts_itself(case: Case) -> Iterator[Finding]:
    """Find rows whose symbol names another agency, type or year than their other cells."""
    for one in case.documents.rows:
        symbol, row = one.symbol, one.row
        if symbol is None:
            continue
        chosen = one.issuer.symbol if one.issuer else ""
        if chosen and one.agency in case.documents.habits.agencies and one.agency != chosen:
            yield OTHER_AGENCY.at(
                one.written.place, row["co_quan"].place, found=symbol.agency, expected=chosen
            )
        kind, law = row["loai"].text, symbol.year and not symbol.type  # «72/2025/QH15»
        known = symbol.kind in {*case.documents.habits.types, LETTER}
        slip = kind not in ("", LETTER) and symbols.distance(symbol.type, kind) == 1
        if kind and (known or slip) and kind != symbol.kind and not law:
            yield OTHER_TYPE.at(one.written.place, row["loai"].place, found=symbol.kind, expected=kind)
        if symbol.year and one.day and int(symbol.year) != one.day.year:
            yield YEAR_IN_SYMBOL.at(
                one.written.place, one.date_place, found=symbol.year, expected=str(one.day.year)
            )


def unknown_types(case: Case) -> Iterator[Finding]:
    """Find type codes that nobody knows; a slip of the chosen type is told as another type."""
    for one in case.documents.rows:
        written = one.symbol.type if one.symbol else ""
        slip = symbols.distance(written, one.row["loai"].text) == 1
        if written and written not in case.documents.habits.types and not slip:
            yield UNKNOWN_TYPE.at(one.written.place, found=written)


def outside_its_year(case: Case) -> Iterator[Finding]:
    """Find plans dated after the year they are for, or more than a year before it begins."""
    for one in case.documents.rows:
        year = one.row["nam_ap_dung"]
        if case.is_later(one) or one.day is None or not isinstance(year.value, Decimal):
            continue
        reach = 5 if _YEARS.search(one.row["trich_yeu"].text) else 1
        if not 0 <= int(year.value) - one.day.year <= reach:
            expected = f"năm {int(year.value) - 1} hoặc {int(year.value)}"
            yield OTHER_YEAR.at(one.date_place, year.place, found=show_date(one.day), expected=expected)


def not_padded(case: Case) -> Iterator[Finding]:
    """Find single-digit numbers without the zero before them."""
    told: dict[Symbol, dict[Place, None]] = {}
    for one in case.documents.rows:
        if one.symbol:
            told.setdefault(one.symbol, {})[one.written.place] = None
    for citation in case.documents.citations:
        told.setdefault(citation.mention.symbol, {})[citation.text.place] = None
    for symbol, places in told.items():
        if _padded(symbol) != str(symbol):
            yield NOT_PADDED.at(*places, found=str(symbol), expected=_padded(symbol))


def _padded(symbol: Symbol) -> str:
    single = len(symbol.number) == 1 and symbol.number != "0" and not symbol.party
    return f"0{symbol}" if single else str(symbol)


def not_in_force(case: Case) -> Iterator[Finding]:
    """Find issuers that did not exist on the day of the document."""
    for one in case.documents.rows:
        if one.day is None:
            continue
        named = [u for u in case.form.units.values() if is_issuer(u) and u.symbol == one.agency]
        if one.issuer and not one.issuer.in_force(one.day):
            yield NOT_IN_FORCE.at(
                one.row["co_quan"].place, one.date_place, found=f"{one.issuer.name}, {show_date(one.day)}"
            )
        elif named and not any(unit.in_force(one.day) for unit in named):
            yield NOT_IN_FORCE.at(
                one.written.place, one.date_place, found=f"{one.agency}, {show_date(one.day)}"
            )


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
    yield from _collapsed(LAW_NOT_REGISTERED, others)


def dated_otherwise(case: Case) -> Iterator[Finding]:
    """Find texts that give a document another date than the register: one finding for a document."""
    for one in case.documents.rows:
        others = [c for c in case.documents.citing(one) if c.mention.day not in (None, one.day)]
        if one.day and others and not case.is_later(one):
            found = ", ".join(dict.fromkeys(show_date(c.mention.day) for c in others if c.mention.day))
            places = dict.fromkeys(citation.text.place for citation in others)
            yield OTHER_DATE.at(*places, one.date_place, found=found, expected=show_date(one.day))


def on_weekends(case: Case) -> Iterator[Finding]:
    """Find documents dated on a Saturday or Sunday: one finding for all."""
    days = [(show_date(d.day), d.date_place) for d in case.documents.rows if d.day and d.day.weekday() > 4]
    yield from _collapsed(WEEKEND, days)


def out_of_order(case: Case) -> Iterator[Finding]:
    """Find rows dated before the row above them in a group that a section lists."""
    listed = {group for section in case.form.sections.values() for group in section.documents}
    for group, label in case.form.options("nhom_van_ban").items():
        rows = [d for d in case.documents.rows if d.row["nhom"].text == group and not case.is_later(d)]
        rows = [d for d in rows if d.day]
        pairs = pairwise(rows)
        places = [b.date_place for a, b in pairs if a.day and b.day and b.day < a.day]
        if group in listed and places:
            yield UNORDERED.at(*places, nhom=label)


def never_cited(case: Case) -> Iterator[Finding]:
    """Find documents that no section lists and no text, field or register names: one finding for all."""
    listed = {group for section in case.form.sections.values() for group in section.documents}
    named = {id(citation.document) for citation in case.documents.citations}
    keys = case.keys_named
    odd = [
        (d.row.key, d.row["khoa"].place)
        for d in case.documents.rows
        if d.row["nhom"].text not in listed and id(d) not in named and fold(d.row.key) not in keys
    ]
    yield from _collapsed(NEVER_CITED, odd)


def unknown_divisions(case: Case) -> Iterator[Finding]:
    """Find drafting units that an issuer is not known to have, where its divisions are known at all."""
    divisions: dict[str, set[str]] = {}
    for unit in case.form.units.values():
        if unit.kind == "phong" and unit.symbol:
            divisions.setdefault(unit.parent, set()).add(unit.symbol)
    odd = [
        (d.symbol.unit, d.written.place)
        for d in case.documents.rows
        if d.symbol
        and d.symbol.unit
        and d.issuer
        and d.issuer.code in divisions
        and not set(d.symbol.unit.replace("&", "-").split("-")) & divisions[d.issuer.code]
    ]
    yield from _collapsed(UNKNOWN_DIVISION, odd)
