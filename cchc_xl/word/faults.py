"""What can be wrong with a template, told by part and tag."""

import difflib
from collections.abc import Collection
from dataclasses import dataclass

from cchc_xl.errors import CchcError


class TemplateError(CchcError):
    """A template that cannot be used; `part` and `tag` say where, "" if the fault has no such place."""

    def __init__(self, code: str, message: str, fix: str, part: str = "", tag: str = "") -> None:
        super().__init__(code, message, fix)
        self.part = part
        self.tag = tag


@dataclass(frozen=True)
class Place:
    """A part of a template, named as its author sees it."""

    file: str
    part: str

    def fault(self, code: str, why: str, fix: str, tag: str = "") -> TemplateError:
        """Return the error to raise about this part or one tag in it."""
        at_tag = f", thẻ «{tag}»" if tag else ""
        return TemplateError(code, f"Mẫu «{self.file}», {self.part}{at_tag}: {why}.", fix, self.part, tag)

    def unopenable(self, why: str) -> TemplateError:
        """Return the error about a file that is no Word document."""
        fix = "Chọn tệp .docx được lưu từ Word (không phải .doc, .dotx, .docm; không đặt mật khẩu)."
        return TemplateError("MAU01", f"Không mở được mẫu «{self.file}»: {why}.", fix, self.part)

    def unknown(self, name: str, known: Collection[str], tag: str) -> TemplateError:
        """Return the error about a name the data does not have."""
        near = difflib.get_close_matches(name, known, 1)
        choice = f"Các tên dùng được: {', '.join(known)}." if known else "Xoá thẻ hoặc sửa tên trong thẻ."
        fix = f"Sửa «{name}» thành «{near[0]}»." if near else choice
        return self.fault("MAU03", f"không có dữ liệu tên «{name}»", fix, tag)

    def uncited(self, key: str, known: Collection[str], tag: str) -> TemplateError:
        """Return the error about a footnote whose document is not there."""
        near = difflib.get_close_matches(key, known, 1)
        add = "Ghi khóa của một dòng hoặc một nhóm trong trang Văn bản, hoặc xoá thẻ."
        fix = f"Sửa «{key}» thành «{near[0]}»." if near else add
        return self.fault("MAU07", f"không có văn bản hay nhóm văn bản mang khóa «{key}»", fix, tag)

    def misplaced(self, tag: str = "") -> TemplateError:
        """Return the error about a footnote where Word allows none."""
        why = "chú thích không đặt được ở đây (đầu trang, chân trang, hộp chữ, trong một chú thích khác)"
        return self.fault("MAU07", why, "Chuyển chú thích xuống một đoạn hoặc ô bảng của nội dung.", tag)

    def unsafe(self, what: str) -> TemplateError:
        """Return the error about something that would open, run or load on its own."""
        fix = "Mở mẫu trong Word, bỏ phần này (macro, tệp nhúng, liên kết, trường), lưu lại dạng .docx."
        why = f"Mẫu «{self.file}» không dùng được: có {what}, là phần có thể tự chạy hoặc tự tải."
        return TemplateError("MAU08", why, fix, self.part)

    def endless(self, what: str, tag: str = "") -> TemplateError:
        """Return the error about a template that would cost too much time or memory."""
        return self.fault("MAU09", what, "Bớt vòng lặp lồng nhau; tách mẫu thành nhiều mẫu nhỏ hơn.", tag)

    def forbidden(self, what: str, tag: str) -> TemplateError:
        """Return the error about syntax outside the whitelist."""
        words = "for, if, elif, else, so sánh, and, or, not, loop.first, loop.last, chu_thich('khoa')"
        fix = f"Chỉ dùng tên dữ liệu, {words}."
        return self.fault("MAU04", f"{what} không được phép dùng trong mẫu", fix, tag)
