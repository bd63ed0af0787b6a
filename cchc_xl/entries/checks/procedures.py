"""The registers of procedures and of the steps in which they are settled."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from cchc_xl.entries.checks.case import Case, is_blank
from cchc_xl.entries.picture import Entry, Row
from cchc_xl.findings import Finding, Rule, Severity, rule
from cchc_xl.text.numbers import show_number
from cchc_xl.text.vietnamese import fold

_ARITHMETIC = "quan hệ số học"
NO_TIME = rule(
    "TTHC01",
    Severity.WARNING,
    "Thủ tục đang áp dụng chưa có thời hạn giải quyết",
    "Ghi thời hạn theo quyết định công bố; nếu quyết định không quy định thì giữ nguyên, nêu lý do",
    example="TTHC 1.001234 để trống cột Thời hạn; đúng: 10",
)
NO_SHARE = rule(
    "TTHC02",
    Severity.WARNING,
    "Thủ tục qua nhiều cấp chưa chia thời hạn cho từng cấp",
    "Ghi phần thời gian của mỗi cấp tham gia giải quyết",
    example="TTHC liên thông giữa các cấp, thời hạn 10 ngày, chỉ ghi cấp tỉnh 7; đúng: thêm cấp xã 3",
)
SHARES_DIFFER = rule(
    "TTHC03",
    Severity.ERROR,
    "Thời gian của các cấp cộng lại khác thời hạn của thủ tục",
    "Sửa thời hạn hoặc phần của một cấp",
    _ARITHMETIC,
    example="Thời hạn 10, cấp tỉnh 7, cấp xã 2; đúng: 7 + 3",
)
STEPS_DIFFER = rule(
    "TTHC04",
    Severity.ERROR,
    "Thời gian của các bước cộng lại khác thời hạn của thủ tục, của cấp",
    "Sửa thời gian của bước hoặc thời hạn; các bước làm song song thì giữ nguyên, nêu lý do",
    _ARITHMETIC,
    example="Thời hạn 10 nhưng các bước 0,5 + 7 + 2 = 9,5; đúng: bước giữa 7,5",
)
STEP_LACKS = rule(
    "TTHC05",
    Severity.WARNING,
    "Bước giải quyết chưa ghi {thieu}",
    "Ghi đủ đơn vị giữ bước, vị trí thực hiện và thời gian của bước",
    example="Bước 2 để trống cột Đơn vị giữ bước; đúng: Phòng Người có công",
)
NOT_ONLINE = rule(
    "TTHC06",
    Severity.ERROR,
    "Có hồ sơ trực tuyến nhưng thủ tục ghi là không trực tuyến",
    "Chọn lại mức độ dịch vụ công, hoặc sửa số hồ sơ trực tuyến",
    "quan hệ số học giữa các chỉ tiêu (R17)",
    example="TTHC «Không trực tuyến» có 12 hồ sơ trực tuyến; đúng: chọn mức độ đã cung cấp",
)

_LEVELS = {"tinh": "thoi_han_tinh", "huyen": "thoi_han_huyen", "xa": "thoi_han_xa"}
"""The columns that say how much of a procedure's time each level has."""


def lacking_times(case: Case) -> Iterator[Finding]:
    """Find procedures in force without a time, or crossing levels without a share for each."""
    steps = by_procedure(case.picture.filled("quy_trinh"))
    for row in _in_force(case):
        if is_blank(row["thoi_han"]):
            yield NO_TIME.at(row["thoi_han"].place)
        elif lacking := _levels_without_share(row, steps.get(fold(row.key), ())):
            yield NO_SHARE.at(*(entry.place for entry in lacking))


def unequal_times(case: Case) -> Iterator[Finding]:
    """Find procedures whose shares by level, or whose steps, do not add up to their time."""
    steps = by_procedure(case.picture.filled("quy_trinh"))
    for row in _in_force(case):
        own, shares = steps.get(fold(row.key), ()), _shares(row)
        filled = [entry for entry in shares.values() if not is_blank(entry)]
        if filled and not _levels_without_share(row, own):
            yield from _unequal(SHARES_DIFFER, row["thoi_han"], filled)
        by_level = {level: [one["thoi_gian"] for one in own if one["cap"].text == level] for level in shares}
        of_levels = [
            f for level, times in by_level.items() for f in _unequal(STEPS_DIFFER, shares[level], times)
        ]
        yield from of_levels or _unequal(STEPS_DIFFER, row["thoi_han"], [one["thoi_gian"] for one in own])


def incomplete_steps(case: Case) -> Iterator[Finding]:
    """Find steps that do not say who holds them, in which position, and for how long."""
    columns = case.form.sheets["quy_trinh"].column
    for row in case.picture.filled("quy_trinh"):
        blank = [key for key in ("don_vi", "vi_tri", "thoi_gian") if is_blank(row[key])]
        if blank:
            words = ", ".join(columns[key].title.partition(" (")[0].lower() for key in blank)
            yield STEP_LACKS.at(*(row[key].place for key in blank), thieu=words)


def online_without_service(case: Case) -> Iterator[Finding]:
    """Find procedures with dossiers online that are said not to be offered online."""
    for row in case.picture.filled("tthc"):
        count = number(row["ho_so_truc_tuyen"])
        if count and row["muc_do"].text == "khong":
            yield NOT_ONLINE.at(row["muc_do"].place, row["ho_so_truc_tuyen"].place, found=show_number(count))


def number(entry: Entry) -> Decimal | None:
    """Give the number in a cell; None where there is none."""
    return entry.value if isinstance(entry.value, Decimal) else None


def _in_force(case: Case) -> Iterator[Row]:
    return (row for row in case.picture.filled("tthc") if row["tinh_trang"].text == "ap_dung")


def by_procedure(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """Gather rows that name a procedure."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(fold(row["tthc"].text), []).append(row)
    return found


def _shares(row: Row) -> Mapping[str, Entry]:
    """Give the shares by level, of the levels that the form knows."""
    return {level: entry for level, column in _LEVELS.items() if (entry := row.get(column))}


def _levels_without_share(row: Row, steps: Iterable[Row]) -> list[Entry]:
    """Give the blank shares of the levels that take part; all blank ones where nothing says which do."""
    if row["lien_thong"].text != "giua_cac_cap":
        return []
    shares = _shares(row)
    blank = {level: entry for level, entry in shares.items() if is_blank(entry)}
    part = ({step["cap"].text for step in steps} | {row["cap"].text}) & shares.keys()
    if len(part) < 2:
        return list(blank.values()) if len(shares) - len(blank) < 2 else []
    return [entry for level, entry in blank.items() if level in part]


def _unequal(told: Rule, whole: Entry, parts: list[Entry]) -> Iterator[Finding]:
    """Tell parts that do not add up to a whole; a cell without a number accuses nobody."""
    values = [value for part in parts if (value := number(part)) is not None]
    wanted = number(whole)
    if wanted is None or not parts or len(values) < len(parts) or sum(values) == wanted:
        return
    found = f"{' + '.join(map(show_number, values))} = {show_number(Decimal(sum(values)))}"
    places = (whole.place, *(part.place for part in parts))
    yield told.at(*places, found=found, expected=show_number(wanted))
