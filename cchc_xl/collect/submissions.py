"""What came back in a period and what counts of it, worked out from facts and signed decisions alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import NamedTuple

from cchc_xl.excel.intake import Outcome

Sender = tuple[str, str]
"""A unit, and its division or ""."""

VIETNAM = timezone(timedelta(hours=7))


def moment(when: datetime) -> str:
    """Give a time as the ledger holds it, in Vietnam's time, so that texts sort as times do."""
    local = when if when.tzinfo else when.replace(tzinfo=VIETNAM)
    return local.astimezone(VIETNAM).isoformat()


class Kind(StrEnum):
    """A decision that an officer signs."""

    ACCEPT = "chap_nhan"
    RETURN = "tra_lai"
    EXTEND = "gia_han"
    CLOSE = "chot"


class State(StrEnum):
    """Where a submission stands."""

    RECEIVED = "da_nhan"
    HAS_ISSUES = "co_loi"
    ACCEPTED = "chap_nhan"
    RETURNED = "tra_lai"
    REPLACED = "bi_thay"
    WAITING = "ban_thay_the"
    SET_ASIDE = "de_rieng"

    @property
    def label(self) -> str:
        """Give the Vietnamese words for people."""
        return _LABELS[self]


_LABELS = {
    State.RECEIVED: "Đã nhận",
    State.HAS_ISSUES: "Đã nhận, còn lỗi",
    State.ACCEPTED: "Đã chấp nhận",
    State.RETURNED: "Đã trả lại",
    State.REPLACED: "Đã có bản gửi sau",
    State.WAITING: "Bản thay thế, chờ chấp nhận",
    State.SET_ASIDE: "Để riêng",
}


@dataclass(frozen=True)
class Issued:
    """A workbook handed out: to which unit or division, with which token, until when, to which address.

    `address` may hold several, joined by ", "; `file` is its name in the period's folder, `sha256` the
    hash of its bytes as they were handed out.
    """

    unit: str
    phong: str
    token: str
    due: date
    extended: date | None
    address: str
    file: str
    sha256: str

    @property
    def whose(self) -> Sender:
        """Give the unit and its division."""
        return self.unit, self.phong

    @property
    def addresses(self) -> tuple[str, ...]:
        """Give the addresses that are registered, apart."""
        return tuple(filter(None, self.address.split(", ")))

    @property
    def until(self) -> date:
        """Give the day until which a submission is on time."""
        return max(self.due, self.extended or self.due)


class Key(NamedTuple):
    """What makes a submission one: its bytes, and the message that brought them ("" for a bare file)."""

    sha256: str
    message_id: str


class Sent(NamedTuple):
    """A file that came: its hash, message, name as text, the sender's address, and when it was sent."""

    sha256: str
    message_id: str
    name: str
    sender: str
    sent: str

    @property
    def key(self) -> Key:
        """Give what makes it one."""
        return Key(self.sha256, self.message_id)


NAME = "\ufffc"
"""Stands in what the gate said for the name that a file came under: its bytes may come under others."""


class Reading(NamedTuple):
    """What the gate said of a file's bytes, and whose report of which form and period it is."""

    sha256: str
    outcome: str
    code: str = ""
    reason: str = ""
    reply: str = ""
    unit: str = ""
    phong: str = ""
    form: str = ""
    period: str = ""
    token: str = ""

    @property
    def whose(self) -> Sender:
        """Give the unit and its division."""
        return self.unit, self.phong

    def of(self, name: str) -> "Reading":
        """Give what is said of a file of this name."""
        return self._replace(reason=self.reason.replace(NAME, name), reply=self.reply.replace(NAME, name))


class Decision(NamedTuple):
    """Who decided what, when and why; of one submission where its key is given."""

    kind: Kind
    who: str
    at: str
    reason: str
    unit: str = ""
    phong: str = ""
    sha256: str = ""
    message_id: str = ""

    @property
    def key(self) -> Key:
        """Give the submission that it is about."""
        return Key(self.sha256, self.message_id)


class Standing(NamedTuple):
    """A submission, where it stands and why; `counts` tells whether it stands in the figures."""

    sent: Sent
    reading: Reading
    state: State
    code: str
    reason: str
    counts: bool


def stand(
    submissions: Iterable[tuple[Sent, Reading]], decisions: Sequence[Decision], closed: frozenset[Key] | None
) -> list[Standing]:
    """Say of every submission where it stands, given in the order they were sent.

    Of each unit or division the latest valid one counts. Once the figures are closed those counted then do,
    until a later one is accepted.
    """
    ordered = list(submissions)
    said = {one.key: one for one in decisions if one.kind in (Kind.ACCEPT, Kind.RETURN)}
    counting: dict[Sender, Sent] = {}
    valid = [
        (sent, reading)
        for sent, reading in ordered
        if reading.outcome != Outcome.SET_ASIDE
        and not (sent.key in said and said[sent.key].kind is Kind.RETURN)
    ]
    for sent, reading in valid:
        if closed is None or sent.key in closed:
            counting[reading.whose] = sent
    if closed is not None:
        late = {sent.key: (sent, reading) for sent, reading in valid if sent.key not in closed}
        for one in decisions:
            if one.kind is Kind.ACCEPT and one.key in late:
                sent, reading = late[one.key]
                counting[reading.whose] = sent
    return [
        _standing(sent, reading, said.get(sent.key), counting.get(reading.whose)) for sent, reading in ordered
    ]


def _standing(sent: Sent, reading: Reading, said: Decision | None, counting: Sent | None) -> Standing:
    if reading.outcome == Outcome.SET_ASIDE:
        return Standing(sent, reading, State.SET_ASIDE, reading.code, reading.reason, counts=False)
    if said and said.kind is Kind.RETURN:
        return Standing(sent, reading, State.RETURNED, "THOP11", f"{said.reason} ({said.who})", counts=False)
    if counting and counting.key == sent.key:
        if said:
            return Standing(sent, reading, State.ACCEPTED, "", f"{said.reason} ({said.who})", counts=True)
        issues = reading.outcome == Outcome.WITH_FINDINGS
        state = State.HAS_ISSUES if issues else State.RECEIVED
        return Standing(sent, reading, state, reading.code, reading.reason, counts=True)
    if counting and counting.sha256 == sent.sha256:
        told = f"giống hệt «{counting.name}», bản được tính"
        return Standing(sent, reading, State.REPLACED, "THOP09", told, counts=False)
    if counting and (said or (sent.sent, sent.key) < (counting.sent, counting.key)):
        told = f"đã có bản được tính sau bản này, «{counting.name}»"
        if counting.message_id == sent.message_id != "":
            told = f"cùng một thư có bản khác, «{counting.name}» đính kèm sau nên được tính; hỏi lại nơi gửi"
            return Standing(sent, reading, State.REPLACED, "THOP17", told, counts=False)
        return Standing(sent, reading, State.REPLACED, "THOP10", told, counts=False)
    told = "gửi sau khi chốt số liệu; chỉ tính khi được chấp nhận"
    return Standing(sent, reading, State.WAITING, "THOP12", told, counts=False)
