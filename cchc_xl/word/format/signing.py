"""Signer and recipients (NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, II.7 and II.9)."""

import re
from collections.abc import Iterator

from cchc_xl.findings import CONVENTION, Finding, Passage, Severity, rule
from cchc_xl.word.format.components import Parts
from cchc_xl.word.format.document import BODY
from cchc_xl.word.format.kinds import Kind
from cchc_xl.word.format.looks import SOURCE
from cchc_xl.word.format.naming import listing

_AUTHORITY = re.compile(r"(?i)(t\W?\s?m|k\W?\s?t|t\W?\s?u\W?\s?q|t\W?\s?l|q)(\W+)(?=\w)")
_RIGHT = re.compile(r"(TM|KT|TL|TUQ|Q)\. ")
_DEGREE = re.compile(
    r"(?i)(?:(?:p?\.?gs|t\.?s|th\.?s|tskh|cn|ks|bs|ds|bsck(?:i|ii|1|2)|ck(?:i|ii|1|2)|nsnd|nsưt|ngnd|ngưt|ttnd|ttưt)"
    r"[.,/\s]|giáo sư|phó giáo sư|tiến s[ĩỹ]|thạc s[ĩỹ]|kỹ sư|bác s[ĩỹ]|cử nhân|luật sư)"
)
_BEHIND = re.compile(rf"[,-]\s*{_DEGREE.pattern.removeprefix('(?i)')}.*", re.IGNORECASE)
_MAY = re.compile(r"trường|học viện|đại học|bệnh viện|viện |trung tâm y tế|công an|quân sự|bộ đội|bộ chỉ huy")
_KEPT = re.compile(r"- ?Lưu: ?VT, ?\S")

NO_SIGNER = rule(
    "TH54", Severity.ERROR, "Không thấy quyền hạn, chức vụ của người ký",
    "Ghi quyền hạn, chức vụ và họ tên người ký ở cuối văn bản, bên phải", SOURCE + "II.7",
    example="cuối văn bản chỉ có nơi nhận → GIÁM ĐỐC",
)  # fmt: skip
AUTHORITY = rule(
    "TH55", Severity.ERROR, "Quyền hạn của người ký ghi sai",
    "Ghi «TM.», «Q.», «KT.», «TL.» hoặc «TUQ.», sau đó một dấu cách; dưới TM., KT., TL., TUQ. còn chức vụ",
    SOURCE + "II.7.b", example="KT GIÁM ĐỐC → KT. GIÁM ĐỐC",
)  # fmt: skip
DEGREE = rule(
    "TH58", Severity.ERROR, "Cạnh họ tên người ký có học hàm, học vị hoặc danh hiệu", "Chỉ ghi họ và tên",
    SOURCE + "II.7.c", example="ThS. Nguyễn Văn A → Nguyễn Văn A",
)  # fmt: skip
ALONE = rule(
    "TH59", Severity.WARNING, "Khối chữ ký có thể đứng một mình trên một trang",
    "Chọn đoạn cuối của nội dung, Paragraph, Line and Page Breaks: Keep with next", CONVENTION,
    example="đoạn cuối không giữ với khối chữ ký → Keep with next",
)  # fmt: skip
NO_NAME = rule(
    "TH60", Severity.WARNING, "Không thấy họ tên người ký", "Ghi họ tên dưới chức vụ", SOURCE + "II.7.c",
    example="dưới GIÁM ĐỐC để trống → Nguyễn Văn A",
)  # fmt: skip
NO_RECIPIENTS = rule(
    "TH61", Severity.ERROR, "Không thấy «Nơi nhận:»", "Ghi «Nơi nhận:» ở cuối văn bản, bên trái",
    SOURCE + "II.9", example="thiếu → Nơi nhận:",
)  # fmt: skip
RECIPIENTS = rule(
    "TH64", Severity.ERROR, "Các nơi nhận ghi sai dấu",
    "Sau «Nơi nhận» có dấu hai chấm; mỗi nơi một dòng, gạch đầu dòng, cuối dòng có dấu chấm phẩy,"
    " dòng cuối có dấu chấm",
    SOURCE + "II.9.d", example="- Lãnh đạo Sở, → - Lãnh đạo Sở;",
)  # fmt: skip
KEPT = rule(
    "TH65", Severity.ERROR, "Dòng cuối của nơi nhận không phải là nơi lưu",
    "Ghi «- Lưu: VT, chữ viết tắt của đơn vị soạn thảo.» ở dòng cuối", SOURCE + "II.9.d",
    example="- Lưu VP → - Lưu: VT, VP.",
)  # fmt: skip
AS_ABOVE = rule(
    "TH66", Severity.WARNING, "Có «Kính gửi» mà nơi nhận không mở đầu bằng «Như trên»",
    "Ghi «- Như trên;» ở dòng đầu", SOURCE + "II.9.b", example="- Lãnh đạo Sở; → - Như trên;",
)  # fmt: skip


def signer(parts: Parts) -> Iterator[Finding]:
    """Find a document without a signer, or without the name."""
    p = parts.first(Kind.ROLE)
    if p is None:
        end = next((p.place for p in reversed(parts.main) if not p.blank), Passage(BODY, 1))
        yield NO_SIGNER.at(end, found="không có")
    elif not parts.of(Kind.NAME):
        yield NO_NAME.at(p.place, found="không có")


def authority(parts: Parts) -> Iterator[Finding]:
    """Find TM., Q., KT., TL., TUQ. misspelt, or without the signer's own office below."""
    roles = parts.of(Kind.ROLE)
    for index, p in enumerate(roles):
        match = _AUTHORITY.match(p.text)
        if match is None:
            continue
        letters = re.sub(r"\W", "", match[1]).upper()
        below = roles[index + 1] if index + 1 < len(roles) else None
        if not _RIGHT.match(p.text if not p.capitals else p.text.upper()):
            yield AUTHORITY.at(p.place, found=p.text, expected=f"{letters}. {p.text[match.end() :]}")
        elif letters != "Q" and (below is None or below.cell != p.cell):
            yield AUTHORITY.at(p.place, found=p.text, expected="thêm dòng chức vụ của người ký")


def degrees(parts: Parts) -> Iterator[Finding]:
    """Find titles before a name; schools, hospitals, institutes and the forces may have own rules."""
    if any(_MAY.search(p.folded) for p in parts.of(Kind.ISSUER)):
        return
    for p in parts.of(Kind.NAME):
        for match in filter(None, (_DEGREE.match(p.text), _BEHIND.search(p.text))):
            yield DEGREE.at(p.place, found=match[0].strip(" ,/-"), expected="họ và tên")


def alone(parts: Parts) -> Iterator[Finding]:
    """Find a block of signatures that no line of text stays with."""
    if not parts.tail:
        return
    start = next(i for i, p in enumerate(parts.main) if p is parts.tail[0])
    before = parts.main[:start]
    while before and before[-1].blank and before[-1].keep_next:
        before.pop()
    if before and not before[-1].keep_next and before[-1] not in parts.head:
        yield ALONE.at(before[-1].place, found="không giữ với khối chữ ký", expected="Keep with next")


def recipients(parts: Parts) -> Iterator[Finding]:
    """Find missing recipients and wrong signs."""
    heading, lines = parts.first(Kind.RECIPIENTS), parts.of(Kind.RECIPIENT)
    if heading is None:
        end = next((p.place for p in reversed(parts.main) if not p.blank), Passage(BODY, 1))
        yield NO_RECIPIENTS.at(end, found="không có")
        return
    if heading.text != "Nơi nhận:":
        yield RECIPIENTS.at(heading.place, found=heading.text, expected="Nơi nhận:")
    yield from listing(RECIPIENTS, lines, dash="-")


def kept(parts: Parts) -> Iterator[Finding]:
    """Find a list of recipients that does not end with where it is kept."""
    heading, lines = parts.first(Kind.RECIPIENTS), parts.of(Kind.RECIPIENT)
    if heading and not (lines and _KEPT.match(lines[-1].text)):
        last = lines[-1] if lines else heading
        yield KEPT.at(last.place, found=last.text, expected="- Lưu: VT, …")


def as_above(parts: Parts) -> Iterator[Finding]:
    """Find recipients that do not begin with «Như trên» though there is an addressee."""
    lines = parts.of(Kind.RECIPIENT)
    if parts.of(Kind.ADDRESSEE) and lines and "như trên" not in lines[0].folded:
        yield AS_ABOVE.at(lines[0].place, found=lines[0].text, expected="- Như trên;")
