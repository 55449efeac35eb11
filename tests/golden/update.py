"""``python -m tests.golden.update``: make the golden files again, and say what has changed."""

import sys
import time

from .editions import make
from .kept import FOLDER, ROOT, changes, forget_differences, update


def main() -> int:
    """Bring the golden files up to date and print a report."""
    started = time.monotonic()
    try:
        made = make()
    except RuntimeError as error:
        print(f"Nothing is updated: {error}", file=sys.stderr)
        return 1
    forget_differences()
    found = list(changes(made.files))
    update(made.files, found)
    for change in found:
        print(f"{change.kind:8}{(FOLDER / change.path).relative_to(ROOT)}")
        print("".join(f"        {line}\n" for line in change.report.splitlines()), end="")
    counted = ", ".join(f"{sum(change.kind == kind for change in found)} {kind}" for kind in ("new", "changed", "gone"))
    print(f"{len(made.files)} golden files: {counted}. {time.monotonic() - started:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
