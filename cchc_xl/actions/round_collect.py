"""«Nhận kết quả»: take appraisals of bodies and explanations of units into a round."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cchc_xl.actions.one_at_a_time import changing
from cchc_xl.actions.round import SetAside, set_aside
from cchc_xl.collect.appraisal_book import APPRAISAL
from cchc_xl.collect.returned import read_returned, refuse_changed
from cchc_xl.collect.round_book import write_round
from cchc_xl.collect.round_reader import read_round, stamped
from cchc_xl.collect.unit_books import explanations, read_unit, refuse_others
from cchc_xl.errors import CchcError
from cchc_xl.index.appraisal import take_appraisals, take_explanations
from cchc_xl.index.round import Act, Round


@dataclass(frozen=True)
class Collected:
    """What became of every file, and who has not answered."""

    taken: tuple[str, ...]
    set_aside: tuple[SetAside, ...]
    missing: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Give the object that `cchc round collect --json` prints."""
        return {
            "read": len(self.taken) + len(self.set_aside),
            "taken": list(self.taken),
            "set_aside": [one._asdict() for one in self.set_aside],
            "missing": list(self.missing),
        }


Change = Callable[[Round], Round]


@dataclass(frozen=True)
class _Return:
    """A file that was read: from whom and for what, what it says, and how the round takes it."""

    path: Path
    sender: tuple[int, str]
    says: object
    take: Change


def collect_round(record: Path, paths: Sequence[Path], act: Act) -> Collected:
    """Take files into the record; in whatever order they are given, the outcome is the same.

    Explanations are taken before second appraisals, which answer them. Two files that say different things
    for one sender are both set aside.
    """
    with changing(record):
        known = read_round(record)
        before, aside, read = known, [], []
        for path in sorted(paths, key=lambda path: (path.name, str(path))):
            try:
                read.append(_read(known, path, act))
            except CchcError as error:
                aside.append(set_aside(path, error))
        taken = []
        for one in sorted(read, key=lambda one: one.sender):
            try:
                _refuse_rivals(one, read)
                known = one.take(known)
                taken.append(one.path.name)
            except CchcError as error:
                aside.append(set_aside(one.path, error))
        if known != before:
            write_round(known, record)
        return Collected(tuple(taken), tuple(aside), tuple(missing(known)))


def _read(known: Round, path: Path, act: Act) -> _Return:
    stamp = stamped(path)
    if stamp.get("ket_qua") == APPRAISAL:
        returned = read_returned(known, path, stamp)
        given = returned.answers()

        def appraise(now: Round) -> Round:
            refuse_changed(now, returned)
            return take_appraisals(now, returned.body, returned.stage, given, act, path.name)

        return _Return(path, (returned.stage, returned.body), given, appraise)
    book = read_unit(path)
    refuse_others(known, book)
    texts = explanations(known, book)
    take = partial(take_explanations, unit=book.unit, texts=texts, act=act, file=path.name)
    return _Return(path, (0, book.unit), texts, take)


def _refuse_rivals(one: _Return, read: Iterable[_Return]) -> None:
    rivals = [other.path.name for other in read if other.sender == one.sender and other.says != one.says]
    if rivals:
        message = f"cùng nơi gửi, khác nội dung với {', '.join(rivals)}"
        raise CchcError("DOT20", message, "Chọn một tệp rồi nhận lại")


def missing(known: Round) -> Iterator[str]:
    """Name the bodies and units that something is still waited for from."""
    waited: Mapping[str, None] = dict.fromkeys(body for unit in known.units for body in known.lacking(unit))
    yield from waited
    yield from (unit for unit in known.units if known.unexplained(unit) and unit not in waited)
