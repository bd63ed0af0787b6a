"""The data of the Word template `bao-cao-cchc.docx`: plain dicts, lists and texts."""

from collections.abc import Iterator

from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.picture import Picture, Row
from cchc_xl.form.form import Form
from cchc_xl.form.model import INDICATORS, TEXTS, Section
from cchc_xl.report.letter import Letter
from cchc_xl.report.shown import LEVELS, Paragraph, plain_paragraph
from cchc_xl.text.tokens import filled, span
from cchc_xl.text.vietnamese import capitalised, fold

_NO_TABLE: dict[str, list[object]] = {"cot": [], "hang": []}


def report_context(picture: Picture, evaluation: Evaluation, *, draft: bool = False) -> dict[str, object]:
    """Collect all that the periodic report prints; `draft` (or the status) puts the mark on it."""
    return _Context(picture, evaluation).collect(draft)


class _Context:
    """Collects the parts of one report, in the order in which they are read."""

    def __init__(self, picture: Picture, evaluation: Evaluation) -> None:
        self.picture = picture
        self.form: Form = picture.form
        self.letter = Letter(picture, evaluation, numbered=True)
        self.shown = self.letter.shown
        self.register = self.shown.register
        self.text = self.letter.text
        self.letter.words["can_cu_phrase"] = self._basis()

    def collect(self, draft: bool) -> dict[str, object]:
        """Build the whole context."""
        return {
            **self.letter.collect(draft),
            "trich_yeu": self.shown.field("trich_yeu"),
            "mo_dau": [plain_paragraph(self.text(key)) for key in ("mo_dau", "ngay_chot")],
            "muc": [part for section in self.form.sections.values() for part in self._section(section)],
            "ket": [plain_paragraph(self.text(key)) for key in ("kem_theo", "ket")],
            "phu_luc": {
                "ten": self.form.texts["phu_luc"],
                "tieu_de": self.text("phu_luc_tieu_de"),
                "kem_theo": self.text("phu_luc_kem_theo"),
                "hang": list(self._annex()),
            },
            "chu_thich": self.register.notes(),
        }

    def _basis(self) -> str:
        row = self.register.documents.get(fold(self.picture.field("can_cu").text))
        return filled(self.form.texts["can_cu"], trich_dan=self.register.citation(row)) if row else ""

    def _section(self, section: Section) -> Iterator[dict[str, object]]:
        typed = self.picture.line(TEXTS, section.key)["noi_dung"].text if section.typed else ""
        paragraphs = list(self.shown.paragraphs(section.body))
        paragraphs += [p for group in section.documents for p in self._documents(group)]
        paragraphs += self.shown.paragraphs(typed, section.key)
        if section.register == "kho_khan":
            paragraphs += [p for row in self.picture.filled("kho_khan") for p in self._item(row)]
        if section.register and not any(True for _ in self.picture.filled(section.register)):
            paragraphs.append(plain_paragraph(self.form.texts["khong_co"]))
        has_own_text = paragraphs or section.register or not section.typed or section.required
        if has_own_text:
            yield _part(section.level, f"{section.number} {section.heading}", paragraphs)
        if section.register == "kien_nghi":
            yield from self._proposals(section.level + 1)

    def _documents(self, group: str) -> Iterator[Paragraph]:
        if self.register.groups.get(group):
            yield from self.shown.paragraphs(self.form.texts[group])

    def _item(self, row: Row) -> Iterator[Paragraph]:
        text = row["noi_dung"].text.lstrip()
        return self.shown.paragraphs(text if text[:2] in LEVELS else f"- {text}")

    def _proposals(self, level: int) -> Iterator[dict[str, object]]:
        rows = list(self.picture.filled("kien_nghi"))
        addressees = [o for o in self.form.lists["gui_den"] if any(r["gui_den"].text == o.key for r in rows)]
        for letter, addressee in zip("abcdeghik", addressees, strict=False):
            own = [row for row in rows if row["gui_den"].text == addressee.key]
            paragraphs = [p for row in own for p in self._item(row)]
            yield _part(
                level, f"{letter}) {self.form.texts['doi_voi'].format(noi=addressee.label)}", paragraphs
            )

    def _annex(self) -> Iterator[dict[str, object]]:
        for index, line in enumerate(self.form.sheets[INDICATORS].lines):
            note = self.picture.line(INDICATORS, line.key).entries.get("ghi_chu")
            yield {
                "tt": line.key if index else span("bang", "phu_luc", line.key),
                "ten": capitalised(str(line.texts["ten"])),
                "don_vi_tinh": str(line.texts["don_vi_tinh"]),
                "so_lieu": "" if line.heading else self.shown.quoted_figure(line.key),
                "ghi_chu": note.text if note else "",
                "dam": line.heading,
            }


def _part(level: int, heading: str, paragraphs: list[Paragraph]) -> dict[str, object]:
    return {"cap": str(level), "tieu_de": heading, "doan": paragraphs, "bang": _NO_TABLE}
