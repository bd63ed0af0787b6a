"""The workbooks of the units in a round: self-scores in, appraisals out, explanations in."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from cchc_xl.entries.checks.scores import STATE, WHEN, WHO
from cchc_xl.entries.evaluate import evaluate
from cchc_xl.entries.picture import Picture
from cchc_xl.errors import CchcError
from cchc_xl.excel.patch import patch
from cchc_xl.excel.read import read_workbook
from cchc_xl.excel.sheet_edit import Value
from cchc_xl.form.criteria import leaves
from cchc_xl.form.kinds import SURVEY
from cchc_xl.form.model import CRITERIA, FIELDS
from cchc_xl.form.rows import beside
from cchc_xl.index.round import Act, Round, Row, Standing, State
from cchc_xl.index.score import Scored, ScoreSheet, score
from cchc_xl.text.numbers import show_number
from cchc_xl.text.vietnamese import tidy


class UnitBook(NamedTuple):
    """A workbook of a unit, read and scored."""

    path: Path
    picture: Picture
    sheet: ScoreSheet

    @property
    def unit(self) -> str:
        """Give the code of the unit."""
        return self.picture.form.unit.code

    def typed(self, code: str, column: str) -> str:
        """Give a text typed in a row of the score sheet."""
        return self.picture.line(CRITERIA, code)[column].text


def read_unit(path: Path) -> UnitBook:
    """Read a workbook and score it.

    Raises CchcError DOT19 where the points are not those that were locked in it, and what reading raises.
    """
    picture = read_workbook(path)
    book = UnitBook(path, picture, score(picture, evaluate(picture)))
    locked = {
        code: entry.value
        for code in book.picture.form.criteria
        if (entry := picture.line(CRITERIA, code).get("diem_khoa")) and isinstance(entry.value, Decimal)
    }
    if picture.field(STATE).text not in ("", State.SELF):
        refuse_changed(book, locked)
    return book


def refuse_changed(book: UnitBook, locked: Mapping[str, Decimal | None]) -> None:
    """Raise CchcError DOT19 where points of a workbook differ from those that were locked."""
    now = {row.criterion.code: row.score for row in book.sheet.rows}
    told = [
        f"{code}: đã khóa {_shown(points)}, nay {_shown(now.get(code))}"
        for code, points in locked.items()
        if now.get(code) != points
    ]
    if told:
        fix = "Trả số liệu, lựa chọn về như khi khóa rồi gửi lại"
        raise CchcError("DOT19", f"điểm tự chấm đã khóa bị thay đổi ({'; '.join(told[:5])})", fix)


def _shown(points: Decimal | None) -> str:
    return "trống" if points is None else show_number(points)


def opening(book: UnitBook, default: str, act: Act) -> tuple[Standing, list[Row]]:
    """Make the rows of a unit in a round; `default` is the symbol of the body for rows that name none.

    Raises CchcError DOT04 for rows without any body, DOT05 for an unknown symbol.
    """
    picture, form = book.picture, book.picture.form
    body = beside(form.units, form.unit, default, form.meta.year) if default else None
    if default and body is None:
        raise CchcError("DOT05", f"không có cơ quan «{default}»", "Ghi ký hiệu có trong units.csv, như SNV")
    rows = list(_rows(book, body.code if body else ""))
    without = [row.code for row in rows if not row.body and form.criteria[row.code].kind != SURVEY]
    if without:
        more = f" và {len(without) - 8} tiêu chí khác" if len(without) > 8 else ""
        message = f"chưa có cơ quan thẩm định cho {', '.join(without[:8])}{more}"
        raise CchcError("DOT04", message, "Thêm --default KÝ-HIỆU, hoặc ghi cột appraiser của bộ tiêu chí")
    who, when = picture.field(WHO).text, picture.field(WHEN).value
    locked = picture.field(STATE).text not in ("", State.SELF) and who
    by, on = (who, when) if locked and not isinstance(when, str | Decimal | None) else act
    return Standing(book.unit, State.LOCKED, by, on, book.sheet.total), rows


def _rows(book: UnitBook, default: str) -> Iterator[Row]:
    scored = {row.criterion.code: row for row in book.sheet.rows}
    for criterion in leaves(book.picture.form.criteria):
        one = scored[criterion.code]
        if one.state is Scored.NOT_COUNTED:
            continue
        surveyed = criterion.kind == SURVEY
        yield Row(
            book.unit,
            criterion.code,
            "" if surveyed else criterion.appraiser or default,
            surveyed or one.state is not Scored.NOT_APPLICABLE,
            None if surveyed else one.score,
            one.maximum,
            "" if surveyed else tidy(one.reason),
            "" if surveyed else tidy(book.typed(criterion.code, "tlkc")),
        )


def refuse_others(known: Round, book: UnitBook) -> None:
    """Raise CchcError DOT11, DOT12, DOT22 or DOT19 for a workbook of another form, period, unit or score."""
    stamp, ours = book.picture.stamp, (known.form.meta.key, known.form.meta.version)
    if (stamp.form, book.picture.form.meta.version) != ours:
        message = f"workbook theo biểu mẫu {stamp.form}, đợt này theo {ours[0]}"
        raise CchcError("DOT11", message, "Chọn workbook của đúng biểu mẫu")
    if stamp.period != known.period:
        message = f"workbook của kỳ {stamp.period}, đợt này là kỳ {known.period}"
        raise CchcError("DOT12", message, "Chọn workbook của đúng kỳ")
    if book.unit not in known.units:
        message = f"{book.picture.form.unit.name} không có trong đợt"
        raise CchcError("DOT22", message, "Nhận đơn vị này vào đợt (cchc round open) trước")
    refuse_changed(book, {row.code: row.self_score for row in known.of(book.unit) if row.body})


def explanations(known: Round, book: UnitBook) -> dict[str, str]:
    """Give what the unit says to its criteria."""
    return {row.code: tidy(book.typed(row.code, "giai_trinh")) for row in known.of(book.unit)}


def write_appraised(known: Round, book: UnitBook, out: Path) -> None:
    """Write a copy of a unit's workbook with the points and notes that it may see by now.

    Second points and the survey come along only when the unit is closed; inner notes never do. Raises
    CchcError TEP12-TEP14 where the file cannot be changed here.
    """
    picture, standing = book.picture, known.units[book.unit]
    cells: dict[str, dict[str, Value]] = {}
    lock = known.lock(book.unit)
    fields: dict[str, Value] = {STATE: known.form.options(STATE)[standing.state], WHO: lock.by, WHEN: lock.on}
    for field, value in fields.items():
        place = picture.line(FIELDS, field)["gia_tri"].place
        cells.setdefault(place.sheet, {})[place.cell] = value
    final = standing.state in (State.CLOSED, State.PUBLISHED)
    for row in known.of(book.unit):
        for column, value in _public(row, final=final).items():
            if entry := picture.line(CRITERIA, row.code).get(column):
                cells.setdefault(entry.place.sheet, {})[entry.place.cell] = value
    patch(book.path, out, cells)


def _public(row: Row, *, final: bool) -> dict[str, Value]:
    """Give the columns of the score sheet that a unit may read."""
    if not row.body:
        return {"so_nhap": row.survey} if final else {}
    seen: dict[str, Value] = {
        "diem_khoa": row.self_score,
        "diem_tham_dinh": row.first.points,
        "y_kien_tham_dinh": row.first.note or None,
    }
    second = row.second
    return (
        seen | {"diem_tham_dinh_2": second.points, "y_kien_tham_dinh_2": second.note or None}
        if final
        else seen
    )
