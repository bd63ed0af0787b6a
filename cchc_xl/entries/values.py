"""Read one typed cell: what it means, or why it cannot be taken as it stands."""

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cchc_xl.entries.picture import Entry, State, Typed
from cchc_xl.findings import Finding, Place, Rule, Severity, rule
from cchc_xl.form.form import Form
from cchc_xl.form.model import NOT_APPLICABLE, CellType
from cchc_xl.text.numbers import Ambiguous, from_serial, plain, read_date, read_number, show_number
from cchc_xl.text.vietnamese import fold, loose, tidy

NOT_A_NUMBER = rule(
    "GT01",
    Severity.ERROR,
    "Ô cần số nhưng ghi chữ",
    "Ghi một số; không phát sinh thì ghi 0",
    example="Ô số ghi «7 hồ sơ» hoặc «không»; đúng: 7, hoặc 0",
    must=True,
)
AMBIGUOUS = rule(
    "GT02",
    Severity.ERROR,
    "Số có thể hiểu hai cách",
    "Ghi lại: dấu phẩy cho phần thập phân, không dùng dấu chấm",
    example="Ô số thập phân giữ chữ «12.345»: có thể là 12345 hoặc 12,345",
    must=True,
)
NOT_WHOLE = rule(
    "GT03",
    Severity.ERROR,
    "Ô cần số nguyên, không âm",
    "Ghi số nguyên từ 0 trở lên",
    example="Ô đếm số đơn vị ghi 3,5 hoặc -1; đúng: 3",
    must=True,
)
OUT_OF_RANGE = rule(
    "GT04",
    Severity.ERROR,
    "Tỷ lệ nằm ngoài khoảng 0 đến 100",
    "Ghi theo phần trăm, từ 0 đến 100",
    example="Tỷ lệ ghi 9500; đúng: 95",
    must=True,
)
NOT_A_DATE = rule(
    "GT05",
    Severity.ERROR,
    "Ô cần ngày nhưng không đọc được",
    "Ghi ngày dạng 09/4/2021",
    example="Ô ngày ghi «31/02/2021» hoặc «4/2021»; đúng: 28/02/2021",
    must=True,
)
NOT_IN_LIST = rule(
    "GT06",
    Severity.ERROR,
    "Giá trị không có trong danh mục",
    "Chọn trong danh sách của ô",
    example="Tình trạng nhiệm vụ ghi «Xong»; đúng: Hoàn thành",
    must=True,
)
ERROR_CELL = rule(
    "GT07",
    Severity.ERROR,
    "Ô báo lỗi của Excel",
    "Sửa công thức hoặc gõ lại giá trị",
    example="Ô hiện #REF! vì dòng mà công thức cần đã bị xóa; đúng: gõ lại số, ví dụ 34",
    must=True,
)
UNCALCULATED = rule(
    "GT08",
    Severity.ERROR,
    "Công thức chưa được tính",
    "Mở tệp bằng Excel, lưu lại rồi gửi bản đã lưu",
    example="Phần mềm khác ghi công thức =20+14 mà không tính; đúng: mở bằng Excel, lưu lại để có 34",
    must=True,
)
NOT_VERBATIM = rule(
    "GT10",
    Severity.WARNING,
    "Giá trị viết khác nhãn trong danh sách nên Excel không đếm được ô này",
    "Chọn lại trong danh sách của ô",
    example="Tình trạng ghi «hoàn  thành» thừa một dấu cách; đúng: Hoàn thành",
)
LEGACY = rule(
    "GT13",
    Severity.ERROR,
    "Chữ gõ bằng bảng mã cũ (TCVN3 hoặc VNI) nên bản in ra chữ lạ",
    "Gõ lại bằng Unicode, hoặc chép chữ đã chuyển ở cột Cần có",
    "NĐ 30/2020/NĐ-CP (phông chữ Unicode)",
    example="«C¶i c¸ch hµnh chÝnh» là chữ TCVN3; đúng: Cải cách hành chính",
)
NOT_WHAT_IT_LOOKS = rule(
    "GT14",
    Severity.WARNING,
    "Chữ có ký tự không nhìn thấy hoặc giống chữ khác: {ky_tu}",
    "Gõ lại chữ này; máy đọc theo chữ ở cột Cần có",
    example="«15/BC-SGÐT» dùng chữ Ð của tiếng khác, trông như Đ; đúng: 15/BC-SGĐT",
)
RETIRED = rule(
    "GT15",
    Severity.WARNING,
    "Nhãn này nay đã đổi tên; đọc theo nhãn mới nhưng Excel không đếm được ô này",
    "Chọn lại trong danh sách của ô",
    example="Tình trạng ghi nhãn cũ «Đã hoàn thành»; nhãn nay là Hoàn thành",
)
DATE_FOR_TEXT = rule(
    "GT17",
    Severity.WARNING,
    "Ô cần chữ nhưng Excel giữ một ngày: có thể mã đã bị Excel đổi thành ngày",
    "Gõ dấu nháy đơn rồi gõ lại, ví dụ '4/2021",
    example="Gõ 4/2021 vào ô số, ký hiệu: Excel đổi thành ngày 01/4/2021; đúng: gõ '4/2021",
)
TOO_LARGE = rule(
    "GT11",
    Severity.ERROR,
    "Số quá lớn",
    "Kiểm tra lại số đã gõ",
    example="Ô ghi 1.000.000.000.000.000 (một triệu tỷ) vì giữ phím 0; đúng: 1.000",
    must=True,
)
TOO_LONG = rule(
    "GT12",
    Severity.ERROR,
    "Chữ dài quá 32.767 ký tự, Excel không giữ được",
    "Viết ngắn lại",
    example="Phần mềm khác ghi 40.000 ký tự vào một ô; đúng: viết gọn, dẫn văn bản bằng [^kh106]",
    must=True,
)
AS_TEXT = rule(
    "GT09",
    Severity.WARNING,
    "Số hoặc ngày được ghi dạng chữ nên Excel không tính được ô này",
    "Gõ lại vào ô; máy đọc đúng nhưng số tính sẵn trong workbook thiếu ô này",
    example="Ô số giữ chữ «1.234» (chữ căn trái); máy đọc là 1234 nhưng Excel không cộng",
)

MAX_TEXT = 32767
"""Characters that a cell of Excel holds."""

_ERROR_TEXTS = frozenset(
    ("#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "#GETTING_DATA")
)


class _Refused(Exception):
    """The cell cannot be taken; carries the rule and what would be right."""

    def __init__(self, why: Rule, expected: str = "") -> None:
        super().__init__(why.code)
        self.why = why
        self.expected = expected


_PLAIN_TEXT = re.compile(
    r"(?!#)[!-~À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ–“”‘’…«»≤≥]+"
    r"(?:[ \n][!-~À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ–“”‘’…«»≤≥]+)*"
)
"""Composed Vietnamese with single spaces: nothing to tidy, nothing odd."""


def read_entry(
    form: Form, cell: CellType, raw: object, place: Place, state: State | None = None, font: str = ""
) -> Entry:
    """Read a typed cell; `state` is given where the file says that the cell is faulty or uncalculated.

    `font` is the name of a font of TCVN3 or VNI in which the cell is set, "" for any other.
    """
    if state in (State.ERROR, State.UNCALCULATED):
        why = ERROR_CELL if state is State.ERROR else UNCALCULATED
        return Entry(place, state, raw=raw, problem=why.at(place, found=str(raw or "")))
    if raw is None or (isinstance(raw, str) and not tidy(raw)):
        return Entry(place)
    if isinstance(raw, str) and raw.strip().upper() in _ERROR_TEXTS:
        return Entry(place, State.ERROR, raw=raw, problem=ERROR_CELL.at(place, found=raw))
    if cell.may_be_not_applicable and isinstance(raw, str) and fold(raw) == fold(NOT_APPLICABLE):
        return Entry(place, State.NOT_APPLICABLE, raw=NOT_APPLICABLE)
    odd = _odd_text(cell, raw, place, font) if isinstance(raw, str) else None
    try:
        value, remark = _READERS[cell.type](form, cell, odd.expected if odd else raw)
    except _Refused as refusal:
        problem = odd or refusal.why.at(place, found=shown(raw), expected=refusal.expected)
        return Entry(place, State.VALUE, raw=raw, problem=problem)
    return Entry(place, State.VALUE, value, raw, odd or _remark(remark, place, raw))


def _odd_text(cell: CellType, raw: str, place: Place, font: str) -> Finding | None:
    """Find letters of another age or that are not what they look like; what they mean is «expected»."""
    if cell.type not in ("text", "long_text", "key", "choice"):
        return None
    from cchc_xl.text import legacy  # rarely needed, and its tables take time to import

    if fixed := legacy.repaired(raw, font):
        return LEGACY.at(place, found=raw, expected=fixed)
    names = legacy.invisible(raw)
    if names:
        told = ", ".join(names)
        return NOT_WHAT_IT_LOOKS.at(place, found=raw, expected=legacy.plain(raw), ky_tu=told)
    return None


_LIKE_VNI = re.compile("[aA][ùõâáàãÙÕÂÁÀÃ]")
"""Letters that only VNI puts side by side: «baùo» for «báo»."""


def quick_reader(form: Form, cell: CellType) -> Callable[[Any], Typed]:
    """Give the function that reads at once what most cells of a type hold, and gives None for all else."""
    if cell.type == "choice":
        return form.keys_by_label(cell.list).get
    return _QUICK.get(cell.type, lambda raw: None)


def _quick_text(raw: Any) -> Typed:
    if type(raw) is str and len(raw) <= MAX_TEXT and _PLAIN_TEXT.fullmatch(raw) and not _LIKE_VNI.search(raw):
        return raw
    return None


def _quick_whole(raw: Any) -> Typed:
    return Decimal(int(raw)) if type(raw) is float and 0 <= raw < 10**15 and raw.is_integer() else None


_QUICK: dict[str, Callable[[Any], Typed]] = {
    "text": _quick_text,
    "long_text": _quick_text,
    "key": _quick_text,
    "integer": _quick_whole,
    "year": _quick_whole,
    "date": lambda raw: raw if type(raw) is date and 1945 <= raw.year < 2100 else None,
}


def _remark(why: Rule | None, place: Place, raw: object) -> Finding | None:
    return why.at(place, found=shown(raw)) if why else None


def shown(raw: object) -> str:
    """Print what stands in a cell."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return str(raw)
    number = Decimal(str(raw))
    if not number.is_finite():
        return str(raw)
    return show_number(number, 6) if abs(number) < 10**15 else f"{number:.3E}"


Read = tuple[Typed, Rule | None]


def _number(raw: object, *, whole: bool) -> tuple[Decimal, Rule | None]:
    if isinstance(raw, bool | date):
        raise _Refused(NOT_A_NUMBER)
    if isinstance(raw, int | float | Decimal):
        number = Decimal(str(raw))
        if not math.isfinite(number):
            raise _Refused(NOT_A_NUMBER)
        _bounded(number)
        return (Decimal(int(number)) if number == int(number) else number), None
    try:
        return _bounded(read_number(str(raw), whole=whole)), AS_TEXT
    except Ambiguous:
        digits = re.sub(r"[.,]", "", str(raw))
        raise _Refused(AMBIGUOUS, f"{digits} hoặc {str(raw).replace('.', ',')}") from None
    except ValueError:
        raise _Refused(NOT_A_NUMBER) from None


def _bounded(number: Decimal) -> Decimal:
    """Refuse what no office counts and Excel does not hold exactly."""
    if abs(number) >= 10**15:
        raise _Refused(TOO_LARGE)
    return number


def _integer(form: Form, cell: CellType, raw: object) -> Read:
    number, remark = _number(raw, whole=True)
    if number < 0 or number != number.to_integral_value():
        raise _Refused(NOT_WHOLE)
    return number, remark


def _any_number(form: Form, cell: CellType, raw: object) -> Read:
    return _number(raw, whole=False)


def _percent(form: Form, cell: CellType, raw: object) -> Read:
    number, remark = _number(raw, whole=False)
    if not 0 <= number <= 100:
        raise _Refused(OUT_OF_RANGE)
    return number, remark


def _code(form: Form, cell: CellType, raw: object) -> Read:
    options = form.options(cell.list)
    key = next((k for k, label in options.items() if fold(str(raw)) == fold(label)), None)
    if key is not None:
        return Decimal(key), AS_TEXT
    expected = "; ".join(f"{k}: {label}" for k, label in options.items())
    try:
        number, remark = _number(raw, whole=True)
    except _Refused:
        raise _Refused(NOT_IN_LIST, expected) from None
    if plain(number) not in options:
        raise _Refused(NOT_IN_LIST, expected)
    return number, remark


def _date(form: Form, cell: CellType, raw: object) -> Read:
    if isinstance(raw, date):
        day = raw.date() if isinstance(raw, datetime) else raw
        if not 1945 <= day.year < 2100:
            raise _Refused(NOT_A_DATE)
        return day, None
    if isinstance(raw, int | float) and 36526 <= raw < 73051:  # 2000 to 2099
        return from_serial(int(raw)), None
    try:
        day = read_date(str(raw))
        if not 1945 <= day.year < 2100:
            raise _Refused(NOT_A_DATE)
        return day, AS_TEXT
    except ValueError:
        raise _Refused(NOT_A_DATE) from None


def _choice(form: Form, cell: CellType, raw: object) -> Read:
    options = form.options(cell.list)
    if chosen := next((key for key, label in options.items() if raw == label), None):
        return chosen, None
    typed = loose(_plain_text(raw))
    for key, label in options.items():
        if typed in (loose(label), loose(key)):
            verbatim = _plain_text(raw).casefold() == label.casefold()
            return key, None if verbatim else NOT_VERBATIM
        if typed in (loose(text) for text in form.retired.get(f"lists.{cell.list}.{key}", ())):
            return key, RETIRED
    labels = [option.label for option in form.lists.get(cell.list, ())]
    raise _Refused(NOT_IN_LIST, "; ".join(labels[:12]) + ("; …" if len(labels) > 12 else ""))


def _text(form: Form, cell: CellType, raw: object) -> Read:
    if len(_plain_text(raw)) > MAX_TEXT:
        raise _Refused(TOO_LONG)
    return tidy(_plain_text(raw)), DATE_FOR_TEXT if isinstance(raw, date) else None


def _plain_text(raw: object) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, date):
        return f"{raw.day:02d}/{raw.month:02d}/{raw.year}"
    return str(raw)


_READERS: dict[str, Callable[[Form, CellType, object], Read]] = {
    "text": _text,
    "long_text": _text,
    "key": _text,
    "integer": _integer,
    "year": _integer,
    "decimal": _any_number,
    "number": _any_number,
    "percent": _percent,
    "code": _code,
    "date": _date,
    "choice": _choice,
}
