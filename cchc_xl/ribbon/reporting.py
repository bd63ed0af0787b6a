"""«3 Xuất báo cáo» and what stands under it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_xl.ribbon.press import button, free_name, open_file, show

if TYPE_CHECKING:
    from cchc_xl.actions.check import Checked
    from cchc_xl.entries.picture import Picture
    from cchc_xl.excel.live_workbook import Excel, LiveWorkbook


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
    from cchc_xl.findings import Verdict

    with excel.at_work("Đang soát lỗi…"):
        checked = check_open(book)
    if checked.verdict is Verdict.ERRORS and not draft:
        _not_yet(excel, checked)
        return None
    out = free_name(excel, out)
    with excel.at_work("Đang xuất báo cáo…"):
        write_report(checked, out, draft=draft)
    open_file(out)
    excel.tell(f"Đã xuất {out}")
    return out


def _not_yet(excel: "Excel", checked: "Checked") -> None:
    from cchc_xl.actions.told import in_short

    fix = "Bấm «1 Soát lỗi» để xem và sửa; cần xem trước thì bấm «Bản nháp»."
    excel.tell(f"{in_short(checked)}: chưa xuất báo cáo.\n\n{fix}")


@button
def update_word(excel: "Excel") -> None:
    """Cập nhật số liệu vào bản Word: renew the figures of a report that people edited."""
    from cchc_xl.actions.check import check_open
    from cchc_xl.actions.report_edited import update_report

    book = excel.workbook()
    edited = excel.choose("Chọn báo cáo Word đã sửa", book.path.parent, "*.docx")
    if edited is None:
        return
    out = free_name(excel, edited.with_stem(f"{edited.stem}-cap-nhat"))
    with excel.at_work("Đang cập nhật bản Word…"):
        checked = check_open(book)
        told = update_report(checked, edited, out)
    if told is None:
        _not_yet(excel, checked)
        return
    open_file(out)
    show(excel, f"Đã xuất {out}", told)


@button
def view_pdf(excel: "Excel") -> None:
    """Xem PDF: print the report beside the workbook, written first where there is none yet.

    People may have edited the one that is there: what it says otherwise than the workbook is told.
    """
    from cchc_xl.actions.check import check_open
    from cchc_xl.actions.report_edited import verify_report
    from cchc_xl.word.pdf import to_pdf

    book = excel.workbook()
    out, told = book.path.with_suffix(".docx"), ""
    if out.exists():
        with excel.at_work("Đang đối chiếu báo cáo…"):
            apart = verify_report(check_open(book), out).differences
        if apart:
            fix = "Bấm «Cập nhật số liệu vào bản Word…» rồi xem lại."
            told = f"\n\nCần xem: «{out.name}» có {len(apart)} số liệu khác workbook. {fix}"
    elif not _report(excel, book, out, draft=False):
        return
    with excel.at_work("Đang chuyển sang PDF…"):
        pdf = to_pdf([out])[0]
    open_file(pdf)
    excel.tell(f"Đã xuất {pdf}{told}")


@button
def check_format(excel: "Excel") -> None:
    """Kiểm tra thể thức: check a Word document against the State's format."""
    from cchc_xl.actions.format_check import check_document
    from cchc_xl.actions.told import in_short, in_words

    document = excel.choose("Chọn văn bản Word cần soát thể thức", excel.workbook().path.parent, "*.docx")
    if document:
        checked = check_document(document)
        show(excel, f"{checked.file}: {in_short(checked)}", in_words(checked.findings))


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
        show(excel, "Ghi mã của một mục dưới đây:" if found else "", told)
