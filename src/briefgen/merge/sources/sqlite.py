"""Lists in a table of an SQLite file, such as recipients.db: read as it is, without locks and without a trace.

The file may come from outside. Only tables are read, whose rows are what they are; a view could calculate for ever.
"""

import hashlib
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, groupby, islice
from pathlib import Path
from urllib.parse import quote

from briefgen.findings import Finding, Place, did_you_mean
from briefgen.merge.sources.source import ROWS, Block, Cell, Layout, ListError, RowFinding, cell, check_headings

MAX_CELL = 1_000_000
"""Bytes of one value."""
MAX_LONG = 100
"""Rows with a longer value; for each of them the table is read anew up to there."""
_LONG = "look for long texts and pictures in the columns that the mapping names"
_SETTINGS = ("query_only = 1", "trusted_schema = 0", "cell_size_check = 1")


class TableList:
    """A list in a table. Raises ListError when it cannot be read as one.

    Of the columns only those are read that the layout wants; the cells of the others are empty.
    """

    def __init__(self, path: Path, name: str, layout: Layout) -> None:
        self.name = name
        self._path = path
        table = layout.table
        self._table = _quoted(table)
        with self._reading() as connection:
            tables = list(_tables(connection))
            if table not in tables:
                hint = f"say in the mapping which table is the list, table: NAME; {did_you_mean(table, tables)}"
                raise ListError(Finding("list-table", Place(name), f'the database has no table "{table}"', hint))
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({self._table})")]
        self.columns = tuple(unicodedata.normalize("NFC", name) for name in names)
        if problem := check_headings(self.columns):
            raise ListError(Finding("list-header", Place(name), problem, "rename the column"))
        wanted = map(layout.wants, self.columns)
        self._select = ", ".join(_quoted(name) if want else "''" for name, want in zip(names, wanted, strict=True))

    def digest(self) -> str:
        """Return the digest of the file."""
        with self._path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def blocks(self) -> Iterator[Block | RowFinding]:
        """Yield every row, in the order in which the table keeps them."""
        number = 1
        with self._reading() as connection:
            for whole, group in groupby(self._rows(connection), bool):
                while rows := list(islice(group, ROWS)):
                    if whole:
                        yield Block(number, number, rows)
                    else:
                        yield from map(self._too_long, range(number, number + len(rows)))
                    number += len(rows)

    def _rows(self, connection: sqlite3.Connection) -> Iterator[Sequence[Cell]]:
        """Yield the cells of every row, and none of a row in which one is too long."""
        number, long = 0, 0
        # An index may hold the columns in another order, and would be quicker.
        query = f"SELECT {self._select} FROM {self._table} NOT INDEXED LIMIT ? OFFSET ?"
        # SQLite ends where a cell is too long, and Python, which looks a row ahead, one row before: that one, or the
        # one at fault, is then read alone.
        for limit in cycle((-1, 1)):
            try:
                for row in connection.execute(query, (limit, number)):
                    number += 1
                    yield tuple(map(cell, row))
                if limit < 0:
                    return
            except sqlite3.DataError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_TOOBIG or long == MAX_LONG:
                    raise
                if limit > 0:
                    number, long = number + 1, long + 1
                    yield ()

    def _too_long(self, number: int) -> RowFinding:
        message = f"row {number}: a cell holds more than a megabyte"
        return RowFinding("recipient-too-long", Place(self.name, number, 1), message, _LONG, row=number)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Open the file for reading alone. A database that is being written to is not read."""
        for ending in ("-wal", "-journal"):
            beside = self._path.with_name(self._path.name + ending)
            if beside.exists() and beside.stat().st_size:
                message = f"the database is in use, or a program left it half-written ({beside.name} is there)"
                hint = "close the program that writes to it; opening and closing it there once puts it in order"
                raise ListError(Finding("list-in-use", Place(self.name), message, hint))
        try:
            connection = sqlite3.connect(f"file:{quote(str(self._path.resolve()))}?mode=ro&immutable=1", uri=True)
            try:
                connection.text_factory = _text
                connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_CELL)
                for setting in _SETTINGS:
                    connection.execute(f"PRAGMA {setting}")
                yield connection
            finally:
                connection.close()
        except sqlite3.Error as error:
            message = f"the database cannot be read ({error.sqlite_errorname})"
            hint = "look whether it is one, and whether it opens elsewhere"
            if error.sqlite_errorcode == sqlite3.SQLITE_TOOBIG:
                message, hint = f"{MAX_LONG} rows have cells of more than a megabyte: this is no list", _LONG
            raise ListError(Finding("list-syntax", Place(self.name), message, hint)) from None


def _tables(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield the names of the tables that keep their rows: SQLite writes these words, and others for virtual ones."""
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return (name for name, sql in rows if str(sql).startswith("CREATE TABLE "))


def _text(raw: bytes) -> str:
    """Return a text; bytes that make no character stay visible as such, and are refused with their row."""
    return raw.decode("utf-8", "surrogateescape")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
