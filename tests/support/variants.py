"""Clean reports of many departments, one a seed: as officers write them, and not as a check would like them.

Numbers of documents come from a simulated outgoing register: an uneven pace, several a day, most of them
never cited. Texts are sentences of real reports with their names, numbers and dates changed.
"""

import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import accumulate
from random import Random
from typing import Any

from cchc_xl import resources
from cchc_xl.actions.check import check_picture
from cchc_xl.entries.evaluate import evaluate
from cchc_xl.entries.from_json import make_picture
from cchc_xl.findings import Finding
from cchc_xl.form.form import Form
from cchc_xl.form.load import load_form
from cchc_xl.form.model import Unit
from cchc_xl.text.numbers import show_date
from support.sentences import SENTENCES, SUBJECTS, TASKS

LAST_MONTH = {"Q1": 3, "6T": 6, "9T": 9, "nam": 12}
UNITS = {
    "so-2021": "dt_sldtbxh dt_sldtbxh dt_stp dt_snv dt_syt dt_sxd tg_stc tg_sgtvt dt_stttt tg_sldtbxh",
    "so-2026": "dt25_snv dt25_stp dt25_syt dt25_stc",
}
"""Units that report; the one whose divisions are all known reports more often."""
OWN = {"CV": (2, 9), "KH": (0.15, 0.6), "QĐ": (0.3, 1.5), "BC": (0.5, 2), "TB": (0.1, 0.4), "TTr": (0.1, 0.5)}
"""Documents that a department issues a working day, by type: the slowest and the busiest."""
OTHERS = (
    ("ubnd_tinh", "KH", "", 0.6, 1.5),
    ("ubnd_tinh", "QĐ", "", 3, 8),
    ("ubnd_tinh", "QĐ", "year", 0.1, 0.25),
    ("ubnd_tinh", "CV", "TCD", 2, 6),
    ("ubnd_huyen", "KH", "", 0.3, 1),
    ("hdnd_tinh", "NQ", "", 0.2, 0.5),
    ("hdnd_tinh", "NQ", "year", 0.05, 0.15),
    ("SNV", "CV", "CCHC", 3, 9),
    ("STTTT", "CV", "CNTT", 1, 5),
    ("BNV", "CV", "CCHC", 10, 20),
    ("BNV", "TT", "year", 0.03, 0.08),
    ("VPCP", "CV", "KSTT", 20, 40),
    ("TTg", "QĐ", "", 5, 9),
    ("CP", "NQ", "", 0.3, 0.7),
    ("CP", "NĐ", "year", 0.3, 0.6),
)
"""Series of others: issuer by kind or symbol, type, drafting unit or «year» for normative ones, the pace."""


@dataclass(frozen=True)
class Document:
    """A document as it was issued."""

    issuer: Unit
    type: str
    label: str
    number: int
    day: date
    unit: str = ""

    @property
    def symbol(self) -> str:
        kind = () if self.type == "CV" else (self.type,)
        normative = self.unit == "year"
        tail = () if normative else (self.unit, "" if self.type == "CV" else self.issuer.suffix)
        groups = "-".join(part for part in (*kind, self.issuer.symbol, *tail) if part)
        return f"{self.number:02d}/{f'{self.day.year}/' if normative else ''}{groups}"

    @property
    def key(self) -> str:
        plain = {"QĐ": "qd", "NĐ": "nd"}.get(self.type, self.type.lower())
        return f"{plain}{self.number}_{self.issuer.code}{self.day:%y}{'n' if self.unit == 'year' else ''}"

    @property
    def cited(self) -> str:
        return f"{self.label} số {self.symbol} ngày {show_date(self.day)}"


@dataclass(frozen=True)
class Office:
    """Who reports what, when: what all parts of a report have in common."""

    rng: Random
    form: Form
    kind: str
    cut_off: date
    signed: date

    @property
    def year(self) -> int:
        return self.form.meta.year

    @property
    def period(self) -> str:
        return f"{self.year}" if self.kind == "nam" else f"{self.year}-{self.kind}"

    @property
    def divisions(self) -> list[str]:
        return [option.key for option in self.form.lists["phong"]]

    def division(self) -> str | None:
        return self.rng.choice(self.divisions) if self.divisions and self.rng.random() < 0.9 else None

    def workday(self, first: date, last: date) -> date:
        day = first + timedelta(days=self.rng.randint(0, max((last - first).days, 0)))
        return day - timedelta(days=max(0, day.weekday() - 4)) if day > first + timedelta(days=2) else day

    def issuers(self, word: str) -> list[Unit]:
        units = [self.form.units[option.key] for option in self.form.lists["co_quan"]]
        near = {self.form.unit.parent, ""}
        there = [u for u in units if word in (u.kind, u.symbol) and u.parent in near and u != self.form.unit]
        return [u for u in there if u.in_force(date(self.year - 1, 10, 1)) and u.in_force(self.signed)]

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Draw 20 to 300 documents, most of them its own, from the outgoing registers of all issuers."""
        wanted = int(20 * 15 ** (self.rng.random() ** 3))
        own = [(self.form.unit, kind, "", *pace) for kind, pace in OWN.items()]
        others = [(self.rng.choice(there), *rest) for word, *rest in OTHERS if (there := self.issuers(word))]
        found: dict[str, Document] = {}
        for issuer, kind, unit, slow, busy in [*own, *self.rng.sample(others, min(6, len(others)))]:
            pace = self.rng.uniform(slow, busy)
            share = max(1, round(wanted * self.rng.uniform(0.5, 1.5) / 13))
            found |= {d.key: d for d in self._drawn(issuer, kind, unit, pace, share)}
        return tuple(found.values())

    def _drawn(self, issuer: Unit, kind: str, unit: str, pace: float, share: int) -> list[Document]:
        label = self.form.options("loai_van_ban")[kind]
        october, january = date(self.year - 1, 10, 1), date(self.year, 1, 1)
        before = _log(self.rng, pace, int(pace * 190), october, january - timedelta(days=1))
        now = _log(self.rng, pace, 0, january, self.signed)
        early = self.rng.randint(0, share // 2) if kind in ("KH", "QĐ", "NQ") else 0
        drawn = [*self.rng.sample(before, min(early, len(before)))]
        drawn += self.rng.sample(now, min(share * (2 if kind == "CV" else 1), len(now)))
        return [
            Document(issuer, kind, label, number, day, unit or self._drafting(kind)) for number, day in drawn
        ]

    def _drafting(self, kind: str) -> str:
        symbols = [self.form.units[code].symbol for code in self.divisions if self.form.units[code].symbol]
        return self.rng.choice(symbols or ["VP"]) if kind == "CV" else ""


def _log(rng: Random, pace: float, last: int, first: date, end: date) -> list[tuple[int, date]]:
    """Number what goes out day by day: busy and quiet months and days, at most a few on a Saturday."""
    found, months = [], [rng.uniform(0.5, 1.6) for _ in range(13)]
    for ahead in range((end - first).days + 1):
        day = first + timedelta(days=ahead)
        busy = pace * months[day.month] * rng.uniform(0.2, 1.8) if day.weekday() < 5 else 0
        for _ in range(int(busy + rng.random())) if busy else ():
            last += 1
            found.append((last, day))
    return found


@dataclass(frozen=True)
class Variant:
    """A clean report, to be checked as it is or after a fault was planted."""

    office: Office
    entries: dict[str, Any]
    stamp: dict[str, str] = field(default_factory=dict)
    """What the hidden stamp says otherwise than the cells."""

    @property
    def form(self) -> Form:
        return self.office.form

    def copy(self) -> "Variant":
        return replace(self, entries=deepcopy(self.entries), stamp=dict(self.stamp))

    def findings(self) -> tuple[Finding, ...]:
        picture = make_picture(self.form, self.office.period, self.entries)
        return check_picture(replace(picture, stamp=picture.stamp._replace(**self.stamp))).findings


def variant(seed: int, form_key: str = "so-2021", kind: str = "", unit: str = "") -> Variant:
    """Make the clean report of a seed, of a given period and unit if wanted."""
    rng = Random(seed)
    kind = kind or rng.choice(("nam", "nam", "nam", "6T", "Q1", "9T"))
    office = _office(rng, _form(form_key, unit or rng.choice(UNITS[form_key].split())), kind)
    registers = {
        "van_ban": [_row(office, one) for one in _ordered(office)],
        "nhiem_vu": _tasks(office),
        "kiem_tra": _inspections(office),
        "tuyen_truyen": _publicity(office),
    }
    sample = _sample()
    for key in ("kho_khan", "kien_nghi"):
        rows = [{**row, "phong": office.division()} for row in sample["registers"][key]]
        registers[key] = rows
    entries = {
        "fields": _fields(office),
        "registers": registers,
        "indicators": _figures(office),
        "criteria": _criteria(office),
        "texts": _texts(office, registers["kiem_tra"]),
    }
    _leave_out(office, entries)
    return Variant(office, entries)


def _leave_out(office: Office, entries: dict[str, Any]) -> None:
    """Say «not applicable» where the figures of this office leave nothing to score."""
    value = evaluate(make_picture(office.form, office.period, entries)).number
    for criterion in office.form.criteria.values():
        if criterion.input and value(criterion.name) is None:
            entries["criteria"].setdefault(criterion.code, {})["lua_chon"] = "khong_ap_dung"


@cache
def _form(key: str, unit: str) -> Form:
    return load_form(key, unit)


@cache
def _sample() -> Mapping[str, Any]:
    return json.loads((resources.workbook() / "samples" / "2021-minh-hoa.json").read_text("utf-8"))


def _office(rng: Random, form: Form, kind: str) -> Office:
    year, month = form.meta.year, LAST_MONTH[kind]
    month_before = date(year, month, 1) - timedelta(days=1)
    cut_off = rng.choice((date(year, month, 14), date(year, month, 14), date(year, month, 10), month_before))
    return Office(rng, form, kind, cut_off, cut_off + timedelta(days=rng.randint(1, 24)))


def _ordered(office: Office) -> list[Document]:
    """Order the register as one does: by date, by type, or as things came in."""
    order: Callable[[Document], object] = office.rng.choice(
        (lambda d: d.day, lambda d: (d.type, d.day), lambda d: office.rng.random())
    )
    return sorted(office.documents, key=order)


def _row(office: Office, one: Document) -> dict[str, Any]:
    own = one.issuer == office.form.unit
    group = {"KH": "ke_hoach", "CV": "chi_dao"}.get(one.type, "khac") if own else "can_cu"
    subject = office.rng.choice(SUBJECTS).replace("<nam>", str(office.year))
    row = {
        "khoa": one.key,
        "nhom": office.rng.choice((group, group, "kiem_tra", "tuyen_truyen", "khac")),
        "loai": one.type,
        "so_ky_hieu": one.symbol,
        "ngay": one.day.isoformat(),
        "co_quan": one.issuer.code,
        "trich_yeu": _filled(office, subject),
        "phong": office.division() if own else None,
    }
    if one.type == "KH" and office.rng.random() < 0.8:
        row["nam_ap_dung"] = max(
            office.year, one.day.year + (one.day.month == 12 and one.day.year == office.year)
        )
    return row


def _tasks(office: Office) -> list[dict[str, Any]]:
    rng, rows = office.rng, []
    for i in range(rng.randint(8, 40)):
        area, text, product = TASKS[i % len(TASKS)]
        done = rng.random() < 0.75
        deadline = office.workday(date(office.year, 1, 10), date(office.year, 12, 31))
        rows.append(
            {
                "ma": f"NV{i + 1:02d}",
                "linh_vuc": area,
                "noi_dung": _filled(office, text)
                + (f" (đợt {i // len(TASKS) + 1})" if i >= len(TASKS) else ""),
                "phong": office.division(),
                "han": deadline.isoformat(),
                "trang_thai": "hoan_thanh" if done else rng.choice(("dang_thuc_hien", "chua_thuc_hien")),
                "ngay_hoan_thanh": (
                    office.workday(date(office.year, 1, 5), office.cut_off).isoformat() if done else None
                ),
                "san_pham": _filled(office, product),
            }
        )
    return rows


def _inspections(office: Office) -> list[dict[str, Any]]:
    """Inspect each division once, directly or by its files; some again, some not yet, one unannounced."""
    rng, rows = office.rng, []
    units = rng.sample(office.divisions, rng.randint(min(1, len(office.divisions)), len(office.divisions)))
    ways = [(unit, rng.choice(("truc_tiep", "qua_ho_so"))) for unit in units]
    ways += [(unit, rng.choice(("phuc_tra", "tu_kiem_tra"))) for unit in units if rng.random() < 0.2]
    for i, (unit, way) in enumerate(ways):
        done, found = rng.random() < 0.85 or i == 0, rng.randint(0, 4)
        conclusion = rng.choice([d.key for d in office.documents if d.issuer == office.form.unit])
        rows.append(
            {
                "ma": f"KT{i + 1:02d}",
                "don_vi": unit,
                "loai_don_vi": "phong" if office.form.units[unit].kind == "phong" else "truc_thuoc",
                "theo_ke_hoach": "khong" if rng.random() < 0.1 else "co",
                "hinh_thuc": way,
                "ngay": office.workday(date(office.year, 1, 20), office.cut_off).isoformat()
                if done
                else None,
                "van_de": found if done else None,
                "da_xu_ly": rng.randint(0, found) if done else None,
                "ket_luan": conclusion if done and rng.random() < 0.3 else None,
                "phong": office.division(),
            }
        )
    return rows


def _publicity(office: Office) -> list[dict[str, Any]]:
    rng = office.rng
    return [
        {
            **row,
            "noi_dung": _filled(office, "Tuyên truyền kế hoạch CCHC của <so>; giới thiệu <van_ban>"),
            "ngay": office.workday(date(office.year, 1, 4), office.cut_off).isoformat(),
            "so_luong": rng.randint(1, 900),
            "van_ban": rng.choice(office.documents).key if rng.random() < 0.5 else None,
            "phong": office.division(),
        }
        for row in _sample()["registers"]["tuyen_truyen"][: rng.randint(1, 5)]
    ]


def _fields(office: Office) -> dict[str, Any]:
    rng, unit, signed = office.rng, office.form.unit, office.signed
    reports = [
        d for d in office.documents if d.issuer == unit and d.type == "BC" and d.day.year == signed.year
    ]
    number = max((d.number for d in reports), default=int((signed - date(signed.year, 1, 1)).days * 1.1))
    issued = rng.random() < 0.6
    foreign = [d.key for d in office.documents if d.issuer != unit]
    return {
        "ngay_chot": office.cut_off.isoformat(),
        "trang_thai": "da_ban_hanh" if issued else rng.choice(("trinh_ky", "du_thao")),
        "so_van_ban": f"{number + rng.randint(1, 3):02d}" if issued else None,
        "ngay_ky": signed.day if issued else None,
        "thang_ky": signed.month,
        "nam_ky": signed.year,
        "can_cu": rng.choice(foreign) if foreign and rng.random() < 0.8 else None,
        "kinh_gui": rng.choice(("Sở Nội vụ", "Ủy ban nhân dân tỉnh\nSở Nội vụ", "Ủy ban nhân dân tỉnh")),
        "quyen_ky": rng.choice((None, None, "kt")),
        "nguoi_ky": rng.choice(("Nguyễn Văn An", "Lê Thị Bích Thủy", "Trần Hữu Đức")),
        "noi_nhan": rng.choice(("Như trên\nBan Giám đốc Sở\nCác phòng thuộc Sở", "Như trên\nLãnh đạo Sở")),
        "luu": rng.choice(("VT", "VT, VP")),
    }


def _figures(office: Office) -> dict[str, Any]:
    """Draw figures that fit each other; those that a register counts are left to it."""
    rng = office.rng
    part = rng.randint
    late = [part(0, 40), part(0, 3), part(0, 2), part(0, 6)]
    survey, total, units = rng.choice((0, 150, 320)), part(40, 260), part(0, 9)
    drafted, reviewed = _falling(rng, 12, 3), _falling(rng, 60, 3)
    ahead, on_time, overdue, open_, open_late = (
        part(1, 4000),
        part(0, 2500),
        part(0, 30),
        part(0, 90),
        part(0, 9),
    )
    carried = part(0, min(80, ahead))
    received = ahead + on_time + overdue + open_ + open_late - carried
    level_3, level_4 = part(0, total // 2), part(0, total // 3)
    used_3, used_4 = part(min(1, level_3), level_3), part(min(1, level_4), level_4)
    online = part(0, received) // 2
    staff, posts = part(25, 90), part(0, 400)
    groups = _split(rng, units, 6)
    paid, posted = _falling(rng, total, 2), _falling(rng, total, 2)
    figures = {
        **dict(zip(("1.3.2", "1.3.3", "1.3.4", "1.3.5"), late, strict=True), **{"1.3.1": sum(late)}),
        **{"1.4.1": survey, "1.5": part(0, 1), "1.6": part(0, 3), "2.1": part(0, 5)},
        **({"1.4.2": part(0, 2)} if survey else {}),
        **dict(zip(("2.2.1", "2.2.2", "2.2.3"), drafted, strict=True)),
        **dict(zip(("2.3.1", "2.3.2", "2.3.3"), reviewed, strict=True)),
        **{"3.1.1": part(0, 20), "3.1.2": part(0, 20), "3.2.1": part(0, 5), "3.2.2": part(0, 30), "3.2.3": 2},
        **dict(zip(("3.1.3.1", "3.1.3.2", "3.1.3.3"), (total, part(0, 30), part(0, 30)), strict=True)),
        **{"3.3.6": ahead, "3.3.7": on_time, "3.3.8": overdue, "3.3.12": open_, "3.3.13": open_late},
        **{"3.3.10": received, "3.3.11": carried},
        **dict(zip(("3.4.1", "3.4.2"), _falling(rng, 12, 2), strict=True)),
        **{"4.1.5": units, "4.1.5.1": units + part(0, 4), "4.2.1": staff, "4.2.2": staff - part(0, 6)},
        **{"4.2.3": part(0, 9), "4.2.4": part(0, 3), "4.2.6": staff + part(0, 12)},
        **{"4.3.1": posts, "4.3.2": part(0, posts), "4.3.3": part(0, 5), "4.3.5": posts + part(0, 30)},
        **{
            "5.1.1": 1,
            "5.1.2": part(0, units),
            "5.2.1": part(0, 4),
            "5.2.2": part(0, 2),
            "5.2.3": part(0, 9),
        },
        **dict.fromkeys(("5.1.3", "5.3", *(f"5.4.{i}" for i in range(1, 7)), "6.2.6"), 0),
        "5.4.2": rng.choice(({"value": 1, "note": "khiển trách một công chức do vi phạm giờ làm việc"}, 0)),
        "5.5": rng.choice((part(10, 300), {"value": None, "state": "kad"})),
        "6.1": round(rng.uniform(30, 100), 1),
        **dict(zip(("6.2.2", "6.2.3", "6.2.4.1", "6.2.4.2", "6.2.4.3", "6.2.5"), groups, strict=True)),
        **dict(zip(("6.3.1", "6.3.2"), (184.5, rng.choice((184.5, 90.25, 0))), strict=True)),
        **{"7.3": 100, "7.4": round(rng.uniform(60, 100), 2), "7.7": part(0, 3)},
        **{"7.5.1": level_3, "7.5.1.1": used_3, "7.5.2": level_4, "7.5.2.1": used_4},
        **{
            "7.5.3.1": online if used_3 else 0,
            "7.5.3.2": online // 3 if used_4 else 0,
            "7.5.4": part(0, total),
        },
        **{"7.5.5.1": paid[0], "7.5.5.2": paid[1], "7.5.5.3": part(0, received) // 9},
        **{
            "7.6.1": posted[0],
            "7.6.1.1": posted[1],
            "7.6.2": part(0, received) // 3,
            "7.6.3": part(0, ahead),
        },
    }
    if not office.divisions:  # nobody to inspect
        figures |= {
            f"1.2.{i}": {"value": None, "state": "kad"} for i in (1, "1.1", "1.2", 2, 4, 5, 6, 7, 8, 9)
        }
    return {code: _told(office, value) for code, value in figures.items() if code in office.form.indicators}


def _told(office: Office, value: Any) -> dict[str, Any]:
    told = value if isinstance(value, dict) else {"value": value}
    if office.rng.random() < 0.4 and isinstance(value, int) and value > 1:
        told = {**told, "previous": value - office.rng.randint(0, value // 2 + 1)}
    return {**told, "phong": office.division()}


def _falling(rng: Random, top: int, count: int) -> list[int]:
    return list(
        accumulate(range(count - 1), lambda last, _: rng.randint(0, last), initial=rng.randint(0, top))
    )


def _split(rng: Random, total: int, parts: int) -> list[int]:
    owners = [rng.randrange(parts) for _ in range(total)]
    return [owners.count(i) for i in range(parts)]


def _criteria(office: Office) -> dict[str, Any]:
    found = {}
    for code, typed in _sample()["criteria"].items():
        evidence = office.rng.choice(("<van_ban>", "<van_ban>; <van_ban>", "Bảng tổng hợp của <so>"))
        choice = {column: typed[column] for column in ("lua_chon", "so_nhap") if column in typed}
        found[code] = {**choice, "tlkc": _filled(office, evidence), "phong": office.division()}
    return found


def _texts(office: Office, inspections: list[dict[str, Any]]) -> dict[str, str]:
    texts = {}
    for key, section in office.form.sections.items():
        pool = SENTENCES.get(key, SENTENCES["chung"])
        chosen = office.rng.sample(pool, office.rng.randint(min(3, len(pool)), min(6, len(pool))))
        if section.typed:
            texts[key] = "\n".join(_filled(office, one) for one in chosen)
    texts["kiem_tra"] += "\n" + _inspected(office, inspections)
    return texts


def _inspected(office: Office, rows: list[dict[str, Any]]) -> str:
    direct = [row for row in rows if row["hinh_thuc"] == "truc_tiep"]
    phong = [row for row in direct if row["loai_don_vi"] == "phong"]
    if not phong or office.rng.random() < 0.4:
        return "Đã kiểm tra {1.2.1} phòng, đơn vị, đạt {1.2.3} so với kế hoạch."
    others = f"{len(direct) - len(phong):02d} đơn vị trực thuộc"
    return f"Kiểm tra trực tiếp {len(phong):02d} phòng chuyên môn và {others}."


def _filled(office: Office, sentence: str) -> str:
    """Fill the blanks of a sentence, each anew: «<van_ban>», «<noi>» …"""
    while re.search(r"<\w+>", sentence):
        sentence = re.sub(r"<(\w+)>", lambda match: BLANKS[match[1]](office), sentence)
    return sentence


def _cited(office: Office, own: bool) -> str:
    there = [d for d in office.documents if (d.issuer == office.form.unit) == own]
    one = office.rng.choice(there or office.documents)
    return office.rng.choice(
        (one.cited, one.cited, f"{one.cited}[^{one.key}]", one.cited.partition(" ngày")[0])
    )


def _place(office: Office) -> str:
    parent, day = office.form.unit.parent, office.signed
    there = [u.place for u in office.form.units.values() if u.parent == parent and u.in_force(day)]
    here = [place[0].lower() + place[1:] for place in there if place[:2] in ("Hu", "Th", "Ph")]
    return office.rng.choice(here)


def _ratio(office: Office) -> str:
    whole = office.rng.randint(2, 900)
    part = office.rng.randint(1, whole)
    rate = f"{100 * part / whole:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return office.rng.choice(
        (
            f"{part}/{whole} hồ sơ, đạt tỷ lệ {rate}%",
            f"đạt {rate} % ({part}/{whole} hồ sơ)",
            f"{part} trên tổng số {whole} hồ sơ, tỷ lệ {rate} %",
        )
    )


def _listed(office: Office) -> str:
    items = office.rng.sample(
        ("công khai TTHC", "giải quyết hồ sơ", "văn thư, lưu trữ", "kỷ cương", "chế độ báo cáo"), 4
    )
    count = office.rng.randint(2, 4)
    word = office.rng.choice(("nội dung", "nhóm việc", "lĩnh vực"))
    return f"{count:02d} {word}: {'; '.join(items[:count])}"


def _summed(office: Office) -> str:
    a, b = office.rng.randint(1, 9), office.rng.randint(1, 30)
    return office.rng.choice(
        (
            f"{a + b:02d} cuộc họp, trong đó: {a:02d} cuộc trực tiếp; {b:02d} cuộc trực tuyến",
            f"{a + b:02d} lượt tư vấn: {a:02d} lượt tại trụ sở; {b:02d} lượt qua điện thoại",
        )
    )


def _ordinals(office: Office) -> str:
    words, count = ("Một", "Hai", "Ba", "Bốn"), office.rng.randint(2, 4)
    things = ("rà soát quy trình", "công khai kết quả", "nhắc việc trước hạn", "bồi dưỡng công chức")
    items = "; ".join(f"{word} là, {thing}" for word, thing in zip(words[:count], things, strict=False))
    return f"{count:02d} nội dung: {items}"


BLANKS: Mapping[str, Callable[[Office], str]] = {
    "so": lambda o: o.form.unit.name,
    "nam": lambda o: str(o.year),
    "nam_toi": lambda o: str(o.year + 1),
    "nam_truoc": lambda o: str(o.year - 1),
    "ky_hieu": lambda o: o.form.unit.symbol,
    "van_ban": lambda o: _cited(o, own=True),
    "van_ban_khac": lambda o: _cited(o, own=False),
    "khoa": lambda o: f"[^{o.rng.choice(o.documents).key}]",
    "noi": _place,
    "ngay": lambda o: show_date(o.workday(date(o.year, 1, 4), o.cut_off)),
    "ty_so": _ratio,
    "liet_ke": _listed,
    "tong": _summed,
    "mot_la": _ordinals,
    "n": lambda o: f"{o.rng.randint(2, 30):02d}",
}
