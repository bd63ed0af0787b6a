"""What the buttons of the ribbon in Excel do: the actions of the command line on the workbook in front.

Each function stands for one button and is named as in macros/buttons.csv. What a button needs is imported
when it is pressed, so that a click is quick.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_xl.errors import CchcError

if TYPE_CHECKING:
    from cchc_xl.actions.check import Checked
    from cchc_xl.entries.picture import Picture
    from cchc_xl.excel.live_workbook import Excel, LiveWorkbook

BUTTONS: dict[str, Callable[[], None]] = {}
"""The functions of the buttons by their names."""

_MOST_LINES = 20
"""How many lines a message shows; what is longer goes to a file."""


def button(work: "Callable[[Excel], None]") -> Callable[[], None]:
    """Register the function of a button; whatever goes wrong in it is told once, in Vietnamese."""

    @wraps(work)
    def press() -> None:
        from cchc_xl.excel.live_workbook import Excel

        try:
            excel = Excel()
        except CchcError as error:  # nobody to tell it: the add-in shows what stands on stderr
            sys.exit(f"{error.code}")
        try:
            work(excel)
        except CchcError as error:
            excel.tell(f"{_sentence(error.message)}\n\nCách xử lý: {_sentence(error.fix)}\n\n({error.code})")
        except OSError as error:
            name = Path(str(error.filename or "")).name
            fix = "Đóng tệp đang mở trong Excel hoặc Word rồi làm lại."
            told = f"Không ghi hoặc đọc được tệp «{name}».\n\nCách xử lý: {fix}"
            excel.tell(f"{told}\n\n(TEP09, nhật ký {_logged(work.__name__)})")
        except Exception:
            told = "Có lỗi ngoài dự kiến khi bấm nút này; workbook vẫn dùng được."
            fix = "Lưu workbook rồi bấm lại. Nếu vẫn lỗi, gửi tệp nhật ký này cho người phụ trách phần mềm:"
            excel.tell(f"{told}\n\nCách xử lý: {fix}\n{_logged(work.__name__)}")

    BUTTONS[work.__name__] = press
    return press


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _logged(name: str) -> str:
    """Write the fault that is being handled into a file of its own in the user's folder; return its path."""
    import secrets
    import traceback
    from datetime import datetime

    from cchc_xl import __version__, resources

    path = resources.own_folder() / "nhat-ky" / f"{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.log"
    told = f"cchc_xl {__version__}, Python {sys.version}, {sys.platform}\n{name}\n\n{traceback.format_exc()}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(told, "utf-8")
    except OSError:
        return f"{path.stem} (không ghi được)"
    return str(path)


def _show(excel: "Excel", title: str, lines: Iterable[str]) -> None:
    """Tell some lines; many go into a text file, which is opened."""
    told = "\n".join(lines).strip().split("\n")
    if len(told) <= _MOST_LINES:
        excel.tell("\n".join((title, "", *told)).strip())
        return
    handle, name = tempfile.mkstemp(prefix="cchc-", suffix=".txt")
    os.close(handle)
    Path(name).write_text("\n".join((title, "", *told)), "utf-8-sig")
    _open(Path(name))
    more = f"… và {len(told) - _MOST_LINES} dòng khác, xem đủ ở {name}"
    excel.tell("\n".join((title, "", *told[:_MOST_LINES], more)))


def _open(path: Path) -> None:
    """Open a file with the program that people use for it."""
    if sys.platform == "win32":
        os.startfile(path)


# --- 1 Soát lỗi


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


# --- 2 Tính điểm


@button
def score(excel: "Excel") -> None:
    """Tính điểm: tell the points, what is lost and by whom, and go to «Tổng quan»."""
    from cchc_xl.actions.check import check_open
    from cchc_xl.actions.score import score_sheet
    from cchc_xl.actions.told import in_short, losses, points_of
    from cchc_xl.form.model import OVERVIEW

    book = excel.workbook()
    with excel.at_work("Đang tính điểm…"):
        checked = check_open(book)
        book.calculate()
        sheet = score_sheet(checked)
    _go_to(book, checked.picture, OVERVIEW)
    note = f"({checked.picture.form.meta.criteria_note})"
    _show(excel, points_of(sheet), (note, f"Soát lỗi: {in_short(checked)}", "", *losses(sheet)))


@button
def compare_appraisal(excel: "Excel") -> None:
    """So với thẩm định: tell where the appraised points differ from the self-score."""
    from cchc_xl.actions.appraised import compare_appraised
    from cchc_xl.actions.check import check_open

    book = excel.workbook()
    with excel.at_work("Đang so với điểm thẩm định…"):
        told = list(compare_appraised(check_open(book)))
    _show(excel, "So với thẩm định", told)


@button
def update_criteria(excel: "Excel") -> None:
    """Cập nhật bộ tiêu chí: write the set out to be typed in, or make a form of one that was typed."""
    from cchc_xl.actions.criteria_export import export_criteria
    from cchc_xl.actions.criteria_import import import_criteria

    book = excel.workbook()
    stamp = book.picture().stamp
    question = (
        "Đã có tệp bộ tiêu chí đã gõ?\n\nCó: chọn tệp để lập biểu mẫu.\nKhông: xuất bộ hiện nay ra Excel."
    )
    if not excel.confirm(question):
        out = _free(excel, book.path.with_name(f"bo-tieu-chi-{stamp.form}.xlsx"))
        export_criteria(stamp.form, stamp.unit, out)
        excel.open(out)
        return
    if path := excel.choose("Chọn tệp bộ tiêu chí", book.path.parent, "*.xlsx", "*.xlsm"):
        again = excel.confirm("Nếu biểu mẫu của bộ này đã có thì thay bằng bộ mới?")
        meta = import_criteria(path, stamp.unit, None, overwrite=again).form.meta
        excel.tell(f"Đã lập biểu mẫu {meta.key} năm {meta.year}. Bấm «Mở kỳ báo cáo mới…» để dùng.")


# --- 3 Xuất báo cáo


@button
def report(excel: "Excel") -> None:
    """Xuất báo cáo: write the Word report beside the workbook, unless errors stand."""
    book = excel.workbook()
    _report(excel, book, book.path.with_suffix(".docx"), draft=False)


@button
def draft_report(excel: "Excel") -> None:
    """Bản nháp: write the report as a draft, errors or not."""
    book = excel.workbook()
    _report(excel, book, book.path.with_name(f"{book.path.stem}-ban-nhap.docx"), draft=True)


def _report(excel: "Excel", book: "LiveWorkbook", out: Path, *, draft: bool) -> Path | None:
    """Write the report and open it; None, and the reason told, where errors keep it back."""
    from cchc_xl.actions.check import check_open
    from cchc_xl.actions.report import write_report

    out = _free(excel, out)
    with excel.at_work("Đang xuất báo cáo…"):
        checked = check_open(book)
        done = write_report(checked, out, draft=draft)
    if not done:
        _not_yet(excel, checked)
        return None
    _open(out)
    excel.tell(f"Đã xuất {out}")
    return out


def _not_yet(excel: "Excel", checked: "Checked") -> None:
    from cchc_xl.actions.told import in_short

    fix = "Bấm «1 Soát lỗi» để xem và sửa; cần xem trước thì bấm «Bản nháp»."
    excel.tell(f"{in_short(checked)}: chưa xuất báo cáo.\n\n{fix}")


def _free(excel: "Excel", out: Path) -> Path:
    """Give a name to write to: the file itself where it may be replaced, else a numbered one."""
    if not out.exists() or excel.confirm(f"Đã có «{out.name}». Ghi đè?\n\nKhông: ghi thành tệp mới."):
        return out
    numbered = (out.with_stem(f"{out.stem} ({number})") for number in range(2, 1000))
    return next(path for path in numbered if not path.exists())


@button
def update_word(excel: "Excel") -> None:
    """Cập nhật số liệu vào bản Word: renew the figures of a report that people edited."""
    from cchc_xl.actions.check import check_open
    from cchc_xl.actions.report_edited import update_report

    book = excel.workbook()
    edited = excel.choose("Chọn báo cáo Word đã sửa", book.path.parent, "*.docx")
    if edited is None:
        return
    out = _free(excel, edited.with_stem(f"{edited.stem}-cap-nhat"))
    with excel.at_work("Đang cập nhật bản Word…"):
        checked = check_open(book)
        told = update_report(checked, edited, out)
    if told is None:
        _not_yet(excel, checked)
        return
    _open(out)
    _show(excel, f"Đã xuất {out}", told)


@button
def view_pdf(excel: "Excel") -> None:
    """Xem PDF: print the report beside the workbook, written first where there is none yet."""
    from cchc_xl.word.pdf import to_pdf

    book = excel.workbook()
    out = book.path.with_suffix(".docx")
    made = out if out.exists() else _report(excel, book, out, draft=False)
    if made:
        with excel.at_work("Đang chuyển sang PDF…"):
            pdf = to_pdf([made])[0]
        _open(pdf)
        excel.tell(f"Đã xuất {pdf}")


@button
def check_format(excel: "Excel") -> None:
    """Kiểm tra thể thức: check a Word document against the State's format."""
    from cchc_xl.actions.format_check import check_document
    from cchc_xl.actions.told import in_short, in_words

    document = excel.choose("Chọn văn bản Word cần soát thể thức", excel.workbook().path.parent, "*.docx")
    if document:
        checked = check_document(document)
        _show(excel, f"{checked.file}: {in_short(checked)}", in_words(checked.findings))


@button
def insert_figure(excel: "Excel") -> None:
    """Chèn số liệu: let the text of the selected cell quote a figure, `{1.1.1}`."""
    from cchc_xl.actions.at_cell import figures

    _insert(excel, "Mã chỉ tiêu (ví dụ 1.1.1) hoặc mấy chữ trong tên:", figures, "{{{}}}")


@button
def insert_citation(excel: "Excel") -> None:
    """Chèn trích dẫn: let the text of the selected cell cite a document, `[^khoa]`."""
    from cchc_xl.actions.at_cell import documents

    _insert(excel, "Khóa, số ký hiệu hoặc mấy chữ trong trích yếu:", documents, "[^{}]")


def _insert(excel: "Excel", question: str, known: "Callable[[Picture], dict[str, str]]", quote: str) -> None:
    from cchc_xl.actions.at_cell import matching, with_quote

    book = excel.workbook()
    picture, here = book.picture(), book.here()
    with_quote(picture, here, "")  # tell at once where nothing can be inserted
    choices = known(picture)
    while words := excel.ask(question):
        found = list(matching(words, choices))
        if len(found) == 1:
            with excel.at_work("Đang chèn…"):
                book.write(with_quote(picture, here, quote.format(found[0])))
            return
        told = [f"{key}: {choices[key]}" for key in found] or ["Không có mục nào khớp."]
        _show(excel, "Ghi mã của một mục dưới đây:" if found else "", told)


# --- Công cụ


@button
def new_period(excel: "Excel") -> None:
    """Mở kỳ báo cáo mới: make the workbook of the next period from the one in front."""
    from cchc_xl.actions.new import new_workbook

    book = excel.workbook()
    period = excel.ask("Kỳ mới (ví dụ 2021-6T, 2022-Q1, 2022):", _next_period(book.picture().stamp.period))
    if not period:
        return
    out = _free(excel, book.path.with_name(f"{book.path.stem}-{period}.xlsx"))
    with tempfile.TemporaryDirectory() as folder, excel.at_work("Đang lập workbook kỳ mới…"):
        told = new_workbook("", "", period, out, None, [book.copy_to(Path(folder))])
    excel.open(out)
    _show(excel, f"Đã tạo {out}", [f"Cần xem: {line}." for line in told])


def _next_period(period: str) -> str:
    year, _, part = period.partition("-")
    return {"Q1": f"{year}-6T", "6T": f"{year}-9T", "9T": year}.get(part, f"{int(year) + 1}-Q1")


@button
def restore(excel: "Excel") -> None:
    """Lấy lại bản lưu: put a copy from «Bản lưu» in the place of the workbook."""
    from cchc_xl.excel.kept import KEPT

    book = excel.workbook()
    copy = excel.choose("Chọn bản lưu", book.path.parent / KEPT, f"*{book.path.suffix}")
    question = "Thay workbook đang mở bằng bản lưu này? Workbook đang mở cũng được giữ trong «Bản lưu»."
    if copy and excel.confirm(question):
        book.restore(copy)
        excel.tell(f"Đã lấy lại {copy.name}")


@button
def guide(excel: "Excel") -> None:
    """Hướng dẫn: go to «Bắt đầu», where it stands what to fill and how far it is."""
    from cchc_xl.form.model import START

    book = excel.workbook()
    _go_to(book, book.picture(), START)


def _go_to(book: "LiveWorkbook", picture: "Picture", key: str) -> None:
    """Show a sheet of the form, if it is there under its own title."""
    from cchc_xl.findings import Place

    title = picture.form.sheets[key].title
    if title in book.source().titles:
        book.show(Place(title, "A1"))
