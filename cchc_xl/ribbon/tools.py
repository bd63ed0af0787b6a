"""The next period, copies, help: what is not done every day."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_xl.ribbon.press import button, free_name, go_to, show

if TYPE_CHECKING:
    from cchc_xl.excel.live_workbook import Excel


@button
def new_period(excel: "Excel") -> None:
    """Mở kỳ báo cáo mới: make the workbook of the next period from the one in front."""
    from cchc_xl.actions.new import new_workbook, typed_period

    book = excel.workbook()
    asked = excel.ask("Kỳ mới (ví dụ 2021-6T, 2022-Q1, 2022):", _next_period(book.picture().stamp.period))
    if not asked:
        return
    period = typed_period(asked)
    out = free_name(excel, book.path.with_name(f"{book.path.stem}-{period}.xlsx"))
    with tempfile.TemporaryDirectory() as folder, excel.at_work("Đang lập workbook kỳ mới…"):
        told = new_workbook("", "", period, out, None, [book.copy_to(Path(folder))])
    excel.open(out)
    show(excel, f"Đã tạo {out}", [f"Cần xem: {line}." for line in told])


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
    go_to(book, book.picture(), START)


@button
def import_dossiers(excel: "Excel") -> None:
    """Nhập hồ sơ một cửa: count the dossiers of an export; totals and late ones enter the workbook."""
    from cchc_xl.actions.import_dossiers import import_log
    from cchc_xl.actions.told import in_words
    from cchc_xl.dossiers import store
    from cchc_xl.findings import Place

    book = excel.workbook()
    log = excel.choose("Chọn tệp xuất từ hệ thống một cửa", book.path.parent, "*.xlsx", "*.csv")
    if log is None:
        return
    with tempfile.TemporaryDirectory() as folder, excel.at_work("Đang đọc hồ sơ…"):
        imported = import_log(log, book.copy_to(Path(folder)))
    dropped = ", ".join(imported.dropped_rows())
    lines = [f"Dòng đang có mà tệp không có sẽ bị thay: {dropped}."] if dropped else []
    show(excel, imported.in_short(), [*lines, *in_words(imported.findings)])
    if imported.counted and excel.confirm("Ghi số tổng hợp và hồ sơ trễ vào workbook?"):
        dossiers, cells = imported.dossiers, imported.cells()
        stamp = dossiers.picture.stamp
        saving = store.saving(dossiers.stored, book.path, stamp.unit, stamp.period)
        with excel.at_work("Đang ghi…"), saving:
            book.write(cells)
        book.show(Place(next(iter(cells)), "A1"))


@button
def doctor(excel: "Excel") -> None:
    """Kiểm tra cài đặt: tell what of the installation is not as it should be."""
    from cchc_xl.actions.install import examine

    show(excel, "Kiểm tra cài đặt", (line for point in examine(None) for line in point.in_words()))
