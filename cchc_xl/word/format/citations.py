"""Documents cited in the text, and footnotes (NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, II.6.b)."""

import re
from collections.abc import Iterator

from cchc_xl.findings import CONVENTION, Finding, Severity, rule
from cchc_xl.text.symbols import Habits, find
from cchc_xl.word.format.components import Parts
from cchc_xl.word.format.kinds import TYPES, Kind
from cchc_xl.word.format.looks import SOURCE, sized

_HABITS = Habits(frozenset(TYPES.values()), frozenset(), {})
_DAY_BEFORE = re.compile(r"(?i)ngày\s+\d")

NOTE = rule(
    "TH53", Severity.WARNING, "Cỡ chữ của chú thích cuối trang sai", "Đặt cỡ 10-12, không lớn hơn lời văn",
    CONVENTION, example="cỡ 14 → cỡ 10-12",
)  # fmt: skip
CITED = rule(
    "TH52", Severity.WARNING, "Văn bản viện dẫn lần đầu không ghi thời gian ban hành",
    "Lần đầu ghi đủ tên loại, số, ký hiệu, ngày ban hành, cơ quan ban hành, trích yếu", SOURCE + "II.6.b",
    example="Kế hoạch số 15/KH-SNV → Kế hoạch số 15/KH-SNV ngày 05/01/2021 của Sở Nội vụ về …",
)  # fmt: skip


def notes(parts: Parts) -> Iterator[Finding]:
    """Find footnotes that are too small or too large."""
    for p in parts.document.notes:
        wrong = dict.fromkeys(sized(r.size) for r in p.visible if not 10 <= r.size <= 12 and not r.raised)
        if wrong:
            yield NOTE.at(p.place, found=f"cỡ {', '.join(wrong)}", expected="cỡ 10-12")


def citations(parts: Parts) -> Iterator[Finding]:
    """Find documents of which the first citation lacks the date, in the text and in its footnotes."""
    known = {m.symbol for p in parts.document.notes for m in find(p.text, _HABITS) if m.day}
    for p in (*parts.of(Kind.BASIS), *parts.of(Kind.BODY), *parts.document.notes):
        for mention in find(p.text, _HABITS):
            dated = mention.day or mention.after.lstrip().startswith(("ngày", "năm", "(ngày"))
            if not dated and mention.symbol not in known and not _DAY_BEFORE.search(mention.before):
                yield CITED.at(p.place, found=mention.written, expected=f"{mention.written} ngày …")
            known.add(mention.symbol)
