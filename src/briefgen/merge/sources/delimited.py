"""Lists as text with a delimiter (CSV): strict, because what is read in a lenient way is read wrongly.

The encoding is UTF-8 or the one that the mapping declares, and quotes follow RFC 4180. A bad row never hides the next.
"""

import codecs
import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple

from briefgen.findings import Finding, Place
from briefgen.load.workbook.archive import COMPOUND
from briefgen.merge.sources.source import Block, ListError, RowFinding, check_headings

MAX_LINE = 1 << 20
"""Bytes; a longer line is no row of a list."""
BLOCK = 1 << 15
"""Bytes that are read at a time."""
MAX_BROKEN = 100
"""Rows with wrong quotes. Each is read again from its second line: work that nobody should be able to order at will."""

_SAID = re.compile(rb'"?sep=(.)"?\r?\n', re.IGNORECASE)
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
# An é in UTF-8, and such: in any other encoding two signs that no name has behind one another. Romanian has: PĂŞCAN.
_UTF_8 = re.compile(rb"[\xc3-\xc5][\x80-\xbf]|\xe2\x80[\x80-\xbf]")
_UTF_8_CENTRAL = re.compile(rb"[\xc4\xc5][\x80-\xbf]|\xe2\x80[\x80-\xbf]")
_CENTRAL = ("windows-1250", "iso-8859-2")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_NO_TEXT = {
    codecs.BOM_UTF16_LE: "a text in UTF-16",
    codecs.BOM_UTF16_BE: "a text in UTF-16",
    b"PK\x03\x04": "a workbook or another packed file",
    COMPOUND: "an old workbook, or one with a password",
    b"SQLite format 3\0": "a database",
    b"%PDF": "a PDF",
}
_SAVE_ANEW = 'save it anew as "CSV UTF-8", or as a workbook (.xlsx) and name that'
_QUOTES = "within a cell that is in quotes, write each quote twice; close the cell with one"
_ENCODING = "save it anew as UTF-8, or say in the mapping which encoding it has (encoding: windows-1252)"
_UNDECLARED = "take encoding: out of the mapping"
_NUL = "type the row anew; if all rows have it, export the list anew"
_HEADINGS = "give each column a heading of its own in the first line, and remove empty columns"


class DelimitedList:
    """A list in a text file. Raises ListError when it cannot be read as one."""

    def __init__(self, path: Path, name: str, encoding: str = "utf-8", delimiter: str | None = None) -> None:
        self.name = name
        self._path = path
        self._encoding = encoding
        with path.open("rb") as stream:
            begin, said = self._beginning(stream)
            lines = _Lines(stream, encoding, name, begin)
            head = self._head(lines)
        self._delimiter = delimiter or said or self._detected(head)
        self.columns = self._headings(head)
        self._start = _Place(lines.offset, lines.line)

    def digest(self) -> str:
        """Return the digest of the file."""
        with self._path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def blocks(self) -> Iterator[Block | RowFinding]:
        """Yield every row; an empty line is counted and passed over."""
        at = self._start
        with self._path.open("rb") as stream:
            while True:
                stream.seek(at.offset)
                text = stream.read(BLOCK)
                text += stream.readline(MAX_LINE)
                if not text:
                    return
                rows = self._whole(text)
                if rows is None:
                    at = yield from self._careful(stream, at, at.offset + len(text))
                else:
                    yield Block(at.number + 1, at.line + 1, rows)
                    at = _Place(at.offset + len(text), at.line + len(rows), at.number + len(rows), at.broken)

    def _whole(self, block: bytes) -> list[list[str]] | None:
        """Return the rows of whole lines when all is well with them and each has a line of its own, or None."""
        if _utf_8_in(block, self._encoding):
            return None
        try:
            text = block.decode(self._encoding)
            reader = csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter, strict=True)
            rows = list(reader)
        except (UnicodeDecodeError, csv.Error):
            return None
        alone = reader.line_num == len(rows) and text.count("\r") == text.count("\r\n")
        return rows if alone and "\0" not in text and set(map(len, rows)) == {len(self.columns)} else None

    def _careful(self, stream: BinaryIO, at: "_Place", end: int) -> Generator[Block | RowFinding, None, "_Place"]:
        """Yield the rows from a place on until one ends at ``end`` or behind it; return where that is."""
        lines = _Lines(stream, self._encoding, self.name, at)
        while at.offset < end:
            try:
                # Until a row is read, ``at`` is where it begins: if its quotes are wrong, the next may begin a line on.
                for cells in csv.reader(lines, delimiter=self._delimiter, strict=True):
                    if len(cells) == len(self.columns) and not lines.faults:
                        yield Block(at.number + 1, at.line + 1, (cells,))
                    elif cells:
                        yield self._bad(at, cells, lines)
                    at = _Place(lines.offset, lines.line, at.number + 1, at.broken)
                    if at.offset >= end:
                        break
            except csv.Error as error:
                number = at.number + 1
                message = f"row {number}: {_cause(error)}"
                yield RowFinding("recipient-row", Place(self.name, at.line + 1, 1), message, _QUOTES, row=number)
                lines = _Lines(stream, self._encoding, self.name, at)
                next(iter(lines), "")
                lines.faults.clear()
                at = _Place(lines.offset, lines.line, number, at.broken + 1)
                if at.broken >= MAX_BROKEN:
                    message = f"{MAX_BROKEN} rows have wrong quotes; the list was read no further"
                    raise ListError(Finding("list-syntax", Place(self.name, at.line, 1), message, _QUOTES)) from None
        return at

    def _beginning(self, stream: BinaryIO) -> tuple["_Place", str]:
        """Return where the headings begin, and the delimiter if a line before them says it, as Excel writes it."""
        start = stream.read(16)
        for mark, what in _NO_TEXT.items():
            if start.startswith(mark):
                raise ListError(Finding("list-syntax", Place(self.name), f"the file is {what}", _SAVE_ANEW))
        begin = len(codecs.BOM_UTF8) if start.startswith(codecs.BOM_UTF8) else 0
        if begin and self._encoding != "utf-8":
            message = f"the text is in UTF-8, and the mapping says {self._encoding}"
            raise ListError(Finding("encoding", Place(self.name, 1, 1), message, _UNDECLARED))
        if (found := _SAID.match(start, begin)) is None:
            return _Place(begin, 0), ""
        if (said := found[1].decode("latin-1")) not in _DELIMITERS:
            message = "the first line (sep=) says that neither commas nor semicolons nor tabs part the columns"
            raise ListError(Finding("list-delimiter", Place(self.name, 1, 1), message, "export the list with commas"))
        return _Place(found.end(), 1), said

    def _head(self, lines: "_Lines") -> str:
        """Return the first line, or lines where a heading holds a line break."""
        head = ""
        for text in lines:
            head += text
            if head.count('"') % 2 == 0 or len(head) > MAX_LINE:
                break
        if lines.faults:
            offset, what, hint = lines.faults[0]
            raise ListError(Finding("encoding", Place(self.name, 1, 1), f"{what} (byte {offset} of the file)", hint))
        return head

    def _detected(self, head: str) -> str:
        """Return the delimiter that the headings have between them; two that are possible are not told apart."""
        bare = _QUOTED.sub("", head)
        found = [mark for mark in _DELIMITERS if mark in bare]
        if len(found) > 1:
            message = f"the headings hold {' and '.join(_DELIMITERS[mark] for mark in found)}"
            hint = 'say in the mapping which one parts the columns: delimiter: ";"'
            raise ListError(Finding("list-delimiter", Place(self.name, 1, 1), message, hint))
        return found[0] if found else ","

    def _headings(self, head: str) -> tuple[str, ...]:
        try:
            cells = next(csv.reader([head], delimiter=self._delimiter, strict=True), [])
        except csv.Error as error:
            message = f"the headings cannot be read: {_cause(error)}"
            raise ListError(Finding("list-syntax", Place(self.name, 1, 1), message, _QUOTES)) from None
        headings = tuple(unicodedata.normalize("NFC", cell.strip()) for cell in cells)
        if problem := check_headings(headings):
            raise ListError(Finding("list-header", Place(self.name, 1, 1), problem, _HEADINGS))
        return headings

    def _bad(self, at: "_Place", cells: Sequence[str], lines: "_Lines") -> RowFinding:
        """Return why a row is not taken: a byte that makes no character, or the number of its cells."""
        number, line = at.number + 1, at.line + 1
        if not lines.faults:
            message = f"row {number}: it has {len(cells)} cells where the headings are {len(self.columns)}"
            hint = "look for a line break or a delimiter in a cell that is not in quotes"
            return RowFinding("recipient-row", Place(self.name, line, 1), message, hint, row=number)
        offset, what, hint = lines.faults[0]
        lines.faults.clear()
        spoilt = (index for index, cell in enumerate(cells) if "\0" in cell or not self._encodes(cell))
        column = min(next(spoilt, 0), len(self.columns) - 1)
        message = f'row {number}, column "{self.columns[column]}": {what} (byte {offset} of the file)'
        return RowFinding("recipient-encoding", Place(self.name, line, column + 1), message, hint, row=number)

    def _encodes(self, text: str) -> bool:
        """Tell whether a text is whole: without what stands for bytes that make no character, or make two for one."""
        try:
            return not _utf_8_in(text.encode(self._encoding), self._encoding)
        except UnicodeEncodeError:
            return False


class _Place(NamedTuple):
    """How far a list was read: bytes, lines, rows, and those of them that have wrong quotes."""

    offset: int
    line: int
    number: int = 0
    broken: int = 0


class _Lines:
    """The lines of a file as text, from a place on. ``offset`` and ``line`` are how far it was read.

    ``faults`` are the bytes of the lines read last that make no text: their place in the file, what they are, a hint.
    """

    def __init__(self, stream: BinaryIO, encoding: str, name: str, at: _Place) -> None:
        self._stream = stream
        self._encoding = encoding
        self._name = name
        self.offset = at.offset
        self.line = at.line
        self.faults: list[tuple[int, str, str]] = []

    def __iter__(self) -> Iterator[str]:
        """Yield each line with its end."""
        self._stream.seek(self.offset)
        while raw := self._stream.readline(MAX_LINE):
            try:
                text = raw.decode(self._encoding)
                if letter := _utf_8_in(raw, self._encoding):
                    what = f"the text is in UTF-8, and the mapping says {self._encoding}"
                    self.faults.append((self.offset + letter.start(), what, _UNDECLARED))
                if b"\0" in raw:
                    self.faults.append((self.offset + raw.index(b"\0"), "there is a NUL character", _NUL))
            except UnicodeDecodeError as error:
                what = f"the byte 0x{raw[error.start]:02x} makes no character in {self._encoding}"
                self.faults.append((self.offset + error.start, what, _ENCODING))
                text = raw.decode(self._encoding, "surrogateescape")
            self.offset += len(raw)
            self.line += 1
            if len(raw) >= MAX_LINE:
                message = f"a line is longer than {MAX_LINE // 1024} KiB: this is no list"
                raise ListError(Finding("list-syntax", Place(self._name, self.line, 1), message, _SAVE_ANEW))
            yield text


def _cause(error: csv.Error) -> str:
    """Say in words what the reader found wrong."""
    causes = {
        "unexpected end": "a cell begins with a quote that is never closed",
        "field larger": "a cell begins with a quote that is never closed, or holds a whole book",
        "expected after": "a cell goes on behind its closing quote",
        "new-line": "a line ends as on an old Macintosh",
    }
    return next((words for sign, words in causes.items() if sign in str(error)), "its quotes are wrong")


def _utf_8_in(text: bytes, encoding: str) -> re.Match[bytes] | None:
    """Return the first letter in UTF-8 where another encoding is declared: it would be read as two."""
    pattern = _UTF_8_CENTRAL if encoding in _CENTRAL else _UTF_8
    return pattern.search(text) if encoding != "utf-8" else None
