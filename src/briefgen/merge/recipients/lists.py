"""Lists of recipients: opened with their mapping for one newsletter, and read as often as is needed."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefgen.findings import Finding, Place
from briefgen.merge.reading.reader import Reader
from briefgen.merge.reading.suppression import Suppressed
from briefgen.merge.recipients.mapping import check, load_mapping
from briefgen.merge.recipients.survey import DECLINED, SHOWN, Survey, left_out, survey
from briefgen.merge.sources.opening import check_there, open_source, own_mapping, shown
from briefgen.merge.sources.source import Layout, ListError, RowFinding, Source, rows_of
from briefgen.model.library import Entry, Library
from briefgen.model.mapping import ListMapping
from briefgen.model.recipient import Recipient


@dataclass(frozen=True, slots=True)
class Opened:
    """What rows are read with. ``texts`` are those of the mapping and of the lists of those who get nothing."""

    source: Source
    reader: Reader
    suppressed: Suppressed
    texts: tuple[str, ...]


class RecipientList:
    """A list of recipients. It can be read again, and its rows come in the same order.

    ``findings`` are what is wrong with the list or its mapping as a whole; with an error among them there are no rows.
    """

    def __init__(self, opened: Opened | None, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        self._opened = opened
        self._left_out: dict[int, int] | None = None

    def digest(self) -> str:
        """Return a digest of everything that recipients are made of."""
        return hashlib.sha256("\0".join(self.digests().values()).encode()).hexdigest() if self._opened else ""

    def digests(self) -> dict[str, str]:
        """Return a digest of each thing that recipients are made of: the list, its mapping, who gets nothing."""
        if self._opened is None:
            return {}
        mapping, *suppressed = (hashlib.sha256(text.encode()).hexdigest() for text in self._opened.texts)
        return {
            "the list": self._opened.source.digest(),
            "the mapping": mapping,
            "who gets nothing": " ".join(suppressed),
        }

    def survey(self, shown: int = SHOWN) -> Survey:
        """Read all rows without making recipients of them; keep ``shown`` findings of each code. Raises ListError."""
        if self._opened is None:
            raise ListError(*self.findings)
        found = survey(self._opened.source, self._opened.reader, self._opened.suppressed, shown)
        self._left_out = found.left_out
        return found

    def rows(self) -> Iterator[Recipient | Finding]:
        """Yield each recipient, and what keeps other rows from being one.

        A ``RowFinding`` concerns its row; a row may have several. It is a warning where the row is left out because
        its person stands in an earlier row or wants nothing, and an error where the row is wrong. Any other finding
        concerns the list, which then ends there. Empty rows yield nothing.

        The whole list is surveyed before the first row: who wants nothing may say so in the last one.
        """
        try:
            if self._left_out is None:
                self.survey()
            yield from self._rows()
        except ListError as error:
            yield from error.findings

    def recipient(self, row: Any) -> Recipient:
        """Return the recipient of one of the rows that a survey named."""
        if self._opened is None:
            raise ListError(*self.findings)
        return self._opened.reader.recipient(row)

    def _rows(self) -> Iterator[Recipient | RowFinding]:
        assert self._opened is not None and self._left_out is not None
        source, reader, left = self._opened.source, self._opened.reader, self._left_out
        for row in rows_of(source):
            if isinstance(row, RowFinding):
                yield row
            elif reader.declines(row) or self._opened.suppressed.holds(reader.address(row)):
                yield left_out(source.name, row[0], row[1], DECLINED)
            elif row[0] in left:
                yield left_out(source.name, row[0], row[1], left[row[0]])
            elif faults := list(reader.faults(row)):
                yield from (reader.finding(row, part, error) for part, error in faults if any(row[2]))
            else:
                yield reader.recipient(row)


def open_list(
    path_or_url: str, mapping: Path | None, library: Library, newsletter: Entry[Any], mailed: bool = False
) -> RecipientList:
    """Open a list: the path of a file (.csv, .tsv, .xlsx, .db) or the URL of a PostgreSQL database.

    Without ``mapping`` the file beside the list is taken that has its name and ends in ``.yaml``. What keeps the list
    from being read is among its findings, and what its mapping lacks for e-mails where the recipients are ``mailed``:
    the survey then also names rows without a code.
    Raises UsageError when there is no such file.
    """
    check_there(path_or_url)
    try:
        path = mapping or own_mapping(path_or_url)
        if path is None or not path.is_file():
            raise ListError(_without_mapping(path_or_url, path))
        loaded = load_mapping(path, path.as_posix())
        value = loaded.value
        source = open_source(path_or_url, layout(value))
        warnings = check(loaded, source.columns, newsletter.value, mailed)
        suppressed = Suppressed(value.suppression, path.parent, loaded.positions)
        reader = Reader(source.name, source.columns, value, library, newsletter.value, mailed)
    except ListError as error:
        return RecipientList(None, error.findings)
    return RecipientList(Opened(source, reader, suppressed, (loaded.text, *suppressed.texts)), warnings)


def layout(mapping: ListMapping) -> Layout:
    """Return what a mapping says of how its list is written."""
    delimiter = "\t" if mapping.delimiter == "tab" else mapping.delimiter
    return Layout(mapping.encoding, delimiter, mapping.sheet, mapping.table, mapping.columns())


def _without_mapping(where: str, path: Path | None) -> Finding:
    name = shown(where)
    message = f"no mapping says what its columns are{f': there is no {path.as_posix()}' if path else ''}"
    return Finding("mapping-missing", Place(name), message, f"begin one with: briefgen recipients mapping {name}")
