"""Reports that people edited in Word: renewed, compared with the workbook, brought back to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cchc_xl.actions.check import Checked
from cchc_xl.actions.report import CONTEXTS, PERIODIC, origin, printed_report
from cchc_xl.errors import CchcError
from cchc_xl.files import write
from cchc_xl.findings import Verdict
from cchc_xl.report.shown import Shown
from cchc_xl.word.controls import BLOCKS, FIGURE, controls, read_tag, tag_of, title
from cchc_xl.word.document import Document
from cchc_xl.word.printed import Printed, Quotes, printed
from cchc_xl.word.recording import record_of
from cchc_xl.word.register import Register
from cchc_xl.word.update import is_draft, lost, update

_WHOSE = {"bieu_mau": "biểu mẫu", "don_vi": "đơn vị", "ky": "kỳ"}


def edited_report(path: Path, checked: Checked) -> Document:
    """Open an edited report of this workbook.

    Raises CchcError WORD01 for a file that is no document, BC02 for one without anything of ours, BC03 for
    the report of another unit or period.
    """
    document = Document.open(path)
    if next(controls(document.root), None) is None:
        why = f"Tài liệu «{path.name}» không có số liệu nào do chương trình in ra"
        fix = "Chọn báo cáo do «3 Xuất báo cáo» xuất ra; tệp đã chuyển qua dạng khác thì xuất báo cáo mới"
        raise CchcError("BC02", why, fix)
    own = origin(checked.picture, "")
    for key, word in _WHOSE.items():
        theirs = document.record.origin.get(key, own.get(key, ""))
        if theirs != own.get(key, ""):
            why = f"Tài liệu «{path.name}» là của {word} «{theirs}», workbook là của «{own.get(key, '')}»"
            raise CchcError("BC03", why, "Chọn workbook mà báo cáo này được xuất ra")
    return document


def printed_anew(
    document: Document, checked: Checked, template: Path | None = None, *, draft: bool = False
) -> Document:
    """Print the report again by the template it came from, or another.

    Raises CchcError BC04 when that template is none of those shipped.
    """
    name = document.record.origin.get("mau", PERIODIC.name)
    if template is None and name not in CONTEXTS:
        raise CchcError(
            "BC04",
            f"Báo cáo xuất theo mẫu riêng «{name}»",
            "Nêu tệp mẫu đó: cchc report --template",
        )
    chosen = template or Path(name)
    return Document(printed_report(checked, chosen, draft=draft), chosen.name)


def update_report(
    checked: Checked, edited: Path, out: Path, *, draft: bool = False, template: Path | None = None
) -> list[str] | None:
    """Write the edited report with the figures of the workbook; tell what was done.

    While errors stand a draft stays a draft; else None, and nothing written, when it is not to be one.
    """
    document = edited_report(edited, checked)
    stays = checked.verdict is Verdict.ERRORS and is_draft(document)
    if checked.verdict is Verdict.ERRORS and not (draft or stays):
        return None
    fresh = printed_anew(document, checked, template, draft=draft or stays)
    told = update(document, fresh, quotes(checked, fresh))
    write(out, document.data())
    return told


def quotes(checked: Checked, fresh: Document) -> Quotes:
    """Give what the workbook has to quote, as the report printed anew has it."""
    shown, texts = Shown(checked.picture, checked.evaluation), fresh.record
    notes = Register(shown.register.notes())
    return Quotes(lambda code: texts.text(tag_of(FIGURE, code)) or shown.value(code), notes)


@dataclass(frozen=True)
class Verified:
    """What a report says otherwise than its workbook, and what was printed in it and is gone.

    `texts` are the sections and tables that the workbook has otherwise, or the document in other words.
    """

    differences: tuple[Printed, ...]
    unknown: tuple[Printed, ...]
    missing: tuple[str, ...]
    texts: tuple[str, ...]
    count: int

    def to_json(self, document: Path, workbook: Path) -> dict[str, object]:
        """Give the object that `cchc report --verify --json` prints."""
        return {
            "document": str(document),
            "file": str(workbook),
            "checked": self.count,
            "differences": [_difference(one) for one in (*self.differences, *self.unknown)],
            "missing": list(self.missing),
            "texts": list(self.texts),
        }


def verify_report(checked: Checked, edited: Path, template: Path | None = None) -> Verified:
    """Compare each figure and citation of a report with the workbook, and the texts around them."""
    document = edited_report(edited, checked)
    known = template or document.record.origin.get("mau", PERIODIC.name) in CONTEXTS
    fresh = printed_anew(document, checked, template if known else PERIODIC)
    found = list(printed(document, quotes(checked, fresh)))
    return Verified(
        tuple(one for one in found if one.differs),
        tuple(one for one in found if one.expected is None),
        tuple(lost(document)),
        tuple(_texts(document, fresh)) if known else (),
        len(found),
    )


def _texts(document: Document, fresh: Document) -> Iterator[str]:
    now = record_of(document.trees, document.reader, {}).texts
    for tag in dict.fromkeys((*now, *fresh.record.texts)):
        kind, key = read_tag(tag) or ("", "")
        gone = tag not in now and tag in document.record.texts
        if kind in BLOCKS and not gone and now.get(tag) != fresh.record.texts.get(tag):
            yield title(kind, key)


def _difference(one: Printed) -> dict[str, object]:
    return {
        "kind": one.control.kind,
        "code": one.control.key,
        "printed": one.found.strip(),
        "expected": None if one.expected is None else one.expected.strip(),
        "place": one.place,
        "edited": one.edited,
    }
