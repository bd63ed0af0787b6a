"""Bring the texts that people edited in Word back to their cells."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cchc_xl.actions.check import Checked
from cchc_xl.actions.report_edited import edited_report, printed_anew
from cchc_xl.entries.values import MAX_TEXT
from cchc_xl.excel.patch import patch
from cchc_xl.form.model import TEXTS
from cchc_xl.form.quotes import keys_cited, names_quoted
from cchc_xl.word.controls import SECTION, Control, controls, tag_of
from cchc_xl.word.document import Document
from cchc_xl.word.package import W

_LEFT_BEHIND = {
    "bảng": (W + "tbl",),
    "hình": (W + "drawing", W + "pict", W + "object"),
    "ghi chú (comment)": (W + "commentReference",),
}
_LOOKS = {"chữ nghiêng, gạch chân thành chữ thường": ("i", "u"), "chữ ẩn sẽ hiện ra": ("vanish",)}
_TRACKED = (W + "ins", W + "del", W + "moveFrom", W + "moveTo")


@dataclass
class Pulled:
    """What was brought back, what stands in two versions, and what there is to know about both."""

    cells: dict[str, dict[str, str | None]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def pull_texts(
    checked: Checked,
    edited: Path,
    workbook: Path,
    out: Path,
    *,
    force: bool = False,
    template: Path | None = None,
) -> Pulled:
    """Write a copy of the workbook with the section texts of the edited report.

    A text that was changed in both stays as in the workbook unless `force`.
    """
    document = edited_report(edited, checked)
    fresh = printed_anew(document, checked, template)
    pulled = Pulled()
    for key, section in checked.picture.form.sections.items():
        if section.typed:
            _pull(checked, document, fresh, key, pulled, force)
    typed = {key for key, section in checked.picture.form.sections.items() if section.typed}
    for one in controls(document.root, SECTION):
        if one.key not in typed and document.reader.wording(one.content) != document.record.text(one.tag):
            pulled.told.append(f"Mục «{one.key}»: đã sửa trong Word, không đưa về được; sửa ở trang của sổ")
    patch(workbook, out, pulled.cells)
    return pulled


def _pull(
    checked: Checked, document: Document, fresh: Document, key: str, pulled: Pulled, force: bool
) -> None:
    own, new = _section(document, key), _section(fresh, key)
    printed = document.record.text(tag_of(SECTION, key))
    if own is None:
        pulled.told += [f"Mục «{key}»: không còn trong tài liệu, ô giữ nguyên"] if printed else []
        return
    now = document.reader.wording(own.content)
    typed = fresh.reader.wording(new.content) if new else ""
    place = checked.picture.line(TEXTS, key)["noi_dung"].place
    if now in (printed, typed):
        return
    if not now or len(now) > MAX_TEXT:
        why = "trống trong Word" if not now else f"dài hơn {MAX_TEXT} ký tự"
        pulled.told.append(f"Mục «{key}» ({place}): {why}, ô giữ nguyên")
    elif typed != printed and not force:
        why = "sửa cả trong Word và trong sổ, ô giữ nguyên; thêm --force để lấy chữ của Word"
        pulled.conflicts.append(f"Mục «{key}» ({place}): {why}")
    else:
        pulled.cells.setdefault(place.sheet, {})[place.cell] = now
        pulled.told.append(f"Mục «{key}» ({place}): đã đưa về ô")
        pulled.told += [f"Mục «{key}»: {told}" for told in _remarks(own, now, printed or "")]


def _section(document: Document, key: str) -> Control | None:
    return next((one for one in controls(document.root, SECTION) if one.key == key), None)


def _remarks(own: Control, now: str, printed: str) -> Iterator[str]:
    """Tell what a cell cannot hold, and what a text no longer quotes."""
    left = [word for word, tags in _LEFT_BEHIND.items() if next(own.content.iter(*tags), None) is not None]
    if left:
        yield f"{', '.join(left)} ở lại tài liệu, ô chỉ giữ chữ"
    for told, names in _LOOKS.items():
        if any(
            run.find(f"{W}rPr/{W}{name}") is not None for run in own.content.iter(W + "r") for name in names
        ):
            yield told
    if next(own.content.iter(*_TRACKED), None) is not None:
        yield "thay đổi theo dõi được coi như đã chấp nhận"
    for code in sorted(names_quoted(printed) - names_quoted(now)):
        yield f"không còn dẫn số liệu {{{code}}}"
    for cited in sorted(keys_cited(printed) - keys_cited(now)):
        yield f"không còn dẫn văn bản [^{cited}]"
