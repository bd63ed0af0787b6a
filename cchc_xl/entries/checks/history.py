"""Figures against those of earlier periods. Relations over years (LS03) are rows of the form's checks.csv."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from cchc_xl.entries.checks.case import Case
from cchc_xl.entries.checks.figures import are_most, same_as_before, unchanged
from cchc_xl.findings import Finding, Place, Severity, rule
from cchc_xl.form.model import FIELDS, INDICATORS, Indicator
from cchc_xl.text.numbers import show_number

FALLS = rule(
    "LS01",
    Severity.ERROR,
    "Số tính từ đầu năm lại giảm so với kỳ trước trong năm: «{ten}»",
    "Ghi số từ đầu năm đến ngày chốt của kỳ này; kỳ trước báo cáo sai thì giữ nguyên, nêu lý do",
    example="Quý I báo cáo 120 hồ sơ, 6 tháng ghi 90; số tính từ đầu năm không thể giảm",
)
COLUMN_DIFFERS = rule(
    "LS02",
    Severity.WARNING,
    "Cột Kỳ trước khác với số đã báo cáo: {ten}",
    "Lấy lại số đã báo cáo; kỳ đó đã đính chính thì giữ nguyên, nêu lý do",
    example="Cột Kỳ trước ghi 95, workbook kỳ trước báo cáo 91",
)
JUMPS = rule(
    "LS04",
    Severity.WARNING,
    "Số liệu lệch hẳn so với các kỳ trước: «{ten}»",
    "Kiểm tra lại số liệu và đơn vị tính; nếu đúng thì giữ nguyên, nêu lý do",
    "Iglewicz, Hoaglin: How to Detect and Handle Outliers (1993); NIST/SEMATECH e-Handbook 1.3.5.17",
    example="Bốn năm trước từ 48 đến 53, năm nay ghi 530",
)
LEAPS = rule(
    "LS05",
    Severity.INFO,
    "Số liệu gấp hơn 5 lần hoặc chưa bằng một phần năm kỳ trước: «{ten}»",
    "Kiểm tra lại số liệu và đơn vị tính; nếu đúng thì không cần sửa",
    example="Kỳ trước 12, kỳ này ghi 120",
)
REPEATED = rule(
    "LS06",
    Severity.WARNING,
    "{so} trên {tong} số liệu bằng đúng số của {ky}: có thể chưa cập nhật",
    "Ghi số từ đầu năm đến ngày chốt của kỳ này",
    example="30 trên 40 số liệu giống hệt workbook 6 tháng",
)
NOT_USED = rule(
    "LS07",
    Severity.WARNING,
    "Không so sánh với «{tep}»: đây là workbook {ly_do}",
    "Chọn workbook các kỳ trước của chính đơn vị này, mỗi kỳ một tệp",
    example="Tệp nêu sau --previous là của đơn vị khác",
)


def not_used(case: Case) -> Iterator[Finding]:
    """Tell which of the earlier workbooks given cannot be compared, and why."""
    for old in case.previous:
        if old.refused:
            first = Place(case.form.sheets[FIELDS].title, "A1")
            yield NOT_USED.at(first, tep=old.file, ly_do=old.refused)


def falling(case: Case) -> Iterator[Finding]:
    """Find figures counted from the start of the year that are less than earlier in the same year."""
    year = case.picture.stamp.period[:4]
    for indicator in case.form.indicators.values():
        within = [one for one in _series(case, indicator) if one[0][:4] == year]
        value = case.evaluation.number(indicator.name)
        if indicator.over_periods == "sum" and value is not None and within:
            period, most = max(within, key=lambda one: one[1])
            if value < most:
                yield FALLS.at(
                    case.figure_place(indicator.code),
                    found=show_number(value),
                    expected=f"từ {show_number(most)} trở lên ({case.form.named_period(period)})",
                    ten=_name(indicator),
                )


def previous_column(case: Case) -> Iterator[Finding]:
    """Find what «Kỳ trước» says otherwise than the workbook it is from.

    That is the latest one, from which `cchc new --from` carries it, or the same period of the year
    before; whichever agrees better. A column that is mostly different is one finding.
    """
    entries = {code: case.picture.line(INDICATORS, code).get("ky_truoc") for code in case.form.indicators}
    typed = {code: e for code, e in entries.items() if e and isinstance(e.value, Decimal)}
    same_period = case.year_before + case.picture.stamp.period[4:]
    sources = [old for old in case.earlier if old.period == same_period or old is case.earlier[-1]]
    if not sources:
        return
    agreeing = [sum(e.value == old.figures.get(code) for code, e in typed.items()) for old in sources]
    source = sources[agreeing.index(max(agreeing))]
    period = case.form.named_period(source.period)
    compared = [code for code in typed if code in source.figures]
    wrong = [code for code in compared if typed[code].value != source.figures[code]]
    if are_most(len(wrong), len(compared)):
        places = [typed[code].place for code in wrong]
        found, expected = f"{len(wrong)} trên {len(compared)} số khác", f"số liệu của {period}"
        yield COLUMN_DIFFERS.at(*places, found=found, expected=expected, ten="phần lớn các dòng")
        return
    for code in wrong:
        yield COLUMN_DIFFERS.at(
            typed[code].place,
            found=show_number(Decimal(str(typed[code].value))),
            expected=f"{show_number(source.figures[code])} ({period})",
            ten=f"«{_name(case.form.indicators[code])}»",
        )


def jumps(case: Case) -> Iterator[Finding]:
    """Find typed figures far off their earlier values; with fewer than four of these, off the last one."""
    for indicator in case.form.indicators.values():
        value, series = case.evaluation.number(indicator.name), _comparable(case, indicator)
        if value is None or not series or indicator.formula or indicator.type == "code":
            continue
        period, last = series[-1]
        told = f"{case.form.named_period(period)}: {show_number(last)}"
        values = [before for _, before in series]
        score, middle = modified_z(value, values), median(values)
        if len(values) < 4:
            found = LEAPS if _leaps(value, last) else None
        else:
            told = f"quanh {show_number(middle)} (trung vị {len(values)} kỳ; {told})"
            far = _leaps(value, middle) if score is None else abs(score) > Decimal("3.5")
            found = JUMPS if far else None
        if found:
            place = case.figure_place(indicator.code)
            yield found.at(place, found=show_number(value), expected=told, ten=_name(indicator))


def modified_z(value: Decimal, earlier: Sequence[Decimal]) -> Decimal | None:
    """Score how far a value lies from earlier ones: 0.6745 (value - median) / MAD; beyond 3.5 it is far.

    None where more than half of them are the same (MAD 0). A mean absolute deviation in its place, as
    IBM Cognos takes it, would call 52 after many 50 and one 51 an outlier; the ratio stands in instead.
    Source: B. Iglewicz, D. C. Hoaglin, How to Detect and Handle Outliers, ASQC 1993.
    """
    middle = median(earlier)
    spread = median(abs(one - middle) for one in earlier)
    return Decimal("0.6745") * (value - middle) / spread if spread else None


def _leaps(value: Decimal, before: Decimal) -> bool:
    """Tell whether a figure, ten or more, became more than five times as much or less than a fifth."""
    return before > 0 and max(value, before) >= 10 and (value > 5 * before or 5 * value < before)


def repeated(case: Case) -> Iterator[Finding]:
    """Find a sheet most of whose figures repeat an earlier workbook, unless CT04 says it of «Kỳ trước»."""
    found = [(*unchanged(case, old.figures), old.period) for old in reversed(case.earlier)]
    same, compared, period = max(found, key=lambda one: len(one[0]), default=([], 0, ""))
    if are_most(len(same), compared) and not any(same_as_before(case)):
        ky = case.form.named_period(period)
        yield REPEATED.at(*same, so=str(len(same)), tong=str(compared), ky=ky)


def _series(case: Case, indicator: Indicator) -> list[tuple[str, Decimal]]:
    """Give the figure in each earlier workbook of the unit, by period."""
    code = indicator.code
    return [(old.period, old.figures[code]) for old in case.earlier if old.same_unit and code in old.figures]


def _comparable(case: Case, indicator: Indicator) -> list[tuple[str, Decimal]]:
    """Give the earlier values that count the same: a stock at any time, all else in the same part of a year.

    A share («tỷ lệ giải ngân») is stated as a stock but grows through the year.
    """
    kind = case.picture.stamp.period[4:]
    stock = indicator.over_periods == "last" and indicator.type != "percent"
    return [one for one in _series(case, indicator) if stock or one[0][4:] == kind]


def _name(indicator: Indicator) -> str:
    return f"{indicator.code} {indicator.label}"
