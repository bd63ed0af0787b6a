"""The data of the Word template `bao-cao-cchc.docx`: plain dicts, lists and texts."""

from collections.abc import Iterator

from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.picture import Picture, Row
from cchc_xl.form.form import Form
from cchc_xl.form.model import INDICATORS, TEXTS, Section
from cchc_xl.form.outlines import Numbering
from cchc_xl.report.dossiers import Dossiers
from cchc_xl.report.letter import Letter
from cchc_xl.report.shown import LEVELS, Paragraph, as_table, plain_paragraph
from cchc_xl.text.numbers import show_roman
from cchc_xl.text.tokens import filled
from cchc_xl.text.vietnamese import capitalised, fold

ANNEXES = ("nhiem_vu", "kiem_tra")
"""The registers that are printed whole as appendices, in this order."""

_NO_TABLE: dict[str, list[object]] = {"cot": [], "hang": []}


def report_context(picture: Picture, evaluation: Evaluation, *, draft: bool = False) -> dict[str, object]:
    """Collect all that the periodic report prints; `draft` (or the status) puts the mark on it."""
    return _Context(picture.whole(), evaluation).collect(draft)


class _Context:
    """Collects the parts of one report, in the order in which they are read."""

    def __init__(self, picture: Picture, evaluation: Evaluation) -> None:
        self.picture = picture
        self.form: Form = picture.form
        self.letter = Letter(picture, evaluation, numbered=True)
        self.shown = self.letter.shown
        self.register = self.shown.register
        self.text = self.letter.text
        self.numbering = Numbering()
        self.dossiers = Dossiers(picture, evaluation, self.shown)
        self.letter.words["can_cu_phrase"] = self._basis()

    def collect(self, draft: bool) -> dict[str, object]:
        """Build the whole context."""
        return {
            **self.letter.collect(draft),
            "trich_yeu": self.shown.quoted_figure("trich_yeu"),
            "mo_dau": [plain_paragraph(self.text(key)) for key in ("mo_dau", "ngay_chot")],
            "muc": [part for section in self.picture.sections for part in self._section(section)],
            **self._annexes(),
            "ket": [plain_paragraph(self.text(key)) for key in (self.attached, "ket")],
        }

    def _basis(self) -> str:
        row = self.register.documents.get(fold(self.picture.field("can_cu").text))
        return filled(self.form.texts["can_cu"], trich_dan=self.register.citation(row)) if row else ""

    def _section(self, section: Section) -> Iterator[dict[str, object]]:
        typed = self.picture.line(TEXTS, section.text)["noi_dung"].text if section.text else ""
        paragraphs = list(self.shown.paragraphs(section.body))
        paragraphs += [p for group in section.documents for p in self._documents(group)]
        if section.key == "tthc" and self.dossiers.late:
            paragraphs.append(self._late())
        paragraphs += self.shown.paragraphs(typed, section.text)
        if section.register == "kho_khan":
            paragraphs += [p for row in self.picture.filled("kho_khan") for p in self._item(row, "kho_khan")]
        if section.register and not any(True for _ in self.picture.filled(section.register)):
            paragraphs += self.shown.paragraphs(self.form.texts["khong_co"], section.register)
        has_own_text = paragraphs or section.register or not section.text or section.required
        if has_own_text:
            yield self._part(section.level, section.heading, paragraphs)
        if section.register == "kien_nghi":
            yield from self._proposals(section.level + 1)

    def _part(self, level: int, heading: str, paragraphs: list[Paragraph]) -> dict[str, object]:
        number = self.numbering.next(level)
        return {"cap": str(level), "tieu_de": f"{number} {heading}", "doan": paragraphs, "bang": _NO_TABLE}

    def _documents(self, group: str) -> Iterator[Paragraph]:
        if self.register.groups.get(group):
            yield from self.shown.paragraphs(self.form.texts[group])

    def _late(self) -> Paragraph:
        figures = {"qua_han": "3.3.8", "don_vi_khac": "3.3.14", "dang_qua_han": "3.3.13"}
        words = {word: self.shown.quoted_figure(code) for word, code in figures.items()}
        return plain_paragraph(filled(self.form.texts["ho_so_tre_han"], **words))

    def _item(self, row: Row, section: str) -> Iterator[Paragraph]:
        text = row["noi_dung"].text.lstrip()
        return self.shown.paragraphs(text if text[:2] in LEVELS else f"- {text}", section)

    def _proposals(self, level: int) -> Iterator[dict[str, object]]:
        rows = list(self.picture.filled("kien_nghi"))
        for addressee in self.form.lists["gui_den"]:
            if own := [row for row in rows if row["gui_den"].text == addressee.key]:
                heading = self.form.texts["doi_voi"].format(noi=addressee.label)
                section = f"kien_nghi_{addressee.key}"
                yield self._part(level, heading, [p for row in own for p in self._item(row, section)])

    def _annexes(self) -> dict[str, dict[str, object]]:
        """Print the figures and each register that has rows, numbered where they are several (NĐ 30/2020)."""
        rows = {"phu_luc": as_table("phu_luc", list(self._figures()), "tt")}
        rows |= {f"phu_luc_{k}": as_table(f"phu_luc_{k}", list(self._register(k)), "tt") for k in ANNEXES}
        rows["phu_luc_ho_so"] = as_table("phu_luc_ho_so", list(self.dossiers.resolution()), "tt")
        rows["phu_luc_tre_han"] = as_table("phu_luc_tre_han", list(self.dossiers.late_rows()), "tt")
        printed = [key for key, lines in rows.items() if lines]
        numbers = {key: show_roman(n) for n, key in enumerate(printed, 1)} if len(printed) > 1 else {}
        self.letter.words["cac_phu_luc"] = ", ".join(numbers.values())
        self.attached = "kem_theo_nhieu" if numbers else "kem_theo"
        annexes: dict[str, dict[str, object]] = {
            key: {**self.letter.annex(f"{key}_tieu_de", numbers.get(key, "")), "hang": lines}
            for key, lines in rows.items()
        }
        annexes["phu_luc_tre_han"] |= {
            "nguyen_nhan": as_table("nguyen_nhan_tre", list(self.dossiers.causes()), "tt"),
            "cach_tinh": as_table("cach_tinh", list(self.dossiers.both_ways()), "ma"),
        }
        return annexes

    def _register(self, key: str) -> Iterator[dict[str, object]]:
        sheet = self.form.sheets[key]
        for number, row in enumerate(self.picture.filled(key), 1):
            yield {"tt": str(number), **{c.key: self.shown.cell(sheet, row, c.key) for c in sheet.columns}}

    def _figures(self) -> Iterator[dict[str, object]]:
        for line in self.form.sheets[INDICATORS].lines:
            note = self.picture.line(INDICATORS, line.key).entries.get("ghi_chu")
            yield {
                "tt": line.key,
                "ma": line.key,
                "ten": capitalised(str(line.texts["ten"])),
                "don_vi_tinh": str(line.texts["don_vi_tinh"]),
                "so_lieu": "" if line.heading else self.shown.quoted_figure(line.key),
                "ghi_chu": self.shown.inline(note.text) if note else "",
                "dam": line.heading,
                "cap": str(min(line.key.count(".") + 1, 4)),
            }
