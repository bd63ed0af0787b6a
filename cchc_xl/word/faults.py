"""What can be wrong with a template, told by part, place and tag."""

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cchc_xl.errors import CchcError
from cchc_xl.findings import Severity


class Fault(NamedTuple):
    """One fault: where it stands in Word, the tag as typed, what is wrong and what to do."""

    code: str
    severity: Severity
    part: str
    where: str
    tag: str
    why: str
    fix: str

    @property
    def message(self) -> str:
        """Give place, tag and fault in one sentence."""
        place = ", ".join(filter(None, (self.part, self.where)))
        return ": ".join(filter(None, (place, f"thẻ «{self.tag}» {self.why}" if self.tag else self.why)))


class Trap(NamedTuple):
    """A kind of fault; `why` and `fix` get the words of the place where it is found."""

    code: str
    why: str
    fix: str
    severity: Severity = Severity.ERROR

    def at(self, part: str, where: str = "", tag: str = "", **words: str) -> Fault:
        """Make the fault for a place."""
        shown = tag if len(tag) <= _LONGEST else f"{tag[:_LONGEST]}…"
        why, fix = self.why.format(**words), self.fix.format(**words)
        return Fault(self.code, self.severity, part, where, shown, why, fix)


_LONGEST = 160


UNCITED = Trap("MAU07", "không có văn bản hay nhóm văn bản mang khóa «{key}»", "{fix}")
MISPLACED = Trap(
    "MAU07",
    "chú thích không đặt được ở đây (đầu trang, chân trang, hộp chữ, trong một chú thích khác)",
    "Chuyển chú thích xuống một đoạn hoặc ô bảng của nội dung.",
)


UNSAFE = Trap(
    "MAU08",
    "có {what}, là phần có thể tự chạy hoặc tự tải",
    "Mở mẫu trong Word, bỏ phần này (macro, tệp nhúng, liên kết, trường), lưu lại dạng .docx.",
)
ENDLESS = Trap("MAU09", "{what}", "Bớt vòng lặp lồng nhau; tách mẫu thành nhiều mẫu nhỏ hơn.")


def nearest_key(key: str, known: Collection[str]) -> str:
    """Give the remedy for a footnote whose document is not there."""
    near = difflib.get_close_matches(key, known, 1)
    add = "Ghi khóa của một dòng hoặc một nhóm trong trang Văn bản, hoặc xoá thẻ."
    return f"Sửa «{key}» thành «{near[0]}»." if near else add


class TemplateError(CchcError):
    """A template that cannot be used: the first of its faults is told, all stand in `faults`."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        first, others = faults[0], len(faults) - 1
        more = f" Còn {others} lỗi nữa; xem hết: cchc template check «{file}»." if others else ""
        super().__init__(first.code, f"Mẫu «{file}»: {first.message}.{more}", first.fix)
        self.faults = tuple(faults)
        self.part = first.part
        self.tag = first.tag


@dataclass(frozen=True)
class Place:
    """A part of a template, named as its author sees it."""

    file: str
    part: str

    def fault(self, code: str, why: str, fix: str, tag: str = "") -> TemplateError:
        """Return the error to raise about this part or one tag in it."""
        return TemplateError(self.file, [Fault(code, Severity.ERROR, self.part, "", tag, why, fix)])

    def uncited(self, key: str, known: Collection[str]) -> TemplateError:
        """Return the error about a footnote whose key came from the data and is not there."""
        return TemplateError(self.file, [UNCITED.at(self.part, key=key, fix=nearest_key(key, known))])

    def misplaced(self) -> TemplateError:
        """Return the error about a footnote where Word allows none."""
        return TemplateError(self.file, [MISPLACED.at(self.part)])

    def unsafe(self, what: str) -> TemplateError:
        """Return the error about something that would open, run or load on its own."""
        return TemplateError(self.file, [UNSAFE.at(self.part, what=what)])

    def endless(self, what: str) -> TemplateError:
        """Return the error about a template that would cost too much time or memory."""
        return TemplateError(self.file, [ENDLESS.at(self.part, what=what)])

    def unopenable(self, why: str) -> TemplateError:
        """Return the error about a file that is no Word document."""
        fix = "Chọn tệp .docx được lưu từ Word (không phải .doc, .dotx, .docm; không đặt mật khẩu)."
        return self.fault("MAU01", f"không mở được: {why}", fix)
