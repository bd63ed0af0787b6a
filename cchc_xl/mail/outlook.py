"""Show letters in classic Outlook; people look at them and send them."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec

from cchc_xl.errors import CchcError
from cchc_xl.mail.letter import Letter

_MAIL = 0  # olMailItem


def is_there() -> bool:
    """Tell whether programs here can speak to Outlook at all."""
    return find_spec("win32com") is not None


def show(letters: Iterable[Letter]) -> Iterator[Letter]:
    """Open each letter in a window, never sent by itself; raises CchcError THU08 without classic Outlook."""
    fix = "Soạn vào thư mục cho thư trên trình duyệt (--via folder) hoặc thành tệp .eml (--via eml)"
    try:
        from win32com.client import Dispatch
    except ImportError:
        raise CchcError("THU08", "máy này không có Outlook cổ điển (hoặc thiếu pywin32)", fix) from None
    try:
        outlook = Dispatch("Outlook.Application")
        for letter in letters:
            item = outlook.CreateItem(_MAIL)
            item.To, item.Subject, item.Body = "; ".join(letter.to), letter.subject, letter.text
            for file in letter.files:
                item.Attachments.Add(str(file.resolve()))
            item.Display()
            yield letter
    except CchcError:
        raise
    except Exception as error:  # COM errors have no common class of their own
        raise CchcError("THU08", f"Outlook không mở được thư ({error})", fix) from None
