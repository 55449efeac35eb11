"""Writes files so that each is there whole or not at all, whatever happens meanwhile."""

import errno
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from briefgen.errors import UsageError

SYNCS = 16  # files at a time
TEMPORARY = ".tmp"
"""The ending of files that are being written; their names begin with a dot."""


def write(folder: Path, relative: str, body: bytes) -> None:
    """Write one file below a folder: to a temporary file beside it, then under its name.

    Raises UsageError when the path would leave the folder, or when the system cannot write there.
    """
    write_all(folder, {relative: body})


def write_all(folder: Path, bodies: Mapping[str, bytes]) -> None:
    """Write files below a folder, by their relative paths. None gets its name before all of them are on the disk.

    Raises UsageError as ``write`` does; then no file has changed, unless the system failed while it renamed them.
    """
    waiting: dict[Path, Path] = {}
    relative = ""
    try:
        for relative, body in bodies.items():
            target = folder / relative
            if not target.resolve().is_relative_to(folder.resolve()):
                raise UsageError(f"{relative} would lie outside {folder}", "")
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary, descriptor = _beside(target)
            waiting[temporary] = target
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(body)
        _sync_files([*waiting])
        for temporary, target in list(waiting.items()):
            temporary.replace(target)
            del waiting[temporary]
        for parent in dict.fromkeys((folder / name).parent for name in bodies):
            sync_folder(parent)
    except OSError as error:
        message = f"{relative} cannot be written: {error.strerror}"
        raise UsageError(message, "make room, or choose another folder") from error
    finally:
        for temporary in waiting:
            with suppress(OSError):
                temporary.unlink()


def _beside(target: Path, mode: int = 0o644) -> tuple[Path, int]:
    """Return a new file beside another, which becomes it later, and its descriptor."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}{TEMPORARY}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return temporary, os.open(temporary, flags, mode)


@contextmanager
def replacing(target: Path, mode: int = 0o644, remove: Callable[[Path], None] = Path.unlink) -> Iterator[BinaryIO]:
    """Yield a stream whose content becomes the file ``target`` when the block ends well; else nothing changes.

    The content is on the disk before it gets its name. The name is durable after ``sync_folder``. ``remove`` takes away
    what was half written.
    """
    temporary, descriptor = _beside(target, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            sync(stream.fileno())
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            remove(temporary)
        raise


def _sync_files(paths: Sequence[Path]) -> None:
    """Have the disk keep files, several at a time: it takes hardly longer for many than for one."""
    if len(paths) > 1:
        # Late: most calls write one file.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(SYNCS) as pool:
            list(pool.map(_sync_file, paths))
    elif paths:
        _sync_file(paths[0])


def _sync_file(path: Path) -> None:
    with path.open("r+b") as stream:
        sync(stream.fileno())


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
