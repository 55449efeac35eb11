"""A run: begun once, gone on with after whatever stopped it, and finished with the same bytes as if nothing had."""

import datetime
import hashlib
import json
import pickle
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefgen import __version__
from briefgen.build.manifest import Manifest, reasons, summary
from briefgen.deliver.mbox import as_mbox
from briefgen.errors import UsageError
from briefgen.merge.engine import Engine, Master, Notice, Progress, Row, Work
from briefgen.merge.folder import FILES, RUN, SCRATCH, SPOOL, RunFolder, holding
from briefgen.merge.ledger import FILE as LEDGER
from briefgen.merge.ledger import Entry, Ledger, LedgerError, create_ledger, open_ledger
from briefgen.merge.making import FORMS
from briefgen.merge.purging import MBOX, SENDING, erase, is_own, is_run

_UNFINISHED = "go on with --resume, or start over with --force"
_UNKNOWN = "remove them and make all anew with --resume, or choose another folder with --output"
_FINISHED = "look for lost files with --resume, start over with --force, or choose another folder with --output"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run makes: the newsletter's id and date, the form of output, and digests of all that decides its bytes."""

    newsletter: str
    date: datetime.date
    form: str
    inputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Start:
    """How to begin: ``resume`` goes on with what is there, ``retry`` with its quarantined rows too, and ``force``
    removes it and starts over.
    """

    resume: bool = False
    retry: bool = False
    force: bool = False


class Run:
    """A run that may begin, in a folder that nobody else writes to. ``ledger`` is None where it starts anew."""

    def __init__(self, folder: RunFolder, plan: Plan, start: Start, ledger: Ledger | None) -> None:
        self.folder, self.plan, self.start = folder, plan, start
        self._ledger = ledger

    def carry_out(
        self, masters: Mapping[str, tuple[str, Any]], rows: Iterable[Row], work: Work, notice: Notice
    ) -> Progress:
        """Make all files, and return how many rows ended how.

        ``masters`` hold for each audience the key of its edition and what its files are filled from.

        Raises:
            OSError: the system cannot go on; what is done stays done.
        """
        ledger = self._prepared()
        files = {audience: Master(key, self._kept(key, value)) for audience, (key, value) in masters.items()}
        whole = not self.start.retry and self._whole_stands(ledger)
        if ledger.whole() and not whole:
            ledger.set_whole()
        engine = Engine(self.folder, ledger, self.plan.form, files, whole, self.start.retry)
        engine.run(rows, work, notice)
        self._sweep(ledger)
        if FORMS[self.plan.form].joined and not whole:
            self._join(ledger)
        self._finish(ledger, engine.progress)
        return engine.progress

    def quarantined(self) -> Iterator[Entry]:
        """Yield the rows that were given up."""
        return self._ledger.quarantined() if self._ledger else iter(())

    def close(self) -> None:
        """Close the ledger."""
        if self._ledger:
            self._ledger.close()

    def _prepared(self) -> Ledger:
        """Return the ledger, in a folder that holds nothing of an attempt that ended too early."""
        self.folder.path.chmod(0o700)
        self.folder.clear_temporary()
        if self._ledger is None:
            erase(self.folder)
            self._ledger = create_ledger(self.folder.path, self.plan.inputs)
        elif self._ledger.finished():
            self._ledger.set_finished(False)
        self.folder.add_folder(SPOOL if FORMS[self.plan.form].joined else FILES)
        self.folder.add_folder(SCRATCH)
        self._describe("unfinished", Progress())
        return self._ledger

    def _kept(self, key: str, value: object) -> Path:
        """Write what all files of an edition share, for the workers to read."""
        path = self.folder.path / SCRATCH / f"{key}.master"
        self.folder.write(f"{SCRATCH}/{key}.master", pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
        return path

    def _whole_stands(self, ledger: Ledger) -> bool:
        whole = ledger.whole()
        return whole is not None and self.folder.holds(self.plan.newsletter + MBOX, *whole)

    def _sweep(self, ledger: Ledger) -> None:
        """Remove files that no row stands behind: an earlier attempt made them and was stopped before it said so."""
        named_as_ours = re.compile(rf"{self.plan.newsletter}\..+\.(\d{{6,12}})\.{FORMS[self.plan.form].ending}")
        for name in self.folder.names(FILES):
            if named := named_as_ours.fullmatch(name):
                entry = ledger.entry(int(named[1]))
                if entry is None or entry.state != "done" or entry.path != f"{FILES}/{name}":
                    self.folder.remove(f"{FILES}/{name}")

    def _join(self, ledger: Ledger) -> None:
        """Put all messages into one file, in the order of their rows."""
        total, size = hashlib.sha256(), 0
        self.folder.remove(self.plan.newsletter + MBOX)
        with self.folder.writing(self.plan.newsletter + MBOX) as stream:
            for done in ledger.done():
                body = (self.folder.path / done.path).read_bytes()
                if hashlib.sha256(body).hexdigest() != done.digest:
                    raise OSError(0, f"the message of row {done.row} changed while it was read")
                part = as_mbox(body, self.plan.date)
                total.update(part)
                size += stream.write(part)
        self.folder.sync()
        ledger.set_whole(size, total.hexdigest())

    def _finish(self, ledger: Ledger, progress: Progress) -> None:
        if FORMS[self.plan.form].joined:
            self.folder.clear(SPOOL)
        self.folder.clear(SCRATCH)
        ledger.set_finished(True)
        self._describe("finished", progress)

    def _describe(self, state: str, progress: Progress) -> None:
        """Write what people and programs may know of the run, in a file that has nothing personal in it."""
        data = {
            "briefgen": __version__,
            "newsletter": self.plan.newsletter,
            "form": self.plan.form,
            "state": state,
            "done": progress.done,
            "quarantined": progress.quarantined,
        }
        self.folder.write(RUN, (json.dumps(data, indent=1) + "\n").encode())
        self.folder.sync()


@contextmanager
def begun(path: Path, plan: Plan, start: Start) -> Iterator[Run]:
    """Hold the folder of a run that may begin or go on there; nothing is changed yet.

    Raises:
        UsageError: there is something else in the folder, or a run that must not be touched, gone on with or replaced;
            or another process holds it.
        OSError: the system cannot read or make the folder.
    """
    if path.is_dir() and not is_run(path) and (foreign := sorted(name for name in _names(path) if not is_own(name))):
        raise UsageError(f"{path} holds other files, such as {foreign[0]}", "choose an empty folder with --output")
    with holding(path, "merge") as folder:
        run = Run(folder, plan, start, _ledger(path, plan, start))
        try:
            yield run
        finally:
            run.close()


def _ledger(path: Path, plan: Plan, start: Start) -> Ledger | None:
    """Return the ledger of a run to go on with, or None where a run may begin."""
    if start.force:
        if (path / SENDING).exists():
            message = f"messages of the merge in {path} were sent, and which ones would no longer be known"
            raise UsageError(
                message, "choose another folder with --output, and send from there, with --row, to those who are left"
            )
        return None
    try:
        ledger = open_ledger(path)
    except LedgerError as error:
        there = (path / LEDGER).exists()
        if there and not error.damaged:
            raise
        outputs = any(name in (FILES, SPOOL) or name.endswith(MBOX) for name in _names(path))
        if start.resume or not (there or outputs):
            return None  # its rows are made again
        raise UsageError(f"{path} holds files, and no ledger that says what they are", _UNKNOWN) from error
    try:
        _may_go_on(ledger, path, plan, start)
    except BaseException:
        ledger.close()
        raise
    return ledger


def _may_go_on(ledger: Ledger, path: Path, plan: Plan, start: Start) -> None:
    if not start.resume and ledger.finished():
        raise UsageError(f"{path} holds a finished merge", _FINISHED)
    if not start.resume:
        raise UsageError(f"{path} holds a merge that did not end", _UNFINISHED)
    if changed := reasons(Manifest(ledger.inputs(), {}), plan.inputs):
        message = f"the merge in {path} was begun with something else: {summary(changed)}"
        raise UsageError(message, "undo the change to go on, or start over with --force or in another folder")


def _names(path: Path) -> Iterator[str]:
    yield from (entry.name for entry in path.iterdir())
