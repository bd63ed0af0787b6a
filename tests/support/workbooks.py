"""Clean workbooks of many departments: other units, years, numbers, dates and registers, from a seed."""

import json
import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from cchc_xl import resources
from cchc_xl.form.form import Form
from cchc_xl.form.load import load_form
from cchc_xl.text.numbers import show_count, show_date

UNITS = {
    2021: ("dt_sldtbxh", "dt_snv", "dt_stp", "dt_syt"),
    2026: ("dt25_snv", "dt25_stp", "dt25_stc", "dt25_syt"),
}
TOPICS = (
    "rà soát, đánh giá thủ tục hành chính",
    "công tác văn thư, lưu trữ",
    "theo dõi tình hình thi hành pháp luật",
    "ứng dụng công nghệ thông tin",
    "đào tạo, bồi dưỡng công chức, viên chức",
    "cải thiện chỉ số CCHC",
    "kiểm soát thủ tục hành chính",
    "tiếp công dân, giải quyết khiếu nại, tố cáo",
    "phòng, chống dịch Covid-19",
    "thực hiện quy tắc ứng xử",
    "chấn chỉnh kỷ luật, kỷ cương hành chính",
    "giải ngân vốn đầu tư công",
)
FIELDS = (
    "cải cách thể chế",
    "cải cách thủ tục hành chính",
    "cải cách tổ chức bộ máy",
    "cải cách chế độ công vụ",
    "cải cách tài chính công",
    "xây dựng chính quyền điện tử",
    "thông tin, tuyên truyền",
    "chỉ đạo, điều hành",
)
ORDINALS = ("Một", "Hai", "Ba", "Bốn", "Năm")
NAMES = {"KH": "Kế hoạch", "CV": "Công văn", "QĐ": "Quyết định", "BC": "Báo cáo", "TB": "Thông báo"}


@dataclass
class Variant:
    """Entries of one department with their form; `documents` are its own letters and plans, by date."""

    form: Form
    period: str
    entries: dict
    random: random.Random

    @property
    def documents(self) -> list[dict]:
        return self.entries["registers"]["van_ban"]

    def own(self, kind: str) -> list[dict]:
        """Its own documents of a type, dated within the year of the report, by date."""
        return [
            row
            for row in self.documents
            if row["loai"] == kind
            and row["co_quan"] == self.form.unit.code
            and row["ngay"][:4] == self.period
        ]


def clean(seed: int) -> Variant:
    """Make a workbook without a fault."""
    dice = random.Random(seed)
    year = 2021 if dice.random() < 0.7 else 2026
    form = load_form(f"so-{year}", dice.choice(UNITS[year]))
    text = (resources.workbook() / "samples" / "2021-minh-hoa.json").read_text("utf-8")
    entries = json.loads(text)
    variant = Variant(form, str(year), entries, dice)
    _fields(variant, year)
    _figures(entries["indicators"], dice)
    _register(variant, year)
    _number(variant)
    _work(variant, year)
    _texts(variant, year)
    for figure in entries["indicators"].values():
        figure.pop("phong", None)
        figure.pop("previous", None)
    entries["criteria"] = {}
    codes = set(form.indicators)
    entries["indicators"] = {code: value for code, value in entries["indicators"].items() if code in codes}
    return variant


def _fields(variant: Variant, year: int) -> None:
    fields, unit, dice = variant.entries["fields"], variant.form.unit, variant.random
    fields |= {
        "don_vi": unit.code, "nam": year, "nam_ky": year, "ngay_chot": f"{year}-12-14", "ngay_theo_doi": None,
        "ky_hieu": f"BC-{unit.symbol}", "thang_ky": 12, "ngay_ky": dice.randint(15, 28), "can_cu": "cv_snv",
        "trich_yeu": f"Kết quả thực hiện công tác cải cách hành chính năm {year}", "so_van_ban": "4000",
    }  # fmt: skip
    if dice.random() < 0.3:
        fields |= {"trang_thai": "trinh_ky", "so_van_ban": None, "ngay_ky": None}
    if unit.symbol == "SNV":
        fields |= {"kinh_gui": "Ủy ban nhân dân tỉnh", "noi_nhan": "Như trên\nLãnh đạo Sở"}


def _number(variant: Variant) -> None:
    """Number the report after the last one of its unit, at the pace of the others."""
    fields, reports = variant.entries["fields"], variant.own("BC")
    if fields["so_van_ban"]:
        numbers = [int(row["so_ky_hieu"].partition("/")[0]) for row in reports]
        fields["so_van_ban"] = str(max(numbers) + variant.random.randint(1, 20))


def _figures(figures: dict, dice: random.Random) -> None:
    def put(**values: float) -> None:
        for code, value in values.items():
            figures[code[1:].replace("_", ".")]["value"] = value

    parts = [dice.randint(5, 60), dice.randint(0, 5), dice.randint(0, 3), dice.randint(0, 9)]
    put(_1_3_1=sum(parts), _1_3_2=parts[0], _1_3_3=parts[1], _1_3_4=parts[2], _1_3_5=parts[3])
    done = [dice.randint(100, 9000), dice.randint(50, 4000), dice.randint(0, 40)]
    open_ = [dice.randint(0, 200), dice.randint(0, 9)]
    carried = dice.randint(0, 50)
    received = sum(done) + sum(open_) - carried
    put(_3_3_6=done[0], _3_3_7=done[1], _3_3_8=done[2], _3_3_10=received, _3_3_11=carried)
    put(
        _3_3_12=open_[0],
        _3_3_13=open_[1],
        _7_6_2=dice.randint(0, received),
        _7_6_3=dice.randint(0, sum(done)),
    )
    put(_7_5_3_1=dice.randint(7, received // 3), _7_5_3_2=dice.randint(5, received // 3))
    put(_7_5_5_3=dice.randint(0, received), _6_1=round(dice.uniform(55, 100), 2))
    put(_7_4=round(dice.uniform(80, 100), 1), _1_4_1=dice.randint(50, 900), _3_1_3_1=dice.randint(100, 300))


def _register(variant: Variant, year: int) -> None:
    dice, form, rows = variant.random, variant.form, variant.entries["registers"]["van_ban"]
    own = form.unit.code
    parent = form.unit.parent
    place = parent.partition("_")[0]
    rows.clear()
    size = dice.randint(20, 300)
    share = {"CV": 0.5, "KH": 0.2, "QĐ": 0.15, "BC": 0.1, "TB": 0.05}
    units = sorted({u.symbol for u in form.units.values() if u.parent == own and u.symbol}) or ["VP"]
    for kind, part in share.items():
        for number, day in _series(dice, max(2, int(size * part)), year):
            unit = f"-{dice.choice(units)}" if kind == "CV" else ""
            symbol = f"{number:02d}/{form.unit.symbol}{unit}" if kind == "CV" else ""
            rows.append(
                _document(dice, kind, symbol or f"{number:02d}/{kind}-{form.unit.symbol}", day, own, year)
            )
    for number, day in _series(dice, dice.randint(2, 12), year):
        rows.append(_document(dice, "QĐ", f"{number:02d}/QĐ-UBND-HC", day, parent, year))
    plan = date(year - 1, 12, dice.randint(1, 31))
    rows.append(_document(dice, "KH", f"{dice.randint(200, 400)}/KH-UBND", plan, parent, year))
    letter = date(year, 2, dice.randint(1, 28))
    basis = _document(dice, "CV", f"{dice.randint(100, 500)}/SNV-VP", letter, f"{place}_snv", year)
    rows.append(basis | {"khoa": "cv_snv", "nhom": "can_cu"})
    decree = _document(dice, "NĐ", "61/2018/NĐ-CP", date(2018, 4, 23), "chinh_phu", year)
    rows.append(decree | {"nam_ap_dung": None})
    if form.unit.symbol == "SNV":
        rows.remove(next(row for row in rows if row["khoa"] == "cv_snv"))
        letters = [row for row in rows if row["loai"] == "CV"]
        letters[0] |= {"khoa": "cv_snv"}
    if dice.random() < 0.5:
        dice.shuffle(rows)


def _series(dice: random.Random, size: int, year: int) -> list[tuple[int, date]]:
    """Give numbers that rise with their dates, at a pace that changes through the year."""
    days = sorted(dice.randint(0, 345) for _ in range(size))
    pace = dice.choice((0.3, 1, 3, 8))
    number, last, found = dice.randint(1, 12), 0, []
    for day in days:
        number += 1 + int((day - last) * pace * dice.uniform(0.5, 1.5))
        last = day
        found.append((number, date(year, 1, 1) + timedelta(days=day)))
    return found


def _document(dice: random.Random, kind: str, symbol: str, day: date, issuer: str, year: int) -> dict:
    return {
        "khoa": f"k{symbol.partition('/')[0]}_{kind.lower()}_{issuer}",
        "nhom": "ke_hoach" if kind == "KH" else "chi_dao",
        "loai": kind,
        "so_ky_hieu": symbol,
        "ngay": day.isoformat(),
        "co_quan": issuer,
        "trich_yeu": f"{dice.choice(TOPICS)} năm {year}",
        "nam_ap_dung": year if kind == "KH" else None,
    }


def _work(variant: Variant, year: int) -> None:
    """Tasks, inspections and the rest, for the divisions of this unit."""
    registers, dice, form = variant.entries["registers"], variant.random, variant.form
    divisions = [option.key for option in form.lists["phong"]]
    for task in registers["nhiem_vu"]:
        task["phong"] = dice.choice(divisions)
        for key in ("han", "ngay_hoan_thanh"):
            if key in task:
                task[key] = task[key].replace("2021-", f"{year}-").replace("2020-", f"{year - 1}-")
        task["san_pham"] = "Báo cáo kết quả"
    registers["nhiem_vu"] = registers["nhiem_vu"][: dice.randint(10, 34)]
    registers["kiem_tra"] = [
        {
            "ma": f"KT{i:02d}", "don_vi": unit, "loai_don_vi": form.units[unit].kind, "theo_ke_hoach": "co",
            "hinh_thuc": dice.choice(("truc_tiep", "qua_ho_so")), "ngay": f"{year}-0{dice.randint(3, 9)}-15",
            "van_de": dice.randint(2, 4), "da_xu_ly": dice.randint(0, 2),
        }
        for i, unit in enumerate(divisions, 1)
    ]  # fmt: skip
    for row in registers["tuyen_truyen"]:
        row |= {"ngay": f"{year}-05-20", "phong": dice.choice(divisions)}
    for sheet in ("kho_khan", "kien_nghi"):
        for row in registers[sheet]:
            row.pop("phong", None)


def _texts(variant: Variant, year: int) -> None:
    dice, texts = variant.random, variant.entries["texts"]
    for key in texts:
        texts[key] = (
            "Sở đã thực hiện cải cách thủ tục hành chính (TTHC) theo kế hoạch; "
            "việc giải quyết hồ sơ được theo dõi hàng tuần."
        )
    plans, letters = variant.own("KH"), variant.own("CV")
    count = dice.randint(2, 8)
    points = dice.randint(2, 5)
    places = ["huyện Lai Vung", "thành phố Sa Đéc", "huyện Châu Thành"] if year == 2021 else ["phường Mỹ Tho"]
    texts["chi_dao"] = (
        f"Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018, Ủy ban nhân dân (UBND) tỉnh đã chỉ đạo. "
        f"{cited(dice.choice(plans))} đề ra {{1.1.1}} nhiệm vụ trên {show_count(Decimal(count))} lĩnh vực: "
        f"{'; '.join(FIELDS[:count])}.\nViệc đôn đốc thể hiện qua {cited(dice.choice(letters))}, "
        f"{cited(dice.choice(letters))}. Kết quả bước đầu đạt tỷ lệ {{1.1.3}}."
    )
    texts["kiem_tra"] = (
        f"Sở kiểm tra {{1.2.1}} phòng, đơn vị; làm việc tại {', '.join(dice.sample(places, 1))}."
    )
    texts["danh_gia_chung"] = (
        f"Sở đề xuất {show_count(Decimal(points))} nội dung: "
        + "; ".join(f"{ORDINALS[i]} là, {TOPICS[i]}" for i in range(points))
        + f".\nĐến ngày {show_date(date(year, dice.randint(1, 12), dice.randint(1, 28)))}, "
        + "nhiều việc đã xong[^cv_snv]."
    )


def cited(row: dict) -> str:
    """Write a document as an office cites it."""
    return f"{NAMES[row['loai']]} số {row['so_ky_hieu']} ngày {show_date(date.fromisoformat(row['ngay']))}"
