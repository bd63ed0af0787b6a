"""The result of a collection as a workbook: who sent, figures, rows with their origin, findings, history."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from cchc_xl.collect.contents import Contribution, shown_as
from cchc_xl.collect.divisions import RULES
from cchc_xl.collect.merge import Conflict
from cchc_xl.collect.replacement import Replacement
from cchc_xl.collect.submissions import Decision, Key, Standing
from cchc_xl.collect.timeliness import Status, rates
from cchc_xl.excel.charts import Chart
from cchc_xl.excel.ready_rows import ReadyRows
from cchc_xl.excel.table_book import TableSheet, write_tables
from cchc_xl.findings import Severity, Verdict
from cchc_xl.form.form import Form
from cchc_xl.form.model import Column, Sheet

RESULT = "tong_hop"
_BESIDE, _SHOWN, _DECIDED = 60, 8, {"chap_nhan": "Chấp nhận", "tra_lai": "Trả lại", "gia_han": "Gia hạn"}
"""Senders that have a column each; names and findings that are listed."""


@dataclass(frozen=True)
class Collection:
    """All that a collection found."""

    form: Form
    period: str
    statuses: Sequence[Status]
    standings: Sequence[Standing]
    contributions: Sequence[Contribution]
    totals: Mapping[str, Decimal]
    conflicts: Sequence[Conflict]
    replacements: Mapping[Key, Replacement]
    decisions: Sequence[Decision]
    rows: Callable[[Contribution, str], str]


def write_collection(found: Collection, out: Path) -> None:
    """Write the workbook beside `out` and move it into place; nothing that came can become a formula."""
    title = f"Tổng hợp báo cáo CCHC, {found.form.named_period(found.period)}"
    stamp = {"ket_qua": RESULT, "ky": found.period, "tu_bieu_mau": found.form.meta.key}
    write_tables(out, title, [sheet for sheet in _sheets(found) if sheet.rows], {}, stamp, streamed=True)


def _columns(text: str) -> tuple[Column, ...]:
    """Make columns of «khóa|Tên|kiểu|rộng» a line."""
    rows = (line.split("|") for line in text.strip().splitlines())
    return tuple(Column(k.strip(), title, type_, fill="fixed", width=float(w)) for k, title, type_, w in rows)


def _sheets(found: Collection) -> Iterator[TableSheet]:
    yield _status(found)
    yield _rates(found)
    yield _figures(found)
    for sheet in found.form.sheets.values():
        if any(sheet.key in one.head["rows"] for one in found.contributions):
            yield _register(found, sheet)
    yield _findings(found)
    yield _conflicts(found)
    yield from _history(found)


_STATUS = _columns("""
name|Đơn vị|text|34
until|Hạn nộp|date|12
sent|Ngày nộp|date|12
word|Tình hình|text|12
state|Trạng thái|text|22
errors|Lỗi|integer|8
warnings|Cảnh báo|integer|9
verdict|Kết luận|text|18
file|Tệp|text|34
unit|Mã|text|14
""")


def _status(found: Collection) -> TableSheet:
    rows = [_status_row(one) for one in found.statuses]
    intro = "Mỗi dòng là một đơn vị phải nộp; đơn vị được gia hạn nộp trong hạn mới vẫn là đúng hạn."
    return TableSheet("tinh_hinh", "Tình hình nộp", intro, _STATUS, rows)


def _status_row(one: Status) -> dict[str, object]:
    counted = one.counted
    return {
        "name": one.name,
        "until": one.issued and one.issued.until,
        "sent": one.sent_on,
        "word": one.word,
        "state": counted and counted.standing.state.label,
        "errors": counted and counted.count(Severity.ERROR),
        "warnings": counted and counted.count(Severity.WARNING),
        "verdict": counted and Verdict(counted.head["verdict"]).label,
        "file": counted and counted.file,
        "unit": one.sender[1] or one.sender[0],
    }


def _rates(found: Collection) -> TableSheet:
    columns = _columns("word|Tình hình|text|20\ncount|Số đơn vị|integer|12\nrate|Tỷ lệ (%)|percent|12")
    rows = [{"word": w, "count": n, "rate": r} for w, n, r in rates(found.statuses)]
    chart = Chart("column", "Tình hình nộp báo cáo, số đơn vị", "word", ("count",))
    intro = "Đầy đủ và đúng hạn, tính trên số đơn vị phải nộp."
    return TableSheet("ty_le", "Tỷ lệ nộp", intro, columns, rows, charts=(chart,))


def _figures(found: Collection) -> TableSheet:
    head = "code|Mã|text|9\nlabel|Chỉ tiêu|long_text|50\nunit|Đơn vị tính|text|12\nrule|Cách tổng hợp|text|14"
    columns = _columns(f"{head}\ntotal|Tổng hợp|number|12\ncount|Số đơn vị có số|integer|10")
    senders = found.contributions if len(found.contributions) <= _BESIDE else ()
    columns += tuple(
        Column(f"s{n}", one.name, "number", fill="fixed", width=12) for n, one in enumerate(senders)
    )
    columns += _columns("least|Nhỏ nhất|number|12\nmost|Lớn nhất|number|12") if not senders else ()
    known: dict[str, list[Decimal]] = defaultdict(list)
    beside: dict[str, dict[str, object]] = defaultdict(dict)
    for n, one in enumerate(found.contributions):
        for code, value in one.figures.items():
            known[code].append(value)
            if senders:
                beside[code][f"s{n}"] = value
    rows = [
        {
            "code": code,
            "label": indicator.label,
            "unit": indicator.unit,
            "rule": RULES.get(indicator.over_divisions, ""),
            "total": found.totals.get(code),
            "count": len(known[code]),
            "least": min(known[code]),
            "most": max(known[code]),
            **beside[code],
        }
        for code, indicator in found.form.indicators.items()
        if code in known
    ]
    intro = "Số liệu của các đơn vị và số tổng hợp; chỉ tiêu «không cộng» do người tổng hợp ghi."
    return TableSheet("so_lieu", "Số liệu", intro, columns, rows)


def _register(found: Collection, sheet: Sheet) -> TableSheet:
    origin = _columns("_unit|Đơn vị gửi|text|26\n_file|Tệp|text|22\n_row|Dòng|integer|7")
    own = (shown_as(column) for column, _ in sheet.typed_cells(None))
    sent = [one for one in found.contributions if sheet.key in one.head["rows"]]

    def chunks() -> Iterator[tuple[list[tuple[str, object]], str]]:
        for one in sent:
            yield [("text", one.name), ("text", one.file)], found.rows(one, sheet.key)

    rows = ReadyRows(sum(one.head["rows"][sheet.key] for one in sent), chunks)
    intro = "Ghép các dòng của mọi đơn vị; ba cột đầu ghi nơi xuất xứ của dòng."
    return TableSheet(sheet.key, sheet.title, intro, (*origin, *own), rows)


def _findings(found: Collection) -> TableSheet:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    messages: dict[str, str] = {}
    for one in found.contributions:
        messages = {**one.head["messages"], **messages}
        for key, count in one.head["findings"].items():
            counts[key][one.name] = count
    rows = []
    for key, units in sorted(counts.items(), key=lambda item: (-len(item[1]), item[0])):
        code, severity = key.split()
        names = ", ".join([*units][:_SHOWN]) + (", …" if len(units) > _SHOWN else "")
        rows.append(
            {
                "code": code,
                "severity": Severity(severity).label,
                "message": messages[code],
                "units": len(units),
                "count": sum(units.values()),
                "names": names,
            }
        )
    columns = _columns(
        "code|Mã|text|9\nseverity|Mức độ|text|11\nmessage|Phát hiện|long_text|52\nunits|Số đơn vị|integer|9\n"
        "count|Số lần|integer|9\nnames|Đơn vị|long_text|44"
    )
    chart = Chart("bar", "Lỗi nhiều đơn vị mắc nhất, số đơn vị", "code", ("units",), end=min(len(rows), 20))
    intro = "Phát hiện của các bản được tính, xếp theo số đơn vị mắc; để hướng dẫn lại và sửa biểu mẫu."
    return TableSheet("loi_theo_ma", "Lỗi theo mã", intro, columns, rows, charts=(chart,) if rows else ())


def _conflicts(found: Collection) -> TableSheet:
    columns = _columns(
        "code|Mã|text|9\nwhat|Ô, dòng|text|26\na|Nguồn thứ nhất|long_text|44\nb|Nguồn thứ hai|long_text|44\n"
        "done|Cách xử lý|long_text|34"
    )
    rows = [one._asdict() for one in found.conflicts]
    return TableSheet("mau_thuan", "Mâu thuẫn", "Hai nguồn ghi khác nhau.", columns, rows)


def _history(found: Collection) -> Iterator[TableSheet]:
    columns = _columns(
        "file|Tệp|text|34\nunit|Đơn vị|text|14\nsent|Gửi lúc|text|20\nsender|Người gửi|text|24\n"
        "counts|Được tính|text|10\nstate|Trạng thái|text|22\ncode|Mã|text|9\nreason|Lý do|long_text|50\n"
        "differences|Khác bản được tính|long_text|60"
    )
    rows = [
        {
            "file": one.sent.name,
            "unit": one.reading.phong or one.reading.unit,
            "sent": f"{datetime.fromisoformat(one.sent.sent):%d/%m/%Y %H:%M}",
            "sender": one.sent.sender,
            "counts": "Có" if one.counts else "Không",
            "state": one.state.label,
            "code": one.code,
            "reason": one.reason,
            "differences": "\n".join(waits.lines) if (waits := found.replacements.get(one.sent.key)) else "",
        }
        for one in found.standings
    ]
    yield TableSheet("tep", "Tệp đã nhận", "Mọi tệp đã nhận trong kỳ, kể cả tệp không tính.", columns, rows)
    decided = [
        {**one._asdict(), "kind": _DECIDED.get(one.kind, "Chốt số liệu"), "about": one.phong or one.unit}
        for one in found.decisions
    ]
    columns = _columns(
        "at|Lúc|text|26\nwho|Người quyết định|text|24\nkind|Quyết định|text|16\nabout|Đơn vị|text|14\n"
        "reason|Lý do|long_text|60"
    )
    yield TableSheet("quyet_dinh", "Quyết định", "Ai quyết định gì, khi nào, vì sao.", columns, decided)
