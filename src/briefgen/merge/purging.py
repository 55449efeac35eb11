"""Removes a run. What it holds of people goes without a trace that a program could avoid."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefgen.errors import UsageError
from briefgen.merge.folder import FILES, LOCK, RUN, SCRATCH, SPOOL, RunFolder, hidden, holding, is_temporary, wipe
from briefgen.merge.ledger import FILE as LEDGER

MBOX = ".mbox"
SENDING = "send.db"
"""The ledger of what was sent from a run; its journals have longer names."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How many files were removed, and the names of those that no merge wrote and that were left."""

    files: int
    left: tuple[str, ...]


def purge(path: Path) -> Purged:
    """Overwrite and remove all that runs wrote to a folder, but for a note of how many rows there were.

    Stopped half-way, it goes on when it is called again.

    Raises:
        UsageError: there is no run, or a process is at work in it.
        OSError: a file cannot be removed.
    """
    if not is_run(path):
        raise UsageError(f"there is no merge in {path}", "name a newsletter, or the folder that its merge wrote to")
    with holding(path, "purge") as folder:
        files = 0
        for remnant in _remnants(path):
            wipe(remnant)
            files += 1
        _clear_folders(folder)
        note = {**described(path), "state": "purged"}
        folder.write(RUN, (json.dumps(note, indent=1) + "\n").encode())
        folder.sync()
        return Purged(files, tuple(sorted(name for name in folder.names(".") if not is_own(name))))


def erase(folder: RunFolder) -> None:
    """Overwrite and remove a run to make room for another. What says which messages were sent stays."""
    for remnant in _remnants(folder.path):
        if not remnant.name.startswith(SENDING):
            # Under another name first: what stands under its own is whole.
            wipe(remnant.replace(hidden(remnant)))
    _clear_folders(folder)


def is_run(path: Path) -> bool:
    """Tell whether a folder holds a run, or what is left of one. Other programs too have files called "lock": alone it
    is that of a run which has just begun.
    """
    if (path / LEDGER).is_file() or "briefgen" in described(path):
        return True
    return path.is_dir() and [entry.name for entry in path.iterdir()] == [LOCK]


def is_own(name: str) -> bool:
    """Tell whether a name in a folder is that of something that runs write."""
    plain = name in (LOCK, RUN, FILES, SPOOL, SCRATCH) or name.endswith(MBOX) or is_temporary(name)
    return plain or name.startswith((LEDGER, SENDING))


def described(path: Path) -> dict[str, Any]:
    """Return what a run says of itself in its note, nothing personal; nothing where the note cannot be read."""
    try:
        note = json.loads((path / RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _remnants(path: Path) -> Iterator[Path]:
    """Yield the files of a run, its databases first: they never say that something is there which is gone."""
    names = sorted(entry.name for entry in path.iterdir())
    # The journals of a database before itself.
    yield from (path / name for name in reversed(names) if name.startswith((LEDGER, SENDING)))
    yield from (path / name for name in names if name.endswith(MBOX) or is_temporary(name))
    for name in (FILES, SPOOL, SCRATCH):
        if (path / name).is_symlink():
            yield path / name
            continue
        for parent, _, files in os.walk(path / name):
            yield from (Path(parent, file) for file in files)


def _clear_folders(folder: RunFolder) -> None:
    for name in (FILES, SPOOL, SCRATCH):
        folder.clear(name)
    folder.sync_root()
