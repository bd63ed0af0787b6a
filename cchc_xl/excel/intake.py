"""The gate: what comes from outside is taken, taken with findings, or set aside with words to write back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from cchc_xl.entries.checks import check
from cchc_xl.entries.evaluate import Evaluation, evaluate
from cchc_xl.entries.picture import Picture, Row, Stamp
from cchc_xl.entries.results import accept
from cchc_xl.errors import CchcError
from cchc_xl.excel import source
from cchc_xl.excel.kinds import other_kind
from cchc_xl.excel.package import Package, check_size, is_ole
from cchc_xl.excel.read import form_of, picture_of
from cchc_xl.excel.workers import MEMORY, SECONDS, Stopped, Workers
from cchc_xl.files import sha256_of
from cchc_xl.findings import Finding, Severity, sorted_by_weight
from cchc_xl.form.load import load_form

_IDENTITY = ("CAU13", "TT04", "TT05")
"""Findings by which it is in doubt whose report of which period a workbook is."""
_HANDED_OUT = "Chép số liệu vào tệp đã được phát cho đơn vị mình trong kỳ này rồi gửi lại"
_SEND_AGAIN = "Lưu lại bằng Excel dạng .xlsx rồi gửi lại; vẫn không được thì báo người phụ trách phần mềm"
_SHOWN = 10


class Outcome(StrEnum):
    """What the gate says of a file."""

    TAKEN = "nhan"
    WITH_FINDINGS = "co_loi"
    SET_ASIDE = "de_rieng"


class Party(NamedTuple):
    """Who got a workbook: a unit or a division of it, with which token; the addresses that may send it."""

    unit: str
    phong: str = ""
    token: str = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expected:
    """What is being collected, from whom; any version of the form that can be read will do."""

    form: str
    period: str
    parties: tuple[Party, ...]


@dataclass(frozen=True)
class Intake:
    """What became of a file; `stamp` is None when it was set aside, `reply` is what to write back.

    It brings the picture, or in its place what a gate was told to keep of it.
    """

    name: str
    sha256: str
    outcome: Outcome
    code: str = ""
    message: str = ""
    fix: str = ""
    reply: str = ""
    picture: Picture | None = None
    findings: tuple[Finding, ...] = ()
    stamp: Stamp | None = None
    kept: Any = None

    @property
    def unit(self) -> str:
        """Give the unit whose report it is; "" when that is not known for sure."""
        return self.stamp.unit if self.stamp else ""

    @property
    def phong(self) -> str:
        """Give the division whose part it is."""
        return self.stamp.phong if self.stamp else ""

    @property
    def counts(self) -> dict[str, int]:
        """Count the findings that nobody accepted, by severity."""
        return {s.value: sum(f.severity is s and not f.accepted for f in self.findings) for s in Severity}


class Gate:
    """The one door: files are read in children, `take_in` may be called from many threads.

    With `keep`, a function of a module, only what it makes of a picture leaves the child.
    """

    def __init__(
        self, children: int = 2, seconds: float = SECONDS, memory: int = MEMORY, keep: "Keep | None" = None
    ) -> None:
        self._workers: Workers[tuple[Path, str], _Carried | Intake] = Workers(
            partial(_examine, keep=keep), children, seconds, memory
        )

    def __enter__(self) -> "Gate":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._workers.__exit__(kind, error, trace)

    def look(self, path: Path, name: str = "") -> Intake:
        """Read and check a file, whoever sent it; `name` is what it was called there."""
        name = name or path.name
        try:
            seen = self._workers.do((path, name))
        except Stopped as stopped:
            message = f"tệp «{name}» không đọc được trong giới hạn an toàn: {stopped}"
            return _file_aside(path, name, CchcError("CONG05", message, _SEND_AGAIN))
        return seen if isinstance(seen, Intake) else seen.intake()

    def take_in(self, path: Path, expected: Expected, name: str = "", sender: str = "") -> Intake:
        """Read a file and see that it is what is expected; `sender` is the address that mailed it."""
        return identified(self.look(path, name), expected, sender)


def identified(seen: Intake, expected: Expected, sender: str = "") -> Intake:
    """Set aside what is not asked for or not proven: unit, token and registered address must agree."""
    if seen.stamp is None:
        return seen
    try:
        identify(seen.stamp, seen.name, expected, sender)
    except CchcError as error:
        return _aside(seen.name, seen.sha256, error)
    return seen


def identify(stamp: Stamp, name: str, expected: Expected, sender: str) -> None:
    """Raise CchcError CONG07 to CONG11 for a workbook that is not asked for or not proven."""
    if stamp.form != expected.form:
        told = f"tệp «{name}» theo biểu mẫu {stamp.form}, kỳ này thu biểu mẫu {expected.form}"
        raise CchcError("CONG07", told, _HANDED_OUT)
    if stamp.period != expected.period:
        told = f"tệp «{name}» là báo cáo kỳ {stamp.period}, đang thu kỳ {expected.period}"
        raise CchcError("CONG08", told, _HANDED_OUT)
    parties = {(party.unit, party.phong): party for party in expected.parties}
    party = parties.get((stamp.unit, stamp.phong))
    names = {code: unit.name for code, unit in load_form(expected.form).units.items()}
    who = names.get(stamp.phong or stamp.unit, stamp.phong or stamp.unit)
    if party is None:
        told = f"tệp «{name}» là của «{who}», không thuộc diện gửi về đây"
        raise CchcError("CONG09", told, "Gửi tệp đến nơi đã phát tệp ấy")
    if stamp.token != party.token or not party.token:
        owners = [p.phong or p.unit for p in expected.parties if stamp.token and p.token == stamp.token]
        whose = (
            f"mang mã phát của «{names.get(owners[0], owners[0])}»"
            if owners
            else "không mang mã phát của kỳ này"
        )
        raise CchcError("CONG10", f"tệp «{name}» đề tên «{who}» nhưng {whose}", _HANDED_OUT)
    known = {address.casefold() for address in party.addresses}
    if sender and known and sender.casefold() not in known:
        told = f"tệp «{name}» của «{who}» gửi từ {sender}, không phải địa chỉ đã đăng ký"
        raise CchcError("CONG11", told, "Gửi lại từ địa chỉ đã đăng ký, hoặc đề nghị đăng ký địa chỉ mới")


def _aside(name: str, sha256: str, error: CchcError) -> Intake:
    told = refusal(name, error)
    return Intake(name, sha256, Outcome.SET_ASIDE, error.code, error.message, error.fix, told)


def refusal(name: str, error: CchcError) -> str:
    """Give the words to write back about a file that is not taken."""
    return f"Tệp «{name}» chưa được nhận: {error.message} (mã {error.code}).\nĐề nghị: {error.fix}."


def _file_aside(path: Path, name: str, error: CchcError) -> Intake:
    """Set a file aside, by the name that people know it by."""
    message = error.message.replace(path.name, name)
    message = message if name in message else f"tệp «{name}»: {message}"
    return _aside(name, sha256_of(path), CchcError(error.code, message, error.fix))


Keep = Callable[[Picture, Evaluation, tuple[Finding, ...]], Any]


class _Carried(NamedTuple):
    """An intake on its way out of the child: the form stays behind, rows are plain values."""

    bare: Intake
    stamp: Stamp
    rows: Mapping[str, tuple[tuple[Any, ...], ...]]
    remarks: tuple[Finding, ...]

    def intake(self) -> Intake:
        rows = {
            key: tuple(
                Row(number, line, entries.copy, sheet, letters)
                for number, line, entries, sheet, letters in some
            )
            for key, some in self.rows.items()
        }
        picture = Picture(form_of(self.stamp), self.stamp, rows, self.bare.name, self.remarks)
        return replace(self.bare, picture=picture, stamp=self.stamp)


def _examine(job: tuple[Path, str], keep: Keep | None) -> _Carried | Intake:
    """Examine a file, in the child; what goes wrong here without a code is a bug, told with its name."""
    path, name = job
    source.in_a_child = True
    try:
        return _examined(path, name, keep)
    except MemoryError:
        raise
    except CchcError as error:
        return _file_aside(path, name, error)
    except Exception as error:
        message = f"tệp «{name}» làm phần mềm gặp lỗi ({type(error).__name__})"
        return _file_aside(path, name, CchcError("CONG06", message, _SEND_AGAIN))


def _examined(path: Path, name: str, keep: Keep | None) -> _Carried | Intake:
    """Put the cheap questions first."""
    _not_a_lock(name)
    check_size(path)
    _a_workbook(path, name)
    package = None if is_ole(path) else Package(path)
    _harmless(path, name, package)
    picture = picture_of(source.Source(path, package=package))
    evaluation = evaluate(picture)
    findings = tuple(sorted_by_weight(accept(picture, check(picture, evaluation))))
    _of_one_origin(name, findings)
    sha256 = sha256_of(path)
    bare = _weighed(Intake(name, sha256, Outcome.TAKEN, findings=findings))
    if keep:
        kept = keep(picture, evaluation, findings)
        return replace(bare, stamp=picture.stamp, kept=kept, findings=())
    rows = {
        key: tuple((row.number, row.key, row.entries, row.sheet, row.letters) for row in some)
        for key, some in picture.rows.items()
    }
    return _Carried(bare, picture.stamp, rows, picture.remarks)


def _not_a_lock(name: str) -> None:
    if name.startswith("~$"):
        message = f"«{name}» là tệp khóa mà Excel tạo khi workbook đang mở, không có số liệu"
        raise CchcError("CONG01", message, "Đóng workbook rồi gửi tệp cùng tên không có ~$ ở đầu")


def _a_workbook(path: Path, name: str) -> None:
    if what := other_kind(path):
        fix = "Gửi workbook dạng .xlsx; đổi đuôi tên tệp không đổi được loại tệp"
        raise CchcError("CONG04", f"tệp «{name}» là {what}, không phải workbook Excel", fix)


def _harmless(path: Path, name: str, package: Package | None) -> None:
    """Read all within limits, and take nothing that runs: people will open the file they received."""
    runs = package.verify() if package else _old_macros(path)
    if runs:
        fix = "Chép số liệu vào tệp đã được phát, hoặc bỏ phần ấy và lưu lại dạng .xlsx, rồi gửi lại"
        raise CchcError("CONG03", f"tệp «{name}» mang theo {', '.join(runs)}", fix)


def _old_macros(path: Path) -> list[str]:
    return ["macro"] if "_VBA_PROJECT".encode("utf-16-le") in path.read_bytes() else []


def _of_one_origin(name: str, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        if finding.code in _IDENTITY:
            where = ", ".join(map(str, finding.places))
            raise CchcError(finding.code, f"tệp «{name}», {where}: {finding.message}", finding.fix)


def _weighed(seen: Intake) -> Intake:
    errors, warnings = seen.counts[Severity.ERROR], seen.counts[Severity.WARNING]
    if not errors and not warnings:
        message = "Máy soát không thấy lỗi"
        return replace(seen, message=message, reply=f"Đã nhận tệp «{seen.name}». {message}.")
    message = f"Máy soát thấy {errors} lỗi, {warnings} cảnh báo"
    lines = [f"- {f.places[0]}: {f.message} ({f.code}). {f.fix}." for f in seen.findings if f.rank < 2]
    more = [f"- và {len(lines) - _SHOWN} điểm khác; soát lại tệp để xem đủ."] if lines[_SHOWN:] else []
    first, last = f"Đã nhận tệp «{seen.name}». {message}:", "Đề nghị sửa rồi gửi lại trước hạn."
    reply = "\n".join([first, *lines[:_SHOWN], *more, last])
    return replace(seen, outcome=Outcome.WITH_FINDINGS, message=message, reply=reply)
