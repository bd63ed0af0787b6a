"""Decisions on what came: accepted, returned, figures closed; each signed, with its reason."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cchc_xl.collect.identified import standings_of
from cchc_xl.collect.ledger import Ledger
from cchc_xl.collect.submissions import Decision, Kind, Standing, State, moment
from cchc_xl.errors import CchcError
from cchc_xl.files import sha256_of


class Wish(NamedTuple):
    """A decision that an officer signs: about which file (None to close the figures), by whom and why."""

    kind: Kind
    file: Path | None
    by: str
    reason: str


class Signed(NamedTuple):
    """A decision that was signed, on which file of whom."""

    kind: Kind
    file: str
    unit: str
    name: str
    by: str
    reason: str

    def told(self) -> str:
        """Say it in a sentence."""
        return f"Đã {_WORDS[self.kind]} «{self.file}» của {self.name}: {self.reason} ({self.by})."


def sign(ledger: Ledger, wish: Wish) -> Standing | None:
    """Sign a decision and give what it is about; signed twice it stands once.

    Raises CchcError THOP05 to THOP07 and THOP13.
    """
    if not (wish.by.strip() and (wish.reason.strip() or wish.kind is Kind.CLOSE)):
        raise CchcError(
            "THOP07", "quyết định chưa có người ký hoặc lý do", "Thêm --by HỌ-TÊN và --reason LÝ-DO"
        )
    standings, at = standings_of(ledger), moment(datetime.now().astimezone())
    if wish.kind is Kind.CLOSE:
        counted = [one.sent.key for one in standings if one.counts]
        ledger.close(counted, Decision(wish.kind, wish.by, at, wish.reason))
        return None
    one = _named(standings, wish.file or Path())
    said = [x for x in ledger.decisions() if x.key == one.sent.key and x.kind in (Kind.ACCEPT, Kind.RETURN)]
    if said and said[-1][:2] + said[-1][3:4] == (wish.kind, wish.by, wish.reason):
        return one
    _refuse(one, wish.kind, closed=ledger.closed() is not None)
    whose = (one.reading.unit, one.reading.phong, *one.sent.key)
    ledger.decide(Decision(wish.kind, wish.by, at, wish.reason, *whose))
    return one


_WORDS = {Kind.ACCEPT: "chấp nhận", Kind.RETURN: "trả lại"}


def _refuse(one: Standing, kind: Kind, *, closed: bool) -> None:
    """Refuse what cannot be decided of a submission as it stands."""
    if one.state is State.SET_ASIDE:
        reason = one.reason.rstrip(".")
        message = f"«{one.sent.name}» không {_WORDS[kind]} được vì đã để riêng: {one.code}, {reason}"
        raise CchcError("THOP06", message, "Đơn vị sửa theo lý do ấy rồi gửi lại tệp khác")
    accepting = kind is Kind.ACCEPT
    fits = (
        one.counts or one.state in (State.WAITING, State.RETURNED)
        if accepting
        else not (closed and one.counts)
    )
    if not fits:
        message = f"«{one.sent.name}» đang là «{one.state.label}» nên không {_WORDS[kind]} được"
        fix = "Xem trang Tệp đã nhận; bản của đơn vị gửi sau thì trả lại trước, hoặc chấp nhận bản thay thế"
        raise CchcError("THOP06", message, fix)


def _named(standings: Iterable[Standing], file: Path) -> Standing:
    """Find the latest submission with the bytes of a file, or with its name where there is no such file.

    A name that several have sent needs the code of one of them before it: «dt_snv:bao-cao.xlsx».
    """
    hashes = [sha256_of(file)] if file.is_file() else []
    code, _, name = file.name.rpartition(":")
    same = [
        one
        for one in standings
        if (one.sent.sha256 in hashes if hashes else one.sent.name == name and code in ("", _code(one)))
    ]
    if not same:
        message = f"sổ theo dõi không có tệp «{file.name}»"
        raise CchcError("THOP05", message, "Nêu tệp đã nhận, hoặc đưa tệp vào cùng lệnh tổng hợp")
    codes = sorted({_code(one) for one in same} - {""})
    if len(codes) > 1:
        message = f"«{name}» là tên tệp của {len(codes)} đơn vị"
        raise CchcError(
            "THOP13", message, f"Ghi rõ của đơn vị nào: {', '.join(f'{c}:{name}' for c in codes)}"
        )
    return next((one for one in reversed(same) if _code(one) in codes), same[-1])


def _code(one: Standing) -> str:
    return one.reading.phong or one.reading.unit
