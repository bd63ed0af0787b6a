"""What stands around the body of every report: letterhead, date, addressees, signature."""

import re

from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.picture import Picture
from cchc_xl.form.form import Form
from cchc_xl.form.model import FIELDS
from cchc_xl.report.register import BLANK
from cchc_xl.report.shown import Shown
from cchc_xl.text.numbers import show_month
from cchc_xl.text.tokens import Marked, filled, span
from cchc_xl.text.vietnamese import fold

ISSUED = "da_ban_hanh"
"""The status of a report that has its number and its day."""

_NO_NUMBER = "\u00a0" * 8


class Letter:
    """Collects those parts for one document, and fills the sentences of the form for it.

    The number and the day in «Thông tin chung» are those of the periodic report once it is issued: before
    that, and in any other document of the workbook (not `numbered`), both are left for the clerk to write.
    """

    def __init__(self, picture: Picture, evaluation: Evaluation, *, numbered: bool) -> None:
        self.picture = picture
        self.form: Form = picture.form
        self.shown = Shown(picture, evaluation)
        self.issued = numbered and picture.field("trang_thai").text == ISSUED
        self.number = picture.field("so_van_ban").text.zfill(2) if self.issued else ""
        period = self.form.period_name(picture.field("ky").text, self.shown.field("nam"))
        self.words = {
            "don_vi": self.form.unit.name,
            "ky_va_nam": period,
            "KY_VA_NAM": period.upper(),
            "so_ky_hieu": span("sl", "so_ky_hieu", f"{self.number or BLANK}/{self.shown.field('ky_hieu')}"),
            "ngay_thang": span("sl", "ngay_thang", self._date()),
            "ngay_chot": self.shown.quoted_figure("ngay_chot"),
            "can_cu_phrase": "",
            "cac_phu_luc": "",
        }

    def text(self, key: str) -> Marked:
        """Fill a sentence of the form."""
        return filled(self.form.texts[key], **self.words)

    def annex(self, title: str, number: str) -> dict[str, object]:
        """Build the head of an appendix; `number` is "" where it is the only one (NĐ 30/2020)."""
        return {
            "ten": f"{self.form.texts['phu_luc']} {number}".rstrip(),
            "tieu_de": self.text(title),
            "kem_theo": self.text("phu_luc_kem_theo"),
        }

    def collect(self, draft: bool) -> dict[str, object]:
        """Build this part of the context; `draft` (or the status) puts the mark on it."""
        parent = self.form.units.get(self.form.unit.parent)  # a province has none above it
        addressees = self._lines("kinh_gui")
        return {
            "co_quan_chu_quan": parent.name.replace("Ủy ban nhân dân", "UBND").upper() if parent else "",
            "co_quan": re.sub(
                r"– (\w+) ", "– \\1\u00a0", self.form.unit.name.upper()
            ),  # breaks after the dash
            "so": span("sl", "so", self.number or _NO_NUMBER),
            "ky_hieu": self.shown.quoted_figure("ky_hieu"),
            "dia_danh": self.shown.quoted_figure("dia_danh"),
            "ngay_thang": self.words["ngay_thang"],
            "du_thao": draft or self.picture.field("trang_thai").text == "du_thao",
            "ten_loai": self.form.texts["ten_loai"],
            "kinh_gui": _section("kinh_gui_nhieu" if len(addressees) > 1 else "kinh_gui", addressees),
            "noi_nhan": _section("noi_nhan", self._recipients()),
            "quyen_ky": _section("quyen_ky", self._authority()),
            "chuc_vu": span("sl", "chuc_vu_ky", self._office()),
            "nguoi_ky": self.shown.quoted_figure("nguoi_ky"),
            "chu_thich": self.shown.register.notes(),
        }

    def _date(self) -> str:
        day = self.picture.field("ngay_ky").value if self.issued else None
        month = self.picture.field("thang_ky").value
        shown_day = f"{int(str(day)):02d}" if day is not None else BLANK
        shown_month = show_month(int(str(month))) if month is not None else BLANK
        return f"ngày {shown_day} tháng {shown_month} năm {self.shown.field('nam_ky')}"

    def _lines(self, field: str) -> list[str]:
        label = self.form.sheets[FIELDS].line[field].label
        return [unlabelled(line, label) for line in split_lines(self.picture.field(field).text)]

    def _recipients(self) -> list[str]:
        first = [self.form.texts["nhu_tren"]] if self._lines("kinh_gui") else []
        others = [line for line in self._lines("noi_nhan") if fold(line) != fold(self.form.texts["nhu_tren"])]
        return [*first, *others, f"Lưu: {unlabelled(self.shown.field('luu'), 'Lưu').rstrip('.')}"]

    def _authority(self) -> list[str]:
        """Print for whom the signer signs, a line each: the whole body, then the head of it."""
        chosen, body = self.picture.field("quyen_ky").text, self.form.texts["tap_the"]
        whole = [f"TM. {body}"] if body and chosen not in ("tl", "tuq") else []
        for_head = chosen in ("kt", "tl", "tuq")
        return whole + ([f"{self.shown.field('quyen_ky')} {self.form.texts['nguoi_dung_dau']}"] * for_head)

    def _office(self) -> str:
        acting = "Q. " if self.picture.field("quyen_ky").text == "q" else ""
        return acting + self.shown.field("chuc_vu").upper()


def _section(key: str, lines: list[str]) -> list[Marked]:
    """Mark lines, a paragraph each, as a text that can be found again in the report."""
    return [span("muc", key, line) for line in lines]


def split_lines(text: str) -> list[str]:
    """Give the items of a text that has one a line, without their dash and their last stop."""
    lines = (line.strip(" -–+•\t").rstrip(";.") for line in text.split("\n"))
    return [line for line in lines if line]


def unlabelled(text: str, label: str) -> str:
    """Take off the label of a field that staff typed into it, since the report prints it."""
    head, colon, rest = text.partition(":")
    return unlabelled(rest.strip(), label) if colon and fold(head.strip(" -")) == fold(label) else text
