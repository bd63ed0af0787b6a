"""The lines that a form prescribes for its sheets, each made of a row of a table."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from cchc_xl.form.model import FINDINGS, OVERVIEW, START, SUMMARY, Line, Option
from cchc_xl.form.rules import Criterion
from cchc_xl.form.tables import Record

NOT_APPLICABLE_LIST = "khong_ap_dung"
"""The list of criteria that figures decide: it only lets staff say «not applicable»."""

TOTAL, UNASSIGNED = "tong", "chua_giao"
"""Lines of the overview besides the divisions: the whole unit, and what no division was given."""

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
    criteria: Mapping[str, Criterion], records: Iterable[Record], owners: Owners
) -> Iterator[Line]:
    """Make the lines of the score sheet, totals last."""
    rows = {record["code"]: record for record in records}
    for criterion in criteria.values():
        rule = criterion.rule
        texts: dict[str, str | Decimal] = {
            "ma": criterion.code,
            "ten": criterion.label,
            "diem_toi_da": criterion.maximum,
            "quy_tac": rule.sentence() if rule else "",
            "nguon": criterion.source,
        }
        level = criterion.code.count(".") + 1
        if rule is None:
            yield Line(criterion.code, texts, heading=True, level=level)
            continue
        yield Line(
            criterion.code,
            texts,
            "choice",
            choice_list(criterion),
            "yes" if rule.options else "",
            help=criterion.evidence and f"Tài liệu kiểm chứng: {criterion.evidence}",
            level=level,
            defaults=_owner(rows[criterion.code], owners),
        )
    whole = sum((c.maximum for c in criteria.values() if not c.parent), Decimal(0))
    yield Line("tong", {"ten": "TỔNG ĐIỂM", "diem_toi_da": whole}, heading=True, level=1)
    yield Line("ty_le", {"ten": "TỶ LỆ SO VỚI ĐIỂM TỐI ĐA ĐƯỢC TÍNH (%)"}, heading=True, level=1)
    yield Line("xep_loai", {"ten": "XẾP LOẠI"}, heading=True, level=1)


def start_lines(sheets: Iterable[Record], fillers: Mapping[str, str]) -> Iterator[Line]:
    """Make the lines of the start page: the verdict, a line for each sheet to fill, the points."""
    yield Line("ket_luan", {"trang": "Kết luận lần soát lỗi gần nhất"}, heading=True, level=1)
    for record in sheets:
        key = record["key"]
        if key in (START, FINDINGS, OVERVIEW, SUMMARY):
            continue
        hidden = " (Trang ẩn: bấm chuột phải vào tên trang, chọn Bỏ ẩn.)" if record["hidden"] == "yes" else ""
        texts = {"trang": record["title"], "noi_dung": record["intro"] + hidden}
        yield Line(key, {**texts, "nguoi_dien": fillers.get(record["owner"], "")})
    yield Line("diem", {"trang": "Điểm tự chấm", "noi_dung": "Điểm đạt được và điểm tối đa."}, "number")


def overview_lines(divisions: Iterable[Option]) -> Iterator[Line]:
    """Make a line for each division, for what has no owner, and for the whole unit."""
    for division in divisions:
        yield Line(division.key, {"phong": division.label})
    yield Line(UNASSIGNED, {"phong": "Chưa giao phòng, đơn vị"})
    yield Line(TOTAL, {"phong": "CẢ ĐƠN VỊ"}, heading=True, level=1)


def summary_lines(records: Iterable[Record], criteria: Mapping[str, Criterion]) -> Iterator[Line]:
    """Make the lines of the leader's page; the row whose value is * becomes one for each area."""
    for record in records:
        key, label = record["key"], record["label"]
        if record["value"] == "*":
            for area in criteria.values():
                if not area.parent:
                    yield Line(area.name, {"noi_dung": f"- {area.label}"}, record["type"])
        else:
            yield Line(key, {"noi_dung": label}, record["type"], heading=not record["value"], level=1)
