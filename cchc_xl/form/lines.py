"""The lines that a form prescribes for its sheets, each made of a row of a table."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from cchc_xl.form.criteria import EXPLANATION, FOLDER, Criteria, Criterion, Setting, children, is_extra
from cchc_xl.form.kinds import KINDS, SUM, SURVEY
from cchc_xl.form.model import (
    FINDINGS,
    OVERVIEW,
    START,
    SUMMARY,
    VARIANTS,
    CellType,
    Line,
    Option,
    Unit,
)
from cchc_xl.form.tables import Record

NOT_APPLICABLE_LIST = "khong_ap_dung"
"""The list of criteria that figures decide: it only lets staff say «not applicable»."""

TOTAL, UNASSIGNED, AREAS = "tong", "chua_giao", "linh_vuc_chi_so"
"""Lines of the overview besides divisions and areas: the whole unit, what has no division, a heading."""

Owners = Mapping[str, str]
"""The reporting unit's divisions by the symbol that stands in their documents."""


def choice_list(criterion: Criterion) -> str:
    """Name the list from which a criterion is chosen."""
    own = criterion.rule is not None and criterion.rule.options
    return "chon_" + criterion.code.replace(".", "_") if own else NOT_APPLICABLE_LIST


def _owner(record: Record, owners: Owners) -> dict[str, str]:
    division = owners.get(record["phong"], "")
    return {"phong": division} if division else {}


def field_line(record: Record) -> Line:
    """Make the line of a field of «Thông tin chung»."""
    return Line(
        record["key"],
        {"ten": record["label"], "huong_dan": record["help"]},
        record["type"],
        record["list"],
        record["required"],
        record["example"],
        record["help"],
        carry=record.one_of("carry", ("", "yes")) == "yes",
    )


def figure_line(record: Record, owners: Owners) -> Line:
    """Make the line of an indicator, or of the heading over some."""
    code = record["code"]
    texts = {"ma": code, "ten": record["label"], "don_vi_tinh": record["unit"], "nguon": record["source"]}
    if record["type"] == "heading":
        return Line(code, texts, heading=True, level=1)
    typed = "" if record["formula"] else record["type"]
    level = code.count(".") + 1
    return Line(
        code, texts, typed, record["list"], record["required"], level=level, defaults=_owner(record, owners)
    )


def text_line(record: Record, owners: Owners) -> Line:
    """Make the line of a section whose text staff write."""
    title = " ".join(part for part in (record["number"], record["heading"]) if part)
    texts = {"ten": title, "huong_dan": record["help"]}
    return Line(
        record["key"],
        texts,
        "long_text",
        required=record["required"],
        help=record["help"],
        defaults=_owner(record, owners),
    )


def score_lines(
    criteria: Criteria,
    settings: Mapping[str, Setting],
    units: Mapping[str, Unit],
    records: Iterable[Record],
    owners: Owners,
) -> Iterator[Line]:
    """Make the lines of the score sheet, totals last."""
    rows = {record["code"]: record for record in records}
    for criterion in criteria.values():
        texts: dict[str, str | Decimal] = {
            "ma": criterion.code,
            "ten": criterion.label,
            "diem_toi_da": criterion.maximum,
            "quy_tac": _rule_in_words(criterion, settings),
            "don_vi_tham_dinh": units[criterion.appraiser].name if criterion.appraiser else "",
            "nguon": criterion.source,
        }
        if criterion.evidence and criterion.rule:
            texts["thu_muc"] = f"{FOLDER}/{criterion.code}"
        level = criterion.code.count(".") + 1
        if criterion.rule is None:
            yield Line(criterion.code, texts, heading=True, level=level)
            continue
        yield Line(
            criterion.code,
            texts,
            "choice",
            choice_list(criterion),
            "yes" if criterion.rule.options else "",
            help=criterion.evidence and f"Tài liệu kiểm chứng: {criterion.evidence}",
            level=level,
            defaults=_owner(rows[criterion.code], owners),
            cells=_score_cells(criterion, settings),
        )
    whole = sum((c.maximum for c in children(criteria, "") if not is_extra(criteria, c)), Decimal(0))
    for key, label in TOTALS.items():
        points: dict[str, str | Decimal] = {"diem_toi_da": whole} if key == "tong" else {}
        yield Line(key, {"ten": label, **points}, heading=True, level=1)


TOTALS = {
    "tong_goc": "TỔNG ĐIỂM CÁC LĨNH VỰC",
    "tong": "TỔNG ĐIỂM (KỂ CẢ ĐIỂM THƯỞNG, ĐIỂM TRỪ)",
    "ty_le": "TỶ LỆ SO VỚI ĐIỂM TỐI ĐA ĐƯỢC TÍNH (%)",
    "xep_loai": "XẾP LOẠI",
}
"""The last lines of the score sheet."""


def _rule_in_words(criterion: Criterion, settings: Mapping[str, Setting]) -> str:
    sentence = criterion.rule.sentence() if criterion.rule else ""
    if criterion.rule is None and criterion.kind != SUM:
        sentence = f"{KINDS[criterion.kind].help}"
    if criterion.setting and criterion.setting.removeprefix("!") in settings:
        state = "tắt" if criterion.setting.startswith("!") else "bật"
        sentence += (
            f" (chỉ tính khi {state} thiết lập «{settings[criterion.setting.removeprefix('!')].label}»)"
        )
    return sentence


def _score_cells(criterion: Criterion, settings: Mapping[str, Setting]) -> dict[str, CellType | None]:
    """Say what the cells of a subcriterion hold where not every row has them."""
    number = criterion.typed_number
    told = f"Ghi {criterion.label[:1].lower()}{criterion.label[1:]}: {_NUMBERS.get(number, '')}."
    cells: dict[str, CellType | None] = {"so_nhap": CellType(number, help=told) if number else None}
    explained = EXPLANATION in settings and settings[EXPLANATION].on
    closed = ["diem_tham_dinh_2", "y_kien_tham_dinh_2"] if not explained else []
    if criterion.kind == SURVEY:
        closed = ["lua_chon", "diem_tham_dinh", "diem_tham_dinh_2"]
    return cells | dict.fromkeys(closed)


_NUMBERS = {
    "integer": "số lượng, từ 0 trở lên",
    "percent": "tỷ lệ phần trăm từ 0 đến 100",
    "decimal": "một số",
}


def start_lines(sheets: Iterable[Record], fillers: Mapping[str, str]) -> Iterator[Line]:
    """Make the lines of the start page: the verdict, a line for each sheet to fill, the points."""
    yield Line("ket_luan", {"trang": "Kết luận lần soát lỗi gần nhất"}, heading=True, level=1)
    for record in sheets:
        key = record["key"]
        if key in (START, FINDINGS, OVERVIEW, SUMMARY, VARIANTS):
            continue
        hidden = " (Trang ẩn: bấm chuột phải vào tên trang, chọn Bỏ ẩn.)" if record["hidden"] == "yes" else ""
        texts = {"trang": record["title"], "noi_dung": record["intro"] + hidden}
        yield Line(key, {**texts, "nguoi_dien": fillers.get(record["owner"], "")})
    yield Line("diem", {"trang": "Điểm tự chấm", "noi_dung": "Điểm đạt được và điểm tối đa."}, "number")


def overview_lines(divisions: Iterable[Option], criteria: Criteria) -> Iterator[Line]:
    """Make a line for each division, for what has no owner, for the whole unit; then for the areas."""
    for division in divisions:
        yield Line(division.key, {"phong": division.label})
    yield Line(UNASSIGNED, {"phong": "Chưa giao phòng, đơn vị"})
    yield Line(TOTAL, {"phong": "CẢ ĐƠN VỊ"}, heading=True, level=1)
    yield Line(AREAS, {"phong": "ĐIỂM THEO LĨNH VỰC CỦA CHỈ SỐ"}, heading=True, level=1)
    for area in children(criteria, ""):
        yield Line(area.name, {"phong": f"{area.code}. {area.label}"})
    for key, label in TOTALS.items():
        yield Line(f"tc_{key}", {"phong": label}, heading=True, level=1)


def variant_lines(settings: Mapping[str, Setting]) -> Iterator[Line]:
    """Make a line for each switch of the set: what the score is with and without it."""
    for setting in settings.values():
        state = "Đang áp dụng" if setting.on else "Không áp dụng"
        yield Line(setting.key, {"ten": setting.label, "ap_dung": state, "nguon": setting.source})


def summary_lines(records: Iterable[Record], criteria: Criteria) -> Iterator[Line]:
    """Make the lines of the leader's page; the row whose value is * becomes one for each area."""
    for record in records:
        key, label = record["key"], record["label"]
        if record["value"] == "*":
            for area in children(criteria, ""):
                yield Line(area.name, {"noi_dung": f"- {area.label}"}, record["type"])
        else:
            yield Line(key, {"noi_dung": label}, record["type"], heading=not record["value"], level=1)
