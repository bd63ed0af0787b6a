"""What stands around the documents of the office that guides reform: the Department of Home Affairs."""

from collections.abc import Mapping

from cchc_xl.form.form import Form
from cchc_xl.form.model import Unit
from cchc_xl.form.rows import beside
from cchc_xl.report.register import BLANK
from cchc_xl.report.shown import Paragraph, plain_paragraph

HOME_AFFAIRS = "SNV"
"""The symbol of that office, beside the units that report."""

UNDATED = f"ngày {BLANK} tháng {BLANK} năm {BLANK}"


class Office:
    """Collects those parts for the office beside a unit, and fills the sentences of the form for it.

    Number, date and name are left to be written: no workbook knows them.
    """

    def __init__(self, form: Form, unit: Unit, period: str) -> None:
        self.form = form
        self.superior = form.units[unit.parent].name if unit.parent else BLANK
        self.holder = beside(form.units, unit, HOME_AFFAIRS, form.meta.year)
        self.place = unit.place or BLANK
        self.symbol = self.holder.symbol if self.holder else BLANK
        self.name = self.holder.name if self.holder else BLANK
        period_name = form.named_period(period)
        self.words = {
            "co_quan": self.name,
            "ky_va_nam": period_name,
            "KY_VA_NAM": period_name.upper(),
            "bo_tieu_chi": form.meta.criteria_note,
        }

    def text(self, key: str, **words: str) -> str:
        """Fill a sentence of the form."""
        return self.form.texts[key].format(**self.words, **words)

    def paragraphs(self, *keys: str, words: Mapping[str, str]) -> list[Paragraph]:
        """Fill sentences, a paragraph each."""
        return [plain_paragraph(self.text(key, **words)) for key in keys]

    def head(self, symbol: str) -> dict[str, object]:
        """Build the letterhead of a document with this symbol."""
        return {
            "co_quan_chu_quan": self.superior.replace("Ủy ban nhân dân", "UBND").upper(),
            "co_quan": self.name.upper(),
            "so": "",
            "ky_hieu": symbol,
            "dia_danh": self.place,
            "ngay_thang": UNDATED,
            "du_thao": False,
        }

    def foot(self, first: str) -> dict[str, object]:
        """Build the recipients, this one first, and the signature of the head of the office."""
        return {
            "noi_nhan": [first, f"Lưu: VT, {BLANK}"],
            "quyen_ky": [],
            "chuc_vu": self.form.texts["tham_dinh_nguoi_ky"],
            "nguoi_ky": BLANK,
        }
