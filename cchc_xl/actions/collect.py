"""«Tổng hợp»: take in what the units sent, sign decisions, work out what counts, write the result."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from cchc_xl.actions.collect_decisions import Wish, sign
from cchc_xl.actions.correspondence import RECEIPTS
from cchc_xl.actions.one_at_a_time import changing
from cchc_xl.actions.post import LETTERS
from cchc_xl.collect.collection_book import Collection, write_collection
from cchc_xl.collect.contents import HEAD, Contribution, contents, unpack
from cchc_xl.collect.divisions import added_up
from cchc_xl.collect.identified import standings_of
from cchc_xl.collect.incoming import KEPT, take_in
from cchc_xl.collect.ledger import FILE, Ledger
from cchc_xl.collect.merge import Merge, merge
from cchc_xl.collect.replacement import Replacement, differences
from cchc_xl.collect.submissions import Key, Kind, Sender, Standing, State
from cchc_xl.collect.timeliness import rates, statuses
from cchc_xl.entries.picture import Picture
from cchc_xl.excel.intake import Gate
from cchc_xl.excel.kept import KEPT as EARLIER
from cchc_xl.excel.read import read_workbook
from cchc_xl.files import sha256_of
from cchc_xl.form.form import Form
from cchc_xl.form.load import load_form
from cchc_xl.mail.receive import Item, received
from cchc_xl.text.numbers import show_date
from cchc_xl.text.vietnamese import capitalised

_USUAL = ("THOP09", "THOP10", "THOP11")  # the same file again, one replaced, one returned: nothing to do
_CHILDREN = 2  # processes that read


class SetAside(NamedTuple):
    """A file given that is not in the figures, and why."""

    file: str
    code: str
    reason: str


@dataclass(frozen=True)
class Collected:
    """What became of every file given, and what the collection found."""

    taken: tuple[str, ...]
    set_aside: tuple[SetAside, ...]
    found: Collection | None
    closed: bool
    outs: tuple[Path, ...]

    @property
    def blamed(self) -> bool:
        """Tell whether an officer has to look at something: a file refused or waiting, a conflict."""
        refused = any(one.code not in _USUAL for one in self.set_aside)
        return refused or bool(self.found and self.found.conflicts)

    def in_words(self) -> Iterator[str]:
        """Tell what was read, what counts, what does not and why, and who still owes something."""
        yield f"Đã đọc {len(self.taken) + len(self.set_aside)} tệp; tính {len(self.taken)} tệp."
        for one in self.set_aside:
            yield f"Không tính {one.file}: {one.code}, {one.reason.rstrip('.')}."
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
            "set_aside": [one._asdict() for one in self.set_aside],
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
    stands beside it. A dry run leaves no trace. Raises CchcError THOP01-THOP08.
    """
    target = read_workbook(into).whole() if into else None
    with _folder(out.parent, dry_run=dry_run) as folder, Ledger.open(folder) as ledger:
        if target:
            ledger.describe(form=target.stamp.form, period=target.stamp.period)
        with Gate(_CHILDREN, keep=contents) as gate, ThreadPoolExecutor(_CHILDREN) as pool:
            names = [KEPT, EARLIER, LETTERS, RECEIPTS, *_blanks(ledger, out.parent)]
            ours = [out, _beside(out), *([into] if into else []), *(out.parent / name for name in names)]
            given = take_in(ledger, received(_sources(sources, ours), folder / KEPT), gate, pool)
        for wish in wishes:
            sign(ledger, wish)
        with changing(folder / out.name):
            standings = standings_of(ledger)
            found = _collection(ledger, standings, target)
            outs: tuple[Path, ...] = ()
            if found and not dry_run:
                outs = _write(ledger, out, into, found)
            taken, aside = _told(given, standings)
            return Collected(taken, aside, found[0] if found else None, ledger.closed() is not None, outs)


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


def _sources(sources: Iterable[Path], ours: Iterable[Path]) -> Iterator[Path]:
    """Give the files among the sources; of folders without what the collection itself keeps and writes."""
    own = {path.resolve() for path in ours}
    for source in sources:
        inside = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
        for path in inside:
            whole = path.resolve()
            if path == source or not (own & {whole, *whole.parents} or path.name.startswith((".", FILE))):
                yield path


def _blanks(ledger: Ledger, folder: Path) -> Iterator[str]:
    """Give the files that still are as they were handed out; one saved over came back."""
    for one in ledger.issued():
        if (folder / one.file).is_file() and sha256_of(folder / one.file) == one.sha256:
            yield one.file


def _beside(out: Path) -> Path:
    return out.with_stem(f"{out.stem}-tinh-hinh")


def _collection(
    ledger: Ledger, standings: Sequence[Standing], target: Picture | None
) -> tuple[Collection, Merge | None] | None:
    """Work out what counts; None while nobody has sent anything and the form is not known."""
    counted = [one for one in standings if one.counts]
    key = target.stamp.form if target else counted[0].reading.form if counted else ""
    if not key:
        return None
    unit = target.form.unit.code if target else counted[0].reading.unit
    form, period = load_form(key, unit), target.stamp.period if target else counted[0].reading.period
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
        dict(_replacements(ledger, form, names, standings)),
        ledger.decisions(),
        part,
    )
    return found, merged


def _name(form: Form, sender: Sender) -> str:
    unit, phong = sender
    if phong:
        return form.options("phong").get(phong, phong)
    return form.units[unit].name if unit in form.units else unit


def _replacements(
    ledger: Ledger, form: Form, names: Mapping[Sender, str], standings: Sequence[Standing]
) -> Iterator[tuple[Key, Replacement]]:
    """Tell how replacements that wait differ from what counts."""
    counting = {one.reading.whose: one for one in standings if one.counts}
    for one in standings:
        whose = one.reading.whose
        if one.state is State.WAITING and (counted := counting.get(whose)):
            a, b = (partial(_kept, ledger, each.sent.sha256) for each in (counted, one))
            told = differences(form, a, b)
            yield (
                one.sent.key,
                Replacement(one.sent.name, whose[1] or whose[0], names[whose], counted.sent.name, told),
            )


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


def _told(
    given: Iterable[Item], standings: Iterable[Standing]
) -> tuple[tuple[str, ...], tuple[SetAside, ...]]:
    """Say of every file given whether it counts, or why not; of equal files one is told for all."""
    of_key = {one.sent.key: one for one in standings}
    taken, aside, told = [], [], set[Key]()
    for item in sorted(given, key=lambda item: (item.name, item.sent)):
        one = of_key[Key(item.sha256, item.message_id)]
        if item.name != one.sent.name or one.sent.key in told:
            aside.append(SetAside(item.name, "THOP09", f"giống hệt tệp «{one.sent.name}»"))
            continue
        told.add(one.sent.key)
        if one.counts:
            taken.append(item.name)
        else:
            aside.append(SetAside(item.name, one.code, one.reason))
    return tuple(taken), tuple(aside)
