"""A run that is over in some milliseconds: a real ledger and real files, with messages that cost nothing to make."""

import datetime
import random
from collections.abc import Iterator
from pathlib import Path

from briefgen.merge import engine
from briefgen.merge.engine import Progress, Refused, Row
from briefgen.merge.ledger import LedgerError, open_ledger
from briefgen.merge.making import Made, Order
from briefgen.merge.run import Plan, Start, begun
from briefgen.model.recipient import Recipient
from briefgen.render.workers import Job, Outcome

DATE = datetime.date(2026, 11, 23)
MASTERS = {"donors": ("news.donors.nl", "Dag {}"), "friends": ("news.friends.en", "Hello {}")}
DONE, QUARANTINED = 9, 3
# Several entries in the ledger even for so few rows.
engine.BATCH = 4


def rows() -> Iterator[Row]:
    """Yield twelve rows: nine that get a message, one that cannot, one that is refused, one without an edition."""
    for number in range(1, 13):
        if number == 5:
            yield Refused(number, "recipient-address")
        else:
            audience = "nobody" if number == 8 else ("donors", "friends")[number % 2]
            yield Recipient(number, f"person-{number}", audience, "nl", name=f"Name {number}")


def message(order: Order) -> Made:
    """Make the message of a recipient, with what is awkward in an mbox; that of row 7 cannot be made."""
    if order.recipient.row == 7:
        return Made(code="glyph-missing")
    text = order.master.read_bytes() + f"{order.recipient.name}\r\nFrom here\r\n>From there\r\n".encode()
    return Made(text * (1 + order.recipient.row * 7 % 5))


def work(jobs: Iterator[Job[Order]]) -> Iterator[Outcome[Made]]:
    """Make messages as workers do: some at once, done in another order than they were begun."""
    waiting: list[Job[Order]] = []
    choice = random.Random(5)
    for job in jobs:
        waiting.append(job)
        if len(waiting) == 4:
            done = waiting.pop(choice.randrange(4))
            yield Outcome(done.key, message(done.argument))
    yield from (Outcome(job.key, message(job.argument)) for job in reversed(waiting))


def attempt(path: Path, form: str, start: Start | None = None) -> Progress:
    """Carry out the run, or what is left of it."""
    plan = Plan("news", DATE, form, {"the list": "1"})
    with begun(path, plan, start or Start()) as run:
        return run.carry_out(MASTERS, rows(), work, lambda progress: None)


def outputs(path: Path) -> dict[str, bytes]:
    """Return all that is in the folder of a run and is not its own, by path."""
    names = (file for file in path.rglob("*") if file.is_file())
    found = {file.relative_to(path).as_posix(): file for file in names}
    return {
        name: file.read_bytes() for name, file in found.items() if not name.startswith(("lock", "run.json", "ledger"))
    }


def faults_of(path: Path, clean: dict[str, bytes]) -> Iterator[str]:
    """Yield what is wrong with a finished run, compared with a clean one."""
    there = outputs(path)
    yield from (f"{name} is lost" for name in clean.keys() - there.keys())
    yield from (f"{name} is too much" for name in there.keys() - clean.keys())
    yield from (f"{name} is different" for name in clean.keys() & there.keys() if clean[name] != there[name])
    yield from (f"{file} is open to others" for file in path.rglob("*") if file.stat().st_mode & 0o077)
    with open_ledger(path, readonly=True) as ledger:
        if not ledger.finished() or (ledger.count("done"), ledger.count("quarantined")) != (DONE, QUARANTINED):
            yield "the ledger is not that of a finished run"


def torn(path: Path, clean: dict[str, bytes]) -> Iterator[str]:
    """Yield what is wrong in the folder of a run that was stopped: a file under its name is whole, and there when the
    ledger says so.
    """
    there = outputs(path)
    for name, body in there.items():
        # Messages of an mbox wait in a folder until all are there.
        if (
            not Path(name).name.startswith(".")
            and not name.startswith(("scratch/", "spool/"))
            and body != clean.get(name)
        ):
            yield f"{name} is torn"
    read, written = known(path, readonly=True), known(path)
    if read != written:
        yield f"somebody who only reads the ledger finds {read} where there is {written}"
    yield from (f"row {name} is done without a file" for name in written - there.keys())


def known(path: Path, readonly: bool = False) -> set[str]:
    """Return the files that a ledger says are there."""
    try:
        with open_ledger(path, readonly) as ledger:
            return {done.path for done in ledger.done()} if ledger.whole() is None else set()
    except LedgerError as error:
        return set() if error.damaged or not (path / "ledger.db").exists() else {str(error)}
