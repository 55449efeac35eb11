"""How a sending is shown while it goes on, and how Ctrl-C ends it."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event
from typing import TYPE_CHECKING

import click

from briefgen.cli.signals import answered

if TYPE_CHECKING:
    from briefgen.merge.sending import Step

ENDED = ("sent", "refused", "doubtful")
WORDS = {
    "sent": "sent",
    "refused": "refused",
    "later": "put off",
    "doubtful": "in doubt",
    "offline": "no connection",
    "stopped": "stopped",
}


@contextmanager
def stopping(stop: Event) -> Iterator[None]:
    """Let the first Ctrl-C, or the end of the terminal, end it between two messages, and the second one at once."""

    def ask(number: int, frame: object) -> None:
        stop.set()
        # Not by a stream, which this may have interrupted; and what reads it may have been stopped by the same Ctrl-C.
        with suppress(OSError):
            os.write(2, b"\nFinishing the message that is on its way; once more to stop at once.\n")
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(each) is ask:
                signal.signal(each, signal.default_int_handler)

    with answered(ask, "SIGINT", "SIGTERM", "SIGHUP"):
        yield


@contextmanager
def progress(total: int) -> "Iterator[Callable[[Step], object]]":
    """Show progress on standard error: a bar on a terminal, a line for each step in a pipe; row numbers and no more."""
    if not sys.stderr.isatty():
        yield _printed
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("Sending"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, rate="")

        def show(step: "Step") -> None:
            bar.update(task, advance=step.what in ENDED, description=_line(step))
            speed = bar.tasks[0].speed or 0
            bar.update(task, rate=f"{speed:.1f}/s")
            if step.what not in ("sent", "later"):
                bar.console.print(_line(step), markup=False, highlight=False)

        yield show


def _printed(step: "Step") -> None:
    with suppress(OSError):  # a message goes, or not, whether or not anybody still looks
        click.echo(_line(step), err=True)


def _line(step: "Step") -> str:
    said = f"row {step.row} {WORDS[step.what]}" if step.row else WORDS[step.what]
    return f"{said}: {step.reason}" if step.reason else said
