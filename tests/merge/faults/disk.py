"""A model of a disk that loses power: what was flushed is there afterwards, and of the rest whatever chance leaves.

It is fed with the calls that the shim wrote down. POSIX promises no more than this: content is safe after fsync of its
file, a name after fsync of its folder.
"""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple

KINDS = ("mark", "create", "write", "sync", "rename", "unlink", "truncate", "mkdir", "rmdir")


class Call(NamedTuple):
    """One call that changed something: what, where, whereto, at which byte, and with what."""

    kind: str
    path: str
    other: str
    offset: int
    data: bytes


def read_trace(path: Path) -> Iterator[Call]:
    """Yield the calls that the shim wrote down."""
    body, at = memoryview(path.read_bytes()), 0

    def take(form: str) -> int:
        nonlocal at
        at += struct.calcsize(form)
        return int(struct.unpack(form, body[at - struct.calcsize(form) : at])[0])

    def take_bytes(size: int) -> bytes:
        nonlocal at
        at += size
        return bytes(body[at - size : at])

    while at < len(body):
        kind = KINDS[take("<I")]
        first, second = (take_bytes(take("<I")).decode() for _ in range(2))
        offset = take("<q")
        yield Call(kind, first, second, offset, take_bytes(take("<I")))


@dataclass
class Node:
    """A file: what is in it for those who read it now, what is safe, and the writes in between."""

    now: bytes = b""
    safe: bytes = b""
    since: list[tuple[int, bytes]] = field(default_factory=list)

    def change(self, offset: int, data: bytes) -> None:
        self.now = changed(self.now, offset, data)
        self.since.append((offset, data))

    def sync(self) -> None:
        self.safe = self.now
        self.since.clear()


def changed(body: bytes, offset: int, data: bytes) -> bytes:
    """Return content after a write; an offset below zero cuts it off there (one less than its complement)."""
    if offset < 0:
        return body[:~offset].ljust(~offset, b"\0")
    return body[:offset].ljust(offset, b"\0") + data + body[offset + len(data) :]


class Disk:
    """The files below a folder. A folder among them is None."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.now: dict[str, Node | None] = {}
        self.safe: dict[str, Node | None] = {}

    def apply(self, call: Call, ignored: frozenset[str] = frozenset()) -> None:
        """Do what a call did. ``ignored`` flushes are those of a disk that lies: ``file``, ``folder``, ``ledger``."""
        path = call.path
        if call.kind == "create":
            node = self.now.setdefault(path, Node())
            if call.offset and node:
                node.change(~0, b"")
        elif call.kind == "mkdir":
            self.now[path] = None
        elif call.kind in ("unlink", "rmdir"):
            del self.now[path]
        elif call.kind == "rename":
            self.now[call.other] = self.now.pop(path)
        elif call.kind == "sync" and (path == self.root or self.now[path] is None):
            if "folder" not in ignored:
                self._sync_folder(path)
        else:
            self._change_file(call, ignored)

    def _change_file(self, call: Call, ignored: frozenset[str]) -> None:
        node = self.now[call.path]
        assert node is not None
        if call.kind != "sync":
            node.change(~call.offset if call.kind == "truncate" else call.offset, call.data)
        elif ("ledger" if "ledger.db" in call.path else "file") not in ignored:
            node.sync()

    def _sync_folder(self, folder: str) -> None:
        elsewhere = {path: node for path, node in self.safe.items() if parent(path) != folder}
        self.safe = elsewhere | {path: node for path, node in self.now.items() if parent(path) == folder}

    def after_power_loss(self, how: str, target: Path, chance: random.Random) -> None:
        """Write to a folder what is there when the power is back.

        ``least``: nothing but what is safe. ``names``: all names, but only safe content, so that files are empty or
        short. ``content``: only safe names, with all content. ``some``: by chance, with writes that were cut short.
        """
        target.mkdir(mode=0o700)
        for path in sorted(self.safe.keys() | self.now.keys()):
            names = {"names": self.now, "some": chance.choice((self.safe, self.now))}.get(how, self.safe)
            place = target / PurePosixPath(path).relative_to(self.root)
            if path not in names or not place.parent.is_dir():
                continue
            node = names[path]
            if node is None:
                place.mkdir(mode=0o700)
            else:
                place.write_bytes({"content": node.now, "some": some(node, chance)}.get(how, node.safe))
                place.chmod(0o600)


def parent(path: str) -> str:
    return str(PurePosixPath(path).parent)


def some(node: Node, chance: random.Random) -> bytes:
    """Return what may be left of a file: some of the writes since it was safe, the last of them torn."""
    body = node.safe
    for offset, data in node.since:
        if chance.random() < 0.6:
            cut = len(data) if chance.random() < 0.7 else chance.randrange(len(data) + 1) // 512 * 512
            body = changed(body, offset, data[:cut])
    return body
