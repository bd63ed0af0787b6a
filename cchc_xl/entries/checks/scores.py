"""The score sheet: what is not scored, what was locked, what the appraisers gave."""

from collections.abc import Iterator
from decimal import Decimal

from cchc_xl.entries.checks.case import Case, is_blank
from cchc_xl.entries.picture import Entry, State
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.form.criteria import EXPLANATION, Criterion, is_extra, leaves, limits
from cchc_xl.form.kinds import SURVEY
from cchc_xl.form.model import CRITERIA
from cchc_xl.form.rules import NOT_APPLICABLE
from cchc_xl.text.numbers import show_date, show_number

UNSCORED = rule(
    "CD01",
    Severity.WARNING,
    "Tiêu chí chưa chấm: chưa chọn mức hoặc chưa ghi số",
    "Chọn mức, ghi số liệu, hoặc chọn «Không áp dụng»",
    example="Tiêu chí 1.1.1 chưa chọn mức; tiêu chí 1.4.1 chưa có số ở cột «Số liệu nhập»",
)
OUT_OF_RANGE = rule(
    "CD02",
    Severity.ERROR,
    "Điểm nằm ngoài khoảng của tiêu chí",
    "Ghi điểm trong khoảng đã nêu; dòng điểm trừ ghi số âm",
    example="Tiêu chí tối đa 2 điểm mà cột «Điểm thẩm định» ghi 20; đúng: 2",
)
UNEXPLAINED = rule(
    "CD03",
    Severity.WARNING,
    "Điểm thẩm định thấp hơn điểm tự chấm nhưng chưa có giải trình",
    "Ghi giải trình và nêu tài liệu chứng minh, hoặc ghi «Đồng ý với điểm thẩm định»",
    example="Tự chấm 2, thẩm định 1, ô «Giải trình» trống",
)
LOCKED = rule(
    "CD04",
    Severity.ERROR,
    "Điểm tự chấm đã khóa ngày {ngay} (người khóa: {nguoi}) nhưng nay khác",
    "Trả số liệu, lựa chọn về như khi khóa; cần đổi thì đề nghị cơ quan thẩm định mở khóa",
    example="Khi khóa 1.1.1 được 1 điểm; sau đó chọn lại mức nên nay được 0,5 điểm",
    must=True,
)
NOT_LOCKED = rule(
    "CD05",
    Severity.WARNING,
    "Tình trạng chấm điểm là «{trang_thai}» nhưng không dòng nào có điểm đã khóa",
    "Nhờ người phụ trách khóa điểm (cchc score --lock), hoặc trả tình trạng về «Đang tự chấm»",
    example="Ô «Tình trạng chấm điểm» ghi «Đã khóa tự chấm», cột «Điểm đã khóa» trống",
)
NO_FIGURE = rule(
    "CD06",
    Severity.WARNING,
    "Tiêu chí không có số liệu để chấm (không áp dụng hoặc không phát sinh) nhưng vẫn tính vào điểm tối đa",
    "Chọn «Không áp dụng» ở dòng này, hoặc bổ sung số liệu ở trang có số liệu ấy",
    example="Chỉ tiêu 6.1 ghi KAD nên tiêu chí 6.1.1 không có số liệu, 3 điểm vẫn nằm trong điểm tối đa",
)
NOT_PERCENT = rule(
    "CD07",
    Severity.WARNING,
    "Tỷ lệ rất nhỏ: có thể đã ghi dạng thập phân thay cho phần trăm",
    "Ghi 95,2 cho 95,2%; nếu đúng là dưới 1% thì giữ nguyên, nêu lý do",
    example="Ô «Số liệu nhập» ghi 0,95; đúng: 95",
)
_JUDGED = ("diem_tham_dinh", "diem_tham_dinh_2", "diem_khoa", "diem_nam_truoc")
STATE, WHO, WHEN = "trang_thai_cham", "khoa_nguoi", "khoa_ngay"
"""Fields that say how far the scoring is, who locked the self-score and when."""

UNLOCKED = ("", "tu_cham")
"""States in which the self-score may change."""


def unscored(case: Case) -> Iterator[Finding]:
    """Find subcriteria where the row itself lacks its choice or its number: one finding for all.

    Figures that come from elsewhere are told where they are typed; a survey comes later.
    """
    places = []
    for criterion in _counted(case):
        elsewhere = not criterion.typed_number and not (criterion.rule and criterion.rule.options)
        later = criterion.kind == SURVEY or is_extra(case.form.criteria, criterion)
        if not elsewhere and not later and not _left_out(case, criterion):
            entry = _entered(case, criterion)
            places += [entry.place] if is_blank(entry) else []
    if places:
        yield UNSCORED.at(*places)


def without_figure(case: Case) -> Iterator[Finding]:
    """Find rows whose figure cannot be had although nothing it is made of is missing: one finding for all.

    A year is scored; within it much has not happened yet. An empty register is told where figures are.
    """
    if case.picture.field("ky").text not in ("", "nam"):
        return
    places = []
    for criterion in _counted(case):
        figure, extra = f"{criterion.name}_so_lieu", is_extra(case.form.criteria, criterion)
        scored = case.evaluation.number(criterion.name) is not None or _left_out(case, criterion)
        if not criterion.input or scored or extra or case.counts_nothing(figure):
            continue
        behind = case.typed_behind(figure)
        if not any(one.value is None and one.state is not State.NOT_APPLICABLE for one in behind):
            places.append(_entered(case, criterion).place)
    if places:
        yield NO_FIGURE.at(*places)


def as_fractions(case: Case) -> Iterator[Finding]:
    """Find percentages typed in a row that look like fractions of one."""
    for criterion in _counted(case):
        entry = _cell(case, criterion, "so_nhap") if criterion.typed_number else None
        if entry and isinstance(entry.value, Decimal) and 0 < entry.value < 1 and criterion.is_percentage:
            found, meant = show_number(entry.value, 6), show_number(100 * entry.value)
            yield NOT_PERCENT.at(entry.place, found=found, expected=f"{meant} ({meant}%)")


def out_of_range(case: Case) -> Iterator[Finding]:
    """Find points typed beyond what the criterion can give."""
    for criterion in leaves(case.form.criteria):
        least, most = limits(case.form.criteria, criterion)
        for column in _JUDGED:
            entry = case.picture.line(CRITERIA, criterion.code).get(column)
            if entry and isinstance(entry.value, Decimal) and not least <= entry.value <= most:
                expected = f"{show_number(least)} đến {show_number(most)}"
                yield OUT_OF_RANGE.at(entry.place, found=show_number(entry.value), expected=expected)


def unexplained(case: Case) -> Iterator[Finding]:
    """Find appraisals below the self-score that nobody has answered: one finding for all."""
    if not case.form.switches.get(EXPLANATION):
        return
    places = []
    for criterion in _counted(case):
        appraised = case.evaluation.number(f"{criterion.name}_tham_dinh")
        own = case.evaluation.number(criterion.name)
        entry = _cell(case, criterion, "giai_trinh")
        if appraised is not None and own is not None and appraised < own and is_blank(entry):
            places.append(entry.place)
    if places:
        yield UNEXPLAINED.at(*places)


def changed_after_locking(case: Case) -> Iterator[Finding]:
    """Find self-scores that are no longer what was locked."""
    if not _is_locked(case):
        return
    for criterion, locked in _locked(case):
        now = case.evaluation.number(criterion.name)
        if now != locked.value:
            day = case.picture.field(WHEN).value
            yield LOCKED.at(
                _entered(case, criterion).place,
                found="trống" if now is None else show_number(now),
                expected=show_number(locked.value) if isinstance(locked.value, Decimal) else "",
                ngay=show_date(day) if not isinstance(day, Decimal | str | None) else "(chưa ghi)",
                nguoi=case.picture.field(WHO).text or "(chưa ghi)",
            )


def locked_without_points(case: Case) -> Iterator[Finding]:
    """Find a state that says locked where nothing was locked."""
    if _is_locked(case) and not any(_locked(case)):
        state = case.picture.field(STATE)
        label = case.form.options(STATE)[state.text]
        yield NOT_LOCKED.at(state.place, trang_thai=label)


def _is_locked(case: Case) -> bool:
    return case.picture.field(STATE).text not in UNLOCKED


def _locked(case: Case) -> Iterator[tuple[Criterion, Entry]]:
    for criterion in leaves(case.form.criteria):
        entry = _cell(case, criterion, "diem_khoa")
        if isinstance(entry.value, Decimal):
            yield criterion, entry


def _counted(case: Case) -> Iterator[Criterion]:
    return (one for one in leaves(case.form.criteria) if one.counts(case.form.switches))


def _left_out(case: Case, criterion: Criterion) -> bool:
    return criterion.may_be_left_out and _cell(case, criterion, "lua_chon").text == NOT_APPLICABLE.key


def _entered(case: Case, criterion: Criterion) -> Entry:
    """Give the cell of the row in which its score is decided, of the locked points where none is typed."""
    chosen = "lua_chon" if criterion.may_be_left_out else "diem_khoa"
    return _cell(case, criterion, "so_nhap" if criterion.typed_number else chosen)


def _cell(case: Case, criterion: Criterion, column: str) -> Entry:
    return case.picture.line(CRITERIA, criterion.code)[column]
