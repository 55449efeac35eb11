"""The ledger of a sending: which message of a run is with the mail server, and which could be.

A message is queued, then sending, then sent, refused or in doubt. Each step is on the disk before the next one is
taken; what was ``sending`` when a process died is in doubt. Nothing personal is in it: a message is its row number and
the digest of its file.
"""

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from briefgen.build.output import sync_folder
from briefgen.deliver.envelope import Problem
from briefgen.errors import UsageError
from briefgen.findings import Finding, Place, Severity
from briefgen.merge.ledger import Done, connect, reported

FILE: Final = "send.db"

State = Literal["queued", "sending", "sent", "refused", "doubtful"]
Record = Literal["kept", "copied", "none"]
"""Whether notes last, go into a copy of what was noted so far, or into nothing that was there before."""
Rows = tuple[tuple[int, int], ...]
"""Ranges of row numbers, first and last; none stand for all."""

HINTS: Final = {
    "": "have it made anew by briefgen merge --resume; if it happens again, report it",
    "mail-altered": "have it made anew by briefgen merge --resume, and offer it with --retry-refused",
    "mail-refused": "550 is mostly about the address in your list, 552 and 554 about the letter or about who sends it; "
    "--retry-refused offers it again",
    "mail-8bit": "use another mail server; --retry-refused offers it again",
    "mail-deferred": "run the same command again later",
    "mail-doubtful": "look into the server's log; --settle-doubtful takes it for sent, --resend-doubtful sends it",
}
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS message (
    row INTEGER PRIMARY KEY, path TEXT NOT NULL, digest TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'refused', 'doubtful')) DEFAULT 'queued',
    problem TEXT NOT NULL DEFAULT '', said TEXT NOT NULL DEFAULT '', at INTEGER NOT NULL DEFAULT 0,
    doubt INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TEMP TABLE chosen (first INTEGER NOT NULL, last INTEGER NOT NULL);
CREATE TEMP TABLE made (row INTEGER PRIMARY KEY, path TEXT NOT NULL, digest TEXT NOT NULL);
"""
_CHOSEN: Final = "EXISTS (SELECT 1 FROM chosen WHERE row BETWEEN first AND last)"
# A message that was ever in doubt may have arrived, whatever becomes of its second copy.
_DOUBTFUL: Final = "(state IN ('doubtful', 'queued') AND doubt)"
_TOUCHED: Final = "(state IN ('sending', 'sent') OR doubt)"


class Outbox:
    """An open ledger of a sending, of which some rows are chosen. Every method may raise LedgerError."""

    def __init__(self, connection: sqlite3.Connection, rows: Rows) -> None:
        self._connection = connection
        with reported():
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("it is damaged")
            connection.executescript(_SCHEMA)
            connection.executemany("INSERT INTO chosen VALUES (?, ?)", rows or ((0, 2**62),))

    def take_in(self, done: Iterable[Done]) -> None:
        """Queue the messages that a merge has made, in so far as they are not known yet.

        Raises UsageError when a message that is with a server was made anew since: nobody could tell any more who
        got what.
        """
        with reported(), self._whole():
            run = self._connection.execute
            run("DELETE FROM made")
            self._connection.executemany("INSERT INTO made VALUES (?, ?, ?)", ((d.row, d.path, d.digest) for d in done))
            changed = "SELECT count(*) FROM message JOIN made USING (row) WHERE message.digest <> made.digest"
            if number := run(f"{changed} AND {_TOUCHED}").fetchone()[0]:
                raise UsageError(
                    f"{number} of the messages that went out were made anew since",
                    "merge into a folder of its own with --output, and choose those who got nothing yet with --row",
                )
            run(f"DELETE FROM message WHERE NOT {_TOUCHED} AND row NOT IN (SELECT row FROM made)")
            run(
                "INSERT INTO message (row, path, digest) SELECT row, path, digest FROM made WHERE true "
                "ON CONFLICT (row) DO UPDATE SET path = excluded.path, digest = excluded.digest, state = 'queued', "
                "problem = '', said = '' WHERE message.digest <> excluded.digest"
            )

    def doubt_interrupted(self) -> None:
        """Put in doubt what was on its way when a process ended."""
        problem = Problem("mail-doubtful", "briefgen was stopped while it was on its way")
        query = "UPDATE message SET state = 'doubtful', doubt = 1, problem = ?, said = ? WHERE state = 'sending'"
        self._run(query, problem.code, problem.message)

    def offer_again(self) -> None:
        """Queue the chosen messages that were refused."""
        self._run(f"UPDATE message SET state = 'queued', problem = '', said = '' WHERE state = 'refused' AND {_CHOSEN}")

    def resend(self) -> None:
        """Queue the chosen messages that are in doubt; it stays known that they may have arrived."""
        self._run(
            f"UPDATE message SET state = 'queued', problem = '', said = '' WHERE state = 'doubtful' AND {_CHOSEN}"
        )

    def settle(self) -> None:
        """Take the chosen messages that are in doubt for sent."""
        self._run(f"UPDATE message SET state = 'sent', problem = '', said = '' WHERE {_DOUBTFUL} AND {_CHOSEN}")

    def next(self, after: int) -> Done | None:
        """Return the next chosen message that is queued, in the order of the rows."""
        which = f"state = 'queued' AND row > ? AND {_CHOSEN}"
        query = f"SELECT row, path, digest FROM message WHERE {which} ORDER BY row LIMIT 1"
        with reported():
            found = self._connection.execute(query, (after,)).fetchone()
        return Done(*found) if found else None

    def mark(self, row: int, state: State, problem: Problem | None = None) -> None:
        """Note how it stands with a message; when this returns, it is on the disk."""
        query = "UPDATE message SET state = ?, problem = ?, said = ?, at = ?, doubt = max(doubt, ?) WHERE row = ?"
        said = (problem.code, problem.message) if problem else ("", "")
        self._run(query, state, *said, int(time.time()), state == "doubtful", row)

    def counts(self) -> Mapping[State, int]:
        """Return how many of the chosen messages are in each state."""
        query = f"SELECT state, count(*) FROM message WHERE {_CHOSEN} GROUP BY state"
        with reported():
            return dict(self._connection.execute(query).fetchall())

    def rows(self, state: State) -> Iterator[int]:
        """Yield the rows of the chosen messages that are in a state, in their order."""
        query = f"SELECT row FROM message WHERE state = ? AND {_CHOSEN} ORDER BY row"
        with reported():
            yield from (row for (row,) in self._connection.execute(query, (state,)))

    def findings(self) -> Iterator[Finding]:
        """Yield why chosen messages are not sent, in the order of the rows."""
        columns = "row, path, state, at, problem, said"
        query = f"SELECT {columns} FROM message WHERE problem <> '' AND {_CHOSEN} ORDER BY row"
        with reported():
            for row, path, state, at, code, said in self._connection.execute(query):
                problem = Problem(code, said, HINTS.get(code, HINTS[""]))
                # When, helps to find it in the log of a server.
                when = f", at {datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC" if state == "doubtful" else ""
                severity = Severity.WARNING if state == "queued" else Severity.ERROR
                message = f"row {row}: {problem.message}{when}"
                yield Finding(problem.code, Place(path), message, problem.hint, severity)

    def is_untouched(self) -> bool:
        """Tell whether nothing of the run was ever offered to a server."""
        with reported():
            query = "SELECT 1 FROM message WHERE state <> 'queued' OR problem <> '' OR doubt LIMIT 1"
            return self._connection.execute(query).fetchone() is None

    def close(self) -> None:
        """Close the database; what is in its journal moves into it, and the journal goes."""
        with reported():
            self._connection.close()

    def _run(self, query: str, *values: object) -> None:
        with reported():
            self._connection.execute(query, values)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def open_outbox(folder: Path, rows: Rows = (), record: Record = "kept") -> Outbox:
    """Open the ledger of a sending, which is made where needed. The folder of the run is locked by the caller.

    Raises LedgerError.
    """
    path = folder / FILE
    if record == "kept":
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
            # Were the name lost with the power, all would be sent again.
            sync_folder(folder)
        connection = connect(path, "rw")
    else:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        if record == "copied" and path.exists():
            with closing(connect(path, "rw")) as kept, reported():
                kept.backup(connection)
    try:
        return Outbox(connection, rows)
    except BaseException:
        connection.close()
        raise


def discard(folder: Path) -> None:
    """Remove the ledger of a sending in which nothing was ever offered to a server."""
    for name in (f"{FILE}-wal", FILE):
        (folder / name).unlink(missing_ok=True)
