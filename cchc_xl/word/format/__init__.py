"""Check a Word document against the State's format (NĐ 30/2020/NĐ-CP, Phụ lục I), in the order of reading.

Adding a rule: a small function, a line in RULES, a test.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from cchc_xl.findings import Finding, Passage, Severity, rule, sorted_by_weight
from cchc_xl.word.format import annexes, body, citations, headings, letterhead, looks, naming, page, signing
from cchc_xl.word.format.components import Parts
from cchc_xl.word.format.document import BODY
from cchc_xl.word.format.reading import read_document

RULES: tuple[Callable[[Parts], Iterator[Finding]], ...] = (
    page.paper,
    page.orientation,
    page.margins,
    page.font,
    page.colour,
    page.numbered,
    page.first_page,
    looks.printed,
    letterhead.nation,
    letterhead.motto,
    letterhead.motto_rule,
    letterhead.issuer,
    letterhead.issuer_rule,
    letterhead.symbol,
    letterhead.dateline,
    naming.kind,
    naming.subject,
    naming.subject_rule,
    naming.letter_subject,
    naming.addressee,
    naming.addressees,
    body.bases,
    body.size,
    body.upright,
    body.justified,
    body.indented,
    body.spaced,
    body.line_spacing,
    headings.headings,
    citations.notes,
    citations.citations,
    signing.signer,
    signing.authority,
    signing.degrees,
    signing.alone,
    signing.recipients,
    signing.kept,
    signing.as_above,
    annexes.spelt,
    annexes.note,
    annexes.numbered,
    annexes.own_pages,
    annexes.pointed_at,
)
ANNEX_RULES = tuple(
    one
    for one in RULES
    if one.__module__ in (annexes.__name__, page.__name__) and one is not annexes.pointed_at
)
"""Those that hold for an annex in a file of its own."""
NOT_OURS = rule(
    "TH01", Severity.ERROR, "Tệp không có thể thức của văn bản hành chính",
    "Chọn tệp văn bản có quốc hiệu, số, ký hiệu, nơi nhận; tệp khác thì không soát thể thức",
    looks.SOURCE + "II", example="thư bằng tiếng Anh → văn bản có quốc hiệu, tiêu ngữ, số, ký hiệu",
)  # fmt: skip


def check_format(path: Path) -> list[Finding]:
    """Find what differs from the decree, the gravest first; equal faults are told once with all places.

    Raises CchcError WORD01 for a file that is no Word document.
    """
    parts = Parts(read_document(path))
    rules = RULES if parts.is_state_document else ANNEX_RULES
    if rules is ANNEX_RULES and not (parts.annexes and all(p.blank for p in parts.main)):
        place = next((p.place for p in parts.main if not p.blank), Passage(BODY, 1))
        return [NOT_OURS.at(place, found="không có quốc hiệu, số, ký hiệu")]
    return sorted_by_weight(_together(finding for one in rules for finding in one(parts)))


def _together(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Join the findings that differ only in their place."""
    places: dict[Finding, list[Passage]] = {}
    for finding in findings:
        own = [place for place in finding.places if isinstance(place, Passage)]
        places.setdefault(finding._replace(places=()), []).extend(own)
    for finding, found in places.items():
        yield finding._replace(places=tuple(dict.fromkeys(found)))
