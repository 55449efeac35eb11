"""Writes files so that each is there whole or not at all, whatever happens meanwhile."""

import errno
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from briefgen.errors import UsageError

TEMPORARY = ".tmp"
"""The ending of files that are being written; their names begin with a dot."""


def write(folder: Path, relative: str, body: bytes) -> None:
    """Write one file below a folder: to a temporary file beside it, then under its name.

    Raises UsageError when the path would leave the folder, or when the system cannot write there.
    """
    target = folder / relative
    if not target.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"{relative} would lie outside {folder}", "")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with replacing(target) as stream:
            stream.write(body)
        sync_folder(target.parent)
    except OSError as error:
        raise UsageError(
            f"{relative} cannot be written: {error.strerror}", "make room, or choose another folder"
        ) from error


@contextmanager
def replacing(target: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """Yield a stream whose content becomes the file ``target`` when the block ends well; else nothing changes.

    The content is on the disk before it gets its name. The name is durable after ``sync_folder``.
    """
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}{TEMPORARY}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            sync(stream.fileno())
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def sync(descriptor: int) -> None:
    """Have the disk keep what was written; macOS empties the disk's own cache only when it is asked to."""
    os.fsync(descriptor)
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # not every file system there can
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Windows cannot open folders, and some file systems need no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


def remove(folder: Path, relative: str) -> None:
    """Remove a file that an earlier build wrote, and its folder when nothing else is in it."""
    target = folder / relative
    with suppress(FileNotFoundError):
        target.unlink()
    with suppress(OSError):
        target.parent.rmdir()
