"""The words of the texts: names, set phrases, lists, citations. Suggestions, never decisions."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import zip_longest

from cchc_xl.entries.checks.case import Case
from cchc_xl.entries.documents import Text
from cchc_xl.findings import Finding, Place, Rule, Severity, rule
from cchc_xl.form.form import Form
from cchc_xl.form.model import INDICATORS, TEXTS
from cchc_xl.form.phrases import phrases
from cchc_xl.text import symbols, wording
from cchc_xl.text.numbers import read_date, show_date
from cchc_xl.text.wording import Phrasebook, Slip

_CITING = "NĐ 30/2020/NĐ-CP, Phụ lục I, mục II"

PLACE_NAME = rule(
    "ND04",
    Severity.WARNING,
    "Địa danh không có trong danh mục đơn vị hành chính",
    "Sửa địa danh; đúng rồi thì giữ nguyên, nêu lý do",
    example="«huyện Cái Pè»; đúng: huyện Cái Bè",
)
PHRASE = rule(
    "ND05",
    Severity.WARNING,
    "Cụm từ có lẽ gõ sai dấu",
    "Sửa cụm từ; đúng rồi thì giữ nguyên, nêu lý do",
    example="«thủ tục hành chinh»; đúng: thủ tục hành chính",
)
DASHES = rule(
    "ND06",
    Severity.INFO,
    "Tên viết khác dấu gạch hoặc khoảng trắng nên tìm, đếm theo tên sẽ sót",
    "Viết thống nhất một cách",
    example="«Kế hoạch - Tài chính»; đúng: Kế hoạch – Tài chính",
)
ABBREVIATION = rule(
    "ND08",
    Severity.INFO,
    "Chữ viết tắt dùng khi chưa nêu cụm từ đầy đủ",
    "Ở lần đầu ghi cụm từ đầy đủ rồi chữ viết tắt trong ngoặc đơn",
    example="Dùng «TTHC» trước khi ghi «thủ tục hành chính (TTHC)»",
)
OPEN_LIST = rule(
    "ND09",
    Severity.WARNING,
    "Danh sách văn bản kết thúc bằng dấu ba chấm nên không đếm, không kiểm chứng được",
    "Liệt kê hết, hoặc ghi số lượng",
    example="«Công văn số 120/STP-VP ngày 12/4/2021, ...»",
)
NO_WORD_NUMBER = rule(
    "ND10",
    Severity.WARNING,
    "Thiếu chữ «số» khi dẫn văn bản",
    "Ghi tên loại, chữ «số», rồi số và ký hiệu",
    _CITING,
    example="«Kế hoạch 15/KH-STP»; đúng: Kế hoạch số 15/KH-STP",
)
COUNT = rule(
    "ND11",
    Severity.WARNING,
    "Số lượng nêu trong lời văn khác số mục liệt kê",
    "Sửa số lượng, hoặc tách các mục cho đúng bằng dấu chấm phẩy",
    example="«03 nội dung: Một là, …; Hai là, …»; đúng: 02 nội dung",
)
RATIO = rule(
    "ND12",
    Severity.WARNING,
    "Tỷ số gõ tay chưa nêu tỷ lệ nên không rõ mẫu số là gì, dễ nhầm với ngày tháng",
    "Ghi rõ tử số, mẫu số và tỷ lệ %, hoặc dẫn số liệu bằng mã chỉ tiêu",
    example="«09/12 thủ tục»; đúng: 09 trên tổng số 12 thủ tục cấp tỉnh, tỷ lệ 75 %",
)
EMPTY_APPENDIX = rule(
    "ND13",
    Severity.ERROR,
    "Lời văn dẫn phụ lục nhưng phụ lục không có hoặc còn trống",
    "Nhập số liệu của phụ lục, hoặc bỏ câu dẫn",
    example="«(Kèm theo Phụ lục II)» khi báo cáo chỉ có một phụ lục",
)
NUMBERED_APPENDIX = rule(
    "ND14",
    Severity.INFO,
    "Báo cáo chỉ có một phụ lục nên không đánh số phụ lục",
    "Viết «Phụ lục», không kèm số La Mã",
    _CITING,
    example="«Phụ lục I» khi báo cáo chỉ có một phụ lục; đúng: Phụ lục",
)
DATE_FORM = rule(
    "ND15",
    Severity.WARNING,
    "Ngày tháng trong lời văn chưa đúng thể thức",
    "Ngày dưới 10 và tháng 1, 2 có số 0 phía trước; các tháng khác không",
    _CITING,
    example="«ngày 9/04/2021»; đúng: 09/4/2021",
)
_WRITTEN_DATE = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}/\d{4}(?!\d)")
_RATIO = re.compile(r"(?<![\w/.,-])(\d{1,5})/(\d{1,5})(?![\d/%])\s+([^\W\d_]+(?: [^\W\d_]+)?)([^.;\n]*)")
_APPENDIX = re.compile(r"\b[Pp]hụ lục(?:\s+(?:số\s+)?([IVX]+|\d{1,2})\b)?")
_RATE_BEFORE = re.compile(r"(?:%|phần trăm)[\s(,:–-]*(?:tương ứng|tức)?\s*$")
_AND_SO_ON, _LAST_ITEM = re.compile(r"[,;]\s*(?:\.\.\.|…)"), re.compile(r"[;\n]|\.\s")
_NEAR = 200  # characters in which a sentence's end or a citation is looked for
_FIRST = ("", "I", "1", "01")
_JOINED = re.compile(r"(?<![\w-])[^\W\d_]+-\w+(?![\w-])")


def place_names(case: Case) -> Iterator[Finding]:
    """Find places a slip away from a unit in force of the same kind."""
    known: dict[str, set[str]] = {}
    for unit in case.form.units.values():
        kind, name = _place(unit.kind, unit.place)
        if name and unit.in_force(case.documents.day):
            known.setdefault(kind, set()).add(name)
    return _in_texts(PLACE_NAME, case, lambda text: _misnamed_places(text.text, known))


def _misnamed_places(text: str, known: Mapping[str, set[str]]) -> Iterator[Slip]:
    named = list(wording.places(text))
    for place, follower in zip_longest(named, named[1:]):
        far = follower and follower.kind == "tỉnh" and follower.name not in known.get("tỉnh", ())
        if far and follower and f"{place.name}, tỉnh {follower.name}" in text:
            continue  # «huyện Tân Hưng, tỉnh Long An»: its units are not known here
        if slip := _misnamed(place, known.get(place.kind, set())):
            yield slip


def _misnamed(place: wording.Place, names: Collection[str]) -> Slip | None:
    """Find the one name a single slip away; two slips make another place: Kiên Giang, Tiền Giang."""
    words = place.name.split()
    heads = [" ".join(words[:n]) for n in range(len(words), 0, -1)]
    if any(head in names for head in heads):
        return None
    near = ((h, one) for h in heads if " " in h for one in sorted(names) if symbols.distance(h, one) == 1)
    return next((Slip(f"{place.kind} {head}", f"{place.kind} {one}") for head, one in near), None)


def _place(kind: str, place: str) -> tuple[str, str]:
    """Split «Huyện Cái Bè»; the place of a province is its bare name."""
    if kind == "ubnd_tinh":
        return "tỉnh", place
    if kind not in ("ubnd_huyen", "ubnd_xa"):
        return "", ""
    head = next((k for k in ("thành phố", "thị xã", "thị trấn") if place.casefold().startswith(k)), "")
    head = head or place.partition(" ")[0].casefold()
    return head, place[len(head) :].strip()


def set_phrases(case: Case) -> Iterator[Finding]:
    """Find set phrases and names of systems that differ from theirs in marks only."""
    return _in_texts(PHRASE, case, lambda text: _phrasebook().slips(text.text))


@cache
def _phrasebook() -> Phrasebook:
    return Phrasebook({p.text: p.also for p in phrases() if p.kind in ("he_thong", "cum_tu")})


def names_with_odd_dashes(case: Case) -> Iterator[Finding]:
    """Find names of units and hyphenated names written with other dashes or spaces."""
    units = _dashed_units(case.form)
    own = {p.text.casefold(): p.text for p in phrases() if p.kind == "ten_rieng"}
    joined = {name.casefold(): name for text in case.documents.texts for name in _JOINED.findall(text.text)}
    joined = {key: name for key, name in joined.items() if not any(map(wording.dashed(name).search, units))}
    names = {**units, **{name: wording.dashed(name) for name in {**joined, **own}.values()}}
    return _in_texts(
        DASHES, case, lambda text: wording.odd_dashes(text.text, names) if _DASH.search(text.text) else ()
    )


_DASH = re.compile("[-\u2010-\u2015\u2212]")


def _dashed_units(form: Form) -> Mapping[str, re.Pattern[str]]:
    names = {re.sub(r"^(Sở|Bộ|Phòng|Ban|Chi cục|Trung tâm) ", "", unit.name) for unit in form.units.values()}
    return {name: wording.dashed(name) for name in sorted(names) if _DASH.search(name)}


def abbreviations(case: Case) -> Iterator[Finding]:
    """Find abbreviations used, in the order of the report, before their full words: one finding for all."""
    opening = " ".join(case.form.texts.values())
    told: dict[str, Place] = {}
    for phrase in (one for one in phrases() if one.kind == "viet_tat"):
        defined = re.compile(rf"(?i){re.escape(phrase.full)}\s*\({phrase.text}\)")
        used = re.compile(rf"(?<![\w-]){phrase.text}(?![\w-])")
        for text in _in_report_order(case) if not defined.search(opening) else ():
            first, definition = used.search(text.text), defined.search(text.text)
            if definition and first and definition.start() < first.start():
                break
            if first:
                told[phrase.text] = text.place
                break
    if told:
        yield ABBREVIATION.at(*dict.fromkeys(told.values()), found=", ".join(told))


def _in_report_order(case: Case) -> Iterator[Text]:
    by_sheet: dict[str, list[Text]] = {}
    for text in case.documents.texts:
        by_sheet.setdefault(text.sheet, []).append(text)
    for section in case.picture.sections:
        if section.text:
            yield from (t for t in by_sheet.get(TEXTS, ()) if t.row.key == section.text)
        yield from (t for t in by_sheet.get(section.register, ()) if t.column == "noi_dung")


def open_lists(case: Case) -> Iterator[Finding]:
    """Find lists of documents that end in an ellipsis."""

    def slips(text: Text) -> Iterator[Slip]:
        for match in _AND_SO_ON.finditer(text.text):
            last = _LAST_ITEM.split(text.text[max(match.start() - _NEAR, 0) : match.start()])[-1]
            if next(symbols.find(last, case.documents.habits), None):
                yield Slip("…", "")

    return _in_texts(OPEN_LIST, case, slips)


def missing_word_number(case: Case) -> Iterator[Finding]:
    """Find «Kế hoạch 20/KH-…» for «Kế hoạch số 20/KH-…»."""
    labels = [label.casefold() for label in case.form.options("loai_van_ban").values()]
    told: list[tuple[Slip, Place]] = []
    for citation in case.documents.citations:
        before, written = citation.mention.before.rstrip(), citation.mention.written
        label = next((one for one in labels if before.casefold().endswith(one)), "")
        if label and not citation.mention.has_number_word:
            head = before[-len(label) :]
            told.append((Slip(f"{head} {written}", f"{head} số {written}"), citation.text.place))
    return _gathered(NO_WORD_NUMBER, told)


def counts_of_lists(case: Case) -> Iterator[Finding]:
    """Find numbers in a text that differ from the list they announce."""
    return _in_texts(COUNT, case, lambda text: wording.count_slips(text.text))


def unclear_ratios(case: Case) -> Iterator[Finding]:
    """Find «07/57 TTHC» typed by hand without a rate; the figures it may stand for are suggested."""
    units = {indicator.unit.casefold() for indicator in case.form.indicators.values()} - {"", "%"}

    def slips(text: Text) -> Iterator[Slip]:
        for match in _RATIO.finditer(text.text):
            noun = next((n for n in (match[3], match[3].split()[0]) if n.casefold() in units), "")
            before = text.text[max(match.start() - _NEAR, 0) : match.start()]
            rated = re.search(r"%|tỷ lệ", match[4]) or _RATE_BEFORE.search(before)
            if noun and int(match[1]) < int(match[2]) and not rated:
                yield Slip(f"{match[1]}/{match[2]} {noun}", _figures(case, match))

    return _in_texts(RATIO, case, slips)


def _figures(case: Case, match: re.Match[str]) -> str:
    codes = []
    for part in (match[1], match[2]):
        same = [c for c, i in case.form.indicators.items() if case.evaluation.number(i.name) == int(part)]
        codes.append(same[0] if len(same) == 1 else "")
    return "/".join(f"{{{code}}}" for code in codes) if all(codes) else ""


def empty_appendices(case: Case) -> Iterator[Finding]:
    """Find appendices that texts refer to and that are missing or mostly blank."""
    sheet = case.form.sheets[INDICATORS]
    asked = [line.key for line in sheet.lines if line.type and case.holds(line.required)]
    given = sum(case.evaluation.number(case.form.indicators[key].name) is not None for key in asked)
    blank = 2 * given < len(asked)

    def slips(text: Text) -> Iterator[Slip]:
        for cited, number in _appendices(case, text):
            if number not in _FIRST:
                yield Slip(cited, "Phụ lục thống kê")
            elif blank:
                yield Slip(f"{cited}: {given}/{len(asked)} chỉ tiêu có số liệu", "")

    return _in_texts(EMPTY_APPENDIX, case, slips)


def numbered_appendix(case: Case) -> Iterator[Finding]:
    """Find the only appendix cited with a number."""
    return _in_texts(
        NUMBERED_APPENDIX,
        case,
        lambda text: (Slip(cited, "Phụ lục") for cited, n in _appendices(case, text) if n in _FIRST and n),
    )


def _appendices(case: Case, text: Text) -> Iterator[tuple[str, str]]:
    """Find the appendices of the report that a section cites, with their numbers."""
    for match in _APPENDIX.finditer(text.text) if text.sheet == TEXTS else ():
        clause = re.split(r"[.;,)\n]", text.text[match.end() : match.end() + _NEAR], maxsplit=1)[0]
        if not next(symbols.find(clause, case.documents.habits), None):  # else of another document
            yield match[0], match[1] or ""


def dates_in_texts(case: Case) -> Iterator[Finding]:
    """Find dates not padded as they should be, and dates that do not exist."""
    return _in_texts(DATE_FORM, case, lambda text: map(_padded, _WRITTEN_DATE.findall(text.text)))


def _padded(written: str) -> Slip:
    try:
        return Slip(written, show_date(read_date(written)))
    except ValueError:
        return Slip(written, "một ngày có thật")


def _in_texts(why: Rule, case: Case, slips: Callable[[Text], Iterable[Slip]]) -> Iterator[Finding]:
    """Look for slips in every text."""
    return _gathered(why, ((slip, text.place) for text in case.documents.texts for slip in slips(text)))


def _gathered(why: Rule, told: Iterable[tuple[Slip, Place]]) -> Iterator[Finding]:
    """Make one finding of a slip, wherever it stands."""
    places: dict[Slip, dict[Place, None]] = {}
    for slip, place in told:
        if slip.found != slip.expected:
            places.setdefault(slip, {})[place] = None
    for slip, where in places.items():
        yield why.at(*where, found=slip.found, expected=slip.expected)
