"""Figures and documents quoted in the texts of staff."""

from collections.abc import Iterator
from difflib import get_close_matches

from cchc_xl.entries.checks.case import Case
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.form.model import FIELDS
from cchc_xl.form.quotes import keys_cited, misspelt, names_quoted
from cchc_xl.text.vietnamese import fold

NO_FIGURE = rule(
    "ND02",
    Severity.ERROR,
    "Không có số liệu mang mã {{{ma}}}",
    "Ghi mã của một chỉ tiêu trong Phụ lục I. {goi_y}",
    example="Lời văn ghi «Có {1.1.99} việc» nhưng Phụ lục I không có 1.1.99; đúng: {1.1.1}",
    must=True,
)
NO_DOCUMENT = rule(
    "ND03",
    Severity.ERROR,
    "Không có văn bản mang khóa [^{khoa}]",
    "Ghi khóa của một dòng, hoặc của một nhóm có văn bản, trong trang Văn bản. {goi_y}",
    example="Lời văn ghi «theo kế hoạch[^kh16]» nhưng trang Văn bản chỉ có khóa kh106; đúng: [^kh106]",
    must=True,
)


AS_TYPED = rule(
    "ND16",
    Severity.WARNING,
    "Dấu trích viết dở hoặc sai nên được in nguyên như đã gõ",
    "Ghi đủ {{mã chỉ tiêu}} hoặc [^khóa văn bản]",
    example="Lời văn ghi «theo kế hoạch[^kh106»; đúng: [^kh106]",
)


def _hint(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, 1)
    return f"Có phải «{near[0]}»?" if near else ""


def unknown_figures(case: Case) -> Iterator[Finding]:
    """Find quoted codes that are neither an indicator nor a field."""
    known = [*case.form.indicators, *case.form.sheets[FIELDS].line]
    for text in case.documents.texts:
        for name in sorted(names_quoted(text.text) - set(known)):
            yield NO_FIGURE.at(text.place, found=f"{{{name}}}", ma=name, goi_y=_hint(name, known))


def unknown_documents(case: Case) -> Iterator[Finding]:
    """Find cited keys that the register does not have, as a document or as a group with documents."""
    rows = list(case.picture.filled("van_ban"))
    known = {fold(key): key for row in rows for key in (row.key, row["nhom"].text) if key}
    for text in case.documents.texts:
        for key in sorted(keys_cited(text.text)):
            if fold(key) not in known:
                yield NO_DOCUMENT.at(
                    text.place, found=f"[^{key}]", khoa=key, goi_y=_hint(key, list(known.values()))
                )


def left_standing(case: Case) -> Iterator[Finding]:
    """Find quotes that the report prints as they were typed."""
    for text in case.documents.texts:
        for quote in dict.fromkeys(misspelt(text.text)):
            yield AS_TYPED.at(text.place, found=quote)
