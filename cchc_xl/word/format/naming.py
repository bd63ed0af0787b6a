"""Name of the kind, subject, «V/v», «Kính gửi» (NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, II.5 and II.9)."""

from collections.abc import Iterator, Sequence

from cchc_xl.findings import Finding, Passage, Rule, Severity, rule
from cchc_xl.word.format.components import Parts
from cchc_xl.word.format.document import BODY, Paragraph
from cchc_xl.word.format.kinds import Kind
from cchc_xl.word.format.looks import SOURCE
from cchc_xl.word.format.rules_drawn import checked_rule

NO_TYPE = rule(
    "TH29", Severity.ERROR, "Không thấy tên loại văn bản, cũng không thấy «V/v» của công văn",
    "Ghi tên loại (BÁO CÁO, TỜ TRÌNH …) ở giữa; công văn ghi «V/v …» dưới số, ký hiệu", SOURCE + "II.5",
    example="thiếu → BÁO CÁO",
)  # fmt: skip
NO_SUBJECT = rule(
    "TH31", Severity.ERROR, "Không thấy trích yếu nội dung văn bản", "Ghi trích yếu ngay dưới tên loại",
    SOURCE + "II.5.b", example="dưới BÁO CÁO là lời văn → Kết quả thực hiện công tác cải cách hành chính",
)  # fmt: skip
SUBJECT_RULE = rule(
    "TH33", Severity.ERROR, "Đường kẻ dưới trích yếu thiếu hoặc sai độ dài",
    "Kẻ một đường nét liền dưới trích yếu, dài từ 1/3 đến 1/2 dòng chữ, đặt cân đối", SOURCE + "II.5.b",
    example="không có đường kẻ → từ 1/3 đến 1/2 dòng chữ",
)  # fmt: skip
TOO_NEAR = rule(
    "TH35", Severity.WARNING, "Trích yếu của công văn chưa cách số, ký hiệu 6 pt",
    "Đặt khoảng cách trước dòng «V/v» (Spacing Before) 6 pt", SOURCE + "II.5.b", example="0 pt → 6 pt",
)  # fmt: skip
NO_ADDRESSEE = rule(
    "TH37", Severity.ERROR, "Không thấy «Kính gửi»",
    "Ghi «Kính gửi:» và nơi nhận trực tiếp giải quyết, sau tên loại và trích yếu", SOURCE + "II.9.b",
    example="Tờ trình không ghi nơi gửi → Kính gửi: Ủy ban nhân dân tỉnh",
)  # fmt: skip
ADDRESSEES = rule(
    "TH39", Severity.ERROR, "Các nơi kính gửi ghi sai dấu",
    "Sau «Kính gửi» có dấu hai chấm; từ hai nơi thì mỗi nơi một dòng có gạch đầu dòng, dấu chấm phẩy,"
    " dòng cuối có dấu chấm", SOURCE + "II.9.d", example="- Sở Nội vụ, → - Sở Nội vụ;",
)  # fmt: skip


def kind(parts: Parts) -> Iterator[Finding]:
    """Find a document that is neither of a kind nor an official letter."""
    if not (parts.of(Kind.TYPE) or parts.of(Kind.ABOUT)):
        last = parts.head[-1].place if parts.head else Passage(BODY, 1)
        yield NO_TYPE.at(last, found="không có")


def subject(parts: Parts) -> Iterator[Finding]:
    """Find a kind without a subject."""
    p = parts.first(Kind.TYPE)
    if p and p.folded == parts.type and not parts.of(Kind.SUBJECT):
        yield NO_SUBJECT.at(p.place, found="không có")


def subject_rule(parts: Parts) -> Iterator[Finding]:
    """Find a rule under the subject that is missing, too short or too long."""
    yield from checked_rule(parts, Kind.SUBJECT, SUBJECT_RULE, (0.30, 0.54), "từ 1/3 đến 1/2 dòng chữ")


def letter_subject(parts: Parts) -> Iterator[Finding]:
    """Find a «V/v» that stands too near to the number."""
    p, above = parts.first(Kind.ABOUT), parts.first(Kind.SYMBOL)
    if p and above and p.cell == above.cell and p.number == above.number + 1:
        gap = max(above.after, p.before) / 20
        if gap < 6:
            yield TOO_NEAR.at(p.place, found=f"{gap:g} pt", expected="6 pt")


def addressee(parts: Parts) -> Iterator[Finding]:
    """Find letters, submissions and reports sent «như trên» that name no addressee."""
    as_above = any("như trên" in p.folded for p in parts.of(Kind.RECIPIENT))
    if not parts.of(Kind.ADDRESSEE) and (parts.is_letter or parts.type == "tờ trình" or as_above):
        p = parts.first(Kind.TYPE) or parts.first(Kind.ABOUT)
        yield NO_ADDRESSEE.at(p.place if p else Passage(BODY, 1), found="không có")


def addressees(parts: Parts) -> Iterator[Finding]:
    """Find addressees without their signs."""
    lines = parts.of(Kind.ADDRESSEE)
    if lines and not lines[0].folded.startswith("kính gửi:"):
        yield ADDRESSEES.at(lines[0].place, found=lines[0].text, expected="Kính gửi: …")
    listed = [p for p in lines if p.text.startswith(("-", "–"))]
    yield from listing(ADDRESSEES, listed, dash="-")


def listing(rule: Rule, lines: Sequence[Paragraph], dash: str) -> Iterator[Finding]:
    """Find lines of a list that do not begin with the dash, or end with another sign than «;» and «.»."""
    for index, p in enumerate(lines):
        end = "." if index == len(lines) - 1 else ";"
        text = p.text.rstrip()
        if not text.endswith(end) or text.endswith((";.", ".;")) or not text.startswith(dash):
            body = text.lstrip("-–—+•* ").rstrip(" ;.,:")
            yield rule.at(p.place, found=text, expected=f"{dash} {body}{end}".strip())
