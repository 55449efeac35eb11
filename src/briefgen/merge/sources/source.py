"""What every list is: columns with a heading, and rows of cells that can be read again and again."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeAlias
from uuid import UUID

from briefgen.findings import Finding
from briefgen.model.base import ADDRESS

Cell: TypeAlias = str | Decimal | datetime.date
"""A cell: a text, or a number or a day where the list keeps them as such. An empty cell is an empty text."""

Row: TypeAlias = tuple[int, int, Sequence[Cell]]
"""The number of a row, counted from 1 without the heading, its line or row in the file, and a cell for each column."""

MAX_COLUMNS = 500
ROWS = 500
"""Rows that are taken out of a list at a time, about."""
UNREADABLE = "\0"
"""Stands for what is neither a text nor a number nor a day; no column takes it."""


@dataclass(frozen=True, slots=True)
class RowFinding(Finding):
    """What is wrong with one row of a list. It never says what stands in a cell; ``row`` counts without the heading."""

    row: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that follow one another, each on a line of its own. ``number`` and ``line`` are those of the first."""

    number: int
    line: int
    rows: Sequence[Sequence[Cell]]

    def row(self, index: int) -> Row:
        """Return one of the rows, counted from 0."""
        return self.number + index, self.line + index, self.rows[index]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a list is written: what its mapping says of that, of which each kind of list uses its part.

    Without a ``delimiter`` it is told from the heading, without a ``sheet`` the workbook has one. ``wanted`` are the
    columns that are read of a database, all of them when it is None.
    """

    encoding: str = "utf-8"
    delimiter: str | None = None
    sheet: str | None = None
    table: str = "recipients"
    wanted: frozenset[str] | None = None

    def wants(self, column: str) -> bool:
        """Tell whether a column is read."""
        return self.wanted is None or column in self.wanted


class ListError(Exception):
    """A list, or its mapping, cannot be used at all; ``findings`` say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(finding.code for finding in findings))
        self.findings = findings


class Source(Protocol):
    """A list that is open. ``name`` is what findings call it; it never holds a password."""

    @property
    def name(self) -> str:
        """Return what findings call the list."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the headings, each of them once and none of them empty."""
        ...

    def blocks(self) -> Iterator[Block | RowFinding]:
        """Yield all rows, and what is wrong with others, in an order that does not change. Raises ListError."""
        ...

    def digest(self) -> str:
        """Return a digest (SHA-256, hexadecimal) of all that the rows are read from. Raises ListError."""
        ...


def plain(cell: Cell) -> str:
    """Return a cell as text: a number in digits alone, a day as 2026-12-31."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    text = format(cell, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(cell: Cell) -> bool:
    """Tell whether a number has lost its last digits: a spreadsheet, and a double, keep no more than fifteen."""
    # So many digits are in full where none is lost, as 1234567890123456, and else 1.23456789012346E+19.
    return isinstance(cell, Decimal) and cell.is_finite() and abs(cell) >= 10**15 and "E" in str(cell)


def cell(value: object) -> Cell:
    """Return a value of a database as a cell."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        # As many digits as a double is sure of.
        return Decimal(f"{value:.15g}")
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, Decimal | datetime.date):
        return value
    return str(value) if isinstance(value, UUID) else UNREADABLE


def rows_of(source: Source) -> Iterator[Row | RowFinding]:
    """Yield the rows of a list one by one, and what is wrong with others. Raises ListError."""
    for each in source.blocks():
        if isinstance(each, RowFinding):
            yield each
        else:
            yield from map(each.row, range(len(each.rows)))


def check_headings(headings: Sequence[str]) -> str:
    """Return why these cannot be the headings of a list, or nothing."""
    if not headings:
        return "there are no headings"
    if len(headings) > MAX_COLUMNS:
        return f"the list has more than {MAX_COLUMNS} columns"
    if address := next(filter(ADDRESS.fullmatch, headings), ""):
        # Said first: what else would be said repeats headings, and these are somebody's.
        return f"column {headings.index(address) + 1} has an address for a heading: the first row is no heading"
    for number, heading in enumerate(headings, start=1):
        if not heading:
            return f"column {number} has no heading"
        if not heading.isprintable():
            return f"the heading of column {number} holds characters that cannot be shown"
        first = headings.index(heading) + 1
        if first < number:
            return f'the columns {first} and {number} have one heading, "{heading[:60]}"'
    return ""
