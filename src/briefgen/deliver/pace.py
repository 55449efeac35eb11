"""How quickly to go on: so many messages in a time, and pauses that grow after failures."""

import time
from threading import Event
from typing import Final

LONGEST: Final = 3600.0


class Pace:
    """A token bucket of one second: lets ``rate`` messages a second pass, or all where there is none.

    A rate below one a second lets one pass at a time. Waiting costs nothing and ends when ``stop`` is set.
    """

    def __init__(self, rate: float | None, stop: Event) -> None:
        self._rate = rate
        self._stop = stop
        self._room = max(rate or 0, 1.0)
        self._tokens = self._room
        self._seen = time.monotonic()

    def wait(self) -> bool:
        """Wait until the next message may go; return whether it may, or the sending is to stop."""
        if self._rate:
            now = time.monotonic()
            self._tokens = min(self._room, self._tokens + (now - self._seen) * self._rate)
            self._seen = now
            self._tokens -= 1
            if self._tokens < 0:
                self._stop.wait(-self._tokens / self._rate)
        return not self._stop.is_set()


def pause(first: float, failures: int) -> float:
    """Return how many seconds to wait after so many failures: ``first``, doubled each time, an hour at most."""
    return float(min(first * 2 ** min(failures - 1, 32), LONGEST))
