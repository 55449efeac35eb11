"""The ledger of a run: which rows are durably done, which were given up, and what the run was made from.

Nothing personal is in it: a recipient is a row number and a digest that needs the run's own key. It knows nothing of
how a file was made.
"""

import hashlib
import hmac
import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

FILE = "ledger.db"
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE rows (
    number INTEGER PRIMARY KEY, person TEXT NOT NULL, edition TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('done', 'quarantined')),
    path TEXT NOT NULL, size INTEGER NOT NULL, digest TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE INDEX states ON rows (state, number);
"""
# There is one writer, which the lock of the folder sees to, so that no memory need be shared.
_FOR_WRITING = ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL", "secure_delete = ON")
_FOR_READING = ("query_only = ON",)
_FOR_ALL = ("fullfsync = ON", "checkpoint_fullfsync = ON", "trusted_schema = OFF", "temp_store = MEMORY")
_COLUMNS = "number, person, edition, state, path, size, digest, reason, detail"


class LedgerError(OSError):
    """The ledger cannot be read or written; ``strerror`` says why. ``damaged`` means that its content is lost."""

    def __init__(self, error: sqlite3.Error) -> None:
        super().__init__(0, f"the ledger: {error}")
        # Its subclasses tell of a disk or a lock, this one itself of what was read.
        self.damaged = type(error) is sqlite3.DatabaseError


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of a row. One that is ``done`` has a file, by its path in the run's folder, with size and SHA-256;
    one that is ``quarantined`` has a reason from docs/findings.md, and in ``detail`` at most the name of a class.
    """

    row: int
    person: str
    edition: str
    state: Literal["done", "quarantined"]
    path: str = ""
    size: int = 0
    digest: str = ""
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A row whose file is durably there."""

    row: int
    path: str
    digest: str


class Ledger:
    """An open ledger. Every method may raise LedgerError."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._key = b""

    def __enter__(self) -> Self:
        """Return the ledger, to be closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it; what was not written whole is as if it had never been."""
        self.close()

    def person(self, key: str) -> str:
        """Return the digest that stands for a recipient: the same in this run, of no use outside it."""
        self._key = self._key or bytes.fromhex(self._get("key"))
        return hmac.new(self._key, key.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def inputs(self) -> dict[str, str]:
        """Return the digests of what the run is made from, by what they are of."""
        return dict(json.loads(self._get("inputs")))

    def entry(self, row: int) -> Entry | None:
        """Return what became of a row, or None."""
        with reported():
            found = self._connection.execute(f"SELECT {_COLUMNS} FROM rows WHERE number = ?", (row,)).fetchone()
        return Entry(*found) if found else None

    def record(self, entries: Iterable[Entry]) -> None:
        """Write what became of some rows, all or none; when this returns, it is on the disk.

        Files and their names must be on the disk before.
        """
        values = [tuple(getattr(entry, name) for name in Entry.__slots__) for entry in entries]
        with reported(), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(f"INSERT OR REPLACE INTO rows ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)", values)

    def count(self, state: Literal["done", "quarantined"]) -> int:
        """Return how many rows have a state."""
        with reported():
            return int(self._connection.execute("SELECT count(*) FROM rows WHERE state = ?", (state,)).fetchone()[0])

    def done(self) -> Iterator[Done]:
        """Yield the rows that are done, in their order."""
        for entry in self._in_state("done"):
            yield Done(entry.row, entry.path, entry.digest)

    def quarantined(self) -> Iterator[Entry]:
        """Yield the rows that were given up, in their order."""
        return self._in_state("quarantined")

    def finished(self) -> bool:
        """Tell whether the run came to its end: each row is done or quarantined."""
        return self._get("finished") == "yes"

    def set_finished(self, finished: bool) -> None:
        """Note durably whether the run came to its end."""
        self._set("finished", "yes" if finished else "no")

    def whole(self) -> tuple[int, str] | None:
        """Return size and digest of the one file that all messages are in, once it is there."""
        size, _, digest = self._get("whole").partition(" ")
        return (int(size), digest) if digest else None

    def set_whole(self, size: int = 0, digest: str = "") -> None:
        """Note durably that the one file is there, or with no arguments that it is not."""
        self._set("whole", f"{size} {digest}")

    def close(self) -> None:
        """Close the database; what is in its journal moves into it, and the journal goes."""
        with reported():
            self._connection.close()

    def _in_state(self, state: str) -> Iterator[Entry]:
        with reported():
            query = f"SELECT {_COLUMNS} FROM rows WHERE state = ? ORDER BY number"
            for found in self._connection.execute(query, (state,)):
                yield Entry(*found)

    def _get(self, name: str) -> str:
        with reported():
            found = self._connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
            if found is None:
                raise sqlite3.DatabaseError(f"it has no {name}")
            return str(found[0])

    def _set(self, name: str, value: str) -> None:
        with reported():
            self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def create_ledger(folder: Path, inputs: Mapping[str, str]) -> Ledger:
    """Make the ledger of a new run. Raises LedgerError."""
    os.close(os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    ledger = Ledger(connect(folder / FILE, "rw"))
    values = {"key": secrets.token_hex(32), "inputs": json.dumps(dict(inputs)), "finished": "no", "whole": ""}
    try:
        with reported(), ledger._connection as connection:
            connection.execute("BEGIN IMMEDIATE")
            for statement in filter(str.strip, _SCHEMA.split(";")):
                connection.execute(statement)
            connection.executemany("INSERT INTO meta VALUES (?, ?)", values.items())
    except BaseException:
        ledger._connection.close()
        raise
    return ledger


def open_ledger(folder: Path, readonly: bool = False) -> Ledger:
    """Open the ledger of a run; ``readonly`` is for those who only want to know what is done.

    Raises LedgerError, which says whether the file is ``damaged``. One that was never finished being made is that too.
    """
    ledger = Ledger(connect(folder / FILE, "ro" if readonly else "rw"))
    try:
        with reported():
            if ledger._connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("it is damaged")
            if not ledger._connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'rows'").fetchone():
                raise sqlite3.DatabaseError("it is empty")
        ledger.inputs()
    except BaseException:
        ledger._connection.close()
        raise
    return ledger


def connect(path: Path, mode: Literal["rw", "ro"]) -> sqlite3.Connection:
    """Open a database of a run so that what is written there lasts. Raises LedgerError."""
    # One that is only read may be written to all the same: what a killed process left half done is undone first.
    address = f"{path.absolute().as_uri()}?mode=rw"
    with reported():
        connection = sqlite3.connect(address, uri=True, isolation_level=None)
        try:
            for pragma in (*(_FOR_WRITING if mode == "rw" else _FOR_READING), *_FOR_ALL):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def reported() -> Iterator[None]:
    """Raise what SQLite says as an error of the system, for one place to answer."""
    try:
        yield
    except sqlite3.Error as error:
        raise LedgerError(error) from error
