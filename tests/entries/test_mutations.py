"""One fault planted in a clean workbook is found at its cell; a clean workbook is not accused."""

from datetime import date, timedelta

import pytest
from support.workbooks import cited, clean

from cchc_xl.actions.check import check_picture
from cchc_xl.entries.from_json import make_picture
from cchc_xl.findings import Severity
from cchc_xl.form import layout
from cchc_xl.text.numbers import show_date

CLEAN, SEEDS_A_KIND, CHUNK = 300, 8, 25


def told(variant):
    """Give the errors and warnings of a workbook as pairs of code and cell."""
    checked = check_picture(make_picture(variant.form, variant.period, variant.entries))
    return {
        (finding.code, str(place))
        for finding in checked.findings
        if finding.severity is not Severity.INFO
        for place in finding.places
    }


def cell(variant, sheet, row, column):
    """Give the address of a cell: of a line of the form by its key, of a register by its row from 0."""
    found = variant.form.sheets[sheet]
    number = layout.line_row(found, row) if isinstance(row, str) else layout.HEADER_ROW + 1 + row
    return f"{found.title}!{layout.address(found, found.column[column], number)}"


def document(column, change, *, kind="CV"):
    """Plant a fault in a document of the unit that has neighbours on both sides."""

    def plant(variant):
        rows = variant.own(kind)
        row = rows[variant.random.randrange(len(rows) // 3, 2 * len(rows) // 3 + 1)]
        change(variant, row)
        return cell(variant, "van_ban", variant.documents.index(row), column)

    return plant


def set_document(column, value, **options):
    def change(variant, row):
        row[column] = value(variant, row)

    return document(column, change, **options)


def say(sentence, section="tthc"):
    """Add a sentence to a section of the report."""

    def plant(variant):
        told = sentence(variant) if callable(sentence) else sentence
        variant.entries["texts"][section] += f"\n{told}"
        return cell(variant, "danh_gia", section, "noi_dung")

    return plant


def figure(code, value):
    def plant(variant):
        variant.entries["indicators"][code] = {"value": value}
        return cell(variant, "chi_tieu", code, "so_lieu")

    return plant


def field(key, value):
    def plant(variant):
        variant.entries["fields"][key] = value
        return cell(variant, "thong_tin", key, "gia_tri")

    return plant


def issued(plant):
    """Plant in a report that is issued."""

    def change(variant):
        if not variant.entries["fields"]["so_van_ban"]:
            variant.entries["fields"] |= {"trang_thai": "da_ban_hanh", "so_van_ban": "9999", "ngay_ky": 28}
        return plant(variant)

    return change


def register(sheet, column, value):
    def plant(variant):
        rows = variant.entries["registers"][sheet]
        index = variant.random.randrange(len(rows))
        rows[index][column] = value(rows[index]) if callable(value) else value
        return cell(variant, sheet, index, column)

    return plant


def unpadded(variant, row):
    return f"7/{row['loai']}-{variant.form.unit.symbol}"


def slip(word, dice):
    """Lose, double or change one letter inside a word."""
    at = dice.randrange(1, len(word) - 1)
    return dice.choice(
        (word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], f"{word[:at]}X{word[at + 1 :]}")
    )


def misspelt(variant, row):
    symbol = variant.form.unit.symbol
    known = {unit.symbol for unit in variant.form.units.values()}
    wrong = next(w for _ in range(99) if (w := slip(symbol, variant.random)) not in known and w != symbol)
    return row["so_ky_hieu"].replace(symbol, wrong)


def swapped_day(variant):
    """Interchange day and month where that breaks the order of at least two others."""
    rows = variant.own("CV")
    for row in rows[3:-3]:
        day = date.fromisoformat(row["ngay"])
        if day.day <= 12 and abs(day.day - day.month) >= 3:
            row["ngay"] = day.replace(month=day.day, day=day.month).isoformat()
            return cell(variant, "van_ban", variant.documents.index(row), "ngay")
    return None


def not_yet_founded(variant):
    """Date a document before its issuer was founded, in departments that were."""
    if variant.form.unit.valid_from:
        set_document("ngay", lambda v, r: "2024-03-04")(variant)
        old = next(row for row in variant.documents if row["ngay"] == "2024-03-04")
        return cell(variant, "van_ban", variant.documents.index(old), "co_quan")
    return None


def moved_far(variant, row):
    """Date a letter half a year away from its neighbours, on a day over twelve."""
    day = date.fromisoformat(row["ngay"])
    return day.replace(month=(day.month + 5) % 11 + 1, day=25).isoformat()


def twice(variant):
    rows = variant.own("QĐ")
    copy = {**rows[len(rows) // 2], "khoa": "ban_sao"}
    variant.documents.append(copy)
    return cell(variant, "van_ban", len(variant.documents) - 1, "so_ky_hieu")


def cite(change):
    """Cite an own plan in a text, with a change."""
    return say(lambda variant: f"Sở thực hiện {change(cited(variant.own('KH')[-1]))}.", "the_che")


def other_date(text):
    head, _, day = text.rpartition(" ngày ")
    day, month, year = (int(part) for part in day.split("/"))
    return f"{head} ngày {show_date(date(year, month, day) - timedelta(days=3))}"


def misspelt_place(variant):
    return f"Sở làm việc với {'huyện Lấp Vờ' if variant.period == '2021' else 'phường Mỹ Phóng'}."


def other_kind(row):
    return "phong" if row["loai_don_vi"] != "phong" else "truc_thuoc"


def nobody_addressed(variant):
    variant.entries["fields"] |= {"kinh_gui": None, "noi_nhan": "Văn phòng Chính phủ\nLãnh đạo Sở"}
    return cell(variant, "thong_tin", "kinh_gui", "gia_tri")


def signed_early(variant):
    variant.entries["fields"] |= {"trang_thai": "trinh_ky", "so_van_ban": None, "ngay_ky": None}
    variant.entries["fields"] |= {"thang_ky": 10, "ngay_chot": None}
    return cell(variant, "thong_tin", "ngay_chot", "gia_tri")


def section_left_blank(variant):
    del variant.entries["texts"]["danh_gia_chung"]
    return cell(variant, "danh_gia", "danh_gia_chung", "noi_dung")


FAULTS = {
    # register of documents
    "agency misspelt": (set_document("so_ky_hieu", misspelt), "VB05 VB06"),
    "number out of sequence": (set_document("ngay", moved_far), "VB14 VB01"),
    "number twice": (twice, "VB08"),
    "no number": (set_document("so_ky_hieu", lambda v, r: None), "VB03"),
    "no date": (set_document("ngay", lambda v, r: None), "VB04"),
    "after the report": (set_document("ngay", lambda v, r: f"{int(v.period) + 1}-01-05"), "VB01"),
    "a plan of next year": (
        set_document("ngay", lambda v, r: f"{int(v.period) + 1}-03-01", kind="KH"),
        "VB01",
    ),
    "day and month interchanged": (swapped_day, "VB15 VB14 VB01"),
    "a plan for another year": (
        set_document("nam_ap_dung", lambda v, r: int(v.period) + 4, kind="KH"),
        "VB13",
    ),
    "an issuer not yet founded": (not_yet_founded, "VB17"),
    "another agency than chosen": (set_document("co_quan", lambda v, r: "bnv"), "VB10"),
    "another type than chosen": (set_document("loai", lambda v, r: "TB", kind="QĐ"), "VB11"),
    "not padded": (set_document("so_ky_hieu", unpadded, kind="TB"), "VB16"),
    "slash and hyphen interchanged": (
        set_document("so_ky_hieu", lambda v, r: r["so_ky_hieu"].translate({45: "/", 47: "-"})),
        "VB02",
    ),
    "odd dash": (set_document("so_ky_hieu", lambda v, r: r["so_ky_hieu"].replace("-", " – ")), "VB02"),
    "key twice": (register("nhiem_vu", "ma", lambda r: "NV01" if r["ma"] != "NV01" else "NV02"), "SO02"),
    "required cell blank": (set_document("trich_yeu", lambda v, r: None), "SO01"),
    "not in the list": (set_document("loai", lambda v, r: "Văn kiện"), "GT06"),
    # documents in texts
    "cited, not registered": (
        say(lambda v: f"Sở ban hành Kế hoạch số 9876/KH-{v.form.unit.symbol} ngày 05/5/{v.period}."),
        "VB18",
    ),
    "cited under another date": (cite(other_date), "VB20"),
    "cited without «số»": (cite(lambda text: text.replace(" số ", " ")), "ND10"),
    "cited in another spelling": (
        say(lambda v: f"Theo {cited(v.own('CV')[2]).replace('-', '-P.', 1)}."),
        "VB07",
    ),
    "cited list left open": (cite(lambda text: f"{text}, ..."), "ND09"),
    "unknown key": (say("Theo văn bản đã nêu[^khong_co]."), "ND03"),
    "unknown figure": (say("Đã xử lý {9.9.9} hồ sơ."), "ND02"),
    "cited after the report": (
        say(lambda v: f"Theo Quyết định số 77/QĐ-BNV ngày 05/5/{int(v.period) + 1}."),
        "VB01",
    ),
    # words
    "place misspelt": (say(misspelt_place), "ND04"),
    "set phrase misspelt": (say("Không để xảy ra nhũng nhiều, gây phiền hà."), "ND05"),
    "system misspelt": (say("Hồ sơ nộp qua Công Dịch vụ công quốc gia."), "ND05"),
    "fewer points than told": (
        say("Sở kiến nghị 03 nội dung: Một là, bổ sung biên chế; Hai là, bổ sung kinh phí."),
        "ND11",
    ),
    "fewer items than told": (
        say("Kế hoạch gồm 04 nhóm việc: rà soát; đơn giản hóa; công khai, niêm yết."),
        "ND11",
    ),
    "ratio without a rate": (say("Có 07/57 TTHC phát sinh hồ sơ."), "ND12"),
    "date not padded": (say("Số liệu tính đến ngày 9/04/2021."), "ND15"),
    "impossible date": (say("Cuộc họp ngày 31/6/2021 đã thống nhất."), "ND15"),
    "no such appendix": (say("(Kèm theo Phụ lục III)"), "ND13"),
    "units inspected miscounted": (say("Đã kiểm tra 47 phòng chuyên môn.", "kiem_tra"), "KT06"),
    # figures
    "parts against their total": (figure("1.3.1", 999), "R4"),
    "more done than handed out": (figure("2.2.3", 999), "R7A"),
    "online above all": (figure("7.6.2", 99999), "R18B"),
    "more procedures online than there are": (figure("7.5.1", 2000), "R17C"),
    "rate as a fraction": (figure("6.1", 0.95), "R16"),
    "rate a hundred times too large": (figure("7.4", 9500), "GT04"),
    "code out of the list": (figure("1.5", 7), "GT06"),
    "against the register": (figure("1.1.2", 2), "CT02"),
    "figure missing": (figure("7.4", None), "CT01"),
    "word for a number": (figure("2.1", "ba"), "GT01"),
    "ambiguous number": (figure("6.3.1", "12.345"), "GT02"),
    "negative number": (figure("2.1", -3), "GT03"),
    # tasks and inspections
    "done but not said so": (register("nhiem_vu", "trang_thai", "chua_thuc_hien"), "NV01"),
    "done after the cut-off": (register("nhiem_vu", "ngay_hoan_thanh", "2030-01-01"), "NV01 NV02"),
    "more solved than found": (register("kiem_tra", "da_xu_ly", 99), "KT01"),
    "no number of problems": (register("kiem_tra", "van_de", None), "KT03"),
    "wrong kind of unit": (
        register("kiem_tra", "loai_don_vi", other_kind),
        "KT04",
    ),
    "inspected after the cut-off": (register("kiem_tra", "ngay", "2030-01-05"), "KT05"),
    "conclusion not registered": (register("kiem_tra", "ket_luan", "tb_khong_co"), "SO03"),
    # the report itself
    "not numbered though issued": (issued(field("so_van_ban", None)), "TT01"),
    "no signer": (field("nguoi_ky", None), "TT01"),
    "no such day": (issued(field("ngay_ky", 45)), "TT03"),
    "cut-off of another period": (field("ngay_chot", "2020-05-01"), "TT07"),
    "nobody addressed": (nobody_addressed, "TT10"),
    "signed before the year closed": (signed_early, "TT11"),
    "section left blank": (section_left_blank, "ND01"),
}


@pytest.mark.parametrize("first", range(0, CLEAN, CHUNK))
def test_a_clean_workbook_is_not_accused(first):
    accused = {seed: found for seed in range(first, first + CHUNK) if (found := told(clean(seed)))}
    assert accused == {}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_planted_fault_is_found_at_its_cell(kind):
    plant, codes = FAULTS[kind]
    missed = []
    for seed in range(SEEDS_A_KIND):
        variant = clean(seed)
        place = plant(variant)
        if place and not {(code, place) for code in codes.split()} & told(variant):
            missed.append((seed, place))
    assert missed == []


def test_there_are_faults_enough():
    assert len(FAULTS) * SEEDS_A_KIND >= 300
