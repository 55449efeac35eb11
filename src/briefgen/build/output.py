"""Writes files so that each is there whole or not at all, whatever happens meanwhile."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from briefgen.errors import UsageError


def write(folder: Path, relative: str, body: bytes) -> None:
    """Write one file below a folder: to a temporary file beside it, then under its name.

    Raises UsageError when the path would leave the folder, or when the system cannot write there.
    """
    target = folder / relative
    if not target.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"{relative} would lie outside {folder}", "")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, body)
    except OSError as error:
        raise UsageError(
            f"{relative} cannot be written: {error.strerror}", "make room, or choose another folder"
        ) from error


def _replace(target: Path, body: bytes) -> None:
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o644)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make a new name durable; some systems cannot open folders, and need not."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove(folder: Path, relative: str) -> None:
    """Remove a file that an earlier build wrote, and its folder when nothing else is in it."""
    target = folder / relative
    with suppress(FileNotFoundError):
        target.unlink()
    with suppress(OSError):
        target.parent.rmdir()
