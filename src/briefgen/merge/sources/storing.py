"""Stores a list in a database of its own, such as recipients.db: all of it, or nothing."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from briefgen.build.output import TEMPORARY, sync_folder
from briefgen.errors import UsageError
from briefgen.findings import Finding, Place
from briefgen.merge.sources.source import UNREADABLE, Block, Cell, ListError, RowFinding, Source, plain, rounded

TABLE = "recipients"
SHOWN = 10_000
"""Findings that are kept of a list that is not stored."""


def store(source: Source, target: Path) -> int:
    """Write every row of a list into the table ``recipients`` of a new database; return their number.

    Every value becomes a text: numbers in digits with a point, days as 2026-12-31. The file is for its owner alone.
    Raises ListError when a row cannot be read, and UsageError when the database cannot be written.
    """
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}{TEMPORARY}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Made first, so that it is never anybody else's to read.
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(temporary, isolation_level=None)) as database:
            number = _copy(source, database)
        temporary.replace(target)
        sync_folder(target.parent)
    except (OSError, sqlite3.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else "the disk may be full"
        raise UsageError(f"{target.name} cannot be written: {reason}", "make room, or choose another folder") from None
    finally:
        temporary.unlink(missing_ok=True)
    return number


def _copy(source: Source, database: sqlite3.Connection) -> int:
    # The file is new, and gets its name when it is whole: nothing has to be taken back. It is on the disk by then.
    _check_columns(source)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = FULL")
    columns = ", ".join('"{}" TEXT NOT NULL'.format(column.replace('"', '""')) for column in source.columns)
    database.execute(f"CREATE TABLE {TABLE} ({columns})")
    database.execute("BEGIN")
    insert = f"INSERT INTO {TABLE} VALUES ({', '.join('?' for _ in source.columns)})"
    number, findings = 0, list[RowFinding]()
    for block in source.blocks():
        if isinstance(block, Block):
            try:
                database.executemany(insert, (list(map(_kept, row)) for row in block.rows))
            except UnicodeEncodeError:
                findings += islice(_halves(source, block), SHOWN - len(findings))
            number += len(block.rows)
        elif len(findings) < SHOWN:
            findings.append(block)
    database.execute("COMMIT")
    if findings:
        raise ListError(*findings)
    return number


def _kept(cell: Cell) -> str:
    """Return a cell as text; a number that has lost digits is none, and must not look whole afterwards."""
    return UNREADABLE if rounded(cell) else plain(cell)


def _check_columns(source: Source) -> None:
    """Refuse headings that SQLite takes for one: it does not tell capitals from small letters of ASCII."""
    first: dict[bytes, int] = {}
    for number, column in enumerate(source.columns, start=1):
        if (other := first.setdefault(column.encode().lower(), number)) != number:
            message = f"the columns {other} and {number} have headings that differ in capitals alone"
            raise ListError(Finding("list-header", Place(source.name, 1, number), message, "rename one of them"))


def _halves(source: Source, block: Block) -> Iterator[RowFinding]:
    """Yield a finding for each cell with half a character, which no text in UTF-8 can hold."""
    for number, line, cells in map(block.row, range(len(block.rows))):
        for at, cell in enumerate(map(plain, cells)):
            if any("\ud800" <= character <= "\udfff" for character in cell):
                message = f'row {number}, column "{source.columns[at]}": there is half a character'
                hint = "type the cell anew, or save the list anew as UTF-8"
                yield RowFinding("recipient-encoding", Place(source.name, line, at + 1), message, hint, row=number)
