"""Lists in a workbook (.xlsx): one sheet, whose first row is the heading.

Numbers come as the digits that a spreadsheet shows, dates as days, percentages as texts (50%). A formula is never taken
for its result: what was calculated last, and from which file, nobody can tell.
"""

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from briefgen.findings import Finding, Place
from briefgen.load.workbook.archive import Archive, WorkbookError
from briefgen.load.workbook.sheets import Cell as SheetCell
from briefgen.load.workbook.sheets import SheetRow, Workbook, column_number
from briefgen.merge.sources.source import ROWS, Block, Cell, ListError, RowFinding, check_headings, plain

MAX_INFLATED = 2 * 1024 * 1024 * 1024
FORMULA = "="
"""Stands for a cell that holds a formula or an error: no column takes a text that begins so."""

# The numbers of the formats that show a date, a time or both (ECMA-376, 18.8.30), in all languages.
_DATES = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
_PERCENTAGES = ("9", "10")
_NO_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_ZEROS = re.compile("00+")
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_RANGE = re.compile("([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})")
_DIGITS = 15  # significant ones: more a spreadsheet neither shows nor keeps
_EPOCH, _EPOCH_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
_FEBRUARY_29 = 60  # a day of 1900 that there never was; before it, days are counted from one day later
_LAST = 2_958_465  # the last day of 9999


class WorkbookList:
    """A list in a workbook. Raises ListError when it cannot be read as one."""

    def __init__(self, path: Path, name: str, sheet: str | None = None) -> None:
        self.name = name
        self._path = path
        try:
            self._book = Workbook(Archive(path, path.stat().st_size, MAX_INFLATED))
            self._sheet = self._chosen(sheet)
            heading = next(self._book.rows(self._sheet), SheetRow(1, {}, hidden=False))
        except WorkbookError as error:
            raise self._unreadable(error) from error
        self._first = heading.number
        self.columns = self._headings(heading)

    def digest(self) -> str:
        """Return the digest of the file."""
        with self._path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def blocks(self) -> Iterator[Block | RowFinding]:
        """Yield every row; those that the sheet does not have are counted."""
        try:
            yield from self._blocks()
        except WorkbookError as error:
            raise self._unreadable(error) from error

    def _blocks(self) -> Iterator[Block | RowFinding]:
        rows: list[Sequence[Cell]] = []
        last = self._first
        for row in self._book.rows(self._sheet):
            if row.number == self._first:
                continue
            if row.number <= last:
                raise WorkbookError("the rows of the sheet are out of order", "save it anew as a workbook (.xlsx)")
            finding = self._refused(row)
            if rows and (finding or row.number > last + 1 or len(rows) >= ROWS):
                yield self._block(last, rows)
                rows = []
            last = row.number
            if finding:
                yield finding
            else:
                rows.append([self._value(row.cells.get(column)) for column in range(len(self.columns))])
        if rows:
            yield self._block(last, rows)
        self._check_merged()

    def _check_merged(self) -> None:
        """Refuse merged cells among the rows: what they hold stands in the first of them, and the others are empty."""
        found = [ends for ends in map(_RANGE.fullmatch, self._book.merged) if ends]
        touching = [
            ends[0] for ends in found if int(ends[3]) > self._first and column_number(ends[1]) < len(self.columns)
        ]
        if touching:
            more = f" and {len(touching) - 1} more" if len(touching) > 1 else ""
            message = f"cells are merged: {touching[0]}{more}"
            hint = "take the merging back (Format, Merge cells) and fill in each cell"
            raise ListError(Finding("list-merged", Place(self.name), message, hint))

    def _block(self, last: int, rows: Sequence[Sequence[Cell]]) -> Block:
        first = last - len(rows) + 1
        return Block(first - self._first, first, rows)

    def _refused(self, row: SheetRow) -> RowFinding | None:
        """Return why a row is not taken as it is."""
        number = row.number - self._first
        if row.hidden and any(cell.text for cell in row.cells.values()):
            hint = "show all rows (take the filter away), or copy the visible ones into a sheet of their own"
            message = f"row {number}: the row is hidden in the sheet"
            return RowFinding("recipient-hidden", Place(self.name, row.number, 1), message, hint, row=number)
        beyond = [column for column, cell in row.cells.items() if column >= len(self.columns) and cell.text]
        if beyond:
            message = f"row {number}: there is something in column {min(beyond) + 1}, which has no heading"
            hint = "give the column a heading, or empty it"
            place = Place(self.name, row.number, min(beyond) + 1)
            return RowFinding("recipient-row", place, message, hint, row=number)
        return None

    def _chosen(self, sheet: str | None) -> str:
        """Return the name of the sheet that is read: the one that the mapping names, or the only one."""
        names = self._book.visible
        if sheet is None and len(names) == 1:
            return names[0]
        if sheet in self._book.sheets:
            return sheet
        shown = ", ".join(f'"{name[:40]}"' for name in names[:8] if name.isprintable())
        message = "the workbook has several sheets" if sheet is None else f'there is no sheet "{sheet}"'
        hint = f"say in the mapping which one is the list, sheet: NAME; there are {shown}"
        raise ListError(Finding("list-table", Place(self.name), message, hint))

    def _headings(self, heading: SheetRow) -> tuple[str, ...]:
        width = max((column for column, cell in heading.cells.items() if cell.text.strip()), default=-1) + 1
        texts = (heading.cells[at].text if at in heading.cells else "" for at in range(width))
        headings = tuple(unicodedata.normalize("NFC", text).strip() for text in texts)
        if problem := check_headings(headings):
            hint = "give each column a heading of its own in the first row"
            raise ListError(Finding("list-header", Place(self.name, heading.number, 1), problem, hint))
        return headings

    def _value(self, cell: SheetCell | None) -> Cell:
        """Return what a cell holds, in the types of all lists."""
        if cell is None:
            return ""
        if cell.formula or cell.kind == "e":
            return FORMULA
        if cell.kind == "b":
            return "true" if cell.text == "1" else "false"
        if cell.kind == "d":
            return _iso_day(cell.text)
        if cell.kind != "n" or not _NUMBER.fullmatch(cell.text):
            return cell.text
        # A spreadsheet writes the double that it keeps, 4.3499999999999996, and shows 4.35. Other programs write whole
        # numbers in full, such as those that tell people apart.
        value = Decimal(cell.text if cell.text.isdigit() else f"{float(cell.text):.{_DIGITS}g}")
        if _shows_percentage(cell.form):
            return f"{plain(value * 100)}%"
        if _ZEROS.fullmatch(cell.form) and value == value.to_integral_value() >= 0:
            return plain(value).zfill(len(cell.form))
        day = self._day(value) if _shows_date(cell.form) else None
        return value if day is None else day

    def _day(self, serial: Decimal) -> datetime.date | None:
        """Return the day of a serial number; times of day and days outside the calendar of spreadsheets are none."""
        if not 1 <= serial < _LAST + 1:
            return None
        number = int(serial)
        if number == _FEBRUARY_29 and not self._book.since_1904:
            return None
        try:
            if self._book.since_1904:
                return _EPOCH_1904 + datetime.timedelta(number)
            return _EPOCH + datetime.timedelta(number + (number < _FEBRUARY_29))
        except OverflowError:
            return None

    def _unreadable(self, error: WorkbookError) -> ListError:
        if error.unsafe:
            return ListError(Finding("list-unsafe", Place(self.name), error.message, error.hint))
        return ListError(Finding("list-syntax", Place(self.name), error.message, error.hint))


def _shows_date(form: str) -> bool:
    """Tell whether a number format shows a date: by its number, or by the letters of its code."""
    return form in _DATES or (not form.isdigit() and bool(re.search("[dmyhsDMYHS]", _NO_FORMAT.sub("", form))))


def _shows_percentage(form: str) -> bool:
    """Tell whether a number format shows a share as a percentage: 0.5 as 50%."""
    return form in _PERCENTAGES or "%" in _NO_FORMAT.sub("", form)


def _iso_day(text: str) -> Cell:
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return text
