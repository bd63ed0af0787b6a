"""«Tổng hợp»: take in what the units sent, sign decisions, work out what counts, write the result."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cchc_xl.actions.collect_decisions import Signed, Wish, sign
from cchc_xl.actions.collect_sources import SetAside, own, readable
from cchc_xl.actions.one_at_a_time import changing
from cchc_xl.collect.collection_book import Collection, write_collection
from cchc_xl.collect.contents import HEAD, Contribution, contents, unpack
from cchc_xl.collect.divisions import added_up
from cchc_xl.collect.identified import standings_of
from cchc_xl.collect.incoming import KEPT, take_in
from cchc_xl.collect.ledger import FILE, Ledger
from cchc_xl.collect.merge import Merge, merge
from cchc_xl.collect.replacement import replacements
from cchc_xl.collect.submissions import Key, Kind, Sender, Standing, State
from cchc_xl.collect.timeliness import rates, statuses
from cchc_xl.entries.picture import Picture
from cchc_xl.excel.intake import Gate
from cchc_xl.excel.read import read_workbook
from cchc_xl.form.form import Form
from cchc_xl.form.load import load_form
from cchc_xl.mail.receive import Item, received
from cchc_xl.text.numbers import show_date
from cchc_xl.text.vietnamese import capitalised

_USUAL = ("THOP09", "THOP10", "THOP11")  # the same file again, one replaced, one returned: nothing to do
_CHILDREN = 2  # processes that read


@dataclass(frozen=True)
class Collected:
    """What became of every file given, and what the collection found."""

    taken: tuple[str, ...]
    set_aside: tuple[SetAside, ...]
    unread: tuple[SetAside, ...]
    signed: tuple[Signed, ...]
    found: Collection | None
    closed: bool
    outs: tuple[Path, ...]

    @property
    def blamed(self) -> bool:
        """Tell whether an officer has to look at something: what does not count, a conflict."""
        refused = any(one.code not in _USUAL for one in self.set_aside)
        return refused or bool(self.unread or (self.found and self.found.conflicts))

    def in_words(self) -> Iterator[str]:
        """Tell what was read, what counts, what does not and why, and who still owes something."""
        yield f"Đã đọc {len(self.taken) + len(self.set_aside)} tệp; tính {len(self.taken)} tệp."
        for one in self.set_aside:
            yield f"Không tính {one.file}: {one.code}, {one.reason.rstrip('.')}."
        yield from (f"Không đọc {one.file}: {one.code}, {one.reason}." for one in self.unread)
        yield from (one.told() for one in self.signed)
        if self.found:
            yield from self.standing()
            yield from (one.told() for one in self.found.replacements.values())
            for conflict in self.found.conflicts:
                yield f"{conflict.code}, {conflict.what}: {conflict.a}; {conflict.b}; {conflict.done}."
        if self.closed:
            yield "Số liệu đã chốt; bản gửi sau chỉ tính khi được chấp nhận."

    def standing(self) -> Iterator[str]:
        """Tell how many have sent in time, and who has not."""
        statuses_ = self.found.statuses if self.found else ()
        yield capitalised("; ".join(f"{word.lower()} {count}" for word, count, _ in rates(statuses_))) + "."
        for status in statuses_:
            if status.word in ("Chưa nộp", "Nộp chậm"):
                until = f", hạn {show_date(status.issued.until)}" if status.issued else ""
                yield f"{status.word}: {status.name}{until}"

    def everyone(self, today: date) -> Iterator[str]:
        """Tell of each who was to send how it stands, who owes first; then what does not count, and why."""
        if self.found is None or not (self.found.statuses or self.found.standings):
            yield "Kỳ này chưa phát biểu mẫu cho nơi nào và chưa nhận tệp nào."
            return
        yield next(self.standing())
        more = {(one.unit, one.phong): one for one in self.found.decisions if one.kind is Kind.EXTEND}
        for status in sorted(self.found.statuses, key=lambda one: (bool(one.sent_on), not one.is_late)):
            yield status.told(today, more.get(status.sender))
        for one in self.found.standings:
            if not one.counts and one.state is not State.REPLACED:
                yield f"{one.state.label}: {one.sent.name}: {one.reason.rstrip('.')}."

    def to_json(self) -> dict[str, object]:
        """Give the object that `cchc collect --json` prints."""
        statuses_ = self.found.statuses if self.found else ()
        return {
            "read": len(self.taken) + len(self.set_aside),
            "taken": list(self.taken),
            "set_aside": [one._asdict() for one in (*self.set_aside, *self.unread)],
            "signed": [one._asdict() for one in self.signed],
            "missing": [one.code for one in statuses_ if not one.first],
            "late": [one.code for one in statuses_ if one.is_late],
            "units": [one.to_json() for one in statuses_],
            "form": self.found.form.meta.key if self.found else "",
            "period": self.found.period if self.found else "",
            "closed": self.closed,
            "conflicts": [one._asdict() for one in self.found.conflicts] if self.found else [],
            "replacements": [one._asdict() for one in self.found.replacements.values()] if self.found else [],
            "written": [str(out) for out in self.outs],
        }


def collect(
    sources: Sequence[Path],
    out: Path,
    into: Path | None = None,
    wishes: Iterable[Wish] = (),
    *,
    dry_run: bool = False,
) -> Collected:
    """Take the files among the sources into the ledger beside `out` and write the result of all it holds.

    With `into`, the unit's own workbook, `out` is a copy of it with what the divisions sent, and the result
    stands beside it. A dry run leaves no trace. Raises CchcError THOP01-THOP08, THOP13.
    """
    target, unread = read_workbook(into).whole() if into else None, list[SetAside]()
    with _folder(out.parent, dry_run=dry_run) as folder, Ledger.open(folder) as ledger:
        if target:
            ledger.describe(form=target.stamp.form, period=target.stamp.period)
        with Gate(_CHILDREN, keep=contents) as gate, ThreadPoolExecutor(_CHILDREN) as pool:
            ours = [out, _beside(out), *([into] if into else []), *own(ledger, out.parent)]
            given = take_in(ledger, received(readable(sources, ours, unread), folder / KEPT), gate, pool)
        decided = [(wish, sign(ledger, wish)) for wish in wishes]
        with changing(folder / out.name):
            standings = standings_of(ledger)
            found = _collection(ledger, standings, target)
            outs: tuple[Path, ...] = ()
            if found and not dry_run:
                outs = _write(ledger, out, into, found)
            shown, closed = found[0] if found else None, ledger.closed() is not None
            signed = (_signed(wish, one, shown) for wish, one in decided if one)
            return Collected(*_told(given, standings), tuple(unread), tuple(signed), shown, closed, outs)


@contextmanager
def _folder(folder: Path, *, dry_run: bool) -> Iterator[Path]:
    """Give the period's folder; for a dry run another one with a copy of its ledger."""
    if not dry_run:
        yield folder
        return
    with TemporaryDirectory() as name:
        if (folder / FILE).exists():
            with Ledger.open(folder) as ledger:
                ledger.copy_to(Path(name))
        yield Path(name)


def _beside(out: Path) -> Path:
    return out.with_stem(f"{out.stem}-tinh-hinh")


def _collection(
    ledger: Ledger, standings: Sequence[Standing], target: Picture | None
) -> tuple[Collection, Merge | None] | None:
    """Work out what counts; None while nobody has sent anything valid."""
    counted = [one for one in standings if one.counts]
    valid = [one.reading for one in (*counted, *standings) if one.state is not State.SET_ASIDE]
    if not (target or valid):
        return None
    key, unit, period = (
        (target.stamp.form, target.form.unit.code, target.stamp.period)
        if target
        else (valid[0].form, valid[0].unit, valid[0].period)
    )
    form = load_form(key, unit)
    issued = ledger.issued()
    senders = {one.reading.whose for one in standings} | {i.whose for i in issued}
    names = {sender: _name(form, sender) for sender in (*senders, *((unit, "") for unit in form.groups))}
    contributions = [
        Contribution(one, names[one.reading.whose], unpack(ledger.content(one.sent.sha256, HEAD)))
        for one in sorted(counted, key=lambda one: one.reading.whose)
    ]
    by_time = sorted(contributions, key=lambda one: one.standing.sent.sent)
    totals = added_up(form, period, {one.sender: one.figures for one in by_time})

    def part(one: Contribution, key: str) -> Any:
        return _kept(ledger, one.standing.sent.sha256, key)

    merged = None
    if target:
        merged = merge(target, contributions, totals, part, ledger.written())
    found = Collection(
        form,
        period,
        statuses(issued, form.groups, standings, contributions, names),
        standings,
        contributions,
        totals,
        merged.conflicts if merged else (),
        dict(replacements(form, names, standings, partial(_kept, ledger))),
        ledger.decisions(),
        part,
    )
    return found, merged


def _name(form: Form, sender: Sender) -> str:
    unit, phong = sender
    if phong:
        return form.options("phong").get(phong, phong)
    return form.units[unit].name if unit in form.units else unit


def _kept(ledger: Ledger, sha256: str, part: str) -> Any:
    return unpack(ledger.content(sha256, part))


def _write(
    ledger: Ledger, out: Path, into: Path | None, made: tuple[Collection, Merge | None]
) -> tuple[Path, ...]:
    found, merged = made
    if merged is None or into is None:
        write_collection(found, out)
        return (out,)
    from cchc_xl.excel.patch import patch  # openpyxl is slow to import

    ledger.wrote(merged.memory)
    patch(into, out, merged.cells)
    write_collection(found, _beside(out))
    return out, _beside(out)


def _signed(wish: Wish, one: Standing, found: Collection | None) -> Signed:
    whose = one.reading.whose
    code = whose[1] or whose[0]
    name = _name(found.form, whose) if found else code
    return Signed(wish.kind, one.sent.name, code, name, wish.by, wish.reason)


def _told(
    given: Iterable[Item], standings: Iterable[Standing]
) -> tuple[tuple[str, ...], tuple[SetAside, ...]]:
    """Say of every file given whether it counts, or why not; of equal files one is told for all."""
    of_key = {one.sent.key: one for one in standings}
    taken, aside, told = [], [], set[Key]()
    for item in sorted(given, key=lambda item: (item.name, item.sent)):
        one = of_key[Key(item.sha256, item.message_id)]
        if item.name != one.sent.name or one.sent.key in told:
            code, more = ("THOP09", "") if one.counts else (one.code, f": {one.reason}")
            aside.append(SetAside(item.name, code, f"giống hệt tệp «{one.sent.name}»{more}"))
            continue
        told.add(one.sent.key)
        if one.counts:
            taken.append(item.name)
        else:
            aside.append(SetAside(item.name, one.code, one.reason))
    return tuple(taken), tuple(aside)
