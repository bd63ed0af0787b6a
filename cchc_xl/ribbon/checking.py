"""«1 Soát lỗi» and what stands under it."""

from typing import TYPE_CHECKING

from cchc_xl.ribbon.press import button

if TYPE_CHECKING:
    from cchc_xl.excel.live_workbook import Excel


@button
def check(excel: "Excel") -> None:
    """Soát lỗi: write the findings into «Lỗi và cảnh báo» and tell the verdict."""
    from cchc_xl.actions.check import check_open
    from cchc_xl.actions.mark import mark_open, told_rows
    from cchc_xl.actions.told import in_short

    book = excel.workbook()
    with excel.at_work("Đang soát lỗi…"):
        checked = check_open(book)
        place = mark_open(book, checked.picture, told_rows(checked))
    book.show(place)
    excel.tell(in_short(checked))


@button
def next_finding(excel: "Excel") -> None:
    """Lỗi tiếp theo: go to the cell of the next finding and tell it in the status bar."""
    _go_to_finding(excel, back=False)


@button
def previous_finding(excel: "Excel") -> None:
    """Lỗi trước: go to the cell of the finding before and tell it in the status bar."""
    _go_to_finding(excel, back=True)


def _go_to_finding(excel: "Excel", *, back: bool) -> None:
    from cchc_xl.actions.at_cell import neighbour, place_of

    book = excel.workbook()
    row = neighbour(book, back=back)
    if row is None:
        excel.tell("Không còn lỗi, cảnh báo nào được đánh dấu. Bấm «1 Soát lỗi» để soát lại.")
        return
    book.show(place_of(row))
    excel.say(f"{row['ma'].text}: {row['noi_dung'].text}. Cách sửa: {row['cach_sua'].text}")


@button
def accept_finding(excel: "Excel") -> None:
    """Giữ nguyên, nêu lý do: write reason, name and day beside the findings of the selected cell or row."""
    from datetime import date

    from cchc_xl.actions.at_cell import accepted, findings_here

    book = excel.workbook()
    picture = book.picture()
    rows = findings_here(picture, book.here())
    told = "; ".join(f"{row['ma'].text}: {row['noi_dung'].text}" for row in rows)
    excel.say(told)
    reason = excel.ask("Giữ nguyên vì (ghi rõ lý do):")
    who = excel.ask("Người quyết định:", excel.user) if reason else ""
    excel.say(None)
    if not (reason and who):
        excel.tell("Chưa ghi gì: cần đủ lý do và người quyết định.")
        return
    with excel.at_work("Đang ghi…"):
        book.write(accepted(picture, rows, reason, who, date.today()))


@button
def clear_marks(excel: "Excel") -> None:
    """Xóa đánh dấu: empty «Lỗi và cảnh báo» but for what was accepted with a reason."""
    from cchc_xl.actions.mark import accepted_rows, mark_open

    book = excel.workbook()
    with excel.at_work("Đang xóa đánh dấu…"):
        picture = book.picture()
        mark_open(book, picture, accepted_rows(picture))
