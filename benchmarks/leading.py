"""Leads a merge whose files cost nothing to make, and prints the peak of its own memory in MB."""

import re
import resource
import sys
import tempfile
from datetime import date
from pathlib import Path

from briefgen import bundled, merging
from briefgen.merge.making import Made, Order
from briefgen.workspace import open_at


def nothing(order: Order) -> Made:
    """Make a file of a few bytes."""
    return Made(f"row {order.recipient.row}\n".encode())


def peak() -> float:
    """Return the most memory that this process had; ``ru_maxrss`` would count what started it, on Linux."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    except OSError:
        found = None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(found[1]) / 1024 if found else most / (1024 if sys.platform == "linux" else 1024 * 1024)


def main() -> None:
    """Merge the list in this folder, into memory where the system has some for files."""
    merging.make = nothing
    workspace = open_at(Path.cwd(), bundled.templates_dir())
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        options = merging.Options("2026-peru", "list.csv", form="eml", output=Path(folder), jobs=2)
        result = merging.merge(workspace, options, date(2026, 11, 23), lambda total: lambda progress: None)
        # Before the files are removed, for which all their names are read at once.
        most = peak()
    if not result.progress or result.progress.quarantined:
        raise SystemExit("not all rows were merged")
    print(most)


if __name__ == "__main__":
    main()
