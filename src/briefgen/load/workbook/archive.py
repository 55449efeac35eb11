"""The parts of a workbook, inflated within limits and refused before anything dangerous is parsed.

Sizes are counted while inflating, since those that a file states may be false. Macros, links to other files and
embedded objects make the whole workbook unwelcome, wherever they are.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, BinaryIO

MAX_PARTS = 200
MAX_RATIO = 200  # an honest sheet shrinks to a tenth, one of equal rows to a fiftieth
MAX_ELEMENT = 8 * 1024 * 1024
"""Bytes between two elements that are taken out of a part; a row or a text is never that long."""

SAFE_XML: Mapping[str, Any] = MappingProxyType(
    {
        "encoding": "utf-8",
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "huge_tree": False,
        "remove_comments": True,
        "remove_pis": True,
    }
)
"""How lxml reads XML from outside: nothing is expanded, fetched or unbounded."""

COMPOUND = b"\xd0\xcf\x11\xe0"
"""How the files begin that programs of old write, and what is encrypted (MS-CFB)."""

_FORBIDDEN = re.compile("vbaproject|macrosheets|externallinks|activex|embeddings|connections\\.xml", re.IGNORECASE)
_DECLARATION = re.compile(b"<!(?:DOCTYPE|ENTITY)")
_LONGEST_DECLARATION = 9
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class WorkbookError(Exception):
    """A workbook is not read. ``unsafe`` tells whether it could do harm, or is just broken."""

    def __init__(self, message: str, hint: str, unsafe: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.unsafe = unsafe


class Archive:
    """The parts of a workbook. Raises WorkbookError for what is none, or has something that it should not have."""

    def __init__(self, file: Path | BinaryIO, size: int, limit: int) -> None:
        self._limit = min(limit, MAX_RATIO * size)
        with _understood():
            if _begins(file, COMPOUND):
                message = "the workbook is protected with a password, or an old one (.xls)"
                raise WorkbookError(message, "open it, and save it without a password as .xlsx")
            self._zip = zipfile.ZipFile(file)
            entries = self._zip.infolist()
        self.parts = {entry.filename: entry for entry in reversed(entries)}
        if len(entries) > MAX_PARTS:
            raise bomb(f"it has {len(entries)} parts")
        for name in self.parts:
            if _FORBIDDEN.search(name):
                message = f"the workbook has macros, links or objects ({name[:60]!a})"
                raise WorkbookError(message, "save it anew as an ordinary workbook (.xlsx)", unsafe=True)

    def stream(self, part: str) -> "Part":
        """Return the content of a part. Raises WorkbookError when there is none."""
        if part not in self.parts:
            raise WorkbookError(f"the workbook lacks {part[:60]!a}", "save it anew as an ordinary workbook (.xlsx)")
        with _understood():
            return Part(self._zip.open(self.parts[part]), self._limit)

    def close(self) -> None:
        """Close the file."""
        self._zip.close()


class Part:
    """A stream that reads no more than it may, and no document type.

    ``passed`` is to be called for each element that was taken out: what lies between two of them is bounded.
    """

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream = stream
        self._left = limit
        self._since = 0
        self._tail = b""

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes. Raises WorkbookError."""
        with _understood():
            body = self._stream.read(self._left + 1 if size < 0 else size)
        self._left -= len(body)
        self._since += len(body)
        if self._left < 0:
            raise bomb("inflated it is larger than it may be")
        if self._since > MAX_ELEMENT:
            raise bomb("inflated a row or a text in it is larger than it may be")
        if _DECLARATION.search(self._tail + body):
            message = "the workbook has a document type (<!DOCTYPE …>), which can name other files"
            raise WorkbookError(message, "save it anew as an ordinary workbook (.xlsx)", unsafe=True)
        self._tail = (self._tail + body)[-_LONGEST_DECLARATION:]
        return body

    def passed(self) -> None:
        """Note that an element was taken out."""
        self._since = 0

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()


def _begins(file: Path | BinaryIO, mark: bytes) -> bool:
    with file.open("rb") if isinstance(file, Path) else nullcontext(file) as stream:
        found = stream.read(len(mark)) == mark
        stream.seek(0)
    return found


def bomb(why: str) -> WorkbookError:
    """Return the error for a workbook that would fill memory or take for ever."""
    return WorkbookError(f"the workbook is packed as no honest one is: {why}", "have it saved anew", unsafe=True)


@contextmanager
def _understood() -> Iterator[None]:
    """Turn what can go wrong with a packed file into one error."""
    try:
        yield
    except _BROKEN as error:
        raise WorkbookError("the workbook is broken, or is none", "save it anew as a workbook (.xlsx)") from error


def elements(part: Part, *tags: str) -> Iterator[Any]:
    """Yield each element with one of these local names as soon as it is complete, and forget it afterwards.

    Raises WorkbookError for XML that is broken.
    """
    from lxml import etree

    names = tuple(f"{{*}}{tag}" for tag in tags)
    try:
        for _, element in etree.iterparse(part, tag=names, **SAFE_XML):
            yield element
            part.passed()
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        what = str(error.msg).partition(", line")[0]
        raise WorkbookError(f"the workbook is broken: {what}", "save it anew as a workbook (.xlsx)") from None
    finally:
        part.close()


def local(element: Any) -> str:
    """Return the name of an element without its namespace."""
    name: str = element.tag
    return name.rpartition("}")[2]
