"""Running numbers against dates."""

from collections.abc import Iterator

from cchc_xl.entries.checks.case import Case
from cchc_xl.entries.sequence import Suspect
from cchc_xl.findings import Finding, Severity, rule
from cchc_xl.text.numbers import show_date

OUT_OF_SEQUENCE = rule(
    "VB14",
    Severity.ERROR,
    "Số văn bản không hợp thứ tự với ngày ban hành, so với các văn bản cùng cơ quan, cùng loại, cùng năm",
    "Đối chiếu bản gốc; sửa số hoặc ngày sai",
    example="Số 52 ngày 01/11/2021, giữa số 140 ngày 28/10/2021 và số 160 ngày 08/11/2021; có lẽ là 152",
)
SWAPPED = rule(
    "VB15",
    Severity.ERROR,
    "Ngày và tháng có lẽ bị đảo: đổi lại thì số văn bản đúng thứ tự",
    "Đối chiếu bản gốc; sửa ngày ban hành",
    example="Số 40 đề ngày 02/11/2021, giữa số 38 ngày 09/02/2021 và số 45 ngày 15/02/2021; đúng: 11/02/2021",
)


def out_of_sequence(case: Case) -> Iterator[Finding]:
    """Find numbers that do not rise with the dates, or would with day and month interchanged."""
    for row, one, rivals in case.numbering.suspects:
        found = f"số {row.number}, ngày {show_date(row.day)}"
        if one.day:
            yield SWAPPED.at(row.day_place, row.number_place, found=found, expected=show_date(one.day))
            continue
        places = [row.number_place, row.day_place]
        places += [place for rival in rivals for place in (rival.number_place, rival.day_place)]
        found += "".join(f"; số {rival.number}, ngày {show_date(rival.day)}" for rival in rivals)
        yield OUT_OF_SEQUENCE.at(*places, found=found, expected=_likely(one))


def _likely(one: Suspect) -> str:
    if one.rivals:
        return "một trong các dòng này sai số hoặc sai ngày"
    if one.high <= 0:
        likely = f"ngày này số từ {one.low}"
    elif one.low > one.high:
        likely = "số hoặc ngày khác"
    else:
        likely = f"ngày này số từ {one.low} đến {one.high}"
    return likely + (f"; có lẽ là {one.number}" if one.number else "")
