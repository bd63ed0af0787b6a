"""The appendices on one-stop dossiers: what became of them, which were late and at whose step."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from cchc_xl.entries.evaluate import Evaluation
from cchc_xl.entries.picture import Picture, Row
from cchc_xl.form.criteria import Criterion
from cchc_xl.report.shown import Shown, show_points
from cchc_xl.text.numbers import show_count, show_number, show_roman
from cchc_xl.text.vietnamese import fold

RESOLUTION = {
    "tong_nhan": ("truc_tuyen", "truc_tiep", "ky_truoc"),
    "truc_tuyen": ("truc_tuyen",),
    "truc_tiep": ("truc_tiep",),
    "ky_truoc": ("ky_truoc",),
    "da_giai_quyet": ("truoc_han", "dung_han", "qua_han"),
    "truoc_han": ("truoc_han",),
    "dung_han": ("dung_han",),
    "qua_han": ("qua_han",),
    "dang_giai_quyet": ("dang_trong_han", "dang_qua_han"),
    "dang_trong_han": ("dang_trong_han",),
    "dang_qua_han": ("dang_qua_han",),
}
"""The columns of the resolution table (TT 01/2020/TT-VPCP, biểu 06) and what adds up to each."""

BY_STEP = "tre_han_theo_buoc"
"""The setting under which lateness is charged to the unit that held the step."""

_TOTALS, _RESOLVED, _OTHERS = "tong_hop", "tre_han", "co_quan_khac"
_ALL, _UNKNOWN = "Tổng cộng", "Lĩnh vực khác"

Printed = dict[str, object]


class _Procedure(NamedTuple):
    name: str
    field: str
    level: str


class Dossiers:
    """Reads the register `ho_so` of a picture for its appendices."""

    def __init__(self, picture: Picture, evaluation: Evaluation, shown: Shown) -> None:
        self.form, self.evaluation, self.shown = picture.form, evaluation, shown
        rows = list(picture.filled("ho_so"))
        self.totals = [row for row in rows if row["loai"].text == _TOTALS]
        self.late = [row for row in rows if row["loai"].text not in ("", _TOTALS)]
        self.procedures = {
            fold(row.key): _Procedure(row["ten"].text, row["linh_vuc"].text, row["cap"].text)
            for row in picture.filled("tthc")
        }

    def resolution(self) -> Iterator[Printed]:
        """Print the totals by level and field, then all of them."""
        groups: dict[str, dict[str, list[Row]]] = {}
        for row in self.totals:
            known = self._procedure(row)
            field = row["linh_vuc"].text or known.field or _UNKNOWN
            groups.setdefault(known.level, {}).setdefault(field, []).append(row)
        labels, number = self.form.options("cap"), 0
        for order, level in enumerate(sorted(groups, key=[*labels, ""].index), 1):
            fields = groups[level]
            if level:
                yield _line(show_roman(order), labels[level], (r for rows in fields.values() for r in rows))
            for field in sorted(fields, key=fold):
                number += 1
                yield {**_line(str(number), field, fields[field]), "ma": f"{level} {field}", "dam": False}
        if self.totals:
            yield _line("", _ALL, self.totals)

    def late_rows(self) -> Iterator[Printed]:
        """Print the late dossiers one by one, with the days that were spent at steps of the unit itself."""
        sheet = self.form.sheets["ho_so"]
        for number, row in enumerate(self.late, 1):
            told = {
                key: self.shown.cell(sheet, row, key) for key in ("ma", "loai", "don_vi_tre", "nguyen_nhan")
            }
            name = self._procedure(row).name or row["tthc"].text
            yield {"tt": str(number), **told, "tthc": name, **_days([row]), "dam": False}
        if self.late:
            blank = dict.fromkeys(("tt", "tthc", "loai", "don_vi_tre", "nguyen_nhan"), "")
            yield {**blank, "ma": _ALL, **_days(self.late), "dam": True}

    def causes(self) -> Iterator[Printed]:
        """Print how many dossiers were late of each cause, in the order of the list."""
        labels = {**self.form.options("nguyen_nhan_tre"), "": "Chưa rõ"}
        by_cause = {key: [row for row in self.late if row["nguyen_nhan"].text == key] for key in labels}
        for number, (key, rows) in enumerate(((k, rows) for k, rows in by_cause.items() if rows), 1):
            yield {
                "tt": str(number),
                "ten": labels[key],
                "so_ho_so": show_count(Decimal(len(rows))),
                **_days(rows),
            }

    def both_ways(self) -> Iterator[Printed]:
        """Print what each way of counting makes of the criteria that depend on it."""
        resolved = [row for row in self.late if row["loai"].text == _RESOLVED]
        for criterion in self.form.criteria.values():
            if resolved and criterion.setting.lstrip("!") == BY_STEP:
                yield self._way(criterion, resolved)

    def _way(self, criterion: Criterion, late: list[Row]) -> Printed:
        by_step = criterion.setting == BY_STEP
        own = [row for row in late if not by_step or row["nguyen_nhan"].text != _OTHERS]
        rate = self.evaluation.values.get(f"{criterion.name}_so_lieu")
        points = show_points(self.evaluation.number(criterion.name))
        return {
            "ma": criterion.code,
            "ten": criterion.label,
            "so_ho_so": show_count(Decimal(len(own))),
            "ngay_tre": _days(late)["ngay_tre_don_vi" if by_step else "ngay_tre"],
            "ty_le": show_number(rate) if isinstance(rate, Decimal) else "",
            "diem": f"{points}/{show_number(criterion.maximum)}",
            "ap_dung": "Đang áp dụng" if criterion.counts(self.form.switches) else "",
        }

    def _procedure(self, row: Row) -> _Procedure:
        return self.procedures.get(fold(row["tthc"].text), _Procedure("", "", ""))


def _line(number: str, label: str, rows: Iterable[Row]) -> Printed:
    counted = list(rows)
    sums = {key: show_count(_sum(counted, columns)) for key, columns in RESOLUTION.items()}
    return {"tt": number, "ma": label, "ten": label, **sums, "dam": True}


def _days(rows: list[Row]) -> Mapping[str, str]:
    return {key: show_number(_sum(rows, (key,))) for key in ("ngay_tre", "ngay_tre_don_vi")}


def _sum(rows: Iterable[Row], columns: Iterable[str]) -> Decimal:
    values = (row[column].value for row in rows for column in columns)
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))
