"""Files that cost nothing to make, and rows that do harm: jobs for real workers."""

import hashlib
import os
import time

from briefgen.merge.making import Made, Order
from briefgen.model.recipient import Recipient

POISONS = ("hang", "loop", "abort", "memory", "exception", "exit")
REASONS = ("render-timeout", "render-timeout", "render-crash", "render-memory", "render-error", "render-error")


def poison_of(row: int) -> str:
    """Return what is wrong with a row: one in a hundred does harm."""
    return POISONS[row // 100 % len(POISONS)] if row % 100 == 50 else ""


def recipient(row: int) -> Recipient:
    """Return the recipient of a row, whose name tells its poison."""
    return Recipient(row, f"person-{row}", "donors", "nl", name=poison_of(row) or f"Name {row}")


def make(order: Order) -> Made:
    """Make a file of some kilobytes, or come to grief."""
    name = order.recipient.name
    if name == "hang":
        time.sleep(600)
    elif name == "loop":
        sum(iter(int, 1))
    elif name == "abort":
        os.abort()
    elif name == "memory":
        bytearray(8 << 30)
    elif name == "exception":
        raise ValueError(f"no good: {name}")
    elif name == "exit":
        raise SystemExit(name)
    return Made(hashlib.sha512(name.encode()).digest() * 50)


def make_slowly(order: Order) -> Made:
    """Make a file in some milliseconds, so that a run can be interrupted."""
    time.sleep(0.01)
    return make(order)
