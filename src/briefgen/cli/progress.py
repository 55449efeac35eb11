"""Shows how a merge goes."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from briefgen.cli import report

if TYPE_CHECKING:
    from briefgen.merge.engine import Progress

SECONDS = 10.0
"""How often a line says how far a merge is, where there is no terminal to draw on."""


@contextmanager
def shown() -> "Iterator[Callable[[int], Callable[[Progress], None]]]":
    """Show progress on standard error: a bar on a terminal, a line now and then in a pipe."""
    if not sys.stderr.isatty():
        yield _lines
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    # The time left is not that of the library, which takes the rows that were done before for quick ones.
    columns = (TextColumn("Merging"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:

        def begin(total: int) -> "Callable[[Progress], None]":
            task, pace = bar.add_task("", total=total), Pace(total)
            return lambda now: bar.update(task, completed=now.done + now.quarantined, description=pace.words(now))

        yield begin


def _lines(total: int) -> "Callable[[Progress], None]":
    pace, last, said = Pace(total), time.monotonic(), 0

    def show(now: "Progress") -> None:
        nonlocal last, said
        ended = now.done + now.quarantined
        if ended != said and (ended == total or time.monotonic() - last > SECONDS):
            last, said = time.monotonic(), ended
            _print(f"{ended} of {report.plural(total, 'row')}, {pace.words(now)}")

    _print(f"Merging {report.plural(total, 'row')}")
    return show


def _print(line: str) -> None:
    with suppress(OSError):  # a merge goes on, whether or not anybody still looks
        click.echo(line, err=True)


class Pace:
    """Says how quickly rows come to their end, and how long it will take. Those that were done before do not count."""

    def __init__(self, total: int) -> None:
        self._total, self._started = total, time.monotonic()

    def words(self, now: "Progress") -> str:
        """Return how it goes in words."""
        rows, rate = self._total - now.done - now.quarantined, self._rate(now)
        left = f", about {timedelta(seconds=round(rows / rate))} left" if rows > 0 and rate else ""
        return f"{now.quarantined} quarantined, {_digits(rate)} a second{left}"

    def _rate(self, now: "Progress") -> float:
        seconds = time.monotonic() - self._started
        return (now.done + now.quarantined - now.kept) / seconds if seconds else 0.0


def _digits(rate: float) -> str:
    """Return "1234", "12.3", "0.044": as many digits as say something."""
    return f"{rate:.0f}" if rate >= 100 else f"{rate:.1f}" if rate >= 1 else f"{rate:.2g}"
