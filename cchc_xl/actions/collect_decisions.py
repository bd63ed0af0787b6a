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


def sign(ledger: Ledger, wish: Wish) -> None:
    """Sign a decision; signed twice it stands once. Raises CchcError THOP05 to THOP07."""
    if not (wish.by.strip() and (wish.reason.strip() or wish.kind is Kind.CLOSE)):
        raise CchcError(
            "THOP07", "quyết định chưa có người ký hoặc lý do", "Thêm --by HỌ-TÊN và --reason LÝ-DO"
        )
    standings, at = standings_of(ledger), moment(datetime.now().astimezone())
    if wish.kind is Kind.CLOSE:
        counted = [one.sent.key for one in standings if one.counts]
        ledger.close(counted, Decision(wish.kind, wish.by, at, wish.reason))
        return
    one = _named(standings, wish.file or Path())
    said = [x for x in ledger.decisions() if x.key == one.sent.key and x.kind in (Kind.ACCEPT, Kind.RETURN)]
    if said and said[-1][:2] + said[-1][3:4] == (wish.kind, wish.by, wish.reason):
        return
    closed = ledger.closed()
    fits = one.state is not State.SET_ASIDE
    if wish.kind is Kind.ACCEPT:
        fits = one.counts or one.state in (State.WAITING, State.RETURNED)
    elif closed is not None:
        fits = not one.counts
    if not fits:
        message = f"«{one.sent.name}» đang là «{one.state.label}» nên không {_WORDS[wish.kind]} được"
        fix = "Xem trang Tệp đã nhận; bản của đơn vị gửi sau thì trả lại trước, hoặc chấp nhận bản thay thế"
        raise CchcError("THOP06", message, fix)
    whose = (one.reading.unit, one.reading.phong, *one.sent.key)
    ledger.decide(Decision(wish.kind, wish.by, at, wish.reason, *whose))


_WORDS = {Kind.ACCEPT: "chấp nhận", Kind.RETURN: "trả lại"}


def _named(standings: Iterable[Standing], file: Path) -> Standing:
    """Find the latest submission with the bytes of a file, or with its name where there is no such file."""
    hashes = [sha256_of(file)] if file.is_file() else []
    same = [
        one for one in standings if one.sent.sha256 in hashes or (not hashes and one.sent.name == file.name)
    ]
    if not same:
        message = f"sổ theo dõi không có tệp «{file.name}»"
        raise CchcError("THOP05", message, "Nêu tệp đã nhận, hoặc đưa tệp vào cùng lệnh tổng hợp")
    return same[-1]
