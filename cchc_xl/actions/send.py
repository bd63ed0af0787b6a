"""«Gửi»: a report to the outside: checked, certified, numbered, kept."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cchc_xl.actions import letters
from cchc_xl.actions.check import Checked
from cchc_xl.actions.one_at_a_time import changing
from cchc_xl.actions.post import SENT, Post
from cchc_xl.collect.ledger import Ledger
from cchc_xl.entries.picture import Stamp
from cchc_xl.errors import CchcError
from cchc_xl.excel.patch import patch
from cchc_xl.excel.source import Source
from cchc_xl.files import sha256_of, write
from cchc_xl.form.form import Form
from cchc_xl.form.load import load_form
from cchc_xl.mail.letter import Letter
from cchc_xl.text.vietnamese import slug


class Sending(NamedTuple):
    """A report that went out: which time, the copy kept, its hash; whether the workbook could be marked."""

    number: int
    file: Path
    sha256: str
    marked: bool


def send_report(
    checked: Checked, path: Path, to: tuple[str, ...], by: str, post: Post, *, reason: str = ""
) -> Sending:
    """Send the workbook at `path` out: certified by a person, numbered, kept under «Đã gửi», noted.

    Raises CchcError THU10 for one with errors and no reason given, THU11 without a name, TEP12-TEP14 where it
    cannot be written into, and what the way of sending raises; then nothing is kept or noted.
    """
    if not by.strip():
        raise CchcError("THU11", "chưa nêu người xác nhận", "Thêm --certify HỌ-TÊN")
    if checked.counts["error"] and not reason.strip():
        message = f"«{path.name}» còn {checked.counts['error']} lỗi chưa sửa"
        raise CchcError("THU10", message, "Sửa lỗi rồi gửi, hoặc nêu lý do gửi khi còn lỗi (--reason)")
    now, stamp = datetime.now().astimezone(), checked.picture.stamp
    with changing(path):
        kept = _kept(path.parent, checked.picture.form, stamp)
        number = 1 + max([_last_number(path), *(number for number, _ in kept)])
        file = path.parent / SENT / f"{_kept_name(checked.picture.form, stamp)}{number}.xlsx"
        properties = {
            "lan_gui": str(number),
            "ngay_gui": now.isoformat(timespec="seconds"),
            "ma_bam": sha256_of(path),
            "xac_nhan": by.strip(),
            "ly_do_gui": reason.strip(),
        }
        marks = {f"cchc_{key}": value for key, value in properties.items() if value}
        patch(path, file, {}, properties=marks)
        letter = letters.sending(checked, to, file, number, by.strip(), now.date())
        try:
            went, fault = _delivered(post, letter)
        except BaseException:
            file.unlink()
            raise
        sha256, reached = sha256_of(file), ", ".join(went.to if went else ())
        with Ledger.open(path.parent) as ledger:
            ledger.sending(stamp.phong or stamp.unit, number, now, sha256, reached, letter.subject)
        done = Sending(number, file, sha256, _replaced(path, file))
        if fault:
            raise CchcError(fault.code, f"{fault.message}: lần gửi {number} đến {reached}", fault.fix)
        return done


def _delivered(post: Post, letter: Letter) -> tuple[Letter | None, CchcError | None]:
    """Let a letter out; give it with those it went to, and what went wrong with others.

    Raises what the way of sending raises, when it went to nobody.
    """
    went = None
    try:
        for sent in post.deliver([letter]):
            went = sent
    except CchcError as fault:
        if went is None:
            raise
        return went, fault
    return went, None


def _last_number(path: Path) -> int:
    """Give the number of the last sending as the workbook has it."""
    package = Source(path).package
    known = package.custom_properties().get("cchc_lan_gui", "") if package else ""
    return int(known) if known.isdecimal() else 0


def _replaced(path: Path, kept: Path) -> bool:
    """Put what was sent in the place of the workbook; False while Excel keeps it open."""
    try:
        write(path, kept.read_bytes())
    except CchcError:
        return False
    return True


def _kept_name(form: Form, stamp: Stamp) -> str:
    whose = form.units[stamp.phong or stamp.unit].name
    return f"cchc-{stamp.period.lower()}-{slug(whose).replace('_', '-')}-lan-"


def _kept(folder: Path, form: Form, stamp: Stamp) -> list[tuple[int, Path]]:
    """List what was sent from a folder, by number."""
    name = _kept_name(form, stamp)
    found = (folder / SENT).glob(f"{name}*.xlsx")
    numbers = ((path.stem.removeprefix(name), path) for path in found)
    return sorted((int(number), path) for number, path in numbers if number.isdecimal())


def last_sent(path: Path) -> Path:
    """Find what was sent of a workbook last; raises CchcError THU12 where nothing was."""
    stamp = next(Source(path).stamps(), None)
    kept = _kept(path.parent, load_form(stamp.form, stamp.unit), stamp) if stamp else []
    if not kept:
        fix = "Bấm «Gửi» hoặc chạy cchc send trước; so với một tệp khác thì dùng cchc diff A.xlsx B.xlsx"
        raise CchcError("THU12", f"chưa gửi bản nào của «{path.name}» từ thư mục này", fix)
    return kept[-1][1]
