"""How quickly to go on: so many messages in a time, and pauses that grow after failures."""

import time
from threading import Event
from typing import Final

LONGEST: Final = 3600.0


class Pace:
    """Lets ``rate`` messages a second pass, evenly and never more to catch up, or all where there is none.

    Waiting costs nothing and ends when ``stop`` is set.
    """

    def __init__(self, rate: float | None, stop: Event) -> None:
        self._rate = rate
        self._stop = stop
        self._next = 0.0

    def wait(self) -> bool:
        """Wait until the next message may go; return whether it may, or the sending is to stop."""
        if self._rate:
            now = time.monotonic()
            turn = max(self._next, now)
            self._next = turn + 1 / self._rate
            if turn > now:
                self._stop.wait(turn - now)
        return not self._stop.is_set()


def pause(first: float, failures: int) -> float:
    """Return how many seconds to wait after so many failures: ``first``, doubled each time, an hour at most."""
    return float(min(first * 2 ** min(failures - 1, 32), LONGEST))
