"""Sends the messages of a finished run, each once, whatever happens meanwhile.

A message is marked ``sending`` on the disk before its first byte goes, and as what became of it after the server has
answered. So a message that may have arrived is never taken for one that did not, and none goes out a second time unless
somebody asks for it.
"""

import datetime
import hashlib
import heapq
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Final, Literal

from briefgen.deliver.dkim import Signer
from briefgen.deliver.envelope import Envelope, Problem
from briefgen.deliver.outgoing import outgoing
from briefgen.deliver.pace import Pace, pause
from briefgen.deliver.server import Server, UnreachableError, connect
from briefgen.deliver.smtp import Connection, Reply
from briefgen.errors import UsageError
from briefgen.findings import Finding
from briefgen.load.files import read_bytes
from briefgen.merge.folder import holding
from briefgen.merge.ledger import FILE as LEDGER
from briefgen.merge.ledger import Done, Ledger, open_ledger
from briefgen.merge.outbox import Outbox, Record, Rows, discard, open_outbox
from briefgen.merge.purging import described

FOR_READERS: Final = {"the option --check or --sample": " 0", "the option --draft": "False"}
"""The options of a merge that is for all readers, as its ledger keeps them."""
LARGEST: Final = 64 << 20
"""The most bytes that a message may have."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How to send: as whom, how quickly, and when to give up.

    ``sender`` is the address that bounces go to, else that of the letter, and ``instead`` one that gets everything in
    place of the readers. ``rate`` is in messages a second; ``wait``
    are the seconds before a message that a server put off is tried again, doubled each time; ``timeout`` those to wait
    for an answer. ``limit`` is how many messages are begun at most, ``stop_after`` how many failures in a row end it.
    """

    sender: str = ""
    instead: str = ""
    rate: float | None = None
    limit: int | None = None
    stop_after: int = 10
    attempts: int = 5
    wait: float = 60
    per_connection: int = 100
    timeout: float = 60
    authorities: Path | None = None
    signer: Signer | None = None
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to the message of a row, or where ``row`` is 0 to the connection; ``reason`` names nobody."""

    row: int
    what: Literal["sent", "refused", "later", "doubtful", "offline", "stopped"]
    reason: str = ""


@contextmanager
def opened(folder: Path, rows: Rows = (), allow_quarantined: bool = False, record: Record = "kept") -> Iterator[Outbox]:
    """Hold the folder of a finished run and yield the ledger of its sending; ``rows`` choose some of its messages.

    ``allow_quarantined`` sends what there is, though rows of the list were given up.

    Raises:
        UsageError: there is no run of e-mail that could be sent, or another process is at work in it.
        OSError: the system cannot go on; what was sent is known.
    """
    if not (folder / LEDGER).is_file():
        raise UsageError(
            f"there is no merge in {folder}", "make one first: briefgen merge NEWSLETTER --recipients LIST --as eml"
        )
    with holding(folder, "send"):
        outbox = open_outbox(folder, rows, record)
        untouched = False
        try:
            with open_ledger(folder) as ledger:
                _check_ready(folder, ledger, allow_quarantined, record)
                outbox.take_in(ledger.done())
            outbox.doubt_interrupted()
            yield outbox
        finally:
            with suppress(OSError):  # what went wrong before matters more
                outbox.doubt_interrupted()
                untouched = outbox.is_untouched()
            outbox.close()
            if untouched and record == "kept":
                discard(folder)


def _check_ready(folder: Path, ledger: Ledger, allow_quarantined: bool, record: Record) -> None:
    if not ledger.finished():
        raise UsageError(f"the merge in {folder} has not ended", "go on with it: the same merge with --resume")
    if described(folder).get("form") != "eml":
        raise UsageError(
            f"the merge in {folder} made no single e-mails",
            "merge again with --as eml, and with --force or into another folder with --output",
        )
    if record == "none":
        return
    inputs = ledger.inputs()
    if any(inputs.get(option, usual) != usual for option, usual in FOR_READERS.items()):
        raise UsageError(
            f"the merge in {folder} is one to look at: a sample, a check or a draft",
            "look at it with --trial, which sends it to yourself, and merge without that option to send it to readers",
        )
    if (number := ledger.count("quarantined")) and not allow_quarantined:
        what = "1 row of the list was" if number == 1 else f"{number} rows of the list were"
        raise UsageError(
            f"{what} quarantined: nothing would be sent for {'it' if number == 1 else 'them'}",
            "mend the list and merge again with --force, or send the others with --allow-quarantined",
        )


class Sending:
    """Sends the chosen messages that are queued in an outbox, until none is left, too many fail or ``stop`` is set."""

    def __init__(self, folder: Path, outbox: Outbox, server: Server, manner: Manner, stop: Event) -> None:
        self._folder, self._outbox, self._server, self._manner, self._stop = folder, outbox, server, manner, stop
        self._pace = Pace(manner.rate, stop)
        self._line: Connection | None = None
        self._used = self._failures = self._begun = self._last = 0
        # Messages that the server put off: when to try again, the row, how often it was tried.
        self._later: list[tuple[float, int, int, Done]] = []

    def steps(self) -> Iterator[Step]:
        """Send, and yield what happened, one thing at a time.

        Raises:
            UsageError: the server cannot be used like this.
            OSError: the ledger cannot be written.
        """
        try:
            while (turn := self._next()) and self._pace.wait():
                step = self._send(*turn)
                yield step
                self._failures = 0 if step.what == "sent" else self._failures + 1
                if step.what == "stopped":
                    return
                if self._failures >= self._manner.stop_after:
                    yield Step(
                        0, "stopped", "a failure" if self._failures == 1 else f"{self._failures} failures in a row"
                    )
                    return
                if step.what == "offline":
                    self._stop.wait(pause(min(1.0, self._manner.wait), self._failures))
        finally:
            self._hang_up()

    def _next(self) -> tuple[Done, int] | None:
        """Return the message whose turn it is, and how often it was tried; wait for one that was put off."""
        if not (self._later and self._later[0][0] <= time.monotonic()):
            if self._begun != self._manner.limit and (letter := self._outbox.next(self._last)):
                self._begun += 1
                self._last = letter.row
                return letter, 0
            if not self._later:
                return None
            self._hang_up()
            self._stop.wait(max(self._later[0][0] - time.monotonic(), 0))
        _, _, tries, letter = heapq.heappop(self._later)
        return letter, tries

    def _send(self, letter: Done, tries: int) -> Step:
        try:
            line = self._line = self._line or self._dial()
        except UnreachableError as error:
            self._put_off(letter, tries, 0)
            return Step(0, "offline", error.reason)
        message = prepared(self._folder, letter, self._manner)
        if isinstance(message, Problem):
            return self._refused(letter, message)
        reply = line.deliver(*message, lambda: self._outbox.mark(letter.row, "sending"))
        self._used += 1
        if reply.lost or self._used >= self._manner.per_connection:
            self._hang_up()
        if reply.lost and reply.outcome == "later" and self._used > 1:
            # A server ends a connection that was idle, or had its share of messages.
            self._outbox.mark(letter.row, "queued")
            return self._send(letter, tries)
        return self._noted(letter, tries + 1, reply)

    def _noted(self, letter: Done, tries: int, reply: Reply) -> Step:
        """Note what the server's answer means for a message."""
        match reply.outcome:
            case "sent":
                self._outbox.mark(letter.row, "sent")
            case "refused":
                return self._refused(
                    letter, reply.problem or Problem("mail-refused", f"the server refused it ({reply})")
                )
            case "doubtful":
                problem = Problem("mail-doubtful", "the connection was lost before the server said whether it has it")
                self._outbox.mark(letter.row, "doubtful", problem)
            case "later":
                self._outbox.mark(letter.row, "queued", Problem("mail-deferred", f"the server put it off ({reply})"))
                if tries < self._manner.attempts:
                    self._put_off(letter, tries, pause(self._manner.wait, tries))
            case "barred":
                self._outbox.mark(letter.row, "queued")
                return Step(0, "stopped", f"the server takes nothing from this sender ({reply})")
        return Step(letter.row, reply.outcome, "" if reply.outcome == "sent" else str(reply))

    def _refused(self, letter: Done, problem: Problem) -> Step:
        self._outbox.mark(letter.row, "refused", problem)
        return Step(letter.row, "refused", problem.message)

    def _put_off(self, letter: Done, tries: int, seconds: float) -> None:
        heapq.heappush(self._later, (time.monotonic() + seconds, letter.row, tries, letter))

    def _dial(self) -> Connection:
        self._used = 0
        return connect(self._server, self._manner.password, self._manner.timeout, self._manner.authorities)

    def _hang_up(self) -> None:
        if self._line:
            self._line.close()
        self._line = None


def rehearse(folder: Path, outbox: Outbox, manner: Manner) -> None:
    """Look at every chosen message that is queued as if it were sent; what could not go is refused in the outbox."""
    last = 0
    while letter := outbox.next(last):
        last = letter.row
        message = prepared(folder, letter, manner)
        if isinstance(message, Problem):
            outbox.mark(letter.row, "refused", message)


def prepared(folder: Path, letter: Done, manner: Manner) -> tuple[Envelope, bytes] | Problem:
    """Return a message as it goes now, and to whom; or why it may not go.

    Raises UsageError when the signature is for another domain than the sender's.
    """
    body = read_bytes(folder, letter.path, LARGEST)
    if isinstance(body, Finding) or hashlib.sha256(body).hexdigest() != letter.digest:
        return Problem("mail-altered", "its file is not the one that the merge wrote")
    message = outgoing(body, datetime.datetime.now(datetime.UTC), manner.signer)
    if isinstance(message, Problem):
        return message
    found, body = message
    return Envelope(manner.sender or found.sender, manner.instead or found.recipient), body
