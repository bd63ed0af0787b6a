"""The data of the Word template `bao-cao-cchc.docx`: plain dicts, lists and texts."""

import re
from collections.abc import Iterator

from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.picture import Picture, Row
from cchc_xl.form.form import Form
from cchc_xl.form.model import INDICATORS, TEXTS, Section
from cchc_xl.report.shown import BLANK, Paragraph, Shown, plain_paragraph
from cchc_xl.text.numbers import show_month
from cchc_xl.text.tokens import joined, span
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
        self.shown = Shown(picture, evaluation)
        self.words = {
            "don_vi": self.form.unit.name,
            "ky_va_nam": self._period(),
            "KY_VA_NAM": self._period().upper(),
            "so_ky_hieu": f"{picture.field('so_van_ban').text or BLANK}/{self.shown.field('ky_hieu')}",
            "ngay_thang": self._day(),
            "can_cu_phrase": self._basis(),
            "ngay_chot": self.shown.field("ngay_chot"),
        }

    def collect(self, draft: bool) -> dict[str, object]:
        """Build the whole context."""
        parent = self.form.units[self.form.unit.parent]
        return {
            "co_quan_chu_quan": parent.name.replace("Ủy ban nhân dân", "UBND").upper(),
            "co_quan": re.sub(
                r"– (\w+) ", "– \\1\u00a0", self.form.unit.name.upper()
            ),  # breaks after the dash
            "so": self.picture.field("so_van_ban").text,
            "ky_hieu": self.shown.field("ky_hieu"),
            "dia_danh": self.shown.field("dia_danh"),
            "ngay_thang": self.words["ngay_thang"],
            "du_thao": draft or self.picture.field("trang_thai").text == "du_thao",
            "ten_loai": self.form.texts["ten_loai"],
            "trich_yeu": self.shown.field("trich_yeu"),
            "kinh_gui": self._lines("kinh_gui"),
            "mo_dau": [plain_paragraph(self.text(key)) for key in ("mo_dau", "ngay_chot")],
            "muc": [part for section in self.form.sections.values() for part in self._section(section)],
            "ket": [plain_paragraph(self.text(key)) for key in ("kem_theo", "ket")],
            "noi_nhan": self._recipients(),
            "quyen_ky": self._authority(),
            "chuc_vu": self._office(),
            "nguoi_ky": self.shown.field("nguoi_ky"),
            "phu_luc": {
                "ten": self.form.texts["phu_luc"],
                "tieu_de": self.text("phu_luc_tieu_de"),
                "kem_theo": self.text("phu_luc_kem_theo"),
                "hang": list(self._annex()),
            },
        }

    def text(self, key: str) -> str:
        """Fill a sentence of the form."""
        return self.form.texts[key].format(**self.words)

    def _period(self) -> str:
        return self.form.period_name(self.picture.field("ky").text, self.shown.field("nam"))

    def _day(self) -> str:
        day, month = self.picture.field("ngay_ky").value, self.picture.field("thang_ky").value
        shown_day = f"{int(str(day)):02d}" if day is not None else BLANK
        shown_month = show_month(int(str(month))) if month is not None else BLANK
        return f"ngày {shown_day} tháng {shown_month} năm {self.shown.field('nam_ky')}"

    def _basis(self) -> str:
        row = self.shown.documents.get(fold(self.picture.field("can_cu").text))
        return self.form.texts["can_cu"].format(trich_dan=self.shown.document(row)) if row else ""

    def _lines(self, field: str) -> list[str]:
        lines = (line.strip().rstrip(";.") for line in self.picture.field(field).text.split("\n"))
        return [line for line in lines if line]

    def _recipients(self) -> list[str]:
        first = [self.form.texts["nhu_tren"]] if self._lines("kinh_gui") else []
        others = [line for line in self._lines("noi_nhan") if fold(line) != fold(self.form.texts["nhu_tren"])]
        return [*first, *others, f"Lưu: {self.shown.field('luu').rstrip('.')}"]

    def _authority(self) -> str:
        chosen = self.picture.field("quyen_ky").text
        return (
            f"{self.shown.field('quyen_ky')} {self.form.texts['nguoi_dung_dau']}"
            if chosen not in ("", "q")
            else ""
        )

    def _office(self) -> str:
        acting = "Q. " if self.picture.field("quyen_ky").text == "q" else ""
        return acting + self.shown.field("chuc_vu").upper()

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
        if cited := self.shown.group(group):
            yield plain_paragraph(joined(f"{self.form.texts[group]} ", span("cn", group, cited), "."))

    def _item(self, row: Row) -> Iterator[Paragraph]:
        for index, paragraph in enumerate(self.shown.paragraphs(row["noi_dung"].text)):
            yield [*plain_paragraph("- "), *paragraph] if index == 0 else paragraph

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
                "so_lieu": "" if line.heading else span("sl", line.key, self.shown.figure(line.key)),
                "ghi_chu": note.text if note else "",
                "dam": line.heading,
            }


def _part(level: int, heading: str, paragraphs: list[Paragraph]) -> dict[str, object]:
    return {"cap": str(level), "tieu_de": heading, "doan": paragraphs, "bang": _NO_TABLE}
