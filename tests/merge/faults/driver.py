"""Runs the small run under faults, each in a process of its own. Started with the shim in LD_PRELOAD.

Prints JSON: how often faults struck, by kind of call, and what was wrong afterwards.
"""

import ctypes
import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from briefgen.errors import UsageError
from briefgen.merge.ledger import Entry, Ledger, LedgerError, open_ledger
from briefgen.merge.purging import purge
from briefgen.merge.run import Start
from faults.disk import Disk, read_trace
from faults.small_run import attempt, faults_of, outputs, torn

SHIM = ctypes.CDLL(None)
NAMES = ("create", "write", "sync", "rename", "unlink", "truncate", "mkdir", "rmdir", "read")
KINDS = {name: 1 << bit for bit, name in enumerate(NAMES, start=1)}
# Every call that changes something.
KINDS["any"] = sum(KINDS.values()) - KINDS["read"]
ACTIONS = {"count": 0, "kill": -1, "tear": -2, "EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "EACCES": errno.EACCES}
ENDED, STOPPED, REFUSED, BROKEN = 0, 7, 8, 9


def struck(
    folder: Path,
    body: Callable[[], object],
    at: int,
    action: str,
    kind: str = "any",
    stays: bool = False,
    trace: str = "",
) -> tuple[int, bool]:
    """Run something in a process with a fault; return how it ended (an exit code, or minus a signal), and whether the
    fault came about.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        code, said = ENDED, ""
        SHIM.fault_arm(
            str(folder).encode(), ctypes.c_long(at), ACTIONS[action], KINDS[kind], int(stays), trace.encode()
        )
        try:
            body()
        except OSError:
            code = STOPPED
        except UsageError:
            code = REFUSED
        except BaseException as error:
            code, said = BROKEN, repr(error)
        seen = SHIM.fault_disarm()
        os.write(writer, said.encode() or (b"struck" if seen >= at else b"spared"))
        os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == BROKEN:
        raise SystemExit(f"{action} at call {at} of kind {kind} was not answered: {said}")
    return code, code == -signal.SIGKILL or said == "struck"


class Trial:
    """Strikes at one call after the other, and looks at what is left each time."""

    def __init__(self, base: Path, form: str) -> None:
        self.base, self.form = base, form
        self.problems: list[str] = []
        self.strikes: Counter[str] = Counter()
        attempt(base / "clean", form)
        self.clean = outputs(base / "clean")

    def merge(self, **start: bool) -> Callable[[Path], object]:
        """Return the function that merges into a folder."""
        return lambda path: attempt(path, self.form, Start(**start))

    def at(self, number: int, what: str, action: str, kind: str = "any", stays: bool = False) -> bool:
        """Strike once at a call; False when there are not so many."""
        body, before = {
            "new": (self.merge(), ""),
            "resume": (self.merge(resume=True), "half"),
            "force": (self.merge(force=True), "clean"),
            "purge": (purge, "clean"),
        }[what]
        folder = self.fresh(before)
        code, came = struck(folder, lambda: body(folder), number, action, kind, stays)
        if came:
            self.strikes[kind] += 1
            look = self.look_at_purged if what == "purge" else self.look
            look(folder, f"{self.form} {what}: {action} at call {number} of {kind}, which ended it with {code}")
        return came

    def fresh(self, before: str = "") -> Path:
        """Return a folder that is not there, or is a copy of another."""
        folder = self.base / "run"
        shutil.rmtree(folder, ignore_errors=True)
        if before:
            shutil.copytree(self.base / before, folder)
        return folder

    def look(self, folder: Path, name: str, lied: bool = False) -> None:
        """Note what is wrong after a strike, go on, and note what is wrong then. A disk that ``lied`` may hold
        anything after the strike.
        """
        try:
            if folder.exists() and not lied:
                self.note(name, torn(folder, self.clean))
            self.merge(resume=True)(folder)
            self.note(f"{name}; afterwards", faults_of(folder, self.clean))
        except (Exception, SystemExit) as error:
            self.problems.append(f"{name}; going on failed: {error!r}")

    def look_at_purged(self, folder: Path, name: str) -> None:
        """Purge again what was not purged whole, and note what is left."""
        try:
            purge(folder)
            left = sorted(file.name for file in folder.rglob("*"))
            self.note(name, () if left == ["lock", "run.json"] else left)
        except (Exception, SystemExit) as error:
            self.problems.append(f"{name}; purging again failed: {error!r}")

    def note(self, name: str, problems: Iterable[str]) -> None:
        self.problems += [f"{name}: {problem}" for problem in problems]


def everywhere(trial: Trial, what: str, actions: list[str], kinds: list[str], stays: bool = False) -> None:
    """Strike at every call."""
    if what == "resume":
        leave_half(trial)
    for action in actions:
        for kind in kinds:
            number = 1
            while trial.at(number, what, action, kind, stays):
                number += 1


def leave_half(trial: Trial) -> None:
    """Leave a run that was killed when about half of its rows were done."""
    for number in range(1, 1000, 5):
        shutil.rmtree(trial.base / "half", ignore_errors=True)
        struck(trial.base / "half", lambda: trial.merge()(trial.base / "half"), number, "kill")
        if recorded(trial.base / "half") >= 6:
            return
    raise SystemExit("the run was over before it was half done")


def by_chance(trial: Trial, kills: int, seed: int) -> None:
    """Kill runs at calls that chance chooses, again and again while they go on, and compare what comes of each."""
    chance = random.Random(seed)
    go_on = trial.merge(resume=True)
    while trial.strikes["any"] < kills:
        folder = trial.fresh()
        for _ in range(chance.randrange(1, 12)):
            number, action = chance.randrange(1, 150), chance.choice(("kill", "tear"))
            _, came = struck(folder, partial(go_on, folder), number, action)
            trial.strikes["any"] += came
        trial.look(folder, f"{trial.form} killed by chance with seed {seed} before strike {trial.strikes['any']}")


def lose_power(trial: Trial, ways: list[str], lies: list[str]) -> None:
    """Lose power after each call, in several ways; ``lies`` are flushes that the disk only pretends to do."""
    folder, trace = trial.base / "traced", trial.base / "trace"
    struck(folder, lambda: marked(folder, trial), 0, "count", trace=str(trace))
    disk, chance, promised = Disk(str(folder)), random.Random(0), 0
    for number, call in enumerate(read_trace(trace)):
        if call.kind == "mark":
            promised += call.offset
            continue
        if call.path == str(folder) and call.kind == "mkdir":
            continue
        disk.apply(call, frozenset(lies))
        for way in ways:
            name = f"{trial.form}: power lost ({way}) after call {number}, {call.kind} {Path(call.path).name}"
            left = trial.fresh()
            disk.after_power_loss(way, left, chance)
            if not lies and (known := recorded(left)) < promised:
                trial.problems.append(f"{name}: of {promised} rows the ledger has {known}")
            trial.strikes[way] += 1
            trial.look(left, name, bool(lies))


def marked(folder: Path, trial: Trial) -> None:
    """Carry out the run, and mark between its calls how many rows were promised to be safe."""
    record = Ledger.record

    def marking(ledger: Ledger, entries: Iterable[Entry]) -> None:
        entries = tuple(entries)
        record(ledger, entries)
        SHIM.fault_mark(ctypes.c_long(len(entries)))

    Ledger.record = marking  # type: ignore[method-assign]
    trial.merge()(folder)


def recorded(folder: Path) -> int:
    """Return how many rows a ledger knows."""
    try:
        with open_ledger(folder) as ledger:
            return ledger.count("done") + ledger.count("quarantined")
    except LedgerError:
        return 0


def fill_disks(trial: Trial, sizes: list[int]) -> None:
    """Run on disks of a few kilobytes, then make room and go on."""
    disk = trial.base / "disk"
    disk.mkdir()
    for size in sizes:
        mount(disk, f"size={size}k")
        try:
            trial.merge()(disk / "run")
        except OSError:
            trial.strikes[str(size)] += 1
        mount(disk, "remount,size=4m")
        trial.look(disk / "run", f"{trial.form} on a disk of {size} kB")
        subprocess.run(["umount", str(disk)], check=True)


def mount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)


TRIALS = {"everywhere": everywhere, "by chance": by_chance, "power": lose_power, "disks": fill_disks}


def main(base: str, form: str, trial: str, **arguments: Any) -> None:
    """Carry out one trial."""
    found = Trial(Path(base), form)
    TRIALS[trial](found, **arguments)
    json.dump({"strikes": found.strikes, "problems": found.problems}, sys.stdout)


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
