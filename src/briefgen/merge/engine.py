"""The engine of a run: rows in, files out, and the ledger behind them.

The order is what makes a run safe: a file's content on the disk, its name, the folder on the disk, and only then the
row in the ledger. Whatever ends the process, a row that the ledger calls done has its file.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from briefgen.merge.folder import FILES, SPOOL, RunFolder
from briefgen.merge.ledger import Entry, Ledger
from briefgen.merge.making import FORMS, Made, Order
from briefgen.model.recipient import Recipient
from briefgen.render.workers import Job, Outcome

BATCH = 32
SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Refused:
    """A row of the list that makes no recipient: its number and the code of what is wrong with it."""

    row: int
    code: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows have come to their end so far; ``kept`` of them did so in an earlier attempt."""

    done: int = 0
    quarantined: int = 0
    kept: int = 0


Row = Recipient | Refused
Work = Callable[[Iterator[Job[Order]]], Iterator[Outcome[Made]]]
"""Makes the files of orders, in any order, and takes them from the iterator as it needs them."""
Notice = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Master:
    """An edition as workers get it: its key, and the file that they read it from."""

    key: str
    path: Path


class Engine:
    """Makes what is not there yet. ``masters`` are by audience; ``made_whole`` says that the rows that are done need no
    file of their own any more; ``retry`` gives quarantined rows another try.
    """

    def __init__(
        self, folder: RunFolder, ledger: Ledger, form: str, masters: Mapping[str, Master], made_whole: bool, retry: bool
    ) -> None:
        self._folder, self._ledger, self._form, self._masters = folder, ledger, form, masters
        self._made_whole, self._retry = made_whole, retry
        self._place = SPOOL if FORMS[form].joined else FILES
        self._waiting: dict[int, Entry] = {}
        self._batch: list[Entry] = []
        self._since = 0.0
        self.progress = Progress()

    def run(self, rows: Iterable[Row], work: Work, notice: Notice) -> None:
        """Bring every row to its end. Raises OSError when the system cannot go on."""
        try:
            for outcome in work(self._orders(rows, notice)):
                self._settle(outcome)
                notice(self.progress)
        except (KeyboardInterrupt, OSError):
            with suppress(OSError):  # what ended the run matters more
                self._flush()
            raise
        self._flush()
        notice(self.progress)

    def _orders(self, rows: Iterable[Row], notice: Notice) -> Iterator[Job[Order]]:
        for row in rows:
            entry = self._ledger.entry(row.row)
            if entry and self._stands(entry):
                self._count(entry, kept=True)
                notice(self.progress)
            elif isinstance(row, Refused):
                self._give_up(row.code, Entry(row.row, "", "", "quarantined"))
            elif row.audience not in self._masters:
                self._give_up("merge-no-edition", self._begin(row, ""))
            else:
                master = self._masters[row.audience]
                self._waiting[row.row] = self._begin(row, master.key)
                yield Job(str(row.row), Order(self._form, master.path, row))

    def _begin(self, row: Recipient, edition: str) -> Entry:
        return Entry(row.row, self._ledger.person(row.key), edition, "quarantined")

    def _stands(self, entry: Entry) -> bool:
        if entry.state == "quarantined":
            return not self._retry
        return self._made_whole or self._folder.holds(entry.path, entry.size, entry.digest)

    def _settle(self, outcome: Outcome[Made]) -> None:
        entry = self._waiting.pop(int(outcome.key))
        made = outcome.value
        if made is None or outcome.failure:
            kind = outcome.failure.kind if outcome.failure else "error"
            self._give_up(f"render-{kind}", entry)
        elif made.machine:
            raise OSError(made.machine, os.strerror(made.machine))
        elif made.code:
            self._give_up(made.code, entry, made.detail)
        else:
            path = f"{self._place}/{entry.edition}.{entry.row:06}.{FORMS[self._form].ending}"
            self._folder.remove(path)  # what is there is torn, or of an attempt that did not note it
            self._folder.write(path, made.body)
            digest = hashlib.sha256(made.body).hexdigest()
            self._note(replace(entry, state="done", path=path, size=len(made.body), digest=digest))

    def _give_up(self, code: str, entry: Entry, detail: str = "") -> None:
        self._note(replace(entry, reason=code, detail=detail))

    def _note(self, entry: Entry) -> None:
        """Put a row into the next entry of the ledger: rows that end at about the same time share its cost."""
        if not self._batch:
            self._since = time.monotonic()
        self._batch.append(entry)
        self._count(entry)
        if len(self._batch) >= BATCH or time.monotonic() - self._since > SECONDS:
            self._flush()

    def _count(self, entry: Entry, kept: bool = False) -> None:
        done, now = entry.state == "done", self.progress
        self.progress = Progress(now.done + done, now.quarantined + (not done), now.kept + kept)

    def _flush(self) -> None:
        # Taken out first: a disk that failed to flush may say yes the next time, and have lost what it had.
        batch, self._batch = self._batch, []
        self._folder.sync()
        if batch:
            self._ledger.record(batch)
