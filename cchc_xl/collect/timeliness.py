"""Who was to send, who sent, and whether in time; an extension counts as on time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cchc_xl.collect.contents import Contribution
from cchc_xl.collect.submissions import Decision, Issued, Sender, Sent, Standing, State
from cchc_xl.findings import Severity
from cchc_xl.text.numbers import show_date


@dataclass(frozen=True)
class Status:
    """What a unit or division was handed, what of it came first and what counts."""

    sender: Sender
    name: str
    issued: Issued | None
    first: Sent | None
    counted: Contribution | None

    @property
    def code(self) -> str:
        """Give the code of the division, else of the unit."""
        return self.sender[1] or self.sender[0]

    @property
    def sent_on(self) -> date | None:
        """Give the day on which something valid first came."""
        return datetime.fromisoformat(self.first.sent).date() if self.first else None

    @property
    def is_late(self) -> bool:
        """Tell whether it came after its day."""
        return bool(self.issued and self.sent_on and self.sent_on > self.issued.until)

    @property
    def word(self) -> str:
        """Say in a word how it stands."""
        if self.sent_on is None:
            return "Chưa nộp"
        return "Nộp chậm" if self.is_late else "Đúng hạn" if self.issued else "Đã nộp"

    def told(self, today: date, extension: Decision | None) -> str:
        """Say it with its days: when it came, until when it might, and why it was given more time."""
        said = [f"{self.word}: {self.name}"]
        if self.sent_on:
            said.append(f"ngày {show_date(self.sent_on)}")
        if self.issued:
            until = self.issued.until
            granted = f"{extension.reason} ({extension.who})" if extension else ""
            said.append(granted or f"hạn {show_date(until)}")
            if not self.sent_on and today > until:
                said.append(f"quá hạn {(today - until).days} ngày")
        return ", ".join(said)

    def to_json(self) -> dict[str, object]:
        """Give what `cchc collect --json` prints of it."""
        counted = self.counted
        return {
            "unit": self.sender[0],
            "phong": self.sender[1],
            "name": self.name,
            "due": self.issued and self.issued.until.isoformat(),
            "sent": self.first and self.first.sent,
            "on_time": None if not (self.issued and self.first) else not self.is_late,
            "state": counted and counted.standing.state.value,
            "file": counted and counted.file,
            "verdict": counted and counted.head["verdict"],
            "counts": counted and {one.value: counted.count(one) for one in Severity},
        }


def statuses(
    issued: Iterable[Issued],
    expected: Iterable[str],
    standings: Sequence[Standing],
    contributions: Iterable[Contribution],
    names: Mapping[Sender, str],
) -> list[Status]:
    """Give one for each who was handed a workbook, is expected by the form, or sent something valid."""
    handed = {one.whose: one for one in issued}
    valid = [one for one in standings if one.state not in (State.SET_ASIDE, State.RETURNED)]
    first: dict[Sender, Sent] = {}
    for one in valid:
        first.setdefault(one.reading.whose, one.sent)
    counted = {one.sender: one for one in contributions}
    asked: dict[Sender, None] = dict.fromkeys(handed or ((unit, "") for unit in expected))
    senders = {**asked, **dict.fromkeys(sorted(first))}
    return [
        Status(s, names.get(s, s[1] or s[0]), handed.get(s), first.get(s), counted.get(s)) for s in senders
    ]


def rates(found: Sequence[Status]) -> Iterator[tuple[str, int, float | None]]:
    """Give the counts and their percentages of all who were to send."""
    words = [one.word for one in found]
    sent = sum(word != "Chưa nộp" for word in words)
    rows = [("Phải nộp", len(found)), ("Đã nộp", sent)]
    rows += [(word, words.count(word)) for word in ("Đúng hạn", "Nộp chậm", "Chưa nộp")]
    yield from ((word, count, 100 * count / len(found) if found else None) for word, count in rows)
