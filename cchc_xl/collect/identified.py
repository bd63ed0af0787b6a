"""What came, as far as it is proven to be what was asked for, and where it stands."""

from collections import Counter
from collections.abc import Collection, Iterator

from cchc_xl.collect.ledger import Ledger
from cchc_xl.collect.submissions import Reading, Sent, Standing, stand
from cchc_xl.entries.picture import Stamp
from cchc_xl.errors import CchcError
from cchc_xl.excel.intake import Expected, Outcome, Party, identify, refusal

_NONE = "-"
"""The token of those to whom nothing was handed out."""


def standings_of(ledger: Ledger) -> list[Standing]:
    """Say of every submission where it stands, in the order they were sent."""
    return stand(_identified(ledger), ledger.decisions(), ledger.closed())


def _identified(ledger: Ledger) -> Iterator[tuple[Sent, Reading]]:
    """Set aside what was not asked for: by the hand-out, else what is of another form or period than most."""
    submissions, about = list(ledger.submissions()), ledger.about()
    kinds = Counter((r.form, r.period) for _, r in submissions if r.outcome != Outcome.SET_ASIDE)
    blanks = {one.sha256 for one in ledger.issued()}
    most = max(kinds, key=lambda kind: (kinds[kind], kind), default=("", ""))
    form, period = about.get("form", most[0]), about.get("period", most[1])
    issued = tuple(Party(i.unit, i.phong, i.token, i.addresses) for i in ledger.issued())
    for sent, one in submissions:
        parties = issued or (Party(one.unit, one.phong, one.token or _NONE),)
        stamp = Stamp(one.form, "", one.unit, one.period, one.token or ("" if issued else _NONE), one.phong)
        try:
            if one.outcome != Outcome.SET_ASIDE:
                _not_a_blank(sent, blanks)
                identify(stamp, sent.name, Expected(form, period, parties), sent.sender)
            yield sent, one
        except CchcError as error:
            told, reply = f"{error.message}. {error.fix}", refusal(sent.name, error)
            yield sent, one._replace(outcome=Outcome.SET_ASIDE, code=error.code, reason=told, reply=reply)


def _not_a_blank(sent: Sent, blanks: Collection[str]) -> None:
    if sent.sha256 in blanks:
        fix = "Điền rồi gửi lại; không có gì để báo cáo thì mở tệp, bấm lưu (Ctrl+S) rồi gửi"
        raise CchcError("THOP16", f"tệp «{sent.name}» còn nguyên như lúc phát, chưa ai mở ra lưu", fix)
