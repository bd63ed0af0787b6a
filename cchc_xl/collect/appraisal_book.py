"""The file in which one body appraises its criteria over all units: written for it, read when it is back."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from cchc_xl.errors import CchcError
from cchc_xl.excel.table_book import Limit, Mark, TableSheet, write_tables
from cchc_xl.excel.table_reader import TableRow, read_tables
from cchc_xl.form.criteria import limits
from cchc_xl.form.model import Column
from cchc_xl.index.round import Appraisal, Key, Round, Row
from cchc_xl.text.numbers import plain, read_number
from cchc_xl.text.vietnamese import tidy

APPRAISAL, _TITLE = "tham_dinh", "Thẩm định"
_T, _L, _N = "text", "long_text", "number"


def _fixed(key: str, title: str, type_: str = _T, width: float = 10) -> Column:
    return Column(key, title, type_, fill="fixed", width=width)


_HEAD = (
    _fixed("don_vi", "Mã đơn vị", width=13),
    _fixed("ten_don_vi", "Đơn vị", width=26),
    _fixed("ma", "Mã", width=8),
    _fixed("ten", "Tiêu chí", _L, 34),
    _fixed("quy_tac", "Quy tắc chấm", _L, 34),
    _fixed("tu", "Điểm thấp nhất", _N, 8),
    _fixed("den", "Điểm cao nhất", _N, 8),
    _fixed("tu_cham", "Điểm tự chấm", _N, 8),
    _fixed("ly_do", "Cách tính điểm tự chấm", _L, 30),
    _fixed("tlkc", "Tài liệu kiểm chứng", _L, 24),
)
_ANSWERED = (
    _fixed("diem_1", "Điểm thẩm định lần 1", _N, 9),
    _fixed("y_kien_1", "Ý kiến lần 1", _L, 28),
    _fixed("giai_trinh", "Giải trình của đơn vị", _L, 34),
)
_TYPED = (
    Column("diem", "Điểm thẩm định", _N, width=10),
    Column(
        "y_kien",
        "Ý kiến gửi đơn vị",
        _L,
        width=30,
        help="Bắt buộc khi điểm thấp hơn điểm tự chấm; đơn vị sẽ đọc.",
    ),
    Column("noi_bo", "Ghi chú nội bộ", _L, width=26, help="Chỉ cơ quan tổ chức đợt thẩm định đọc."),
)


def _columns(stage: int) -> tuple[Column, ...]:
    return (*_HEAD, *(_ANSWERED if stage == 2 else ()), *_TYPED)


def _sheet(known: Round, body: str, stage: int, rows: Sequence[Row]) -> TableSheet:
    intro = (
        f"{known.name(body)}, thẩm định lần {stage}, {known.form.named_period(known.period)}. "
        "Chỉ gõ vào các ô vàng; dòng «Không áp dụng» không ghi điểm, không đồng ý thì ghi ý kiến. "
        "Lưu tệp và gửi lại cơ quan tổ chức đợt thẩm định."
    )
    told = "Ghi điểm từ «Điểm thấp nhất» đến «Điểm cao nhất» của dòng."
    unsaid = 'AND(ISNUMBER({diem}),ISNUMBER({tu_cham}),N({diem})<N({tu_cham}),{y_kien}="")'
    return TableSheet(
        APPRAISAL,
        _TITLE,
        intro,
        _columns(stage),
        [_cells(known, row, stage) for row in rows],
        protected=True,
        marks=(Mark("y_kien", unsaid),),
        limits=(Limit("diem", "AND(ISNUMBER({diem}),{diem}>={tu},{diem}<={den})", told),),
    )


def _cells(known: Round, row: Row, stage: int) -> dict[str, object]:
    """Give what a body reads in a row, and what it has answered so far."""
    criterion, given = known.criterion(row), row.appraisal(stage)
    least, most = limits(known.form.criteria, criterion) if row.applies else (None, None)
    return {
        "don_vi": row.unit,
        "ten_don_vi": known.name(row.unit),
        "ma": row.code,
        "ten": criterion.label,
        "quy_tac": criterion.rule.sentence() if criterion.rule else "",
        "tu": least,
        "den": most,
        "tu_cham": row.self_score,
        "ly_do": row.reason,
        "tlkc": row.evidence,
        "diem_1": row.first.points,
        "y_kien_1": row.first.note,
        "giai_trinh": row.explanation,
        "diem": given.points,
        "y_kien": given.note,
        "noi_bo": given.inner,
    }


def write_appraisal(known: Round, body: str, stage: int, rows: Sequence[Row], out: Path) -> None:
    """Write the file of a body for these rows; the same rows give the same bytes."""
    sheet = _sheet(known, body, stage, rows)
    stamp = {
        "ket_qua": APPRAISAL,
        "tu_bieu_mau": known.form.meta.key,
        "phien_ban": known.form.meta.version,
        "ky": known.period,
        "co_quan": body,
        "lan": str(stage),
        "ma_phat": _token([_fixed_cells(sheet, cells) for cells in sheet.rows]),
    }
    write_tables(out, f"Thẩm định lần {stage}: {known.name(body)}", [sheet], {}, stamp)


def _fixed_cells(sheet: TableSheet, cells: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(_plain(cells[column.key]) for column in sheet.columns if column.fill == "fixed")


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return "" if value is None else tidy(str(value))


def _token(rows: list[tuple[str, ...]]) -> str:
    """Sign the rows that were sent, in whatever order they stand."""
    return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()[:16]


class Returned(NamedTuple):
    """The file of a body that came back, as it was read: its stamp, sheet and rows."""

    stamp: Mapping[str, str]
    sheet: TableSheet
    rows: tuple[TableRow, ...]

    @property
    def body(self) -> str:
        """Give the body that it was sent to."""
        return self.stamp["co_quan"]

    @property
    def stage(self) -> int:
        """Give which appraisal it holds."""
        return int(self.stamp["lan"])

    @property
    def is_as_sent(self) -> bool:
        """Tell whether no fixed cell was changed by those who had the file."""
        came = [
            _fixed_cells(self.sheet, {k: cell.value for k, cell in row.cells.items()}) for row in self.rows
        ]
        return _token(came) == self.stamp["ma_phat"]

    def answers(self) -> dict[Key, Appraisal]:
        """Give what was typed, also in blank rows; raises CchcError DOT16 for points that are no number."""
        return {_key(row): _appraisal(row) for row in self.rows}


def read_returned(known: Round, path: Path, stamp: Mapping[str, str]) -> Returned:
    """Read the file of a body, with its stamp.

    Raises CchcError DOT11 for another form, DOT12 for another period, and what reading tables raises.
    """
    _refuse_others(known, stamp)
    sheet = TableSheet(APPRAISAL, _TITLE, "", _columns(int(stamp["lan"])))
    tables = read_tables(path, [sheet])
    for trouble in tables.troubles:
        raise CchcError(trouble.code, f"{trouble.cell.place}: {trouble.message}", trouble.fix)
    return Returned(stamp, sheet, tables.rows[sheet.key])


def refuse_changed(known: Round, returned: Returned) -> None:
    """Hold the fixed cells of a file against the round.

    Raises CchcError DOT14 for a row that is not in the round, DOT15 for cells changed by those who had the
    file, DOT21 for a round that has changed since the file was sent.
    """
    changed = [told for row in returned.rows for told in _changed(known, returned, row)]
    if changed and returned.is_as_sent:
        message = f"nội dung đợt đã đổi từ khi gửi tệp này ({'; '.join(changed[:3])})"
        raise CchcError("DOT21", message, "Chia lại (cchc round split) và gửi tệp mới cho cơ quan thẩm định")
    if changed:
        fix = "Trả các ô này về như tệp đã gửi; chỉ gõ vào ô vàng"
        raise CchcError("DOT15", f"ô cố định đã bị sửa: {'; '.join(changed[:3])}", fix)


def _refuse_others(known: Round, stamp: Mapping[str, str]) -> None:
    form = f"{stamp.get('tu_bieu_mau')} {stamp.get('phien_ban')}"
    ours = f"{known.form.meta.key} {known.form.meta.version}"
    if form != ours:
        fix = "Chọn tệp do cchc round split tạo cho đợt này"
        raise CchcError("DOT11", f"tệp theo biểu mẫu {form}, đợt này theo {ours}", fix)
    if stamp.get("lan") not in ("1", "2") or stamp.get("co_quan") not in known.form.units:
        fix = "Xin lại tệp do cchc round split tạo"
        raise CchcError("DOT22", "dấu nhận biết của tệp không đủ cơ quan và lần thẩm định", fix)
    if stamp.get("ky") != known.period:
        message = f"tệp của kỳ {stamp.get('ky')}, đợt này là kỳ {known.period}"
        raise CchcError("DOT12", message, "Chọn tệp của đúng kỳ")


def _key(row: TableRow) -> Key:
    return _plain(row["don_vi"]), _plain(row["ma"])


def _changed(known: Round, returned: Returned, row: TableRow) -> Iterator[str]:
    sent = known.rows.get(_key(row))
    if sent is None:
        place, (unit, code) = row.cells["ma"].place, _key(row)
        fix = "Trả mã đơn vị và mã tiêu chí về như tệp đã gửi"
        raise CchcError("DOT14", f"{place}: đợt không có dòng {code} của «{unit}»", fix)
    if sent.body != returned.body:
        return  # told as what it is when the answers are taken
    cells = _cells(known, sent, returned.stage)
    for column in returned.sheet.columns:
        came, was = _plain(row[column.key]), _plain(cells[column.key])
        if column.fill == "fixed" and came != was:
            yield f"{row.cells[column.key].place} «{came[:40]}», đã gửi «{was[:40]}»"


def _appraisal(row: TableRow) -> Appraisal:
    points = row["diem"]
    if isinstance(points, str):
        try:
            points = read_number(points)
        except ValueError:
            message = f"{row.cells['diem'].place}: «{points}» không phải là số"
            raise CchcError("DOT16", message, "Ghi một số, ví dụ 0,5") from None
    if not isinstance(points, Decimal | None):
        raise CchcError("DOT16", f"{row.cells['diem'].place}: không phải là số", "Ghi một số, ví dụ 0,5")
    return Appraisal(points, _plain(row["y_kien"]), _plain(row["noi_bo"]))
