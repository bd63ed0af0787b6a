"""The result of a ranking as a workbook, and an earlier result read back from one."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pandas as pd

from cchc_xl.collect.standings import Standings, records
from cchc_xl.errors import CchcError
from cchc_xl.excel.charts import Chart
from cchc_xl.excel.source import Source
from cchc_xl.excel.table_book import Mark, TableSheet, write_tables
from cchc_xl.excel.table_reader import TableRow, read_tables
from cchc_xl.form.model import PERIOD, Column, when

RESULT = "xep_hang"
_UNIT = Column("unit", "Mã đơn vị", "text", fill="fixed", width=12)
_NAME = Column("name", "Đơn vị", "text", fill="fixed", width=36)
_RANK = Column("rank", "Hạng", "integer", fill="fixed", width=7)
_IN_CHART, _NAMED = 60, 16
"""Columns that can be told apart, and how many of them have room for a name; the others have their rank."""


def write_result(result: Standings, out: Path) -> None:
    """Write the workbook beside `out` and move it into place."""
    form = result.form
    title = f"Xếp hạng Chỉ số CCHC, {form.named_period(result.period)}"
    sheets = [sheet for sheet in _sheets(result) if sheet.rows]
    stamp = {"ket_qua": RESULT, "ky": result.period, "tu_bieu_mau": form.meta.key}
    write_tables(out, title, sheets, {}, stamp)


def read_result(path: Path, period: str) -> pd.DataFrame:
    """Read the result of a period before this one: unit, percent and rank as printed.

    Raises CchcError XH03 for a file that is no such result, and what reading tables raises.
    """
    source = Source(path)
    pairs: Mapping[str, str] = {key: value for stamp in source.stamped() for key, value in stamp.items()}
    before = pairs.get("cchc_ky", "")
    known = pairs.get("cchc_ket_qua") == RESULT and PERIOD.fullmatch(before)
    if not known or when(before) >= when(period):
        message = f"«{path.name}» không phải kết quả xếp hạng của kỳ trước {period}"
        raise CchcError("XH03", message, "Chọn tệp do cchc rank tạo cho kỳ trước")
    percent = Column("percent", "Tỷ lệ (%)", "percent", fill="fixed")
    wanted = [
        TableSheet("ranked", _RANKED, "", (_UNIT, percent, _RANK)),
        TableSheet("apart", _APART, "", (_UNIT, percent)),
    ]
    tables = read_tables(path, [sheet for sheet in wanted if sheet.title in source.titles])
    rows = [
        (str(row["unit"]), _figure(row, "percent"), _figure(row, "rank") if key == "ranked" else None)
        for key, found in tables.rows.items()
        for row in found
        if row["percent"] is not None
    ]
    table = pd.DataFrame(rows, columns=["unit", "percent", "rank"]).drop_duplicates("unit")
    return table.assign(rank=pd.to_numeric(table["rank"]).round().astype("Int64"))


def _figure(row: TableRow, column: str) -> Decimal:
    value = row[column]
    if not isinstance(value, Decimal):
        message = f"ô {row.cells[column].place} của kết quả kỳ trước không phải số"
        raise CchcError("XH04", message, "Ghi lại số như bản đã công bố")
    return value


_RANKED, _APART = "Xếp hạng", "Không xếp hạng"


def _sheets(result: Standings) -> Iterator[TableSheet]:
    ranked = result.table[result.table["ranked"]]
    apart = result.table[~result.table["ranked"]]
    yield _ranking(result, ranked)
    yield _matrix(result)
    yield _areas(result)
    yield _groups(result)
    columns = (_NAME, Column("reason", "Lý do", "text", fill="fixed", width=44), *_scores(result), _UNIT)
    intro = "Đơn vị được chấm nhưng không xếp hạng, hoặc chưa đủ điểm để xếp hạng."
    yield TableSheet("khong_xep_hang", _APART, intro, columns, list(records(apart)))


def _number(result: Standings, key: str, title: str, kind: str = "decimal", width: float = 9) -> Column:
    type_ = f"{kind}3" if result.digits == 3 else kind
    return Column(key, title, type_, fill="fixed", width=width)


def _scores(result: Standings) -> Iterator[Column]:
    yield _number(result, "total", "Điểm")
    yield _number(result, "maximum", "Điểm tối đa")
    yield _number(result, "percent", "Tỷ lệ (%)")
    yield Column("band", "Xếp loại", "text", fill="fixed", width=11)
    if result.compared:
        yield _number(result, "previous", "Tỷ lệ kỳ trước (%)")
        yield _number(result, "difference", "Tăng, giảm (điểm phần trăm)", "change")


def _ranking(result: Standings, ranked: pd.DataFrame) -> TableSheet:
    columns = [_RANK, _NAME, *_scores(result)]
    if len(result.groups) > 1:
        group = Column("group", "Nhóm", "text", fill="fixed", width=16)
        inside = Column("rank_in_group", "Hạng trong nhóm", "integer", fill="fixed", width=8)
        columns[2:2] = [group, inside]
    if result.compared:
        columns.append(Column("previous_rank", "Hạng kỳ trước", "integer", fill="fixed", width=8))
        columns.append(Column("change", "Tăng, giảm hạng", "steps", fill="fixed", width=8))
    columns += [Column("note", "Ghi chú", "text", fill="fixed", width=28), _UNIT]
    end = min(len(ranked), _IN_CHART)
    more = f" ({end} đơn vị đầu)" if end < len(ranked) else ""
    heads = "name" if end <= _NAMED else "rank"
    chart = Chart("column", f"Tỷ lệ điểm theo thứ hạng{more}, %", heads, ("percent",), end=end)
    return TableSheet(RESULT, _RANKED, _intro(result), tuple(columns), list(records(ranked)), charts=(chart,))


def _intro(result: Standings) -> str:
    form = result.form
    ties = {"shared": "cùng tỷ lệ thì cùng hạng", "sequential": "cùng tỷ lệ thì ít điểm mất hơn xếp trước"}
    by = {"self": "điểm tự chấm", "appraised": "điểm thẩm định"}
    settings = form.meta.ranking
    return (
        f"{form.named_period(result.period).capitalize()}; {form.meta.criteria_note}. "
        f"Xếp theo tỷ lệ {by[settings.by]} trên điểm tối đa được tính của từng đơn vị, "
        f"so ở {settings.decimals} số lẻ; {ties[settings.ties]}."
    )


def _matrix(result: Standings) -> TableSheet:
    columns = [_RANK, _NAME]
    rows = {row["unit"]: row for row in records(result.table[["rank", "name", "unit"]])}
    for row in rows.values():
        row["rank"] = row["rank"] or "–"
    names = _names(result)
    for code in result.points.index:
        if code in result.percents.index:
            columns.append(_number(result, f"points_{code}", f"LV{code}: điểm", width=7))
            columns.append(_number(result, f"percent_{code}", f"LV{code}: %", width=7))
        else:  # a bonus or a penalty has no maximum of its own
            columns.append(_number(result, f"points_{code}", names[code].capitalize(), width=7))
    for one in records(result.areas):
        row = rows[one["unit"]]
        row |= {f"points_{one['area']}": one["points"], f"percent_{one['area']}": one["percent"]}
    marks = tuple(Mark(column.key, '{rank}=""', "heading") for column in columns)
    return TableSheet(
        "theo_linh_vuc",
        "Theo lĩnh vực",
        "Điểm và tỷ lệ trên điểm tối đa của từng lĩnh vực (LV); tên lĩnh vực ở trang Bình quân lĩnh vực. "
        "Ba dòng cuối tính trên các đơn vị được xếp hạng.",
        tuple(columns),
        [*rows.values(), *_foot(result)],
        marks=marks,
    )


def _foot(result: Standings) -> Iterator[dict[str, object]]:
    for key, label in (("mean", "Bình quân"), ("highest", "Cao nhất"), ("lowest", "Thấp nhất")):
        points = {f"points_{code}": value for code, value in result.points[key].items()}
        percents = {f"percent_{code}": value for code, value in result.percents[key].items()}
        yield {"name": label, **points, **percents}


def _spread(result: Standings) -> tuple[Column, ...]:
    return (
        Column("count", "Số đơn vị", "integer", fill="fixed", width=9),
        _number(result, "mean", "Bình quân (%)", width=11),
        _number(result, "median", "Trung vị (%)", width=11),
        _number(result, "highest", "Cao nhất (%)", width=11),
        _number(result, "lowest", "Thấp nhất (%)", width=11),
    )


def _names(result: Standings) -> dict[str, str]:
    labels = {code: criterion.label for code, criterion in result.form.criteria.items()}
    return {code: labels.get(code, code) for code in result.points.index}


def _areas(result: Standings) -> TableSheet:
    names = _names(result)
    rows = [
        {"area": code, "name": names[code], "full": 100, **row}
        for code, row in zip(result.percents.index, records(result.percents), strict=True)
    ]
    columns = (
        Column("area", "Mã", "text", fill="fixed", width=6),
        Column("name", "Lĩnh vực", "text", fill="fixed", width=40),
        *_spread(result),
        _number(result, "full", "Mức tối đa (%)", width=11),
    )
    intro = "Tỷ lệ điểm đạt trên điểm tối đa của lĩnh vực, tính trên các đơn vị được xếp hạng."
    chart = Chart("column", "Bình quân lĩnh vực so với mức tối đa, %", "name", ("mean", "full"))
    return TableSheet("binh_quan", "Bình quân lĩnh vực", intro, columns, rows, charts=(chart,))


def _groups(result: Standings) -> TableSheet:
    bands = [band.label for band in result.form.bands]
    counts = result.bands.reindex(columns=bands, fill_value=0)
    rows = [
        {"group": group, **row, **counts.loc[group].to_dict()}
        for group, row in zip(result.groups.index, records(result.groups), strict=True)
    ]
    columns = (
        Column("group", "Nhóm", "text", fill="fixed", width=24),
        *_spread(result),
        *(Column(band, band, "integer", fill="fixed", width=10) for band in bands),
    )
    intro = "Tính trên các đơn vị được xếp hạng; các cột cuối đếm đơn vị theo xếp loại."
    return TableSheet("theo_nhom", "Theo nhóm", intro, columns, rows)
