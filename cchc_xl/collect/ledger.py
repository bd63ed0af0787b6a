"""The ledger of a period: what was handed out, what came back, what was decided; one SQLite file.

It lies in the period's folder beside the files themselves, so that a copy of the folder hands over all. Facts
are written once and never changed by their order; which submission counts is worked out from them.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import date, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from cchc_xl.collect.submissions import Decision, Issued, Key, Kind, Reading, Sent, moment
from cchc_xl.errors import CchcError
from cchc_xl.excel.intake import Outcome

FILE = "so-theo-doi.sqlite"
_VERSION, _SECONDS, _CACHE = 1, 30, -8000  # kilobytes of pages kept in memory
_SCHEMA = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE issued (
    unit TEXT, phong TEXT, token TEXT NOT NULL, due TEXT NOT NULL, extended TEXT, address TEXT NOT NULL,
    file TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (unit, phong)
) WITHOUT ROWID;
CREATE TABLE sendings (
    unit TEXT, number INTEGER, at TEXT NOT NULL, sha256 TEXT, recipient TEXT, subject TEXT NOT NULL,
    PRIMARY KEY (unit, number, sha256, recipient)
) WITHOUT ROWID;
CREATE TABLE submissions (
    sha256 TEXT, message_id TEXT, name TEXT NOT NULL, sender TEXT NOT NULL, sent TEXT NOT NULL,
    PRIMARY KEY (sha256, message_id)
) WITHOUT ROWID;
CREATE TABLE readings (
    sha256 TEXT PRIMARY KEY, outcome TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL,
    reply TEXT NOT NULL, unit TEXT NOT NULL, phong TEXT NOT NULL, form TEXT NOT NULL, period TEXT NOT NULL,
    token TEXT NOT NULL, judged_by TEXT NOT NULL
);
CREATE TABLE contents (sha256 TEXT, part TEXT, content BLOB NOT NULL, PRIMARY KEY (sha256, part));
CREATE TABLE written (cell TEXT, value TEXT, PRIMARY KEY (cell, value)) WITHOUT ROWID;
CREATE TABLE decisions (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL,
    unit TEXT NOT NULL, phong TEXT NOT NULL, sha256 TEXT NOT NULL, message_id TEXT NOT NULL
);
CREATE TABLE closed (sha256 TEXT, message_id TEXT, PRIMARY KEY (sha256, message_id)) WITHOUT ROWID;
"""
Contents = Mapping[str, bytes]
"""What is kept of a file, by part: its head, and each of its registers."""
_READING = "sha256, outcome, code, reason, reply, unit, phong, form, period, token"


@dataclass(frozen=True)
class Sending:
    """What a unit sent to the outside: which time (lần gửi), when, the file's hash, to whom, under what."""

    unit: str
    number: int
    when: datetime
    sha256: str
    to: str
    subject: str


class Ledger:
    """The open ledger of a period; every change is one transaction, safe against a crash and others."""

    def __init__(self, connection: sqlite3.Connection, lock: FileLock) -> None:
        self._connection, self._lock = connection, lock

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Iterator["Ledger"]:
        """Open the ledger of a folder, a new one where there is none.

        Raises CchcError THOP01 for a ledger of a newer version, THOP02 for a damaged one, THOP03 where it
        cannot be written or somebody else does not finish.
        """
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / FILE
        try:
            connection = sqlite3.connect(
                path, timeout=_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                ledger = cls(connection, FileLock(folder / f".{FILE}.lock", timeout=_SECONDS))
                ledger._prepare()
                yield ledger
            finally:
                connection.close()
        except (Timeout, sqlite3.OperationalError) as error:
            message = f"không mở hoặc ghi được sổ theo dõi trong «{folder.name}» ({error})"
            fix = "Đợi người khác ghi xong, xem quyền ghi và chỗ trống của thư mục, rồi chạy lại lệnh"
            raise CchcError("THOP03", message, fix) from error
        except sqlite3.DatabaseError as error:
            fix = "Lấy lại thư mục của kỳ từ bản sao; các tệp trong «Bản nhận» vẫn đọc lại được"
            raise CchcError("THOP02", f"sổ theo dõi «{path.name}» bị hỏng ({error})", fix) from error

    def copy_to(self, folder: Path) -> None:
        """Copy the ledger as it stands, also while others write."""
        copy = sqlite3.connect(folder / FILE)
        try:
            self._connection.backup(copy)
        finally:
            copy.close()

    def _prepare(self) -> None:
        # a journal that is deleted works in network folders, where WAL does not
        for setting in ("journal_mode = DELETE", "synchronous = FULL", f"cache_size = {_CACHE}"):
            self._connection.execute(f"PRAGMA {setting}")
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > _VERSION:
            message = f"sổ theo dõi theo phiên bản {version}, ở đây là {_VERSION}"
            raise CchcError("THOP01", message, "Cập nhật cchc_xl rồi mở lại")
        if version < _VERSION:
            with self._change() as change:
                if not change.execute("PRAGMA user_version").fetchone()[0]:
                    for statement in _SCHEMA.split(";"):
                        change.execute(statement)
                    change.execute(f"PRAGMA user_version = {_VERSION}")

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def describe(self, **pairs: str) -> None:
        """Note what is collected, `form` and `period`; raises CchcError THOP08 where it is another."""
        with self._change() as change:
            change.executemany("INSERT OR IGNORE INTO about VALUES (?, ?)", pairs.items())
        if (about := self.about()) | pairs != about:
            theirs, ours = ("biểu mẫu {form}, kỳ {period}".format(**one) for one in (about, about | pairs))
            fix = "Mỗi kỳ một thư mục: chọn thư mục của kỳ ấy, hoặc một thư mục mới"
            raise CchcError("THOP08", f"thư mục này thu {theirs}, không phải {ours}", fix)

    def about(self) -> dict[str, str]:
        """Give what was noted."""
        return dict(self._connection.execute("SELECT key, value FROM about"))

    def issue(self, items: Iterable[Issued]) -> None:
        """Note what was handed out; a workbook handed out again takes the place of the one before."""
        rows = [tuple(_text(value) for value in astuple(item)) for item in items]
        with self._change() as change:
            change.executemany(
                "INSERT INTO issued VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                " token = excluded.token, due = excluded.due, address = excluded.address,"
                " file = excluded.file, sha256 = excluded.sha256,"
                " extended = coalesce(excluded.extended, extended)",
                rows,
            )

    def issued(self) -> tuple[Issued, ...]:
        """Give what was handed out, to whom and until when."""
        rows = self._connection.execute("SELECT * FROM issued ORDER BY unit, phong")
        return tuple(
            Issued(unit, phong, token, date.fromisoformat(due), until and date.fromisoformat(until), *rest)
            for unit, phong, token, due, until, *rest in rows
        )

    def extend(self, unit: str, phong: str, until: date, by: str, reason: str) -> None:
        """Give a unit more time; raises CchcError THOP04 for one that nothing was handed out to."""
        with self._change() as change:
            done = change.execute(
                "UPDATE issued SET extended = ? WHERE unit = ? AND phong = ?",
                (until.isoformat(), unit, phong),
            )
            if not done.rowcount:
                message = f"chưa phát biểu mẫu cho «{phong or unit}»"
                raise CchcError("THOP04", message, "Phát biểu mẫu trước, hoặc ghi đúng mã đơn vị")
            told = f"gia hạn đến {until:%d/%m/%Y}: {reason}"
            _decide(change, Decision(Kind.EXTEND, by, moment(datetime.now()), told, unit, phong))

    def sending(self, unit: str, number: int, when: datetime, sha256: str, to: str, subject: str) -> None:
        """Note what was sent to the outside; noted twice it stands once."""
        row = (unit, number, moment(when), sha256, to, subject)
        with self._change() as change:
            change.execute("INSERT OR IGNORE INTO sendings VALUES (?, ?, ?, ?, ?, ?)", row)

    def sendings(self) -> tuple[Sending, ...]:
        """Give what was sent to the outside, in order."""
        rows = self._connection.execute("SELECT * FROM sendings ORDER BY unit, number, recipient, sha256")
        return tuple(Sending(u, n, datetime.fromisoformat(at), *rest) for u, n, at, *rest in rows)

    def receive(self, sent: Iterable[Sent], readings: Iterable[tuple[Reading, Contents]], judge: str) -> None:
        """Note files that came, and what reading them gave and who judged it.

        The same bytes by the same message stand once, under the earliest time and name they were seen with.
        """
        read = list(readings)
        with self._change() as change:
            change.executemany(
                "INSERT INTO submissions VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                " name = excluded.name, sender = excluded.sender, sent = excluded.sent"
                " WHERE (excluded.sent, excluded.name) < (sent, name)",
                sent,
            )
            change.executemany(
                "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ((*reading, judge) for reading, _ in sorted(read, key=_last_if_taken)),
            )
            change.executemany(
                "INSERT OR REPLACE INTO contents VALUES (?, ?, ?)",
                ((one.sha256, part, data) for one, parts in read for part, data in parts.items()),
            )

    def read_by(self, judge: str) -> frozenset[tuple[str, str]]:
        """Give hash and name of the files that this judge has read already.

        The name is "" where no other would change what was said; a file set aside may be for its name.
        """
        rows = self._connection.execute(
            "SELECT sha256, iif(outcome = ?, name, '') FROM readings JOIN submissions USING (sha256)"
            " WHERE judged_by = ?",
            (Outcome.SET_ASIDE, judge),
        )
        return frozenset(rows)

    def submissions(self) -> Iterator[tuple[Sent, Reading]]:
        """Give every file that came with what reading it gave, by time."""
        rows = self._connection.execute(
            f"SELECT s.sha256, message_id, name, sender, sent, {_READING.replace('sha256', 'r.sha256')}"
            " FROM submissions s JOIN readings r USING (sha256) ORDER BY sent, s.sha256, message_id"
        )
        for row in rows.fetchall():
            yield Sent(*row[:5]), Reading(*row[5:]).of(row[2])

    def content(self, sha256: str, part: str) -> bytes:
        """Give a part of what was kept of a file; b"" where it has none."""
        wanted = "SELECT content FROM contents WHERE sha256 = ? AND part = ?"
        row = self._connection.execute(wanted, (sha256, part)).fetchone()
        return row[0] if row else b""

    def wrote(self, cells: Iterable[tuple[str, str]]) -> None:
        """Remember what was written into cells of the unit's workbook: no one typed it."""
        with self._change() as change:
            change.executemany("INSERT OR IGNORE INTO written VALUES (?, ?)", cells)

    def written(self) -> frozenset[tuple[str, str]]:
        """Give every value that was ever written into a cell."""
        return frozenset(self._connection.execute("SELECT cell, value FROM written"))

    def decide(self, decision: Decision) -> None:
        """Sign a decision."""
        with self._change() as change:
            _decide(change, decision)

    def decisions(self) -> tuple[Decision, ...]:
        """Give every decision in the order in which they were taken."""
        rows = self._connection.execute(
            "SELECT kind, who, at, reason, unit, phong, sha256, message_id FROM decisions ORDER BY number"
        )
        return tuple(Decision(Kind(kind), *rest) for kind, *rest in rows)

    def close(self, counted: Sequence[Key], decision: Decision) -> None:
        """Close the figures over what counts now; closing again changes nothing."""
        with self._change() as change:
            if change.execute("SELECT 1 FROM decisions WHERE kind = ?", (Kind.CLOSE,)).fetchone():
                return
            change.executemany("INSERT INTO closed VALUES (?, ?)", counted)
            _decide(change, decision)

    def closed(self) -> frozenset[Key] | None:
        """Give the submissions over which the figures were closed; None while they are open."""
        if not self._connection.execute("SELECT 1 FROM decisions WHERE kind = ?", (Kind.CLOSE,)).fetchone():
            return None
        return frozenset(Key(*row) for row in self._connection.execute("SELECT * FROM closed"))


def _decide(change: sqlite3.Connection, decision: Decision) -> None:
    change.execute("INSERT INTO decisions VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", decision)


def _last_if_taken(read: tuple[Reading, Contents]) -> bool:
    return read[0].outcome != Outcome.SET_ASIDE


def _text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
