"""Answers the signals that ask a command to end: Ctrl-C, ``kill``, a terminal that is closed."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Answer = Callable[[int, Any], object]


@contextmanager
def answered(answer: Answer, *names: str) -> Iterator[None]:
    """Have signals of these names answered by a function, as far as the system knows them.

    What is ignored stays so: with nohup a command goes on without its terminal, in the background of a script after
    Ctrl-C.
    """
    numbers = [number for name in names if (number := getattr(signal, name, None)) is not None]
    before = {number: handler for number in numbers if (handler := signal.getsignal(number)) != signal.SIG_IGN}
    for number in before:
        signal.signal(number, answer)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
