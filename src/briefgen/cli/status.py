"""How the state of the translations is shown: as a matrix on the terminal, and as JSON for programs."""

import json
import shutil
import sys
from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import click

from briefgen.cli import report

if TYPE_CHECKING:
    from briefgen.translation.status import Count, Matrix, Row

CELL = 26  # characters
COLOURS = {"untranslated": "red", "stale": "yellow", "translated": "cyan", "approved": "green"}
TOTAL = "all texts"


def show(matrix: "Matrix") -> None:
    """Print a matrix: a row for each name, a column for each locale, in each cell the states that occur."""
    width = max(map(len, (*matrix.rows, TOTAL)))
    # A terminal breaks lines that are too long; a file or another program does not.
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else 10_000
    step = max((room - width) // CELL, 1)
    for start in range(0, len(matrix.locales), step):
        locales = matrix.locales[start : start + step]
        click.echo(click.style(" " * width + "".join(f"  {tag:<{CELL - 2}}" for tag in locales).rstrip(), bold=True))
        for name, row in (*matrix.rows.items(), (TOTAL, matrix.total)):
            for line in _lines(name, [row[locale] for locale in locales], width):
                click.echo(line)
    click.echo(_summary(matrix.total))


def _lines(name: str, counts: "list[Count]", width: int) -> Iterator[str]:
    for number, parts in enumerate(zip_longest(*map(_cell, counts), fillvalue=("", None))):
        line = f"{'' if number else name:<{width}}"
        room = width
        for column, (text, colour) in enumerate(parts):
            if text:
                start = width + column * CELL + 2
                line += " " * (start - room) + click.style(text, fg=colour)
                room = start + len(text)
        yield line


def _cell(count: "Count") -> list[tuple[str, str | None]]:
    """Return the lines of a cell, each with its colour."""
    lines: list[tuple[str, str | None]] = [
        (f"{number:>5} {state.value:<12} {count.percent(state):>3} %", COLOURS[state.value])
        for state, number in count.states.items()
        if number
    ]
    if not lines:
        return [("      written in it" if count.source else "      -", None)]
    return lines if count.read else [*lines, ("      not published", None)]


def _summary(total: "Row") -> str:
    sums = {state: sum(count.states[state] for count in total.values()) for state in next(iter(total.values())).states}
    named = {state.value: number for state, number in sums.items()}
    more = f", {named['approved']} approved" if named["approved"] else ""
    return f"{report.plural(named['stale'], 'stale translation')}, {named['untranslated']} missing{more}."


def as_json(matrix: "Matrix") -> str:
    """Return a matrix as JSON: what each row and all texts together have in each locale."""
    rows = {name: _row(row) for name, row in matrix.rows.items()}
    return json.dumps({"locales": matrix.locales, "rows": rows, "total": _row(matrix.total)}, indent=2)


def _row(row: "Row") -> dict[str, Any]:
    return {
        locale: {
            "texts": count.total,
            **{state.value: number for state, number in count.states.items()},
            "percent": {state.value: count.percent(state) for state in count.states},
            "source": count.source,
            "published": count.read,
        }
        for locale, count in row.items()
    }
