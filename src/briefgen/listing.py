"""What is done with lists of recipients beside a merge: a mapping is begun, a list is put into recipients.db."""

from pathlib import Path
from typing import get_args

from briefgen.build import output
from briefgen.errors import UsageError
from briefgen.findings import Place, did_you_mean
from briefgen.load.library import load
from briefgen.merge.recipients.lists import layout
from briefgen.merge.recipients.mapping import load_mapping
from briefgen.merge.recipients.starter import starter
from briefgen.merge.sources.opening import is_database, is_url, open_source, own_mapping, shown
from briefgen.merge.sources.source import Layout
from briefgen.merge.sources.storing import store
from briefgen.model.library import Library
from briefgen.model.mapping import Encoding
from briefgen.model.recipient import FieldKind
from briefgen.workspace import Workspace

FOLDER = "content/recipients"
DATABASE = "recipients.db"


def begin_mapping(workspace: Workspace, where: str, given: Layout) -> Place | str:
    """Write a mapping to be filled in beside a list and return its place; for a list on a server return its text.

    Raises ListError when the list cannot be read, and UsageError when it has a mapping or its encoding is unknown.
    """
    if given.encoding not in get_args(Encoding):
        message = f'lists in the encoding "{given.encoding[:40]}" are not read'
        raise UsageError(message, did_you_mean(given.encoding, get_args(Encoding)))
    path = own_mapping(where)
    if path is not None and path.exists():
        raise UsageError(f"{path.as_posix()} is there already", "edit that one, or move it away")
    source = open_source(where, given)
    library = load(workspace).library
    folder = workspace.root / FOLDER
    beside = path is not None and path.parent.resolve() == folder.resolve()
    of_newsletters = _of_newsletters(library)
    text = starter(shown(where), source.columns, given, *of_newsletters, schema=beside, database=is_database(where))
    if path is None:
        return text
    output.write(path.parent, path.name, text.encode())
    return Place(path.as_posix())


def _of_newsletters(library: Library | None) -> tuple[str, dict[str, FieldKind]]:
    """Return an audience and the merge fields that the newsletters of a library have."""
    newsletters = [entry.value for entry in library.newsletters.values()] if library else []
    audiences = [name for newsletter in newsletters for name in newsletter.audiences]
    fields = {name: kind for newsletter in newsletters for name, kind in newsletter.recipient_fields.items()}
    return (audiences or ["donors"])[0], fields


def import_list(workspace: Workspace, where: str, mapping: Path | None, replace: bool) -> tuple[str, int]:
    """Put a list into recipients.db; return the path and the number of rows.

    How the list is written says its mapping, where there is one. Raises ListError and UsageError.
    """
    target = workspace.root / FOLDER / DATABASE
    if target.exists() and not replace:
        raise UsageError(f"{FOLDER}/{DATABASE} is there already", "write over it with --replace")
    path = mapping or own_mapping(where)
    given = layout(load_mapping(path, path.as_posix()).value) if path is not None and path.is_file() else Layout()
    if is_url(where) and path is None:
        raise UsageError("which table is the list says its mapping", "name one with --mapping")
    source = open_source(where, Layout(given.encoding, given.delimiter, given.sheet, given.table))
    return f"{FOLDER}/{DATABASE}", store(source, target)
