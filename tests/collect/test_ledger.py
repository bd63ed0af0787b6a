"""The ledger: what is written stands once, in any order, whoever writes, whatever is killed."""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_xl.collect.ledger import FILE, Ledger
from cchc_xl.collect.submissions import Decision, Issued, Key, Kind, Reading, Sent, State, moment, stand
from cchc_xl.errors import CchcError

_DUE = date(2021, 12, 5)


def _sent(name: str, day: int, message: str = "") -> Sent:
    return Sent(f"sha-{name}", message, f"{name}.xlsx", "", moment(datetime(2021, 12, day, 9)))


def _reading(name: str, unit: str, outcome: str = "nhan") -> Reading:
    return Reading(f"sha-{name}", outcome, unit=unit, form="so-2021", period="2021")


FILES = [
    (_sent("a1", 1), _reading("a1", "a")),
    (_sent("a2", 3), _reading("a2", "a")),
    (_sent("b1", 2, "<m1>"), _reading("b1", "b", "co_loi")),
    (_sent("b1", 4, "<m2>"), _reading("b1", "b", "co_loi")),
    (_sent("b2", 3, "<m3>"), _reading("b2", "b", "de_rieng")),
    (_sent("c1", 9), _reading("c1", "c")),
]


def _receive(ledger: Ledger, files: list[tuple[Sent, Reading]]) -> None:
    ledger.receive([sent for sent, _ in files], [(reading, {"dau": b"{}"}) for _, reading in files], "cửa")


def _states(ledger: Ledger) -> dict[tuple[str, str], State]:
    rows = stand(ledger.submissions(), ledger.decisions(), ledger.closed())
    return {(row.sent.name, row.sent.message_id): row.state for row in rows}


def _dump(folder: Path) -> list[str]:
    connection = sqlite3.connect(folder / FILE)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


@settings(max_examples=20, deadline=None)
@given(st.permutations(FILES), st.lists(st.sampled_from(FILES), max_size=4), st.integers(1, 6))
def test_any_order_and_any_repetition_give_the_same_ledger(
    tmp_path_factory: pytest.TempPathFactory,
    order: list[tuple[Sent, Reading]],
    again: list[tuple[Sent, Reading]],
    size: int,
) -> None:
    folder, plain = tmp_path_factory.mktemp("mixed"), tmp_path_factory.mktemp("plain")
    given_ = [*order, *again]
    with Ledger.open(folder) as ledger:
        for start in range(0, len(given_), size):
            _receive(ledger, given_[start : start + size])
        mixed = [*ledger.submissions()], _states(ledger)
    with Ledger.open(plain) as ledger:
        _receive(ledger, FILES)
        assert mixed == ([*ledger.submissions()], _states(ledger))


def test_the_latest_valid_submission_counts_until_the_figures_are_closed(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        _receive(ledger, FILES[:3])
        counted = [row.sent.key for row in stand(ledger.submissions(), (), None) if row.counts]
        assert counted == [Key("sha-b1", "<m1>"), Key("sha-a2", "")]
        ledger.close(counted, Decision(Kind.CLOSE, "Lan", "2021-12-08T00:00:00+07:00", "đủ đơn vị"))
        ledger.close([], Decision(Kind.CLOSE, "Lan", "2021-12-09T00:00:00+07:00", "lần hai"))
        _receive(ledger, [*FILES, (_sent("a3", 10), _reading("a3", "a"))])
        assert _states(ledger) == {
            ("a1.xlsx", ""): State.REPLACED,
            ("a2.xlsx", ""): State.RECEIVED,
            ("a3.xlsx", ""): State.WAITING,
            ("b1.xlsx", "<m1>"): State.HAS_ISSUES,
            ("b1.xlsx", "<m2>"): State.REPLACED,
            ("b2.xlsx", "<m3>"): State.SET_ASIDE,
            ("c1.xlsx", ""): State.WAITING,
        }
        accepted = Decision(Kind.ACCEPT, "Lan", "2021-12-11T00:00:00+07:00", "sửa số", sha256="sha-a3")
        ledger.decide(accepted)
        states = _states(ledger)
        assert (states["a2.xlsx", ""], states["a3.xlsx", ""]) == (State.REPLACED, State.ACCEPTED)
        assert [one.reason for one in ledger.decisions()] == ["đủ đơn vị", "sửa số"]


def test_what_is_returned_leaves_the_one_before_it(tmp_path: Path) -> None:
    with Ledger.open(tmp_path) as ledger:
        _receive(ledger, FILES[:2])
        ledger.decide(Decision(Kind.RETURN, "Lan", "2021-12-04", "sai kỳ", sha256="sha-a2"))
        assert _states(ledger) == {("a1.xlsx", ""): State.RECEIVED, ("a2.xlsx", ""): State.RETURNED}


def test_an_extension_outlives_a_second_hand_out_and_is_signed(tmp_path: Path) -> None:
    item = Issued("a", "VP", "t1", _DUE, None, "vp@example.vn", "VP.xlsx", "ab")
    with Ledger.open(tmp_path) as ledger:
        ledger.issue([item])
        ledger.extend("a", "VP", date(2021, 12, 9), "Lan", "mất điện")
        ledger.issue([item])
        ledger.sending("a", 1, datetime(2021, 12, 20, 8), "f00", "snv@example.vn", "Báo cáo")
        ledger.sending("a", 1, datetime(2021, 12, 20, 8), "f00", "snv@example.vn", "Báo cáo")
        with pytest.raises(CchcError, match="THOP04"):
            ledger.extend("z", "", _DUE, "Lan", "")
    shutil.copytree(tmp_path, tmp_path / "bàn giao")
    with Ledger.open(tmp_path / "bàn giao") as handed:
        assert [(one.until, one.token) for one in handed.issued()] == [(date(2021, 12, 9), "t1")]
        assert [one.reason for one in handed.decisions()] == ["gia hạn đến 09/12/2021: mất điện"]
        assert [(one.number, one.to) for one in handed.sendings()] == [(1, "snv@example.vn")]
        handed.issue([replace(item, due=date(2021, 12, 20))])
        assert [one.until for one in handed.issued()] == [date(2021, 12, 20)], "sau ngày gia hạn"


def test_a_damaged_or_newer_ledger_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(CchcError, match="THOP02"), Ledger.open(tmp_path):
        pass
    (tmp_path / FILE).unlink()
    connection = sqlite3.connect(tmp_path / FILE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(CchcError, match="THOP01"), Ledger.open(tmp_path):
        pass


_WRITER = """
import sys
from pathlib import Path
from cchc_xl.collect.ledger import Ledger
from cchc_xl.collect.submissions import Reading, Sent
folder, who, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with Ledger.open(folder) as ledger:
    for i in range(count):
        sha = f"{who}-{i}"
        sent = Sent(sha, "", f"{sha}.xlsx", "", "2021-12-01T00:00:00+07:00")
        ledger.receive([sent], [(Reading(sha, "nhan", unit=sha), {"dau": b"x" * 20000})], "cửa")
"""


def _writer(folder: Path, who: str, count: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", _WRITER, str(folder), who, str(count)])


def test_two_officers_at_once_lose_nothing(tmp_path: Path) -> None:
    for process in [_writer(tmp_path, who, 25) for who in ("lan", "minh", "hoa")]:
        assert process.wait(60) == 0
    with Ledger.open(tmp_path) as ledger:
        names = {sent.name for sent, _ in ledger.submissions()}
    assert names == {f"{who}-{i}.xlsx" for who in ("lan", "minh", "hoa") for i in range(25)}


def test_a_killed_writer_leaves_a_sound_ledger_that_goes_on(tmp_path: Path) -> None:
    chance = random.Random(9)
    for _ in range(4):
        process = _writer(tmp_path, "lan", 3000)
        time.sleep(0.4 + chance.random() / 2)
        process.send_signal(signal.SIGKILL)
        process.wait(60)
    assert _writer(tmp_path, "lan", 40).wait(60) == 0
    with Ledger.open(tmp_path) as ledger:
        kept = [sent.name for sent, _ in ledger.submissions()]
    assert len(kept) == len(set(kept)) >= 40
    connection = sqlite3.connect(tmp_path / FILE)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
