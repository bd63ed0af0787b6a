"""What is done at the selected cell of the open workbook: go to a finding, accept it, insert a quote."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from datetime import date

from cchc_xl.entries.picture import Picture, Row
from cchc_xl.entries.results import LATEST, is_plausible
from cchc_xl.errors import CchcError
from cchc_xl.excel.live_workbook import LiveWorkbook
from cchc_xl.excel.read import rows_of
from cchc_xl.findings import CATALOGUE, Place, Severity
from cchc_xl.form import layout
from cchc_xl.form.model import FIELDS, FINDINGS
from cchc_xl.text.vietnamese import fold


def neighbour(book: LiveWorkbook, *, back: bool = False) -> Row | None:
    """Give the row of the finding that comes next in the workbook, sheet by sheet and round again.

    In the findings sheet itself it is the selected row, if that has a cell. What is accepted or only
    information is passed over; None when nothing else is told.
    """
    source, here = book.source(), book.here()
    rows = [row for row in rows_of(source, FINDINGS) if _is_open(row) and row["trang"].text in source.titles]
    for row in rows:
        if row.sheet == here.sheet and row.number == layout.split(here.cell)[1]:
            return row

    def order(place: Place) -> tuple[int, int, int]:
        letters, number = layout.split(place.cell)
        return source.titles.index(place.sheet), number, layout.index_of(letters)

    by_place = {order(place_of(row)): row for row in reversed(rows)}
    places = sorted(by_place)
    if not places:
        return None
    index = bisect_left(places, order(here)) - 1 if back else bisect_right(places, order(here))
    return by_place[places[index % len(places)]]


def _is_open(row: Row) -> bool:
    return row["o"].text != "" and not row["giu_nguyen"].text and row["muc_do"].text != Severity.INFO


def place_of(row: Row) -> Place:
    """Give the cell that a row of the findings sheet is about."""
    return Place(row["trang"].text, row["o"].text)


def findings_here(picture: Picture, here: Place) -> list[Row]:
    """Give the rows of the findings sheet that are selected there, or are about the selected cell.

    Raises CchcError TRG08 when there is none, TRG09 for one that must be put right.
    """
    number = layout.split(here.cell)[1]
    told = [row for row in picture.rows[FINDINGS] if row["ma"].text and not row["giu_nguyen"].text]
    rows = [row for row in told if (row.sheet, row.number) == (here.sheet, number) or place_of(row) == here]
    if not rows:
        fix = "Chọn một dòng của trang Lỗi và cảnh báo, hoặc một ô đang được đánh dấu, rồi bấm lại"
        raise CchcError("TRG08", f"ô {here} không có phát hiện nào chưa được giữ nguyên", fix)
    for row in rows:
        rule = CATALOGUE.get(row["ma"].text)
        if rule and rule.must:
            fix = "Sửa ô theo cột Cách sửa rồi soát lại"
            raise CchcError("TRG09", f"phát hiện {rule.code} phải sửa, không được giữ nguyên", fix)
    return rows


def accepted(
    picture: Picture, rows: list[Row], reason: str, who: str, day: date
) -> dict[str, dict[str, object]]:
    """Say what to write to accept findings; raises CchcError TRG10 for a day outside the period."""
    if not is_plausible(day, picture):
        year = int(picture.stamp.period[:4])
        fix = f"Ghi lý do, tên và ngày (từ năm {year} đến năm {year + LATEST}) vào trang Lỗi và cảnh báo"
        raise CchcError("TRG10", f"ngày {day:%d/%m/%Y} không hợp với kỳ báo cáo {picture.stamp.period}", fix)
    given = {"giu_nguyen": reason, "nguoi": who, "ngay": day}
    cells = {f"{row.letters[key]}{row.number}": value for row in rows for key, value in given.items()}
    return {rows[0].sheet: cells}


def with_quote(picture: Picture, here: Place, quote: str) -> dict[str, dict[str, str]]:
    """Say what to write so that the text of the selected cell ends with a quote.

    Raises CchcError TRG11 where no text of the report stands.
    """
    letters, number = layout.split(here.cell)
    for key, rows in picture.rows.items():
        for row in rows:
            column = next((c for c, letter in row.letters.items() if letter == letters), "")
            sheet = picture.form.sheets[key]
            if (row.sheet, row.number) != (here.sheet, number) or key == FINDINGS or not column:
                continue
            cell = sheet.typed_cell(sheet.column[column], sheet.line.get(row.key))
            if cell and cell.type == "long_text":
                return {here.sheet: {here.cell: f"{row[column].raw or ''}{quote}"}}
    fix = "Chọn ô lời văn, ví dụ ở trang Nội dung báo cáo, rồi bấm lại"
    raise CchcError("TRG11", f"ô {here} không phải ô lời văn của báo cáo", fix)


def figures(picture: Picture) -> dict[str, str]:
    """Name what texts may quote: indicators and fields, by their codes."""
    fields = picture.form.sheets[FIELDS].lines
    return {code: one.label for code, one in picture.form.indicators.items()} | {
        f.key: f.label for f in fields
    }


def documents(picture: Picture) -> dict[str, str]:
    """Name the documents that texts may cite, by their keys."""
    rows = (row for row in picture.filled("van_ban") if row.key)
    return {row.key: f"{row['so_ky_hieu'].text} {row['trich_yeu'].text}".strip() for row in rows}


def matching(words: str, choices: Mapping[str, str]) -> Iterator[str]:
    """Find the keys that are meant by words: the key itself, else those whose name holds the words."""
    words = words.strip("{}[]^ ")
    for key in choices:
        if fold(key) == fold(words):
            yield key
            return
    yield from (key for key, name in choices.items() if fold(words) in fold(name))
