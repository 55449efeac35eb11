"""Reads files of the workspace, and nothing else.

A path may come from a text that somebody sent: it is opened folder by folder below the workspace, no part of it
may be a symbolic link, and only regular files of a bounded size are read.
"""

import os
import re
import stat
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from briefgen.findings import Finding, Place, sort_key

MAX_BYTES: Final = 1024 * 1024

# Windows can neither open relative to a folder nor refuse links while opening: there each part is looked at first.
OPENS_BY_PARTS: bool = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW") and hasattr(os, "O_DIRECTORY")
_PLAIN: Final = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)
_UTF8_MARK: Final = b"\xef\xbb\xbf"


class _RefusedError(Exception):
    """The file is not read; the arguments of the finding that says why."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def read_text(root: Path, relative: str, limit: int = MAX_BYTES) -> str | Finding:
    """Return a file's text, without a byte order mark and with ``\\n`` as line ends, or why it cannot be read.

    ``relative`` is the path below ``root``, with forward slashes; ``limit`` is in bytes. The text is strict UTF-8.
    """
    body = read_bytes(root, relative, limit)
    if isinstance(body, Finding):
        return body
    body = body.removeprefix(_UTF8_MARK)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        head = _with_newlines(body[: error.start].decode("utf-8"))
        message = f"the file is not UTF-8: the byte 0x{body[error.start]:02x} makes no character"
        return _encoding(relative, head, message)
    if "\0" in text:
        head = _with_newlines(text.partition("\0")[0])
        return _encoding(relative, head, "the file holds a NUL character; it is not a text, or not UTF-8")
    return _with_newlines(text)


def read_bytes(root: Path, relative: str, limit: int = MAX_BYTES) -> bytes | Finding:
    """Return a file's bytes, at most ``limit`` of them, or the finding that says why it cannot be read."""
    try:
        with os.fdopen(_open_regular(root, _parts(relative)), "rb") as stream:
            body = stream.read(limit + 1)
        if len(body) > limit:
            raise _RefusedError(
                "file-too-large", f"the file is larger than {_size(limit)}", "make it smaller, or split it"
            )
        return body
    except _RefusedError as refused:
        return Finding(refused.code, Place(_shown(relative)), refused.message, refused.hint)
    except OSError as error:
        return _unreadable(relative, error)


def list_files(root: Path, suffixes: Collection[str], below: str = "") -> tuple[list[str], list[Finding]]:
    """Return the files with one of these endings, sorted, and a finding for each link and each unreadable folder.

    The paths are relative to ``root``, with forward slashes; ``below`` names a folder to look in, which may be
    absent. Endings such as ``.yaml`` match in upper case too. Hidden files and the backups of editors are left out.
    """
    endings = tuple(suffix.casefold() for suffix in suffixes)
    try:
        parts = _parts(below) if below else []
        _refuse_links(root, parts)
    except FileNotFoundError:
        return [], []
    except _RefusedError as refused:
        return [], [Finding(refused.code, Place(_shown(below)), refused.message, refused.hint)]
    except OSError as error:
        return [], [_unreadable(below, error)]
    found = list(_walk(root, "/".join(parts)))
    paths = [path for path in found if isinstance(path, str) and path.casefold().endswith(endings)]
    findings = [finding for finding in found if isinstance(finding, Finding)]
    return sorted(paths), sorted(findings, key=sort_key)


def _walk(root: Path, start: str) -> Iterator[str | Finding]:
    """Yield every visible file below a folder, and a finding for what cannot be used."""
    folders = [start]  # a list, not recursion: folders can be nested deeper than calls
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(root / folder) as entries:
                for entry in entries:
                    if entry.name.startswith((".", "#", "~")) or entry.name.endswith("~"):
                        continue
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    if not entry.name.isprintable():
                        message = "the name holds characters that cannot be shown"
                        yield Finding("file-unreadable", Place(_shown(path)), message, "rename it")
                    elif _is_link(entry.stat(follow_symlinks=False)):
                        yield Finding("file-symlink", Place(path), _LINK, _LINK_HINT)
                    elif entry.is_dir(follow_symlinks=False):
                        folders.append(path)
                    elif entry.is_file(follow_symlinks=False):
                        yield path
        except OSError as error:
            yield _unreadable(folder or ".", error)


def _parts(relative: str) -> list[str]:
    """Split a path that must stay below the workspace, on every system."""
    parts = relative.split("/")
    if not all(parts) or {".", ".."} & set(parts) or re.search(r"[\x00-\x1f\x7f\\:]", relative):
        raise _RefusedError(
            "file-unreadable", "this is not a path inside the workspace", 'write it as "media/picture.jpg"'
        )
    return parts


def _open_regular(root: Path, parts: list[str]) -> int:
    """Return a descriptor of a regular file below root."""
    descriptor = _open_by_parts(root, parts) if OPENS_BY_PARTS else _open_looked_at(root, parts)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _RefusedError("file-unreadable", "this is not a regular file")
    return descriptor


def _open_by_parts(root: Path, parts: list[str]) -> int:
    """Open folder after folder, so that nobody can put a link in place between a look and the opening."""
    here = os.open(root, _PLAIN | os.O_DIRECTORY)
    for index, part in enumerate(parts):
        # Without O_NONBLOCK a named pipe would be waited for.
        last = os.O_NONBLOCK if index == len(parts) - 1 else os.O_DIRECTORY
        try:
            below = os.open(part, _PLAIN | os.O_NOFOLLOW | last, dir_fd=here)
        except OSError:
            _refuse_links(root, parts[: index + 1])
            raise
        finally:
            os.close(here)
        here = below
    return here


def _open_looked_at(root: Path, parts: list[str]) -> int:
    """Look at each part, open, and make sure that what was opened is what was looked at."""
    seen = _refuse_links(root, parts)
    descriptor = os.open(root.joinpath(*parts), _PLAIN | getattr(os, "O_NONBLOCK", 0))
    if not os.path.samestat(seen, os.fstat(descriptor)):
        os.close(descriptor)
        raise _RefusedError("file-unreadable", "the file changed while it was read", "try again")
    return descriptor


def _refuse_links(root: Path, parts: list[str]) -> os.stat_result:
    """Return the status of a path below root; refuse it when any part is a link."""
    path = root
    status = path.stat()
    for part in parts:
        path /= part
        status = path.lstat()
        if _is_link(status):
            raise _RefusedError("file-symlink", _LINK, _LINK_HINT)
    return status


def _is_link(status: os.stat_result) -> bool:
    """Tell a symbolic link, or on Windows a junction too."""
    return stat.S_ISLNK(status.st_mode) or bool(getattr(status, "st_reparse_tag", 0))


def _with_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(relative: str, head: str, message: str) -> Finding:
    """Return a finding for the character that follows ``head``."""
    place = Place(_shown(relative), head.count("\n") + 1, len(head) - head.rfind("\n"))
    return Finding("encoding", place, message, "save the file anew, with the encoding UTF-8")


def _unreadable(relative: str, error: OSError) -> Finding:
    known = {FileNotFoundError: "there is no such file", PermissionError: "this may not be read"}
    message = known.get(type(error), f"this cannot be read: {error.strerror or 'unknown reason'}")
    return Finding("file-unreadable", Place(_shown(relative)), message)


def _shown(path: str) -> str:
    """Return a path that can be printed: without control characters and without half characters."""
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in path)


def _size(limit: int) -> str:
    return f"{limit / (1024 * 1024):g} MiB" if limit >= 1024 * 1024 else f"{limit} bytes"


_LINK: Final = "a symbolic link is not followed"
_LINK_HINT: Final = "copy the file itself into the workspace"
