"""How each component is printed: capitals, size, weight, slant (NĐ 30/2020/NĐ-CP, Phụ lục I, mục V)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.text.numbers import show_number
from cchc_xl.word.format.components import Parts
from cchc_xl.word.format.document import Paragraph
from cchc_xl.word.format.kinds import Kind

SOURCE = "NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, mục "


class Look(NamedTuple):
    """What a component looks like; `words` are those of the decree's table, and leave open what they lack."""

    code: str
    where: str
    kind: Kind
    sizes: tuple[float, float]
    words: str

    @property
    def capitals(self) -> bool | None:
        """Tell whether all letters are capitals."""
        return self._says("in hoa", "in thường")

    @property
    def bold(self) -> bool | None:
        """Tell whether it is bold."""
        return self._says(", đậm", "không đậm")

    @property
    def italic(self) -> bool | None:
        """Tell whether it slants."""
        return self._says("nghiêng", "đứng")

    @property
    def centred(self) -> bool:
        """Tell whether it stands in the middle."""
        return "canh giữa" in self.words

    @property
    def wanted(self) -> str:
        """Tell people what it looks like."""
        low, high = map(sized, self.sizes)
        return f"{self.words}, cỡ {low}" + (f"-{high}" if high != low else "")

    def _says(self, yes: str, no: str) -> bool | None:
        return True if yes in self.words else False if no in self.words else None


def sized(size: float) -> str:
    """Print a size."""
    return show_number(Decimal(str(size)), 1)


LOOKS = (
    Look("TH12", "II.1.a", Kind.NATION, (12, 13), "in hoa, đứng, đậm, canh giữa"),
    Look("TH14", "II.1.b", Kind.MOTTO, (13, 14), "in thường, đứng, đậm, canh giữa"),
    Look("TH17", "II.2.b", Kind.PARENT, (12, 13), "in hoa, đứng, không đậm, canh giữa"),
    Look("TH18", "II.2.b", Kind.ISSUER, (12, 13), "in hoa, đứng, đậm, canh giữa"),
    Look("TH23", "II.3.c", Kind.SYMBOL, (13, 13), "đứng, không đậm, canh giữa"),
    Look("TH27", "II.4.c", Kind.DATELINE, (13, 14), "in thường, nghiêng, không đậm, canh giữa"),
    Look("TH30", "II.5.b", Kind.TYPE, (13, 14), "in hoa, đứng, đậm, canh giữa"),
    Look("TH32", "II.5.b", Kind.SUBJECT, (13, 14), "in thường, đứng, đậm, canh giữa"),
    Look("TH34", "II.5.b", Kind.ABOUT, (12, 13), "in thường, đứng, không đậm, canh giữa"),
    Look("TH38", "II.9.d", Kind.ADDRESSEE, (13, 14), "in thường, đứng, không đậm"),
    Look("TH40", "II.6.a", Kind.BASIS, (13, 14), "in thường, nghiêng, không đậm"),
    Look("TH56", "II.7.đ", Kind.ROLE, (13, 14), "in hoa, đứng, đậm, canh giữa"),
    Look("TH57", "II.7.đ", Kind.NAME, (13, 14), "in thường, đứng, đậm, canh giữa"),
    Look("TH62", "II.9.d", Kind.RECIPIENTS, (12, 12), "in thường, nghiêng, đậm"),
    Look("TH63", "II.9.d", Kind.RECIPIENT, (11, 11), "in thường, đứng, không đậm"),
    Look("TH67", "III.1.b", Kind.ANNEX, (14, 14), "đứng, đậm, canh giữa"),
    Look("TH68", "III.1.b", Kind.ANNEX_TITLE, (13, 14), "in hoa, đứng, đậm, canh giữa"),
    Look("TH70", "III.1.c", Kind.ANNEX_NOTE, (13, 14), "in thường, nghiêng, không đậm, canh giữa"),
)
RULES = {
    look.kind: rule(
        look.code,
        Severity.ERROR,
        f"{look.kind} trình bày sai chữ hoặc vị trí",
        f"Chọn dòng chữ và đặt lại: {look.wanted}",
        SOURCE + look.where,
        example=f"{look.kind} → {look.wanted}",
    )
    for look in LOOKS
}


def printed(parts: Parts) -> Iterator[Finding]:
    """Find components that do not look as the decree says."""
    for look in LOOKS:
        for p in parts.of(look.kind):
            if told := faults(p, look):
                yield RULES[look.kind].at(p.place, found=told, expected=look.wanted)


def faults(p: Paragraph, look: Look) -> str:
    """Tell what is wrong with one paragraph, "" when nothing is."""
    if not any(map(str.isalpha, p.text)):
        return ""
    found = []
    if look.capitals is not None and p.capitals != look.capitals:
        found.append("in hoa" if p.capitals else "không in hoa")
    low, high = look.sizes
    sizes = dict.fromkeys(run.size for run in p.visible if not low <= run.size <= high and not run.raised)
    if sizes:
        found.append("cỡ " + ", ".join(map(sized, sizes)))
    slants = {run.italic for run in p.visible}
    if look.italic is not None and slants - {look.italic}:
        found.append("không nghiêng" if look.italic else "nghiêng")
    if look.bold is not None and {run.bold for run in p.visible} - {look.bold}:
        found.append("không đậm" if look.bold else "đậm")
    if look.centred and p.align != "center" and not p.own_text.startswith("\t"):
        found.append("không canh giữa")
    return ", ".join(found)
