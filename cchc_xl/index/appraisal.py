"""Take what bodies and units sent back into a round, or refuse it with all reasons at once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cchc_xl.errors import CchcError
from cchc_xl.form.criteria import limits
from cchc_xl.index.round import NOTHING, Act, Appraisal, Key, Round, Row, State
from cchc_xl.text.numbers import show_number

_SHOWN = 5
_FIXES = {
    "DOT13": "Gửi lại tệp của lần thẩm định hiện nay (cchc round split)",
    "DOT14": "Trả dòng về như tệp đã gửi; mỗi cơ quan chỉ chấm phần của mình",
    "DOT16": "Ghi điểm trong khoảng của dòng",
    "DOT17": "Ghi ý kiến gửi đơn vị cho mỗi dòng thấp hơn điểm tự chấm",
    "DOT18": "Điểm đã khóa; muốn sửa thì mở lại (cchc round reopen)",
}


class Refusal(NamedTuple):
    """Why a row cannot be taken: the code, where, what."""

    code: str
    where: str
    why: str


def refused(refusals: Iterable[tuple[str, str, str]], fixes: Mapping[str, str] = _FIXES) -> None:
    """Raise CchcError with all reasons of the first code, unless there are none."""
    found = [Refusal(*one) for one in refusals]
    if found:
        code = found[0].code
        same = [f"{one.where}: {one.why}" for one in found if one.code == code]
        more = f" và {len(same) - _SHOWN} dòng khác" if len(same) > _SHOWN else ""
        raise CchcError(code, "; ".join(same[:_SHOWN]) + more, fixes[code])


def take_appraisals(
    known: Round, body: str, stage: int, answers: Mapping[Key, Appraisal], act: Act, file: str
) -> Round:
    """Put the answers of a body in the place of its earlier ones; the same answers change nothing.

    Raises CchcError DOT13 for another stage, DOT14 for rows of others, DOT16 and DOT17 for points that
    cannot be, DOT18 for a unit whose points are locked.
    """
    refused(_not_its_own(known, body, answers))
    changed = {key: given for key, given in answers.items() if known.rows[key].appraisal(stage) != given}
    refused(one for key, given in changed.items() for one in _faults(known, known.rows[key], stage, given))
    if not changed:
        return known
    taken = known.with_rows(known.rows[key].appraised(stage, given) for key, given in changed.items())
    taken = taken.noted(act, body, f"Nhận thẩm định lần {stage} từ tệp {file}: {len(changed)} dòng")
    for key, given in changed.items():
        before = known.rows[key].appraisal(stage)
        if before != NOTHING:
            taken = taken.noted(act, body, f"Thay {_named(known, known.rows[key])}: {_told(before, given)}")
    for unit in dict.fromkeys(unit for unit, _ in changed):
        taken = taken.moved(unit, State.FIRST if stage == 1 else State.SECOND, act)
    return taken


def _not_its_own(known: Round, body: str, answers: Iterable[Key]) -> Iterator[tuple[str, str, str]]:
    for unit, code in answers:
        row = known.rows.get((unit, code))
        if row is None or not row.body:
            yield "DOT14", f"{unit} {code}", "không có trong đợt"
        elif row.body != body:
            yield "DOT14", _named(known, row), f"do {known.name(row.body)} thẩm định"


def _faults(known: Round, row: Row, stage: int, given: Appraisal) -> Iterator[tuple[str, str, str]]:
    where, now = _named(known, row), known.stage(row.unit)
    state = known.form.options("trang_thai_cham")[known.units[row.unit].state]
    if now != stage:
        yield "DOT13" if now else "DOT18", where, f"đơn vị đang ở trạng thái «{state}»"
        return
    if given.points is None:
        return
    least, most = limits(known.form.criteria, known.criterion(row))
    if not row.applies:
        yield "DOT16", where, "đơn vị chọn «Không áp dụng» nên không có điểm"
    elif not least <= given.points <= most:
        points = show_number(given.points)
        yield "DOT16", where, f"{points} nằm ngoài khoảng {show_number(least)} đến {show_number(most)}"
    elif row.self_score is not None and given.points < row.self_score and not given.note:
        points, own = show_number(given.points), show_number(row.self_score)
        yield "DOT17", where, f"{points} thấp hơn điểm tự chấm {own} mà không có ý kiến"


def _named(known: Round, row: Row) -> str:
    return f"{row.code} của {known.name(row.unit)}"


def _told(before: Appraisal, after: Appraisal) -> str:
    def shown(one: Appraisal) -> str:
        points = "trống" if one.points is None else f"{show_number(one.points)} điểm"
        return points + (f", «{one.note}»" if one.note else "")

    inner = "; ghi chú nội bộ cũng đổi" if before.inner != after.inner else ""
    return f"{shown(before)} → {shown(after)}{inner}"


def take_explanations(known: Round, unit: str, texts: Mapping[str, str], act: Act, file: str) -> Round:
    """Take what a unit says to each criterion that lost points; the same texts change nothing.

    Raises CchcError DOT18 where the unit may not explain itself, or not any more.
    """
    changed = {
        row.code: replaced
        for row in known.of(unit)
        if row.cut and (replaced := texts.get(row.code, "")) != row.explanation
    }
    if not changed:
        return known
    standing = known.units[unit]
    if standing.state is not State.EXPLAINING:
        state = known.form.options("trang_thai_cham")[standing.state]
        fix = "Chỉ nhận giải trình sau khi gửi kết quả lần 1 và trước khi thẩm định lần 2"
        raise CchcError("DOT18", f"{known.name(unit)} đang ở trạng thái «{state}»", fix)
    taken = known.with_rows(known.rows[unit, code].explained(text) for code, text in changed.items())
    taken = taken.noted(act, unit, f"Nhận giải trình từ tệp {file}: {', '.join(changed)}")
    for code, text in changed.items():
        if before := known.rows[unit, code].explanation:
            taken = taken.noted(act, unit, f"Thay giải trình {code}: «{before}» → «{text}»")
    return taken
