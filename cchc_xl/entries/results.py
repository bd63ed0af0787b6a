"""The findings of a check and the sheet «Lỗi và cảnh báo»: what is told and what staff accepted there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from cchc_xl.entries.from_json import register_row
from cchc_xl.entries.picture import Picture, Row
from cchc_xl.findings import CATALOGUE, Acceptance, Finding, Place, Severity, rule
from cchc_xl.form import layout
from cchc_xl.form.model import FINDINGS
from cchc_xl.text.numbers import show_date
from cchc_xl.text.vietnamese import fold

NOTHING = rule(
    "OK",
    Severity.INFO,
    "Không phát hiện lỗi hay cảnh báo",
    "Không cần làm gì",
    example="Trang Lỗi và cảnh báo chỉ có một dòng này",
)
REOPENED = rule(
    "CN02",
    Severity.INFO,
    "Ô đã đổi từ khi giữ nguyên phát hiện {ma} (ngày {ngay}) nên phát hiện được mở lại",
    "Sửa ô, hoặc ghi lại lý do giữ nguyên",
    example="Giữ nguyên khi ô ghi 27/12/2021, nay ô ghi 28/12/2021",
)
REFUSED = rule(
    "CN04",
    Severity.WARNING,
    "Phát hiện này không được giữ nguyên: phải sửa",
    "Sửa ô có lỗi theo cột Cách sửa; xóa lý do, tên và ngày giữ nguyên",
    example="Ô số ghi «mười» (GT01), cột Giữ nguyên vì ghi «số liệu tạm»; đúng: sửa ô thành 10",
)


@dataclass(frozen=True)
class _Accepted:
    """A row of the findings sheet that somebody accepted; a blank part of it fits any finding."""

    row: Row
    acceptance: Acceptance

    def covers(self, code: str, place: Place, key: str) -> bool:
        """Tell whether this is about the finding at a place; a row keeps its key when it is sorted."""
        cell = self.row["o"].text
        where = self.row["dong"].text
        same_cell = not cell or (_column(cell) == _column(place.cell) if where else cell == place.cell)
        return (
            self.row["ma"].text in ("", code)
            and fold(self.row["trang"].text) in ("", fold(place.sheet))
            and fold(where) in ("", fold(key))
            and same_cell
        )

    def is_about(self, found: str) -> bool:
        """Tell whether the cell still says what it said when it was accepted."""
        return self.row["tim_thay"].text in ("", found)


def accept(picture: Picture, findings: Iterable[Finding]) -> list[Finding]:
    """Mark the findings that staff accepted in the findings sheet; one accepted in part becomes two.

    What must be followed keeps its weight, and the row that tried to accept it is told.
    """
    accepted = list(_acceptances(picture))
    keys = _row_keys(picture)
    told = []
    refused: dict[Place, list[str]] = {}
    for finding in findings:
        must = finding.code in CATALOGUE and CATALOGUE[finding.code].must
        groups: dict[Acceptance | None, list[Place]] = {}
        for place in finding.cells:
            fitting = [a for a in accepted if a.covers(finding.code, place, keys.get(_at(place), ""))]
            if must:
                for one in fitting:
                    refused.setdefault(one.row["giu_nguyen"].place, []).append(finding.code)
                fitting = []
            current = next((a.acceptance for a in fitting if a.is_about(finding.found)), None)
            groups.setdefault(current, []).append(place)
            if fitting and current is None:
                told.append(REOPENED.at(place, ma=finding.code, ngay=show_date(fitting[0].acceptance.on)))
        told += [finding._replace(places=tuple(p), accepted=a) for a, p in groups.items()] or [finding]
    told += [REFUSED.at(at, found=", ".join(dict.fromkeys(codes))) for at, codes in refused.items()]
    return told


def _acceptances(picture: Picture) -> Iterator[_Accepted]:
    for row in picture.rows[FINDINGS]:
        reason, by, day = row["giu_nguyen"].text, row["nguoi"].text, row["ngay"].value
        if reason and by and isinstance(day, date) and is_plausible(day, picture):
            yield _Accepted(row, Acceptance(by, day, reason))


def is_plausible(day: date, picture: Picture) -> bool:
    """Tell whether a decision can have been taken that day: not before the period's year, nor long after."""
    return 0 <= day.year - int(picture.stamp.period[:4]) <= LATEST


LATEST = 10
"""Years after the period's until which somebody may go back to a report; what is later is a slip."""


def with_findings(picture: Picture, findings: Iterable[Finding]) -> Picture:
    """Give the picture whose findings sheet has one row for each place of each finding."""
    sheet = picture.form.sheets[FINDINGS]
    told = list(findings) or [NOTHING.at()]
    keys = _row_keys(picture)
    cells = [row for number, finding in enumerate(told, 1) for row in _rows(number, finding, keys)]
    rows = tuple(register_row(picture.form, sheet, i, row) for i, row in enumerate(cells[: sheet.capacity]))
    return replace(picture, rows={**picture.rows, FINDINGS: rows})


def _rows(number: int, finding: Finding, keys: dict[tuple[str, int], str]) -> Iterator[dict[str, object]]:
    common: dict[str, object] = {
        "stt": number,
        "muc_do": finding.severity.value,
        "ma": finding.code,
        "noi_dung": finding.message,
        "tim_thay": finding.found,
        "can_co": finding.expected,
        "cach_sua": finding.fix,
    }
    if finding.accepted:
        common |= {
            "giu_nguyen": finding.accepted.reason,
            "nguoi": finding.accepted.by,
            "ngay": finding.accepted.on,
        }
    if not finding.cells:
        yield common
    for place in finding.cells:
        yield {**common, "trang": place.sheet, "o": place.cell, "dong": keys.get(_at(place), "")}


def _row_keys(picture: Picture) -> dict[tuple[str, int], str]:
    """Map sheet title and row number to the key of the row."""
    sheets = picture.form.sheets
    return {(sheets[key].title, row.number): row.key for key, rows in picture.rows.items() for row in rows}


def _at(place: Place) -> tuple[str, int]:
    return place.sheet, layout.split(place.cell)[1]


def _column(cell: str) -> str:
    return layout.split(cell)[0]
