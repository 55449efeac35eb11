"""A merge with real workers, started by tests as a program of its own, to be interrupted."""

import sys
from functools import partial
from pathlib import Path

from faults.poison import make_slowly, recipient
from faults.small_run import DATE

from briefgen.merge.run import Plan, Start, begun
from briefgen.render.workers import run

ROWS = 49  # before the first that does harm


def merge(folder: Path) -> None:
    """Merge, or go on with it."""
    work = partial(run, function=make_slowly, workers=2, seconds=20, megabytes=1500, scratch_in=folder / "scratch")
    with begun(folder, Plan("news", DATE, "eml", {}), Start(resume=True)) as attempt:
        attempt.carry_out(
            {"donors": ("news.donors.nl", "")}, map(recipient, range(1, ROWS + 1)), work, lambda now: None
        )


if __name__ == "__main__":
    merge(Path(sys.argv[1]))
