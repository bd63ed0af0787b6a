"""How a round goes on: units join, are released, closed, published, opened again; each step is signed."""

from collections.abc import Iterable
from dataclasses import replace

from cchc_xl.errors import CchcError
from cchc_xl.index.round import Act, Round, Row, Standing, State


def joined(known: Round, more: Iterable[tuple[Standing, Iterable[Row]]]) -> Round:
    """Take the locked self-scores of more units in; raises CchcError DOT03 for a unit that is there."""
    for standing, rows in more:
        if standing.unit in known.units:
            message = f"{known.name(standing.unit)} đã có trong đợt"
            raise CchcError("DOT03", message, "Mỗi đơn vị một workbook; muốn làm lại thì mở đợt mới")
        known = replace(known, units={**known.units, standing.unit: standing}).with_rows(rows)
        lock = Act(standing.by, standing.on)
        known = known.noted(lock, standing.unit, "Nhận và khóa điểm tự chấm")
    return known


def released(known: Round, unit: str, act: Act) -> Round:
    """Let a unit see its first appraisal and explain itself; raises CchcError DOT06 or DOT07."""
    if not known.explains:
        fix = "Bật thiết lập «giai_trinh» của bộ tiêu chí, hoặc chốt ngay bằng cchc round close"
        raise CchcError("DOT06", "bộ tiêu chí không có bước giải trình", fix)
    if known.stage(unit) != 1:
        raise _locked(known, unit, "Chỉ gửi kết quả lần 1 khi đơn vị đang thẩm định lần 1")
    _refuse_lacking(known, [unit])
    return known.moved(unit, State.EXPLAINING, act)


def closed(known: Round, act: Act) -> Round:
    """Close all units that are not closed; raises CchcError DOT06 or DOT07 while one is not complete."""
    waiting = [unit for unit in known.units if known.stage(unit)]
    if not waiting and known.units:
        raise _locked(
            known, next(iter(known.units)), "Đợt đã chốt; muốn sửa thì cchc round reopen, nêu lý do"
        )
    if known.explains:
        for unit in waiting:
            if known.stage(unit) == 1:
                raise _locked(known, unit, "Gửi kết quả lần 1 trước (cchc round release)")
    _refuse_lacking(known, waiting)
    for unit in waiting:
        surveyed = [row.survey is not None for row in known.of(unit) if not row.body]
        if any(surveyed) and not all(surveyed):
            fix = "Ghi đủ ở trang Điều tra XHH, hoặc để trống cả đơn vị"
            raise CchcError("DOT07", f"{known.name(unit)} còn thiếu tỷ lệ điều tra", fix)
    for unit in waiting:
        known = known.moved(unit, State.CLOSED, act)
    return known


def published(known: Round, act: Act) -> Round:
    """Mark all units as published; raises CchcError DOT06 while one is not closed."""
    for unit, standing in known.units.items():
        if standing.state not in (State.CLOSED, State.PUBLISHED):
            raise _locked(known, unit, "Chốt điểm trước (cchc round close)")
    for unit in known.units:
        known = known.moved(unit, State.PUBLISHED, act)
    return known


def reopened(known: Round, units: Iterable[str], reason: str, act: Act) -> Round:
    """Take closed units back to their last appraisal, for a reason that stays in the log."""
    for unit in units:
        if known.units[unit].state not in (State.CLOSED, State.PUBLISHED):
            raise _locked(known, unit, "Chỉ mở lại đơn vị đã chốt")
        known = known.noted(act, unit, f"Mở lại: {reason}")
        known = known.moved(unit, State.SECOND if known.explains else State.FIRST, act)
    return known


def _locked(known: Round, unit: str, fix: str) -> CchcError:
    label = known.form.options("trang_thai_cham")[known.units[unit].state]
    return CchcError("DOT06", f"{known.name(unit)} đang ở trạng thái «{label}»", fix)


def _refuse_lacking(known: Round, units: Iterable[str]) -> None:
    told = [
        f"{known.name(unit)}: {', '.join(f'{known.name(body)} ({n} dòng)' for body, n in lacking.items())}"
        for unit in units
        if (lacking := known.lacking(unit))
    ]
    if told:
        message = f"chưa đủ điểm thẩm định ({'; '.join(told)})"
        raise CchcError("DOT07", message, "Nhận đủ tệp thẩm định (cchc round collect) rồi làm lại")
