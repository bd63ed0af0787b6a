"""Faults that people make in reports, one function a kind: each is planted into a clean variant.

A function changes the variant and gives the cell at which the fault must be told, None where it cannot be
made in this variant. Codes after `also` are true consequences elsewhere: a text that cites the document, say.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from cchc_xl.entries.documents import is_issuer
from cchc_xl.form import layout
from cchc_xl.form.phrases import phrases
from cchc_xl.text.numbers import show_date
from cchc_xl.text.vietnamese import fold, slug
from support.variants import LAST_MONTH, Variant

Plant = Callable[[Variant, Random], str | None]
Row = dict[str, Any]
_CITED = "VB07 VB18 VB20"
"""A citation finds its document no more, or finds it written or dated otherwise."""


@dataclass(frozen=True)
class Fault:
    """A kind of fault: any of its codes will do, at the planted cell."""

    name: str
    plant: Plant
    codes: frozenset[str]
    also: frozenset[str]
    form: str = "so-2021"


FAULTS: list[Fault] = []


def fault(codes: str, also: str = "", form: str = "so-2021") -> Callable[[Plant], Plant]:
    """Enter a function into the table, under its own name."""

    def enter(plant: Plant) -> Plant:
        FAULTS.append(Fault(plant.__name__, plant, frozenset(codes.split()), frozenset(also.split()), form))
        return plant

    return enter


def cell(variant: Variant, sheet: str, line: int | str, column: str) -> str:
    """Give the address of a cell by the place of its row in a register, or by its key."""
    found = variant.form.sheets[sheet]
    row = layout.FIRST_ROW + line if isinstance(line, int) else layout.line_row(found, line)
    return f"{found.title}!{layout.address(found, found.column[column], row)}"


def some_row(variant: Variant, rng: Random, sheet: str, fits: Callable[[Row], Any]) -> tuple[int, Row] | None:
    there = [(i, row) for i, row in enumerate(variant.entries["registers"][sheet]) if fits(row)]
    return rng.choice(there) if there else None


def put(
    sheet: str, column: str, value: Callable[[Variant, Row], Any], fits: Callable[[Row], Any] = bool
) -> Plant:
    """Make a fault that types something into a cell of some row of a register."""

    def plant(variant: Variant, rng: Random) -> str | None:
        if (found := some_row(variant, rng, sheet, fits)) is None:
            return None
        found[1][column] = value(variant, found[1])
        return cell(variant, sheet, found[0], column)

    return plant


def named(name: str, plant: Plant, codes: str, also: str = "") -> None:
    """Enter a fault made by another function."""
    FAULTS.append(Fault(name, plant, frozenset(codes.split()), frozenset(also.split())))


def own(variant: Variant) -> Callable[[Row], bool]:
    return lambda row: row["co_quan"] == variant.form.unit.code


def number(row: Row) -> int:
    return int(row["so_ky_hieu"].partition("/")[0])


def renumbered(row: Row, new: int) -> str:
    return f"{new:02d}/" + row["so_ky_hieu"].partition("/")[2]


def series(variant: Variant, row: Row) -> list[tuple[date, int]]:
    """Give days and numbers of the rows that are numbered together with a row, without it."""
    same = [
        one
        for one in variant.entries["registers"]["van_ban"]
        if one is not row
        and (one["co_quan"], one["loai"], one["ngay"][:4]) == (row["co_quan"], row["loai"], row["ngay"][:4])
        and one["so_ky_hieu"].count("/") == row["so_ky_hieu"].count("/")
    ]
    return sorted((date.fromisoformat(one["ngay"]), number(one)) for one in same)


def breaks_order(variant: Variant, row: Row, new: int, day: date) -> bool:
    """Tell whether a number stands a week or more from where at least two others say that it can."""
    others = [(d, n) for d, n in series(variant, row) if abs((d - day).days) > 6]
    return len(others) > 3 and sum((d < day and n >= new) or (d > day and n <= new) for d, n in others) > 1


def slip(rng: Random, word: str, known: set[str]) -> str | None:
    """Misspell a word by a letter lost, doubled or swapped; None when that makes another known word."""
    at = rng.randrange(1, len(word) - 1)
    ways = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
    )
    made = rng.choice(ways)
    return None if made in known | {word} else made


def wrong_agency(variant: Variant, rng: Random, row: Row) -> str | None:
    symbol = variant.form.unit.symbol
    wrong = slip(rng, symbol, {u.symbol for u in variant.form.units.values()}) if len(symbol) > 3 else None
    return row["so_ky_hieu"].replace(symbol, wrong) if wrong else None


def write(variant: Variant, sentence: str, section: str = "danh_gia_chung") -> str:
    """Add a sentence to a section of the report; give its cell."""
    variant.entries["texts"][section] += f"\n{sentence}"
    return cell(variant, "danh_gia", section, "noi_dung")


def cited(variant: Variant, row: Row, symbol: str = "", day: date | None = None) -> str:
    label = variant.form.options("loai_van_ban")[row["loai"]]
    day = day or date.fromisoformat(row["ngay"])
    return f"Việc này thực hiện theo {label} số {symbol or row['so_ky_hieu']} ngày {show_date(day)}."


# Documents: the register


@fault("VB05", also=f"{_CITED} VB10")
def agency_misspelt_in_the_register(v: Variant, rng: Random) -> str | None:
    i, row = some_row(v, rng, "van_ban", own(v))
    if (wrong := wrong_agency(v, rng, row)) is None:
        return None
    row["so_ky_hieu"] = wrong
    return cell(v, "van_ban", i, "so_ky_hieu")


@fault("VB05", also="VB07")
def agency_misspelt_in_a_text(v: Variant, rng: Random) -> str | None:
    _, row = some_row(v, rng, "van_ban", own(v))
    wrong = wrong_agency(v, rng, row)
    return write(v, cited(v, row, wrong)) if wrong else None


@fault("VB11", also=f"{_CITED} VB08 VB14 VB15")
def type_of_the_symbol_other_than_chosen(v: Variant, rng: Random) -> str | None:
    i, row = some_row(v, rng, "van_ban", lambda row: "/KH-" in row["so_ky_hieu"])
    row["so_ky_hieu"] = row["so_ky_hieu"].replace("/KH-", "/QĐ-")
    return cell(v, "van_ban", i, "so_ky_hieu")


named(
    "type_chosen_wrong",
    put("van_ban", "loai", lambda v, row: "BC", lambda row: row["loai"] not in ("BC", "CV")),
    "VB11",
)


def renumber(v: Variant, rng: Random, slips: Callable[[str], Iterator[str]]) -> str | None:
    """Change the digits of a number where the result breaks the order of its series."""

    def wrong(row: Row) -> list[int]:
        made = {int(one) for one in slips(str(number(row))) if one and one[0] != "0"} - {number(row)}
        return sorted(n for n in made if breaks_order(v, row, n, date.fromisoformat(row["ngay"])))

    if (found := some_row(v, rng, "van_ban", wrong)) is None:
        return None
    found[1]["so_ky_hieu"] = renumbered(found[1], rng.choice(wrong(found[1])))
    return cell(v, "van_ban", found[0], "so_ky_hieu")


@fault("VB14 VB15", also=f"{_CITED} VB08 VB16")
def number_lost_a_digit(v: Variant, rng: Random) -> str | None:
    return renumber(v, rng, lambda n: (n[:i] + n[i + 1 :] for i in range(len(n))))


@fault("VB14 VB15", also=f"{_CITED} VB08")
def number_with_a_digit_too_many(v: Variant, rng: Random) -> str | None:
    return renumber(v, rng, lambda n: (n[:i] + n[i] + n[i:] for i in range(len(n))))


@fault("VB14 VB15", also=f"{_CITED} VB08")
def number_transposed(v: Variant, rng: Random) -> str | None:
    return renumber(v, rng, lambda n: (n[:i] + n[i + 1] + n[i] + n[i + 2 :] for i in range(len(n) - 1)))


@fault("VB08", also=f"{_CITED} VB14 VB15")
def one_number_for_two_documents(v: Variant, rng: Random) -> str | None:
    found = some_row(v, rng, "van_ban", lambda row: own(v)(row) and len(series(v, row)) > 2)
    if found is None:
        return None
    found[1]["so_ky_hieu"] = renumbered(found[1], rng.choice(series(v, found[1]))[1])
    return cell(v, "van_ban", found[0], "so_ky_hieu")


named("number_missing", put("van_ban", "so_ky_hieu", lambda v, row: None), "VB03", "VB18")
named("date_missing", put("van_ban", "ngay", lambda v, row: None), "VB04")


@fault("VB01", also="VB13 VB14 VB15 VB20 VB25")
def dated_after_the_report(v: Variant, rng: Random) -> str | None:
    i, row = some_row(v, rng, "van_ban", bool)
    row["ngay"] = (v.office.signed + timedelta(days=rng.randint(32, 80))).isoformat()
    return cell(v, "van_ban", i, "ngay")


@fault("VB01", also="VB13 VB14 VB15 VB20 VB25")
def dated_a_year_late(v: Variant, rng: Random) -> str | None:
    late = (v.office.signed + timedelta(days=31)).isoformat()
    year = str(v.office.signed.year + 1)
    found = some_row(v, rng, "van_ban", lambda row: own(v)(row) and f"{year}{row['ngay'][4:]}" > late)
    if found is None or found[1]["ngay"].endswith("02-29"):
        return None
    found[1]["ngay"] = f"{year}{found[1]['ngay'][4:]}"
    return cell(v, "van_ban", found[0], "ngay")


def for_one_year(row: Row) -> bool:
    return bool(row.get("nam_ap_dung")) and not re.search(
        "giai đoạn|đến năm|20.. ?[-–] ?20", row["trich_yeu"]
    )


@fault("VB13", also="VB14 VB15 VB20")
def plan_dated_two_years_early(v: Variant, rng: Random) -> str | None:
    found = some_row(v, rng, "van_ban", lambda row: for_one_year(row) and not row["ngay"].endswith("02-29"))
    if found is None:
        return None
    found[1]["ngay"] = f"{v.office.year - 2}{found[1]['ngay'][4:]}"
    return cell(v, "van_ban", found[0], "ngay")


named(
    "plan_for_another_year",
    put("van_ban", "nam_ap_dung", lambda v, row: v.office.year + 2, for_one_year),
    "VB13",
)


@fault("VB25", also=_CITED)
def year_in_the_symbol_wrong(v: Variant, rng: Random) -> str | None:
    found = some_row(v, rng, "van_ban", lambda row: row["so_ky_hieu"].count("/") == 2)
    if found is None:
        return None
    head, year, tail = found[1]["so_ky_hieu"].split("/")
    found[1]["so_ky_hieu"] = f"{head}/{int(year) - 1}/{tail}"
    return cell(v, "van_ban", found[0], "so_ky_hieu")


@fault("VB14 VB15", also="VB13 VB20")
def day_and_month_interchanged(v: Variant, rng: Random) -> str | None:
    def swapped(row: Row) -> date | None:
        day = date.fromisoformat(row["ngay"])
        if day.day > 12 or day.day == day.month:
            return None
        other = date(day.year, day.day, day.month)
        return other if other <= v.office.signed and breaks_order(v, row, number(row), other) else None

    if (found := some_row(v, rng, "van_ban", swapped)) is None:
        return None
    found[1]["ngay"] = swapped(found[1]).isoformat()
    return cell(v, "van_ban", found[0], "ngay")


@fault("VB17", form="so-2026")
def issuer_not_in_force(v: Variant, rng: Random) -> str | None:
    row = {"khoa": "cu", "nhom": "khac", "loai": "TB", "ngay": "2025-03-18", "co_quan": v.form.unit.code}
    rows = v.entries["registers"]["van_ban"]
    rows.append({**row, "so_ky_hieu": f"27/TB-{v.form.unit.symbol}", "trich_yeu": "phân công công việc"})
    return cell(v, "van_ban", len(rows) - 1, "co_quan")


@fault("VB10", also=f"{_CITED} VB08 VB14 VB15")
def symbol_of_another_agency(v: Variant, rng: Random) -> str | None:
    i, row = some_row(v, rng, "van_ban", own(v))
    others = sorted({u.symbol for u in v.form.units.values() if u.kind == "so"} - {v.form.unit.symbol})
    row["so_ky_hieu"] = row["so_ky_hieu"].replace(v.form.unit.symbol, rng.choice(others))
    return cell(v, "van_ban", i, "so_ky_hieu")


@fault("VB10")
def issuer_chosen_wrong(v: Variant, rng: Random) -> str | None:
    i, row = some_row(v, rng, "van_ban", own(v))
    codes = [o.key for o in v.form.lists["co_quan"] if is_issuer(v.form.units[o.key])]
    row["co_quan"] = rng.choice([c for c in codes if v.form.units[c].symbol != v.form.unit.symbol])
    return cell(v, "van_ban", i, "co_quan")


named(
    "number_not_padded",
    put(
        "van_ban",
        "so_ky_hieu",
        lambda v, row: row["so_ky_hieu"].removeprefix("0"),
        lambda row: number(row) < 10,
    ),
    "VB16",
    "VB07",
)
for sign in (" /", "/ ", "–", " - "):
    named(
        f"symbol_with_{sign!r}",
        put(
            "van_ban",
            "so_ky_hieu",
            lambda v, row, s=sign: row["so_ky_hieu"].replace("/" if "/" in s else "-", s, 1),
        ),
        "VB02",
    )


# Documents: what texts say of them


@fault("VB18")
def cited_and_not_registered(v: Variant, rng: Random) -> str | None:
    _, row = some_row(v, rng, "van_ban", own(v))
    taken = {n for _, n in series(v, row)} | {number(row)}
    free = next(n for n in range(number(row) + 1, number(row) + 500) if n not in taken)
    return write(v, cited(v, row, renumbered(row, free)))


@fault("VB20")
def dated_otherwise_in_a_text(v: Variant, rng: Random) -> str | None:
    _, row = some_row(v, rng, "van_ban", bool)
    day = date.fromisoformat(row["ngay"]) - timedelta(days=rng.randint(1, 25))
    return write(v, cited(v, row, day=day))


@fault("ND10")
def word_number_missing(v: Variant, rng: Random) -> str | None:
    _, row = some_row(v, rng, "van_ban", bool)
    return write(v, cited(v, row).replace(" số ", " "))


@fault("ND09")
def list_of_documents_left_open(v: Variant, rng: Random) -> str | None:
    _, row = some_row(v, rng, "van_ban", own(v))
    return write(v, cited(v, row)[:-1] + rng.choice((", ...", ",…", "; ...", " về cải cách hành chính; …")))


@fault("ND03")
def unknown_footnote(v: Variant, rng: Random) -> str | None:
    _, row = some_row(v, rng, "van_ban", bool)
    return write(v, f"Thực hiện theo chỉ đạo[^{row['khoa']}x].")


@fault("ND16")
def broken_quote(v: Variant, rng: Random) -> str | None:
    return write(v, f"Đã giải quyết {rng.choice(('{1.1.1', '{1. 1}', '[^', '[^kh 01]'))} hồ sơ.")


@fault("ND02")
def unknown_figure(v: Variant, rng: Random) -> str | None:
    return write(v, f"Đã giải quyết {{{rng.choice(('1.1.99', '3.3.44', '8.1', 'so_ho_so'))}}} hồ sơ.")


# Wording


@fault("ND15")
def date_not_padded(v: Variant, rng: Random) -> str | None:
    form = rng.choice(("9/4/{}", "09/04/{}", "5/10/{}", "12/2/{}"))
    return write(v, f"Hội nghị tổ chức ngày {form.format(v.office.year - 1)}.")


@fault("ND15")
def date_impossible(v: Variant, rng: Random) -> str | None:
    return write(v, f"Hội nghị tổ chức ngày {rng.choice(('31/02', '31/4', '29/02'))}/{v.office.year - 2}.")


@fault("ND04")
def place_name_misspelt(v: Variant, rng: Random) -> str | None:
    units = [u for u in v.form.units.values() if u.kind == "ubnd_huyen" and u.in_force(v.office.signed)]
    head, _, name = rng.choice(units).place.rpartition(" ")
    wrong = re.sub("[aăâeêioôơuưáạờồậãừéò]", lambda m: "o" if m[0] != "o" else "e", name, count=1)
    known = {u.place for u in units}
    if wrong == name or f"{head} {wrong}" in known or " " not in head:
        return None
    return write(v, f"Mô hình được nhân rộng tại {head[0].lower()}{head[1:]} {wrong} từ đầu năm.")


@fault("ND05")
def set_phrase_with_wrong_marks(v: Variant, rng: Random) -> str | None:
    phrase = rng.choice([p for p in phrases() if p.kind in ("he_thong", "cum_tu")])
    words = phrase.text.split()
    at = rng.choice([i for i, word in enumerate(words) if slug(word) != word.casefold()])
    wrong = " ".join([*words[:at], slug(words[at]), *words[at + 1 :]])
    return None if wrong in phrase.also else write(v, f"Sở quan tâm đến {wrong} trong năm.")


@fault("ND11")
def fewer_items_than_told(v: Variant, rng: Random) -> str | None:
    text = ("03 nội dung: Một là, công khai; Hai là, nhắc việc", "05 nhóm việc: hồ sơ; văn thư; kỷ cương")
    return write(v, f"Tập trung {rng.choice(text)}.")


@fault("ND11")
def comma_between_items(v: Variant, rng: Random) -> str | None:
    items = ["thể chế", "thủ tục", "bộ máy", "công vụ", "tài chính", "hiện đại hóa"][: rng.randint(4, 6)]
    return write(
        v,
        f"Gồm {len(items):02d} lĩnh vực: {items[0]}; {', '.join(items[1:3])}; {'; '.join(items[3:])}.",
    )


@fault("ND11")
def parts_do_not_add_up(v: Variant, rng: Random) -> str | None:
    a, b = rng.randint(1, 9), rng.randint(5, 20)
    return write(v, f"Tổ chức {a + b + 1:02d} cuộc họp: {a:02d} cuộc trực tiếp; {b:02d} cuộc trực tuyến.")


@fault("ND12")
def ratio_typed_by_hand(v: Variant, rng: Random) -> str | None:
    return write(
        v, f"Có {rng.randint(1, 9):02d}/{rng.randint(10, 60)} {rng.choice(('TTHC', 'hồ sơ'))} phát sinh."
    )


@fault("ND13")
def appendix_that_is_not_there(v: Variant, rng: Random) -> str | None:
    return write(
        v,
        rng.choice(
            ("(Kèm theo Phụ lục II)", "Số liệu chi tiết tại Phụ lục số 3.", "Chi tiết tại phụ lục IV.")
        ),
    )


@fault("KT06")
def units_counted_otherwise_in_the_text(v: Variant, rng: Random) -> str | None:
    noun = rng.choice(("phòng chuyên môn", "đơn vị trực thuộc"))
    return write(v, f"Đã kiểm tra {rng.randint(40, 60)} {noun}.", "kiem_tra")


# Figures


def type_figures(values: Callable[[Variant], dict[str, Any]], at: str) -> Plant:
    def plant(v: Variant, rng: Random) -> str | None:
        for code, value in values(v).items():
            v.entries["indicators"][code] = {**v.entries["indicators"].get(code, {}), "value": value}
        typed = v.form.sheets["chi_tieu"].typed_cell(
            v.form.sheets["chi_tieu"].column["so_lieu"], v.form.sheets["chi_tieu"].line[at]
        )
        return cell(v, "chi_tieu", at, "so_lieu" if typed else "so_dung")

    return plant


_TOO_MANY = (
    ("R4", "1.3.1", ""),
    ("R7A", "2.2.3", ""),
    ("R7B", "2.2.2", ""),
    ("R7C", "2.3.3", ""),
    ("R7D", "2.3.2", ""),
    ("R9A", "3.2.1", ""),
    ("R9B", "3.2.2", ""),
    ("R9C", "3.2.3", ""),
    ("R12", "3.4.2", ""),
    ("R13", "4.1.5", "CT05"),
    ("R14", "4.2.2", "CT05"),
    ("R14B", "4.3.2", "CT05"),
    ("R14C", "5.1.2", ""),
    ("R16D", "6.3.2", ""),
    ("R17A", "7.5.1.1", ""),
    ("R17B", "7.5.2.1", ""),
    ("R17C", "7.5.2", ""),
    ("R17D", "7.5.4", ""),
    ("R17E", "7.5.5.2", ""),
    ("R17F", "7.5.5.1", ""),
    ("R17G", "7.6.1.1", ""),
    ("R17H", "7.6.1", ""),
    ("R18B", "7.6.2", ""),
    ("R18C", "7.6.3", ""),
    ("R18D", "7.5.5.3", ""),
)
"""Relations broken by a figure far too large: relation, figure, what else follows."""
for code, at, also in _TOO_MANY:
    named(f"{at}_too_large", type_figures(lambda v, at=at: {at: 987654}, at), code, also)
for code, at in (("R16", "6.1"), ("R16B", "7.3"), ("R16C", "7.4")):
    named(f"{at}_typed_as_a_part_of_one", type_figures(lambda v, at=at: {at: 0.95}, at), code)
    named(f"{at}_a_hundredfold", type_figures(lambda v, at=at: {at: 9500}, at), "GT04")
named(
    "received_fewer_than_done",
    type_figures(lambda v: {"3.3.10": 0, "3.3.11": 0}, "3.3.4"),
    "R10",
    "R18A R18B R18C R18D CD06",
)
named(
    "online_more_than_received",
    type_figures(lambda v: {"7.5.3.2": 987654, "7.5.2.1": 1, "7.5.2": 1}, "7.5.3"),
    "R18A",
)
named("survey_without_its_kind", type_figures(lambda v: {"1.4.1": 90, "1.4.2": None}, "1.4.2"), "R5A", "CT01")
named("kind_without_survey", type_figures(lambda v: {"1.4.1": 0, "1.4.2": 1}, "1.4.2"), "R5B")
named("code_out_of_its_list", type_figures(lambda v: {"1.5": 7}, "1.5"), "GT06")
named("level_4_forgotten", type_figures(lambda v: {"7.5.2": None}, "7.5.2"), "R17M CT01", "R17M CT01")
named("figure_forgotten", type_figures(lambda v: {"7.4": None}, "7.4"), "CT01")
named(
    "typed_against_the_register",
    type_figures(lambda v: {"1.1.1": len(v.entries["registers"]["nhiem_vu"]) + 3}, "1.1.1"),
    "CT02",
)
named("text_for_a_number", type_figures(lambda v: {"3.4.1": "năm phản ánh"}, "3.4.1"), "GT01")
named("ambiguous_number", type_figures(lambda v: {"6.3.1": "12.345"}, "6.3.1"), "GT02")
named("number_not_whole", type_figures(lambda v: {"4.2.1": 62.5}, "4.2.1"), "GT03")
named("number_negative", type_figures(lambda v: {"4.2.3": -3}, "4.2.3"), "GT03")
named("number_as_text", type_figures(lambda v: {"3.2.2": "7"}, "3.2.2"), "GT09", "R9B")
named("number_far_too_large", type_figures(lambda v: {"7.7": 10**15}, "7.7"), "GT11")


@fault("CT05")
def reason_left_out(v: Variant, rng: Random) -> str | None:
    v.entries["indicators"]["5.1.3"] = {"value": 2}
    return cell(v, "chi_tieu", "5.1.3", "ghi_chu")


@fault("CT03", also="R2 CT01")
def register_left_empty(v: Variant, rng: Random) -> str | None:
    v.entries["registers"]["nhiem_vu"] = []
    v.entries["indicators"] |= {"1.1.1": {"value": 20}, "1.1.2": {"value": 18}}
    return cell(v, "chi_tieu", "1.1.1", "so_lieu")


@fault("CT04")
def figures_of_the_period_before(v: Variant, rng: Random) -> str | None:
    for figure in v.entries["indicators"].values():
        figure["previous"] = figure["value"]
    return cell(v, "chi_tieu", "1.3.1", "so_lieu") if v.entries["indicators"]["1.3.1"]["value"] else None


# Tasks, inspections, rows


def later(v: Variant, row: Row) -> str:
    return (v.office.cut_off + timedelta(days=6)).isoformat()


def done(row: Row) -> bool:
    return row["trang_thai"] == "hoan_thanh"


def inspected(row: Row) -> bool:
    return bool(row["ngay"]) and row["hinh_thuc"] in ("truc_tiep", "qua_ho_so")


def other_kind(v: Variant, row: Row) -> str:
    return "phong" if row["loai_don_vi"] == "truc_thuoc" else "truc_thuoc"


named(
    "task_done_in_another_state", put("nhiem_vu", "trang_thai", lambda v, row: "dang_thuc_hien", done), "NV01"
)
named("task_done_after_the_cut_off", put("nhiem_vu", "ngay_hoan_thanh", later, done), "NV02")
named(
    "more_solved_than_found",
    put("kiem_tra", "da_xu_ly", lambda v, row: row["van_de"] + 2, inspected),
    "KT01",
    "R3A",
)
named(
    "problems_not_counted", put("kiem_tra", "van_de", lambda v, row: None, inspected), "KT03", "R3A R3C CT01"
)
named("unit_of_another_kind", put("kiem_tra", "loai_don_vi", other_kind, inspected), "KT04", "KT06")
named("inspected_after_the_cut_off", put("kiem_tra", "ngay", later, inspected), "KT05")
named("task_without_its_text", put("nhiem_vu", "noi_dung", lambda v, row: None), "SO01")
named("document_without_subject", put("van_ban", "trich_yeu", lambda v, row: None), "SO01", "ND03 SO03 TT02")
named("conclusion_not_registered", put("kiem_tra", "ket_luan", lambda v, row: "tb999"), "SO03")
named("document_of_publicity_not_registered", put("tuyen_truyen", "van_ban", lambda v, row: "kh999"), "SO03")
named("unknown_difficulty", put("kien_nghi", "kho_khan", lambda v, row: "KK77"), "SO03")
named("status_not_in_the_list", put("nhiem_vu", "trang_thai", lambda v, row: "Xong rồi", done), "GT06")
named("date_unreadable", put("nhiem_vu", "han", lambda v, row: "31/02/2021"), "GT05")
named("date_of_a_document_unreadable", put("van_ban", "ngay", lambda v, row: "tháng 4"), "GT05", "VB04")
named("label_written_otherwise", put("nhiem_vu", "trang_thai", lambda v, row: " hoàn  thành ", done), "GT10")
named(
    "date_where_a_symbol_belongs",
    put("van_ban", "so_ky_hieu", lambda v, row: date(2021, 4, 1)),
    "GT17",
    "VB02 VB18",
)
named("old_encoding", put("nhiem_vu", "noi_dung", lambda v, row: "C¶i c¸ch hµnh chÝnh n¨m nay"), "GT13")
named("invisible_sign", put("nhiem_vu", "san_pham", lambda v, row: "Báo\u200bcáo", done), "GT14")


@fault("SO02")
def key_used_twice(v: Variant, rng: Random) -> str | None:
    rows = v.entries["registers"]["nhiem_vu"]
    rows[1]["ma"] = fold(rows[0]["ma"]).upper()
    return cell(v, "nhiem_vu", 1, "ma")


@fault("KT02", also="KT06 R3E")
def inspected_twice(v: Variant, rng: Random) -> str | None:
    if (found := some_row(v, rng, "kiem_tra", inspected)) is None:
        return None
    v.entries["registers"]["kiem_tra"].append({**found[1], "ma": "KT90"})
    return cell(v, "kiem_tra", found[0], "don_vi")


# The report itself


def set_fields(
    at: str, values: Callable[[Variant], dict[str, Any]], fits: Callable[[Variant], Any] = bool
) -> Plant:
    def plant(v: Variant, rng: Random) -> str | None:
        if not fits(v):
            return None
        v.entries["fields"] |= values(v)
        return cell(v, "thong_tin", at, "gia_tri")

    return plant


def issued(v: Variant) -> bool:
    return v.entries["fields"]["trang_thai"] == "da_ban_hanh"


def waiting(v: Variant) -> bool:
    return v.entries["fields"]["trang_thai"] == "trinh_ky"


def signed_before_the_end(v: Variant) -> bool:
    return v.office.cut_off.month < LAST_MONTH[v.office.kind] and not issued(v)


def field_empty(key: str) -> Plant:
    return set_fields(key, lambda v: {key: None}, issued)


for key in ("nguoi_ky", "noi_nhan", "so_van_ban", "ngay_ky", "ngay_chot"):
    named(f"{key}_empty", field_empty(key), "TT01", "TT11")
named("basis_not_registered", set_fields("can_cu", lambda v: {"can_cu": "cv365z"}), "TT02")
named(
    "signed_on_a_day_that_is_none",
    set_fields("ngay_ky", lambda v: {"ngay_ky": 31, "thang_ky": 11}, issued),
    "TT03",
    "TT08 VB01",
)
named(
    "numbered_before_it_is_issued", set_fields("so_van_ban", lambda v: {"so_van_ban": "812"}, waiting), "TT06"
)
named(
    "cut_off_of_another_period",
    set_fields("ngay_chot", lambda v: {"ngay_chot": f"{v.office.year - 1}-05-14"}),
    "TT07",
    "NV02 KT05",
)
named(
    "recipients_without_addressee",
    set_fields("kinh_gui", lambda v: {"kinh_gui": None, "noi_nhan": "Bộ Nội vụ\nLưu"}),
    "TT10",
)
named(
    "open_period_without_cut_off",
    set_fields(
        "ngay_chot", lambda v: {"ngay_chot": None, "thang_ky": v.office.cut_off.month}, signed_before_the_end
    ),
    "TT11",
    "VB01",
)


@fault("TT08", also="VB01 VB14 VB15")
def signed_before_the_cut_off(v: Variant, rng: Random) -> str | None:
    day = v.office.cut_off - timedelta(days=3)
    if not issued(v):
        return None
    v.entries["fields"] |= {"ngay_ky": day.day, "thang_ky": day.month, "nam_ky": day.year}
    return cell(v, "thong_tin", "ngay_chot", "gia_tri")


@fault("TT04")
def another_unit_chosen(v: Variant, rng: Random) -> str | None:
    v.stamp["unit"] = "dt_sct"
    return cell(v, "thong_tin", "don_vi", "gia_tri")


@fault("TT05", also="TT07")
def saved_as_a_copy(v: Variant, rng: Random) -> str | None:
    v.stamp["period"] = f"{v.office.year - 1}"
    return cell(v, "thong_tin", "nam", "gia_tri")
