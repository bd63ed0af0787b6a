"""The register of documents: each row in itself, against the others and against the report."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from cchc_xl.entries.checks.case import Case, is_blank
from cchc_xl.entries.documents import Book, Document, is_issuer
from cchc_xl.findings import Finding, Place, Rule, Severity, rule
from cchc_xl.text import symbols
from cchc_xl.text.numbers import show_date
from cchc_xl.text.symbols import LETTER, Symbol

FORM = "NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.3"
_CITING = "NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.6"

LATER = rule(
    "VB01",
    Severity.ERROR,
    "Văn bản ban hành sau báo cáo nên báo cáo không thể viện dẫn",
    "Đối chiếu bản gốc; sửa ngày ban hành hoặc bỏ văn bản khỏi báo cáo",
    example="Báo cáo ký ngày 20/12/2021 nhưng văn bản ghi ngày ban hành 28/12/2021; đúng: 28/12/2020",
)
NOT_A_SYMBOL = rule(
    "VB02",
    Severity.ERROR,
    "Số, ký hiệu viết không đúng mẫu",
    "Ghi số/LOẠI-CƠQUAN, ví dụ 15/KH-STP; công văn ghi số/CƠQUAN-ĐƠNVỊ, ví dụ 120/STP-VP",
    FORM,
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
    FORM,
    example="«15/KH-STTP»; đúng: 15/KH-STP",
)
UNKNOWN_AGENCY = rule(
    "VB06",
    Severity.INFO,
    "Ký hiệu cơ quan chưa có trong danh mục đơn vị",
    "Đối chiếu bản gốc; đúng thì để nguyên",
    example="«15/KH-BQLDA» khi danh mục đơn vị chưa có BQLDA",
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
    FORM,
    example="«15/KH-STP» nhưng cơ quan ban hành chọn Sở Nội vụ; đúng: Sở Tư pháp",
)
OTHER_TYPE = rule(
    "VB11",
    Severity.ERROR,
    "Loại văn bản trong ký hiệu khác với loại đã chọn",
    "Đối chiếu bản gốc; sửa ký hiệu hoặc chọn lại loại",
    FORM,
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
    FORM,
    example="«12/2020/QĐ-UBND» đề ngày 15/3/2021",
)
NOT_PADDED = rule(
    "VB16",
    Severity.WARNING,
    "Số văn bản dưới 10 phải có số 0 phía trước",
    "Ghi thêm số 0, ví dụ 04/KH-STP",
    FORM,
    example="«4/KH-STP»; đúng: 04/KH-STP",
)
NOT_IN_FORCE = rule(
    "VB17",
    Severity.ERROR,
    "Cơ quan ban hành chưa thành lập hoặc đã giải thể vào ngày ghi trên văn bản",
    "Chọn cơ quan có tại thời điểm đó, hoặc sửa ngày",
    example="Văn bản ngày 15/3/2025 của một sở thành lập ngày 01/7/2025",
)
WEEKEND = rule(
    "VB21",
    Severity.INFO,
    "Văn bản đề ngày thứ bảy hoặc chủ nhật",
    "Đối chiếu ngày trên bản gốc",
    example="Văn bản ngày 06/3/2021 là thứ bảy",
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
        if right not in symbols.right_spellings(written) and right in case.documents.habits.agencies:
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
    yield from collapsed(UNKNOWN_AGENCY, sorted(odd, key=lambda pair: pair[1]))


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


def collapsed(one: Rule, odd: Sequence[tuple[str, Place]]) -> Iterator[Finding]:
    """Make one finding of all words and their places."""
    if odd:
        yield one.at(*(place for _, place in odd), found=", ".join(dict.fromkeys(word for word, _ in odd)))


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
        if padded(symbol) != str(symbol):
            yield NOT_PADDED.at(*places, found=str(symbol), expected=padded(symbol))


def padded(symbol: Symbol) -> str:
    """Write a symbol with the zero before a single digit."""
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


def on_weekends(case: Case) -> Iterator[Finding]:
    """Find documents dated on a Saturday or Sunday: one finding for all."""
    days = [(show_date(d.day), d.date_place) for d in case.documents.rows if d.day and d.day.weekday() > 4]
    yield from collapsed(WEEKEND, days)


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
    yield from collapsed(UNKNOWN_DIVISION, odd)
