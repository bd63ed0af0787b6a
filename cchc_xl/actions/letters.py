"""What the letters say: with a workbook handed out, with a report sent, a receipt, a reminder."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from cchc_xl.actions.check import Checked
from cchc_xl.collect.submissions import Issued, Standing, State
from cchc_xl.form.form import Form
from cchc_xl.mail.letter import Letter
from cchc_xl.text.numbers import show_date
from cchc_xl.text.vietnamese import capitalised


def handing_out(form: Form, period: str, issued: Issued, file: Path) -> Letter:
    """Ask a division or unit to fill its workbook and to answer with it."""
    whose, when = _name(form, issued), form.named_period(period)
    text = (
        f"Kính gửi {whose},\n\n"
        f"Đề nghị {whose} điền biểu mẫu báo cáo cải cách hành chính {when} đính kèm "
        f"và trả lời thư này, kèm chính tệp ấy, chậm nhất ngày {show_date(issued.until)}.\n\n"
        "Trang «Bắt đầu» của tệp nêu việc cần làm. Ô nền vàng nhạt là ô nhập. Không đổi tên trang, không xóa "
        "cột; tệp mang mã riêng của nơi nhận nên không dùng tệp của nơi khác.\n\nTrân trọng."
    )
    return Letter(issued.addresses, f"Biểu mẫu báo cáo CCHC {when}: {whose}", text, (file,))


def reminding(form: Form, period: str, issued: Issued, today: date) -> Letter:
    """Remind a division or unit of what it has not sent yet."""
    whose, when = _name(form, issued), form.named_period(period)
    late = (today - issued.until).days
    state = f"đã quá hạn {late} ngày" if late > 0 else "sắp đến hạn" if late else "hôm nay đến hạn"
    text = (
        f"Kính gửi {whose},\n\n"
        f"Đến ngày {show_date(today)} chưa nhận được báo cáo cải cách hành chính {when} của {whose} "
        f"(hạn nộp {show_date(issued.until)}, {state}).\n\n"
        f"Đề nghị điền tệp «{issued.file}» đã phát và gửi lại. Nếu đã gửi, xin gửi lại một lần nữa; "
        "cần thêm thời gian thì trả lời thư này, nêu lý do.\n\nTrân trọng."
    )
    return Letter(issued.addresses, f"Nhắc nộp báo cáo CCHC {when}: {whose}", text)


def receipt(form: Form, period: str, standings: Sequence[Standing]) -> Letter:
    """Answer a message: which files it brought, their hashes, what was found, what is to be done."""
    sent, when = standings[0].sent, datetime.fromisoformat(standings[0].sent.sent)
    codes = dict.fromkeys(one.reading.phong or one.reading.unit for one in standings)
    whose = ", ".join(form.units[code].name for code in codes if code in form.units)
    of = f" của {whose}" if whose else ""
    came = any(one.state is not State.SET_ASIDE for one in standings)
    told = [_told(one, beside=came) for one in standings]
    text = f"Đã nhận thư gửi lúc {when:%H:%M} ngày {show_date(when.date())}{of}.\n\n" + "\n\n".join(told)
    subject = f"Biên nhận báo cáo CCHC {form.named_period(period)}{of}: {short_name(sent.message_id)}"
    return Letter((sent.sender,), subject, f"{text}\n\nTrân trọng.", answers=sent.message_id)


def short_name(message_id: str) -> str:
    """Give eight letters by which a message is told from others."""
    return hashlib.sha256(message_id.encode()).hexdigest()[:8]


def _told(one: Standing, *, beside: bool) -> str:
    """Say what became of a file; one that is no workbook `beside` one that came is no cause for complaint."""
    sent = one.sent
    if beside and one.code == "CONG04":
        return f"Tệp «{sent.name}» không phải workbook nên không xử lý."
    told = f"Tệp «{sent.name}»: {one.state.label.lower()}. {capitalised(one.reason)}".rstrip(" .") + "."
    if one.state in (State.RECEIVED, State.HAS_ISSUES, State.SET_ASIDE):
        told = one.reading.reply or told
    return f"{told}\nMã của tệp (SHA-256): {sent.sha256}"


def sending(checked: Checked, to: tuple[str, ...], file: Path, number: int, by: str, on: date) -> Letter:
    """Send a report out: which sending it is, what the check says, who certifies it."""
    form, counts = checked.picture.form, checked.counts
    found = f"{counts['error']} lỗi, {counts['warning']} cảnh báo"
    period = form.named_period(checked.picture.stamp.period)
    text = (
        f"{form.unit.name} gửi báo cáo cải cách hành chính {period}, lần gửi thứ {number}.\n\n"
        f"Soát lỗi trước khi gửi: {checked.verdict.label} ({found}).\n"
        f"Người xác nhận: {by}, ngày {show_date(on)}.\n\nTrân trọng."
    )
    again = f" (lần {number})" if number > 1 else ""
    return Letter(to, f"Báo cáo CCHC {period} của {form.unit.name}{again}", text, (file,))


def _name(form: Form, issued: Issued) -> str:
    return form.units[issued.phong or issued.unit].name
