"""«4 Gửi» and «Tổng hợp», and what stands under them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_xl.errors import CchcError
from cchc_xl.ribbon.press import button, show

if TYPE_CHECKING:
    from cchc_xl.actions.collect import Collected
    from cchc_xl.excel.live_workbook import Excel, LiveWorkbook

_RESULT = "tong-hop.xlsx"


@button
def send(excel: "Excel") -> None:
    """Gửi: certify the report, number the sending, keep a copy, prepare the letter.

    What was sent then takes the place of the workbook: it carries the number from which the next goes on.
    """
    from cchc_xl.actions.check import check_open
    from cchc_xl.actions.post import LETTERS, Post, usual
    from cchc_xl.actions.send import send_report
    from cchc_xl.actions.told import in_short
    from cchc_xl.mail.letter import addresses

    book = excel.workbook()
    if not excel.confirm("Lưu workbook rồi gửi báo cáo?"):
        return
    book.save()
    with excel.at_work("Đang soát lỗi…"):
        checked = check_open(book)
    to = excel.ask(f"{in_short(checked)}.\nGửi đến địa chỉ thư (nhiều nơi cách nhau bằng dấu phẩy):")
    errors = checked.counts["error"]
    reason = excel.ask(f"Còn {errors} lỗi chưa sửa. Lý do vẫn gửi:") if to and errors else ""
    by = excel.ask("Người xác nhận báo cáo (họ tên):", excel.user) if to and (reason or not errors) else ""
    if not by:
        excel.tell("Chưa gửi gì: cần địa chỉ nơi nhận, người xác nhận và, khi còn lỗi, lý do.")
        return
    post = Post(usual(), book.path.parent / LETTERS)
    with excel.at_work("Đang soạn thư…"):
        sent = send_report(checked, book.path, addresses(to), by, post, reason=reason)
    file = f"Bản đã gửi: {sent.file}\nSHA-256: {sent.sha256}"
    excel.tell(f"Lần gửi {sent.number}, đến {to}.\n{file}\n{post.told()}")
    book.restore(sent.file)


@button
def hand_out(excel: "Excel") -> None:
    """Phát biểu mẫu: make the workbooks of the divisions, and letters with them."""
    from cchc_xl.actions.correspondence import send_parts
    from cchc_xl.actions.hand_out import Task, hand_out_parts, read_addresses
    from cchc_xl.actions.post import LETTERS, Post, usual

    book = excel.workbook()
    typed = excel.ask("Hạn nộp (ví dụ 05/12/2021):")
    if not typed:
        return
    due, folder = _day(typed), _period_folder(book)
    again = any(folder.glob("cchc-*.xlsx"))
    if again and not excel.confirm("Kỳ này đã phát. Phát lại? Bản phát trước sẽ không nộp được nữa."):
        return
    table = excel.choose("Bảng địa chỉ thư của các phòng (có thể bỏ qua)", book.path.parent, "*.csv")
    task = Task(due, addresses=read_addresses(table) if table else {})
    with _copy(excel, book, "Đang tách workbook…") as copy:
        done = hand_out_parts(copy, folder, task, overwrite=again)
    lines = [f"{item.file}{f' cho {item.address}' if item.address else ''}" for item in done.items]
    show(excel, f"Đã phát vào {folder}", [*lines, *(f"Cần xem: {line}." for line in done.remarks)])
    if excel.confirm("Soạn thư gửi các phòng?"):
        post = Post(usual(), folder / LETTERS)
        list(send_parts(folder, post))
        excel.tell(post.told())


@button
def collection_status(excel: "Excel") -> None:
    """Tình hình nộp: tell who has sent, who is missing or late, who has more time, what was returned."""
    book = excel.workbook()
    with _copy(excel, book, "Đang xem sổ theo dõi…") as copy:
        done = _collect([], book, copy, dry_run=True)
    show(excel, "Tình hình nộp", done.everyone(date.today()))


@button
def compare_sent(excel: "Excel") -> None:
    """So với bản đã gửi: tell what changed since the workbook was last sent."""
    from cchc_xl.actions.diff import diff_files, in_words
    from cchc_xl.actions.send import last_sent

    book = excel.workbook()
    sent = last_sent(book.path)
    with _copy(excel, book, "Đang so…") as copy:
        differences = diff_files(sent, copy)
    show(excel, f"So với {sent.name}", in_words(differences))


@button
def collect(excel: "Excel") -> None:
    """Tổng hợp: take in what came back, and put it into a copy of the workbook."""
    book = excel.workbook()
    chosen = excel.choose("Chọn một tệp trong thư mục đã nhận", book.path.parent, "*.xlsx", "*.eml", "*.zip")
    if chosen is None:
        return
    if chosen.parent.samefile(book.path.parent):
        fix = "Để các tệp đã nhận vào một thư mục riêng rồi chọn một tệp trong đó"
        raise CchcError("TRG13", "tệp đã nhận nằm lẫn với workbook của đơn vị", fix)
    with _copy(excel, book, "Đang tổng hợp…") as copy:
        done = _collect([chosen.parent], book, copy, dry_run=False)
    for out in done.outs:
        excel.open(out)
    show(excel, "Tổng hợp", done.in_words())


def _collect(sources: list[Path], book: "LiveWorkbook", copy: Path, *, dry_run: bool) -> "Collected":
    from cchc_xl.actions.collect import collect

    return collect(sources, _period_folder(book) / _RESULT, copy, dry_run=dry_run)


def _period_folder(book: "LiveWorkbook") -> Path:
    """Name the folder of the period, beside the workbook."""
    return book.path.with_name(f"KY-{book.picture().stamp.period}")


@contextmanager
def _copy(excel: "Excel", book: "LiveWorkbook", told: str) -> Iterator[Path]:
    """Give a copy of the workbook as it stands now, while it is said what is done."""
    with tempfile.TemporaryDirectory() as folder, excel.at_work(told):
        yield book.copy_to(Path(folder))


def _day(text: str) -> date:
    from cchc_xl.text.numbers import read_date

    try:
        return read_date(text)
    except ValueError:
        raise CchcError("TRG12", f"«{text}» không phải ngày", "Ghi ngày như 05/12/2021") from None
