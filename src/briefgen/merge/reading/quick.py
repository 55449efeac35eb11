"""A quick look at many cells: which of them are not plainly sound, and have to be looked at closely.

A pattern says what nearly all cells of a column look like. What has it is a value as it stands; what has it not may
still be one.
"""

import re
from collections.abc import Sequence
from typing import Any


class Quick:
    """A pattern of faultless cells, which matches no line break."""

    def __init__(self, pattern: str) -> None:
        self._one = re.compile(pattern)
        self._many = re.compile(rf"(?:\n(?:{pattern}))*+")

    def odd(self, raws: Sequence[Any]) -> Sequence[int]:
        """Return which cells do not have the pattern, by their place; none of those that hold no text has."""
        try:
            joined = "\n".join(("", *raws))
        except TypeError:
            return range(len(raws))
        if joined.count("\n") == len(raws) and self._many.fullmatch(joined):
            return ()
        return [index for index, found in enumerate(map(self._one.fullmatch, raws)) if found is None]
