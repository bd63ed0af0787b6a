"""The file of a body when it is back: what it says, and whether it is still the one that was sent."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from cchc_xl.collect.appraisal_book import (
    APPRAISAL,
    TITLE,
    columns_of,
    fixed_cells,
    row_cells,
    text_of,
    token,
)
from cchc_xl.errors import CchcError
from cchc_xl.excel.table_book import TableSheet
from cchc_xl.excel.table_reader import TableRow, read_tables
from cchc_xl.index.round import Appraisal, Key, Round
from cchc_xl.text.numbers import read_number


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
            fixed_cells(self.sheet, {k: cell.value for k, cell in row.cells.items()}) for row in self.rows
        ]
        return token(came) == self.stamp["ma_phat"]

    def answers(self) -> dict[Key, Appraisal]:
        """Give what was typed, also in blank rows; raises CchcError DOT16 for points that are no number."""
        return {_key(row): _appraisal(row) for row in self.rows}


def read_returned(known: Round, path: Path, stamp: Mapping[str, str]) -> Returned:
    """Read the file of a body, with its stamp.

    Raises CchcError DOT11 for another form, DOT12 for another period, and what reading tables raises.
    """
    _refuse_others(known, stamp)
    sheet = TableSheet(APPRAISAL, TITLE, "", columns_of(int(stamp["lan"])))
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
    return text_of(row["don_vi"]), text_of(row["ma"])


def _changed(known: Round, returned: Returned, row: TableRow) -> Iterator[str]:
    sent = known.rows.get(_key(row))
    if sent is None:
        place, (unit, code) = row.cells["ma"].place, _key(row)
        fix = "Trả mã đơn vị và mã tiêu chí về như tệp đã gửi"
        raise CchcError("DOT14", f"{place}: đợt không có dòng {code} của «{unit}»", fix)
    if sent.body != returned.body:
        return  # told as what it is when the answers are taken
    cells = row_cells(known, sent, returned.stage)
    for column in returned.sheet.columns:
        came, was = text_of(row[column.key]), text_of(cells[column.key])
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
    return Appraisal(points, text_of(row["y_kien"]), text_of(row["noi_bo"]))
