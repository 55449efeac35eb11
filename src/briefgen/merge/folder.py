"""The folder of a run: one writer at a time, and files that are there durably and whole, or not at all.

Everything in it is for its owner alone.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, Literal, get_args

from briefgen.build.output import TEMPORARY, replacing, sync_folder
from briefgen.errors import UsageError

LOCK, RUN, FILES, SPOOL, SCRATCH = "lock", "run.json", "files", "spool", "scratch"
Activity = Literal["merge", "send", "purge"]
_ACTIVITIES: Final = get_args(Activity)
_CHUNK: Final = 1 << 20


class RunFolder:
    """An open and locked folder of a run; ``holding`` makes one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unsynced: set[Path] = set()

    @contextmanager
    def writing(self, relative: str) -> Iterator[BinaryIO]:
        """Yield the stream of a file that replaces another, whole, when the block ends well.

        The name is durable after ``sync``. Raises OSError.
        """
        target = self.path / relative
        with replacing(target, 0o600, wipe) as stream:
            yield stream
        self._unsynced.add(target.parent)

    def write(self, relative: str, body: bytes) -> None:
        """Write a file, as ``writing`` does."""
        with self.writing(relative) as stream:
            stream.write(body)

    def sync(self) -> None:
        """Make the names of all files durable that were written since the last call."""
        for folder in sorted(self._unsynced):
            sync_folder(folder)
        self._unsynced.clear()

    def sync_root(self) -> None:
        """Make it durable what was removed from the folder, or added by others."""
        sync_folder(self.path)

    def holds(self, relative: str, size: int, digest: str) -> bool:
        """Tell whether a file is there with exactly this content; one that cannot be read counts as lost."""
        try:
            descriptor = os.open(self.path / relative, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as stream:
                # Most torn files are told by their size, without reading them.
                if os.fstat(descriptor).st_size != size:
                    return False
                return hashlib.file_digest(stream, "sha256").hexdigest() == digest
        except OSError:
            return False

    def add_folder(self, name: str) -> Path:
        """Return a folder in this one, which is made where needed."""
        folder = self.path / name
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            sync_folder(self.path)
        return folder

    def names(self, folder: str) -> Iterator[str]:
        """Yield the names of all files in a folder of this one."""
        with suppress(FileNotFoundError), os.scandir(self.path / folder) as entries:
            yield from (entry.name for entry in entries)

    def remove(self, relative: str) -> None:
        """Overwrite and remove a file that may be there."""
        wipe(self.path / relative)

    def clear_temporary(self) -> None:
        """Remove what a run left that was killed at its work."""
        for folder in (".", FILES, SPOOL):
            for name in self.names(folder):
                if is_temporary(name):
                    self.remove(f"{folder}/{name}")
        self.clear(SCRATCH)

    def clear(self, folder: str) -> None:
        """Remove a folder in this one with all that is in it, which is overwritten."""
        if not (self.path / folder).is_symlink():
            for parent, _, files in os.walk(self.path / folder):
                for name in files:
                    wipe(Path(parent, name))
        with suppress(FileNotFoundError):
            shutil.rmtree(self.path / folder)


def is_temporary(name: str) -> bool:
    """Tell a file that was being written when its run ended."""
    return name.startswith(".") and name.endswith(TEMPORARY)


def hidden(path: Path) -> Path:
    """Return the name of a file while it is being removed: a temporary one, so that the next run completes that."""
    return path.with_name(f".{path.name}{TEMPORARY}")


def wipe(path: Path) -> None:
    """Overwrite a file with zeros, have the disk keep them, and remove it; of a link nothing but itself goes.

    What a disk keeps of earlier versions, in snapshots or in cells that a solid-state disk swapped out, is beyond the
    reach of a program.
    """
    flags = os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        return
    except PermissionError:  # somebody made it read-only
        path.chmod(0o600)
        descriptor = os.open(path, flags)
    except OSError:
        path.unlink()
        return
    with os.fdopen(descriptor, "wb") as stream:
        left = os.fstat(descriptor).st_size
        while left:
            left -= stream.write(bytes(min(left, _CHUNK)))
        stream.flush()
        os.fsync(descriptor)
    path.unlink()


@contextmanager
def holding(path: Path, activity: Activity) -> Iterator[RunFolder]:
    """Make the folder of a run where needed and hold it, so that nobody else writes there; they are told the
    ``activity`` that keeps them out.

    Raises:
        UsageError: another process holds it, or the system cannot lock files.
        OSError: it cannot be made.
    """
    try:
        import fcntl
    except ImportError as error:
        raise UsageError("a merge needs Linux or macOS", "run it there, or under WSL") from error
    _make(path)
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path / LOCK, flags, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            another = ", or choose another folder with --output" if activity == "merge" else ""
            raise UsageError(f"{_read(descriptor)} is at work in {path}", f"wait until it ends{another}") from error
        if not _is_same(descriptor, path / LOCK):  # another process just gave this folder up
            raise UsageError(f"another process was at work in {path}", "try again")
        _write(descriptor, activity)
        yield RunFolder(path)
        _give_up_empty(path)
    finally:
        # The lock goes with its descriptor, however the process ends.
        os.close(descriptor)


def _read(descriptor: int) -> str:
    """Return what is at work, as far as its lock tells."""
    said = os.pread(descriptor, 16, 0).decode("ascii", "replace")
    return f"briefgen {said}" if said in _ACTIVITIES else "another process"


def _write(descriptor: int, activity: str) -> None:
    """Say in the lock what is at work; a disk that is full keeps nobody from purging it."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, activity.encode(), 0)


def _is_same(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


def _give_up_empty(path: Path) -> None:
    """Remove a folder in which nothing was begun; a link to one stays, and so does the root of a disk."""
    if [entry.name for entry in path.iterdir()] == [LOCK]:
        (path / LOCK).unlink()
        with suppress(OSError):
            path.rmdir()


def _make(path: Path) -> None:
    missing = [path, *path.parents]
    missing = missing[: next(index for index, folder in enumerate(missing) if folder.is_dir())]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700 if folder == path else 0o777, exist_ok=True)
        sync_folder(folder.parent)
