"""Opens a list for what it is, by the ending of its file or the scheme of its URL."""

import os
import re
from pathlib import Path

from briefgen.errors import UsageError
from briefgen.findings import Finding, Place
from briefgen.merge.sources.delimited import DelimitedList
from briefgen.merge.sources.source import Layout, ListError, Source

TEXTS = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx",)
DATABASES = (".db", ".sqlite", ".sqlite3")
_URL = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)


def is_url(where: str) -> bool:
    """Tell whether a list is named by a URL and not by a path."""
    return bool(_URL.match(where))


def is_database(where: str) -> bool:
    """Tell whether a list is kept in a database."""
    return is_url(where) or Path(where).suffix.lower() in DATABASES


def shown(where: str) -> str:
    """Return the name of a list for findings: of a URL only the scheme, for it may hold a password."""
    if found := _URL.match(where):
        return f"{found[1]}://…"
    return Path(where).as_posix()


def own_mapping(where: str) -> Path | None:
    """Return where the mapping of a file is looked for; a database on a server has none of its own."""
    return None if is_url(where) else Path(where).with_suffix(".yaml")


def check_there(where: str) -> None:
    """Raise UsageError when a list is a file that is not there; of a server only its answer tells."""
    if not is_url(where) and not Path(where).is_file():
        hint = "name a file (.csv, .xlsx, .db) or a database (postgresql://…)"
        raise UsageError(f"there is no list {shown(where)}", hint)


def open_source(where: str, layout: Layout) -> Source:
    """Open a list. Raises ListError when it cannot be read, UsageError when there is none or its kind is unknown."""
    check_there(where)
    if is_url(where):
        from briefgen.merge.sources.postgresql import ServerTable

        return ServerTable(where, layout)
    path, name, ending = Path(where), shown(where), Path(where).suffix.lower()
    if not os.access(path, os.R_OK):
        raise ListError(Finding("file-unreadable", Place(name), "this may not be read"))
    if ending in TEXTS:
        return DelimitedList(path, name, layout.encoding, layout.delimiter)
    if ending in WORKBOOKS:
        from briefgen.merge.sources.workbook import WorkbookList

        return WorkbookList(path, name, layout.sheet)
    if ending in DATABASES:
        from briefgen.merge.sources.sqlite import TableList

        return TableList(path, name, layout)
    hint = "save it as a workbook (.xlsx), as CSV UTF-8 (.csv), or import it into recipients.db"
    raise UsageError(f"lists that end in {ending or 'nothing'} are not read", hint)
