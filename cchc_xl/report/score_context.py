"""The data of the Word template `bao-cao-tu-cham-diem.docx`: points, what was lost and why."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.evidence import Claim, Evidence, claims
from cchc_xl.entries.picture import Picture
from cchc_xl.form.criteria import is_extra
from cchc_xl.form.model import CRITERIA
from cchc_xl.index.score import CriterionScore, Scored, ScoreSheet
from cchc_xl.index.sums import Agreement, compare
from cchc_xl.report.letter import Letter, split_lines
from cchc_xl.report.shown import NO_POINTS, as_table, plain_paragraph, show_points
from cchc_xl.text.numbers import plain, rounded, show_count, show_number
from cchc_xl.text.tokens import span
from cchc_xl.text.vietnamese import capitalised

CHART = "Điểm tự chấm theo lĩnh vực"
"""The alt text of the chart in the template."""

WORDS = "cham_"
"""How the codes of what sentences tell begin."""

_NUMBERS = ("I", "II", "III", "IV")


def score_context(
    picture: Picture,
    evaluation: Evaluation,
    sheet: ScoreSheet,
    evidence: Evidence | None = None,
    *,
    draft: bool = False,
) -> dict[str, object]:
    """Collect all that the report of the self-score prints; `draft` (or the status) puts the mark on it."""
    return _Context(picture, evaluation, sheet, evidence).collect(draft)


class _Context:
    """Sorts the rows of the score sheet into the parts of the report, and prints them."""

    def __init__(
        self, picture: Picture, evaluation: Evaluation, sheet: ScoreSheet, evidence: Evidence | None
    ) -> None:
        self.picture, self.evaluation, self.sheet = picture, evaluation, sheet
        self.form = picture.form
        self.letter = Letter(picture, evaluation, numbered=False)
        self.text = self.letter.text
        leaves = [row for row in sheet.rows if row.criterion.rule]
        lost = (row for row in leaves if rounded(row.lost, 2) and not self._is_extra(row))
        self.lost = sorted(lost, key=lambda row: -row.lost)
        self.extras = [row for row in leaves if row.score and self._is_extra(row)]
        self.open = [row for row in leaves if row.state in (Scored.NOT_APPLICABLE, Scored.NO_DATA)]
        self.rounding = self._rounding()
        self.evidence = list(_evidence(claims(picture, evaluation, evidence)))
        self.letter.words |= {key: span("sl", f"{WORDS}{key}", word) for key, word in self._words().items()}

    def collect(self, draft: bool) -> dict[str, object]:
        """Build the whole context."""
        total = "cham_chua_tinh" if self.sheet.percent is None else "cham_tong"
        opening = ("cham_mo_dau", total, "cham_bo_tieu_chi", "ngay_chot")
        return {
            **self.letter.collect(draft),
            "trich_yeu": self.text("cham_trich_yeu"),
            "mo_dau": self._paragraphs(*opening),
            **dict(self._sections()),
            "bieu_do": [self._chart()],
            "ket": self._paragraphs("kem_theo_nhieu" if self.evidence else "cham_kem_theo", "cham_ket"),
            "phu_luc": {
                **self.letter.annex("cham_phu_luc", "I" if self.evidence else ""),
                "ghi_chu": self.text("cham_bo_tieu_chi"),
                "hang": as_table("phu_luc", self._rows(self.sheet.rows), "ma"),
                "tong": list(self._sums()),
            },
            "phu_luc_tlkc": {
                **self.letter.annex("cham_phu_luc_tlkc", "II"),
                "hang": as_table("phu_luc_tlkc", self.evidence, "ma"),
            },
        }

    def _words(self) -> dict[str, str]:
        lost = sum((row.lost for row in self.lost), Decimal(0))
        return {
            "cac_phu_luc": "I, II",
            "diem": show_points(self.sheet.total),
            "toi_da": show_number(self.sheet.maximum),
            "ty_le": _percent(self.sheet.percent),
            "xep_loai": self.sheet.band,
            "bo_tieu_chi": self.form.meta.criteria_note,
            "diem_mat": show_number(lost),
            "so_tieu_chi": _count(self.lost),
            "khong_ap_dung": _count([row for row in self.open if row.state is Scored.NOT_APPLICABLE]),
            "chua_cham": _count([row for row in self.open if row.state is Scored.NO_DATA]),
            "chenh": show_number(self.rounding),
        }

    def _sections(self) -> Iterator[tuple[str, dict[str, object]]]:
        """Give the four parts of the body by name, numbered without those that have nothing to tell."""
        tops = [row for row in self.sheet.areas if any(_is_below(extra, row) for extra in self.extras)]
        parts: list[tuple[str, str, list[dict[str, object]]]] = [
            ("linh_vuc", "cham_lam_tron" if self.rounding else "", list(self._areas())),
            ("diem_mat", "cham_mat" if self.lost else "cham_khong_mat", self._rows(self.lost)),
            ("thuong_tru", "", [line for top in tops for line in self._with_extras(top)]),
            ("chua_cham", "cham_con_lai" if self.open else "", self._rows(self.open)),
        ]
        numbers = iter(_NUMBERS)
        for name, sentence, rows in parts:
            told = self._paragraphs(sentence) if sentence else []
            heading = f"{next(numbers)}. {self.text(f'cham_{name}')}" if told or rows else ""
            column = "ten" if name == "linh_vuc" else "ma"
            yield name, {"tieu_de": heading, "doan": told, "hang": as_table(name, rows, column)}

    def _chart(self) -> dict[str, object]:
        """Give the numbers of the native chart of the areas; the template finds it by its alt text, `ten`."""
        areas = [row for row in self.sheet.areas if not self._is_extra(row)]
        maxima = [plain(rounded(row.maximum, 2)) for row in areas]
        points = ["" if row.score is None else plain(rounded(row.score, 2)) for row in areas]
        heads = self.form.sheets[CRITERIA].column
        return {
            "ten": CHART,
            "nhom": [f"{row.criterion.code}. {row.criterion.label}" for row in areas],
            "day": [
                {"ten": heads["toi_da_tinh"].title, "so": maxima},
                {"ten": heads["diem_tu_cham"].title, "so": points},
            ],
        }

    def _with_extras(self, top: CriterionScore) -> list[dict[str, object]]:
        return self._rows([top, *(row for row in self.extras if _is_below(row, top))])

    def _areas(self) -> Iterator[dict[str, object]]:
        """Print a line for each area, their sum, and what was added to it or taken off."""
        base, *extras = self._sums()
        for row in self.sheet.areas:
            if not self._is_extra(row):
                label = f"{row.criterion.code}. {row.criterion.label}"
                yield self._total(label, row.criterion.name, row.maximum)
        yield base
        for row in self.sheet.areas:
            if self._is_extra(row):
                yield self._total(row.criterion.label, row.criterion.name, row.maximum)
        yield from extras

    def _sums(self) -> Iterator[dict[str, object]]:
        """Print the sum of the areas and, where the set has a bonus or a penalty, the total with them."""
        for key in ("tong_goc", "tong") if any(map(self._is_extra, self.sheet.areas)) else ("tong_goc",):
            label = str(self.form.sheets[CRITERIA].line[key].texts["ten"])
            yield {**self._total(label, f"tc_{key}", self.sheet.maximum), "dam": True}

    def _total(self, label: str, name: str, maximum: Decimal) -> dict[str, object]:
        points = self.evaluation.number(name)
        return {
            "ten": label,
            "toi_da": show_number(maximum) if maximum else NO_POINTS,
            "diem": self.letter.shown.quoted_figure(name),
            "ty_le": _percent(None if points is None or not maximum else 100 * points / maximum),
            "nam_truoc": show_points(self.evaluation.number(f"{name}_truoc")),
            "dam": False,
        }

    def _rounding(self) -> Decimal:
        """Give by how much printed points differ from their printed sum only because they are rounded."""
        base = self.evaluation.number("tc_tong_goc") or Decimal(0)
        areas = [row.score for row in self.sheet.areas if row.score and not self._is_extra(row)]
        extras = [row.score for row in self.sheet.areas if row.score and self._is_extra(row)]
        sums = compare(areas, base), compare((base, *extras), self.sheet.total or Decimal(0))
        return max(abs(s.difference) if s.agreement is Agreement.ROUNDING else Decimal(0) for s in sums)

    def _rows(self, rows: Iterable[CriterionScore]) -> list[dict[str, object]]:
        return [self._row(row) for row in rows]

    def _row(self, row: CriterionScore) -> dict[str, object]:
        criterion, entries = row.criterion, self.picture.line(CRITERIA, row.criterion.code).entries
        typed = {column: entry.text for column, entry in entries.items()}
        return {
            "ma": criterion.code,
            "ten": criterion.label,
            "toi_da": show_number(criterion.maximum),
            "quy_tac": capitalised(str(self.form.sheets[CRITERIA].line[criterion.code].texts["quy_tac"])),
            "so_lieu": row.basis,
            "diem": self.letter.shown.quoted_figure(criterion.name),
            "mat": show_number(row.lost),
            "ly_do": capitalised(row.reason),
            "giai_trinh": self.letter.shown.inline("; ".join(split_lines(typed.get("giai_trinh", "")))),
            "tlkc": "; ".join(split_lines(typed.get("tlkc", ""))),
            "phong": self.form.options("phong").get(typed.get("phong", ""), ""),
            "dam": criterion.rule is None,
        }

    def _is_extra(self, row: CriterionScore) -> bool:
        return is_extra(self.form.criteria, row.criterion)

    def _paragraphs(self, *keys: str) -> list[list[dict[str, object]]]:
        return [plain_paragraph(self.text(key)) for key in keys]


def _evidence(made: Iterable[Claim]) -> Iterator[dict[str, object]]:
    """Print the criteria whose points need evidence or that name some, with the files that lie there."""
    for one in made:
        if one.is_made or one.text or one.files:
            yield {
                "ma": one.criterion.code,
                "ten": one.criterion.label,
                "diem": show_points(one.points),
                "tai_lieu": split_lines(one.text) or [NO_POINTS],
                "tep": [file.path.partition("/")[2] for file in one.files] or [NO_POINTS],
            }


def _is_below(row: CriterionScore, top: CriterionScore) -> bool:
    return row.criterion.area == top.criterion.code


def _percent(percent: Decimal | None) -> str:
    return NO_POINTS if percent is None else f"{show_number(percent)}%"


def _count(rows: list[CriterionScore]) -> str:
    return show_count(Decimal(len(rows)))
