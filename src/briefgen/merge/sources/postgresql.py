"""Lists in a table or a view of a PostgreSQL database, read on the server's cursor in one unchanging view of it.

Neither the password nor what the server says goes into a message: its errors repeat values.
"""

import hashlib
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from briefgen.errors import UsageError
from briefgen.findings import Finding, Place, did_you_mean
from briefgen.merge.sources.source import (
    ROWS,
    UNREADABLE,
    Block,
    Layout,
    ListError,
    RowFinding,
    cell,
    check_headings,
    plain,
)

CONNECT_SECONDS = 10
_SETTINGS = "SET LOCAL lock_timeout = '10s'; SET LOCAL datestyle = 'ISO'"
_URL = "write it as postgresql+psycopg://NAME@HOST/DATABASE; the password may stand in PGPASSWORD or in ~/.pgpass"
_CAUSES = {
    "42501": ("this user may not read the table", "have it granted: GRANT SELECT ON the table"),
    "55P03": ("the table is locked by another program", "try again later"),
    "22021": ("there are texts that are not UTF-8", "mend them, or convert the database to UTF-8"),
}


class ServerTable:
    """A list in a table or a view. Raises ListError when it cannot be read, and UsageError for a URL that is none.

    Of the columns only those are read that the layout wants; the cells of the others are empty.
    """

    def __init__(self, url: str, layout: Layout) -> None:
        try:
            import psycopg
            import sqlalchemy
        except ImportError as error:
            message, hint = "databases need the extra databases", "pip install 'briefgen[databases]'"
            raise ListError(Finding("extra-missing", Place("postgresql://…"), message, hint)) from error
        address, table = _parsed(url), layout.table
        self.name = f"postgresql://{address.host or 'local'}/{address.database or ''}#{table}"
        options = {"connect_timeout": CONNECT_SECONDS} if "connect_timeout" not in address.query else {}
        self._engine = sqlalchemy.create_engine(
            address, module=psycopg, poolclass=sqlalchemy.pool.NullPool, connect_args=options, hide_parameters=True
        )
        schema, _, self._table = table.rpartition(".")
        self._schema = schema or None
        with self._reading() as connection:
            self._names = self._found(connection, table)
        self.columns = tuple(unicodedata.normalize("NFC", name) for name in self._names)
        if problem := check_headings(self.columns):
            raise ListError(Finding("list-header", Place(self.name), problem, "rename the column"))
        self._layout = layout

    def digest(self) -> str:
        """Return a digest of all rows: a server has no file that could be looked at."""
        whole = hashlib.sha256()
        for block in self.blocks():
            for row in block.rows if isinstance(block, Block) else ():
                whole.update(
                    "".join(f"{len(text)}:{text}" for text in map(plain, row)).encode("utf-8", "surrogatepass")
                )
        return whole.hexdigest()

    def blocks(self) -> Iterator[Block | RowFinding]:
        """Yield every row, sorted by what is read of it: a server keeps no order of its own."""
        number = 1
        with self._reading() as connection:
            result = connection.execution_options(stream_results=True, max_row_buffer=ROWS).execute(self._query())
            for rows in result.partitions(ROWS):
                yield Block(number, number, [tuple(map(cell, row)) for row in rows])
                number += len(rows)

    def _query(self) -> Any:
        from sqlalchemy import Text, cast, column, literal_column, select, table

        wanted = map(self._layout.wants, self.columns)
        named: dict[str, Any] = {name: column(name) for name, want in zip(self._names, wanted, strict=True) if want}
        parts: list[Any] = [named.get(name, literal_column("''")) for name in self._names]
        # Compared byte by byte, so that the order does not depend on the language of the server.
        order = [cast(part, Text).collate("C") for part in named.values()]
        return select(*parts).select_from(table(self._table, schema=self._schema)).order_by(*order)

    def _found(self, connection: Any, table: str) -> tuple[str, ...]:
        from sqlalchemy import exc, inspect

        inspector = inspect(connection)
        try:
            with warnings.catch_warnings(category=exc.SAWarning, action="ignore"):  # of types that it does not know
                return tuple(found["name"] for found in inspector.get_columns(self._table, schema=self._schema))
        except exc.NoSuchTableError:
            names = [*inspector.get_table_names(self._schema), *inspector.get_view_names(self._schema)]
            hint = f"say in the mapping which table is the list, table: NAME; {did_you_mean(self._table, names)}"
            message = f'the database has no table or view "{table}"'
            raise ListError(Finding("list-table", Place(self.name), message, hint)) from None

    @contextmanager
    def _reading(self) -> Iterator[Any]:
        """Open a connection that cannot write, and that sees the database as it is at this moment."""
        from sqlalchemy import exc, text

        try:
            with self._engine.connect() as connection:
                _read_days(connection.connection.driver_connection)
                options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                connection = connection.execution_options(**options)
                connection.execute(text(_SETTINGS))
                yield connection
        except exc.SQLAlchemyError as error:
            message, hint = _cause(error)
            raise ListError(Finding("list-database", Place(self.name), message, hint)) from None


def _read_days(connection: Any) -> None:
    """Let a day that Python does not have, such as infinity, spoil its own row alone: psycopg ends with an error."""
    from psycopg import DataError
    from psycopg.types import datetime as days

    def lenient(loader: Any) -> Any:
        class Days(loader):  # type: ignore[misc]
            def load(self, data: Any) -> Any:
                try:
                    return super().load(data)
                except DataError:
                    return UNREADABLE

        return Days

    loaders = {"date": days.DateLoader, "timestamp": days.TimestampLoader, "timestamptz": days.TimestamptzLoader}
    for kind, loader in loaders.items():
        connection.adapters.register_loader(kind, lenient(loader))


def _parsed(url: str) -> Any:
    """Return the URL of a database; what is wrong with one is said without repeating it."""
    from sqlalchemy import exc, make_url

    try:
        address = make_url(url)
    except (exc.ArgumentError, ValueError):
        raise UsageError("this is not the URL of a database", _URL) from None
    if "@" in f"{address.host}{address.database}":
        raise UsageError("this is not the URL of a database", f"{_URL}; in a password @ is written %40")
    if address.drivername not in ("postgresql", "postgresql+psycopg", "postgres"):
        raise UsageError(f'databases of the kind "{address.get_backend_name()[:40]}" are not read', _URL)
    return address.set(drivername="postgresql+psycopg")


def _cause(error: Any) -> tuple[str, str]:
    """Return what went wrong in words, by the code of the error alone, and what to do."""
    from sqlalchemy import exc

    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    if state is None and not isinstance(error, exc.OperationalError):
        return "there is a value in it that cannot be read", "look at the columns that the mapping names"
    if state is None:
        # Who is not let in gets no code, but words in the language of the server.
        message = (
            "there is no connection: no server answers there, or it refuses the name, the password or the database"
        )
        return message, "look at the URL, at PGPASSWORD and ~/.pgpass, and at the log of the server"
    return _CAUSES.get(state, (f"the server ended with the error {state}", "look at the log of the server"))
