"""«2 Tính điểm» and what stands under it."""

from typing import TYPE_CHECKING

from cchc_xl.ribbon.press import button, free_name, go_to, show

if TYPE_CHECKING:
    from cchc_xl.excel.live_workbook import Excel


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
    go_to(book, checked.picture, OVERVIEW)
    note = f"({checked.picture.form.meta.criteria_note})"
    show(excel, points_of(sheet), (note, f"Soát lỗi: {in_short(checked)}", "", *losses(sheet)))


@button
def compare_appraisal(excel: "Excel") -> None:
    """So với thẩm định: tell where the appraised points differ from the self-score."""
    from cchc_xl.actions.appraised import compare_appraised
    from cchc_xl.actions.check import check_open

    book = excel.workbook()
    with excel.at_work("Đang so với điểm thẩm định…"):
        told = list(compare_appraised(check_open(book)))
    show(excel, "So với thẩm định", told)


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
        out = free_name(excel, book.path.with_name(f"bo-tieu-chi-{stamp.form}.xlsx"))
        export_criteria(stamp.form, stamp.unit, out)
        excel.open(out)
        return
    if path := excel.choose("Chọn tệp bộ tiêu chí", book.path.parent, "*.xlsx", "*.xlsm"):
        again = excel.confirm("Nếu biểu mẫu của bộ này đã có thì thay bằng bộ mới?")
        meta = import_criteria(path, stamp.unit, None, overwrite=again).form.meta
        excel.tell(f"Đã lập biểu mẫu {meta.key} năm {meta.year}. Bấm «Mở kỳ báo cáo mới…» để dùng.")
