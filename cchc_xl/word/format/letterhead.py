"""Quốc hiệu, tiêu ngữ, agencies, number and symbol, place and date (NĐ 30/2020/NĐ-CP, Phụ lục I, II.1-4)."""

import re
from collections.abc import Iterator
from datetime import date

from cchc_xl.findings import Finding, Passage, Severity, rule
from cchc_xl.text.numbers import show_month
from cchc_xl.text.vietnamese import capitalised
from cchc_xl.word.format.components import Parts
from cchc_xl.word.format.document import BODY
from cchc_xl.word.format.kinds import TYPES, Kind
from cchc_xl.word.format.looks import SOURCE
from cchc_xl.word.format.rules_drawn import checked_rule

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
_SYMBOL = re.compile(
    r"(?P<number>\d{1,5}[a-zđ]?|)/(?:\d{4}/)?(?P<groups>[A-ZĐ][A-Za-zĐđ0-9&.]*(?:-(?:[A-ZĐ][A-Za-zĐđ0-9&.]*|…+|\.{3,}))*)"
)
_BLANK = re.compile(r"^[\s._…]+(?=/)")
_DATE = re.compile(
    r"(?P<place>[^,]+), ngày (?P<day>\d{1,2}|[\s._…]*) ?tháng (?P<month>\d{1,2}|[\s._…]*)"
    r" ?năm (?P<year>\d{4}|[\s._…]*)"
)

_KINDS_OF_PLACES = {"phố", "xã", "trấn", "khu"}
"""Words after «Thành», «Thị», «Đặc» that are no names."""

NATION_TEXT = rule(
    "TH11", Severity.ERROR, "Quốc hiệu thiếu hoặc viết sai", f"Ghi «{NATION}» ở phía trên cùng, bên phải",
    SOURCE + "II.1.a", example=f"CỘNG HÒA XÃ HỘI VIỆT NAM → {NATION}",
)  # fmt: skip
MOTTO_TEXT = rule(
    "TH13", Severity.ERROR, "Tiêu ngữ thiếu hoặc viết sai",
    f"Ghi «{MOTTO}»: viết hoa chữ cái đầu mỗi cụm từ, gạch nối có cách chữ", SOURCE + "II.1.b",
    example=f"Độc lập – Tự Do – Hạnh Phúc → {MOTTO}",
)  # fmt: skip
MOTTO_RULE = rule(
    "TH15", Severity.ERROR, "Đường kẻ dưới tiêu ngữ thiếu hoặc sai độ dài",
    "Kẻ một đường nét liền ngay dưới tiêu ngữ, dài bằng dòng chữ", SOURCE + "II.1.b",
    example="kẻ ngắn bằng nửa dòng chữ → dài bằng dòng chữ",
)  # fmt: skip
NO_ISSUER = rule(
    "TH16", Severity.ERROR, "Không thấy tên cơ quan ban hành văn bản",
    "Ghi tên cơ quan ban hành ở phía trên, bên trái, dưới tên cơ quan chủ quản (nếu có)", SOURCE + "II.2",
    example="ô bên trái quốc hiệu để trống → SỞ NỘI VỤ",
)  # fmt: skip
ISSUER_RULE = rule(
    "TH19", Severity.ERROR, "Đường kẻ dưới tên cơ quan ban hành thiếu hoặc sai độ dài",
    "Kẻ một đường nét liền dưới tên cơ quan, dài từ 1/3 đến 1/2 dòng chữ, đặt cân đối", SOURCE + "II.2.b",
    example="kẻ dài bằng dòng chữ → từ 1/3 đến 1/2 dòng chữ",
)  # fmt: skip
NO_SYMBOL = rule(
    "TH20", Severity.ERROR, "Không thấy số, ký hiệu của văn bản",
    "Ghi «Số: …/…» dưới tên cơ quan ban hành", SOURCE + "II.3", example="thiếu dòng Số → Số: 15/BC-SNV",
)  # fmt: skip
SYMBOL = rule(
    "TH21", Severity.ERROR, "Số, ký hiệu viết sai",
    "Ghi dạng «Số: 15/BC-SNV»: sau «Số» có dấu hai chấm, dấu gạch chéo, gạch nối, không cách chữ",
    SOURCE + "II.3.c", example="Số 15 /BC – SNV → Số: 15/BC-SNV",
)  # fmt: skip
UNPADDED = rule(
    "TH22", Severity.ERROR, "Số văn bản nhỏ hơn 10 chưa ghi thêm số 0 phía trước",
    "Ghi thêm số 0", SOURCE + "II.3.c", example="Số: 7/BC-SNV → Số: 07/BC-SNV",
)  # fmt: skip
NO_DATE = rule(
    "TH25", Severity.ERROR, "Không thấy địa danh và thời gian ban hành",
    "Ghi địa danh, ngày, tháng, năm dưới tiêu ngữ", SOURCE + "II.4",
    example="thiếu → Đồng Tháp, ngày 05 tháng 01 năm 2021",
)  # fmt: skip
DATE = rule(
    "TH26", Severity.ERROR, "Địa danh và thời gian ban hành viết sai",
    "Ghi «Địa danh, ngày … tháng … năm …»: ngày dưới 10 và tháng 1, 2 thêm số 0, tháng khác thì không",
    SOURCE + "II.4.b-c", example="ngày 5 tháng 1 năm 2021 → ngày 05 tháng 01 năm 2021",
)  # fmt: skip
OTHER_TYPE = rule(
    "TH28", Severity.ERROR, "Ký hiệu không phải là của tên loại văn bản",
    "Sửa chữ viết tắt tên loại trong ký hiệu, hoặc tên loại", SOURCE + "II.3.b và Phụ lục III",
    example="BÁO CÁO mang ký hiệu 15/KH-SNV → 15/BC-SNV",
)  # fmt: skip


def nation(parts: Parts) -> Iterator[Finding]:
    """Find a missing or misspelt quốc hiệu."""
    p = parts.first(Kind.NATION)
    if p is None or p.folded != NATION.casefold():
        place, found = (p.place, p.text) if p else (_top(parts), "không có")
        yield NATION_TEXT.at(place, found=found, expected=NATION)
    elif p.cell and p.cell.table > 0 and p.cell.column == 0:
        yield NATION_TEXT.at(p.place, found="ở cột bên trái", expected="ở phía trên cùng, bên phải")


def motto(parts: Parts) -> Iterator[Finding]:
    """Find a missing or misspelt tiêu ngữ."""
    p = parts.first(Kind.MOTTO)
    if p is None or " ".join(p.text.split()) != MOTTO:
        yield MOTTO_TEXT.at(p.place if p else _top(parts), found=p.text if p else "không có", expected=MOTTO)


def motto_rule(parts: Parts) -> Iterator[Finding]:
    """Find a rule under the motto that is missing or not as long as it."""
    yield from checked_rule(parts, Kind.MOTTO, MOTTO_RULE, (0.85, 1.15), "dài bằng dòng chữ")


def issuer(parts: Parts) -> Iterator[Finding]:
    """Find a document that does not say who issues it."""
    if not parts.of(Kind.ISSUER):
        yield NO_ISSUER.at(_top(parts), found="không có")


def issuer_rule(parts: Parts) -> Iterator[Finding]:
    """Find a rule under the issuer that is missing, too short or too long."""
    yield from checked_rule(parts, Kind.ISSUER, ISSUER_RULE, (0.30, 0.54), "từ 1/3 đến 1/2 dòng chữ")


def symbol(parts: Parts) -> Iterator[Finding]:
    """Find a number and symbol that is missing, misspelt or of another kind of document."""
    p = parts.first(Kind.SYMBOL)
    if p is None:
        yield NO_SYMBOL.at(_top(parts), found="không có")
        return
    word, colon, written = p.text.partition(":")
    text = _BLANK.sub("", written.strip() if colon else "").strip()
    match = _SYMBOL.fullmatch(text)
    if match is None or word != "Số":
        yield SYMBOL.at(p.place, found=p.text, expected="Số: 15/BC-SNV (công văn: Số: 15/SNV-VP)")
        return
    number, first = match["number"], match["groups"].split("-")[0]
    if len(number) == 1:
        yield UNPADDED.at(p.place, found=number, expected=f"0{number}")
    wanted = TYPES.get(parts.type, "")
    if wanted and first != wanted:
        yield OTHER_TYPE.at(p.place, found=match["groups"], expected=f"{wanted}-…")


def dateline(parts: Parts) -> Iterator[Finding]:
    """Find a place and date that are missing or not written as the decree says."""
    p = parts.first(Kind.DATELINE)
    if p is None:
        yield NO_DATE.at(_top(parts), found="không có")
        return
    match = _DATE.fullmatch(" ".join(p.text.split()))
    if match is None:
        yield DATE.at(p.place, found=p.text, expected="Địa danh, ngày … tháng … năm …")
        return
    day, month, year = (match[part].strip(" ._…") for part in ("day", "month", "year"))
    wanted = _padded(match["place"], day, month, year)
    if " ".join(p.text.split()) != wanted and all((day, month, year)):
        yield DATE.at(p.place, found=p.text, expected=wanted)


def _padded(place: str, day: str, month: str, year: str) -> str:
    """Write a date as it must be; one that no calendar has gives the form alone."""
    place = " ".join(word if word in _KINDS_OF_PLACES else capitalised(word) for word in place.split())
    place = capitalised(place)
    try:
        one = date(int(year or 2000), int(month or 1), int(day or 1))
    except ValueError:
        return "một ngày có trong lịch"
    return f"{place}, ngày {one.day:02d} tháng {show_month(one.month)} năm {year}"


def _top(parts: Parts) -> Passage:
    return next((p.place for p in parts.main if not p.blank), Passage(BODY, 1))
